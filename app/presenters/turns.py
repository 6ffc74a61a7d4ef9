"""Turns: whose answer may be shown, and whether the next tap has to wait.

A look-up may be overtaken by a newer tap; its late answer is then dropped, so that a screen never shows A's data under
B's card. A deed may not be overtaken: while one is in flight every other deed and every tap waits.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from app.desk.ask import Ask
from app.threads.desk_line import Line, Reply

T = TypeVar("T")


class Turns:
    """The asks of one window that are still unanswered, as far as their order matters."""

    def __init__(self, line: Line) -> None:
        self.line = line
        self.number = 0
        self._look_up: Ask[Any] | None = None
        self._deed: Ask[Any] | None = None

    @property
    def deed_in_flight(self) -> bool:
        return self._deed is not None

    def look_up(self, ask: Ask[T], answer: Callable[[Reply[T]], None]) -> None:
        """Begin a new turn: the answers to all older ones are dropped."""
        self.number += 1
        self._look_up = ask
        self.line.ask(ask, answer)

    def forget(self) -> None:
        """No answer is awaited any more; one that still comes belongs to an older turn."""
        self.number += 1
        self._look_up = None

    def is_due(self, reply: Reply[Any]) -> bool:
        """True once, for the answer to the newest look-up."""
        if reply.ask is not self._look_up:
            return False
        self._look_up = None
        return True

    def do(self, ask: Ask[T], answer: Callable[[Reply[T]], None]) -> bool:
        """Send a deed. False when one is in flight already: a second press of the key changes nothing."""
        if self._deed is not None:
            return False
        self._deed = ask
        self.line.ask(ask, answer)
        return True

    def done(self, reply: Reply[Any]) -> None:
        """The deed was answered; the next may go."""
        if reply.ask is self._deed:
            self._deed = None
