"""Ending a correction (A11) at the window: what is wrong, whether the sheet is set free or reprinted, who signs."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QObject

from app.desk import asks
from app.desk.sheet_slips import CorrectionSlip
from app.desk.slips import CaseSlip
from app.errors import Obstacle
from app.presenters.form import CaseForm, Problem, TakeCase, reasons
from app.presenters.release import LEAST_REASON
from app.presenters.turns import Turns
from app.threads.desk_line import Reply

#: What may become of the sheet: it is in stock again, or void and printed anew.
ENDINGS = RESUMED, REPRINTED = ("resumed", "reprinted")


def is_held(case: CaseSlip) -> bool:
    """Whether an error was found on this certificate's sheet, so that a supervisor has to end its correction."""
    return any(each.obstacle.code == "certificate.held" for each in case.obstacles)


@dataclass(frozen=True, slots=True)
class MendingScreen:
    """``found`` is the correction as it was recorded; its note may name a person."""

    case: CaseSlip | None = None
    found: CorrectionSlip | None = field(default=None, repr=False)
    ending: str = ""
    sending: bool = False
    problems: tuple[Problem, ...] = ()


class MendingPresenter(CaseForm[MendingScreen]):
    """What becomes of the held sheet, why, and the supervisor's own sign-on. No password is kept in the screen."""

    def __init__(self, turns: Turns, take_case: TakeCase, parent: QObject | None = None) -> None:
        super().__init__(MendingScreen(), turns, take_case, parent)

    def begin(self, case: CaseSlip) -> None:
        """Ask about the certificate of this case, and read what was found on its sheet."""
        if case.certificate is None:
            return
        self.screen = MendingScreen(case)
        self.changed.emit(self.screen)
        self._turns.line.ask(asks.look_at_correction(case.certificate.number), self._seen)

    def _seen(self, reply: Reply[CorrectionSlip]) -> None:
        case = self.screen.case
        if case is None or case.certificate is None or reply.ask.facts["named"] != case.certificate.number:
            return
        self._show(found=reply.slip, problems=reasons(reply))

    def choose(self, ending: str) -> None:
        """``resumed`` or ``reprinted``."""
        self._show(ending=ending, problems=())

    def submit(self, reason: str, login: str, password: str) -> None:
        """End the correction. What is missing is told all at once, before anything is sent."""
        screen, why, name = self.screen, reason.strip(), login.strip()
        if screen.case is None or screen.case.certificate is None or screen.sending:
            return
        missing = []
        if screen.ending not in ENDINGS:
            missing.append(Obstacle("correction.ending_missing"))
        if len(why) < LEAST_REASON:
            missing.append(Obstacle("correction.reason_missing", {"least": LEAST_REASON}))
        if not name or not password:
            missing.append(Obstacle("correction.not_signed"))
        if missing:
            self._show(problems=tuple(missing))
            return
        number, reprinting = screen.case.certificate.number, screen.ending == REPRINTED
        self._send(asks.end_correction(screen.case.graduate_id, number, reprinting, why, name, password))
