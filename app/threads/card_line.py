"""CardLine: the one lane that talks to cards, one job after the other, on a PC/SC context of its own.

A job is a function of the lane's :class:`app.devices.session.Cards`; its answer comes back in the GUI lane, whatever
happened: a job that cannot be done answers with what its ``otherwise`` makes of the trouble. While another program
holds the reader for itself the job is tried again every 100 ms; while another program is in a transaction the lane
itself is stuck inside the smart-card library, so it is a timer of the GUI lane that tells ``held`` after two seconds,
and again every two while it lasts. Nothing else waits for the card.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from app.devices.events import ReaderHeld
from app.devices.session import Cards, ReaderBusy, Readers
from app.errors import Trouble
from app.log import Log

T = TypeVar("T")
log = Log(__name__)

HELD_AFTER_MS = 2000
_TRY_AGAIN_AFTER = 0.1
_PATIENCE = 30.0  # with an empty queue: afterwards the card has to be tapped again


@dataclass(frozen=True, slots=True)
class CardJob(Generic[T]):
    """Something to do with the card on a reader; ``otherwise`` words a trouble as an answer of the same type."""

    reader: str
    turn: int
    run: Callable[[Cards], T]
    otherwise: Callable[[Trouble], T]


@dataclass(frozen=True, slots=True)
class _Parcel:
    job: CardJob[Any]
    answer: Callable[[Any], None]


class CardLine(QObject):
    """The card lane. ``open_readers`` is called on the lane, because it loads the smart-card library."""

    held = Signal(object)  # ReaderHeld: the job at hand has taken two seconds (four, six ...)
    _delivered = Signal(object)
    _began = Signal(object)
    _ended = Signal()

    def __init__(self, open_readers: Callable[[], Readers], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._open_readers = open_readers
        self._parcels: queue.SimpleQueue[_Parcel | None] = queue.SimpleQueue()
        self._stopping = threading.Event()
        self._at_hand: CardJob[Any] | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(HELD_AFTER_MS)
        self._timer.timeout.connect(self._tell_held)
        self._delivered.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._began.connect(self._begin, Qt.ConnectionType.QueuedConnection)
        self._ended.connect(self._end, Qt.ConnectionType.QueuedConnection)
        self._thread = threading.Thread(target=self._run, name="card", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def submit(self, job: CardJob[T], answer: Callable[[T], None]) -> None:
        """Queue a job, from any thread; ``answer``, a bound method, is called in the GUI lane, in order."""
        self._parcels.put(_Parcel(job, answer))

    def stop(self, seconds: float = 2.0) -> bool:
        """End the lane; True when it ended in time. A lane stuck in the smart-card library is logged and left."""
        self._stopping.set()
        self._timer.stop()
        self._parcels.put(None)
        if self._thread.is_alive():
            self._thread.join(seconds)
        if self._thread.is_alive():
            log.warning("card lane left behind")
        return not self._thread.is_alive()

    # ------------------------------------------------------------ in the GUI lane
    @Slot(object)
    def _deliver(self, parcel: tuple[Callable[[Any], None], Any]) -> None:
        answer, value = parcel
        if not self._stopping.is_set():
            answer(value)

    @Slot(object)
    def _begin(self, job: CardJob[Any]) -> None:
        if not self._stopping.is_set():
            self._at_hand = job
            self._timer.start()

    @Slot()
    def _end(self) -> None:
        self._at_hand = None
        self._timer.stop()

    @Slot()
    def _tell_held(self) -> None:
        if self._at_hand is not None:
            self.held.emit(ReaderHeld(self._at_hand.reader, self._at_hand.turn))

    # ------------------------------------------------------------ on the card lane
    def _run(self) -> None:
        cards: Cards | None = None
        while (parcel := self._parcels.get()) is not None and not self._stopping.is_set():
            self._began.emit(parcel.job)
            try:
                cards = cards or self._open_readers().cards()
                value = self._patiently(parcel.job, cards)
            except Exception:  # the lane edge: our bug is logged whole and answered
                log.exception("card job failed", turn=parcel.job.turn)
                value = parcel.job.otherwise(Trouble("program.fault"))
            self._ended.emit()
            self._delivered.emit((parcel.answer, value))
        if cards is not None:
            cards.close()

    def _patiently(self, job: CardJob[T], cards: Cards) -> T:
        began = time.monotonic()
        while True:
            try:
                return job.run(cards)
            except ReaderBusy as busy:
                if self._is_enough(time.monotonic() - began):
                    return job.otherwise(busy)
                self._stopping.wait(_TRY_AGAIN_AFTER)
            except Trouble as trouble:
                return job.otherwise(trouble)

    def _is_enough(self, waited: float) -> bool:
        others_wait = waited * 1000 > HELD_AFTER_MS and not self._parcels.empty()
        return self._stopping.is_set() or others_wait or waited > _PATIENCE
