"""A drop-down list of a few codes, with the arrow drawn from the icons and an empty first line until one is chosen."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox

from app.views.workbench import Bench


class Choice(QComboBox):
    """Tells the chosen code. The wheel does not turn it: a scroll must not change a record."""

    def __init__(
        self,
        bench: Bench,
        options: Sequence[tuple[str, str]],
        chosen: str,
        choose: Callable[[str], object],
        name: str,
    ) -> None:
        super().__init__()
        self._bench = bench
        self._choose = choose
        for code, text in options:
            self.addItem(text, code)
        self.setPlaceholderText(bench.say("Choose"))
        self.setCurrentIndex(next((i for i, (code, _) in enumerate(options) if code == chosen), -1))
        self.setAccessibleName(name)
        self.setMinimumContentsLength(4)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.activated.connect(self._activated)

    def _activated(self, index: int) -> None:
        self._choose(str(self.itemData(index)))

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        size = self._bench.px(20)
        at = QPointF(self.width() - size - self._bench.px(12), (self.height() - size) / 2)
        painter.drawPixmap(at, self._bench.pixmap("chevron-down", 20, "text2"))
