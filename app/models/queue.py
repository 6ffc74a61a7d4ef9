"""Reading the queue of jobs for a screen: what waits, what needs a person, what is done."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import ColumnElement, Row, case, func, select, update
from sqlalchemy.orm import Session

from app.dates import TAIPEI, roc_date
from app.models.certificate import BY_PLATFORM, DegreeCertificate, DigitalCertificate, DigitalFile, DigitalState
from app.models.graduate import Graduate, Person
from app.models.job import Job, JobKind, JobState
from app.models.pickup import Pickup, PickupMode

WAITING = (JobState.QUEUED, JobState.WORKING, JobState.WAITING)
ATTENTION = (JobState.DEAD,)
FINISHED = (JobState.DONE, JobState.CANCELLED)
DAY_WAITS, BATCH_WAITS = "digital.day_waits", "digital.batch_waits"
UNTIL_ITS_DAY = (DAY_WAITS, BATCH_WAITS)
"""What a certificate says that sleeps until the day on which the school's rules issue it (E17, E34)."""
DATES_USED_UP = "digital.dates_used_up"
"""What one says whose rules name no day any more: it waits for rules that name one."""


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One job with what a line of the queue shows."""

    job: Job
    student_number: str
    name: str
    number: str
    issued: bool
    person: Person


@dataclass(frozen=True, slots=True)
class QueueCounts:
    waiting: int
    attention: int
    finished: int


def queue_rows(session: Session, which: str, limit: int = 500) -> Sequence[QueueRow]:
    """Digital certificates' jobs, those that need a person first, then by due date."""
    wanted = {"waiting": WAITING, "attention": ATTENTION, "finished": FINISHED}.get(which)
    urgency = case((Job.state.in_(ATTENTION), 0), (Job.state.in_(WAITING), 1), else_=2)
    query = (
        select(
            Job,
            Graduate.student_number,
            DegreeCertificate.name_zh,
            DegreeCertificate.number,
            DigitalCertificate.id,
            Person,
        )
        .join(Pickup, Pickup.id == Job.subject_id)
        .join(Graduate, Graduate.id == Job.graduate_id)
        .join(Person, Person.id == Graduate.person_id)
        .join(DegreeCertificate, DegreeCertificate.id == Pickup.certificate_id)
        .outerjoin(
            DigitalCertificate,
            (DigitalCertificate.certificate_id == Pickup.certificate_id)
            & (DigitalCertificate.job_id == Job.id)
            & (DigitalCertificate.state == DigitalState.ISSUED)
            & (DigitalCertificate.level != BY_PLATFORM),
        )
        .where(_shown())
        .order_by(urgency, Job.due, Job.queued_at)
        .limit(limit)
    )
    if wanted is not None:
        query = query.where(Job.state.in_(wanted))
    return [
        QueueRow(job, student_number, name, number, issued is not None, person)
        for job, student_number, name, number, issued, person in session.execute(query)
    ]


def stopped(session: Session) -> Sequence[Job]:
    """Every job that needs a person, whatever its kind, the oldest first."""
    return session.scalars(select(Job).where(Job.state.in_(ATTENTION)).order_by(Job.queued_at, Job.id)).all()


def queue_counts(session: Session) -> QueueCounts:
    by_state = select(Job.state, func.count()).where(_shown()).group_by(Job.state)
    counted = dict(session.execute(by_state).all())  # a result itself would be taken for a mapping
    return QueueCounts(*(sum(counted.get(state, 0) for state in group) for group in (WAITING, ATTENTION, FINISHED)))


def at_once(session: Session, now: datetime) -> int:
    """How many certificates can be worked on now: what a progress counts down."""
    query = (
        select(func.count())
        .select_from(Job)
        .where(_digital(), Job.state.in_((JobState.QUEUED, JobState.WORKING)), Job.not_before <= now)
    )
    return session.scalar(query) or 0


def overdue(session: Session, day: date) -> int:
    """How many certificates were promised before ``day`` and are not done."""
    query = select(func.count()).select_from(Job).where(_digital(), Job.state.in_(WAITING + ATTENTION), Job.due < day)
    return session.scalar(query) or 0


def file_of_job(session: Session, job_id: UUID) -> tuple[DigitalCertificate, bytes] | None:
    """The live file a job issued: its ledger row and the sealed bytes."""
    found = session.execute(
        select(DigitalCertificate, DigitalFile.content_sealed)
        .join(DigitalFile, DigitalFile.digital_id == DigitalCertificate.id)
        .where(DigitalCertificate.job_id == job_id, DigitalCertificate.state == DigitalState.ISSUED)
    ).one_or_none()
    return None if found is None else (found[0], found[1])


def waiting_for_days(session: Session) -> Sequence[Row[UUID, UUID, date | None, datetime, PickupMode]]:
    """What moves with the school's days: the open jobs, with their promised day and their hand-over's moment and way.

    A mailed certificate is handed over when it is dispatched (C31). One whose rules name no day has none promised yet.
    A new version that a supervisor decided on is promised to nobody: it goes out at once.
    """
    query = (
        select(Job.id, Job.profile_id, Job.due, Pickup.at, Pickup.mode)
        .join(Pickup, Pickup.id == Job.subject_id)
        .where(_digital(), Job.state.in_(WAITING + ATTENTION), Job.decision_id.is_(None))
    )
    return session.execute(query).all()


def promise(session: Session, job_id: UUID, due: date) -> None:
    """Another day for one job; no revision moves, so that a step under way is not refused for it.

    One that sleeps until its day wakes on the new one, be it earlier or later; one that had none sleeps until then.
    """
    job = update(Job).where(Job.id == job_id)
    session.execute(job.values(due=due, revision=Job.revision))
    nameless = job.where(Job.state == JobState.WAITING, Job.note == DATES_USED_UP)
    session.execute(nameless.values(state=JobState.QUEUED, note=BATCH_WAITS, revision=Job.revision))
    asleep = job.where(Job.state == JobState.QUEUED, Job.note.in_(UNTIL_ITS_DAY))
    facts = json.dumps({"day": roc_date(due)}, ensure_ascii=False)
    session.execute(asleep.values(not_before=wakes(due), note_facts=facts, revision=Job.revision))


def wakes(due: date) -> datetime:
    """When a certificate that is issued on its day may be taken: as that day begins."""
    return datetime.combine(due, time(0), TAIPEI)


def _digital() -> ColumnElement[bool]:
    return Job.kind == JobKind.DIGITAL_CERTIFICATE


def _shown() -> ColumnElement[bool]:
    """Certificates, and messages that need a person: those that go by themselves are not worth a line."""
    notice = Job.kind.in_((JobKind.DIGITAL_NOTICE, JobKind.ACCOUNT_CLOSURE)) & Job.state.in_(ATTENTION)
    return _digital() | notice
