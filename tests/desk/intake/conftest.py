"""A founded desk of the fictional school on both databases, and files as an office would write them."""

from __future__ import annotations

import csv
import io
import itertools
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.desk.desk import Desk
from app.desk.intake.engine import ImportReport
from app.desk.intake.run import import_file
from app.desk.intake.shapes import Kind
from tests.builders import a_founded_desk, a_place
from tests.postgresql import fresh_database

YESTERDAY = datetime(2025, 7, 1, 22, 0, tzinfo=UTC)
TODAY = datetime(2025, 7, 2, 22, 0, tzinfo=UTC)

Bring = Callable[..., ImportReport]
_copies = itertools.count(1)


def a_csv(*rows: tuple[object, ...]) -> bytes:
    """A CSV as Excel saves it: UTF-8 with a byte order mark."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode()


@pytest.fixture(scope="session")
def founded_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a founded database and its key, to be copied: founding one for each test would take minutes."""
    folder = tmp_path_factory.mktemp("founded")
    a_founded_desk(f"sqlite:///{folder / 'desk.db'}", folder).close()
    return folder


@pytest.fixture(scope="session")
def founded_postgresql(
    postgresql_server: str, worker_id: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Path]]:
    """The name of a founded database on the server, and the folder of its key."""
    folder, name = tmp_path_factory.mktemp("founded-pg"), f"intake_{worker_id}_{os.getpid()}"
    with fresh_database(postgresql_server, name) as url:
        a_founded_desk(url, folder).close()
        yield name, folder


@pytest.fixture
def sqlite_desk(founded_sqlite: Path, tmp_path: Path) -> Iterator[Desk]:
    shutil.copytree(founded_sqlite, tmp_path / "desk")
    made = Desk.open(a_place(f"sqlite:///{tmp_path / 'desk' / 'desk.db'}", tmp_path / "desk"))
    yield made
    made.close()


@pytest.fixture
def postgresql_desk(postgresql_server: str, founded_postgresql: tuple[str, Path]) -> Iterator[Desk]:
    template, folder = founded_postgresql
    with fresh_database(postgresql_server, f"{template}_{next(_copies)}", template) as url:
        made = Desk.open(a_place(url, folder))
        yield made
        made.close()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def desk(request: pytest.FixtureRequest) -> Desk:
    made: Desk = request.getfixturevalue(f"{request.param}_desk")
    return made


@pytest.fixture
def bring(desk: Desk) -> Bring:
    """Import rows under a heading: ``bring(Kind.CARDS, ("學號", "卡號"), ("41047001S", "04A1B2C3"))``."""

    def take(kind: Kind, *rows: tuple[object, ...], **options: object) -> ImportReport:
        settings = {"name": f"{kind}.csv", "source_time": YESTERDAY, "actor": "office", **options}
        return import_file(desk, kind, a_csv(*rows), **settings)  # type: ignore[arg-type]

    return take
