"""The import itself: one file, one unit of work, one journal line, whole or not at all.

The file is read and checked before the database is asked. The rows are then laid beside what is held, a chunk at a
time, and written as they come. Once something is bad the rest is only compared, so that the report is complete, and the
unit of work rolls back. A dry run compares in a reading session and cannot write.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import islice
from typing import Any
from uuid import UUID

from app.desk.desk import Desk
from app.desk.intake.certificates import merge_certificates
from app.desk.intake.checking import Checked, check
from app.desk.intake.columns import SHAPES
from app.desk.intake.graduates import merge_graduates
from app.desk.intake.merging import Plan, Setting
from app.desk.intake.reading import Fault, Table, read_table
from app.desk.intake.registers import merge_approvals, merge_cards, merge_clearance
from app.desk.intake.shapes import Kind, Seats, Vocabulary, rows_of, seat
from app.desk.intake.vocabulary import school_words
from app.devices.uid import UidForm
from app.errors import Refusal
from app.models.base import Base, uuid7
from app.models.bulk import CHUNK, Rows, to_text
from app.models.card import StudentCard
from app.models.certificate import DegreeCertificate, Sheet
from app.models.graduate import ClearanceItem, Graduate, GraduationApproval, Person, Photo
from app.models.house import SearchEntry
from app.models.imports import ImportChange, ImportRun
from app.models.staff import Station

BEFORE_PLACE = "import_change.before_sealed"
_FUTURE = timedelta(minutes=10)
_MERGE: dict[Kind, Callable[[Setting, Any], Plan]] = {
    Kind.GRADUATES: merge_graduates,
    Kind.CARDS: merge_cards,
    Kind.CLEARANCE: merge_clearance,
    Kind.APPROVALS: merge_approvals,
    Kind.CERTIFICATES: merge_certificates,
}
# Parents before children, because the database checks every reference as the row goes in.
ORDER: tuple[type[Base], ...] = (
    Person,
    Graduate,
    SearchEntry,
    Photo,
    GraduationApproval,
    ClearanceItem,
    DegreeCertificate,
    Sheet,
    StudentCard,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What a file would do, or did. ``taken`` says whether it is in the database; ``bad`` counts rows, not faults."""

    kind: Kind
    file_name: str
    digest: str
    source_time: datetime
    import_id: UUID | None
    taken: bool
    dry_run: bool
    rows: int
    added: int
    changed: int
    unchanged: int
    bad: int
    faults: tuple[Fault, ...] = field(repr=False)
    encoding: str = ""
    guessed: bool = False
    uid_form: UidForm | None = None
    ignored_columns: tuple[str, ...] = ()
    sample: tuple[str, ...] = field(default=(), repr=False)


class _NotWhole(Exception):
    """Bad rows were found while writing: everything rolls back."""


@dataclass(frozen=True, slots=True)
class _File:
    kind: Kind
    name: str
    content: bytes = field(repr=False)
    source_time: datetime
    import_id: UUID
    table: Table
    seats: Seats
    checked: Checked = field(repr=False)

    @property
    def titles(self) -> dict[str, str]:
        return dict(zip((column.name for column in SHAPES[self.kind].columns), self.seats.titles, strict=True))

    @property
    def given(self) -> frozenset[str]:
        """The columns this file speaks of, with those that follow from them."""
        given = self.seats.given
        given |= {"department", "college", "level"} if "programme" in given else frozenset()
        return given | ({"college"} if "department" in given else frozenset())


def import_file(
    desk: Desk,
    kind: Kind,
    content: bytes,
    *,
    name: str,
    source_time: datetime,
    actor: str | None = None,
    dry_run: bool = False,
    encoding: str | None = None,
    sheet: str | None = None,
    uid_form: UidForm | None = None,
    leave_out_bad_rows: bool = False,
    older_source: bool = False,
) -> ImportReport:
    """Take one CSV or XLSX file whole, or say row by row why not.

    ``source_time`` is when the office drew the data. Refuses (``import.*``) a file that cannot be read as a table at
    all, one without the needed columns, and one that is older than what is held unless ``older_source``.
    """
    with desk.read() as session:
        rows = Rows(session)
        _refuse_odd_time(rows, kind, source_time, desk.now, older_source)
        words = school_words(desk.profile, rows.everything(Station))
    file = _open(kind, content, name, source_time, words, encoding, sheet, uid_form)
    writes = not dry_run and (leave_out_bad_rows or not file.checked.faults)
    total = _take(desk, file, actor, leave_out_bad_rows) if writes else _compare(desk, file)
    taken = writes and (leave_out_bad_rows or not total.faults)
    return _report(file, total, taken=taken, dry_run=dry_run)


def _refuse_odd_time(rows: Rows, kind: Kind, source_time: datetime, now: datetime, older_source: bool) -> None:
    if source_time > now + _FUTURE:
        raise Refusal.because("import.source.future")
    newest = rows.newest_source(kind.value)
    if newest is not None and source_time < newest and not older_source:
        raise Refusal.because("import.source.older", held=newest.isoformat(timespec="minutes"))


