"""What is kept sealed about a graduate: the person's own data, each hand-over's evidence, what a release noted.

Each entry says under which place and row the vault opens it, and from when the profile's years run, by the same rules
as the purge (:mod:`app.models.retention`). A scan that was purged is told as such; an emptied field is not there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.certificate import DegreeCertificate, Stage
from app.models.graduate import Graduate
from app.models.pickup import SIGNED_RECEIPT, EvidenceScan, Pickup, ProxyPickup
from app.models.staff import Override, ReleaseIdentity

PERSON_FIELDS = ("national_id", "mailbox", "school_mailbox", "phone", "address")
PICTURE = "image/png"
EVIDENCE, SIGNATURES, CONTACTS, IDENTITY = "evidence_years", "signatures_years", "contacts_years", "identity_years"


@dataclass(frozen=True, slots=True)
class Held:
    """One sealed field or picture. ``what`` is a scan's piece, or the kind of the document that bears the number.

    ``since`` is where the years of the profile's entry ``years`` begin; None while a certificate of the person waits.
    ``media`` is empty for a text.
    """

    kind: str
    place: str
    row: UUID
    sealed: bytes = field(repr=False)
    years: str
    since: datetime | None
    receipt: str = ""
    what: str = ""
    media: str = ""
    pages: int = 0

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.row}"


def held(session: Session, graduate: Graduate) -> tuple[Held, ...]:
    """Everything, the person's own data first, then by hand-over; those that were voided too."""
    return (
        *_of_person(session, graduate),
        *_of_hand_overs(session, graduate.id),
        *_scans(session, graduate.id),
        *_of_releases(session, graduate.id),
    )


def _of_person(session: Session, graduate: Graduate) -> Iterator[Held]:
    person, since = graduate.person, _settled_since(session, graduate.person_id)
    for name in PERSON_FIELDS:
        column = f"{name}_sealed"
        if sealed := getattr(person, column):
            years = IDENTITY if name == "national_id" else CONTACTS
            yield Held(name, f"person.{column}", person.id, sealed, years, since)


def _settled_since(session: Session, person_id: UUID) -> datetime | None:
    """The last hand-over to the person, if every certificate was handed over or is void."""
    numbers = select(Graduate.id).where(Graduate.person_id == person_id)
    waiting = select(func.count(DegreeCertificate.id)).where(
        DegreeCertificate.graduate_id.in_(numbers), DegreeCertificate.stage.in_((Stage.IN_STOCK, Stage.HELD))
    )
    own = select(func.max(Pickup.at)).where(Pickup.graduate_id.in_(numbers))
    last: datetime | None = session.scalar(own)
    valid = session.scalar(own.where(Pickup.voided_at.is_(None)))
    return last if valid is not None and not session.scalar(waiting) else None


def _of_hand_overs(session: Session, graduate_id: UUID) -> Iterator[Held]:
    query = (
        select(
            Pickup.id,
            Pickup.at,
            Pickup.receipt_number,
            Pickup.signature_sealed,
            ProxyPickup.name_sealed,
            ProxyPickup.id_number_sealed,
            ProxyPickup.id_kind,
        )
        .outerjoin(ProxyPickup, ProxyPickup.pickup_id == Pickup.id)
        .where(Pickup.graduate_id == graduate_id)
        .order_by(Pickup.at)
    )
    for row, at, receipt, signature, name, number, kind in session.execute(query):
        if name:
            yield Held("proxy_name", "proxy_pickup.name_sealed", row, name, EVIDENCE, at, receipt)
        if number:
            yield Held("proxy_number", "proxy_pickup.id_number_sealed", row, number, EVIDENCE, at, receipt, kind)
        if signature:
            place = "pickup.signature_sealed"
            yield Held("signature", place, row, signature, SIGNATURES, at, receipt, "", PICTURE, 1)


def _scans(session: Session, graduate_id: UUID) -> Iterator[Held]:
    query = (
        select(EvidenceScan, Pickup.receipt_number)
        .outerjoin(Pickup, Pickup.id == EvidenceScan.pickup_id)
        .where(EvidenceScan.graduate_id == graduate_id)
        .order_by(EvidenceScan.at)
    )
    for scan, receipt in session.execute(query):
        years = SIGNATURES if scan.piece == SIGNED_RECEIPT else EVIDENCE
        place, content = "evidence_scan.content_sealed", scan.content_sealed
        yield Held("scan", place, scan.id, content, years, scan.at, receipt or "", scan.piece, scan.media, scan.pages)


def _of_releases(session: Session, graduate_id: UUID) -> Iterator[Held]:
    """Where a document was issued that a supervisor was shown, or what was shown instead."""
    query = (
        select(ReleaseIdentity, Override.at)
        .join(Override, Override.id == ReleaseIdentity.override_id)
        .where(Override.graduate_id == graduate_id)
        .order_by(Override.at)
    )
    for known, at in session.execute(query):
        for name, sealed in (("issued_in", known.issued_in_sealed), ("evidence", known.evidence_sealed)):
            if sealed:
                place = f"release_identity.{name}_sealed"
                yield Held(f"release_{name}", place, known.override_id, sealed, EVIDENCE, at, what=known.kind)
