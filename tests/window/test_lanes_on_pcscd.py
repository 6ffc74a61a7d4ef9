"""The program's lanes on the real PC/SC stack: held readers, a frozen and a killed service, the end of the day."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.devices.cards.voiding import Outcome, Voided
from app.devices.events import CardEvent, CardTapped, CardUnreadable, ReaderArrived, ReaderHeld, ServiceLost, Validity
from app.devices.pcsc import PcscReaders
from app.threads.card_line import CardLine
from app.threads.reader_feed import ReaderFeed
from tests.devices.cards import OTHER_UID, READS, UID, a_card, a_desk_order
from tests.window.rig import PrivatePcscd, Slot, another_program


class Screen(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.told: list[CardEvent] = []
        self.voided: list[Voided] = []

    def hear(self, event: CardEvent) -> None:
        self.told.append(event)

    def hear_voided(self, voided: Voided) -> None:
        self.voided.append(voided)

    @property
    def tapped(self) -> list[CardTapped]:
        return [event for event in self.told if isinstance(event, CardTapped)]

    def has(self, kind: type[CardEvent]) -> bool:
        return any(isinstance(event, kind) for event in self.told)


class Lanes:
    def __init__(self) -> None:
        self.screen = Screen()
        self.line = CardLine(PcscReaders)
        self.feed = ReaderFeed(PcscReaders, self.line)
        self.feed.owned = READS
        self.feed.card_event.connect(self.screen.hear)
        self.line.start()
        self.feed.start()


@pytest.fixture
def lanes(pcscd: PrivatePcscd, slot: Slot, qtbot: QtBot) -> Iterator[Lanes]:
    lanes = Lanes()
    qtbot.waitUntil(lambda: lanes.screen.has(ReaderArrived))
    yield lanes
    ended = lanes.feed.stop(), lanes.line.stop()
    assert ended == (True, True)
    assert not {"reader", "card"} & {thread.name for thread in threading.enumerate()}


def test_a_tap_and_a_voiding_from_reader_to_screen(qtbot: QtBot, lanes: Lanes, slot: Slot) -> None:
    card = a_card()
    slot.put_on(card)
    qtbot.waitUntil(lambda: len(lanes.screen.tapped) == 1)
    lanes.feed.void(a_desk_order(), lanes.screen.hear_voided)
    qtbot.waitUntil(lambda: bool(lanes.screen.voided))
    assert lanes.screen.voided == [Voided(Outcome.DONE)]
    slot.put_on(card)
    qtbot.waitUntil(lambda: len(lanes.screen.tapped) == 2)
    assert [tapped.validity for tapped in lanes.screen.tapped] == [Validity.VALID, Validity.VOID]


def test_two_cards_in_quick_succession_are_told_in_order(qtbot: QtBot, lanes: Lanes, slot: Slot) -> None:
    slot.put_on(a_card(UID))
    slot.put_on(a_card(OTHER_UID))
    qtbot.waitUntil(lambda: any(tapped.uid == OTHER_UID for tapped in lanes.screen.tapped))
    turns = [event.turn for event in lanes.screen.told if isinstance(event, CardTapped | CardUnreadable)]
    assert turns == sorted(set(turns))
    assert lanes.screen.tapped[-1].turn == turns[-1]


def test_a_reader_held_exclusively_is_told_after_two_seconds_and_read_when_it_is_free(
    qtbot: QtBot, pcscd: PrivatePcscd, slot: Slot
) -> None:
    slot.put_on(a_card())
    program = another_program("SCARD_SHARE_EXCLUSIVE")
    lanes = Lanes()
    qtbot.waitUntil(lambda: lanes.screen.has(ReaderHeld), timeout=20_000)
    assert not lanes.screen.tapped
    program.kill()
    program.communicate()
    qtbot.waitUntil(lambda: len(lanes.screen.tapped) == 1, timeout=20_000)
    assert (lanes.feed.stop(), lanes.line.stop()) == (True, True)


def test_another_programs_transaction_blocks_the_card_lane_only_and_is_told(
    qtbot: QtBot, pcscd: PrivatePcscd, slot: Slot
) -> None:
    slot.put_on(a_card())
    program = another_program("SCARD_SHARE_SHARED", transaction=True)
    lanes = Lanes()
    qtbot.waitUntil(lambda: lanes.screen.has(ReaderHeld), timeout=20_000)
    assert not lanes.screen.tapped
    assert lanes.feed.stop() is True
    assert lanes.line.stop(seconds=0.1) is False, "nothing can interrupt that call; the lane is left behind"
    program.kill()
    program.communicate()
    assert lanes.line.stop(seconds=20) is True


def test_a_frozen_service_is_told_and_a_killed_one_is_recovered_from(
    qtbot: QtBot, lanes: Lanes, pcscd: PrivatePcscd, slot: Slot
) -> None:
    slot.put_on(a_card())
    qtbot.waitUntil(lambda: len(lanes.screen.tapped) == 1)
    pcscd.freeze()
    lanes.feed.void(a_desk_order(), lanes.screen.hear_voided)
    qtbot.waitUntil(lambda: lanes.screen.has(ReaderHeld), timeout=20_000)
    pcscd.kill()
    qtbot.waitUntil(lambda: bool(lanes.screen.voided) and lanes.screen.has(ServiceLost), timeout=20_000)
    assert lanes.screen.voided[0].outcome is not Outcome.DONE
    pcscd.start()
    slot.put_on(a_card())
    qtbot.waitUntil(lambda: len(lanes.screen.tapped) == 2, timeout=20_000)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_lanes_end_in_time_while_the_service_is_away(qtbot: QtBot, lanes: Lanes, pcscd: PrivatePcscd, how: int) -> None:
    pcscd.stop(how)
    qtbot.waitUntil(lambda: lanes.screen.has(ServiceLost))
