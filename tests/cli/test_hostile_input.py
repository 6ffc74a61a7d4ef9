"""What no office sends on purpose: a sentence with the next step, an exit code, and the data as they were."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from app.cli.__main__ import main
from tests.cli.conftest import GRADUATES, Office

ROOT = Path(__file__).resolve().parents[2]
HEADING = GRADUATES.splitlines()[0].encode()


def a_bomb() -> bytes:
    """A workbook of 100 kB whose one sheet would be 100 MB."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("xl/workbook.xml", "<workbook/>")
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 100_000_000)
    return stream.getvalue()


HOSTILE = {
    "one heading of 10 MB": lambda: b"x" * 10_000_000,
    "one cell of 10 MB": lambda: HEADING + b"\n" + b"x" * 10_000_000 + b"\n",
    "a workbook that bursts": a_bomb,
    "NULs alone": lambda: bytes(10_000),
    "NULs in cells": lambda: HEADING + "\n41021\x00001L,林\x00,113-2,,\n".encode(),
    "half a character": lambda: HEADING + b"\n41021001L,\xe6\x9e,113-2,,\n",
    "another program's database": lambda: b"SQLite format 3\x00" + bytes(500),
    "an open quotation": lambda: HEADING + b'\n"41021001L,' + b"a\n" * 1000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_in_both_languages_and_nothing_is_taken(office: Office, name: str) -> None:
    file, before = office.write("list.csv", HOSTILE[name]()), office.database.read_bytes()
    told = []
    for language in ("en", "zh_TW"):
        assert office.run("--language", language, "import", "graduates", file) == 1
        told.append(office.err + office.out)
    assert told[0] != told[1]
    assert max(map(len, told)) < 2000
    assert office.database.read_bytes() == before


@pytest.mark.skipif(sys.platform == "win32", reason="a file without an end is a Unix thing")
@pytest.mark.parametrize("words", [("import", "graduates"), ("import", "calendar"), ("profile", "check")])
def test_of_a_file_without_an_end_no_more_is_read_than_shows_it(office: Office, words: tuple[str, ...]) -> None:
    endless = office.folder / "endless.csv"
    endless.symlink_to("/dev/zero")
    before = office.database.read_bytes()
    assert office.run("--language", "en", *words, str(endless)) != 0
    assert any(each in office.err for each in ("larger than", "longer than", "empty"))
    assert office.database.read_bytes() == before


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a file's name is always text")
def test_a_file_s_name_that_is_no_text_is_no_mistake(office: Office) -> None:
    file = os.fsdecode(os.fsencode(office.folder) + b"/list\xff\xfe.csv")
    Path(file).write_text(GRADUATES, "utf-8")
    assert office.run("import", "graduates", file) == 0, office.err
    assert office.run("undo-import") == 0
    assert "list??.csv" in office.out
    assert office.run("import", "photos", file) == 1
    assert office.run("journal", "check") == 0


@pytest.mark.parametrize("words", [("import", "graduates"), ("import", "photos"), ("profile", "check")])
@pytest.mark.parametrize("name", ["nowhere.csv", "x" * 300])
def test_a_file_that_is_not_there_is_told_in_the_language_of_the_clerk(
    office: Office, words: tuple[str, ...], name: str
) -> None:
    assert office.run("--language", "zh_TW", *words, str(office.folder / name)) != 0
    assert "沒有這個檔案" in office.err or "檔名太長" in office.err
    assert not any(each in office.err for each in ("No such", "too long", "Errno"))


def test_an_endless_heading_is_not_called_a_quotation_mark(office: Office) -> None:
    assert office.run("import", "graduates", office.write("list.csv", b"x" * 10_000_000)) == 1
    assert "never ends" in office.err


@pytest.mark.parametrize("command", ["migrate", "issue", "import", "keys", "journal"])
def test_a_database_that_is_none_is_called_damaged_and_left_alone(office: Office, command: str) -> None:
    words = {"import": ("graduates", office.write("list.csv", GRADUATES)), "keys": ("rotate",), "journal": ("check",)}
    office.database.write_bytes(b"this is no database " * 500)
    assert office.run(command, *words.get(command, ())) == 3
    assert "damaged" in office.err
    assert office.database.read_bytes() == b"this is no database " * 500


def test_a_profile_names_file_key_and_why_in_both_languages(office: Office) -> None:
    text = (ROOT / "resources" / "profiles" / "sample.toml").read_text("utf-8")
    file = office.write("ours.toml", text.replace("[school]", '[school]\ncolour = "red"', 1))
    assert office.run("profile", "check", file) == 1
    assert "ours.toml: school.colour:" in office.err
    english = office.err
    assert office.run("--language", "zh_TW", "profile", "check", file) == 1
    assert "ours.toml: school.colour:" in office.err
    assert office.err != english


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b'colour = "red"\n', "colour"),
        (b"profile = \n", "settings.toml"),
        (b'station = "main/1"\n', "station"),
        (b'database = "sqlite:///:memory:"\n', "database"),
        (b'database = "mysql://x"\n', "database"),
        (b"\xff\xfe\x00", "settings.toml"),
        (b"#" * 200_000, "settings.toml"),
    ],
)
def test_wrong_settings_stop_every_command_with_the_file_and_the_key(
    new_office: Office, content: bytes, told: str
) -> None:
    (new_office.folder / "main-1" / "settings.toml").write_bytes(content)
    for words in (("migrate",), ("keys", "rotate"), ("issue",)):
        assert new_office.run("--language", "en", *words) == 3
        assert told in new_office.err
        assert "settings.toml" in new_office.err


def test_an_account_without_a_name_may_run_commands(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> str:
        raise KeyError("uid not found")

    monkeypatch.setattr("getpass.getuser", nobody)
    assert office.run("keys", "rotate") == 0


@pytest.mark.parametrize("words", [("run", "--help"), ("demo", "--help"), ("soak",), ("bench", "--help"), ("words",)])
def test_a_program_of_its_own_answers_through_the_one_command(words: tuple[str, ...]) -> None:
    surroundings = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, "-P", "-m", "app.cli", *words],
        cwd=ROOT,
        env=surroundings,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


COMMANDS = [
    "import",
    "undo-import",
    "issue",
    "reader",
    "doctor",
    "migrate",
    "journal",
    "keys",
    "profile",
    "journal|check",
    "keys|rotate",
    "keys|recover",
    "keys|new",
    "keys|signing",
    "keys|add-station",
    "profile|check",
]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_in_both_languages(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    told = []
    for language in ("en", "zh_TW"):
        assert main(["--language", language, *command.split("|"), "--help"]) == 0
        told.append(capsys.readouterr().out)
    assert told[0] != told[1]
    assert "..." not in told[0].replace("[ARGS]...", ""), "a help text that is cut short helps nobody"
    assert any("\u4e00" <= sign <= "\u9fff" for sign in told[1])
    assert not any("\u4e00" <= sign <= "\u9fff" for sign in told[0])
