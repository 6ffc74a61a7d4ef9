"""How a case ends: blocked, collected, handed over; and what is still owed afterwards."""

from __future__ import annotations

from dataclasses import replace

from app.desk.slips import CardAct, CardOrder, ItemState, OpenedBy, StepState
from app.errors import Refusal, Trouble
from app.presenters.done import SECONDS
from app.presenters.errands import PaperState
from app.presenters.pickup import Pane, Stage
from tests.presenters import made_up
from tests.presenters.conftest import BY_CARD, Counter
from tests.presenters.made_up import READER, UID_A, UID_B

NOTICE, RECEIPT, NOTED = "papers:outstanding_items_notice", "papers:receipt", "papers:paper_printed"
CHIPPED = {"card_act": CardAct.CHIP}


def an_order(uid: bytes = UID_A) -> CardOrder:
    return CardOrder(made_up.number(61), uid, 33, b"key", "A", "void", 1, made_up.NOON.date())


# ------------------------------------------------------------------ blocked and collected
def test_f9_prints_the_notice_of_a_blocked_case_and_then_closes_it(counter: Counter) -> None:
    counter.opens(made_up.a_blocked_case())
    counter.pickup.next()
    assert counter.screen.paper.state is PaperState.MAKING
    asked = counter.line.answer(NOTICE, made_up.a_paper("outstanding_items_notice"))
    assert asked.facts["for_proxy"] is False
    counter.printer.ends(True)
    assert counter.screen.paper.state is PaperState.PRINTED
    assert counter.line.last(NOTED).facts["printed"] is True
    counter.pickup.next()
    assert counter.screen.stage is Stage.WAITING


def test_a_failed_print_is_told_noted_and_tried_again(counter: Counter) -> None:
    counter.opens(made_up.a_blocked_case())
    counter.pickup.next()
    counter.line.answer(NOTICE, made_up.a_paper())
    counter.printer.ends(False, "printer.away")
    assert [each.code for each in counter.screen.paper.why] == ["printer.away"]
    assert counter.line.last(NOTED).facts["printed"] is False
    counter.pickup.reprint()
    assert len(counter.printer.papers) == 1
    assert counter.line.count(NOTICE) == 1


def test_a_paper_that_could_not_be_made_is_made_again(counter: Counter) -> None:
    counter.opens(made_up.a_blocked_case())
    counter.pickup.next()
    counter.line.answer(NOTICE, trouble=Trouble("font.missing", font="TW-Kai"))
    assert counter.screen.paper.state is PaperState.FAILED
    counter.pickup.reprint()
    assert counter.line.count(NOTICE) == 2


def test_a_refused_proxys_notice_carries_no_reasons(counter: Counter) -> None:
    counter.opens(made_up.a_blocked_case())
    counter.pickup.begin_proxy()
    counter.pickup.next()
    assert counter.line.last(NOTICE).facts["for_proxy"] is True


def test_a_print_that_ends_after_the_case_was_left_is_noted_all_the_same(counter: Counter) -> None:
    counter.opens(made_up.a_blocked_case())
    counter.pickup.next()
    counter.line.answer(NOTICE, made_up.a_paper())
    counter.pickup.back()
    counter.printer.ends(True)
    assert counter.line.count(NOTED) == 1
    assert counter.screen.paper.state is PaperState.NONE


def test_a_collected_case_reprints_its_receipt(counter: Counter) -> None:
    counter.opens(made_up.a_collected_case())
    counter.pickup.next()
    assert counter.line.last(RECEIPT).facts["pickup_id"] == made_up.number(51)


