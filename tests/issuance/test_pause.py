"""A supervisor pauses the queue: every station obeys, everybody sees why, and nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from app.desk import digital, queue_control, sign_on
from app.desk.desk import Desk
from app.errors import Refusal
from app.issuance.bench import Bench
from app.issuance.command import issue_due
from app.issuance.keys import KeyPlace
from app.issuance.orders import Progress
from app.issuance.runner import Runner
from app.models.certificate import DigitalFile
from app.models.job import JobKind, JobState
from app.models.journal import JournalLine
from app.models.pause import QueuePause
from app.models.staff import Role, Staff
from app.wording import EN, Wording
from tests.issuance import packages
from tests.issuance.packages import TO_PLATFORM
from tests.issuance.school import School
from tests.issuance.sftp_room import SftpRoom
from tests.issuance.test_queue import run
from tests.issuance.verifying import a_desk_of

WHY = "版面有誤，待更正"
SUPERVISOR = {"login": "boss", "password": "correct horse"}


def add_supervisor(school: School) -> None:
    with school.store.begin(school.stamp()) as work:
        for login, role in (("boss", Role.SUPERVISOR), ("helper", Role.CLERK)):
            secret = sign_on._hasher().hash("correct horse")
            work.add(Staff(login=login, name="主管", role=role, password_hash=secret))
        work.note("staff.added")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def school(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[School]:
    sqlite = request.param == "sqlite"
    made = School(f"sqlite:///{tmp_path / 'desk.db'}" if sqlite else request.getfixturevalue("postgresql_url"))
    add_supervisor(made)
    yield made
    made.close()


@pytest.fixture
def desk(school: School, tmp_path: Path) -> Desk:
    return a_desk_of(school, tmp_path)


def test_a_pause_holds_every_station_and_a_resumption_lets_all_go_on(school: School, desk: Desk, key: KeyPlace) -> None:
    jobs = [school.hand_over(number) for number in (1, 2)]
    slip = queue_control.pause(desk, reason=f"  {WHY} ", **SUPERVISOR)
    assert slip.pause is not None
    assert (slip.pause.reason, slip.pause.name, slip.pause.since) == (WHY, "主管", school.clock.now())
    for _ in range(2):  # two stations, and again a day later
        heard = run(school, Bench(), key)
        held = [each for each in heard if each.state == "held"]
        assert [(each.code, dict(each.facts)["reason"]) for each in held] == [("digital.paused", WHY)]
        school.clock.advance(days=1)
    assert school.states() == [JobState.QUEUED] * 2
    assert school.every(DigitalFile) == []
    assert school.states(JobKind.ACCOUNT_CLOSURE) == [JobState.WAITING] * 2  # notices to the school's units go on
    assert queue_control.resume(desk, **SUPERVISOR).pause is None
    run(school, Bench(), key)
    assert [school.job(each).state for each in jobs] == [JobState.DONE] * 2
    (row,) = school.every(QueuePause)
    assert row.resumed_at == school.clock.now()
    assert school.broken_chains() == []


def test_a_pause_in_mid_batch_finishes_the_one_in_hand(school: School, desk: Desk, key: KeyPlace) -> None:
    first = school.hand_over(1, due=date(2025, 7, 17))
    others = [school.hand_over(number) for number in (2, 3)]

    def pause_at_the_first(progress: Progress) -> None:
        if progress.job_id == first and progress.step == "check":
            queue_control.pause(desk, reason=WHY, **SUPERVISOR)

    runner = Runner(school.office(Bench(), key), pause_at_the_first)
    runner.run_due()
    runner.close()
    assert school.job(first).state is JobState.DONE
    assert {school.job(each).state for each in others} == {JobState.QUEUED}


def test_only_a_supervisor_pauses_and_only_with_a_reason(school: School, desk: Desk) -> None:
    for reason, login, code in (
        ("  x ", "boss", "digital.reason_missing"),
        (WHY, "helper", "override.supervisor_only"),
        (WHY, "nobody", "sign_on.failed"),
    ):
        with pytest.raises(Refusal) as caught:
            queue_control.pause(desk, reason=reason, login=login, password="correct horse")
        assert caught.value.obstacles[0].code == code
    with pytest.raises(Refusal) as caught:
        queue_control.resume(desk, **SUPERVISOR)
    assert caught.value.obstacles[0].code == "digital.not_paused"
    queue_control.pause(desk, reason=WHY, **SUPERVISOR)
    with pytest.raises(Refusal) as caught:
        queue_control.pause(desk, reason=WHY, **SUPERVISOR)
    assert caught.value.obstacles[0].code == "digital.already_paused"
    assert len(school.every(QueuePause)) == 1


def test_the_journal_names_the_pause_and_not_its_reason(school: School, desk: Desk) -> None:
    queue_control.pause(desk, reason=WHY, **SUPERVISOR)
    queue_control.resume(desk, **SUPERVISOR)
    lines = "".join(each.text for each in school.every(JournalLine))
    assert "queue.paused" in lines
    assert "queue.resumed" in lines
    assert WHY not in lines


def test_the_command_says_that_the_queue_is_paused_and_why(school: School, desk: Desk, key: KeyPlace) -> None:
    school.hand_over(1)
    queue_control.pause(desk, reason=WHY, **SUPERVISOR)
    lines: list[str] = []
    assert issue_due(school.office(Bench(), key), lines.append, Wording(EN)) == 1
    assert any(WHY in each and "主管" in each for each in lines)


# ------------------------------------------------------------------ stopped jobs
def stopped(school: School, key: KeyPlace) -> UUID:
    job_id = school.hand_over(1)
    run(school, Bench(), replace(key, passphrase="wrong"))
    assert school.job(job_id).state is JobState.DEAD
    return job_id


def test_a_stopped_job_is_given_up_by_a_supervisor_and_the_others_go_on(
    school: School, desk: Desk, key: KeyPlace
) -> None:
    job_id = stopped(school, key)
    other = school.hand_over(2)
    with pytest.raises(Refusal) as caught:
        queue_control.cancel(desk, job_id=job_id, reason=WHY, login="helper", password="correct horse")
    assert caught.value.obstacles[0].code == "override.supervisor_only"
    slip = queue_control.cancel(desk, job_id=job_id, reason=WHY, **SUPERVISOR)
    (line,) = [each for each in slip.jobs if each.id == job_id]
    assert (line.state, line.note, line.note_facts) == ("cancelled", "digital.cancelled_by_hand", (("reason", WHY),))
    run(school, Bench(), key)
    assert (school.job(job_id).state, school.job(other).state) == (JobState.CANCELLED, JobState.DONE)
    for verb in (lambda: digital.try_again(desk, job_id=job_id), lambda: _cancel(desk, job_id)):
        with pytest.raises(Refusal) as caught:
            verb()
        assert caught.value.obstacles[0].code == "digital.not_stopped"


def _cancel(desk: Desk, job_id: UUID) -> object:
    return queue_control.cancel(desk, job_id=job_id, reason=WHY, **SUPERVISOR)


def test_the_command_finds_a_stopped_job_by_its_number(school: School, desk: Desk, key: KeyPlace) -> None:
    job_id = stopped(school, key)
    seen = queue_control.look(desk)
    assert [(each.id, each.note) for each in seen.dead] == [(job_id, "signing.passphrase_wrong")]
    assert (seen.pause, seen.waiting) == (None, 0)
    for number in ("", "00000000", job_id.hex[-3:]):
        with pytest.raises(Refusal):
            queue_control.retry(desk, number=number, actor="command")
    queue_control.retry(desk, number=job_id.hex[-8:].upper(), actor="command")
    run(school, Bench(), key)
    assert school.job(job_id).state is JobState.DONE


def test_a_pause_keeps_packages_for_the_ministry_s_platform_too(tmp_path: Path) -> None:
    """What needs no key of ours is not sent either: the pause is about the graduates, not about the key."""
    school = School(f"sqlite:///{tmp_path / 'platform.db'}", rules=TO_PLATFORM)
    (tmp_path / "box").mkdir()
    room = SftpRoom(tmp_path / "box")
    try:
        add_supervisor(school)
        desk = a_desk_of(school, tmp_path)
        job_id = packages.hand_over(school, 1)
        queue_control.pause(desk, reason=WHY, **SUPERVISOR)
        packages.run(school, Bench(), packages.way_to(room))
        assert school.job(job_id).state is JobState.QUEUED
        assert room.names() == []
        queue_control.resume(desk, **SUPERVISOR)
        packages.run(school, Bench(), packages.way_to(room))
        assert packages.said(school, job_id) == ("waiting", "platform.sent")
        assert len(room.names()) == 1
    finally:
        room.close()
        school.close()
