"""What must fit together across a profile: codes are unique, and each that is named exists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Protocol

from app.policy.profile.conditions import Condition
from app.policy.profile.faults import Fault, fault

if TYPE_CHECKING:
    from app.policy.profile.root import Profile


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
    """Every fault of this kind, with its dotted key."""
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
                    yield fault(f"{key}[{place}].code", "twice", name=entry.code)


def _repeated(key: str, codes: Iterable[str]) -> Iterator[Fault]:
    seen: set[str] = set()
    for place, code in enumerate(codes):
        if code in seen:
            yield fault(f"{key}[{place}].code", "twice", name=code)
        seen.add(code)


def _overlap(one: _Dated, other: _Dated) -> bool:
    before = one.valid_to is not None and other.valid_from is not None and one.valid_to < other.valid_from
    after = other.valid_to is not None and one.valid_from is not None and other.valid_to < one.valid_from
    return not (before or after)


def _units_exist(profile: Profile) -> Iterator[Fault]:
    units = {unit.code for unit in profile.units}
    for place, item in enumerate(profile.items):
        if item.unit not in units:
            yield fault(f"items[{place}].unit", "unknown_code", kind="units", name=item.unit)
    for place, counter in enumerate(profile.counters):
        if counter.unit not in units:
            yield fault(f"counters[{place}].unit", "unknown_code", kind="units", name=counter.unit)
    for place, office in enumerate(profile.offices):
        if office.unit not in units and office.unit != "counter":
            yield fault(f"offices[{place}].unit", "unknown_code", kind="units", name=office.unit)
    for place, contact in enumerate(profile.contacts):
        if contact.unit is not None and contact.unit not in units:
            yield fault(f"contacts[{place}].unit", "unknown_code", kind="units", name=contact.unit)


def _courses_exist(profile: Profile) -> Iterator[Fault]:
    known = {
        "college": {each.code for each in profile.colleges},
        "department": {each.code for each in profile.departments},
        "programme": {each.code for each in profile.programmes},
    }
    for place, department in enumerate(profile.departments):
        if department.college not in known["college"]:
            yield fault(f"departments[{place}].college", "unknown_code", kind="colleges", name=department.college)
    for place, programme in enumerate(profile.programmes):
        if programme.department not in known["department"]:
            yield fault(
                f"programmes[{place}].department", "unknown_code", kind="departments", name=programme.department
            )
    for key, part in profile.parts():
        if isinstance(part, Condition):
            for kind, codes in known.items():
                for code in getattr(part, kind):
                    if code not in codes:
                        yield fault(f"{key}.{kind}", "unknown_code", kind=f"{kind}s", name=code)
    for place, counter in enumerate(profile.counters):
        for row, line in enumerate(counter.serves):
            for kind, codes in known.items():
                for code in getattr(line, f"{kind}s"):
                    if code not in codes:
                        yield fault(
                            f"counters[{place}].serves[{row}].{kind}s", "unknown_code", kind=f"{kind}s", name=code
                        )


def _counters_exist(profile: Profile) -> Iterator[Fault]:
    counters = {counter.code for counter in profile.counters}
    for place, closure in enumerate(profile.closures):
        for code in closure.counters:
            if code not in counters:
                yield fault(f"closures[{place}].counters", "unknown_code", kind="counters", name=code)


def _cohorts_once(profile: Profile) -> Iterator[Fault]:
    seen: set[tuple[object, str]] = set()
    for place, cohort in enumerate(profile.cohorts):
        for level in cohort.levels:
            if (cohort.semester, level) in seen:
                yield fault(f"cohorts[{place}]", "twice", name=f"{cohort.semester} {level}")
            seen.add((cohort.semester, level))


def _codes_once(profile: Profile) -> Iterator[Fault]:
    tables: Mapping[str, tuple[_Table, ...]] = {"offices": profile.offices, "releases": profile.releases}
    for key, table in tables.items():
        seen: set[str] = set()
        for place, row in enumerate(table):
            for code in row.codes:
                if code in seen:
                    yield fault(f"{key}[{place}].codes", "twice", name=code)
                seen.add(code)
