"""Sleeve labels 封套標籤: a barcode for sheets that bear none (RULES I4), stuck on the sleeve, A4 sheets of labels.

Thousands of labels make one file: bars are one path a label, and a text is measured once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from reportlab.graphics.barcode.code128 import Code128

from app.documents.letterhead import Letterhead
from app.documents.press.paper import A4, BLACK, GREY, Paper, Style
from app.wording import ZH, in_language

_NAME = Style("kai", 15)
_NUMBER = Style("sans-medium", 9)
_SMALL = Style("sans", 7.5, GREY)
_PLACE = Style("sans-bold", 11)
_BAR_HEIGHT = 9.0
_QUIET = 10


@dataclass(frozen=True, slots=True)
class SleeveLabel:
    """One sheet's label. ``barcode`` is what the scanner reads; ``place`` the shelf mark."""

    barcode: str
    serial: str
    student_number: str
    name_zh: str = field(repr=False)
    department: str
    place: str


@dataclass(frozen=True, slots=True)
class LabelLayout:
    """A sheet of labels in mm: how many, how large, where the first begins, and the step from one to the next."""

    columns: int = 3
    rows: int = 8
    width: float = 70.0
    height: float = 37.0
    left: float = 0.0
    top: float = 0.5
    step_x: float = 70.0
    step_y: float = 37.0
    padding: float = 5.0

    def __post_init__(self) -> None:
        across = self.left + (self.columns - 1) * self.step_x + self.width
        down = self.top + (self.rows - 1) * self.step_y + self.height
        if self.columns < 1 or self.rows < 1 or across > A4[0] + 0.01 or down > A4[1] + 0.01:
            raise ValueError(f"labels reach {across:.1f} x {down:.1f} mm, past an A4 sheet")

    @property
    def a_page(self) -> int:
        return self.columns * self.rows


THREE_BY_EIGHT = LabelLayout()


def render(
    labels: Sequence[SleeveLabel],
    letterhead: Letterhead,
    moment: datetime,
    language: str = ZH,
    *,
    layout: LabelLayout = THREE_BY_EIGHT,
    skip: int = 0,
) -> bytes:
    """The labels in order, row by row; ``skip`` leaves that many places free on a sheet already begun."""
    say = in_language(language)
    paper = Paper(say("Sleeve labels"), letterhead.school.zh, moment)
    for place, each in enumerate(labels, skip % layout.a_page):
        if place and place % layout.a_page == 0:
            paper.new_page()
        row, column = divmod(place % layout.a_page, layout.columns)
        _draw(paper, layout.left + column * layout.step_x, layout.top + row * layout.step_y, each, layout)
    return paper.finish()


def _draw(paper: Paper, x: float, y: float, label: SleeveLabel, layout: LabelLayout) -> None:
    left, room = x + layout.padding, layout.width - 2 * layout.padding
    top = y + layout.padding
    place = paper.fit(label.place, _PLACE, room * 0.42, 6)
    wide = paper.write(left + room, top + 4.2, label.place, place, align="right")
    paper.write(left, top + 4.2, label.name_zh, paper.fit(label.name_zh, _NAME, room - wide - 3, 7))
    paper.write(left, top + 8.8, label.student_number, _NUMBER)
    serial = paper.measure(label.student_number, _NUMBER) + 3
    paper.write(left + room, top + 8.8, label.serial, paper.fit(label.serial, _SMALL, room - serial, 5), align="right")
    paper.write(left, top + 12.6, label.department, paper.fit(label.department, _SMALL, room, 5))
    bottom = y + layout.height - layout.padding
    _bars(paper, left, bottom - 3.2 - _BAR_HEIGHT, room, label.barcode)
    under = paper.fit(label.barcode, _SMALL, room, 5)
    paper.write(x + layout.width / 2, bottom - 0.4, label.barcode, under, align="centre")


def _bars(paper: Paper, x: float, y: float, room: float, text: str) -> None:
    """Code 128 with its quiet zones, as wide as the room but no bar over 0.4 mm."""
    widths = _modules(text)
    module = min(0.4, room / (sum(widths) + 2 * _QUIET))
    x += (room - module * sum(widths)) / 2
    bars, dark = [], True
    for width in widths:
        if dark:
            bars.append((x, width * module))
        x, dark = x + width * module, not dark
    paper.stripes(bars, y, _BAR_HEIGHT, colour=BLACK)


@lru_cache(maxsize=256)
def _modules(text: str) -> tuple[int, ...]:
    """The widths of bars and spaces in turn, beginning with a bar. ValueError for what Code 128 cannot hold."""
    code: Any = Code128(text, quiet=0)
    code.validate()
    if not code.valid:
        raise ValueError("a barcode holds ASCII only")
    code.encode()
    code.decompose()
    return tuple("-abcd".index(each.lower()) for each in code.decomposed)
