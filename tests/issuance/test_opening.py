"""The office opens by the settings: a password that is missing shuts its own way and no other, and is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.desk import digital
from app.issuance.bench import Bench
from app.issuance.command import line_of
from app.issuance.keys import KeyPlace
from app.issuance.office import Office
from app.issuance.opening import open_office
from app.issuance.orders import PLAIN, Level, Progress, Worker
from app.issuance.runner import Runner
from app.models.job import JobState
from app.models.keyring import HolderKey
from app.private_files import write_private
from app.settings import Settings, load
from app.threads.issuance_line import IssuanceLine
from app.wording import in_language
from tests.issuance.school import STATION, School
from tests.issuance.verifying import a_desk_of

BOUNCES = ('bounce_imap = "127.0.0.1:1"', 'bounce_login = "returned"')
PINNED = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDk6vVcFyp0oZ1r1mWm2e4Jd1b0cyB5xJ0m7oQ0k0m7o"
PLATFORM = (
    'platform_sftp = "127.0.0.1:1"',
    'platform_sftp_login = "u"',
    'platform_sftp_folder = "in"',
    f'platform_sftp_host_key = "{PINNED}"',
)
MAIL = ('mail_server = "127.0.0.1:1"', 'mail_sender = "r@sample.example"', 'mail_login = "u"')


def settings_of(folder: Path, key: KeyPlace | None, *lines: str) -> Settings:
    written = [f'station = "{STATION}"', 'keys_folder = "keys"', 'data_folder = "data"', *lines]
    if key is not None:
        written.append(f'signing_key = "{key.path.as_posix()}"')
    file = folder / "here.toml"
    file.write_text("\n".join(written), "utf-8")
    return load(file)


def keep(folder: Path, name: str, secret: str) -> None:
    write_private(folder / "keys" / name, secret.encode())


@pytest.mark.parametrize(
    ("lines", "name", "code"),
    [
        (BOUNCES, "mailroom", "bounces.password_missing"),
        (PLATFORM, "platform", "platform.password_missing"),
        (MAIL, "post", "delivery.password_missing"),
    ],
    ids=["returned mail", "platform", "mail"],
)
def test_a_missing_password_shuts_its_own_way_and_the_certificate_is_signed_all_the_same(
    one_school: School, bench: Bench, key: KeyPlace, tmp_path: Path, lines: tuple[str, ...], name: str, code: str
) -> None:
    keep(tmp_path, "signing.passphrase", key.passphrase)
    job_id = one_school.hand_over(1)
    office = open_office(settings_of(tmp_path, key, *lines), one_school.store, one_school.clock, bench)
    assert {name: each.code for name, each in office.shut.items()} == {name: code}
    heard: list[Progress] = []
    Runner(office, heard.append).run_due()
    assert one_school.job(job_id).state is JobState.DONE
    assert [each.code for each in heard if each.state == "held"] == [code]
    assert "the queue is held" not in line_of(next(each for each in heard if each.state == "held"), in_language("en"))


def test_a_missing_passphrase_is_told_by_its_own_name_and_mail_goes_on(
    one_school: School, bench: Bench, key: KeyPlace, tmp_path: Path
) -> None:
    one_school.hand_over(1)
    office = open_office(settings_of(tmp_path, key), one_school.store, one_school.clock, bench)
    heard: list[Progress] = []
    Runner(office, heard.append).run_due()
    assert [each.code for each in heard if each.state == "held"] == ["signing.passphrase_missing"]
    keep(tmp_path, "signing.passphrase", key.passphrase)
    assert open_office(settings_of(tmp_path, key), one_school.store, one_school.clock, bench).shut == {}


def test_the_lane_tells_why_it_stands_still_once_and_tells_when_it_does_not_any_more(
    school: School, key: KeyPlace, tmp_path: Path, qtbot: QtBot
) -> None:
    job_id = school.hand_over(1)
    told: list[tuple[str, ...]] = []

    def opened(worker: Worker) -> Office:
        store = School(school.url, HolderKey(school.holder.private)).store
        return open_office(settings_of(tmp_path, key), store, school.clock, worker)

    line = IssuanceLine(opened)
    line.held.connect(lambda why: told.append(tuple(each.code for each in why)))
    line.start()
    try:
        qtbot.waitUntil(lambda: told == [("signing.passphrase_missing",)], timeout=30_000)
        keep(tmp_path, "signing.passphrase", key.passphrase)
        line.nudge()
        qtbot.waitUntil(lambda: school.job(job_id).state is JobState.DONE, timeout=30_000)
        qtbot.waitUntil(lambda: told == [("signing.passphrase_missing",), ()], timeout=10_000)
    finally:
        assert line.stop(20)


def test_every_station_reads_from_the_jobs_why_the_queue_stands_still(
    school: School, bench: Bench, key: KeyPlace, tmp_path: Path
) -> None:
    desk = a_desk_of(school, tmp_path)
    first, _second = school.hand_over(1, due=date(2025, 7, 17)), school.hand_over(2)
    gone = replace(PLAIN, level=Level.B_T, address="http://127.0.0.1:9/", roots=None)
    office = school.office(bench, key)
    office.lasting = gone
    Runner(office).run_due()
    (away,) = digital.seen(desk).holds
    assert away.code == school.job(first).note
    assert away.code.startswith("timestamp.")
    school.try_again(first)
    Runner(school.office(bench, replace(key, passphrase="wrong"))).run_due()
    assert [each.code for each in digital.seen(desk).holds] == ["signing.passphrase_wrong"]
    school.try_again(first)
    Runner(school.office(bench, key)).run_due()
    assert digital.seen(desk).holds == ()
