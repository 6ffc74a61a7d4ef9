"""F10 at a case: everything that is not the next step."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from app.desk.slips import CaseSlip, Mode, Verdict
from app.presenters.hand_over_steps import Step
from app.presenters.mending import is_held
from app.presenters.pickup import Pane, PickupPresenter, Stage
from app.views.signed_receipt import choose_signed_receipt, paper_signed
from app.wording import Wording

OTHER_STOPS = (Step.REVIEW, Step.FACE, Step.CARD)  # where F8 stops for a reason of the step's own


def menu_of(of: QWidget, say: Wording, pickup: PickupPresenter, show_paper: Callable[[], object]) -> QMenu:
    """What can be done at this moment, each with its key. ``show_paper`` opens the preview of the paper just made."""
    menu, screen = QMenu(of), pickup.screen
    if screen.stage is Stage.CASE and screen.case is not None:
        _at_case(menu, say, pickup, screen.case)
        if screen.paper.paper is not None:
            _entry(menu, say("Look at the paper"), "", show_paper)
    elif screen.stage is Stage.DONE:
        _entry(menu, say("Reprint the receipt"), "F6", pickup.reprint)
        if pickup.done.screen.receipt.paper is not None:
            _entry(menu, say("Look at the receipt"), "", show_paper)
    return menu


def _at_case(menu: QMenu, say: Wording, pickup: PickupPresenter, case: CaseSlip) -> None:
    if case.verdict is not Verdict.COLLECTED:
        _entry(menu, say("Somebody else collects"), "F4", pickup.begin_proxy)
        _entry(menu, say("The student card is lost"), "", lambda: pickup.open_pane(Pane.LOSS))
    if pickup.may_correct:
        key = "" if pickup.steps.screen.step in OTHER_STOPS else "F8"
        _entry(menu, say("Something is wrong on the sheet"), key, lambda: pickup.open_pane(Pane.CORRECTION))
    held = is_held(case)
    if held:
        _entry(menu, say("End the correction"), "F7", pickup.ask_supervisor)
    if case.verdict is Verdict.BLOCKED or pickup.remedy is Pane.RELEASE:
        _entry(menu, say("Supervisor's release"), "" if held else "F7", lambda: pickup.open_pane(Pane.RELEASE))
    if case.verdict is Verdict.COLLECTED:
        _entry(menu, say("Void this hand-over"), "F7", pickup.ask_supervisor)
        if paper_signed(case) is not None:
            _entry(menu, say("Attach the signed receipt"), "Ctrl+O", lambda: choose_signed_receipt(say, pickup))
    if pickup.screen.mode is Mode.SELF:
        _entry(menu, say("Correct the mailbox"), "Ctrl+M", lambda: pickup.open_pane(Pane.MAILBOX))
    if case.permissions:
        _entry(menu, say("Withdraw a permission"), "", lambda: pickup.open_pane(Pane.WITHDRAWAL))
    _entry(menu, say("A unit answered by telephone"), "", lambda: pickup.open_pane(Pane.PHONE))
    if pickup.screen.mode is Mode.SELF:
        _entry(menu, say("What is kept about this graduate"), "", lambda: pickup.open_pane(Pane.EVIDENCE))
    _entry(menu, say("Letter of authorization, prefilled"), "", lambda: pickup.print_letter(prefilled=True))
    _entry(menu, say("Letter of authorization, blank"), "", lambda: pickup.print_letter(prefilled=False))
    if pickup.screen.paper.paper is not None:
        _entry(menu, say("Print again"), "F6", pickup.reprint)
    _entry(menu, say("Ask the units again"), "F5", pickup.ask_again)
    _entry(menu, say("One step back"), "Esc", pickup.back)
    _entry(menu, say("Leave the case"), "", pickup.close)


def _entry(menu: QMenu, text: str, key: str, act: Callable[[], object]) -> None:
    action = QAction(f"{text}\t{key}" if key else text, menu)
    action.triggered.connect(lambda _=False: act())
    menu.addAction(action)
