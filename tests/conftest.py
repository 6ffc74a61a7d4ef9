"""What every test may ask for: a fresh PostgreSQL database, and a machine that does not look like anybody's own."""

from __future__ import annotations

import gc
import itertools
import os
import signal
from collections.abc import Iterator

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["PYTHON_KEYRING_BACKEND"] = NO_KEYRING = "keyring.backends.fail.Keyring"  # before anybody asks for one

from tests.postgresql import VARIABLE, Cluster, fresh_database

_numbers = itertools.count(1)
_ended = itertools.count(1)
signal.signal(
    signal.SIGINT, signal.default_int_handler
)  # begun in a shell's background, Ctrl+C is ignored, and inherited
gc.disable()  # as in the program (app.threads.tidying): a widget must never be destroyed in a lane's thread


def pytest_collection_finish() -> None:
    """What was imported stays: no collection has to walk through it again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def tidy_in_this_thread() -> Iterator[None]:
    """What a test left behind goes when it ends, here; everything now and then."""
    yield
    gc.collect(2 if next(_ended) % 50 == 0 else 1)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The URL of a running server: the test command's own, or one started here when pytest is run by hand."""
    if given := os.environ.get(VARIABLE):
        yield given
        return
    with Cluster(forgetful=True) as cluster:
        yield cluster.url


@pytest.fixture
def postgresql_url(postgresql_server: str, worker_id: str) -> Iterator[str]:
    """A fresh, empty database of this test's own, as a SQLAlchemy URL; dropped afterwards."""
    with fresh_database(postgresql_server, f"desk_{worker_id}_{os.getpid()}_{next(_numbers)}") as url:
        yield url


@pytest.fixture(autouse=True)
def own_settings_folder(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes the settings, keys and data of the person who runs it."""
    home = tmp_path_factory.mktemp("home")
    for variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(variable, str(home))
    settings = home / "settings.toml"
    settings.write_text("", "utf-8")
    monkeypatch.setenv("DESK_SETTINGS", str(settings))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", NO_KEYRING)
