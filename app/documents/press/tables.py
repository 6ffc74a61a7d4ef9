"""Tables and grids: facts in cells, rows as high as what they hold, a new page where a row would not fit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.documents.press.paper import BLACK, GREY, MM, Paper, Style
from app.documents.press.parts import FACT, FACT_EN, FOOT, LABEL, LABEL_EN, LEFT, MEASURE, both, heading, label
from app.wording import Bilingual

Line = tuple[str, Style]
LINE_HEIGHT = 1.34
LEAST = 40  # mm below a heading, or it stands on the next page with its table


@dataclass(frozen=True, slots=True)
class Cell:
    """One fact of a form: its label, the value, a second line for the other language, how far they may shrink before
    breaking.
    """

    label: Bilingual
    value: str
    second: str = ""
    style: Style = FACT
    shrink: float = 0.74


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table, ``width`` in mm."""

    heading: Bilingual
    width: float


def grid(paper: Paper, y: float, rows: Sequence[Sequence[Cell]]) -> float:
    """Rows of facts under hairlines, the cells of a row equally wide. Returns the y under the grid."""
    paper.rule(LEFT, y, MEASURE, weight=0.8, colour=BLACK)
    for row in rows:
        each = MEASURE / len(row)
        blocks = [_facts(paper, cell, each - 4) for cell in row]
        for column, (cell, block) in enumerate(zip(row, blocks, strict=True)):
            label(paper, LEFT + column * each, y + 4.2, cell.label)
            _stack(paper, LEFT + column * each, y + 5.6, block)
        y += 5.6 + max(map(_height, blocks)) + 1.6
        paper.rule(LEFT, y, MEASURE)
    return y


def table(
    paper: Paper,
    y: float,
    columns: Sequence[Column],
    rows: Sequence[Sequence[Sequence[Line]]],
    turn: Callable[[], float],
) -> float:
    """A table with its heading on every page; ``turn`` finishes a page and gives the next one's first y. Returns the
    y below.
    """
    y = _headings(paper, y, columns)
    for row in rows:
        cells = [_wrapped(paper, cell, column.width - 4) for cell, column in zip(row, columns, strict=True)]
        high = max(map(_height, cells)) + 4.4
        if y + high > FOOT - 8:
            y = _headings(paper, turn(), columns)
        x = LEFT
        for cell, column in zip(cells, columns, strict=True):
            _stack(paper, x, y + 1.8, cell)
            x += column.width
        y += high
        paper.rule(LEFT, y, MEASURE)
    return y


def titled_table(
    paper: Paper,
    y: float,
    title: Bilingual,
    columns: Sequence[Column],
    rows: Sequence[Sequence[Sequence[Line]]],
    turn: Callable[[], float],
    empty: Bilingual,
) -> float:
    """A :func:`table` under its heading, or ``empty`` where there are no rows. Returns the y below."""
    if y > FOOT - LEAST:
        y = turn() - 6
    y = heading(paper, y, title)
    return table(paper, y - 2, columns, rows, turn) if rows else both(paper, y, empty)


def _headings(paper: Paper, y: float, columns: Sequence[Column]) -> float:
    x = LEFT
    paper.rule(LEFT, y, MEASURE, weight=0.8, colour=BLACK)
    for column in columns:
        paper.write(x, y + 4.8, column.heading.zh, LABEL)
        paper.write(x, y + 8.3, column.heading.en, LABEL_EN)
        x += column.width
    paper.rule(LEFT, y + 10.2, MEASURE, weight=0.6, colour=GREY)
    return y + 10.2


def _facts(paper: Paper, cell: Cell, width: float) -> list[Line]:
    """The cell's lines: shrunk to fit one line where a little helps, else broken."""
    lines: list[Line] = []
    for text, style in ((cell.value, cell.style), (cell.second, FACT_EN)):
        if text:
            fitted = paper.fit(text, style, width, style.size * cell.shrink)
            lines += [(line, fitted) for line in paper.lines(text, fitted, width)]
    return lines or [("", cell.style)]


def _wrapped(paper: Paper, cell: Sequence[Line], width: float) -> list[Line]:
    return [(line, style) for text, style in cell if text for line in paper.lines(text, style, width)]


def _height(block: Sequence[Line]) -> float:
    return sum(style.size * LINE_HEIGHT / MM for _, style in block)


def _stack(paper: Paper, x: float, y: float, block: Sequence[Line]) -> None:
    for text, style in block:
        y += style.size * LINE_HEIGHT / MM
        paper.write(x, y - style.size * 0.3 / MM, text, style)
