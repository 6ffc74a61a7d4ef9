"""The longest turn of the GUI lane in the demonstration's whole day: goal, 50 ms without coming back to the event loop.

The scripted day is played in one process. Each time the script lets Qt work (everything that is due is one turn, and so
is a key with all that it sets off) the processor time of the GUI lane is taken, so that what else the computer does is
not counted. The peer is the goal. The worst turns, and what most of them were spent in, go to standard error; a day
that did not go as promised has no figure. What the script does by itself (its screenshots) is no turn.
"""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

GOAL_MS = 50.0
LOOK_EVERY = 0.004  # seconds between two looks at what the lane is doing
TOLD, DEPTH = 12, 6
ROOT = str(Path(__file__).resolve().parent.parent.parent)


@dataclass
class Turn:
    """From the moment the lane was given to Qt until it was back."""

    what: str
    began: float
    ms: float = 0.0
    wall_ms: float = 0.0
    seen: Counter[str] = field(default_factory=Counter)


class Turns:
    """Every turn that took more than a fifth of the goal."""

    def __init__(self) -> None:
        self.long: list[Turn] = []
        self.now: Turn | None = None

    def take(self, what: str, act: Callable[[], object]) -> None:
        """One turn; what it sets off is part of it."""
        if self.now is not None:
            act()
            return
        self.now = turn = Turn(what, time.perf_counter())
        began = time.thread_time()
        try:
            act()
        finally:
            turn.ms = (time.thread_time() - began) * 1000
            turn.wall_ms = (time.perf_counter() - turn.began) * 1000
            self.now = None
            if turn.ms > GOAL_MS / 5:
                self.long.append(turn)
            if turn.ms > GOAL_MS:
                print(f"{turn.ms:.1f} ms", file=sys.stderr, flush=True)  # beside the step that it belongs to


TURNS = Turns()


class TimedApplication(QApplication):
    """What the script lets work."""

    @staticmethod
    def processEvents() -> None:  # type: ignore[override]
        TURNS.take("what was due", QApplication.processEvents)


class TimedHand(QTest):
    """The script's hand on the keyboard."""

    @staticmethod
    def keyClick(*key: Any) -> None:  # type: ignore[override]
        TURNS.take(f"key {key[1]}", lambda: QTest.keyClick(*key))


def main() -> dict[str, object]:
    """Milliseconds of processor time."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from app import program, story
    from app.arguments import arguments
    from app.story import hands
    from app.views import theme

    hands.QApplication, hands.QTest = TimedApplication, TimedHand  # type: ignore[misc, attr-defined]
    application = QApplication(["longest-turn"])
    application.setStyle("Fusion")
    theme.load_fonts(application)
    signal.signal(signal.SIGALRM, _look)
    signal.setitimer(signal.ITIMER_REAL, LOOK_EVERY, LOOK_EVERY)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        settings = program.demo_settings(Path(name), arguments(["demo"]))
        wrong = story.play(program.Program(settings, program.OffsetClock(program.DEMO_MORNING)), Path(name) / "out")
    if wrong:
        raise RuntimeError("the day did not go as promised")
    signal.setitimer(signal.ITIMER_REAL, 0)
    worst = sorted(TURNS.long, key=lambda each: each.ms, reverse=True)
    for each in worst[:TOLD]:
        _tell(each)
    return {
        "name": "longest-turn",
        "figure": round(worst[0].ms if worst else 0.0, 1),
        "unit": "ms",
        "peer": "goal",
        "peer_figure": GOAL_MS,
        "ratio": round((worst[0].ms if worst else 0.0) / GOAL_MS, 3),
    }


def _look(_number: int, frame: FrameType | None) -> None:
    """A few times in each turn: where in our code is the lane while it does not come back?

    A signal, and not a thread: a thread's look would keep a painter alive after its paint.
    """
    turn = TURNS.now
    if turn is None or frame is None or time.perf_counter() - turn.began < GOAL_MS / 5000:
        return
    places = [
        f"{Path(each.filename).name}:{each.lineno} {each.name}"
        for each in traceback.StackSummary.extract(traceback.walk_stack(frame), lookup_lines=False)
        if each.filename.startswith(f"{ROOT}/app/") and "/app/story/" not in each.filename
    ]
    turn.seen[" < ".join(places[:DEPTH])] += 1


def _tell(turn: Turn) -> None:
    print(f"{turn.ms:7.1f} ms ({turn.wall_ms:.0f} on the wall)  {turn.what}", file=sys.stderr)
    for place, times in turn.seen.most_common(3):
        print(f"          {times:3d} x  {place}", file=sys.stderr)
