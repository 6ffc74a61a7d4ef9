"""Cards and orders that many tests use: the school owns sector 10, key A reads it, key B writes it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TypeVar
from uuid import UUID

from app.desk.slips import CardOrder
from app.devices.apdu import KeyType
from app.devices.cards.mifare_classic import SectorKey
from app.devices.cards.recognition import read_card
from app.devices.cards.validity import Mark, MarkState, encode
from app.devices.cards.voiding import VoidOrder
from app.devices.events import CardKind, CardSeen, CardTapped, CardUnreadable, WatchEvent
from app.devices.reader_models import load_reader_models
from app.devices.session import Cards
from app.devices.virtual_card import VirtualCard

SECTOR = 10
COPY_A, COPY_B = 40, 41
KEY_A, KEY_B = bytes.fromhex("A0A1A2A3A4A5"), bytes.fromhex("B0B1B2B3B4B5")
READS, WRITES = SectorKey(SECTOR, KEY_A, KeyType.A), SectorKey(SECTOR, KEY_B, KeyType.B)
UID, OTHER_UID = bytes.fromhex("04A1B2C3D4E5F6"), bytes.fromhex("04FFEEDDCCBBAA")
ISSUED, VOIDED = date(2021, 9, 1), date(2025, 6, 2)
T = TypeVar("T")


def a_card(uid: bytes = UID, issued: bool = True) -> VirtualCard:
    """A 4K student card whose sector the school owns; ``issued`` with a valid mark in both copies."""
    card = VirtualCard(uid).give_keys(SECTOR, KEY_A, KEY_B)
    if issued:
        mark = encode(Mark(MarkState.VALID, 1, ISSUED), uid)
        card.fill(COPY_A, mark).fill(COPY_B, mark)
    return card


def an_old_card(uid: bytes = UID) -> VirtualCard:
    return VirtualCard(uid, CardKind.CLASSIC_1K)


def an_order(uid: bytes = UID, sequence: int = 2) -> VoidOrder:
    return VoidOrder(uid, WRITES, sequence, VOIDED)


def a_desk_order(uid: bytes = UID) -> CardOrder:
    """The same order as the desk's first ask hands it over."""
    return CardOrder(UUID(int=1), uid, SECTOR, KEY_B, "B", "void", 2, VOIDED)


def next_of(events: Iterator[WatchEvent], kind: type[T]) -> T:
    """The next event of one kind; others are passed over."""
    return next(event for event in events if isinstance(event, kind))


def tap(cards: Cards, seen: CardSeen, owned: SectorKey | None = READS) -> CardTapped | CardUnreadable:
    return read_card(cards, load_reader_models(), seen, owned)
