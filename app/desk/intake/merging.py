"""What a file changes: its rows laid beside what is held, so that a report can be made before anything is written.

A :class:`Plan` says which rows are new, which change and from what, which the source merely confirmed, and which cannot
be taken. Making a plan reads and seals but writes nothing; ``run`` carries it out, or throws it away after a dry run.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from app.desk.intake.reading import Fault
from app.models.base import Base
from app.models.bulk import Rows
from app.models.vault import Vault

Values = dict[str, Any]
_REVISION = ("revision",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What every kind of merging needs: where to look, how to seal, which file it is."""

    rows: Rows
    vault: Vault
    import_id: UUID
    source_time: datetime
    titles: Mapping[str, str]
    given: frozenset[str]

    def fault(self, row: Any, column: str, code: str, **facts: Any) -> Fault:
        return Fault(row.line, self.titles.get(column, ""), code, facts)

    def sealed(self, place: str, row_id: UUID, plain: str | bytes) -> bytes | None:
        return self.vault.seal(place, row_id, plain) if plain else None


@dataclass(slots=True)
class Plan:
    """What a chunk of rows would do. ``changes`` are (record, key, values before, values after)."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    faults: list[Fault] = field(default_factory=list)
    inserts: dict[type[Base], list[Values]] = field(default_factory=dict)
    changes: list[tuple[type[Base], UUID, Values, Values]] = field(default_factory=list)
    confirmed: dict[type[Base], list[UUID]] = field(default_factory=dict)
    renamed: list[tuple[UUID, str]] = field(default_factory=list)
    _seen: dict[tuple[type[Base], UUID], tuple[Values, Values]] = field(default_factory=dict, repr=False)

    def insert(self, record: type[Base], values: Values) -> None:
        self.inserts.setdefault(record, []).append(values)

    def confirm(self, record: type[Base], row_id: UUID) -> None:
        """The source said the same again."""
        self.confirmed.setdefault(record, []).append(row_id)

    def change(self, record: type[Base], held: Any, after: Values, import_id: UUID) -> bool:
        """Note the values that differ from those held, with what they were; False when none differ."""
        differing = {name: value for name, value in after.items() if getattr(held, name) != value}
        if not differing:
            return False
        differing["import_id"] = import_id
        self.replace(record, held.id, held, differing)
        return True

    def replace(self, record: type[Base], row_id: UUID, held: Any, after: Values) -> None:
        """Note new values for a held row, with what they replace; the revision tells later whether it changed since."""
        before = {name: getattr(held, name) for name in (*after, *_REVISION) if hasattr(held, name)}
        again = self._seen.get((record, row_id))
        if again is None:
            self._seen[record, row_id] = (before, after)
            self.changes.append((record, row_id, before, after))
        else:  # a second number of the same person in this file
            again[0].update({name: value for name, value in before.items() if name not in again[0]})
            again[1].update(after)

    def add(self, other: Plan) -> None:
        """Sum up another chunk's counts and faults; its rows are carried out by themselves."""
        self.added += other.added
        self.changed += other.changed
        self.unchanged += other.unchanged
        self.faults.extend(other.faults)

    @property
    def good_rows(self) -> int:
        return self.added + self.changed + self.unchanged

    @property
    def bad_rows(self) -> int:
        return len({fault.line for fault in self.faults})

    def count(self, changed: bool) -> None:
        if changed:
            self.changed += 1
        else:
            self.unchanged += 1
