"""pcscd dies while the whole program works: a seeded sample of ``./desk soak killed``."""

from __future__ import annotations

import random
import signal

import pytest

from tests.soak import killed
from tests.window.counter import Counter, ready_graduates
from tests.window.rig import PrivatePcscd, Slot


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_pcscd_killed_in_mid_write_is_an_open_step_that_the_same_card_ends(
    counter: Counter, pcscd: PrivatePcscd, slot: Slot, how: int
) -> None:
    chance = random.Random(how)
    for graduate, at in zip(ready_graduates(), (chance.randint(1, 5), chance.randint(7, 11)), strict=False):
        killed.kill_once(counter, pcscd, slot, graduate, how, "voiding", at)


def test_pcscd_killed_while_a_card_is_read_costs_one_more_tap(
    counter: Counter, pcscd: PrivatePcscd, slot: Slot
) -> None:
    killed.kill_once(
        counter, pcscd, slot, ready_graduates()[0], signal.SIGKILL, "reading", random.Random(7).randint(1, 7)
    )
