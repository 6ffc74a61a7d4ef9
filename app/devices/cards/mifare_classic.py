"""The memory of a MIFARE Classic card and how a sector of it is opened, read and written.

::

    sectors 0-31    4 blocks each    blocks 0-127      (a 1K card ends at sector 15)
    sectors 32-39  16 blocks each    blocks 128-255
    block 0 is the maker's; the last block of a sector, the trailer, holds its keys and access bits

This program writes data blocks only. Block 0 and the trailers are refused in code: a wrong trailer locks a sector for
ever.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import TracebackType

from app.devices import apdu
from app.devices.apdu import BLOCK_SIZE, KEY_SIZE, ZERO_KEY, Answer, KeyType
from app.devices.events import CardKind
from app.devices.reader_models import KeySlot, ReaderModel
from app.devices.session import CardTrouble, KeySlots, Session

SECTORS = {CardKind.CLASSIC_1K: 16, CardKind.CLASSIC_4K: 40}
BLOCKS = {CardKind.CLASSIC_1K: 64, CardKind.CLASSIC_4K: 256}
_SMALL_SECTORS = 32
_FIRST_LARGE_BLOCK = 128


def sector_of(block: int) -> int:
    if not 0 <= block < BLOCKS[CardKind.CLASSIC_4K]:
        raise ValueError(f"no such block: {block}")
    return block // 4 if block < _FIRST_LARGE_BLOCK else _SMALL_SECTORS + (block - _FIRST_LARGE_BLOCK) // 16


def first_block(sector: int) -> int:
    if not 0 <= sector < SECTORS[CardKind.CLASSIC_4K]:
        raise ValueError(f"no such sector: {sector}")
    return sector * 4 if sector < _SMALL_SECTORS else _FIRST_LARGE_BLOCK + (sector - _SMALL_SECTORS) * 16


def trailer_of(sector: int) -> int:
    return first_block(sector) + (3 if sector < _SMALL_SECTORS else 15)


def data_blocks(sector: int) -> tuple[int, ...]:
    """The blocks of a sector that may be written: neither the trailer nor block 0."""
    return tuple(block for block in range(first_block(sector), trailer_of(sector)) if block != 0)


@dataclass(frozen=True, slots=True)
class SectorKey:
    """A sector that the school owns, and the key that opens it."""

    sector: int
    key: bytes = field(repr=False)
    key_type: KeyType = KeyType.A

    def __post_init__(self) -> None:
        if len(self.key) != KEY_SIZE:
            raise ValueError("a sector key has 6 bytes")
        if self.sector == 0:
            raise ValueError("sector 0 is the maker's")
        first_block(self.sector)


class NoAccess(CardTrouble):
    """The card did not open the sector for this key, or refused the block; readers do not say which."""

    def __init__(self) -> None:
        super().__init__("card.no_access")


def read_uid(session: Session) -> bytes:
    """The card's number. Raises CardGone, and CardTrouble ``card.uid_missing`` when the reader cannot tell it."""
    answer = session.transmit(apdu.GET_UID)
    if not answer.ok:
        raise CardTrouble("card.uid_missing", status=f"{answer.status:04X}")
    return answer.data


class OpenSector:
    """One sector, open between ``with`` and its end; at the end the reader's key slot holds zeros.

    The key slots of the reader's model are tried in order until one opens the sector, and that one is remembered for
    the reader. Raises NoAccess when none does.
    """

    def __init__(self, session: Session, model: ReaderModel, slots: KeySlots, key: SectorKey) -> None:
        self._session, self._model, self._slots, self._key = session, model, slots, key

    def __enter__(self) -> OpenSector:
        try:
            wipe_slots(self._session, self._slots)
            self.open()
        except BaseException:
            self._wipe_if_possible()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._wipe_if_possible()

    def open(self) -> None:
        """Authenticate (again). Raises NoAccess."""
        learned = self._slots.learned(self._session.reader)
        for slot in (learned,) if learned else self._model.key_slots:
            if self._load(slot) and self._authenticate(slot):
                self._slots.learn(self._session.reader, slot)
                return
        raise NoAccess

    def read(self, block: int) -> bytes:
        """The 16 bytes of a block of this sector. Raises NoAccess."""
        self._check(block)
        answer = self._session.transmit(apdu.read_block(block))
        if not answer.ok or len(answer.data) != BLOCK_SIZE:
            raise NoAccess
        return answer.data

    def write(self, block: int, data: bytes) -> Answer:
        """Write 16 bytes to a data block. The answer is the reader's word; only reading again proves anything."""
        self._check(block)
        return self._session.transmit(apdu.write_block(block, data))

    def _check(self, block: int) -> None:
        if block not in data_blocks(self._key.sector):
            raise ValueError(f"block {block} is not a data block of sector {self._key.sector}")

    def _load(self, slot: KeySlot) -> bool:
        p1, p2 = slot.load_to(self._key.key_type)
        self._slots.soil(self._session.reader, p1, p2)
        answer = self._session.transmit(apdu.load_key(p1, p2, self._key.key))
        if not answer.ok:
            self._slots.wiped(self._session.reader, p1, p2)
        return answer.ok

    def _authenticate(self, slot: KeySlot) -> bool:
        block = first_block(self._key.sector)
        answer = self._session.transmit(apdu.authenticate(block, self._key.key_type, slot.auth))
        if answer.unknown_command:
            answer = self._session.transmit(apdu.authenticate_old(block, self._key.key_type, slot.auth))
        return answer.ok

    def _wipe_if_possible(self) -> None:
        try:
            wipe_slots(self._session, self._slots)
        except CardTrouble:
            return  # the slot stays noted as dirty; the next session on this reader wipes it first


def wipe_slots(session: Session, slots: KeySlots) -> None:
    """Overwrite with zeros every slot of this reader that still holds a key. Raises CardGone like any transmission."""
    for p1, p2 in slots.dirty(session.reader):
        if session.transmit(apdu.load_key(p1, p2, ZERO_KEY)).ok:
            slots.wiped(session.reader, p1, p2)
