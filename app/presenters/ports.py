"""What a presenter needs from the world beside the desk: a lane that writes cards, one that examines, and a printer.

Protocols, so that a presenter knows neither the card lane nor the spooler. An answer is called in the GUI lane.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from app.desk.paper_slips import PaperSlip
from app.desk.slips import CardOrder
from app.desk.verify_slips import FileSlip, LedgerSlip, Seen


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


class Handed(Protocol):
    """A file that was handed in: what it is called on the screen."""

    @property
    def name(self) -> str: ...


class Examining(Protocol):
    """The lane that reads foreign files and looks at their signatures; it takes one file at a time."""

    def warm(self) -> None: ...

    def gather(self, paths: Sequence[str], answer: Callable[[tuple[Any, ...]], None]) -> None: ...

    def take(self, handed: Any, answer: Callable[[FileSlip], None]) -> None: ...

    def examine(self, ledger: LedgerSlip, answer: Callable[[Seen], None]) -> None: ...
