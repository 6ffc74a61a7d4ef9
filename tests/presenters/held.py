"""The other ends of a presenter's wires, held by the test: it decides when desk, card and printer answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.desk.asks import Ask
from app.desk.paper_slips import PaperSlip
from app.desk.slips import CardOrder
from app.errors import Refusal, Trouble
from app.threads.desk_line import Reply


class HeldLine:
    """A desk line whose answers come when the test gives them, in any order."""

    def __init__(self) -> None:
        self.pending: list[tuple[Ask[Any], Callable[[Reply[Any]], None]]] = []
        self.asked: list[Ask[Any]] = []

    def ask(self, ask: Ask[Any], answer: Callable[[Reply[Any]], None]) -> None:
        self.asked.append(ask)
        self.pending.append((ask, answer))

    @property
    def verbs(self) -> list[str]:
        return [ask.verb for ask in self.asked]

    def awaited(self) -> list[str]:
        return [ask.verb for ask, _ in self.pending]

    def answer(
        self, verb: str, slip: Any = None, *, refusal: Refusal | None = None, trouble: Trouble | None = None
    ) -> Ask[Any]:
        """Answer the oldest pending ask of this verb."""
        index = next(i for i, (ask, _) in enumerate(self.pending) if ask.verb == verb)
        ask, answer = self.pending.pop(index)
        answer(Reply(ask, slip=slip, refusal=refusal, trouble=trouble))
        return ask

    def count(self, verb: str) -> int:
        return self.verbs.count(verb)

    def last(self, verb: str) -> Ask[Any]:
        return next(ask for ask in reversed(self.asked) if ask.verb == verb)


@dataclass(frozen=True, slots=True)
class Acted:
    outcome: str
    detail: str = ""


class HeldCard:
    """The card lane: the test says what became of the write."""

    def __init__(self) -> None:
        self.orders: list[tuple[CardOrder, Callable[[Acted], None]]] = []

    def void(self, order: CardOrder, answer: Callable[[Any], None]) -> None:
        self.orders.append((order, answer))

    def ends(self, outcome: str, detail: str = "") -> None:
        _, answer = self.orders.pop(0)
        answer(Acted(outcome, detail))


@dataclass(frozen=True, slots=True)
class Printed:
    printed: bool
    detail: str = ""


class HeldPrinter:
    def __init__(self) -> None:
        self.papers: list[tuple[PaperSlip, Callable[[Any], None]]] = []

    def print_paper(self, paper: PaperSlip, answer: Callable[[Any], None]) -> None:
        self.papers.append((paper, answer))

    def ends(self, printed: bool, detail: str = "") -> None:
        _, answer = self.papers.pop(0)
        answer(Printed(printed, detail))
