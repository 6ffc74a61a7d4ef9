"""The card is pulled while the whole program reads or voids it: a seeded sample of ``./desk soak pull``."""

from __future__ import annotations

import random

import pytest

from app.devices.virtual_card import Fault, FaultKind
from tests.soak import pull
from tests.window.counter import Counter, ready_graduates
from tests.window.rig import Slot

READING, VOIDING = 7, 11  # commands; the first test counts them
CHANCE = random.Random(113)


def test_a_tap_takes_seven_commands_and_a_voiding_eleven(counter: Counter, slot: Slot) -> None:
    assert pull.count(counter, slot, ready_graduates()[0]) == (READING, VOIDING)


def test_a_card_pulled_while_it_is_read_is_told_in_words_and_read_at_its_next_tap(counter: Counter, slot: Slot) -> None:
    for graduate, fault in zip(ready_graduates(), CHANCE.sample([*pull.pulls_of_reading(READING)], 3), strict=False):
        pull.pull_reading(counter, slot, graduate, fault)


@pytest.mark.parametrize("leaves", [False, True], ids=["on the done screen", "from the collected case"])
def test_a_card_pulled_while_it_is_voided_is_an_open_step_that_only_its_own_next_tap_ends(
    counter: Counter, slot: Slot, leaves: bool
) -> None:
    torn = Fault(FaultKind.TORN_WRITE, CHANCE.randint(1, 2), CHANCE.randint(1, 15))
    faults = [torn, *CHANCE.sample([*pull.pulls_of_reading(VOIDING)], 2)]
    people = iter(ready_graduates())
    for fault in faults:
        pull.pull_voiding(counter, slot, next(people), next(people), (fault, leaves))
