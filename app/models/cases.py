"""Reading one graduate's case: everything a case screen or a deed needs, in one statement.

One round trip, not one per table: the collections are small (a dozen items, one certificate, one card), so a join that
multiplies them is cheaper than nine questions over a campus network.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Row, Select, and_, func, select, update
from sqlalchemy.orm import Session, contains_eager, joinedload, with_loader_criteria

from app.dates import AcademicSemester
from app.models.card import ActState, CardAct, StudentCard
from app.models.certificate import Correction, DegreeCertificate, Sheet, SheetState
from app.models.graduate import Graduate, Person
from app.models.job import Job, JobKind
from app.models.pickup import Pickup, Voiding
from app.models.staff import Override, Staff, Station

OPEN_ACTS = (ActState.DUE, ActState.INTENDED, ActState.UNKNOWN, ActState.FAILED)


def _whole(day: date) -> Select[Graduate]:
    person = joinedload(Graduate.person)
    certificates = joinedload(Graduate.certificates)
    others = person.joinedload(Person.graduates).joinedload(Graduate.certificates)
    return select(Graduate).options(
        person.joinedload(Person.photo),
        others,
        joinedload(Graduate.items),
        joinedload(Graduate.approvals),
        certificates.joinedload(DegreeCertificate.sheets).joinedload(Sheet.custodian),
        certificates.joinedload(DegreeCertificate.pickups),
        joinedload(Graduate.cards),
        joinedload(Graduate.losses),
        joinedload(Graduate.overrides),
        joinedload(Graduate.corrections),
        with_loader_criteria(Override, and_(Override.day >= day, Override.withdrawn_at.is_(None))),
        with_loader_criteria(Correction, Correction.closed_at.is_(None)),
        with_loader_criteria(Pickup, Pickup.voided_at.is_(None)),
    )


def case_by_id(session: Session, graduate_id: UUID, day: date) -> Graduate | None:
    """The case of one student number, whole, with the overrides of ``day`` and of later days."""
    return session.scalars(_whole(day).where(Graduate.id == graduate_id)).unique().one_or_none()


def case_by_card(session: Session, uid_index: bytes, day: date) -> Graduate | None:
    """The case that a card opens; the card itself is among ``graduate.cards``."""
    holder = select(StudentCard.graduate_id).where(StudentCard.uid_index == uid_index).scalar_subquery()
    return session.scalars(_whole(day).where(Graduate.id == holder)).unique().one_or_none()


def lock_certificate(session: Session, certificate_id: UUID) -> None:
    """On PostgreSQL, let no second deed on this certificate begin before this one ends."""
    session.execute(select(DegreeCertificate.id).where(DegreeCertificate.id == certificate_id).with_for_update())


def sheet_by_scan(session: Session, scanned: str) -> Sheet | None:
    """The live sheet a barcode, a serial or a certificate number names, with its certificate."""
    query = (
        select(Sheet)
        .join(Sheet.certificate)
        .where((Sheet.barcode == scanned) | (Sheet.serial == scanned) | (DegreeCertificate.number == scanned))
        .where(Sheet.state != SheetState.VOID)
        .options(contains_eager(Sheet.certificate))
        .limit(1)
    )
    return session.scalars(query).one_or_none()


def pickup_by_deed(session: Session, deed_id: UUID) -> Pickup | None:
    """The pickup this deed has already made, with its card act; the answer to a deed that is sent again."""
    query = select(Pickup).where(Pickup.deed_id == deed_id).options(joinedload(Pickup.card_act))
    return session.scalars(query).one_or_none()


def pickup_by_receipt(session: Session, receipt_number: str) -> Pickup | None:
    """The hand-over with this receipt, as it is now, with its card act."""
    query = select(Pickup).where(Pickup.receipt_number == receipt_number).options(joinedload(Pickup.card_act))
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def voiding_by_deed(session: Session, deed_id: UUID) -> Voiding | None:
    """What this deed voided already; the answer to a deed that is sent again."""
    return session.scalars(select(Voiding).where(Voiding.deed_id == deed_id)).one_or_none()


def closure_job(session: Session, pickup_id: UUID) -> Job | None:
    """The account-closure notice (A03) that a hand-over queued."""
    query = select(Job).where(Job.subject_id == pickup_id, Job.kind == JobKind.ACCOUNT_CLOSURE)
    return session.scalars(query).one_or_none()


def pickup_whole(session: Session, pickup_id: UUID) -> Pickup | None:
    """A pickup with its proxy and card act, for a receipt."""
    query = select(Pickup).where(Pickup.id == pickup_id).options(joinedload(Pickup.card_act), joinedload(Pickup.proxy))
    return session.scalars(query).one_or_none()


def open_acts(session: Session, graduate_id: UUID) -> Sequence[CardAct]:
    """What hand-overs of this student number still owe to a card."""
    query = (
        select(CardAct)
        .join(Pickup, Pickup.id == CardAct.pickup_id)
        .where(Pickup.graduate_id == graduate_id, CardAct.state.in_(OPEN_ACTS), Pickup.voided_at.is_(None))
    )
    return session.scalars(query).all()


def pickups_since(
    session: Session, station_ids: Sequence[UUID], since: datetime, last: int = 3
) -> tuple[int, Sequence[Row[Pickup, str, str, ActState | None]]]:
    """How many hand-overs since a moment, and the last few with names to mask and open steps."""
    here = Pickup.station_id.in_(station_ids) & (Pickup.at >= since) & Pickup.voided_at.is_(None)
    count = session.scalar(select(func.count()).select_from(Pickup).where(here)) or 0
    rows = session.execute(
        select(Pickup, DegreeCertificate.name_zh, DegreeCertificate.number, CardAct.state)
        .join(DegreeCertificate, DegreeCertificate.id == Pickup.certificate_id)
        .outerjoin(CardAct, CardAct.pickup_id == Pickup.id)
        .where(here)
        .order_by(Pickup.at.desc())
        .limit(last)
    ).all()
    return count, rows


def newest_source_time(session: Session) -> datetime | None:
    """How fresh the imported states are: the source's time of the newest item."""
    from app.models.imports import ImportRun

    moment: datetime | None = session.scalar(
        select(func.max(ImportRun.source_time)).where(ImportRun.kind == "clearance", ImportRun.undone_at.is_(None))
    )
    return moment


