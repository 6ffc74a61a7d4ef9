"""What is laid over the window: a veil, a sheet in its middle, and the sheet's own keys.

While a sheet is up everything beneath it is asleep, so that no key reaches a case that nobody sees: neither F9 nor Esc
nor the Tab key leads out of it. The window wakes, and the focus returns to where it was, when the sheet is taken away.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QMainWindow, QScrollArea, QWidget
from shiboken6 import isValid

from app.views.workbench import Bench, Button, press


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: ``act`` is what F9 and Enter press, ``close`` what Esc does, ``first`` what takes the focus.

    A sheet that asks nothing has no ``act``: F9 does nothing there, so that it never goes further.
    """

    widget: QWidget
    close: Callable[[], object]
    act: Button | None = None
    first: QWidget | None = None


class Veil:
    """Lays one sheet over a window, and takes it away."""

    def __init__(self, window: QMainWindow) -> None:
        self._window = window
        self._over: QWidget | None = None
        self._sheet: Sheet | None = None
        self._key: object = None
        self._focus: QWidget | None = None

    @property
    def up(self) -> bool:
        return self._over is not None

    def lay(self, bench: Bench, key: object, make: Callable[[], Sheet]) -> None:
        """The sheet of this key; one that lies already stays, so that what is typed in it is not torn."""
        self._sleep(True)
        if self._over is not None and key == self._key:
            self.fit()
            self._over.raise_()
            return
        if self._over is None:
            self._focus = QApplication.focusWidget()
        typed = self._take_down()
        sheet = make()
        middle = bench.row(None, sheet.widget, None)
        over = bench.holder(bench.col(None, middle, None, margins=(0, 12, 0, 12)), "veil")
        over.setParent(self._window)
        self._over, self._sheet, self._key = over, sheet, key
        for name, act in (("Esc", sheet.close), ("F9", self._act), ("Return", self._enter), ("Enter", self._enter)):
            shortcut = QShortcut(QKeySequence(name), over)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(lambda act=act: act())
        for name, pages in (("PgDown", 1), ("PgUp", -1)):
            QShortcut(QKeySequence(name), over).activated.connect(lambda pages=pages: self._scroll(pages))
        self.fit()
        over.show()
        again = over.findChild(QWidget, typed) if typed else None
        wanted = again or sheet.first or sheet.act or sheet.widget
        wanted.setFocus(Qt.FocusReason.OtherFocusReason)
        for area in sheet.widget.findChildren(QScrollArea):
            if area.isAncestorOf(wanted):
                area.ensureWidgetVisible(wanted)

    def lift(self) -> None:
        """No sheet: the window wakes. Does nothing when none lies there."""
        if self._over is None:
            return
        self._take_down()
        self._key = None
        self._sleep(False)
        focus, self._focus = self._focus, None
        if focus is not None and isValid(focus) and focus.isVisible():
            focus.setFocus(Qt.FocusReason.OtherFocusReason)

    def fit(self) -> None:
        if self._over is not None:
            self._over.setGeometry(self._window.rect())

    def _take_down(self) -> str:
        """Take the sheet away; the name of what had the focus in it."""
        over, self._over, self._sheet = self._over, None, None
        if over is None:
            return ""
        focus = QApplication.focusWidget()
        name = focus.objectName() if focus is not None and over.isAncestorOf(focus) else ""
        over.hide()
        over.setParent(None)
        over.deleteLater()
        return name

    def _sleep(self, asleep: bool) -> None:
        root = self._window.centralWidget()
        if root is not None:
            root.setEnabled(not asleep)

    def _scroll(self, pages: int) -> None:
        """A sheet of very large text is longer than the window."""
        for area in self._sheet.widget.findChildren(QScrollArea) if self._sheet is not None else ():
            bar = area.verticalScrollBar()
            bar.setValue(bar.value() + pages * bar.pageStep())

    def _act(self) -> None:
        press(self._sheet.act if self._sheet is not None else None)

    def _enter(self) -> None:
        """Enter presses the button that has the focus; anywhere else it is F9."""
        focus = QApplication.focusWidget()
        if isinstance(focus, Button):
            press(focus)
        else:
            self._act()
