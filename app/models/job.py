"""Jobs: any work that waits in the database, in one queue.

A deed writes its Job in its own commit, so that a hand-over without a digital certificate to come cannot exist. The
issuance lane takes a due job by a lease, does one step, commits, and goes on; every step is safe to repeat. A job
that failed too often rests in state ``dead`` until a person resolves it. Kinds: ``digital_certificate``,
``digital_notice`` (a graduate is told that a certificate was revoked or superseded), ``digital_withdrawal`` (the
ministry's platform is), ``account_closure`` (A03),
``mailbox_code`` (E06), later orders.
"""

from __future__ import annotations

import json
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.errors import Fact
from app.models.base import Base, Keyed, Revised, by_value, uuid7


class JobKind(StrEnum):
    DIGITAL_CERTIFICATE = "digital_certificate"
    DIGITAL_NOTICE = "digital_notice"
    DIGITAL_WITHDRAWAL = "digital_withdrawal"
    ACCOUNT_CLOSURE = "account_closure"
    RENEWAL = "timestamp_renewal"  # of a file's archive timestamp
    MAILBOX_CODE = "mailbox_code"


MESSAGES = (JobKind.DIGITAL_NOTICE, JobKind.ACCOUNT_CLOSURE)
"""What only tells the graduate, or the campus, something: a telephone call does as well."""


class JobState(StrEnum):
    QUEUED = "queued"
    WORKING = "working"
    WAITING = "waiting"  # a step is done and the next one cannot begin yet: `note` says why
    DONE = "done"
    DEAD = "dead"
    CANCELLED = "cancelled"


class Job(Keyed, Revised, Base, kw_only=True):
    """One piece of waiting work. ``due`` is the day promised to the graduate; ``not_before`` when it may be tried."""

    __tablename__ = "job"
    __table_args__ = (
        Index(
            "ix_job_open",
            "priority",
            "not_before",
            sqlite_where=text("state IN ('queued','working')"),
            postgresql_where=text("state IN ('queued','working')"),
        ),
        UniqueConstraint("deed_id", "kind"),
    )

    kind: Mapped[JobKind] = mapped_column(by_value(JobKind))
    deed_id: Mapped[UUID]
    subject_id: Mapped[UUID] = mapped_column(index=True)  # the pickup; or the digital certificate, the mailbox's check
    graduate_id: Mapped[UUID] = mapped_column(ForeignKey("graduate.id"), index=True)
    profile_id: Mapped[UUID] = mapped_column(ForeignKey("profile_version.id"))
    station_id: Mapped[UUID] = mapped_column(ForeignKey("station.id"))
    queued_at: Mapped[datetime]
    not_before: Mapped[datetime]
    due: Mapped[date | None] = mapped_column(default=None)
    priority: Mapped[int] = mapped_column(default=50)  # lower goes first
    channel: Mapped[str] = mapped_column(String(16), default="")
    state: Mapped[JobState] = mapped_column(by_value(JobState), default=JobState.QUEUED)
    step: Mapped[str] = mapped_column(String(32), default="")  # the next step to do
    attempts: Mapped[int] = mapped_column(default=0)
    leased_by: Mapped[str] = mapped_column(String(64), default="")
    leased_until: Mapped[datetime | None] = mapped_column(default=None)
    note: Mapped[str] = mapped_column(String(64), default="")  # code of why it waits or died
    note_facts: Mapped[str] = mapped_column(default="")  # JSON object of the code's facts, nothing personal
    finished_at: Mapped[datetime | None] = mapped_column(default=None)
    decision_id: Mapped[UUID | None] = mapped_column(
        default=None, index=True
    )  # of a supervisor, where one asked for it

    steps: Mapped[list[JobStep]] = relationship(
        lazy="raise", default_factory=list, repr=False, order_by="JobStep.position"
    )


class JobStep(Keyed, Base, kw_only=True):
    """A step that was done, with what it left for the next one (a digest, a file's key: nothing personal)."""

    __tablename__ = "job_step"
    __table_args__ = (UniqueConstraint("job_id", "name"),)

    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(32))
    done_at: Mapped[datetime]
    result: Mapped[str] = mapped_column(default="")
    job_id: Mapped[UUID] = mapped_column(ForeignKey("job.id"), default_factory=uuid7, repr=False)


def told_by(note_facts: str | None) -> dict[str, Fact]:
    """What the sentence of a job's note tells."""
    found: dict[str, Fact] = json.loads(note_facts) if note_facts else {}
    return found
