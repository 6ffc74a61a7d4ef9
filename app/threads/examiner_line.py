"""The lane that reads what was handed in for verification and waits for the examiner; begun by the first file.

A network folder may be slow and a file hostile: neither may hold the desk lane, on which a graduate is waited for. The
bytes of a file never leave this lane; a screen gets its digest and what was seen of it.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

from app.desk.verify_slips import FileSlip, LedgerSlip, Seen
from app.log import Log

if TYPE_CHECKING:
    from app.issuance.handed_in import HandedIn

T = TypeVar("T")
log = Log(__name__)
UNREADABLE = FileSlip(sha256=b"", size=0, problem="verification.unreadable")


class ExaminerLine(QObject):
    """One thread and one examiner. Answers are bound methods, called in the GUI lane in the order of the asks."""

    _delivered = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        from app.threads.examiner import Examiner

        self._examiner = Examiner()
        self._content = b""
        self._parcels: queue.SimpleQueue[tuple[Callable[[], Any], Callable[[Any], None] | None] | None] = (
            queue.SimpleQueue()
        )
        self._closed = False
        self._thread: threading.Thread | None = None
        self._delivered.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def warm(self) -> None:
        """Start the examiner now, so that the first file does not wait for it."""
        self._put(self._warm, None)

    def gather(self, paths: Sequence[str], answer: Callable[[tuple[HandedIn, ...]], None]) -> None:
        """The files behind these paths: files, folders, and what lies in archives."""
        self._put(partial(self._gather, tuple(paths)), answer)

    def take(self, handed: HandedIn, answer: Callable[[FileSlip], None]) -> None:
        """Read one file; its bytes are kept for :meth:`examine` until the next one is taken."""
        self._put(partial(self._take, handed), answer)

    def examine(self, ledger: LedgerSlip, answer: Callable[[Seen], None]) -> None:
        """Look at the signature of the file that was taken last."""
        self._put(partial(self._examine, ledger), answer)

    def stop(self, seconds: float = 2.0) -> bool:
        """End the lane and the examiner, in the middle of a file if need be; True when it ended in time."""
        self._closed = True
        self._parcels.put(None)
        self._examiner.stop()
        if self._thread is None:
            return True
        self._thread.join(seconds)
        if self._thread.is_alive():
            log.warning("examiner lane left behind")
        return not self._thread.is_alive()

    def _put(self, work: Callable[[], T], answer: Callable[[T], None] | None) -> None:
        self._parcels.put((work, answer))
        if self._thread is None and not self._closed:
            self._thread = threading.Thread(target=self._run, name="examiner", daemon=True)
            self._thread.start()

    @Slot(object)
    def _deliver(self, parcel: tuple[Callable[[Any], None], Any]) -> None:
        answer, found = parcel
        if not self._closed:
            answer(found)

    def _run(self) -> None:
        while (parcel := self._parcels.get()) is not None:
            work, answer = parcel
            if self._closed:
                continue
            found = work()
            if answer is not None:
                self._delivered.emit((answer, found))

    # ------------------------------------------------------------------ on the lane
    def _warm(self) -> None:
        from app.errors import Trouble

        try:
            self._examiner.warm()
        except Trouble as trouble:
            log.info("examiner not warm", code=trouble.code)

    def _gather(self, paths: tuple[str, ...]) -> tuple[HandedIn, ...]:
        from app.issuance.handed_in import gather

        try:
            return tuple(gather(Path(each) for each in paths))
        except Exception:  # the lane edge
            log.exception("files could not be gathered")
            return ()

    def _take(self, handed: HandedIn) -> FileSlip:
        from app.issuance.handed_in import take

        self._content = b""
        try:
            taken = take(handed)
        except Exception:  # the lane edge
            log.exception("file could not be taken")
            return UNREADABLE
        self._content = taken.content
        return FileSlip(sha256=taken.sha256, size=taken.size, problem=taken.problem)

    def _examine(self, ledger: LedgerSlip) -> Seen:
        content, self._content = self._content, b""
        try:
            return self._examiner.examine(content, ledger.issuers, ledger.at)
        except Exception:  # the lane edge
            log.exception("file could not be examined")
            return Seen(missing=("examined",))
