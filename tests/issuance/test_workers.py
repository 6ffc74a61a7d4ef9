"""A worker process does what it is asked, and its death or silence never hangs the one who waits."""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass

import pytest

from app.errors import Refusal, Trouble
from app.issuance.bench import Bench
from app.issuance.keys import KeyPlace
from app.issuance.orders import Failed, LookAtKey, Order
from app.threads.limits import Limits
from app.threads.workers import WorkerProcess
from tests.issuance.conftest import AT, once_asked


@pytest.fixture
def worker() -> WorkerProcess:
    made = WorkerProcess()
    yield made
    made.stop()


@dataclass(frozen=True, slots=True)
class Unheard(Order[None]):
    """An order that no bench knows."""


def test_the_process_answers_what_the_bench_answers(worker: WorkerProcess, key: KeyPlace) -> None:
    order = LookAtKey(key, True, AT)
    assert worker.ask(order) == Bench().ask(order)


def test_the_key_is_opened_in_the_other_process(worker: WorkerProcess, key: KeyPlace) -> None:
    worker.ask(LookAtKey(key, True, AT))
    assert worker.pid not in (None, os.getpid())


def test_refusals_and_troubles_come_back_as_they_were(worker: WorkerProcess, key: KeyPlace) -> None:
    with pytest.raises(Refusal) as refused:
        worker.ask(LookAtKey(key, False, AT))
    assert refused.value.codes == ("signing.demo_key_in_real",)
    with pytest.raises(Trouble) as trouble:
        worker.ask(LookAtKey(KeyPlace(key.path, "wrong"), True, AT))
    assert (trouble.value.code, trouble.value.retryable) == ("signing.passphrase_wrong", False)


def test_an_expired_certificate_is_named_with_its_day(worker: WorkerProcess, key: KeyPlace) -> None:
    with pytest.raises(Trouble) as trouble:
        worker.ask(LookAtKey(key, True, AT.replace(year=2040)))
    assert trouble.value.facts["day"] == "2028-07-18"


def test_a_bug_in_the_worker_is_a_fault_and_not_its_end(worker: WorkerProcess, key: KeyPlace) -> None:
    with pytest.raises(Trouble) as trouble:
        worker.ask(Unheard())
    assert trouble.value.code == "program.fault"
    assert worker.ask(LookAtKey(key, True, AT)).is_demo


def test_a_worker_that_was_killed_is_replaced(worker: WorkerProcess, key: KeyPlace) -> None:
    order = LookAtKey(key, True, AT)
    worker.ask(order)
    first = worker.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    os.waitid(os.P_PID, first, os.WEXITED | os.WNOWAIT)
    assert worker.ask(order).is_demo
    assert worker.pid != first


def test_a_worker_killed_at_work_is_a_trouble_worth_another_try(worker: WorkerProcess, key: KeyPlace) -> None:
    worker.ask(LookAtKey(key, True, AT))
    pid = worker.pid
    assert pid is not None
    killer = once_asked(worker, lambda: os.kill(pid, signal.SIGKILL))
    with pytest.raises(Trouble) as trouble:
        worker.ask(LookAtKey(key, True, AT))
    killer.join()
    assert (trouble.value.code, trouble.value.retryable) == ("worker.died", True)


def test_a_silent_worker_is_killed_and_replaced(key: KeyPlace) -> None:
    worker = WorkerProcess(Limits(patience=20))
    try:
        worker.ask(LookAtKey(key, True, AT))
        pid = worker.pid
        assert pid is not None
        worker.limits = Limits(patience=0.05)
        os.kill(pid, signal.SIGSTOP)
        with pytest.raises(Trouble) as trouble:
            worker.ask(LookAtKey(key, True, AT))
        assert (trouble.value.code, trouble.value.retryable) == ("worker.timed_out", True)
        worker.limits = Limits()
        assert worker.ask(LookAtKey(key, True, AT)).is_demo
        assert worker.pid != pid
    finally:
        worker.stop()


def test_stopping_frees_whoever_waits(worker: WorkerProcess, key: KeyPlace) -> None:
    worker.ask(LookAtKey(key, True, AT))
    stopper = once_asked(worker, worker.stop)
    with pytest.raises(Trouble):
        worker.ask(LookAtKey(key, True, AT))
    stopper.join()
    with pytest.raises(Trouble):
        worker.ask(LookAtKey(key, True, AT))
    assert worker.pid is None


def test_memory_is_bounded(key: KeyPlace) -> None:
    worker = WorkerProcess(Limits(memory=1 << 20))  # too little to load what it needs
    try:
        with pytest.raises(Trouble) as trouble:
            worker.ask(LookAtKey(key, True, AT))
        assert trouble.value.code in ("worker.died", "worker.limit_reached", "program.fault")
    finally:
        worker.stop()


def test_a_failure_survives_the_journey_with_its_facts() -> None:
    import pickle

    failed = Failed.of(Trouble("signing.certificate_expired", day="2025-07-16"))
    assert pickle.loads(pickle.dumps(failed)) == failed
    refused = Failed.of(Refusal.because("signing.real_key_in_demo", place="here"))
    assert dict(pickle.loads(pickle.dumps(refused)).obstacles[0].facts) == {"place": "here"}
