"""The list of graduates (畢業生名冊) beside the register: persons, student numbers, and what they are found by.

A person is known by the identity number, through its keyed hash: two student numbers with one identity number are one
person. Where a number would move a student number to somebody else, or comes with another name or birthday than the
held person's, the row is refused: two registers disagree about who a human being is, and an import does not decide
that. A new name comes with a student number that the person is known by.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from app.desk.intake.merging import Plan, Setting, Values
from app.desk.intake.shapes import GraduateRow
from app.models.base import uuid7
from app.models.delivery import ADDRESS_PLACE
from app.models.graduate import Graduate, Nationality, Person, Status
from app.models.house import SearchEntry
from app.models.search import spaced

NATIONAL_ID_PLACE = "person.national_id_sealed"
SEALED = {
    "id_number": "national_id_sealed",
    "mailbox": "mailbox_sealed",
    "school_mailbox": "school_mailbox_sealed",
    "phone": "phone_sealed",
    "address": "address_sealed",
}
_PERSON_PLAIN = ("name", "name_en", "birth_date", "sex")
_GRADUATE_PLAIN = (
    "cohort", "level", "college", "department", "programme", "is_exchange", "is_teacher_ed", "is_listed",
)  # fmt: skip


def graduates_of_one_file(whole: Sequence[GraduateRow]) -> Callable[[Setting, Any], Plan]:
    """How a file's chunks are laid beside the register. Persons are shared by number within the file, too."""
    file = _File(whole)
    return lambda setting, rows: _Merging(setting, rows, file).plan()


def unlist_missing(setting: Setting, rows: Sequence[GraduateRow]) -> Plan:
    """Who is of these cohorts and no longer on their whole list stays in the register, but off the list (RULES I7)."""
    plan, named = Plan(), {row.student_number for row in rows}
    for each in setting.rows.held(Graduate, "cohort", {row.cohort for row in rows}):
        if each.is_listed and each.student_number not in named:
            plan.change(Graduate, each, {"is_listed": False}, setting.import_id)
    plan.changed = len(plan.changes)
    return plan


class _File:
    """What one chunk has to know of the others: who stands in the file, and whose its repeated identity numbers are."""

    def __init__(self, rows: Sequence[GraduateRow]) -> None:
        self.student_numbers = {row.student_number for row in rows}
        times = Counter(row.id_number for row in rows if row.id_number)
        self.repeated = {number for number, count in times.items() if count > 1}
        self.people: dict[bytes, UUID] = {}


