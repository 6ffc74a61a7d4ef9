"""數位學位證書: one bilingual A4 page, drawn from a layout that is data, PDF/A-2u before it is signed.

It verifies only as the original file (E25, E27), and says so. Texts and places come from ``resources/layouts``; this
file knows how each kind of element is drawn, and how a day is said in three ways.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

import segno

from app.dates import local, roc_date_long, roc_month_long, roc_year
from app.documents import certificate_layout, fonts
from app.documents.certificate_layout import Border, Emblem, Layout, Picture, Qr, Rule, Seal, Text
from app.documents.letterhead import Letterhead
from app.documents.press import typeface
from app.documents.press.emblem import draw_emblem
from app.documents.press.frame import draw_border
from app.documents.press.paper import MM, Paper, Style
from app.documents.press.parts import english_date, english_month
from app.errors import Obstacle, Refusal
from app.wording import Bilingual

_DIGITS = "〇一二三四五六七八九"
_LEAST = 5.0


@dataclass(frozen=True, slots=True)
class Facts:
    """What one digital certificate says. ``layout`` names its file; ``document_code`` is printed and in the QR code."""

    certificate_number: str
    name_zh: str = field(repr=False)
    name_en: str = field(repr=False)
    birth_date: date = field(repr=False)
    programme: Bilingual
    degree: Bilingual
    graduated_on: date
    issued_at: datetime
    document_code: str
    layout: str = "certificate"


@dataclass(frozen=True, slots=True)
class Placed:
    """Where an element came to stand, in mm from the top left corner; a text with its size and the smallest wanted."""

    element: int
    left: float
    top: float
    right: float
    bottom: float
    size: float = 0.0
    smallest: float = 0.0
    too_much: bool = False
    dot: float = 0.0  # of a QR code, mm


def render(facts: Facts, letterhead: Letterhead, layout: str = "") -> bytes:
    """The certificate, unsigned, by the text of a layout, else by the one that ``facts`` name.

    Refuses ``layout.unknown`` and ``layout.invalid``, and ``digital.does_not_fit`` for each text that the layout's own
    smallest size does not hold: nobody looks at a certificate before it is signed.
    """
    read = certificate_layout.from_text(layout) if layout else certificate_layout.load(facts.layout)
    paper = begin(read, facts, letterhead)
    placed = draw(paper, read, facts, letterhead)
    if misfits := [_misfit(read, each) for each in placed if each.too_much or each.size < each.smallest]:
        raise Refusal(*misfits)
    return paper.finish()


def _misfit(layout: Layout, placed: Placed) -> Obstacle:
    element = layout.elements[placed.element]
    what = element.text.split("\n")[0] if isinstance(element, Text) else ""
    facts = {"what": what[:40], "size": f"{placed.size:g}", "smallest": f"{placed.smallest:g}"}
    return Obstacle("digital.does_not_fit", facts)


def begin(layout: Layout, facts: Facts, letterhead: Letterhead, mark: str = "") -> Paper:
    """The empty sheet; ``mark`` stands before the document's title."""
    title = f"{mark}{layout.title} {facts.certificate_number}"
    return Paper(title, letterhead.school.zh, facts.issued_at, size=(layout.page.width, layout.page.height))


def draw(paper: Paper, layout: Layout, facts: Facts, letterhead: Letterhead) -> list[Placed]:
    """Every element in the order of the layout, and where each came to stand."""
    words = _words(facts, letterhead)
    placed = []
    for number, element in enumerate(layout.elements):
        box = _DRAW[element.kind](paper, layout, element, words)
        if box is not None:
            placed.append(replace(box, element=number))
    return placed


def warm() -> None:
    """Open the fonts and the layout of a certificate before the first one is asked for."""
    certificate_layout.load("certificate")
    for font in ("TW-Kai", "NotoSerifTC", "NotoSerifTC-SemiBold", "NotoSansTC"):
        if fonts.font_file(font):
            typeface.opened(font)


def verification(code: str, letterhead: Letterhead) -> str:
    """What the QR code holds: the address at which this document is verified (B43), else its code alone."""
    return letterhead.verify_at.replace("{code}", code) or code


def _words(facts: Facts, letterhead: Letterhead) -> dict[str, str]:
    issued = local(facts.issued_at).date()
    return {
        "school_zh": letterhead.school.zh,
        "school_en": letterhead.school.en,
        "certificate_number": facts.certificate_number,
        "name_zh": facts.name_zh,
        "name_en": facts.name_en,
        "birth_roc": roc_date_long(facts.birth_date),
        "birth_han": han_date(facts.birth_date),
        "birth_en": english_date(facts.birth_date),
        "programme_zh": facts.programme.zh,
        "programme_en": facts.programme.en or facts.programme.zh,
        "degree_zh": facts.degree.zh,
        "degree_en": facts.degree.en or facts.degree.zh,
        "graduated_roc": roc_month_long(facts.graduated_on),
        "graduated_han": han_month(facts.graduated_on),
        "graduated_en": english_month(facts.graduated_on),
        "document_code": facts.document_code,
        "verification": verification(facts.document_code, letterhead),
        "issued_roc": roc_date_long(issued),
        "issued_en": english_date(issued),
    }


