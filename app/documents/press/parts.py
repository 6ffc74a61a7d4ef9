"""Parts: the furniture that the papers share: letterhead, title, notes, QR code, lines to write on, foot.

A form speaks both languages: labels and sentences are said twice, Chinese first. What the program says comes from the
``papers`` catalog through :func:`said`; what the school says is :class:`~app.wording.Bilingual` already.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import segno

from app.dates import roc_date
from app.documents.letterhead import Letterhead
from app.documents.press.emblem import draw_emblem
from app.documents.press.paper import BLACK, GREY, HAIR, MM, Paper, Style
from app.wording import EN, ZH, Bilingual, in_language

LEFT = 20.0
MEASURE = 170.0
FOOT = 283.0
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

TITLE = Style("kai", 22, tracking=4)
TITLE_EN = Style("serif", 10.5, GREY)
HEADING = Style("sans-bold", 10.5)
BODY = Style("sans", 9.5, leading=1.5)
BODY_EN = Style("sans", 8, GREY, leading=1.42)
LABEL = Style("sans-medium", 8, GREY)
LABEL_EN = Style("sans", 7, GREY)
FACT = Style("kai", 13)
FACT_EN = Style("serif", 9.5, leading=1.35)
FILLED = Style("kai", 12)
SMALL = Style("sans", 7.5, GREY, leading=1.5)


def said(text: str, /, **facts: object) -> Bilingual:
    """What the program says, in both languages; the key is the English sentence."""
    return Bilingual(in_language(ZH)(text, **facts), in_language(EN)(text, **facts))


def english_date(day: date) -> str:
    """``2 June 2025``."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def dated(template: str, day: date, **facts: object) -> Bilingual:
    """A sentence with a {day}: ROC in Chinese, Gregorian in English."""
    return Bilingual(
        in_language(ZH)(template, day=roc_date(day), **facts), in_language(EN)(template, day=english_date(day), **facts)
    )


def told(template: str, **facts: Bilingual | str) -> Bilingual:
    """A sentence whose facts have two languages of their own."""
    return Bilingual(*(in_language(tongue)(template, **_within(facts, tongue)) for tongue in (ZH, EN)))


def _within(facts: dict[str, Bilingual | str], language: str) -> dict[str, str]:
    return {name: fact if isinstance(fact, str) else fact.within(language) for name, fact in facts.items()}


def english_month(day: date) -> str:
    """``June 2025``."""
    return f"{MONTHS[day.month - 1]} {day.year}"


def head(paper: Paper, letterhead: Letterhead, title: Bilingual, *, room: float = MEASURE) -> float:
    """Emblem, school and office, then the paper's title. ``room``: mm left free of a QR code. Returns the next y."""
    draw_emblem(paper, LEFT, 14, 15)
    left = LEFT + 19
    width = LEFT + room - left
    school, office = letterhead.school, letterhead.office
    paper.write(left, 20, school.zh, paper.fit(school.zh, Style("kai", 16, tracking=1), width, 10))
    if school.en:
        paper.write(left, 24.6, school.en, paper.fit(school.en, Style("serif", 8.5, GREY), width, 6))
    line = "  ".join(part for part in (office.zh, office.en, letterhead.address.zh, letterhead.phone) if part)
    paper.write(left, 28.8, line, paper.fit(line, SMALL, width, 6))
    centre = paper.width / 2
    paper.write(centre, 43.5, title.zh, TITLE, align="centre")
    paper.write(centre, 49.2, title.en, TITLE_EN, align="centre")
    return 55.0


def label(paper: Paper, x: float, y: float, words: Bilingual) -> None:
    """A label: Chinese, then English smaller."""
    wide = paper.write(x, y, words.zh, LABEL)
    paper.write(x + wide + 1.6, y, words.en, LABEL_EN)


def heading(paper: Paper, y: float, words: Bilingual, *, x: float = LEFT) -> float:
    """A heading in both languages. Returns the first baseline under it."""
    wide = paper.write(x, y, words.zh, HEADING)
    paper.write(x + wide + 2.2, y, words.en, Style("sans", 8.5, GREY))
    return y + 6.2


