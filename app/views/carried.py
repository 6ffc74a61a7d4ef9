"""What a page that is drawn anew takes over from the one it replaces: the scroll, the focus, and what was typed.

A page is drawn anew whenever anything behind it moves, at the latest every half minute: whoever reads or types in it
must not feel it. A password that was sent is not taken over: when it was refused it is typed again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QLineEdit, QPlainTextEdit, QScrollArea, QWidget

SECRET = QLineEdit.EchoMode.Password


@dataclass(frozen=True, slots=True)
class Carried:
    """Fields and the focus by their names, the scrolled areas in their order; ``orphaned``: the focus was in them."""

    scrolled: tuple[int, ...] = ()
    typed: Mapping[str, str] = field(default_factory=dict, repr=False)
    focus: str = ""
    cursor: int = 0
    orphaned: bool = False

    def give(self, page: QWidget) -> None:
        """Put the typed words and the scroll into the new page."""
        for edit in page.findChildren(QLineEdit):
            if not edit.text() and not edit.property("anew") and (words := self.typed.get(edit.objectName())):
                edit.setText(words)
        areas = _areas(page)
        if len(areas) == len(self.scrolled):
            for area, value in zip(areas, self.scrolled, strict=True):
                area.verticalScrollBar().setValue(value)

    def focused(self, page: QWidget) -> QWidget | None:
        """What stands where the focus was, its cursor at the same place."""
        wanted = page.findChild(QWidget, self.focus) if self.focus else None
        if isinstance(wanted, QLineEdit):
            wanted.setCursorPosition(self.cursor)
        elif isinstance(wanted, QPlainTextEdit):
            cursor = wanted.textCursor()
            cursor.setPosition(min(self.cursor, len(wanted.toPlainText())))
            wanted.setTextCursor(cursor)
        return wanted


def carried(page: QWidget, *, same: bool, sent: bool) -> Carried:
    """What ``page`` hands on to the ``same`` one drawn anew; ``sent``: what was typed in it has gone to the desk."""
    focus = QApplication.focusWidget()
    inside = focus is not None and (focus is page or page.isAncestorOf(focus))
    if not same:
        return Carried(orphaned=inside)
    edits = [each for each in page.findChildren(QLineEdit) if not (sent and each.echoMode() is SECRET)]
    return Carried(
        tuple(area.verticalScrollBar().value() for area in _areas(page)),
        {each.objectName(): each.text() for each in edits if each.objectName()},
        focus.objectName() if focus is not None and inside else "",
        _cursor(focus) if inside else 0,
        inside,
    )


def bring_in_sight(area: QScrollArea, part: QWidget) -> None:
    """Scroll as little as is needed; of a part that is higher than the area, its beginning is shown."""
    inner, bar = area.widget(), area.verticalScrollBar()
    if inner is None:
        return
    top, high = part.mapTo(inner, QPoint(0, 0)).y(), area.viewport().height()
    bottom = top + part.height()
    if bottom > bar.value() + high:
        bar.setValue(min(top, bottom - high))
    elif top < bar.value():
        bar.setValue(top)


def _cursor(focus: QWidget | None) -> int:
    if isinstance(focus, QLineEdit):
        return focus.cursorPosition()
    return focus.textCursor().position() if isinstance(focus, QPlainTextEdit) else 0


def _areas(page: QWidget) -> list[QAbstractScrollArea]:
    own = [page] if isinstance(page, QAbstractScrollArea) else []
    return [*own, *page.findChildren(QAbstractScrollArea)]
