"""The kinds of file, each with one frozen row type and its table of columns.

A heading is known by any of its names, in Chinese or English, whatever its width, case and spacing. A column that a
file does not have leaves what is held untouched; a cell that is empty in a column that is there empties it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from app.dates import AcademicSemester
from app.desk.intake.reading import Fault, Table, TextRow
from app.desk.intake.values import Unfit, fold, plain
from app.errors import Fact, Refusal
from app.policy.profile.school import CertificateRules


class Kind(StrEnum):
    """What a file brings."""

    GRADUATES = "graduates"
    CARDS = "cards"
    CLEARANCE = "clearance"
    APPROVALS = "approvals"
    CERTIFICATES = "certificates"
    PHOTOS = "photos"


class GraduateRow(NamedTuple):
    """One student number on the list of graduates (畢業生名冊), with the person behind it."""

    line: int
    student_number: str
    name: str
    cohort: AcademicSemester
    name_en: str
    id_number: str
    id_kind: str
    birth_date: date | None
    sex: str
    nationality: str
    college: str
    department: str
    programme: str
    level: str
    status: str
    is_exchange: bool
    is_teacher_ed: bool
    is_listed: bool
    mailbox: str
    school_mailbox: str
    phone: str
    address: str

    def __repr__(self) -> str:
        return f"GraduateRow(line={self.line})"


class CardRow(NamedTuple):
    """One line of the card register (學生證卡號檔)."""

    line: int
    student_number: str
    uid_text: str
    state: str
    uid: bytes = b""

    def __repr__(self) -> str:
        return f"CardRow(line={self.line})"


class ClearanceRow(NamedTuple):
    """What one unit says of one graduate (離校待辦事項)."""

    line: int
    student_number: str
    item: str
    state: str
    reason: str
    amount: int | None
    checked_at: datetime | None

    def __repr__(self) -> str:
        return f"ClearanceRow(line={self.line})"


class ApprovalRow(NamedTuple):
    """The registrar's word on one graduate's semester (畢業資格審核結果)."""

    line: int
    student_number: str
    state: str
    semester: AcademicSemester | None
    decided_on: date | None
    note: str

    def __repr__(self) -> str:
        return f"ApprovalRow(line={self.line})"


class CertificateRow(NamedTuple):
    """One printed certificate (學位證書) and the sheet it lies on."""

    line: int
    student_number: str
    number: str
    graduated_on: date
    degree_zh: str
    programme_zh: str
    serial: str
    station: str
    name_zh: str
    name_en: str
    degree_en: str
    programme_en: str
    cohort: AcademicSemester | None
    barcode: str
    place: str

    def __repr__(self) -> str:
        return f"CertificateRow(line={self.line})"


_LONGEST_HEADING = 20
Row = GraduateRow | CardRow | ClearanceRow | ApprovalRow | CertificateRow
Reader = Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The school's own words: folded name or code to code. A word list that is None takes any code as it stands."""

    colleges: Mapping[str, str] | None = None
    departments: Mapping[str, str] | None = None
    programmes: Mapping[str, str] | None = None
    items: Mapping[str, str] | None = None
    item_states: Mapping[str, str] = field(default_factory=dict)
    stations: Mapping[str, str] | None = None
    department_of: Mapping[str, str] = field(default_factory=dict)
    college_of: Mapping[str, str] = field(default_factory=dict)
    level_of: Mapping[str, str] = field(default_factory=dict)
    certificates: CertificateRules | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the row's field, its headings (the first two are how we name it), and how its cells read.

    ``needed`` columns must be in the file and filled; ``repeats`` says that few values stand in many rows; ``personal``
    cells are never shown in a report; where ``blank_speaks``, an empty cell is read like any other word.
    """

    name: str
    headings: tuple[str, ...]
    read: Callable[[Vocabulary], Reader]
    needed: bool = False
    empty: Any = ""
    repeats: bool = False
    personal: bool = False
    blank_speaks: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """One kind of file: its row type and its columns in the order of the row's fields."""

    kind: Kind
    row: Callable[..., Row]
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Seats:
    """Where a shape's columns sit in one file: the position of each, or None; titles as the file heads them."""

    positions: tuple[int | None, ...]
    titles: tuple[str, ...]
    given: frozenset[str]
    ignored: tuple[str, ...]


