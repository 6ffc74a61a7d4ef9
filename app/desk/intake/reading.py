"""A file of bytes becomes rows of text with the line each began on. Pure: nothing here knows what a column means.

How this works: the first bytes tell a workbook from a text. A text is decoded strictly, by its byte order mark, else as
UTF-8, else as CP950 (Big5 of Windows); when neither fits, the likeliest is taken and every cell with an undecodable
byte becomes a fault. Big5-HKSCS is never guessed, only named: it reads Hong Kong's characters where a school in Taiwan
keeps those of its own making (造字). The csv reader runs strictly. Rows come lazily, faults ride with their row.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from app.errors import NO_FACTS, Fact, Refusal

MAX_FILE_BYTES = 256 * 1024 * 1024
MAX_ROWS = 1_000_000
MAX_COLUMNS = 120
MAX_CELL = 2_000
ENCODINGS = ("utf-8", "cp950")  # tried in this order
NAMED = {
    **dict.fromkeys(("utf-8", "utf8", "utf-8-sig"), "utf-8"),
    **dict.fromkeys(("cp950", "ms950", "big5"), "cp950"),
    **{each: each for each in ("utf-16", "utf-16-le", "utf-16-be", "big5hkscs")},
}  # what an office may name; a codec that is no charset (base64, idna) has no business here
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_PIECE = 1 << 20
_WORKBOOK, _OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
# What nobody sees on paper: controls, direction marks, fillers of Hangul, a blank of Braille, tags. Variation selectors
# are no part of it: they choose the shape of a name's character.
_UNSEEN = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200e\u200f\u2028-\u202e"
    "\u2061-\u206f\u2800\u3164\uffa0\ufff0-\ufffb\U000e0000-\U000e00ff"
)
_SUSPECT = re.compile(f"[{_UNSEEN}\ufffd\ufffe\uffff\ue000-\uf8ff\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Fault:
    """Why one row cannot be taken: its line, the column as the file heads it ("" for the whole row), and a code."""

    line: int
    column: str
    code: str
    facts: Mapping[str, Fact] = field(default_factory=dict, repr=False, hash=False)


@dataclass(frozen=True, slots=True)
class TextRow:
    """One record of the file. ``cells`` has the heading's length; with ``faults`` the cells are not to be trusted."""

    line: int
    cells: tuple[str, ...] = field(repr=False)
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A file's heading and its rows, read lazily. ``encoding`` is what a text was read as; "xlsx" for a workbook."""

    heading: tuple[str, ...]
    heading_line: int
    rows: Iterator[TextRow]
    encoding: str
    guessed: bool = False


def read_table(content: bytes, *, encoding: str | None = None, sheet: str | None = None) -> Table:
    """The rows of a CSV or XLSX file. Refuses a file that is empty, too large, or of another kind."""
    if not content.strip(b"\x00\t\r\n "):
        raise Refusal.because("import.file.empty")
    if len(content) > MAX_FILE_BYTES:
        raise Refusal.because("import.file.too_large", limit=MAX_FILE_BYTES // 1024 // 1024)
    if content.startswith(_OLD_OFFICE):
        raise Refusal.because("import.workbook.old")
    if content.startswith(_WORKBOOK):
        from app.desk.intake.workbook import read_workbook

        return read_workbook(content, sheet)
    if sheet is not None:
        raise Refusal.because("import.file.no_sheets", sheet=sheet)
    if content.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"\x1f\x8b", b"SQLite format 3")):
        raise Refusal.because("import.file.kind")
    return _read_text(content, charset_of(content, encoding))


@dataclass(frozen=True, slots=True)
class Charset:
    """How a text is to be read: ``damaged`` when some bytes fit nowhere, ``suspect`` when cells need a closer look."""

    encoding: str
    guessed: bool = False
    damaged: bool = False
    suspect: bool = False


def charset_of(content: bytes, encoding: str | None = None) -> Charset:
    """The encoding by its mark, by name, or the first that fits strictly; else the one that damages least.

    Refuses ``import.encoding.unknown`` for a name that is none of :data:`NAMED`.
    """
    named = NAMED.get(encoding.strip().lower().replace("_", "-")) if encoding else None
    if encoding and named is None:
        raise Refusal.because("import.encoding.unknown", encoding=encoding[:40])
    for mark, marked in _MARKS:
        if content.startswith(mark):
            return Charset(marked, False, *_looked_through(content, marked))
    for candidate in (named,) if named else ENCODINGS:
        damaged, suspect = _looked_through(content, candidate)
        if not damaged:
            return Charset(candidate, candidate != "utf-8" and named is None, False, suspect)
    return Charset(named or _likeliest(content), named is None, True, True)


