"""import, undo-import, migrate, issue and journal, as the system office types them."""

from __future__ import annotations

import io
import re
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import openpyxl
import pytest
from PIL import Image

from app.dates import SystemClock, roc_date, today
from tests.cli.conftest import GRADUATES, Office

OTHERS = {
    "cards": "學號,卡號,卡片狀態\n41021001L,04A1B2C3,\n",
    "clearance": "學號,項目,審核結果,原因,金額\n41021001L,library,未完成,尚有借書,\n",
    "approvals": "學號,學年期,審核結果,核定日期\n41021001L,113-2,通過,114/6/20\n",
    "certificates": (
        "學號,證書字號,畢業年月,學位,系所名稱,印製序號,保管窗口,存放位置\n"
        "41021001L,(114)範大學字第 000312 號,114 年 6 月,文學士,中國文學系,S114-000312,main-1,甲櫃 1 層\n"
    ),
}


def workbook(text: str) -> bytes:
    made = openpyxl.Workbook()
    for line in text.splitlines():
        made.active.append(line.split(","))  # type: ignore[union-attr]
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def a_picture() -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (300, 400), "#8899aa").save(stream, "JPEG")
    return stream.getvalue()


def import_number(office: Office) -> str:
    found = re.search(r"[0-9a-f-]{36}", office.out)
    assert found
    return found[0]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("list.csv", GRADUATES.encode()),
        ("marked.csv", b"\xef\xbb\xbf" + GRADUATES.encode()),
        ("old.csv", GRADUATES.encode("cp950")),
        ("list.xlsx", workbook(GRADUATES)),
    ],
    ids=["UTF-8", "with its mark", "CP950", "workbook"],
)
def test_a_list_of_graduates_is_tried_taken_and_given_back(office: Office, name: str, content: bytes) -> None:
    file = office.write(name, content)
    assert office.run("import", "graduates", file, "--dry-run") == 0
    assert "nothing was written" in office.out
    assert office.run("import", "graduates", file) == 0
    assert "New 1, changed 0" in office.out
    number = import_number(office)
    assert office.run("import", "graduates", file) == 0
    assert "unchanged 1" in office.out
    assert office.run("undo-import", number) == 0
    assert "removed 2" in office.out
    assert office.run("undo-import", number) == 1
    assert office.run("journal", "check") == 0


def test_every_kind_of_file_comes_in_one_after_the_other(office: Office) -> None:
    assert office.run("import", "graduates", office.write("graduates.csv", GRADUATES)) == 0
    for kind, text in OTHERS.items():
        file = office.write(f"{kind}.csv", text)
        assert office.run("import", kind, file, "--dry-run") == 0, office.out + office.err
        assert office.run("import", kind, file) == 0, office.out + office.err
        assert "bad rows 0" in office.out
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("41021001L.jpg", a_picture())
    assert office.run("import", "photos", office.write("photos.zip", archive.getvalue())) == 0
    assert "New 1" in office.out
    folder = office.folder / "pictures"
    folder.mkdir()
    (folder / "41021001L.jpg").write_bytes(a_picture())
    assert office.run("import", "photos", str(folder)) == 0
    assert "unchanged 1" in office.out
    assert office.run("journal", "check") == 0


def test_what_was_guessed_and_passed_over_is_told(office: Office) -> None:
    text = "學號,姓名,畢業學年期,身份証字號,手機號碼\n41021001L,林晴嵐,113-2,A123456789,0912345678\n"
    file = office.write("old.csv", text.encode("cp950"))
    for language, read, passed in (("en", "read as cp950", "nothing was taken from"), ("zh_TW", "cp950", "略過")):
        assert office.run("--language", language, "import", "graduates", file, "--dry-run") == 0
        assert read in office.out and "林晴嵐" in office.out, "the names show whether the guess was right"
        assert f"{passed}" in office.out and "身份証字號、手機號碼" in office.out
        assert "A123456789" not in office.out
    assert office.run("import", "graduates", file) == 0
    assert "read as cp950" in office.out and "林晴嵐" not in office.out
    cards = office.write("cards.csv", "學號,卡號\n41021001L,C3B2A104\n")
    assert office.run("import", "cards", cards, "--dry-run") == 0
    assert "read as hex;" in office.out and "--uid-form" in office.out


