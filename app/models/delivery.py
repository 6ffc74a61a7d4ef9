"""Deliveries: one row for each mailbox that a job's message goes to, with how far it is.

A row is ``sending`` before the first byte leaves, in a commit of its own, and its outcome is written in another. One
that is found ``sending`` by whoever comes next was interrupted in between: nobody knows whether the server took it, and
a person decides. A mailbox that took the message is never sent to again, unless a report says that it came back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.errors import Refusal
from app.models.base import Base, Keyed, Revised, by_value
from app.models.graduate import Graduate, Person
from app.models.job import Job, JobKind, JobState, JobStep
from app.models.pickup import Pickup
from app.models.vault import Vault

ADDRESS_PLACE = "delivery.address_sealed"
PERSON_PLACES = {"own": "person.mailbox_sealed", "school": "person.school_mailbox_sealed"}


class DeliveryState(StrEnum):
    PENDING = "pending"
    SENDING = "sending"
    ACCEPTED = "accepted"  # the mailbox's server took it
    LATER = "later"  # the server asked to come again
    REFUSED = "refused"
    UNKNOWN = "unknown"  # the line broke after the message was sent
    REPLACED = "replaced"  # the mailbox was corrected before it took anything
    DELAYED = "delayed"  # its server took it, and says that it takes longer
    BOUNCED = "bounced"  # its server took it, and found out later that it cannot be delivered


OPEN = (DeliveryState.PENDING, DeliveryState.LATER)
UNDONE = (DeliveryState.REFUSED, DeliveryState.UNKNOWN, DeliveryState.BOUNCED)


class Delivery(Keyed, Revised, Base, kw_only=True):
    """One message to one mailbox (寄送). ``place``: own, school or campus; the key is the message's own number."""

    __tablename__ = "delivery"
    __table_args__ = (UniqueConstraint("job_id", "address_index"),)

    job_id: Mapped[UUID] = mapped_column(ForeignKey("job.id"))
    place: Mapped[str] = mapped_column(String(16))
    address_sealed: Mapped[bytes] = mapped_column(repr=False)
    address_index: Mapped[bytes] = mapped_column(repr=False)
    state: Mapped[DeliveryState] = mapped_column(by_value(DeliveryState), default=DeliveryState.PENDING)
    attempts: Mapped[int] = mapped_column(default=0)
    code: Mapped[str] = mapped_column(String(64), default="")  # of the last try
    reply: Mapped[int] = mapped_column(default=0)  # the server's three digits; its text may name the mailbox
    left_to_person: Mapped[bool] = mapped_column(default=False)
    tried_at: Mapped[datetime | None] = mapped_column(default=None)
    status: Mapped[str | None] = mapped_column(String(16), default=None)  # of a later report (RFC 3463): 5.1.1
    reported_at: Mapped[datetime | None] = mapped_column(default=None)


def of_job(session: Session, job_id: UUID) -> Sequence[Delivery]:
    """The job's deliveries, the graduate's own mailbox first."""
    return session.scalars(
        select(Delivery).where(Delivery.job_id == job_id).order_by(Delivery.place, Delivery.id)
    ).all()


def of_jobs(session: Session, job_ids: Iterable[UUID]) -> dict[UUID, list[Delivery]]:
    """The deliveries of many jobs in one query, without those that a correction replaced."""
    found: dict[UUID, list[Delivery]] = {}
    query = (
        select(Delivery)
        .where(Delivery.job_id.in_(list(job_ids)), Delivery.state != DeliveryState.REPLACED)
        .order_by(Delivery.place, Delivery.id)
    )
    for row in session.scalars(query):
        found.setdefault(row.job_id, []).append(row)
    return found


def mailboxes(session: Session, graduate_id: UUID, vault: Vault) -> dict[str, str]:
    """The graduate's mailboxes as they are known today, by place."""
    person = session.scalars(select(Person).join(Graduate).where(Graduate.id == graduate_id)).one()
    return mailboxes_of(person, vault)


