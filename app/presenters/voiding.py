"""Voiding a recorded hand-over (作廢交付紀錄) at the window: what went wrong, what became of the sheet, who signs.

What it will do is told before it is done. The deed's number is made when the question is opened: sent again, it changes
nothing and brings the first answer. The password lives in its field and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import uuid4

from PySide6.QtCore import QObject

from app.desk import asks
from app.desk.slips import CaseSlip
from app.desk.voiding_slips import LOST, RETURNED, VoidAheadSlip, VoidedSlip
from app.errors import Obstacle
from app.presenters.form import Form, Problem, reasons
from app.presenters.release import LEAST_REASON
from app.presenters.turns import Turns
from app.threads.desk_line import Reply

#: What is typed on the sheet.
FIELDS = ("reason", "scanned", "place", "login")


@dataclass(frozen=True, slots=True)
class VoidScreen:
    """``ahead`` is what voiding would do, ``done`` what it did. ``login`` is there where a supervisor is signed on."""

    receipt_number: str = ""
    ahead: VoidAheadSlip | None = None
    kind: str = ""
    sheet: str = ""
    reason: str = field(default="", repr=False)
    scanned: str = ""
    place: str = ""
    login: str = ""
    sending: bool = False
    done: VoidedSlip | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def fates(self) -> tuple[str, ...]:
        """What may have become of the sheet, by the kind that is marked; before that, whatever is possible at all."""
        known = self.ahead.fates if self.ahead is not None else ()
        fits = [fates for kind, fates in known if self.kind in ("", kind)]
        return max(fits, key=len, default=())

    @property
    def asks_scan(self) -> bool:
        """The sheet is here: it is scanned, so that no other is laid on the shelf in its stead."""
        return self.sheet not in ("", LOST)

    @property
    def asks_place(self) -> bool:
        return self.sheet == RETURNED


class VoidPresenter(Form[VoidScreen]):
    """One question about one hand-over, from the form to what was done."""

    def __init__(self, turns: Turns, parent: QObject | None = None) -> None:
        super().__init__(VoidScreen(), parent)
        self._turns = turns
        self._deed_id = uuid4()
        self._login = ""

    def know_supervisor(self, login: str) -> None:
        """Whose login need not be typed: a supervisor's who is signed on; nothing for anybody else."""
        self._login = login

    def begin(self, case: CaseSlip) -> None:
        """Ask about the hand-over that this case tells of."""
        if case.collected is None:
            return
        self._deed_id = uuid4()
        self.screen = VoidScreen(case.collected.receipt_number, login=self._login)
        self._show()
        self._turns.line.ask(asks.look_ahead_at_void(case.collected.receipt_number), self._seen)

    def _seen(self, reply: Reply[VoidAheadSlip]) -> None:
        if reply.ask.facts["receipt_number"] != self.screen.receipt_number or self.screen.done is not None:
            return
        place = reply.slip.place if reply.slip is not None else ""
        self._show(ahead=reply.slip, place=self.screen.place or place, problems=reasons(reply))

    # ------------------------------------------------------------------ what is marked and typed
    def choose_kind(self, kind: str) -> None:
        self._show(kind=kind, problems=())
        if self.screen.sheet not in self.screen.fates:
            self._show(sheet="")

    def choose_sheet(self, fate: str) -> None:
        self._show(sheet=fate, problems=())

    def write(self, name: str, text: str) -> None:
        if name in FIELDS:
            self._note(**{name: text})

    def scan(self, text: str) -> None:
        """The scanner read the sheet that came back."""
        if self.screen.done is None and not self.screen.sending:
            self._show(scanned=text.strip(), problems=())

    # ------------------------------------------------------------------ the deed
    def submit(self, password: str) -> None:
        """Void it. What is missing is told all at once, before anything is sent."""
        screen = self.screen
        if screen.ahead is None or screen.done is not None or screen.sending or self._turns.deed_in_flight:
            return
        if missing := self._missing(password):
            self._show(problems=missing)
            return
        self._show(sending=True, problems=())
        ask = asks.void_hand_over(
            self._deed_id,
            screen.receipt_number,
            screen.kind,
            screen.reason.strip(),
            screen.sheet,
            screen.scanned.strip() if screen.asks_scan else "",
            screen.place.strip() if screen.asks_place else "",
            screen.login.strip(),
            password,
        )
        self._turns.do(ask, self._answered)

    def _missing(self, password: str) -> tuple[Obstacle, ...]:
        screen, found = self.screen, []
        if not screen.kind:
            found.append(Obstacle("pickup.void_kind_missing"))
        if not screen.sheet:
            found.append(Obstacle("pickup.sheet_fate_missing"))
        if screen.asks_scan and not screen.scanned.strip():
            found.append(Obstacle("pickup.sheet_not_scanned"))
        if len(screen.reason.strip()) < LEAST_REASON:
            found.append(Obstacle("pickup.void_reason_missing", {"least": LEAST_REASON}))
        if not screen.login.strip() or not password:
            found.append(Obstacle("pickup.void_not_signed"))
        return tuple(found)

    def _answered(self, reply: Reply[VoidedSlip]) -> None:
        self._turns.done(reply)
        self._show(sending=False, done=reply.slip, problems=reasons(reply))

    def forget(self) -> None:
        """The question is over: nothing of it is kept."""
        self.screen = VoidScreen()
