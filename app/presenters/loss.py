"""A lost card (學生證掛失, A23 and A24): the route in force on the day, and the evidence that it was taken."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QObject

from app.desk import asks
from app.desk.slips import CaseSlip
from app.errors import Obstacle
from app.presenters.form import CaseForm, Problem, TakeCase
from app.presenters.turns import Turns


@dataclass(frozen=True, slots=True)
class LossScreen:
    """``reissue_requested``: the graduate asked for a new card (勿按補發), which must be cancelled first."""

    case: CaseSlip | None = None
    evidence: str = field(default="", repr=False)
    reissue_requested: bool = False
    sending: bool = False
    problems: tuple[Problem, ...] = ()


class LossPresenter(CaseForm[LossScreen]):
    """What the graduate showed of the loss report."""

    def __init__(self, turns: Turns, take_case: TakeCase, parent: QObject | None = None) -> None:
        super().__init__(LossScreen(), turns, take_case, parent)

    @property
    def touched(self) -> bool:
        return bool(self.screen.evidence or self.screen.reissue_requested)

    def begin(self, case: CaseSlip) -> None:
        self.screen = LossScreen(case, case.loss.evidence, case.loss.reissue_requested)
        self.changed.emit(self.screen)

    def write_evidence(self, evidence: str) -> None:
        self._note(evidence=evidence)

    def mark_reissue(self, requested: bool) -> None:
        self._show(reissue_requested=requested, problems=())

    def submit(self) -> None:
        """Record the report. Refuses without a word on what was seen."""
        screen = self.screen
        if screen.case is None or screen.sending:
            return
        if not screen.evidence.strip():
            self._show(problems=(Obstacle("loss.evidence_missing"),))
            return
        ask = asks.report_loss(screen.case.graduate_id, screen.evidence.strip(), screen.reissue_requested)
        self._send(ask)
