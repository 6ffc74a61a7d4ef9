"""What may be heard at the counter. Each cue has its picture on the screen already: who hears nothing misses nothing.

A card was read, a case or a card was refused, a sheet does not belong on the shelf, a certificate went over, the reader
is away. A step that is done makes no
sound, and nothing is heard at a locked desk.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from app.devices.events import CardEvent
    from app.presenters.pickup import PickupPresenter
    from app.presenters.window import WindowPresenter


class Cue(StrEnum):
    CARD_READ = "card_read"
    REFUSED = "refused"
    HANDED_OVER = "handed_over"
    READER_LOST = "reader_lost"


class Cues(QObject):
    """Listens to the reader, the pickup and the scanned sheets; ``heard`` carries the cue."""

    heard = Signal(object)

    def __init__(self, window: WindowPresenter, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._window = window
        self._pickup: PickupPresenter | None = None
        self._ended = ""  # how the pickup stood when it was last looked at
        self._wrong = 0  # scans of sheets
        window.changed.connect(self._scanned)

    def watch(self, pickup: PickupPresenter) -> None:
        """The pickup is made when it is first asked for."""
        self._pickup = pickup
        pickup.changed.connect(self._moved)

    def card_event(self, event: CardEvent) -> None:
        """What a reader saw."""
        from app.devices import events

        if not self._window.inside:
            return
        match event:
            case events.CardTapped():
                self.heard.emit(Cue.CARD_READ)
            case events.CardUnreadable():
                self.heard.emit(Cue.REFUSED)
            case events.ReaderLeft() | events.ServiceLost():
                self.heard.emit(Cue.READER_LOST)

    def _scanned(self, _screen: object) -> None:
        """A sheet that does not belong here: whoever counts looks at the shelf, not at the screen."""
        before, self._wrong = self._wrong, self._window.wrong_scans
        if self._wrong > before:
            self.heard.emit(Cue.REFUSED)

    def _moved(self, _screen: object) -> None:
        from app.desk.slips import Verdict
        from app.presenters.pickup import Stage

        assert self._pickup is not None
        screen = self._pickup.screen
        blocked = screen.case is not None and screen.case.verdict is not Verdict.READY
        refused = screen.stage is Stage.REFUSED or (screen.stage is Stage.CASE and (blocked or bool(screen.problems)))
        ended = Cue.HANDED_OVER if screen.stage is Stage.DONE else Cue.REFUSED if refused else ""
        if ended and ended != self._ended:
            self.heard.emit(ended)
        self._ended = ended
