"""The PC/SC stack: the only file that knows the smartcard library, and only its lowest layer, ``smartcard.scard``.

What every error number means here was seen on a real pcscd:

* service lost -- 8010001D 8010001E 80100013 80100003 8010006A 80100012: every context and handle is dead for ever;
  drop them and establish a new context, after 50 ms, then twice as long each time, at most 1 s;
* card gone -- 80100016 80100066 80100067 80100069 8010000C, a reader that left (80100009 80100017), and an answer of
  fewer than two bytes although the call said success: the card left in mid-command and may or may not have done what
  it was told;
* card reset -- 80100068: another program reset it; connect again, authenticate again, look at the number again;
* busy -- 8010000B: another program holds the reader for itself.

Three traps: one context is one lock, so each lane has its own; ``SCardCancel`` before the wait has begun is lost and
still says OK, so a stop repeats it and every wait is bounded; and on any error ``SCardTransmit`` returns 65 kB of
stale memory, so the error is looked at first and the data is never touched.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from smartcard import scard

from app.devices.apdu import Answer
from app.devices.events import CardRemoved, CardSeen, ReaderArrived, ReaderLeft, ServiceBack, ServiceLost, WatchEvent
from app.devices.session import CardGone, CardReset, CardTrouble, KeySlots, ReaderBusy, ReaderFault, ReaderServiceLost

_OK = 0
_PNP = "\\\\?PnP?\\Notification"
_WAIT_MS = 2000  # a cancel that is lost costs at most this
_FIRST_DELAY, _LAST_DELAY = 0.05, 1.0
_SHORTEST, _COUNTER = 2, 16

_TIMEOUT, _CANCELLED, _NO_READERS = 0x8010000A, 0x80100002, 0x8010002E
_UNKNOWN_READER, _READER_UNAVAILABLE = 0x80100009, 0x80100017
_SERVICE_LOST = frozenset({0x8010001D, 0x8010001E, 0x80100013, 0x80100003, 0x8010006A, 0x80100012})
_CARD_GONE = frozenset({0x80100016, 0x80100066, 0x80100067, 0x80100069, 0x8010000C})
_CARD_RESET = 0x80100068
_SHARING_VIOLATION = 0x8010000B


def _number(result: int) -> int:
    return result & 0xFFFFFFFF


def _check(result: int) -> None:
    """Turn an error number into the trouble it means."""
    number = _number(result)
    if number == _OK:
        return
    if number in _SERVICE_LOST:
        raise ReaderServiceLost
    if number in _CARD_GONE:
        raise CardGone
    if number in (_UNKNOWN_READER, _READER_UNAVAILABLE):
        raise CardGone("reader.unplugged")
    if number == _CARD_RESET:
        raise CardReset
    if number == _SHARING_VIOLATION:
        raise ReaderBusy
    raise ReaderFault(f"{number:08X}")


class PcscReaders:
    """The card readers behind this computer's smart-card service."""

    def watch(self) -> PcscWatch:
        return PcscWatch()

    def cards(self) -> PcscCards:
        return PcscCards()


def readers_now() -> tuple[str, ...]:
    """The readers that are plugged in at this moment. Raises ``ReaderServiceLost`` when the service does not answer."""
    result, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
    if result != _OK:
        raise ReaderServiceLost
    try:
        result, names = scard.SCardListReaders(context, [])
        if _number(result) == _NO_READERS:
            return ()
        _check(result)
        return tuple(names)
    finally:
        scard.SCardReleaseContext(context)


class PcscWatch:
    """Everything the readers report, through all restarts of the service; iterate it on one thread."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._context: int | None = None
        self._known: dict[str, int] = {}  # reader -> the last state word, whose upper half is the card counter
        self._turns: dict[str, int] = {}
        self._turn = 0
        self._plug_and_play = True

    def stop(self) -> None:
        self._stopping.set()
        if (context := self._context) is not None:
            scard.SCardCancel(context)

    def __iter__(self) -> Iterator[WatchEvent]:
        delay, away = _FIRST_DELAY, False
        while not self._stopping.is_set():
            try:
                with self._established() as context:
                    self._plug_and_play = _knows_plug_and_play(context)
                    yield ServiceBack()
                    delay, away = _FIRST_DELAY, False
                    yield from self._watch(context)
            except ReaderServiceLost:
                yield from self._forget_readers()
                if not away:
                    yield ServiceLost()
                away = True
                self._stopping.wait(delay)
                delay = min(delay * 2, _LAST_DELAY)
            except CardTrouble:  # no rule covers it: look again from the beginning, not too fast
                yield from self._forget_readers()
                self._stopping.wait(delay)

    @contextmanager
    def _established(self) -> Iterator[int]:
        result, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
        if result != _OK:
            raise ReaderServiceLost
        self._context = context
        try:
            yield context
        finally:
            self._context = None
            scard.SCardReleaseContext(context)  # on a dead context this fails, and that is all right

    def _watch(self, context: int) -> Iterator[WatchEvent]:
        while not self._stopping.is_set():
            yield from self._list(context)
            listed_anew = False
            while not listed_anew and not self._stopping.is_set():
                states = self._wait(context)
                listed_anew = not states
                for reader, state, atr in states:
                    if reader == _PNP:
                        listed_anew = listed_anew or bool(state & scard.SCARD_STATE_CHANGED)
                    elif state & (scard.SCARD_STATE_UNKNOWN | scard.SCARD_STATE_UNAVAILABLE):
                        listed_anew = True
                        yield from self._note(reader, state & ~scard.SCARD_STATE_PRESENT, b"")
                    else:
                        yield from self._note(reader, state, bytes(atr))

    def _wait(self, context: int) -> list[tuple[str, int, list[int]]]:
        """Wait for a change; an empty list says: list the readers again."""
        asked = list(self._known.items())
        if self._plug_and_play:
            asked.append((_PNP, 0))
        if not asked:  # a wait for nothing returns at once
            self._stopping.wait(_LAST_DELAY)
            return []
        result, states = scard.SCardGetStatusChange(context, _WAIT_MS, asked)
        number = _number(result)
        if number in (_TIMEOUT, _CANCELLED, _UNKNOWN_READER, _READER_UNAVAILABLE):
            return []
        _check(result)
        return list(states)

    def _list(self, context: int) -> Iterator[WatchEvent]:
        result, names = scard.SCardListReaders(context, [])
        if _number(result) == _NO_READERS:
            names = []
        else:
            _check(result)
        for reader in [known for known in self._known if known not in names]:
            yield from self._leave(reader)
        for reader in names:
            if reader not in self._known:
                self._known[reader] = scard.SCARD_STATE_UNAWARE
                yield ReaderArrived(reader)

    def _note(self, reader: str, state: int, atr: bytes) -> Iterator[WatchEvent]:
        """Compare a reader's new state word with the last one; a moved counter is another card, if one was there."""
        before = self._known[reader]
        self._known[reader] = state & ~scard.SCARD_STATE_CHANGED
        was, present = before & scard.SCARD_STATE_PRESENT, state & scard.SCARD_STATE_PRESENT
        other = (state >> _COUNTER) != (before >> _COUNTER)
        if was and (not present or other):
            yield CardRemoved(reader, self._turns.get(reader, 0))
        if present and (not was or other):
            self._turn += 1
            self._turns[reader] = self._turn
            mute = bool(state & scard.SCARD_STATE_MUTE)
            yield CardSeen(reader, self._turn, time.monotonic(), atr, mute, (state >> _COUNTER) & 0xFFFF)

    def _leave(self, reader: str) -> Iterator[WatchEvent]:
        if self._known.pop(reader) & scard.SCARD_STATE_PRESENT:
            yield CardRemoved(reader, self._turns.get(reader, 0))
        yield ReaderLeft(reader)

    def _forget_readers(self) -> Iterator[WatchEvent]:
        for reader in list(self._known):
            yield from self._leave(reader)


