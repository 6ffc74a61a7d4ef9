"""Pseudo-APDUs of PC/SC part 3: how a program asks a reader to talk to a memory card.

::

    FF CA 00 00 00                       the card's number (UID)
    FF 82 P1 P2 06 key                   load a key into the reader (where: P1 P2 differ by model, see reader_models)
    FF 86 00 00 05 01 00 blk 60|61 slot  authenticate a block's sector with key A (60) or B (61)
    FF 88 00 blk 60|61 slot              the same, for older readers
    FF B0 00 blk 10                      read a block of 16 bytes
    FF D6 00 blk 10 data                 write a block of 16 bytes

Answers end with a status word. Readers do not agree on the word for "no": 63 00, 69 81, 69 82 and 69 83 all mean that
the card gave no access, and no code of ours may tell them apart.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum

BLOCK_SIZE = 16
KEY_SIZE = 6
ZERO_KEY = bytes(KEY_SIZE)


class Status(IntEnum):
    """The status words this program knows by name."""

    OK = 0x9000
    FAILED = 0x6300
    WRONG_LENGTH = 0x6700
    INCOMPATIBLE = 0x6981
    NOT_SATISFIED = 0x6982
    BLOCKED = 0x6983
    NOT_ALLOWED = 0x6986
    BAD_SLOT = 0x6988
    BAD_KEY_LENGTH = 0x6989
    NOT_SUPPORTED = 0x6A81
    NO_SUCH_BLOCK = 0x6A82
    WRONG_LE = 0x6C10
    BAD_INSTRUCTION = 0x6D00
    BAD_CLASS = 0x6E00


NO_ACCESS = frozenset({Status.FAILED, Status.INCOMPATIBLE, Status.NOT_SATISFIED, Status.BLOCKED})
_UNKNOWN_COMMAND = frozenset({Status.WRONG_LENGTH, Status.NOT_SUPPORTED, Status.BAD_INSTRUCTION, Status.BAD_CLASS})


class KeyType(IntEnum):
    """The two keys of a sector."""

    A = 0x60
    B = 0x61


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: data and status word."""

    data: bytes = field(repr=False)
    status: int

    @property
    def ok(self) -> bool:
        return self.status == Status.OK

    @property
    def no_access(self) -> bool:
        return self.status in NO_ACCESS

    @property
    def unknown_command(self) -> bool:
        return self.status in _UNKNOWN_COMMAND

    @classmethod
    def of(cls, raw: bytes) -> Answer:
        """Part an answer of at least two bytes."""
        return cls(raw[:-2], int.from_bytes(raw[-2:], "big"))


GET_UID = bytes.fromhex("FFCA000000")


def load_key(p1: int, p2: int, key: bytes) -> bytes:
    if len(key) != KEY_SIZE:
        raise ValueError("a sector key has 6 bytes")
    return bytes([0xFF, 0x82, p1, p2, KEY_SIZE]) + key


def authenticate(block: int, key_type: KeyType, slot: int) -> bytes:
    return bytes([0xFF, 0x86, 0, 0, 5, 1, 0, block, key_type, slot])


def authenticate_old(block: int, key_type: KeyType, slot: int) -> bytes:
    return bytes([0xFF, 0x88, 0, block, key_type, slot])


def read_block(block: int) -> bytes:
    return bytes([0xFF, 0xB0, 0, block, BLOCK_SIZE])


def write_block(block: int, data: bytes) -> bytes:
    if len(data) != BLOCK_SIZE:
        raise ValueError("a block has 16 bytes")
    return bytes([0xFF, 0xD6, 0, block, BLOCK_SIZE]) + data
