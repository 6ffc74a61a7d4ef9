"""Signing on: who may, how often one may fail, and what the first run makes."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from app.dates import FixedClock
from app.desk import sign_on
from app.desk.desk import Desk
from app.errors import Refusal, Trouble
from app.models import keyring
from app.models.migration import migrate
from tests.desk.conftest import password_of, place

GOOD = "a long password 7"


def codes(act) -> tuple[str, ...]:
    with pytest.raises(Refusal) as refusal:
        act()
    return refusal.value.codes


def fail(desk: Desk, times: int, login: str = "clerk1") -> None:
    for _ in range(times):
        assert codes(lambda: sign_on.sign_on(desk, login=login, password="wrong")) == ("sign_on.failed",)


def test_a_good_password_signs_on(desk: Desk) -> None:
    sign_on.sign_off(desk)
    slip = sign_on.sign_on(desk, login=" CLERK1 ", password=password_of("clerk1"))
    assert (slip.staff.login, slip.staff.role, slip.idle_minutes) == ("clerk1", "clerk", 5)
    assert desk.clerk.login == "clerk1"


def test_five_failures_lock_for_fifteen_minutes_even_a_good_password(desk: Desk, clock: FixedClock) -> None:
    fail(desk, 5)
    good = {"login": "clerk1", "password": password_of("clerk1")}
    assert codes(lambda: sign_on.sign_on(desk, **good)) == ("sign_on.locked_out",)
    clock.advance(minutes=14, seconds=59)
    assert codes(lambda: sign_on.sign_on(desk, **good)) == ("sign_on.locked_out",)
    clock.advance(seconds=2)
    assert sign_on.sign_on(desk, **good).staff.login == "clerk1"


def test_a_good_sign_on_forgets_earlier_failures(desk: Desk) -> None:
    fail(desk, 4)
    sign_on.sign_on(desk, login="clerk1", password=password_of("clerk1"))
    fail(desk, 4)
    assert sign_on.sign_on(desk, login="clerk1", password=password_of("clerk1"))


def test_an_unknown_login_is_refused_like_a_wrong_password(desk: Desk) -> None:
    assert codes(lambda: sign_on.sign_on(desk, login="nobody", password="x")) == ("sign_on.failed",)


def test_failures_and_lockouts_are_in_the_journal(desk: Desk) -> None:
    fail(desk, 5)
    with desk.read() as session:
        lines = list(session.scalars(text("SELECT text FROM journal_line")))
    assert sum('"verb":"sign_on.failed"' in line for line in lines) == 4
    assert sum('"verb":"sign_on.locked_out"' in line for line in lines) == 1


def test_a_locked_desk_does_nothing_until_its_own_clerk_unlocks(desk: Desk) -> None:
    sign_on.lock(desk)
    assert codes(lambda: desk.clerk) == ("sign_on.needed",)
    assert codes(lambda: sign_on.unlock(desk, password="wrong")) == ("sign_on.failed",)
    sign_on.unlock(desk, password=password_of("clerk1"))
    assert desk.clerk.login == "clerk1"


def first_run(url: str, folder: Path, clock: FixedClock) -> Desk:
    migrate(url)
    return Desk.open(place(url, folder, clock))


def test_the_first_run_makes_a_supervisor_keys_and_a_recovery_sheet(
    url: str, tmp_path: Path, clock: FixedClock
) -> None:
    desk = first_run(url, tmp_path, clock)
    assert sign_on.door(desk).first_run
    slip = sign_on.make_first_supervisor(desk, login="chief", name="註冊組主管", password=GOOD)
    assert slip.recovery_sheet.pdf.startswith(b"%PDF-")
    with desk.read() as session:
        vault = keyring.open_vault(session, "recovery", keyring.HolderKey.from_code(slip.recovery_code))
        dump = str(list(session.execute(text("SELECT * FROM journal_line"))))
    assert vault.number == desk.vault.number
    assert slip.recovery_code not in dump
    assert GOOD not in dump
    desk.close()
    again = Desk.open(place(url, tmp_path, clock))
    assert not sign_on.door(again).first_run
    assert sign_on.sign_on(again, login="chief", password=GOOD).staff.role == "supervisor"
    assert codes(lambda: sign_on.make_first_supervisor(again, login="x", name="x", password=GOOD)) == (
        "database.founded_already",
    )
    again.close()


@pytest.mark.parametrize(
    ("login", "name", "password", "code"),
    [
        ("", "主管", GOOD, "staff.login_missing"),
        ("chief", "  ", GOOD, "staff.name_missing"),
        ("chief", "主管", "short", "password.short"),
        ("chief", "主管", "aaaaaaaaaaaa", "password.easy"),
        ("chief-of-desk", "主管", "Chief-Of-Desk", "password.easy"),
    ],
)
def test_a_weak_beginning_is_refused_and_founds_nothing(
    tmp_path: Path, clock: FixedClock, login: str, name: str, password: str, code: str
) -> None:
    desk = first_run(f"sqlite:///{tmp_path / 'data' / 'desk.db'}", tmp_path, clock)
    assert codes(lambda: sign_on.make_first_supervisor(desk, login=login, name=name, password=password)) == (code,)
    desk.refresh()
    assert not desk.founded
    desk.close()


def test_a_demo_database_does_not_open_as_a_real_one(desk: Desk, url: str, tmp_path: Path, clock: FixedClock) -> None:
    from dataclasses import replace

    with pytest.raises(Trouble) as trouble:
        Desk.open(replace(place(url, tmp_path, clock), demo=False))
    assert trouble.value.code == "database.demo_mismatch"


def test_a_station_without_its_key_is_told_so(desk: Desk, url: str, tmp_path: Path, clock: FixedClock) -> None:
    with pytest.raises(Trouble) as missing:
        Desk.open(place(url, tmp_path / "elsewhere", clock))
    assert missing.value.code == "keys.missing"
    with pytest.raises(Trouble) as unknown:
        Desk.open(place(url, tmp_path, clock, station="w404"))
    assert unknown.value.code == "station.unknown"


def test_a_key_file_that_others_can_read_is_refused(desk: Desk, url: str, tmp_path: Path, clock: FixedClock) -> None:
    (tmp_path / "keys" / "station.key").chmod(0o644)
    with pytest.raises(Trouble) as trouble:
        Desk.open(place(url, tmp_path, clock))
    assert trouble.value.code == "keys.open_to_others"


def test_the_demos_one_click_works_in_a_demo_only(desk: Desk) -> None:
    roster = sign_on.door(desk).staff
    assert [staff.login for staff in roster] == ["clerk1", "clerk2", "supervisor"]
    assert sign_on.demo_sign_on(desk, staff_id=roster[1].id).staff.login == "clerk2"
    desk.demo = False
    assert codes(lambda: sign_on.demo_sign_on(desk, staff_id=roster[0].id)) == ("demo.only",)
    assert sign_on.door(desk).staff == ()