def mailboxes_of(person: Person, vault: Vault) -> dict[str, str]:
    sealed = {"own": person.mailbox_sealed, "school": person.school_mailbox_sealed}
    found = {place: vault.open_text(PERSON_PLACES[place], person.id, sealed[place]) for place in sealed}
    return {place: address for place, address in found.items() if address}


def renew(session: Session, job_id: UUID, wanted: dict[str, str], vault: Vault) -> Sequence[Delivery]:
    """Rows for today's mailboxes: new ones are added, and those that are no longer right and took nothing replaced."""
    rows = {row.address_index: row for row in of_job(session, job_id)}
    today: set[bytes] = set()
    for place, address in wanted.items():
        index = vault.index(ADDRESS_PLACE, address.lower())
        today.add(index)
        if index not in rows:
            row = Delivery(job_id=job_id, place=place, address_sealed=b"", address_index=index)
            row.address_sealed = vault.seal(ADDRESS_PLACE, row.id, address)
            session.add(row)
            rows[index] = row
        elif rows[index].state is DeliveryState.REPLACED:
            rows[index].state = DeliveryState.PENDING
    for index, row in rows.items():
        if index not in today and row.state in (*OPEN, *UNDONE):
            row.state = DeliveryState.REPLACED
    session.flush()
    return of_job(session, job_id)


def send_on(session: Session, kind: JobKind, note: str, channel: str, after: str, now: datetime) -> int:
    """Jobs that ended, or wait, because there was no way to deliver go on with the step ``after``; how many."""
    waiting = session.scalars(
        select(Job).where(
            Job.kind == kind,
            Job.note == note,
            Job.channel == channel,
            Job.state.in_((JobState.DONE, JobState.WAITING)),
        )
    ).all()
    for job in waiting:
        _requeue(job, after, now)
    return len(waiting)


def job_of_receipt(session: Session, receipt_number: str) -> UUID | None:
    """The newest digital certificate's job of the hand-over with this receipt."""
    query = (
        select(Job.id)
        .join(Pickup, Pickup.id == Job.subject_id)
        .where(Pickup.receipt_number == receipt_number, Job.kind == JobKind.DIGITAL_CERTIFICATE)
        .order_by(Job.queued_at.desc(), Job.id.desc())
    )
    return session.scalar(query.limit(1))


def job_of_certificate(session: Session, certificate_id: UUID) -> Job | None:
    """The newest digital certificate's job of the hand-over of this certificate that holds."""
    query = (
        select(Job)
        .join(Pickup, Pickup.id == Job.subject_id)
        .where(
            Pickup.certificate_id == certificate_id,
            Pickup.voided_at.is_(None),
            Job.kind == JobKind.DIGITAL_CERTIFICATE,
        )
        .order_by(Job.queued_at.desc(), Job.id.desc())
    )
    return session.scalars(query.limit(1)).one_or_none()


def graduate_of_receipt(session: Session, receipt_number: str) -> tuple[UUID, UUID] | None:
    """Whose hand-over this receipt is, and of which certificate."""
    query = select(Pickup.graduate_id, Pickup.certificate_id).where(Pickup.receipt_number == receipt_number)
    row = session.execute(query).one_or_none()
    return None if row is None else (row[0], row[1])


def send_again(session: Session, job_id: UUID, step: str, now: datetime) -> Job:
    """Let a delivered job look at its mailboxes once more (D25); those that took the message are left alone."""
    job = session.get(Job, job_id, with_for_update=True)
    if job is None or job.step != step or job.state not in (JobState.DONE, JobState.DEAD):
        raise Refusal.because("delivery.not_sent_yet")
    session.execute(delete(JobStep).where(JobStep.job_id == job_id, JobStep.name == step))
    _requeue(job, step, now)
    return job


def _requeue(job: Job, step: str, now: datetime) -> None:
    job.state, job.step, job.attempts, job.not_before = JobState.QUEUED, step, 0, now
    job.note, job.note_facts, job.finished_at = "", "", None