def han_number(number: int) -> str:
    """``114`` as 一百一十四, up to 999."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else _DIGITS[tens]) + "十"
    elif hundreds and ones:
        text += "零"
    return text + (_DIGITS[ones] if ones or not number else "")


def han_month(day: date) -> str:
    """``一百一十四年六月``, the ROC year."""
    return f"{han_number(roc_year(day))}年{han_number(day.month)}月"


def han_date(day: date) -> str:
    """``九十二年三月三日``, the ROC year."""
    return f"{han_month(day)}{han_number(day.day)}日"


def _text(paper: Paper, layout: Layout, each: Text, words: dict[str, str]) -> Placed:
    said = each.text.format_map(words)
    style = Style(each.voice, each.size, layout.rgb(each.colour), each.leading, each.tracking)
    lines, style = _fitting(paper, said, style, each)
    step = style.size * style.leading / MM
    y = each.y - (step * (len(lines) - 1) / 2 if each.anchor == "middle" else 0.0)
    wide = 0.0
    for number, line in enumerate(lines):
        wide = max(wide, paper.write(each.x, y + number * step, line, style, align=each.align))
    left = each.x - wide * {"left": 0.0, "centre": 0.5, "right": 1.0}[each.align]
    top, bottom = y - style.size * 0.8 / MM, y + step * (len(lines) - 1) + style.size * 0.2 / MM
    too_much = len(lines) > each.lines or wide > each.width + 0.1
    return Placed(0, left, top, left + wide, bottom, style.size, each.smallest, too_much)


def _fitting(paper: Paper, said: str, style: Style, each: Text) -> tuple[list[str], Style]:
    """The text in as few lines as asked, smaller step by step; under the smallest rather than over another line.

    At its smallest the letters stand without extra room between them, before the text is called too long.
    """
    while True:
        lines = [line for part in said.split("\n") for line in paper.even_lines(part, style, each.width)]
        high = (style.size * style.leading * (len(lines) - 1) + style.size) / MM
        if (len(lines) <= each.lines and high <= each.height) or style.size <= _LEAST:
            return lines, style
        if style.tracking and style.size <= each.smallest:
            style = replace(style, tracking=0.0)
        else:
            least = each.smallest if style.size > each.smallest else _LEAST
            style = replace(style, size=max(least, style.size - 0.5))


def _emblem(paper: Paper, layout: Layout, each: Emblem, _words: dict[str, str]) -> None:
    """A watermark may lie under anything, so it has no place of its own."""
    draw_emblem(paper, each.x, each.y, each.size, colour=layout.rgb(each.colour))


def _seal(paper: Paper, layout: Layout, each: Seal, words: dict[str, str]) -> Placed:
    """A square seal in red, its text in columns from the right, as a school's seal is cut."""
    colour, said = layout.rgb(each.colour), each.text.format_map(words)
    edge = each.size * 0.05
    paper.box(each.x, each.y, each.size, each.size, weight=each.size * 0.1, colour=colour)
    inner = each.size - 2 * edge
    columns = math.ceil(math.sqrt(len(said)))
    wide = inner / columns
    for column in range(columns):
        stack = said[column * len(said) // columns : (column + 1) * len(said) // columns]
        high = inner / max(1, len(stack))
        size = min(wide, high) * MM * 0.94
        centre = each.x + each.size - edge - (column + 0.5) * wide
        for row, char in enumerate(stack):
            y = each.y + edge + (row + 0.5) * high + size * 0.36 / MM
            paper.write(centre, y, char, Style("kai", size, colour), align="centre")
    return Placed(0, each.x, each.y, each.x + each.size, each.y + each.size)


def _picture(paper: Paper, layout: Layout, each: Picture, _words: dict[str, str]) -> Placed | None:
    """What the school has given: its emblem, its seal. A place without a picture stays empty."""
    held = layout.picture(each.picture)
    if held is None:
        return None
    paper.image(held, each.x, each.y, each.width, each.height)
    return Placed(0, each.x, each.y, each.x + each.width, each.y + each.height)


def _qr(paper: Paper, layout: Layout, each: Qr, words: dict[str, str]) -> Placed:
    code = segno.make(each.text.format_map(words), error="m", micro=False, boost_error=False)
    matrix = [bytes(row) for row in code.matrix]
    paper.dots(matrix, each.x, each.y, each.size / len(matrix), colour=layout.rgb(each.colour))
    dot = each.size / len(matrix)
    return Placed(0, each.x, each.y, each.x + each.size, each.y + each.size, dot=dot)


def _rule(paper: Paper, layout: Layout, each: Rule, _words: dict[str, str]) -> Placed:
    paper.rule(each.x, each.y, each.width, weight=each.weight, colour=layout.rgb(each.colour))
    return Placed(0, each.x, each.y, each.x + each.width, each.y)


def _border(paper: Paper, layout: Layout, each: Border, _words: dict[str, str]) -> None:
    draw_border(paper, each.margin, layout.rgb(each.outer), layout.rgb(each.inner))


_DRAW: dict[str, Callable[[Paper, Layout, Any, dict[str, str]], Placed | None]] = {
    "text": _text,
    "emblem": _emblem,
    "seal": _seal,
    "picture": _picture,
    "qr": _qr,
    "rule": _rule,
    "border": _border,
}
