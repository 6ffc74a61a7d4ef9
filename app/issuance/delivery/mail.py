"""The step ``mail``: the signed file to each of the graduate's mailboxes, once.

How this works. ``prepare`` brings the rows up to today's mailboxes, then for each open one commits ``sending``, sends
with no transaction open, and commits the outcome. ``record`` reads the rows and says how the step went. Each commit
asks whether the lease is still its own.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Protocol, TypeVar
from uuid import UUID

from app.errors import Trouble
from app.issuance.delivery.letter import Letter, compose
from app.issuance.delivery.post import Answer
from app.issuance.outcomes import Cancelled, Done, Later, Outcome, Stops
from app.models import delivery, issuing, queue
from app.models.certificate import DigitalState
from app.models.delivery import ADDRESS_PLACE, UNDONE, Delivery, DeliveryState
from app.models.issuing import FILE_PLACE, Task
from app.models.job import Job, JobKind
from app.models.store import UnitOfWork
from app.policy.profile import Profile

if TYPE_CHECKING:
    from app.issuance.office import Office

T = TypeVar("T")
SPACING = tuple(timedelta(minutes=each) for each in (5, 15, 60, 240, 720, 1440))
"""How long a mailbox that asked to come again is left alone; after the last of them it has refused."""
ELSEWHERE = timedelta(minutes=15)
LOST = Answer(DeliveryState.UNKNOWN, "delivery.outcome_unknown")


class Addressed(Protocol):
    """A message before it is written: the number of its delivery row, and the mailbox."""

    @property
    def number(self) -> UUID: ...

    @property
    def address(self) -> str: ...


A = TypeVar("A", bound=Addressed)
Compose = Callable[[A, Profile, str, str], EmailMessage]


def send_mail(office: Office, task: Task) -> None:
    """The certificate to every mailbox that is open. Trouble ``delivery.*`` when the server cannot be reached."""
    send_each(office, task, lambda work: _next(work, office, task), compose)


def send_each(office: Office, task: Task, take: Callable[[UnitOfWork], A | None], write_out: Compose[A]) -> None:
    """A message to every mailbox that is open: ``take`` marks the next row as being sent to and gives its letter."""
    post = office.post
    if post is None or not _commit(office, task, lambda work: _begin(work, office, task)):
        return
    while post.free_at(office.now) <= office.now:
        letter = _commit(office, task, take)
        if letter is None:
            return
        message = write_out(letter, office.profile(task.profile_id), post.sender, post.verify_at)
        try:
            answer = post.send(message, letter.address, office.now)
        except Trouble as trouble:
            _write(office, task, letter.number, Answer(DeliveryState.PENDING, trouble.code))
            raise
        _write(office, task, letter.number, answer)


def mailed(work: UnitOfWork, office: Office, task: Task, _job: Job, _: None) -> Outcome:
    """How far the job's mailboxes are."""
    if office.post is None:
        return Later(office.now + ELSEWHERE, "delivery.no_post_here")
    if queue.file_of_job(work.session, task.job_id) is None:
        return Cancelled("delivery.nothing_to_send")
    hand_over = issuing.hand_over_of(work.session, task.subject_id)
    if hand_over is None or hand_over[0].voided_at is not None:
        return Cancelled("digital.pickup_voided")
    return how_far(work, office, task, "digital.delivered")


def how_far(work: UnitOfWork, office: Office, task: Task, done: str) -> Outcome:
    """How far the job's mailboxes are; ``done`` is the code of a message that every one of them took."""
    assert office.post is not None
    rows = [row for row in delivery.of_job(work.session, task.job_id) if row.state is not DeliveryState.REPLACED]
    if not rows:
        return Stops("delivery.no_mailbox")
    if any(row.state is DeliveryState.PENDING for row in rows):
        return Later(office.post.free_at(office.now), "delivery.throttled")
    later = [row for row in rows if row.state is DeliveryState.LATER]
    if later:
        return Later(min(map(_again, later)), "delivery.come_again", {"reply": later[0].reply})
    undone = sorted((row for row in rows if row.state in UNDONE), key=lambda row: row.state)
    if undone:
        for row in undone:
            row.left_to_person = True
        first = undone[-1]
        return Stops(first.code, {"place": first.place, "reply": first.reply})
    return Done(code="digital.delivered_simulated" if office.post.way.simulated else done)


