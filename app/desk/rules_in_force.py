"""Putting a new version of the school's rules in force (A30): running windows follow with their next unit of work.

So rules that would shut a window are refused: another school's, and those that no longer have a counter at which a
station stands.
"""

from __future__ import annotations

from pathlib import Path

from app.desk import school_days
from app.desk.desk import Desk
from app.errors import Obstacle, Refusal
from app.models import calendar, custody, founding
from app.models.store import Session
from app.policy.profile import Profile, load_profile


def put_in_force(desk: Desk, file: Path, *, actor: str) -> str:
    """Load, check and put a profile in force from today; returns its digest.

    Refuses ``profile.in_force_already``, ``profile.other_school``, ``profile.counter_gone``.
    """
    profile = load_profile(file)
    with desk.begin(actor) as work:
        calendar.take(work.session)
        before = founding.profile_in_force(work.session, desk.day)
        if before is not None and before.digest == profile.digest:
            raise Refusal.because("profile.in_force_already")
        _refuse_shutting(desk, work.session, profile)
        row = founding.put_in_force(work.session, profile.name, profile.text, profile.digest, desk.day, desk.now, actor)
        row.in_force_from, row.loaded_at, row.loaded_by = desk.day, desk.now, actor  # an earlier version may come back
        work.note("profile.put_in_force", {"profile": row.id}, digest=profile.digest, name=profile.name)
        school_days.recompute_due(desk, work)  # certificates may have waited for the next date
    return profile.digest


def _refuse_shutting(desk: Desk, session: Session, profile: Profile) -> None:
    held, given = desk.profile.school, profile.school
    if held.code != given.code:
        raise Refusal.because(
            "profile.other_school", held=held.name, held_code=held.code, given=given.name, given_code=given.code
        )
    counters = profile.on(desk.day).counter_by_code
    gone = [each for each in custody.stations(session) if each.counter not in counters]
    if gone:
        known = ", ".join(counters)
        facts = [{"counter": each.counter, "station": each.code, "known": known} for each in gone]
        raise Refusal(*(Obstacle("profile.counter_gone", each) for each in facts))
