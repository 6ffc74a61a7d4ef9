"""A worker ends at its limits by the system's hand, not by our patience, and the next file finds another one."""

from __future__ import annotations

import ctypes
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.errors import Trouble
from app.issuance.bench import Bench
from app.issuance.keys import KeyPlace
from app.policy.verification import Outcome
from app.threads.examiner import Examine, Examiner
from app.threads.limits import MIB, BasicLimits, ExtendedLimits, Limits, extended_limits
from app.threads.workers import WorkerProcess
from tests.issuance.conftest import AT
from tests.issuance.hungry import BUSY, BUSY_FOR, GREEDY, SPINNING
from tests.issuance.school import School
from tests.issuance.verifying import Verifying, a_desk_of

LITTLE = Limits(memory=768 * MIB, processor=1, patience=60.0)


@pytest.fixture
def examiner() -> Iterator[Examiner]:
    made = Examiner(LITTLE)
    made._worker = WorkerProcess(LITTLE, "examiner", "tests.issuance.hungry:HungryBench")
    made.warm()
    yield made
    made.stop()


@pytest.mark.parametrize(
    ("file", "code"), [(SPINNING, "worker.died"), (GREEDY, "worker.limit_reached")], ids=["time", "memory"]
)
def test_a_file_that_is_too_much_costs_a_worker_and_is_told_apart_from_silence(
    examiner: Examiner, file: bytes, code: str
) -> None:
    began = time.monotonic()
    with pytest.raises(Trouble) as trouble:
        examiner._worker.ask(Examine(file, (), AT))
    assert trouble.value.code == code
    assert time.monotonic() - began < LITTLE.patience, "it was only waited for"
    assert examiner.pid is None


@pytest.mark.parametrize("file", [SPINNING, GREEDY], ids=["time", "memory"])
def test_its_verdict_is_a_plain_failure_and_the_next_file_is_verified_by_another_worker(
    examiner: Examiner, file: bytes, key: KeyPlace, tmp_path: Path
) -> None:
    school = School(f"sqlite:///{tmp_path / 'desk.db'}")
    try:
        verifying = Verifying(school, a_desk_of(school, tmp_path), examiner, tmp_path)
        _, pdf = verifying.issue(1, key, Bench())
        first = examiner.pid
        answer = verifying.verify(file)
        assert (answer.outcome, answer.code) == (Outcome.FAILURE, "verification.not_examined")
        assert verifying.verify(pdf).outcome is Outcome.SUCCESS
        assert examiner.pid not in (None, first)
    finally:
        school.close()


def test_each_order_has_its_own_time(examiner: Examiner) -> None:
    """The system counts from a process's first day; a worker that has long been at work is not ended for it."""
    first = examiner.pid
    for _ in range(6):
        assert not examiner._worker.ask(Examine(BUSY, (), AT)).signed
    assert LITTLE.processor + 1 < 6 * BUSY_FOR
    assert examiner.pid == first


# ------------------------------------------------------------------ Windows, as far as it can be told elsewhere
@pytest.mark.skipif(ctypes.sizeof(ctypes.c_void_p) != 8, reason="the sizes of a 64-bit system")
def test_a_job_object_is_told_its_limits_in_the_system_s_own_layout() -> None:
    """Sizes and places by winnt.h for x64."""
    assert (ctypes.sizeof(BasicLimits), ctypes.sizeof(ExtendedLimits)) == (64, 144)
    places = {name: getattr(BasicLimits, name).offset for name, _ in BasicLimits._fields_}
    assert places == {
        "process_time": 0,
        "job_time": 8,
        "flags": 16,
        "least_working_set": 24,
        "most_working_set": 32,
        "processes": 40,
        "affinity": 48,
        "priority": 56,
        "scheduling": 60,
    }
    assert {name: getattr(ExtendedLimits, name).offset for name, _ in ExtendedLimits._fields_} == {
        "basic": 0,
        "counters": 64,
        "process_memory": 112,
        "job_memory": 120,
        "peak_process_memory": 128,
        "peak_job_memory": 136,
    }


def test_a_job_object_allows_the_time_of_one_order_more_than_was_used() -> None:
    told = extended_limits(Limits(memory=5 * MIB, processor=10), used=2.5)
    assert told.process_memory == 5 * MIB
    assert told.basic.process_time == 135_000_000  # of 100 ns: 2.5 s, ten seconds, and one for the start
    assert told.basic.flags == 0x2502  # its time, its memory, no window at a crash, its end with the handle
    assert told.basic.job_time == told.job_memory == 0
