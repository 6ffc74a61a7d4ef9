"""A query among a million names to its first 200 rows, unranked, on both databases: goal, p95 within 16 ms.

The mix is what clerks type: one-character surnames with a hundred thousand hits, two characters, a whole name, one with
a character of Extension B, a student number's beginning; each has more hits than are shown. Ours is the whole look-up
of the counter: the rows, the slips, the journal line (who looked for whom) and its commit. The peer sends the very
statements that found the rows, with their values, through the bare driver, and does nothing else. p50 and p95 of each
kind of query go to standard error.
"""

from __future__ import annotations

import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import event

from app.desk import lookup
from app.desk.demo_cohort.names import GIVEN
from app.desk.desk import Desk
from tests.benchmarks import crowd, crowded
from tests.postgresql import Cluster, fresh_database

ROUNDS = 30
OWN = next(iter(GIVEN))  # a given name of two characters
SURNAME = crowd.COMMON[0]
QUERIES = {
    "one character, 100,000 hits": SURNAME,
    "one character, of given names": OWN[0],
    "two characters": SURNAME + OWN[0],
    "two characters, of a given name": OWN,
    "a whole name": SURNAME + OWN,
    "Extension B": crowd.RARE[0],
    "a surname and Extension B": SURNAME + crowd.RARE[1],
    "a number's beginning": crowd.student_number(123_456)[:3],
}
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
    kinds: dict[str, list[float]] = {kind: [] for kind in QUERIES}
    for _ in range(ROUNDS):
        for kind, query in QUERIES.items():
            taken, said = _asked(desk, query)
            ours.append(taken)
            kinds[kind].append(taken)
            theirs.append(_timed(lambda said=said: [bare(each) for each in said]))  # type: ignore[misc]
    desk.close()
    for kind, times in kinds.items():
        p50 = statistics.median(times)
        print(f"{name}: {kind}: p50 {p50:.1f} ms, p95 {crowded.p95(times):.1f} ms", file=sys.stderr)
    return crowded.line(name, crowded.p95(ours), "ms", "the same statement, bare driver", crowded.p95(theirs))


def _asked(desk: Desk, query: str) -> tuple[float, list[Said]]:
    """The look-up as the screen asks it, journal line and commit included, and the statements that found the rows."""
    noted: list[Said] = []

    def note(_connection: Any, _cursor: Any, sql: str, values: Any, *_: Any) -> None:
        if sql.lstrip().upper().startswith("SELECT"):
            noted.append((sql, values))

    event.listen(desk.store.engine, "before_cursor_execute", note)
    begun = time.perf_counter()
    slip = lookup.search(desk, query=query)
    taken = (time.perf_counter() - begun) * 1000
    event.remove(desk.store.engine, "before_cursor_execute", note)
    if len(slip.found) != lookup.SHOWN:
        raise ValueError(f"not {lookup.SHOWN} rows for {query}")
    return taken, [each for each in noted if "search_entry" in each[0] or "BETWEEN" in each[0]]


def _timed(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return (time.perf_counter() - begun) * 1000
