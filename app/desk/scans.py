"""Scans of what was shown or signed: marked for this use only, sealed, and kept for the profile's years."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING
from uuid import UUID

from app.dates import roc_date
from app.desk.desk import Desk
from app.errors import Refusal
from app.models.pickup import EvidenceScan
from app.models.store import UnitOfWork

if TYPE_CHECKING:
    from app.documents.pages import MarkedScan  # the press loads what draws it

LARGEST = 10 * 1024 * 1024
SCAN_PLACE = "evidence_scan.content_sealed"


def mark(desk: Desk, content: bytes, use: str) -> MarkedScan:
    """Check a scan (PDF, JPEG or PNG) and mark it all over with the ``use`` it is kept for. Refuses ``scan.*``."""
    if len(content) > LARGEST:
        raise Refusal.because("scan.too_large", megabytes=LARGEST // (1024 * 1024))
    purpose = f"限供 {desk.profile.school.name.zh} {use}使用 {roc_date(desk.day)}"
    marked: MarkedScan = desk.place.press.run("pages", "watermark_scan", content, purpose)
    return marked


def seal(
    desk: Desk,
    work: UnitOfWork,
    marked: MarkedScan,
    content: bytes,
    *,
    graduate_id: UUID,
    piece: str,
    pickup_id: UUID | None = None,
) -> EvidenceScan:
    """Keep a marked scan under the vault's key; ``content`` is the file as it came, of which only the digest stays."""
    scan = EvidenceScan(
        graduate_id=graduate_id,
        piece=piece,
        media=marked.media,
        pages=marked.pages,
        size=len(content),
        sha256=sha256(content).digest(),
        content_sealed=b"",
        at=desk.now,
        clerk_id=desk.clerk.id,
        pickup_id=pickup_id,
    )
    scan.content_sealed = desk.vault.seal(SCAN_PLACE, scan.id, marked.content)
    work.add(scan)
    return scan
