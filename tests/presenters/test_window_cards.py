"""Cards that open no case: a page of their own where nothing is open, a word beside the case where one is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from app.dates import FixedClock
from app.desk.slips import Laid, OpenedBy
from app.desk.window_slips import DoorSlip, SignedOnSlip, StaffSlip
from app.devices.events import CardKind as Kind
from app.devices.events import CardRemoved, CardTapped, CardUnreadable
from app.errors import Refusal
from app.presenters.pickup import PickupPresenter, Stage
from app.presenters.window import Counter, Page, WindowPresenter
from app.wording import Bilingual
from tests.presenters import made_up
from tests.presenters.conftest import BY_CARD, BY_HAND
from tests.presenters.held import HeldCard, HeldLine, HeldPrinter
from tests.presenters.held_examiner import HeldExaminer

CLERK = StaffSlip(made_up.number(1), "clerk1", "陳怡君", "clerk")
AN_OLD_CARD = CardUnreadable(made_up.READER, 1, 0.0, "card.old", Kind.CLASSIC_1K)
A_BANK_CARD = CardUnreadable(made_up.READER, 2, 0.0, "card.unknown")


@dataclass
class Window:
    line: HeldLine
    presenter: WindowPresenter

    @property
    def pickup(self) -> PickupPresenter:
        return self.presenter.pickup

    def lays(self, event: CardUnreadable | CardTapped) -> None:
        self.presenter.card_event(event)

    def taps(self, uid: bytes = made_up.UID_A) -> None:
        self.lays(CardTapped(made_up.READER, 3, 0.0, Kind.CLASSIC_4K, uid))

    def refused(self) -> str:
        return self.presenter.screen.refused.code if self.presenter.screen.refused is not None else ""


@pytest.fixture
def window(qapp: object) -> Iterator[Window]:
    line, clock = HeldLine(), FixedClock(made_up.NOON)
    pickup = PickupPresenter(line, HeldCard(), HeldPrinter(), clock)
    presenter = WindowPresenter(line, lambda: Counter(pickup, HeldPrinter(), HeldExaminer()), clock)
    presenter.door.opened(None)
    school = Bilingual("示範大學", "Sample University")
    line.answer("sign_on:door", DoorSlip(school, school, "w1", False, False, ()))
    presenter.door.sign_on("clerk1", "secret")
    slip = SignedOnSlip(CLERK, "w1", school, 5, made_up.NOON, old_card_way=made_up.WAY)
    line.answer("sign_on:sign_on", slip)
    yield Window(line, presenter)
    pickup.done._timer.stop()
    for timer in (presenter._refresh, presenter._held, presenter.search._pause):
        timer.stop()


def test_where_nothing_is_open_the_card_has_its_page_with_the_schools_own_way_out(window: Window) -> None:
    window.lays(AN_OLD_CARD)
    refused = window.presenter.screen.refused
    assert refused is not None
    assert (refused.code, refused.facts["way"]) == ("card.old", made_up.WAY)


def test_a_case_found_from_that_page_knows_which_card_lay_there(window: Window) -> None:
    window.lays(AN_OLD_CARD)
    window.presenter.look_up()
    window.presenter._chosen(made_up.number(11), OpenedBy.NAME, made_up.Mode.SELF)
    assert window.line.last(BY_HAND).facts["laid"] is Laid.OLD


def test_a_case_found_after_the_page_was_left_knows_nothing_of_it(window: Window) -> None:
    window.lays(AN_OLD_CARD)
    window.presenter.dismiss()
    window.presenter.look_up()
    window.presenter._chosen(made_up.number(11), OpenedBy.NAME, made_up.Mode.SELF)
    assert window.line.last(BY_HAND).facts["laid"] is Laid.NONE


def test_a_case_that_a_list_leads_to_later_knows_nothing_of_it(window: Window) -> None:
    window.lays(AN_OLD_CARD)
    window.presenter.look_up()
    window.presenter.search.close()
    window.presenter.go(Page.TODAY)
    window.presenter.open_case(made_up.number(11), None)
    assert window.line.last(BY_HAND).facts["laid"] is Laid.NONE


def test_a_card_that_the_register_does_not_know_is_one_of_them(window: Window) -> None:
    window.taps()
    window.line.answer(BY_CARD, refusal=Refusal.because("card.unregistered", reader=made_up.READER))
    window.presenter.look_up()
    window.presenter._chosen(made_up.number(11), OpenedBy.NAME, made_up.Mode.SELF)
    assert window.line.last(BY_HAND).facts["laid"] is Laid.UNREGISTERED


def test_beside_an_open_case_the_card_is_told_there_and_the_case_stays(window: Window) -> None:
    window.taps()
    window.line.answer(BY_CARD, made_up.a_case())
    window.pickup.scanned("SU-A0312")
    window.line.answer("pickup:check_sheet", made_up.a_checked_sheet())
    window.lays(A_BANK_CARD)
    assert window.refused() == ""
    assert window.pickup.screen.stage is Stage.CASE
    assert window.pickup.screen.beside is not None
    assert window.pickup.screen.beside.code == "card.unknown"
    assert window.pickup.steps.screen.begun


def test_a_card_laid_down_while_another_is_looked_up_is_told_with_the_case(window: Window) -> None:
    window.taps()
    window.lays(AN_OLD_CARD)
    window.line.answer(BY_CARD, made_up.a_case())
    assert window.pickup.screen.case is not None
    assert window.pickup.screen.beside is not None


def test_a_card_that_still_lies_there_when_the_case_is_left_has_its_page_then(window: Window) -> None:
    window.taps()
    window.line.answer(BY_CARD, made_up.a_case())
    window.lays(AN_OLD_CARD)
    window.pickup.back()
    window.pickup.back()
    assert (window.pickup.screen.stage, window.refused()) == (Stage.WAITING, "card.old")


def test_a_card_that_was_taken_away_has_none(window: Window) -> None:
    window.taps()
    window.line.answer(BY_CARD, made_up.a_case())
    window.lays(AN_OLD_CARD)
    window.presenter.card_event(CardRemoved(made_up.READER, 1))
    assert window.pickup.screen.beside is not None  # what was lifted too early is told all the same
    window.pickup.back()
    window.pickup.back()
    assert (window.pickup.screen.stage, window.refused()) == (Stage.WAITING, "")


def test_at_a_locked_desk_a_card_opens_and_says_nothing(window: Window) -> None:
    window.presenter.door.lock()
    window.lays(AN_OLD_CARD)
    assert window.refused() == ""
