"""What must fit together across a profile: codes are unique, and each that is named exists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Protocol

from app.policy.profile.conditions import Condition
from app.policy.profile.faults import Fault, fault
from app.sentences import SENTENCES

if TYPE_CHECKING:
    from app.policy.profile.counters import Serves
    from app.policy.profile.root import Profile


class _Coded(Protocol):
    @property
    def code(self) -> str: ...


class _InTime(Protocol):
    @property
    def valid_from(self) -> date | None: ...

    @property
    def valid_to(self) -> date | None: ...


class _Dated(_Coded, _InTime, Protocol): ...


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
    yield from _hours_once(profile)
    yield from _served_once(profile)
    yield from _words_once(profile)
    yield from _codes_once(profile)
    yield from _codes_known(profile)
    yield from _releases_honoured(profile)


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
    yield from _repeated("card.kinds", (entry.kind for entry in profile.card.kinds), "kind")
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


def _repeated(key: str, codes: Iterable[str], name: str = "code") -> Iterator[Fault]:
    seen: set[str] = set()
    for place, code in enumerate(codes):
        if code in seen:
            yield fault(f"{key}[{place}].{name}", "twice", name=code)
        seen.add(code)


def _overlap(one: _InTime, other: _InTime) -> bool:
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
    serving = {"counters": [each.serves for each in profile.counters], "contacts": [c.serves for c in profile.contacts]}
    for lot, lines in serving.items():
        for place, served in enumerate(lines):
            for row, line in enumerate(served):
                for kind, codes in known.items():
                    for code in getattr(line, f"{kind}s"):
                        if code not in codes:
                            key = f"{lot}[{place}].serves[{row}].{kind}s"
                            yield fault(key, "unknown_code", kind=f"{kind}s", name=code)


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


def _hours_once(profile: Profile) -> Iterator[Fault]:
    """Two lines for one weekday at one time would leave it to chance which hours hold."""
    for place, counter in enumerate(profile.counters):
        for row, weekly in enumerate(counter.hours):
            key = f"counters[{place}].hours[{row}].weekdays"
            if len(set(weekly.weekdays)) < len(weekly.weekdays):
                yield fault(key, "weekday_twice")
            for other in counter.hours[:row]:
                if set(weekly.weekdays) & set(other.weekdays) and _overlap(weekly, other):
                    yield fault(key, "weekday_twice")


def _served_once(profile: Profile) -> Iterator[Fault]:
    """A college that two counters serve alike would be sent to whichever stands first."""
    seen: list[tuple[str, Serves]] = []
    for place, counter in enumerate(profile.counters):
        for row, line in enumerate(counter.serves):
            for other_counter, other in seen:
                if other_counter != counter.code and _overlap(line, other):
                    for name in _served_alike(line, other):
                        key = f"counters[{place}].serves[{row}]"
                        yield fault(key, "served_twice", name=name, counter=other_counter)
            seen.append((counter.code, line))


def _served_alike(one: Serves, other: Serves) -> Iterator[str]:
    if bool(one.levels) != bool(other.levels):  # the one that names levels is the more specific
        return
    levels = sorted(set(one.levels) & set(other.levels))
    if one.levels and not levels:
        return
    listed = False
    for kind in ("programmes", "departments", "colleges"):
        listed = listed or bool(getattr(one, kind) or getattr(other, kind))
        yield from sorted(set(getattr(one, kind)) & set(getattr(other, kind)))
    if not listed:
        yield from levels
        if one.everyone and other.everyone:
            yield "everyone"


def _words_once(profile: Profile) -> Iterator[Fault]:
    """A word of the feed stands for one state."""
    seen: set[str] = set()
    for state in ("done", "pending", "failed", "not_required"):
        for word in getattr(profile.feed, f"{state}_words"):
            if word.strip() in seen:
                yield fault(f"feed.{state}_words", "twice", name=f"“{word}”")
            seen.add(word.strip())


def _codes_known(profile: Profile) -> Iterator[Fault]:
    """An obstacle's code with a slip of the pen would never be looked up."""
    tables: Mapping[str, tuple[_Table, ...]] = {"offices": profile.offices, "releases": profile.releases}
    for key, table in tables.items():
        for place, row in enumerate(table):
            for code in row.codes:
                if code not in SENTENCES:
                    yield fault(f"{key}[{place}].codes", "unknown_obstacle", name=code)


STALE = "clearance.stale"
UNRELEASED = ("certificate.already_collected", "certificate.void", "authorization.", "proxy.")
"""What no supervisor lets pass: a certificate is handed over once, and a proxy brings the whole of one evidence set."""


def _releases_honoured(profile: Profile) -> Iterator[Fault]:
    """A release that the counter would not honour must not be promised by a profile."""
    for place, row in enumerate(profile.releases):
        for code in row.codes:
            if code.startswith(UNRELEASED):
                yield fault(f"releases[{place}].codes", "never_released", name=code)
    if profile.feed.when_stale == "ask_supervisor" and STALE not in profile.release_by_code:
        yield fault("feed.when_stale", "no_release", name=STALE)


def _codes_once(profile: Profile) -> Iterator[Fault]:
    tables: Mapping[str, tuple[_Table, ...]] = {"offices": profile.offices, "releases": profile.releases}
    for key, table in tables.items():
        seen: set[str] = set()
        for place, row in enumerate(table):
            for code in row.codes:
                if code in seen:
                    yield fault(f"{key}[{place}].codes", "twice", name=code)
                seen.add(code)
