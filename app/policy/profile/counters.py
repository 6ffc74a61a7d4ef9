"""Counters (窗口): whom each one serves, when it is open, and the days on which nothing is handed over."""

from __future__ import annotations

from datetime import date, time
from typing import Literal

from pydantic import Field, model_validator

from app.policy.profile.conditions import Attributes, LevelName
from app.policy.profile.entries import Code, DatedEntry, Part, Text
from app.policy.profile.faults import wrong

Weekday = Literal[1, 2, 3, 4, 5, 6, 7]
"""ISO: 1 is Monday."""


class OpenHours(Part):
    """A stretch of the day on the wall clock: open from the first minute, closed at the last."""

    from_: time = Field(alias="from")
    to: time

    @model_validator(mode="after")
    def _in_order(self) -> OpenHours:
        if self.to <= self.from_:
            raise wrong("out_of_order", first="from", second="to")
        return self


class Weekly(DatedEntry):
    """Opening hours of some weekdays (A25). The gap between two stretches is the lunch break."""

    weekdays: tuple[Weekday, ...]
    open: tuple[OpenHours, ...]

    @model_validator(mode="after")
    def _apart(self) -> Weekly:
        if not self.weekdays or not self.open:
            raise wrong("no_hours")
        if any(later.from_ <= earlier.to for earlier, later in zip(self.open, self.open[1:], strict=False)):
            raise wrong("hours_overlap")
        return self


class Serves(DatedEntry):
    """One line of a counter's assignment (A26, A27): the most specific line of any counter wins.

    Programme beats department, department beats college, college beats level. ``levels`` beside another list narrows
    it. ``everyone`` is the last resort.
    """

    programmes: tuple[Code, ...] = ()
    departments: tuple[Code, ...] = ()
    colleges: tuple[Code, ...] = ()
    levels: tuple[LevelName, ...] = ()
    everyone: bool = False

    @model_validator(mode="after")
    def _names_someone(self) -> Serves:
        lists = (self.programmes, self.departments, self.colleges)
        if sum(map(bool, lists)) > 1:
            raise wrong("serves_mixed")
        if self.everyone == bool(any(lists) or self.levels):
            raise wrong("serves_nobody")
        return self

    def closeness(self, graduate: Attributes) -> int:
        """How specifically this line names the graduate: 0 not at all, 1 everyone ... 8 and more a programme."""
        if self.levels and graduate.level not in self.levels:
            return 0
        narrowed = 1 if self.levels else 0
        if graduate.programme in self.programmes:
            return 8 + narrowed
        if graduate.department in self.departments:
            return 6 + narrowed
        if graduate.college in self.colleges:
            return 4 + narrowed
        if self.programmes or self.departments or self.colleges:
            return 0
        return 2 if self.levels else 1


class Counter(DatedEntry):
    """A counter with its door; ``unit`` is the office that keeps it. A station names its counter's code."""

    code: Code
    unit: Code
    name: Text
    place: Text
    campus: Text | None = None
    phone: str = ""
    extension: str = ""
    hours: tuple[Weekly, ...] = ()
    serves: tuple[Serves, ...] = ()


class Closure(DatedEntry):
    """Days without hand-over (A28), both included. ``suspended``: the office works but issues no certificates;

    ``closed``: the school itself rests. No counter named means all of them.
    """

    code: Code
    kind: Literal["closed", "suspended"]
    name: Text
    from_: date = Field(alias="from")
    to: date
    counters: tuple[Code, ...] = ()

    @model_validator(mode="after")
    def _days_in_order(self) -> Closure:
        if self.to < self.from_:
            raise wrong("out_of_order", first="from", second="to")
        return self
