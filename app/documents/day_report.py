"""日報表: one day at a counter, or of the school, for the supervisor's file (日結).

Figures by the hour, what is still open, what was not as usual, and the line to sign on. Names are masked: the file is
about the day, not about the graduates.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from app.dates import local, roc_date_long, roc_moment
from app.documents.letterhead import Letterhead
from app.documents.press import parts
from app.documents.press.paper import BLACK, GREY, HAIR, Paper, Style
from app.documents.press.parts import said
from app.documents.press.tables import Cell, Column, Line, grid, titled_table
from app.wording import Bilingual

_PLAIN = Style("sans", 9.5)
_STRONG = Style("sans-medium", 10)
_SECOND = Style("sans", 7.5, GREY)
_BARS = 26.0  # mm that the highest bar may stand


@dataclass(frozen=True, slots=True)
class Hour:
    hour: int
    handed_over: int
    sent_away: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the lists; ``name`` is masked already."""

    at: datetime
    name: str = field(repr=False)
    what: Bilingual
    more: str = field(default="", repr=False)
    who: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Facts:
    """A day as the supervisor saw it. ``signed_by`` is empty while nobody has closed it."""

    where: Bilingual
    day: date
    handed_over: int
    by_proxy: int
    sent_away: int
    hours: tuple[Hour, ...]
    open_matters: tuple[Entry, ...]
    exceptions: tuple[Entry, ...]
    digital_waiting: int
    digital_attention: int
    digital_overdue: int
    printed_at: datetime
    signed_by: str = field(default="", repr=False)
    signed_at: datetime | None = None
    remark: str = field(default="", repr=False)


def render(facts: Facts, letterhead: Letterhead) -> bytes:
    """The report, in both languages; as many pages as the lists need."""
    paper = Paper(f"日報表 {facts.day.isoformat()}", letterhead.school.zh, facts.printed_at)
    foot = (f"{letterhead.school.zh} {letterhead.school.en}", roc_moment(facts.printed_at))

    def turn() -> float:
        return parts.turn(paper, *foot)

    y = parts.head(paper, letterhead, said("Report of the day"))
    y = grid(paper, y, _figures(facts))
    if facts.hours:
        y = _chart(paper, parts.heading(paper, y + 9, said("By the hour")), facts.hours)
    y = _list(paper, y + 8, said("Open steps"), facts.open_matters, said("No step is open."), turn)
    y = _list(paper, y + 8, said("Not as usual"), facts.exceptions, said("Nothing was out of the ordinary."), turn)
    if y > parts.FOOT - 46:
        y = turn() - 10
    _signature(paper, y + 14, facts)
    parts.foot(paper, *foot)
    return paper.finish()


def _figures(facts: Facts) -> list[list[Cell]]:
    day = Cell(said("Day"), roc_date_long(facts.day), parts.english_date(facts.day))
    where = Cell(said("Counter"), facts.where.zh, facts.where.en, shrink=0.6)
    return [
        [day, where],
        [
            Cell(said("Handed over"), str(facts.handed_over)),
            Cell(said("of these by proxy"), str(facts.by_proxy)),
            Cell(said("Sent away"), str(facts.sent_away)),
        ],
        [
            Cell(said("Digital certificates that wait"), str(facts.digital_waiting)),
            Cell(said("which stopped"), str(facts.digital_attention)),
            Cell(said("which are overdue"), str(facts.digital_overdue)),
        ],
    ]


def _chart(paper: Paper, y: float, hours: Sequence[Hour]) -> float:
    """Bars with their totals above; who was sent away stands as an open box on what was handed over."""
    most = max(1, max(each.handed_over + each.sent_away for each in hours))
    wide = parts.MEASURE / len(hours)
    base = y + _BARS + 3
    for place, each in enumerate(hours):
        middle = parts.LEFT + (place + 0.5) * wide
        bar = min(10.0, wide * 0.6)
        given = _BARS * each.handed_over / most
        sent = _BARS * each.sent_away / most
        if given:
            paper.bar(middle - bar / 2, base - given, bar, given)
        if sent:
            paper.box(middle - bar / 2, base - given - sent, bar, sent, weight=0.6, colour=GREY)
        total = f"{each.handed_over}" + (f"+{each.sent_away}" if each.sent_away else "")
        if each.handed_over or each.sent_away:
            paper.write(middle, base - given - sent - 1.2, total, _SECOND, align="centre")
        paper.write(middle, base + 4, f"{each.hour}", _SECOND, align="centre")
    paper.rule(parts.LEFT, base, parts.MEASURE, weight=0.6, colour=BLACK)
    return base + 5


def _list(
    paper: Paper, y: float, title: Bilingual, entries: Sequence[Entry], empty: Bilingual, turn: Callable[[], float]
) -> float:
    columns = [
        Column(said("Time"), 24),
        Column(said("Graduate"), 26),
        Column(said("What"), 90),
        Column(said("Clerk or supervisor"), 30),
    ]
    return titled_table(paper, y, title, columns, [_row(each) for each in entries], turn, empty)


def _row(each: Entry) -> list[list[Line]]:
    there = local(each.at)
    what: list[Line] = [(each.what.zh, _STRONG), (each.what.en, _SECOND)]
    if each.more:
        what.append((each.more, _PLAIN))
    when: list[Line] = [(f"{there:%H:%M}", _STRONG), (roc_moment(each.at).split()[0], _SECOND)]
    return [when, [(each.name, _STRONG)], what, [(each.who or "—", _PLAIN)]]


def _signature(paper: Paper, y: float, facts: Facts) -> None:
    half = parts.MEASURE / 2 - 4
    moment = roc_moment(facts.signed_at) if facts.signed_at else ""
    parts.blank(paper, parts.LEFT, y, half, said("Day closed by"), facts.signed_by)
    parts.blank(paper, parts.LEFT + half + 8, y, half, said("Closed at"), moment)
    if facts.remark:
        parts.blank(paper, parts.LEFT, y + 12, parts.MEASURE, said("Supervisor's remark"), facts.remark)
    parts.blank(paper, parts.LEFT, y + 24, half, said("Supervisor's signature"))
    paper.rule(parts.LEFT, y + 30, parts.MEASURE, colour=HAIR)
