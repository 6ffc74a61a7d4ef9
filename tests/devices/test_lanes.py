"""Reader lane and card lane with the simulated tray: what a screen is told, in which order, and how lanes end."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QObject, QThread
from pytestqt.qtbot import QtBot

from app.devices.cards.voiding import Outcome, Voided
from app.devices.events import (
    CardEvent,
    CardRemoved,
    CardTapped,
    CardUnreadable,
    ReaderArrived,
    ReaderHeld,
    ServiceBack,
    Validity,
)
from app.devices.session import Cards
from app.devices.simulated import SIMULATED_READER, CardTray
from app.devices.virtual_card import Fault, FaultKind
from app.errors import Trouble
from app.threads.card_line import CardJob, CardLine
from app.threads.reader_feed import ReaderFeed
from tests.devices.cards import OTHER_UID, READS, UID, a_card, a_desk_order, an_old_card


class Screen(QObject):
    """Keeps what it is told, and on which thread."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[CardEvent] = []
        self.voided: list[Voided] = []
        self.threads: set[QThread] = set()

    def hear(self, event: CardEvent) -> None:
        self.told.append(event)
        self.threads.add(QThread.currentThread())

    def hear_voided(self, voided: Voided) -> None:
        self.voided.append(voided)

    def of(self, kind: type[CardEvent]) -> list[CardEvent]:
        return [event for event in self.told if isinstance(event, kind)]


class Lanes:
    def __init__(self, tray: CardTray) -> None:
        self.tray, self.screen = tray, Screen()
        self.line = CardLine(lambda: tray)
        self.feed = ReaderFeed(lambda: tray, self.line)
        self.feed.owned = READS
        self.feed.card_event.connect(self.screen.hear)
        self.line.start()
        self.feed.start()

    def stop(self) -> tuple[bool, bool]:
        return self.feed.stop(), self.line.stop()


@pytest.fixture
def lanes(qtbot: QtBot) -> Iterator[Lanes]:
    lanes = Lanes(CardTray())
    yield lanes
    lanes.tray.let_go()
    assert lanes.stop() == (True, True)
    assert not {"reader", "card"} & {thread.name for thread in threading.enumerate()}


def test_a_tap_reaches_the_screen_in_the_gui_lane(qtbot: QtBot, lanes: Lanes) -> None:
    lanes.tray.put_on(a_card())
    qtbot.waitUntil(lambda: bool(lanes.screen.of(CardTapped)))
    assert lanes.screen.told[:2] == [ServiceBack(), ReaderArrived(SIMULATED_READER)]
    (tapped,) = lanes.screen.of(CardTapped)
    assert isinstance(tapped, CardTapped)
    assert (tapped.uid, tapped.validity) == (UID, Validity.VALID)
    assert lanes.screen.threads == {lanes.screen.thread()}


def test_a_card_that_lies_there_already_is_tapped_when_the_program_starts(qtbot: QtBot) -> None:
    tray = CardTray()
    tray.put_on(a_card())
    lanes = Lanes(tray)
    qtbot.waitUntil(lambda: bool(lanes.screen.of(CardTapped)))
    assert lanes.stop() == (True, True)


def test_no_tap_is_lost_while_the_lane_is_busy_and_turns_only_rise(qtbot: QtBot, lanes: Lanes) -> None:
    busy = threading.Event()

    def wait_for_it(cards: Cards) -> None:
        busy.wait(10)

    lanes.line.submit(CardJob("", 0, wait_for_it, lambda _: None), lanes.screen.hear)
    for number in range(20):
        lanes.tray.put_on(a_card(UID if number % 2 else OTHER_UID))
    busy.set()
    qtbot.waitUntil(lambda: len(lanes.screen.of(CardTapped)) == 1)
    turns = [event.turn for event in lanes.screen.told if isinstance(event, CardTapped | CardUnreadable)]
    assert turns == list(range(1, 21)), "every card is told, those that left too soon as gone"
    (last,) = lanes.screen.of(CardTapped)
    assert isinstance(last, CardTapped)
    assert (last.turn, last.uid) == (20, UID)


def test_card_b_is_never_told_before_card_a_has_left(qtbot: QtBot, lanes: Lanes) -> None:
    for _ in range(10):
        lanes.tray.put_on(a_card(UID))
        lanes.tray.put_on(a_card(OTHER_UID))
        lanes.tray.take_off()
    qtbot.waitUntil(lambda: len(lanes.screen.of(CardRemoved)) == 20)
    turn = 0
    for event in lanes.screen.told:
        if isinstance(event, CardTapped | CardUnreadable):
            assert event.turn == turn + 1
            turn = event.turn
        elif isinstance(event, CardRemoved):
            assert event.turn == turn


def test_a_1k_card_and_a_card_pulled_early_are_events_with_a_code(qtbot: QtBot, lanes: Lanes) -> None:
    lanes.tray.put_on(an_old_card())
    lanes.tray.arm(Fault(FaultKind.ANSWER_LOST, 2))
    lanes.tray.put_on(a_card())
    qtbot.waitUntil(lambda: len(lanes.screen.of(CardUnreadable)) == 2)
    codes = [event.code for event in lanes.screen.told if isinstance(event, CardUnreadable)]
    assert codes == ["card.old", "card.gone"]


