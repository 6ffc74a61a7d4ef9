"""A paper on screen before it is on paper: its pages as pictures, and the printer one key away."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QObject, Signal

from app.desk import asks
from app.desk.evidence_slips import EVIDENCE_PAPER
from app.desk.paper_slips import PageSlip, PaperSlip
from app.presenters.errands import not_printed, reasons
from app.presenters.form import Form, Problem
from app.presenters.ports import Printing, PrintOutcome
from app.threads.desk_line import Line, Reply

DPI = 110
NOT_PAPER = ("digital_certificate", EVIDENCE_PAPER)  # E27: a print verifies nothing; a copy outlives its years


@dataclass(frozen=True, slots=True)
class PreviewScreen:
    paper: PaperSlip | None = None
    pages: tuple[PageSlip, ...] = field(default=(), repr=False)
    page: int = 0
    printing: bool = False
    printed: bool = False
    problems: tuple[Problem, ...] = ()


class PreviewPresenter(Form[PreviewScreen]):
    """``missed``: a paper did not print, and was put away meanwhile."""

    missed = Signal(object, object)

    def __init__(self, line: Line, printing: Printing, parent: QObject | None = None) -> None:
        super().__init__(PreviewScreen(), parent)
        self._line = line
        self._printing = printing

    @property
    def printable(self) -> bool:
        """A digital certificate is a file, evidence is looked at; everything else is a paper."""
        return self.screen.paper is None or self.screen.paper.kind not in NOT_PAPER

    @property
    def shows_evidence(self) -> bool:
        return self.screen.paper is not None and self.screen.paper.kind == EVIDENCE_PAPER

    def open(self, paper: PaperSlip) -> None:
        self.screen = PreviewScreen(paper=paper)
        self._show()
        self._line.ask(asks.page_images(paper.pdf, DPI), self._drawn)

    def close(self) -> None:
        """Nothing of the paper is kept."""
        self.screen = PreviewScreen()
        self._show()

    def close_evidence(self) -> None:
        """The window is locked: evidence is not left open behind it."""
        if self.shows_evidence:
            self.close()

    def turn(self, by: int) -> None:
        if self.screen.pages:
            self._show(page=max(0, min(len(self.screen.pages) - 1, self.screen.page + by)))

    def print(self) -> None:
        paper = self.screen.paper
        if paper is None or self.screen.printing or not self.printable:
            return
        self._show(printing=True, printed=False, problems=())
        self._printing.print_paper(paper, _Sent(self, paper).answer)

    def _drawn(self, reply: Reply[tuple[PageSlip, ...]]) -> None:
        if self.screen.paper is None or reply.ask.facts["pdf"] is not self.screen.paper.pdf:
            return  # another paper's, that was put away
        if reply.slip is None:
            self._show(problems=reasons(reply))
        else:
            self._show(pages=reply.slip)

    def printed(self, paper: PaperSlip, outcome: PrintOutcome) -> None:
        """The printer's answer: recorded whatever is on the screen by now."""
        noted = asks.paper_printed(paper.reference, paper.kind, outcome.printed, outcome.detail)
        self._line.ask(noted, self._noted)
        problem = () if outcome.printed else (not_printed(outcome.detail),)
        if self.screen.paper is not paper:
            if problem:
                self.missed.emit(paper, problem[0])
            return
        self._show(printing=False, printed=outcome.printed, problems=problem)

    def _noted(self, reply: Reply[None]) -> None:
        """What became of the print is in the journal."""


class _Sent:
    """Ties a printer's answer to the paper it is about."""

    def __init__(self, preview: PreviewPresenter, paper: PaperSlip) -> None:
        self._preview = preview
        self._paper = paper

    def answer(self, outcome: PrintOutcome) -> None:
        self._preview.printed(self._paper, outcome)
