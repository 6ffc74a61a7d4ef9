"""離校待辦事項通知單: which doors to knock at before the certificate can be handed over.

A proxy gets unit, place and extension; item and reason (fees, grades, military service) are for the graduate alone
(RULES I5).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from app.dates import roc_moment
from app.documents.letterhead import NOTHING, Letterhead
from app.documents.press import parts
from app.documents.press.paper import GREY, Paper, Style
from app.documents.press.parts import said
from app.documents.press.tables import Cell, Column, Line, grid, table
from app.wording import Bilingual

_STRONG = Style("sans-medium", 10)
_PLAIN = Style("sans", 9.5)
_SECOND = Style("sans", 7.5, GREY)


@dataclass(frozen=True, slots=True)
class OutstandingItem:
    """One to-do item that still blocks, in the school's own words; ``word`` is its state as the school says it."""

    unit: Bilingual
    item: Bilingual
    word: Bilingual
    place: Bilingual
    extension: str
    reason: str = field(default="", repr=False)
    hours: Bilingual = NOTHING


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything outstanding at one moment. ``as_of`` is the source's time, not the screen's (RULES I10)."""

    name_zh: str = field(repr=False)
    student_number: str
    programme: Bilingual
    items: tuple[OutstandingItem, ...]
    printed_at: datetime
    as_of: datetime | None
    hours: tuple[Bilingual, ...]
    counter: Bilingual
    contact_phone: str
    for_proxy: bool = False
    name_en: str = field(default="", repr=False)
    officer: tuple[Bilingual, Bilingual] | None = None  # who corrects a held certificate, at which telephone (A11)
    portals: tuple[tuple[Bilingual, Bilingual], ...] = ()  # a service of the school's, and how one gets into it


def render(facts: Facts, letterhead: Letterhead) -> bytes:
    """The notice, in both languages; as many pages as the items need."""
    paper = Paper(f"離校待辦事項通知單 {facts.student_number}", letterhead.school.zh, facts.printed_at)
    foot = (f"{letterhead.school.zh} {letterhead.school.en}", roc_moment(facts.printed_at))

    def turn() -> float:
        return parts.turn(paper, *foot)

    y = parts.head(paper, letterhead, said("Notice of outstanding items"))
    y = grid(paper, y, _about(facts))
    y = parts.both(paper, y + 8, _opening(facts)) + 1
    y = table(paper, y, _columns(facts), [_row(item, facts.for_proxy) for item in facts.items], turn)
    if y > parts.FOOT - 60:
        y = turn() - 10
    y = parts.heading(paper, y + 10, said("How to come back"))
    parts.notes(paper, y, _coming_back(facts), turn)
    parts.foot(paper, *foot)
    return paper.finish()


def _about(facts: Facts) -> list[list[Cell]]:
    as_of = roc_moment(facts.as_of) if facts.as_of else "—"
    return [
        [
            Cell(said("Name"), facts.name_zh, facts.name_en, shrink=0.55),
            Cell(said("Student number"), facts.student_number),
        ],
        [
            Cell(said("Programme"), facts.programme.zh, facts.programme.en),
            Cell(said("Units' answers as of"), as_of),
        ],
    ]


def _opening(facts: Facts) -> Bilingual:
    if facts.for_proxy:
        return said(
            "The degree certificate cannot be handed over yet. Please ask the graduate to see the following "
            "units; they tell the reasons to the graduate only."
        )
    return said("The degree certificate cannot be handed over yet. Please see the following units first.")


def _columns(facts: Facts) -> list[Column]:
    tick = Column(Bilingual(""), 8)
    if facts.for_proxy:
        return [tick, Column(said("Unit"), 66), Column(said("Place"), 70), Column(said("Extension"), 26)]
    return [
        tick,
        Column(said("Unit"), 40),
        Column(said("Item and reason"), 62),
        Column(said("Place"), 40),
        Column(said("Extension"), 20),
    ]


def _row(item: OutstandingItem, for_proxy: bool) -> list[list[Line]]:
    unit, place = _in_two(item.unit, _STRONG), _in_two(item.place, _PLAIN)
    if item.hours.zh:
        place += [(item.hours.zh, _PLAIN), (item.hours.en, _SECOND)]
    end: list[Line] = [(item.extension or "—", _STRONG)]
    tick: list[Line] = [("□", Style("sans", 12))]
    if for_proxy:
        return [tick, unit, place, end]
    matter = _in_two(item.item, _STRONG)
    if item.reason:
        matter.append((item.reason, _PLAIN))
    matter.append((f"{item.word.zh} {item.word.en}".strip(), _SECOND))
    return [tick, unit, matter, place, end]


def _in_two(words: Bilingual, style: Style) -> list[Line]:
    return [(words.zh or "—", style), (words.en, _SECOND)]


def _coming_back(facts: Facts) -> list[Bilingual]:
    hours = Bilingual("；".join(each.zh for each in facts.hours), "; ".join(each.en or each.zh for each in facts.hours))
    told = parts.told
    steps = [said("When every unit has cleared you, come back with your student card.")]
    if facts.for_proxy:
        steps = [
            said(
                "When every unit has cleared the graduate, come back with the same papers and your own "
                "identity document."
            )
        ]
    if facts.officer is not None:
        role, where = facts.officer
        steps.append(told("The certificate is corrected by {officer}, {phone}.", officer=role, phone=where))
    steps += [told("{service}: {way}", service=name, way=way) for name, way in facts.portals]
    steps.append(told("Hours of {counter}: {hours}.", counter=facts.counter, hours=hours))
    steps.append(told("Questions: {office}, {phone}.", office=facts.counter, phone=facts.contact_phone))
    return steps
