"""What a clerk is told and nothing waits for: outside hours, closing soon, old data, an odd English name."""

from __future__ import annotations

from collections.abc import Iterator

from app.dates import AcademicSemester, local
from app.errors import Obstacle
from app.models.certificate import DegreeCertificate
from app.models.graduate import Graduate
from app.policy.calendar import Openness, SchoolCalendar
from app.policy.case import AtCounter, Case, opens_next
from app.policy.names import english_name_notices
from app.policy.profile import Profile
from app.policy.rules import certificate_of, too_old


def notices(
    graduate: Graduate,
    profile: Profile,
    calendar: SchoolCalendar,
    here: AtCounter,
    *,
    certificate: DegreeCertificate | None = None,
) -> tuple[Obstacle, ...]:
    """Everything to tell about a case, as codes like an obstacle's."""
    case = Case.at(here, graduate, profile)
    chosen = certificate or certificate_of(graduate)
    name = chosen.name_en if chosen else graduate.person.name_en
    return (
        *_hours_told(case, calendar),
        *_not_announced(case),
        *too_old(case, stops=False),
        *english_name_notices(name, case.profile.names),
        *_day_promised(case, calendar),
    )


def _day_promised(case: Case, calendar: SchoolCalendar) -> Iterator[Obstacle]:
    """Of the digital certificate: its day's year may be one that nobody has confirmed, or no date is left (E34)."""
    day, due = case.here.day, None
    if case.graduate.cohort >= case.profile.digital.eligible_from:
        due = calendar.digital_due(day)
        if due is None:
            yield case.obstacle("digital.dates_used_up")
    yield from calendar.notices(day, *((due,) if due else ()))


def outside_hours(calendar: SchoolCalendar, here: AtCounter) -> bool:
    """Whether it is a working day but not an opening hour (A25): told, with a reason asked; not refused."""
    openness = calendar.opening(here.counter, here.moment).openness
    return openness in (Openness.LUNCH, Openness.BEFORE, Openness.AFTER)


def _hours_told(case: Case, calendar: SchoolCalendar) -> Iterator[Obstacle]:
    opening = calendar.opening(case.here.counter, case.here.moment)
    if opening.openness in (Openness.LUNCH, Openness.BEFORE, Openness.AFTER):
        yield case.obstacle("hours.outside", **opens_next(opening))
    if opening.openness is Openness.OPEN and opening.until is not None:
        now = local(case.here.moment)
        left = (opening.until.hour - now.hour) * 60 + opening.until.minute - now.minute
        if left <= case.profile.desk.closing_soon_minutes:
            yield case.obstacle("hours.closing_soon", minutes=left, until=f"{opening.until:%H:%M}")


def _not_announced(case: Case) -> Iterator[Obstacle]:
    """A semester after all that the profile knows: its dates are still to be entered."""
    newest = max((cohort.semester for cohort in case.profile.cohorts), default=AcademicSemester(1, 1))
    if case.cohort is None and case.graduate.cohort > newest:
        yield case.obstacle("window.not_announced", semester=str(case.graduate.cohort))
