"""Migrating, backup first: the only way the database's shape changes.

SQLite is copied beside itself by its own online backup; PostgreSQL by ``pg_dump`` into the backups' folder, and an
advisory lock keeps two migrations from meeting. A backup that cannot be made stops the migration; one that is made is
for its owner's eyes only, because names and numbers lie in it as in the database.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import URL, text

from app.errors import Trouble
from app.models.revision import HEAD, KNOWN, revision_of
from app.models.store import Store, translated
from app.private_files import begin_private
from app.wording import reason

MIGRATIONS = Path(__file__).resolve().parent / "migrations"
ADVISORY_LOCK = 0x44_45_53_4B


@dataclass(frozen=True, slots=True)
class Migrated:
    """What a migration did: revisions before and after, and where the backup lies."""

    before: str | None
    after: str
    backup: Path | None


def migrate(url: str, *, backup_folder: Path | None = None) -> Migrated:
    """Bring the database at ``url`` to this program's shape. A new database needs no backup.

    Trouble ``database.newer`` when it was made by a newer program; ``backup.failed`` when it could not be copied.
    """
    store = Store(url)
    try:
        before = revision_of(store)
        if before == HEAD:
            return Migrated(before, HEAD, None)
        if before is not None and before not in KNOWN:
            raise Trouble("database.newer", found=before, wanted=HEAD)
        backup = _back_up(store, backup_folder) if before is not None else None
        _upgrade(store)
        return Migrated(before, HEAD, backup)
    finally:
        store.close()


def _upgrade(store: Store) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with translated(), store.engine.connect() as connection:
        if not store.is_sqlite:
            connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": ADVISORY_LOCK})
            connection.commit()
        try:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            connection.commit()
        finally:
            if not store.is_sqlite:
                connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": ADVISORY_LOCK})
                connection.commit()


def _back_up(store: Store, folder: Path | None) -> Path:
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    if store.is_sqlite:
        source = Path(str(store.url.database))
        target = (folder or source.parent / "backups") / f"{source.stem}-{moment}.db"
        copy = partial(_copy_sqlite, source, target)
    else:
        target = (folder or Path.cwd() / "backups") / f"{store.url.database}-{moment}.dump"
        copy = partial(_dump_postgresql, _pg_dump(), store.url, target)
    try:
        begin_private(target)
    except OSError as exc:
        raise Trouble("backup.failed", folder=str(target.parent), why=reason(exc)) from exc
    try:
        copy()
    except BaseException:
        target.unlink()
        raise
    return target


def _copy_sqlite(source: Path, target: Path) -> None:
    try:
        with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
            old.backup(new)
            whole = new.execute("PRAGMA quick_check").fetchone() == ("ok",)
    except sqlite3.Error as exc:
        raise Trouble("backup.failed", folder=str(target.parent), why=str(exc)) from exc
    if not whole:
        raise Trouble("backup.failed", folder=str(target.parent), why="quick_check")


def _pg_dump() -> str:
    tool = shutil.which("pg_dump")
    if tool is None:
        raise Trouble("backup.tool_missing", tool="pg_dump")
    return tool


def _dump_postgresql(tool: str, database: URL, target: Path) -> None:
    """The password goes by the surroundings: a list of processes shows every word of a command."""
    environment = {**os.environ, **({"PGPASSWORD": str(database.password)} if database.password else {})}
    where = database.username, None, database.host, database.port, database.database, database.query
    target_url = URL.create("postgresql", *where).render_as_string()
    done = subprocess.run(
        [tool, "--format=custom", f"--file={target}", target_url], env=environment, capture_output=True, check=False
    )
    if done.returncode != 0:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise Trouble("backup.failed", folder=str(target.parent), why=said[-1] if said else "pg_dump")
