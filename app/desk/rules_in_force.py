"""Putting a new version of the school's rules in force (A30): running windows follow with their next unit of work."""

from __future__ import annotations

from pathlib import Path

from app.desk import school_days
from app.desk.desk import Desk
from app.errors import Refusal
from app.models import calendar, founding
from app.policy.profile import load_profile


def put_in_force(desk: Desk, file: Path, *, actor: str) -> str:
    """Load, check and put a profile in force from today; returns its digest. Refuses ``profile.in_force_already``."""
    profile = load_profile(file)
    with desk.begin(actor) as work:
        calendar.take(work.session)
        before = founding.profile_in_force(work.session, desk.day)
        if before is not None and before.digest == profile.digest:
            raise Refusal.because("profile.in_force_already")
        row = founding.put_in_force(work.session, profile.name, profile.text, profile.digest, desk.day, desk.now, actor)
        row.in_force_from, row.loaded_at, row.loaded_by = desk.day, desk.now, actor  # an earlier version may come back
        work.note("profile.put_in_force", {"profile": row.id}, digest=profile.digest, name=profile.name)
        school_days.recompute_due(desk, work)  # certificates may have waited for the next date
    return profile.digest
