"""The pickup (領取): from the tap to the next graduate. The heart of the window.

waiting → looking → case (ready, blocked, collected) or refused → handing over → done. Here are the clerk's keys and
the questions that are laid over a case; which case it is, and how it goes on and ends, is told in ``pickup_case``.
"""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import QObject, Signal

from app.dates import Clock
from app.desk import asks
from app.desk.asks import ProxyEvidence
from app.desk.slips import CaseSlip, Mode, Verdict
from app.presenters.correction import CorrectionPresenter
from app.presenters.errands import NO_PAPER, reasons
from app.presenters.evidence import EvidencePresenter
from app.presenters.hand_over_steps import Step
from app.presenters.loss import LossPresenter
from app.presenters.mailbox import MailboxPresenter
from app.presenters.mending import MendingPresenter, is_held
from app.presenters.phone import PhonePresenter
from app.presenters.pickup_case import PickupCase
from app.presenters.pickup_screen import Opening as Opening
from app.presenters.pickup_screen import Pane as Pane
from app.presenters.pickup_screen import PickupScreen as PickupScreen
from app.presenters.pickup_screen import Stage as Stage
from app.presenters.ports import CardActs, Printing
from app.presenters.release import ReleasePresenter, WithdrawalPresenter
from app.presenters.signed_receipt import SignedReceiptPresenter
from app.presenters.voiding import VoidPresenter
from app.threads.desk_line import Line, Reply

Question = (
    CorrectionPresenter
    | MendingPresenter
    | WithdrawalPresenter
    | PhonePresenter
    | LossPresenter
    | VoidPresenter
    | EvidencePresenter
)


