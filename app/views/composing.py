"""A character that is being put together (Zhuyin, Cangjie): a field that is taken away meanwhile would tear it."""

from __future__ import annotations

from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget


class Field(QLineEdit):
    """A line of text that knows whether a character is being put together in it."""

    composing = False

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        super().inputMethodEvent(event)
        self.composing = bool(event.preeditString())


def composing(page: QWidget) -> bool:
    """Whether that happens on this page."""
    focus = QApplication.focusWidget()
    if focus is None or not page.isAncestorOf(focus):
        return False
    if isinstance(focus, QPlainTextEdit):
        return bool(focus.textCursor().block().layout().preeditAreaText())
    return isinstance(focus, Field) and focus.composing
