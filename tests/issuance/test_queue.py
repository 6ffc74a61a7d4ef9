"""The queue issues each digital certificate once, whatever happens between two steps."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

import pytest

from app.errors import Trouble
from app.issuance.bench import Bench
from app.issuance.command import issue_due
from app.issuance.keys import KeyPlace
from app.issuance.orders import LookAtKey, Order, Progress, Worker
from app.issuance.runner import LEASE, SPACING, Runner
from app.issuance.validation import check
from app.models import founding
from app.models.certificate import DigitalFile, DigitalState
from app.models.job import Job, JobKind, JobState
from app.threads.workers import WorkerProcess
from app.wording import EN, Wording
from tests.issuance.conftest import AT, once_asked, root_of
from tests.issuance.school import School

T = TypeVar("T")


class Unlucky:
    """A worker that is lost a number of times before it answers."""

    def __init__(self, worker: Worker, times: int, code: str = "worker.died") -> None:
        self.worker, self.times, self.code = worker, times, code

    def ask(self, order: Order[T]) -> T:
        if self.times:
            self.times -= 1
            raise Trouble(self.code, retryable=True)
        return self.worker.ask(order)


class Interrupting:
    """A worker during whose work something else happens."""

    def __init__(self, worker: Worker, deed: Callable[[], object]) -> None:
        self.worker, self.deed = worker, deed

    def ask(self, order: Order[T]) -> T:
        answer = self.worker.ask(order)
        self.deed()
        return answer


def run(school: School, worker: Worker, key: KeyPlace | None) -> list[Progress]:
    heard: list[Progress] = []
    runner = Runner(school.office(worker, key), heard.append)
    runner.run_due()
    runner.close()
    return heard


# ------------------------------------------------------------------ the way it should go
def test_a_hand_over_ends_in_a_signed_file_whose_digest_is_in_the_ledger(
    school: School, bench: Bench, key: KeyPlace
) -> None:
    job_id = school.hand_over(312)
    heard = run(school, bench, key)
    assert [(each.step, each.state) for each in heard if each.job_id == job_id] == [
        ("check", "working"),
        ("sign", "working"),
        ("ready", "done"),
    ]
    assert school.steps(job_id) == ["check", "sign", "ready"]
    job = school.job(job_id)
    assert (job.state, job.step, job.note) == (JobState.DONE, "ready", "digital.ready")
    assert (job.leased_by, job.leased_until, job.finished_at) == ("", None, AT)
    (entry,) = school.ledger()
    pdf = school.issued(job_id)
    assert entry.sha256 == hashlib.sha256(pdf).digest()
    assert (entry.state, entry.version, entry.size, entry.level) == (DigitalState.ISSUED, 1, len(pdf), "B-B")
    assert check(pdf, [root_of(key)], AT).missing == ()
    assert school.broken_chains() == []


def test_the_file_lies_sealed(one_school: School, bench: Bench, key: KeyPlace) -> None:
    one_school.hand_over(1)
    run(one_school, bench, key)
    (file,) = one_school.every(DigitalFile)
    assert b"%PDF" not in file.content_sealed


def test_the_most_urgent_goes_first(one_school: School, bench: Bench, key: KeyPlace) -> None:
    late = one_school.hand_over(1, due=date(2025, 7, 25))
    soon = one_school.hand_over(2, due=date(2025, 7, 17))
    first = one_school.hand_over(3, due=date(2025, 7, 30), priority=10)
    done = [each.job_id for each in run(one_school, bench, key) if each.state == "done"]
    assert done == [first, soon, late]


def test_running_again_changes_nothing(one_school: School, bench: Bench, key: KeyPlace) -> None:
    job_id = one_school.hand_over(1)
    run(one_school, bench, key)
    before = one_school.issued(job_id)
    assert run(one_school, bench, key) == []
    assert one_school.issued(job_id) == before
    assert len(one_school.ledger()) == 1


def test_the_account_closure_notice_waits_with_a_reason_and_is_not_lost(
    one_school: School, bench: Bench, key: KeyPlace
) -> None:
    one_school.hand_over(1)
    run(one_school, bench, key)
    run(one_school, bench, key)
    assert one_school.states(JobKind.ACCOUNT_CLOSURE) == [JobState.WAITING]
    (notice,) = [each for each in one_school.every(Job) if each.kind is JobKind.ACCOUNT_CLOSURE]
    assert (notice.note, notice.leased_by) == ("delivery.not_open", "")


WEEKLY = 'due = { rule = "weekly", weekday = 5, pickup_by = 3 }'
MONTHLY = 'due = { rule = "months", count = 1 }'


@pytest.mark.parametrize(
    ("rule", "told"),
    [(WEEKLY, "digital.batch_waits"), (MONTHLY, "digital.day_waits")],
    ids=["weekly (E34)", "a month later (E17)"],
)
def test_what_is_issued_on_a_day_waits_for_that_day(
    tmp_path: Path, bench: Bench, key: KeyPlace, rule: str, told: str
) -> None:
    school = School(f"sqlite:///{tmp_path / 'on-a-day.db'}", due=rule)
    try:
        job_id = school.hand_over(1, due=date(2025, 7, 18))
        run(school, bench, key)
        job = school.job(job_id)
        assert (job.state, job.note, job.note_facts) == (JobState.QUEUED, told, '{"day": "2025-07-18"}')
        school.clock.advance(days=1)
        assert run(school, bench, key) == []
        school.clock.advance(days=1)
        run(school, bench, key)
        assert school.job(job_id).state is JobState.DONE
    finally:
        school.close()


# ------------------------------------------------------------------ what must not be issued
def test_a_voided_hand_over_is_cancelled_and_issues_nothing(school: School, bench: Bench, key: KeyPlace) -> None:
    job_id = school.hand_over(1)
    school.void_pickup(job_id)
    run(school, bench, key)
    job = school.job(job_id)
    assert (job.state, job.note) == (JobState.CANCELLED, "digital.pickup_voided")
    assert school.ledger() == []


def test_a_hand_over_voided_while_the_worker_signs_issues_nothing(
    one_school: School, bench: Bench, key: KeyPlace
) -> None:
    job_id = one_school.hand_over(1)
    run(one_school, Interrupting(bench, lambda: one_school.void_pickup(job_id)), key)
    assert one_school.job(job_id).state is JobState.CANCELLED
    assert one_school.ledger() == []
    assert one_school.every(DigitalFile) == []


def test_a_lane_held_up_beyond_its_lease_writes_nothing(one_school: School, bench: Bench, key: KeyPlace) -> None:
    job_id = one_school.hand_over(1)

    def another_lane() -> None:
        one_school.clock.advance(seconds=LEASE.total_seconds() + 1)
        run(one_school, bench, key)

    heard = run(one_school, Interrupting(bench, another_lane), key)
    assert ("sign", "lost") in [(each.step, each.state) for each in heard if each.job_id == job_id]
    assert len(one_school.ledger()) == 1
    assert one_school.job(job_id).state is JobState.DONE


def test_a_second_certificate_supersedes_the_first(one_school: School, bench: Bench, key: KeyPlace) -> None:
    job_id = one_school.hand_over(1)
    run(one_school, bench, key)
    one_school.queue_again(job_id)
    run(one_school, bench, key)
    old, new = sorted(one_school.ledger(), key=lambda each: each.version)
    assert (old.state, old.version) == (DigitalState.SUPERSEDED, 1)
    assert (new.state, new.version) == (DigitalState.ISSUED, 2)
    assert old.document_code != new.document_code


# ------------------------------------------------------------------ failures
def test_a_lost_worker_is_tried_again_further_apart_each_time(one_school: School, bench: Bench, key: KeyPlace) -> None:
    job_id = one_school.hand_over(1)
    worker = Unlucky(bench, times=2)
    for wait in SPACING[:2]:
        run(one_school, worker, key)
        job = one_school.job(job_id)
        assert (job.state, job.note) == (JobState.QUEUED, "worker.died")
        assert job.not_before == one_school.clock.now() + wait
        assert run(one_school, worker, key) == []
        one_school.clock.advance(seconds=wait.total_seconds())
    run(one_school, worker, key)
    assert one_school.job(job_id).state is JobState.DONE
    assert one_school.job(job_id).attempts == 0


def test_what_fails_every_time_ends_dead_where_a_person_sees_why(
    one_school: School, bench: Bench, key: KeyPlace
) -> None:
    job_id = one_school.hand_over(1)
    worker = Unlucky(bench, times=99)
    for wait in SPACING:
        run(one_school, worker, key)
        one_school.clock.advance(seconds=wait.total_seconds())
    run(one_school, worker, key)
    job = one_school.job(job_id)
    assert (job.state, job.note, job.leased_by) == (JobState.DEAD, "worker.keeps_dying", "")
    one_school.clock.advance(days=30)
    assert run(one_school, worker, key) == []
    one_school.try_again(job_id)
    run(one_school, bench, key)
    assert one_school.job(job_id).state is JobState.DONE


def test_one_job_s_bug_does_not_stop_the_others(one_school: School, bench: Bench, key: KeyPlace) -> None:
    good, strange = one_school.hand_over(1), one_school.hand_over(2, due=date(2025, 7, 1))
    one_school.spoil_step(strange)
    run(one_school, bench, key)
    assert one_school.job(good).state is JobState.DONE
    assert (one_school.job(strange).state, one_school.job(strange).note) == (JobState.DEAD, "digital.step_unknown")


def test_a_wrong_passphrase_holds_the_queue_and_is_never_tried_again_by_itself(
    school: School, bench: Bench, key: KeyPlace
) -> None:
    first, second = school.hand_over(1, due=date(2025, 7, 17)), school.hand_over(2)
    wrong = replace(key, passphrase="wrong")
    run(school, bench, wrong)
    assert (school.job(first).state, school.job(first).note) == (JobState.DEAD, "signing.passphrase_wrong")
    assert school.job(second).state is JobState.QUEUED
    school.clock.advance(days=3)
    heard = run(school, Unlucky(bench, times=1, code="asked.although.held"), wrong)
    assert [(each.state, each.code) for each in heard] == [("held", "signing.passphrase_wrong")]
    school.try_again(first)
    run(school, bench, key)
    assert school.states() == [JobState.DONE, JobState.DONE]


def test_the_notices_go_on_while_the_certificates_are_held(one_school: School, bench: Bench, key: KeyPlace) -> None:
    one_school.hand_over(1)
    run(one_school, bench, replace(key, path=Path("nowhere.p12")))
    assert one_school.states(JobKind.ACCOUNT_CLOSURE) == [JobState.WAITING]
    assert [each.note for each in map(one_school.job, one_school.digital_jobs())] == ["signing.key_missing"]


def test_an_expired_certificate_holds_the_queue_with_the_day(one_school: School, bench: Bench, key: KeyPlace) -> None:
    job_id = one_school.hand_over(1)
    one_school.clock.advance(days=5 * 366)
    run(one_school, bench, key)
    job = one_school.job(job_id)
    assert (job.state, job.note) == (JobState.DEAD, "signing.certificate_expired")
    assert job.note_facts == '{"day": "2028-07-18"}'


def test_a_station_without_a_key_leaves_the_certificates_alone(one_school: School, bench: Bench) -> None:
    job_id = one_school.hand_over(1)
    heard = run(one_school, bench, None)
    assert ("held", "signing.no_key_here") in [(each.state, each.code) for each in heard]
    assert one_school.job(job_id).state is JobState.QUEUED


def test_a_real_database_never_signs_with_a_demo_key(tmp_path: Path, bench: Bench, key: KeyPlace) -> None:
    school = School(f"sqlite:///{tmp_path / 'real.db'}", kind=founding.REAL)
    try:
        job_id = school.hand_over(1)
        run(school, bench, key)
        job = school.job(job_id)
        assert (job.state, job.note) == (JobState.DEAD, "signing.demo_key_in_real")
        assert school.ledger() == []
    finally:
        school.close()


# ------------------------------------------------------------------ crashes
CRASH = """
import os, sys
from datetime import datetime
from pathlib import Path
sys.path.insert(0, {root!r})
from app.issuance.bench import Bench
from app.issuance.keys import KeyPlace
from app.issuance.runner import Runner
from app.models.keyring import HolderKey
from tests.issuance.school import School

