"""What the ministry's platform was given and is told to withdraw: a document that ended after it had left (E24, E30).

A withdrawal is a job of its own, packed into the next package and answered by its receipt as a document is. Its deed is
reckoned from the document's job and the state it ended in, so that the same end is told once, whoever finds it first.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.models.certificate import DigitalCertificate, DigitalState
from app.models.job import Job, JobKind, JobStep
from app.models.pickup import Pickup
from app.models.platform import PACK, ItemState, Package, PackageItem, PackageState
from app.models.store import UnitOfWork

ASKED = "asked"
LETTERS: Mapping[DigitalState, str] = {DigitalState.REVOKED: "R-", DigitalState.SUPERSEDED: "S-"}
LEFT = (PackageState.PLACING, PackageState.SENT, PackageState.UNKNOWN, PackageState.ANSWERED)
"""A package in one of these may be on the other side."""


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What a withdrawal says: which document, as the platform knows it, and how and why it ended."""

    reference: str  # its own, in a package and a receipt
    document: str  # the document's reference, as it was handed in
    sent_sha256: str
    code: str  # the code and digest of the file that the platform issued; empty before its receipt came
    sha256: str
    state: str
    reason: str
    ended_at: str


def withdraw(
    work: UnitOfWork, document_job: UUID, pickup: Pickup, state: DigitalState, reason: str, at: datetime
) -> bool:
    """Have the platform told that this job's document has ended. False when it never left, or was told already."""
    work.session.flush()
    given = _given(work.session, document_job, Package.state.in_(LEFT))
    deed_id = uuid5(document_job, state.value)
    asked = select(Job.id).where(Job.deed_id == deed_id, Job.kind == JobKind.DIGITAL_WITHDRAWAL)
    if given is None or work.session.scalar(asked) is not None:
        return False
    job = Job(
        kind=JobKind.DIGITAL_WITHDRAWAL,
        deed_id=deed_id,
        subject_id=pickup.id,
        graduate_id=pickup.graduate_id,
        profile_id=work.session.get_one(Job, document_job).profile_id,
        station_id=pickup.station_id,
        queued_at=at,
        not_before=at,
        priority=40,
        channel="platform",
        step=PACK,
    )
    work.add(job)
    work.session.flush()
    left = {"job": str(document_job), "state": state.value, "reason": reason, "ended_at": at.isoformat()}
    work.add(JobStep(job_id=job.id, position=0, name=ASKED, done_at=at, result=json.dumps(left)))
    work.note(
        "platform.withdrawal_asked", {"job": job.id, "document_job": document_job}, state=state.value, reason=reason
    )
    return True


def have_left(session: Session, document_jobs: Iterable[UUID]) -> set[UUID]:
    """Of which of these jobs the document may lie at the platform: most schools' never do."""
    query = (
        select(PackageItem.job_id)
        .join(Package, Package.id == PackageItem.package_id)
        .where(PackageItem.job_id.in_(list(document_jobs)), Package.state.in_(LEFT))
    )
    return set(session.scalars(query))


def asked_of(session: Session, job: Job) -> Withdrawn | None:
    """What this withdrawal says, with what is known by now; None when the document came back and never was there."""
    asked = select(JobStep.result).where(JobStep.job_id == job.id, JobStep.name == ASKED)
    left = json.loads(session.scalars(asked).one())
    document_job = UUID(left["job"])
    item = _given(session, document_job)
    if item is None:
        return None
    issued = session.scalars(
        select(DigitalCertificate)
        .where(DigitalCertificate.job_id == document_job)
        .order_by(DigitalCertificate.version.desc())
        .limit(1)
    ).one_or_none()
    answered = item.state is ItemState.ACCEPTED and issued is not None
    return Withdrawn(
        reference=LETTERS[DigitalState(left["state"])] + item.reference,
        document=item.reference,
        sent_sha256=item.sha256.hex(),
        code=issued.document_code if answered and issued is not None else "",
        sha256=issued.sha256.hex() if answered and issued is not None else "",
        state=left["state"],
        reason=left["reason"],
        ended_at=left["ended_at"],
    )


def _given(session: Session, document_job: UUID, *wanted: ColumnElement[bool]) -> PackageItem | None:
    """The job's document as it lies, or may lie, at the platform."""
    query = (
        select(PackageItem)
        .join(Package, Package.id == PackageItem.package_id)
        .join(Job, Job.id == PackageItem.job_id)
        .where(
            PackageItem.job_id == document_job,
            PackageItem.state.in_((ItemState.HANDED_IN, ItemState.ACCEPTED)),
            *wanted,
            Job.kind == JobKind.DIGITAL_CERTIFICATE,
        )
    )
    return session.scalars(query).one_or_none()
