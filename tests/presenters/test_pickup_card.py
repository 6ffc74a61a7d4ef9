"""The card in mid-case: reasons that need a supervisor, cards laid down beside, and what of the steps stays."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.desk.slips import CardSlip, CaseSlip, ExceptionSlip, ItemState, Laid, OpenedBy
from app.errors import Refusal, Trouble
from app.presenters import hand_over_steps as steps
from app.presenters.hand_over_steps import Step
from app.presenters.pickup import Pane, Stage
from tests.presenters import made_up
from tests.presenters.conftest import BY_CARD, BY_HAND, Counter

HAND_OVER, RELEASE, LOSS = "pickup:hand_over", "override:release", "card:report_loss"
OLD = Trouble("card.old", way=made_up.WAY)
REPORTED = replace(made_up.LOSS, reported_at=made_up.NOON, evidence="完成頁")


def at_card(counter: Counter, case: CaseSlip | None = None) -> None:
    """Signed, and the card step is open."""
    counter.opens(case) if case is None or case.laid is Laid.ACCEPTED else counter.opens_by_hand(case)
    counter.steps_to_signature()
    counter.signs()
    assert counter.pickup.steps.screen.step is Step.CARD


def by_hand(**changes: Any) -> CaseSlip:
    return made_up.a_case(opened_by=OpenedBy.NUMBER, **changes)


def told(counter: Counter) -> list[str]:
    screen = counter.pickup.steps.screen
    return [each.obstacle.code for each in screen.standing] + [each.code for each in screen.problems]


def released(each: ExceptionSlip) -> ExceptionSlip:
    return replace(each, obstacles=tuple(replace(one, released=True) for one in each.obstacles))


def deed(counter: Counter) -> Any:
    return counter.line.last(HAND_OVER).facts["deed"]


# ------------------------------------------------------------------ a reason that needs a supervisor
def test_what_a_reason_needs_is_told_when_it_is_chosen_and_f9_asks_the_supervisor(counter: Counter) -> None:
    at_card(counter)
    counter.pickup.steps.except_card()
    assert told(counter) == []
    counter.pickup.steps.choose_exception("never-issued")
    assert told(counter) == ["card.exception_needs_supervisor"]
    counter.pickup.next()
    assert counter.screen.pane is Pane.RELEASE
    assert counter.pickup.release.screen.chosen == ("card.exception_needs_supervisor:never-issued",)


def test_after_the_release_the_work_goes_on_with_the_signature_it_had(counter: Counter) -> None:
    at_card(counter)
    before = counter.pickup.steps.screen.progress
    counter.pickup.steps.except_card()
    counter.pickup.steps.choose_exception("never-issued")
    counter.pickup.open_pane(Pane.RELEASE)
    counter.pickup.release.submit("主管已核對證件", "sup", "secret")
    asked = counter.line.last(RELEASE).facts
    assert asked["codes"] == ("card.exception_needs_supervisor:never-issued",)
    free = made_up.exceptions(released(made_up.NEVER_ISSUED))
    counter.line.answer(RELEASE, made_up.a_case(card_exceptions=free))
    screen = counter.pickup.steps.screen
    assert (counter.screen.pane, screen.progress, screen.exception) == (Pane.NONE, before, "never-issued")
    counter.pickup.next()
    counter.pickup.next()
    assert (deed(counter).card_act, deed(counter).card_exception) == ("exception", "never-issued")
    assert deed(counter).signature_png == b"\x89PNG made up"


def test_a_reason_about_the_cards_own_obstacle_is_released_by_that(counter: Counter) -> None:
    at_card(counter)
    counter.pickup.steps.except_card()
    counter.pickup.steps.choose_exception("expired")
    assert told(counter) == ["card.expired"]
    counter.pickup.open_pane(Pane.RELEASE)
    assert counter.pickup.release.screen.chosen == ("card.expired",)


def test_a_ready_case_without_such_a_reason_has_nothing_to_release(counter: Counter) -> None:
    at_card(counter)
    counter.pickup.open_pane(Pane.RELEASE)
    assert counter.screen.pane is Pane.NONE
    counter.pickup.steps.except_card()
    counter.pickup.open_pane(Pane.RELEASE)
    assert counter.screen.pane is Pane.NONE


def test_an_unreported_loss_is_recorded_in_mid_case_and_nothing_is_signed_twice(counter: Counter) -> None:
    at_card(counter, by_hand())
    counter.pickup.steps.choose_exception("lost")
    assert told(counter) == ["card.loss_not_reported"]
    counter.pickup.next()
    assert counter.screen.pane is Pane.LOSS
    counter.pickup.loss.write_evidence("完成頁")
    counter.pickup.loss.submit()
    counter.line.answer(LOSS, by_hand(loss=REPORTED))
    screen = counter.pickup.steps.screen
    assert (screen.step, screen.exception, told(counter)) == (Step.CARD, "lost", [])
    counter.pickup.next()
    counter.pickup.next()
    assert (deed(counter).card_exception, deed(counter).signature_kind) == ("lost", "pad")


def test_a_loss_recorded_at_the_last_step_opens_the_card_step_again_and_only_that(counter: Counter) -> None:
    free = made_up.exceptions(released(made_up.NEVER_ISSUED))
    at_card(counter, by_hand(card_exceptions=free))
    counter.pickup.steps.choose_exception("never-issued")
    counter.pickup.next()
    assert counter.pickup.steps.screen.step is Step.TOGETHER
    counter.pickup.open_pane(Pane.LOSS)
    counter.pickup.loss.write_evidence("完成頁")
    counter.pickup.loss.submit()
    counter.line.answer(LOSS, by_hand(loss=REPORTED, card_exceptions=free))
    progress = counter.pickup.steps.screen.progress
    assert progress is not None
    assert (progress.step, progress.card_act, progress.signed) == (Step.CARD, "", True)


def test_a_reason_that_nobody_may_release_goes_no_further(counter: Counter) -> None:
    fixed = made_up.NEVER_ISSUED.obstacles[0]
    barred = replace(fixed, obstacle=replace(fixed.obstacle, overridable=False))
    at_card(counter, by_hand(card_exceptions=(replace(made_up.NEVER_ISSUED, obstacles=(barred,)),)))
    counter.pickup.steps.choose_exception("never-issued")
    counter.pickup.next()
    assert (counter.screen.pane, counter.pickup.steps.screen.step) == (Pane.NONE, Step.CARD)


def test_with_the_photograph_alone_such_a_reason_asks_for_a_document(counter: Counter) -> None:
    free = made_up.exceptions(released(made_up.NEVER_ISSUED))
    counter.opens(made_up.a_case(photo=b"a face", card_exceptions=free, advisories=()))
    counter.scans()
    counter.pickup.next()
    counter.pickup.next()
    counter.signs()
    assert counter.pickup.steps.screen.progress.identity_kind == steps.PHOTO
    counter.pickup.steps.except_card()
    counter.pickup.steps.choose_exception("never-issued")
    counter.pickup.next()
    assert told(counter) == ["identity.document_needed"]
    counter.pickup.steps.choose_identity("passport")
    counter.pickup.next()
    counter.pickup.next()
    assert (deed(counter).identity_kind, deed(counter).card_exception) == ("passport", "never-issued")


@pytest.mark.parametrize("state", ["void", "expired", "lost"])
def test_beside_a_card_that_is_no_more_good_the_photograph_is_not_offered(state: str) -> None:
    case = made_up.a_case(photo=b"a face", card=CardSlip(made_up.number(41), "04••••C3", state))
    assert steps.PHOTO not in steps.identity_choices(case, steps.begin(case))


@pytest.mark.parametrize(("state", "planned"), [("lost", "stamp"), ("void", "exception"), ("expired", "exception")])
def test_a_lost_card_that_was_found_again_is_stamped_and_a_dead_one_is_not(state: str, planned: str) -> None:
    card = CardSlip(made_up.number(41), "04••••C3", state)
    assert steps.planned_act(made_up.a_case(card=card, loss=REPORTED)) == planned


# ------------------------------------------------------------------ what stands in the way for a while
def test_steps_rest_while_something_stands_in_the_way_and_go_on_when_it_is_let_pass(counter: Counter) -> None:
    counter.opens()
    counter.steps_to_commit()
    before = counter.pickup.steps.screen.progress
    counter.pickup.next()
    counter.line.answer(HAND_OVER, refusal=Refusal(made_up.LIBRARY.obstacle))
    case = made_up.a_case()
    blocked = made_up.a_blocked_case(graduate_id=case.graduate_id, advisories=case.advisories)
    counter.line.answer(BY_CARD, blocked)
    assert not counter.pickup.steps.screen.begun
    assert counter.pickup.has_progress
    counter.pickup.open_pane(Pane.RELEASE)
    counter.pickup.release.mark("clearance.outstanding:library", True)
    counter.pickup.release.mark("clearance.outstanding:fees", True)
    counter.pickup.release.submit("急件，主管核可", "sup", "secret")
    counter.line.answer(RELEASE, case)
    assert counter.pickup.steps.screen.progress == before
    counter.pickup.next()
    assert deed(counter).deed_id == before.deed_id


def test_what_was_signed_for_another_sheet_or_name_is_signed_anew(counter: Counter) -> None:
    counter.opens()
    counter.steps_to_commit()
    counter.pickup.next()
    counter.line.answer(HAND_OVER, refusal=Refusal(made_up.LIBRARY.obstacle))
    case = made_up.a_case()
    counter.line.answer(BY_CARD, made_up.a_blocked_case(graduate_id=case.graduate_id, advisories=case.advisories))
    counter.pickup.ask_again()
    other = replace(made_up.CERTIFICATE, name_en="LIN, FENG-SHUAN")
    counter.line.answer(BY_CARD, made_up.a_case(certificate=other))
    assert not counter.pickup.steps.screen.begun


def test_a_correction_keeps_nothing_of_what_was_signed(counter: Counter) -> None:
    counter.opens()
    counter.steps_to_commit()
    counter.pickup.open_pane(Pane.CORRECTION)
    counter.pickup.correction.mark("birth_date", True)
    counter.pickup.correction.submit()
    counter.line.answer("correction:stop", made_up.a_blocked_case(graduate_id=made_up.a_case().graduate_id))
    assert not counter.pickup.steps.resting
    assert not counter.pickup.has_progress


# ------------------------------------------------------------------ a card laid down beside
def test_a_card_laid_down_beside_is_told_and_disturbs_nothing(counter: Counter) -> None:
    counter.opens()
    counter.scans()
    before = counter.pickup.steps.screen.progress
    counter.pickup.card_beside(OLD)
    assert counter.screen.beside is OLD
    assert counter.screen.stage is Stage.CASE
    assert counter.pickup.steps.screen.progress is before
    assert counter.line.awaited() == []
    counter.pickup.back()
    assert counter.screen.beside is None
    assert counter.pickup.steps.screen.progress is before


def test_a_card_laid_down_during_the_commit_changes_nothing_of_the_deed(counter: Counter) -> None:
    at_card(counter, by_hand(loss=REPORTED))
    counter.pickup.next()
    counter.pickup.next()
    sent = deed(counter)
    counter.pickup.card_beside(OLD)
    counter.line.answer(HAND_OVER, trouble=Trouble("database.away", retryable=True))
    assert deed(counter) == sent
    counter.line.answer(HAND_OVER, trouble=Trouble("database.away", retryable=True))
    counter.pickup.next()
    assert deed(counter) == sent
    counter.line.answer(HAND_OVER, made_up.a_done())
    assert counter.screen.stage is Stage.DONE
    assert counter.screen.beside is OLD


def test_an_old_card_laid_down_beside_a_case_without_a_card_names_its_own_reason(counter: Counter) -> None:
    at_card(counter, by_hand(loss=REPORTED))
    assert counter.pickup.steps.screen.exception == "lost"
    counter.pickup.card_beside(OLD)
    assert counter.pickup.steps.screen.exception == "old-card"
    assert told(counter) == ["card.old"]
    counter.pickup.steps.choose_exception("lost")
    counter.pickup.next()
    assert told(counter) == ["card.exception_contradicts"]
    counter.pickup.back()  # it was somebody else's: put away
    counter.pickup.steps.choose_exception("lost")
    counter.pickup.next()
    counter.pickup.next()
    assert (deed(counter).laid, deed(counter).card_exception) == (Laid.NONE, "lost")


def test_the_deed_says_which_card_was_laid_down(counter: Counter) -> None:
    at_card(counter, by_hand(laid=Laid.OLD, card_exceptions=made_up.exceptions(released(made_up.OLD_CARD))))
    assert counter.pickup.steps.screen.exception == "old-card"
    counter.pickup.next()
    counter.pickup.next()
    assert (deed(counter).laid, deed(counter).card_id, deed(counter).opened_by) == (Laid.OLD, None, OpenedBy.NUMBER)


def test_the_graduates_own_card_takes_the_place_of_whatever_lay_there(counter: Counter) -> None:
    at_card(counter, by_hand(loss=REPORTED))
    counter.pickup.card_beside(OLD)
    counter.pickup.card_tapped(made_up.UID_A, made_up.READER)
    counter.line.answer(BY_CARD, made_up.a_case())
    screen = counter.pickup.steps.screen
    assert (counter.screen.beside, screen.excepted, screen.laid) == (None, False, Laid.ACCEPTED)
    counter.pickup.next()
    counter.pickup.next()
    assert (deed(counter).card_act, deed(counter).laid) == ("stamp", Laid.ACCEPTED)


def test_a_case_looked_up_after_a_refused_card_says_which_that_was(counter: Counter) -> None:
    counter.pickup.open(made_up.number(11), OpenedBy.NAME, laid=Laid.OLD)
    assert counter.line.last(BY_HAND).facts["laid"] is Laid.OLD


# ------------------------------------------------------------------ the registrar's own review
def test_the_registrars_own_item_is_a_step_that_the_clerk_decides(counter: Counter) -> None:
    own = made_up.a_unit("grades", ItemState.AT_PICKUP)
    units = (own, *(made_up.a_unit(code) for code in made_up.UNITS if code != "grades"))
    counter.opens(made_up.a_case(units=units, advisories=()))
    counter.scans()
    assert counter.pickup.steps.screen.step is Step.REVIEW
    counter.pickup.next()
    counter.pickup.back()
    assert counter.pickup.steps.screen.step is Step.REVIEW
    counter.pickup.next()
    counter.pickup.steps.choose_identity("national-id")
    counter.pickup.next()
    counter.pickup.next()
    counter.signs()
    counter.pickup.next()
    counter.pickup.next()
    assert deed(counter).decided == ("grades",)


def test_an_item_to_decide_that_turned_up_meanwhile_is_decided_first(counter: Counter) -> None:
    counter.opens()
    counter.steps_to_commit()
    counter.pickup.next()
    counter.line.answer(HAND_OVER, refusal=Refusal.because("clearance.undecided"))
    units = (made_up.a_unit("grades", ItemState.AT_PICKUP),)
    counter.line.answer(BY_CARD, made_up.a_case(units=units))
    assert counter.pickup.steps.screen.step is Step.SHEET
    assert Step.REVIEW in counter.pickup.steps.screen.progress.steps
