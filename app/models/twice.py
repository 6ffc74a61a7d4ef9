"""What an earlier program let in twice, and a new index would not bear: told before the index is made."""

from __future__ import annotations

from sqlalchemy import Connection, text

from app.errors import Trouble

_TOLD = 5


def require_once(connection: Connection, table: str, value: str, where: str) -> None:
    """Trouble ``database.held_twice`` with the first of the values that several rows have. The SQL is our own."""
    query = f"SELECT {value} FROM {table} WHERE {where} GROUP BY 1 HAVING count(*) > 1 ORDER BY 1 LIMIT {_TOLD}"  # noqa: S608 - constants of ours
    if twice := connection.scalars(text(query)).all():
        raise Trouble("database.held_twice", values="、".join(twice))
