"""Finding one among many digital certificates: a field that narrows the list, and a scanner that fills it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.desk.queue_slips import QueueSlip
from app.presenters.queue import QueuePresenter, QueueScreen
from app.views.composing import Field
from app.views.scan_catcher import ENDS, ScanCatcher
from app.views.workbench import Bench, Item
from app.wording import Wording


class SoughtField(Field):
    """Enter in it is its own: it looks at once, and never starts what F9 does."""

    def event(self, event: QEvent) -> bool:
        override = event.type() is QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and event.key() in ENDS[:2]:
            event.accept()
            return True
        return super().event(event)


class Searched(QWidget):
    """The page around the list: what a scanner reads is looked for, and never presses a button."""

    def __init__(self, page: QWidget, scanned: Callable[[str], None]) -> None:
        super().__init__()
        laid = QVBoxLayout(self)
        laid.setContentsMargins(0, 0, 0, 0)
        laid.addWidget(page)
        self._scans = ScanCatcher(self, scanned)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._scans.listen(True)

    def hideEvent(self, event: QHideEvent) -> None:
        self._scans.listen(False)
        super().hideEvent(event)


def search_row(bench: Bench, queue: QueuePresenter, slip: QueueSlip) -> list[Item]:
    """The field, and beside it whether the list is whole."""
    b, say, screen = bench, bench.say, queue.screen
    field = SoughtField(screen.sought)
    field.setObjectName("queue-search")
    field.setAccessibleName(say("Find in the list"))
    field.setPlaceholderText(say("Receipt, student or certificate number, name, document code"))
    field.setProperty("anew", True)  # the presenter keeps what is typed
    field.setMaxLength(200)
    field.textEdited.connect(queue.typed)
    field.returnPressed.connect(queue.refresh)
    words = list_words(say, screen, slip)
    if b.narrow:
        return [field, *([b.label(words, "body", "text2")] if words else [])]
    field.setFixedWidth(b.px(500))
    told = b.holder(b.col(None, b.label(words, "body", "text2"), None, gap=0), fills=True)
    return [b.row(field, told, gap=12)]


def list_words(say: Wording, screen: QueueScreen, slip: QueueSlip) -> str:
    """How many fit, where the list shows only the first of them or what was typed leaves some out."""
    shown, found = len(slip.jobs), slip.found
    if found > shown:
        facts = {"shown": f"{shown:,}", "found": f"{found:,}"}
        return say("The first {shown} of {found} are shown; type to find the others.", **facts)
    if screen.sought.strip() and found:
        return say("{found} found", found=f"{found:,}")
    return ""
