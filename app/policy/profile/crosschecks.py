"""What must fit together across a profile: codes are unique, and each that is named exists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Protocol

from app.policy.profile.conditions import Condition

if TYPE_CHECKING:
    from app.policy.profile.root import Profile

Fault = tuple[str, str]


class _Coded(Protocol):
    @property
    def code(self) -> str: ...


class _Dated(_Coded, Protocol):
    @property
    def valid_from(self) -> date | None: ...

    @property
    def valid_to(self) -> date | None: ...


class _Table(Protocol):
    @property
    def codes(self) -> tuple[str, ...]: ...


def crosschecks(profile: Profile) -> Iterator[Fault]:
    """Every fault as (dotted key, why)."""
    yield from _twice(profile)
    yield from _units_exist(profile)
    yield from _courses_exist(profile)
    yield from _counters_exist(profile)
    yield from _cohorts_once(profile)
    yield from _codes_once(profile)


def _twice(profile: Profile) -> Iterator[Fault]:
    undated: Mapping[str, tuple[_Coded, ...]] = {
        "colleges": profile.colleges,
        "departments": profile.departments,
        "programmes": profile.programmes,
        "identity_documents": profile.identity_documents,
        "card.exceptions": profile.card.exceptions,
        "proxy.pieces": profile.proxy.pieces,
        "proxy.id_kinds": profile.proxy.id_kinds,
        "proxy.relations": profile.proxy.relations,
    }
    for key, entries in undated.items():
        yield from _repeated(key, (entry.code for entry in entries))
    dated: Mapping[str, tuple[_Dated, ...]] = {
        "units": profile.units,
        "items": profile.items,
        "counters": profile.counters,
        "closures": profile.closures,
        "proxy.evidence_sets": profile.proxy.evidence_sets,
    }
    for key, lot in dated.items():
        for place, entry in enumerate(lot):
            for other in lot[:place]:
                if other.code == entry.code and _overlap(other, entry):
                    yield f"{key}[{place}].code", f"{entry.code} is there twice at the same time"


def _repeated(key: str, codes: Iterable[str]) -> Iterator[Fault]:
    seen: set[str] = set()
    for place, code in enumerate(codes):
        if code in seen:
            yield f"{key}[{place}].code", f"{code} is there twice"
        seen.add(code)


def _overlap(one: _Dated, other: _Dated) -> bool:
    before = one.valid_to is not None and other.valid_from is not None and one.valid_to < other.valid_from
    after = other.valid_to is not None and one.valid_from is not None and other.valid_to < one.valid_from
    return not (before or after)


def _units_exist(profile: Profile) -> Iterator[Fault]:
    units = {unit.code for unit in profile.units}
    for place, item in enumerate(profile.items):
        if item.unit not in units:
            yield f"items[{place}].unit", f"no unit {item.unit}"
    for place, counter in enumerate(profile.counters):
        if counter.unit not in units:
            yield f"counters[{place}].unit", f"no unit {counter.unit}"
    for place, office in enumerate(profile.offices):
        if office.unit not in units and office.unit != "counter":
            yield f"offices[{place}].unit", f"no unit {office.unit}"
    for place, contact in enumerate(profile.contacts):
        if contact.unit is not None and contact.unit not in units:
            yield f"contacts[{place}].unit", f"no unit {contact.unit}"


def _courses_exist(profile: Profile) -> Iterator[Fault]:
    known = {
        "college": {each.code for each in profile.colleges},
        "department": {each.code for each in profile.departments},
        "programme": {each.code for each in profile.programmes},
    }
    for place, department in enumerate(profile.departments):
        if department.college not in known["college"]:
            yield f"departments[{place}].college", f"no college {department.college}"
    for place, programme in enumerate(profile.programmes):
        if programme.department not in known["department"]:
            yield f"programmes[{place}].department", f"no department {programme.department}"
    for key, part in profile.parts():
        if isinstance(part, Condition):
            for kind, codes in known.items():
                for code in getattr(part, kind):
                    if code not in codes:
                        yield f"{key}.{kind}", f"no {kind} {code}"
    for place, counter in enumerate(profile.counters):
        for row, line in enumerate(counter.serves):
            for kind, codes in known.items():
                for code in getattr(line, f"{kind}s"):
                    if code not in codes:
                        yield f"counters[{place}].serves[{row}].{kind}s", f"no {kind} {code}"


def _counters_exist(profile: Profile) -> Iterator[Fault]:
    counters = {counter.code for counter in profile.counters}
    for place, closure in enumerate(profile.closures):
        for code in closure.counters:
            if code not in counters:
                yield f"closures[{place}].counters", f"no counter {code}"


def _cohorts_once(profile: Profile) -> Iterator[Fault]:
    seen: set[tuple[object, str]] = set()
    for place, cohort in enumerate(profile.cohorts):
        for level in cohort.levels:
            if (cohort.semester, level) in seen:
                yield f"cohorts[{place}]", f"{cohort.semester} {level} is there twice"
            seen.add((cohort.semester, level))


def _codes_once(profile: Profile) -> Iterator[Fault]:
    tables: Mapping[str, tuple[_Table, ...]] = {"offices": profile.offices, "releases": profile.releases}
    for key, table in tables.items():
        seen: set[str] = set()
        for place, row in enumerate(table):
            for code in row.codes:
                if code in seen:
                    yield f"{key}[{place}].codes", f"{code} is there twice"
                seen.add(code)
