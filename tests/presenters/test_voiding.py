"""A supervisor voids a recorded hand-over at the window: what is asked, foretold and sent, and what comes after."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.errors import Refusal, Trouble
from app.presenters.errands import PaperState
from app.presenters.pickup import Pane, Stage
from tests.presenters import made_up
from tests.presenters.conftest import BY_CARD, Counter
from tests.presenters.front import CLERK, SUPERVISOR, Front


def codes(counter: Counter) -> list[str]:
    return [each.code for each in counter.pickup.voiding.screen.problems]


def asked(counter: Counter) -> None:
    counter.opens(made_up.a_collected_case())
    counter.pickup.ask_supervisor()
    counter.line.answer("voiding:look_ahead", made_up.AHEAD)


def filled(counter: Counter) -> None:
    asked(counter)
    form = counter.pickup.voiding
    form.choose_kind("left_without")
    form.choose_sheet("returned")
    counter.pickup.scanned("SU-A0312")
    form.write("reason", "left without it")
    form.write("login", "sup")


def test_f7_asks_whether_to_void_where_the_certificate_was_collected(counter: Counter) -> None:
    counter.opens(made_up.a_collected_case())
    counter.pickup.ask_supervisor()
    assert counter.screen.pane is Pane.VOID
    assert counter.line.last("voiding:look_ahead").facts == {"receipt_number": "A-114-00041"}
    counter.line.answer("voiding:look_ahead", made_up.AHEAD)
    assert counter.pickup.voiding.screen.place == made_up.AHEAD.place, "the sheet goes back where it lay"


def test_at_any_other_case_f7_is_the_release(counter: Counter) -> None:
    counter.opens(made_up.a_blocked_case())
    counter.pickup.open_pane(Pane.VOID)
    assert counter.screen.pane is Pane.NONE, "there is no hand-over to void"
    counter.pickup.ask_supervisor()
    assert counter.screen.pane is Pane.RELEASE


def test_everything_missing_is_told_at_once_and_nothing_is_sent(counter: Counter) -> None:
    asked(counter)
    counter.pickup.voiding.submit("")
    assert codes(counter) == [
        "pickup.void_kind_missing",
        "pickup.sheet_fate_missing",
        "pickup.void_reason_missing",
        "pickup.void_not_signed",
    ]
    counter.pickup.voiding.choose_sheet("spoiled")
    counter.pickup.voiding.submit("made up")
    assert "pickup.sheet_not_scanned" in codes(counter)
    assert counter.line.count("voiding:void") == 0


def test_a_sheet_that_never_left_the_counter_cannot_be_marked_lost(counter: Counter) -> None:
    asked(counter)
    form = counter.pickup.voiding
    assert form.screen.fates == ("returned", "spoiled", "lost")
    form.choose_sheet("lost")
    form.choose_kind("left_without")
    assert form.screen.fates == ("returned", "spoiled") and form.screen.sheet == ""


def test_what_was_marked_typed_and_scanned_is_sent_once(counter: Counter) -> None:
    filled(counter)
    counter.pickup.voiding.submit("made up")
    counter.pickup.voiding.submit("made up")
    assert counter.line.count("voiding:void") == 1
    facts = dict(counter.line.last("voiding:void").facts)
    facts.pop("deed_id")
    assert facts == {
        "receipt_number": "A-114-00041",
        "kind": "left_without",
        "reason": "left without it",
        "sheet": "returned",
        "scanned": "SU-A0312",
        "place": made_up.AHEAD.place,
        "login": "sup",
        "password": "made up",
    }
    assert "made up" not in repr(counter.pickup.voiding.screen)


def test_a_lost_sheet_is_neither_scanned_nor_laid_anywhere(counter: Counter) -> None:
    filled(counter)
    counter.pickup.voiding.choose_kind("wrong_person")
    counter.pickup.voiding.choose_sheet("lost")
    counter.pickup.voiding.submit("made up")
    facts = counter.line.last("voiding:void").facts
    assert (facts["scanned"], facts["place"]) == ("", "")


@pytest.mark.parametrize(
    "answer",
    [
        {"refusal": Refusal.because("sign_on.failed")},
        {"refusal": Refusal.because("case.changed")},
        {"trouble": Trouble("database.outcome_unknown", retryable=True)},
    ],
    ids=["password", "changed", "unknown"],
)
def test_sent_again_it_is_the_same_deed(counter: Counter, answer: dict[str, object]) -> None:
    """An answer that never came, or a refusal: the second sending changes nothing that the first one did."""
    filled(counter)
    counter.pickup.voiding.submit("made up")
    counter.line.answer("voiding:void", **answer)
    assert len(codes(counter)) == 1 and counter.screen.pane is Pane.VOID
    first = counter.line.last("voiding:void").facts["deed_id"]
    counter.pickup.voiding.submit("made up")
    assert counter.line.last("voiding:void").facts["deed_id"] == first
    counter.line.answer("voiding:void", made_up.a_voided(repeated=True))
    assert counter.pickup.voiding.screen.done is not None


def test_another_question_is_another_deed(counter: Counter) -> None:
    filled(counter)
    counter.pickup.voiding.submit("made up")
    counter.line.answer("voiding:void", refusal=Refusal.because("sign_on.failed"))
    first = counter.line.last("voiding:void").facts["deed_id"]
    counter.pickup.back()
    assert counter.screen.pane is Pane.NONE
    counter.pickup.ask_supervisor()
    assert counter.pickup.voiding.screen.reason == "", "nothing that was typed is kept"
    counter.line.answer("voiding:look_ahead", made_up.AHEAD)
    form = counter.pickup.voiding
    form.choose_kind("wrong_person")
    form.choose_sheet("lost")
    form.write("reason", "gone with a stranger")
    form.write("login", "sup")
    form.submit("made up")
    assert counter.line.last("voiding:void").facts["deed_id"] != first


def test_after_it_the_receipt_is_printed_void_and_the_case_read_again(counter: Counter) -> None:
    filled(counter)
    counter.pickup.voiding.submit("made up")
    counter.line.answer("voiding:void", made_up.a_voided())
    counter.pickup.reprint()
    assert counter.line.last("papers:receipt").facts == {"pickup_id": made_up.a_voided().pickup_id}
    counter.pickup.close_pane()
    counter.line.answer(BY_CARD, made_up.a_case(graduate_id=made_up.a_collected_case().graduate_id))
    assert (counter.screen.stage, counter.screen.pane) == (Stage.CASE, Pane.NONE)
    assert counter.pickup.steps.screen.step is not None, "it may be handed over again"
    assert counter.screen.changes == (), "what the clerk has just done is no news"


def test_the_case_that_is_read_again_knows_nothing_of_the_void_receipt(counter: Counter) -> None:
    """Its own paper, the notice of what blocks it now, is still to be printed."""
    filled(counter)
    counter.pickup.voiding.submit("made up")
    counter.line.answer("voiding:void", made_up.a_voided())
    counter.pickup.reprint()
    counter.line.answer("papers:receipt", made_up.a_paper())
    counter.printer.ends(True)
    assert counter.screen.paper.state is PaperState.PRINTED
    counter.pickup.close_pane()
    counter.line.answer(BY_CARD, made_up.a_blocked_case(graduate_id=made_up.a_collected_case().graduate_id))
    assert counter.screen.paper.state is PaperState.NONE
    counter.pickup.next()
    assert counter.line.count("papers:outstanding_items_notice") == 1


def test_while_it_is_on_its_way_esc_and_another_card_wait(counter: Counter) -> None:
    filled(counter)
    counter.pickup.voiding.submit("made up")
    counter.pickup.back()
    counter.pickup.card_tapped(made_up.UID_B, made_up.READER)
    assert counter.screen.pane is Pane.VOID and counter.screen.waiting == "card"
    counter.line.answer("voiding:void", made_up.a_voided())
    assert counter.pickup.voiding.screen.done is not None


def test_what_cannot_be_foretold_cannot_be_sent(counter: Counter) -> None:
    counter.opens(made_up.a_collected_case())
    counter.pickup.ask_supervisor()
    counter.line.answer("voiding:look_ahead", refusal=Refusal.because("pickup.voided_already", receipt="A-114-00041"))
    assert codes(counter) == ["pickup.voided_already"]
    counter.pickup.voiding.submit("made up")
    assert counter.line.count("voiding:void") == 0


def test_a_late_answer_about_another_hand_over_is_dropped(counter: Counter) -> None:
    case = made_up.a_collected_case()
    assert case.collected is not None
    counter.opens(case)
    counter.pickup.ask_supervisor()
    counter.pickup.close_pane()
    counter.opens(replace(case, collected=replace(case.collected, receipt_number="A-114-00099")), made_up.UID_B)
    counter.pickup.ask_supervisor()
    counter.line.answer("voiding:look_ahead", made_up.AHEAD)
    assert counter.pickup.voiding.screen.ahead is None


def test_a_supervisor_who_is_signed_on_types_the_password_only(front: Front) -> None:
    for staff, login in ((SUPERVISOR, "sup"), (CLERK, "")):
        front.inside(staff)
        front.window.pickup.card_tapped(made_up.UID_A, made_up.READER)
        front.line.answer(BY_CARD, made_up.a_collected_case())
        front.window.pickup.ask_supervisor()
        assert front.window.pickup.voiding.screen.login == login
        front.window.door.lock()
        front.window.door.change_user()
