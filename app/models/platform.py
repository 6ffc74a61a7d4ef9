"""Packages for the ministry's platform (教育部發放平臺), and what its receipts said of each document in them.

A package is made once, kept sealed, and sent as those very bytes; it is never made anew under the same number. Its
states are written in commits of their own around what the network does: ``sending`` before the first byte leaves,
``placing`` before the file gets its final name. Who finds one in between looks at the other side first. A document is
in one live package at a time, by a partial unique index.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    case,
    delete,
    func,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.models.base import Base, Keyed, Revised, by_value
from app.models.certificate import DegreeCertificate, DigitalCertificate
from app.models.job import Job, JobKind, JobState, JobStep
from app.models.pickup import Pickup

REVOKED_BEFORE = "digital.revoked_before"
"""What a certificate's job says whose document a supervisor revoked before it was in the ledger, or answered for."""
PACKAGE_PLACE = "platform_package.content_sealed"
REASON_PLACE = "platform_item.reason_sealed"
PACK, RECEIPT = "pack", "receipt"


class PackageState(StrEnum):
    PREPARED = "prepared"
    SENDING = "sending"
    PLACING = "placing"  # whole on the other side under its temporary name
    SENT = "sent"
    STOPPED = "stopped"  # a person must see to the code; nothing of it arrived
    UNKNOWN = "unknown"  # gone from the other side, perhaps fetched already
    DISSOLVED = "dissolved"  # never sent: a hand-over in it was voided, or its content was purged
    ANSWERED = "answered"  # its receipt is imported


OPEN = (PackageState.PREPARED, PackageState.SENDING, PackageState.PLACING)
LEFT_TO_PERSON = (PackageState.STOPPED, PackageState.UNKNOWN)


class ItemState(StrEnum):
    HANDED_IN = "handed_in"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"  # its package was dissolved


class Package(Keyed, Revised, Base, kw_only=True):
    """One file for the platform (匯出包). ``content_sealed`` is emptied once it is answered or dissolved."""

    __tablename__ = "platform_package"

    number: Mapped[str] = mapped_column(String(64), unique=True)
    school: Mapped[str] = mapped_column(String(60))
    content: Mapped[str] = mapped_column(String(16))  # data or signed_pdf
    sha256: Mapped[bytes]
    size: Mapped[int]
    content_sealed: Mapped[bytes | None] = mapped_column(repr=False)
    made_at: Mapped[datetime]
    station_id: Mapped[UUID] = mapped_column(ForeignKey("station.id"))
    not_before: Mapped[datetime]
    state: Mapped[PackageState] = mapped_column(by_value(PackageState), default=PackageState.PREPARED)
    attempts: Mapped[int] = mapped_column(default=0)
    code: Mapped[str] = mapped_column(String(64), default="")  # of the last try
    leased_by: Mapped[str] = mapped_column(String(64), default="")
    leased_until: Mapped[datetime | None] = mapped_column(default=None)
    sent_at: Mapped[datetime | None] = mapped_column(default=None)
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    receipt_sha256: Mapped[bytes | None] = mapped_column(default=None)


class PackageItem(Keyed, Revised, Base, kw_only=True):
    """One document in a package. ``reference`` is the document's code here; ``sha256`` that of the file we sent."""

    __tablename__ = "platform_item"
    __table_args__ = (
        UniqueConstraint("package_id", "reference"),
        Index(
            "uq_platform_item_live",
            "job_id",
            unique=True,
            sqlite_where=text("state IN ('handed_in','accepted')"),
            postgresql_where=text("state IN ('handed_in','accepted')"),
        ),
    )

    package_id: Mapped[UUID] = mapped_column(ForeignKey("platform_package.id"))
    job_id: Mapped[UUID] = mapped_column(ForeignKey("job.id"), index=True)
    position: Mapped[int]
    reference: Mapped[str] = mapped_column(String(32))
    sha256: Mapped[bytes]
    state: Mapped[ItemState] = mapped_column(by_value(ItemState), default=ItemState.HANDED_IN)
    reason_sealed: Mapped[bytes | None] = mapped_column(default=None, repr=False)  # the platform's own words


# ------------------------------------------------------------------ what waits to be packed
def profiles_to_pack(session: Session) -> Sequence[tuple[UUID, str]]:
    """Under which rules, and by which channel, something waits to be packed."""
    documents = func.sum(case((_withdrawal(), 0), else_=1))  # a package of documents takes the withdrawals along
    query = (
        select(Job.profile_id, Job.channel)
        .where(Job.step == PACK, Job.state == JobState.WAITING)
        .group_by(Job.profile_id, Job.channel)
        .order_by(case((documents > 0, 0), else_=1), Job.profile_id, Job.channel)
    )
    return [(row.profile_id, row.channel) for row in session.execute(query)]


