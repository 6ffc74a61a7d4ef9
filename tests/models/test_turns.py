"""Writers of one SQLite file wait in line; whoever came first is served first, and nobody waits for ever."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import text

from app.errors import Trouble
from app.models.store import Store
from app.models.turns import Line, line_of
from tests.models.conftest import stamp


def test_whoever_came_first_is_served_first() -> None:
    line, served, lanes = Line(), list[int](), list[threading.Thread]()

    def work(number: int) -> None:
        with line.turn():
            served.append(number)

    with line.turn():
        for number in range(8):
            lanes.append(threading.Thread(target=work, args=(number,)))
            lanes[-1].start()
            while len(line._waiting) < number + 2:
                time.sleep(0.001)
    for lane in lanes:
        lane.join()
    assert served == list(range(8))


def test_a_turn_that_does_not_come_is_a_trouble_and_the_line_goes_on() -> None:
    line = Line()
    with line.turn():
        with pytest.raises(Trouble) as trouble, line.turn(0.01):
            raise AssertionError("two at once")
        assert (trouble.value.code, trouble.value.retryable) == ("database.busy", True)
    with line.turn(0.01):
        pass


def test_a_turn_is_given_on_when_the_work_in_it_fails() -> None:
    line = Line()
    with pytest.raises(ZeroDivisionError), line.turn():
        raise ZeroDivisionError
    with line.turn(0.01):
        pass


def test_each_file_has_a_line_of_its_own() -> None:
    assert line_of("one") is line_of("one")
    assert line_of("one") is not line_of("two")


def test_what_sqlite_sorts_it_sorts_in_memory(tmp_path: Path) -> None:
    """A temporary file would hold names."""
    store = Store(f"sqlite:///{tmp_path / 'desk.db'}")
    with store.begin(stamp(), bookkeeping=True) as work:
        assert work.session.scalar(text("PRAGMA temp_store")) == 2
    with store.read() as session:
        assert session.scalar(text("PRAGMA temp_store")) == 2
    store.close()
