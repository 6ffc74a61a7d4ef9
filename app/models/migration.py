"""Migrating, backup first: the only way the database's shape changes.

SQLite is copied beside itself by its own online backup; PostgreSQL by ``pg_dump`` into the backups' folder, and an
advisory lock keeps two migrations from meeting. A backup that cannot be made stops the migration.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import text

from app.errors import Trouble
from app.models.revision import HEAD, KNOWN, revision_of
from app.models.store import Store, translated

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
        return _copy_sqlite(source, (folder or source.parent / "backups") / f"{source.stem}-{moment}.db")
    target = (folder or Path.cwd() / "backups") / f"{store.url.database}-{moment}.dump"
    return _dump_postgresql(store, target)


def _copy_sqlite(source: Path, target: Path) -> Path:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
            old.backup(new)
            if new.execute("PRAGMA quick_check").fetchone() != ("ok",):
                raise Trouble("backup.failed", why="quick_check")
    except (OSError, sqlite3.Error) as exc:
        raise Trouble("backup.failed", why=type(exc).__name__) from exc
    return target


def _dump_postgresql(store: Store, target: Path) -> Path:
    tool = shutil.which("pg_dump")
    if tool is None:
        raise Trouble("backup.tool_missing", tool="pg_dump")
    target.parent.mkdir(parents=True, exist_ok=True)
    url = store.url.set(drivername="postgresql")
    environment = {**os.environ, "PGPASSWORD": str(url.password or "")}
    target_url = url.set(password=None).render_as_string()
    done = subprocess.run(
        [tool, "--format=custom", f"--file={target}", target_url], env=environment, capture_output=True, check=False
    )
    if done.returncode != 0:
        raise Trouble("backup.failed", why="pg_dump")
    return target
