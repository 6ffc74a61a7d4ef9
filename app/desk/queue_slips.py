"""Slips of the digital certificates' queue: its jobs, their mailboxes, a supervisor's pause, a platform's receipt."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from app.errors import Obstacle

SIMULATED = "_simulated"
UNDONE = ("refused", "unknown", "bounced")
NOWHERE = ("delivery.no_mailbox", "closure.nobody_to_tell")


@dataclass(frozen=True, slots=True)
class MailboxSlip:
    """One mailbox of a certificate (own or school): its server's ``reply``, and the ``status`` of a later report."""

    place: str
    masked: str = field(repr=False)
    state: str
    code: str
    reply: int
    status: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class WhoseSlip:
    """Whose mailboxes these are. ``number`` is the certificate's, or the student's where none was handed over.

    ``simulated``: nothing was mailed, it was written into the demonstration's folder.
    """

    graduate_id: UUID
    name_masked: str = field(repr=False)
    number: str
    mailboxes: tuple[MailboxSlip, ...]
    verified: bool
    simulated: bool = False


@dataclass(frozen=True, slots=True)
class JobSlip:
    """One line of the digital certificates' queue. ``mails``: it goes, or went, to mailboxes from here."""

    id: UUID
    kind: str
    state: str
    step: str
    name_masked: str = field(repr=False)
    student_number: str
    short: str
    note: str
    note_facts: tuple[tuple[str, str], ...]
    due: date | None
    queued_at: datetime
    attempts: int
    has_pdf: bool
    tone: str
    graduate_id: UUID
    mails: bool = False
    mailboxes: tuple[MailboxSlip, ...] = ()
    mailbox_verified: bool = False
    late: bool = False  # its day is over, and it is not done

    @property
    def is_message(self) -> bool:
        """It only tells somebody something: a telephone call does as well (A03)."""
        return self.kind in ("account_closure", "digital_notice")

    @property
    def correctable(self) -> bool:
        """Whether another mailbox of the graduate's would bring it on; the campus's own is the profile's."""
        if not self.is_message:
            return self.mails or self.note == "delivery.no_mailbox"
        undone = any(each.place != "campus" and each.state in UNDONE for each in self.mailboxes)
        return undone or self.note in NOWHERE

    @property
    def job_number(self) -> str:
        """How the job is called on the telephone, as the commands print it."""
        return self.id.hex[-8:]

    @property
    def whose(self) -> WhoseSlip:
        return WhoseSlip(
            self.graduate_id,
            self.name_masked,
            self.short,
            self.mailboxes,
            self.mailbox_verified,
            simulated=self.note.endswith(SIMULATED),
        )


@dataclass(frozen=True, slots=True)
class MailboxCheckSlip:
    """A mailbox that was given at the desk, and how far its code is. ``problem`` is the code of what stopped it.

    ``simulated_in`` is a demo's folder, into which the message was written and from which nothing was mailed.
    """

    id: UUID
    mailbox_masked: str = field(repr=False)
    good_until: datetime
    sent: bool
    verified: bool
    problem: str = ""
    simulated_in: str = ""


@dataclass(frozen=True, slots=True)
class PauseSlip:
    """A supervisor keeps the queue waiting: why, who and since when."""

    reason: str
    name: str
    since: datetime


@dataclass(frozen=True, slots=True)
class QueueSlip:
    """``at_once`` certificates can be made now: the others wait for their day.

    ``found`` is how many lines fit, of which ``jobs`` are the first; ``overdue`` were promised before today.
    """

    jobs: tuple[JobSlip, ...]
    waiting: int
    attention: int
    finished: int
    total: int
    pause: PauseSlip | None = None
    at_once: int = 0
    takes_receipts: bool = False  # certificates go to the ministry's platform
    overdue: int = 0
    found: int = 0
    holds: tuple[Obstacle, ...] = ()  # why none of them goes on, beside a pause


@dataclass(frozen=True, slots=True)
class ReceiptSlip:
    """What a receipt of the ministry's platform brought."""

    package: str
    accepted: int
    rejected: int
    withdrawn: int = 0
