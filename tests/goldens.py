"""Texts that were read once and reviewed, kept beside their tests."""

from __future__ import annotations

import os
from pathlib import Path


def same_text(file: Path, text: str) -> None:
    """Compare with the reviewed text; ``DESK_WRITE_GOLDENS=1`` writes it anew, never under CI."""
    if os.environ.get("DESK_WRITE_GOLDENS") and not os.environ.get("CI"):
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, "utf-8")
    assert file.exists(), f"no golden yet: read it, then run with DESK_WRITE_GOLDENS=1 ({file.name})"
    assert text == file.read_text("utf-8")
