"""A unit answered by telephone (RULES I10): its newest word, with the role that gave it, becomes the item's state."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject

from app.desk import asks
from app.desk.slips import CaseSlip, ItemState, UnitSlip
from app.errors import Obstacle
from app.presenters.form import CaseForm, Problem, TakeCase
from app.presenters.turns import Turns

#: What a unit can say on the telephone.
ANSWERS = (ItemState.DONE, ItemState.PENDING, ItemState.FAILED, ItemState.NOT_REQUIRED)


@dataclass(frozen=True, slots=True)
class PhoneScreen:
    case: CaseSlip | None = None
    units: tuple[UnitSlip, ...] = ()
    unit: str = ""
    state: ItemState | None = None
    sending: bool = False
    problems: tuple[Problem, ...] = ()


class PhonePresenter(CaseForm[PhoneScreen]):
    """Which unit, what it said, who said it."""

    def __init__(self, turns: Turns, take_case: TakeCase, parent: QObject | None = None) -> None:
        super().__init__(PhoneScreen(), turns, take_case, parent)

    def begin(self, case: CaseSlip) -> None:
        """Only the items that are still open can be asked about."""
        settled = (ItemState.DONE, ItemState.NOT_REQUIRED)
        units = tuple(unit for unit in (*case.units, *case.advisories) if unit.state not in settled)
        self.screen = PhoneScreen(case, units, units[0].code if len(units) == 1 else "")
        self.changed.emit(self.screen)

    def choose_unit(self, code: str) -> None:
        self._show(unit=code, problems=())

    def choose_answer(self, state: ItemState) -> None:
        self._show(state=state, problems=())

    def submit(self, role: str, note: str) -> None:
        """Record the answer. Refuses without unit, answer and the role of the person who gave it."""
        screen = self.screen
        if screen.case is None or screen.sending:
            return
        if missing := self._missing(role.strip(), note.strip()):
            self._show(problems=missing)
            return
        ask = asks.answer_by_phone(screen.case.graduate_id, screen.unit, str(screen.state), role.strip(), note.strip())
        self._send(ask)

    def _missing(self, role: str, note: str) -> tuple[Obstacle, ...]:
        found = []
        if not self.screen.unit:
            found.append(Obstacle("clearance.unit_missing"))
        if self.screen.state is None:
            found.append(Obstacle("clearance.answer_missing"))
        if not role:
            found.append(Obstacle("clearance.role_missing"))
        if self.screen.state is ItemState.FAILED and not note:
            found.append(Obstacle("clearance.reason_missing"))
        return tuple(found)
