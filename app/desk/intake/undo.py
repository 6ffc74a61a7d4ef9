"""Undoing an import: values before come back, rows it added go, where nothing has changed since.

A row that a later import or the counter has touched stays as it is and is counted as kept: what was done at the
counter is never undone by a file. Added rows that others lean on (a graduate with a pickup, a person with another
number) stay, too.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.desk.desk import Desk
from app.desk.intake.engine import BEFORE_PLACE, ORDER
from app.errors import Refusal
from app.models.base import Base
from app.models.bulk import Rows, from_text
from app.models.graduate import ClearanceItem, Graduate, GraduationApproval, Person, Photo
from app.models.house import SearchEntry
from app.models.imports import ImportRun
from app.models.search import spaced
from app.models.store import UnitOfWork

_AGED = (Graduate, GraduationApproval, ClearanceItem)


@dataclass(frozen=True, slots=True)
class UndoReport:
    """How many rows have their values back, how many added ones are gone, how many stay because something changed."""

    import_id: UUID
    restored: int
    removed: int
    kept: int


def undo_import(desk: Desk, import_id: UUID, *, actor: str | None = None) -> UndoReport:
    """Refuses ``import.undo.unknown``, ``import.undo.done_already``, and ``import.undo.purged`` past its time."""
    with desk.begin(actor) as work:
        rows = Rows(work.session)
        run = next(iter(rows.held(ImportRun, "id", [import_id])), None)
        if run is None:
            raise Refusal.because("import.undo.unknown")
        if run.undone_at is not None:
            raise Refusal.because("import.undo.done_already")
        changes = rows.changes_of(import_id)
        if any(each.before_sealed is None for each in changes):
            raise Refusal.because("import.undo.purged")
        changed = {each.row_id for each in changes}
        restored, kept = _restore(work, rows, import_id)
        removed, leaned = _remove(rows, import_id, changed)
        for record in _AGED:
            rows.age_back(record, import_id, run.source_time)
        rows.amend(ImportRun, [(import_id, {"undone_at": desk.now})])
        counts: dict[str, Any] = {"restored": restored, "removed": removed, "kept": kept + leaned}
        work.note("import.undone", {"import": import_id}, **counts)
    return UndoReport(import_id, **counts)


def _restore(work: UnitOfWork, rows: Rows, import_id: UUID) -> tuple[int, int]:
    """Put the values before back, newest change first; (restored, kept)."""
    records = {record.__tablename__: record for record in ORDER}
    restored = kept = 0
    for change in rows.changes_of(import_id):
        record = records[change.table]
        text = work.vault.open_text(BEFORE_PLACE, change.id, change.before_sealed)
        revision = json.loads(text).get("revision")
        before = {name: value for name, value in from_text(record, text).items() if name != "revision"}
        held = next(iter(rows.held(record, _key(record), [change.row_id])), None)
        untouched = held is not None and held.import_id == import_id
        if held is None or not untouched or (revision is not None and held.revision != revision + 1):
            kept += 1
            continue
        rows.amend(record, [(change.row_id, before)])
        if record is Person and {"name", "name_en"} & before.keys():
            _rename(rows, change.row_id)
        restored += 1
    return restored, kept


def _rename(rows: Rows, person_id: UUID) -> None:
    person = rows.held(Person, "id", [person_id])[0]
    graduates = rows.graduates_of([person_id])
    rows.rename([(each.id, spaced(person.name, person.name_en, each.student_number)) for each in graduates])


def _remove(rows: Rows, import_id: UUID, changed: set[UUID]) -> tuple[int, int]:
    """Take added rows away, children before parents; (removed, kept)."""
    removed = kept = 0
    for record in reversed(ORDER):
        if record is SearchEntry:
            continue
        key = _key(record)
        added = [each for each in rows.brought_by(record, import_id) if getattr(each, key) not in changed]
        fresh = [getattr(each, key) for each in added if getattr(each, "revision", 1) == 1]
        leaned = rows.leaned_on(record, fresh)
        gone = [each for each in fresh if each not in leaned]
        if record is Graduate:
            rows.erase(SearchEntry, "graduate_id", gone)
        rows.erase(record, key, gone)
        removed += len(gone)
        kept += len(added) - len(gone)
    return removed, kept


def _key(record: type[Base]) -> str:
    return "person_id" if record is Photo else "id"
