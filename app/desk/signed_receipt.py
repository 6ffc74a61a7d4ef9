"""A receipt (簽收單) that was signed on paper is scanned to its case (RULES I1): the pad was broken, or not wanted.

Until then the case and the day say that the signed sheet is awaited. A better scan may follow; none is taken away.
"""

from __future__ import annotations

from hashlib import sha256
from uuid import UUID

from app.desk import scans
from app.desk.desk import Desk
from app.desk.lookup import reopen
from app.desk.slips import CaseSlip
from app.errors import Refusal
from app.models import evidence
from app.models.pickup import ON_PAPER, SIGNED_RECEIPT, Pickup
from app.models.store import UnitOfWork


def keep(desk: Desk, *, pickup_id: UUID, content: bytes) -> CaseSlip:
    """Mark and seal the scan of the signed receipt of this hand-over. The same file sent again changes nothing.

    Refuses ``scan.*``, ``pickup.signed_on_pad``, and a hand-over that is unknown or voided.
    """
    _ = desk.clerk
    marked = scans.mark(desk, content, "學位證書簽收")

    def act(work: UnitOfWork) -> UUID:
        pickup = work.session.get(Pickup, pickup_id)
        if pickup is None:
            raise Refusal.because("pickup.unknown")
        if pickup.voided_at is not None:
            raise Refusal.because("pickup.voided_already", receipt=pickup.receipt_number)
        if pickup.signature_kind != ON_PAPER:
            raise Refusal.because("pickup.signed_on_pad")
        if not evidence.has_signed_receipt(work.session, pickup.id, sha256(content).digest()):
            graduate_id, piece = pickup.graduate_id, SIGNED_RECEIPT
            scan = scans.seal(desk, work, marked, content, graduate_id=graduate_id, piece=piece, pickup_id=pickup.id)
            about: dict[str, object] = {"pickup": pickup.id, "graduate": graduate_id, "scan": scan.id}
            work.note("receipt.scanned", about, receipt=pickup.receipt_number, media=marked.media, pages=marked.pages)
        return pickup.graduate_id

    return reopen(desk, desk.attempt(act))
