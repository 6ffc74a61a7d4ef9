"""A paper that did not print after its screen was left is named over the window, and printed again from there."""

from __future__ import annotations

from app.presenters.errands import PaperState
from app.presenters.pickup import Stage
from tests.presenters import made_up
from tests.presenters.conftest import BY_CARD, Counter
from tests.presenters.front import Front
from tests.presenters.held import HeldCard


def noted(front: Front) -> list[tuple[str, bool]]:
    asked = [ask for ask in front.line.asked if ask.verb == "papers:paper_printed"]
    return [(str(ask.facts["reference"]), bool(ask.facts["printed"])) for ask in asked]


def handed_over(front: Front) -> None:
    front.inside()
    counter = Counter(front.line, HeldCard(), front.printer, front.window.pickup, [])
    counter.opens()
    counter.hands_over()
    front.line.answer("papers:receipt", made_up.a_paper())


def test_a_receipt_that_failed_on_the_done_screen_stays_named_when_that_is_left(front: Front) -> None:
    handed_over(front)
    front.printer.ends(False, "printer.away")
    assert front.window.owed_papers == (), "its own screen tells it"
    front.window.pickup.next()
    assert front.window.pickup.screen.stage is Stage.WAITING
    (owed,) = front.window.owed_papers
    assert (owed.paper.reference, owed.paper.about, owed.why.code) == ("A-114-00042", "林○煊", "printer.away")


def test_f6_prints_it_again_until_it_is_on_paper_and_records_it(front: Front) -> None:
    handed_over(front)
    front.printer.ends(False, "printer.away")
    front.window.pickup.next()
    front.window.print_again()
    front.window.print_again()
    assert len(front.printer.papers) == 1, "it is on its way"
    front.printer.ends(False, "printer.away")
    assert len(front.window.owed_papers) == 1
    front.window.print_again()
    front.printer.ends(True)
    assert front.window.owed_papers == ()
    assert noted(front) == [("A-114-00042", False), ("A-114-00042", False), ("A-114-00042", True)]


def test_a_notice_that_fails_behind_the_next_case_is_told(front: Front) -> None:
    front.inside()
    front.window.pickup.card_tapped(made_up.UID_A, made_up.READER)
    front.line.answer(BY_CARD, made_up.a_blocked_case())
    front.window.pickup.print_notice()
    front.line.answer("papers:outstanding_items_notice", made_up.a_paper("notice"))
    front.window.pickup.card_tapped(made_up.UID_B, made_up.READER)
    front.line.answer(BY_CARD, made_up.a_case())
    front.printer.ends(False, "printer.away")
    assert [each.paper.kind for each in front.window.owed_papers] == ["notice"]
    assert front.window.pickup.screen.paper.state is PaperState.NONE


def test_a_paper_put_away_before_it_printed_is_recorded_all_the_same(front: Front) -> None:
    front.inside()
    front.window.preview.open(made_up.a_paper())
    front.window.preview.print()
    front.window.preview.close()
    front.printer.ends(False, "printer.away")
    assert noted(front) == [("A-114-00042", False)] and len(front.window.owed_papers) == 1


def test_one_after_the_other_and_nobody_else_sees_them(front: Front) -> None:
    front.inside()
    first, second = made_up.a_paper(), made_up.a_paper("notice")
    for paper in (first, second):
        front.window.preview.open(paper)
        front.window.preview.print()
        front.window.preview.close()
        front.printer.ends(False, "printer.away")
    front.window.unprinted.let_go()
    assert [each.paper for each in front.window.owed_papers] == [second]
    front.window.door.change_user()
    assert front.window.owed_papers == ()


def test_what_fails_behind_the_lock_is_named_after_it(front: Front) -> None:
    front.inside()
    front.window.preview.open(made_up.a_paper())
    front.window.preview.print()
    front.window.preview.close()
    front.window.door.lock()
    front.printer.ends(False, "printer.away")
    assert len(front.window.owed_papers) == 1
