"""What is pressed, ticked and chosen: controls whose words are laid out, so that they grow with the text size."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QLabel,
    QPushButton,
    QRadioButton,
    QSizePolicy,
)

from app.views.ground import Ground, Item

REPEAT_MS = 300  # a second press of a key within this time is a finger that stayed


class Button(QPushButton):
    """A push button whose text and key hint are laid out, so that both grow with the text size."""

    def __init__(self, bench: Ground, text: str, key: str, kind: str, icon: str, height: int) -> None:
        super().__init__()
        self._ring = QColor(bench.look.colours["on_go"])
        self.setProperty("kind", kind)
        self.setAccessibleName(f"{text} {key}".strip())
        strong = kind == "primary"
        parts: list[Item] = []
        self.picture = bench.icon(icon, 24 if strong else 20, "on_go" if strong else "text2") if icon else None
        if self.picture is not None:
            parts.append(self.picture)
        self.words = bench.word(text, "heading" if strong else "label")
        parts.append(self.words)
        if key:
            parts += [None, bench.key_hint(key)]
        self.setLayout(bench.row(*parts, gap=10, margins=(20, 6, 16, 6) if strong else (14, 4, 12, 4)))
        for label in self.findChildren(QLabel):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setMinimumHeight(bench.px(height or (60 if strong else 44)))
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        layout = self.layout()
        hint = layout.sizeHint() if layout is not None else super().sizeHint()
        return hint.expandedTo(QSize(0, self.minimumHeight()))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus() and self.property("kind") == "primary":
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self._ring, 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(5, 5, -5, -5), 4, 4)


class Tick(QCheckBox):
    """A box to tick whose words wrap; the tick is drawn from the icons."""

    def __init__(self, bench: Ground, text: str) -> None:
        super().__init__()
        self._mark = bench.pixmap("check", 16, "on_go")
        _lay_words(self, bench, text)

    def hitButton(self, at: QPoint) -> bool:
        return self.rect().contains(at)

    def sizeHint(self) -> QSize:
        return _worded_size(self)

    def minimumSizeHint(self) -> QSize:
        return _worded_size(self, least=True)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.isChecked():
            from PySide6.QtWidgets import QStyle, QStyleOptionButton  # 5 ms that the door does not need

            option = QStyleOptionButton()
            self.initStyleOption(option)
            box = self.style().subElementRect(QStyle.SubElement.SE_CheckBoxIndicator, option, self)
            size = self._mark.deviceIndependentSize()
            at = QRectF(box).center() - QPointF(size.width() / 2, size.height() / 2)
            QPainter(self).drawPixmap(at, self._mark)


class Radio(QRadioButton):
    """One of several, whose words wrap."""

    def __init__(self, bench: Ground, text: str) -> None:
        super().__init__()
        _lay_words(self, bench, text)

    def hitButton(self, at: QPoint) -> bool:
        return self.rect().contains(at)

    def sizeHint(self) -> QSize:
        return _worded_size(self)

    def minimumSizeHint(self) -> QSize:
        return _worded_size(self, least=True)


def _lay_words(button: QAbstractButton, bench: Ground, text: str) -> None:
    words = bench.label(text)
    words.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    button.setLayout(bench.row(words, margins=(42, 4, 8, 4)))
    button.setAccessibleName(text)
    button.setMinimumHeight(bench.px(34))
    policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
    policy.setHeightForWidth(True)
    button.setSizePolicy(policy)


def _worded_size(button: QAbstractButton, *, least: bool = False) -> QSize:
    layout = button.layout()
    if layout is None:
        return QSize()
    size = layout.minimumSize() if least else layout.sizeHint()
    return size.expandedTo(QSize(0, button.minimumHeight()))


def sleep(button: Button, asleep: bool) -> Button:
    """Nothing to press now; the sentence beside it says what runs."""
    if asleep:
        button.setEnabled(False)
        button.setProperty("asleep", "true")
        if button.picture is not None:
            button.picture.hide()
    return button


def press(button: QAbstractButton | None) -> bool:
    """Press it as a key would; False when there is nothing to press."""
    if button is None or not button.isEnabled():
        return False
    button.click()
    return True