def seat(shape: Shape, heading: tuple[str, ...], encoding: str = "") -> Seats:
    """Find each column by its headings. Refuses when a needed one is missing or one is there twice.

    A first row without any known heading is a person's row, or was read in a wrong ``encoding``: none of it is shown.
    """
    folded = [fold(title) for title in heading]
    positions: list[int | None] = []
    for column in shape.columns:
        names = {fold(each) for each in column.headings}
        found = [place for place, title in enumerate(folded) if title in names and place not in positions]
        exact = [place for place in found if folded[place] in {fold(each) for each in column.headings[:2]}]
        if len(found) > 1 and len(exact) != 1:
            raise Refusal.because("import.columns.twice", columns="、".join(heading[place] for place in found))
        positions.append(next(iter(exact or found), None))
    missing = [
        column for column, place in zip(shape.columns, positions, strict=True) if column.needed and place is None
    ]
    if missing:
        wanted = "、".join(f"{column.headings[0]} ({column.headings[1]})" for column in missing)
        if not any(place is not None for place in positions):
            raise Refusal.because("import.columns.none", columns=wanted, encoding=encoding)
        raise Refusal.because("import.columns.missing", columns=wanted, found=_headings_in(heading))
    used = {place for place in positions if place is not None}
    titles = tuple(
        column.headings[0] if place is None else heading[place]
        for column, place in zip(shape.columns, positions, strict=True)
    )
    given = frozenset(c.name for c, place in zip(shape.columns, positions, strict=True) if place is not None)
    return Seats(tuple(positions), titles, given, tuple(t for p, t in enumerate(heading) if p not in used and t))


def _headings_in(cells: tuple[str, ...]) -> str:
    """What looks like a heading: short, no digit, no mail address. The first row may be a person's after all."""
    alike = [cell for cell in cells if cell and len(cell) <= _LONGEST_HEADING and not re.search(r"[\d@]", cell)]
    return "、".join(alike)[:300]


def rows_of(shape: Shape, table: Table, seats: Seats, vocabulary: Vocabulary) -> Iterator[Row | tuple[Fault, ...]]:
    """Each line of the file as its row, or as every reason why it cannot be one."""
    readers = [column.read(vocabulary) for column in shape.columns]
    seen: list[dict[str, Any] | None] = [{} if column.repeats else None for column in shape.columns]
    plan = list(zip(seats.positions, shape.columns, readers, seen, seats.titles, strict=True))
    make = shape.row
    for text in table.rows:
        if text.faults:
            yield text.faults
            continue
        faults: list[Fault] = []
        found: list[Any] = [text.line]
        for place, column, read, memory, title in plan:
            cell = "" if place is None else text.cells[place]
            if memory is not None and cell in memory:
                found.append(memory[cell])
                continue
            try:
                value = _value(cell, column, read)
            except Unfit as unfit:
                faults.append(_fault(text, title, cell, column, unfit))
                continue
            if memory is not None and len(memory) < 10_000:
                memory[cell] = value
            found.append(value)
        yield tuple(faults) if faults else make(*found)


def _value(cell: str, column: Column, read: Reader) -> Any:
    if column.blank_speaks or (cell and not cell.isspace()):
        return read(cell)
    if column.needed:
        raise Unfit("import.value.missing")
    return column.empty


def _fault(text: TextRow, title: str, cell: str, column: Column, unfit: Unfit) -> Fault:
    shown: dict[str, Fact] = dict(unfit.facts)
    shown["value"] = "…" if column.personal and cell else plain(cell)[:40]
    return Fault(text.line, title, unfit.code, shown)
