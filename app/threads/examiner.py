"""The examiner: a worker process that looks at the signatures of foreign files, within narrow limits.

A hostile file may cost it its life (memory, processor time), never the program's: the file then counts as not
examined, which is a failure, and the next file finds a new process. Nothing in a file is ever fetched from anywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from app.errors import Trouble
from app.issuance.orders import Answer, Failed, Order
from app.log import Log
from app.policy.verification import NOT_EXAMINED, Seen
from app.threads.limits import MIB, Limits
from app.threads.workers import WorkerProcess

log = Log(__name__)
NARROW = Limits(memory=1024 * MIB, processor=10, patience=15.0)


@dataclass(frozen=True, slots=True)
class Examine(Order[Seen]):
    """Look at this file, as of this moment. ``issuers`` as in :func:`app.issuance.validation.examine`."""

    pdf: bytes = field(repr=False)
    issuers: tuple[bytes, ...] = field(repr=False)
    at: datetime


@dataclass(frozen=True, slots=True)
class WarmUp(Order[None]):
    """Load the libraries now, so that the first file does not wait for them."""


class ExaminerBench:
    """The worker's side."""

    def answer(self, order: Examine | WarmUp) -> Answer:
        from app.issuance.validation import examine

        if isinstance(order, WarmUp):
            return Answer(None)
        try:
            return Answer(examine(order.pdf, order.issuers, order.at))
        except MemoryError:
            return Answer(failed=Failed(code="worker.limit_reached"))
        except Exception:  # the lane edge of this process: our bug is logged whole
            log.exception("examination failed")
            return Answer(failed=Failed(code="program.fault"))


class Examiner:
    """One examiner. ``examine`` waits and never raises for a bad file."""

    def __init__(self, limits: Limits = NARROW) -> None:
        self._worker = WorkerProcess(limits, "examiner", "app.threads.examiner:ExaminerBench")

    def examine(self, pdf: bytes, issuers: Sequence[bytes], at: datetime) -> Seen:
        """What was seen of the file's signature; :data:`NOT_EXAMINED` when it was too much for the examiner."""
        try:
            return self._worker.ask(Examine(pdf, tuple(issuers), at))
        except Trouble as trouble:
            log.warning("file not examined", code=trouble.code, size=len(pdf))
            return NOT_EXAMINED

    def warm(self) -> None:
        """Start the process. Trouble ``worker.*``."""
        self._worker.ask(WarmUp())

    @property
    def pid(self) -> int | None:
        return self._worker.pid

    def stop(self) -> None:
        self._worker.stop()
