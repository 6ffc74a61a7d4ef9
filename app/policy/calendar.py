"""The school's calendar: working days, opening hours, and by when a digital certificate is due.

How this works. Three layers, the upper one wins: the school's closures (the profile's, and those a supervisor made
today); the government's office calendar (行政機關辦公日曆表) as a school loads it when next year's is published; the
``holidays`` library, which agrees with that calendar day by day for :data:`CONFIRMED_YEARS`, make-up working Saturdays
included. A year beyond both is computed by rule, and the notice ``calendar.year_not_confirmed`` says so.
"""

from __future__ import annotations

import csv
import io
from calendar import isleap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from app.dates import TAIPEI, local
from app.errors import Obstacle, Trouble
from app.policy.profile import Closure, Counter, OpenHours, Profile
from app.wording import Bilingual

if TYPE_CHECKING:
    from holidays import HolidayBase

CONFIRMED_YEARS = range(2019, 2028)
ALL_DAY = OpenHours.model_validate({"from": time.min, "to": time.max})
_FARTHEST = 400  # days ahead that are searched for a working day or an opening
_COLUMNS = ("西元日期", "是否放假")


class Openness(StrEnum):
    """What a moment is to a counter."""

    OPEN = "open"
    LUNCH = "lunch"
    BEFORE = "before"
    AFTER = "after"
    CLOSED_DAY = "closed_day"
    SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True)
class Opening:
    """A counter at a moment: whether it is open, until when, why not, and when it opens next (Taiwan time)."""

    openness: Openness
    hours: tuple[OpenHours, ...]
    until: time | None = None
    reason: Bilingual | None = None
    opens_next: datetime | None = None


class OfficialCalendar:
    """The government's office calendar as it was loaded: each day it lists is off or not.

    ``years`` are those it speaks of; it confirms one of ``whole_years`` only, every day of which is listed.
    """

    def __init__(self, off: Mapping[date, bool]) -> None:
        self._off = dict(off)
        listed = [day.year for day in self._off]
        self.years = frozenset(listed)
        self.whole_years = frozenset(year for year in self.years if listed.count(year) == 365 + isleap(year))

    @classmethod
    def joined(cls, calendars: Iterable[OfficialCalendar]) -> OfficialCalendar:
        """Several calendars as one; what was loaded later wins for each day."""
        off: dict[date, bool] = {}
        for each in calendars:
            off |= each._off
        return cls(off)

    @property
    def days_off(self) -> int:
        return sum(self._off.values())

    def says_off(self, day: date) -> bool | None:
        """True off, False working, None when the calendar does not list the day."""
        return self._off.get(day)

    @classmethod
    def read(cls, content: bytes, *, held: bool = False) -> OfficialCalendar:
        """Columns 西元日期, 星期, 是否放假 (0 works, 2 off), 備註; UTF-8 with or without BOM, else CP950.

        Raises Trouble ``calendar.invalid`` with the line and the reason. One that is ``held`` was looked at when it was
        loaded: of two rows that contradict each other the later stands.
        """
        off: dict[date, bool] = {}
        for line, row in _calendar_rows(_decoded(content)):
            day, is_off = _calendar_row(row, line)
            if off.setdefault(day, is_off) != is_off and not held:
                why = Bilingual(f"{day:%Y%m%d} 前面已列，是否放假不同", f"{day:%Y%m%d} is listed before, and otherwise")
                raise Trouble("calendar.invalid", line=line, why=why)
            off[day] = is_off
        if not off:
            raise Trouble("calendar.invalid", line=1, why=Bilingual("沒有任何一天", "no days"))
        return cls(off)


