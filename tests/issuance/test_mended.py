"""What was put right in the settings counts at the next try, without the program being started anew."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.errors import Trouble
from app.issuance.bench import Bench
from app.issuance.delivery.mailroom import ImapServer, Mailroom
from app.issuance.delivery.post import MailServer, Post
from app.issuance.keys import KeyPlace
from app.issuance.office import Office
from app.issuance.opening import open_office
from app.issuance.orders import Worker
from app.issuance.runner import Runner
from app.models.job import JobState
from app.models.keyring import HolderKey
from app.threads.issuance_line import IssuanceLine
from tests.issuance.mail_room import SENDER, MailRoom
from tests.issuance.school import NO_NOTICE, School
from tests.issuance.test_opening import keep, settings_of


@pytest.fixture
def room() -> Iterator[MailRoom]:
    made = MailRoom()
    made.controller.start()
    yield made
    made.controller.stop()


def test_a_mail_server_put_right_in_the_settings_is_used_at_try_again(
    tmp_path: Path, key: KeyPlace, room: MailRoom, qtbot: QtBot
) -> None:
    school = School(f"sqlite:///{tmp_path / 'desk.db'}", rules=NO_NOTICE)
    job_id = school.hand_over(1)
    school.write_mailboxes(job_id, at_school="")
    keep(tmp_path, "signing.passphrase", key.passphrase)
    mail = f'mail_server = "127.0.0.1:{room.port}"', f'mail_sender = "{SENDER}"'
    written = [*mail, 'mail_security = "starttls"']  # which this server does not offer
    openings: list[str] = []

    def opened(worker: Worker) -> Office:
        openings.append(written[-1])
        store = School(school.url, HolderKey(school.holder.private)).store
        return open_office(settings_of(tmp_path, key, *written), store, school.clock, worker)

    line = IssuanceLine(opened)
    line.start()
    try:
        qtbot.waitUntil(lambda: school.job(job_id).state is JobState.DEAD, timeout=30_000)
        assert school.job(job_id).note == "delivery.security_missing"
        line.nudge()
        qtbot.waitUntil(lambda: len(openings) == 2, timeout=10_000)  # nothing was put right yet
        qtbot.waitUntil(lambda: line._runner is None, timeout=10_000)  # that look is over
        written[-1] = 'mail_security = "none"'
        school.try_again(job_id)
        line.nudge()
        qtbot.waitUntil(lambda: school.job(job_id).state is JobState.DONE, timeout=30_000)
    finally:
        assert line.stop(20)
        school.close()
    assert [address for address, _ in room.taken] == ["syuan@post.example"]


def test_an_office_opened_anew_keeps_the_pace_of_its_mail_and_the_times_of_its_looks(
    one_school: School, bench: Bench
) -> None:
    def an_office(room: Mailroom | None = None) -> Office:
        return one_school.office(
            bench, None, Post(MailServer("127.0.0.1", 9, "none"), SENDER, per_minute=1), None, room
        )

    gone = ImapServer("127.0.0.1", 9, "returned", "secret", patience=0.2)
    before = an_office(gone)
    assert before.post is not None
    before.post._sent.append(one_school.clock.now())
    heard: list[str] = []
    Runner(before, lambda each: heard.append(each.code)).run_due()
    assert heard == ["bounces.server_away"]
    after = an_office(gone)
    after.follow(before)
    assert after.post is not None
    assert after.post.free_at(one_school.clock.now()) == one_school.clock.now() + timedelta(minutes=1)
    assert after.collect_at == before.collect_at, "a refused login is not tried twice a minute"
    Runner(after, lambda each: heard.append(each.code)).run_due()
    assert heard == ["bounces.server_away"] * 2, "not asked again yet, and not taken for well"


def test_what_was_mended_is_no_longer_told(one_school: School, bench: Bench, tmp_path: Path) -> None:
    before = one_school.office(bench, None)
    before.shut["mailroom"] = Trouble("bounces.password_missing")
    after = one_school.office(bench, None)
    after.follow(before)
    assert after.shut == {}
