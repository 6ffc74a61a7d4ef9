from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.views.opened import open_desk as open_desk

GOLDENS = Path(__file__).parent / "goldens"


@pytest.fixture
def golden() -> Callable[[str, str], None]:
    """Compare a text with the one that was reviewed; ``DESK_WRITE_GOLDENS=1`` writes it anew, never under CI."""

    def compare(name: str, text: str) -> None:
        file = GOLDENS / f"{name}.txt"
        if os.environ.get("DESK_WRITE_GOLDENS"):
            assert not os.environ.get("CI"), "goldens are reviewed by people, not written by CI"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")
            return
        assert file.exists(), f"no golden yet: look at the picture, then run with DESK_WRITE_GOLDENS=1 ({name})"
        assert text == file.read_text("utf-8")

    return compare