# ------------------------------------------------------------------ supervisor, telephone, loss, correction
def test_a_release_makes_the_case_ready(counter: Counter) -> None:
    counter.opens(made_up.a_blocked_case())
    counter.pickup.open_pane(Pane.RELEASE)
    counter.pickup.release.mark("clearance.outstanding:library", True)
    counter.pickup.release.mark("clearance.outstanding:fees", True)
    counter.pickup.release.submit("急件，主管核可", "sup", "secret")
    asked = counter.line.last("override:release").facts
    assert asked["codes"] == ("clearance.outstanding:library", "clearance.outstanding:fees")
    counter.line.answer("override:release", made_up.a_case())
    assert counter.screen.pane is Pane.NONE
    assert counter.pickup.steps.screen.step is not None


def test_a_release_tells_everything_that_is_missing_at_once(counter: Counter) -> None:
    counter.opens(made_up.a_blocked_case())
    counter.pickup.open_pane(Pane.RELEASE)
    counter.pickup.release.submit(" ", "", "")
    told = {each.code for each in counter.pickup.release.screen.problems}
    assert told == {"override.nothing_marked", "override.reason_missing", "override.sign_on_missing"}
    assert "override:release" not in counter.line.verbs


def test_a_wrong_password_stays_in_the_dialog(counter: Counter) -> None:
    counter.opens(made_up.a_blocked_case(obstacles=(made_up.FEES,)))
    counter.pickup.open_pane(Pane.RELEASE)
    counter.pickup.release.submit("急件，主管核可", "sup", "wrong")
    counter.line.answer("override:release", refusal=Refusal.because("sign_on.wrong"))
    assert counter.screen.pane is Pane.RELEASE
    assert [each.code for each in counter.pickup.release.screen.problems] == ["sign_on.wrong"]


def test_a_release_by_document_asks_kind_and_how_it_was_shown(counter: Counter) -> None:
    """A38, RULES I9: the identity document is recorded, not only a reason."""
    void = made_up.a_void_card_obstacle()
    counter.opens(made_up.a_blocked_case(obstacles=(void,), placed_kinds=("passport",)))
    counter.pickup.open_pane(Pane.RELEASE)
    release = counter.pickup.release
    assert release.screen.asks_document and not release.screen.asks_issuing_place
    release.submit("卡片先前已蓋章", "sup", "secret")
    assert [each.code for each in release.screen.problems] == ["override.identity_missing"]
    release.choose_document("passport")
    release.choose_way("original")
    release.submit("卡片先前已蓋章", "sup", "secret")
    assert [each.code for each in release.screen.problems] == ["override.issuing_place_missing"]
    release.submit("卡片先前已蓋章", "sup", "secret", issued_in="外交部")
    shown = counter.line.last("override:release").facts["shown"]
    assert (shown.kind, shown.how, shown.issued_in) == ("passport", "original", "外交部")
    assert "外交部" not in repr(counter.line.asked)


def test_a_release_of_an_item_asks_no_document(counter: Counter) -> None:
    counter.opens(made_up.a_blocked_case(obstacles=(made_up.FEES,)))
    counter.pickup.open_pane(Pane.RELEASE)
    assert not counter.pickup.release.screen.asks_document
    counter.pickup.release.submit("急件，主管核可", "sup", "secret", issued_in="某處", evidence="某物")
    shown = counter.line.last("override:release").facts["shown"]
    assert (shown.kind, shown.how, shown.issued_in, shown.evidence) == ("", "", "", "")


def test_evidence_instead_is_asked_where_the_rules_want_it(counter: Counter) -> None:
    fees = replace(made_up.FEES, needs="reason_and_evidence")
    counter.opens(made_up.a_blocked_case(obstacles=(fees,)))
    counter.pickup.open_pane(Pane.RELEASE)
    counter.pickup.release.submit("急件，主管核可", "sup", "secret", evidence=" ")
    assert [each.code for each in counter.pickup.release.screen.problems] == ["override.evidence_missing"]


