"""A hand-over that fails at any statement leaves nothing; one whose answer was lost is found by sending it again."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import event, text

from app.dates import FixedClock
from app.desk import lookup, pickup
from app.desk.asks import HandOver
from app.desk.desk import Desk
from app.desk.slips import DoneSlip
from app.errors import Trouble
from app.wording import in_language
from tests.desk.conftest import enter, place
from tests.soak._counters import a_ready_deed, check_whole, counts
from tests.soak._relay import Relay


class Injected(Exception):
    """The failure that a test puts in."""


class FailingAt:
    """Makes statement ``at`` of a desk's engine fail: ours before it, ours after it, or the database's own error."""

    def __init__(self, desk: Desk, at: int, how: str) -> None:
        self.desk, self.at, self.how, self.seen = desk, at, how, 0

    def __enter__(self) -> FailingAt:
        event.listen(self.desk.store.engine, "before_cursor_execute", self._before, retval=True)
        event.listen(self.desk.store.engine, "after_cursor_execute", self._after)
        return self

    def __exit__(self, *_: object) -> None:
        event.remove(self.desk.store.engine, "before_cursor_execute", self._before)
        event.remove(self.desk.store.engine, "after_cursor_execute", self._after)

    def _before(self, connection, _cursor, statement: str, parameters, *_: object):
        self.seen += 1
        if self.seen != self.at or self.how == "after":
            return statement, parameters
        if self.how == "before":
            raise Injected
        if self.how == "lost":
            self._end(connection.connection.driver_connection.info.backend_pid)
            return statement, parameters
        return "SELECT no_such_column FROM pickup", ()

    def _after(self, *_: object) -> None:
        if self.seen == self.at and self.how == "after":
            raise Injected

    def _end(self, server_process: int) -> None:
        other = self.desk.store.engine.raw_connection()
        try:
            other.cursor().execute("SELECT pg_terminate_backend(%s, 5000)", (server_process,))
        finally:
            other.close()


def ways(desk: Desk) -> tuple[str, ...]:
    return ("before", "after", "refused") if desk.store.is_sqlite else ("before", "after", "refused", "lost")


@pytest.mark.parametrize("by_proxy", [False, True], ids=["graduate", "proxy"])
def test_a_failure_at_any_statement_leaves_nothing_behind(desk: Desk, by_proxy: bool) -> None:
    _, deed = a_ready_deed(desk, 1, by_proxy=by_proxy)
    before = counts(desk)
    reached = {way: _fail_at_every_statement(desk, deed, way, before) for way in ways(desk)}
    assert min(reached.values()) > 10
    done = pickup.hand_over(desk, deed=deed)
    assert not done.repeated
    check_whole(desk)


def _fail_at_every_statement(desk: Desk, deed: HandOver, way: str, before: dict[str, int]) -> int:
    """How many statements there were to fail at; the last try fails at none, and is failed at its commit."""
    for at in itertools.count(1):
        with FailingAt(desk, at, way) as failing, pytest.raises(Exception) as failed, NoCommit(desk):
            pickup.hand_over(desk, deed=deed)
        if way == "lost" and failing.seen >= at:
            assert isinstance(failed.value, Trouble)
            assert failed.value.code == "database.away"
        assert counts(desk) == before, f"statement {at}, {way}"
        if failing.seen < at:
            return failing.seen
        if at % 5 == 0:
            check_whole(desk)
    raise AssertionError


class NoCommit:
    """A commit that does not come about."""

    def __init__(self, desk: Desk) -> None:
        self.engine = desk.store.engine

    def __enter__(self) -> None:
        event.listen(self.engine, "commit", self._stop)

    def __exit__(self, *_: object) -> None:
        event.remove(self.engine, "commit", self._stop)

    def _stop(self, _connection: object) -> None:
        raise Injected


# ------------------------------------------------------------------ the same deed, sent again
def test_the_same_deed_sent_by_eight_lanes_at_once_is_done_once(desk: Desk, tmp_path: Path, clock: FixedClock) -> None:
    _, deed = a_ready_deed(desk, 1)
    lanes = [Desk.open(place(desk.place.database_url, tmp_path, clock)) for _ in range(8)]
    answers: list[DoneSlip | BaseException] = []

    def send(own: Desk) -> None:
        try:
            answers.append(pickup.hand_over(own, deed=deed))
        except BaseException as fault:
            answers.append(fault)

    _at_once(lanes, send)
    assert [answer for answer in answers if not isinstance(answer, DoneSlip)] == []
    assert len({replace(answer, repeated=True) for answer in answers if isinstance(answer, DoneSlip)}) == 1
    assert [answer.repeated for answer in answers if isinstance(answer, DoneSlip)].count(False) == 1
    check_whole(desk)


def test_programs_that_share_a_new_stations_first_numbers_all_get_one(
    desk: Desk, tmp_path: Path, clock: FixedClock
) -> None:
    deeds = [a_ready_deed(desk, number)[1] for number in range(1, 7)]
    with desk.store.engine.begin() as connection:  # a station on its first day
        for table in ("journal_fact", "journal_line", "journal_head", "series"):
            connection.execute(text(f"DELETE FROM {table}"))
    lanes = [Desk.open(place(desk.place.database_url, tmp_path, clock)) for _ in deeds]
    todo, faults = list(deeds), []

    def send(own: Desk) -> None:
        try:
            pickup.hand_over(own, deed=todo.pop())
        except BaseException as fault:
            faults.append(fault)

    _at_once(lanes, send)
    assert faults == []
    check_whole(desk)


def _at_once(lanes: list[Desk], act) -> None:
    start = threading.Barrier(len(lanes))

    def run(own: Desk) -> None:
        enter(own)
        start.wait(30)
        act(own)
        own.close()

    threads = [threading.Thread(target=run, args=(own,)) for own in lanes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


# ------------------------------------------------------------------ the connection breaks at the COMMIT
@pytest.fixture
def relay(postgresql_url: str) -> Iterator[Relay]:
    with Relay(postgresql_url) as wire:
        yield wire


@pytest.mark.postgresql
@pytest.mark.parametrize(("cut", "recorded"), [("before", False), ("after", True)])
def test_a_connection_lost_at_the_commit_says_so_and_the_same_deed_finds_the_answer(
    relay: Relay, tmp_path: Path, clock: FixedClock, cut: str, recorded: bool
) -> None:
    from app.desk.opening import open_demo

    desk = open_demo(place(relay.url, tmp_path, clock))
    enter(desk)
    made, deed = a_ready_deed(desk, 1)
    relay.cut = cut
    with pytest.raises(Trouble) as trouble:
        pickup.hand_over(desk, deed=deed)
    assert (trouble.value.code, relay.cuts) == ("database.outcome_unknown", 1)
    for language in ("en", "zh_TW"):
        told = in_language(language).explain(trouble.value)
        assert "F9" in told.next_step
        assert "othing was recorded" not in f"{told.text}{told.next_step}"
    check_whole(desk)
    found = pickup.hand_over(desk, deed=deed)
    assert found.repeated is recorded
    assert pickup.hand_over(desk, deed=deed) == replace(found, repeated=True)
    assert lookup.open_case_by_card(desk, uid=made.uid, reader="test").graduate_id == made.graduate_id
    assert counts(desk)["pickup"] == 1
    check_whole(desk)
    desk.close()
