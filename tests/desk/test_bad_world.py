"""When the world fails, a hand-over is told in both languages what to do next, and leaves the data as it was."""

from __future__ import annotations

import multiprocessing
import os
import resource
import shutil
import signal
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from multiprocessing.connection import Connection as Pipe
from pathlib import Path

import pytest
from sqlalchemy import event, text

from app.dates import FixedClock
from app.desk import pickup
from app.desk.asks import HandOver
from app.desk.desk import Desk
from app.desk.opening import open_demo
from app.errors import Trouble
from app.wording import in_language
from tests.desk.conftest import enter, place
from tests.soak._counters import a_ready_deed, check_whole, counts

MORNING = (2025, 7, 3, 10, 0)
NOBODY = 65534


def told_in_both_languages(trouble: Trouble) -> None:
    sentences = [in_language(language).explain(trouble) for language in ("en", "zh_TW")]
    assert all(each.text and each.next_step for each in sentences)
    assert sentences[0].text != sentences[1].text
    assert sentences[0].next_step != sentences[1].next_step


def refused_by_the_world(desk: Desk, deed: HandOver, code: str) -> None:
    before = counts(desk)
    with pytest.raises(Trouble) as trouble:
        pickup.hand_over(desk, deed=deed)
    assert trouble.value.code == code
    told_in_both_languages(trouble.value)
    assert counts(desk) == before


def works_again(desk: Desk, deed: HandOver) -> None:
    check_whole(desk)
    assert not pickup.hand_over(desk, deed=deed).repeated
    check_whole(desk)


@pytest.fixture
def small(tmp_path: Path, clock: FixedClock, founded_folder: Path) -> Iterator[Desk]:
    """A desk on SQLite: the file is its own world."""
    shutil.copytree(founded_folder, tmp_path, dirs_exist_ok=True)
    desk = open_demo(place(f"sqlite:///{tmp_path / 'data' / 'desk.db'}", tmp_path, clock))
    enter(desk)
    yield desk
    desk.close()


@contextmanager
def each_connection(desk: Desk, *statements: str) -> Iterator[None]:
    """Say something to the database whenever a connection is taken."""

    def say(connection: object, *_: object) -> None:
        for statement in statements:
            cursor = connection.cursor()  # type: ignore[attr-defined]
            cursor.execute(statement)
            cursor.close()

    event.listen(desk.store.engine, "checkout", say)
    try:
        yield
    finally:
        event.remove(desk.store.engine, "checkout", say)
        desk.store.engine.dispose()


def test_a_full_disk_is_told_and_leaves_nothing_half_done(small: Desk) -> None:
    _, deed = a_ready_deed(small, 1)
    deed = HandOver(**{**_facts(deed), "signature_png": b"\x89PNG" + bytes(200_000)})
    with each_connection(small, "PRAGMA max_page_count = 1"):  # the engine takes it as: not one page more
        refused_by_the_world(small, deed, "database.full")
    works_again(small, deed)


def _facts(deed: HandOver) -> dict[str, object]:
    return {name: getattr(deed, name) for name in deed.__dataclass_fields__}


def test_a_database_held_by_another_program_is_told_after_a_while(desk: Desk) -> None:
    _, deed = a_ready_deed(desk, 1)
    patience = "PRAGMA busy_timeout = 100" if desk.store.is_sqlite else "SET lock_timeout = 100"
    with each_connection(desk, patience), desk.store.engine.connect() as other:
        if desk.store.is_sqlite:  # the engine's own BEGIN IMMEDIATE has taken the whole file already
            other.execute(text("SELECT 1"))
        else:
            other.execute(text("SELECT id FROM certificate FOR UPDATE"))
        refused_by_the_world(desk, deed, "database.busy")
        Desk.open(desk.place).close()  # a program that only looks is not kept waiting
        other.rollback()
    works_again(desk, deed)


@pytest.mark.postgresql
def test_a_server_row_that_is_held_for_ever_is_not_waited_for_for_ever(postgresql_url: str) -> None:
    from app.models.store import Store

    store = Store(postgresql_url)
    with store.read() as session:
        assert session.scalar(text("SHOW lock_timeout")) == "10s"
    store.close()


def test_a_database_of_a_newer_program_is_not_touched(desk: Desk) -> None:
    with desk.store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    before = counts(desk)
    with pytest.raises(Trouble) as trouble:
        Desk.open(desk.place)
    assert trouble.value.code == "database.newer"
    told_in_both_languages(trouble.value)
    assert counts(desk) == before


