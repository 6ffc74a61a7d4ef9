"""The command line as the system office meets it."""

from __future__ import annotations

import contextlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from app.arguments import arguments
from app.cli.__main__ import main
from app.models.journal import Stamp

ROOT = Path(__file__).resolve().parents[2]


def settings_file(folder: Path, text: str = "", *, station: str = "w1") -> Path:
    file = folder / "settings.toml"
    lines = ['profile = "sample"', 'counter = "main"', f'station = "{station}"']
    folders = ['data_folder = "data"', 'backup_folder = "backups"']
    file.write_text("\n".join([*lines, *folders, text]), "utf-8")
    return file


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A computer with settings and an empty, migrated database."""
    monkeypatch.setenv("DESK_SETTINGS", str(settings_file(tmp_path)))
    assert main(["migrate"]) == 0
    return tmp_path


def test_help_lists_every_command_in_both_languages(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--language", "en", "--help"]) == 0
    english = capsys.readouterr().out
    assert main(["--language", "zh_TW", "--help"]) == 0
    chinese = capsys.readouterr().out
    for name in ("run", "demo", "test", "soak", "bench", "import", "reader", "issue", "journal", "migrate", "keys"):
        assert f"  {name} " in english
        assert f"  {name} " in chinese
    assert "Look this computer over" in english
    assert "檢查這台電腦" in chinese


def test_a_wrong_command_is_a_wrong_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["hand-over-everything"]) == 2
    assert "hand-over-everything" in capsys.readouterr().err


def test_a_help_page_speaks_one_language(capsys: pytest.CaptureFixture[str]) -> None:
    pages = ([], ["import"], ["verify-kit"], ["keys"], ["keys", "add-station"])
    for words in pages:
        assert main(["--language", "zh_TW", *words, "--help"]) == 0
        page = capsys.readouterr().out
        assert "用法: desk" in page
        for english in ("Usage", "Arguments:", "Options:", "Commands:", "required", "default", "Show this"):
            assert english not in page
    with pytest.raises(SystemExit):
        arguments(["run", "--help", "--language", "zh_TW"])
    page = capsys.readouterr().out
    assert "用法: desk run" in page
    assert "usage" not in page
    assert "options" not in page


WRONG = {
    "imprt": "import, undo-import",
    "keys nw": "new",
    "import": "kind",
    "import graduates a b c": "b c",
    "doctor --jsn": "--json",
    "doctor --json=3": "--json",
    "verify-kit --days 900 x": "366",
    "day close x --login": "--login",
    "day close x": "--login",
    "purge": "--dry-run",
}


@pytest.mark.parametrize("words", WRONG)
def test_wrong_use_is_told_in_the_language_of_the_caller(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    told = {}
    for language in ("zh_TW", "en"):
        assert main(["--language", language, *words.split()]) == 2
        said = capsys.readouterr()
        assert said.out == ""
        assert WRONG[words] in said.err
        told[language] = said.err
    assert "說明請執行 desk" in told["zh_TW"]
    assert "--help tells more" in told["en"]
    for english in ("Error", "Usage", "Try", "Missing", "No such", "Invalid", "requires", "Input"):
        assert english not in told["zh_TW"]


@pytest.mark.parametrize(("words", "told"), [("run --scale 7", "125"), ("demo --theme", "dark"), ("run x", "：x")])
def test_wrong_use_of_the_program_is_told_so_too(words: str, told: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        arguments([*words.split(), "--language=zh_TW"])
    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert told in said
    assert "說明請執行 desk" in said
    assert "error" not in said


def test_what_is_not_confirmed_is_given_up_in_words(
    office: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody_answers(_asked: str) -> str:
        raise EOFError

    monkeypatch.setattr("getpass.getpass", nobody_answers)
    assert main(["--language", "zh_TW", "keys", "recover"]) == 1
    assert capsys.readouterr().err.strip() == "已取消：未經確認。"


def test_broken_settings_are_told_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DESK_SETTINGS", str(settings_file(tmp_path, 'printr = "x"\n')))
    assert main(["migrate"]) == 3
    assert "printr" in capsys.readouterr().err


def test_migrating_twice_changes_nothing(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (office / "data" / "registry.sqlite3").read_bytes()
    assert main(["--language", "en", "migrate"]) == 0
    assert "right shape already" in capsys.readouterr().out
    assert (office / "data" / "registry.sqlite3").read_bytes() == before


def test_the_journal_of_a_new_database_fits(office: Path) -> None:
    assert main(["journal", "check"]) == 0


def test_a_database_that_is_not_there_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DESK_SETTINGS", str(settings_file(tmp_path)))
    assert main(["--language", "en", "journal", "check"]) == 3
    told = capsys.readouterr().err
    assert told.strip()
    assert "This cannot be done (" not in told


def test_a_profile_is_checked(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["profile", "check", str(ROOT / "resources" / "profiles" / "ntnu.toml")]) == 0
    assert capsys.readouterr().out.strip()


def test_a_faulty_profile_is_named_with_key_and_reason(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (ROOT / "resources" / "profiles" / "ntnu.toml").read_text("utf-8")
    (tmp_path / "ours.toml").write_text(f"colour = 1\n{text}", "utf-8")
    assert main(["--language", "en", "profile", "check", str(tmp_path / "ours.toml")]) == 1
    assert "ours.toml: colour:" in capsys.readouterr().err


def test_a_kind_of_import_that_nobody_knows_is_refused(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", "diplomas", str(office / "settings.toml")]) == 2
    assert "graduates" in capsys.readouterr().err


def test_the_doctor_speaks_both_languages_and_json(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["--language", "en", "doctor"])
    english = capsys.readouterr().out
    main(["--language", "zh_TW", "doctor"])
    chinese = capsys.readouterr().out
    main(["--language", "en", "doctor", "--json"])
    listed = json.loads(capsys.readouterr().out)
    assert {"Fonts", "Database", "Profile", "Card readers"} <= {each["about"] for each in listed}
    assert {each["about"]: each["state"] for each in listed}["Database"] == "good"
    assert "Fonts: all" in english
    assert "字型" in chinese
    assert "This cannot be done (" not in english


def test_the_doctor_says_which_key_file_others_may_read(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    key = office / "keys" / "w1.key"
    key.parent.mkdir()
    key.write_text("00" * 32, "ascii")
    key.chmod(0o644)
    assert main(["--language", "en", "doctor", "--json"]) == 1
    listed = {each["about"]: each for each in json.loads(capsys.readouterr().out)}
    assert listed["Station key"]["state"] == "bad"


def test_help_of_the_whole_program_does_not_load_the_database_library() -> None:
    heavy = "{'sqlalchemy', 'reportlab', 'pyhanko', 'PySide6'}"
    code = f"from app.cli.__main__ import main; import sys; main(['--help']); print({heavy} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=os.environ, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip().endswith("set()")


def test_a_file_without_the_needed_columns_is_refused_and_nothing_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DESK_SETTINGS", str(settings_file(tmp_path, "demo = true\n")))
    from app import settings
    from app.desk.opening import open_demo
    from app.desk.place import place_of

    open_demo(place_of(settings.load())).close()
    (tmp_path / "list.csv").write_text("學號,心情\n40912345S,好\n", "utf-8")
    assert main(["--language", "en", "import", "graduates", str(tmp_path / "list.csv"), "--dry-run"]) == 1
    told = capsys.readouterr()
    assert "column" in told.err.lower()
    assert main(["undo-import", "00000000-0000-7000-8000-000000000000"]) == 1
    assert main(["journal", "check"]) == 0


def test_the_journal_names_the_first_line_that_was_changed_and_prints_the_heads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DESK_SETTINGS", str(settings_file(tmp_path, "demo = true\n")))
    from app import settings
    from app.desk.opening import open_demo
    from app.desk.place import place_of

    with contextlib.closing(open_demo(place_of(settings.load()))) as desk:
        for station in ("w1", "w9"):
            with desk.store.begin(Stamp("clerk", station, desk.now)) as work:
                work.note("case.opened")
                work.note("case.opened")
        with desk.store.engine.begin() as connection:
            connection.exec_driver_sql("UPDATE journal_line SET text = text || ' ' WHERE chain = 'w9' AND seq = 2")
    assert main(["--language", "en", "journal", "check"]) == 1
    told = capsys.readouterr().out
    assert re.search(r"w1: all 3 lines fit, head [0-9a-f]{16}\.", told)
    assert "w9: 1 lines fit; line w9/2 does not." in told
