"""The hand-over step by step (發給流程, RULES I1), up to the one commit at its end.

The clerk presses one key per step. Nothing is recorded before the last one: then the whole deed goes in one ask, under
a number made when the case was opened. When the answer never comes (the connection broke at the commit) the same deed
is sent again under the same number, which changes nothing if it had arrived.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from PySide6.QtCore import QObject

from app.dates import Clock
from app.desk import asks
from app.desk.slips import CaseSlip, DoneSlip, Mode, SheetCheckedSlip
from app.errors import Obstacle, Refusal
from app.presenters import hand_over_steps as steps
from app.presenters.errands import reasons
from app.presenters.form import Form, Problem
from app.presenters.hand_over_steps import Progress, Step
from app.presenters.turns import Turns
from app.threads.desk_line import Reply

#: The troubles after which nobody knows whether the deed was recorded: the connection may have broken at the commit.
OUTCOME_UNKNOWN = ("database.outcome_unknown", "database.away")
#: Told when the window is closed at this hour; the clerk may go on with a reason (A25).
OUTSIDE_HOURS = ("hours.outside", "hours.reason_missing")
LONGEST_SCAN = 400


@dataclass(frozen=True, slots=True)
class StepsScreen:
    """``choice`` is the document chosen for the face, ``exception`` the code for a card that cannot be stamped."""

    case: CaseSlip | None = None
    progress: Progress | None = None
    checking: bool = False
    sending: bool = False
    sent_again: bool = False
    outcome_unknown: bool = False
    choice: str = ""
    on_paper: bool = False
    ink: bytes | None = field(default=None, repr=False)
    excepted: bool = False
    exception: str = ""
    reason: str = ""
    problems: tuple[Problem, ...] = ()

    @property
    def step(self) -> Step | None:
        return self.progress.step if self.progress else None

    @property
    def begun(self) -> bool:
        return self.progress is not None and self.progress.begun

    @property
    def asks_reason(self) -> bool:
        """The window is closed at this hour: the last step wants to know why it is done all the same."""
        told = self.case.notices if self.case else ()
        return any(each.code in OUTSIDE_HOURS for each in (*told, *self.problems))


class HandOverPresenter(Form[StepsScreen]):
    """One graduate's hand-over. ``handed_over`` and ``refused`` tell the pickup how the commit ended."""

    def __init__(
        self,
        turns: Turns,
        clock: Clock,
        handed_over: Callable[[DoneSlip], None],
        refused: Callable[[Refusal], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(StepsScreen(), parent)
        self._turns = turns
        self._clock = clock
        self._handed_over = handed_over
        self._refused = refused

    # -------------------------------------------------------------- begin, keep, leave
    def begin(self, case: CaseSlip, mode: Mode = Mode.SELF) -> None:
        self._open(StepsScreen(case, steps.begin(case, mode)))

    def keep(self, case: CaseSlip, problems: tuple[Problem, ...] = ()) -> None:
        """The case was read anew and nothing that was proofed changed: go on where we were, with its new revision."""
        self._show(case=case, problems=problems)

    def forget(self) -> None:
        self.screen = StepsScreen()
        self.changed.emit(self.screen)

    def back(self) -> bool:
        """One step back; False where there is none to go back to. Never past a signature, never during the commit."""
        screen = self.screen
        if screen.progress is None or screen.sending or screen.outcome_unknown:
            return False
        if screen.excepted and screen.case and steps.planned_act(screen.case) != steps.EXCEPTION:
            self._show(excepted=False, exception="", problems=())
            return True
        if screen.on_paper and screen.step is Step.SIGNATURE:
            self._show(on_paper=False, problems=())
            return True
        if not screen.progress.may_go_back:
            if screen.progress.begun:
                self._show(problems=(Obstacle("step.signed"),))
            return screen.progress.begun
        self._open(replace(screen, progress=screen.progress.back()))
        return True

    # -------------------------------------------------------------- what the clerk and the devices tell
    def scanned(self, text: str, typed: bool = False) -> None:
        """A barcode, or the number typed in its stead: is it this graduate's sheet?"""
        screen = self.screen
        if screen.case is None or screen.step is not Step.SHEET or screen.checking:
            return
        number = text.strip()[:LONGEST_SCAN]
        if not number:
            self._show(problems=(Obstacle("sheet.nothing_scanned"),))
            return
        self._show(checking=True, problems=())
        self._turns.look_up(asks.check_sheet(screen.case.graduate_id, number, typed), self._sheet_checked)

    def choose_identity(self, kind: str) -> None:
        self._show(choice=kind, problems=())

    def ink(self, png: bytes | None) -> None:
        """The pad after a stroke (PNG), or None when it was wiped; the pad shows its own ink."""
        self._note(ink=png, problems=())

    def sign_on_paper(self, on_paper: bool = True) -> None:
        """The pad is broken, or the person objects: the printed 簽收單 is signed."""
        if self.screen.step is Step.SIGNATURE:
            self._show(on_paper=on_paper, ink=None, problems=())

    def except_card(self, excepted: bool = True) -> None:
        """The card cannot be stamped: name why instead (A21)."""
        if self.screen.step is Step.CARD:
            self._show(excepted=excepted, exception="", problems=())

    def choose_exception(self, code: str) -> None:
        self._show(exception=code, problems=())

    def write_reason(self, reason: str) -> None:
        """Why it is handed over outside the window's hours."""
        self._note(reason=reason)

    def next(self, typed: str = "") -> None:
        """F9: finish the open step. ``typed`` is the sheet's number where it was not scanned."""
        step = self.screen.step
        if step is None or self.screen.sending or self.screen.checking:
            return
        match step:
            case Step.SHEET:
                self.scanned(typed, typed=True)
            case Step.ADVISORIES:
                told = self.screen.case.advisories if self.screen.case else ()
                self._finish(told=tuple(each.code for each in told))
            case Step.FACE:
                self._compare()
            case Step.PROOF:
                self._finish(proofread=True)
            case Step.SIGNATURE:
                self._sign()
            case Step.CARD:
                self._settle_card()
            case Step.TOGETHER:
                self._commit()
            case Step.EVIDENCE:
                pass  # the proxy's own form finishes it

    def give_evidence(self, evidence: asks.ProxyEvidence) -> None:
        """The proxy's evidence is whole."""
        if self.screen.step is Step.EVIDENCE:
            self._finish(proxy=evidence)

    # -------------------------------------------------------------- single steps
    def _compare(self) -> None:
        if self.screen.choice:
            self._finish(identity_kind=self.screen.choice)
        else:
            self._show(problems=(Obstacle("identity.not_chosen"),))

    def _sign(self) -> None:
        if self.screen.on_paper:
            self._finish(signature_kind=steps.PAPER, signature_png=None)
        elif self.screen.ink:
            self._finish(signature_kind=steps.PAD, signature_png=self.screen.ink)
        else:
            self._show(problems=(Obstacle("signature.missing"),))

    def _settle_card(self) -> None:
        screen = self.screen
        if screen.case is None:
            return
        if not screen.excepted:
            self._finish(card_act=steps.planned_act(screen.case))
        elif screen.exception:
            self._finish(card_act=steps.EXCEPTION, card_exception=screen.exception)
        else:
            self._show(problems=(Obstacle("card.exception_missing"),))

    def _finish(self, **records: object) -> None:
        progress = self.screen.progress
        if progress is not None:
            self._open(replace(self.screen, progress=progress.finish(self._clock.now(), **records)))

    def _open(self, screen: StepsScreen) -> None:
        """Show the step that is now open, with its own first choice and nothing of the step before."""
        screen = replace(screen, problems=(), checking=False, choice="", on_paper=False, ink=None)
        if screen.case is not None and screen.progress is not None:
            choices = steps.identity_choices(screen.case, screen.progress)
            obvious = choices[:1] if len(choices) == 1 or choices[:1] == (steps.PHOTO,) else ()
            exceptions = [code for code, _ in screen.case.card_exceptions]
            lost = screen.case.loss.reported_at is not None and "lost" in exceptions
            screen = replace(
                screen,
                choice=obvious[0] if obvious and screen.step is Step.FACE else "",
                excepted=steps.planned_act(screen.case) == steps.EXCEPTION,
                exception="lost" if lost else "",
            )
        self.screen = screen
        self.changed.emit(screen)

    def _sheet_checked(self, reply: Reply[SheetCheckedSlip]) -> None:
        if not self._turns.is_due(reply):
            return
        if reply.slip is None:
            self._show(checking=False, problems=reasons(reply))
            return
        facts = reply.ask.facts
        self._finish(sheet_scan=facts["scanned"], sheet_typed=facts["typed"], serial=reply.slip.serial)

    # -------------------------------------------------------------- the commit
    def _commit(self) -> None:
        screen = self.screen
        if screen.case is None or screen.progress is None or self._turns.deed_in_flight:
            return
        reason = screen.reason.strip() if screen.asks_reason else ""
        if screen.asks_reason and not reason:
            self._show(problems=(Obstacle("hours.reason_missing"),))
            return
        deed = steps.deed_of(screen.case, screen.progress, reason)
        self._show(sending=True, problems=())
        self._turns.do(asks.hand_over(deed), self._committed)

    def _committed(self, reply: Reply[DoneSlip]) -> None:
        self._turns.done(reply)
        if reply.slip is not None:
            self._handed_over(reply.slip)
        elif reply.refusal is not None:
            self._show(sending=False, sent_again=False, outcome_unknown=False)
            self._refused(reply.refusal)
        else:
            self._trouble(reply)

    def _trouble(self, reply: Reply[DoneSlip]) -> None:
        """Nobody knows whether it was recorded: send the very same deed once more, then leave it to the clerk."""
        unknown = reply.trouble is not None and reply.trouble.code in OUTCOME_UNKNOWN
        once_more = unknown and not self.screen.sent_again
        stays_unknown = unknown or self.screen.outcome_unknown
        self._show(sending=once_more, sent_again=unknown, outcome_unknown=stays_unknown, problems=reasons(reply))
        if once_more:
            self._turns.do(reply.ask, self._committed)
