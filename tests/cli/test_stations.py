"""Which computer stands at which counter: what the settings say, and what the database says of it."""

from __future__ import annotations

import json

from app import settings
from app.desk.desk import Desk
from app.desk.place import place_of
from app.desk.sign_on import door
from app.errors import Trouble
from tests.cli.conftest import Office
from tests.desk.conftest import PROFILE


def at_the_door() -> str:
    """Where the window would let somebody sign on, or the code of what keeps it shut."""
    desk = Desk.open(place_of(settings.load()))
    try:
        return door(desk).counter.en
    except Trouble as trouble:
        return trouble.code
    finally:
        desk.close()


def say_in_settings(office: Office, was: str, now: str) -> None:
    file = office.folder / "main-1" / "settings.toml"
    text = file.read_text("utf-8")
    assert was in text
    file.write_text(text.replace(was, now), "utf-8")


def told_by_the_doctor(office: Office) -> tuple[str, str]:
    office.run("doctor", "--json")
    (found,) = [each for each in json.loads(office.out) if each["about"] == "Station"]
    return found["state"], f"{found['said']} {found['mend']}"


def test_a_computer_moves_to_another_counter(office: Office) -> None:
    assert at_the_door() == "Registrar, Main Campus"
    assert told_by_the_doctor(office) == ("good", "main-1 at Registrar, Main Campus, Sample University ")
    say_in_settings(office, 'counter = "main"', 'counter = "lakeside"')
    assert at_the_door() == "station.counter_differs"
    state, told = told_by_the_doctor(office)
    assert state == "bad"
    assert "./desk keys move-station main-1 lakeside" in told
    assert office.run("keys", "add-station", "main-1", "lakeside", "11" * 32) == 1
    assert "./desk keys move-station main-1" in office.err
    assert office.run("keys", "move-station", "main-1", "moon") == 1
    assert "main, lakeside" in office.err
    assert office.run("keys", "move-station", "main-9", "lakeside") == 3
    assert office.run("keys", "move-station", "main-1", "lakeside") == 0, office.err
    assert 'counter = "lakeside"' in office.out
    assert at_the_door() == "Lakeside Academic Section"
    assert office.deeds()[-1][1] == "station.moved"
    assert office.run("journal", "check") == 0


def test_settings_of_another_school_do_not_open_the_records(office: Office) -> None:
    other = PROFILE.read_text("utf-8").replace('code = "sample"', 'code = "other"', 1)
    office.write("main-1/other.toml", other)
    say_in_settings(office, 'profile = "sample"', 'profile = "other.toml"')
    assert at_the_door() == "profile.school_differs"
    assert told_by_the_doctor(office)[0] == "bad"


def test_a_station_that_is_not_admitted_is_told_how(office: Office) -> None:
    office.stand_at("w2")
    state, told = told_by_the_doctor(office)
    assert state == "bad"
    assert "./desk keys new" in told
    assert "./desk keys add-station" in told


def test_settings_without_a_counter_are_told_before_the_first_run(new_office: Office) -> None:
    assert new_office.run("migrate") == 0
    say_in_settings(new_office, 'counter = "main"\n', "")
    assert at_the_door() == "settings.counter_unknown"
    state, told = told_by_the_doctor(new_office)
    assert state == "bad"
    assert "main, lakeside" in told