def _decoded(content: bytes) -> str:
    if len(content) > 1_000_000:
        raise Trouble("calendar.invalid", line=0, why=Bilingual("檔案超過 1 MB", "larger than 1 MB"))
    for encoding in ("utf-8-sig", "cp950"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Trouble("calendar.invalid", line=0, why=Bilingual("編碼不是 UTF-8 也不是 CP950", "neither UTF-8 nor CP950"))


def _calendar_rows(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row under its headings, with the line it ends on."""
    rows = csv.DictReader(io.StringIO(text))
    try:
        if missing := [name for name in _COLUMNS if name not in (rows.fieldnames or ())]:
            why = Bilingual(f"缺少欄位 {'、'.join(missing)}", f"missing: {', '.join(missing)}")
            raise Trouble("calendar.invalid", line=1, why=why)
        for row in rows:
            yield rows.line_num, row
    except csv.Error as fault:
        why = Bilingual("有一格太長，或引號沒有關閉", "a cell is too long, or a quotation mark is not closed")
        raise Trouble("calendar.invalid", line=rows.line_num + 1, why=why) from fault


def _calendar_row(row: Mapping[str, str | None], line: int) -> tuple[date, bool]:
    written, mark = ((row.get(name) or "").strip() for name in _COLUMNS)
    try:
        day = datetime.strptime(written, "%Y%m%d").replace(tzinfo=TAIPEI).date()
    except ValueError as fault:
        told = Bilingual(f"日期應如 20250101，卻是「{written[:20]}」", f"not a day like 20250101: {written[:20]}")
        raise Trouble("calendar.invalid", line=line, why=told) from fault
    if mark not in ("0", "2"):
        told = Bilingual(f"是否放假應為 0 或 2，卻是「{mark[:20]}」", f"是否放假 is neither 0 nor 2: {mark[:20]}")
        raise Trouble("calendar.invalid", line=line, why=told)
    return day, mark == "2"


class SchoolCalendar:
    """One school's days. Give it the whole profile, not one day's view: it looks ahead."""

    def __init__(
        self, profile: Profile, official: OfficialCalendar | None = None, closures: Iterable[Closure] = ()
    ) -> None:
        self._profile = profile
        self._official = official or OfficialCalendar({})
        self._closures = (*closures, *profile.closures)
        self._government: HolidayBase | None = None

    # ---------------------------------------------------------------- working days
    def is_working_day(self, day: date) -> bool:
        """Whether the whole school works; a suspended day (A28) is one, it only issues no certificates."""
        return not self._closure(day, "closed") and not self._is_public_holiday(day)

    def is_suspended(self, day: date, counter: str | None = None) -> bool:
        return self._closure(day, "suspended", counter) is not None

    def add_working_days(self, day: date, count: int, *, suspended_days_count: bool) -> date:
        """The day ``count`` working days after ``day``; the day itself is not counted."""
        for _ in range(count):
            day = self._next(day + timedelta(days=1), suspended_days_count)
        return day

    def next_working_day(self, day: date, *, suspended_days_count: bool) -> date:
        """The day itself when it is a working day, else the first one after it."""
        return self._next(day, suspended_days_count)

    def notices(self, *days: date) -> tuple[Obstacle, ...]:
        """Told when a day lies in a year that nobody has confirmed yet."""
        years = sorted({day.year for day in days} - set(CONFIRMED_YEARS) - self._official.whole_years)
        return tuple(Obstacle("calendar.year_not_confirmed", {"year": year}) for year in years)

    def _next(self, day: date, suspended_days_count: bool) -> date:
        for _ in range(_FARTHEST):
            if self.is_working_day(day) and (suspended_days_count or not self.is_suspended(day)):
                return day
            day += timedelta(days=1)
        raise Trouble("calendar.no_working_day", day=day.isoformat())

    def _is_public_holiday(self, day: date) -> bool:
        told = self._official.says_off(day)
        if told is not None:
            return told
        if self._government is None:
            import holidays  # 60 ms that no first paint waits for

            self._government = holidays.country_holidays("TW")
        return not self._government.is_working_day(day)

    def _closure(self, day: date, kind: str, counter: str | None = None) -> Closure | None:
        """The closure that holds on a day: of one counter, or, when none is named, of the whole school."""
        return next(
            (
                closure
                for closure in self._closures
                if closure.kind == kind
                and closure.from_ <= day <= closure.to
                and closure.in_force(day)
                and (not closure.counters or counter in closure.counters)
            ),
            None,
        )

    # ---------------------------------------------------------------- opening hours
    def hours(self, counter: str, day: date) -> tuple[OpenHours, ...]:
        """A counter's hours on a day (A25), empty when it stays shut. A counter without any hours is open all day."""
        if self._shut(counter, day):
            return ()
        found = self._counter(counter, day)
        if found is None or not found.hours:
            return (ALL_DAY,)
        return next(
            (week.open for week in found.hours if day.isoweekday() in week.weekdays and week.in_force(day)),
            (),
        )

    def opening(self, counter: str, moment: datetime) -> Opening:
        """The counter at a moment, and when it opens next."""
        there = local(moment)
        day, now = there.date(), there.time()
        hours = self.hours(counter, day)
        if not hours:
            return self._shut_all_day(counter, day)
        for stretch in hours:
            if stretch.from_ <= now < stretch.to:
                return Opening(Openness.OPEN, hours, until=stretch.to)
        if now < hours[0].from_:
            openness = Openness.BEFORE
        else:
            openness = Openness.LUNCH if now < hours[-1].from_ else Openness.AFTER
        later = next((stretch.from_ for stretch in hours if now < stretch.from_), None)
        opens = datetime.combine(day, later, TAIPEI) if later else self._opens_after(counter, day)
        return Opening(openness, hours, opens_next=opens)

    def _counter(self, code: str, day: date) -> Counter | None:
        return next((each for each in self._profile.counters if each.code == code and each.in_force(day)), None)

    def _shut(self, counter: str, day: date) -> bool:
        return (
            self._closure(day, "closed", counter) is not None
            or self.is_suspended(day, counter)
            or self._is_public_holiday(day)
        )

    def _shut_all_day(self, counter: str, day: date) -> Opening:
        opens = self._opens_after(counter, day)
        closed = self._closure(day, "closed", counter)
        if closed:
            return Opening(Openness.CLOSED_DAY, (), reason=closed.name, opens_next=opens)
        suspended = self._closure(day, "suspended", counter)
        if suspended and not self._is_public_holiday(day):
            return Opening(Openness.SUSPENDED, (), reason=suspended.name, opens_next=opens)
        return Opening(Openness.CLOSED_DAY, (), reason=suspended.name if suspended else None, opens_next=opens)

    def _opens_after(self, counter: str, day: date) -> datetime | None:
        for ahead in range(1, _FARTHEST):
            then = day + timedelta(days=ahead)
            if hours := self.hours(counter, then):
                return datetime.combine(then, hours[0].from_, TAIPEI)
        return None

    # ---------------------------------------------------------------- the digital certificate
    @property
    def counts_mail_from_receipt(self) -> bool:
        """For a mailed certificate the days begin when it was received, and not when it was dispatched (RULES H)."""
        return self._profile.digital.mail_starts_at == "receipt"

    def digital_due(self, pickup_day: date) -> date | None:
        """By when the digital certificate is due (A34, E17); None when the school's fixed dates are all over."""
        digital = self._profile.digital
        due = digital.due
        match due.rule:
            case "working_days":
                return self.add_working_days(
                    pickup_day, due.count or 0, suspended_days_count=digital.suspended_days_count
                )
            case "at_once":
                return pickup_day
            case "months":
                return self._kept_off_holidays(add_months(pickup_day, due.count or 0))
            case "weekly":
                last = _on_or_after(pickup_day, due.pickup_by) if due.pickup_by else pickup_day
                return self._kept_off_holidays(_on_or_after(last, due.weekday or 1))
            case "fixed_dates":
                left = [day for day in due.dates if day >= pickup_day]
                return self._kept_off_holidays(min(left)) if left else None

    def _kept_off_holidays(self, day: date) -> date:
        digital = self._profile.digital
        if digital.due_on_holiday == "same":
            return day
        return self.next_working_day(day, suspended_days_count=digital.suspended_days_count)


def add_months(day: date, count: int) -> date:
    """Calendar months later, clamped to the month's end: 2024-01-31 and one month is 2024-02-29."""
    years, month = divmod(day.month - 1 + count, 12)
    year, month = day.year + years, month + 1
    following = date(year + month // 12, month % 12 + 1, 1)
    return date(year, month, min(day.day, (following - timedelta(days=1)).day))


def _on_or_after(day: date, weekday: int) -> date:
    return day + timedelta(days=(weekday - day.isoweekday()) % 7)
