"""What the school's days are, beyond the profile: days a supervisor closed, the government's calendar as loaded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.models.base import Base, Keyed
from app.models.house import ProfileVersion, WrappedKey
from app.models.staff import Staff

_DAYS = 8_211_203  # the advisory lock of the school's days and rules; the number means nothing


class ClosedDays(Keyed, Base, kw_only=True):
    """A supervisor closed a counter, or with no ``counter`` the school (停班, RULES I8): both days included.

    Opening again never takes the days back that had passed: see :attr:`until`.
    """

    __tablename__ = "closed_days"

    counter: Mapped[str] = mapped_column(String(32), default="")
    kind: Mapped[str] = mapped_column(String(16))  # "closed" or "suspended", as in the profile
    first: Mapped[date]
    last: Mapped[date]
    reason_zh: Mapped[str]
    reason_en: Mapped[str] = mapped_column(default="")
    closed_at: Mapped[datetime]
    closed_by: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    station_id: Mapped[UUID] = mapped_column(ForeignKey("station.id"))
    opened_at: Mapped[datetime | None] = mapped_column(default=None)
    opened_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"), default=None)
    until: Mapped[date | None] = mapped_column(default=None)  # the last day it held, once opened; None: it held none


class OfficeCalendar(Keyed, Base, kw_only=True):
    """The government's office calendar (行政機關辦公日曆表), whole, as it was loaded; the newest wins for each day."""

    __tablename__ = "office_calendar"

    digest: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes]
    loaded_at: Mapped[datetime]
    loaded_by: Mapped[str]


def in_force_mark(session: Session, day: date, staff_id: UUID | None = None) -> tuple[tuple[Any, ...], bool]:
    """What changes when a profile, a closure or a calendar does: one SELECT, asked with every unit of work (A30).

    The number of the newest data key comes last in it: another station may have made it. Beside it, whether this
    colleague was taken out of service meanwhile.
    """
    profile = (
        select(ProfileVersion.id)
        .where(ProfileVersion.in_force_from <= day)
        .order_by(ProfileVersion.in_force_from.desc(), ProfileVersion.loaded_at.desc())
        .limit(1)
        .scalar_subquery()
    )
    parts = (
        select(func.count(ClosedDays.id)).scalar_subquery(),
        select(func.max(ClosedDays.closed_at)).scalar_subquery(),
        select(func.max(ClosedDays.opened_at)).scalar_subquery(),
        select(func.count(OfficeCalendar.id)).scalar_subquery(),
        select(func.max(OfficeCalendar.loaded_at)).scalar_subquery(),
        select(func.max(WrappedKey.number)).scalar_subquery(),
    )
    retired = select(Staff.retired_at).where(Staff.id == staff_id).scalar_subquery()
    *mark, retired_at = session.execute(select(profile, *parts, retired)).one()
    return tuple(mark), retired_at is not None


def hold(session: Session) -> None:
    """Let nobody change the days or the rules before this deed has ended: what its gate was told, its commit may say.

    Many deeds may hold them at once. On SQLite a deed has the whole file to itself.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock_shared(_DAYS)))


def take(session: Session) -> None:
    """Change the days or the rules when every deed that was told the old ones has ended, and before the next is told
    any; so that a closure finds all due dates that it moves."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_DAYS)))


def closed_days(session: Session) -> Sequence[ClosedDays]:
    """Every closure that was made, in the order of their days."""
    return session.scalars(select(ClosedDays).order_by(ClosedDays.first, ClosedDays.closed_at)).all()


def office_calendars(session: Session) -> Sequence[bytes]:
    """The calendars as they were loaded, the oldest first."""
    return session.scalars(select(OfficeCalendar.content).order_by(OfficeCalendar.loaded_at, OfficeCalendar.id)).all()


def newest_calendar_digest(session: Session) -> str | None:
    query = select(OfficeCalendar.digest).order_by(OfficeCalendar.loaded_at.desc(), OfficeCalendar.id.desc()).limit(1)
    return session.scalar(query)
