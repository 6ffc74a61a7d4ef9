"""A MIFARE Classic card and a reader's firmware in Python: the demo's card tray, and behind the tests' virtual reader.

Card and firmware are two objects on purpose: key slots belong to the reader and survive the card. What is modelled is
what a program can stumble over: memory with access bits, key B that is worthless where it can be read, an
authentication that ends with any refusal, with power and with reset, no answer without power, value blocks, the word
63 00 of some readers where others say 69 82, key slots of other models, and named faults: a card pulled before a
command, a write torn in half, an answer lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from app.devices.apdu import BLOCK_SIZE, KEY_SIZE, KeyType, Status
from app.devices.cards.mifare_classic import BLOCKS, SECTORS, first_block, sector_of, trailer_of
from app.devices.events import CardKind

FACTORY_KEY = b"\xff" * KEY_SIZE
TRANSPORT_ACCESS = bytes.fromhex("FF078069")  # as cards are delivered: key A does everything, key B is readable data
KEYED_ACCESS = bytes.fromhex("78778869")  # data: A or B reads, B writes; trailer: B only; key B is a key
_NAMES = {CardKind.CLASSIC_1K: 1, CardKind.CLASSIC_4K: 2}
_A, _B = KeyType.A, KeyType.B
_BOTH = frozenset({_A, _B})
_NONE: frozenset[KeyType] = frozenset()
Bits = tuple[int, int, int]

_DATA_READ: Mapping[Bits, frozenset[KeyType]] = {
    (0, 1, 1): frozenset({_B}),
    (1, 0, 1): frozenset({_B}),
    (1, 1, 1): _NONE,
}
_DATA_WRITE: Mapping[Bits, frozenset[KeyType]] = {
    (0, 0, 0): _BOTH,
    (1, 0, 0): frozenset({_B}),
    (1, 1, 0): frozenset({_B}),
    (0, 1, 1): frozenset({_B}),
}
_VALUE_DOWN: Mapping[Bits, frozenset[KeyType]] = {(0, 0, 0): _BOTH, (1, 1, 0): _BOTH, (0, 0, 1): _BOTH}
_VALUE_UP: Mapping[Bits, frozenset[KeyType]] = {(0, 0, 0): _BOTH, (1, 1, 0): frozenset({_B})}
_TRAILER_WRITE: Mapping[Bits, frozenset[KeyType]] = {
    (0, 0, 0): frozenset({_A}),
    (0, 0, 1): frozenset({_A}),
    (1, 0, 0): frozenset({_B}),
    (0, 1, 1): frozenset({_B}),
}
_KEY_B_READABLE = frozenset({(0, 0, 0), (0, 1, 0), (0, 0, 1)})


class CardLeft(Exception):
    """The card left the field; the answer never arrives."""


def storage_atr(name: int, standard: int = 3) -> bytes:
    """The ATR that a reader builds for a memory card by PC/SC part 3."""
    body = bytes([0x8F, 0x80, 1, 0x80, 0x4F, 0x0C, 0xA0, 0, 0, 3, 6, standard]) + name.to_bytes(2, "big") + bytes(4)
    check = 0
    for byte in body:
        check ^= byte
    return b"\x3b" + body + bytes([check])


class VirtualCard:
    """One card: its number, its memory, its keys. ``atr`` may be anything, to play a card that is not known."""

    def __init__(self, uid: bytes, kind: CardKind = CardKind.CLASSIC_4K, atr: bytes | None = None) -> None:
        self.uid, self.kind = uid, kind
        size = BLOCKS.get(kind, 0)
        self.atr = storage_atr(_NAMES.get(kind, 0x26)) if atr is None else atr
        self.blocks = [bytearray(BLOCK_SIZE) for _ in range(size)]
        if self.blocks:
            self.blocks[0][: len(uid)] = uid
        for sector in range(SECTORS.get(kind, 0)):
            self.give_keys(sector, FACTORY_KEY, FACTORY_KEY, TRANSPORT_ACCESS)

    def give_keys(self, sector: int, key_a: bytes, key_b: bytes, access: bytes = KEYED_ACCESS) -> VirtualCard:
        """Write a sector's trailer, as the school's card office did."""
        self.blocks[trailer_of(sector)][:] = key_a + access + key_b
        return self

    def fill(self, block: int, data: bytes) -> VirtualCard:
        """Put 16 bytes into a block behind every lock."""
        self.blocks[block][:] = data
        return self

    def key(self, sector: int, key_type: KeyType) -> bytes:
        trailer = self.blocks[trailer_of(sector)]
        return bytes(trailer[:6] if key_type is _A else trailer[10:16])

    def bits(self, block: int) -> Bits | None:
        """The access bits C1 C2 C3 of a block; None when the stored complement does not fit: the sector is dead."""
        sector = sector_of(block)
        _, b6, b7, b8 = (0, *self.blocks[trailer_of(sector)][6:9])
        c1, c2, c3 = b7 >> 4, b8 & 15, b8 >> 4
        if (b6 & 15, b6 >> 4, b7 & 15) != (c1 ^ 15, c2 ^ 15, c3 ^ 15):
            return None
        offset = block - first_block(sector)
        group = offset if sector < 32 else min(offset // 5, 3)
        return c1 >> group & 1, c2 >> group & 1, c3 >> group & 1

    def key_b_is_readable(self, sector: int) -> bool:
        return self.bits(trailer_of(sector)) in _KEY_B_READABLE

    def may(
        self, table: Mapping[Bits, frozenset[KeyType]], block: int, key_type: KeyType, default: bool = False
    ) -> bool:
        """Whether a key may do to a block what the table says."""
        bits = self.bits(block)
        if bits is None or (key_type is _B and self.key_b_is_readable(sector_of(block))):
            return False
        return key_type in table.get(bits, _BOTH if default else _NONE)


class FaultKind(Enum):
    """What can go wrong on the way, by name."""

    PULLED_BEFORE = "the card is pulled before the command reaches it"
    ANSWER_LOST = "the card does what it was told, but leaves before the answer"
    TORN_WRITE = "the card is pulled while it writes: some bytes are new, some old"


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault at the n-th command from now (for a torn write: the n-th write), counted from 1."""

    kind: FaultKind
    at: int
    landed: int = 7


