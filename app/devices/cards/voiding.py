"""Voiding a card (學生證失效): write the void mark to both copies, so that a pull at any moment can be finished later.

How this works, all in one transaction::

    number = the order's?  no: FAILED card.different
    open the sector, read both copies
    target = a void mark newer than both (or the void mark that is already there)
    for the older copy, then the newer: write, read back
    number still the same?
    wipe the key slot, reset the card

FAILED means that the card is as it was. As soon as a write was sent and its fate is not proved by reading, the
outcome is UNKNOWN: an open step that ends when the same card is tapped and the same order is run again, as often as
needed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from app.devices.cards.mifare_classic import NoAccess, OpenSector, SectorKey, read_uid
from app.devices.cards.validity import MAX_SEQUENCE, Copies, Mark, MarkState, copy_blocks, encode, read_copies
from app.devices.reader_models import ReaderModels
from app.devices.session import CardReset, Cards, CardTrouble, ReaderBusy, Session

_TRIES = 3


@dataclass(frozen=True, slots=True)
class VoidOrder:
    """Which card is to be voided, and how: the number it must have, the sector, and what the mark shall say."""

    uid: bytes = field(repr=False)
    owned: SectorKey
    sequence: int
    voided_on: date


class Outcome(StrEnum):
    DONE = "done"
    UNKNOWN = "unknown"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Voided:
    """What became of an order; ``code`` says why it is not done. ``already`` when the card was void before."""

    outcome: Outcome
    code: str = ""
    already: bool = False

    @property
    def detail(self) -> str:
        """What the journal keeps beside the outcome."""
        return self.code or ("already" if self.already else "")


def void_card(cards: Cards, models: ReaderModels, reader: str, order: VoidOrder) -> Voided:
    """Run an order on the card that lies on the reader. Raises only ReaderBusy, before anything was sent."""
    act = _Act(order)
    for _ in range(_TRIES):
        try:
            with cards.session(reader) as session:
                return act.run(session, models, cards)
        except CardReset:
            continue
        except ReaderBusy:
            if act.written:
                return Voided(Outcome.UNKNOWN, "reader.held")
            raise
        except CardTrouble as trouble:
            return Voided(Outcome.UNKNOWN if act.written else Outcome.FAILED, trouble.code)
    return Voided(Outcome.UNKNOWN if act.written else Outcome.FAILED, "card.reset")


class _Act:
    """One run of an order; ``written`` from the moment a write was sent until reading proves that nothing changed."""

    def __init__(self, order: VoidOrder) -> None:
        self.order, self.written = order, False

    def run(self, session: Session, models: ReaderModels, cards: Cards) -> Voided:
        if read_uid(session) != self.order.uid:
            raise CardTrouble("card.different")
        model = models.of(session.reader)
        with OpenSector(session, model, cards.slots, self.order.owned) as sector:
            already = self._write(sector)
        if read_uid(session) != self.order.uid:
            self.written = self.written or not already
            raise CardTrouble("card.different")
        return Voided(Outcome.DONE, already=already)

    def _write(self, sector: OpenSector) -> bool:
        blocks = copy_blocks(self.order.owned.sector)
        before = sector.read(blocks[0]), sector.read(blocks[1])
        copies = read_copies(*before, self.order.uid)
        target = target_mark(copies, self.order)
        if copies.a == copies.b == target:
            return not self.written
        data = encode(target, self.order.uid)
        for each in copies.older_first:
            if (copies.a, copies.b)[each] != target:
                self._write_copy(sector, blocks[each], before[each], data)
        return False

    def _write_copy(self, sector: OpenSector, block: int, before: bytes, data: bytes) -> None:
        was_written, self.written = self.written, True
        if not sector.write(block, data).ok:
            sector.open()  # a refused write ends the authentication
        found = sector.read(block)
        if found == data:
            return
        if found == before:
            self.written = was_written
        raise NoAccess


def target_mark(copies: Copies, order: VoidOrder) -> Mark:
    """The mark both copies shall hold. A card that is void stays so, with the day it was first voided."""
    newest = copies.newest
    if newest is None:
        return Mark(MarkState.VOID, order.sequence, order.voided_on)
    if newest.state is MarkState.VOID:
        return newest
    return Mark(MarkState.VOID, min(max(order.sequence, newest.sequence + 1), MAX_SEQUENCE), order.voided_on)
