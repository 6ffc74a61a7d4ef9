"""Loading the government's office calendar (行政機關辦公日曆表): it overrides the holidays; due dates follow."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256

from app.desk import school_days
from app.desk.desk import Desk
from app.desk.intake.engine import shown_name
from app.models.calendar import OfficeCalendar, newest_calendar_digest, take
from app.policy.calendar import OfficialCalendar


@dataclass(frozen=True, slots=True)
class CalendarLoaded:
    """The years a file speaks of, its days off, and how many digital certificates got (would get) another day.

    ``partly``: the years of which it does not list every day, and which therefore stay unconfirmed.
    """

    years: tuple[int, ...]
    off: int
    moved: int
    partly: tuple[int, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        return {"off": self.off, "moved": self.moved}


class _OnlyTried(Exception):
    """A dry run has counted what would move: everything rolls back."""


def load_calendar(desk: Desk, content: bytes, *, name: str, actor: str, dry_run: bool = False) -> CalendarLoaded:
    """Take a calendar whole; the same file again changes nothing. Trouble ``calendar.invalid`` with line and reason."""
    read = OfficialCalendar.read(content)
    years = tuple(sorted(read.years))
    digest, moved = sha256(content).hexdigest(), 0
    with suppress(_OnlyTried), desk.begin(actor) as work:
        take(work.session)
        if newest_calendar_digest(work.session) != digest:
            row = OfficeCalendar(digest=digest, content=content, loaded_at=desk.now, loaded_by=actor)
            work.add(row)
            work.note("calendar.loaded", {"calendar": row.id}, file=shown_name(name), digest=digest, years=list(years))
            moved = school_days.recompute_due(desk, work)
        if dry_run:
            raise _OnlyTried
    with desk.read() as session:
        desk.heed(session, named=True)  # after a dry run, the days as they are
    return CalendarLoaded(years, read.days_off, moved, tuple(sorted(read.years - read.whole_years)))
