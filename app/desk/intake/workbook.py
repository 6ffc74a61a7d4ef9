"""An XLSX workbook becomes the same rows of text as a CSV, or is refused in words before it can do harm.

A workbook is a zip of XML: the zip's own table of contents is weighed before anything is unpacked (zipfile never reads
more of a part than is declared there), parts with a document type are refused because entities multiply, and the
sheet is streamed. Formulas, errors and rounded numbers are faults of their cell: what counts is the value that the
office saw, and a formula has none until somebody computes it.
"""

from __future__ import annotations

import datetime
import io
import lzma
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from app.desk.intake.reading import MAX_COLUMNS, MAX_ROWS, Fault, Table, TextRow, checked_row, clean_heading
from app.errors import NO_FACTS, Refusal

MAX_UNPACKED_BYTES = 192 * 1024 * 1024
MAX_PARTS = 2_000
MAX_RATIO = 250
EXACT_NUMBER = 2**53
_SMALL_PART = 1024 * 1024
# What the zip library and its unpackers raise for bytes that are no zip; a damaged stream speaks the unpacker's words.
UNREADABLE = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, NotImplementedError, EOFError, OSError, ValueError)


def read_workbook(content: bytes, sheet: str | None = None) -> Table:
    """The one filled sheet of a workbook, or the named one. Refuses bombs, external links, macros and passwords."""
    _weigh(content)
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of styles it does not know: no matter for values
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
    except Refusal:
        raise
    except Exception as failure:
        raise Refusal.because("import.workbook.damaged") from failure
    cells = _cells_of(_choose(book, sheet))
    heading_line, first = next(cells, (1, []))
    titles = clean_heading([_text(cell)[0] for cell in first])
    return Table(titles, heading_line, _rows(cells, titles), "xlsx")


