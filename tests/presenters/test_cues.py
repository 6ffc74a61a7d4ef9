"""What is heard at the counter: one cue for each thing that has its picture on the screen, and nothing at the lock."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from app.desk.slips import OpenedBy
from app.devices.events import CardEvent, CardKind, CardTapped, CardUnreadable, ReaderArrived, ReaderLeft, ServiceLost
from app.errors import Refusal
from app.presenters.cues import Cue, Cues
from app.presenters.window import Page
from tests.presenters import made_up, made_up_sheets
from tests.presenters.front import Front

TAP = CardTapped(made_up.READER, 1, 0.0, CardKind.CLASSIC_4K, made_up.UID_A)


@dataclass
class Ear:
    front: Front
    cues: Cues
    heard: list[Cue]

    def sees(self, event: CardEvent) -> None:
        self.front.window.card_event(event)
        self.cues.card_event(event)


@pytest.fixture
def ear(front: Front) -> Ear:
    heard: list[Cue] = []
    cues = Cues(front.window)
    cues.heard.connect(heard.append)
    cues.watch(front.window.pickup)
    return Ear(front, cues, heard)


def test_a_ready_case_is_one_tick_and_a_blocked_one_two_low_tones_after_it(ear: Ear) -> None:
    ear.front.inside()
    ear.sees(TAP)
    ear.front.line.answer("lookup:open_case_by_card", made_up.a_case())
    assert ear.heard == [Cue.CARD_READ]
    ear.front.window.pickup.close()
    ear.sees(TAP)
    ear.front.line.answer("lookup:open_case_by_card", made_up.a_blocked_case())
    assert ear.heard[1:] == [Cue.CARD_READ, Cue.REFUSED]


def test_asking_again_with_the_same_answer_is_not_heard_again(ear: Ear) -> None:
    ear.front.inside()
    ear.sees(TAP)
    ear.front.line.answer("lookup:open_case_by_card", made_up.a_blocked_case())
    ear.front.window.pickup.ask_again()
    ear.front.line.answer("lookup:open_case_by_card", made_up.a_blocked_case())
    assert ear.heard.count(Cue.REFUSED) == 1


def test_a_card_that_opens_no_case_is_refused(ear: Ear) -> None:
    ear.front.inside()
    ear.sees(CardUnreadable(made_up.READER, 1, 0.0, "card.old", CardKind.CLASSIC_1K))
    assert ear.heard == [Cue.REFUSED]
    ear.sees(TAP)
    ear.front.line.answer("lookup:open_case_by_card", refusal=Refusal.because("card.unregistered"))
    assert ear.heard[1:] == [Cue.CARD_READ, Cue.REFUSED]


def test_a_reader_that_goes_away_is_heard_and_one_that_comes_is_not(ear: Ear) -> None:
    ear.front.inside()
    ear.sees(ReaderArrived(made_up.READER))
    ear.sees(ReaderLeft(made_up.READER))
    ear.sees(ServiceLost())
    assert ear.heard == [Cue.READER_LOST, Cue.READER_LOST]


def test_at_a_locked_desk_nothing_is_heard(ear: Ear) -> None:
    ear.front.inside()
    ear.front.window.door.lock()
    ear.sees(TAP)
    ear.sees(ServiceLost())
    assert ear.heard == []


def test_a_look_up_by_hand_ticks_no_card(ear: Ear) -> None:
    ear.front.inside()
    ear.front.window.pickup.open(made_up.a_case().graduate_id, OpenedBy.NUMBER)
    ear.front.line.answer("lookup:open_case", made_up.a_case())
    assert ear.heard == []


def test_what_was_handed_over_is_heard_once(ear: Ear) -> None:
    ear.front.inside()
    ear.sees(TAP)
    ear.front.line.answer("lookup:open_case_by_card", made_up.a_case())
    pickup = ear.front.window.pickup
    pickup._handed_over(made_up.a_done())
    pickup.done.paper_signed()
    pickup._show()
    assert ear.heard == [Cue.CARD_READ, Cue.HANDED_OVER]


def test_a_scanned_sheet_is_heard_only_where_it_does_not_belong(ear: Ear) -> None:
    """Whoever counts looks at the shelf, not at the screen."""
    ear.front.inside()
    ear.front.window.go(Page.SHEETS)
    sheets = ear.front.window.sheets
    sheets.count()
    for slip, times in ((made_up_sheets.HERE, 0), (made_up_sheets.ELSEWHERE, 1), (made_up_sheets.GONE, 2)):
        sheets.scanned(slip.scanned)
        ear.front.line.answer("sheets:look_at", slip)
        assert ear.heard == [Cue.REFUSED] * times
    sheets.take_back()
    sheets.back()
    assert len(ear.heard) == 2, "it was heard when it was scanned"
    sheets.scanned(made_up_sheets.ELSEWHERE.scanned)
    ear.front.line.answer("sheets:look_at", made_up_sheets.ELSEWHERE)
    assert len(ear.heard) == 2, "it may be taken over"
