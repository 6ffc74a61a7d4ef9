"""The whole profile: how it is read, what is in force on a day, and what is looked up by code."""

from __future__ import annotations

import hashlib
import tomllib
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from pydantic import Field, PrivateAttr, ValidationError
from pydantic_core import to_json

from app.dates import AcademicSemester
from app.errors import Trouble
from app.policy.profile.card import CardRules, LostCardRoute
from app.policy.profile.clearance import ItemWords, TodoItem
from app.policy.profile.conditions import Attributes
from app.policy.profile.counters import Closure, Counter
from app.policy.profile.crosschecks import crosschecks
from app.policy.profile.digital import Digital
from app.policy.profile.entries import DatedEntry, Entry, Part
from app.policy.profile.faults import Fault, fault, faults_of, not_toml
from app.policy.profile.proxy import ProxyRules
from app.policy.profile.retention import Retention
from app.policy.profile.school import (
    AccountClosure,
    CertificateRules,
    Cohort,
    College,
    Contact,
    Department,
    DeskRules,
    Feed,
    IdentityDocument,
    LoginRoute,
    NameRules,
    Office,
    Programme,
    Release,
    School,
    ToSupply,
    Unit,
)
from app.wording import reason

LARGEST = 1_000_000  # characters; a school's rules are some forty thousand
OWN_COUNTER = "counter"

E = TypeVar("E")


class ProfileFault(Trouble):
    """A profile cannot be used. Names the file and carries every fault; its sentence tells the first."""

    def __init__(self, name: str, faults: tuple[Fault, ...], code: str = "profile.invalid") -> None:
        first = faults[0]
        super().__init__(code, file=name, key=first.key, why=first.why, count=len(faults))
        self.name = name
        self.faults = faults

    def __str__(self) -> str:
        return "\n".join(f"{self.name}: {each.key or '(file)'}: {each.why}" for each in self.faults)


class Profile(Part):
    """One school's rules (規則設定檔). Frozen; what holds on a day is asked with :meth:`on`."""

    school: School
    desk: DeskRules
    feed: Feed
    words: ItemWords
    units: tuple[Unit, ...] = Field(min_length=1)
    cohorts: tuple[Cohort, ...] = Field(min_length=1)
    colleges: tuple[College, ...] = ()
    departments: tuple[Department, ...] = ()
    programmes: tuple[Programme, ...] = ()
    items: tuple[TodoItem, ...] = ()
    counters: tuple[Counter, ...] = Field(min_length=1)
    closures: tuple[Closure, ...] = ()
    card: CardRules
    proxy: ProxyRules
    identity_documents: tuple[IdentityDocument, ...] = Field(min_length=1)
    digital: Digital
    account_closure: AccountClosure
    certificates: CertificateRules
    names: NameRules
    retention: Retention = Field(default_factory=Retention)
    offices: tuple[Office, ...] = ()
    releases: tuple[Release, ...] = ()
    contacts: tuple[Contact, ...] = ()
    logins: tuple[LoginRoute, ...] = ()
    to_supply: tuple[ToSupply, ...] = ()

    _text: str = PrivateAttr(default="")
    _name: str = PrivateAttr(default="")
    _by_interval: dict[int, Profile] = PrivateAttr(default_factory=dict)

    # ---------------------------------------------------------------- where it comes from
    @classmethod
    def from_text(cls, text: str, name: str = "profile") -> Profile:
        """Read a profile from TOML. Raises :class:`ProfileFault` with every fault at once."""
        if len(text) > LARGEST:
            raise ProfileFault(name, (fault("", "too_long", limit=LARGEST),))
        try:
            table = tomllib.loads(text)
        except (tomllib.TOMLDecodeError, RecursionError) as failure:
            raise ProfileFault(name, (not_toml(str(failure), text),), "profile.unreadable") from failure
        try:
            profile = cls.model_validate_json(to_json(table))
        except ValidationError as failure:
            raise ProfileFault(name, faults_of(failure)) from failure
        if faults := tuple(crosschecks(profile)):
            raise ProfileFault(name, faults)
        profile._text, profile._name = text, name
        return profile

    @property
    def text(self) -> str:
        """The TOML it was read from, as it was."""
        return self._text

    @property
    def name(self) -> str:
        return self._name

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the text, in hexadecimal."""
        return hashlib.sha256(self._text.encode()).hexdigest()

    @property
    def version(self) -> str:
        """What pickups, jobs and journal lines record of the rules they followed: the file's name and its digest."""
        return f"{self._name}@{self.digest[:16]}"

    def unsourced(self) -> Iterator[tuple[str, Entry]]:
        """Every entry that is not in the school's own document, with its dotted key."""
        for key, part in self.parts():
            if isinstance(part, Entry) and not part.in_document:
                yield key, part

    # ---------------------------------------------------------------- what is in force
    def on(self, day: date) -> Profile:
        """The profile as it is in force on a day: entries of another time are left out."""
        interval = bisect_right(self._edges, day)
        found = self._by_interval.get(interval)
        if found is None:
            found = self._by_interval[interval] = self._in_force(day)
        return found

    @cached_property
    def _edges(self) -> list[date]:
        edges: set[date] = set()
        for _, part in self.parts():
            if isinstance(part, DatedEntry):
                edges |= {part.valid_from} if part.valid_from else set()
                edges |= {part.valid_to + timedelta(days=1)} if part.valid_to and part.valid_to < date.max else set()
        return sorted(edges)

    def _in_force(self, day: date) -> Profile:
        view: Profile = _filtered(self, day)
        return view

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Profile:
        """The profile with other parts. Made anew and not copied: its look-up tables belong to the parts."""
        parts = {name: getattr(self, name) for name in type(self).model_fields}
        other = type(self).model_construct(**(parts | dict(update or {})))
        other._text, other._name = self._text, self._name
        return other

    # ---------------------------------------------------------------- looking up by code
    @cached_property
    def unit_by_code(self) -> Mapping[str, Unit]:
        return _by_code(self.units)

    @cached_property
    def item_by_code(self) -> Mapping[str, TodoItem]:
        return _by_code(self.items)

    @cached_property
    def counter_by_code(self) -> Mapping[str, Counter]:
        return _by_code(self.counters)

    @cached_property
    def college_by_code(self) -> Mapping[str, College]:
        return _by_code(self.colleges)

    @cached_property
    def department_by_code(self) -> Mapping[str, Department]:
        return _by_code(self.departments)

    @cached_property
    def programme_by_code(self) -> Mapping[str, Programme]:
        return _by_code(self.programmes)

    @cached_property
    def _cohort_by_key(self) -> Mapping[tuple[AcademicSemester, str], Cohort]:
        return {(cohort.semester, level): cohort for cohort in self.cohorts for level in cohort.levels}

    @cached_property
    def _office_by_code(self) -> Mapping[str, str]:
        return {code: office.unit for office in self.offices for code in office.codes}

    @cached_property
    def release_by_code(self) -> Mapping[str, Release]:
        """What a supervisor may let pass, by obstacle code."""
        return MappingProxyType({code: release for release in self.releases for code in release.codes})

    def cohort(self, semester: AcademicSemester, level: str) -> Cohort | None:
        """The cohort a graduate belongs to, when the profile names it; an earlier one has no window of its own."""
        return self._cohort_by_key.get((semester, level))

    def words_of(self, item: TodoItem) -> ItemWords:
        return item.words or self.words

    def counter_for(self, graduate: Attributes) -> Counter | None:
        """The counter whose line names this graduate most specifically (A26, A27); None when none does."""
        best, found = 0, None
        for counter in self.counters:
            for line in counter.serves:
                closeness = line.closeness(graduate)
                if closeness > best:
                    best, found = closeness, counter
        return found

    def office_of(self, code: str, graduate: Attributes) -> str | None:
        """The unit that can remove an obstacle of this code for this graduate."""
        unit = self._office_by_code.get(code)
        if unit != OWN_COUNTER:
            return unit
        counter = self.counter_for(graduate)
        return counter.unit if counter else None

    def contact_for(self, unit: str, graduate: Attributes) -> Contact | None:
        """Who answers for this graduate in a unit: the contact that names the graduate most specifically (A11)."""
        answering = [each for each in self.contacts if each.unit == unit and each.closeness(graduate)]
        return max(answering, key=lambda each: each.closeness(graduate), default=None)

    def may_release(self, code: str) -> bool:
        """Whether a supervisor may let an obstacle of this code pass."""
        return code in self.release_by_code

    def lost_card_route(self, status: str) -> LostCardRoute | None:
        """The route for a lost card for a person of this status; ask the profile of the day (:meth:`on`)."""
        return next((route for route in self.card.lost_routes if route.fits(status)), None)

    def state_of_word(self, word: str) -> str | None:
        """The state that an imported word stands for (已完成, 審核通過, ✔); None when the profile does not know it."""
        return self._state_by_word.get(word.strip())

    @cached_property
    def _state_by_word(self) -> Mapping[str, str]:
        known: dict[str, str] = {}
        for state in ("done", "pending", "failed", "not_required"):
            for word in self._words(state):
                known.setdefault(word, state)  # one word shown for two states (未完成) means the milder one
        return MappingProxyType(known)

    def _words(self, state: str) -> tuple[str, ...]:
        listed: tuple[str, ...] = getattr(self.feed, f"{state}_words")
        return (state, getattr(self.words, state).zh, *listed)


