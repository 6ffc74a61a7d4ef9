"""Seeded samples of the long campaigns ``./desk soak token`` and ``./desk soak renewal``."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.soak import renewal, token


@pytest.mark.soak
def test_a_token_pulled_out_at_random_moments_costs_no_certificate_and_no_pin(tmp_path: Path) -> None:
    assert token.batches(tmp_path, random.Random(114), 6) >= 3


@pytest.mark.soak
def test_timestamps_are_renewed_through_uneven_years(tmp_path: Path) -> None:
    assert renewal.decades(tmp_path, random.Random(114), 2, 6) >= 2
