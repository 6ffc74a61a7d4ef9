"""Reading the queue of jobs for a screen: what waits, what needs a person, what is done."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TypeVarTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, case, func, or_, select, update
from sqlalchemy.orm import Session

from app.dates import TAIPEI
from app.models import search
from app.models.certificate import BY_PLATFORM, DegreeCertificate, DigitalCertificate, DigitalFile, DigitalState
from app.models.graduate import Graduate, Person
from app.models.job import MESSAGES, Job, JobKind, JobState
from app.models.pickup import Pickup, PickupMode
from app.models.platform import PackageItem
from app.models.staff import Station

Columns = TypeVarTuple("Columns")
WAITING = (JobState.QUEUED, JobState.WORKING, JobState.WAITING)
ATTENTION = (JobState.DEAD,)
FINISHED = (JobState.DONE, JobState.CANCELLED)
SHOWN = 500  # lines of the queue at once; what lies behind them is found by typing
DAY_WAITS, BATCH_WAITS = "digital.day_waits", "digital.batch_waits"
UNTIL_ITS_DAY = (DAY_WAITS, BATCH_WAITS)
"""What a certificate says that sleeps until the day on which the school's rules issue it (E17, E34)."""
OVERSLEPT = "digital.overslept"
"""What one says whose day came while it slept on, until it is made."""
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


@dataclass(frozen=True, slots=True)
class QueuePage:
    """The first lines that fit, and how many fit in all."""

    rows: Sequence[QueueRow]
    found: int


def queue_page(session: Session, which: str, day: date, sought: str = "", limit: int = SHOWN) -> QueuePage:
    """Digital certificates' jobs, those that need a person first, then by due date.

    ``which``: all, waiting, attention, overdue (promised before ``day``) or finished. ``sought`` is a receipt's, a
    student's or a certificate's number, a name or a document code, or a part of one.
    """
    urgency = case((Job.state.in_(ATTENTION), 0), (Job.state.in_(WAITING), 1), else_=2)
    query = _of_graduates(
        select(
            Job,
            Graduate.student_number,
            DegreeCertificate.name_zh,
            DegreeCertificate.number,
            DigitalCertificate.id,
            Person,
        )
    ).outerjoin(
        DigitalCertificate,
        (DigitalCertificate.certificate_id == Pickup.certificate_id)
        & (DigitalCertificate.job_id == Job.id)
        & (DigitalCertificate.state == DigitalState.ISSUED)
        & (DigitalCertificate.level != BY_PLATFORM),
    )
    order = urgency, Job.due, Job.queued_at
    wanted, counted = [_shown(), *_among(which, day)], select(func.count(Job.id))
    if hits := _sought(session, sought):
        wanted, counted = [*wanted, *hits], _of_graduates(counted)
        query = query.where(*wanted).limit(limit)
    else:  # every job has a graduate: which are the first, the jobs alone say
        query = query.where(Job.id.in_(select(Job.id).where(*wanted).order_by(*order).limit(limit)))
    rows = [
        QueueRow(job, student_number, name, number, issued is not None, person)
        for job, student_number, name, number, issued, person in session.execute(query.order_by(*order))
    ]
    found = len(rows)
    if found == limit:
        found = session.scalar(counted.where(*wanted)) or 0
    return QueuePage(rows, found)


def _of_graduates(query: Select[*Columns]) -> Select[*Columns]:
    return (
        query.select_from(Job)
        .join(Pickup, of_pickup())
        .join(Graduate, Graduate.id == Job.graduate_id)
        .join(Person, Person.id == Graduate.person_id)
        .join(DegreeCertificate, DegreeCertificate.id == Pickup.certificate_id)
    )


def of_pickup() -> ColumnElement[bool]:
    """Which hand-over a job is of: a renewal is of a document of it, every other job of itself."""
    document = select(DigitalCertificate.pickup_id).where(DigitalCertificate.id == Job.subject_id)
    renewed = document.correlate(Job).scalar_subquery()
    return Pickup.id == case((Job.kind == JobKind.RENEWAL, renewed), else_=Job.subject_id)


