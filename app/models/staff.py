"""Who works where: stations (窗口的電腦), clerks and supervisors, and what a supervisor let pass."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Keyed, Revised, by_value


class Role(StrEnum):
    CLERK = "clerk"
    SUPERVISOR = "supervisor"


class Station(Keyed, Base, kw_only=True):
    """One computer at one counter. ``counter`` is the profile's counter code; ``public_key`` wraps keys for it."""

    __tablename__ = "station"

    code: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str]
    counter: Mapped[str] = mapped_column(String(32))
    public_key: Mapped[bytes | None] = mapped_column(default=None, repr=False)
    retired_at: Mapped[datetime | None] = mapped_column(default=None)


class Series(Base, kw_only=True):
    """A running human number of one station and one year: receipts, slips."""

    __tablename__ = "series"

    station_id: Mapped[UUID] = mapped_column(ForeignKey("station.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    next: Mapped[int] = mapped_column(default=1)


class Staff(Keyed, Revised, Base, kw_only=True):
    """A clerk (承辦人) or a supervisor (主管). Five failures lock the sign-on for fifteen minutes."""

    __tablename__ = "staff"

    login: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(repr=False)
    role: Mapped[Role] = mapped_column(by_value(Role))
    password_hash: Mapped[str] = mapped_column(repr=False)
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None] = mapped_column(default=None)
    retired_at: Mapped[datetime | None] = mapped_column(default=None)
    entered_at: Mapped[datetime | None] = mapped_column(default=None)  # the last sign-on or unlocking


class Override(Keyed, Base, kw_only=True):
    """A supervisor let one obstacle pass for one graduate on one day (例外放行, A29): code, reason, actor, time."""

    __tablename__ = "override"
    __table_args__ = (
        Index(
            "ix_override_open",
            "graduate_id",
            "day",
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )

    graduate_id: Mapped[UUID] = mapped_column(ForeignKey("graduate.id"))
    code: Mapped[str] = mapped_column(String(64))
    item: Mapped[str] = mapped_column(String(64), default="")
    reason: Mapped[str]
    day: Mapped[date]
    supervisor_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    station_id: Mapped[UUID] = mapped_column(ForeignKey("station.id"))
    at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)
    used_by_deed: Mapped[UUID | None] = mapped_column(default=None)  # the first hand-over that leaned on it


class ReleaseIdentity(Base, kw_only=True):
    """By which document a person was known when a supervisor let an obstacle pass (A38, RULES I9), or what was shown.

    The document is shown, not kept: its kind, how it was shown, and where it was issued only where the profile asks.
    """

    __tablename__ = "release_identity"

    kind: Mapped[str] = mapped_column(String(32), default="")
    shown: Mapped[str] = mapped_column(String(16), default="")  # original, copy, or on a screen
    issued_in_sealed: Mapped[bytes | None] = mapped_column(default=None, repr=False)
    evidence_sealed: Mapped[bytes | None] = mapped_column(default=None, repr=False)
    override_id: Mapped[UUID] = mapped_column(ForeignKey("override.id"), primary_key=True)


class Withdrawal(Base, kw_only=True):
    """A supervisor took a permission back before anybody leaned on it: who, where, why."""

    __tablename__ = "withdrawal"

    reason: Mapped[str]
    supervisor_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    station_id: Mapped[UUID] = mapped_column(ForeignKey("station.id"))
    at: Mapped[datetime]
    override_id: Mapped[UUID] = mapped_column(ForeignKey("override.id"), primary_key=True)
