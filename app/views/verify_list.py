"""The answers of a verification: one file's band, a few files' rows, a long list's table."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QItemSelection, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QTableView,
    QWidget,
)

from app.desk.verify_slips import Outcome
from app.presenters.verify import Entry, VerifyPresenter, VerifyScreen
from app.views import verify_words as words
from app.views.tables import Cell, Table
from app.views.workbench import TONES, Bench, Item
from app.wording import ZH

MOST_ROWS = 12  # a longer list becomes a table
MOST_SHOWN = 60  # and where a table has no room, so many rows are drawn at most
STEP_ICONS = {"now": ("loader", "go"), "todo": ("circle", "edge"), "skipped": ("circle-dashed", "text2")}


class FileName(QLabel):
    """A file's name on one line, shortened in the middle where it has no room; whole in the tooltip."""

    def __init__(self, name: str, role: str) -> None:
        super().__init__(name)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setProperty("fills", True)
        self.setToolTip(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(40, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideMiddle, self.width())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)


class Answers:
    """Draws the answers; a row that is pressed becomes the chosen one."""

    def __init__(self, bench: Bench, verify: VerifyPresenter) -> None:
        self.bench = bench
        self._verify = verify

    def rows(self, screen: VerifyScreen) -> list[Item]:
        """A row for each file; of a list too long for that, those that need a person first."""
        order = list(range(len(screen.entries)))
        if len(screen.entries) > MOST_SHOWN:
            order = sorted(order, key=lambda row: _urgency(screen.entries[row]))[:MOST_SHOWN]
        items: list[Item] = []
        for row in order:
            items += [self.row(screen, row, screen.entries[row]), self.bench.hline()]
        if len(screen.entries) > MOST_SHOWN:
            more = self.bench.say("and {number} more", number=len(screen.entries) - MOST_SHOWN)
            items += [8, self.bench.label(more, "label", "text2")]
        return items

    def summary(self, screen: VerifyScreen) -> QWidget:
        """How many of each, and how far it is."""
        b, say = self.bench, self.bench.say
        counts = [(outcome, screen.count(outcome)) for outcome in Outcome]
        told: list[Item] = [
            b.status(f"{words.answer_word(say, outcome)} {number}", words.TONE[outcome])
            for outcome, number in counts
            if number
        ]
        facts = {"number": screen.done, "all": len(screen.entries)}
        whole = screen.done == len(screen.entries)
        done = say("{all} verified", **facts) if whole else say("{number} of {all} verified", **facts)
        head = b.row(b.word(say("Answers"), "heading"), b.word(done, "label", "text2"), None, *told, gap=16)
        if b.narrow:
            head = b.col(b.row(b.word(say("Answers"), "heading"), None), b.label(done, "label", "text2"), *told, gap=4)
        items: list[Item] = [head]
        if screen.running:
            bar = QProgressBar()
            bar.setRange(0, len(screen.entries))
            bar.setValue(screen.done)
            bar.setTextVisible(False)
            bar.setAccessibleName(done)
            items.append(bar)
        return b.holder(b.col(*items, gap=8))

    def alone(self, entry: Entry) -> list[Item]:
        """One file: the answer as the band, what to do next, and what is known of the document."""
        b, say = self.bench, self.bench.say
        verdict = entry.verdict
        if verdict is None:
            told = say("Examining {name}", name=entry.name)
            return [b.band("wait", say("Being verified"), told, icon="loader")]
        told_public = words.public(say, verdict)
        word = words.answer_word(say, verdict.outcome)
        band = b.band(
            words.TONE[verdict.outcome], word, told_public.text, words.answer_in_english(say, verdict.outcome)
        )
        step = b.beside(b.icon("arrow-right", 20, "text2", line=24), b.label(told_public.next_step, "strong"), 12)
        open_to_all = words.for_staff(say, verdict) is None  # else that it is known here is for staff, too (B50)
        rows = [(say("File"), entry.name), *(words.facts(say, verdict) if open_to_all else [])]
        items: list[Item] = [band, 14, step, 18]
        for name, value in rows:
            text = FileName(value, "strong") if value is entry.name else b.label(value, "strong")
            title = b.word(name, "label", "text2")
            title.setFixedWidth(b.px(112 if say.language == ZH else 150))
            items += [b.col(title, text, gap=0) if b.narrow else b.row(title, text, gap=12), 8]
        return items

    def row(self, screen: VerifyScreen, row: int, entry: Entry) -> QPushButton:
        b, say = self.bench, self.bench.say
        verdict = entry.verdict
        button = Row(b.px(50))
        button.setProperty("kind", "rail")
        button.setProperty("on", "true" if row == screen.chosen else "false")
        button.setObjectName(f"verify-row-{row}")
        name = FileName(entry.name, "strong")
        if verdict is None:
            mark, tone = STEP_ICONS["now" if row == screen.current else "todo"]
            head: list[Item] = [b.icon(mark, 28, tone, line=36), b.word(self._waits(screen, row), "label", "text2")]
            body: list[Item] = [name]
            spoken = self._waits(screen, row)
        else:
            token, icon = TONES[words.TONE[verdict.outcome]]
            told, word = words.public(say, verdict), words.answer_word(say, verdict.outcome)
            english = words.answer_in_english(say, verdict.outcome)
            names = b.col(
                b.word(word, "title", token), *([b.word(english, "small", "text2")] if english else []), gap=0
            )
            head = [b.icon(icon, 36, token, line=40), b.holder(names)]
            step = b.beside(b.icon("arrow-right", 18, "text2", line=24), b.label(told.next_step, "body", "text2"), 6)
            body = [name, b.label(told.text), step]
            spoken = f"{word}. {told.text}"
        left = b.holder(b.row(*head, None, gap=12))
        left.setFixedWidth(b.px(150 if say.language == ZH else 176))
        text = b.holder(b.col(*body, gap=2), fills=True)
        layout = b.col(left, text, gap=4) if b.narrow else b.row(left, text, gap=12)
        layout.setContentsMargins(b.px(10), b.px(12), b.px(10), b.px(12))
        if not b.narrow:
            layout.setAlignment(left, Qt.AlignmentFlag.AlignTop)
        button.setLayout(layout)
        for label in button.findChildren(QWidget):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        button.setAccessibleName(f"{entry.name}: {spoken}")
        button.clicked.connect(lambda: self._verify.choose(row))
        return button

    def _waits(self, screen: VerifyScreen, row: int) -> str:
        return self.bench.say("being verified") if row == screen.current else self.bench.say("not yet verified")

    def table(self, screen: VerifyScreen) -> QTableView:
        b, say = self.bench, self.bench.say
        table = QTableView()
        table.setObjectName("verify-table")
        table.setAccessibleName(say("Answers"))
        model = Table(
            b, [say("Answer"), say("File"), say("Remark")], [self._cells(screen, each) for each in screen.entries]
        )
        table.setModel(model)
        model.setParent(table)
        table.setShowGrid(False)
        table.setIconSize(QSize(b.px(20), b.px(20)))
        table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setTabKeyNavigation(False)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(b.px(50))
        head = table.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setHighlightSections(False)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
        head.setSectionResizeMode(2, QHeaderView.ResizeMode.Fixed)
        table.setColumnWidth(0, b.px(120))
        table.setColumnWidth(2, b.px(330))
        table.selectRow(screen.chosen)
        table.scrollTo(model.index(screen.chosen, 0))
        table.selectionModel().selectionChanged.connect(self._selected)
        table.setProperty("grows", True)
        return table

    def _cells(self, screen: VerifyScreen, entry: Entry) -> list[Cell]:
        say, verdict = self.bench.say, entry.verdict
        if verdict is None:
            return [Cell(say("not yet verified"), "wait"), Cell(entry.name), Cell("")]
        word = words.answer_word(say, verdict.outcome)
        return [Cell(word, words.TONE[verdict.outcome]), Cell(entry.name), Cell(words.public(say, verdict).text)]

    def _selected(self, chosen: QItemSelection) -> None:
        if chosen.indexes():
            self._verify.choose(chosen.indexes()[0].row())


class Row(QPushButton):
    """One file of the list, as high as its words need at the width and in the type that they get."""

    def __init__(self, least: int) -> None:
        super().__init__()
        self._least = least
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize, QEvent.Type.Show):
            layout = self.layout()
            if layout is not None:
                needed = layout.totalHeightForWidth(self.width()) if layout.hasHeightForWidth() else 0
                self.setMinimumHeight(max(needed, layout.totalMinimumSize().height(), self._least))
        return super().event(event)


def _urgency(entry: Entry) -> int:
    order = {Outcome.FAILURE: 0, Outcome.WARNING: 1, Outcome.SUCCESS: 3}
    return order[entry.verdict.outcome] if entry.verdict else 2
