"""A supervisor's release (例外放行, A29), and taking it back: for this person, with a reason, by the own sign-on."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from PySide6.QtCore import QObject

from app.desk import asks
from app.desk.asks import Shown
from app.desk.slips import CaseSlip, ObstacleSlip, PermissionSlip
from app.errors import Obstacle
from app.presenters.form import CaseForm, Problem, TakeCase
from app.presenters.turns import Turns

#: A reason shorter than this explains nothing.
LEAST_REASON = 4
#: How an identity document may be shown.
WAYS = ("original", "copy", "screen")
BY_DOCUMENT, BY_EVIDENCE = "reason_and_identity_document", "reason_and_evidence"


def named(each: ObstacleSlip) -> str:
    """How a release names an obstacle: its code, and the to-do item where it is about one."""
    item = each.obstacle.facts.get("item")
    return f"{each.obstacle.code}:{item}" if item else each.obstacle.code


@dataclass(frozen=True, slots=True)
class ReleaseScreen:
    """``open_to_release`` are the obstacles the profile lets a supervisor pass; ``others`` stay whatever is decided.

    ``document`` and ``way`` say by what the person was known, where the school's rules ask for it.
    """

    case: CaseSlip | None = None
    open_to_release: tuple[ObstacleSlip, ...] = ()
    others: tuple[ObstacleSlip, ...] = ()
    chosen: tuple[str, ...] = ()
    document: str = ""
    way: str = ""
    sending: bool = False
    problems: tuple[Problem, ...] = ()

    def _needed(self, what: str) -> bool:
        return any(each.needs == what for each in self.open_to_release if named(each) in self.chosen)

    @property
    def asks_document(self) -> bool:
        """A marked obstacle passes only by an identity document (A38, RULES I9)."""
        return self._needed(BY_DOCUMENT)

    @property
    def asks_issuing_place(self) -> bool:
        return self.asks_document and self.case is not None and self.document in self.case.placed_kinds

    @property
    def asks_evidence(self) -> bool:
        return self._needed(BY_EVIDENCE)


class ReleasePresenter(CaseForm[ReleaseScreen]):
    """Which obstacles, why, by which document, and the supervisor's own sign-on. No password is kept in the screen."""

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

    def choose_document(self, kind: str) -> None:
        self._show(document=kind, problems=())

    def choose_way(self, way: str) -> None:
        """``original``, ``copy`` or ``screen``."""
        self._show(way=way, problems=())

    def submit(self, reason: str, login: str, password: str, *, issued_in: str = "", evidence: str = "") -> None:
        """Ask for the release. What is missing is told all at once, before anything is sent."""
        screen = self.screen
        if screen.case is None or screen.sending:
            return
        shown = Shown(
            kind=screen.document if screen.asks_document else "",
            how=screen.way if screen.asks_document else "",
            issued_in=issued_in.strip() if screen.asks_issuing_place else "",
            evidence=evidence.strip() if screen.asks_evidence else "",
        )
        missing = (*self._missing(shown), *unsigned(reason.strip(), login.strip(), password))
        if missing:
            self._show(problems=missing)
            return
        case = screen.case
        self._send(asks.release(case.graduate_id, screen.chosen, reason.strip(), login.strip(), password, None, shown))

    def _missing(self, shown: Shown) -> tuple[Obstacle, ...]:
        screen = self.screen
        found = []
        if not screen.chosen:
            found.append(Obstacle("override.nothing_marked"))
        if screen.asks_document and not (shown.kind and shown.how):
            found.append(Obstacle("override.identity_missing"))
        if screen.asks_issuing_place and not shown.issued_in:
            found.append(Obstacle("override.issuing_place_missing"))
        if screen.asks_evidence and len(shown.evidence) < LEAST_REASON:
            found.append(Obstacle("override.evidence_missing"))
        return tuple(found)


def unsigned(reason: str, login: str, password: str) -> tuple[Obstacle, ...]:
    """What a supervisor's act still lacks: its reason, the own sign-on."""
    found = []
    if len(reason) < LEAST_REASON:
        found.append(Obstacle("override.reason_missing"))
    if not login or not password:
        found.append(Obstacle("override.sign_on_missing"))
    return tuple(found)


# ------------------------------------------------------------------ taking it back
@dataclass(frozen=True, slots=True)
class WithdrawalScreen:
    """``standing`` are the permissions that nobody has leaned on; ``used`` tells how many stay as they are."""

    case: CaseSlip | None = None
    standing: tuple[PermissionSlip, ...] = ()
    used: int = 0
    chosen: tuple[UUID, ...] = ()
    sending: bool = field(default=False)
    problems: tuple[Problem, ...] = ()


class WithdrawalPresenter(CaseForm[WithdrawalScreen]):
    """Which permissions end, why, and the supervisor's own sign-on."""

    def __init__(self, turns: Turns, take_case: TakeCase, parent: QObject | None = None) -> None:
        super().__init__(WithdrawalScreen(), turns, take_case, parent)

    def begin(self, case: CaseSlip) -> None:
        standing = tuple(each for each in case.permissions if not each.used)
        chosen = tuple(each.id for each in standing) if len(standing) == 1 else ()
        self.screen = WithdrawalScreen(case, standing, len(case.permissions) - len(standing), chosen)
        self.changed.emit(self.screen)

    def mark(self, permission: UUID, chosen: bool) -> None:
        marked = {*self.screen.chosen, permission} if chosen else {*self.screen.chosen} - {permission}
        self._show(chosen=tuple(each.id for each in self.screen.standing if each.id in marked), problems=())

    def submit(self, reason: str, login: str, password: str) -> None:
        """Withdraw what is marked. What is missing is told all at once."""
        screen = self.screen
        if screen.case is None or screen.sending:
            return
        nothing = () if screen.chosen else (Obstacle("override.nothing_chosen"),)
        if missing := (*nothing, *unsigned(reason.strip(), login.strip(), password)):
            self._show(problems=missing)
            return
        case = screen.case
        self._send(asks.withdraw_permissions(case.graduate_id, screen.chosen, reason.strip(), login.strip(), password))