class PickupPresenter(PickupCase):
    """One window's pickups, one after the other. ``queued`` tells that there is something to send."""

    queued = Signal()

    def __init__(
        self, line: Line, card_acts: CardActs, printing: Printing, clock: Clock, parent: QObject | None = None
    ) -> None:
        super().__init__(line, card_acts, printing, clock, parent)
        self.correction = CorrectionPresenter(self._turns, self._corrected, self)
        self.mending = MendingPresenter(self._turns, self._case_again, self)
        self.release = ReleasePresenter(self._turns, self._case_again, self)
        self.withdrawal = WithdrawalPresenter(self._turns, self._case_again, self)
        self.phone = PhonePresenter(self._turns, self._case_again, self)
        self.loss = LossPresenter(self._turns, self._case_again, self)
        self.voiding = VoidPresenter(self._turns, self)
        self.evidence = EvidencePresenter(self._turns, self)
        self.signed_receipt = SignedReceiptPresenter(self._turns, self._case_again, self)
        self.mailbox = MailboxPresenter(line, self.queued.emit, parent=self)

    @property
    def remedy(self) -> Pane:
        """What the chosen reason for an unstamped card still needs: the loss on record, or a supervisor (RULES I9)."""
        standing = self.steps.screen.standing
        if any(each.obstacle.code == "card.loss_not_reported" for each in standing):
            return Pane.LOSS
        return Pane.RELEASE if any(each.obstacle.overridable for each in standing) else Pane.NONE

    @property
    def may_correct(self) -> bool:
        """An error on the sheet can be told of (A11): the case is ready, and no proxy's papers are looked at first."""
        screen = self.screen
        ready = screen.stage is Stage.CASE and screen.case is not None and screen.case.verdict is Verdict.READY
        return ready and self.steps.screen.step is not Step.EVIDENCE

    # -------------------------------------------------------------- the clerk's keys
    def scanned(self, text: str) -> None:
        """The scanner read a barcode and ended it with ENTER or TAB."""
        if self.screen.stage is not Stage.CASE or self.screen.asking_again:
            return
        if self.screen.pane is Pane.VOID:
            self.voiding.scan(text)
        elif self.screen.pane is Pane.NONE:
            self.steps.scanned(text)

    def next(self, typed: str = "") -> None:
        """F9: the one obvious next step of whatever is on the screen."""
        screen = self.screen
        if screen.stage is Stage.DONE:
            self.done.next()
        elif screen.stage is Stage.REFUSED:
            self.ask_again()
        elif screen.stage is Stage.CASE and screen.case is not None and screen.pane is Pane.NONE:
            if screen.asking_again:
                return
            if screen.case.verdict is not Verdict.READY:
                self._print_or_close(screen.case)
            elif self.steps.screen.step is Step.EVIDENCE:
                self._offer_evidence()
            elif self.remedy is not Pane.NONE:
                self.open_pane(self.remedy)
            else:
                self.steps.next(typed)

    def _print_or_close(self, case: CaseSlip) -> None:
        """A case that ends here: first its paper, then the next graduate."""
        if self.screen.paper_given:
            self.close()
        elif case.verdict is Verdict.BLOCKED:
            self.print_notice()
        else:
            self.reprint_receipt()

    def reprint(self) -> None:
        """F6: the paper of this screen once more."""
        if self.screen.stage is Stage.DONE:
            self.done.reprint()
        elif self.screen.pane is Pane.VOID:
            self._print_voided()
        elif self.screen.case is not None and self.screen.case.verdict is Verdict.COLLECTED:
            self.reprint_receipt()
        else:
            self._paper.again()

    def back(self) -> None:
        """Esc: one step back; from the first step, out of the case."""
        screen = self.screen
        if self.must_wait:
            return
        if screen.pane is not Pane.NONE:
            self.close_pane()
        elif screen.beside is not None:
            self.forget_beside()
        elif screen.waiting and screen.stage is Stage.CASE:
            self.stay()
        elif screen.stage is Stage.CASE and self.steps.screen.begun:
            self.steps.back()
        elif screen.stage is Stage.CASE and screen.mode is Mode.PROXY:
            self.end_proxy()
        elif screen.stage is not Stage.DONE:
            self.close()

    def close(self) -> None:
        """Leave the case. With work in it the clerk is asked first."""
        if self.must_wait or self.screen.stage is Stage.DONE:
            return
        if self.has_progress and self.screen.pane is not Pane.LEAVE:
            self._show(pane=Pane.LEAVE)
        else:
            self._wait_for_next()

    # -------------------------------------------------------------- what lies over the case
    def open_pane(self, pane: Pane) -> None:
        """Open a question over the case: F8 correction, F7 release, telephone, loss."""
        case = self.screen.case
        if self.screen.stage is not Stage.CASE or case is None or self.must_wait or self.screen.asking_again:
            return
        if pane is Pane.RELEASE:
            asked = case.obstacles if case.verdict is Verdict.BLOCKED else self.steps.screen.standing
            if not asked:
                return
            self.release.begin(case, asked)
        if (pane is Pane.WITHDRAWAL and not case.permissions) or (pane is Pane.VOID and case.collected is None):
            return
        if pane is Pane.MENDING and not is_held(case):
            return
        if pane is Pane.EVIDENCE and self.screen.mode is Mode.PROXY:
            return  # a proxy stands at the window
        forms: dict[Pane, Question] = {
            Pane.MENDING: self.mending,
            Pane.CORRECTION: self.correction,
            Pane.WITHDRAWAL: self.withdrawal,
            Pane.PHONE: self.phone,
            Pane.LOSS: self.loss,
            Pane.VOID: self.voiding,
            Pane.EVIDENCE: self.evidence,
        }
        if pane in forms:
            forms[pane].begin(case)
        elif pane is Pane.MAILBOX:
            if self.screen.mode is Mode.PROXY:
                return  # the mailbox is the graduate's, never the proxy's (RULES H)
            self.mailbox.begin_at_case(case.graduate_id, case.certificate.id if case.certificate else None)
        self._show(pane=pane)

    def close_pane(self) -> None:
        """Esc always leaves; while its deed is in flight the answer is awaited."""
        if self._turns.deed_in_flight or (self.screen.pane is Pane.MAILBOX and self.mailbox.screen.sending):
            return
        voided = self.screen.pane is Pane.VOID and self.voiding.screen.done is not None
        corrected = self.screen.pane is Pane.MAILBOX and bool(self.mailbox.screen.done)
        if self.screen.pane is Pane.MAILBOX:
            self.mailbox.leave()
        self.evidence.forget()
        self._show(pane=Pane.NONE)
        if voided or corrected:
            self._read_again((), comparing=corrected)

    def give_up(self) -> None:
        """What was opened for whoever leaves is not shown to the next, even where the case itself has to wait."""
        self.evidence.forget()
        super().give_up()

    def _clear(self) -> None:
        super()._clear()
        self.evidence.forget()
        if self.mailbox.open:
            self.mailbox.leave()

    def ask_supervisor(self) -> None:
        """F7: a hand-over may be voided, a held certificate's correction ended, any other obstacle let pass."""
        case = self.screen.case
        if case is not None and case.verdict is Verdict.COLLECTED:
            self.open_pane(Pane.VOID)
        else:
            self.open_pane(Pane.MENDING if case is not None and is_held(case) else Pane.RELEASE)

    def attach_signed_receipt(self, pickup_id: UUID, name: str, content: bytes) -> None:
        """A file was picked for this hand-over; dropped when another case has come to the screen meanwhile."""
        case = self.screen.case
        taken = case.collected if case is not None and self.screen.pane is Pane.NONE else None
        if taken is not None and taken.pickup_id == pickup_id and not self.must_wait:
            self.signed_receipt.attach(pickup_id, name, content)

    def _print_voided(self) -> None:
        """The receipt of what was voided, now marked void."""
        if self.voiding.screen.done is not None:
            self._paper.run(asks.receipt(self.voiding.screen.done.pickup_id))

    # -------------------------------------------------------------- proxy
    def begin_proxy(self) -> None:
        """F4: somebody else collects (代領). Begins with the evidence; a refused proxy sees no reasons."""
        case = self.screen.case
        if self.screen.stage is not Stage.CASE or case is None or self.must_wait or self.steps.screen.begun:
            return
        if self.screen.pane is not Pane.NONE:
            return  # a question about the graduate lies over the case
        if case.verdict is not Verdict.COLLECTED and self.screen.mode is Mode.SELF:
            self._paper.forget()
            self._begin_steps(case, Mode.PROXY)
            self._show(mode=Mode.PROXY, paper=NO_PAPER)

    def end_proxy(self) -> None:
        """The graduate collects in person after all."""
        case = self.screen.case
        if case is None or self.steps.screen.begun or self.must_wait:
            return
        self._paper.forget()
        self._begin_steps(case, Mode.SELF)
        self._show(mode=Mode.SELF, paper=NO_PAPER)

    def _offer_evidence(self) -> None:
        """Have the desk look at the evidence before the steps begin: a wrong ID number is told at its field."""
        evidence, case = self.proxy.evidence(), self.screen.case
        if evidence is not None and case is not None and not self.proxy.screen.checking:
            self.proxy.wait()
            self._turns.look_up(asks.check_proxy_evidence(case.graduate_id, evidence), self._evidence_checked)

    def _evidence_checked(self, reply: Reply[None]) -> None:
        if not self._turns.is_due(reply):
            return
        if not reply.good:
            self.proxy.refuse(reasons(reply))
            return
        evidence: ProxyEvidence = reply.ask.facts["evidence"]
        self.proxy.accept()
        self.steps.give_evidence(evidence)
        self._show()
