"""The journal names the first line whose text no longer fits its digest, whatever was done to it."""

from __future__ import annotations

import random
import threading

import pytest
from sqlalchemy import text

from app.models.journal import check_chains, tie_heads
from app.models.store import Store
from tests.models.conftest import AT, stamp
from tests.soak import journal


def write(store: Store, lines: int, station: str = "w1") -> None:
    for number in range(lines):
        with store.begin(stamp(station)) as work:
            work.note("case.opened", {"graduate": number}, personal={"name": f"王○{number}"}, how="card")


def broken(store: Store) -> list[str]:
    with store.engine.connect() as connection:
        return [report.broken for report in check_chains(connection) if report.broken]


def alter(store: Store, statement: str, **values: object) -> None:
    with store.engine.begin() as connection:
        connection.execute(text(statement), values)


def test_an_untouched_chain_verifies(store: Store) -> None:
    write(store, 5)
    with store.engine.connect() as connection:
        (report,) = check_chains(connection)
    assert (report.chain, report.lines, report.broken) == ("w1", 5, "")


@pytest.mark.parametrize(
    ("statement", "first"),
    [
        ("UPDATE journal_line SET text = replace(text, 'card', 'name') WHERE seq = 3", "w1/3"),
        ("DELETE FROM journal_line WHERE seq = 2", "w1/2"),
        ("DELETE FROM journal_line WHERE seq = 5", "w1/5"),
        ("UPDATE journal_head SET seq = 4", "w1/6"),
        ("UPDATE journal_line SET seq = seq + 100 WHERE seq = 4", "w1/4"),
    ],
    ids=["changed", "deleted", "cut off", "head moved back", "renumbered"],
)
def test_the_first_line_that_no_longer_fits_is_named(store: Store, statement: str, first: str) -> None:
    write(store, 5)
    if "journal_fact" not in statement:
        alter(store, "DELETE FROM journal_fact")
    alter(store, statement)
    assert broken(store) == [first]


def test_a_line_rewritten_together_with_its_digest_breaks_the_next(store: Store) -> None:
    from app.models.journal import line_digest

    write(store, 4)
    with store.engine.begin() as connection:
        row = connection.execute(text("SELECT * FROM journal_line WHERE seq = 2")).one()
        forged = row.text.replace("card", "name")
        digest = line_digest("w1", 2, bytes(row.previous), forged)
        connection.execute(
            text("UPDATE journal_line SET text = :text, digest = :digest WHERE seq = 2"),
            {"text": forged, "digest": digest},
        )
    assert broken(store) == ["w1/3"]


def test_a_chain_cut_off_with_its_head_is_caught_by_the_checkpoint(store: Store) -> None:
    write(store, 4)
    with store.begin(stamp()) as work:
        tie_heads(work.session, AT)
        work.note("journal.heads_tied")
    alter(store, "DELETE FROM journal_fact")
    with store.engine.begin() as connection:
        kept = connection.execute(text("SELECT digest FROM journal_line WHERE seq = 2")).scalar_one()
        connection.execute(text("DELETE FROM journal_line WHERE seq > 2"))
        connection.execute(text("UPDATE journal_head SET seq = 2, digest = :digest"), {"digest": kept})
    assert broken(store) == ["w1/3"]


def test_a_checkpoint_that_was_altered_is_named(store: Store) -> None:
    write(store, 4)
    with store.begin(stamp()) as work:
        tie_heads(work.session, AT)
        work.note("journal.heads_tied")
    alter(store, "UPDATE journal_checkpoint SET heads = replace(heads, '4', '3')")
    assert broken(store) == ["checkpoint/1"]


@pytest.mark.soak
def test_whatever_is_done_to_any_line_the_first_that_no_longer_fits_is_named(url: str) -> None:
    journal.tamper(url, random.Random(113), rounds=60, lines=100)


def test_emptying_the_personal_facts_breaks_nothing(store: Store) -> None:
    write(store, 3)
    alter(store, "UPDATE journal_fact SET facts = NULL")
    assert broken(store) == []


def test_personal_facts_are_not_in_the_lines_text(store: Store) -> None:
    with store.begin(stamp()) as work:
        work.note("case.opened", {"graduate": "g"}, personal={"name": "林測試"})
    with store.engine.connect() as connection:
        line = connection.execute(text("SELECT text FROM journal_line")).scalar_one()
    assert "林測試" not in line
    assert '"personal":"' in line


def test_sixteen_stations_append_at_once_and_every_chain_verifies(store: Store) -> None:
    faults: list[BaseException] = []

    def station(number: int) -> None:
        try:
            write(store, 6, f"w{number}")
        except BaseException as fault:
            faults.append(fault)

    store.engine.pool._max_overflow = 20  # one connection a station, as sixteen programs would have
    lanes = [threading.Thread(target=station, args=(number,)) for number in range(16)]
    random.Random(16).shuffle(lanes)
    for lane in lanes:
        lane.start()
    for lane in lanes:
        lane.join()
    assert faults == []
    with store.engine.connect() as connection:
        reports = list(check_chains(connection))
    assert [(report.lines, report.broken) for report in reports] == [(6, "")] * 16
