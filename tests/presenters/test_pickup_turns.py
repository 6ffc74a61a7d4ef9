"""Whose case is on the screen: taps, overtaken answers, cards that wait."""

from __future__ import annotations

from app.desk.slips import Mode, OpenedBy
from app.errors import Refusal, Trouble
from app.presenters.pickup import Pane, Stage
from tests.presenters import made_up
from tests.presenters.conftest import BY_CARD, BY_HAND, Counter
from tests.presenters.made_up import READER, UID_A, UID_B


def test_a_tap_shows_looking_and_then_the_case(counter: Counter) -> None:
    counter.pickup.card_tapped(UID_A, READER)
    assert counter.screen.stage is Stage.LOOKING
    counter.line.answer(BY_CARD, made_up.a_case())
    assert counter.screen.stage is Stage.CASE
    assert counter.screen.case is not None and counter.screen.case.name == "林峯煊"


def test_card_b_tapped_while_a_is_loading_never_shows_a(counter: Counter) -> None:
    counter.pickup.card_tapped(UID_A, READER)
    counter.pickup.card_tapped(UID_B, READER)
    counter.line.answer(BY_CARD, made_up.a_case())  # A's answer, too late
    assert counter.screen.stage is Stage.LOOKING
    counter.line.answer(BY_CARD, made_up.a_blocked_case())
    shown = {screen.case.name for screen in counter.seen if screen.case is not None}
    assert shown == {"王小明"}


def test_an_answer_that_comes_after_leaving_is_dropped(counter: Counter) -> None:
    counter.pickup.card_tapped(UID_A, READER)
    counter.pickup.back()
    assert counter.screen.stage is Stage.WAITING
    counter.line.answer(BY_CARD, made_up.a_case())
    assert counter.screen.stage is Stage.WAITING
    assert counter.screen.case is None


def test_a_refused_look_up_tells_its_codes_and_f5_asks_again(counter: Counter) -> None:
    counter.pickup.card_tapped(UID_A, READER)
    counter.line.answer(BY_CARD, refusal=Refusal.because("card.not_registered"))
    assert counter.screen.stage is Stage.REFUSED
    assert [each.code for each in counter.screen.problems] == ["card.not_registered"]
    counter.pickup.ask_again()
    assert counter.screen.stage is Stage.LOOKING
    assert counter.line.count(BY_CARD) == 2


def test_a_trouble_at_the_look_up_can_be_tried_again_with_f9(counter: Counter) -> None:
    counter.pickup.card_tapped(UID_A, READER)
    counter.line.answer(BY_CARD, trouble=Trouble("database.away", retryable=True))
    assert counter.screen.stage is Stage.REFUSED
    counter.pickup.next()
    counter.line.answer(BY_CARD, made_up.a_case())
    assert counter.screen.stage is Stage.CASE


def test_the_same_card_again_refreshes_a_case_without_work(counter: Counter) -> None:
    counter.opens()
    counter.pickup.card_tapped(UID_A, READER)
    assert counter.line.count(BY_CARD) == 2


def test_the_same_card_again_leaves_a_case_with_work_alone(counter: Counter) -> None:
    counter.opens()
    counter.scans()
    counter.pickup.card_tapped(UID_A, READER)
    assert counter.line.count(BY_CARD) == 1
    assert counter.pickup.steps.screen.begun


def test_another_card_replaces_a_case_without_work(counter: Counter) -> None:
    counter.opens()
    counter.opens(made_up.a_blocked_case(), UID_B)
    assert counter.screen.case is not None and counter.screen.case.name == "王小明"


def test_another_card_on_a_case_with_work_asks_first(counter: Counter) -> None:
    counter.opens()
    counter.scans()
    counter.pickup.card_tapped(UID_B, READER)
    assert counter.screen.waiting == "card"
    assert counter.screen.case is not None and counter.screen.case.name == "林峯煊"
    assert counter.line.count(BY_CARD) == 1


def test_staying_keeps_the_work_and_forgets_the_other_card(counter: Counter) -> None:
    counter.opens()
    counter.scans()
    counter.pickup.card_tapped(UID_B, READER)
    counter.pickup.back()
    assert counter.screen.waiting == ""
    assert counter.pickup.steps.screen.begun
    counter.pickup.leave_for_waiting()
    assert counter.line.count(BY_CARD) == 1


def test_leaving_opens_the_card_that_waited(counter: Counter) -> None:
    counter.opens()
    counter.scans()
    counter.pickup.card_tapped(UID_B, READER)
    counter.pickup.leave_for_waiting()
    counter.line.answer(BY_CARD, made_up.a_blocked_case())
    assert counter.screen.case is not None and counter.screen.case.name == "王小明"
    assert not counter.pickup.steps.screen.begun


