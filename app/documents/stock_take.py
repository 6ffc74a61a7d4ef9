"""證書盤點表: what a count by scanning found at a counter: how many, which are missing, which are too much.

Nothing in it is personal: it names sheets, not graduates.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.dates import roc_moment
from app.documents.letterhead import Letterhead
from app.documents.press import parts
from app.documents.press.paper import GREY, Paper, Style
from app.documents.press.parts import said
from app.documents.press.tables import Cell, Column, Line, grid, titled_table
from app.wording import Bilingual

_PLAIN = Style("sans", 9.5)
_SECOND = Style("sans", 7.5, GREY)


@dataclass(frozen=True, slots=True)
class Entry:
    """One sheet; ``remark`` says why it is too much, or that it is held."""

    place: str
    serial: str
    number: str
    remark: Bilingual


@dataclass(frozen=True, slots=True)
class Facts:
    where: Bilingual
    expected: int
    found: int
    missing: tuple[Entry, ...]
    unexpected: tuple[Entry, ...]
    counted_by: str
    counted_at: datetime


def render(facts: Facts, letterhead: Letterhead) -> bytes:
    """The list, in both languages; as many pages as it needs."""
    paper = Paper(f"證書盤點表 {facts.counted_at.date().isoformat()}", letterhead.school.zh, facts.counted_at)
    foot = (f"{letterhead.school.zh} {letterhead.school.en}", roc_moment(facts.counted_at))

    def turn() -> float:
        return parts.turn(paper, *foot)

    y = parts.head(paper, letterhead, said("Count of the sheets"))
    y = grid(paper, y, _figures(facts))
    y = _list(paper, y + 8, said("Missing"), facts.missing, said("No sheet is missing."), turn)
    nothing = said("No sheet is too much.")
    y = _list(paper, y + 8, said("Not of this counter's stock"), facts.unexpected, nothing, turn)
    if y > parts.FOOT - 30:
        y = turn() - 10
    half = parts.MEASURE / 2 - 4
    parts.blank(paper, parts.LEFT, y + 16, half, said("Counted by"), facts.counted_by)
    parts.blank(paper, parts.LEFT + half + 8, y + 16, half, said("Supervisor's signature"))
    parts.foot(paper, *foot)
    return paper.finish()


def _figures(facts: Facts) -> list[list[Cell]]:
    return [
        [Cell(said("Counter"), facts.where.zh, facts.where.en), Cell(said("Time"), roc_moment(facts.counted_at))],
        [
            Cell(said("Should lie here"), str(facts.expected)),
            Cell(said("Found"), str(facts.found)),
            Cell(said("Missing"), str(len(facts.missing))),
            Cell(said("Too much"), str(len(facts.unexpected))),
        ],
    ]


def _list(
    paper: Paper, y: float, title: Bilingual, entries: Sequence[Entry], empty: Bilingual, turn: Callable[[], float]
) -> float:
    columns = [
        Column(said("Shelf mark"), 38),
        Column(said("Printing serial"), 36),
        Column(said("Certificate number"), 52),
        Column(said("Remark"), 44),
    ]
    return titled_table(paper, y, title, columns, [_row(each) for each in entries], turn, empty)


def _row(each: Entry) -> list[list[Line]]:
    remark: list[Line] = [(each.remark.zh, _PLAIN), (each.remark.en, _SECOND)]
    return [[(each.place or "—", _PLAIN)], [(each.serial, _PLAIN)], [(each.number or "—", _PLAIN)], remark]
