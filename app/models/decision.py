"""Decisions about digital certificates (數位學位證書處分): revoke, supersede, reissue; one certificate or ten thousand.

How this works. A decision is written once, then a row for each certificate it is about, in chunks; settling goes
through the rows in chunks as well, each chunk one unit of work, and writes beside each row how it went. A program that
dies between two chunks loses nothing: who comes next goes on behind the last row that was written, and then with the
rows that are not settled. ``deed_id`` was made before the decision was sent, so that sending it again finds it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.errors import Fact
from app.models.base import Base, Keyed, Revised, by_value
from app.models.certificate import DegreeCertificate, DigitalCertificate
from app.models.graduate import Graduate
from app.models.job import Job, JobState, told_by
from app.models.staff import Staff

NOTE_PLACE = "digital_decision.note_sealed"
PAUSED = "digital.decision_paused"


class DecisionState(StrEnum):
    GATHERING = "gathering"  # its rows are still being written down
    OPEN = "open"
    PAUSED = "paused"
    SETTLED = "settled"


class DigitalDecision(Keyed, Revised, Base, kw_only=True):
    """One decision of a supervisor. ``note`` may be personal.

    ``selection`` says in JSON how the set was chosen; while the rows are being gathered, it is the whole choice.
    """

    __tablename__ = "digital_decision"

    deed_id: Mapped[UUID] = mapped_column(unique=True)
    act: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(String(32))
    note_sealed: Mapped[bytes | None] = mapped_column(default=None, repr=False)
    selection: Mapped[str] = mapped_column(default="")
    total: Mapped[int] = mapped_column(default=0)
    state: Mapped[DecisionState] = mapped_column(by_value(DecisionState), default=DecisionState.OPEN)
    decided_at: Mapped[datetime]
    decided_by: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    station_id: Mapped[UUID] = mapped_column(ForeignKey("station.id"))
    settled_at: Mapped[datetime | None] = mapped_column(default=None)


class DecisionItem(Keyed, Base, kw_only=True):
    """One certificate of a decision. ``outcome`` is the code of how it went, empty until it is settled."""

    __tablename__ = "digital_decision_item"
    __table_args__ = (
        UniqueConstraint("decision_id", "position"),
        Index("ix_digital_decision_item_open", "decision_id", "outcome"),
    )

    decision_id: Mapped[UUID] = mapped_column(ForeignKey("digital_decision.id"))
    position: Mapped[int]
    number: Mapped[str] = mapped_column(String(64))  # as it was asked for, also where no certificate has it
    certificate_id: Mapped[UUID | None] = mapped_column(ForeignKey("certificate.id"), default=None)
    outcome: Mapped[str] = mapped_column(String(64), default="")
    job_id: Mapped[UUID | None] = mapped_column(ForeignKey("job.id"), default=None)
    settled_at: Mapped[datetime | None] = mapped_column(default=None)


# ------------------------------------------------------------------ one decision
def by_deed(session: Session, deed_id: UUID) -> DigitalDecision | None:
    return session.scalars(select(DigitalDecision).where(DigitalDecision.deed_id == deed_id)).one_or_none()


def locked(session: Session, decision_id: UUID) -> DigitalDecision | None:
    """The decision, locked, so that two windows do not settle one chunk twice."""
    return session.get(DigitalDecision, decision_id, with_for_update=True)


def newest(session: Session, limit: int = 50) -> Sequence[tuple[DigitalDecision, str]]:
    """The last decisions and who made them, those that are not settled first."""
    query = (
        select(DigitalDecision, Staff.name)
        .join(Staff, Staff.id == DigitalDecision.decided_by)
        .order_by(DigitalDecision.state == DecisionState.SETTLED, DigitalDecision.decided_at.desc())
        .limit(limit)
    )
    return [(row[0], row[1]) for row in session.execute(query)]


def last_gathered(session: Session, decision_id: UUID) -> tuple[int, str]:
    """The place and the number of the last row that was written; 0 and nothing before the first."""
    query = (
        select(DecisionItem.position, DecisionItem.number)
        .where(DecisionItem.decision_id == decision_id)
        .order_by(DecisionItem.position.desc())
        .limit(1)
    )
    row = session.execute(query).one_or_none()
    return (0, "") if row is None else (row.position, row.number)


def reason_revoked(session: Session, certificate_id: UUID) -> str:
    """Why a supervisor revoked this certificate last."""
    query = (
        select(DigitalDecision.reason)
        .join(DecisionItem, DecisionItem.decision_id == DigitalDecision.id)
        .where(DecisionItem.certificate_id == certificate_id, DigitalDecision.act == "revoke")
        .where(DecisionItem.settled_at.is_not(None))
        .order_by(DecisionItem.settled_at.desc())
    )
    return session.scalar(query.limit(1)) or ""


def next_open(session: Session, decision_id: UUID, limit: int) -> Sequence[DecisionItem]:
    """The next certificates that are not settled."""
    query = (
        select(DecisionItem)
        .where(DecisionItem.decision_id == decision_id, DecisionItem.outcome == "")
        .order_by(DecisionItem.position)
        .limit(limit)
    )
    return session.scalars(query).all()


def outcomes(session: Session, decision_id: UUID) -> dict[str, int]:
    """How many certificates went which way; those that are not settled under the empty code."""
    query = (
        select(DecisionItem.outcome, func.count())
        .where(DecisionItem.decision_id == decision_id)
        .group_by(DecisionItem.outcome)
    )
    return dict(session.execute(query).all())  # a result itself would be taken for a mapping


def job_states(session: Session, decision_id: UUID) -> dict[JobState, int]:
    """How far the decision's jobs are: new certificates and messages."""
    query = select(Job.state, func.count()).where(Job.decision_id == decision_id).group_by(Job.state)
    return dict(session.execute(query).all())


