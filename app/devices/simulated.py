"""The simulated reader: a card tray for the demo and for training, with the same events and faults as a real one.

A clerk in training (or a test) lays a :class:`VirtualCard` on a reader and takes it off again; lanes, recognition and
voiding run on it unchanged. The tray can also lose its service, unplug a reader and let "another program" hold one.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from app.devices.apdu import Answer
from app.devices.events import CardRemoved, CardSeen, ReaderArrived, ReaderLeft, ServiceBack, ServiceLost, WatchEvent
from app.devices.session import CardGone, KeySlots, ReaderBusy, ReaderServiceLost
from app.devices.virtual_card import TWO_SLOTS, CardLeft, Fault, FirmwareHabits, ReaderFirmware, VirtualCard

SIMULATED_READER = "Simulated reader 00 00"


class _Place:
    """One reader of the tray: its firmware, its card counter, who holds it."""

    def __init__(self, habits: FirmwareHabits) -> None:
        self.firmware = ReaderFirmware(habits)
        self.count = 0
        self.turn = 0
        self.at = 0.0
        self.held = False
        self.in_session = False


def _seen(name: str, place: _Place, card: VirtualCard) -> CardSeen:
    return CardSeen(name, place.turn, place.at, card.atr, not card.atr, place.count)


class CardTray:
    """Readers of thin air and the cards that lie on them. Safe to call from any thread."""

    def __init__(self, *readers: str, habits: FirmwareHabits = TWO_SLOTS) -> None:
        self._changed = threading.Condition(threading.RLock())
        self._habits = habits
        self._places = {reader: _Place(habits) for reader in readers or (SIMULATED_READER,)}
        self._serving = True
        self._turn = 0
        self._watches: list[TrayWatch] = []

    # ------------------------------------------------------------ what a person does
    @property
    def readers(self) -> tuple[str, ...]:
        with self._changed:
            return tuple(self._places)

    def put_on(self, card: VirtualCard, reader: str = "") -> None:
        """Lay a card on a reader (the first one); a card that lay there is taken off first."""
        with self._changed:
            name, place = self._place(reader)
            if place.firmware.card is not None:
                self._lift(name, place)
            place.firmware.lay(card)
            place.firmware.power_on()
            self._count_turn(place)
            if self._serving:
                self._tell(_seen(name, place, card))

    def take_off(self, reader: str = "") -> None:
        """Take the card away; nothing happens when there is none."""
        with self._changed:
            name, place = self._place(reader)
            if place.firmware.card is not None:
                self._lift(name, place)

    def card_on(self, reader: str = "") -> VirtualCard | None:
        with self._changed:
            return self._place(reader)[1].firmware.card

    def plug_in(self, reader: str) -> None:
        with self._changed:
            if reader not in self._places:
                self._places[reader] = _Place(self._habits)
                self._tell(ReaderArrived(reader))

    def unplug(self, reader: str) -> None:
        with self._changed:
            name, place = self._place(reader)
            if place.firmware.card is not None:
                self._lift(name, place)
            del self._places[name]
            self._tell(ReaderLeft(name))

    def stop_service(self) -> None:
        """As if the computer's smart-card service had crashed."""
        with self._changed:
            self._serving = False
            for name, place in self._places.items():
                if place.firmware.card is not None:
                    self._tell(CardRemoved(name, place.turn))
                self._tell(ReaderLeft(name))
            self._tell(ServiceLost())

    def start_service(self) -> None:
        with self._changed:
            self._serving = True
            for place in self._places.values():
                self._count_turn(place)
            for event in self._present():
                self._tell(event)

    def hold(self, reader: str = "") -> None:
        """Another program takes the reader for itself."""
        with self._changed:
            self._place(reader)[1].held = True

    def let_go(self, reader: str = "") -> None:
        with self._changed:
            self._place(reader)[1].held = False
            self._changed.notify_all()

    def arm(self, fault: Fault | None, reader: str = "") -> None:
        """Something will go wrong at the n-th command."""
        with self._changed:
            self._place(reader)[1].firmware.arm(fault)

    def firmware(self, reader: str = "") -> ReaderFirmware:
        with self._changed:
            return self._place(reader)[1].firmware

    # ------------------------------------------------------------ what the lanes do
    def watch(self) -> TrayWatch:
        with self._changed:
            watch = TrayWatch(self._changed)
            self._watches.append(watch)
            if self._serving:
                watch.waiting.extend(self._present())
            else:
                watch.waiting.append(ServiceLost())
            return watch

    def cards(self) -> TrayCards:
        return TrayCards(self)

    def _present(self) -> list[WatchEvent]:
        events: list[WatchEvent] = [ServiceBack(), *(ReaderArrived(name) for name in self._places)]
        for name, place in self._places.items():
            if place.firmware.card is not None:
                events.append(_seen(name, place, place.firmware.card))
        return events

    def _place(self, reader: str) -> tuple[str, _Place]:
        name = reader or next(iter(self._places), "")
        if name not in self._places:
            raise CardGone("reader.unplugged")
        return name, self._places[name]

    def _count_turn(self, place: _Place) -> None:
        self._turn += 1
        place.turn, place.at = self._turn, time.monotonic()
        place.count += 1

    def _lift(self, name: str, place: _Place) -> None:
        place.firmware.lift()
        place.count += 1
        if self._serving:
            self._tell(CardRemoved(name, place.turn))

    def _tell(self, event: WatchEvent) -> None:
        for watch in self._watches:
            watch.waiting.append(event)
        self._changed.notify_all()

    @contextmanager
    def _begin(self, reader: str) -> Iterator[TraySession]:
        with self._changed:
            _, place = self._ready(reader)
            self._changed.wait_for(lambda: not place.in_session)
            name, place = self._ready(reader)
            place.in_session = True
            session = TraySession(self, name, place.count)
        try:
            yield session
        finally:
            with self._changed:
                place.in_session = False
                place.firmware.reset()
                self._changed.notify_all()

    def _ready(self, reader: str) -> tuple[str, _Place]:
        if not self._serving:
            raise ReaderServiceLost
        name, place = self._place(reader)
        if place.held:
            raise ReaderBusy
        if place.firmware.card is None:
            raise CardGone
        return name, place

    def _transmit(self, reader: str, count: int, command: bytes) -> Answer:
        with self._changed:
            if not self._serving:
                raise ReaderServiceLost
            name, place = self._place(reader)
            if place.count != count:
                raise CardGone
            try:
                return Answer.of(place.firmware.transmit(command))
            except CardLeft as left:
                self._lift(name, place)
                raise CardGone from left

    def _count(self, reader: str) -> int:
        with self._changed:
            return self._place(reader)[1].count


class TrayWatch:
    """What happens on the tray, from now on."""

    def __init__(self, changed: threading.Condition) -> None:
        self.waiting: deque[WatchEvent] = deque()
        self._changed = changed
        self._stopped = False

    def __iter__(self) -> Iterator[WatchEvent]:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self.waiting or self._stopped)
                if self._stopped:
                    return
                event = self.waiting.popleft()
            yield event

    def stop(self) -> None:
        with self._changed:
            self._stopped = True
            self._changed.notify_all()


class TrayCards:
    """The card lane's door to the tray."""

    def __init__(self, tray: CardTray) -> None:
        self.slots = KeySlots()
        self._tray = tray

    @contextmanager
    def session(self, reader: str) -> Iterator[TraySession]:
        with self._tray._begin(reader) as session:
            yield session

    def close(self) -> None:
        """Nothing is held between sessions."""


class TraySession:
    """One transaction on a tray's card."""

    def __init__(self, tray: CardTray, reader: str, count: int) -> None:
        self.reader = reader
        self._tray, self._count = tray, count

    def transmit(self, command: bytes) -> Answer:
        return self._tray._transmit(self.reader, self._count, command)

    def still_on(self, count: int) -> bool:
        return self._tray._count(self.reader) == count
