"""A database in the program's shape, copied from one that was migrated once: migrating anew costs each test a third
of a second, and ``tests/models/test_migration.py`` tests the migrations themselves."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from functools import cache
from pathlib import Path

from psycopg import sql
from sqlalchemy import make_url

from app.models.migration import migrate
from tests.postgresql import _maintenance


def shaped(url: str) -> None:
    """Give the empty database at ``url`` the program's shape."""
    if url.startswith("sqlite:///"):
        file = Path(url.removeprefix("sqlite:///"))
        file.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(_sqlite(), file)
        return
    server = _named(url, "postgres")
    names = {"name": sql.Identifier(str(make_url(url).database)), "shape": sql.Identifier(_on_server(server))}
    with _maintenance(server) as link:
        link.execute(sql.SQL("DROP DATABASE {name} WITH (FORCE)").format(**names))
        link.execute(sql.SQL("CREATE DATABASE {name} TEMPLATE {shape} STRATEGY FILE_COPY").format(**names))


@cache
def _sqlite() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="shape-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    migrate(f"sqlite:///{folder / 'shape.db'}")
    return folder / "shape.db"


@cache
def _on_server(server: str) -> str:
    """The name of a database in shape there; the server goes with the test run, and it too."""
    name = f"shape_{os.getpid()}"
    with _maintenance(server) as link:
        link.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
    migrate(_named(server, name))
    return name


def _named(url: str, database: str) -> str:
    return make_url(url).set(database=database).render_as_string(hide_password=False)
