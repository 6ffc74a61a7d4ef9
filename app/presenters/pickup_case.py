"""Which case lies on the desk: opened by a card or by hand, waiting behind another, read again, ended by its commit.

Each tap begins a turn; an answer that belongs to an older turn is dropped, so that card B never shows A's data. A deed
in flight is never overtaken: the next card waits. A case with work in it is not thrown away by a card that is laid on
the reader: the clerk is asked.
"""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from PySide6.QtCore import QObject

from app.dates import Clock
from app.desk.slips import CaseSlip, DoneSlip, Laid, Mode, OpenedBy, SheetCheckedSlip, Verdict
from app.errors import Obstacle, Refusal, Trouble
from app.presenters import hand_over_steps as steps
from app.presenters.changes import Change, same_ground, what_changed
from app.presenters.done import DonePresenter
from app.presenters.errands import NO_PAPER, CardErrand, reasons
from app.presenters.form import Problem
from app.presenters.hand_over import HandOverPresenter
from app.presenters.pickup_papers import PickupPapers, about_of
from app.presenters.pickup_screen import Opening, Pane, PickupScreen, Stage
from app.presenters.ports import CardActs, Printing
from app.presenters.proxy import ProxyPresenter
from app.presenters.turns import Turns
from app.threads.desk_line import Line, Reply


