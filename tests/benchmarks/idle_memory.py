"""The program at rest at its door, its database open, beside a bare Qt window with the same font.

At rest means: nobody signed on, every lane begun, what a sign-on will need loaded ahead. Counted is what the processes
hold for themselves (USS), the program's own workers included: memory that two processes share is nobody's cost twice.
"""

from __future__ import annotations

import time

import psutil

from tests.benchmarks._starting import a_desk_to_start, start

SETTLE = 10.0  # seconds for the lanes to open the database and come to rest


def main() -> dict[str, object]:
    """Megabytes."""
    with a_desk_to_start() as surroundings:
        figure, peer_figure = (_at_rest(which, surroundings) for which in ("program", "bare"))
    return {
        "name": "idle-memory",
        "figure": round(figure, 1),
        "unit": "MB",
        "peer": "a bare QMainWindow with the same font",
        "peer_figure": round(peer_figure, 1),
        "ratio": round(figure / peer_figure, 3),
    }


def _at_rest(which: str, surroundings: dict[str, str]) -> float:
    process, _ = start(which, surroundings, "stay")
    try:
        time.sleep(SETTLE)
        own = psutil.Process(process.pid)
        return sum(float(each.memory_full_info().uss) for each in (own, *own.children(recursive=True))) / 1e6
    finally:
        process.kill()
        process.communicate()
