"""From the start of ``python -m app`` to the first paint of its door, beside a bare window with the same font.

Goal: at most twice the bare window. Both are processes of their own, started in turn with warm files and compiled
modules; of each the least of the turns counts, because what else the computer does can only add to it. Both tell the
time at which their first paint had reached the glass whole.
"""

from __future__ import annotations

from tests.benchmarks._starting import a_desk_to_start, start

TURNS = 15


def main() -> dict[str, object]:
    """The least of the turns, in ms."""
    taken: dict[str, list[float]] = {"program": [], "bare": []}
    with a_desk_to_start() as surroundings:
        for turn in range(TURNS + 1):
            for which, times in taken.items():
                process, ms = start(which, surroundings, "leave")
                process.communicate()
                if turn:  # the first reads the files from the disk
                    times.append(ms)
    figure, peer_figure = (min(taken[which]) for which in ("program", "bare"))
    return {
        "name": "first-paint",
        "figure": round(figure, 1),
        "unit": "ms",
        "peer": "a bare QMainWindow with the same font",
        "peer_figure": round(peer_figure, 1),
        "ratio": round(figure / peer_figure, 3),
    }
