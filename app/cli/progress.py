"""Progress on a terminal with a finish time; where the output is no terminal, a plain line now and then."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

PLAIN_EVERY = 10.0  # seconds between two plain lines


@contextmanager
def advancing(total: int, what: str) -> Iterator[Callable[[int], None]]:
    """Call what is given with how many are done. Nothing is shown for a single one."""
    if total < 2:
        yield lambda _done: None
    elif on_terminal():
        with _on_terminal(total, what) as tell:
            yield tell
    else:
        yield _plainly(total, what)


def on_terminal() -> bool:
    """Whether somebody watches: then a bar moves, and lines are kept for what matters."""
    return sys.stderr.isatty()


@contextmanager
def _on_terminal(total: int, what: str) -> Iterator[Callable[[int], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as shown:
        task = shown.add_task(what, total=total)
        yield lambda done: shown.update(task, completed=done)


def _plainly(total: int, what: str) -> Callable[[int], None]:
    """The pace is counted from the first that is done: before it programs and fonts are loaded."""
    told = time.monotonic()
    first: tuple[float, int] | None = None

    def tell(done: int) -> None:
        nonlocal first, told
        now = time.monotonic()
        first = first or (now, done)
        if done < total and now - told < PLAIN_EVERY:
            return
        told = now
        print(f"{what} {done}/{total}{_finish(now, done)}", file=sys.stderr, flush=True)

    def _finish(now: float, done: int) -> str:
        begun, before = first or (now, done)
        if done == before:
            return ""
        left = (now - begun) / (done - before) * (total - done)
        return f" → {time.strftime('%H:%M', time.localtime(time.time() + left))}"

    return tell
