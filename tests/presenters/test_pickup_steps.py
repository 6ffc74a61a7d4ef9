"""The steps of a hand-over, in the order of the window, up to the commit and its three fates."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.desk.slips import CardAct, Mode, OpenedBy, Verdict
from app.errors import Obstacle, Refusal, Trouble
from app.presenters import hand_over_steps as steps
from app.presenters.hand_over_steps import Step
from app.presenters.pickup import Stage
from tests.presenters import made_up
from tests.presenters.conftest import BY_CARD, Counter

SHEET, HAND_OVER = "pickup:check_sheet", "pickup:hand_over"


def codes(counter: Counter) -> list[str]:
    return [each.code for each in counter.pickup.steps.screen.problems]


def step(counter: Counter) -> Step | None:
    return counter.pickup.steps.screen.step


def test_the_steps_follow_the_window() -> None:
    assert steps.begin(made_up.a_case()).steps == (
        Step.SHEET,
        Step.ADVISORIES,
        Step.FACE,
        Step.PROOF,
        Step.SIGNATURE,
        Step.CARD,
        Step.TOGETHER,
    )


def test_no_advisory_no_step() -> None:
    assert Step.ADVISORIES not in steps.begin(made_up.a_case(advisories=())).steps


def test_a_scan_of_the_own_sheet_opens_the_next_step(counter: Counter) -> None:
    counter.opens()
    counter.pickup.scanned("SU-A0312\r")
    assert counter.pickup.steps.screen.checking
    asked = counter.line.answer(SHEET, made_up.a_checked_sheet())
    assert asked.facts["scanned"] == "SU-A0312" and asked.facts["typed"] is False
    assert step(counter) is Step.ADVISORIES


def test_another_graduates_sheet_is_told_at_the_step(counter: Counter) -> None:
    counter.opens()
    counter.pickup.scanned("SU-A0999")
    counter.line.answer(SHEET, refusal=Refusal.because("sheet.other_graduate", place="乙櫃 1"))
    assert step(counter) is Step.SHEET
    assert codes(counter) == ["sheet.other_graduate"]


def test_the_number_may_be_typed(counter: Counter) -> None:
    counter.opens()
    counter.pickup.next("000312")
    assert counter.line.last(SHEET).facts["typed"] is True
    counter.line.answer(SHEET, made_up.a_checked_sheet(typed=True))
    progress = counter.pickup.steps.screen.progress
    assert progress is not None and progress.sheet_typed


def test_f9_without_a_number_says_what_to_do(counter: Counter) -> None:
    counter.opens()
    counter.pickup.next()
    assert codes(counter) == ["sheet.nothing_scanned"]
    assert SHEET not in counter.line.verbs


def test_a_barcode_of_ten_megabytes_is_cut_before_it_is_asked(counter: Counter) -> None:
    counter.opens()
    counter.pickup.scanned("9" * 10_000_000)
    assert len(counter.line.last(SHEET).facts["scanned"]) <= 400


def test_a_scan_in_any_other_step_changes_nothing(counter: Counter) -> None:
    counter.opens()
    counter.scans()
    counter.pickup.scanned("SU-A0999")
    assert counter.line.count(SHEET) == 1
    assert step(counter) is Step.ADVISORIES


def test_without_a_photo_the_document_is_chosen(counter: Counter) -> None:
    counter.opens()
    counter.scans()
    counter.pickup.next()
    counter.pickup.next()
    assert codes(counter) == ["identity.not_chosen"]
    counter.pickup.steps.choose_identity("passport")
    counter.pickup.next()
    assert step(counter) is Step.PROOF


def test_the_photo_is_the_obvious_choice_where_there_is_one(counter: Counter) -> None:
    counter.opens(made_up.a_case(photo=b"jpeg"))
    counter.scans()
    counter.pickup.next()
    counter.pickup.next()
    assert step(counter) is Step.PROOF


def test_without_a_card_only_a_document_proves_the_person() -> None:
    case = made_up.a_case(photo=b"jpeg", opened_by=OpenedBy.NAME)
    assert steps.PHOTO not in steps.identity_choices(case, steps.begin(case))


def test_a_signature_is_needed(counter: Counter) -> None:
    counter.opens()
    counter.steps_to_signature()
    counter.pickup.next()
    assert codes(counter) == ["signature.missing"]
    counter.signs()
    assert step(counter) is Step.CARD


def test_a_wiped_pad_is_no_signature(counter: Counter) -> None:
    counter.opens()
    counter.steps_to_signature()
    counter.pickup.steps.ink(b"\x89PNG")
    counter.pickup.steps.ink(None)
    counter.pickup.next()
    assert codes(counter) == ["signature.missing"]


def test_paper_stands_in_for_the_pad_and_the_done_screen_waits_for_it(counter: Counter) -> None:
    counter.opens()
    counter.steps_to_signature()
    counter.pickup.steps.sign_on_paper()
    counter.pickup.next()
    counter.pickup.next()
    counter.pickup.next()
    deed = counter.line.answer(HAND_OVER, made_up.a_done()).facts["deed"]
    assert (deed.signature_kind, deed.signature_png) == ("paper", None)
    assert counter.pickup.done.screen.paper_signature_due
    counter.pickup.next()
    assert counter.screen.stage is Stage.DONE
    assert not counter.pickup.done.screen.paper_signature_due


def test_esc_goes_one_step_back_and_forgets_what_it_recorded(counter: Counter) -> None:
    counter.opens()
    counter.scans()
    counter.pickup.next()
    counter.pickup.back()
    progress = counter.pickup.steps.screen.progress
    assert progress is not None and progress.step is Step.ADVISORIES and progress.told == ()
    counter.pickup.back()
    progress = counter.pickup.steps.screen.progress
    assert progress is not None and progress.step is Step.SHEET and progress.sheet_scan == ""


def test_esc_never_passes_a_signature(counter: Counter) -> None:
    counter.opens()
    counter.steps_to_commit()
    counter.pickup.back()
    assert step(counter) is Step.CARD
    counter.pickup.back()
    assert step(counter) is Step.CARD
    assert codes(counter) == ["step.signed"]


@given(st.lists(st.booleans(), max_size=40))
def test_no_way_back_leads_past_a_signature(ways: list[bool]) -> None:
    progress = steps.begin(made_up.a_case())
    signed = False
    for forward in ways:
        if forward and len(progress.times) < len(progress.steps):
            kind = {"signature_kind": "pad"} if progress.step is Step.SIGNATURE else {}
            progress = progress.finish(made_up.NOON, **kind)
        elif not forward:
            progress = progress.back()
        signed = signed or progress.signed
        assert progress.signed is signed


def test_the_whole_deed_goes_in_one_ask(counter: Counter) -> None:
    counter.opens()
    counter.steps_to_commit()
    counter.pickup.next()
    deed = counter.line.last(HAND_OVER).facts["deed"]
    assert deed.sheet_scan == "SU-A0312"
    assert deed.advisories_told == ("alumni", "teacher-education")
    assert (deed.identity_kind, deed.proofread, deed.signature_kind) == ("national-id", True, "pad")
    assert (deed.card_act, deed.mode, deed.certificate_revision) == ("stamp", Mode.SELF, 1)


def test_a_pickup_takes_at_most_eight_keys(counter: Counter) -> None:
    """The scanner, the pad and the pointer are no keys; each F9, each choice and Enter is one."""
    counter.opens()
    counter.scans()
    keys = 0
    while counter.screen.stage is Stage.CASE:
        if step(counter) is Step.FACE:
            counter.pickup.steps.choose_identity("national-id")
            keys += 1
        if step(counter) is Step.SIGNATURE:
            counter.pickup.steps.ink(b"png")
        at = step(counter)
        counter.pickup.next()
        keys += 1
        if at is Step.TOGETHER:
            counter.line.answer(HAND_OVER, made_up.a_done())
    counter.pickup.next()  # Enter: the next graduate
    keys += 1
    assert counter.screen.stage is Stage.WAITING
    assert keys <= 8


def test_a_second_f9_during_the_commit_sends_nothing(counter: Counter) -> None:
    counter.opens()
    counter.steps_to_commit()
    counter.pickup.next()
    counter.pickup.next()
    assert counter.line.count(HAND_OVER) == 1


@pytest.mark.parametrize(
    ("acts", "opened_by", "planned"),
    [
        ((CardAct.STAMP,), OpenedBy.CARD, "stamp"),
        ((CardAct.STAMP, CardAct.CHIP), OpenedBy.CARD, "chip"),
        ((CardAct.STAMP, CardAct.CHIP), OpenedBy.NUMBER, "exception"),
        ((CardAct.CHIP,), OpenedBy.NUMBER, "exception"),
    ],
)
def test_the_card_act_follows_the_school_and_the_tap(
    acts: tuple[CardAct, ...], opened_by: OpenedBy, planned: str
) -> None:
    assert steps.planned_act(made_up.a_case(card_acts=acts, opened_by=opened_by)) == planned


def test_a_lost_card_is_a_coded_exception(counter: Counter) -> None:
    lost = replace(made_up.LOSS, reported_at=made_up.NOON, evidence="完成頁截圖")
    counter.opens_by_hand(made_up.a_case(opened_by=OpenedBy.NUMBER, loss=lost))
    counter.steps_to_signature()
    counter.signs()
    screen = counter.pickup.steps.screen
    assert (screen.excepted, screen.exception) == (True, "lost")
    counter.pickup.next()
    counter.pickup.next()
    deed = counter.line.last(HAND_OVER).facts["deed"]
    assert (deed.card_act, deed.card_exception) == ("exception", "lost")


def test_a_card_that_cannot_be_stamped_needs_its_reason(counter: Counter) -> None:
    counter.opens()
    counter.steps_to_signature()
    counter.signs()
    counter.pickup.steps.except_card()
    counter.pickup.next()
    assert codes(counter) == ["card.exception_missing"]
    counter.pickup.back()
    assert not counter.pickup.steps.screen.excepted
    counter.pickup.next()
    assert step(counter) is Step.TOGETHER


# ------------------------------------------------------------------ the commit's three fates
def test_a_case_that_changed_meanwhile_is_opened_anew_with_what_changed(counter: Counter) -> None:
    counter.opens()
    counter.steps_to_commit()
    counter.pickup.next()
    counter.line.answer(HAND_OVER, refusal=Refusal(made_up.LIBRARY.obstacle))
    assert counter.screen.asking_again
    counter.line.answer(BY_CARD, replace(made_up.a_blocked_case(), advisories=made_up.a_case().advisories))
    assert counter.screen.case is not None and counter.screen.case.verdict is Verdict.BLOCKED
    assert {each.name.en for each in counter.screen.changes} == {"Library", "Cashier"}
    assert not counter.pickup.steps.screen.begun


def test_a_certificate_collected_meanwhile_shows_where(counter: Counter) -> None:
    counter.opens()
    counter.steps_to_commit()
    counter.pickup.next()
    counter.line.answer(HAND_OVER, refusal=Refusal.because("certificate.already_collected"))
    counter.line.answer(BY_CARD, made_up.a_collected_case())
    assert counter.screen.case is not None and counter.screen.case.collected is not None
    assert "collected" in {each.kind for each in counter.screen.changes}


def test_outside_hours_the_last_step_asks_for_a_reason_and_keeps_the_rest(counter: Counter) -> None:
    counter.opens()
    counter.steps_to_commit()
    counter.pickup.next()
    counter.line.answer(HAND_OVER, refusal=Refusal.because("hours.reason_missing"))
    counter.line.answer(BY_CARD, made_up.a_case())
    assert step(counter) is Step.TOGETHER
    assert counter.pickup.steps.screen.asks_reason
    counter.pickup.next()
    assert codes(counter) == ["hours.reason_missing"]
    counter.pickup.steps.write_reason("畢業生今晚出境")
    counter.pickup.next()
    assert counter.line.last(HAND_OVER).facts["deed"].outside_hours_reason == "畢業生今晚出境"


def test_a_notice_of_closed_hours_asks_for_the_reason_at_once(counter: Counter) -> None:
    counter.opens(made_up.a_case(notices=(Obstacle("hours.outside"),)))
    counter.steps_to_commit()
    counter.pickup.next()
    assert codes(counter) == ["hours.reason_missing"]
    assert HAND_OVER not in counter.line.verbs


def test_a_refused_sheet_is_scanned_again(counter: Counter) -> None:
    counter.opens()
    counter.steps_to_commit()
    counter.pickup.next()
    counter.line.answer(HAND_OVER, refusal=Refusal.because("sheet.unknown"))
    counter.line.answer(BY_CARD, made_up.a_case())
    assert step(counter) is Step.SHEET
    assert [each.code for each in counter.screen.problems] == ["sheet.unknown"]


def test_a_new_revision_alone_does_not_cost_the_graduate_a_second_signature(counter: Counter) -> None:
    counter.opens()
    counter.steps_to_commit()
    counter.pickup.next()
    counter.line.answer(HAND_OVER, refusal=Refusal.because("case.changed"))
    renewed = made_up.a_case(certificate=replace(made_up.CERTIFICATE, revision=2))
    counter.line.answer(BY_CARD, renewed)
    assert step(counter) is Step.TOGETHER
    counter.pickup.next()
    assert counter.line.last(HAND_OVER).facts["deed"].certificate_revision == 2


def test_a_changed_name_on_the_sheet_is_proofed_again(counter: Counter) -> None:
    counter.opens()
    counter.steps_to_commit()
    counter.pickup.next()
    counter.line.answer(HAND_OVER, refusal=Refusal.because("case.changed"))
    counter.line.answer(
        BY_CARD, made_up.a_case(certificate=replace(made_up.CERTIFICATE, revision=2, name_en="LIN, FENG-SHUAN"))
    )
    assert step(counter) is Step.SHEET
    assert [each.kind for each in counter.screen.changes] == ["certificate"]


def test_an_unknown_outcome_sends_the_very_same_deed_again(counter: Counter) -> None:
    counter.opens()
    counter.steps_to_commit()
    counter.pickup.next()
    first = counter.line.answer(HAND_OVER, trouble=Trouble("database.away", retryable=True))
    assert counter.line.count(HAND_OVER) == 2
    assert counter.pickup.steps.screen.sent_again
    second = counter.line.answer(HAND_OVER, made_up.a_done(repeated=True))
    assert first.facts["deed"].deed_id == second.facts["deed"].deed_id
    assert counter.screen.stage is Stage.DONE


def test_while_the_outcome_is_unknown_nobody_leaves_and_f9_sends_it_once_more(counter: Counter) -> None:
    counter.opens()
    counter.steps_to_commit()
    counter.pickup.next()
    away = Trouble("database.away", retryable=True)
    first = counter.line.answer(HAND_OVER, trouble=away)
    counter.line.answer(HAND_OVER, trouble=away)
    assert counter.pickup.steps.screen.outcome_unknown and not counter.pickup.steps.screen.sending
    counter.pickup.back()
    counter.pickup.close()
    counter.pickup.card_tapped(made_up.UID_B, made_up.READER)
    assert counter.screen.stage is Stage.CASE and counter.screen.waiting == "card"
    counter.pickup.leave_for_waiting()
    assert counter.screen.case is not None and counter.screen.case.name == "林峯煊"
    counter.pickup.next()
    third = counter.line.answer(HAND_OVER, made_up.a_done())
    assert first.facts["deed"] == third.facts["deed"]
    assert counter.screen.stage is Stage.DONE


def test_a_trouble_before_anything_was_recorded_stays_at_the_last_step(counter: Counter) -> None:
    counter.opens()
    counter.steps_to_commit()
    counter.pickup.next()
    counter.line.answer(HAND_OVER, trouble=Trouble("database.full"))
    assert step(counter) is Step.TOGETHER
    assert codes(counter) == ["database.full"]
    assert not counter.pickup.steps.screen.outcome_unknown
    counter.pickup.next()
    assert counter.line.count(HAND_OVER) == 2
