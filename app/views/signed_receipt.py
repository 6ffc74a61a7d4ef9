"""How the receipt that was signed on paper stands at a collected case, and the way to attach its scan (RULES I1)."""

from __future__ import annotations

from functools import partial

from app.desk.slips import CaseSlip, CollectedSlip
from app.presenters.pickup import Pane, PickupPresenter, Stage
from app.views import case_words as words
from app.views.scan_file import choose_scan
from app.views.workbench import Bench, Item
from app.wording import Wording


def signature_word(say: Wording, taken: CollectedSlip) -> str:
    """How the receipt was signed, and whether its signed sheet is still awaited."""
    if not taken.signed_on_paper:
        return say("On the pad")
    if taken.signed_sheet_at is None:
        return say("On paper; the signed sheet is awaited")
    return say("On paper; scanned {at}", at=words.moment(say, taken.signed_sheet_at))


def awaited_lines(bench: Bench, taken: CollectedSlip) -> list[Item]:
    """That the signed sheet is awaited, and how it is attached."""
    if not taken.awaits_signed_sheet:
        return []
    step = bench.say("Scan it (PDF, JPEG or PNG, at most 10 MB) and attach the file with Ctrl+O.")
    return [bench.told(bench.say("The signed receipt is not scanned yet."), "warn", more=step)]


def scan_lines(bench: Bench, pickup: PickupPresenter, case: CaseSlip) -> list[Item]:
    """How the picked file stands: on its way, or refused."""
    taken, screen = paper_signed(case), pickup.signed_receipt.screen
    if taken is None or screen.pickup_id != taken.pickup_id:
        return []
    if screen.sending:
        return [bench.told(bench.say("The scan is being marked and sealed"), "wait")]
    return [bench.problem(each) for each in screen.problems]


def choose_signed_receipt(say: Wording, pickup: PickupPresenter) -> None:
    """Ctrl+O: pick the file for the hand-over on the screen; if another case comes between, nothing is attached."""
    screen = pickup.screen
    taken = paper_signed(screen.case)
    if screen.stage is not Stage.CASE or screen.pane is not Pane.NONE or taken is None or pickup.must_wait:
        return
    take = partial(pickup.attach_signed_receipt, taken.pickup_id)
    unreadable = partial(pickup.signed_receipt.cannot_read, taken.pickup_id)
    choose_scan(say, say("Attach the signed receipt"), take, unreadable)


def paper_signed(case: CaseSlip | None) -> CollectedSlip | None:
    """The hand-over of this case, if its receipt was signed on paper."""
    taken = case.collected if case is not None else None
    return taken if taken is not None and taken.signed_on_paper else None