school = School({url!r}, HolderKey(bytes.fromhex({holder!r})))
heard = 0

class Killed:
    def ask(self, order):
        answer = Bench().ask(order)
        if {at!r} == "before the commit":
            os.kill(os.getpid(), 9)
        return answer

def tell(progress):
    if progress.kind == "digital_certificate" and progress.step == {at!r}:
        os.kill(os.getpid(), 9)

Runner(school.office(Killed(), KeyPlace(Path({key!r}), {passphrase!r})), tell).run_due()
"""


@pytest.mark.parametrize("at", ["check", "before the commit", "sign", "ready"])
def test_a_program_killed_after_any_step_issues_once_when_it_is_started_again(
    school: School, bench: Bench, key: KeyPlace, at: str
) -> None:
    job_id = school.hand_over(312)
    root = str(Path(__file__).parents[2])
    program = CRASH.format(
        root=root,
        url=school.store.url.render_as_string(hide_password=False),
        holder=school.holder.private.hex(),
        key=str(key.path),
        passphrase=key.passphrase,
        at=at,
    )
    died = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, check=False)
    assert died.returncode == -signal.SIGKILL, died.stderr.decode()
    if at != "ready":
        assert [each for each in run(school, bench, key) if each.kind == "digital_certificate"] == []
        school.clock.advance(seconds=LEASE.total_seconds() + 1)
    run(school, bench, key)
    assert school.job(job_id).state is JobState.DONE
    assert school.steps(job_id) == ["check", "sign", "ready"]
    assert [(each.state, each.version) for each in school.ledger()] == [(DigitalState.ISSUED, 1)]
    assert len(school.every(DigitalFile)) == 1
    assert check(school.issued(job_id), [root_of(key)], AT + timedelta(hours=1)).good
    assert school.broken_chains() == []


def test_two_lanes_on_one_queue_issue_each_certificate_once(school: School, key: KeyPlace) -> None:
    jobs = [school.hand_over(number) for number in range(1, 13)]
    heard: list[Progress] = []
    runners = [Runner(school.office(Bench(), key), heard.append) for _ in range(2)]
    lanes = [threading.Thread(target=runner.run_due) for runner in runners]
    for lane in lanes:
        lane.start()
    for lane in lanes:
        lane.join()
    assert school.states() == [JobState.DONE] * len(jobs)
    assert sorted(each.job_id for each in school.ledger()) == sorted(jobs)
    assert len([each for each in heard if each.state == "done"]) == len(jobs)
    assert school.broken_chains() == []


def test_a_lane_that_ends_gives_its_jobs_back(one_school: School, bench: Bench, key: KeyPlace) -> None:
    job_id = one_school.hand_over(1)
    runner = Runner(one_school.office(bench, key), lambda progress: runner.stop())
    runner.run_due()
    runner.close()
    assert one_school.job(job_id).leased_by == ""
    run(one_school, bench, key)
    assert one_school.job(job_id).state is JobState.DONE


def test_a_worker_process_killed_in_the_middle_costs_one_try(one_school: School, key: KeyPlace) -> None:
    job_id = one_school.hand_over(1)
    worker = WorkerProcess()

    worker.ask(LookAtKey(key, True, AT))
    pid = worker.pid
    assert pid is not None
    killer = once_asked(worker, lambda: os.kill(pid, signal.SIGKILL))
    try:
        run(one_school, worker, key)
        killer.join()
        assert one_school.job(job_id).note == "worker.died"
        one_school.clock.advance(seconds=SPACING[0].total_seconds())
        run(one_school, worker, key)
        assert one_school.job(job_id).state is JobState.DONE
        assert len(one_school.ledger()) == 1
    finally:
        worker.stop()


# ------------------------------------------------------------------ the command
def test_the_command_says_a_line_for_each_job_without_a_name(one_school: School, bench: Bench, key: KeyPlace) -> None:
    job_id = one_school.hand_over(1, name="王大明")
    lines: list[str] = []
    assert issue_due(one_school.office(bench, key), lines.append, Wording(EN)) == 0
    assert any(job_id.hex[-8:] in each and "finished" in each for each in lines)
    assert "王大明" not in "".join(lines)
    lines.clear()
    assert issue_due(one_school.office(bench, key), lines.append, Wording(EN)) == 0
    assert lines == ["Nothing is due."]


def test_the_command_counts_what_needs_a_person(one_school: School, bench: Bench, key: KeyPlace) -> None:
    one_school.hand_over(1)
    lines: list[str] = []
    wrong = replace(key, passphrase="wrong")
    assert issue_due(one_school.office(bench, wrong), lines.append, Wording(EN)) == 1
    assert any("passphrase" in each for each in lines)
