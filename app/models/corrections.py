"""The corrections that are still open (A11): which certificate is held, by whom, and the sheet that bears the error."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from app.models.certificate import Correction, DegreeCertificate, Sheet, SheetState
from app.models.staff import Staff


@dataclass(frozen=True, slots=True)
class Open:
    """One correction with its certificate and its live sheet, if there is one, and who stopped the hand-over."""

    correction: Correction
    certificate: DegreeCertificate
    sheet: Sheet | None
    opened_by: str


def still_open(session: Session, certificate_id: UUID | None = None) -> Sequence[Open]:
    """The open corrections, of one certificate or of all, the oldest first; read again where they were read before."""
    query = (
        select(Correction, DegreeCertificate, Sheet, Staff.name)
        .join(DegreeCertificate, DegreeCertificate.id == Correction.certificate_id)
        .join(Staff, Staff.id == Correction.opened_by)
        .outerjoin(Sheet, and_(Sheet.certificate_id == Correction.certificate_id, Sheet.state != SheetState.VOID))
        .where(Correction.closed_at.is_(None))
        .order_by(Correction.opened_at, Correction.id)
        .execution_options(populate_existing=True)
    )
    if certificate_id is not None:
        query = query.where(Correction.certificate_id == certificate_id)
    return [Open(*row) for row in session.execute(query)]
