"""Mail that came back: which reports were taken, and how far each place was read."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.models.base import Base, Keyed
from app.models.job import JobStep


class ReturnedMail(Keyed, Base, kw_only=True):
    """A report that was taken (退信通知), by the digest of the whole mail, so that it counts once."""

    __tablename__ = "returned_mail"

    sha256: Mapped[bytes] = mapped_column(unique=True)
    delivery_id: Mapped[UUID] = mapped_column(ForeignKey("delivery.id"))
    taken_at: Mapped[datetime]


class MailroomMark(Base, kw_only=True):
    """How far a place with returned mail was read."""

    __tablename__ = "mailroom_mark"

    name: Mapped[str] = mapped_column(String(16), primary_key=True)
    mark: Mapped[str] = mapped_column(String(64))


def mark_of(session: Session, name: str) -> str:
    found = session.get(MailroomMark, name)
    return found.mark if found else ""


def keep_mark(session: Session, name: str, mark: str) -> None:
    session.merge(MailroomMark(name=name, mark=mark))


def is_known(session: Session, digest: bytes) -> bool:
    return session.scalar(select(ReturnedMail.id).where(ReturnedMail.sha256 == digest)) is not None


def remember(session: Session, digest: bytes, delivery_id: UUID, at: datetime) -> None:
    session.add(ReturnedMail(sha256=digest, delivery_id=delivery_id, taken_at=at))


def reopen(session: Session, job_id: UUID, step: str) -> None:
    """The job's last step is to be done again."""
    session.execute(delete(JobStep).where(JobStep.job_id == job_id, JobStep.name == step))
