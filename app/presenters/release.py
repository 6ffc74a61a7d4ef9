"""A supervisor's release (例外放行, A29): named obstacles pass for this person on this day, with a reason."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject

from app.desk import asks
from app.desk.slips import CaseSlip, ObstacleSlip
from app.errors import Obstacle
from app.presenters.form import CaseForm, Problem, TakeCase
from app.presenters.turns import Turns

#: A reason shorter than this explains nothing.
LEAST_REASON = 4


def named(each: ObstacleSlip) -> str:
    """How a release names an obstacle: its code, and the to-do item where it is about one."""
    item = each.obstacle.facts.get("item")
    return f"{each.obstacle.code}:{item}" if item else each.obstacle.code


@dataclass(frozen=True, slots=True)
class ReleaseScreen:
    """``open_to_release`` are the obstacles the profile lets a supervisor pass; ``others`` stay whatever is decided."""

    case: CaseSlip | None = None
    open_to_release: tuple[ObstacleSlip, ...] = ()
    others: tuple[ObstacleSlip, ...] = ()
    chosen: tuple[str, ...] = ()
    sending: bool = False
    problems: tuple[Problem, ...] = ()


class ReleasePresenter(CaseForm[ReleaseScreen]):
    """Which obstacles, why, and the supervisor's own sign-on. The password is never kept in the screen."""

    def __init__(self, turns: Turns, take_case: TakeCase, parent: QObject | None = None) -> None:
        super().__init__(ReleaseScreen(), turns, take_case, parent)

    def begin(self, case: CaseSlip, asked: tuple[ObstacleSlip, ...]) -> None:
        """``asked``: what stands in the way of the case, or of the reason chosen for a card that is not stamped."""
        standing = tuple(each for each in asked if not each.released)
        may = tuple(each for each in standing if each.obstacle.overridable)
        chosen = tuple(named(each) for each in may) if len(may) == 1 else ()
        self.screen = ReleaseScreen(case, may, tuple(each for each in standing if each not in may), chosen)
        self.changed.emit(self.screen)

    def mark(self, code: str, chosen: bool) -> None:
        codes = {*self.screen.chosen, code} if chosen else {*self.screen.chosen} - {code}
        order = dict.fromkeys(named(each) for each in self.screen.open_to_release)
        self._show(chosen=tuple(each for each in order if each in codes), problems=())

    def submit(self, reason: str, login: str, password: str) -> None:
        """Ask for the release. What is missing is told all at once, before anything is sent."""
        screen = self.screen
        if screen.case is None or screen.sending:
            return
        if missing := self._missing(reason.strip(), login.strip(), password):
            self._show(problems=missing)
            return
        ask = asks.release(screen.case.graduate_id, screen.chosen, reason.strip(), login.strip(), password)
        self._send(ask)

    def _missing(self, reason: str, login: str, password: str) -> tuple[Obstacle, ...]:
        found = []
        if not self.screen.chosen:
            found.append(Obstacle("override.nothing_marked"))
        if len(reason) < LEAST_REASON:
            found.append(Obstacle("override.reason_missing"))
        if not login or not password:
            found.append(Obstacle("override.sign_on_missing"))
        return tuple(found)
