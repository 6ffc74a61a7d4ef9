"""The lanes beside the desk's own, together: built once the door is on the glass, ended together.

The desk lane is not among them: the door already needs it.
"""

from __future__ import annotations

from collections.abc import Callable

from app.devices.printer import PrintOrder, Queued
from app.devices.session import Readers
from app.threads.card_line import CardLine
from app.threads.examiner_line import ExaminerLine
from app.threads.press import WorkerPress
from app.threads.print_line import PrintLine
from app.threads.reader_feed import ReaderFeed


class Lanes:
    """``open_readers`` opens the card readers on the lane that needs them; ``send`` replaces the spooler (demo)."""

    def __init__(
        self, open_readers: Callable[[], Readers], printer: str, send: Callable[[PrintOrder], Queued] | None = None
    ) -> None:
        self.press = WorkerPress()
        self.card_line = CardLine(open_readers)
        self.feed = ReaderFeed(open_readers, self.card_line)
        self.print_line = PrintLine(printer, send=send)
        self.examiner_line = ExaminerLine()

    def start(self) -> None:
        """The lanes that watch; the others are begun by their first errand."""
        self.card_line.start()
        self.feed.start()

    def stop(self) -> bool:
        """End every lane within two seconds each; True when all ended in time."""
        lines = (self.feed, self.card_line, self.print_line, self.examiner_line)
        ended = [each.stop() for each in lines]
        self.press.stop()
        return all(ended)
