"""The validity mark: what the school's own sector says of a student card, in two copies.

::

    byte   0  1    2        3      4 5 6 7   8 9    10 11   12 13 14 15
          'R' 'D' version  state  sequence  day    0 0     CRC-32

``sequence`` counts the marks ever written to the card; ``day`` is days since 2000-01-01; all numbers are big-endian.
The CRC runs over the card's number and bytes 0-11, so a block copied from another card is no mark.

Writing a block is not atomic: a card pulled away can keep half of it. So there are two copies, in the first two data
blocks of the sector, and the older one is always overwritten first; whatever happens, one good copy remains and the
newer good one counts.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum

from app.devices.apdu import BLOCK_SIZE
from app.devices.cards.mifare_classic import data_blocks
from app.devices.events import Validity

_MAGIC = b"RD"
_VERSION = 1
_EPOCH = date(2000, 1, 1)
_BODY = struct.Struct(">2sBBIHxx")
MAX_SEQUENCE = 0xFFFFFFFF
_LAST_DAY = _EPOCH + timedelta(days=0xFFFF)


class MarkState(IntEnum):
    VALID = 1
    VOID = 2


@dataclass(frozen=True, slots=True)
class Mark:
    """One validity mark. ``on`` is the day it says: when the card was voided."""

    state: MarkState
    sequence: int
    on: date

    def __post_init__(self) -> None:
        if not (0 <= self.sequence <= MAX_SEQUENCE and _EPOCH <= self.on <= _LAST_DAY):
            raise ValueError("a mark's sequence has 32 bits and its day lies between 2000 and 2179")


@dataclass(frozen=True, slots=True)
class Copies:
    """What the two copies of a card say: ``None`` where a block holds no good mark."""

    a: Mark | None
    b: Mark | None
    empty: bool

    @property
    def newest(self) -> Mark | None:
        return max((mark for mark in (self.a, self.b) if mark), key=lambda mark: mark.sequence, default=None)

    @property
    def older_first(self) -> tuple[int, int]:
        """In which order (0 = copy A, 1 = copy B) the copies may be overwritten so that a good one always remains."""
        return (1, 0) if self.a is not None and self.a == self.newest else (0, 1)

    @property
    def validity(self) -> Validity:
        if self.newest is not None:
            return Validity.VOID if self.newest.state is MarkState.VOID else Validity.VALID
        return Validity.BLANK if self.empty else Validity.TORN


def copy_blocks(sector: int) -> tuple[int, int]:
    """The blocks that hold copy A and copy B."""
    first, second = data_blocks(sector)[:2]
    return first, second


def encode(mark: Mark, uid: bytes) -> bytes:
    """The 16 bytes of a mark for one card."""
    body = _BODY.pack(_MAGIC, _VERSION, mark.state, mark.sequence, (mark.on - _EPOCH).days)
    return body + zlib.crc32(uid + body).to_bytes(4, "big")


def decode(block: bytes, uid: bytes) -> Mark | None:
    """The mark in a block; None when the block holds anything else: nothing, half a write, another card's mark."""
    if len(block) != BLOCK_SIZE or zlib.crc32(uid + block[:12]) != int.from_bytes(block[12:], "big"):
        return None
    magic, version, state, sequence, days = _BODY.unpack(block[:12])
    if magic != _MAGIC or version != _VERSION or state not in (MarkState.VALID, MarkState.VOID) or any(block[10:12]):
        return None
    return Mark(MarkState(state), sequence, _EPOCH + timedelta(days=days))


def read_copies(a: bytes, b: bytes, uid: bytes) -> Copies:
    """Both copies of one card."""
    return Copies(decode(a, uid), decode(b, uid), empty=_is_empty(a) and _is_empty(b))


def _is_empty(block: bytes) -> bool:
    return block in (bytes(BLOCK_SIZE), b"\xff" * BLOCK_SIZE)