def test_a_permission_is_withdrawn_from_the_case(counter: Counter) -> None:
    permissions = (made_up.A_PERMISSION, made_up.USED_PERMISSION)
    counter.opens(made_up.a_case(permissions=permissions))
    counter.pickup.open_pane(Pane.WITHDRAWAL)
    withdrawal = counter.pickup.withdrawal
    assert withdrawal.screen.standing == (made_up.A_PERMISSION,)
    assert withdrawal.screen.used == 1
    withdrawal.mark(made_up.A_PERMISSION.id, False)
    withdrawal.submit(" ", "", "")
    told = {each.code for each in withdrawal.screen.problems}
    assert told == {"override.nothing_chosen", "override.reason_missing", "override.sign_on_missing"}
    withdrawal.mark(made_up.A_PERMISSION.id, True)
    withdrawal.submit("准錯人了", "sup", "tr0mbone")
    assert counter.line.last("override:withdraw").facts["permissions"] == (made_up.A_PERMISSION.id,)
    assert "tr0mbone" not in repr(counter.line.asked) + repr(withdrawal.screen)
    counter.line.answer("override:withdraw", made_up.a_blocked_case())
    assert counter.screen.pane is Pane.NONE
    assert counter.screen.case is not None and counter.screen.case.permissions == ()


def test_a_case_without_permissions_has_nothing_to_withdraw(counter: Counter) -> None:
    counter.opens()
    counter.pickup.open_pane(Pane.WITHDRAWAL)
    assert counter.screen.pane is Pane.NONE


def test_the_password_is_nowhere_in_a_screen(counter: Counter) -> None:
    counter.opens(made_up.a_blocked_case(obstacles=(made_up.FEES,)))
    counter.pickup.open_pane(Pane.RELEASE)
    counter.pickup.release.submit("急件，主管核可", "sup", "tr0mbone")
    assert "tr0mbone" not in repr(counter.pickup.release.screen)
    assert "tr0mbone" not in repr(counter.line.asked)


def test_a_ready_case_has_nothing_to_release(counter: Counter) -> None:
    counter.opens()
    counter.pickup.open_pane(Pane.RELEASE)
    assert counter.screen.pane is Pane.NONE


def test_a_unit_that_answers_by_telephone_changes_the_case(counter: Counter) -> None:
    counter.opens(made_up.a_blocked_case(obstacles=(made_up.FEES,)))
    counter.pickup.open_pane(Pane.PHONE)
    counter.pickup.phone.choose_unit("fees")
    counter.pickup.phone.choose_answer(ItemState.DONE)
    counter.pickup.phone.submit("出納組承辦人", "剛才繳清")
    asked = counter.line.answer("clearance:answer_by_phone", made_up.a_case()).facts
    assert (asked["item"], asked["state"], asked["role"]) == ("fees", "done", "出納組承辦人")
    assert counter.screen.pane is Pane.NONE


def test_a_telephone_answer_needs_unit_answer_and_role(counter: Counter) -> None:
    counter.opens(made_up.a_blocked_case())
    counter.pickup.open_pane(Pane.PHONE)
    counter.pickup.phone.submit("", "")
    told = [each.code for each in counter.pickup.phone.screen.problems]
    assert told == ["clearance.unit_missing", "clearance.answer_missing", "clearance.role_missing"]
    counter.pickup.phone.choose_unit("fees")
    counter.pickup.phone.choose_answer(ItemState.FAILED)
    counter.pickup.phone.submit("出納組承辦人", " ")
    assert [each.code for each in counter.pickup.phone.screen.problems] == ["clearance.reason_missing"]


def test_a_correction_holds_the_sheet_and_ends_the_hand_over(counter: Counter) -> None:
    counter.opens()
    counter.scans()
    counter.pickup.open_pane(Pane.CORRECTION)
    counter.pickup.correction.submit()
    assert [each.code for each in counter.pickup.correction.screen.problems] == ["correction.fields_missing"]
    counter.pickup.correction.mark("birth_date", True)
    counter.pickup.correction.mark("name_en", True)
    counter.pickup.correction.write_note("護照為 LIN, FENG-SHUAN")
    counter.pickup.correction.submit()
    asked = counter.line.answer("correction:stop", made_up.a_blocked_case()).facts
    assert asked["fields"] == ("name_en", "birth_date")
    assert asked["certificate_id"] == made_up.CERTIFICATE.id
    assert not counter.pickup.steps.screen.begun
    assert counter.screen.pane is Pane.NONE


