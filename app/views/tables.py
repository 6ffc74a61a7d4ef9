"""The one table model, and the one way a list of it looks: rows of cells, each a text with a tone, the status first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from app.views.workbench import TONES, Bench

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Cell:
    """A text, and for a status its tone."""

    text: str
    tone: str = ""


class Table(QAbstractTableModel):
    """Frozen rows; a new list of rows is a new table."""

    def __init__(self, bench: Bench, heads: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
        super().__init__()
        self._bench = bench
        self._heads = tuple(heads)
        self._rows = tuple(tuple(row) for row in rows)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._heads)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._heads[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        cell = self._rows[index.row()][index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return cell.text
        if not cell.tone:
            return None
        token, icon = TONES[cell.tone]
        if role == Qt.ItemDataRole.DecorationRole:
            return QIcon(self._bench.pixmap(icon, 20, token))
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._bench.colour(token)
        return None


@dataclass(frozen=True, slots=True)
class Shape:
    """How wide the columns are, in px at 100 %; 0 takes the rest. Very large text has widths of its own, or hides."""

    widths: tuple[int, ...]
    narrow: tuple[int, ...]
    hidden_when_narrow: tuple[int, ...] = ()


def a_list(
    bench: Bench, name: str, spoken: str, heads: Sequence[str], rows: Sequence[Sequence[Cell]], shape: Shape
) -> QTableView:
    """A list to walk through with the arrows, one row at a time; nothing in it is edited."""
    table = QTableView()
    table.setObjectName(name)
    table.setAccessibleName(spoken)
    table.setModel(Table(bench, heads, rows))
    table.model().setParent(table)
    table.setShowGrid(False)
    table.setIconSize(QSize(bench.px(20), bench.px(20)))
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setWordWrap(True)
    table.setTabKeyNavigation(False)  # Tab leads on to the next control, the arrows walk through the rows
    table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(bench.px(50))
    head = table.horizontalHeader()
    head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    head.setHighlightSections(False)
    for column in shape.hidden_when_narrow if bench.narrow else ():
        table.setColumnHidden(column, True)
    for column, width in enumerate(shape.narrow if bench.narrow else shape.widths):
        mode = QHeaderView.ResizeMode.Fixed if width else QHeaderView.ResizeMode.Stretch
        head.setSectionResizeMode(column, mode)
        if width:
            table.setColumnWidth(column, bench.px(width))
    table.setProperty("grows", True)
    return table
