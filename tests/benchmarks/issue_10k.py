"""Ten thousand certificates issued by one worker: its memory at the end beside its memory after five hundred.

Goals: at most 300 MB, and flat. Every certificate has a name of three characters that none before it had, so that what
a worker keeps of its fonts fills up to its limits in the first thousands (16,384 glyphs' measures) and stays there. A
progress line with a finish time goes to standard error.
"""

from __future__ import annotations

import sys
import time

import psutil

from app.threads.workers import WorkerProcess
from tests.benchmarks._batch import a_key, an_order

BATCH, SETTLED = 10_000, 500


def main() -> dict[str, object]:
    """Resident memory of the worker process, in MB."""
    with a_key() as key:
        worker = WorkerProcess()
        try:
            settled, begun = 0.0, time.monotonic()
            for number in range(BATCH):
                worker.ask(an_order(number, key))
                if number + 1 == SETTLED:
                    settled = _memory(worker)
                if (number + 1) % 500 == 0:
                    left = (time.monotonic() - begun) / (number + 1) * (BATCH - number - 1)
                    print(f"{number + 1} of {BATCH}, {left:.0f} s left, {_memory(worker):.0f} MB", file=sys.stderr)
            figure = _memory(worker)
        finally:
            worker.stop()
    return {
        "name": "issue-10k",
        "figure": round(figure, 1),
        "unit": "MB",
        "peer": f"the same worker after {SETTLED}",
        "peer_figure": round(settled, 1),
        "ratio": round(figure / settled, 4),
    }


def _memory(worker: WorkerProcess) -> float:
    return float(psutil.Process(worker.pid).memory_info().rss) / 1e6
