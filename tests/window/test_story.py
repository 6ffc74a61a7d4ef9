"""``./desk demo --headless``: a whole day plays by itself, and nothing personal is found outside its places.

Every graduate of the demo is a canary: name, identity number, mailboxes, telephone, address, card number, portrait. The
day is played by the real program in a process of its own, with its workers; then everything it left is searched.
"""

from __future__ import annotations

import base64
import csv
import io
import json
import os
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest
from PIL import Image
from pypdf import PdfReader

from app.desk.demo_cohort.files import graduates_file
from app.desk.demo_cohort.people import cohort
from app.desk.demo_cohort.portraits import portraits
from app.policy.profile import load_profile
from tests.canaries import Canaries

ROOT = Path(__file__).resolve().parents[2]
PEOPLE = cohort()
SEALED_COLUMNS = ("身分證字號", "電子信箱", "學校信箱", "手機", "地址")
MADE_FOR_IT = {"printed", "simulated-mail"}  # what a printer and a mail server would have taken: papers, letters
NAMELESS_TABLES = (
    "journal_line", "journal_checkpoint", "job", "job_step", "import_run", "paper_run", "card_act", "override",
)  # fmt: skip


@dataclass(frozen=True)
class Day:
    """What one watched day left behind: its files, what was noted of it, what it said on standard error."""

    folder: Path
    said: str
    notes: list[tuple[str, str]]

    @property
    def database(self) -> Path:
        return self.folder / "demo" / "data" / "registry.sqlite3"

    def noted(self, kind: str) -> list[str]:
        return [what for each, what in self.notes if each == kind]


