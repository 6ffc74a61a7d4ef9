"""Stores on both databases, with keys, for tests of the records."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from app.models import keyring
from app.models.journal import Stamp
from app.models.store import Store
from tests.shape import shaped

AT = datetime(2025, 7, 3, 2, 0, tzinfo=UTC)


def stamp(station: str = "w1", actor: str = "clerk") -> Stamp:
    return Stamp(actor, station, AT)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def url(request: pytest.FixtureRequest, tmp_path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'desk.db'}"
    return request.getfixturevalue("postgresql_url")


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    shaped(url)
    made = Store(url)
    with made.begin(stamp(), bookkeeping=True) as work:
        made.vault = keyring.found_keys(work.session, "w1", keyring.HolderKey.fresh(), keyring.new_recovery_code(), AT)
    yield made
    made.close()
