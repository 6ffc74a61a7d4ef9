"""Proxy pickup: whole evidence before the first step, and no more of it than the school asks."""

from __future__ import annotations

from dataclasses import replace

from app.desk.slips import Mode, OpenedBy
from app.errors import Refusal
from app.presenters.hand_over_steps import Step
from app.presenters.pickup import Pane, Stage
from tests.presenters import made_up
from tests.presenters.conftest import BY_CARD, Counter

CHECK, SCAN = "proxy:check_evidence", "proxy:keep_scan"


def gaps(counter: Counter) -> dict[str, str]:
    return {where: problem.code for where, problem in counter.pickup.proxy.screen.problems}


def a_proxy(counter: Counter, **case: object) -> None:
    counter.opens(made_up.a_case(**case))
    counter.pickup.begin_proxy()


def shows_everything(counter: Counter) -> None:
    for piece in counter.pickup.proxy.screen.pieces:
        counter.pickup.proxy.see(piece, True)
    counter.pickup.proxy.write("name", "林文山")
    counter.pickup.proxy.choose("id_kind", "national-id")


def test_the_tapped_card_chooses_the_evidence_set_and_counts_as_seen(counter: Counter) -> None:
    a_proxy(counter)
    screen = counter.pickup.proxy.screen
    assert (screen.evidence_set, screen.seen) == ("with-card", ("card",))
    assert screen.missing == ("letter", "proxy_id")


def test_a_reported_loss_chooses_the_other_set(counter: Counter) -> None:
    lost = replace(made_up.LOSS, reported_at=made_up.NOON)
    counter.opens_by_hand(made_up.a_case(opened_by=OpenedBy.NUMBER, loss=lost))
    counter.pickup.begin_proxy()
    screen = counter.pickup.proxy.screen
    assert (screen.evidence_set, screen.seen) == ("card-lost", ("loss_report",))


def test_every_gap_is_told_at_its_place_at_once(counter: Counter) -> None:
    a_proxy(counter)
    counter.pickup.next()
    assert gaps(counter) == {
        "letter": "proxy.piece_missing",
        "proxy_id": "proxy.piece_missing",
        "name": "proxy.name_missing",
        "id_kind": "proxy.id_kind_missing",
    }
    assert CHECK not in counter.line.verbs


def test_a_gap_leaves_as_soon_as_it_is_filled(counter: Counter) -> None:
    a_proxy(counter)
    counter.pickup.next()
    counter.pickup.proxy.see("letter", True)
    counter.pickup.proxy.write("name", "林")
    assert set(gaps(counter)) == {"proxy_id", "id_kind"}


def test_whole_evidence_leads_to_the_sheet(counter: Counter) -> None:
    a_proxy(counter)
    shows_everything(counter)
    counter.pickup.next()
    counter.line.answer(CHECK)
    assert counter.pickup.steps.screen.step is Step.SHEET


def test_number_relation_and_scan_are_asked_only_where_the_school_asks(counter: Counter) -> None:
    a_proxy(counter, proxy_rules=made_up.STRICT_RULES)
    shows_everything(counter)
    counter.pickup.next()
    assert gaps(counter) == {
        "id_number": "proxy.id_number_missing",
        "relation": "proxy.relation_missing",
        "letter": "proxy.scan_missing",
    }


def test_what_was_not_asked_is_not_sent(counter: Counter) -> None:
    a_proxy(counter)
    shows_everything(counter)
    counter.pickup.proxy.write("id_number", "A123456789")
    counter.pickup.next()
    evidence = counter.line.last(CHECK).facts["evidence"]
    assert (evidence.id_number, evidence.relation, evidence.scan_ids) == ("", "", ())


def test_a_wrong_number_is_refused_at_its_field(counter: Counter) -> None:
    a_proxy(counter, proxy_rules=replace(made_up.STRICT_RULES, asks_relation=False, asks_scans=False))
    shows_everything(counter)
    counter.pickup.proxy.write("id_number", "a123456788")
    counter.pickup.next()
    counter.line.answer(CHECK, refusal=Refusal.because("proxy.id_number_wrong"))
    assert gaps(counter) == {"id_number": "proxy.id_number_wrong"}
    assert counter.pickup.steps.screen.step is Step.EVIDENCE


