"""One computer's settings: what is read, what stops the program, what a clerk's choice keeps."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from app import settings
from app.errors import Trouble
from app.sentences import SENTENCES
from app.settings import Settings, load, remember


def write(folder: Path, text: str) -> Path:
    file = folder / "here.toml"
    file.write_text(text, "utf-8")
    return file


def refused(file: Path) -> Trouble:
    with pytest.raises(Trouble) as caught:
        load(file)
    assert caught.value.code in SENTENCES
    return caught.value


def test_an_empty_file_is_enough_to_look_around(tmp_path: Path) -> None:
    found = load(write(tmp_path, ""))
    assert found.database_url.endswith("/registry.sqlite3")
    assert (found.language, found.theme, found.text_scale) == ("zh_TW", "light", 100)
    with pytest.raises(Trouble) as caught:
        _ = found.profile_file
    assert caught.value.code == "settings.profile_missing"


def test_a_school_writes_what_differs(tmp_path: Path) -> None:
    lines = ['profile = "ntnu"', 'station = "GH-2"', 'printer = "counter"', 'data_folder = "data"']
    found = load(write(tmp_path, "\n".join([*lines, 'language = "en"', "text_scale = 150"])))
    assert found.profile_file.is_file()
    assert found.data_folder == tmp_path / "data"
    assert (found.station, found.printer, found.language, found.text_scale) == ("GH-2", "counter", "en", 150)


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    file = tmp_path / "here.toml"
    file.write_bytes(b'\xef\xbb\xbfstation = "B1"\n')
    assert load(file).station == "B1"


@pytest.mark.parametrize("line", ['printr = "x"', '[printer]\nname = "x"', 'file = "/etc/passwd"'])
def test_an_unknown_line_stops_the_program_and_is_named(tmp_path: Path, line: str) -> None:
    trouble = refused(write(tmp_path, line))
    assert trouble.code in ("settings.unknown_key", "settings.wrong_value")
    assert trouble.facts["key"] in line


@pytest.mark.parametrize(
    "line",
    [
        "text_scale = 201",
        "text_scale = true",
        'text_scale = "100"',
        'language = "zh_CN"',
        'theme = ""',
        'station = "../x"',
        'station = "櫃檯"',
        'database = "mysql://x"',
        "demo = 1",
        "profile = 3",
        'printer = "a\\u0000b"',
    ],
)
def test_a_value_that_does_not_fit_is_named_with_what_was_expected(tmp_path: Path, line: str) -> None:
    trouble = refused(write(tmp_path, line))
    assert trouble.code == "settings.wrong_value"
    assert trouble.facts["expected"]


@pytest.mark.parametrize("content", [b"station = ", b"\xff\xfe", b"\0" * 10, b"# " + b"x" * 200_000])
def test_a_file_that_cannot_be_read_is_refused_in_words(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "here.toml"
    file.write_bytes(content)
    assert refused(file).code == "settings.unreadable"


def test_a_file_that_was_named_must_be_there(tmp_path: Path) -> None:
    assert refused(tmp_path / "none.toml").code == "settings.missing"


def test_the_passphrase_of_a_real_key_may_not_lie_in_the_file(tmp_path: Path) -> None:
    assert refused(write(tmp_path, 'signing_passphrase = "x"')).code == "settings.passphrase_in_file"
    assert load(write(tmp_path, 'demo = true\nsigning_passphrase = "x"')).signing_passphrase == "x"


@pytest.mark.parametrize("place", ["data", "data/keys", "backups/keys"])
def test_keys_may_not_lie_beside_what_they_open(tmp_path: Path, place: str) -> None:
    text = f'data_folder = "data"\nbackup_folder = "backups"\nkeys_folder = "{place}"'
    assert refused(write(tmp_path, text)).code == "settings.keys_beside_data"


def test_secrets_are_not_shown_when_settings_are_printed(tmp_path: Path) -> None:
    text = 'demo = true\nsigning_passphrase = "open-sesame"\ndatabase = "postgresql+psycopg://desk:hunter2@db/desk"'
    shown = repr(load(write(tmp_path, text)))
    assert "open-sesame" not in shown
    assert "hunter2" not in shown


def test_every_setting_can_be_written() -> None:
    assert {each.name for each in fields(Settings)} == {*settings._READINGS, "file"}


def test_records_are_expected_where_a_server_or_a_file_is(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('data_folder = "data"\nbackup_folder = "b"\nkeys_folder = "k"\n', "utf-8")
    assert not load(file).is_founded
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "registry.sqlite3").touch()
    assert load(file).is_founded
    file.write_text(file.read_text("utf-8") + 'database = "postgresql+psycopg://desk@db.school/desk"\n', "utf-8")
    (tmp_path / "data" / "registry.sqlite3").unlink()
    assert load(file).is_founded


def test_a_choice_on_screen_is_kept_and_the_written_file_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write(tmp_path, 'station = "C3"\n')
    monkeypatch.setenv(settings.VARIABLE, str(file))
    changed = remember(load(), language="en", theme="dark", text_scale=200)
    assert (changed.language, changed.station) == ("en", "C3")
    again = load()
    assert (again.language, again.theme, again.text_scale, again.station) == ("en", "dark", 200, "C3")
    assert file.read_text("utf-8") == 'station = "C3"\n'


def test_a_choice_that_cannot_be_written_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write(tmp_path, "")
    monkeypatch.setenv(settings.VARIABLE, str(file))
    (tmp_path / "preferences.new").mkdir()
    with pytest.raises(Trouble) as caught:
        remember(load(), theme="dark")
    assert caught.value.code == "settings.not_kept"


def test_the_clerks_file_is_read_over_the_one_for_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(settings.VARIABLE)
    monkeypatch.setattr(settings, "_all_users", lambda: tmp_path / "all")
    monkeypatch.setattr(settings, "_own", lambda: tmp_path / "own")
    for folder, text in (("all", 'profile = "ntnu"\ntheme = "dark"\n'), ("own", 'theme = "light"\n')):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / settings.FILE_NAME).write_text(text, "utf-8")
    found = load()
    assert (found.profile, found.theme) == ("ntnu", "light")
