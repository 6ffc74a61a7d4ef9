"""The bench on which the views are built: small parts bound to one look (theme, text size, width, language).

A view draws itself whole from a frozen screen, so a part is built once, shown and thrown away; nothing here remembers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QFrame, QGridLayout, QLineEdit, QSizePolicy, QWidget

from app.errors import Obstacle, Trouble
from app.views.buttons import Button as Button
from app.views.buttons import Radio, Tick
from app.views.buttons import press as press
from app.views.buttons import sleep as sleep
from app.views.composing import Field
from app.views.ground import Act as Act
from app.views.ground import Ground
from app.views.ground import Item as Item
from app.views.ground import Look as Look

TONES = {
    "go": ("go", "circle-check"),
    "warn": ("warn", "triangle-alert"),
    "stop": ("stop", "octagon-x"),
    "info": ("text2", "info"),
    "wait": ("text2", "clock"),
}


class Bench(Ground):
    """Makes parts in one look."""

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
        head.setProperty("fills", True)
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
        edit = Field(text)
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
QRadioButton::indicator {{ border-radius: {round(10 * look.scale) + 2}px; }}
QCheckBox::indicator {{ border-radius: 5px; }}
QRadioButton::indicator:checked {{ border: {px(7)} solid {c["go"]}; width: {px(10)}; height: {px(10)};
  border-radius: {round(10 * look.scale) // 2 + round(7 * look.scale)}px; }}
QCheckBox::indicator:checked {{ border-color: {c["go"]}; background: {c["go"]}; image: none; }}
QPlainTextEdit {{ background: {c["surface"]}; color: {c["text"]}; border: 1px solid {c["edge"]}; border-radius: 8px;
  padding: {px(6)} {px(10)}; font-size: {px(16)}; }}
QPlainTextEdit:focus {{ border: 2px solid {c["focus"]}; }}
QMenu {{ background: {c["surface"]}; color: {c["text"]}; border: 1px solid {c["edge"]}; border-radius: 8px;
  padding: 6px; }}
QMenu::item {{ padding: {px(9)} {px(28)} {px(9)} {px(14)}; font-size: {px(16)}; border-radius: 6px; }}
QMenu::item:selected {{ background: {c["go_bg"]}; color: {c["text"]}; }}
QComboBox QAbstractItemView {{ background: {c["surface"]}; color: {c["text"]}; border: 1px solid {c["edge"]};
  selection-background-color: {c["go_bg"]}; selection-color: {c["text"]}; outline: none; font-size: {px(16)}; }}
"""
