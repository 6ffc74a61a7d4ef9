"""Renewing archive timestamps (時戳更新): how long each file's last timestamp can be renewed, and its earlier forms.

A file of level B-LTA is good for as long as the certificate of its last timestamp; before that ends, another timestamp
is laid over the whole file. The new file's digest becomes the ledger's; the form that was handed to the graduate keeps
its digest here for ever, and verifies as the same document: nothing that was handed out becomes invalid.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from sqlalchemy import ColumnElement, ForeignKey, ScalarSelect, func, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.models.base import Base, Keyed, uuid7
from app.models.certificate import DegreeCertificate, DigitalCertificate, DigitalFile, DigitalState
from app.models.job import Job, JobKind
from app.models.pickup import Pickup

LASTING = "B-LTA"
_DEEDS = UUID("8d0f6d3c-3f0c-4a52-9f3b-6d0b1f1f5a10")


class ArchiveStamp(Base, kw_only=True):
    """When the certificate of a file's last archive timestamp ends."""

    __tablename__ = "archive_stamp"

    digital_id: Mapped[UUID] = mapped_column(ForeignKey("digital_certificate.id"), primary_key=True)
    until: Mapped[datetime] = mapped_column(index=True)


class OlderForm(Keyed, Base, kw_only=True):
    """The digest that a document's file had before its timestamp was renewed."""

    __tablename__ = "older_form"

    digital_id: Mapped[UUID] = mapped_column(ForeignKey("digital_certificate.id"), index=True)
    sha256: Mapped[bytes] = mapped_column(index=True)
    size: Mapped[int]
    replaced_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Ending:
    """How many files' last timestamps end before a day, and when the first of them does."""

    count: int
    first: datetime | None


def keep_stamp(session: Session, digital_id: UUID, until: datetime) -> None:
    """Write down, or anew, when the file's last timestamp ends."""
    row = session.get(ArchiveStamp, digital_id)
    if row is None:
        session.add(ArchiveStamp(digital_id=digital_id, until=until))
    else:
        row.until = until


def ending(session: Session, before: datetime) -> Ending:
    """The live files whose timestamp is to be renewed. One whose end is not known yet counts, without a day."""
    query = (
        select(func.count(DigitalCertificate.id), func.min(ArchiveStamp.until))
        .outerjoin(ArchiveStamp, ArchiveStamp.digital_id == DigitalCertificate.id)
        .where(*_due(before))
    )
    count, first = session.execute(query).one()
    return Ending(count, first)


def plan(session: Session, before: datetime, station_id: UUID, now: datetime, most: int) -> int:
    """Queue the renewals that are due, at most so many; how many were queued.

    The deed's key follows from the file's digest, so that two stations that plan at once queue each file once.
    """
    already = select(Job.subject_id).where(Job.kind == JobKind.RENEWAL, Job.finished_at.is_(None))
    query = (
        select(DigitalCertificate, Pickup.graduate_id, Pickup.profile_id)
        .join(Pickup, Pickup.id == DigitalCertificate.pickup_id)
        .outerjoin(ArchiveStamp, ArchiveStamp.digital_id == DigitalCertificate.id)
        .where(*_due(before), DigitalCertificate.id.not_in(already))
        .order_by(ArchiveStamp.until, DigitalCertificate.id)
        .limit(most)
    )
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    queued = 0
    for entry, graduate_id, profile_id in session.execute(query).all():
        row = {
            "id": uuid7(),
            "kind": JobKind.RENEWAL,
            "deed_id": uuid5(_DEEDS, f"{entry.id} {entry.sha256.hex()}"),
            "subject_id": entry.id,
            "graduate_id": graduate_id,
            "profile_id": profile_id,
            "station_id": station_id,
            "queued_at": now,
            "not_before": now,
            "priority": 90,
            "step": "renew",
        }
        made = session.execute(
            insert(Job).values(**row).on_conflict_do_nothing(index_elements=["deed_id", "kind"]).returning(Job.id)
        )
        queued += made.first() is not None
    return queued


def of_subject(session: Session, digital_id: UUID) -> tuple[DigitalCertificate, bytes] | None:
    """The ledger's row, if the document is in force, and its sealed file."""
    query = (
        select(DigitalCertificate, DigitalFile.content_sealed)
        .join(DigitalFile, DigitalFile.digital_id == DigitalCertificate.id)
        .join(DegreeCertificate, DegreeCertificate.id == DigitalCertificate.certificate_id)
        .where(DigitalCertificate.id == digital_id, DigitalCertificate.state == DigitalState.ISSUED)
    )
    found = session.execute(query).one_or_none()
    return None if found is None else (found[0], found[1])


def replace_file(
    session: Session, entry: DigitalCertificate, *, sha256: bytes, size: int, sealed: bytes, at: datetime
) -> None:
    """The renewed file takes the place of the one before, whose digest is kept."""
    session.add(OlderForm(digital_id=entry.id, sha256=entry.sha256, size=entry.size, replaced_at=at))
    entry.sha256, entry.size = sha256, size
    session.get_one(DigitalFile, entry.id).content_sealed = sealed


def document_of_older(digest: bytes) -> ScalarSelect[UUID]:
    """Which document had this digest before a renewal."""
    return select(OlderForm.digital_id).where(OlderForm.sha256 == digest).limit(1).scalar_subquery()


def _due(before: datetime) -> tuple[ColumnElement[bool], ...]:
    ends = or_(ArchiveStamp.until.is_(None), ArchiveStamp.until <= before)
    return DigitalCertificate.state == DigitalState.ISSUED, DigitalCertificate.level == LASTING, ends
