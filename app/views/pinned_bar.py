"""The bar of buttons that stays under one column of very large text."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from app.views.workbench import Bench, Button


class PinnedBar(QWidget):
    """The bar under one column of very large text. What has no room leaves it, last but one first: its key still works,
    and the menu holds it, too."""

    def __init__(self, bench: Bench, buttons: list[Button]) -> None:
        super().__init__()
        self._buttons = buttons
        self._gap = bench.px(10)
        self.setObjectName("bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, True)
        buttons[0].setProperty("fills", True)
        self.setLayout(bench.row(*buttons, gap=10, margins=(16, 8, 12, 8)))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        margins = self.contentsMargins()
        room = self.width() - 3 * self._gap - margins.left() - margins.right()
        taken = sum(each.sizeHint().width() + self._gap for each in self._buttons)
        for each in self._buttons[1:-1]:
            each.setVisible(taken <= room)
