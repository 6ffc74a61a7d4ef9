"""How certificates stand in the ledger, many at a time: whom a decision is about, and what is known of each.

A set is chosen by what it has in common (programme, cohort, days of issue, signing key) or by certificate numbers.
Nothing here is held whole: candidates are read as they are asked for, and standings are loaded a chunk at a time with
four statements, however large the set is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, literal_column, select
from sqlalchemy.orm import Session, aliased

from app.dates import TAIPEI, AcademicSemester
from app.models.certificate import NUMBER_KEY, DegreeCertificate, DigitalCertificate, DigitalState, Stage, number_key
from app.models.graduate import Graduate
from app.models.job import Job, JobKind, JobState
from app.models.pickup import Pickup

CHUNK = 200
KEYS = 5_000  # of one question
T = TypeVar("T")
TELLS_OF_AN_END = (JobKind.DIGITAL_NOTICE, JobKind.DIGITAL_WITHDRAWAL)
OPEN_JOBS = (JobState.QUEUED, JobState.WORKING, JobState.WAITING, JobState.DEAD)


@dataclass(frozen=True, slots=True, kw_only=True)
class Criteria:
    """What the chosen have in common; an empty one asks nothing. ``key`` is the beginning of the key's fingerprint."""

    programme: str = ""
    cohort: AcademicSemester | None = None
    issued_from: date | None = None
    issued_to: date | None = None
    key: str = ""
    issued_by: datetime | None = None  # what was issued after that moment was not there to be chosen


@dataclass(frozen=True, slots=True)
class Candidate:
    """One certificate that is asked for. ``certificate_id`` is None where no certificate has this number."""

    number: str
    certificate_id: UUID | None


@dataclass(slots=True)
class Records:
    """What is known of one certificate: its versions, the newest last, its hand-over that holds, its open jobs."""

    certificate: DegreeCertificate
    versions: list[DigitalCertificate] = field(default_factory=list)
    pickup: Pickup | None = None
    open_jobs: list[Job] = field(default_factory=list)

    @property
    def handed_over(self) -> bool:
        return self.pickup is not None and self.certificate.stage is Stage.HANDED_OVER

    @property
    def coming(self) -> bool:
        """Whether an open job has not entered its version in the ledger yet."""
        entered = {each.job_id for each in self.versions}
        return any(job.id not in entered for job in self.open_jobs)


# ------------------------------------------------------------------ who
def known_numbers(session: Session, keys: Sequence[str]) -> dict[str, str]:
    """Of these numbers without their spaces those that there are, each as it is written."""
    found: dict[str, str] = {}
    for start in range(0, len(keys), KEYS):
        written = literal_column(NUMBER_KEY).in_(keys[start : start + KEYS])
        for number in session.scalars(select(DegreeCertificate.number).where(written)):
            found[number_key(number)] = number
    return found


def by_numbers(session: Session, numbers: Iterable[str]) -> Iterator[Candidate]:
    """The certificates with these numbers, in any spacing, in the order given; an unknown number too, and each once."""
    wanted = {number_key(number): number for number in reversed(list(numbers))}
    keys = list(reversed(wanted))
    for start in range(0, len(keys), CHUNK):
        chunk = keys[start : start + CHUNK]
        written = literal_column(NUMBER_KEY).in_(chunk)
        query = select(DegreeCertificate.number, DegreeCertificate.id).where(written)
        found = {number_key(row.number): row for row in session.execute(query)}
        for key in chunk:
            held = found.get(key)
            yield Candidate(held.number if held else wanted[key], held.id if held else None)


def by_criteria(
    session: Session, criteria: Criteria, *, ended_too: bool, after: str = "", most: int | None = None
) -> Iterator[Candidate]:
    """The certificates whose version in force fits; with ``ended_too`` the newest version, whatever its state.

    By number, those behind the number ``after``, at ``most`` so many. To be read to the end: a server counts on it.
    """
    query = _fitting(criteria, ended_too=ended_too).order_by(DegreeCertificate.number).limit(most)
    if after:
        query = query.where(DegreeCertificate.number > after)
    for number, key in session.execute(query.execution_options(yield_per=1000)):
        yield Candidate(number, key)


def count_by_criteria(session: Session, criteria: Criteria, *, ended_too: bool) -> int:
    """How many certificates fit."""
    fitting = _fitting(criteria, ended_too=ended_too).subquery()
    return session.scalar(select(func.count()).select_from(fitting)) or 0


