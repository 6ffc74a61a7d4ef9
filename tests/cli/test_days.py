"""day close, open and list, import calendar, profile put-in-force: as the supervisor types them."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Office

PASSWORD = "correct horse battery"


def test_the_school_is_closed_listed_and_opened_again(office: Office) -> None:
    notice = office.folder / "notice.pdf"
    office.typed = [PASSWORD, PASSWORD, PASSWORD]
    assert office.run("day", "close", "颱風停班", "--login", "boss", "--notice", str(notice)) == 0, office.err
    assert "0 due dates moved" in office.out
    assert notice.read_bytes().startswith(b"%PDF")
    assert office.run("day", "list") == 0
    assert "the whole school" in office.out
    assert office.run("day", "open", "--login", "boss") == 0
    assert office.run("day", "list") == 0
    assert "No day is closed" in office.out
    assert office.run("day", "open", "--login", "boss") == 1
    assert office.run("journal", "check") == 0


@pytest.mark.parametrize("day", ["yesterday", "2025-02-30"])
def test_a_day_that_is_none_is_refused_before_the_password_is_asked(office: Office, day: str) -> None:
    office.typed = [PASSWORD]
    assert office.run("day", "close", "停電", "--login", "boss", "--from", day) == 2
    assert office.run("day", "list") == 0
    assert "No day is closed" in office.out


def test_the_governments_calendar_is_tried_and_taken(office: Office) -> None:
    text = "西元日期,星期,是否放假,備註\n20310101,三,2,開國紀念日\n20310102,四,0,\n"
    file = office.write("2031.csv", text, "utf-8-sig")
    assert office.run("import", "calendar", file, "--dry-run") == 0
    assert "nothing was written" in office.out
    assert office.run("import", "calendar", file) == 0
    assert "2031, 1 days off" in office.out
    assert "not every day is listed" in office.out
    bad = office.write("bad.csv", text.replace("20310102", "2 January"), "utf-8-sig")
    assert office.run("import", "calendar", bad) == 3
    assert "line 3" in office.err


def test_a_new_version_of_the_rules_is_put_in_force_once(office: Office) -> None:
    from tests.desk.conftest import PROFILE

    file = office.write("sample.toml", PROFILE.read_text("utf-8") + "\n# changed\n")
    assert office.run("profile", "put-in-force", file) == 0, office.err
    assert office.run("profile", "put-in-force", file) == 1
    assert "in force already" in office.err


def test_rules_that_would_shut_a_window_are_not_put_in_force(office: Office) -> None:
    """A counter that lost its code, and another school's rules (A30)."""
    from tests.desk.conftest import PROFILE

    text, before = PROFILE.read_text("utf-8"), office.deeds()
    file = office.write("sample.toml", text.replace('"main"', '"hall"'))
    assert office.run("profile", "check", file) == 0, office.err
    assert office.run("profile", "put-in-force", file) == 1
    assert "main-1" in office.err
    assert "hall, lakeside" in office.err
    file = office.write("sample.toml", text.replace('code = "sample"', 'code = "other"', 1))
    assert office.run("profile", "check", file) == 0, office.err
    assert office.run("profile", "put-in-force", file) == 1
    assert "(code sample)" in office.err
    assert office.deeds() == before
