"""A founded desk of the fictional school on both databases, and files as an office would write them."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.desk.desk import Desk
from app.desk.intake.engine import ImportReport
from app.desk.intake.run import import_file
from app.desk.intake.shapes import Kind
from tests.builders import a_founded_desk

YESTERDAY = datetime(2025, 7, 1, 22, 0, tzinfo=UTC)
TODAY = datetime(2025, 7, 2, 22, 0, tzinfo=UTC)

Bring = Callable[..., ImportReport]


def a_csv(*rows: tuple[object, ...]) -> bytes:
    """A CSV as Excel saves it: UTF-8 with a byte order mark."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    is_sqlite = request.param == "sqlite"
    url = f"sqlite:///{tmp_path / 'desk.db'}" if is_sqlite else request.getfixturevalue("postgresql_url")
    made = a_founded_desk(url, tmp_path)
    yield made
    made.close()


@pytest.fixture
def bring(desk: Desk) -> Bring:
    """Import rows under a heading: ``bring(Kind.CARDS, ("學號", "卡號"), ("41047001S", "04A1B2C3"))``."""

    def take(kind: Kind, *rows: tuple[object, ...], **options: object) -> ImportReport:
        settings = {"name": f"{kind}.csv", "source_time": YESTERDAY, "actor": "office", **options}
        return import_file(desk, kind, a_csv(*rows), **settings)  # type: ignore[arg-type]

    return take