def hold_jobs(session: Session, decision_id: UUID) -> int:
    """A paused decision's jobs wait; one under way finishes its step first."""
    query = update(Job).where(Job.decision_id == decision_id, Job.state == JobState.QUEUED)
    done = session.execute(query.values(state=JobState.WAITING, note=PAUSED, revision=Job.revision + 1))
    return int(done.rowcount)  # type: ignore[attr-defined]  # an UPDATE's result counts its rows


def release_jobs(session: Session, decision_id: UUID) -> int:
    """They go on from where they were."""
    query = update(Job).where(Job.decision_id == decision_id, Job.state == JobState.WAITING, Job.note == PAUSED)
    done = session.execute(query.values(state=JobState.QUEUED, note="", revision=Job.revision + 1))
    return int(done.rowcount)  # type: ignore[attr-defined]  # an UPDATE's result counts its rows


# ------------------------------------------------------------------ the report
@dataclass(frozen=True, slots=True)
class ReportRow:
    """One certificate of a decision as its report tells it."""

    position: int
    number: str
    student_number: str
    name: str
    outcome: str
    settled_at: datetime | None
    job_state: str
    job_note: str
    job_facts: dict[str, Fact]
    document_code: str  # of the version that the decision made, where it made one


def report_rows(session: Session, decision_id: UUID) -> Iterator[ReportRow]:
    """Every certificate in the order of the decision, read as it is asked for."""
    made = (DigitalCertificate.certificate_id == DecisionItem.certificate_id) & (
        DigitalCertificate.job_id == DecisionItem.job_id
    )
    query = (
        select(
            DecisionItem.position,
            DecisionItem.number,
            Graduate.student_number,
            DegreeCertificate.name_zh,
            DecisionItem.outcome,
            DecisionItem.settled_at,
            Job.state,
            Job.note,
            Job.note_facts,
            DigitalCertificate.document_code,
        )
        .outerjoin(DegreeCertificate, DegreeCertificate.id == DecisionItem.certificate_id)
        .outerjoin(Graduate, Graduate.id == DegreeCertificate.graduate_id)
        .outerjoin(Job, Job.id == DecisionItem.job_id)
        .outerjoin(DigitalCertificate, made)
        .where(DecisionItem.decision_id == decision_id)
        .order_by(DecisionItem.position)
        .execution_options(yield_per=500)
    )
    for row in session.execute(query):
        yield ReportRow(
            position=row.position,
            number=row.number,
            student_number=row.student_number or "",
            name=row.name_zh or "",
            outcome=row.outcome,
            settled_at=row.settled_at,
            job_state=row.state.value if row.state else "",
            job_note=row.note or "",
            job_facts=told_by(row.note_facts),
            document_code=row.document_code or "",
        )
