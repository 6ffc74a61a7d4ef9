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
from app.desk.slips import CaseSlip, DoneSlip, ExceptionSlip, Laid, Mode, ObstacleSlip, SheetCheckedSlip
from app.errors import Obstacle, Refusal
from app.presenters import hand_over_steps as steps
from app.presenters.changes import same_ground
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
    """``choice`` is the document chosen for the face, ``exception`` the code for a card that cannot be stamped.

    ``beside`` is a card that was laid down beside the case and could not join it.
    """

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
    beside: Laid = Laid.NONE
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

    @property
    def laid(self) -> Laid:
        """The card of this case: its own that was read, else what was laid down beside it."""
        known = self.case.laid if self.case else Laid.NONE
        return known if known is Laid.ACCEPTED or self.beside is Laid.NONE else self.beside

    @property
    def chosen(self) -> ExceptionSlip | None:
        """The reason that is chosen for the card that cannot be stamped."""
        if self.case is None or self.step is not Step.CARD or not self.excepted:
            return None
        return next((each for each in self.case.card_exceptions if each.code == self.exception), None)

    @property
    def standing(self) -> tuple[ObstacleSlip, ...]:
        """What keeps the chosen reason from being recorded: a release, a loss report (RULES I9)."""
        return self.chosen.standing if self.chosen else ()

    @property
    def asks_document(self) -> bool:
        """The chosen reason wants a document, and the face was compared with the photograph (RULES I9)."""
        photo = self.progress is not None and self.progress.identity_kind == steps.PHOTO
        return photo and self.chosen is not None and self.chosen.by_document


class HandOverPresenter(Form[StepsScreen]):
    """One graduate's hand-over. ``handed_over`` and ``refused`` tell the pickup how the commit ended,
    ``other_certificate`` that the scanned sheet is this person's, but of another certificate than the case is about.
    """

    def __init__(
        self,
        turns: Turns,
        clock: Clock,
        handed_over: Callable[[DoneSlip], None],
        refused: Callable[[Refusal], None],
        other_certificate: Callable[[SheetCheckedSlip, str], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(StepsScreen(), parent)
        self._turns = turns
        self._clock = clock
        self._handed_over = handed_over
        self._refused = refused
        self._other_certificate = other_certificate
        self._resting: StepsScreen | None = None

    # -------------------------------------------------------------- begin, keep, leave
    @property
    def resting(self) -> bool:
        """Steps that were done wait until what stands in the way is gone."""
        return self._resting is not None

    def begin(self, case: CaseSlip, mode: Mode = Mode.SELF) -> None:
        """The first step; or the one that this case's resting steps had come to, if they stand on the same."""
        resting, self._resting = self._resting, None
        if resting is not None and _goes_on(resting, case, mode):
            self.screen = resting
            self.keep(case)
        else:
            self._open(StepsScreen(case, steps.begin(case, mode)))

    def keep(self, case: CaseSlip, problems: tuple[Problem, ...] = ()) -> None:
        """The case was read anew and nothing that was proofed changed: go on where we were, with its new revision.

        Where the card or its loss changed, the card step is open anew; the signature stays.
        """
        old, progress = self.screen.case, self.screen.progress
        card_changed = old is None or (old.card, old.loss, old.laid) != (case.card, case.loss, case.laid)
        if progress is not None and card_changed and progress.step in (Step.CARD, Step.TOGETHER):
            chosen = self.screen.exception
            self._open(replace(self.screen, case=case, progress=progress.reopen(Step.CARD)))
            if chosen and self.screen.excepted and not self.screen.exception:
                self._show(exception=chosen)
            self._show(problems=problems)
        else:
            self._show(case=case, problems=problems)

    def rest(self) -> None:
        """Something stands in the way now. What was read and signed is kept, for the moment when it does no more."""
        kept = self.screen if self.screen.begun else self._resting
        self.forget()
        self._resting = kept

    def tell(self, problems: tuple[Problem, ...]) -> None:
        """Something about the open step that the pickup found."""
        self._show(problems=problems)

    def forget(self) -> None:
        self._resting = None
        self.screen = StepsScreen()
        self.changed.emit(self.screen)

    def lay(self, beside: Laid) -> None:
        """A card that cannot join the case was laid beside it; NONE when it has nothing to do with it.

        A deed that was sent stays the deed it was.
        """
        if beside is not self.screen.beside and not self.screen.sending and not self.screen.outcome_unknown:
            self._show(beside=beside)
            if self.screen.step is Step.CARD and self.screen.case is not None and self.screen.excepted:
                obvious = steps.obvious_exception(self.screen.case, self.screen.laid)
                self._show(exception=obvious or self.screen.exception)

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
        about = screen.case.certificate.id if screen.case.certificate else None
        self._turns.look_up(asks.check_sheet(screen.case.graduate_id, number, typed, about), self._sheet_checked)

    def choose_identity(self, kind: str) -> None:
        self._show(choice=kind, problems=())

    def ink(self, png: bytes | None) -> None:
        """The pad after a stroke (PNG), or None when it was wiped; the pad shows its own ink."""
        if self.screen.problems:
            self._show(ink=png, problems=())  # what was missing is there now
        else:
            self._note(ink=png)

    def sign_on_paper(self, on_paper: bool = True) -> None:
        """The pad is broken, or the person objects: the printed 簽收單 is signed."""
        if self.screen.step is Step.SIGNATURE:
            self._show(on_paper=on_paper, ink=None, problems=())

    def except_card(self, excepted: bool = True) -> None:
        """The card cannot be stamped: name why instead (A21)."""
        if self.screen.step is Step.CARD:
            self._show(excepted=excepted, exception="", choice="", problems=())

    def choose_exception(self, code: str) -> None:
        """The reason is named; what it still needs is told at once (RULES I9)."""
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
            case Step.REVIEW:
                own = steps.to_decide(self.screen.case) if self.screen.case else ()
                self._finish(decided=tuple(each.code for each in own))
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
            return
        chosen = screen.chosen
        if chosen is None:
            self._show(problems=(Obstacle("card.exception_missing"),))
        elif not screen.laid.allows(chosen.about):
            self._show(problems=(Obstacle("card.exception_contradicts", {"name": chosen.name}),))
        elif chosen.standing:
            return  # told beside the reason as long as it stands
        elif screen.asks_document and not screen.choice:
            self._show(problems=(Obstacle("identity.document_needed"),))
        else:
            document = {"identity_kind": screen.choice} if screen.asks_document else {}
            self._finish(card_act=steps.EXCEPTION, card_exception=chosen.code, **document)

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
            screen = replace(
                screen,
                choice=obvious[0] if obvious and screen.step is Step.FACE else "",
                excepted=steps.planned_act(screen.case) == steps.EXCEPTION,
                exception=steps.obvious_exception(screen.case, screen.laid),
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
        certificate = self.screen.case.certificate if self.screen.case else None
        if certificate is not None and certificate.id != reply.slip.certificate_id:
            self._show(checking=False)
            self._other_certificate(reply.slip, facts["scanned"])
            return
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
        deed = steps.deed_of(screen.case, screen.progress, screen.laid, reason)
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


def _goes_on(resting: StepsScreen, case: CaseSlip, mode: Mode) -> bool:
    """Whether steps that rest may go on in this case: all that they stand on is as it was."""
    before, progress = resting.case, resting.progress
    return before is not None and progress is not None and progress.mode is mode and same_ground(before, case)
