"""A seeded sample of the campaign ``./desk soak intake``."""

from __future__ import annotations

import pytest

from tests.soak import intake


@pytest.mark.soak
def test_spoiled_files_and_killed_imports_leave_all_or_nothing() -> None:
    assert intake.main(seed=11, rounds=20) == 0