def notes(paper: Paper, y: float, sentences: Sequence[Bilingual], turn: Callable[[], float]) -> float:
    """Numbered sentences, each in Chinese with the English under it; ``turn`` begins a new page. Returns the next
    baseline.
    """
    for number, sentence in enumerate(sentences, 1):
        if y + _both_height(paper, sentence, MEASURE - 6) > FOOT - 6:
            y = turn()
        paper.write(LEFT, y, f"{number}.", BODY)
        y = both(paper, y, sentence, x=LEFT + 6, width=MEASURE - 6) + 1.1
    return y


def _both_height(paper: Paper, sentence: Bilingual, width: float) -> float:
    chinese = len(paper.lines(sentence.zh, BODY, width)) * BODY.size * BODY.leading
    english = len(paper.lines(sentence.en, BODY_EN, width)) * BODY_EN.size * BODY_EN.leading
    return (chinese + english - BODY.size) / MM


def both(paper: Paper, y: float, sentence: Bilingual, *, x: float = LEFT, width: float = MEASURE) -> float:
    """A sentence in Chinese and the English under it. Returns the next baseline."""
    y = paper.paragraph(x, y, sentence.zh, BODY, width)
    return paper.paragraph(x, y - 0.6, sentence.en, BODY_EN, width) if sentence.en else y


def qr(paper: Paper, text: str, x: float, y: float, size: float) -> None:
    """A QR code of medium correction in a square of ``size`` mm."""
    matrix = tuple(bytes(row) for row in segno.make(text, error="m", micro=False, boost_error=False).matrix)
    paper.dots(matrix, x, y, size / len(matrix))


def tick_box(paper: Paper, x: float, y: float, *, ticked: bool = False, size: float = 3.4) -> None:
    """A square to tick, standing on the baseline ``y``."""
    paper.box(x, y - size + 0.4, size, size, weight=0.7, colour=BLACK)
    if ticked:
        paper.segment(x + 0.7, y - 1.2, x + 1.4, y - 0.4, weight=1.1, colour=BLACK)
        paper.segment(x + 1.4, y - 0.4, x + 2.8, y - 2.4, weight=1.1, colour=BLACK)


def blank(paper: Paper, x: float, y: float, width: float, words: Bilingual, value: str = "") -> None:
    """A line to write on, its label stacked at the left, filled where the value is known already."""
    paper.write(x, y - 2.2, words.zh, LABEL)
    paper.write(x, y + 1.0, words.en, LABEL_EN)
    start = x + max(24.0, paper.measure(words.zh, LABEL) + 2, paper.measure(words.en, LABEL_EN) + 2)
    room = x + width - start
    paper.rule(start, y + 1.6, room, weight=0.5, colour=GREY)
    style = paper.fit(value, FILLED, room - 2, 8.5)
    lines = paper.lines(value, style, room - 2)
    step = style.size * 1.1 / MM
    for down, line in enumerate(lines, 1 - len(lines)):
        paper.write(start + 1, y + down * step, line, style)


def lowered(words: Bilingual) -> Bilingual:
    """The words as they stand within an English sentence."""
    return Bilingual(words.zh, words.en[:1].lower() + words.en[1:])


def foot(paper: Paper, left: str, right: str) -> None:
    """The last line of the page."""
    right = right if paper.pages == 1 else f"{right}  –{paper.pages}–"
    paper.rule(LEFT, FOOT - 4.5, MEASURE, colour=HAIR)
    room = MEASURE - paper.measure(right, SMALL) - 6
    paper.write(LEFT, FOOT, left, paper.fit(left, SMALL, room, 5.5))
    paper.write(LEFT + MEASURE, FOOT, right, SMALL, align="right")


def turn(paper: Paper, left: str, right: str) -> float:
    """Finish this page and begin the next; returns its first y."""
    foot(paper, left, right)
    paper.new_page()
    return 22.0
