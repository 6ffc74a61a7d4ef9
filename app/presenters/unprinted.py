"""Papers that did not print after their screen was left: named over whatever page is shown, until printed or let go.

The records keep a receipt that did not print as an open step of the day; here is the paper itself, one key away.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QObject

from app.desk import asks
from app.desk.paper_slips import PaperSlip
from app.errors import Obstacle, Trouble
from app.presenters.errands import not_printed
from app.presenters.form import Form
from app.presenters.ports import Printing, PrintOutcome
from app.threads.desk_line import Line, Reply


@dataclass(frozen=True, slots=True)
class Unprinted:
    """A paper that is still owed, and why it did not print; ``printing`` while it is tried again."""

    paper: PaperSlip
    why: Obstacle | Trouble
    printing: bool = False


@dataclass(frozen=True, slots=True)
class UnprintedScreen:
    """The oldest first: it is the one that is told."""

    papers: tuple[Unprinted, ...] = ()

    @property
    def first(self) -> Unprinted | None:
        return self.papers[0] if self.papers else None


class UnprintedPresenter(Form[UnprintedScreen]):
    """Keeps such papers in the window's memory while whoever printed them is signed on."""

    def __init__(self, line: Line, printing: Printing, parent: QObject | None = None) -> None:
        super().__init__(UnprintedScreen(), parent)
        self._line = line
        self._printing = printing

    def take(self, paper: PaperSlip, why: Obstacle | Trouble) -> None:
        """A paper did not print, and its screen is gone."""
        rest = tuple(each for each in self.screen.papers if each.paper is not paper)
        self._show(papers=(*rest, Unprinted(paper, why)))

    def again(self) -> None:
        """F6: print the first once more; ignored while it is on its way."""
        first = self.screen.first
        if first is not None and not first.printing:
            self._change(first.paper, replace(first, printing=True))
            self._printing.print_paper(first.paper, _Tried(self, first.paper).answer)

    def let_go(self) -> None:
        """The clerk has read it; a receipt stays an open step of the day."""
        self._show(papers=self.screen.papers[1:])

    def forget(self) -> None:
        """Somebody else signs on: no paper with a name on it stays."""
        self._show(papers=())

    def tried(self, paper: PaperSlip, outcome: PrintOutcome) -> None:
        noted = asks.paper_printed(paper.reference, paper.kind, outcome.printed, outcome.detail)
        self._line.ask(noted, self._noted)
        if outcome.printed:
            self._show(papers=tuple(each for each in self.screen.papers if each.paper is not paper))
        else:
            self._change(paper, Unprinted(paper, not_printed(outcome.detail)))

    def _change(self, paper: PaperSlip, to: Unprinted) -> None:
        self._show(papers=tuple(to if each.paper is paper else each for each in self.screen.papers))

    def _noted(self, reply: Reply[None]) -> None:
        """What became of the print is in the journal."""


class _Tried:
    """Ties a printer's answer to the paper it is about."""

    def __init__(self, presenter: UnprintedPresenter, paper: PaperSlip) -> None:
        self._presenter = presenter
        self._paper = paper

    def answer(self, outcome: PrintOutcome) -> None:
        self._presenter.tried(self._paper, outcome)
