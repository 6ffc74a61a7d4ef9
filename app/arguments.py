"""What is said after ``./desk run`` and ``./desk demo``, and whether there is a screen to show it on."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path


def arguments(given: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="desk", description="學位證書領取櫃檯 Registry Desk")
    parser.add_argument("what", choices=("run", "demo"), nargs="?", default="run")
    parser.add_argument("--language", choices=("zh_TW", "en"))
    parser.add_argument("--theme", choices=("light", "dark"))
    parser.add_argument("--scale", type=int, choices=(100, 125, 150, 175, 200))
    parser.add_argument("--headless", action="store_true", help="play a whole scripted day without a screen (demo)")
    parser.add_argument("--out", type=Path, default=Path("out"), help="where the scripted day leaves what it made")
    return parser.parse_args(given)


def has_display() -> bool:
    """Whether a window can be shown: always on Windows and macOS, with an X or Wayland display elsewhere."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
