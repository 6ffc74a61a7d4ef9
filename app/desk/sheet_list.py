"""A list file of sheets (CSV or XLSX): its certificate numbers, barcodes or serials, one sheet a row."""

from __future__ import annotations

from app.desk.intake.reading import read_table
from app.errors import Obstacle, Refusal

#: Which heading names the sheet, the surest first.
HEADINGS = (
    "條碼",
    "封套條碼",
    "barcode",
    "印製序號",
    "流水號",
    "紙張序號",
    "serial",
    "printing serial",
    "證書字號",
    "字號",
    "number",
    "certificate number",
)
TOLD = 20


def scans_of(content: bytes) -> tuple[str, ...]:
    """What the file names, in its order. A file of one column needs no heading; refuses rows that cannot be read."""
    table = read_table(content)
    titles = [title.strip().casefold() for title in table.heading]
    column = next((titles.index(each) for each in HEADINGS if each in titles), None)
    found: list[str] = []
    if column is None:
        if len([each for each in titles if each]) != 1:
            raise Refusal.because("sheet.list_heading", known="、".join((HEADINGS[0], HEADINGS[3], HEADINGS[8])))
        column = next(place for place, title in enumerate(titles) if title)
        found.append(table.heading[column])
    wrong: list[Obstacle] = []
    for row in table.rows:
        if row.faults:
            wrong.append(Obstacle("sheet.list_row", {"line": row.line}))
        elif cell := row.cells[column].strip():
            found.append(cell)
    if wrong:
        raise Refusal(*wrong[:TOLD])
    return tuple(found)
