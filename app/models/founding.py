"""A database's birth certificate, its profile in force, its running numbers."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.errors import Refusal
from app.models.house import DatabaseMark, ProfileVersion
from app.models.staff import Series, Staff

KIND = "kind"
REAL, DEMO = "real", "demo"


def kind_of(session: Session) -> str | None:
    """``real`` or ``demo``; None for a database that was never founded."""
    return session.scalar(select(DatabaseMark.value).where(DatabaseMark.name == KIND))


def mark_at_birth(session: Session, kind: str) -> None:
    """Write once what this database is. Refuses a database that already has a kind or any staff."""
    if kind_of(session) is not None or session.scalar(select(Staff.id).limit(1)) is not None:
        raise Refusal.because("database.founded_already")
    session.add(DatabaseMark(name=KIND, value=kind))


def profile_in_force(session: Session, day: date) -> ProfileVersion | None:
    """The newest profile version whose day has come."""
    query = (
        select(ProfileVersion)
        .where(ProfileVersion.in_force_from <= day)
        .order_by(ProfileVersion.in_force_from.desc(), ProfileVersion.loaded_at.desc())
        .limit(1)
    )
    return session.scalars(query).one_or_none()


def profile_by_id(session: Session, profile_id: UUID) -> ProfileVersion | None:
    return session.get(ProfileVersion, profile_id)


def put_in_force(
    session: Session, name: str, text: str, digest: str, day: date, at: datetime, by: str
) -> ProfileVersion:
    """Load a profile into a version row; the same text again is the same row."""
    found = session.scalars(select(ProfileVersion).where(ProfileVersion.digest == digest)).one_or_none()
    if found is None:
        found = ProfileVersion(name=name, digest=digest, text=text, in_force_from=day, loaded_at=at, loaded_by=by)
        session.add(found)
    return found


def next_number(session: Session, station_id: UUID, name: str, year: int) -> int:
    """The next running number of this station's series for a ROC year; taken inside the deed's own commit."""
    series = f"{name}-{year}"
    taken = session.scalar(
        update(Series)
        .where(Series.station_id == station_id, Series.name == series)
        .values(next=Series.next + 1)
        .returning(Series.next)
        .execution_options(synchronize_session=False)
    )
    if taken is None:
        session.add(Series(station_id=station_id, name=series, next=2))
        return 1
    return taken - 1
