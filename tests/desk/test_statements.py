"""What a tap and a hand-over say to the database: so many statements, one commit, and no more as a case grows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from app.desk import lookup, pickup
from app.desk.desk import Desk
from tests.desk.conftest import Made, a_deed


@contextmanager
def said(desk: Desk) -> Iterator[list[str]]:
    """The verbs that this desk says meanwhile: SELECT, INSERT, ..., COMMIT."""
    heard: list[str] = []

    def statement(_connection: Any, _cursor: Any, sql: str, *_: Any) -> None:
        heard.append(sql.split(None, 1)[0].upper())

    def commit(_connection: Any) -> None:
        heard.append("COMMIT")

    engine = desk.store.engine
    event.listen(engine, "before_cursor_execute", statement)
    event.listen(engine, "commit", commit)
    try:
        yield heard
    finally:
        event.remove(engine, "before_cursor_execute", statement)
        event.remove(engine, "commit", commit)


def test_a_tap_reads_the_whole_case_at_once_and_commits_once(desk: Desk, make: Callable[..., Made]) -> None:
    made = make()
    lookup.open_case_by_card(desk, uid=made.uid, reader="test")  # the station's first line of all founds its chain
    with said(desk) as heard:
        lookup.open_case_by_card(desk, uid=made.uid, reader="test")
    plain = [verb for verb in heard if verb != "BEGIN"]
    assert plain.count("COMMIT") == 1
    assert plain.count("SELECT") <= 3, plain  # the rules in force, the case, the chain's head
    assert len(plain) <= 7, plain


def test_a_hand_over_is_one_commit_of_so_many_statements(desk: Desk, make: Callable[..., Made]) -> None:
    first, second = make(), make()
    pickup.hand_over(desk, deed=a_deed(lookup.open_case_by_card(desk, uid=first.uid, reader="test"), first))
    deed = a_deed(lookup.open_case_by_card(desk, uid=second.uid, reader="test"), second)
    with said(desk) as heard:
        pickup.hand_over(desk, deed=deed)
    plain = [verb for verb in heard if verb != "BEGIN"]
    assert plain.count("COMMIT") == 1
    assert len(plain) <= 26, plain
