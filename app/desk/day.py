"""Closing a window or the school, and opening it again: typhoon (停班), power cut, ceremony (RULES I8, A28).

A supervisor does it by the own sign-on. The gate asks the same calendar, so it refuses from that commit on at every
window; due dates move in the same commit, and again when the window is opened.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from uuid import UUID

from app.dates import TAIPEI
from app.desk import school_days
from app.desk.day_slips import ClosingSlip, ClosureSlip
from app.desk.desk import Desk
from app.desk.paper_slips import PaperSlip
from app.desk.papers import letterhead
from app.desk.sign_on import check_supervisor
from app.documents import closure_notice
from app.errors import Refusal
from app.models import calendar, cases
from app.models.calendar import ClosedDays
from app.models.store import Session, UnitOfWork
from app.policy.profile import Counter
from app.wording import Bilingual

NOTICE = Bilingual("暫停辦理公告", "Notice of closure")
LEAST_REASON = 2
LONGEST = 60  # days; a longer one is a mistyped year
SCHOOL = ""


@dataclass(frozen=True, slots=True)
class DaysMoved:
    """Which days, where, and how many graduates' digital certificates got another day."""

    closure_id: UUID
    counter: str
    first: date
    last: date | None
    moved: int


def close(
    desk: Desk,
    *,
    reason: Bilingual,
    login: str,
    password: str,
    counter: str = SCHOOL,
    first: date | None = None,
    last: date | None = None,
    suspended: bool = False,
) -> DaysMoved:
    """Close from now, or for the days given. ``suspended``: the office works and only hands nothing over (A28).

    Refuses ``day.reason_missing``, ``day.order``, ``day.past``, ``counter.unknown``, ``override.supervisor_only``.
    """
    first = first or desk.day
    last = last or first
    _refuse_odd_days(desk, first, last)
    if len(reason.zh.strip()) < LEAST_REASON:
        raise Refusal.because("day.reason_missing")
    _known(desk, counter)
    supervisor = check_supervisor(desk, login, password)

    def act(work: UnitOfWork) -> DaysMoved:
        calendar.take(work.session)
        row = ClosedDays(
            counter=counter,
            kind="suspended" if suspended else "closed",
            first=first,
            last=last,
            reason_zh=reason.zh.strip(),
            reason_en=reason.en.strip(),
            closed_at=desk.now,
            closed_by=supervisor.id,
            station_id=desk.station.id,
        )
        work.add(row)
        about: dict[str, object] = {"closure": row.id, "supervisor": supervisor.id}
        work.note("day.closed", about, counter=counter, kind=row.kind, first=str(first), last=str(last))
        return DaysMoved(row.id, counter, first, last, school_days.recompute_due(desk, work))

    return desk.attempt(act)


def open_again(
    desk: Desk, *, login: str, password: str, counter: str = SCHOOL, closure_id: UUID | None = None
) -> tuple[DaysMoved, ...]:
    """Open from today on what was closed here, or the one closure named; days that have passed stay closed.

    Refuses ``day.not_closed``.
    """
    _known(desk, counter)
    supervisor = check_supervisor(desk, login, password)

    def act(work: UnitOfWork) -> tuple[DaysMoved, ...]:
        calendar.take(work.session)
        rows = [
            each
            for each in _standing(desk, work.session)
            if (each.counter == counter if closure_id is None else each.id == closure_id)
        ]
        if not rows:
            raise Refusal.because("day.not_closed")
        for row in rows:
            row.opened_at, row.opened_by = desk.now, supervisor.id
            row.until = desk.day - timedelta(days=1) if row.first < desk.day else None
            work.note("day.opened", {"closure": row.id, "supervisor": supervisor.id}, counter=row.counter)
        moved = school_days.recompute_due(desk, work)
        return tuple(DaysMoved(row.id, counter, row.first, row.until, moved) for row in rows)

    return desk.attempt(act)


