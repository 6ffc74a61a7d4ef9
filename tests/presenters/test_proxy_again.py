"""A class representative collects for several (RULES I8): the same person is offered, each letter is a new one."""

from __future__ import annotations

from dataclasses import replace

from app.dates import FixedClock
from app.desk.slips import Mode
from app.presenters.pickup import Stage
from tests.presenters import made_up
from tests.presenters.conftest import Counter

EVIDENCE = "proxy:check_evidence"
CHECK = "pickup:check_sheet"


def asking() -> object:
    """A school that asks for number and relation, but for no scans."""
    return replace(made_up.STRICT_RULES, asks_scans=False)


def begin_for_a_proxy(counter: Counter, **case: object) -> None:
    counter.opens(made_up.a_case(**case))
    counter.pickup.begin_proxy()


def see(counter: Counter, *pieces: str) -> None:
    for piece in pieces:
        counter.pickup.proxy.see(piece, True)


def collect(counter: Counter, **case: object) -> None:
    """One proxy pickup from the first key to the last."""
    begin_for_a_proxy(counter, **case)
    see(counter, "letter", "proxy_id", "card")
    proxy = counter.pickup.proxy
    proxy.write("name", "陳代領")
    proxy.choose("id_kind", "passport")
    proxy.write("id_number", "A123456789")
    proxy.choose("relation", "friend")
    counter.pickup.next()
    counter.line.answer(EVIDENCE)
    counter.scans()
    counter.pickup.next()
    counter.pickup.next()
    counter.pickup.next()
    counter.signs()
    counter.pickup.next()
    counter.pickup.next()
    counter.line.answer("pickup:hand_over", made_up.a_done(mode=Mode.PROXY))
    assert counter.screen.stage is Stage.DONE
    counter.pickup.done.end()


def test_the_next_case_offers_the_same_proxy(counter: Counter) -> None:
    collect(counter, proxy_rules=asking())
    begin_for_a_proxy(counter, proxy_rules=asking())
    proxy = counter.pickup.proxy
    assert proxy.screen.offers_earlier
    assert proxy.screen.name == "", "offered, not filled in"
    proxy.take_earlier()
    screen = proxy.screen
    assert (screen.name, screen.id_kind, screen.id_number) == ("陳代領", "passport", "A123456789")
    assert not screen.offers_earlier


def test_each_graduate_s_own_letter_and_relation_are_asked_again(counter: Counter) -> None:
    collect(counter, proxy_rules=asking())
    begin_for_a_proxy(counter, proxy_rules=asking())
    counter.pickup.proxy.take_earlier()
    counter.pickup.next()
    assert {where for where, _ in counter.pickup.proxy.screen.problems} == {"letter", "relation"}
    assert counter.line.count(EVIDENCE) == 1
    see(counter, "letter")
    counter.pickup.proxy.choose("relation", "friend")
    counter.pickup.next()
    evidence = counter.line.last(EVIDENCE).facts["evidence"]
    assert (evidence.name, evidence.relation) == ("陳代領", "friend")


def test_what_the_school_does_not_ask_is_not_carried_over(counter: Counter) -> None:
    counter.pickup.proxy.remember(made_up.A_PROXY)
    begin_for_a_proxy(counter)
    counter.pickup.proxy.take_earlier()
    assert counter.pickup.proxy.screen.id_number == ""
    counter.pickup.proxy.see("letter", True)
    counter.pickup.next()
    assert counter.line.last(EVIDENCE).facts["evidence"].id_number == ""


def test_nothing_of_it_is_in_a_log(counter: Counter) -> None:
    counter.pickup.proxy.remember(made_up.A_PROXY)
    begin_for_a_proxy(counter)
    assert "陳代領" not in repr(counter.pickup.proxy.screen)
    assert "A123456789" not in repr(counter.pickup.proxy.screen)


def test_a_graduate_who_collects_in_person_is_nobody_s_proxy(counter: Counter) -> None:
    counter.opens()
    counter.hands_over()
    counter.pickup.done.end()
    begin_for_a_proxy(counter)
    assert not counter.pickup.proxy.screen.offers_earlier


def test_a_proxy_that_is_refused_at_the_commit_is_not_remembered(counter: Counter) -> None:
    begin_for_a_proxy(counter)
    counter.pickup.proxy.write("name", "陳代領")
    counter.pickup.close()
    counter.pickup.close()
    begin_for_a_proxy(counter)
    assert not counter.pickup.proxy.screen.offers_earlier


def test_the_day_s_and_the_sitting_s_end_forget_the_proxy(counter: Counter) -> None:
    proxy = counter.pickup.proxy
    proxy.remember(made_up.A_PROXY)
    proxy.forget_earlier()
    begin_for_a_proxy(counter)
    assert not proxy.screen.offers_earlier
    proxy.remember(made_up.A_PROXY)
    clock = proxy._clock
    assert isinstance(clock, FixedClock)
    clock.advance(days=1)
    counter.pickup.end_proxy()
    counter.pickup.begin_proxy()
    assert not proxy.screen.offers_earlier
