"""Imports (匯入): which file brought which rows, and what they replaced.

Every imported row carries its import's id; values before lie here, sealed, so that an import can be undone and a
withdrawn approval can say since when. The data's age is the source's time, never the screen's (RULES I10).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.models.base import Base, Keyed


class ImportRun(Keyed, Base, kw_only=True):
    """One file, taken whole or not at all."""

    __tablename__ = "import_run"

    kind: Mapped[str] = mapped_column(String(32))
    file_name: Mapped[str]
    file_sha256: Mapped[bytes] = mapped_column(repr=False)
    source_time: Mapped[datetime]
    at: Mapped[datetime]
    actor: Mapped[str]
    added: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    undone_at: Mapped[datetime | None] = mapped_column(default=None)


class ImportChange(Keyed, Base, kw_only=True):
    """What one row was before an import changed it: sealed JSON, or None once the purge has emptied it."""

    __tablename__ = "import_change"

    import_id: Mapped[UUID] = mapped_column(ForeignKey("import_run.id"), index=True)
    table: Mapped[str] = mapped_column(String(32))
    row_id: Mapped[UUID] = mapped_column(index=True)
    before_sealed: Mapped[bytes | None] = mapped_column(default=None, repr=False)


def latest(session: Session, count: int) -> Sequence[ImportRun]:
    """The latest imports, the newest first."""
    return session.scalars(select(ImportRun).order_by(ImportRun.at.desc(), ImportRun.id.desc()).limit(count)).all()