def test_a_card_tapped_during_the_commit_waits_until_the_done_screen_is_left(counter: Counter) -> None:
    counter.opens()
    counter.steps_to_commit()
    counter.pickup.next()
    counter.pickup.card_tapped(UID_B, READER)
    assert counter.line.count(BY_CARD) == 1
    counter.line.answer("pickup:hand_over", made_up.a_done())
    assert counter.screen.stage is Stage.DONE
    assert counter.pickup.done.screen.another_waits
    counter.pickup.next()
    assert counter.screen.stage is Stage.LOOKING
    counter.line.answer(BY_CARD, made_up.a_blocked_case())
    assert counter.screen.case is not None and counter.screen.case.name == "王小明"


def test_only_the_newest_of_several_waiting_cards_is_opened(counter: Counter) -> None:
    counter.opens()
    counter.steps_to_commit()
    counter.pickup.next()
    counter.pickup.card_tapped(b"\x01\x02\x03\x04", READER)
    counter.pickup.card_tapped(UID_B, READER)
    counter.line.answer("pickup:hand_over", made_up.a_done())
    counter.pickup.next()
    assert counter.line.last(BY_CARD).facts["uid"] == UID_B


def test_the_graduates_own_card_joins_a_case_that_was_opened_by_hand(counter: Counter) -> None:
    counter.opens_by_hand(made_up.a_case(opened_by=OpenedBy.NUMBER))
    counter.scans()
    counter.pickup.card_tapped(UID_A, READER)
    assert counter.screen.waiting == ""
    counter.line.answer(BY_CARD, made_up.a_case())
    assert counter.screen.case is not None and counter.screen.case.opened_by is OpenedBy.CARD
    assert counter.pickup.steps.screen.begun


def test_a_strangers_card_on_a_case_opened_by_hand_asks_first(counter: Counter) -> None:
    counter.opens_by_hand(made_up.a_case(opened_by=OpenedBy.NUMBER))
    counter.scans()
    counter.pickup.card_tapped(UID_B, READER)
    counter.line.answer(BY_CARD, made_up.a_blocked_case())
    assert counter.screen.waiting == "card"
    assert {screen.case.name for screen in counter.seen if screen.case} == {"林峯煊"}


def test_another_student_number_of_the_same_person_is_one_key_away(counter: Counter) -> None:
    counter.opens(made_up.a_case(others=(made_up.ANOTHER_NUMBER,)))
    counter.pickup.choose_certificate(0)
    asked = counter.line.last(BY_HAND).facts
    assert asked["graduate_id"] == made_up.ANOTHER_NUMBER.graduate_id
    assert asked["certificate_id"] == made_up.ANOTHER_NUMBER.certificate_id
    counter.pickup.choose_certificate(3)
    assert counter.line.count(BY_HAND) == 1


def test_switching_the_number_with_work_on_the_desk_asks_first(counter: Counter) -> None:
    counter.opens(made_up.a_case(others=(made_up.ANOTHER_NUMBER,)))
    counter.scans()
    counter.pickup.choose_certificate(0)
    assert counter.screen.waiting == "case"
    assert counter.line.count(BY_HAND) == 0


def test_esc_on_the_first_step_closes_the_case(counter: Counter) -> None:
    counter.opens()
    counter.pickup.back()
    assert counter.screen.stage is Stage.WAITING


def test_closing_a_case_with_work_asks_first(counter: Counter) -> None:
    counter.opens()
    counter.scans()
    counter.pickup.close()
    assert counter.screen.pane is Pane.LEAVE
    counter.pickup.close()
    assert counter.screen.stage is Stage.WAITING


def test_f5_tells_what_changed(counter: Counter) -> None:
    counter.opens(made_up.a_blocked_case())
    counter.pickup.ask_again()
    assert counter.screen.asking_again
    counter.line.answer(BY_CARD, made_up.a_blocked_case(units=made_up.a_case().units, obstacles=(made_up.FEES,)))
    assert not counter.screen.asking_again
    assert [(each.kind, each.name.en) for each in counter.screen.changes] == [("unit", "Cashier"), ("unit", "Library")]


def test_a_case_opened_for_a_proxy_begins_with_the_evidence(counter: Counter) -> None:
    counter.pickup.open(made_up.number(11), OpenedBy.NAME, Mode.PROXY)
    counter.line.answer(BY_HAND, made_up.a_case(opened_by=OpenedBy.NAME))
    assert counter.screen.proxy_form
