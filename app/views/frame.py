"""The frame of the window: the rail at the left, the header above, the status bar below."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from app.dates import local as wall_clock
from app.dates import roc_date, wall_time
from app.presenters.door import Aside
from app.presenters.unprinted import Unprinted
from app.presenters.window import Page, Reader, WindowScreen
from app.views.paper_words import did_not_print, owed_words
from app.views.workbench import Bench, Item, sleep
from app.wording import ZH, Wording

SLIM = 560  # px at 100 %: beside the page's name only the sign of the devices has room


def reader_words(say: Wording, screen: WindowScreen) -> tuple[str, str]:
    """Tone and word for the card reader."""
    return {
        Reader.READY: ("go", say("Reader ready")),
        Reader.MISSING: ("warn", say("No reader")),
        Reader.SERVICE_LOST: ("warn", say("Card service away")),
        Reader.HELD: ("warn", say("Reader in use elsewhere")),
    }[screen.reader]


def reader_advice(say: Wording, screen: WindowScreen) -> str:
    """What to do about a reader that takes no cards."""
    return {
        Reader.MISSING: say("Plug the reader in; it is found by itself. Until then use F3."),
        Reader.SERVICE_LOST: say("The computer's card service has stopped; it is looked for again each second. F3."),
        Reader.HELD: say("Another program is using the reader. Close it, or use F3."),
        Reader.READY: "",
    }[screen.reader]


def printer_words(say: Wording, screen: WindowScreen) -> tuple[str, str]:
    return ("go", say("Printer ready")) if screen.printers else ("warn", say("No printer"))


def shows(screen: WindowScreen) -> tuple[object, ...]:
    """All of the screen that a frame shows: a frame is built anew when one of these has changed."""
    of = screen.counter
    told = (of.source_time, of.digital_overdue) if of else ()
    return screen.page, screen.reader, bool(screen.printers), screen.signed_on, screen.trouble, screen.aside, *told


class Frame:
    """Builds the parts around a page; ``go``, ``look_up``, ``lock`` and ``settings`` are what its controls ask for."""

    def __init__(
        self,
        bench: Bench,
        screen: WindowScreen,
        *,
        go: Callable[[Page], None],
        look_up: Callable[[], None],
        lock: Callable[[], None],
        settings: Callable[[], None],
    ) -> None:
        self.bench = bench
        self.screen = screen
        self._go = go
        self._look_up = look_up
        self._lock = lock
        self._settings = settings

    def trouble(self, heard: Callable[[], None], again: Callable[[], None], key: str) -> list[QWidget]:
        """What failed beside the case: the database is away, a paper of no case was not printed, our own mistake.

        ``key`` where F6 is not the page's own.
        """
        b, trouble = self.bench, self.screen.trouble
        if trouble is None:
            return []
        told = b.say.explain(trouble)
        text = f"{told.text} {told.next_step}".rstrip()
        buttons = [b.button(b.say("Close"), "", "plain", "", heard, 36)]
        if self.screen.aside is Aside.FAILED:
            buttons.insert(0, b.button(b.say("Print again"), key, "plain", "printer", again, 36))
            paper = self.screen.aside_paper
            if paper is not None:
                what, step = did_not_print(b.say, b.say.of(paper.title), paper.reference, paper.about, trouble)
                text = f"{what} {step}".rstrip() if key else what
        return [b.banner(text, *buttons, tone="stop"), b.hline()]

    def owed(
        self, papers: tuple[Unprinted, ...], again: Callable[[], None], let_go: Callable[[], None], key: str
    ) -> list[QWidget]:
        """A paper of a case that was left before it printed: which, and whose; ``key`` where F6 is for it."""
        if not papers:
            return []
        b, first = self.bench, papers[0]
        print_it = b.button(b.say("Print again"), key, "plain", "printer", again, 36)
        sleep(print_it, first.printing)
        close = b.button(b.say("Close"), "", "plain", "", let_go, 36)
        close.setAccessibleName(b.say("Let this paper go"))
        return [
            b.banner(owed_words(b.say, first, len(papers) - 1, by_key=bool(key)), print_it, close, tone="stop"),
            b.hline(),
        ]

    def reader_lost(self) -> list[QWidget]:
        """Over a case, until the reader is back; the waiting page tells it in its own middle."""
        b = self.bench
        if self.screen.reader is Reader.READY:
            return []
        return [b.banner(reader_advice(b.say, self.screen)), b.hline()]

    # ------------------------------------------------------------------ rail
    def rail(self) -> QWidget:
        b, say = self.bench, self.bench.say
        pages = (
            ("monitor", say("Desk"), "Alt+1", Page.COUNTER),
            ("chart-column", say("Today"), "Alt+2", Page.TODAY),
            ("send", say("Digital certificates"), "Alt+3", Page.QUEUE),
            ("shield-check", say("Verification"), "Alt+4", Page.VERIFY),
            ("archive", say("Sheets"), "Alt+5", Page.SHEETS),
        )
        items: list[Item] = [
            self._place(icon, word, key, partial(self._go, page), on=self.screen.page is page)
            for icon, word, key, page in pages
        ]
        items += [None, self._place("languages", say("Display"), "Ctrl+,", self._settings)]
        items.append(self._place("lock", say("Lock"), "Ctrl+L", self._lock))
        margins = (2, 8, 2, 8) if b.narrow else (8, 8, 8, 8)  # seven places, in a low window at 125 per cent, too
        rail = b.holder(b.col(*items, gap=8 if b.narrow else 4, margins=margins), "rail")
        rail.setFixedWidth(b.px(self._wide))
        return rail

    def _place(self, icon: str, word: str, key: str, act: Callable[[], object], *, on: bool = False) -> QPushButton:
        b = self.bench
        button = QPushButton()
        button.setProperty("kind", "rail")
        button.setProperty("on", "true" if on else "false")
        button.setAccessibleName(f"{word} {key}")
        button.setToolTip(f"{word} {key}")
        button.setObjectName(f"rail-{icon}")
        items: list[Item] = [b.row(None, b.icon(icon, 26, "go" if on else "text2"), None)]
        if not b.narrow:
            name = b.label(word, "label")
            name.setProperty("railtext", "true")
            name.setAlignment(Qt.AlignmentFlag.AlignCenter)
            hint = b.word(key, "small", "text2")
            hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
            items += [2, name, hint]
        layout = b.col(*items, gap=0, margins=(2, 8, 2, 8) if b.narrow else (2, 4, 2, 4))
        button.setLayout(layout)
        for label in button.findChildren(QWidget):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        button.setMinimumHeight(self._height(word))
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.clicked.connect(lambda: act())
        return button

    def _height(self, word: str) -> int:
        """Room for the picture and, but beside very large text, for the word on one line or two and its key.

        Reckoned, because no label knows its font before it stands in the window.
        """
        b = self.bench
        if b.narrow:
            return b.px(16 + 26) + 4
        font = QFont(QApplication.font())
        font.setPixelSize(b.px(15))
        font.setWeight(QFont.Weight.DemiBold)
        fits = QFontMetrics(font).horizontalAdvance(word) <= b.px(self._wide - 20)
        return b.px(8 + 26 + 2 + (23 if fits else 46) + 22)

    @property
    def _wide(self) -> int:
        return 44 if self.bench.narrow else 92 if self.bench.say.language == ZH else 104

    # ------------------------------------------------------------------ header
    def header(self) -> QWidget:
        b, say = self.bench, self.bench.say
        title = {
            Page.COUNTER: say("Certificate window"),
            Page.TODAY: say("Today"),
            Page.QUEUE: say("Digital certificates"),
            Page.VERIFY: say("Verification"),
            Page.SHEETS: say("Sheets"),
            Page.DECISIONS: say("Revoke and reissue"),
            Page.LAYOUT: say("Certificate layout"),
            Page.COLLEAGUES: say("Colleagues"),
        }[self.screen.page]
        find = b.button("" if b.narrow else say("Find by number or name"), "F3", "plain", "search", self._look_up, 40)
        find.setAccessibleName(say("Find by number or name") + " F3")
        find.setObjectName("find")
        if b.narrow:
            tone, word = self._devices()
            told = b.status("" if b.look.width / b.look.scale < SLIM else word, tone)
            told.setAccessibleName(word)
            row = b.row(b.word(title, "strong"), None, told, find, gap=10, margins=(16, 4, 12, 4))
            return self._fixed(row, "header", 50)
        find.setMinimumWidth(b.px(250))
        return self._fixed(
            b.row(
                b.word(title, "heading"),
                b.word(self._counter(), "body", "text2"),
                None,
                find,
                gap=12,
                margins=(32, 8, 24, 8),
            ),
            "header",
            60,
        )

    def _counter(self) -> str:
        signed_on = self.screen.signed_on
        return self.bench.say.of(signed_on.counter) if signed_on else ""

    def _devices(self) -> tuple[str, str]:
        """One word for all devices, when the status bar is folded away."""
        for tone, word in (reader_words(self.bench.say, self.screen), printer_words(self.bench.say, self.screen)):
            if tone != "go":
                return tone, word
        return "go", self.bench.say("Devices ready")

    # ------------------------------------------------------------------ status bar
    def status_bar(self, clock: QWidget) -> QWidget:
        b, say, screen = self.bench, self.bench.say, self.screen
        left: list[Item] = []
        for tone, word in (reader_words(say, screen), printer_words(say, screen)):
            left += [b.status(word, tone, size=18), 8]
        if screen.counter is not None and screen.counter.digital_overdue:
            late = say("Digital certificates overdue: {number}", number=f"{screen.counter.digital_overdue:,}")
            left += [b.status(late, "warn", size=18), 8]
        source = screen.counter.source_time if screen.counter else None
        right: list[Item] = []
        if source is not None:
            right += [b.word(say("Data of {moment}", moment=_moment(say, source)), "small", "text2"), 8]
        if screen.signed_on is not None:
            right += [b.word(screen.signed_on.staff.name, "small", "text2"), 8]
        return self._fixed(b.row(*left, None, *right, clock, gap=8, margins=(32, 0, 24, 0)), "status", 40)

    def _fixed(self, row: Item, name: str, height: int) -> QWidget:
        assert row is not None
        assert not isinstance(row, int)
        assert not isinstance(row, QWidget)
        holder = self.bench.holder(row, name)
        holder.setFixedHeight(self.bench.px(height))
        return holder


def _moment(say: Wording, moment: datetime) -> str:
    there = wall_clock(moment)
    day = roc_date(there.date()) if say.language == ZH else there.date().isoformat()
    return f"{day} {wall_time(moment)}"
