"""Bars by the hour: handed over, and above it, hatched, who was sent away. Shape and number, not colour alone."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.desk.day_slips import HourSlip
from app.views.workbench import Bench

BAR = 44


class HoursChart(QWidget):
    """``now`` is the hour that runs, or -1 on a day that is over."""

    def __init__(self, bench: Bench, hours: Sequence[HourSlip], now: int) -> None:
        super().__init__()
        self._bench, self._hours, self._now = bench, tuple(hours), now
        self.setFixedHeight(bench.px(210))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        say = bench.say
        told = [
            say("{hour}:00: {given} handed over, {sent} sent away", hour=h.hour, given=h.handed_over, sent=h.sent_away)
            for h in self._hours
            if h.all
        ]
        self.setAccessibleName(say("; ").join([say("By the hour"), *told]))
        self.setObjectName("hours-chart")

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._hours:
            return
        b = self._bench
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        base, top = self.height() - b.px(34), b.px(24)
        each = self.width() / len(self._hours)
        most = max(1, *(hour.all for hour in self._hours))
        for place, hour in enumerate(self._hours):
            self._bar(painter, hour, (place + 0.5) * each, each, base, (base - top) / most)
        painter.setPen(QPen(b.colour("edge"), 1))
        painter.drawLine(QPointF(0, base + 0.5), QPointF(self.width(), base + 0.5))

    def _bar(self, painter: QPainter, hour: HourSlip, middle: float, room: float, base: float, unit: float) -> None:
        b = self._bench
        wide = min(float(b.px(BAR)), room * 0.62)
        given, sent = hour.handed_over * unit, hour.sent_away * unit
        if hour.handed_over:
            painter.fillRect(QRectF(middle - wide / 2, base - given, wide, given), b.colour("go"))
        if hour.sent_away:
            box = QRectF(middle - wide / 2 + 0.5, base - given - sent + 0.5, wide - 1, max(2.0, sent - 2))
            painter.fillRect(box, b.colour("stop_bg"))
            painter.setPen(QPen(b.colour("stop"), 1))
            painter.setBrush(QBrush(b.colour("stop"), Qt.BrushStyle.BDiagPattern))
            painter.drawRect(box)
        if hour.all:
            self._word(painter, str(hour.all), middle, room, base - given - sent - b.px(22))
        word = b.say("{hour} h", hour=hour.hour) if hour.hour == self._now else str(hour.hour)
        self._word(painter, word, middle, room, base + b.px(6), strong=hour.hour == self._now)

    def _word(
        self, painter: QPainter, text: str, middle: float, room: float, top: float, *, strong: bool = False
    ) -> None:
        b = self._bench
        font = QFont(self.font())
        font.setPixelSize(b.px(14))
        font.setWeight(QFont.Weight.Bold if strong else QFont.Weight.Normal)
        painter.setFont(font)
        painter.setPen(b.colour("text"))
        painter.drawText(QRectF(middle - room / 2, top, room, b.px(20)), Qt.AlignmentFlag.AlignCenter, text)