def play(folder: Path) -> Day:
    """As a newcomer without a screen would start it."""
    for name in ("tmp", "home"):
        (folder / name).mkdir()
    home = {each: str(folder / "home") for each in ("HOME", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "XDG_STATE_HOME")}
    done = subprocess.run(
        [sys.executable, "-P", "-m", "tests.window.watched_day", str(folder / "day")],
        cwd=ROOT,
        env={**os.environ, **home, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "TMPDIR": str(folder / "tmp")},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=500,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    seen = [each.read_text("utf-8") for each in (folder / "day" / "seen").glob("*.jsonl")]
    return Day(folder / "day", done.stderr, [tuple(json.loads(line)) for each in seen for line in each.splitlines()])


@pytest.mark.timeout(600)
def test_the_scripted_day_ends_as_the_tray_promises_and_leaves_nothing_personal(tmp_path: Path) -> None:
    day = play(tmp_path)
    promised(day)
    everything = the_sealed().with_others(the_names())
    unnamed(day, everything)
    told_of_nobody(day, everything)
    no_temporary_files(day)
    sealed_in_the_database(day, everything)
    without_being_called(day, everything)


FOR_THE_DOOR = (  # of no graduate, or with names masked
    "closure-notice.pdf", "day-report.pdf", "recovery-sheet.pdf", "stock-take.pdf",
)  # fmt: skip
SCREENS = (
    "first-run", "first-run-refused", "recovery", "recovery-printed", "recovery-kept", "door", "waiting", "locked",
    "hand-over-sheet", "hand-over-review", "hand-over-face", "hand-over-proof", "hand-over-signature",
    "hand-over-card", "hand-over-together", "notice", "release", "release-filled", "released", "withdrawal",
    "withdrawn", "telephone", "telephone-answered", "leave", "left", "done", "proxy-empty", "proxy-letter",
    "proxy-evidence", "loss", "loss-recorded", "lost-on-paper", "correction", "held", "mending", "mended",
    "card-pulled", "card-finished", "old-card-case", "old-card-released", "outside-reason", "void", "voided",
    "void-case", "search", "reader-gone", "reader-back", "queue", "certificate", "decisions", "decision-ahead",
    "decided", "decision-report", "layout", "colleagues", "colleague-added",
    "verify", "verify-success", "verify-warning", "verify-failure",
    "verify-list", "shelf", "labels", "sheet-scanned", "sheet-taken-over", "counting", "counted", "count-list",
    "days-closed", "closure-notice", "open-again", "today", "closing-the-day", "day-closed", "day-report", "help",
    "help-english", "help-dark", "help-large", "display", "display-english", "display-dark", "display-large",
    "look-english", "look-dark", "look-large",
)  # fmt: skip


def promised(day: Day) -> None:
    out = day.folder / "out"
    story = json.loads((out / "story.json").read_text("utf-8"))
    assert story["wrong"] == []
    assert [each for each in SCREENS if each not in {step["step"] for step in story["steps"]}] == []
    pictures = sorted((out / "screens").glob("*.png"))
    assert len(pictures) >= len(story["steps"])
    for each in pictures:
        with Image.open(each) as picture:
            assert len(picture.convert("RGB").resize((64, 32)).getcolors() or range(99)) > 8, f"{each.name} is empty"
    papers = {each.name: text_of(each) for each in sorted((out / "papers").glob("*.pdf"))}
    assert len(papers) >= 5
    for name, text in papers.items():
        assert "範例大學" in text or name == "sleeve-labels.pdf"  # a label has room for the sheet and its graduate
        assert bool(names_in(text)) is (name not in FOR_THE_DOOR), f"{name} names nobody, or somebody it should not"


def text_of(file: Path) -> str:
    """A paper's text without the spaces that setting it in columns leaves."""
    return "".join("".join(page.extract_text() for page in PdfReader(file).pages).split())


def names_in(text: str) -> list[str]:
    """The graduates of whom a paper speaks; with a student number on it, that very graduate."""
    numbered = [each for each in PEOPLE if each.number in text]
    assert all("".join(each.name.split()) in text for each in numbered)
    return [each.name for each in numbered or PEOPLE if "".join(each.name.split()) in text]


# ------------------------------------------------------------------ the canaries
def the_sealed() -> Canaries:
    """What lies sealed wherever it lies."""
    values: dict[str, str | bytes] = {}
    for row in _rows():
        values |= {f"{name} {row['學號']}": row[name] for name in SEALED_COLUMNS}
    for each in PEOPLE:
        values[f"card {each.number}"] = each.uid.hex()
        values[f"card {each.number} in decimal"] = f"{int.from_bytes(each.uid, 'big'):010d}"
        values[f"card {each.number} reversed"] = f"{int.from_bytes(each.uid, 'little'):010d}"
    with zipfile.ZipFile(io.BytesIO(portraits(PEOPLE[:20]))) as archive:
        values |= {f"portrait {name}": archive.read(name)[-120:-60] for name in archive.namelist()}
    return Canaries(values)


def the_names() -> dict[str, str | bytes]:
    """Names stand in the register and on papers, and nowhere else."""
    rows = _rows()
    return {f"name {row['學號']}": row["姓名"] for row in rows} | {
        **{f"English name {row['學號']}": row["英文姓名"] for row in rows},
        "proxy": "示範代領人",
    }


def _rows() -> list[dict[str, str]]:
    text = graduates_file(PEOPLE, load_profile(ROOT / "resources" / "profiles" / "sample.toml")).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


# ------------------------------------------------------------------ where nothing personal may be
def left_behind(day: Day) -> Iterator[Path]:
    """Every file of the day but the database, the papers, the letters and the script's own diary."""
    for file in sorted(day.folder.parent.rglob("*")):
        parts = file.relative_to(day.folder.parent).parts
        if file.is_file() and file != day.database and not MADE_FOR_IT & set(parts) and parts[:2] != ("day", "out"):
            yield file


def unnamed(day: Day, everything: Canaries) -> None:
    """Settings, keys, the log: no file beside papers and letters holds anything of a person."""
    files = list(left_behind(day))
    assert len(files) > 5
    assert everything.found_in_files(files) == {}


def without_being_called(day: Day, everything: Canaries) -> None:
    """No file is called after a person; the papers' titles are among them, as a spooler lists them."""
    called = "\n".join([*day.noted("wrote"), *map(str, day.folder.rglob("*"))])
    assert "簽收單" in called
    assert everything.found_in(called) == []


def told_of_nobody(day: Day, everything: Canaries) -> None:
    """Standard error, the windows' titles, the words with which other programs were started."""
    assert any(day.noted("title"))
    assert everything.found_in("\n".join([day.said, *day.noted("title"), *day.noted("started")])) == []


def no_temporary_files(day: Day) -> None:
    """But the library's: how it finds a shared library, and how it tries a folder for temporary files."""
    assert len(set(day.noted("process"))) == 2, "the program and its workers are watched"
    askers = {each.partition(" ")[0] for each in day.noted("temporary")}
    assert askers <= {"ctypes.util", "app.program"}, "the demo's own folder, which goes with it"
    places = {Path(each).parent for each in day.noted("wrote") if not each.startswith(str(day.folder))}
    demo = {each for each in places if any(part.startswith("registry-desk-demo-") for part in each.parts)}
    assert demo, "the demo's folder is watched"
    assert places - demo <= {day.folder.parent / "tmp", day.folder.parent, Path(os.devnull).parent}
    assert list((day.folder.parent / "tmp").iterdir()) == [], "the demo's folder goes with the demo"
    assert list((day.folder.parent / "home").iterdir()) == []


def sealed_in_the_database(day: Day, everything: Canaries) -> None:
    """No sealed value in any page, free ones too; and no name in the tables that tell of records by their ids."""
    assert list(day.database.parent.glob("registry.sqlite3*")) == [day.database], "the log was folded in at the end"
    content = day.database.read_bytes()
    assert "林晴嵐".encode() in content, "names stand in the register, so the search for them would find them"
    assert the_sealed().found_in(content) == []
    with closing(sqlite3.connect(day.database)) as connection:
        for table in NAMELESS_TABLES:
            lines = ["|".join(map(str, row)) for row in connection.execute(f"SELECT * FROM {table}")]
            assert everything.found_in("\n".join(lines)) == [], table
        assert connection.execute("SELECT count(*) FROM journal_line").fetchone()[0] > 40


# ------------------------------------------------------------------ the search itself would see a leak
@pytest.mark.parametrize(
    "written",
    [
        *("寄給林晴嵐的信".encode(each) for each in ("utf-8", "utf-16-le", "utf-16-be", "cp950")),
        json.dumps("寄給林晴嵐的信").encode(),
        b"?q=" + quote("寄給林晴嵐的信").encode(),
        b"to " + "林晴嵐".encode().hex().encode(),
        b"to " + "林晴嵐".encode().hex().upper().encode(),
        *(base64.b64encode(b"x" * place + "林晴嵐的".encode()) for place in range(3)),
    ],
)
def test_a_leak_is_seen_however_it_is_spelt(written: bytes) -> None:
    canaries = Canaries({"name": "林晴嵐", "other": "陳千帆"})
    assert canaries.found_in(written) == ["name"]
    assert canaries.found_in(b"the case of graduate 01a218f0 was opened") == []


def test_a_leak_that_is_put_in_is_named_with_its_file(tmp_path: Path) -> None:
    (tmp_path / "desk.log").write_text(f"verb failed: KeyError({PEOPLE[0].id_number!r})", "utf-8")
    (tmp_path / "林晴嵐.txt").write_text("", "utf-8")
    (tmp_path / "good.log").write_text("verb failed", "utf-8")
    found = the_sealed().with_others(the_names()).found_in_files(sorted(tmp_path.iterdir()))
    assert sorted(Path(each).name for each in found) == ["desk.log", "林晴嵐.txt"]
