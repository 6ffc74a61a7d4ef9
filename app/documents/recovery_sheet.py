"""The recovery sheet 金鑰復原單: the code that opens the school's keys when every station is lost. Printed once, at
first run.

It holds the code and nothing else that is secret.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time

from app.dates import TAIPEI, roc_date, roc_date_long
from app.documents.letterhead import Letterhead
from app.documents.press import parts
from app.documents.press.paper import BLACK, Paper, Style
from app.documents.press.parts import blank, said
from app.wording import Bilingual


@dataclass(frozen=True, slots=True)
class Facts:
    """``code`` as it is typed, groups parted by hyphens; ``key_id`` tells which keys it opens, where there are
    several.
    """

    code: str = field(repr=False)
    station: str
    made_on: date
    key_id: str = ""


def render(facts: Facts, letterhead: Letterhead) -> bytes:
    """The sheet as one A4 page, in both languages."""
    midnight = datetime.combine(facts.made_on, time(), TAIPEI)
    paper = Paper(f"金鑰復原單 {facts.key_id}".strip(), letterhead.school.zh, midnight)
    foot = (f"{letterhead.school.zh} {letterhead.school.en}", f"{facts.key_id} {roc_date(facts.made_on)}".strip())
    y = parts.head(paper, letterhead, said("Recovery code of the school's keys"))
    y = (
        parts.both(
            paper, y + 4, said("With this code the encrypted data can be opened when no station can open it any more.")
        )
        + 4
    )
    y = _code(paper, y, facts.code)
    y = parts.heading(paper, y + 13, said("Where to keep it"))
    y = parts.notes(paper, y, _advice(), lambda: parts.turn(paper, *foot))
    y = _custody(paper, y + 9, facts)
    parts.foot(paper, *foot)
    return paper.finish()


def _code(paper: Paper, y: float, code: str) -> float:
    groups = code.split("-")
    in_row = 3 if len(groups) % 3 == 0 else 4
    rows = [groups[first : first + in_row] for first in range(0, len(groups), in_row)]
    high = 14.0 + 15.0 * len(rows)
    paper.box(parts.LEFT, y, parts.MEASURE, high, weight=1.2, colour=BLACK)
    each = (parts.MEASURE - 12) / in_row
    for down, row in enumerate(rows):
        for across, group in enumerate(row):
            style = paper.fit(group, Style("serif-bold", 26, tracking=3), each - 8, 12)
            centre = parts.LEFT + 6 + (across + 0.5) * each
            paper.write(centre, y + 17 + down * 15, group, style, align="centre")
    return y + high


def _advice() -> list[Bilingual]:
    return [
        said(
            "Keep it sealed in an envelope in the school's safe, not in the registrar's room and not beside "
            "the backups."
        ),
        said("Two persons should know where it lies; whoever takes it out writes name and day on the envelope."),
        said("Do not photograph, copy, scan or mail it. Whoever has this code and the database can read everything."),
        said("If it may have been seen, make a new one with “./desk keys rotate” and destroy this sheet."),
        said("Hyphens and small or capital letters do not matter when the code is typed."),
    ]


def _custody(paper: Paper, y: float, facts: Facts) -> float:
    half = parts.MEASURE / 2 - 4
    blank(paper, parts.LEFT, y, half, said("Made on"), roc_date_long(facts.made_on))
    blank(paper, parts.LEFT + half + 8, y, half, said("Station"), facts.station)
    y += 11
    blank(paper, parts.LEFT, y, half, said("Placed in the safe by"))
    if facts.key_id:
        blank(paper, parts.LEFT + half + 8, y, half, said("Keys"), facts.key_id)
    return y