@pytest.mark.parametrize("table", ["pickup", "certificate", "journal_line", "job"])
def test_a_page_of_the_file_that_is_damaged_is_told_and_nothing_is_written(small: Desk, table: str) -> None:
    _, deed = a_ready_deed(small, 1)
    file = Path(str(small.store.url.database))
    small.store.engine.dispose()
    with closing(sqlite3.connect(file)) as link:
        link.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        size = link.execute("PRAGMA page_size").fetchone()[0]
        page = link.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()[0]
    whole = file.read_bytes()
    start = (page - 1) * size
    file.write_bytes(whole[:start] + b"\xff" * size + whole[start + size :])
    with pytest.raises(Trouble) as trouble:
        pickup.hand_over(small, deed=deed)
    assert trouble.value.code == "database.damaged"
    told_in_both_languages(trouble.value)
    small.store.engine.dispose()
    assert file.read_bytes()[:start] == whole[:start]
    assert file.read_bytes()[start + size :] == whole[start + size :]
    file.write_bytes(whole)
    works_again(small, deed)


# ------------------------------------------------------------------ what only another process can suffer
@pytest.fixture
def open_folder(founded_folder: Path) -> Iterator[Path]:
    """A copy of the house where another account may look."""
    with tempfile.TemporaryDirectory(prefix="desk-world-") as name:
        folder = Path(name)
        shutil.copytree(founded_folder, folder, dirs_exist_ok=True)
        yield folder


def a_house(folder: Path) -> tuple[Desk, HandOver]:
    desk = open_demo(place(f"sqlite:///{folder / 'data' / 'desk.db'}", folder, FixedClock.taipei(*MORNING)))
    enter(desk)
    return desk, a_ready_deed(desk, 1)[1]


def _in_another_process(folder: Path, deed: HandOver, change: Callable[[], None], say: Pipe) -> None:
    change()
    try:
        desk = Desk.open(place(f"sqlite:///{folder / 'data' / 'desk.db'}", folder, FixedClock.taipei(*MORNING)))
        enter(desk)
        pickup.hand_over(desk, deed=deed)
        say.send("done")
    except Trouble as trouble:
        say.send(trouble.code)
    except BaseException as fault:
        say.send(repr(fault))


def answer_of(folder: Path, deed: HandOver, change: Callable[[], None]) -> str:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.soak.kill"])
    here, there = context.Pipe()
    child = context.Process(target=_in_another_process, args=(folder, deed, change, there))
    child.start()
    there.close()
    said = str(here.recv())
    child.join()
    here.close()
    return said


def no_room() -> None:
    """No file of this process may grow beyond 16 KB: the disk's own answer, not the engine's."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (16_384, 16_384))


def somebody_else() -> None:
    """Step down to an account that may only read here."""
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)


def test_a_disk_that_takes_no_more_is_told_and_leaves_nothing_half_done(open_folder: Path) -> None:
    desk, deed = a_house(open_folder)
    before = counts(desk)
    code = answer_of(open_folder, deed, no_room)
    assert code in ("database.disk_failed", "database.full")
    told_in_both_languages(Trouble(code))
    assert counts(desk) == before
    works_again(desk, deed)
    desk.close()


@pytest.mark.parametrize("what", ["folder", "folder and file", "no folder"])
def test_a_place_where_one_may_not_write_is_told(open_folder: Path, what: str) -> None:
    desk, deed = a_house(open_folder)
    desk.close()
    data, key = open_folder / "data", open_folder / "keys"
    kept = {path: path.stat().st_mode for path in (open_folder, data, *data.iterdir(), key, *key.iterdir())}
    for path in (open_folder, data):
        path.chmod(0o555)
    (data / "desk.db").chmod(0o444 if what != "folder" else 0o666)
    if os.geteuid() == 0:
        key.chmod(0o555)
        for each in key.iterdir():
            os.chown(each, NOBODY, NOBODY)
    where = open_folder / "nowhere" if what == "no folder" else open_folder
    try:
        code = answer_of(where, deed, somebody_else)
    finally:
        for path, mode in kept.items():
            path.chmod(mode)
            os.chown(path, os.geteuid(), os.getegid())
    assert code in ("database.unopenable", "database.read_only")
    told_in_both_languages(Trouble(code))
    again = Desk.open(desk.place)
    enter(again)
    works_again(again, deed)
    again.close()
