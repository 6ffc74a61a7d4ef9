"""Loading the government's office calendar (行政機關辦公日曆表): it overrides the holidays; due dates follow."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from app.desk import school_days
from app.desk.desk import Desk
from app.desk.intake.engine import shown_name
from app.models.calendar import OfficeCalendar, newest_calendar_digest, take
from app.policy.calendar import OfficialCalendar


@dataclass(frozen=True, slots=True)
class CalendarLoaded:
    """The years a file speaks of, its days off, and how many digital certificates got another day."""

    years: tuple[int, ...]
    off: int
    moved: int

    @property
    def counts(self) -> dict[str, int]:
        return {"off": self.off, "moved": self.moved}


def load_calendar(desk: Desk, content: bytes, *, name: str, actor: str, dry_run: bool = False) -> CalendarLoaded:
    """Take a calendar whole; the same file again changes nothing. Trouble ``calendar.invalid`` with line and reason."""
    read = OfficialCalendar.read(content)
    years = tuple(sorted(read.years))
    digest = sha256(content).hexdigest()
    if dry_run:
        return CalendarLoaded(years, read.days_off, 0)
    with desk.begin(actor) as work:
        take(work.session)
        if newest_calendar_digest(work.session) == digest:
            return CalendarLoaded(years, read.days_off, 0)
        row = OfficeCalendar(digest=digest, content=content, loaded_at=desk.now, loaded_by=actor)
        work.add(row)
        work.note("calendar.loaded", {"calendar": row.id}, file=shown_name(name), digest=digest, years=list(years))
        return CalendarLoaded(years, read.days_off, school_days.recompute_due(desk, work))
