"""PrintLine: papers go to the printer one after the other, off the GUI lane; a print never raises into a deed.

Where a spooler takes PDFs (Linux, macOS) the file goes there as it is. On Windows the pages are drawn at 300 dpi and
painted on the printer: larger, but every driver prints what the screen showed.
"""

from __future__ import annotations

import os
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QMarginsF, QObject, QRectF, QSizeF, Qt, Signal, Slot

from app.desk.paper_slips import PaperSlip
from app.devices import printer
from app.devices.printer import PrintOrder, Queued
from app.errors import Trouble
from app.log import Log

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

T = TypeVar("T")
log = Log(__name__)
WINDOWS = os.name == "nt"
DOTS_PER_INCH = 300
_POINTS_PER_INCH = 72


@dataclass(frozen=True, slots=True)
class Printed:
    """What became of a paper: taken by the spooler, or a trouble."""

    order: PrintOrder
    queued: Queued | None = None
    trouble: Trouble | None = None

    @property
    def printed(self) -> bool:
        return self.trouble is None

    @property
    def detail(self) -> str:
        """The printer that took it, or the trouble's code."""
        if self.trouble is not None:
            return self.trouble.code
        return self.queued.printer if self.queued else ""


class PrintLine(QObject):
    """The print lane; its thread begins with the first paper. ``printer`` is the window's own, else the default one."""

    _delivered = Signal(object)

    def __init__(
        self,
        printer_name: str = "",
        parent: QObject | None = None,
        send: Callable[[PrintOrder], Queued] | None = None,
    ) -> None:
        super().__init__(parent)
        self.printer = printer_name
        self._send = send or (paint if WINDOWS else printer.print_pdf)
        self._parcels: queue.SimpleQueue[tuple[Callable[[], Any], Callable[[Any], None]] | None] = queue.SimpleQueue()
        self._closed = False
        self._thread: threading.Thread | None = None
        self._delivered.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def print_paper(self, paper: PaperSlip, answer: Callable[[Printed], None]) -> None:
        """Print a paper of the desk on the window's printer."""
        self.submit(PrintOrder(paper.pdf, paper.title.zh, paper.copies, self.printer), answer)

    def submit(self, order: PrintOrder, answer: Callable[[Printed], None]) -> None:
        """Print a paper; ``answer`` is a bound method, called in the GUI lane."""
        self._put(partial(self._print, order), answer)

    def find_printers(self, answer: Callable[[tuple[str, ...]], None]) -> None:
        """Ask the system which printers there are; ``answer`` is called in the GUI lane, the default one first."""
        self._put(_look, answer)

    def _put(self, work: Callable[[], T], answer: Callable[[T], None]) -> None:
        self._parcels.put((work, answer))
        if self._thread is None and not self._closed:
            self._thread = threading.Thread(target=self._run, name="print", daemon=True)
            self._thread.start()

    def stop(self, seconds: float = 2.0) -> bool:
        """End the lane; True when it ended in time. Papers already queued are still sent."""
        self._closed = True
        self._parcels.put(None)
        if self._thread is None:
            return True
        self._thread.join(seconds)
        if self._thread.is_alive():
            log.warning("print lane left behind")
        return not self._thread.is_alive()

    @Slot(object)
    def _deliver(self, parcel: tuple[Callable[[Any], None], Any]) -> None:
        answer, found = parcel
        if not self._closed:
            answer(found)

    def _run(self) -> None:
        while (parcel := self._parcels.get()) is not None:
            work, answer = parcel
            self._delivered.emit((answer, work()))

    def _print(self, order: PrintOrder) -> Printed:
        try:
            return Printed(order, queued=self._send(order))
        except Trouble as trouble:
            return Printed(order, trouble=trouble)
        except Exception:  # the lane edge
            log.exception("print failed")
            return Printed(order, trouble=Trouble("printer.failed", retryable=True, words=""))


def _look() -> tuple[str, ...]:
    try:
        return printers()
    except Trouble:
        return ()
    except Exception:  # the lane edge
        log.exception("printers could not be listed")
        return ()


def printers() -> tuple[str, ...]:
    """The printers of this computer, the default one first. Asks the system: not for the GUI lane."""
    if not WINDOWS:
        return printer.printers()
    from PySide6.QtPrintSupport import QPrinterInfo

    chosen = QPrinterInfo.defaultPrinterName()
    return tuple(sorted(QPrinterInfo.availablePrinterNames(), key=lambda name: (name != chosen, name)))


def paint(order: PrintOrder) -> Queued:
    """Paint a PDF's pages on a printer of the system.

    Raises Trouble ``printer.missing``, ``printer.no_default`` or ``printer.failed``.
    """
    from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

    known = QPrinterInfo.availablePrinterNames()
    name = order.printer or QPrinterInfo.defaultPrinterName()
    if not name:
        raise Trouble("printer.no_default")
    if name not in known:
        raise Trouble("printer.missing", printer=name)
    device = QPrinter(QPrinterInfo.printerInfo(name), QPrinter.PrinterMode.HighResolution)
    paint_on(device, order)
    return Queued(name, "")


def paint_on(device: QPrinter, order: PrintOrder) -> None:
    """Paint every page at its own size, without margins of our own. Raises Trouble ``printer.failed``."""
    import pypdfium2
    from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter

    device.setResolution(DOTS_PER_INCH)
    device.setDocName(order.title)
    device.setCopyCount(order.copies)
    painter = QPainter()
    document = pypdfium2.PdfDocument(order.pdf)
    try:
        for number, page in enumerate(document):
            size = QPageSize(QSizeF(*page.get_size()), QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.FuzzyMatch)
            layout = QPageLayout(size, QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0))
            layout.setMode(QPageLayout.Mode.FullPageMode)
            device.setPageLayout(layout)
            if not (painter.begin(device) if number == 0 else device.newPage()):
                raise Trouble("printer.failed", retryable=True, words="")
            bitmap = page.render(scale=DOTS_PER_INCH / _POINTS_PER_INCH, rev_byteorder=True, prefer_bgrx=True)
            image = QImage(bitmap.buffer, bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_RGBX8888)
            painter.drawImage(QRectF(painter.viewport()), image)
    finally:
        painter.end()
        document.close()
