"""An office at its command line: real settings, a real database that its first supervisor has founded, real files."""

from __future__ import annotations

import contextlib
import json
import shutil
import sqlite3
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from app import settings
from app.cli.__main__ import main
from app.desk.desk import Desk
from app.desk.place import place_of
from app.desk.sign_on import make_first_supervisor

SETTINGS = 'profile = "sample"\ncounter = "main"\ndata_folder = "{data}"\nbackup_folder = "{data}-backups"\n'


@dataclass
class Office:
    """One computer of the office. ``run`` gives the exit code; what was printed lies in ``out`` and ``err``."""

    folder: Path
    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]
    recovery_code: str = ""
    database_line: str = ""  # of every computer's settings; left out: SQLite in the shared folder
    out: str = ""
    err: str = ""
    typed: list[str] = field(default_factory=list)

    def stand_at(self, station: str, data: str = "data") -> None:
        """Go to the computer of ``station``: it has settings and keys of its own and shares the database."""
        file = self.folder / station / "settings.toml"
        file.parent.mkdir(exist_ok=True)
        shared = (self.folder / data).as_posix()
        own = f'station = "{station}"\nlanguage = "en"\n{self.database_line}'
        file.write_text(SETTINGS.format(data=shared) + own, "utf-8")
        self.monkeypatch.setenv("DESK_SETTINGS", str(file))
        self.monkeypatch.setattr("getpass.getpass", lambda _asked="": self.typed.pop(0))

    def run(self, *words: str) -> int:
        code = main(list(words))
        self.out, self.err = self.capsys.readouterr()
        return code

    def doctor(self) -> dict[str, str]:
        """What the doctor says of each matter."""
        self.run("doctor", "--json")
        return {each["about"]: each["state"] for each in json.loads(self.out)}

    def deeds(self) -> list[tuple[str, str]]:
        """Who did what, by the journal, the oldest first."""
        with contextlib.closing(sqlite3.connect(self.database)) as records:
            found = records.execute("SELECT text FROM journal_line ORDER BY chain, seq").fetchall()
        return [(each["actor"], each["verb"]) for each in (json.loads(text) for (text,) in found)]

    def write(self, name: str, content: str | bytes, encoding: str = "utf-8") -> str:
        file = self.folder / name
        file.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return str(file)

    @property
    def database(self) -> Path:
        return self.folder / "data" / "registry.sqlite3"

    def found(self) -> None:
        desk = Desk.open(place_of(settings.load()))
        try:
            made = make_first_supervisor(desk, login="boss", name="示範主管", password="correct horse battery")
            self.recovery_code = made.recovery_code
        finally:
            desk.close()


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """A folder with a founded office, to be copied, and a place for its recovery code."""
    return tmp_path_factory.mktemp("founded-office"), []


@pytest.fixture
def new_office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Office:
    """A computer with settings and nothing else."""
    made = Office(tmp_path, monkeypatch, capsys)
    made.stand_at("main-1")
    return made


@pytest.fixture
def office(new_office: Office, founded: tuple[Path, list[str]]) -> Office:
    """An office after its first run: migrated, founded, nobody in it yet."""
    kept, code = founded
    if not code:
        assert new_office.run("migrate") == 0
        new_office.found()
        shutil.copytree(new_office.folder, kept, dirs_exist_ok=True)
        code.append(new_office.recovery_code)
    else:
        shutil.copytree(kept, new_office.folder, dirs_exist_ok=True)
        new_office.stand_at("main-1")
    new_office.recovery_code = code[0]
    return new_office


GRADUATES = "學號,姓名,畢業學年期,身分證字號,出生日期\n41021001L,林晴嵐,113-2,A123456789,92/3/4\n"
