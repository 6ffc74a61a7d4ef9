"""What only the whole file can tell: the same number twice, one card for two people, one identity for two names.

Pure. Every row that takes part in a quarrel after the first is a fault that names the line it quarrels with.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.desk.intake.reading import Fault
from app.desk.intake.shapes import (
    ApprovalRow,
    CardRow,
    CertificateRow,
    ClearanceRow,
    GraduateRow,
    Kind,
    Row,
    Shape,
    Vocabulary,
)
from app.devices.uid import UidForm, common_forms, is_random, read_uid
from app.models.certificate import number_key
from app.policy.identity_numbers import IdentityNumberKind, canonical_identity_number, has_good_check_digit, kind_of

YOUNGEST, OLDEST = 14, 100  # years of age in the year of graduation; beyond them a year is mistyped


@dataclass(frozen=True, slots=True)
class Checked:
    """A file whose rows were looked at one by one and together. ``uid_form`` is how a card register was read."""

    rows: list[Row] = field(repr=False)
    faults: list[Fault]
    uid_form: UidForm | None = None


Titles = Mapping[str, str]
Complaint = tuple[str, str, dict[str, Any]]


def check(
    shape: Shape,
    rows: Iterable[Row | tuple[Fault, ...]],
    titles: Titles,
    vocabulary: Vocabulary,
    uid_form: UidForm | None = None,
) -> Checked:
    """Divide a file into rows that can be taken and faults. ``titles`` gives each field's heading in this file."""
    good: list[Row] = []
    faults: list[Fault] = []
    for row in rows:
        if isinstance(row, tuple) and (not row or isinstance(row[0], Fault)):
            faults.extend(row)
        else:
            good.append(completed(row, vocabulary))
    if shape.kind is Kind.CARDS:
        good, uid_form = _with_uids(good, uid_form, titles, faults)
    complain = _COMPLAINTS[shape.kind](vocabulary)
    kept: list[Row] = []
    for row in good:
        told = [Fault(row.line, titles[name], code, facts) for name, code, facts in complain(row)]
        faults.extend(told)
        if not told:
            kept.append(row)
    faults.sort(key=lambda fault: fault.line)
    return Checked(kept, faults, uid_form)


def completed(row: Row, vocabulary: Vocabulary) -> Row:
    """The row with what follows from its other columns: department and level from the programme, a label's barcode."""
    if isinstance(row, GraduateRow):
        department = row.department or vocabulary.department_of.get(row.programme, "")
        return row._replace(
            id_number=canonical_identity_number(row.id_number),
            department=department,
            college=row.college or vocabulary.college_of.get(department, ""),
            level=row.level or vocabulary.level_of.get(row.programme, "bachelor"),
        )
    rules = vocabulary.certificates
    if isinstance(row, CertificateRow) and not row.barcode and not (rules and rules.sheets_bear_barcode):
        kind = rules.barcode if rules else "serial"
        short = rules.short(row.number) if rules else row.number
        return row._replace(barcode={"serial": row.serial, "number": row.number, "short": short}[kind])
    return row


def _may_be_identity(number: str, kind: str) -> bool:
    """A national or resident number with its check digit, or whatever a row calls a passport or another document."""
    if kind in ("passport", "other"):
        return 4 <= len(number) <= 20 and number.isalnum()
    if not has_good_check_digit(number):
        return False
    is_national = kind_of(number) is IdentityNumberKind.NATIONAL
    return is_national if kind == "national" else not is_national if kind == "arc" else True


class _Once:
    """Remembers who said something first."""

    def __init__(self) -> None:
        self._first: dict[Hashable, Any] = {}

    def first(self, said: Hashable, by: Any) -> Any:
        """Who said it first: ``by`` itself, or an earlier one."""
        return self._first.setdefault(said, by)