def _knows_plug_and_play(context: int) -> bool:
    """Whether this system tells of new readers; macOS does not, and then the list is simply read again."""
    result, states = scard.SCardGetStatusChange(context, 0, [(_PNP, 0)])
    if _number(result) == _TIMEOUT:
        return True
    if _number(result) == _UNKNOWN_READER:
        return False
    _check(result)
    return not states[0][1] & scard.SCARD_STATE_UNKNOWN


class PcscCards:
    """The card lane's context; one for each lane, used on that lane only."""

    def __init__(self) -> None:
        self.slots = KeySlots()
        self._context: int | None = None

    @contextmanager
    def session(self, reader: str) -> Iterator[PcscSession]:
        try:
            context, handle, protocol = self._connect(reader)
            with _transaction(context, handle, protocol, reader) as session:
                yield session
        except ReaderServiceLost:
            self.close()
            raise

    def _connect(self, reader: str) -> tuple[int, int, int]:
        """A context of the service's earlier life still says that it is valid: use tells, and a new one is tried."""
        try:
            return self._connect_once(reader)
        except ReaderServiceLost:
            self.close()
            return self._connect_once(reader)

    def _connect_once(self, reader: str) -> tuple[int, int, int]:
        context = self._establish()
        any_protocol = scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1
        result, handle, protocol = scard.SCardConnect(context, reader, scard.SCARD_SHARE_SHARED, any_protocol)
        _check(result)
        return context, handle, protocol

    def _establish(self) -> int:
        if self._context is None or scard.SCardIsValidContext(self._context) != _OK:
            result, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
            if result != _OK:
                raise ReaderServiceLost
            self._context = context
        return self._context

    def close(self) -> None:
        context, self._context = self._context, None
        if context is not None:
            scard.SCardReleaseContext(context)


@contextmanager
def _transaction(context: int, handle: int, protocol: int, reader: str) -> Iterator[PcscSession]:
    """Hold the connected card for ourselves, and leave it reset, whatever happened.

    The handle is closed even when the transaction cannot begin. Results at the end are ignored: the card may be gone.
    """
    disposition = scard.SCARD_LEAVE_CARD
    try:
        _check(scard.SCardBeginTransaction(handle))
        disposition = scard.SCARD_RESET_CARD
        yield PcscSession(context, handle, protocol, reader)
    finally:
        if disposition == scard.SCARD_RESET_CARD:
            scard.SCardEndTransaction(handle, scard.SCARD_RESET_CARD)
        scard.SCardDisconnect(handle, scard.SCARD_LEAVE_CARD)


class PcscSession:
    """One transaction on one card."""

    def __init__(self, context: int, handle: int, protocol: int, reader: str) -> None:
        self.reader = reader
        self._context, self._handle = context, handle
        self._pci = scard.SCARD_PCI_T0 if protocol == scard.SCARD_PROTOCOL_T0 else scard.SCARD_PCI_T1

    def transmit(self, command: bytes) -> Answer:
        result, answer = scard.SCardTransmit(self._handle, self._pci, list(command))
        _check(result)
        if len(answer) < _SHORTEST:
            raise CardGone
        return Answer.of(bytes(answer))

    def still_on(self, count: int) -> bool:
        result, states = scard.SCardGetStatusChange(self._context, 0, [(self.reader, scard.SCARD_STATE_UNAWARE)])
        if _number(result) == _TIMEOUT:
            return False
        _check(result)
        state = states[0][1]
        return bool(state & scard.SCARD_STATE_PRESENT) and (state >> _COUNTER) & 0xFFFF == count
