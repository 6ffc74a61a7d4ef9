"""The signature pad (簽名板): ink by mouse, touch or stylus, kept as a PNG of dark strokes on nothing."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QTabletEvent,
)
from PySide6.QtWidgets import QWidget

INK = QColor("#15181C")
PAPER = QColor("#FFFFFF")
PNG_WIDTH, PNG_HEIGHT = 800, 300


class SignaturePad(QWidget):
    """Tells its ink after every stroke as ``inked(png)``; wiped it tells None.

    Strokes are kept in fractions of the pad, so that they survive a resize; a dot counts, nothing at all does not.
    """

    inked = Signal(object)

    def __init__(self, line: QColor, height: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._line = line
        self._strokes: list[list[QPointF]] = []
        self._drawing = False
        self.setMinimumHeight(height)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents, False)  # Qt turns touch into mouse for us

    @property
    def strokes(self) -> list[list[QPointF]]:
        """The ink, to be carried over when the page is drawn anew."""
        return self._strokes

    @strokes.setter
    def strokes(self, strokes: list[list[QPointF]]) -> None:
        self._strokes = strokes
        self.update()

    @property
    def is_empty(self) -> bool:
        return not self._strokes

    def wipe(self) -> None:
        self._strokes.clear()
        self._drawing = False
        self.update()
        self.inked.emit(None)

    def png(self) -> bytes | None:
        """The ink as a PNG of 800 by 300, or None when there is none."""
        if self.is_empty:
            return None
        image = QImage(PNG_WIDTH, PNG_HEIGHT, QImage.Format.Format_ARGB32)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        self._ink(painter, PNG_WIDTH, PNG_HEIGHT, 5)
        painter.end()
        content = QByteArray()
        buffer = QBuffer(content)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        image.save(buffer, "PNG")  # type: ignore[call-overload]
        return bytes(content.data())

    # -------------------------------------------------------------- the hand
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._begin(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._go_on(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._end()

    def tabletEvent(self, event: QTabletEvent) -> None:
        match event.type():
            case QTabletEvent.Type.TabletPress:
                self._begin(event.position())
            case QTabletEvent.Type.TabletMove:
                self._go_on(event.position())
            case QTabletEvent.Type.TabletRelease:
                self._end()
        event.accept()

    def _begin(self, at: QPointF) -> None:
        self._drawing = True
        self._strokes.append([self._fraction(at)])
        self.update()

    def _go_on(self, at: QPointF) -> None:
        if self._drawing:
            self._strokes[-1].append(self._fraction(at))
            self.update()

    def _end(self) -> None:
        if self._drawing:
            self._drawing = False
            self.inked.emit(self.png())

    def _fraction(self, at: QPointF) -> QPointF:
        return QPointF(at.x() / max(1, self.width()), at.y() / max(1, self.height()))

    # -------------------------------------------------------------- drawing
    def _ink(self, painter: QPainter, width: float, height: float, thick: float) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(INK, thick, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        for stroke in self._strokes:
            points = [QPointF(each.x() * width, each.y() * height) for each in stroke]
            if len(points) == 1:
                painter.drawPoint(points[0])
                continue
            path = QPainterPath(points[0])
            for before, after in pairwise(points):
                path.quadTo(before, (before + after) / 2)
            path.lineTo(points[-1])
            painter.drawPath(path)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paper stays white in the dark theme, too: ink is dark."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._line, 1))
        painter.setBrush(PAPER)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        base = self.height() * 0.78
        painter.setPen(QPen(self._line, 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(self.width() * 0.08, base), QPointF(self.width() * 0.92, base))
        self._ink(painter, self.width(), self.height(), max(2.0, self.width() / 160))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.update()
        super().resizeEvent(event)
