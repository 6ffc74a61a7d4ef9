"""The window: devices, refused cards, pages, the foot of the waiting screen."""

from __future__ import annotations

import pytest

from app.desk.slips import Mode
from app.devices.events import (
    CardEvent,
    CardKind,
    CardRemoved,
    CardTapped,
    CardUnreadable,
    ReaderArrived,
    ReaderHeld,
    ReaderLeft,
    ServiceBack,
    ServiceLost,
)
from app.errors import Refusal, Trouble
from app.presenters.pickup import Stage
from app.presenters.window import Page, Reader
from tests.presenters import made_up
from tests.presenters.front import Front, a_count

READER = made_up.READER
TAP = CardTapped(READER, 1, 0.0, CardKind.CLASSIC_4K, made_up.UID_A)


@pytest.mark.parametrize(
    ("events", "state"),
    [
        ((), Reader.MISSING),
        ((ReaderArrived(READER),), Reader.READY),
        ((ReaderArrived(READER), ReaderArrived(READER)), Reader.READY),
        ((ReaderArrived(READER), ReaderLeft(READER)), Reader.MISSING),
        ((ReaderArrived(READER), ReaderArrived("b"), ReaderLeft(READER)), Reader.READY),
        ((ReaderArrived(READER), ServiceLost()), Reader.SERVICE_LOST),
        ((ServiceLost(), ServiceBack()), Reader.MISSING),
        ((ServiceLost(), ServiceBack(), ReaderArrived(READER)), Reader.READY),
        ((ReaderArrived(READER), ReaderHeld(READER, 1)), Reader.HELD),
        ((ReaderArrived(READER), ReaderHeld(READER, 1), CardRemoved(READER, 1)), Reader.READY),
    ],
)
def test_the_reader_is_told_as_it_is(front: Front, events: tuple[CardEvent, ...], state: Reader) -> None:
    front.inside()
    for event in events:
        front.window.card_event(event)
    assert front.window.screen.reader is state


def test_a_refused_card_has_a_page_until_it_is_dismissed(front: Front) -> None:
    front.inside()
    front.window.card_event(CardUnreadable(READER, 1, 0.0, "card.old_1k"))
    assert front.window.screen.refused is not None and front.window.screen.refused.code == "card.old_1k"
    front.window.dismiss()
    assert front.window.screen.refused is None


def test_an_accepted_card_replaces_a_refused_one(front: Front) -> None:
    front.inside()
    front.window.card_event(CardUnreadable(READER, 1, 0.0, "card.old_1k"))
    front.window.card_event(TAP)
    assert front.window.screen.refused is None and front.window.pickup.screen.stage is Stage.LOOKING


def test_a_bad_card_does_not_take_an_open_case_away(front: Front) -> None:
    front.inside()
    front.window.card_event(TAP)
    front.line.answer("lookup:open_case_by_card", made_up.a_case())
    front.window.card_event(CardUnreadable(READER, 2, 0.0, "card.not_known"))
    assert front.window.screen.refused is None and front.window.pickup.screen.stage is Stage.CASE


def test_a_card_that_the_register_turns_away_is_a_refused_card(front: Front) -> None:
    front.inside()
    front.window.card_event(TAP)
    front.line.answer("lookup:open_case_by_card", refusal=Refusal.because("card.not_registered"))
    turned_away = front.window.unregistered
    assert turned_away is not None and turned_away.code == "card.not_registered"
    front.window.dismiss()
    assert front.window.unregistered is None and front.window.pickup.screen.stage is Stage.WAITING


def test_a_tap_closes_the_search_and_the_paper_and_leads_to_the_counter(front: Front) -> None:
    front.inside()
    front.window.go(Page.QUEUE)
    front.window.preview.open(made_up.a_paper())
    front.window.card_event(TAP)
    assert front.window.screen.page is Page.COUNTER and front.window.preview.screen.paper is None
    assert front.window.pickup.screen.stage is Stage.LOOKING


def test_nobody_is_looked_up_while_a_deed_is_on_its_way(front: Front) -> None:
    front.inside()
    front.window.card_event(TAP)
    front.line.answer("lookup:open_case_by_card", made_up.a_case())
    pickup = front.window.pickup
    pickup.scanned("SU-A0312")
    front.line.answer("pickup:check_sheet", made_up.a_checked_sheet())
    pickup.next()
    pickup.steps.choose_identity("national-id")
    pickup.next()
    pickup.next()
    pickup.steps.ink(b"\x89PNG made up")
    for _ in range(3):
        pickup.next()
    assert "pickup:hand_over" in front.line.awaited()
    front.window.look_up(Mode.SELF)
    assert not front.window.search.screen.open


def test_the_foot_is_counted_anew_after_each_case_and_its_trouble_is_told(front: Front) -> None:
    front.inside()
    front.window.refresh()
    front.line.answer("counter:overview", trouble=Trouble("database.away", retryable=True))
    assert front.window.screen.trouble is not None
    front.window.refresh()
    front.line.answer("counter:overview", a_count(3))
    assert front.window.screen.trouble is None and front.window.screen.counter is not None
    front.window.card_event(TAP)
    front.line.answer("lookup:open_case_by_card", made_up.a_case())
    asked = front.line.count("counter:overview")
    front.window.pickup.close()
    assert front.line.count("counter:overview") == asked + 1


def test_a_paper_that_belongs_to_no_case_tells_when_it_does_not_print(front: Front) -> None:
    front.inside()
    front.window.print_aside(made_up.a_paper("recovery_sheet"))
    front.printer.ends(False, "printer.away")
    assert front.window.screen.trouble is not None and front.window.screen.trouble.code == "printer.away"


def test_a_paper_of_no_case_that_did_not_print_is_printed_again_until_it_is_on_paper(front: Front) -> None:
    front.at_the_door(first_run=True)
    sheet = made_up.a_paper("recovery_sheet")
    front.window.print_aside(sheet)
    front.window.print_again()
    assert len(front.printer.papers) == 1, "it is on its way"
    front.printer.ends(False, "printer.away")
    assert front.printer.papers == []
    front.window.print_again()
    assert [paper for paper, _ in front.printer.papers] == [sheet]
    assert front.window.screen.trouble is None
    front.printer.ends(True)
    front.window.print_again()
    assert front.printer.papers == []
    assert front.window._aside is None, "the recovery code is kept nowhere"


def test_a_paper_of_no_case_is_let_go_when_its_failure_was_read(front: Front) -> None:
    front.inside()
    front.window.print_aside(made_up.a_paper("recovery_sheet"))
    front.printer.ends(False, "printer.away")
    front.window.heard()
    front.window.print_again()
    assert front.printer.papers == []
    assert front.window._aside is None
