"""Who works here (同仁), on a supervisor's page: added, retired, brought back, given a password, unlocked.

The list comes to the supervisor who is signed on; each deed asks for that supervisor's own password once more. No
password is kept in the screen.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from PySide6.QtCore import QObject

from app.desk import staff_asks as asks
from app.desk.ask import Ask
from app.desk.window_slips import ColleagueSlip, StaffSlip
from app.errors import Obstacle
from app.presenters.form import Form, Problem, reasons
from app.threads.desk_line import Line, Reply

CLERK, SUPERVISOR = ROLES = ("clerk", "supervisor")


class Act(StrEnum):
    """What is about to be done, or was done."""

    NONE = "none"
    ADD = "add"
    RETIRE = "retire"
    RESTORE = "restore"
    PASSWORD = "password"  # noqa: S105 - the name of an act
    UNLOCK = "unlock"


@dataclass(frozen=True, slots=True)
class ColleaguesScreen:
    """``act`` is the question that is open, ``did`` what was done last and to whom. ``login`` is the supervisor's."""

    people: tuple[ColleagueSlip, ...] | None = None
    chosen: UUID | None = None
    act: Act = Act.NONE
    role: str = CLERK
    login: str = ""
    did: Act = Act.NONE
    whom: str = ""
    sending: bool = False
    problems: tuple[Problem, ...] = ()

    @property
    def colleague(self) -> ColleagueSlip | None:
        """The one that is chosen; else the first."""
        people = self.people or ()
        return next((each for each in people if each.staff.id == self.chosen), people[0] if people else None)

    @property
    def possible(self) -> tuple[Act, ...]:
        """What can be done with the chosen one, at this moment."""
        one = self.colleague
        if one is None:
            return ()
        if one.retired_at is not None:
            return (Act.RESTORE,)
        unlock = (Act.UNLOCK,) if one.locked_until is not None else ()
        return (*unlock, Act.PASSWORD, Act.RETIRE)


class ColleaguesPresenter(Form[ColleaguesScreen]):
    """The list, and one deed at a time."""

    def __init__(self, line: Line, parent: QObject | None = None) -> None:
        super().__init__(ColleaguesScreen(), parent)
        self._line = line

    # ------------------------------------------------------------------ coming and going
    def enter(self, login: str) -> None:
        """The page is opened; the window asks for the list as for any page's."""
        self.screen = ColleaguesScreen(login=login)
        self._show()

    def leave(self) -> None:
        """Nobody's name stays behind on a page that nobody looks at."""
        self.screen = ColleaguesScreen()

    def refresh(self) -> None:
        self._line.ask(asks.colleagues(), self._came)

    def _came(self, reply: Reply[tuple[ColleagueSlip, ...]]) -> None:
        if not self.screen.login:
            return  # the page was left meanwhile
        if reply.slip is None:
            self._show(problems=reasons(reply))
        elif reply.slip != self.screen.people:
            self._show(people=reply.slip)

    def back(self) -> bool:
        """Esc: from a question to the list; False on the list."""
        if self.screen.act is Act.NONE:
            return False
        if not self.screen.sending:
            self._show(act=Act.NONE, problems=())
        return True

    # ------------------------------------------------------------------ what is chosen
    def choose(self, staff_id: UUID) -> None:
        if staff_id != self.screen.chosen and self.screen.act is Act.NONE:
            self._show(chosen=staff_id, did=Act.NONE, problems=())

    def begin(self, act: Act) -> None:
        """Open the question; one that does not fit the chosen colleague is not asked."""
        if self.screen.act is Act.NONE and (act is Act.ADD or act in self.screen.possible):
            one = self.screen.colleague  # the list may be read anew under the question
            self._show(chosen=one.staff.id if one else None, act=act, role=CLERK, did=Act.NONE, problems=())

    def choose_role(self, role: str) -> None:
        self._show(role=role, problems=())

    # ------------------------------------------------------------------ the deeds
    def submit(self, password: str, *, login: str = "", name: str = "", new: str = "", again: str = "") -> None:
        """Do it. ``password`` is the supervisor's own; ``new`` and ``again`` the colleague's, typed twice."""
        screen = self.screen
        if screen.sending or screen.act is Act.NONE:
            return
        wrong = []
        if screen.act in (Act.ADD, Act.PASSWORD) and new != again:
            wrong.append(Obstacle("password.differs"))
        if not password:
            wrong.append(Obstacle("staff.password_missing"))
        if wrong:
            self._show(problems=tuple(wrong))
            return
        self._show(sending=True, problems=())
        self._line.ask(self._ask(password, login, name, new), self._done)

    def _ask(self, password: str, login: str, name: str, new: str) -> Ask[StaffSlip]:
        screen = self.screen
        whom = screen.colleague.staff.login if screen.colleague is not None else ""
        match screen.act:
            case Act.ADD:
                return asks.add(login, name, screen.role, new, screen.login, password)
            case Act.PASSWORD:
                return asks.reset_password(whom, new, screen.login, password)
            case Act.RETIRE:
                return asks.retire(whom, screen.login, password)
            case Act.RESTORE:
                return asks.restore(whom, screen.login, password)
            case _:
                return asks.unlock(whom, screen.login, password)

    def _done(self, reply: Reply[StaffSlip]) -> None:
        if not self.screen.login:
            return
        if reply.slip is None:
            self._show(sending=False, problems=reasons(reply))
            return
        did, whom = self.screen.act, reply.slip
        self.screen = replace(self.screen, chosen=whom.id, act=Act.NONE, did=did, whom=whom.login, sending=False)
        self._show(problems=())
        self.refresh()
