"""A receipt that was signed on paper waits for its scan at the collected case (RULES I1)."""

from __future__ import annotations

from app.desk.slips import CaseSlip
from app.errors import Refusal
from app.presenters.pickup import Stage
from app.presenters.proxy import MAX_SCAN
from tests.presenters import made_up
from tests.presenters.conftest import Counter

KEEP = "signed_receipt:keep"
PICKUP = made_up.number(51)


def awaited(case: CaseSlip | None) -> bool:
    assert case is not None and case.collected is not None
    return case.collected.awaits_signed_sheet


def test_the_file_is_sent_for_the_hand_over_on_the_screen_and_the_case_comes_back(counter: Counter) -> None:
    counter.opens(made_up.a_paper_signed_case())
    assert awaited(counter.screen.case)
    counter.pickup.attach_signed_receipt(PICKUP, "scan.pdf", b"%PDF-1.7 made up")
    assert counter.line.last(KEEP).facts == {"pickup_id": PICKUP, "content": b"%PDF-1.7 made up"}
    assert counter.pickup.signed_receipt.screen.sending
    counter.line.answer(KEEP, made_up.a_paper_signed_case(made_up.NOON))
    assert not awaited(counter.screen.case) and not counter.pickup.signed_receipt.screen.sending


def test_while_it_is_sealed_another_card_waits_and_a_second_file_changes_nothing(counter: Counter) -> None:
    counter.opens(made_up.a_paper_signed_case())
    counter.pickup.attach_signed_receipt(PICKUP, "scan.pdf", b"%PDF-1.7 made up")
    counter.pickup.attach_signed_receipt(PICKUP, "scan.pdf", b"%PDF-1.7 made up")
    counter.pickup.card_tapped(made_up.UID_B, made_up.READER)
    assert counter.line.count(KEEP) == 1 and counter.screen.waiting == "card"


def test_a_file_picked_for_a_case_that_has_gone_is_dropped(counter: Counter) -> None:
    counter.opens(made_up.a_paper_signed_case())
    counter.opens(uid=made_up.UID_B)
    counter.pickup.attach_signed_receipt(PICKUP, "scan.pdf", b"%PDF-1.7 made up")
    assert counter.line.count(KEEP) == 0 and counter.screen.stage is Stage.CASE


def test_a_file_that_is_too_large_or_refused_is_told_at_this_hand_over(counter: Counter) -> None:
    counter.opens(made_up.a_paper_signed_case())
    form = counter.pickup.signed_receipt
    counter.pickup.attach_signed_receipt(PICKUP, "scan.pdf", bytes(MAX_SCAN + 1))
    assert [each.code for each in form.screen.problems] == ["scan.too_large"] and counter.line.count(KEEP) == 0
    counter.pickup.attach_signed_receipt(PICKUP, "scan.pdf", b"MZ")
    counter.line.answer(KEEP, refusal=Refusal.because("scan.wrong_kind"))
    assert [each.code for each in form.screen.problems] == ["scan.wrong_kind"] and form.screen.pickup_id == PICKUP
    assert awaited(counter.screen.case)
