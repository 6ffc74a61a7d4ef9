"""The examiner's lane, held by the test: it decides what was handed in, read and seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from app.desk.verify_slips import FileSlip, LedgerSlip, Seen


@dataclass(frozen=True, slots=True)
class Named:
    """A file that was handed in."""

    name: str


class HeldExaminer:
    """Answers come when the test gives them."""

    def __init__(self) -> None:
        self.warmed = 0
        self.gathering: list[tuple[tuple[str, ...], Callable[[Any], None]]] = []
        self.taking: list[tuple[Any, Callable[[FileSlip], None]]] = []
        self.examining: list[tuple[LedgerSlip, Callable[[Seen], None]]] = []

    def warm(self) -> None:
        self.warmed += 1

    def gather(self, paths: Sequence[str], answer: Callable[[tuple[Any, ...]], None]) -> None:
        self.gathering.append((tuple(paths), answer))

    def take(self, handed: Any, answer: Callable[[FileSlip], None]) -> None:
        self.taking.append((handed, answer))

    def examine(self, ledger: LedgerSlip, answer: Callable[[Seen], None]) -> None:
        self.examining.append((ledger, answer))

    def gathers(self, *names: str) -> None:
        _, answer = self.gathering.pop(0)
        answer(tuple(Named(name) for name in names))

    def takes(self, problem: str = "", size: int = 152_064) -> None:
        _, answer = self.taking.pop(0)
        answer(FileSlip(sha256=b"\x31" * 32, size=size, problem=problem))

    def sees(self, seen: Seen) -> None:
        _, answer = self.examining.pop(0)
        answer(seen)
