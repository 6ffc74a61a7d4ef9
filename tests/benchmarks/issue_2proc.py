"""A batch issued by two worker processes beside the same batch by one (goal: at most 0.77 of the time).

The workers are the program's own, with its limits; an order and its answer go through their pipes as in the program.
The figure is the whole batch's time on the wall, so it tells nothing while the computer's cores are busy otherwise.
"""

from __future__ import annotations

import threading
import time

from app.issuance.orders import KeyPlace
from app.threads.workers import WorkerProcess
from tests.benchmarks._batch import a_key, an_order

BATCH = 400


def main() -> dict[str, object]:
    """Seconds for the whole batch, rendered and signed B-LTA; both warm, in turn."""
    with a_key() as key:
        workers = [WorkerProcess(), WorkerProcess()]
        try:
            for each in workers:
                _work(each, key, range(3))
            one = min(_batch(workers[:1], key) for _ in range(2))
            two = min(_batch(workers, key) for _ in range(2))
        finally:
            for each in workers:
                each.stop()
    return {
        "name": "issue-2proc",
        "figure": round(two, 2),
        "unit": "s",
        "peer": "one process, the same batch",
        "peer_figure": round(one, 2),
        "ratio": round(two / one, 4),
    }


def _batch(workers: list[WorkerProcess], key: KeyPlace) -> float:
    begun = time.perf_counter()
    lanes = [
        threading.Thread(target=_work, args=(each, key, range(place, BATCH, len(workers))))
        for place, each in enumerate(workers)
    ]
    for each in lanes:
        each.start()
    for each in lanes:
        each.join()
    return time.perf_counter() - begun


def _work(worker: WorkerProcess, key: KeyPlace, numbers: range) -> None:
    for number in numbers:
        worker.ask(an_order(number, key))
