"""The ground under the bench: one look (theme, text size, width, language), its measures, rows and columns, words.

Every size goes through :meth:`Ground.px`, every colour through its token, every sentence through ``say``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.wording import EN, ZH, Wording

ICONS = Path(__file__).resolve().parent.parent.parent / "resources" / "icons"
NARROW = 1000  # below this many px at 100 % the two columns become one
TIGHT = 1180
WIDE = 1600
NARROW_QUOTES = str.maketrans("“”", '""')  # the Chinese font sets curly quotes a whole square wide
Item = QWidget | QLayout | int | None
Act = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Look:
    """How the window looks now. ``colours`` are the theme's tokens; ``width`` is the window's, in px."""

    colours: Mapping[str, str]
    scale: float
    width: int
    say: Wording


@dataclass(frozen=True, slots=True)
class Choices:
    """What a clerk chose for the look and the sound: kept for the next start by ``remember``."""

    language: str = ZH
    theme: str = "light"
    scale: float = 1.0
    sound: str = "soft"


@lru_cache(maxsize=256)
def _drawn(name: str, size: int, colour: str) -> QPixmap:
    svg = (ICONS / f"{name}.svg").read_text(encoding="utf-8").replace("currentColor", colour)
    pixmap = QPixmap(QSize(size * 2, size * 2))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(svg.encode())).render(painter)
    painter.end()
    pixmap.setDevicePixelRatio(2.0)
    return pixmap


class Ground:
    """One look, and the plainest parts made in it."""

    def __init__(self, look: Look) -> None:
        self.look = look
        self.say = look.say

    # -------------------------------------------------------------- measures
    def px(self, at_full_size: float) -> int:
        return round(at_full_size * self.look.scale)

    def colour(self, token: str) -> QColor:
        return QColor(self.look.colours[token])

    @property
    def narrow(self) -> bool:
        """The text is so large for the window that the two columns become one."""
        return self.look.width / self.look.scale < NARROW

    @property
    def tight(self) -> bool:
        """Two columns, but the case has hardly more room than the steps."""
        return not self.narrow and self.look.width / self.look.scale < TIGHT

    @property
    def wide(self) -> bool:
        return self.look.width / self.look.scale >= WIDE

    # -------------------------------------------------------------- layouts
    def box(self, horizontal: bool, items: Sequence[Item], gap: int, margins: Sequence[int]) -> QBoxLayout:
        """An int is a gap, None a stretch."""
        layout: QBoxLayout = QHBoxLayout() if horizontal else QVBoxLayout()
        layout.setSpacing(self.px(gap))
        left, top, right, bottom = (self.px(each) for each in margins)
        layout.setContentsMargins(left, top, right, bottom)
        for item in items:
            if item is None:
                layout.addStretch(1)
            elif isinstance(item, int):
                layout.addSpacing(self.px(item))
            elif isinstance(item, QWidget):
                layout.addWidget(item, 1 if item.property("fills" if horizontal else "grows") else 0)
            else:
                layout.addLayout(item)
        return layout

    def row(self, *items: Item, gap: int = 8, margins: Sequence[int] = (0, 0, 0, 0)) -> QBoxLayout:
        return self.box(True, items, gap, margins)

    def col(self, *items: Item, gap: int = 8, margins: Sequence[int] = (0, 0, 0, 0)) -> QBoxLayout:
        return self.box(False, items, gap, margins)

    def holder(self, layout: QLayout, name: str = "", *, fills: bool = False) -> QWidget:
        widget = QWidget()
        if name:
            widget.setObjectName(name)
            widget.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, True)
        widget.setLayout(layout)
        widget.setProperty("fills", fills)
        return widget

    def hline(self) -> QFrame:
        line = QFrame()
        line.setObjectName("hline")
        return line

    def vline(self) -> QFrame:
        line = QFrame()
        line.setObjectName("vline")
        return line

    def scroll(self, inner: QWidget) -> QScrollArea:
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(inner)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setProperty("fills", True)
        area.setProperty("grows", True)
        return area

    # -------------------------------------------------------------- words and pictures
    def label(self, text: str, role: str = "body", tone: str = "", *, wrap: bool = True) -> QLabel:
        label = QLabel(text if self.say.language != EN else text.translate(NARROW_QUOTES))
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setProperty("role", role)
        if tone:
            label.setProperty("tone", tone)
        label.setWordWrap(wrap)
        if wrap:
            label.setProperty("fills", True)
            label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        return label

    def word(self, text: str, role: str = "body", tone: str = "") -> QLabel:
        """A short text that stays on one line."""
        return self.label(text, role, tone, wrap=False)

    def pixmap(self, name: str, size: int, token: str) -> QPixmap:
        return _drawn(name, self.px(size), self.look.colours[token])

    def icon(self, name: str, size: int = 20, tone: str = "text2", *, line: int = 0) -> QLabel:
        """``line`` sets the icon on the first line of a text of that height."""
        label = QLabel()
        label.setPixmap(self.pixmap(name, size, tone))
        label.setFixedSize(self.px(size), self.px(max(size, line)))
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        return label

    def key_hint(self, key: str) -> QLabel:
        hint = self.word(key)
        hint.setProperty("key", "true")
        hint.setProperty("role", None)
        hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        hint.setFixedHeight(self.px(24))
        hint.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        return hint
