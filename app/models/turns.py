"""Whose turn it is to write to a SQLite file, among the lanes of one program: first come, first served.

SQLite lets waiting writers ask again at odd moments and serves whoever asks at the right one: of sixteen busy lanes
some waited ten seconds in vain while others wrote a hundred times. In line each waits for those before it and is woken
at once. Other programs on the same file still meet at SQLite's own lock.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from app.errors import Trouble

PATIENCE = 10.0  # seconds, as SQLite's own lock is waited for

_lines: dict[str, Line] = {}
_guard = threading.Lock()


class Line:
    """The writers of one file, in the order in which they came."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Event] = deque()

    @contextmanager
    def turn(self, patience: float = PATIENCE) -> Iterator[None]:
        """Wait for one's turn, and give it on at the end. Trouble ``database.busy`` when it does not come in time."""
        own = threading.Event()
        with self._guard:
            self._waiting.append(own)
            self._waiting[0].set()
        try:
            if not own.wait(patience):
                raise Trouble("database.busy", retryable=True)
            yield
        finally:
            with self._guard:
                self._waiting.remove(own)
                if self._waiting:
                    self._waiting[0].set()


def line_of(file: str) -> Line:
    """The one line before this file."""
    with _guard:
        return _lines.setdefault(file, Line())
