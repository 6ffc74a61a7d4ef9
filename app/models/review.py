"""A day at the counter, read back for the supervisor; and that a supervisor has closed it (日結)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, ForeignKey, String, and_, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.errors import Fact
from app.models.base import Base, Keyed
from app.models.card import ActKind, ActState, CardAct
from app.models.cases import OPEN_ACTS
from app.models.certificate import Correction, DegreeCertificate
from app.models.delivery import Delivery, DeliveryState
from app.models.graduate import Graduate, Person
from app.models.job import Job, JobKind, JobState, told_by
from app.models.pickup import PaperRun, Pickup, PickupMode
from app.models.queue import of_pickup
from app.models.staff import Override, Staff

NOTICES = (JobKind.DIGITAL_NOTICE, JobKind.DIGITAL_WITHDRAWAL, JobKind.ACCOUNT_CLOSURE)
NO_POST = "delivery.no_post_here"


class DayReview(Keyed, Base, kw_only=True):
    """A supervisor has looked at a day of a counter, or with no ``counter`` of the school, and signed it.

    A day may be signed again when more has happened; the newest counts, none is taken back. ``facts`` are the counts
    that were signed, as canonical JSON; ``checkpoint_id`` ties the heads of the journal as they were.
    """

    __tablename__ = "day_review"

    day: Mapped[date] = mapped_column(index=True)
    counter: Mapped[str] = mapped_column(String(32), default="")
    at: Mapped[datetime]
    supervisor_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    station_id: Mapped[UUID] = mapped_column(ForeignKey("station.id"))
    facts: Mapped[str]
    checkpoint_id: Mapped[UUID] = mapped_column(ForeignKey("journal_checkpoint.id"))
    remark_sealed: Mapped[bytes | None] = mapped_column(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class HandedOver:
    """One hand-over of the day, with what a review asks of it."""

    at: datetime
    mode: PickupMode
    receipt_number: str
    sheet_typed: bool
    signature_kind: str
    outside_hours_reason: str = field(repr=False)
    name: str = field(repr=False)
    number: str
    clerk: str = field(repr=False)
    card_kind: ActKind | None
    card_state: ActState | None
    exception_code: str | None
    printed: bool


@dataclass(frozen=True, slots=True)
class Matter:
    """Something about one certificate: when, whose, which, and a word or two more.

    Where it leads to a case: whose, about which certificate; ``office`` is the unit that mends it.
    """

    at: datetime
    name: str = field(repr=False)
    number: str
    clerk: str = field(repr=False)
    detail: str = ""
    graduate_id: UUID | None = None
    certificate_id: UUID | None = None
    office: str = ""
    facts: tuple[tuple[str, Fact], ...] = ()  # of the code in ``detail``


def handed_over(session: Session, stations: Sequence[UUID], since: datetime, until: datetime) -> list[HandedOver]:
    """The hand-overs of a span of time, the earliest first."""
    printed = (
        select(PaperRun.id)
        .where(PaperRun.kind == "receipt", PaperRun.reference == Pickup.receipt_number, PaperRun.printed.is_(True))
        .exists()
    )
    query = (
        select(
            Pickup.at,
            Pickup.mode,
            Pickup.receipt_number,
            Pickup.sheet_typed,
            Pickup.signature_kind,
            Pickup.outside_hours_reason,
            DegreeCertificate.name_zh,
            DegreeCertificate.number,
            Staff.name,
            CardAct.kind,
            CardAct.state,
            CardAct.exception_code,
            printed,
        )
        .join(DegreeCertificate, DegreeCertificate.id == Pickup.certificate_id)
        .join(Staff, Staff.id == Pickup.clerk_id)
        .outerjoin(CardAct, CardAct.pickup_id == Pickup.id)
        .where(_within(Pickup.at, since, until), Pickup.station_id.in_(stations), Pickup.voided_at.is_(None))
        .order_by(Pickup.at)
    )
    return [HandedOver(*tuple(row)) for row in session.execute(query)]


def newest_before(session: Session, stations: Sequence[UUID], moment: datetime) -> datetime | None:
    """When the last hand-over before a moment was."""
    here = Pickup.station_id.in_(stations) & Pickup.voided_at.is_(None)
    newest: datetime | None = session.scalar(select(func.max(Pickup.at)).where(here, Pickup.at < moment))
    return newest


def count_within(session: Session, stations: Sequence[UUID], since: datetime, until: datetime) -> int:
    here = Pickup.station_id.in_(stations) & Pickup.voided_at.is_(None)
    return session.scalar(select(func.count(Pickup.id)).where(here, _within(Pickup.at, since, until))) or 0


def notices(session: Session, stations: Sequence[UUID], since: datetime, until: datetime) -> list[datetime]:
    """When graduates were sent away with a notice of outstanding items: its first print, or the first try."""
    query = (
        select(func.min(PaperRun.at))
        .where(PaperRun.kind == "notice", PaperRun.station_id.in_(stations), _within(PaperRun.at, since, until))
        .group_by(PaperRun.reference)
    )
    return [each for each in session.scalars(query) if each is not None]


def open_card_acts(session: Session, stations: Sequence[UUID], until: datetime) -> list[Matter]:
    """Cards whose writing did not end, of this day and of earlier ones."""
    query = (
        select(CardAct.due_at, DegreeCertificate.name_zh, DegreeCertificate.number, Staff.name, CardAct.state)
        .join(Pickup, Pickup.id == CardAct.pickup_id)
        .join(DegreeCertificate, DegreeCertificate.id == Pickup.certificate_id)
        .join(Staff, Staff.id == Pickup.clerk_id)
        .where(CardAct.state.in_(OPEN_ACTS), Pickup.voided_at.is_(None))
        .where(Pickup.station_id.in_(stations), CardAct.due_at < until)
        .order_by(CardAct.due_at)
    )
    return [Matter(*row[:4], row[4].value) for row in session.execute(query)]


def open_corrections(session: Session, office: str | None, until: datetime) -> list[Matter]:
    """Sheets held because the graduate found an error (A11), of one office or of all."""
    query = (
        select(
            Correction.opened_at,
            DegreeCertificate.name_zh,
            DegreeCertificate.number,
            Staff.name,
            Correction.fields,
            DegreeCertificate.graduate_id,
            DegreeCertificate.id,
            Correction.office,
        )
        .join(DegreeCertificate, DegreeCertificate.id == Correction.certificate_id)
        .join(Staff, Staff.id == Correction.opened_by)
        .where(Correction.closed_at.is_(None), Correction.opened_at < until)
        .order_by(Correction.opened_at)
    )
    if office is not None:
        query = query.where(Correction.office == office)
    return [Matter(*row) for row in session.execute(query)]


def stopped_digital(session: Session, stations: Sequence[UUID], until: datetime) -> list[Matter]:
    """Digital certificates, and renewals of their timestamps, that stopped and wait for a person."""
    query = (
        select(Job.queued_at, DegreeCertificate.name_zh, DegreeCertificate.number, Staff.name, Job)
        .select_from(Job)
        .join(Pickup, of_pickup())
        .join(DegreeCertificate, DegreeCertificate.id == Pickup.certificate_id)
        .join(Staff, Staff.id == Pickup.clerk_id)
        .where(Job.kind.in_((JobKind.DIGITAL_CERTIFICATE, JobKind.RENEWAL)), Job.state == JobState.DEAD)
        .where(Pickup.station_id.in_(stations), Job.queued_at < until)
        .order_by(Job.queued_at)
    )
    return [Matter(*row[:4], row[4].note, facts=_facts(row[4])) for row in session.execute(query)]


def stopped_notices(session: Session, stations: Sequence[UUID], until: datetime, left: datetime) -> list[Matter]:
    """Messages that stopped, and those about an ended certificate that no station has mailed since ``left``."""
    stopped = and_(Job.kind.in_(NOTICES), Job.state == JobState.DEAD)
    nowhere = and_(Job.kind == JobKind.DIGITAL_NOTICE, Job.note == NO_POST, Job.queued_at < left)
    query = (
        select(Job.queued_at, DegreeCertificate.name_zh, DegreeCertificate.number, Staff.name, Job)
        .join(Pickup, Pickup.id == Job.subject_id)
        .join(DegreeCertificate, DegreeCertificate.id == Pickup.certificate_id)
        .join(Staff, Staff.id == Pickup.clerk_id)
        .where(stopped | nowhere, Pickup.station_id.in_(stations), Job.queued_at < until)
        .order_by(Job.queued_at)
    )
    told = [(row, row[4]) for row in session.execute(query)]
    return [Matter(*row[:4], f"{job.kind.value}:{job.note}", facts=_facts(job)) for row, job in told]


def _facts(job: Job) -> tuple[tuple[str, Fact], ...]:
    return tuple(told_by(job.note_facts).items())


def came_back(session: Session, stations: Sequence[UUID], since: datetime, until: datetime) -> list[Matter]:
    """Messages that a server reported of a span of time as not delivered, with the mailbox's place."""
    query = (
        select(Delivery.reported_at, DegreeCertificate.name_zh, DegreeCertificate.number, Staff.name, Delivery.place)
        .join(Job, Job.id == Delivery.job_id)
        .join(Pickup, Pickup.id == Job.subject_id)
        .join(DegreeCertificate, DegreeCertificate.id == Pickup.certificate_id)
        .join(Staff, Staff.id == Pickup.clerk_id)
        .where(Delivery.state == DeliveryState.BOUNCED, _within(Delivery.reported_at, since, until))
        .where(Pickup.station_id.in_(stations))
        .order_by(Delivery.reported_at)
    )
    return [Matter(row[0] or since, *row[1:]) for row in session.execute(query)]


