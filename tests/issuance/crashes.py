"""What happens at the database's own commits: the program dies just before one or just after it, or another acts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from app.issuance.runner import LEASE, Runner
from app.models.journal import Stamp
from app.models.store import Store, UnitOfWork
from tests.issuance.school import School


class Killed(BaseException):
    """The program is gone."""


def die() -> None:
    raise Killed


@contextmanager
def at_commit(store: Store, number: int, when: str, deed: Callable[[], None]) -> Iterator[None]:
    """Do the deed ``before`` or ``after`` this commit of the store's; quietly over when there are fewer."""
    left, begin = number, store.begin

    def one_more() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            deed()

    @contextmanager
    def watched(stamp: Stamp, *, bookkeeping: bool = False) -> Iterator[UnitOfWork]:
        with begin(stamp, bookkeeping=bookkeeping) as work:
            yield work
            if when == "before":
                one_more()
        if when == "after":
            one_more()

    store.begin = watched  # type: ignore[method-assign]
    try:
        yield
    finally:
        store.begin = begin  # type: ignore[method-assign]


def until_it_lives_through(
    school: School, begin: Callable[[], Runner], when: str, deed: Callable[[], None], lease: timedelta = LEASE
) -> int:
    """A fresh ``deed`` for each commit at which the program dies; how many there were."""
    for number in range(1, 60):
        deed()
        runner = begin()
        try:
            with at_commit(school.store, number, when, die):
                runner.run_due()
        except Killed:
            for _ in range(2):
                school.clock.advance(seconds=lease.total_seconds() + 1)
                again = begin()
                again.run_due()
                again.close()
        else:
            runner.close()
            return number - 1
    raise AssertionError("it never ended")
