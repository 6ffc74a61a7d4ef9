"""Files go through verification one after another, and a late answer never lands on another list."""

from __future__ import annotations

import pytest

from app.desk.verify_slips import LedgerSlip, Outcome, WhereSlip
from app.errors import Refusal
from app.presenters.verify import Step
from tests.presenters.made_up import NOON
from tests.presenters.verifying import ANSWERS, GOOD, Hatch


@pytest.fixture
def hatch(qapp: object) -> Hatch:
    return Hatch()


@pytest.mark.parametrize("kind", sorted(ANSWERS))
def test_a_file_comes_to_its_answer(hatch: Hatch, kind: str) -> None:
    hatch.hands_in("a.pdf")
    hatch.answers(kind)
    (entry,) = hatch.screen.entries
    assert entry.verdict is not None
    assert (entry.verdict.code, hatch.screen.running) == (f"verification.{kind}", False)


def test_the_steps_are_seen_in_their_order(hatch: Hatch) -> None:
    hatch.hands_in("a.pdf")
    hatch.answers("good")
    steps = [screen.entries[0].step for screen in hatch.seen if screen.entries]
    assert sorted(steps) == steps
    assert set(steps) == set(Step)


def test_a_file_that_is_turned_away_is_neither_looked_up_nor_examined(hatch: Hatch) -> None:
    hatch.hands_in("photo.jpg")
    hatch.examiner.takes("verification.not_pdf")
    assert hatch.line.verbs == ["verify:conclude"]
    assert hatch.examiner.examining == []


def test_where_to_send_whoever_asks_stays_when_the_list_is_forgotten(hatch: Hatch) -> None:
    hatch.is_told_where(WhereSlip(site="dcert.moe.gov.tw"))
    hatch.hands_in("a.pdf")
    hatch.answers("good")
    hatch.verify.clear()
    assert hatch.screen.where == WhereSlip(site="dcert.moe.gov.tw")


def test_one_file_at_a_time_is_on_its_way(hatch: Hatch) -> None:
    """A long list never stands before a graduate's look-up: one ask is with the desk at most."""
    hatch.hands_in("a.pdf", "b.pdf", "c.pdf")
    assert len(hatch.examiner.taking) == 1
    for _ in range(3):
        assert len(hatch.line.pending) + len(hatch.examiner.taking) + len(hatch.examiner.examining) == 1
        hatch.answers("good")
    assert hatch.screen.count(Outcome.SUCCESS) == 3


def test_the_screen_follows_the_list_and_rests_on_what_needs_a_person(hatch: Hatch) -> None:
    hatch.hands_in("a.pdf", "b.pdf", "c.pdf", "d.pdf")
    hatch.answers("good")
    assert hatch.screen.chosen == 1
    for kind in ("superseded", "altered", "good"):
        hatch.answers(kind)
    assert hatch.screen.chosen == 2


def test_a_choice_stays_while_the_list_goes_on(hatch: Hatch) -> None:
    hatch.hands_in("a.pdf", "b.pdf", "c.pdf")
    hatch.answers("good")
    hatch.verify.choose(0)
    for _ in range(2):
        hatch.answers("altered")
    assert hatch.screen.chosen == 0
    hatch.verify.choose(99)
    assert hatch.screen.chosen == 0


def test_what_is_handed_in_meanwhile_joins_the_list(hatch: Hatch) -> None:
    hatch.hands_in("a.pdf")
    hatch.hands_in("b.pdf")
    for _ in range(2):
        hatch.answers("good")
    assert [each.name for each in hatch.screen.entries] == ["a.pdf", "b.pdf"]
    hatch.hands_in("c.pdf")
    assert [each.name for each in hatch.screen.entries] == ["c.pdf"]


def test_without_the_desk_the_list_waits_and_goes_on_from_there(hatch: Hatch) -> None:
    hatch.hands_in("a.pdf", "b.pdf")
    hatch.answers("good")
    hatch.loses_the_desk()
    assert [each.code for each in hatch.screen.problems] == ["database.away"]
    assert not hatch.screen.running
    hatch.verify.go_on()
    hatch.answers("good")
    assert hatch.screen.count(Outcome.SUCCESS) == 2
    assert hatch.screen.problems == ()


def test_a_refusal_is_told_too(hatch: Hatch) -> None:
    hatch.hands_in("a.pdf")
    hatch.examiner.takes()
    hatch.line.answer("verify:ask_ledger", refusal=Refusal.because("sign_on.needed"))
    assert [each.code for each in hatch.screen.problems] == ["sign_on.needed"]


@pytest.mark.parametrize("at", list(Step))
def test_leaving_the_desk_forgets_every_name_and_hears_nothing_more(hatch: Hatch, at: Step) -> None:
    hatch.hands_in("林煊.pdf")
    if at >= Step.LEDGER:
        hatch.examiner.takes()
    if at >= Step.SIGNATURE:
        hatch.line.answer("verify:ask_ledger", LedgerSlip(known=True, issuers=(), at=NOON))
    if at >= Step.ANSWER:
        hatch.examiner.sees(GOOD)
    hatch.verify.clear()
    assert hatch.screen.entries == ()
    asked = len(hatch.line.asked)
    if at is Step.FILE:
        hatch.examiner.takes()
    elif at is Step.LEDGER:
        hatch.line.answer("verify:ask_ledger", LedgerSlip(known=True, issuers=(), at=NOON))
    elif at is Step.SIGNATURE:
        hatch.examiner.sees(GOOD)
    else:
        hatch.line.answer("verify:conclude")
    assert hatch.screen.entries == ()
    assert len(hatch.line.asked) == asked
    hatch.hands_in("b.pdf")
    hatch.answers("good")
    assert hatch.screen.count(Outcome.SUCCESS) == 1


def test_an_empty_folder_and_a_drop_of_nothing(hatch: Hatch) -> None:
    hatch.verify.hand_in([])
    assert hatch.examiner.gathering == []
    hatch.verify.hand_in(["/media/usb"])
    hatch.examiner.gathers()
    assert hatch.screen.nothing
    assert not hatch.screen.running
