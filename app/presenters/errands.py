"""Errands that follow a deed: a paper to the printer, a chip to be written. Neither can undo the deed.

Each is three short legs with the desk at both ends: the desk makes the paper or journals the intent, the printer or the
card lane acts, the desk records how it ended. An errand that fails stays visible as an open step and may be run again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from uuid import UUID

from app.desk import asks
from app.desk.asks import Ask
from app.desk.paper_slips import PaperSlip
from app.desk.slips import CardOrder, StepState
from app.errors import Obstacle, Trouble
from app.presenters.form import reasons as reasons
from app.presenters.ports import CardActs, CardOutcome, Printing, PrintOutcome
from app.threads.desk_line import Line, Reply

#: What the card lane may answer that a clerk can do something about.
TOLD = frozenset(
    ("card.gone", "card.different", "card.no_access", "reader.held", "reader.service_lost", "reader.unplugged")
)


class PaperState(StrEnum):
    NONE = "none"
    MAKING = "making"
    PRINTING = "printing"
    PRINTED = "printed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class PaperSlot:
    """A paper on its way: ``why`` says what went wrong, in codes."""

    state: PaperState = PaperState.NONE
    paper: PaperSlip | None = None
    why: tuple[Obstacle | Trouble, ...] = ()

    @property
    def busy(self) -> bool:
        return self.state in (PaperState.MAKING, PaperState.PRINTING)


NO_PAPER = PaperSlot()


def not_printed(detail: str) -> Trouble:
    """Why a paper did not print, as the printer's lane names it; else that it did not."""
    return Trouble(detail if "." in detail else "paper.not_printed", retryable=True)


class PaperErrand:
    """Have one paper made, printed and noted; again on demand. ``missed`` hears of one that failed unseen."""

    def __init__(
        self, line: Line, printing: Printing, tell: Callable[[], None], missed: Callable[[PaperSlip, Trouble], object]
    ) -> None:
        self.slot = PaperSlot()
        self._missed = missed
        self._line = line
        self._printing = printing
        self._tell = tell
        self._ask: Ask[PaperSlip] | None = None

    def run(self, ask: Ask[PaperSlip]) -> None:
        """Make it afresh and print it; ignored while one is on its way."""
        if self.slot.busy:
            return
        self._ask = ask
        self._set(PaperSlot(PaperState.MAKING))
        self._line.ask(ask, self._made)

    def again(self) -> None:
        """Print once more what was made; make it first when that failed."""
        if self.slot.busy:
            return
        if self.slot.paper is not None:
            self._print(self.slot.paper)
        elif self._ask is not None:
            self.run(self._ask)

    def forget(self) -> None:
        """The screen turned to somebody else: late answers are only recorded."""
        self._ask = None
        self.slot = PaperSlot()

    def _made(self, reply: Reply[PaperSlip]) -> None:
        if reply.ask is not self._ask:
            return
        if reply.slip is None:
            self._set(PaperSlot(PaperState.FAILED, why=reasons(reply)))
        else:
            self._print(reply.slip)

    def _print(self, paper: PaperSlip) -> None:
        self._set(PaperSlot(PaperState.PRINTING, paper))
        self._printing.print_paper(paper, _Printed(self, paper).answer)

    def printed(self, paper: PaperSlip, outcome: PrintOutcome) -> None:
        """The printer's answer: recorded whoever is on the screen by now."""
        noted = asks.paper_printed(paper.reference, paper.kind, outcome.printed, outcome.detail)
        self._line.ask(noted, self._noted)
        if self.slot.paper is not paper:
            if not outcome.printed:
                self._missed(paper, not_printed(outcome.detail))
            return
        if outcome.printed:
            self._set(PaperSlot(PaperState.PRINTED, paper))
        else:
            self._set(PaperSlot(PaperState.FAILED, paper, (not_printed(outcome.detail),)))

    def _noted(self, reply: Reply[None]) -> None:
        """What became of the print is in the journal; if not, the paper itself still lies in the tray."""

    def _set(self, slot: PaperSlot) -> None:
        self.slot = slot
        self._tell()


class _Printed:
    """Ties a printer's answer to the paper it is about: two papers may be on their way."""

    def __init__(self, errand: PaperErrand, paper: PaperSlip) -> None:
        self._errand = errand
        self._paper = paper

    def answer(self, outcome: PrintOutcome) -> None:
        self._errand.printed(self._paper, outcome)


@dataclass(frozen=True, slots=True)
class CardSlot:
    """A chip act on its way. ``writing`` while the card must stay on the reader."""

    act_id: UUID
    state: StepState = StepState.DUE
    writing: bool = False
    detail: str = ""
    why: tuple[Obstacle | Trouble, ...] = ()
    uid: bytes = field(default=b"", repr=False)

    @property
    def settled(self) -> bool:
        return self.state in (StepState.DONE, StepState.EXCUSED)


class CardErrand:
    """Void one chip: journal the intent, let the card lane write, record the outcome (A21)."""

    def __init__(self, line: Line, card_acts: CardActs, tell: Callable[[], None]) -> None:
        self.slot: CardSlot | None = None
        self._line = line
        self._card_acts = card_acts
        self._tell = tell

    @property
    def busy(self) -> bool:
        return self.slot is not None and self.slot.writing

    @property
    def owed(self) -> bool:
        return self.slot is not None and not self.slot.settled

    def run(self, act_id: UUID, uid: bytes) -> None:
        """Begin, or try again at the card's next tap; ignored while the chip is being written."""
        if self.busy:
            return
        self._set(CardSlot(act_id, StepState.DUE, writing=True, uid=uid))
        self._line.ask(asks.intend_card_act(act_id, uid), self._ordered)

    def forget(self) -> None:
        """The screen turned to somebody else; the act stays owed in the records."""
        self.slot = None

    def _ordered(self, reply: Reply[CardOrder]) -> None:
        slot = self.slot
        if slot is None or slot.act_id != reply.ask.facts["act_id"]:
            return
        if reply.slip is None:
            self._set(replace(slot, state=StepState.FAILED, writing=False, why=reasons(reply)))
            return
        self._set(replace(slot, state=StepState.INTENDED))
        self._card_acts.void(reply.slip, _Acted(self, slot.act_id).answer)

    def acted(self, act_id: UUID, outcome: CardOutcome) -> None:
        """The card lane's answer: recorded first, shown when the record is made."""
        self._line.ask(asks.record_card_act(act_id, outcome.outcome, outcome.detail), self._recorded)

    def _recorded(self, reply: Reply[None]) -> None:
        slot = self.slot
        if slot is None or slot.act_id != reply.ask.facts["act_id"]:
            return
        outcome = StepState(reply.ask.facts["outcome"])
        state = outcome if reply.good else StepState.UNKNOWN
        detail = str(reply.ask.facts["detail"])
        why = reasons(reply) or ((Trouble(detail, retryable=True),) if detail in TOLD else ())
        self._set(replace(slot, state=state, writing=False, detail=detail, why=why))

    def _set(self, slot: CardSlot) -> None:
        self.slot = slot
        self._tell()


class _Acted:
    """Ties the card lane's answer to its act."""

    def __init__(self, errand: CardErrand, act_id: UUID) -> None:
        self._errand = errand
        self._act_id = act_id

    def answer(self, outcome: CardOutcome) -> None:
        self._errand.acted(self._act_id, outcome)
