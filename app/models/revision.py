"""Which shape the database has, asked with one SELECT and without the migration library.

The program refuses a database of another shape: an older one is migrated by ``./desk migrate`` only, a newer one was
made by a newer program.
"""

from __future__ import annotations

from sqlalchemy import inspect, text

from app.errors import Trouble
from app.models.store import Store, translated

HEAD = "0016"
KNOWN = tuple(f"{number:04d}" for number in range(1, int(HEAD) + 1))


def require_current(store: Store) -> None:
    """Trouble ``database.not_made``, ``database.old`` or ``database.newer`` unless the shape is ours."""
    found = revision_of(store)
    if found is None:
        raise Trouble("database.not_made")
    if found != HEAD:
        raise Trouble("database.old" if found in KNOWN else "database.newer", found=found, wanted=HEAD)


def revision_of(store: Store) -> str | None:
    """The revision the database says it has; None for an empty one."""
    with translated(), store.look() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return found
