"""Card events: what a reader saw, frozen, on its way to a screen.

Every card that is laid on a reader gets a ``turn``, one higher than the card before, whatever the reader and whatever
happened in between; an answer that belongs to an older turn is out of date. ``at`` is seconds on the computer's steady
clock when the reader reported the card.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from app.devices.uid import masked_uid
from app.errors import NO_FACTS, Fact


class CardKind(StrEnum):
    """What the allow-list of the reader's model makes of a card's ATR."""

    CLASSIC_4K = "4k"
    CLASSIC_1K = "1k"
    UNKNOWN = "unknown"


class Validity(StrEnum):
    """What the school's own sector says of the card; ``NOT_READ`` where the school owns none."""

    NOT_READ = "not_read"
    NO_ACCESS = "no_access"
    BLANK = "blank"
    VALID = "valid"
    VOID = "void"
    TORN = "torn"


@dataclass(frozen=True, slots=True)
class ReaderArrived:
    """A reader was plugged in, or was there when the watch began."""

    reader: str


@dataclass(frozen=True, slots=True)
class ReaderLeft:
    """A reader was unplugged, or its service stopped."""

    reader: str


@dataclass(frozen=True, slots=True)
class ServiceLost:
    """The computer's smart-card service is away. The watch goes on trying; nobody has to restart anything."""

    code: str = "reader.service_lost"


@dataclass(frozen=True, slots=True)
class ServiceBack:
    """The smart-card service answers (again)."""


@dataclass(frozen=True, slots=True)
class CardSeen:
    """A card is on a reader; nothing has been read of it but its ATR. ``count`` is the reader's own card counter."""

    reader: str
    turn: int
    at: float
    atr: bytes
    mute: bool = False
    count: int = 0


@dataclass(frozen=True, slots=True)
class CardRemoved:
    """The card of this turn has left the reader."""

    reader: str
    turn: int


@dataclass(frozen=True, slots=True)
class CardTapped:
    """A 4K student card was read whole (感應). The number names a card, not yet a person."""

    reader: str
    turn: int
    at: float
    kind: CardKind
    uid: bytes = field(repr=False)
    atr: bytes = field(repr=False, default=b"")
    validity: Validity = Validity.NOT_READ
    voided_on: date | None = None

    def __str__(self) -> str:
        return f"{self.reader} #{self.turn} {self.kind} {masked_uid(self.uid)} {self.validity}"


@dataclass(frozen=True, slots=True)
class CardUnreadable:
    """A card that cannot open a case; ``code`` says why and is worded like any trouble."""

    reader: str
    turn: int
    at: float
    code: str
    kind: CardKind = CardKind.UNKNOWN
    atr: bytes = field(repr=False, default=b"")
    facts: Mapping[str, Fact] = field(default_factory=lambda: NO_FACTS, repr=False, hash=False)


@dataclass(frozen=True, slots=True)
class ReaderHeld:
    """The card lane has waited two seconds: another program holds the reader, or the service does not answer."""

    reader: str
    turn: int
    code: str = "reader.held"


WatchEvent = ReaderArrived | ReaderLeft | ServiceLost | ServiceBack | CardSeen | CardRemoved
CardEvent = WatchEvent | CardTapped | CardUnreadable | ReaderHeld