def staff_by_login(session: Session, login: str) -> Staff | None:
    return session.scalars(select(Staff).where(Staff.login == login, Staff.retired_at.is_(None))).one_or_none()


def login_holder(session: Session, login: str) -> Staff | None:
    """Whoever this login belongs to or belonged to, retired or not."""
    return session.scalars(select(Staff).where(Staff.login == login)).one_or_none()


def hold_staff(session: Session) -> Sequence[Staff]:
    """All colleagues, retired or not, held until the commit: of two deeds about them the second sees the first."""
    return session.scalars(select(Staff).order_by(Staff.id).with_for_update()).all()


def mark_entered(session: Session, staff_id: UUID, at: datetime) -> None:
    """Note the sign-on without taking the row's revision from a supervisor who changes something else of it."""
    session.execute(update(Staff).where(Staff.id == staff_id).values(entered_at=at))


def staff_by_id(session: Session, staff_id: UUID) -> Staff | None:
    return session.get(Staff, staff_id)


def all_staff(session: Session) -> Sequence[Staff]:
    """Those in service first, then the retired, each by role and login."""
    return session.scalars(select(Staff).order_by(Staff.retired_at.is_not(None), Staff.role, Staff.login)).all()


def staff_list(session: Session) -> Sequence[Staff]:
    return session.scalars(select(Staff).where(Staff.retired_at.is_(None)).order_by(Staff.role, Staff.login)).all()