def _among(which: str, day: date) -> tuple[ColumnElement[bool], ...]:
    if which == "overdue":
        return (_late(day),)
    states = {"waiting": WAITING, "attention": ATTENTION, "finished": FINISHED}.get(which)
    return () if states is None else (Job.state.in_(states),)


def _sought(session: Session, typed: str) -> tuple[ColumnElement[bool], ...]:
    """What holds the words that were typed, as they are and with full-width signs made narrow."""
    words = {each for each in (typed.strip().upper(), unicodedata.normalize("NFKC", typed).strip().upper()) if each}
    if not words:
        return ()
    places = (
        Pickup.receipt_number,
        Graduate.student_number,
        DegreeCertificate.number,
        DegreeCertificate.name_zh,
        DegreeCertificate.name_en,
    )
    hits = [func.upper(place).contains(word, autoescape=True) for place in places for word in words]
    for code, of in ((DigitalCertificate.document_code, DigitalCertificate), (PackageItem.reference, PackageItem)):
        coded = [code.contains(word, autoescape=True) for word in words]
        hits.append(Job.id.in_(select(of.job_id).where(or_(*coded))))
    named = [each.id for each in search.find(session, typed)]  # a name by another form of its characters
    return (or_(*hits, Graduate.id.in_(named)),)


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
    return session.scalar(select(func.count()).select_from(Job).where(_late(day))) or 0


def is_late(job: Job, day: date) -> bool:
    """Whether this one was promised before ``day`` and is not done."""
    late = job.due is not None and job.due < day and job.state not in FINISHED
    return late and job.kind is JobKind.DIGITAL_CERTIFICATE


def overdue_by_counter(session: Session, day: date) -> Sequence[Row[str, Job, str]]:
    """Each of them with the counter that handed the paper over and its receipt, the oldest promise first."""
    query = (
        select(Station.counter, Job, Pickup.receipt_number)
        .join(Pickup, Pickup.id == Job.subject_id)
        .join(Station, Station.id == Pickup.station_id)
        .where(_late(day))
        .order_by(Station.counter, Job.due, Pickup.receipt_number)
    )
    return session.execute(query).all()


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
    facts = json.dumps({"day": due.isoformat()})
    session.execute(asleep.values(not_before=wakes(due), note_facts=facts, revision=Job.revision))


def any_overslept(session: Session, day: date, now: datetime) -> bool:
    """Whether one still sleeps although its day has come: it was promised while nobody could wake it."""
    return session.scalar(select(Job.id).where(*_oversleeps(day, now)).limit(1)) is not None


def overslept(session: Session, day: date, now: datetime) -> Sequence[Job]:
    """All of them, the earliest day first, locked; one that a lane is at already is stepped around."""
    query = select(Job).where(*_oversleeps(day, now)).order_by(Job.due, Job.id).with_for_update(skip_locked=True)
    return session.scalars(query).all()


def _oversleeps(day: date, now: datetime) -> tuple[ColumnElement[bool], ...]:
    asleep = (Job.state == JobState.QUEUED, Job.note.in_(UNTIL_ITS_DAY), Job.not_before > now)
    return (_digital(), *asleep, Job.due <= day)


def wakes(due: date) -> datetime:
    """When a certificate that is issued on its day may be taken: as that day begins."""
    return datetime.combine(due, time(0), TAIPEI)


def _late(day: date) -> ColumnElement[bool]:
    return _digital() & Job.state.in_(WAITING + ATTENTION) & (Job.due < day)


def _digital() -> ColumnElement[bool]:
    return Job.kind == JobKind.DIGITAL_CERTIFICATE


def _shown() -> ColumnElement[bool]:
    """Certificates, their withdrawals, and messages and renewals that need a person: others are not worth a line."""
    withdrawal = Job.kind == JobKind.DIGITAL_WITHDRAWAL
    stopped = Job.kind.in_((*MESSAGES, JobKind.RENEWAL)) & Job.state.in_(ATTENTION)
    return _digital() | withdrawal | stopped
