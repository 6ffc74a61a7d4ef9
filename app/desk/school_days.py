"""The school's days as the database knows them, and the due dates that hang on them.

A closure made at a window, or a calendar that was loaded, moves the days promised to graduates who wait for their
digital certificate: both are written in one commit, so that no promise rests on days that are no longer true.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING
from uuid import UUID

from app.dates import local
from app.models import calendar, founding, queue
from app.models.calendar import ClosedDays
from app.models.pickup import PickupMode
from app.models.store import Session, UnitOfWork
from app.policy.calendar import OfficialCalendar, SchoolCalendar
from app.policy.profile import Closure, Profile
from app.wording import Bilingual

if TYPE_CHECKING:
    from app.desk.desk import Desk


def of(session: Session) -> tuple[OfficialCalendar, tuple[Closure, ...]]:
    """The government's calendar and the supervisors' closures, as the policy's calendar takes them."""
    official = OfficialCalendar.joined(
        OfficialCalendar.read(each, held=True) for each in calendar.office_calendars(session)
    )
    return official, tuple(as_closure(each) for each in calendar.closed_days(session) if holds_until(each))


def holds_until(row: ClosedDays) -> date | None:
    """The last day a closure holds; None when it was opened again on its first day."""
    return row.last if row.opened_at is None else row.until


def as_closure(row: ClosedDays) -> Closure:
    return Closure.model_validate(
        {
            "code": "by_hand",
            "kind": row.kind,
            "name": Bilingual(row.reason_zh, row.reason_en),
            "from": row.first,
            "to": holds_until(row),
            "counters": (row.counter,) if row.counter else (),
        }
    )


def recompute_due(desk: Desk, work: UnitOfWork) -> int:
    """Promise each waiting certificate's day anew (A34), by the rule it was queued under. Returns how many moved.

    The days are counted from the hand-over; for a mailed certificate that is its dispatch (C31), or, where the profile
    says ``digital.mail_starts_at = receipt``, a day that these records do not know: that promise stays as it was made.
    Where that rule's fixed dates are over, the rules in force today may name the next one.
    """
    work.session.flush()
    desk.heed(work.session)
    official, closures = of(work.session)

    @cache
    def by_rules(profile_id: UUID) -> SchoolCalendar:
        row = founding.profile_by_id(work.session, profile_id)
        return SchoolCalendar(Profile.from_text(row.text, row.name) if row else desk.profile, official, closures)

    moved = []
    for job in queue.waiting_for_days(work.session):
        rule, handed_over = by_rules(job.profile_id), local(job.at).date()
        if job.due is not None and job.mode is PickupMode.MAIL and rule.counts_mail_from_receipt:
            continue
        due = rule.digital_due(handed_over) or by_rules(desk.profile_id).digital_due(handed_over)
        if due is not None and due != job.due:
            moved.append({"job": str(job.id), "before": str(job.due or ""), "after": str(due)})
            queue.promise(work.session, job.id, due)
    if moved:
        work.note("digital.due_moved", moved=moved)
    return len(moved)
