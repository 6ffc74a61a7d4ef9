"""What is seen of a window's words: each measured in the picture, its ink against the ground it is painted on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from functools import cache, lru_cache

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QTableView,
    QWidget,
)

SHARP = 2  # pixels for one: the middle of a thin stroke is then all ink
LEAST = 4.5  # WCAG 2, text
ICON = 3.0  # and what is drawn
LARGEST_ICON = 90


@cache
def _linear(part: int) -> float:
    share = part / 255
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4


@lru_cache(maxsize=100_000)
def _luminance(rgb: int) -> float:
    return 0.2126 * _linear(rgb >> 16 & 255) + 0.7152 * _linear(rgb >> 8 & 255) + 0.0722 * _linear(rgb & 255)


def contrast(one: int, other: int) -> float:
    """Of two colours, as WCAG 2 has it: 1 to 21. Each is 0xRRGGBB; what stands above that does not matter."""
    dim, bright = sorted((_luminance(one), _luminance(other)))
    return (bright + 0.05) / (dim + 0.05)


def picture(view: QWidget) -> QImage:
    image = QImage(view.size() * SHARP, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(SHARP)
    image.fill(QColor("magenta"))  # no ground of ours: what is painted by nobody is found
    view.render(image)
    return image


def hard_to_read(view: QWidget, grounds: Collection[str]) -> list[str]:
    """Words and signs that do not stand out, or that stand on a ground that is none of the theme's."""
    image, found = picture(view), []
    allowed = {QColor(each).rgb() for each in grounds}
    for what, place, least in _written(view):
        colours = _colours(image, place)
        if not colours:
            continue
        ground, _ = colours.most_common(1)[0]
        inks = [each for each, number in colours.items() if number >= SHARP * SHARP]
        best = max(contrast(each, ground) for each in inks)
        if ground not in allowed:
            found.append(f"{what!r} stands on {QColor(ground).name()}")
        if best < least:
            found.append(f"{what!r} on {QColor(ground).name()}: {best:.2f}")
    return found


def _colours(image: QImage, place: QRect) -> Counter[int]:
    part = image.copy(QRect(place.topLeft() * SHARP, place.size() * SHARP))
    return Counter(memoryview(part.constBits()).cast("I")) if not part.isNull() else Counter()


def _written(view: QWidget) -> Iterator[tuple[str, QRect, float]]:
    """Everything that is read, with its place in the window: not what is scrolled away or lies under a veil."""
    veil = next((each for each in view.findChildren(QWidget, "veil") if each.isVisibleTo(view)), None)
    for widget in (veil or view).findChildren(QWidget):
        if not widget.isVisibleTo(view):
            continue
        shown = widget.visibleRegion().boundingRect()
        if shown.size() != widget.size():  # cut by an area that scrolls: what is left of it may be half a letter
            continue
        at = widget.mapTo(view, QPoint())
        for what, place, least in _read(widget):
            yield what, place.translated(at), least


def _read(widget: QWidget) -> Iterator[tuple[str, QRect, float]]:
    inner = widget.rect().adjusted(2, 2, -2, -2)
    match widget:
        case QLabel() if widget.text().strip():
            yield widget.text(), inner, LEAST
        case QLabel() if not widget.pixmap().isNull() and _is_icon(widget.pixmap().deviceIndependentSize().toSize()):
            yield f"icon {widget.accessibleName()}", widget.rect(), ICON
        case QPushButton() if widget.text().strip():
            yield widget.text(), inner.adjusted(4, 4, -4, -4), LEAST
        case QLineEdit() if widget.displayText() or widget.placeholderText():
            yield widget.displayText() or widget.placeholderText(), inner.adjusted(4, 4, -4, -4), LEAST
        case QPlainTextEdit() if widget.toPlainText():
            yield widget.toPlainText(), inner.adjusted(6, 6, -6, -6), LEAST
        case QComboBox() if widget.currentText():
            yield widget.currentText(), inner.adjusted(4, 4, -4, -4), LEAST
        case QTableView():
            yield from _cells(widget)


def _is_icon(size: QSize) -> bool:
    return max(size.width(), size.height()) <= LARGEST_ICON


def _cells(table: QTableView) -> Iterator[tuple[str, QRect, float]]:
    model, viewport = table.model(), table.viewport()
    for row in range(model.rowCount()):
        for column in range(model.columnCount()):
            index = model.index(row, column)
            place, words = table.visualRect(index), str(index.data() or "").strip()
            if words and not table.isColumnHidden(column) and viewport.rect().contains(place):
                yield words, place.adjusted(2, 2, -2, -2).translated(viewport.pos()), LEAST
