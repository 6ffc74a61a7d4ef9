"""What a presenter needs from the world beside the desk: a lane that writes cards and something that prints.

Protocols, so that a presenter knows neither the card lane nor the spooler. An answer is called in the GUI lane.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from app.desk.slips import CardOrder, PaperSlip


class CardOutcome(Protocol):
    """How a card act ended: ``done``, ``unknown`` (the card left in mid-write) or ``failed`` (nothing was written)."""

    @property
    def outcome(self) -> str: ...

    @property
    def detail(self) -> str: ...


class CardActs(Protocol):
    """The card lane, as far as a screen sees it."""

    def void(self, order: CardOrder, answer: Callable[[CardOutcome], None]) -> None:
        """Write 學生證失效 to the chip that lies on the reader, read it back, and answer."""
        ...


class PrintOutcome(Protocol):
    """Whether the spooler took the paper; ``detail`` names the printer or the trouble's code."""

    @property
    def printed(self) -> bool: ...

    @property
    def detail(self) -> str: ...


class Printing(Protocol):
    """The printer beside the window."""

    def print_paper(self, paper: PaperSlip, answer: Callable[[PrintOutcome], None]) -> None: ...
