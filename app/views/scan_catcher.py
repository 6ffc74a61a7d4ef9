"""Catching the barcode scanner: it types like a very fast clerk and ends with ENTER or TAB.

Keys that follow each other within 40 ms and end with ENTER or TAB are a scan. Its ENTER never presses a button, and
what it typed into a field is taken back out, so that a scan can neither confirm a step nor leave digits in a name.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from shiboken6 import isValid

GAP_MS = 40
SHORTEST = 4
LONGEST = 500
ENDS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)


class ScanCatcher(QObject):
    """Watches the keys of the window that ``of`` lives in; ``scanned(text)`` is told every whole scan."""

    def __init__(self, of: QWidget, scanned: Callable[[str], None]) -> None:
        super().__init__(of)
        self._of = of
        self._scanned = scanned
        self.gap_ms = GAP_MS
        self._clock = QElapsedTimer()
        self._clock.start()
        self._last = (0, 0)
        self._burst = ""
        self._field: QLineEdit | None = None
        self._before = ""
        self._listening = False
        self._watched: QWidget | None = None

    def listen(self, on: bool) -> None:
        application = QApplication.instance()
        if not isinstance(application, QApplication) or on is self._listening:
            return
        self._listening = on
        if on:
            application.focusChanged.connect(self._follow)
            self._watch(QApplication.focusWidget())
        else:
            application.focusChanged.disconnect(self._follow)
            self._watch(None)

    def _follow(self, before: QWidget | None, now: QWidget | None) -> None:
        self._watch(now)

    def _watch(self, focus: QWidget | None) -> None:
        """Keys go to the focus, or to the window where nothing has it."""
        if self._watched is not None and isValid(self._watched):
            self._watched.removeEventFilter(self)
        self._watched = (focus or self._of.window()) if self._listening else None
        if self._watched is not None:
            self._watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Shortcuts are asked first (ShortcutOverride); that is where a scan's ENTER must be taken."""
        if event.type() not in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride):
            return False
        window = self._of.window()
        if not isinstance(event, QKeyEvent) or watched is not (QApplication.focusWidget() or window):
            return False  # a key that nobody wanted climbs to the parents: it was struck only once
        if not isinstance(watched, QWidget) or watched.window() is not window:
            return False
        if event.type() is QEvent.Type.ShortcutOverride:
            return self._at_shortcut(event)
        return self._at_key(event)

    def _at_shortcut(self, event: QKeyEvent) -> bool:
        if event.key() in ENDS and self._is_scan(event):
            event.accept()  # then it comes as a key, not as a shortcut
            return True
        return False

    def _at_key(self, event: QKeyEvent) -> bool:
        if event.key() in ENDS:
            return self._end(event)
        text = event.text()
        if not text or not text.isprintable() or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return False
        if not self._burst or not self._follows(event):
            self._burst = ""
            focus = QApplication.focusWidget()
            self._field = focus if isinstance(focus, QLineEdit) else None
            self._before = self._field.text() if self._field is not None else ""
        if len(self._burst) < LONGEST:
            self._burst += text
        self._last = (event.timestamp(), self._clock.elapsed())
        return False

    def _follows(self, event: QKeyEvent) -> bool:
        """Struck right after the last key, by the system's clock where it tells: a busy computer tears no scan."""
        struck, seen = self._last
        if struck and event.timestamp():
            return event.timestamp() - struck <= self.gap_ms
        return self._clock.elapsed() - seen <= self.gap_ms

    def _is_scan(self, event: QKeyEvent) -> bool:
        return len(self._burst) >= SHORTEST and self._follows(event)

    def _end(self, event: QKeyEvent) -> bool:
        if not self._is_scan(event):
            self._burst = ""
            return False
        text, self._burst = self._burst, ""
        if self._field is not None:
            self._field.setText(self._before)
            self._field = None
        self._scanned(text)
        return True
