"""暫停辦理公告: the notice on the door of a window, or of the school, that hands nothing over for some days (A28).

Read from two metres away by a graduate who came in vain: where, which days, why, when again, and whom to call.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from app.dates import local, roc_date_long, roc_moment
from app.documents.letterhead import Letterhead
from app.documents.press import parts
from app.documents.press.paper import BLACK, GREY, Paper, Style
from app.documents.press.parts import english_date, said, told
from app.wording import Bilingual

_WHERE = Style("kai", 30)
_DAYS = Style("sans-bold", 25)
_WHY = Style("kai", 22, leading=1.4)
_SECOND = Style("serif", 14, GREY, leading=1.4)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is closed and for which days, both included; ``opens_next`` is None when nobody can say yet.

    ``due_dates_move``: the whole school is closed, so that digital certificates are sent later.
    """

    where: Bilingual
    reason: Bilingual
    first: date
    last: date
    opens_next: datetime | None
    phone: str
    made_at: datetime
    due_dates_move: bool = True


def render(facts: Facts, letterhead: Letterhead) -> bytes:
    """The notice as one A4 page, in both languages."""
    paper = Paper(f"暫停辦理公告 {facts.first.isoformat()}", letterhead.school.zh, facts.made_at)
    y = parts.head(paper, letterhead, said("Notice of closure"))
    y = _big(paper, y + 24, facts.where, _WHERE)
    y = _big(paper, y + 12, _days(facts), _DAYS)
    y = _big(paper, y + 8, said("No degree certificates are handed over."), Style("sans-bold", 20))
    paper.rule(parts.LEFT + 30, y, parts.MEASURE - 60, weight=1, colour=BLACK)
    y = _big(paper, y + 20, facts.reason, _WHY)
    y = parts.notes(paper, y + 16, _advice(facts), lambda: 22.0)
    parts.foot(paper, f"{letterhead.school.zh} {letterhead.school.en}", roc_moment(facts.made_at))
    return paper.finish()


def _big(paper: Paper, y: float, words: Bilingual, style: Style) -> float:
    y = paper.paragraph(parts.LEFT, y, words.zh, style, parts.MEASURE, align="centre")
    return paper.paragraph(parts.LEFT, y - 1, words.en, _SECOND, parts.MEASURE, align="centre") if words.en else y


def _days(facts: Facts) -> Bilingual:
    first = Bilingual(roc_date_long(facts.first), english_date(facts.first))
    if facts.first == facts.last:
        return first
    return Bilingual(f"{first.zh}至\n{roc_date_long(facts.last)}", f"{first.en} to {english_date(facts.last)}")


def _advice(facts: Facts) -> list[Bilingual]:
    lines = []
    if facts.opens_next is not None:
        opens = local(facts.opens_next)
        day = Bilingual(roc_date_long(opens.date()), english_date(opens.date()))
        lines.append(told("Open again on {day} at {at}.", day=day, at=f"{opens:%H:%M}"))
    if facts.due_dates_move:
        lines.append(said("Digital certificates that wait are sent later by the days that were closed."))
    if facts.phone:
        lines.append(told("Questions: telephone {phone}.", phone=facts.phone))
    return lines
