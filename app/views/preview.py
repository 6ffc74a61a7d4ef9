"""A paper on screen: one page at a time, at the width of the window, with the printer one key away."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QLabel, QWidget

from app.presenters.preview import PreviewPresenter
from app.views.workbench import Bench, Button, Item


class PreviewPage:
    def __init__(self, bench: Bench, preview: PreviewPresenter, width: int) -> None:
        self.bench = bench
        self._preview = preview
        self._width = width
        self.primary: Button | None = None

    def draw(self) -> QWidget:
        b, say, screen = self.bench, self.bench.say, self._preview.screen
        paper = screen.paper
        assert paper is not None
        title = (b.label if b.narrow else b.word)(say.of(paper.title), "heading")
        head: list[Item] = [b.word(paper.reference, "body", "text2"), None]
        if len(screen.pages) > 1:
            place = say("Page {page} of {pages}", page=screen.page + 1, pages=len(screen.pages))
            back = b.button("", "" if b.narrow else "PgUp", "plain", "arrow-left", lambda: self._preview.turn(-1), 40)
            back.setAccessibleName(say("Page back"))
            on = b.button("", "" if b.narrow else "PgDn", "plain", "arrow-right", lambda: self._preview.turn(1), 40)
            on.setAccessibleName(say("Page on"))
            head += [b.word(place, "label", "text2"), back, on]
        area = b.scroll(b.holder(b.col(b.row(None, self._picture(), None), None, margins=(16, 12, 16, 12))))
        area.setObjectName("preview-area")
        problems = [b.problem(each) for each in screen.problems]
        line = b.col(title, b.row(*head, gap=12)) if b.narrow else b.row(title, *head, gap=12)
        top = b.holder(b.col(line, *problems, margins=(32, 12, 24, 8)))
        return b.holder(b.col(top, b.hline(), area, b.hline(), self._bar(), gap=0))

    def _picture(self) -> QLabel:
        b, say, screen = self.bench, self.bench.say, self._preview.screen
        label = QLabel()
        if not screen.pages:
            return b.word(say("The page is being drawn."), "body", "text2")
        page = screen.pages[screen.page]
        pixmap = QPixmap()
        pixmap.loadFromData(page.png)
        width = min(b.px(820), self._width - b.px(80), round(page.width * 1.4))
        label.setPixmap(pixmap.scaledToWidth(width, Qt.TransformationMode.SmoothTransformation))
        label.setAccessibleName(say("Page {page} of {pages}", page=screen.page + 1, pages=len(screen.pages)))
        label.setObjectName("photo")
        return label

    def _bar(self) -> QWidget:
        b, say, screen = self.bench, self.bench.say, self._preview.screen
        if not self._preview.printable:
            self.primary = b.button(say("Close"), "Esc", "primary", "x", self._preview.close)
            self.primary.setMinimumWidth(b.px(280))
            file = say("It counts only as the file. A print does not verify, so it is not printed here.")
            seen = say("It is looked at, not printed: a copy would outlive the years for which it is kept.")
            why = seen if self._preview.shows_evidence else file
            if b.narrow:
                lines = b.beside(b.icon("info", 20, line=24), b.label(why), 12)
                return b.holder(b.col(lines, self.primary, gap=8, margins=(16, 8, 12, 8)), "bar")
            return b.holder(
                b.row(b.icon("info", 20), b.label(why), self.primary, gap=12, margins=(32, 10, 24, 10)), "bar"
            )
        text = say("Printing") if screen.printing else say("Print again") if screen.printed else say("Print")
        self.primary = b.button(text, "Ctrl+P", "primary", "printer", self._preview.print)
        self.primary.setEnabled(not screen.printing)
        self.primary.setMinimumWidth(b.px(280))
        close = b.button(say("Close"), "Esc", "plain", "x", self._preview.close, 60)
        told = b.status(say("The spooler has taken it."), "go") if screen.printed else None
        first: list[Item] = [] if told is None else [told]
        if b.narrow:
            buttons = b.row(None, close, self.primary, gap=12)
            return b.holder(b.col(*first, buttons, gap=8, margins=(16, 8, 12, 8)), "bar")
        return b.holder(b.row(*first, None, close, self.primary, gap=12, margins=(32, 10, 24, 10)), "bar")
