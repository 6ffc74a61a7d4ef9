"""A query among a million names to its first 200 rows, unranked, on both databases: goal, p95 within 16 ms.

The mix is what clerks type: one-character surnames with a hundred thousand hits, two characters, a whole name, one with
a character of Extension B, a student number's beginning. The peer sends the very statement, with its values, through
the bare driver.
"""

from __future__ import annotations

import sqlite3
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import event

from app.desk import lookup
from app.desk.desk import Desk
from tests.benchmarks import crowd, crowded
from tests.postgresql import Cluster, fresh_database

ROUNDS = 30
QUERIES = (*crowd.COMMON[:1], "林", crowd.COMMON[0] + "怡", *crowd.RARE[:2], crowd.student_number(123_456)[:5])
Said = tuple[str, Any]


def main() -> list[dict[str, object]]:
    """p95 over the mix, in ms; one line for each database."""
    house = crowded.settings(crowded.a_house())
    file = house.database_url.removeprefix("sqlite:///")
    lines = [_measured("search", house, _sqlite(file))]
    with Cluster() as cluster, fresh_database(cluster.url, "search") as url, tempfile.TemporaryDirectory() as folder:
        there = crowded.settings(Path(folder), database=url)
        crowded.populate(there, crowded.GRADUATES, crowded.WHOLE)
        link = psycopg.connect(url.replace("+psycopg", ""), autocommit=True)
        link.execute("ANALYZE")
        lines.append(_measured("search-postgresql", there, lambda said: link.execute(*said).fetchall()))
        link.close()
    return lines


def _sqlite(file: str) -> Callable[[Said], Any]:
    link = sqlite3.connect(file)
    return lambda said: link.execute(*said).fetchall()


def _measured(name: str, house: Any, bare: Callable[[Said], Any]) -> dict[str, object]:
    desk = crowded.enter(house)
    ours, theirs = [], []
    for _ in range(ROUNDS):
        for query in QUERIES:
            taken, said = _asked(desk, query)
            ours.append(taken)
            theirs.append(_timed(lambda said=said: bare(said)))  # type: ignore[misc]
    desk.close()
    return crowded.line(name, crowded.p95(ours), "ms", "the same statement, bare driver", crowded.p95(theirs))


def _asked(desk: Desk, query: str) -> tuple[float, Said]:
    """The look-up as the screen asks it, and the statement that found the rows."""
    noted: list[Said] = []

    def note(_connection: Any, _cursor: Any, sql: str, values: Any, *_: Any) -> None:
        if sql.lstrip().upper().startswith("SELECT"):
            noted.append((sql, values))

    event.listen(desk.store.engine, "before_cursor_execute", note)
    taken = _timed(lambda: lookup.search(desk, query=query))
    event.remove(desk.store.engine, "before_cursor_execute", note)
    return taken, max(noted, key=lambda each: len(each[0]))


def _timed(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return (time.perf_counter() - begun) * 1000