def _fitting(criteria: Criteria, *, ended_too: bool) -> Select[str, UUID]:
    version = DigitalCertificate
    query = (
        select(DegreeCertificate.number, DegreeCertificate.id)
        .join(version, version.certificate_id == DegreeCertificate.id)
        .join(Graduate, Graduate.id == DegreeCertificate.graduate_id)
    )
    if ended_too:
        newer = aliased(DigitalCertificate)
        later = (newer.certificate_id == version.certificate_id) & (newer.version > version.version)
        query = query.where(~exists().where(later))
    else:
        query = query.where(version.state == DigitalState.ISSUED)
    return query.where(*_asked(criteria))


def _asked(criteria: Criteria) -> Iterator[ColumnElement[bool]]:
    version = DigitalCertificate
    if criteria.programme:
        yield Graduate.programme == criteria.programme
    if criteria.cohort is not None:
        yield DegreeCertificate.cohort == criteria.cohort
    if criteria.issued_from is not None:
        yield version.issued_at >= _morning(criteria.issued_from)
    if criteria.issued_to is not None:
        yield version.issued_at < _morning(criteria.issued_to + timedelta(days=1))
    if criteria.issued_by is not None:
        yield version.issued_at <= criteria.issued_by
    if criteria.key:
        yield version.key_id.startswith(criteria.key, autoescape=True)


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(0), TAIPEI)


# ------------------------------------------------------------------ what is known of them
def records_of(session: Session, certificate_ids: Sequence[UUID], *, lock: bool = False) -> Mapping[UUID, Records]:
    """Everything a decision asks about these certificates, in four statements; ``lock`` keeps their rows for us."""
    query = select(DegreeCertificate).where(DegreeCertificate.id.in_(certificate_ids)).order_by(DegreeCertificate.id)
    if lock:
        query = query.with_for_update()
    found = {each.id: Records(each) for each in session.scalars(query)}
    versions = (
        select(DigitalCertificate)
        .where(DigitalCertificate.certificate_id.in_(certificate_ids))
        .order_by(DigitalCertificate.version)
    )
    for version in session.scalars(versions):
        found[version.certificate_id].versions.append(version)
    pickups = select(Pickup).where(Pickup.certificate_id.in_(certificate_ids), Pickup.voided_at.is_(None))
    by_pickup: dict[UUID, Records] = {}
    for pickup in session.scalars(pickups):
        found[pickup.certificate_id].pickup = pickup
        by_pickup[pickup.id] = found[pickup.certificate_id]
    jobs = select(Job).where(
        Job.subject_id.in_(list(by_pickup)), Job.kind == JobKind.DIGITAL_CERTIFICATE, Job.state.in_(OPEN_JOBS)
    )
    for job in session.scalars(jobs):
        by_pickup[job.subject_id].open_jobs.append(job)
    return found


def voided_in_force(session: Session, limit: int = CHUNK) -> Sequence[UUID]:
    """Hand-overs that were voided although something of theirs still holds: a version in force, or an open job."""
    version = exists().where(DigitalCertificate.pickup_id == Pickup.id, DigitalCertificate.state == DigitalState.ISSUED)
    job = exists().where(Job.subject_id == Pickup.id, Job.kind.not_in(TELLS_OF_AN_END), Job.state.in_(OPEN_JOBS))
    query = select(Pickup.id).where(Pickup.voided_at.is_not(None), version | job).limit(limit)
    return session.scalars(query).all()


def versions_of_pickup(session: Session, pickup_id: UUID, *, lock: bool = False) -> Sequence[DigitalCertificate]:
    """The versions that a hand-over brought; ``lock`` waits for a lane that renews one, and reads what it left."""
    query = select(DigitalCertificate).where(DigitalCertificate.pickup_id == pickup_id)
    return session.scalars(_ours(query.order_by(DigitalCertificate.version), lock)).all()


def open_jobs_of_pickup(session: Session, pickup_id: UUID, *, lock: bool = False) -> Sequence[Job]:
    """Every open job of a hand-over but those that tell the graduate and the platform of its end.

    ``lock`` waits for the lane that is at one, and keeps the lanes from them until the commit.
    """
    query = select(Job).where(Job.subject_id == pickup_id, Job.kind.not_in(TELLS_OF_AN_END), Job.state.in_(OPEN_JOBS))
    return session.scalars(_ours(query.order_by(Job.id), lock)).all()


def _ours(query: Select[T], lock: bool) -> Select[T]:
    return query.with_for_update().execution_options(populate_existing=True) if lock else query