def _looked_through(content: bytes, encoding: str) -> tuple[bool, bool]:
    """Whether a byte fits nowhere, and whether a character is suspect; a megabyte at a time, nothing kept."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    suspect = False
    try:
        for start in range(0, len(content), _PIECE):
            piece = decoder.decode(content[start : start + _PIECE], final=start + _PIECE >= len(content))
            suspect = suspect or _SUSPECT.search(piece) is not None
    except UnicodeDecodeError:
        return True, True
    return False, suspect


def _likeliest(content: bytes) -> str:
    """The encoding that damages fewest characters; at a draw the proposal of charset-normalizer."""
    damage = {each: content.decode(each, "replace").count("\ufffd") for each in ENCODINGS}
    least = min(damage.values())
    drawn = [each for each in ENCODINGS if damage[each] == least]
    if len(drawn) == 1:
        return drawn[0]
    from charset_normalizer import from_bytes

    proposal = from_bytes(content[:65536], cp_isolation=[each.replace("-", "_") for each in drawn]).best()
    proposed = proposal.encoding.replace("utf_8", "utf-8") if proposal else ""
    return proposed if proposed in drawn else drawn[0]


def _read_text(content: bytes, charset: Charset) -> Table:
    errors = "replace" if charset.damaged else "strict"
    lines = io.TextIOWrapper(io.BytesIO(content), charset.encoding, errors, newline="")
    records = _records(lines, _delimiter(content, charset))
    heading_line, heading, broken = next(records, (1, [], None))
    if broken is not None:
        raise Refusal.because("import.file.damaged", line=heading_line)
    titles = clean_heading(heading)
    rows = _rows(records, titles, charset.suspect)
    return Table(titles, heading_line, rows, charset.encoding, charset.guessed)


def clean_heading(cells: list[str]) -> tuple[str, ...]:
    """The column titles without spaces and trailing blanks. Refuses a file with none, or with too many."""
    titles = [" ".join(cell.strip("\ufeff").replace("\u3000", " ").split()) for cell in cells]
    while titles and not titles[-1]:
        titles.pop()
    if not titles:
        raise Refusal.because("import.file.empty")
    if len(titles) > MAX_COLUMNS:
        raise Refusal.because("import.file.columns", limit=MAX_COLUMNS)
    return tuple(titles)


def _delimiter(content: bytes, charset: Charset) -> str:
    """Comma, tab or semicolon: whichever the first line has most of."""
    first = content[:20_000].decode(charset.encoding, "replace").lstrip("\ufeff\r\n ").split("\n", 1)[0]
    return max(",\t;", key=first.count)


Record = tuple[int, list[str], str | None]


def _records(lines: Iterable[str], delimiter: str) -> Iterator[Record]:
    """Each record that is not blank, with its first line; a broken quotation ends the reading."""
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    line = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as fault:
            endless = "field larger" in str(fault)
            yield line, [], "import.cell.too_long" if endless else "import.row.quotation"
            return
        if any(cells) and any(cell.strip() for cell in cells):
            yield line, cells, None
        line = reader.line_num + 1


def _rows(records: Iterator[Record], titles: tuple[str, ...], suspect: bool) -> Iterator[TextRow]:
    width = len(titles)
    for count, (line, cells, broken) in enumerate(records, 1):
        if count > MAX_ROWS:
            raise Refusal.because("import.file.rows", limit=MAX_ROWS)
        if broken is not None:
            facts = {"limit": MAX_CELL} if broken == "import.cell.too_long" else NO_FACTS
            yield TextRow(line, (), (Fault(line, "", broken, facts),))
        elif len(cells) == width and not suspect and max(map(len, cells)) <= MAX_CELL:
            yield TextRow(line, tuple(cells))
        else:
            yield checked_row(line, cells, titles)


def checked_row(line: int, cells: list[str], titles: tuple[str, ...]) -> TextRow:
    """The row with every fault of its form: ragged, too long, control characters, half characters."""
    width = len(titles)
    while len(cells) > width and not cells[-1].strip():
        cells.pop()
    if len(cells) != width:
        return TextRow(line, (), (Fault(line, "", "import.row.ragged", {"expected": width, "found": len(cells)}),))
    faults = tuple(
        Fault(line, title, code, {"limit": MAX_CELL} if code == "import.cell.too_long" else NO_FACTS)
        for title, cell in zip(titles, cells, strict=True)
        if (code := _fault_of(cell)) is not None
    )
    return TextRow(line, tuple(cells), faults)


def _fault_of(cell: str) -> str | None:
    if len(cell) > MAX_CELL:
        return "import.cell.too_long"
    found = _SUSPECT.search(cell)
    if found is None:
        return None
    sign = found[0]
    if sign == "\ufffd":
        return "import.cell.half_character"
    if "\ue000" <= sign <= "\uf8ff":
        return "import.cell.private_character"
    return "import.cell.control_character"
