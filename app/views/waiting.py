"""Waiting for the next graduate: nothing personal while nobody needs it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QScrollArea, QWidget

from app.dates import wall_time
from app.desk.slips import Mode
from app.desk.window_slips import RecentSlip
from app.presenters.window import Reader, WindowScreen
from app.views.frame import reader_advice, reader_words
from app.views.workbench import Bench, Item
from app.wording import ZH


class Rings(QWidget):
    """The waiting mark: a still card icon in two quiet rings."""

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self._bench = bench
        self.setFixedSize(bench.px(168), bench.px(168))

    def paintEvent(self, event: QPaintEvent) -> None:
        b = self._bench
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        middle = QPointF(self.width() / 2, self.height() / 2)
        painter.setBrush(b.colour("go_bg"))
        painter.drawEllipse(middle, b.px(62), b.px(62))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(b.colour("go_bg"), 2))
        painter.drawEllipse(middle, b.px(80), b.px(80))
        size = b.px(64)
        painter.drawPixmap(middle - QPointF(size / 2, size / 2), b.pixmap("nfc", 64, "go"))


class WaitingPage:
    def __init__(
        self, bench: Bench, screen: WindowScreen, look_up: Callable[[], None], proxy: Callable[[], None]
    ) -> None:
        self.bench = bench
        self.screen = screen
        self._look_up = look_up
        self._proxy = proxy

    def draw(self) -> QScrollArea:
        b = self.bench
        body = b.col(*self._notices(), None, self._hero(), None, b.hline(), self._foot(), gap=0)
        page = b.holder(body)
        page.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # the reader speaks here: no control holds the focus
        page.setAccessibleName(b.say("Tap the student card on the reader"))
        return b.scroll(page)

    def _notices(self) -> list[Item]:
        """What the whole day stands under: a closed day, new rules, a year that nobody has confirmed."""
        b = self.bench
        notices = self.screen.counter.notices if self.screen.counter else ()
        if not notices:
            return []
        told: list[Item] = [b.problem(each, "warn") for each in notices]
        return [b.holder(b.col(*told, gap=8, margins=(16, 12, 16, 0) if b.narrow else (32, 16, 24, 0)))]

    def _hero(self) -> QWidget:
        b, say = self.bench, self.bench.say
        wanted = b.label(say("Please tap the student card"), "display" if not b.narrow else "name")
        wanted.setAlignment(Qt.AlignmentFlag.AlignCenter)
        tone, word = reader_words(say, self.screen)
        items: list[Item] = [b.row(None, Rings(b), None), 14, wanted]
        if say.language == ZH:
            english = b.label("Tap the student card on the reader", "body", "text2")
            english.setAlignment(Qt.AlignmentFlag.AlignCenter)
            items.append(english)
        items += [14, b.row(None, b.chip(word, tone), None)]
        if self.screen.reader is not Reader.READY:
            advice = b.label(reader_advice(say, self.screen), "body", "text2")
            advice.setAlignment(Qt.AlignmentFlag.AlignCenter)
            items += [8, advice]
        return b.holder(b.col(*items, gap=0, margins=(16, 16, 16, 16)))

    def _foot(self) -> QWidget:
        b, say = self.bench, self.bench.say
        slip = self.screen.counter
        count = say.count("certificate", "certificates", slip.today if slip else 0)
        today = b.holder(
            b.col(
                b.word(say("Handed over today"), "label", "text2"),
                b.row(b.word(str(slip.today if slip else 0), "display"), b.word(count, "body", "text2"), None, gap=6),
                None,
                gap=0,
            )
        )
        doors = b.holder(
            b.col(
                b.word(say("No card?"), "label", "text2"),
                b.button(say("Find by document"), "F3", "plain", "search", self._look_up),
                b.button(say("Proxy pickup"), "F4", "plain", "users", self._proxy),
                None,
                gap=8,
            )
        )
        if b.narrow:
            return b.holder(b.col(today, 12, doors, margins=(16, 16, 16, 16)))
        recent = b.holder(b.col(b.word(say("Last three"), "label", "text2"), self._recent(), None, gap=8), fills=True)
        gap = 12 if b.narrow else 24
        return b.holder(
            b.row(today, gap, b.vline(), gap, recent, gap, b.vline(), gap, doors, gap=0, margins=(32, 20, 24, 20))
        )

    def _recent(self) -> QWidget:
        b, say = self.bench, self.bench.say
        recent = self.screen.counter.recent if self.screen.counter else ()
        if not recent:
            return b.label(say("Nothing has been handed over yet today."), "body", "text2")
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(b.px(12 if b.narrow else 20))
        grid.setVerticalSpacing(b.px(8))
        for row, each in enumerate(recent):
            for column, cell in enumerate(self._cells(each)):
                grid.addWidget(cell, row, column)
        grid.setColumnStretch(5, 1)
        return b.holder(grid)

    def _cells(self, each: RecentSlip) -> list[QWidget]:
        b, say = self.bench, self.bench.say
        mode = say("in person") if each.mode is Mode.SELF else say("by proxy")
        state = ("warn", say("open step")) if each.open_step else ("go", say("handed over"))
        return [
            b.word(wall_time(each.at), "body", "text2"),
            b.word(each.name_masked, "strong"),
            *([] if b.tight else [b.word(mode)]),
            b.word(say("No. {number}", number=each.short), "body", "text2"),
            b.status(state[1], state[0], size=18),
        ]
