"""A window as text, for goldens that review like prose; and the questions every window must answer.

One line per thing that is read or pressed, in the order it is laid out: words, ``[button KEY]`` (``[* ...]`` the filled
one, ``(asleep)`` when it cannot be pressed), ``[x]`` and ``( )`` for boxes, ``<name: text>`` for fields. A table is its
heads and a line for each row, its cells between bars, ``>`` before the chosen one.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QComboBox,
    QLabel,
    QLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QTableView,
    QWidget,
)

from app.views.signature_pad import SignaturePad

CONTROLS = (QAbstractButton, QLineEdit, QComboBox, QPlainTextEdit, SignaturePad)


def dump(root: QWidget) -> str:
    return "\n".join(_lines(root)) + "\n"


def _lines(widget: QWidget) -> Iterator[str]:
    """Depth first, children in the order of their layout."""
    for child in _children(widget):
        if child.isHidden():
            continue
        if isinstance(child, QTableView):
            yield from _table(child)
            continue
        if (line := _line(child)) is not None:
            yield line
            continue
        yield from _lines(child)


def _table(table: QTableView) -> Iterator[str]:
    """What is read of a table, column by column as it is shown."""
    model, chosen = table.model(), {index.row() for index in table.selectionModel().selectedRows()}
    columns = [column for column in range(model.columnCount()) if not table.isColumnHidden(column)]
    if table.horizontalHeader().isVisibleTo(table):
        heads = [str(model.headerData(column, Qt.Orientation.Horizontal) or "") for column in columns]
        yield "  " + " | ".join(heads)
    for row in range(model.rowCount()):
        cells = [str(model.index(row, column).data() or "") for column in columns]
        yield ("> " if row in chosen else "  ") + " | ".join(cells)


def _children(widget: QWidget) -> list[QWidget]:
    if isinstance(widget, QScrollArea):
        return [widget.widget()] if widget.widget() is not None else []
    laid = list(_in_layout(widget.layout())) if widget.layout() is not None else []
    loose = [each for each in widget.children() if isinstance(each, QWidget) and each not in laid]
    return laid + loose


def _in_layout(layout: QLayout) -> Iterator[QWidget]:
    for index in range(layout.count()):
        item = layout.itemAt(index)
        if item.widget() is not None:
            yield item.widget()
        elif item.layout() is not None:
            yield from _in_layout(item.layout())


def _line(widget: QWidget) -> str | None:
    match widget:
        case QCheckBox():
            return f"[{'x' if widget.isChecked() else ' '}] {widget.accessibleName()}"
        case QRadioButton():
            return f"({'o' if widget.isChecked() else ' '}) {widget.accessibleName()}"
        case QAbstractButton():
            star = "* " if widget.property("kind") == "primary" else ""
            asleep = "" if widget.isEnabled() else " (asleep)"
            return f"[{star}{widget.accessibleName()}]{asleep}"
        case QLineEdit():
            return f"<{widget.accessibleName()}: {widget.text() or widget.placeholderText()}>"
        case QPlainTextEdit():
            return f"<{widget.accessibleName()}: {widget.toPlainText()}>"
        case QComboBox():
            return f"<{widget.accessibleName()}: {widget.currentText() or widget.placeholderText()}>"
        case SignaturePad():
            return f"<{widget.accessibleName()}: {'empty' if widget.is_empty else 'signed'}>"
        case QLabel():
            return widget.text() or None
    return None


def nameless(root: QWidget) -> list[str]:
    """Controls that a screen reader would meet without a name."""
    found = []
    for control in root.findChildren(QWidget):
        if isinstance(control, CONTROLS) and control.isVisibleTo(root):
            spoken = QAccessible.queryAccessibleInterface(control)
            if spoken is None or not spoken.text(QAccessible.Text.Name):
                found.append(f"{type(control).__name__} {control.objectName()}")
    return found


def cramped(root: QWidget) -> list[str]:
    """Words that need more room than they have, and things that stick out of what holds them."""
    found = []
    for label in root.findChildren(QLabel):
        if not label.isVisibleTo(root) or not label.text():
            continue
        needed = label.heightForWidth(label.width()) if label.wordWrap() else label.sizeHint().height()
        if label.height() + 1 < needed or (not label.wordWrap() and label.width() + 1 < label.sizeHint().width()):
            found.append(f"{label.text()!r}: has {label.width()}x{label.height()}, needs {label.sizeHint()} {needed}")
        holder = label.parentWidget()
        if holder is not None and not QRect(0, 0, holder.width(), holder.height()).contains(label.geometry()):
            found.append(f"{label.text()!r} sticks out: {label.geometry()} of {holder.size()}")
    for area in root.findChildren(QScrollArea):
        inner = area.widget()
        if area.isVisibleTo(root) and inner is not None and inner.width() > area.viewport().width() + 1:
            found.append(f"{area.objectName() or 'area'} is {inner.width()} wide in {area.viewport().width()}")
    return found


def out_of_reach(root: QWidget) -> list[str]:
    """Filled buttons that have to be scrolled to: the one next step is pinned on every page at every text size."""
    return [
        each.accessibleName()
        for each in root.findChildren(QPushButton)
        if each.property("kind") == "primary"
        and each.isVisibleTo(root)
        and not _under_a_veil(root, each)
        and each.visibleRegion().boundingRect() != each.rect()
    ]


def _under_a_veil(root: QWidget, widget: QWidget) -> bool:
    veil = next((each for each in root.findChildren(QWidget, "veil") if each.isVisibleTo(root)), None)
    return veil is not None and not veil.isAncestorOf(widget)
