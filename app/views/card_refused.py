"""A card that opens no case: why, and what the clerk does now. Nothing personal was read from it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.dates import wall_time
from app.presenters.window import RefusedCard
from app.views.steps import StepMark
from app.views.workbench import Bench, Button, Item
from app.wording import Bilingual, Wording

OLD, UNKNOWN = "card.old", "card.unknown"


def ways(say: Wording, code: str) -> tuple[tuple[str, str], ...]:
    """What to do, in order."""
    if code == OLD:
        return (
            (say("Give the card back"), say("Do not stamp it and do not cut it.")),
            (
                say("Send the graduate to exchange the card, or to report it lost"),
                say("The old card is barred from the whole leaving procedure; the right to the certificate stays."),
            ),
            (
                say("If it cannot wait, ask a supervisor"),
                say("The supervisor may release it with an identity document: F3, then F7."),
            ),
        )
    return (
        (say("Try once more"), say("Lay the card flat in the middle of the reader; take other cards away.")),
        (
            say("Ask for the student number or an identity document"),
            say("Find the graduate with F3; the look-up is recorded as done by hand."),
        ),
        (say("Give the card back"), say("Do not stamp it and do not cut it.")),
    )


class CardRefusedPage:
    def __init__(
        self,
        bench: Bench,
        refused: RefusedCard,
        width: int,
        look_up: Callable[[], None],
        dismiss: Callable[[], None],
    ) -> None:
        self.bench = bench
        self._refused = refused
        self._width = width
        self.primary: Button = bench.button(bench.say("Find by document"), "F9", "primary", "id-card", look_up)
        self.close: Button = bench.button(bench.say("Back to waiting"), "Esc", "plain", "x", dismiss, 60)

    def _taken(self) -> list[Item]:
        """For a card of another kind: which the school takes (A20)."""
        taken = self._refused.facts.get("taken")
        if self._refused.code not in (OLD, UNKNOWN) or not isinstance(taken, Bilingual) or not taken.zh:
            return []
        return [10, self.bench.label(self.bench.say("Taken here: {cards}", cards=self.bench.say.of(taken)))]

    def draw(self) -> QWidget:
        b, say = self.bench, self.bench.say
        told = say.explain(self._refused.trouble)
        steps: list[Item] = []
        lines = ways(say, self._refused.code)
        for number, (title, text) in enumerate(lines, 1):
            body = b.label(text, "body", "text2")
            steps.append(StepMark(b, str(number), title, "todo", body=body, last=number == len(lines)))
        foot = say(
            "No personal data was read from the card. {time}, {reader}",
            time=wall_time(self._refused.at),
            reader=self._refused.reader,
        )
        items: list[Item] = [
            b.band("warn", told.text, told.next_step, icon="credit-card"),
            *self._taken(),
            24,
            b.word(say("What to do"), "heading"),
            10,
            *steps,
        ]
        note = b.beside(b.icon("info", 20, line=24), b.label(foot, "body", "text2"))
        if b.narrow:
            self.primary.setProperty("fills", True)
            bar = b.holder(b.row(self.primary, self.close, gap=10, margins=(16, 8, 12, 8)), "bar")
            area = b.scroll(b.holder(b.col(*items, 16, note, None, gap=0, margins=(16, 12, 12, 16))))
            return b.holder(b.col(area, b.hline(), bar, gap=0))
        self.primary.setMinimumWidth(b.px(320))
        inner = b.holder(b.col(None, *items, 20, b.row(self.primary, self.close, None, gap=12), 20, note, None, gap=0))
        inner.setFixedWidth(min(b.px(780), self._width - b.px(32)))
        return b.scroll(b.holder(b.row(None, inner, None)))
