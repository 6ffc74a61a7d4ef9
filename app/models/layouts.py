"""Layouts of the certificate as versions in the database: which is in force, and which drew an old certificate."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.models.base import uuid7
from app.models.house import LayoutVersion

NEVER = date.max


def in_force(session: Session, name: str, day: date) -> LayoutVersion | None:
    """The newest version of that name whose day has come; None where the school put none in force."""
    query = (
        select(LayoutVersion)
        .where(LayoutVersion.name == name, LayoutVersion.in_force_from <= day)
        .order_by(LayoutVersion.in_force_from.desc(), LayoutVersion.loaded_at.desc())
        .limit(1)
    )
    return session.scalars(query).one_or_none()


def by_digest(session: Session, digest: str) -> LayoutVersion | None:
    """The version that a certificate names in the ledger."""
    return session.scalars(select(LayoutVersion).where(LayoutVersion.digest == digest).limit(1)).one_or_none()


def versions(session: Session) -> Sequence[LayoutVersion]:
    """Every version, by name, the newest first."""
    order = (LayoutVersion.name, LayoutVersion.in_force_from.desc(), LayoutVersion.loaded_at.desc())
    return session.scalars(select(LayoutVersion).order_by(*order)).all()


def keep(session: Session, name: str, digest: str, text: str, day: date, at: datetime, by: str) -> LayoutVersion:
    """Keep a version; one that is kept already is put in force again from ``day``."""
    query = select(LayoutVersion).where(LayoutVersion.name == name, LayoutVersion.digest == digest)
    found = session.scalars(query).one_or_none()
    if found is None:
        found = LayoutVersion(name=name, digest=digest, text=text, in_force_from=day, loaded_at=at, loaded_by=by)
        session.add(found)
    else:
        found.in_force_from, found.loaded_at, found.loaded_by = day, at, by
    return found


def keep_drawn(session: Session, name: str, digest: str, text: str, at: datetime, by: str) -> None:
    """A certificate was drawn by this text: it is kept for ever, but in force only where the school said so.

    A layout that comes with the program is kept with a day that never comes, so that a newer program draws by its own.
    Two lanes may keep the same one at once.
    """
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    row = {
        "id": uuid7(),
        "name": name,
        "digest": digest,
        "text": text,
        "in_force_from": NEVER,
        "loaded_at": at,
        "loaded_by": by,
    }
    session.execute(insert(LayoutVersion).values(**row).on_conflict_do_nothing(index_elements=["name", "digest"]))
