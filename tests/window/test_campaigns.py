"""A seeded sample of the long campaign ``./desk soak cards``."""

from __future__ import annotations

import random

import pytest

from tests.soak import cards


@pytest.mark.soak
def test_cards_pulled_at_random_moments_are_always_finished_later() -> None:
    assert cards.pulls(random.Random(113), 20) == 20


@pytest.mark.soak
def test_pcscd_killed_at_random_moments_is_always_recovered_from() -> None:
    assert len(cards.kills(random.Random(113), 6)) == 6
