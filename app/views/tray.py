"""The card tray of the demonstration (示範): made-up cards to lay on the simulated reader."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton, QScrollArea, QSizePolicy, QWidget

from app.views import theme
from app.views.workbench import Bench, Item, Look, style
from app.wording import Bilingual


class Card(Protocol):
    """One made-up card, as far as the tray shows it."""

    @property
    def label(self) -> Bilingual: ...


WIDTH = 276
KEY = "F11"


def room(scale: float) -> int:
    """How wide the tray is, in px: it is no part of the product, so very large text leaves the window its room."""
    return round(WIDTH * _scale(scale))


def _scale(scale: float) -> float:
    return min(scale, 1.25)


def tray_strip(
    bench: Bench,
    cards: Sequence[Card],
    on: int | None,
    lay: Callable[[int], object],
    lift: Callable[[], object],
    supervisor: tuple[str, str] = ("", ""),
) -> QWidget:
    """A column of cards; the one that lies on the reader is marked, and clicking it takes it off.

    ``supervisor`` is the made-up supervisor's login and password, for whoever tries what needs one.
    """
    look = bench.look
    dark = look.colours is theme.DARK
    b = Bench(Look(look.colours, _scale(look.scale), look.width, look.say))
    say = b.say
    items: list[Item] = [
        b.row(b.icon("layers", 20), b.word(say("Card tray"), "heading"), None, b.key_hint(KEY), gap=8),
        b.label(say("Made-up cards. Click one, or press Enter, to lay it on the reader."), "small", "text2"),
    ]
    if supervisor[0]:
        login, password = supervisor
        told = say("Supervisor: {login}, password {password}", login=login, password=password)
        items.append(b.label(told, "small", "text2"))
    items.append(8)
    made: list[QPushButton] = []
    for index, card in enumerate(cards):
        lies = index == on
        button = b.button(
            say.of(card.label), "", "plain", "circle-dot" if lies else "credit-card",
            _act(index, lies, lay, lift), 36,
        )  # fmt: skip
        button.words.setProperty("role", "small")
        button.words.setProperty("fills", True)
        button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        button.setProperty("on", "true" if lies else "false")
        button.setObjectName(f"card-{index}")
        button.setAccessibleName(say.of(card.label))
        made.append(button)
        items += [button, 3]
    column = b.scroll(b.holder(b.col(*items, None, gap=0, margins=(14, 14, 8, 8))))
    strip = b.holder(b.col(column, gap=0), "steps")
    strip.setFixedWidth(room(look.scale))
    strip.setAccessibleName(say("Card tray"))
    if look.scale != b.look.scale:
        strip.setStyleSheet(theme.stylesheet("dark" if dark else "light", b.look.scale) + style(b.look))
    _walk(strip, column, made, -1 if on is None else on)
    return strip


def _walk(strip: QWidget, column: QScrollArea, cards: list[QPushButton], on: int) -> None:
    """The keys of the tray: one goes to the card after the one on the reader, the arrows walk, Enter lays it on."""

    def at(step: int) -> None:
        here = next((index for index, each in enumerate(cards) if each.hasFocus()), None)
        wanted = (on + 1 if step == 0 else on) if here is None else here + step
        card = cards[max(0, min(len(cards) - 1, wanted))]
        card.setFocus(Qt.FocusReason.ShortcutFocusReason)
        column.ensureWidgetVisible(card)

    for key, step in ((KEY, 0), ("Up", -1), ("Down", 1)):
        shortcut = QShortcut(QKeySequence(key), strip)
        if key != KEY:
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(lambda step=step: at(step))


def _act(index: int, lies: bool, lay: Callable[[int], object], lift: Callable[[], object]) -> Callable[[], object]:
    return lift if lies else lambda: lay(index)
