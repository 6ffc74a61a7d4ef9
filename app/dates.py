"""Days and times as a registry speaks of them: ROC dates on screen and paper, Gregorian dates and UTC in the database.

Taiwan keeps UTC+8 all year, so the desk needs no time-zone database (Windows has none). Every reading of the time goes
through a :class:`Clock`, so that a test, the demo and a replay can hold it still.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Protocol

TAIPEI = timezone(timedelta(hours=8), "Asia/Taipei")
ROC_OFFSET = 1911
WEEKDAYS_ZH = "一二三四五六日"
_NUMBERS = re.compile(
    r"(?:民國\s*)?(?P<y>\d{2,4})\s*(?:年|[./\-－])\s*(?P<m>\d{1,2})\s*(?:月|[./\-－])\s*(?P<d>\d{1,2})\s*日?"
)
_COMPACT = re.compile(r"(?P<y>\d{3}|\d{4})(?P<m>\d{2})(?P<d>\d{2})")


class Clock(Protocol):
    """Where the program reads the time."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...


class SystemClock:
    """The computer's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class FixedClock:
    """A clock that stands still until it is moved: for tests, the demo and replays."""

    def __init__(self, at: datetime) -> None:
        self.at = at.astimezone(UTC)

    @classmethod
    def taipei(cls, year: int, month: int, day: int, hour: int = 9, minute: int = 0) -> FixedClock:
        return cls(datetime(year, month, day, hour, minute, tzinfo=TAIPEI))

    def now(self) -> datetime:
        return self.at

    def advance(self, **parts: float) -> None:
        """Move on by ``timedelta(**parts)``."""
        self.at += timedelta(**parts)


class OffsetClock:
    """The computer's clock, moved to begin at a chosen moment: the demo's day runs on from there."""

    def __init__(self, begin: datetime) -> None:
        self._shift = begin.astimezone(UTC) - datetime.now(UTC)

    def now(self) -> datetime:
        return datetime.now(UTC) + self._shift

    def pass_by(self, time: timedelta) -> None:
        """So much of the demo's day goes by at once."""
        self._shift += time


def local(moment: datetime) -> datetime:
    """The same moment on a wall clock in Taiwan."""
    return moment.astimezone(TAIPEI)


def local_day(moment: datetime) -> date:
    """The calendar day in Taiwan on which the moment falls; until eight in the morning UTC has the day before."""
    return local(moment).date()


def today(clock: Clock) -> date:
    """The calendar day in Taiwan."""
    return local(clock.now()).date()


@dataclass(frozen=True, slots=True, order=True)
class AcademicSemester:
    """學年度學期: ``AcademicSemester(113, 2)``, ROC year and term, ran from February to July 2025; prints ``113-2``."""

    year: int
    term: int

    def __post_init__(self) -> None:
        if not (1 <= self.year <= 999 and self.term in (1, 2)):
            raise ValueError(f"not an academic semester: {self.year}-{self.term}")

    def __str__(self) -> str:
        return f"{self.year}-{self.term}"

    @property
    def last_year(self) -> int:
        """The Gregorian year in which the semester ends: 2025 for both of 113."""
        return self.year + ROC_OFFSET + 1

    def semesters_to(self, day: date) -> int:
        """How many semesters later (earlier: negative) a day falls."""
        year = day.year - ROC_OFFSET - (1 if day.month < 8 else 0)
        return 2 * (year - self.year) + (2 if 2 <= day.month <= 7 else 1) - self.term

    @classmethod
    def parse(cls, text: str) -> AcademicSemester:
        """``113-2`` or ``1132``, full-width accepted. ValueError says what was expected."""
        match = re.fullmatch(r"(\d{2,3})-?([12])", unicodedata.normalize("NFKC", text).strip())
        if match is None:
            raise ValueError(f"not an academic semester like 113-2: {text!r}")
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def on(cls, day: date) -> AcademicSemester:
        """The semester that a day falls in: term 1 from 1 August, term 2 from 1 February."""
        year = day.year - ROC_OFFSET - (1 if day.month < 8 else 0)
        return cls(year, 2 if 2 <= day.month <= 7 else 1)


def roc_year(day: date) -> int:
    return day.year - ROC_OFFSET


def roc_date(day: date) -> str:
    """``114/06/02``."""
    return f"{roc_year(day)}/{day.month:02d}/{day.day:02d}"


def roc_date_long(day: date) -> str:
    """``民國 114 年 6 月 2 日``."""
    return f"民國 {roc_year(day)} 年 {day.month} 月 {day.day} 日"


def roc_month_long(day: date) -> str:
    """``民國 114 年 6 月``."""
    return f"民國 {roc_year(day)} 年 {day.month} 月"


def roc_moment(moment: datetime) -> str:
    """``114/06/02 10:41`` on the wall clock in Taiwan."""
    there = local(moment)
    return f"{roc_date(there.date())} {there:%H:%M}"


def wall_time(moment: datetime) -> str:
    """``10:41`` on the wall clock in Taiwan."""
    return f"{local(moment):%H:%M}"


def parse_date(text: str) -> date:
    """A typed or imported day: ISO (``2025-06-02``) or ROC (``114.6.2``, ``114 年 6 月 2 日``, ``1140602``).

    A year of up to three digits is ROC. Raises ValueError for anything else, and for a day that does not exist.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    match = _NUMBERS.fullmatch(plain) or _COMPACT.fullmatch(plain)
    if match is None:
        raise ValueError(f"not a date: {text!r}")
    year = int(match["y"])
    if len(match["y"]) < 4 or plain.startswith("民國"):
        year += ROC_OFFSET
    return date(year, int(match["m"]), int(match["d"]))
