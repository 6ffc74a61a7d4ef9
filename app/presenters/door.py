"""The door: opening the desk, the first run, signing on, the lock.

The recovery code is held only while its sheet is on the screen, and never in a screen that is drawn for anything else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.desk import door_asks as asks
from app.errors import Obstacle, Refusal, Trouble
from app.presenters.form import Form, Problem, reasons

if TYPE_CHECKING:
    from uuid import UUID

    from app.desk.window_slips import DoorSlip, FirstRunSlip, SignedOnSlip
    from app.threads.desk_line import Line, Reply


class DoorStage(StrEnum):
    OPENING = "opening"
    SHUT = "shut"  # the desk could not open: why is in the problems
    FIRST_RUN = "first_run"
    RECOVERY = "recovery"
    SIGN_ON = "sign_on"
    INSIDE = "inside"
    LOCKED = "locked"


class Aside(StrEnum):
    """How a paper of no case stands, such as the recovery sheet."""

    NONE = "none"
    PRINTING = "printing"
    PRINTED = "printed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class DoorScreen:
    """``founded``: there seem to be records already, so the sign-on is shown while they are being opened."""

    stage: DoorStage = DoorStage.OPENING
    door: DoorSlip | None = None
    signed_on: SignedOnSlip | None = None
    first_run: FirstRunSlip | None = field(default=None, repr=False)
    problems: tuple[Problem, ...] = ()
    sending: bool = False
    founded: bool = False


class DoorPresenter(Form[DoorScreen]):
    """Who is at the desk. ``entered`` and ``left`` are told to the window."""

    def __init__(
        self,
        line: Line,
        entered: Callable[[SignedOnSlip], None],
        left: Callable[[], None],
        parent: QObject | None = None,
        *,
        founded: bool = False,
    ) -> None:
        super().__init__(DoorScreen(founded=founded), parent)
        self._line = line
        self._entered = entered
        self._left = left

    # ------------------------------------------------------------------ opening
    def opened(self, trouble: Trouble | None) -> None:
        """The desk lane has opened, or says why it cannot."""
        if trouble is not None:
            self._show(stage=DoorStage.SHUT, problems=(trouble,))
        else:
            self._line.ask(asks.door(), self._door)

    def _door(self, reply: Reply[DoorSlip]) -> None:
        if reply.slip is None:
            self._show(stage=DoorStage.SHUT, problems=reasons(reply))
            return
        stage = DoorStage.FIRST_RUN if reply.slip.first_run else DoorStage.SIGN_ON
        self._show(stage=stage, door=reply.slip, problems=(), sending=False)

    # ------------------------------------------------------------------ first run
    def found(self, login: str, name: str, password: str, again: str) -> None:
        """Make the first supervisor; both passwords must be the same."""
        if password != again:
            self._show(problems=(Obstacle("password.differs"),))
            return
        self._send()
        self._line.ask(asks.make_first_supervisor(login, name, password), self._founded)

    def _founded(self, reply: Reply[FirstRunSlip]) -> None:
        if reply.slip is None:
            self._fail(reply)
        else:
            self._show(stage=DoorStage.RECOVERY, first_run=reply.slip, problems=(), sending=False)

    def code_is_kept(self) -> None:
        """The sheet is printed and put away; the code leaves the program's memory."""
        self._show(stage=DoorStage.OPENING, first_run=None)
        self._line.ask(asks.door(), self._door)

    # ------------------------------------------------------------------ signing on and off
    def sign_on(self, login: str, password: str) -> None:
        self._send()
        self._line.ask(asks.sign_on(login, password), self._signed_on)

    def pick(self, staff_id: UUID) -> None:
        """One click, in a demo."""
        self._send()
        self._line.ask(asks.demo_sign_on(staff_id), self._signed_on)

    def unlock(self, password: str) -> None:
        self._send()
        self._line.ask(asks.unlock(password), self._signed_on)

    def _signed_on(self, reply: Reply[SignedOnSlip]) -> None:
        if reply.slip is None:
            self._fail(reply)
            return
        again = self.screen.stage is DoorStage.LOCKED
        self._show(stage=DoorStage.INSIDE, signed_on=reply.slip, problems=(), sending=False)
        if not again:
            self._entered(reply.slip)

    def lock(self) -> None:
        """Nobody is shown until whoever locked unlocks; the case stays as it is behind the lock."""
        if self.screen.stage is DoorStage.INSIDE:
            self._line.ask(asks.lock(), self._noted)
            self._show(stage=DoorStage.LOCKED, problems=())

    def shut_out(self, refusal: Refusal) -> None:
        """Whoever is inside was taken out of service: the window locks, and says why."""
        if self.screen.stage is DoorStage.INSIDE:
            self.lock()
            self._show(problems=refusal.obstacles)

    def change_user(self) -> None:
        """Somebody else signs on; what was unfinished is given up, nothing was recorded of it."""
        self._line.ask(asks.sign_off(), self._noted)
        self._left()
        self._show(stage=DoorStage.OPENING, signed_on=None, problems=())
        self._line.ask(asks.door(), self._door)

    def _noted(self, reply: Reply[None]) -> None:
        """Locking and leaving are journaled; if that failed, the desk is locked all the same."""

    def _send(self) -> None:
        self._show(sending=True, problems=())

    def _fail(self, reply: Reply[FirstRunSlip] | Reply[SignedOnSlip]) -> None:
        self._show(problems=reasons(reply), sending=False)