def test_a_scan_is_kept_and_counts_as_seen(counter: Counter) -> None:
    a_proxy(counter, proxy_rules=made_up.STRICT_RULES)
    counter.pickup.proxy.attach_scan("letter", "letter.pdf", b"%PDF")
    counter.line.answer(SCAN, made_up.a_scan())
    screen = counter.pickup.proxy.screen
    assert [scan.piece for scan in screen.scans] == ["letter"]
    assert "letter" in screen.seen


def test_a_scan_of_more_than_ten_megabytes_is_refused_before_it_is_sent(counter: Counter) -> None:
    a_proxy(counter, proxy_rules=made_up.STRICT_RULES)
    counter.pickup.proxy.attach_scan("letter", "letter.pdf", bytes(10 * 1024 * 1024 + 1))
    assert gaps(counter) == {"letter": "scan.too_large"}
    assert SCAN not in counter.line.verbs


def test_the_letter_is_printed_prefilled_or_blank(counter: Counter) -> None:
    a_proxy(counter)
    counter.pickup.proxy.print_letter()
    asked = counter.line.answer("papers:letter_of_authorization", made_up.a_paper("letter"))
    assert asked.facts["graduate_id"] == made_up.number(11)
    counter.printer.ends(True)
    counter.pickup.proxy.print_letter(prefilled=False)
    assert counter.line.last("papers:letter_of_authorization").facts["graduate_id"] is None


def test_the_proxy_signs_and_is_compared_with_the_document_shown(counter: Counter) -> None:
    a_proxy(counter)
    shows_everything(counter)
    counter.pickup.next()
    counter.line.answer(CHECK)
    counter.scans()
    for _ in range(3):
        counter.pickup.next()
    assert counter.pickup.steps.screen.step is Step.SIGNATURE
    counter.signs()
    counter.pickup.next()
    counter.pickup.next()
    deed = counter.line.last("pickup:hand_over").facts["deed"]
    assert deed.mode is Mode.PROXY
    assert deed.proxy is not None and deed.proxy.name == "林文山"
    assert deed.identity_kind == "national-id"


def test_esc_returns_to_the_graduate_in_person(counter: Counter) -> None:
    a_proxy(counter)
    counter.pickup.back()
    assert counter.screen.mode is Mode.SELF and counter.screen.stage is Stage.CASE


def test_work_on_the_evidence_is_not_thrown_away_by_another_card(counter: Counter) -> None:
    a_proxy(counter)
    counter.pickup.proxy.see("letter", True)
    counter.pickup.card_tapped(made_up.UID_B, made_up.READER)
    assert counter.screen.waiting == "card"


def test_the_graduates_card_brought_later_joins_the_evidence(counter: Counter) -> None:
    counter.opens_by_hand(made_up.a_case(opened_by=OpenedBy.NAME))
    counter.pickup.begin_proxy()
    counter.pickup.proxy.see("letter", True)
    counter.pickup.card_tapped(made_up.UID_A, made_up.READER)
    counter.line.answer(BY_CARD, made_up.a_case())
    assert set(counter.pickup.proxy.screen.seen) == {"letter", "card"}


def test_f4_does_nothing_once_the_steps_have_begun(counter: Counter) -> None:
    counter.opens()
    counter.scans()
    counter.pickup.begin_proxy()
    assert counter.screen.mode is Mode.SELF


def test_a_loss_that_nobody_recorded_is_told_at_its_piece_and_recorded_without_losing_the_rest(
    counter: Counter,
) -> None:
    counter.opens_by_hand(made_up.a_case(opened_by=OpenedBy.NUMBER))
    counter.pickup.begin_proxy()
    counter.pickup.proxy.choose_set("card-lost")
    shows_everything(counter)
    counter.pickup.next()
    counter.line.answer(CHECK, refusal=Refusal.because("card.loss_not_reported"))
    assert gaps(counter) == {"loss_report": "card.loss_not_reported"}
    counter.pickup.open_pane(Pane.LOSS)
    counter.pickup.loss.write_evidence("完成頁")
    counter.pickup.loss.submit()
    lost = replace(made_up.LOSS, reported_at=made_up.NOON)
    counter.line.answer("card:report_loss", made_up.a_case(opened_by=OpenedBy.NUMBER, loss=lost))
    screen = counter.pickup.proxy.screen
    assert (screen.name, screen.evidence_set, screen.missing, gaps(counter)) == ("林文山", "card-lost", (), {})
    counter.pickup.next()
    counter.line.answer(CHECK)
    assert counter.pickup.steps.screen.step is Step.SHEET