def _again(row: Delivery) -> datetime:
    assert row.tried_at is not None
    return row.tried_at + SPACING[min(row.attempts, len(SPACING)) - 1]


# ------------------------------------------------------------------ the commits between
def _commit(office: Office, task: Task, act: Callable[[UnitOfWork], T]) -> T | None:
    """One unit of work under the job's lease; None when the lease went to somebody else."""

    def held(work: UnitOfWork) -> T | None:
        if issuing.hold(work.session, task) is None:
            work.bookkeeping = True
            return None
        return act(work)

    return office.commit(held, task.profile_id)


def _begin(work: UnitOfWork, office: Office, task: Task) -> bool:
    """Rows for today's mailboxes. One found in the middle is unknown; one that was left to a person is tried again."""
    wanted = delivery.mailboxes(work.session, task.graduate_id, work.vault)
    rules = office.profile(task.profile_id).digital.mailboxes
    allowed = {place: address for place, address in wanted.items() if not rules.denied(address)}
    rows = delivery.renew(work.session, task.job_id, allowed, work.vault)
    for row in rows:
        if row.state is DeliveryState.SENDING:
            row.state, row.code = LOST.state, LOST.code
        elif row.state in UNDONE and row.left_to_person:  # only a person brings a stopped job back
            row.state, row.attempts, row.left_to_person = DeliveryState.PENDING, 0, False
    work.note("delivery.begun", {"job": task.job_id}, mailboxes=len(rows))
    return True


def _next(work: UnitOfWork, office: Office, task: Task) -> Letter | None:
    """The next open mailbox, marked as being sent to."""
    work.bookkeeping = True
    found = queue.file_of_job(work.session, task.job_id)
    hand_over = issuing.hand_over_of(work.session, task.subject_id)
    if found is None or hand_over is None or hand_over[0].voided_at is not None:
        return None
    row = open_row(work, office, task)
    if row is None:
        return None
    ledger, sealed = found
    pdf = work.vault.open(FILE_PLACE, ledger.id, sealed)
    if sha256(pdf).digest() != ledger.sha256:
        raise Trouble("digital.file_altered", document=ledger.document_code)
    before = issuing.version_before(work.session, ledger)
    return Letter(
        number=row.id,
        place=row.place,
        address=mark_sending(work, office, row),
        receipt_number=hand_over[0].receipt_number,
        document_code=ledger.document_code,
        pdf=pdf,
        at=ledger.issued_at,
        replaces=before.document_code if before is not None and before.state is DigitalState.SUPERSEDED else "",
    )


def open_row(work: UnitOfWork, office: Office, task: Task) -> Delivery | None:
    """The next mailbox of the job that may be tried now."""
    now = office.now
    for row in delivery.of_job(work.session, task.job_id):
        if row.state is DeliveryState.PENDING or (row.state is DeliveryState.LATER and _again(row) <= now):
            return row
    return None


def mark_sending(work: UnitOfWork, office: Office, row: Delivery) -> str:
    """The row says that it is being sent to; its mailbox."""
    row.state, row.tried_at, row.attempts = DeliveryState.SENDING, office.now, row.attempts + 1
    return work.vault.open_text(ADDRESS_PLACE, row.id, row.address_sealed)


def _write(office: Office, task: Task, number: UUID, answer: Answer) -> None:
    def write(work: UnitOfWork) -> None:
        row = work.session.get_one(Delivery, number)
        row.state, row.code, row.reply = answer.state, answer.code, answer.reply
        if answer.state is DeliveryState.PENDING:
            row.attempts -= 1
        if answer.state is DeliveryState.LATER and row.attempts > len(SPACING):
            row.state, row.code = DeliveryState.REFUSED, "delivery.refused"
        facts: dict[str, Any] = {"state": row.state.value, "code": row.code, "reply": row.reply, "place": row.place}
        work.note("delivery.tried", {"delivery": row.id, "job": task.job_id}, **facts)

    office.commit(write, task.profile_id)


def send_on(office: Office) -> None:
    """Certificates that ended at ``ready`` at a station without a mail server go on from here."""
    if office.post is None:
        return

    def act(work: UnitOfWork) -> None:
        number = delivery.send_on(work.session, JobKind.DIGITAL_CERTIFICATE, "digital.ready", "mail", office.now)
        if number:
            work.note("delivery.sent_on", number=number)

    office.commit(act)
