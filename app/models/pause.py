"""The pause of the queue (暫停): a supervisor's row in the database, which every station obeys."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.models.base import Base, Keyed
from app.models.job import JobKind
from app.models.staff import Staff

PAUSED_KINDS = frozenset({JobKind.DIGITAL_CERTIFICATE, JobKind.RENEWAL})
"""What a pause keeps waiting: what is made and sent. Codes and notices to the school's own units go on."""


class QueuePause(Keyed, Base, kw_only=True):
    """From when to when nothing was issued, by whom, and why. One at a time."""

    __tablename__ = "queue_pause"
    __table_args__ = (
        Index(
            "uq_queue_pause_open",
            text("(resumed_at IS NULL)"),
            unique=True,
            sqlite_where=text("resumed_at IS NULL"),
            postgresql_where=text("resumed_at IS NULL"),
        ),
    )

    reason: Mapped[str]
    paused_at: Mapped[datetime]
    paused_by: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    resumed_at: Mapped[datetime | None] = mapped_column(default=None)
    resumed_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"), default=None)


def pause_in_force(session: Session) -> tuple[QueuePause, str] | None:
    """The pause that holds now, with its supervisor's name."""
    query = (
        select(QueuePause, Staff.name)
        .join(Staff, Staff.id == QueuePause.paused_by)
        .where(QueuePause.resumed_at.is_(None))
    )
    found = session.execute(query).one_or_none()
    return None if found is None else (found[0], found[1])


def is_paused(session: Session) -> bool:
    """Asked with every job that is taken."""
    return session.scalar(select(QueuePause.id).where(QueuePause.resumed_at.is_(None)).limit(1)) is not None
