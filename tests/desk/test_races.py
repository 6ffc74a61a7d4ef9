"""Seeded samples of ``./desk soak race`` and ``./desk soak kill``: one sheet goes out once, whatever happens."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.soak import kill, race


@pytest.mark.soak
def test_of_sixteen_stations_that_race_one_wins_and_every_loser_is_refused(url: str, tmp_path: Path) -> None:
    race.race(url, tmp_path, random.Random(113), rounds=4, sheets=6)


@pytest.mark.soak
def test_killed_at_random_points_nothing_acknowledged_is_lost_and_nothing_is_half_done(
    url: str, tmp_path: Path
) -> None:
    assert kill.kills(url, tmp_path, random.Random(113), rounds=12) > 0