def _open(
    kind: Kind,
    content: bytes,
    name: str,
    source_time: datetime,
    words: Vocabulary,
    encoding: str | None,
    sheet: str | None,
    uid_form: UidForm | None,
) -> _File:
    shape = SHAPES[kind]
    table = read_table(content, encoding=encoding, sheet=sheet)
    seats = seat(shape, table.heading)
    titles = dict(zip((column.name for column in shape.columns), seats.titles, strict=True))
    checked = check(shape, rows_of(shape, table, seats, words), titles, words, uid_form)
    return _File(kind, name[-120:], content, source_time, uuid7(), table, seats, checked)


def _compare(desk: Desk, file: _File) -> Plan:
    """Lay every row beside what is held, and write nothing."""
    total = Plan()
    with desk.read() as session:
        setting = _setting(desk, file, Rows(session))
        for plan in _plans(file, setting):
            _sum(total, plan)
    return total


def _take(desk: Desk, file: _File, actor: str | None, leave_out_bad_rows: bool) -> Plan:
    total = Plan()
    try:
        with desk.begin(actor) as work:
            rows = Rows(work.session)
            setting = _setting(desk, file, rows)
            rows.pour(ImportRun, [_run_row(desk, file, actor)])
            for plan in _plans(file, setting):
                _sum(total, plan)
                if leave_out_bad_rows or not total.faults:
                    carry_out(setting, plan)
            if total.faults and not leave_out_bad_rows:
                raise _NotWhole
            counts = {"added": total.added, "changed": total.changed, "unchanged": total.unchanged}
            rows.amend(ImportRun, [(file.import_id, counts)])
            bad = _bad_rows([*file.checked.faults, *total.faults])
            facts: dict[str, Any] = {
                "kind": file.kind.value,
                "sha256": sha256(file.content).hexdigest(),
                "left_out": bad,
                **counts,
            }
            work.note("import.taken", {"import": file.import_id}, source_time=file.source_time.isoformat(), **facts)
    except _NotWhole:
        return total
    return total


def _run_row(desk: Desk, file: _File, actor: str | None) -> dict[str, Any]:
    return {
        "id": file.import_id,
        "kind": file.kind.value,
        "file_name": file.name,
        "file_sha256": sha256(file.content).digest(),
        "source_time": file.source_time,
        "at": desk.now,
        "actor": desk.stamp(actor).actor,
        "added": 0,
        "changed": 0,
        "unchanged": 0,
    }


def _setting(desk: Desk, file: _File, rows: Rows) -> Setting:
    return Setting(
        rows=rows,
        vault=desk.vault,
        import_id=file.import_id,
        source_time=file.source_time,
        titles=file.titles,
        given=file.given,
    )


def _plans(file: _File, setting: Setting) -> Iterable[Plan]:
    remaining = iter(file.checked.rows)
    while chunk := list(islice(remaining, CHUNK)):
        yield _MERGE[file.kind](setting, chunk)


def carry_out(setting: Setting, plan: Plan) -> None:
    """Write one chunk: new rows, changed rows with what they were, and the age of what was confirmed."""
    for record in ORDER:
        setting.rows.pour(record, plan.inserts.get(record, []))
    befores: list[dict[str, Any]] = []
    for record in ORDER:
        changes = [(row_id, before, after) for kind, row_id, before, after in plan.changes if kind is record]
        setting.rows.amend(record, [(row_id, after) for row_id, _, after in changes])
        befores.extend(_before(setting, record.__tablename__, row_id, before) for row_id, before, _ in changes)
    setting.rows.pour(ImportChange, befores)
    for confirmed, ids in plan.confirmed.items():
        setting.rows.refresh(confirmed, ids, setting.source_time)
    setting.rows.rename(plan.renamed)


def _before(setting: Setting, table: str, row_id: UUID, before: dict[str, Any]) -> dict[str, Any]:
    change_id = uuid7()
    sealed = setting.sealed(BEFORE_PLACE, change_id, to_text(before))
    values = {"id": change_id, "import_id": setting.import_id, "table": table}
    return {**values, "row_id": row_id, "before_sealed": sealed}


def _sum(total: Plan, plan: Plan) -> None:
    total.added += plan.added
    total.changed += plan.changed
    total.unchanged += plan.unchanged
    total.faults.extend(plan.faults)


def _bad_rows(faults: Iterable[Fault]) -> int:
    return len({fault.line for fault in faults})


def _report(file: _File, total: Plan, *, taken: bool, dry_run: bool) -> ImportReport:
    faults = sorted([*file.checked.faults, *total.faults], key=lambda fault: fault.line)
    lines_with_faults = {fault.line for fault in file.checked.faults}
    return ImportReport(
        kind=file.kind,
        file_name=file.name,
        digest=sha256(file.content).hexdigest(),
        source_time=file.source_time,
        import_id=file.import_id if taken else None,
        taken=taken,
        dry_run=dry_run,
        rows=len(file.checked.rows) + len(lines_with_faults),
        added=total.added,
        changed=total.changed,
        unchanged=total.unchanged,
        bad=_bad_rows(faults),
        faults=tuple(faults),
        encoding=file.table.encoding,
        guessed=file.table.guessed,
        uid_form=file.checked.uid_form,
        ignored_columns=file.seats.ignored,
        sample=tuple(getattr(row, "name", row.student_number) for row in file.checked.rows[:3]),
    )
