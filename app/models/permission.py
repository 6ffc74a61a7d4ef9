"""Permissions (例外放行, A29) as the hand-over and the supervisor meet on them: leaned on, or taken back, never both.

Each is one guarded UPDATE: on PostgreSQL the second of two waits for the first and then asks its question again, so
that a permission withdrawn in the moment of the hand-over lets nothing pass.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.models.graduate import Graduate
from app.models.staff import Override, Staff


@dataclass(frozen=True, slots=True)
class Standing:
    """A permission that is in force on its day, and who gave it."""

    override: Override
    student_number: str
    supervisor: str


def lean_on(session: Session, permissions: Iterable[UUID], deed_id: UUID) -> bool:
    """Note which deed first leaned on these permissions; False when one of them has been withdrawn."""
    wanted = list(permissions)
    if not wanted:
        return True
    done = session.execute(
        update(Override)
        .where(Override.id.in_(wanted), Override.withdrawn_at.is_(None))
        .values(used_by_deed=func.coalesce(Override.used_by_deed, deed_id)),
        execution_options={"synchronize_session": False},
    )
    return bool(done.rowcount == len(wanted))  # type: ignore[attr-defined]  # an UPDATE's result counts its rows


def take_back(session: Session, permission: UUID, at: datetime) -> bool:
    """Withdraw one permission; False when a hand-over has leaned on it, or it is withdrawn already."""
    done = session.execute(
        update(Override)
        .where(Override.id == permission, Override.withdrawn_at.is_(None), Override.used_by_deed.is_(None))
        .values(withdrawn_at=at),
        execution_options={"synchronize_session": False},
    )
    return bool(done.rowcount == 1)  # type: ignore[attr-defined]  # an UPDATE's result counts its rows


def standing(session: Session, since: date, graduate_id: UUID | None = None) -> Sequence[Standing]:
    """The permissions of a day and of the days after it, of one graduate or of all, by day and student number."""
    query = (
        select(Override, Graduate.student_number, Staff.login)
        .join(Graduate, Graduate.id == Override.graduate_id)
        .join(Staff, Staff.id == Override.supervisor_id)
        .where(Override.day >= since, Override.withdrawn_at.is_(None))
        .order_by(Override.day, Graduate.student_number, Override.at, Override.code, Override.item)
    )
    if graduate_id is not None:
        query = query.where(Override.graduate_id == graduate_id)
    return [Standing(*row) for row in session.execute(query)]