def test_a_next_step_names_the_option_that_takes_it(office: Office) -> None:
    file = office.write("list.csv", GRADUATES)
    assert office.run("import", "graduates", file, "--drawn", "114-07-02") == 0
    cards = office.write("cards.csv", "學號,卡號\n41021001L,04A1B2C3\n41021001L,3283263748\n41021001L,A1B2C3D4\n")
    book = openpyxl.load_workbook(io.BytesIO(workbook(GRADUATES)))
    book.create_sheet("Second").append(["學號"])
    stream = io.BytesIO()
    book.save(stream)
    two = office.write("two.xlsx", stream.getvalue())
    for language, held, form in (
        ("en", "2025-07-02 23:59", "name the form with --uid-form"),
        ("zh_TW", "114/07/02 23:59", "或以 --uid-form 指定格式"),
    ):
        assert office.run("--language", language, "import", "graduates", file, "--drawn", "114-07-01") == 1
        assert held in office.err and "--older-source" in office.err
        assert office.run("--language", language, "import", "cards", cards, "--dry-run") == 1
        assert form in office.out
        assert office.run("--language", language, "import", "graduates", two, "--dry-run") == 1
        assert "--sheet" in office.err


def test_who_is_missing_from_a_whole_list_is_taken_off_it(office: Office) -> None:
    """I7: 延畢 and 休學 are told by their absence, once somebody says that the list is whole."""
    both = GRADUATES + "41021002L,王小明,113-2,,\n"
    assert office.run("import", "graduates", office.write("both.csv", both)) == 0
    one = office.write("one.csv", GRADUATES)
    assert office.run("import", "graduates", one) == 0
    assert "changed 0, unchanged 1" in office.out
    for words in (("--dry-run",), ()):
        assert office.run("import", "graduates", one, "--whole-list", *words) == 0
        assert "changed 1, unchanged 1" in office.out
        assert "taken off it: 1" in office.out
    bad = office.write("bad.csv", GRADUATES + "41021003L,,113-2,,\n")
    assert office.run("import", "graduates", bad, "--whole-list", "--leave-out-bad-rows") == 0
    assert "Nobody is taken off" in office.out
    cards = office.write("cards.csv", OTHERS["cards"])
    assert office.run("import", "cards", cards, "--whole-list") == 2


def test_bad_rows_are_listed_with_line_and_column_and_nothing_personal_and_nothing_is_taken(office: Office) -> None:
    text = GRADUATES + "41021002L,王小明,113-9,,\n41021003L,王小明,113-2,A123456788,92/3/4\n,李,113-2,,\n"
    file = office.write("bad.csv", text)
    for words in (("--dry-run",), ()):
        assert office.run("import", "graduates", file, *words) == 1
        assert "line 3, 畢業學年期" in office.out
        assert "line 4, 身分證字號" in office.out
        assert "line 5, 學號" in office.out
        assert not re.search("A12345678|王小明|林晴嵐", office.out + office.err)
    assert office.run("--language", "zh_TW", "import", "graduates", file) == 1
    assert "第 3 列" in office.out or "第 3 行" in office.out
    assert office.run("import", "graduates", file, "--leave-out-bad-rows") == 0
    assert "New 1" in office.out


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("import", "graduates", "nowhere.csv"), 3, "nowhere.csv"),
        (("import", "graduates", "LIST", "--encoding", "klingon"), 1, "klingon"),
        (("import", "graduates", "LIST", "--drawn", "soon"), 2, "2025-07-03"),
        (("import", "graduates", "LIST", "--drawn", "2999-01-01"), 1, ""),
        (("import", "cards", "LIST", "--uid-form", "octal"), 2, "decimal_reversed"),
        (("import", "photos", "LIST"), 1, "archive"),
        (("undo-import", "the-last"), 2, "the-last"),
        (("undo-import", "00000000-0000-7000-8000-000000000000"), 1, "no such import"),
    ],
)
def test_a_wrong_word_is_told_by_its_exit_code_and_a_sentence(
    office: Office, words: tuple[str, ...], code: int, told: str
) -> None:
    file = office.write("list.csv", GRADUATES)
    assert office.run(*(file if each == "LIST" else each for each in words)) == code
    assert told in office.err
    assert office.err.strip() and "Traceback" not in office.err