@dataclass(frozen=True, slots=True)
class FirmwareHabits:
    """How a model of reader behaves: which P1 P2 of FF 82 it takes and which slot that is, and its word for "no"."""

    slots: Mapping[tuple[int, int], int]
    no: Status = Status.NOT_SATISFIED
    knows_ff86: bool = True


TWO_SLOTS = FirmwareHabits({(0, 0): 0, (0, 1): 1})
TWO_SLOTS_6300 = FirmwareHabits({(0, 0): 0, (0, 1): 1}, no=Status.FAILED)
SESSION_KEY = FirmwareHabits({(0, 0x20): 0x20, **{(0x20, n): n for n in range(32)}})
PERSISTENT_ONLY = FirmwareHabits({(0x20, n): n for n in range(32)})
KEY_TYPE_SLOT = FirmwareHabits({(0, 0x60): 0, (0, 0x61): 0})
SLOT_ONE = FirmwareHabits({(0, 1): 1}, knows_ff86=False)


class ReaderFirmware:
    """What a reader makes of FF commands. The key slots outlive every card."""

    def __init__(self, habits: FirmwareHabits = TWO_SLOTS) -> None:
        self.habits = habits
        self.keys: dict[int, bytes] = {}
        self.card: VirtualCard | None = None
        self.powered = False
        self.heard: list[bytes] = []
        self._opened: tuple[int, KeyType] | None = None
        self._fault: Fault | None = None

    def lay(self, card: VirtualCard) -> None:
        self.card, self.powered, self._opened = card, False, None

    def lift(self) -> None:
        self.card, self.powered, self._opened = None, False, None

    def power_on(self) -> None:
        self.powered, self._opened = True, None

    def power_off(self) -> None:
        self.powered, self._opened = False, None

    def reset(self) -> None:
        self._opened = None

    def arm(self, fault: Fault | None) -> None:
        """The next fault; counting begins now."""
        self._fault, self.heard = fault, []

    def transmit(self, command: bytes) -> bytes:
        """Answer one APDU with data and status word. Raises CardLeft when the card is gone or a fault takes it."""
        if self.card is None or not self.powered:
            raise CardLeft
        self.heard.append(command)
        fault = self._due(command)
        if fault is FaultKind.PULLED_BEFORE:
            raise CardLeft
        if fault is FaultKind.TORN_WRITE:
            self._tear(self.card, command)
            raise CardLeft
        answer = self._answer(self.card, command)
        if fault is FaultKind.ANSWER_LOST:
            raise CardLeft
        return answer

    def _due(self, command: bytes) -> FaultKind | None:
        if self._fault is None:
            return None
        torn = self._fault.kind is FaultKind.TORN_WRITE
        if torn and command[1:2] != b"\xd6":
            return None
        count = sum(1 for each in self.heard if each[1:2] == b"\xd6") if torn else len(self.heard)
        if count != self._fault.at:
            return None
        kind, self._landed, self._fault = self._fault.kind, self._fault.landed, None
        return kind

    def _tear(self, card: VirtualCard, command: bytes) -> None:
        before = bytes(card.blocks[command[3]])
        if self._answer(card, command) == _word(Status.OK):
            card.blocks[command[3]][self._landed :] = before[self._landed :]

    def _answer(self, card: VirtualCard, command: bytes) -> bytes:
        if len(command) < 4 or command[0] != 0xFF:
            return _word(Status.BAD_CLASS)
        match command[1]:
            case 0xCA:
                return card.uid + _word(Status.OK) if command[2] == 0 else _word(Status.NOT_SUPPORTED)
            case 0x82:
                return self._load_key(command)
            case 0x86 if self.habits.knows_ff86:
                return self._authenticate(card, command[5:], command[4:6] == b"\x05\x01" and len(command) == 10)
            case 0x88:
                return self._authenticate(card, b"\x01" + command[2:], len(command) == 6)
            case 0xB0 | 0xB1 | 0xD6 | 0xD7:
                return self._memory(card, command)
        return _word(Status.BAD_INSTRUCTION)

    def _load_key(self, command: bytes) -> bytes:
        if len(command) != 11 or command[4] != KEY_SIZE:
            return _word(Status.BAD_KEY_LENGTH)
        slot = self.habits.slots.get((command[2], command[3]))
        if slot is None:
            return _word(Status.BAD_SLOT)
        self.keys[slot] = command[5:]
        return _word(Status.OK)

    def _authenticate(self, card: VirtualCard, rest: bytes, well_formed: bool) -> bytes:
        """``rest`` is 01, block high, block low, key type, slot."""
        self._opened = None
        if not well_formed or rest[3] not in (0x60, 0x61):
            return _word(Status.WRONG_LENGTH)
        block, key_type, slot = rest[1] << 8 | rest[2], KeyType(rest[3]), rest[4]
        if block >= len(card.blocks) or self.keys.get(slot) != card.key(sector_of(block), key_type):
            return _word(Status.FAILED)
        self._opened = (sector_of(block), key_type)
        return _word(Status.OK)

    def _memory(self, card: VirtualCard, command: bytes) -> bytes:
        instruction, block = command[1], command[2] << 8 | command[3]
        if block >= len(card.blocks):
            return _word(Status.NO_SUCH_BLOCK)
        if self._opened is None or self._opened[0] != sector_of(block):
            return self._refuse()
        key_type = self._opened[1]
        if instruction == 0xB0:
            return self._read(card, block, key_type, command)
        if instruction == 0xB1:
            return self._read_value(card, block, key_type)
        if instruction == 0xD6:
            return self._write(card, block, key_type, command)
        return self._change_value(card, block, key_type, command)

    def _refuse(self) -> bytes:
        self._opened = None  # a card that refuses forgets who spoke to it
        return _word(self.habits.no)

    def _read(self, card: VirtualCard, block: int, key_type: KeyType, command: bytes) -> bytes:
        if len(command) != 5 or command[4] not in (0, BLOCK_SIZE):
            return _word(Status.WRONG_LE)
        data = bytes(card.blocks[block])
        if block == trailer_of(sector_of(block)):
            readable = card.key_b_is_readable(sector_of(block))
            return bytes(KEY_SIZE) + data[6:10] + (data[10:] if readable else bytes(KEY_SIZE)) + _word(Status.OK)
        if not card.may(_DATA_READ, block, key_type, default=True):
            return self._refuse()
        return data + _word(Status.OK)

    def _write(self, card: VirtualCard, block: int, key_type: KeyType, command: bytes) -> bytes:
        if len(command) != 5 + BLOCK_SIZE or command[4] != BLOCK_SIZE:
            return _word(Status.WRONG_LENGTH)
        table = _TRAILER_WRITE if block == trailer_of(sector_of(block)) else _DATA_WRITE
        if block == 0 or not card.may(table, block, key_type):
            return self._refuse()
        card.blocks[block][:] = command[5:]
        return _word(Status.OK)

    def _read_value(self, card: VirtualCard, block: int, key_type: KeyType) -> bytes:
        if not card.may(_DATA_READ, block, key_type, default=True):
            return self._refuse()
        value = value_in(bytes(card.blocks[block]))
        return self._refuse() if value is None else value.to_bytes(4, "big", signed=True) + _word(Status.OK)

    def _change_value(self, card: VirtualCard, block: int, key_type: KeyType, command: bytes) -> bytes:
        if len(command) != 10 or command[4] != 5 or command[5] > 2:
            return _word(Status.WRONG_LENGTH)
        table = (_DATA_WRITE, _VALUE_UP, _VALUE_DOWN)[command[5]]
        if block in (0, trailer_of(sector_of(block))) or not card.may(table, block, key_type):
            return self._refuse()
        number = int.from_bytes(command[6:], "big", signed=True)
        stored = 0 if command[5] == 0 else value_in(bytes(card.blocks[block]))
        if stored is None:
            return self._refuse()
        total = stored - number if command[5] == 2 else stored + number
        if not -(1 << 31) <= total < 1 << 31:
            return self._refuse()
        card.blocks[block][:] = value_block(total, block)
        return _word(Status.OK)


def value_block(value: int, address: int) -> bytes:
    """A value block: the number three times, once inverted, and its address four times."""
    number = value.to_bytes(4, "little", signed=True)
    inverted = bytes(byte ^ 0xFF for byte in number)
    return number + inverted + number + bytes([address, address ^ 0xFF, address, address ^ 0xFF])


def value_in(block: bytes) -> int | None:
    """The number of a value block; None when the block is none."""
    value = int.from_bytes(block[:4], "little", signed=True)
    return value if block == value_block(value, block[12]) else None


def _word(status: Status) -> bytes:
    return int(status).to_bytes(2, "big")
