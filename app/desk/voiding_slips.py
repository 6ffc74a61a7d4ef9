"""Slips of voiding a hand-over: what it would do, and what it did. Nothing in them is personal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

RETURNED, SPOILED, LOST = "returned", "spoiled", "lost"


@dataclass(frozen=True, slots=True)
class VoidAheadSlip:
    """What voiding would do, in the words of :class:`VoidedSlip`; ``place`` is where the sheet lay before, if
    it lay in this station's custody: a mark means nothing elsewhere.

    ``fates`` says of each kind of mistake what may have become of the sheet.
    """

    receipt_number: str
    number: str
    serial: str
    place: str
    closure: str
    digital: str
    card_is_void: bool
    fates: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class VoidedSlip:
    """What was voided, and what became of what the hand-over had begun.

    ``sheet``: ``returned``, ``spoiled``, ``lost``. ``closure``: ``none``, ``cancelled``, ``sent``, ``may_be_sent``.
    ``digital``: ``none``, ``cancelled``, ``revoked``, and of the ministry's platform ``revoked_tell``, ``at_platform``.
    ``card_is_void``: the student card was stamped or written.
    """

    pickup_id: UUID
    receipt_number: str
    number: str
    kind: str
    sheet: str
    serial: str
    place: str
    closure: str
    digital: str
    card_is_void: bool
    at: datetime
    repeated: bool = False