def closing(desk: Desk) -> ClosingSlip:
    """What a supervisor's dialog shows: this counter, and the closures that stand or are to come."""
    _ = desk.clerk
    with desk.read() as session:
        desk.heed(session)
        rows = _standing(desk, session)
        names = {row.closed_by: cases.staff_by_id(session, row.closed_by) for row in rows}
        closures = tuple(
            ClosureSlip(
                id=row.id,
                counter=row.counter,
                where=_named(desk, row.counter),
                first=row.first,
                last=row.last,
                reason=Bilingual(row.reason_zh, row.reason_en),
                suspended=row.kind == "suspended",
                closed_by=staff.name if (staff := names[row.closed_by]) else "",
            )
            for row in rows
        )
    return ClosingSlip(desk.counter.code, desk.counter.name, desk.profile.school.name, desk.day, closures)


def close_here(
    desk: Desk,
    *,
    reason: Bilingual,
    login: str,
    password: str,
    counter: str,
    first: date,
    last: date,
    suspended: bool,
) -> ClosingSlip:
    """Close from the window: as :func:`close`, answered with the list anew and the closure for its notice."""
    _ = desk.clerk
    done = close(
        desk,
        reason=reason,
        login=login,
        password=password,
        counter=counter,
        first=first,
        last=last,
        suspended=suspended,
    )
    return replace(closing(desk), done=done.closure_id, moved=done.moved)


def open_closure(desk: Desk, *, closure_id: UUID, login: str, password: str) -> ClosingSlip:
    """Open one closure again from the window. Refuses ``day.not_closed``."""
    _ = desk.clerk
    done = open_again(desk, login=login, password=password, closure_id=closure_id)
    return replace(closing(desk), done=closure_id, opened=True, moved=done[0].moved)


def _standing(desk: Desk, session: Session) -> list[ClosedDays]:
    """What was closed by hand, is not opened again, and is not over."""
    return [each for each in calendar.closed_days(session) if each.opened_at is None and each.last >= desk.day]


def _named(desk: Desk, counter: str) -> Bilingual:
    """The counter's name, or the school's; a counter that the rules know no more keeps its code."""
    found = desk.profile.counter_by_code.get(counter)
    return found.name if found else Bilingual(counter) if counter else desk.profile.school.name


def notice(desk: Desk, *, closure_id: UUID) -> PaperSlip:
    """The notice for the door, in both languages. Refuses ``day.not_closed``."""
    with desk.read() as session:
        row = session.get(ClosedDays, closure_id)
        if row is None or row.opened_at is not None:
            raise Refusal.because("day.not_closed")
    where = _known(desk, row.counter)
    opening = desk.calendar.opening(row.counter or desk.counter.code, datetime.combine(row.last, time(12), TAIPEI))
    facts = closure_notice.Facts(
        where=where.name if where else desk.profile.school.name,
        reason=Bilingual(row.reason_zh, row.reason_en),
        first=row.first,
        last=row.last,
        opens_next=opening.opens_next,
        phone=(where or desk.counter).phone,
        made_at=desk.now,
        due_dates_move=not row.counter,
    )
    pdf = desk.place.press.render("closure_notice", facts, letterhead(desk))
    return PaperSlip(kind="closure_notice", title=NOTICE, pdf=pdf)


def _known(desk: Desk, counter: str) -> Counter | None:
    """The counter of this code; None for the whole school."""
    found = desk.profile.counter_by_code.get(counter)
    if counter and found is None:
        raise Refusal.because("counter.unknown", counter=counter, known=desk.counter_codes)
    return found


def _refuse_odd_days(desk: Desk, first: date, last: date) -> None:
    if first < desk.day:
        raise Refusal.because("day.past", day=first.isoformat())
    if last < first or (last - first).days > LONGEST:
        raise Refusal.because("day.order", first=first.isoformat(), last=last.isoformat(), most=LONGEST)
