"""The bench on which the case's views are built: small parts bound to one look (theme, text size, width, language).

A view draws itself whole from a frozen screen, so a part is built once, shown and thrown away; nothing here remembers.
Every size goes through :meth:`Bench.px`, every colour through its token, every sentence through ``say``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import (
    QAbstractButton,
    QBoxLayout,
    QButtonGroup,
    QCheckBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QVBoxLayout,
    QWidget,
)

from app.errors import Obstacle, Trouble
from app.wording import EN, Wording

ICONS = Path(__file__).resolve().parent.parent.parent / "resources" / "icons"
NARROW = 1000  # below this many px at 100 % the two columns become one
TIGHT = 1180
WIDE = 1600
NARROW_QUOTES = str.maketrans("“”", '""')  # the Chinese font sets curly quotes a whole square wide
TONES = {
    "go": ("go", "circle-check"),
    "warn": ("warn", "triangle-alert"),
    "stop": ("stop", "octagon-x"),
    "info": ("text2", "info"),
    "wait": ("text2", "clock"),
}
Item = QWidget | QLayout | int | None
Act = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Look:
    """How the window looks now. ``colours`` are the theme's tokens; ``width`` is the window's, in px."""

    colours: Mapping[str, str]
    scale: float
    width: int
    say: Wording


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


class Bench:
    """Makes parts in one look."""

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

    def chip(self, text: str, tone: str, icon: str = "") -> QFrame:
        """Icon and word on a tinted ground: a fact about the heading beside it."""
        frame = QFrame()
        frame.setProperty("chip", tone)
        token, usual = TONES[tone]
        frame.setLayout(
            self.row(self.icon(icon or usual, 18, token), self.word(text, "label"), gap=6, margins=(8, 4, 10, 4))
        )
        frame.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        return frame

    def status(self, text: str, tone: str, icon: str = "", size: int = 20) -> QWidget:
        token, usual = TONES[tone]
        return self.holder(self.row(self.icon(icon or usual, size, token), self.word(text, "label", token), gap=6))

    def told(self, text: str, tone: str = "warn", *, more: str = "") -> QWidget:
        """A problem or a notice under what it is about: icon, sentence, and the next step under it."""
        token, icon = TONES[tone]
        lines = self.col(self.label(text, "body"), *([self.label(more, "body", "text2")] if more else []), gap=0)
        widget = self.holder(lines, fills=True)
        return self.beside(self.icon(icon, 20, token, line=24), widget)

    def beside(self, mark: QWidget, body: QWidget, gap: int = 8) -> QWidget:
        """A mark at the top left, the body filling the rest."""
        body.setProperty("fills", True)
        row = self.row(mark, body, gap=gap)
        row.setAlignment(mark, Qt.AlignmentFlag.AlignTop)
        return self.holder(row)

    def problem(self, problem: Obstacle | Trouble, tone: str = "stop") -> QWidget:
        sentence = self.say.explain(problem)
        return self.told(sentence.text, tone, more=sentence.next_step)

    def band(self, tone: str, title: str, text: str, english: str = "", icon: str = "") -> QFrame:
        """The verdict: the only large tinted area of a screen."""
        token, usual = TONES[tone]
        tight = self.narrow
        second = bool(english) and not tight and english != title
        head: list[Item] = [self.label(title, "title", token, wrap=not second)]
        if second:
            head += [self.word(english, "small", "text2"), None]
        body = self.holder(self.col(self.row(*head, gap=12), self.label(text, "body"), gap=0))
        frame = QFrame()
        frame.setProperty("band", tone)
        frame.setAccessibleName(f"{title}. {text}")
        inner = self.beside(self.icon(icon or usual, 28 if tight else 36, token, line=40), body, 12 if tight else 16)
        frame.setLayout(self.col(inner, margins=(12, 8, 12, 10) if tight else (20, 14, 20, 16)))
        return frame

    def banner(self, text: str, *buttons: QWidget, tone: str = "warn") -> QFrame:
        """Full width over the case: something that stays until it is answered."""
        token, icon = TONES[tone]
        frame = QFrame()
        frame.setProperty("band", tone)
        frame.setAccessibleName(text)
        head = self.beside(self.icon(icon, 20, token, line=24), self.label(text, "strong"), 12)
        if self.narrow:
            frame.setLayout(self.col(head, self.row(*buttons, None, gap=12), gap=8, margins=(16, 8, 16, 8)))
        else:
            frame.setLayout(self.row(head, *buttons, gap=12, margins=(16, 8, 16, 8)))
        return frame

    def facts(self, pairs: Sequence[tuple[str, str]], gap: int = 6, role: str = "strong") -> QWidget:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(self.px(16))
        grid.setVerticalSpacing(self.px(gap))
        for line, (name, value) in enumerate(pairs):
            at = Qt.AlignmentFlag.AlignVCenter if role == "title" else Qt.AlignmentFlag.AlignTop
            grid.addWidget(self.word(name, "label", "text2"), line, 0, at)
            grid.addWidget(self.label(value, role), line, 1)
        grid.setColumnStretch(1, 1)
        return self.holder(grid)

    # -------------------------------------------------------------- controls
    def button(
        self, text: str, key: str = "", kind: str = "plain", icon: str = "", act: Act | None = None, height: int = 0
    ) -> Button:
        button = Button(self, text, key, kind, icon, height)
        if act is not None:
            button.clicked.connect(lambda: act())  # made in and called from the GUI lane
        return button

    def edit(self, text: str, name: str, placeholder: str = "", *, secret: bool = False) -> QLineEdit:
        edit = QLineEdit(text)
        edit.setPlaceholderText(placeholder)
        edit.setAccessibleName(name)
        edit.setMaxLength(500)
        if secret:
            edit.setEchoMode(QLineEdit.EchoMode.Password)
        return edit

    def field(self, name: str, control: QWidget, problem: Obstacle | Trouble | None = None, hint: str = "") -> QWidget:
        """Label above, the control, and under it what is wrong with it."""
        items: list[Item] = [self.label(name, "label"), control]
        if problem is not None:
            items.append(self.problem(problem))
        elif hint:
            items.append(self.label(hint, "small", "text2"))
        widget = self.holder(self.col(*items, gap=4))
        widget.setProperty("fills", True)
        return widget

    def choices(
        self, options: Sequence[tuple[str, str]], chosen: str, choose: Callable[[str], object], columns: int = 1
    ) -> QWidget:
        """One of several; ``choose`` is told the code. The arrow keys walk through them."""
        group = QButtonGroup()
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(self.px(2))
        grid.setHorizontalSpacing(self.px(4))
        for index, (code, text) in enumerate(options):
            radio = Radio(self, text)
            radio.setChecked(code == chosen)
            radio.clicked.connect(lambda _=False, code=code: choose(code))
            radio.setObjectName(f"choice-{code}")
            group.addButton(radio)
            grid.addWidget(radio, index // columns, index % columns)
        for column in range(columns):
            grid.setColumnStretch(column, 1)
        widget = self.holder(grid)
        group.setParent(widget)
        return widget

    def tick(self, text: str, ticked: bool, mark: Callable[[bool], object]) -> QCheckBox:
        box = Tick(self, text)
        box.setChecked(ticked)
        box.toggled.connect(lambda on: mark(on))
        return box


class Button(QPushButton):
    """A push button whose text and key hint are laid out, so that both grow with the text size."""

    def __init__(self, bench: Bench, text: str, key: str, kind: str, icon: str, height: int) -> None:
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

    def __init__(self, bench: Bench, text: str) -> None:
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
            option = QStyleOptionButton()
            self.initStyleOption(option)
            box = self.style().subElementRect(QStyle.SubElement.SE_CheckBoxIndicator, option, self)
            size = self._mark.deviceIndependentSize()
            at = QRectF(box).center() - QPointF(size.width() / 2, size.height() / 2)
            QPainter(self).drawPixmap(at, self._mark)


class Radio(QRadioButton):
    """One of several, whose words wrap."""

    def __init__(self, bench: Bench, text: str) -> None:
        super().__init__()
        _lay_words(self, bench, text)

    def hitButton(self, at: QPoint) -> bool:
        return self.rect().contains(at)

    def sizeHint(self) -> QSize:
        return _worded_size(self)

    def minimumSizeHint(self) -> QSize:
        return _worded_size(self, least=True)


def _lay_words(button: QAbstractButton, bench: Bench, text: str) -> None:
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


def replace_in(layout: QLayout, widget: QWidget) -> None:
    """Put a widget where another was. The old one may be what was just clicked: it goes at the end of this turn."""
    while (item := layout.takeAt(0)) is not None:
        if (old := item.widget()) is not None:
            old.hide()
            old.deleteLater()
    layout.addWidget(widget)
    widget.show()


def style(look: Look) -> str:
    """What the case's controls add to the window's stylesheet."""
    c = look.colours

    def px(size: int) -> str:
        return f"{round(size * look.scale)}px"

    return f"""