def _weigh(content: bytes) -> None:
    """Refuses by the table of contents alone, then by the first bytes of each XML part."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            unpacked = sum(part.file_size for part in parts)
            if len(parts) > MAX_PARTS or unpacked > MAX_UNPACKED_BYTES or _is_bomb(parts):
                raise Refusal.because("import.workbook.too_large", limit=MAX_UNPACKED_BYTES // 1024 // 1024)
            names = {part.filename.lower() for part in parts}
            if not any(name.startswith("xl/") for name in names):
                raise Refusal.because("import.workbook.damaged")
            if any(name.startswith("xl/externallinks/") or name == "xl/connections.xml" for name in names):
                raise Refusal.because("import.workbook.external_links")
            if any(name.endswith("vbaproject.bin") for name in names):
                raise Refusal.because("import.workbook.macros")
            for part in parts:
                if part.flag_bits & 1 or not _is_plain(archive, part):
                    raise Refusal.because("import.workbook.damaged")
    except UNREADABLE as failure:
        raise Refusal.because("import.workbook.damaged") from failure


def _is_bomb(parts: list[zipfile.ZipInfo]) -> bool:
    """A large part that shrank more than sheets do, or parts that lie upon each other."""
    heavy = any(part.file_size > _SMALL_PART and part.file_size > MAX_RATIO * part.compress_size for part in parts)
    return heavy or len({part.header_offset for part in parts}) != len(parts)


def _is_plain(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """True for a part without a document type (no entities can multiply) in an encoding where that can be seen."""
    if not part.filename.lower().endswith((".xml", ".rels", ".vml")):
        return True
    with archive.open(part) as stream:
        tail = b""
        for number, piece in enumerate(iter(lambda: stream.read(1 << 20), b"")):
            if number == 0 and not piece.lstrip(b"\xef\xbb\xbf\t\r\n ").startswith(b"<"):
                return False
            if number == 0 and b"\x00" in piece[:64]:
                return False
            if b"<!DOCTYPE" in (joined := tail + piece) or b"<!ENTITY" in joined:
                return False
            tail = piece[-16:]
    return True


def _choose(book: Any, sheet: str | None) -> Any:
    if sheet is not None:
        if sheet not in book.sheetnames:
            raise Refusal.because("import.workbook.sheet", sheet=sheet, sheets="、".join(book.sheetnames))
        return book[sheet]
    filled = [each for each in book.worksheets if next(_cells_of(each), None) is not None]
    if not filled:
        raise Refusal.because("import.file.empty")
    if len(filled) > 1:
        raise Refusal.because("import.workbook.sheets", sheets="、".join(each.title for each in filled))
    return filled[0]


def _cells_of(sheet: Any) -> Iterator[tuple[int, list[Any]]]:
    """Each row that is not blank, with its number; never wider than the widest file we read, plus one.

    The rows themselves count, and not the size that the sheet declares: programs write that wrong, and what lies beyond
    it would be lost unseen. Refuses rows and cells that do not rise, because one of two would be dropped.
    """
    try:
        filled, last = 0, 0
        for number, found in _parsed(sheet):
            if number <= last:
                raise Refusal.because("import.workbook.order", line=number)
            last, cells = number, _in_places(sheet, number, found)
            if not cells:
                continue
            if (filled := filled + 1) > MAX_ROWS + 1:
                raise Refusal.because("import.file.rows", limit=MAX_ROWS)
            yield number, cells
    except Refusal:
        raise
    except Exception as failure:
        raise Refusal.because("import.workbook.damaged") from failure


def _parsed(sheet: Any) -> Iterator[tuple[int, list[dict[str, Any]]]]:
    """The rows as they stand in the sheet's XML: openpyxl's own reading drops a row whose number does not rise."""
    from openpyxl.worksheet._reader import WorkSheetParser

    book = sheet.parent
    with sheet._get_source() as source:
        parser = WorkSheetParser(
            source,
            sheet._shared_strings,
            data_only=book.data_only,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )
        yield from parser.parse()


def _in_places(sheet: Any, number: int, found: list[dict[str, Any]]) -> list[Any]:
    """The cells of one row, each in its column, without blank ones at the end."""
    from openpyxl.cell.read_only import EMPTY_CELL, ReadOnlyCell

    cells: list[Any] = []
    for each in found:
        place = each["column"] - 1
        if place < len(cells):
            raise Refusal.because("import.workbook.order", line=number)
        if place <= MAX_COLUMNS:
            cells.extend([EMPTY_CELL] * (place - len(cells)))
            cells.append(ReadOnlyCell(sheet, **each))
    while cells and _blank(cells[-1]):
        cells.pop()
    return cells


def _blank(cell: Any) -> bool:
    return cell.value is None or (isinstance(cell.value, str) and not cell.value.strip())


def _rows(rows: Iterator[tuple[int, list[Any]]], titles: tuple[str, ...]) -> Iterator[TextRow]:
    width = len(titles)
    for line, cells in rows:
        texts = [_text(cell) for cell in cells]
        texts.extend([("", None)] * (width - len(texts)))
        row = checked_row(line, [text for text, _ in texts], titles)
        faults = tuple(
            Fault(line, title, code, NO_FACTS) for title, (_, code) in zip(titles, texts, strict=False) if code
        )
        yield TextRow(row.line, row.cells, faults + row.faults) if faults else row


def _text(cell: Any) -> tuple[str, str | None]:
    """A cell as the text that a CSV would hold, and the fault if it has none that can be trusted."""
    value, kind = cell.value, getattr(cell, "data_type", "n")
    if value is None:
        return "", None
    if kind == "f" or not isinstance(value, (str, int, float, datetime.date, datetime.time, datetime.timedelta)):
        return "", "import.cell.formula"
    if kind == "e":
        return "", "import.cell.error"
    if isinstance(value, bool):
        return ("1" if value else "0"), None
    if isinstance(value, (int, float)):
        return _number(value)
    if isinstance(value, datetime.datetime):
        return (value.date() if value.time() == datetime.time() else value.replace(microsecond=0)).isoformat(), None
    return (value.isoformat() if isinstance(value, (datetime.date, datetime.time)) else str(value)), None


def _number(value: int | float) -> tuple[str, str | None]:
    if abs(value) >= EXACT_NUMBER or value != value:
        return "", "import.cell.rounded"
    return (str(int(value)) if value == int(value) else str(value)), None