def _graduates(vocabulary: Vocabulary) -> Callable[[Any], Iterator[Complaint]]:
    numbers, people = _Once(), _Once()

    def complain(row: GraduateRow) -> Iterator[Complaint]:
        if (line := numbers.first(row.student_number, row.line)) != row.line:
            yield "student_number", "import.twice", {"value": row.student_number, "first": line}
        if row.programme and row.department != vocabulary.department_of.get(row.programme, row.department):
            yield "department", "import.value.quarrel", {"value": row.department, "other": row.programme}
        if row.birth_date and not YOUNGEST <= row.cohort.last_year - row.birth_date.year <= OLDEST:
            facts = {"cohort": str(row.cohort), "youngest": YOUNGEST, "oldest": OLDEST}
            yield "birth_date", "import.value.birth_date", facts
        if not row.id_number:
            return
        if not _may_be_identity(row.id_number, row.id_kind):
            yield "id_number", "import.value.id_number", {}
            return
        who = (row.line, row.name, row.birth_date)
        first = people.first(row.id_number, who)
        if first[1:] != who[1:]:
            yield "id_number", "import.person.differs", {"first": first[0]}

    return complain


def _cards(vocabulary: Vocabulary) -> Callable[[Any], Iterator[Complaint]]:
    uids = _Once()

    def complain(row: CardRow) -> Iterator[Complaint]:
        if is_random(row.uid):
            yield "uid_text", "import.uid.random", {}
            return
        line, holder = uids.first(row.uid, (row.line, row.student_number))
        if line != row.line:
            code = "import.twice" if holder == row.student_number else "import.uid.two_people"
            yield "uid_text", code, {"value": row.student_number, "first": line}

    return complain


def _clearance(vocabulary: Vocabulary) -> Callable[[Any], Iterator[Complaint]]:
    items = _Once()

    def complain(row: ClearanceRow) -> Iterator[Complaint]:
        if (line := items.first((row.student_number, row.item), row.line)) != row.line:
            yield "item", "import.twice", {"value": f"{row.student_number} {row.item}", "first": line}

    return complain


def _approvals(vocabulary: Vocabulary) -> Callable[[Any], Iterator[Complaint]]:
    decisions = _Once()

    def complain(row: ApprovalRow) -> Iterator[Complaint]:
        if (line := decisions.first((row.student_number, row.semester), row.line)) != row.line:
            yield "student_number", "import.twice", {"value": row.student_number, "first": line}

    return complain


def _certificates(vocabulary: Vocabulary) -> Callable[[Any], Iterator[Complaint]]:
    marks = _Once()  # number, serial and barcode are one set of names: a scan is looked for in all three
    rules = vocabulary.certificates

    def complain(row: CertificateRow) -> Iterator[Complaint]:
        if rules and re.fullmatch(rules.number_pattern, row.number) is None:
            yield "number", "import.value.certificate_number", {"value": row.number, "example": rules.number_example}
        if rules and re.fullmatch(rules.barcode_pattern, row.barcode) is None:
            yield "barcode", "import.value.barcode", {"value": row.barcode}
        for name in ("number", "serial", "barcode"):
            said = number_key(row.number) if name == "number" else getattr(row, name)
            if said and (line := marks.first(said, row.line)) != row.line:
                yield name, "import.twice", {"value": getattr(row, name), "first": line}

    return complain


_COMPLAINTS: dict[Kind, Callable[[Vocabulary], Callable[[Any], Iterator[Complaint]]]] = {
    Kind.GRADUATES: _graduates,
    Kind.CARDS: _cards,
    Kind.CLEARANCE: _clearance,
    Kind.APPROVALS: _approvals,
    Kind.CERTIFICATES: _certificates,
}


def _with_uids(
    rows: list[Any], form: UidForm | None, titles: Titles, faults: list[Fault]
) -> tuple[list[Row], UidForm | None]:
    """Read every card number in one form for the whole file: the named one, or the likeliest."""
    form = form or likeliest_form([row.uid_text for row in rows])
    read: list[Row] = []
    for row in rows:
        try:
            read.append(row._replace(uid=read_uid(row.uid_text, form)))
        except ValueError:
            faults.append(Fault(row.line, titles["uid_text"], "import.uid.form", {"form": form.value}))
    return read, form


def likeliest_form(texts: list[str]) -> UidForm:
    """Hexadecimal as the reader sends it when every number can be read so; else decimal when every number is one.

    Turned bytes are never guessed: nothing in the text tells them, so the office has to say so.
    """
    common = common_forms(texts)
    if UidForm.HEX in common or UidForm.DECIMAL not in common:
        return UidForm.HEX
    return UidForm.DECIMAL
