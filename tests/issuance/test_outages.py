"""What is away for days kills nothing: it waits, is told truly, and goes on by itself."""

from __future__ import annotations

import json
import socket
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.desk import digital
from app.issuance.bench import Bench
from app.issuance.delivery.drop import DropFolder
from app.issuance.delivery.post import MailServer, Post
from app.issuance.keys import KeyPlace
from app.issuance.runner import GIVEN_UP, Runner
from app.models.delivery import Delivery
from app.models.issuing import AWAY
from app.models.job import JobState
from app.models.platform import Package, PackageState
from app.sentences import SENTENCES
from tests.issuance.mail_room import SENDER, MailRoom, post_to
from tests.issuance.school import NO_NOTICE, School
from tests.issuance.verifying import a_desk_of

WEEKEND = timedelta(hours=72)


@pytest.fixture
def quiet(tmp_path: Path) -> School:
    return School(f"sqlite:///{tmp_path / 'desk.db'}", rules=NO_NOTICE)


def nobody_there() -> int:
    """A port where nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


def test_a_mail_server_away_over_a_long_weekend_kills_no_message(quiet: School, bench: Bench, key: KeyPlace) -> None:
    job_id = quiet.hand_over(1)
    quiet.write_mailboxes(job_id, at_school="")
    away = Post(MailServer("127.0.0.1", nobody_there(), "none"), SENDER)
    end = quiet.clock.now() + WEEKEND
    while quiet.clock.now() < end:
        Runner(quiet.office(bench, key, away)).run_due()
        job = quiet.job(job_id)
        assert (job.state, job.note) == (JobState.QUEUED, "delivery.server_away")
        quiet.clock.advance(seconds=max(3600, (job.not_before - quiet.clock.now()).total_seconds()))
    room = MailRoom()
    room.controller.start()
    try:
        Runner(quiet.office(bench, key, post_to(room))).run_due()
    finally:
        room.controller.stop()
        quiet.close()
    assert quiet.job(job_id).state is JobState.DONE
    assert len(room.taken) == 1


def test_a_folder_of_the_platform_away_over_a_long_weekend_stops_no_package(
    tmp_path: Path, bench: Bench, key: KeyPlace
) -> None:
    school = School(f"sqlite:///{tmp_path / 'desk.db'}", rules=NO_NOTICE)
    job_id = school.hand_over(1, channel="platform")
    school.write_mailboxes(job_id)
    there = DropFolder(tmp_path / "out")
    end = school.clock.now() + WEEKEND
    while school.clock.now() < end:
        Runner(school.office(bench, key, None, there)).run_due()
        job = school.job(job_id)
        assert (job.state, job.note) == (JobState.WAITING, "platform.folder_missing")
        school.clock.advance(minutes=61)
    there.folder.mkdir()
    Runner(school.office(bench, key, None, there)).run_due()
    assert [each.state for each in school.every(Package)] == [PackageState.SENT]
    school.close()


def test_a_silent_mail_server_is_waited_for_once_a_run_and_certificates_are_made_meanwhile(
    quiet: School, bench: Bench, key: KeyPlace
) -> None:
    jobs = [quiet.hand_over(each) for each in range(1, 6)]
    for each, job_id in enumerate(jobs):
        quiet.write_mailboxes(job_id, own=f"g{each}@post.example", at_school="")
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(50)
        silent.setblocking(False)
        silent_post = Post(MailServer("127.0.0.1", silent.getsockname()[1], "none", patience=0.3), SENDER)
        Runner(quiet.office(bench, key, silent_post)).run_due()
        calls = 0
        with suppress(BlockingIOError):
            while True:
                silent.accept()[0].close()
                calls += 1
    assert calls == 1
    assert len(quiet.ledger()) == 5, "all are signed"
    notes = [(quiet.job(each).state, quiet.job(each).note) for each in jobs]
    assert notes == [(JobState.QUEUED, "delivery.server_away")] + [(JobState.QUEUED, "delivery.waits_for_server")] * 4
    quiet.clock.advance(minutes=5)
    room = MailRoom()
    room.controller.start()
    try:
        Runner(quiet.office(bench, key, post_to(room))).run_due()
    finally:
        room.controller.stop()
        quiet.close()
    assert quiet.states() == [JobState.DONE] * 5


class Picky(MailRoom):
    """A server that wants a login before it takes anything."""

    refuses = True

    async def handle_MAIL(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:
        if self.refuses:
            return "530 5.7.0 Authentication required"
        envelope.mail_from = address
        return "250 OK"


def test_a_server_that_refuses_our_sender_is_the_system_office_s_matter_and_kills_one_message_only(
    quiet: School, bench: Bench, key: KeyPlace, tmp_path: Path
) -> None:
    jobs = [quiet.hand_over(each) for each in range(1, 4)]
    for each, job_id in enumerate(jobs):
        quiet.write_mailboxes(job_id, own=f"g{each}@post.example", at_school="")
    room = Picky()
    room.controller.start()
    try:
        for _ in range(3):  # whatever a run, or an hour of them, meets
            Runner(quiet.office(bench, key, post_to(room))).run_due()
            quiet.clock.advance(minutes=20)
        notes = [(quiet.job(each).state, quiet.job(each).note) for each in jobs]
        waits = (JobState.QUEUED, "delivery.waits_for_server")
        assert notes == [(JobState.DEAD, "delivery.sender_refused"), waits, waits]
        assert json.loads(quiet.job(jobs[0]).note_facts) == {"reply": 530}
        assert {each.state.value for each in quiet.every(Delivery)} == {"pending"}, "no mailbox has refused anything"
        assert [each.code for each in digital.seen(a_desk_of(quiet, tmp_path)).holds] == ["delivery.sender_refused"]
        room.refuses = False
        quiet.try_again(jobs[0])
        Runner(quiet.office(bench, key, post_to(room))).run_due()
    finally:
        room.controller.stop()
        quiet.close()
    assert quiet.states() == [JobState.DONE] * 3


def test_no_code_that_ends_dead_promises_to_go_on_by_itself() -> None:
    """Whatever promises that lasts as long as it takes (A34)."""
    for code in GIVEN_UP.values():
        assert "not tried again by itself" in SENTENCES[code][1]
    families = ("delivery.", "platform.", "worker.", "timestamp.", "revocation.", "token.")
    passing = ("delivery.come_again", "delivery.delayed", "platform.accepted", "platform.outcome_unknown")
    promising = {
        code
        for code, (_, step) in SENTENCES.items()
        if code.startswith(families) and "tried again" in step and "not tried again" not in step
    }
    assert {each for each in promising - set(passing) if not each.startswith(AWAY)} == set(GIVEN_UP)
