"""DeskLine: the one lane for interactive database work, and its synchronous twin for tests.

A presenter sends an :class:`app.desk.asks.Ask` and a bound method; the method is called in the GUI lane with a
:class:`Reply`. Verbs are imported here, on the lane. A refusal or a trouble is an answer; any other exception is a bug:
it is logged whole and answered as the trouble ``program.fault``, and the unit of work has rolled back.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

from app.desk.ask import Ask
from app.errors import Obstacle, Refusal, Trouble
from app.log import Log

if TYPE_CHECKING:
    from app.desk.desk import Desk

T = TypeVar("T")
log = Log(__name__)
RETIRED = "sign_on.retired"


@dataclass(frozen=True, slots=True)
class Reply(Generic[T]):
    """The answer to an ask: exactly one of slip, refusal and trouble speaks (a verb without a slip answers None)."""

    ask: Ask[T]
    slip: T | None = None
    refusal: Refusal | None = None
    trouble: Trouble | None = None

    @property
    def good(self) -> bool:
        return self.refusal is None and self.trouble is None


class Line(Protocol):
    """Where a presenter sends its asks."""

    def ask(self, ask: Ask[T], answer: Callable[[Reply[T]], None]) -> None: ...


def run_verb(desk: Desk, ask: Ask[T]) -> Reply[T]:
    """Run one ask on the calling lane."""
    module, _, name = ask.verb.partition(":")
    try:
        verb = getattr(import_module(f"app.desk.{module}"), name)
        return Reply(ask, slip=verb(desk, **ask.facts))
    except Refusal as refusal:
        return Reply(ask, refusal=refusal)
    except Trouble as trouble:
        return Reply(ask, trouble=trouble)
    except Exception:  # the lane edge: our bug is logged whole and the clerk is told the truth
        log.exception("verb failed", verb=ask.verb)
        return Reply(ask, trouble=Trouble("program.fault"))


def _shuts_out(why: Obstacle) -> bool:
    """Whether it is of whoever is signed on, and not of another whose password was typed for one deed."""
    return why.code == RETIRED and bool(why.facts.get("meanwhile"))


class DeskLine(QObject):
    """One worker thread with one desk; answers come back in the GUI lane in the order of the asks.

    ``open_desk`` builds the desk on the lane itself, because it loads the database library. If it fails, every ask is
    answered with that trouble until :meth:`reopen`.
    """

    opened = Signal(object)  # None, or the Trouble that kept the desk shut
    shut_out = Signal(object)  # the Refusal: whoever is signed on was taken out of service
    _delivered = Signal(object)

    def __init__(self, open_desk: Callable[[], Desk], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._open_desk = open_desk
        self._asks: queue.SimpleQueue[tuple[Ask[Any], Callable[[Reply[Any]], None]] | None] = queue.SimpleQueue()
        self._delivered.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="desk", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def ask(self, ask: Ask[T], answer: Callable[[Reply[T]], None]) -> None:
        self._asks.put((ask, answer))

    def stop(self, seconds: float = 2.0) -> bool:
        """End the lane; True when it ended in time. Asks already queued are still run."""
        self._closed = True
        self._asks.put(None)
        if self._thread.is_alive():
            self._thread.join(seconds)
        if self._thread.is_alive():
            log.warning("desk lane left behind")
        return not self._thread.is_alive()

    @Slot(object)
    def _deliver(self, parcel: tuple[Callable[[Reply[Any]], None], Reply[Any]]) -> None:
        answer, reply = parcel
        if self._closed:
            return
        answer(reply)
        if reply.refusal is not None and any(map(_shuts_out, reply.refusal.obstacles)):
            self.shut_out.emit(reply.refusal)

    def _run(self) -> None:
        desk: Desk | None = None
        trouble = Trouble("database.away", retryable=True)
        try:
            desk = self._open_desk()
        except Trouble as found:
            trouble = found
        except Exception:  # the lane edge
            log.exception("desk could not open")
            trouble = Trouble("program.fault")
        self.opened.emit(None if desk is not None else trouble)
        while (parcel := self._asks.get()) is not None:
            ask, answer = parcel
            reply = run_verb(desk, ask) if desk is not None else Reply(ask, trouble=trouble)
            self._delivered.emit((answer, reply))
        if desk is not None:
            desk.close()


class InlineDeskLine:
    """The synchronous twin: runs the verb at once and answers before it returns."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.asked: list[Ask[Any]] = []

    def ask(self, ask: Ask[T], answer: Callable[[Reply[T]], None]) -> None:
        self.asked.append(ask)
        answer(run_verb(self.desk, ask))
