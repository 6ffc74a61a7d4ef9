"""Ten thousand certificates through the real queue and ledger: a worker's memory at the end beside its first part.

Goals: at most 300 MB for the worker, and flat. Every pickup lies in a SQLite database with its job; the runner takes
them one by one as ``./desk issue`` does, three commits each, B-LTA, with the same line of progress and its finish time
on standard error. Every certificate has a name of three characters that none before it had, so that what a worker keeps
of its fonts fills up to its limits in the first thousands (16,384 glyphs' measures) and stays there.
``issue-10k-runner`` is the memory of this process, which holds the queue. A smaller count: ``--rounds 500``.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import psutil

from app.cli.progress import advancing
from app.issuance import demo_authority
from app.issuance.command import issue_due
from app.issuance.office import Office
from app.models.job import JobState
from app.threads.workers import WorkerProcess
from app.wording import EN, Wording
from tests.benchmarks._batch import a_name
from tests.issuance.conftest import AT
from tests.issuance.school import NO_NOTICE, STATION, School

BATCH, SETTLED, AT_ONCE = 10_000, 500, 200
EVERY = 500  # certificates between two looks at the memory


def main(rounds: int = BATCH) -> list[dict[str, object]]:
    """Resident memory, in MB."""
    with tempfile.TemporaryDirectory() as folder:
        school = School(f"sqlite:///{Path(folder, 'desk.db')}", rules=NO_NOTICE)
        worker = WorkerProcess()
        try:
            for first in range(0, rounds, AT_ONCE):
                numbers = range(first, min(first + AT_ONCE, rounds))
                school.hand_over_many({number: a_name(number) for number in numbers})
            return _issued(school, worker, Path(folder), rounds)
        finally:
            worker.stop()
            school.close()


def _issued(school: School, worker: WorkerProcess, folder: Path, rounds: int) -> list[dict[str, object]]:
    key = demo_authority.make_demo_key(folder, AT, demo_database=True)
    office = Office.open(school.store, STATION, school.clock, worker, key, demo_authority.lasting_beside(key))
    memory: dict[int, tuple[float, float]] = {}
    begun = time.monotonic()
    with advancing(rounds, "issue-10k") as show:

        def advanced(done: int) -> None:
            show(done)
            if done in (min(SETTLED, rounds), rounds) or done % EVERY == 0:
                memory[done] = (_memory(worker.pid), _memory(None))
                print(f"{done}: worker {memory[done][0]:.0f} MB, runner {memory[done][1]:.0f} MB", file=sys.stderr)

        needing = issue_due(office, print, Wording(EN), advanced, quiet=True)
    spent = time.monotonic() - begun
    _whole(school, rounds, needing)
    print(f"{rounds} in {spent:.0f} s, {spent / rounds * 1000:.1f} ms each", file=sys.stderr)
    settled, end = memory[min(SETTLED, rounds)], memory[rounds]
    return [_line("issue-10k", end[0], settled[0]), _line("issue-10k-runner", end[1], settled[1])]


def _whole(school: School, rounds: int, needing: int) -> None:
    """Nothing was left out: each is in the ledger once, and every chain verifies."""
    ledger = school.ledger()
    assert needing == 0
    assert len({each.sha256 for each in ledger}) == len({each.job_id for each in ledger}) == rounds
    assert set(school.states()) == {JobState.DONE}
    assert school.broken_chains() == []


def _line(name: str, figure: float, settled: float) -> dict[str, object]:
    return {
        "name": name,
        "figure": round(figure, 1),
        "unit": "MB",
        "peer": f"the same process after {SETTLED}",
        "peer_figure": round(settled, 1),
        "ratio": round(figure / settled, 4),
    }


def _memory(pid: int | None) -> float:
    return float(psutil.Process(pid).memory_info().rss) / 1e6