def waiting_to_pack(session: Session, profile_id: UUID, channel: str, since: datetime, limit: int) -> Sequence[Job]:
    """The jobs of these rules and this channel that were queued by ``since``, the earliest promised day first.

    Whatever is to be withdrawn goes first, under whichever rules it was handed over.
    """
    query = (
        select(Job)
        .where(
            Job.step == PACK,
            Job.state == JobState.WAITING,
            _withdrawal() | ((Job.profile_id == profile_id) & (Job.channel == channel)),
            Job.queued_at <= since,
        )
        .order_by(case((_withdrawal(), 0), else_=1), Job.due, Job.queued_at, Job.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return session.scalars(query).all()


def _withdrawal() -> ColumnElement[bool]:
    return Job.kind == JobKind.DIGITAL_WITHDRAWAL


# ------------------------------------------------------------------ a package on its way
def take_package(session: Session, *, owner: str, now: datetime, until: datetime) -> Package | None:
    """Lease the oldest package that is to be sent now."""
    free = or_(Package.leased_until.is_(None), Package.leased_until <= now)
    query = (
        select(Package)
        .where(Package.state.in_(OPEN), Package.not_before <= now, free)
        .order_by(Package.made_at, Package.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    package = session.scalars(query).one_or_none()
    if package is not None:
        package.leased_by, package.leased_until = owner, until
    return package


def hold_package(session: Session, package_id: UUID, owner: str) -> Package | None:
    """The package, locked, if its lease is still this one's."""
    query = select(Package).where(Package.id == package_id, Package.leased_by == owner).with_for_update()
    return session.scalars(query).one_or_none()


def items_of(session: Session, package_id: UUID) -> Sequence[PackageItem]:
    query = select(PackageItem).where(PackageItem.package_id == package_id).order_by(PackageItem.position)
    return session.scalars(query).all()


def jobs_of(session: Session, package_id: UUID) -> Sequence[Job]:
    """The jobs whose documents are live in this package, locked."""
    live = (ItemState.HANDED_IN, ItemState.ACCEPTED)
    query = (
        select(Job)
        .join(PackageItem, PackageItem.job_id == Job.id)
        .where(PackageItem.package_id == package_id, PackageItem.state.in_(live))
        .order_by(PackageItem.position)
        .with_for_update(of=Job)
    )
    return session.scalars(query).all()


def package_of_job(session: Session, job_id: UUID) -> Package | None:
    """The package that a job's document is in, locked."""
    query = (
        select(Package)
        .join(PackageItem, PackageItem.package_id == Package.id)
        .where(PackageItem.job_id == job_id, PackageItem.state.in_((ItemState.HANDED_IN, ItemState.ACCEPTED)))
        .with_for_update(of=Package)
    )
    return session.scalars(query).one_or_none()


def ended_in(session: Session, package_id: UUID) -> bool:
    """Whether a hand-over in it was voided since it was made, or a supervisor revoked a document of it."""
    query = (
        select(Pickup.id)
        .join(Job, Job.subject_id == Pickup.id)
        .join(PackageItem, PackageItem.job_id == Job.id)
        .where(
            PackageItem.package_id == package_id,
            or_(Pickup.voided_at.is_not(None), Job.note == REVOKED_BEFORE),
            Job.kind == JobKind.DIGITAL_CERTIFICATE,
        )
    )
    return session.scalar(query.limit(1)) is not None


def unpack(session: Session, job_ids: Iterable[UUID]) -> None:
    """These jobs are to be packed again: what the earlier packing left is forgotten."""
    ids = list(job_ids)
    session.execute(delete(JobStep).where(JobStep.job_id.in_(ids), JobStep.name == PACK))
    session.flush()


# ------------------------------------------------------------------ receipts
def package_by_number(session: Session, number: str) -> Package | None:
    return session.scalars(select(Package).where(Package.number == number).with_for_update()).one_or_none()


def digests_known(session: Session, digests: Iterable[bytes]) -> set[bytes]:
    """Which of these files are in the ledger already."""
    query = select(DigitalCertificate.sha256).where(DigitalCertificate.sha256.in_(list(digests)))
    return set(session.scalars(query))


def codes_known(session: Session, codes: Iterable[str]) -> set[str]:
    """Which of these document codes are in the ledger already."""
    query = select(DigitalCertificate.document_code).where(DigitalCertificate.document_code.in_(list(codes)))
    return set(session.scalars(query))


def hand_overs_of(session: Session, package_id: UUID) -> dict[UUID, tuple[Pickup, DegreeCertificate]]:
    """Each job's hand-over and certificate, in one query."""
    query = (
        select(PackageItem.job_id, Pickup, DegreeCertificate)
        .join(Job, Job.id == PackageItem.job_id)
        .join(Pickup, Pickup.id == Job.subject_id)
        .join(DegreeCertificate, DegreeCertificate.id == Pickup.certificate_id)
        .where(PackageItem.package_id == package_id)
    )
    return {row[0]: (row[1], row[2]) for row in session.execute(query)}


def reasons_of(session: Session, job_ids: Iterable[UUID]) -> dict[UUID, PackageItem]:
    """The newest rejection of each of these jobs."""
    query = (
        select(PackageItem)
        .where(PackageItem.job_id.in_(list(job_ids)), PackageItem.state == ItemState.REJECTED)
        .order_by(PackageItem.id)
    )
    return {each.job_id: each for each in session.scalars(query)}


def send_on_to_platform(session: Session, now: datetime) -> int:
    """Documents that ended at ``ready`` before there was a way to the platform go on to be packed; how many."""
    changed = session.execute(
        update(Job)
        .where(Job.channel.startswith("platform"), Job.step == "ready", Job.state == JobState.DONE)
        .values(
            step=PACK,
            state=JobState.QUEUED,
            note="",
            note_facts="",
            not_before=now,
            finished_at=None,
            attempts=0,
            revision=Job.revision + 1,
        ),
        execution_options={"synchronize_session": False},
    )
    return int(changed.rowcount)  # type: ignore[attr-defined]  # an UPDATE's result counts its rows