def test_before_the_first_run_every_command_on_records_says_so(new_office: Office) -> None:
    file = new_office.write("list.csv", GRADUATES)
    commands = (("import", "graduates", file), ("keys", "rotate"), ("issue",))
    for words in commands:
        assert new_office.run(*words) == 3
        assert "desk migrate" in new_office.err
    assert new_office.run("migrate") == 0
    for words in commands:
        assert new_office.run(*words) == 3
        assert "first supervisor" in new_office.err


def test_a_newer_database_is_refused_and_left_as_it_is(office: Office) -> None:
    with closing(sqlite3.connect(office.database)) as link:
        link.execute("UPDATE alembic_version SET version_num = '9999'")
        link.commit()
    before = office.database.read_bytes()
    for words in (("migrate",), ("journal", "check"), ("issue",)):
        assert office.run(*words) == 3
        assert "newer program" in office.err
    assert office.database.read_bytes() == before
    assert office.doctor()["Database"] == "bad"


def test_a_changed_line_of_the_journal_is_named(office: Office) -> None:
    assert office.run("import", "graduates", office.write("list.csv", GRADUATES)) == 0
    assert office.run("journal", "check") == 0
    assert "main-1: all" in office.out
    with closing(sqlite3.connect(office.database)) as link:
        triggers = link.execute("SELECT name FROM sqlite_master WHERE type='trigger' AND tbl_name='journal_line'")
        for (name,) in triggers.fetchall():
            link.execute(f'DROP TRIGGER "{name}"')
        link.execute("UPDATE journal_line SET text = replace(text, 'boss', 'bass') WHERE seq = 1")
        link.commit()
    assert office.run("journal", "check") == 1
    assert re.search(r"main-1: \d+ lines fit; line .*1", office.out), office.out


def test_a_station_without_a_key_asks_for_none_while_nothing_is_to_be_signed(office: Office) -> None:
    assert office.run("issue") == 0
    assert "Nothing is due." in office.out


def test_an_older_database_is_copied_before_it_is_changed(
    office: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from alembic import command
    from alembic.config import Config
    from sqlalchemy import create_engine

    from app.models.migration import MIGRATIONS
    from app.models.revision import KNOWN

    if len(KNOWN) < 2:
        pytest.skip("there is one shape only")
    office.database.unlink()
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    engine = create_engine(f"sqlite:///{office.database}")
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, KNOWN[0])
        connection.commit()
    engine.dispose()
    assert office.run("journal", "check") == 3
    assert office.run("migrate") == 0
    (backup,) = (office.folder / "data-backups").glob("*.db")
    assert str(backup) in office.out
    with closing(sqlite3.connect(backup)) as old:
        assert old.execute("SELECT version_num FROM alembic_version").fetchone() == (KNOWN[0],)


def test_a_receipt_that_is_none_is_not_mailed_again(office: Office) -> None:
    assert office.run("resend", "main-1-999-00001") == 1
    assert "main-1-999-00001" in office.err
    assert office.run("journal", "check") == 0


def test_the_imports_are_listed_for_whoever_lost_a_number(office: Office) -> None:
    assert office.run("undo-import") == 0
    assert "Nothing was imported yet." in office.out
    assert office.run("import", "graduates", office.write("list.csv", GRADUATES)) == 0
    number = office.out.split("import ")[1].split(".")[0]
    assert office.run("undo-import") == 0
    assert number in office.out
    assert "list.csv" in office.out
    day = today(SystemClock())
    assert f"{number}  {day.isoformat()} " in office.out
    assert office.run("--language", "zh_TW", "undo-import") == 0
    assert f"{number}  {roc_date(day)} " in office.out
    assert "given back" not in office.out
    assert office.run("undo-import", number) == 0
    assert office.run("undo-import") == 0
    assert "given back" in office.out
    assert office.run("undo-import", "00000000-0000-0000-0000-000000000000") == 1
    assert "undo-import without a number" in office.err
