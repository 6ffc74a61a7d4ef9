"""Where Python tidies up: unreachable cycles are collected in the GUI lane and in no other.

Why so. A view that was thrown away is a cycle (a button knows its page through what it calls, the page its button), so
it is freed by Python's collector, and that runs in whatever thread happens to allocate. A widget destroyed on the desk
lane takes Qt's own lock and then waits for the interpreter's; the GUI lane, holding the interpreter's, waits for Qt's:
both stand still for ever. It was seen once in a run of the tests on a busy machine. So the collector is switched off
while the window is open, and the GUI lane collects by itself, a little often and the whole seldom, never while a key is
being answered, and not while a card's case is on its way to the glass: it waits until nothing has moved for a while.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QElapsedTimer, QObject, QTimer

EVERY_MS = 500
STILL_MS = 150  # nothing has moved for so long: what was tapped or pressed is answered and painted
PATIENCE = 20  # times in a row that a collection is put off, no more
YOUNG = 2_000  # objects more than were freed since the last time: then the young are looked through
WHOLE_EVERY = 120  # turns: once a minute everything is


class Tidying(QObject):
    """Begun in the GUI lane when the window opens, ended when it closes."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._turns = 0
        self._put_off = 0
        self._moved = QElapsedTimer()
        self._was_on = True
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.tidy)

    def begin(self) -> None:
        """What was loaded so far stays for good and is not looked through again."""
        self._was_on = gc.isenabled()
        gc.disable()
        gc.freeze()
        self._timer.start()

    def settle(self) -> None:
        """The rest is loaded: it stays for good as well. A whole look through it would hold a key up for 80 ms."""
        gc.collect(1)
        gc.freeze()

    def end(self) -> None:
        """Collect once more, here, and give the collector back."""
        self._timer.stop()
        gc.unfreeze()
        gc.collect()
        if self._was_on:
            gc.enable()

    def stirred(self, *_: object) -> None:
        """Something moves on the screen, or is about to."""
        self._moved.start()

    def tidy(self) -> None:
        """One turn of the timer."""
        if self._put_off < PATIENCE and self._moved.isValid() and self._moved.elapsed() < STILL_MS:
            self._put_off += 1
            self._timer.setInterval(STILL_MS)
            return
        self._put_off = 0
        self._timer.setInterval(EVERY_MS)
        self._turns += 1
        if self._turns % WHOLE_EVERY == 0:
            gc.collect()
        elif gc.get_count()[0] > YOUNG:
            gc.collect(1)