QRadioButton, QCheckBox {{ color: {c["text"]}; font-size: {px(16)}; spacing: {px(12)}; padding: {px(4)} {px(6)};
  border: 2px solid transparent; border-radius: 8px; background: transparent; }}
QRadioButton:focus, QCheckBox:focus {{ border: 2px solid {c["focus"]}; }}
QRadioButton::indicator, QCheckBox::indicator {{ width: {px(20)}; height: {px(20)}; border: 2px solid {c["edge"]};
  background: {c["surface"]}; }}
QRadioButton::indicator {{ border-radius: {px(12)}; }}
QCheckBox::indicator {{ border-radius: 5px; }}
QRadioButton::indicator:checked {{ border: {px(7)} solid {c["go"]}; width: {px(10)}; height: {px(10)}; }}
QCheckBox::indicator:checked {{ border-color: {c["go"]}; background: {c["go"]}; image: none; }}
QPlainTextEdit {{ background: {c["surface"]}; color: {c["text"]}; border: 1px solid {c["edge"]}; border-radius: 8px;
  padding: {px(6)} {px(10)}; font-size: {px(16)}; }}
QPlainTextEdit:focus {{ border: 2px solid {c["focus"]}; }}
QPushButton[kind="primary"][asleep="true"] {{ background: {c["sunken"]}; border-color: {c["sunken"]}; }}
QPushButton[kind="primary"][asleep="true"] QLabel {{ color: {c["text2"]}; border-color: {c["edge"]}; }}
QMenu {{ background: {c["surface"]}; color: {c["text"]}; border: 1px solid {c["edge"]}; border-radius: 8px;
  padding: 6px; }}
QMenu::item {{ padding: {px(9)} {px(28)} {px(9)} {px(14)}; font-size: {px(16)}; border-radius: 6px; }}
QMenu::item:selected {{ background: {c["go_bg"]}; color: {c["text"]}; }}
QComboBox QAbstractItemView {{ background: {c["surface"]}; color: {c["text"]}; border: 1px solid {c["edge"]};
  selection-background-color: {c["go_bg"]}; selection-color: {c["text"]}; outline: none; font-size: {px(16)}; }}
"""
