"""A worker process: rendering and signing run here, never in the program's own process.

It is spawned, so that it inherits no database connection and no lock, and it ends by itself when the program's end of
the pipe is gone. A worker that died, ran out of memory, or was waited for in vain and killed, is replaced at the next
order; the order that was lost is a trouble that the queue tries again. This file loads no Qt: the child imports it.
"""

from __future__ import annotations

import multiprocessing
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeVar

from app.errors import Trouble
from app.issuance.orders import Order, unwrap
from app.log import Log
from app.log import begin as begin_log
from app.threads.limits import Limits, lay_down, wind_up

if TYPE_CHECKING:
    from multiprocessing.context import SpawnProcess

    if sys.platform == "win32":
        from multiprocessing.connection import PipeConnection as Connection
    else:
        from multiprocessing.connection import Connection

T = TypeVar("T")
log = Log(__name__)


class WorkerProcess:
    """One worker. ``ask`` may be called from one lane at a time; ``stop`` from any, even while another waits."""

    def __init__(
        self, limits: Limits | None = None, name: str = "issuance worker", bench: str = "app.issuance.bench:Bench"
    ) -> None:
        self.limits = limits or Limits()
        self._name = name
        self._bench = bench
        self._turn = threading.Lock()
        self._process: SpawnProcess | None = None
        self._pipe: Connection | None = None
        self._stopped = False

    def ask(self, order: Order[T]) -> T:
        """Send an order and wait. Trouble ``worker.died`` or ``worker.timed_out``, both worth another try."""
        with self._turn:
            pipe = self._ready()
            try:
                pipe.send(order)
                if not pipe.poll(self.limits.patience):
                    self._end()
                    raise Trouble("worker.timed_out", retryable=True)
                answer = pipe.recv()
            except (EOFError, OSError) as failure:
                self._end()
                raise Trouble("worker.died", retryable=True) from failure
            if answer.failed is not None and answer.failed.code == "worker.limit_reached":
                self._end()  # in what state it is then, and what it still holds, nobody knows
        value: T = unwrap(answer)
        return value

    @property
    def pid(self) -> int | None:
        """The process's number while it lives."""
        process = self._process
        return process.pid if process is not None and process.is_alive() else None

    def stop(self) -> None:
        """End the worker now, whatever it is doing; whoever waits for it hears that it died."""
        self._stopped = True
        process = self._process
        if process is not None:
            with suppress(ValueError):  # the lane that waits has just closed it
                process.kill()
        with self._turn:
            self._end()

    def _ready(self) -> Connection:
        if self._stopped:
            raise Trouble("worker.died", retryable=True)
        if self._pipe is None or self._process is None or not self._process.is_alive():
            self._end()
            self._begin()
        assert self._pipe is not None
        return self._pipe

    def _begin(self) -> None:
        spawn = multiprocessing.get_context("spawn")
        ours, theirs = spawn.Pipe()
        process = spawn.Process(target=_work, args=(theirs, self.limits, self._bench), name=self._name, daemon=True)
        process.start()
        theirs.close()
        self._process, self._pipe = process, ours
        if self._stopped:
            process.kill()

    def _end(self) -> None:
        process, pipe = self._process, self._pipe
        self._process, self._pipe = None, None
        if pipe is not None:
            pipe.close()
        if process is not None:
            process.kill()
            process.join()
            process.close()


def _work(pipe: Connection, limits: Limits, bench: str) -> None:
    """The child's whole life: one order, one answer, until the pipe is closed."""
    begin_log(None)  # on standard error, as little told as in the program's own: a traceback's text may be a person's
    lay_down(limits)
    answer = _answers(bench)
    while True:
        try:
            order = pipe.recv()
        except (EOFError, OSError):
            return
        wind_up(limits)
        pipe.send(answer(order))


def _answers(bench: str) -> Callable[[Order[Any]], Any]:
    room, _, name = bench.partition(":")
    answer: Callable[[Order[Any]], Any] = getattr(import_module(room), name)().answer
    return answer