class _Merging:
    def __init__(self, setting: Setting, rows: Sequence[GraduateRow], file: _File) -> None:
        self.setting, self.rows, self.file, self.result = setting, rows, file, Plan()
        index = setting.vault.index
        self.indexes = {row.line: index(NATIONAL_ID_PLACE, row.id_number) for row in rows if row.id_number}
        held = setting.rows.held(Graduate, "student_number", [row.student_number for row in rows])
        self.graduates = {each.student_number: each for each in held}
        people = [
            *setting.rows.held(Person, "id", [each.person_id for each in held]),
            *setting.rows.held(Person, "national_id_index", self.indexes.values()),
        ]
        self.people = {each.id: each for each in people}
        self.by_index: dict[bytes, UUID] = file.people | {
            p.national_id_index: p.id for p in people if p.national_id_index
        }
        self.otherwise = self._held_otherwise()
        self.fresh: dict[UUID, Values] = {}

    def plan(self) -> Plan:
        for row in self.rows:  # those who are held first: their identity numbers are theirs before they are anybody's
            if (held := self.graduates.get(row.student_number)) is not None:
                self._compare(row, held)
        for row in self.rows:
            if row.student_number not in self.graduates:
                self._add(row)
        for row in self.rows:
            if row.id_number in self.file.repeated and (known := self.by_index.get(self.indexes[row.line])):
                self.file.people[self.indexes[row.line]] = known
        for values in self.fresh.values():
            self.result.insert(Person, values)
        return self.result

    def _held_otherwise(self) -> set[int]:
        """The lines of new student numbers whose identity number is held with another name or day of birth.

        A person whose held student number stands in the same file is renamed by it, and its rows are of one mind.
        """
        doubtful: dict[int, UUID] = {}
        for row in self.rows:
            known = self.by_index.get(self.indexes.get(row.line, b""))
            if known not in self.people or row.student_number in self.graduates:
                continue
            person = self.people[known]
            born = row.birth_date and person.birth_date and row.birth_date != person.birth_date
            if born or row.name != person.name:
                doubtful[row.line] = person.id
        theirs = self.setting.rows.graduates_of(set(doubtful.values()))
        renamed = {each.person_id for each in theirs if each.student_number in self.file.student_numbers}
        return {line for line, person_id in doubtful.items() if person_id not in renamed}

    def _add(self, row: GraduateRow) -> None:
        if row.line in self.otherwise:
            self.result.faults.append(self.setting.fault(row, "id_number", "import.person.held_otherwise"))
            return
        person_id = self._person_of(row)
        values: Values = {"id": uuid7(), "student_number": row.student_number, "person_id": person_id, "revision": 1}
        values.update({name: getattr(row, name) for name in _GRADUATE_PLAIN})
        values.update(status=Status(row.status), **self._source())
        self.result.insert(Graduate, values)
        line = spaced(row.name, row.name_en, row.student_number)
        self.result.insert(SearchEntry, {"graduate_id": values["id"], "spaced": line})
        self.result.added += 1

    def _person_of(self, row: GraduateRow) -> UUID:
        """The person with this identity number, brought up to date; else a new one."""
        index = self.indexes.get(row.line)
        known = self.by_index.get(index) if index else None
        if known is not None:
            if known in self.people:
                self._update(row, self.people[known])
            return known
        person_id = uuid7()
        self.fresh[person_id] = self._new_person(row, person_id, index)
        if index:
            self.by_index[index] = person_id
        return person_id

    def _new_person(self, row: GraduateRow, person_id: UUID, index: bytes | None) -> Values:
        values: Values = {"id": person_id, "revision": 1, "import_id": self.setting.import_id}
        values.update({name: getattr(row, name) for name in _PERSON_PLAIN})
        values.update(nationality=Nationality(row.nationality), national_id_index=index)
        for name, column in SEALED.items():
            values[column] = self.setting.sealed(f"person.{column}", person_id, getattr(row, name))
        return values

    def _compare(self, row: GraduateRow, held: Any) -> None:
        index = self.indexes.get(row.line)
        if index and self.by_index.get(index, held.person_id) != held.person_id:
            self.result.faults.append(self.setting.fault(row, "id_number", "import.person.other"))
            return
        if index:
            self.by_index[index] = held.person_id
        after: Values = {name: getattr(row, name) for name in _GRADUATE_PLAIN if name in self.setting.given}
        if "status" in self.setting.given:
            after["status"] = Status(row.status)
        changed = self.result.change(Graduate, held, after, self.setting.import_id)
        changed = self._update(row, self.people[held.person_id]) or changed
        self.result.confirm(Graduate, held.id)
        self.result.count(changed)

    def _update(self, row: GraduateRow, person: Any) -> bool:
        """Bring a held person up to date with the columns that this file has."""
        given = self.setting.given
        after: Values = {name: getattr(row, name) for name in _PERSON_PLAIN if name in given}
        if "nationality" in given:
            after["nationality"] = Nationality(row.nationality)
        for name, column in SEALED.items():
            if name in given:
                after.update(self._sealed_change(row, person, name, column))
        changed = self.result.change(Person, person, after, self.setting.import_id)
        if changed and (after["name"] != person.name or after.get("name_en", person.name_en) != person.name_en):
            self._rename(person.id, after["name"], after.get("name_en", person.name_en))
        return changed

    def _sealed_change(self, row: GraduateRow, person: Any, name: str, column: str) -> Values:
        """The sealed value, if its plain text differs; identity numbers are compared by their hash."""
        plain, sealed = getattr(row, name), getattr(person, column)
        if name == "id_number":
            index = self.indexes.get(row.line)
            if index == person.national_id_index:
                return {}
            fresh = self.setting.sealed(f"person.{column}", person.id, plain)
            return {"national_id_index": index, column: fresh}
        held = self.setting.vault.open_text(f"person.{column}", person.id, sealed)
        if plain == held or (name == "mailbox" and self._was_verified(person, held)):
            return {}
        return {column: self.setting.sealed(f"person.{column}", person.id, plain)}

    def _was_verified(self, person: Any, held: str) -> bool:
        """A mailbox that was read back at the desk (D25) is not given up for one that the office still has."""
        verified: bytes | None = person.mailbox_verified_index
        return verified is not None and verified == self.setting.vault.index(ADDRESS_PLACE, held.lower())

    def _rename(self, person_id: UUID, name: str, name_en: str) -> None:
        for each in self.setting.rows.graduates_of([person_id]):
            self.result.renamed.append((each.id, spaced(name, name_en, each.student_number)))

    def _source(self) -> Values:
        return {"source_time": self.setting.source_time, "import_id": self.setting.import_id}