def test_a_reader_held_by_another_program_is_told_after_two_seconds_and_read_when_it_is_free(
    qtbot: QtBot, lanes: Lanes
) -> None:
    lanes.tray.hold()
    lanes.tray.put_on(a_card())
    qtbot.waitUntil(lambda: bool(lanes.screen.of(ReaderHeld)), timeout=10_000)
    assert lanes.screen.of(ReaderHeld) == [ReaderHeld(SIMULATED_READER, 1)]
    assert not lanes.screen.of(CardTapped)
    lanes.tray.let_go()
    qtbot.waitUntil(lambda: bool(lanes.screen.of(CardTapped)))


def test_a_reader_that_stays_held_is_told_again_so_that_no_screen_forgets_it(qtbot: QtBot, lanes: Lanes) -> None:
    lanes.tray.hold()
    lanes.tray.put_on(a_card())
    qtbot.waitUntil(lambda: len(lanes.screen.of(ReaderHeld)) > 1, timeout=20_000)
    lanes.tray.let_go()
    qtbot.waitUntil(lambda: bool(lanes.screen.of(CardTapped)))


def test_a_card_taken_from_a_held_reader_is_given_up_as_held(qtbot: QtBot, lanes: Lanes) -> None:
    lanes.tray.hold()
    lanes.tray.put_on(a_card())
    lanes.tray.take_off()
    qtbot.waitUntil(lambda: bool(lanes.screen.of(CardRemoved)), timeout=10_000)
    (given_up,) = lanes.screen.of(CardUnreadable)
    assert isinstance(given_up, CardUnreadable)
    assert (given_up.code, given_up.turn) == ("reader.held", 1)


def test_a_card_is_voided_on_the_card_lane(qtbot: QtBot, lanes: Lanes) -> None:
    card = a_card()
    lanes.tray.put_on(card)
    qtbot.waitUntil(lambda: bool(lanes.screen.of(CardTapped)))
    lanes.feed.void(a_desk_order(), lanes.screen.hear_voided)
    qtbot.waitUntil(lambda: bool(lanes.screen.voided))
    assert lanes.screen.voided == [Voided(Outcome.DONE)]


def test_without_a_card_an_order_fails_without_a_trace(qtbot: QtBot, lanes: Lanes) -> None:
    lanes.feed.void(a_desk_order(), lanes.screen.hear_voided)
    qtbot.waitUntil(lambda: bool(lanes.screen.voided))
    assert lanes.screen.voided == [Voided(Outcome.FAILED, "card.gone")]


def test_an_order_that_makes_no_sense_is_our_mistake_and_touches_no_card(qtbot: QtBot, lanes: Lanes) -> None:
    card = a_card()
    before = [bytes(block) for block in card.blocks]
    lanes.tray.put_on(card)
    qtbot.waitUntil(lambda: bool(lanes.screen.of(CardTapped)))
    lanes.feed.void(replace(a_desk_order(), sector=0), lanes.screen.hear_voided)
    qtbot.waitUntil(lambda: bool(lanes.screen.voided))
    assert lanes.screen.voided == [Voided(Outcome.UNKNOWN, "program.fault")]
    assert [bytes(block) for block in card.blocks] == before


def test_a_mistake_of_ours_in_a_job_is_answered_and_the_lane_lives_on(qtbot: QtBot, lanes: Lanes) -> None:
    answers: list[str] = []

    def stumble(cards: Cards) -> str:
        raise ZeroDivisionError

    def say(trouble: Trouble) -> str:
        return trouble.code

    class Ear(QObject):
        def hear(self, code: str) -> None:
            answers.append(code)

    ear = Ear()
    lanes.line.submit(CardJob("", 0, stumble, say), ear.hear)
    lanes.line.submit(CardJob("", 0, lambda _: "good", say), ear.hear)
    qtbot.waitUntil(lambda: len(answers) == 2)
    assert answers == ["program.fault", "good"]


def test_a_lane_stuck_in_a_foreign_call_is_left_behind_and_nothing_is_told_after_the_stop(qtbot: QtBot) -> None:
    lanes = Lanes(CardTray())
    began, free = threading.Event(), threading.Event()

    def never_ends(cards: Cards) -> None:
        began.set()
        free.wait(30)

    lanes.line.submit(CardJob("", 0, never_ends, lambda _: None), lanes.screen.hear)
    assert began.wait(10)
    assert lanes.feed.stop()
    told = len(lanes.screen.told)
    assert lanes.line.stop(seconds=0.05) is False
    free.set()
    assert lanes.line.stop() is True
    qtbot.wait(1)
    assert len(lanes.screen.told) == told


def test_lanes_end_in_time_whatever_is_on_the_tray(qtbot: QtBot) -> None:
    prepare: list[Callable[[CardTray], None]] = [
        lambda tray: None,
        lambda tray: tray.put_on(a_card()),
        lambda tray: (tray.hold(), tray.put_on(a_card()))[1],
        lambda tray: tray.stop_service(),
    ]
    for each in prepare:
        lanes = Lanes(CardTray())
        each(lanes.tray)
        assert lanes.stop() == (True, True)
