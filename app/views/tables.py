"""The one table model: rows of cells, each a text with a tone; the status column first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QIcon

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
