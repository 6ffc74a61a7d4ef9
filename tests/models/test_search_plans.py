"""How each kind of search is answered on each database: by an index, never by reading everybody."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import event, text

from app.models import search
from app.models.store import Store
from tests.models.test_store import a_person

KINDS = ("陳", "明", "陳明", "王小明", "𠈌", "4", "41", "410000", "li", "chen", "陳 41000", "wang hsiao")


def _plans(store: Store, typed: str) -> list[str]:
    """What the database says it will do for each statement of this search."""
    said: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, sql: str, values: Any, *_: Any) -> None:
        said.append((sql, values))

    with store.read() as session:
        connection = session.connection()
        event.listen(store.engine, "before_cursor_execute", note)
        search.find(session, typed)
        event.remove(store.engine, "before_cursor_execute", note)
        if not store.is_sqlite:
            session.execute(text("SET LOCAL enable_seqscan = off"))  # a few rows are read faster than an index
        explain = "EXPLAIN QUERY PLAN " if store.is_sqlite else "EXPLAIN "
        return [
            "\n".join(str(row) for row in connection.exec_driver_sql(explain + sql, values))
            for sql, values in said
            if sql.lstrip().startswith("SELECT")
        ]


@pytest.mark.parametrize("typed", KINDS)
def test_no_kind_of_search_reads_everybody(store: Store, typed: str) -> None:
    a_person(store)
    plans = _plans(store, typed)
    assert plans
    for plan in plans:
        for table in ("search_entry", "graduate", "person"):
            assert f"SCAN {table}" not in plan, plan
            assert f"Seq Scan on {table}" not in plan, plan


def test_a_character_of_a_given_name_is_found_as_a_surname_is(store: Store) -> None:
    graduate = a_person(store)  # 王小明
    with store.read() as session:
        for typed in ("王", "小", "明"):
            assert [found.id for found in search.find(session, typed)] == [graduate.id]


def test_a_short_syllable_is_whole_and_a_long_one_a_beginning(store: Store) -> None:
    li, liang = a_person(store, "李安", "41000011S", "LI, AN"), a_person(store, "梁靜", "41000012S", "LIANG, CHING")
    with store.read() as session:
        assert [found.id for found in search.find(session, "li")] == [li.id]
        assert [found.id for found in search.find(session, "lian")] == [liang.id]


def test_a_number_is_found_from_its_first_sign_on(store: Store) -> None:
    first, second = a_person(store, "李安", "B09000011"), a_person(store, "梁靜", "41000012S")
    with store.read() as session:
        for typed in ("b", "B0", "b0900"):
            assert [found.id for found in search.find(session, typed)] == [first.id]
        assert [found.id for found in search.find(session, "4")] == [second.id]


def test_no_more_are_fetched_than_are_shown(store: Store) -> None:
    for number in range(5):
        a_person(store, f"陳{'甲乙丙丁戊'[number]}", f"4100001{number}S")
    with store.read() as session:
        for typed in ("陳", "41", "wang"):
            assert len(search.find(session, typed, 3)) == 3
