"""The done screen: what was committed, what still runs, and nobody's full name.

It clears itself after eight seconds; the time stands still while a step is open (a paper that did not print, a chip
that was not written, a signature on paper still to be given), so that nothing open is ever wiped from the screen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from app.desk import asks
from app.desk.slips import CardAct, DoneSlip
from app.presenters.errands import NO_PAPER, CardErrand, CardSlot, PaperErrand, PaperSlot, PaperState
from app.presenters.form import Form
from app.presenters.ports import CardActs, Printing
from app.presenters.turns import Turns

SECONDS = 8


@dataclass(frozen=True, slots=True)
class DoneScreen:
    slip: DoneSlip | None = None
    receipt: PaperSlot = NO_PAPER
    card: CardSlot | None = None
    paper_signature_due: bool = False
    seconds: int = SECONDS
    another_waits: bool = False

    @property
    def card_open(self) -> bool:
        return self.card is not None and not self.card.settled

    @property
    def open_step(self) -> bool:
        """Something is still owed or still runs: the screen stays."""
        return self.receipt.state is not PaperState.PRINTED or self.card_open or self.paper_signature_due


class DonePresenter(Form[DoneScreen]):
    """Prints the receipt (簽收單), has the chip written, counts down, goes.

    ``missed``: the receipt did not print, and the screen was left all the same.
    """

    missed = Signal(object, object)

    def __init__(
        self,
        turns: Turns,
        card_acts: CardActs,
        printing: Printing,
        leave: Callable[[], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(DoneScreen(), parent)
        self._leave = leave
        self._receipt = PaperErrand(turns.line, printing, self._moved, self.missed.emit)
        self._card = CardErrand(turns.line, card_acts, self._moved)
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self.tick)

    @property
    def busy(self) -> bool:
        """The chip is being written: nobody may leave, no tap may be answered."""
        return self._card.busy

    def begin(self, slip: DoneSlip, uid: bytes, signed_on_paper: bool = False) -> None:
        """Show the committed deed and run its errands."""
        self._receipt.forget()
        self._card.forget()
        self.screen = DoneScreen(slip, paper_signature_due=signed_on_paper)
        self.changed.emit(self.screen)
        if slip.card_act is CardAct.CHIP and slip.card_act_id is not None:
            self._card.run(slip.card_act_id, uid)
        self._receipt.run(asks.receipt(slip.pickup_id))
        self._timer.start()

    def card_tapped(self, uid: bytes) -> bool:
        """True when the tap belongs to this screen: the card whose chip is owed goes on by itself."""
        slot = self._card.slot
        if slot is None or slot.settled or (slot.uid and slot.uid != uid):
            return False
        self._card.run(slot.act_id, uid)
        return True

    def reprint(self) -> None:
        self._receipt.again()

    def paper_signed(self) -> None:
        """The graduate has signed the printed 簽收單."""
        self._show(paper_signature_due=False)

    def let_wait(self, another: bool) -> None:
        """Another card lies on the reader and is opened when this screen ends."""
        self._show(another_waits=another)

    def next(self) -> None:
        """Enter: the next graduate. Not while the chip is being written or the paper is unsigned."""
        if self.screen.paper_signature_due:
            self.paper_signed()
        elif not self.busy:
            self.end()

    def end(self) -> None:
        self._timer.stop()
        owed = self._receipt.slot
        if owed.state is PaperState.FAILED and owed.paper is not None:
            self.missed.emit(owed.paper, owed.why[0])
        self._receipt.forget()
        self._card.forget()
        self.screen = DoneScreen()
        self._leave()

    def tick(self) -> None:
        """One second has passed. An open step starts the count anew."""
        if self.screen.open_step:
            if self.screen.seconds != SECONDS:
                self._show(seconds=SECONDS)
        elif self.screen.seconds > 1:
            self._show(seconds=self.screen.seconds - 1)
        else:
            self.end()

    def _moved(self) -> None:
        if self.screen.slip is not None:
            self._show(receipt=self._receipt.slot, card=self._card.slot)
