"""The waiting screen's foot: today's count, the last three hand-overs (masked), how fresh the data is."""

from __future__ import annotations

from datetime import datetime, time

from app.dates import TAIPEI
from app.desk import gate
from app.desk.desk import Desk
from app.desk.slips import Mode
from app.desk.window_slips import CounterSlip, RecentSlip
from app.errors import Obstacle
from app.models import cases, queue
from app.models.card import ActState
from app.policy.calendar import Opening, Openness
from app.policy.case import opens_next
from app.policy.names import mask_name
from app.policy.rules import CLOSED


def overview(desk: Desk) -> CounterSlip:
    """Nothing personal while nobody needs it: names are masked here, before they leave the lane."""
    _ = desk.clerk
    morning = datetime.combine(desk.day, time(), TAIPEI)
    with desk.read() as session:
        desk.heed(session)
        stations = cases.stations_of_counter(session, desk.counter.code)
        count, rows = cases.pickups_since(session, stations, morning)
        source_time = cases.newest_source_time(session)
        overdue = queue.overdue(session, desk.day)
    recent = tuple(
        RecentSlip(
            at=pickup.at,
            name_masked=mask_name(name),
            mode=Mode(pickup.mode.value),
            short=desk.profile.certificates.short(number),
            open_step=state not in (None, ActState.DONE, ActState.EXCUSED),
        )
        for pickup, name, number, state in rows
    )
    opening = desk.calendar.opening(desk.counter.code, desk.now)
    return CounterSlip(
        counter=desk.counter.name,
        today=count,
        recent=recent,
        source_time=source_time,
        notices=(*_closed_today(opening), *gate.rules_told(desk), *desk.calendar.notices(desk.day)),
        hours=_hours(opening),
        digital_overdue=overdue,
    )


def _closed_today(opening: Opening) -> tuple[Obstacle, ...]:
    """On a day without hand-over the clerk reads it before the first graduate comes (A28)."""
    if opening.openness not in (Openness.CLOSED_DAY, Openness.SUSPENDED):
        return ()
    return (Obstacle("hours.closed_day", {"reason": opening.reason or CLOSED, **opens_next(opening)}),)


def _hours(opening: Opening) -> str:
    return "、".join(f"{span.from_:%H:%M}–{span.to:%H:%M}" for span in opening.hours)
