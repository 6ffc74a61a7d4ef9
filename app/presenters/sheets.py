"""The sheets at this counter (證書存放): what lies on the shelf, taking sheets over, counting the shelf by scanning.

A scan means what the page is about at the moment: on the shelf it begins a list of sheets to take over, in a count one
more sheet that was found. What was scanned for a count stays while the clerk serves somebody; it goes when somebody
else signs on. Nothing is moved and no count is recorded before the clerk says so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from PySide6.QtCore import QObject, QTimer

from app.desk import asks
from app.desk.paper_slips import PaperSlip
from app.desk.sheet_slips import MovedSlip, ScannedSlip, StockSlip, StockTakeSlip
from app.errors import Obstacle
from app.presenters.form import Form, Problem, reasons
from app.threads.desk_line import Line, Reply

PAUSE_MS = 160  # after the last key
LABELS = 2_000  # on one paper from the window; the command line makes any part of more
MOST = 20_000  # scans in one list, as the desk takes them


class Doing(StrEnum):
    SHELF = "shelf"
    TAKING = "taking"
    COUNTING = "counting"
    COUNTED = "counted"


@dataclass(frozen=True, slots=True)
class SheetsScreen:
    """``rows`` are the sheets to take over, ``found`` those of the count, the newest first, each once.

    ``supervises``: whoever is signed on may decide alone that a sheet comes from another counter (A27).
    """

    doing: Doing = Doing.SHELF
    stock: StockSlip | None = None
    wanted: str = ""
    rows: tuple[ScannedSlip, ...] = ()
    found: tuple[ScannedSlip, ...] = ()
    asked: int = 0  # scans that are still being looked up
    wrong: int = 0  # scans so far of what does not belong here
    place: str = ""
    login: str = ""
    supervises: bool = False
    sending: bool = False
    making: bool = False
    moved: MovedSlip | None = None
    taken: StockTakeSlip | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def scanned(self) -> tuple[ScannedSlip, ...]:
        """What was scanned for what is being done."""
        return self.rows if self.doing is Doing.TAKING else self.found

    @property
    def coming(self) -> tuple[ScannedSlip, ...]:
        """The sheets that would be taken over: they are in stock and lie somewhere else."""
        return tuple(each for each in self.rows if not each.code and not each.own)

    @property
    def asks_supervisor(self) -> bool:
        """A sheet of another counter comes only if a supervisor says so."""
        return not self.supervises and any(not each.here for each in self.coming)


class SheetsPresenter(Form[SheetsScreen]):
    """``show_paper`` opens the preview of a count's list."""

    def __init__(self, line: Line, show_paper: Callable[[PaperSlip], None], parent: QObject | None = None) -> None:
        super().__init__(SheetsScreen(), parent)
        self._line = line
        self._show_paper = show_paper
        self._list = 0  # which list of scans it is: an answer for one that was put away is dropped
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.refresh)

    # ------------------------------------------------------------------ coming and going
    def enter(self, supervises: bool) -> None:
        """The page is opened; a count that was begun goes on."""
        self._show(supervises=supervises, moved=None, problems=())

    def forget(self) -> None:
        """Somebody else signs on: no scan and no login stays."""
        self._list += 1
        self._pause.stop()
        self.screen = SheetsScreen()
        self.changed.emit(self.screen)

    def back(self) -> bool:
        """Esc: back to the shelf. A count that is not finished stays; False where there is no way back."""
        doing = self.screen.doing
        if doing is Doing.SHELF or self.screen.sending:
            return doing is not Doing.SHELF
        if doing is Doing.TAKING:
            self._drop_list()
        elif doing is Doing.COUNTING and self.screen.asked:
            return True  # a scan is being looked up: it must not be lost
        elif doing is Doing.COUNTED:
            self._show(found=(), taken=None)
        self._show(doing=Doing.SHELF, problems=())
        self.refresh()
        return True

    # ------------------------------------------------------------------ the shelf
    def refresh(self) -> None:
        """What lies here now, as far as it fits what was typed."""
        self._pause.stop()
        if self.screen.doing is Doing.SHELF:
            self._line.ask(asks.shelf(self.screen.wanted.strip()), self._came)

    def typed(self, text: str) -> None:
        """A part of a shelf mark, a serial, a number: the list narrows to what has it."""
        self._note(wanted=text[:64])
        self._pause.start()

    def _came(self, reply: Reply[StockSlip]) -> None:
        if reply.ask.facts["wanted"] != self.screen.wanted.strip():
            return
        self._show(stock=reply.slip or self.screen.stock, problems=reasons(reply))

    # ------------------------------------------------------------------ scanning
    def scanned(self, text: str) -> None:
        """The scanner read a sleeve, or a number was typed to its end."""
        screen, text = self.screen, text.strip()
        if not text or screen.sending or screen.doing is Doing.COUNTED:
            return
        if len(screen.scanned) + screen.asked >= MOST:
            self._show(problems=(Obstacle("sheet.list_too_long", {"most": MOST}),))
            return
        if screen.doing is Doing.SHELF:
            self._list += 1
            self._show(doing=Doing.TAKING, rows=(), asked=0, place="", moved=None)
        self._show(asked=self.screen.asked + 1, problems=())
        self._line.ask(asks.look_at_sheet(text), partial(self._looked, self._list))

    def _looked(self, of: int, reply: Reply[ScannedSlip]) -> None:
        if of != self._list:
            return
        slip = reply.slip
        if slip is None and reply.trouble is not None:  # the scan counts all the same: it is compared at the end
            slip = ScannedSlip(reply.ask.facts["scanned"][:40], reply.trouble.code)
        taking = self.screen.doing is Doing.TAKING
        right = slip is not None and (not slip.code if taking else slip.on_this_shelf)
        self._note(asked=self.screen.asked - 1, wrong=self.screen.wrong + (not right), problems=reasons(reply))
        known = self.screen.rows if taking else self.screen.found
        rows = known if slip is None else (slip, *(each for each in known if not each.same_as(slip)))
        self._show(**{"rows" if taking else "found": rows})

    def take_back(self) -> None:
        """F8: the last scan was not meant."""
        if self.screen.sending:
            return
        if self.screen.doing is Doing.TAKING:
            self._show(rows=self.screen.rows[1:], problems=())
        elif self.screen.doing is Doing.COUNTING:
            self._show(found=self.screen.found[1:], problems=())

    def _drop_list(self) -> None:
        self._list += 1
        self._note(rows=(), asked=0, place="", login="")

    # ------------------------------------------------------------------ taking over
    def write(self, name: str, text: str) -> None:
        """The shelf mark here (``place``), or the supervisor's ``login``."""
        if name in ("place", "login"):
            self._note(**{name: text})

    def take_over(self, password: str = "") -> None:
        """Take over what was scanned and lies elsewhere: all of it or nothing."""
        screen = self.screen
        if screen.doing is not Doing.TAKING or screen.sending or screen.asked or not screen.coming:
            return
        login = screen.login.strip() if screen.asks_supervisor else ""
        if screen.asks_supervisor and not (login and password):
            self._show(problems=(Obstacle("override.sign_on_missing"),))
            return
        self._show(sending=True, problems=())
        scans = tuple(each.scanned for each in screen.coming)
        ask = asks.take_over_sheets(scans, screen.place.strip(), login, password if login else "")
        self._line.ask(ask, self._took_over)

    def _took_over(self, reply: Reply[MovedSlip]) -> None:
        if reply.slip is None:
            self._show(sending=False, problems=reasons(reply))
            return
        self._drop_list()
        self._show(sending=False, moved=reply.slip, doing=Doing.SHELF, problems=())
        self.refresh()

    # ------------------------------------------------------------------ counting
    def count(self) -> None:
        """Begin a count, or go on with the one that was begun."""
        if self.screen.doing is Doing.SHELF:
            self._show(doing=Doing.COUNTING, moved=None, problems=())

    def start_afresh(self) -> None:
        """Forget what was scanned and count from nothing."""
        if self.screen.doing is Doing.COUNTING and not self.screen.sending:
            self._list += 1
            self._show(found=(), asked=0, problems=())

    def finish(self) -> None:
        """Compare what was scanned with what should lie here; the outcome is recorded."""
        screen = self.screen
        if screen.doing is not Doing.COUNTING or screen.sending or screen.asked:
            return
        if not screen.found:
            self._show(problems=(Obstacle("sheet.nothing_scanned"),))
            return
        self._show(sending=True, problems=())
        scans = tuple(each.scanned for each in reversed(screen.found))
        self._line.ask(asks.count_sheets(scans), self._counted)

    def _counted(self, reply: Reply[StockTakeSlip]) -> None:
        if reply.slip is None:
            self._show(sending=False, problems=reasons(reply))
        else:
            self._show(sending=False, taken=reply.slip, doing=Doing.COUNTED, problems=())

    def next(self, password: str = "") -> None:
        """F9: the one next thing of what is being done."""
        match self.screen.doing:
            case Doing.SHELF:
                self.count()
            case Doing.TAKING:
                self.take_over(password)
            case Doing.COUNTING:
                self.finish()
            case Doing.COUNTED:
                self.print_count()

    def print_paper(self) -> None:
        """Ctrl+P: the sleeve labels of the newest cohort on this shelf, or the outcome of the count."""
        if self.screen.doing is Doing.SHELF and not self.screen.making:
            self._show(making=True, problems=())
            self._line.ask(asks.sleeve_labels(count=LABELS), self._made)
        elif self.screen.doing is Doing.COUNTED:
            self.print_count()

    def print_count(self) -> None:
        """The outcome of the count as a paper, to be printed or kept."""
        taken = self.screen.taken
        if taken is not None and not self.screen.making:
            self._show(making=True, problems=())
            self._line.ask(asks.stock_take_paper(taken), self._made)

    def _made(self, reply: Reply[PaperSlip]) -> None:
        self._show(making=False, problems=reasons(reply))
        if reply.slip is not None:
            self._show_paper(reply.slip)
