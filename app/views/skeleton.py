"""What stands still while the window's frame is drawn anew: the places of rail, header, foot and side.

The pages in their midst never leave. Taken out and put into a new frame, a case with all its parts would be styled and
laid out once more for a printer that was switched on.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget


class Skeleton(QWidget):
    """``pages`` in the middle; :meth:`put` exchanges what is around them."""

    def __init__(self, pages: QWidget) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, True)
        self._pages = pages
        whole = _bare(QHBoxLayout(self))
        self._left, self._right = _bare(QHBoxLayout()), _bare(QHBoxLayout())
        self._top, self._foot = _bare(QVBoxLayout()), _bare(QVBoxLayout())
        middle = _bare(QVBoxLayout())
        middle.addLayout(self._top)
        middle.addWidget(pages, 1)
        middle.addLayout(self._foot)
        whole.addLayout(self._left)
        whole.addLayout(middle, 1)
        whole.addLayout(self._right)

    def put(self, left: Sequence[QWidget], top: Sequence[QWidget], foot: Sequence[QWidget]) -> None:
        """The frame's parts from now on; the ones before go at the end of this turn."""
        for place, parts in ((self._left, left), (self._top, top), (self._foot, foot)):
            self._exchange(place, parts)

    def put_side(self, parts: Sequence[QWidget]) -> None:
        """What stands at the right, if anything."""
        self._exchange(self._right, parts)

    def _exchange(self, place: QBoxLayout, parts: Sequence[QWidget]) -> None:
        focus = QApplication.focusWidget()
        while (item := place.takeAt(0)) is not None:
            if (old := item.widget()) is not None and old not in parts:
                if focus is not None and old.isAncestorOf(focus):
                    focus.clearFocus()  # or Qt would hand it to the next control of the frame
                old.hide()
                old.setParent(None)
                old.deleteLater()
        for part in parts:
            place.addWidget(part)
            part.show()  # now, not in the next turn: no gap in the frame, no key lost


def _bare(layout: QBoxLayout) -> QBoxLayout:
    layout.setSpacing(0)
    layout.setContentsMargins(0, 0, 0, 0)
    return layout
