"""IssuanceLine: the lane that works through the queue. It only waits: drawing and signing happen in a worker process.

It wakes when it is nudged after a hand-over and every thirty seconds. A database that is away, or not founded yet, is
asked again at the next waking. What happened comes back in the GUI lane as frozen values.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot

from app.errors import Refusal, Trouble
from app.issuance.orders import HELD, Progress, held
from app.log import Log

if TYPE_CHECKING:
    from app.issuance.office import Office
    from app.issuance.orders import Worker
    from app.issuance.runner import Runner
    from app.threads.workers import WorkerProcess

log = Log(__name__)
EVERY = 30.0  # seconds


class IssuanceLine(QObject):
    """One thread with one office and one worker process.

    ``open_office`` builds the office on the lane, with the worker it is given. ``progressed`` carries a
    :class:`app.issuance.orders.Progress` for each commit; ``held`` all of them that a look found to hold the queue,
    whenever that is another answer than the last look's.
    """

    progressed = Signal(object)
    held = Signal(object)
    _told = Signal(object)
    _found_held = Signal(object)

    def __init__(self, open_office: Callable[[Worker], Office], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._open_office = open_office
        self._told.connect(self._pass_on, Qt.ConnectionType.QueuedConnection)
        self._found_held.connect(self._pass_on_held, Qt.ConnectionType.QueuedConnection)
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._worker: WorkerProcess | None = None
        self._runner: Runner | None = None
        self._before: Office | None = None
        self._reopens = False
        self._holding: dict[str, Progress] = {}  # by code, of this look
        self._held_before: tuple[Progress, ...] = ()
        self._thread = threading.Thread(target=self._run, name="issuance", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def nudge(self) -> None:
        """There may be something to do: look now."""
        self._wake.set()

    def stop(self, seconds: float = 2.0) -> bool:
        """End the lane and its worker, in the middle of a certificate if need be; True when it ended in time."""
        self._stopping.set()
        self._wake.set()
        for each in (self._runner, self._worker):
            if each is not None:
                each.stop()
        if self._thread.is_alive():
            self._thread.join(seconds)
        if self._thread.is_alive():
            log.warning("issuance lane left behind")
        return not self._thread.is_alive()

    @Slot(object)
    def _pass_on(self, progress: Progress) -> None:
        if not self._stopping.is_set():
            self.progressed.emit(progress)

    @Slot(object)
    def _pass_on_held(self, why: tuple[Progress, ...]) -> None:
        if not self._stopping.is_set():
            self.held.emit(why)

    def _run(self) -> None:
        from app.threads.workers import WorkerProcess

        self._worker = WorkerProcess()
        while not self._stopping.is_set():
            self._wake.clear()
            self._look()
            if self._reopens:
                self._close_office()
            self._wake.wait(EVERY)
        self._close_office()
        self._worker.stop()

    def _look(self) -> None:
        """One waking; whatever goes wrong, the lane lives on."""
        self._holding = {}
        try:
            runner = self._ready()
            runner.run_due()
            self._reopens = self._reopens or runner.is_mended_outside()
        except Trouble as trouble:
            log.info("issuance waits", code=trouble.code)
            self._hear(held(trouble.code, **trouble.facts))
        except Exception:  # the lane edge
            log.exception("issuance failed")
        holding = tuple(self._holding.values())
        if holding != self._held_before:
            self._held_before = holding
            self._found_held.emit(holding)

    def _ready(self) -> Runner:
        from app.issuance.runner import Runner

        if self._runner is None:
            assert self._worker is not None
            self._reopens = False
            office = self._open_office(self._worker)
            if self._before is not None:
                office.follow(self._before)
            self._runner = Runner(office, self._hear)
            if self._stopping.is_set():
                self._runner.stop()
        return self._runner

    def _hear(self, progress: Progress) -> None:
        """A held queue has the office opened anew at the next waking: a person may have put the key right meanwhile.

        So does a job that stopped for such a reason, for as long as it stands there: nobody knows when it is mended.
        """
        if progress.state == HELD:
            self._holding[progress.code] = progress
            self._reopens = self._reopens or progress.code != "digital.paused"
        self._told.emit(progress)

    def _close_office(self) -> None:
        runner, self._runner = self._runner, None
        if runner is None:
            return
        self._before = runner.office
        try:
            runner.close()
            runner.office.store.close()
        except (Refusal, Trouble) as failure:
            log.info("issuance could not give back its jobs", code=str(failure))
        except Exception:  # the lane edge
            log.exception("issuance did not close")
