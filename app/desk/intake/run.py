"""Importing one CSV or XLSX file: read it, check it, lay it beside what is held, take it whole or say why not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from app.desk.desk import Desk
from app.desk.intake.certificates import merge_certificates
from app.desk.intake.checking import check
from app.desk.intake.columns import SHAPES
from app.desk.intake.engine import ImportReport, Intake, bring_in, refuse_odd_time, shown_name
from app.desk.intake.graduates import graduates_of_one_file, unlist_missing
from app.desk.intake.merging import Plan, Setting
from app.desk.intake.reading import read_table
from app.desk.intake.registers import merge_approvals, merge_cards, merge_clearance
from app.desk.intake.shapes import GraduateRow, Kind, Row, rows_of, seat
from app.desk.intake.vocabulary import school_words
from app.devices.uid import UidForm
from app.errors import Refusal
from app.models.bulk import CHUNK, Rows
from app.models.staff import Station

_MERGE: dict[Kind, Callable[[Setting, Any], Plan]] = {
    Kind.CARDS: merge_cards,
    Kind.CLEARANCE: merge_clearance,
    Kind.APPROVALS: merge_approvals,
    Kind.CERTIFICATES: merge_certificates,
}


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
    whole_list: bool = False,
) -> ImportReport:
    """Take one CSV or XLSX file whole, or say row by row why not.

    ``whole_list``: a list of graduates names everybody of its cohorts, so who is missing from it is taken off the list
    (延畢, 休學 ...) and counted as changed; never beside rows that were left out, who might be them. ``source_time`` is
    when the office drew the data. Refuses (``import.*``) a file that cannot be read as a table at all, one without the
    needed columns or without a row, and one that is older than what is held unless ``older_source``.
    """
    with desk.read() as session:
        rows = Rows(session)
        refuse_odd_time(rows, kind, source_time, desk.now, older_source)
        words = school_words(desk.profile, rows.everything(Station))
    shape = SHAPES[kind]
    table = read_table(content, encoding=encoding, sheet=sheet)
    seats = seat(shape, table.heading, table.encoding)
    titles = dict(zip((column.name for column in shape.columns), seats.titles, strict=True))
    checked = check(shape, rows_of(shape, table, seats, words), titles, words, uid_form)
    if not checked.rows and not checked.faults:
        raise Refusal.because("import.file.no_rows")
    intake = Intake(
        kind=kind,
        file_name=shown_name(name),
        digest=sha256(content).digest(),
        source_time=source_time,
        actor=actor,
        titles=titles,
        given=_following(seats.given),
    )

    graduates = [row for row in checked.rows if isinstance(row, GraduateRow)]
    merge = graduates_of_one_file(graduates) if kind is Kind.GRADUATES else _MERGE[kind]

    unlisted: int | None = None

    def plans(setting: Setting) -> Iterator[Plan]:
        for start in range(0, len(checked.rows), CHUNK):
            yield merge(setting, checked.rows[start : start + CHUNK])
        if whole_list and kind is Kind.GRADUATES and not checked.faults:
            missing = unlist_missing(setting, graduates)
            nonlocal unlisted
            unlisted = missing.changed
            yield missing

    report = bring_in(
        desk, intake, plans, faults=checked.faults, dry_run=dry_run, leave_out_bad_rows=leave_out_bad_rows
    )
    return replace(
        report,
        rows=len(checked.rows) + len({fault.line for fault in checked.faults}),
        encoding=table.encoding,
        guessed=table.guessed,
        uid_form=checked.uid_form,
        ignored_columns=seats.ignored,
        unlisted=unlisted,
        sample=tuple(_shown(row) for row in checked.rows[:3]),
    )


def _following(given: frozenset[str]) -> frozenset[str]:
    """The columns that a file speaks of, with those that follow from them."""
    given |= {"department", "college", "level"} if "programme" in given else frozenset()
    return given | ({"college"} if "department" in given else frozenset())


def _shown(row: Row) -> str:
    """What shows at a glance whether the charset was guessed right."""
    name: str = getattr(row, "name", "") or getattr(row, "name_zh", "") or row.student_number
    return name