class PickupCase(PickupPapers):
    """One case after the other, with the steps, the proxy's evidence and the done screen that belong to it."""

    def __init__(
        self, line: Line, card_acts: CardActs, printing: Printing, clock: Clock, parent: QObject | None = None
    ) -> None:
        super().__init__(line, printing, parent)
        self._turns = Turns(line)
        self._opening: Opening | None = None
        self._waiting: Opening | None = None
        self._refusal: tuple[Problem, ...] = ()
        self._before: CaseSlip | None = None
        self._card = CardErrand(line, card_acts, self._card_moved)
        self.steps = HandOverPresenter(
            self._turns, clock, self._handed_over, self._deed_refused, self._other_sheet, self
        )
        self.proxy = ProxyPresenter(self._turns, printing, clock, self)
        self.done = DonePresenter(self._turns, card_acts, printing, self._done_left, self)
        for each in (self.proxy, self.done):
            each.missed.connect(self.missed)

    @property
    def has_progress(self) -> bool:
        """Somebody's work lies on the desk: it is not left without asking."""
        if self.screen.stage is not Stage.CASE:
            return False
        proxy = self.screen.mode is Mode.PROXY and self.proxy.touched
        steps_done = self.steps.screen.begun or self.steps.resting
        return steps_done or proxy or self.screen.pane is not Pane.NONE

    @property
    def must_wait(self) -> bool:
        """Something is in flight that may not be overtaken: a deed, a chip being written, an outcome nobody knows."""
        unknown = self.steps.screen.outcome_unknown
        return self._turns.deed_in_flight or self.done.busy or self._card.busy or unknown

    # -------------------------------------------------------------- opening a case
    def card_tapped(self, uid: bytes, reader: str) -> None:
        """An accepted card lies on the reader."""
        opening = Opening(uid, reader)
        self.forget_beside()
        if self.must_wait:
            self._let_wait(opening)
        elif self.screen.stage is Stage.DONE:
            self._tapped_when_done(opening)
        elif self._is_same_card(uid):
            if not self.has_progress and self._opening is not None:
                self._look(self._opening.about(self._opening.certificate_id))
        elif self.has_progress and self._opening is not None and not self._opening.uid:
            self._peek(opening)
        else:
            self._want(opening)

    def card_beside(self, why: Trouble) -> None:
        """A card that opens no case was laid down beside this one: told, and nothing is disturbed (A20, A38)."""
        self._show(beside=why)
        self.steps.lay(Laid.by_code(why.code))

    def forget_beside(self) -> None:
        """The card that was laid down beside has nothing to do with this case, or has given way to another."""
        if self.screen.beside is not None:
            self._show(beside=None)
            self.steps.lay(Laid.NONE)

    def open(
        self,
        graduate_id: UUID,
        opened_by: OpenedBy,
        mode: Mode = Mode.SELF,
        laid: Laid = Laid.NONE,
        certificate_id: UUID | None = None,
    ) -> None:
        """A case chosen by hand: from the search, where a scanned sheet names its certificate as well.

        ``laid`` is the card that was laid down before and opened no case.
        """
        self._open_when_free(
            Opening(graduate_id=graduate_id, opened_by=opened_by, mode=mode, laid=laid, certificate_id=certificate_id)
        )

    def choose_certificate(self, index: int) -> None:
        """Ctrl+1 and so on: another certificate of the same person, under this student number or another."""
        case, opening = self.screen.case, self._opening
        if self.screen.stage is not Stage.CASE or case is None or opening is None or not 0 <= index < len(case.others):
            return
        other = case.others[index]
        self._open_when_free(opening.turned_to(case, other.graduate_id, other.certificate_id, self.screen.mode))

    def _open_when_free(self, opening: Opening) -> None:
        if self.must_wait:
            self._let_wait(opening)
        else:
            self._want(opening)

    def _other_sheet(self, checked: SheetCheckedSlip, scanned: str) -> None:
        """The sheet is this person's, of another certificate: the case turns to it, and the scan goes on there.

        Not behind a proxy's evidence: the letter names what may be collected, so the clerk chooses.
        """
        case, opening = self.screen.case, self._opening
        if case is None or opening is None or case.certificate is None:
            return
        if self.steps.screen.begun:
            self.steps.tell((Obstacle("sheet.other_certificate", {"number": case.certificate.number}),))
            return
        turned = opening.turned_to(case, checked.graduate_id, checked.certificate_id, self.screen.mode)
        self._look(replace(turned, scan=scanned, scan_typed=checked.typed))

    def ask_again(self) -> None:
        """F5: the case as it is now."""
        if self.must_wait or self._opening is None or self.screen.pane is not Pane.NONE:
            return
        if self.screen.stage is Stage.CASE and self.screen.case is not None:
            self._read_again(())
        elif self.screen.stage in (Stage.REFUSED, Stage.LOOKING):
            self._look(self._opening)

    def leave_for_waiting(self) -> None:
        """The clerk lets this case go for the card that waits."""
        if self._waiting is not None and not self.must_wait:
            opening, self._waiting = self._waiting, None
            self._look(opening)

    def stay(self) -> None:
        """The clerk keeps this case; the other card has to be laid on the reader again."""
        self._waiting = None
        self._show(waiting="", pane=Pane.NONE)

    def _want(self, opening: Opening) -> None:
        if self.has_progress:
            self._let_wait(opening)
        else:
            self._look(opening)

    def _let_wait(self, opening: Opening) -> None:
        self._waiting = opening
        self.done.let_wait(True)
        self._show(waiting="card" if opening.uid else "case")

    def _tapped_when_done(self, opening: Opening) -> None:
        if self.done.card_tapped(opening.uid) or self._is_same_card(opening.uid):
            return
        if self.done.screen.open_step:
            self._let_wait(opening)
        else:
            self._waiting = opening
            self.done.end()

    def _is_same_card(self, uid: bytes) -> bool:
        return self._opening is not None and self._opening.uid == uid and self.screen.stage is not Stage.WAITING

    def _look(self, opening: Opening) -> None:
        """A new turn: whatever is on the screen goes, and older answers with it."""
        self._opening = opening
        self._waiting = None
        self._clear()
        self.screen = PickupScreen(Stage.LOOKING, mode=opening.mode)
        self.changed.emit(self.screen)
        self._turns.look_up(opening.ask(), self._looked)

    def _looked(self, reply: Reply[CaseSlip]) -> None:
        if not self._turns.is_due(reply):
            return
        if reply.slip is None:
            self._show(stage=Stage.REFUSED, problems=reasons(reply))
        else:
            self._open_case(reply.slip)

    def _open_case(self, case: CaseSlip) -> None:
        mode = self.screen.mode
        self._begin_steps(case, mode)
        self._show(stage=Stage.CASE, case=case, problems=(), asking_again=False)
        owed = steps.open_chip_act(case)
        if owed is not None and self._opening is not None and self._opening.uid:
            self._card.run(owed, self._opening.uid)
        if self._opening is not None and self._opening.scan:
            scan, self._opening = self._opening, self._opening.about(self._opening.certificate_id)
            self.steps.scanned(scan.scan, scan.scan_typed)

    def _begin_steps(self, case: CaseSlip, mode: Mode) -> None:
        if case.verdict is Verdict.READY:
            self.steps.begin(case, mode)
        elif case.verdict is Verdict.BLOCKED:
            self.steps.rest()
        else:
            self.steps.forget()
        if self.screen.beside is not None:
            self.steps.lay(Laid.by_code(self.screen.beside.code))
        if mode is Mode.PROXY:
            self.proxy.begin(case)

    def _clear(self) -> None:
        self._paper.forget()
        self._card.forget()
        self.steps.forget()

    # -------------------------------------------------------------- a card laid down beside a case opened by hand
    def _peek(self, opening: Opening) -> None:
        """Whose card is it? This graduate's own card joins the case; any other waits."""
        self._waiting = opening
        chosen = about_of(self.screen.case) if self.screen.case else None
        self._turns.look_up(opening.about(chosen).ask(), self._peeked)

    def _peeked(self, reply: Reply[CaseSlip]) -> None:
        if not self._turns.is_due(reply) or self._waiting is None:
            return
        case = self.screen.case
        if reply.slip is None or case is None or reply.slip.graduate_id != case.graduate_id:
            self._let_wait(self._waiting)
            return
        self._opening, self._waiting = self._waiting.about(about_of(case)), None
        self._adopt(reply.slip, ())

    def _adopt(self, case: CaseSlip, problems: tuple[Problem, ...], changes: tuple[Change, ...] = ()) -> None:
        """The same case, read anew, with nothing changed that was proofed: the work goes on."""
        self.steps.keep(case, problems)
        if self.screen.mode is Mode.PROXY:
            self.proxy.keep(case)
        self._show(case=case, asking_again=False, changes=changes, waiting="")

    # -------------------------------------------------------------- reading the case again
    def _read_again(self, refusal: tuple[Problem, ...], *, comparing: bool = True) -> None:
        """The case the way it was opened, as it is now; ``refusal`` and what has changed are told beside it.

        Not ``comparing`` where the clerk has just changed it: nothing of that is news.
        """
        if self._opening is not None:
            self._before, self._refusal = self.screen.case if comparing else None, refusal
            self._show(asking_again=True, problems=refusal)
            self._turns.look_up(self._opening.ask(), self._asked_again)

    def _asked_again(self, reply: Reply[CaseSlip]) -> None:
        if not self._turns.is_due(reply):
            return
        if reply.slip is None:
            self._show(asking_again=False, problems=(*self._refusal, *reasons(reply)))
            return
        before, case = self._before, reply.slip
        sheet = any(each.code.startswith("sheet.") for each in self._refusal)
        changes = what_changed(before, case) if before is not None else ()
        if before is not None and case.verdict is Verdict.READY and same_ground(before, case) and not sheet:
            self._adopt(case, self._refusal, changes)
            return
        self._begin_steps(case, self.screen.mode)
        self._paper.forget()
        self._show(
            case=case, asking_again=False, problems=self._refusal, changes=changes, pane=Pane.NONE, paper=NO_PAPER
        )

    def _case_again(self, case: CaseSlip) -> None:
        """A deed at this case (release, telephone, loss) was answered with the case as it is now.

        The steps done so far stay where nothing that they stand on changed: a signature is not asked for twice.
        """
        before = self._before = self.screen.case
        by_proxy = self.screen.mode is Mode.PROXY and self.proxy.touched
        ready, begun = case.verdict is Verdict.READY, self.steps.screen.begun or by_proxy
        if ready and begun and before is not None and before.verdict is Verdict.READY and same_ground(before, case):
            self.steps.keep(case)
            if by_proxy:
                self.proxy.keep(case)
        else:
            self._begin_steps(case, self.screen.mode)
        self._paper.forget()
        self._show(case=case, pane=Pane.NONE, problems=(), changes=(), paper=NO_PAPER)

    def _corrected(self, case: CaseSlip) -> None:
        """The sheet that was read and signed for is wrong: nothing that was done with it stays."""
        self.steps.forget()
        self._case_again(case)

    def give_up(self) -> None:
        """Somebody else signs on: what was unfinished goes; nothing was recorded of it. A deed in flight is awaited."""
        if not self.must_wait:
            self._waiting = None
            self._wait_for_next()

    def _wait_for_next(self) -> None:
        self._turns.forget()
        self._clear()
        waiting, self._waiting, self._opening = self._waiting, None, None
        self.screen = PickupScreen()
        if waiting is not None:
            self._look(waiting)
        else:
            self.changed.emit(self.screen)

    # -------------------------------------------------------------- how the commit ended
    def _handed_over(self, slip: DoneSlip) -> None:
        uid = self._opening.uid if self._opening else b""
        progress = self.steps.screen.progress
        on_paper = progress is not None and progress.signature_kind == steps.PAPER
        if progress is not None and progress.proxy is not None and slip.mode is Mode.PROXY:
            self.proxy.remember(progress.proxy)
        self._clear()
        self._show(stage=Stage.DONE, case=None, pane=Pane.NONE, problems=(), changes=())
        self.done.begin(slip, uid, on_paper)
        self.done.let_wait(self._waiting is not None)

    def _deed_refused(self, refusal: Refusal) -> None:
        """The rules said no at the commit: read the case again and tell what changed."""
        self._read_again(refusal.obstacles)

    def _done_left(self) -> None:
        """The done screen is over: the card that waited, or nobody."""
        self._wait_for_next()

    # -------------------------------------------------------------- errands of the case
    def _card_moved(self) -> None:
        """An old chip act goes on at this tap; when it is settled the case is read again without it."""
        self._show(card=self._card.slot)
        if self._card.slot is not None and self._card.slot.settled and self._opening is not None:
            self._card.forget()
            if not self.has_progress:
                self._read_again(())
