"""One import as one unit of work: compare, write, note, or roll back whole. Knows nothing of files.

Plans come a chunk at a time and are written as they come. Once something is bad the rest is only compared, so that the
report is complete, and everything rolls back. A dry run compares in a reading session and cannot write.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from app.dates import local, roc_moment
from app.desk.desk import Desk
from app.desk.intake.merging import Plan, Setting
from app.desk.intake.reading import Fault
from app.desk.intake.shapes import Kind
from app.devices.uid import UidForm
from app.errors import Refusal
from app.models.base import Base, uuid7
from app.models.bulk import Rows, to_text
from app.models.card import StudentCard
from app.models.certificate import DegreeCertificate, Sheet
from app.models.graduate import ClearanceItem, Graduate, GraduationApproval, Person, Photo
from app.models.house import SearchEntry
from app.models.imports import ImportChange, ImportRun
from app.wording import Bilingual

BEFORE_PLACE = "import_change.before_sealed"
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
_FUTURE = timedelta(minutes=10)

Plans = Callable[[Setting], Iterable[Plan]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """One file on its way in: what it brings, which bytes it is, when its office drew it."""

    kind: Kind
    file_name: str
    digest: bytes = field(repr=False)
    source_time: datetime
    actor: str | None = None
    titles: Mapping[str, str] = field(default_factory=dict)
    given: frozenset[str] = frozenset()
    import_id: UUID = field(default_factory=uuid7)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What a file would do, or did. ``taken`` says whether it is in the database; ``bad`` counts rows, not faults.

    ``unlisted`` were missing from a whole list and are counted as changed; None where nobody was looked for.
    ``encoding`` and ``sample`` (three names, to be looked at by whoever imports) show what a guess of the charset made.
    """

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
    unlisted: int | None = None
    sample: tuple[str, ...] = field(default=(), repr=False)


class _NotWhole(Exception):
    """Bad rows were found while writing: everything rolls back."""


def shown_name(name: str) -> str:
    """A file's name as the records keep it: its end, and a byte that is no text as a question mark."""
    return name[-120:].encode("utf-8", "replace").decode()


def refuse_odd_time(rows: Rows, kind: Kind, source_time: datetime, now: datetime, older_source: bool) -> None:
    """Refuses data from the future, and data older than those held unless that is meant."""
    if source_time > now + _FUTURE:
        raise Refusal.because("import.source.future")
    newest = rows.newest_source(kind.value)
    if newest is not None and source_time < newest and not older_source:
        held = Bilingual(roc_moment(newest), f"{local(newest):%Y-%m-%d %H:%M}")
        raise Refusal.because("import.source.older", held=held)


def bring_in(
    desk: Desk,
    intake: Intake,
    plans: Plans,
    *,
    faults: Sequence[Fault] = (),
    dry_run: bool = False,
    leave_out_bad_rows: bool = False,
) -> ImportReport:
    """Carry the plans out whole, or only compare. ``faults`` are those that reading the file already found.

    A file of which not one row is good is not taken, whatever may be left out: it would be the newest of its kind.
    """
    total = Plan(faults=list(faults))
    writing = not dry_run and (leave_out_bad_rows or not faults)
    taken = writing and _take(desk, intake, plans, total, leave_out_bad_rows)
    if not writing:
        with desk.read() as session:
            for plan in plans(_setting(desk, intake, Rows(session))):
                total.add(plan)
    return _report(intake, total, taken, dry_run)


def _take(desk: Desk, intake: Intake, plans: Plans, total: Plan, leave_out_bad_rows: bool) -> bool:
    """Write what can be written; False when everything was rolled back."""
    try:
        with desk.begin(intake.actor) as work:
            setting = _setting(desk, intake, Rows(work.session))
            setting.rows.pour(ImportRun, [_run_row(desk, intake)])
            for plan in plans(setting):
                total.add(plan)
                if leave_out_bad_rows or not total.faults:
                    carry_out(setting, plan)
            if total.faults and not (leave_out_bad_rows and total.good_rows):
                raise _NotWhole
            counts: dict[str, Any] = {"added": total.added, "changed": total.changed, "unchanged": total.unchanged}
            setting.rows.amend(ImportRun, [(intake.import_id, counts)])
            work.note(
                "import.taken",
                {"import": intake.import_id},
                kind=intake.kind.value,
                sha256=intake.digest.hex(),
                source_time=intake.source_time.isoformat(),
                left_out=total.bad_rows,
                **counts,
            )
    except _NotWhole:
        return False
    return True


def _run_row(desk: Desk, intake: Intake) -> dict[str, Any]:
    return {
        "id": intake.import_id,
        "kind": intake.kind.value,
        "file_name": intake.file_name,
        "file_sha256": intake.digest,
        "source_time": intake.source_time,
        "at": desk.now,
        "actor": desk.stamp(intake.actor).actor,
        "added": 0,
        "changed": 0,
        "unchanged": 0,
    }


def _setting(desk: Desk, intake: Intake, rows: Rows) -> Setting:
    return Setting(
        rows=rows,
        vault=desk.vault,
        import_id=intake.import_id,
        source_time=intake.source_time,
        titles=intake.titles,
        given=intake.given,
    )


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


def _report(intake: Intake, total: Plan, taken: bool, dry_run: bool) -> ImportReport:
    return ImportReport(
        kind=intake.kind,
        file_name=intake.file_name,
        digest=intake.digest.hex(),
        source_time=intake.source_time,
        import_id=intake.import_id if taken else None,
        taken=taken,
        dry_run=dry_run,
        rows=total.good_rows + total.bad_rows,
        added=total.added,
        changed=total.changed,
        unchanged=total.unchanged,
        bad=total.bad_rows,
        faults=tuple(sorted(total.faults, key=lambda fault: fault.line)),
    )