def station_by_code(session: Session, code: str) -> Station | None:
    return session.scalars(select(Station).where(Station.code == code, Station.retired_at.is_(None))).one_or_none()


def stations_of_counter(session: Session, counter: str) -> Sequence[UUID]:
    return session.scalars(select(Station.id).where(Station.counter == counter)).all()


def digital_job(session: Session, deed_id: UUID) -> Job | None:
    """The digital certificate's job that a deed queued."""
    query = select(Job).where(Job.deed_id == deed_id, Job.kind == JobKind.DIGITAL_CERTIFICATE)
    return session.scalars(query).one_or_none()


def exactly(session: Session, number: str) -> list[tuple[Graduate, UUID | None]]:
    """The one graduate of a whole student number, or of a scanned sheet with its certificate; with the person."""
    whole = select(Graduate).options(joinedload(Graduate.person))
    if (named := session.scalars(whole.where(Graduate.student_number == number)).one_or_none()) is not None:
        return [(named, None)]
    sheet = (
        whole.add_columns(DegreeCertificate.id)
        .join(DegreeCertificate, DegreeCertificate.graduate_id == Graduate.id)
        .join(Sheet, Sheet.certificate_id == DegreeCertificate.id)
        .where((Sheet.barcode == number) | (Sheet.serial == number))
        .order_by(Sheet.state == SheetState.VOID)
        .limit(1)
    )
    return [(row[0], row[1]) for row in session.execute(sheet)]


def live_sheet(session: Session, certificate_id: UUID) -> Sheet | None:
    """The sheet of this certificate that is not void."""
    query = select(Sheet).where(Sheet.certificate_id == certificate_id, Sheet.state != SheetState.VOID)
    return session.scalars(query.options(joinedload(Sheet.certificate))).one_or_none()


def who_and_where(session: Session, pickup: Pickup) -> tuple[str, str]:
    """The names of the clerk and of the station of a hand-over."""
    row = session.execute(
        select(Staff.name, Station.name)
        .select_from(Pickup)
        .join(Staff, Staff.id == Pickup.clerk_id)
        .join(Station, Station.id == Pickup.station_id)
        .where(Pickup.id == pickup.id)
    ).one()
    return row[0], row[1]


@dataclass(frozen=True, slots=True)
class SheetOnShelf:
    """One sheet as its sleeve label shows it."""

    barcode: str
    serial: str
    place: str
    student_number: str
    name: str
    department: str


def sheets_of_cohort(
    session: Session, cohort: AcademicSemester, counter: str, first: int, count: int
) -> list[SheetOnShelf]:
    """The sheets in stock of a cohort at a counter, in the order of their places."""
    query = (
        select(
            Sheet.barcode,
            Sheet.serial,
            Sheet.place,
            Graduate.student_number,
            DegreeCertificate.name_zh,
            Graduate.department,
        )
        .join(DegreeCertificate, DegreeCertificate.id == Sheet.certificate_id)
        .join(Graduate, Graduate.id == DegreeCertificate.graduate_id)
        .join(Station, Station.id == Sheet.custodian_id)
        .where(DegreeCertificate.cohort == cohort, Sheet.state == SheetState.IN_STOCK, Station.counter == counter)
        .order_by(Sheet.place, Sheet.serial)
        .offset(first)
        .limit(count)
    )
    return [SheetOnShelf(*row) for row in session.execute(query)]


def newest_cohort_on_shelf(session: Session, counter: str) -> AcademicSemester | None:
    """The newest cohort of which sheets in stock lie at a counter."""
    query = (
        select(func.max(DegreeCertificate.cohort))
        .join(Sheet, Sheet.certificate_id == DegreeCertificate.id)
        .join(Station, Station.id == Sheet.custodian_id)
        .where(Sheet.state == SheetState.IN_STOCK, Station.counter == counter)
    )
    return session.scalar(query)
