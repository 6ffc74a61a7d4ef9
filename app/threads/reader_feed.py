"""ReaderFeed: the reader lane only watches; what it sees of a card is read on the card lane and told in the GUI lane.

Events of one card keep their order, because its reading and its removal both pass through the card lane: a screen never
hears that card B was read before it hears that card A left. What concerns readers and their service is told at once.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal, Slot

from app.desk.slips import CardOrder
from app.devices.apdu import KeyType
from app.devices.cards.mifare_classic import SectorKey
from app.devices.cards.recognition import ACCEPTED, read_card
from app.devices.cards.voiding import Outcome, Voided, VoidOrder, void_card
from app.devices.events import CardEvent, CardKind, CardRemoved, CardSeen, CardTapped, CardUnreadable, WatchEvent
from app.devices.reader_models import load_reader_models
from app.devices.session import CardGone, Cards, Readers, Watch
from app.errors import Trouble
from app.log import Log
from app.threads.card_line import CardJob, CardLine

log = Log(__name__)
_CANCEL_AGAIN_AFTER = 0.02
_NOTHING = CardSeen("", 0, 0.0, b"")


class ReaderFeed(QObject):
    """Everything the readers tell, as :data:`app.devices.events.CardEvent` in the GUI lane; ``CardSeen`` stays inside.

    ``owned`` is the sector that the school reads at every tap, once the key is at hand, and ``accepted`` the kinds of
    card that it takes; both may change at any time.
    """

    card_event = Signal(object)
    _heard = Signal(object)

    def __init__(self, open_readers: Callable[[], Readers], card_line: CardLine, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.owned: SectorKey | None = None
        self.accepted: frozenset[CardKind] = ACCEPTED
        self._open_readers, self._card_line = open_readers, card_line
        self._watch: Watch | None = None
        self._lying = _NOTHING  # the card that was seen last
        self._stopping = threading.Event()
        self._heard.connect(self._tell, Qt.ConnectionType.QueuedConnection)
        card_line.held.connect(self._tell)
        self._thread = threading.Thread(target=self._run, name="reader", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self, seconds: float = 2.0) -> bool:
        """End the lane; True when it ended in time. While the service is frozen the lane is left."""
        self._stopping.set()
        deadline = time.monotonic() + seconds
        if self._thread.is_alive():
            cancel = threading.Thread(target=self._cancel, name="reader end", daemon=True)
            cancel.start()
            self._thread.join(seconds)
            cancel.join(max(0.0, deadline - time.monotonic()))
        if self._thread.is_alive():
            log.warning("reader lane left behind")
        return not self._thread.is_alive()

    def _cancel(self) -> None:
        """End the watch, again until it has ended: a cancel that comes before the wait is lost.

        On a thread of its own, because a frozen service holds up the cancel as it holds up the wait.
        """
        while self._thread.is_alive():
            if self._watch is not None:
                self._watch.stop()
            self._thread.join(_CANCEL_AGAIN_AFTER)

    def void(self, order: CardOrder, answer: Callable[[Voided], None]) -> None:
        """Void the card that was laid down last (學生證失效); ``answer`` is a bound method, called in the GUI lane."""
        lying = self._lying

        def run(cards: Cards) -> Voided:
            if lying is _NOTHING:
                raise CardGone
            owned = SectorKey(order.sector, order.key, KeyType[order.key_type])
            inner = VoidOrder(order.uid, owned, order.sequence, order.voided_on)
            return void_card(cards, load_reader_models(), lying.reader, inner)

        self._card_line.submit(CardJob(lying.reader, lying.turn, run, not_voided), answer)

    @Slot(object)
    def _tell(self, event: CardEvent) -> None:
        if not self._stopping.is_set():
            self.card_event.emit(event)

    # ------------------------------------------------------------ on the reader lane
    def _run(self) -> None:
        try:
            self._watch = self._open_readers().watch()
            for event in self._watch:
                if self._stopping.is_set():
                    return
                self._pass_on(event)
        except Exception:  # the lane edge
            log.exception("reader lane failed")

    def _pass_on(self, event: WatchEvent) -> None:
        if isinstance(event, CardSeen):
            self._lying = event
            self._card_line.submit(self._reading(event), self._tell)
        elif isinstance(event, CardRemoved):
            self._card_line.submit(CardJob(event.reader, event.turn, lambda _: event, lambda _: event), self._tell)
        else:
            self._heard.emit(event)

    def _reading(self, seen: CardSeen) -> CardJob[CardTapped | CardUnreadable]:
        owned, accepted = self.owned, self.accepted

        def run(cards: Cards) -> CardTapped | CardUnreadable:
            return read_card(cards, load_reader_models(), seen, owned, accepted)

        def otherwise(trouble: Trouble) -> CardTapped | CardUnreadable:
            return CardUnreadable(seen.reader, seen.turn, seen.at, trouble.code, atr=seen.atr, facts=trouble.facts)

        return CardJob(seen.reader, seen.turn, run, otherwise)


def not_voided(trouble: Trouble) -> Voided:
    """A void order that could not be begun; after a mistake of ours nobody knows what was written."""
    return Voided(Outcome.UNKNOWN if trouble.code == "program.fault" else Outcome.FAILED, trouble.code)
