"""What every kind of card reader can do, and the ways it can fail.

``Readers`` is a source of card events (``watch``, for the reader lane) and of sessions (``cards``, for the card
lane). A session is one transaction on one card: nobody else can speak to it meanwhile, and at its end the card is
reset, so that a sector we opened is closed for the next program. Status words are answers; a card that leaves is a
:class:`CardGone`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Protocol

from app.devices.apdu import Answer
from app.devices.events import WatchEvent
from app.devices.reader_models import KeySlot
from app.errors import Trouble


class CardTrouble(Trouble):
    """Something between the program and the card failed."""


class CardGone(CardTrouble):
    """The card (or its reader) left. A write that was under way may or may not have reached it."""

    def __init__(self, code: str = "card.gone") -> None:
        super().__init__(code, retryable=True)


class CardReset(CardTrouble):
    """Another program reset the card under us: begin again, and look at the number again."""

    def __init__(self) -> None:
        super().__init__("card.reset", retryable=True)


class ReaderBusy(CardTrouble):
    """Another program holds the reader. Nothing was sent."""

    def __init__(self) -> None:
        super().__init__("reader.held", retryable=True)


class ReaderServiceLost(CardTrouble):
    """The smart-card service is away; every open handle is dead."""

    def __init__(self) -> None:
        super().__init__("reader.service_lost", retryable=True)


class ReaderFault(CardTrouble):
    """The service answered something that no rule covers; ``number`` is its error number in hexadecimal."""

    def __init__(self, number: str) -> None:
        super().__init__("reader.fault", retryable=True, number=number)


class KeySlots:
    """Where each reader keeps a loaded key: learned once per reader, and which slots still hold one.

    A slot is *dirty* from the moment a key is sent until zeros are: a card pulled in between leaves the key in the
    reader, and the next session on that reader wipes it first.
    """

    def __init__(self) -> None:
        self._learned: dict[str, KeySlot] = {}
        self._dirty: dict[str, dict[tuple[int, int], None]] = {}

    def learned(self, reader: str) -> KeySlot | None:
        return self._learned.get(reader)

    def learn(self, reader: str, slot: KeySlot) -> None:
        self._learned[reader] = slot

    def soil(self, reader: str, p1: int, p2: int) -> None:
        self._dirty.setdefault(reader, {})[p1, p2] = None

    def wiped(self, reader: str, p1: int, p2: int) -> None:
        self._dirty.get(reader, {}).pop((p1, p2), None)

    def dirty(self, reader: str) -> tuple[tuple[int, int], ...]:
        return tuple(self._dirty.get(reader, ()))


class Session(Protocol):
    """One card, one transaction."""

    @property
    def reader(self) -> str: ...

    def transmit(self, command: bytes) -> Answer:
        """Send one APDU. Raises CardGone, CardReset, ReaderServiceLost or ReaderFault when no answer came."""
        ...

    def still_on(self, count: int) -> bool:
        """Whether the reader has seen no other card since its card counter stood at ``count``."""
        ...


class Cards(Protocol):
    """The card lane's own door to the readers."""

    @property
    def slots(self) -> KeySlots: ...

    def session(self, reader: str) -> AbstractContextManager[Session]:
        """Begin a transaction, after another program's. Raises ReaderBusy, CardGone or ReaderServiceLost."""
        ...

    def close(self) -> None: ...


class Watch(Protocol):
    """Everything the readers report, for ever, until stopped."""

    def __iter__(self) -> Iterator[WatchEvent]: ...

    def stop(self) -> None:
        """End the watch, from any thread. Call it until the watch has ended: a cancel that comes too early is lost."""
        ...


class Readers(Protocol):
    """The card readers of this computer."""

    def watch(self) -> Watch: ...

    def cards(self) -> Cards: ...
