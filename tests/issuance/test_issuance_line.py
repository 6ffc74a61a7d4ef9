"""The lane issues what is due, says so in the GUI lane, and ends in time whatever its worker is doing."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.errors import Trouble
from app.issuance.keys import KeyPlace
from app.issuance.office import Office
from app.issuance.orders import Progress, Worker
from app.models.job import JobState
from app.models.keyring import HolderKey
from app.threads.issuance_line import IssuanceLine
from tests.issuance.school import School


@dataclass
class Heard:
    """Who listens in the GUI lane."""

    told: list[Progress] = field(default_factory=list)
    lanes: set[str] = field(default_factory=set)

    def hear(self, progress: Progress) -> None:
        self.told.append(progress)
        self.lanes.add(threading.current_thread().name)

    def states(self) -> set[tuple[str, str]]:
        return {(each.kind, each.state) for each in self.told}


@pytest.fixture
def school(tmp_path: Path) -> Iterator[School]:
    made = School(f"sqlite:///{tmp_path / 'desk.db'}")
    yield made
    made.close()


def a_line(school: School, key: KeyPlace, heard: Heard) -> IssuanceLine:
    def open_office(worker: Worker) -> Office:
        return School(school.url, HolderKey(school.holder.private)).office(worker, key)

    line = IssuanceLine(open_office)
    line.progressed.connect(heard.hear)
    return line


def test_what_is_due_at_the_start_is_issued(school: School, key: KeyPlace, qtbot: QtBot) -> None:
    job_id = school.hand_over(1)
    heard = Heard()
    line = a_line(school, key, heard)
    line.start()
    try:
        qtbot.waitUntil(lambda: ("digital_certificate", "done") in heard.states(), timeout=30_000)
    finally:
        assert line.stop(20)
    assert school.job(job_id).state is JobState.DONE
    assert heard.lanes == {threading.main_thread().name}


def test_a_nudge_after_a_hand_over_is_enough(school: School, key: KeyPlace, qtbot: QtBot) -> None:
    heard = Heard()
    line = a_line(school, key, heard)
    line.start()
    try:
        school.hand_over(1)
        line.nudge()
        qtbot.waitUntil(lambda: ("digital_certificate", "done") in heard.states(), timeout=30_000)
        heard.told.clear()
        school.hand_over(2)
        line.nudge()
        qtbot.waitUntil(lambda: ("digital_certificate", "done") in heard.states(), timeout=30_000)
    finally:
        assert line.stop(20)
    assert school.states() == [JobState.DONE, JobState.DONE]


def test_no_transaction_is_open_while_the_worker_works(school: School, key: KeyPlace, qtbot: QtBot) -> None:
    job_id = school.hand_over(1)
    heard = Heard()
    line = a_line(school, key, heard)
    line.start()
    try:
        qtbot.waitUntil(lambda: line._worker is not None and line._worker.pid is not None, timeout=30_000)
        assert line._worker is not None
        pid = line._worker.pid
        assert pid is not None
        os.kill(pid, signal.SIGSTOP)
        qtbot.waitUntil(lambda: school.job(job_id).state is JobState.WORKING, timeout=10_000)
        school.hand_over(2)  # would wait ten seconds and fail if the lane held the database
        os.kill(pid, signal.SIGCONT)
        qtbot.waitUntil(lambda: school.job(job_id).state is JobState.DONE, timeout=30_000)
    finally:
        assert line.stop(20)


def test_it_ends_in_time_while_its_worker_hangs_and_gives_the_job_back(
    school: School, key: KeyPlace, qtbot: QtBot
) -> None:
    job_id = school.hand_over(1)
    line = a_line(school, key, Heard())
    line.start()
    qtbot.waitUntil(lambda: line._worker is not None and line._worker.pid is not None, timeout=30_000)
    assert line._worker is not None
    pid = line._worker.pid
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    assert line.stop(20)
    assert not Path(f"/proc/{pid}").exists()
    assert school.job(job_id).leased_by == ""
    assert school.job(job_id).state in (JobState.QUEUED, JobState.DONE)


def test_a_database_that_cannot_be_opened_is_asked_again_at_the_next_waking(
    school: School, key: KeyPlace, qtbot: QtBot
) -> None:
    school.hand_over(1)
    heard, tries = Heard(), []

    def open_office(worker: Worker) -> Office:
        tries.append(1)
        if len(tries) == 1:
            raise Trouble("database.away", retryable=True)
        return School(school.url, HolderKey(school.holder.private)).office(worker, key)

    line = IssuanceLine(open_office)
    line.progressed.connect(heard.hear)
    line.start()
    try:
        qtbot.waitUntil(lambda: len(tries) == 1, timeout=10_000)
        line.nudge()
        qtbot.waitUntil(lambda: ("digital_certificate", "done") in heard.states(), timeout=30_000)
    finally:
        assert line.stop(20)


def test_a_passphrase_put_right_meanwhile_is_read_again_when_a_person_says_try_again(
    school: School, key: KeyPlace, qtbot: QtBot
) -> None:
    job_id = school.hand_over(1)
    heard, places = Heard(), [replace(key, passphrase="wrong")]

    def open_office(worker: Worker) -> Office:
        return School(school.url, HolderKey(school.holder.private)).office(worker, places[-1])

    line = IssuanceLine(open_office)
    line.progressed.connect(heard.hear)
    line.start()
    try:
        qtbot.waitUntil(lambda: ("digital_certificate", "dead") in heard.states(), timeout=30_000)
        places.append(key)
        line.nudge()
        qtbot.waitUntil(lambda: ("digital_certificate", "held") in heard.states(), timeout=30_000)
        school.try_again(job_id)
        line.nudge()
        qtbot.waitUntil(lambda: ("digital_certificate", "done") in heard.states(), timeout=30_000)
    finally:
        assert line.stop(20)


def test_a_line_that_was_never_started_stops_at_once(school: School, key: KeyPlace) -> None:
    assert a_line(school, key, Heard()).stop()
