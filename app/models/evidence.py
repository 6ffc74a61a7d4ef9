"""What is kept of a hand-over as evidence: which scans there are, and which receipts still wait for theirs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.certificate import DegreeCertificate
from app.models.pickup import ON_PAPER, SIGNED_RECEIPT, EvidenceScan, Pickup
from app.models.review import Matter
from app.models.staff import Staff


def signed_receipt_at(session: Session, pickup_id: UUID) -> datetime | None:
    """When the receipt that was signed on paper was scanned last."""
    newest: datetime | None = session.scalar(
        select(func.max(EvidenceScan.at)).where(
            EvidenceScan.pickup_id == pickup_id, EvidenceScan.piece == SIGNED_RECEIPT
        )
    )
    return newest


def has_signed_receipt(session: Session, pickup_id: UUID, digest: bytes) -> bool:
    """Whether this very file was kept already: it was sent again."""
    same = select(EvidenceScan.id).where(
        EvidenceScan.pickup_id == pickup_id, EvidenceScan.piece == SIGNED_RECEIPT, EvidenceScan.sha256 == digest
    )
    return session.scalars(same.limit(1)).first() is not None


def unscanned_receipts(session: Session, stations: Sequence[UUID], until: datetime) -> list[Matter]:
    """Receipts signed on paper whose scan is still awaited, of this day and of earlier ones, the earliest first."""
    scanned = (
        select(EvidenceScan.id)
        .where(EvidenceScan.pickup_id == Pickup.id, EvidenceScan.piece == SIGNED_RECEIPT)
        .exists()
    )
    query = (
        select(Pickup.at, DegreeCertificate.name_zh, DegreeCertificate.number, Staff.name, Pickup.receipt_number)
        .join(DegreeCertificate, DegreeCertificate.id == Pickup.certificate_id)
        .join(Staff, Staff.id == Pickup.clerk_id)
        .where(Pickup.signature_kind == ON_PAPER, Pickup.voided_at.is_(None), ~scanned)
        .where(Pickup.station_id.in_(stations), Pickup.at < until)
        .order_by(Pickup.at)
    )
    return [Matter(*row) for row in session.execute(query)]
