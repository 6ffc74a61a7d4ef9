"""Looking somebody up by hand: one field, the found graduates under it, the keyboard all the way."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.desk.slips import FoundSlip, Mode
from app.presenters.search import SearchPresenter, SearchScreen
from app.views.workbench import Bench, Item

SHOWN = 12  # lines on the screen; whoever is further down is found by one more character


class SearchPage(QWidget):
    """The field stays while the answers below it are drawn anew, so that typing is never disturbed."""

    def __init__(self, bench: Bench, search: SearchPresenter) -> None:
        super().__init__()
        self.bench = bench
        self._search = search
        b, say = bench, bench.say
        self.field = b.edit(
            search.screen.query, say("Student number, name, or sheet barcode"), say("For example 41047025S or a name")
        )
        self.field.setObjectName("search-field")
        self.field.textEdited.connect(search.typed)
        self.field.installEventFilter(self)
        title = say("Find a graduate") if search.screen.mode is Mode.SELF else say("Find the graduate for a proxy")
        told = say("Every look-up by hand is recorded with your name.")
        self._below = QWidget()
        QVBoxLayout(self._below).setContentsMargins(0, 0, 0, 0)
        self._answers: QWidget | None = None
        self.primary = b.button(say("Open the case"), "Enter", "primary", "arrow-right", search.hurry)
        close = b.button(say("Back"), "Esc", "plain", "x", search.close, 60)
        self._below.setProperty("fills", True)
        self._below.setProperty("grows", True)
        body = b.col(
            b.label(title, "title"),
            b.label(told, "body", "text2"),
            8,
            self.field,
            8,
            self._below,
            gap=4,
            margins=(32, 24, 32, 8),
        )
        if not b.narrow:
            self.primary.setMinimumWidth(b.px(320))
        else:
            self.primary.setProperty("fills", True)
        bar_items: list[Item] = [self.primary, close] if b.narrow else [None, close, self.primary]
        bar = b.holder(b.row(*bar_items, gap=12, margins=(32, 12, 24, 12)), "bar")
        inner = b.holder(body)
        inner.setMaximumWidth(b.px(1000))
        area = b.holder(b.row(inner, gap=0), fills=True)
        area.setProperty("grows", True)
        self.setLayout(b.col(area, b.hline(), bar, gap=0))
        self.draw(search.screen)

    def draw(self, screen: SearchScreen) -> None:
        """Paint what was found."""
        b = self.bench
        answers = b.scroll(b.holder(b.col(*self._lines(screen), None, gap=0)))
        layout = self._below.layout()
        assert layout is not None
        if self._answers is not None:
            layout.removeWidget(self._answers)
            self._answers.hide()
            self._answers.setParent(None)
            self._answers.deleteLater()
        layout.addWidget(answers)
        self._answers = answers
        self.primary.setEnabled(bool(screen.query.strip()))

    def _lines(self, screen: SearchScreen) -> list[Item]:
        b, say = self.bench, self.bench.say
        items: list[Item] = [b.problem(each) for each in screen.problems]
        if screen.slip is None:
            return items
        found = screen.slip.found
        if not found:
            told = say("Nobody is found. Check the number, or type fewer characters of the name.")
            return [*items, 8, b.told(told, "info")]
        count = say.count("{number} graduate found", "{number} graduates found", len(found))
        if screen.slip.more:
            count = say("More than {number}: type one character more.", number=len(found))
        items += [b.label(count, "label", "text2"), 4]
        shown = found[:SHOWN]
        names = [b.word(each.name, "strong") for each in shown]
        strong = QFont(self.font())
        strong.setPixelSize(b.px(16))
        strong.setBold(True)
        measure = QFontMetrics(strong)
        longest = max(measure.horizontalAdvance(each.name) for each in shown)
        widest = min(longest + 2, b.px(240))  # the numbers stand under each other
        for row, (each, name) in enumerate(zip(shown, names, strict=True)):
            name.setMinimumWidth(0 if b.narrow else widest)
            items += [self._line(row, each, name, screen.chosen), b.hline()]
        if len(found) > SHOWN and not screen.slip.more:
            more = say("The first {number} are shown. Type one character more.", number=SHOWN)
            items += [8, b.label(more, "label", "text2")]
        return items

    def _line(self, row: int, each: FoundSlip, name: QWidget, chosen: int) -> QPushButton:
        b, say = self.bench, self.bench.say
        button = QPushButton()
        button.setProperty("kind", "rail")
        button.setProperty("on", "true" if row == chosen else "false")
        button.setObjectName(f"found-{row}")
        words: list[Item] = [name, b.word(each.student_number)]
        more = [
            b.label(f"{say.of(each.programme)}　{each.cohort}", "body", "text2"),
            b.word(each.birth_masked, "small", "text2"),
        ]
        layout = (
            b.col(b.row(*words, None), *more) if b.narrow else b.row(*words, *more, gap=20, margins=(12, 10, 12, 10))
        )
        button.setLayout(layout)
        button.setMinimumHeight(max(b.px(100 if b.narrow else 50), layout.sizeHint().height()))
        button.setAccessibleName(f"{each.name} {each.student_number} {say.of(each.programme)} {each.cohort}")
        button.clicked.connect(lambda: self._open(row))
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return button

    def _open(self, row: int) -> None:
        self._search.point(row)
        self._search.open_chosen()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(watched, QLineEdit) and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            key = event.key()
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._search.hurry()
                return True
            if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                self._search.move(1 if key == Qt.Key.Key_Down else -1)
                return True
        return super().eventFilter(watched, event)
