"""The card tray of the demonstration (示範): made-up cards to lay on the simulated reader."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from PySide6.QtWidgets import QWidget

from app.views.workbench import Bench, Item
from app.wording import Bilingual


class Card(Protocol):
    """One made-up card, as far as the tray shows it."""

    @property
    def label(self) -> Bilingual: ...


def tray_strip(
    bench: Bench, cards: Sequence[Card], on: int | None, lay: Callable[[int], object], lift: Callable[[], object]
) -> QWidget:
    """A column of cards; the one that lies on the reader is marked, and clicking it takes it off."""
    b, say = bench, bench.say
    items: list[Item] = [
        b.row(b.icon("layers", 20), b.word(say("Card tray"), "heading"), None, gap=8),
        b.label(
            say("Demonstration: made-up cards on a simulated reader. Click a card to lay it on."), "small", "text2"
        ),
        8,
    ]
    for index, card in enumerate(cards):
        lies = index == on
        button = b.button(
            say.of(card.label), "", "plain", "circle-dot" if lies else "credit-card",
            _act(index, lies, lay, lift), 40,
        )  # fmt: skip
        button.words.setWordWrap(True)
        button.words.setProperty("fills", True)
        button.setProperty("on", "true" if lies else "false")
        button.setObjectName(f"card-{index}")
        button.setAccessibleName(say.of(card.label))
        items += [button, 4]
    column = b.scroll(b.holder(b.col(*items, None, gap=0, margins=(16, 16, 16, 16))))
    strip = b.holder(b.col(column, gap=0), "steps")
    strip.setFixedWidth(b.px(250))
    strip.setAccessibleName(say("Card tray"))
    return strip


def _act(index: int, lies: bool, lay: Callable[[int], object], lift: Callable[[], object]) -> Callable[[], object]:
    return lift if lies else lambda: lay(index)
