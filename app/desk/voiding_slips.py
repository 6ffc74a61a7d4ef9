"""The slip of a hand-over that was voided. Nothing in it is personal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class VoidedSlip:
    """What was voided, and what became of what the hand-over had begun.

    ``sheet``: ``returned``, ``spoiled``, ``lost``. ``closure``: ``none``, ``cancelled``, ``sent``, ``may_be_sent``.
    ``digital``: ``none``, ``cancelled``, ``revoked``. ``card_is_void``: the student card was stamped or written.
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