def test_a_loss_report_keeps_the_way_the_case_was_opened(counter: Counter) -> None:
    counter.opens_by_hand(made_up.a_case(opened_by=OpenedBy.NAME))
    counter.pickup.open_pane(Pane.LOSS)
    counter.pickup.loss.write_evidence("掛失完成頁")
    counter.pickup.loss.submit()
    lost = replace(made_up.LOSS, reported_at=made_up.NOON)
    counter.line.answer("card:report_loss", made_up.a_case(opened_by=OpenedBy.NAME, loss=lost))
    assert counter.screen.case is not None and counter.screen.case.loss.reported_at is not None
    assert counter.screen.case.opened_by is OpenedBy.NAME


def test_a_second_enter_sends_a_dialogs_deed_once(counter: Counter) -> None:
    counter.opens()
    counter.pickup.open_pane(Pane.LOSS)
    counter.pickup.loss.write_evidence("掛失完成頁")
    counter.pickup.loss.submit()
    counter.pickup.loss.submit()
    assert counter.line.count("card:report_loss") == 1


def test_esc_leaves_a_dialog_but_not_its_deed_in_flight(counter: Counter) -> None:
    counter.opens()
    counter.pickup.open_pane(Pane.LOSS)
    counter.pickup.loss.write_evidence("掛失完成頁")
    counter.pickup.loss.submit()
    counter.pickup.back()
    assert counter.screen.pane is Pane.LOSS
    counter.line.answer("card:report_loss", trouble=Trouble("database.full"))
    counter.pickup.back()
    assert counter.screen.pane is Pane.NONE


# ------------------------------------------------------------------ done
def test_the_done_screen_prints_the_receipt_and_clears_itself(counter: Counter) -> None:
    counter.opens()
    counter.hands_over()
    assert counter.screen.stage is Stage.DONE
    assert counter.screen.case is None
    counter.line.answer(RECEIPT, made_up.a_paper())
    counter.printer.ends(True)
    for _ in range(SECONDS - 1):
        counter.pickup.done.tick()
    assert counter.screen.stage is Stage.DONE
    counter.pickup.done.tick()
    assert counter.screen.stage is Stage.WAITING


def test_no_full_name_is_left_after_the_hand_over(counter: Counter) -> None:
    counter.opens()
    counter.hands_over()
    assert counter.pickup.steps.screen.case is None
    assert counter.screen.case is None
    assert "林峯煊" not in repr(counter.pickup.done.screen.slip)


def test_a_paper_that_did_not_print_stops_the_clock(counter: Counter) -> None:
    counter.opens()
    counter.hands_over()
    counter.line.answer(RECEIPT, made_up.a_paper())
    counter.printer.ends(False, "printer.empty")
    for _ in range(3 * SECONDS):
        counter.pickup.done.tick()
    assert counter.screen.stage is Stage.DONE
    counter.pickup.reprint()
    counter.printer.ends(True)
    for _ in range(SECONDS):
        counter.pickup.done.tick()
    assert counter.screen.stage is Stage.WAITING


def test_the_next_card_ends_a_settled_done_screen(counter: Counter) -> None:
    counter.opens()
    counter.hands_over()
    counter.line.answer(RECEIPT, made_up.a_paper())
    counter.printer.ends(True)
    counter.pickup.card_tapped(UID_B, READER)
    assert counter.screen.stage is Stage.LOOKING


def test_the_next_card_waits_for_an_open_step(counter: Counter) -> None:
    counter.opens()
    counter.hands_over()
    counter.line.answer(RECEIPT, made_up.a_paper())
    counter.printer.ends(False)
    counter.pickup.card_tapped(UID_B, READER)
    assert counter.screen.stage is Stage.DONE
    assert counter.pickup.done.screen.another_waits
    counter.pickup.next()
    assert counter.screen.stage is Stage.LOOKING


