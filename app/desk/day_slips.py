"""Slips of the supervisor's day: what was handed over hour by hour, what is still open, what was closed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from app.errors import Fact
from app.wording import Bilingual

NOTHING = Bilingual("")
UNSCANNED = "unscanned"  # a receipt that was signed on paper and is not scanned yet


@dataclass(frozen=True, slots=True)
class HourSlip:
    """One hour at the counter: certificates handed over, graduates sent away with a notice."""

    hour: int
    handed_over: int
    sent_away: int

    @property
    def all(self) -> int:
        return self.handed_over + self.sent_away


@dataclass(frozen=True, slots=True)
class OpenMatterSlip:
    """A step to end: ``card``, ``receipt``, ``UNSCANNED``, ``correction``, ``digital`` or ``notice``.

    A correction names the ``office`` that mends the sheet, and the case where it is ended.
    """

    kind: str
    at: datetime
    name_masked: str = field(repr=False)
    short: str = ""
    detail: str = ""
    who: str = field(default="", repr=False)
    office: Bilingual = NOTHING
    graduate_id: UUID | None = None
    certificate_id: UUID | None = None
    facts: tuple[tuple[str, Fact], ...] = ()  # of the code in ``detail``


@dataclass(frozen=True, slots=True)
class ExceptionSlip:
    """What was not as usual. ``kind``: ``release``, ``card``, ``hours``, ``typed``, ``paper``, ``returned``."""

    kind: str
    at: datetime
    name_masked: str = field(repr=False)
    code: str = ""
    what: Bilingual = NOTHING  # the to-do item, or why no card was stamped
    reason: str = field(default="", repr=False)
    who: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class SignedDaySlip:
    """A supervisor has closed the day (日結). ``more_since``: something happened after that."""

    at: datetime
    who: str = field(repr=False)
    more_since: bool = False
    remark: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class TodaySlip:
    """One day at one counter, or with ``whole_school`` at all of them."""

    day: date
    where: Bilingual
    whole_school: bool
    several_counters: bool
    is_today: bool
    handed_over: int
    by_proxy: int
    sent_away: int
    before: tuple[date, int] | None  # the last day before this one on which anything was handed over, and how many
    hours: tuple[HourSlip, ...]
    open_matters: tuple[OpenMatterSlip, ...]
    exceptions: tuple[ExceptionSlip, ...]
    digital_waiting: int
    digital_attention: int
    digital_overdue: int
    closed: tuple[Bilingual, ...]  # why this day is closed, where a supervisor or the school closed it
    signed: SignedDaySlip | None

    @property
    def unscanned(self) -> tuple[OpenMatterSlip, ...]:
        return tuple(each for each in self.open_matters if each.kind == UNSCANNED)


@dataclass(frozen=True, slots=True)
class ClosureSlip:
    """Days on which a counter, or the school, hands nothing over; both included."""

    id: UUID
    counter: str
    where: Bilingual
    first: date
    last: date
    reason: Bilingual
    suspended: bool
    closed_by: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ClosingSlip:
    """What a supervisor needs to close days: this counter, today, the closures to come; after a deed, what it did."""

    counter: str
    counter_name: Bilingual
    school: Bilingual
    today: date
    closures: tuple[ClosureSlip, ...]
    done: UUID | None = None
    opened: bool = False
    moved: int = 0
