"""The queue of digital certificates: those that need a person first; Enter or F9 does the one next thing."""

from __future__ import annotations

from PySide6.QtCore import QItemSelection, QSize, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QPushButton, QTableView, QWidget

from app.dates import roc_date, wall_time
from app.desk.slips import JobSlip, QueueSlip
from app.errors import Obstacle
from app.presenters.queue import TABS, QueuePresenter, QueueScreen
from app.views.tables import Cell, Table
from app.views.workbench import Bench, Button, Item
from app.wording import ZH, Wording


def state_word(say: Wording, job: JobSlip) -> str:
    return {
        "queued": say("waiting"),
        "working": say("being made"),
        "waiting": say("ready to send") if job.has_pdf else say("waiting"),
        "done": say("done"),
        "dead": say("needs a person"),
        "cancelled": say("cancelled"),
    }[job.state]


def note_words(say: Wording, job: JobSlip) -> str:
    if job.note:
        return say.explain(Obstacle(job.note, dict(job.note_facts))).text
    return say("queued at {time}", time=wall_time(job.queued_at))


class QueuePage:
    def __init__(self, bench: Bench, queue: QueuePresenter) -> None:
        self.bench = bench
        self._queue = queue
        self.table: QTableView | None = None
        self.primary: Button | None = None

    def draw(self) -> QWidget:
        b, screen = self.bench, self._queue.screen
        slip = screen.slip
        if slip is None:
            told: list[Item] = [b.problem(each) for each in screen.problems]
            return b.scroll(b.holder(b.col(*told, None, margins=(32, 24, 32, 20))))
        items: list[Item] = [self._tabs(slip), 8, *[b.problem(each) for each in screen.problems]]
        items.append(self._table(screen, slip) if slip.jobs else self._empty())
        margins = (16, 8, 12, 8) if b.narrow else (32, 18, 24, 12)
        return b.holder(b.col(*items, 8, self._bar(screen), gap=0, margins=margins))

    def _tabs(self, slip: QueueSlip) -> QWidget:
        b, say = self.bench, self.bench.say
        counts = {"all": slip.total, "waiting": slip.waiting, "attention": slip.attention, "finished": slip.finished}
        words = {
            "all": say("All"),
            "waiting": say("Waiting"),
            "attention": say("Need a person"),
            "finished": say("Finished"),
        }
        tabs: list[Item] = []
        for which in TABS:
            tab = QPushButton(f"{words[which]} {counts[which]}")
            tab.setProperty("kind", "tab")
            tab.setCheckable(True)
            tab.setChecked(which == self._queue.screen.which)
            tab.setAccessibleName(tab.text())
            tab.setObjectName(f"tab-{which}")
            tab.clicked.connect(lambda _=False, which=which: self._queue.pick(which))
            tabs.append(tab)
        return b.holder(b.row(*tabs, None, gap=4))

    def _empty(self) -> QWidget:
        b, say = self.bench, self.bench.say
        told = say("Nothing here. A digital certificate is queued by itself when a certificate is handed over.")
        empty = b.holder(b.col(24, b.label(told, "body", "text2"), None))
        empty.setProperty("grows", True)
        return empty

    def _table(self, screen: QueueScreen, slip: QueueSlip) -> QTableView:
        b, say = self.bench, self.bench.say
        heads = [say("State"), say("Name"), say("Student number"), say("Certificate"), say("Remark"), say("Due")]
        table = QTableView()
        table.setObjectName("queue-table")
        table.setAccessibleName(say("Digital certificates"))
        table.setModel(Table(b, heads, [self._cells(job) for job in slip.jobs]))
        model = table.model()
        model.setParent(table)
        table.setShowGrid(False)
        table.setIconSize(QSize(b.px(20), b.px(20)))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setWordWrap(True)
        table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(b.px(50))
        head = table.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setHighlightSections(False)
        for column in (2, 4) if b.narrow else ():
            table.setColumnHidden(column, True)
        wide = 150 if say.language == ZH else 190
        for column, width in enumerate((wide, 120, 150, 120, 0, 130)):
            stretched = not width or (b.narrow and column == 1)
            head.setSectionResizeMode(
                column, QHeaderView.ResizeMode.Stretch if stretched else QHeaderView.ResizeMode.Fixed
            )
            if not stretched:
                table.setColumnWidth(column, b.px(width))
        row = next((place for place, job in enumerate(slip.jobs) if job.id == screen.chosen), 0)
        table.selectRow(row)
        table.selectionModel().selectionChanged.connect(self._selected)
        table.doubleClicked.connect(lambda _: self._queue.act())
        table.setProperty("grows", True)
        self.table = table
        return table

    def _cells(self, job: JobSlip) -> list[Cell]:
        say = self.bench.say
        due = "—" if job.due is None else roc_date(job.due) if say.language == ZH else job.due.isoformat()
        return [
            Cell(state_word(say, job), job.tone),
            Cell(job.name_masked),
            Cell(job.student_number),
            Cell(job.short),
            Cell(note_words(say, job)),
            Cell(due),
        ]

    def _selected(self, chosen: QItemSelection) -> None:
        slip = self._queue.screen.slip
        if slip is not None and chosen.indexes():
            self._queue.choose(slip.jobs[chosen.indexes()[0].row()].id)

    def _bar(self, screen: QueueScreen) -> QWidget:
        b, say = self.bench, self.bench.say
        job = screen.job
        refresh = b.button(say("Look again"), "F5", "plain", "refresh-cw", self._queue.refresh, 60)
        if job is None:
            self.primary = None
            return b.holder(b.row(None, refresh, gap=12))
        if job.tone == "stop":  # a signed one too, whose delivery needs a person
            text, icon = say("Let it try again"), "rotate-ccw"
        elif job.has_pdf:
            text, icon = say("Open the certificate"), "file-text"
        else:
            text, icon = "", ""
        chosen = b.label(say("Chosen: {name} {number}", name=job.name_masked, number=job.short), "body", "text2")
        if not text:
            self.primary = None
            waits = b.label(say("It is made by itself; there is nothing to do."), "body", "text2")
            return b.holder(b.row(chosen, waits, refresh, gap=12))
        self.primary = b.button(text, "F9", "primary", icon, self._queue.act)
        self.primary.setMinimumWidth(b.px(280))
        return b.holder(b.row(*([] if b.narrow else [chosen]), None, refresh, self.primary, gap=12))