# ------------------------------------------------------------------ the chip
def hands_over_with_chip(counter: Counter) -> None:
    counter.opens(made_up.a_case(card_acts=(CardAct.STAMP, CardAct.CHIP)))
    counter.hands_over(**CHIPPED)
    counter.line.answer(RECEIPT, made_up.a_paper())
    counter.printer.ends(True)


def test_a_chip_is_voided_in_three_asks_across_the_lanes(counter: Counter) -> None:
    hands_over_with_chip(counter)
    assert counter.pickup.done.screen.card is not None and counter.pickup.done.screen.card.writing
    asked = counter.line.answer("card:intend", an_order()).facts
    assert (asked["act_id"], asked["uid"]) == (made_up.number(61), UID_A)
    counter.card.ends("done")
    recorded = counter.line.answer("card:record").facts
    assert recorded["outcome"] == "done"
    assert counter.pickup.done.screen.card.state is StepState.DONE
    assert not counter.pickup.done.screen.open_step


def test_nobody_leaves_while_the_chip_is_being_written(counter: Counter) -> None:
    hands_over_with_chip(counter)
    counter.line.answer("card:intend", an_order())
    counter.pickup.next()
    counter.pickup.card_tapped(UID_B, READER)
    for _ in range(2 * SECONDS):
        counter.pickup.done.tick()
    assert counter.screen.stage is Stage.DONE
    assert counter.pickup.done.screen.another_waits


def test_a_card_pulled_in_mid_write_is_unknown_and_goes_on_at_its_next_tap(counter: Counter) -> None:
    hands_over_with_chip(counter)
    counter.line.answer("card:intend", an_order())
    counter.card.ends("unknown", "card.gone")
    counter.line.answer("card:record")
    assert counter.pickup.done.screen.card is not None
    assert counter.pickup.done.screen.card.state is StepState.UNKNOWN
    assert counter.pickup.done.screen.open_step
    counter.pickup.card_tapped(UID_A, READER)
    counter.line.answer("card:intend", an_order())
    counter.card.ends("done")
    counter.line.answer("card:record")
    assert counter.pickup.done.screen.card.state is StepState.DONE


def test_another_card_does_not_settle_an_unknown_write(counter: Counter) -> None:
    hands_over_with_chip(counter)
    counter.line.answer("card:intend", an_order())
    counter.card.ends("unknown")
    counter.line.answer("card:record")
    counter.pickup.card_tapped(UID_B, READER)
    assert counter.line.count("card:intend") == 1
    assert counter.pickup.done.screen.another_waits


def test_a_refused_intent_writes_nothing(counter: Counter) -> None:
    hands_over_with_chip(counter)
    counter.line.answer("card:intend", refusal=Refusal.because("card.different"))
    assert counter.card.orders == []
    assert counter.pickup.done.screen.card is not None
    assert counter.pickup.done.screen.card.state is StepState.FAILED


def test_an_old_open_step_ends_at_the_cards_next_tap_by_itself(counter: Counter) -> None:
    counter.opens(made_up.a_collected_case(open_steps=(made_up.a_chip_step(),)))
    assert counter.screen.card is not None and counter.screen.card.writing
    counter.line.answer("card:intend", an_order())
    counter.card.ends("done")
    counter.line.answer("card:record")
    counter.line.answer(BY_CARD, made_up.a_collected_case())
    assert counter.screen.card.settled
    assert counter.screen.case is not None and counter.screen.case.open_steps == ()


def test_an_open_step_without_the_card_stays_open(counter: Counter) -> None:
    counter.opens_by_hand(made_up.a_collected_case(open_steps=(made_up.a_chip_step(),)))
    assert "card:intend" not in counter.line.verbs