def releases(session: Session, stations: Sequence[UUID], since: datetime, until: datetime) -> list[tuple[Matter, str]]:
    """What supervisors let pass (A29), each with its reason; an item's code follows the obstacle's after a colon."""
    query = (
        select(
            Override.at, Person.name, Graduate.student_number, Staff.name, Override.code, Override.item, Override.reason
        )
        .join(Graduate, Graduate.id == Override.graduate_id)
        .join(Person, Person.id == Graduate.person_id)
        .join(Staff, Staff.id == Override.supervisor_id)
        .where(Override.station_id.in_(stations), Override.withdrawn_at.is_(None), _within(Override.at, since, until))
        .order_by(Override.at)
    )
    return [(Matter(*row[:4], f"{row[4]}:{row[5]}"), row[6]) for row in session.execute(query)]


def newest_review(session: Session, day: date, counter: str) -> tuple[DayReview, str] | None:
    """The newest signature under a day, and the supervisor's name."""
    query = (
        select(DayReview, Staff.name)
        .join(Staff, Staff.id == DayReview.supervisor_id)
        .where(and_(DayReview.day == day, DayReview.counter == counter))
        .order_by(DayReview.at.desc(), DayReview.id.desc())
        .limit(1)
    )
    found = session.execute(query).one_or_none()
    return None if found is None else (found[0], found[1])


def _within(moment: Any, since: datetime, until: datetime) -> ColumnElement[bool]:
    return and_(moment >= since, moment < until)
