"""A graduate's mailbox put right (D25): first the address, then the code that was mailed to it.

Reached from a line of the queue and from a case at the counter. What is typed is kept and not drawn.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from PySide6.QtCore import QObject

from app.desk import asks
from app.desk.queue_slips import MailboxCheckSlip, WhoseSlip
from app.presenters.form import Form, Problem, reasons
from app.threads.desk_line import Line, Reply


@dataclass(frozen=True, slots=True)
class MailboxScreen:
    """``done`` is the masked mailbox that was just put right."""

    whose: WhoseSlip | None = None
    address: str = field(default="", repr=False)
    code: str = field(default="", repr=False)
    check: MailboxCheckSlip | None = None
    sending: bool = False
    done: str = field(default="", repr=False)
    problems: tuple[Problem, ...] = ()


class MailboxPresenter(Form[MailboxScreen]):
    """``queued`` is told that there is something to send, ``corrected`` which mailbox counts from now on, masked."""

    def __init__(
        self,
        line: Line,
        queued: Callable[[], object],
        corrected: Callable[[str], object] = str,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(MailboxScreen(), parent)
        self._line = line
        self._queued = queued
        self._corrected = corrected
        self._wanted: UUID | None = None  # whose mailboxes are being looked up

    @property
    def open(self) -> bool:
        """Whether somebody's mailbox is being put right."""
        return self.screen.whose is not None

    def begin(self, whose: WhoseSlip) -> None:
        self.screen = MailboxScreen(whose)
        self._show()

    def begin_at_case(self, graduate_id: UUID, certificate_id: UUID | None) -> None:
        """The mailboxes are looked up first."""
        self.screen, self._wanted = MailboxScreen(), graduate_id
        self._line.ask(asks.mailboxes_at_case(graduate_id, certificate_id), self._known)

    def _known(self, reply: Reply[WhoseSlip]) -> None:
        if reply.ask.facts["graduate_id"] == self._wanted:
            self._wanted = None
            self._show(whose=reply.slip, problems=reasons(reply))

    def leave(self) -> None:
        """No mailbox is changed before its code was told."""
        self.screen, self._wanted = MailboxScreen(), None
        self._show()

    def look(self) -> None:
        """How far the code's message is."""
        check = self.screen.check
        if check is not None and not check.sent:
            self._line.ask(asks.mailbox_code_state(check.id), self._code_moved)

    def write_address(self, text: str) -> None:
        self._note(address=text)

    def write_code(self, text: str) -> None:
        self._note(code=text)

    def go_on(self) -> None:
        """Have the code sent, or tell the one that came."""
        screen = self.screen
        if screen.whose is None or screen.sending or screen.done:
            return
        if screen.check is None:
            self.send_code()
        else:
            self._show(sending=True, problems=())
            self._line.ask(asks.confirm_mailbox(screen.check.id, screen.code), self._confirmed)

    def send_code(self) -> None:
        """To the address as it is typed now; also a second time."""
        screen = self.screen
        if screen.whose is not None and not screen.sending:
            self._show(sending=True, problems=())
            self._line.ask(asks.ask_mailbox_code(screen.whose.graduate_id, screen.address), self._code_asked)

    def another_address(self) -> None:
        """Back to the address: it was spelt wrongly. Not while the desk is at it: its answer is about this one."""
        if not self.screen.sending:
            self._show(check=None, code="", problems=())

    def _code_asked(self, reply: Reply[MailboxCheckSlip]) -> None:
        if not self._is_about(reply):
            return
        if reply.slip is None:
            self._show(sending=False, problems=reasons(reply))
        else:
            self._show(sending=False, check=reply.slip, code="")
            self._queued()

    def _is_about(self, reply: Reply[MailboxCheckSlip]) -> bool:
        """The sheet is still open, and about the graduate who was asked for."""
        whose = self.screen.whose
        return whose is not None and reply.ask.facts["graduate_id"] == whose.graduate_id

    def _code_moved(self, reply: Reply[MailboxCheckSlip]) -> None:
        check = self.screen.check
        if check is not None and reply.slip is not None and reply.slip.id == check.id and reply.slip != check:
            self._show(check=reply.slip)

    def _confirmed(self, reply: Reply[MailboxCheckSlip]) -> None:
        check = self.screen.check
        if check is None or reply.ask.facts["check_id"] != check.id:
            return
        if reply.slip is None:
            self._show(sending=False, problems=reasons(reply))
            return
        self._show(sending=False, done=reply.slip.mailbox_masked)
        self._queued()
        self._corrected(reply.slip.mailbox_masked)