def load_profile(path: Path | str) -> Profile:
    """Read ``ntnu.toml``. Raises :class:`ProfileFault` when the file is missing, not UTF-8, or at fault."""
    file = Path(path)
    try:
        with file.open("rb") as stream:
            content = stream.read(4 * LARGEST + 1)  # a character has four bytes at most
        if len(content) > 4 * LARGEST:
            raise ProfileFault(file.name, (fault("", "too_long", limit=LARGEST),))
        text = content.decode("utf-8-sig")
    except FileNotFoundError as failure:
        raise ProfileFault(file.name, (fault("", "no_file"),), "profile.missing") from failure
    except UnicodeDecodeError as failure:
        raise ProfileFault(file.name, (fault("", "not_utf8"),), "profile.unreadable") from failure
    except OSError as failure:
        told = fault("", "cannot_be_read", detail=reason(failure))
        raise ProfileFault(file.name, (told,), "profile.unreadable") from failure
    return Profile.from_text(text, file.name)


def _by_code(entries: tuple[Any, ...]) -> Mapping[str, Any]:
    return MappingProxyType({entry.code: entry for entry in entries})


def _filtered(part: Part, day: date) -> Any:
    """The same piece without the entries, at any depth, that are not in force on the day."""
    changed: dict[str, Any] = {}
    for name in type(part).model_fields:
        value = getattr(part, name)
        kept = _kept(value, day)
        if kept is not value:
            changed[name] = kept
    return part.model_copy(update=changed) if changed else part


def _kept(value: Any, day: date) -> Any:
    if isinstance(value, Part):
        return _filtered(value, day)
    if isinstance(value, tuple) and any(isinstance(each, Part) for each in value):
        kept = tuple(
            _kept(each, day) for each in value if not (isinstance(each, DatedEntry) and not each.in_force(day))
        )
        return value if len(kept) == len(value) and all(a is b for a, b in zip(kept, value, strict=True)) else kept
    return value
