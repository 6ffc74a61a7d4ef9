"""The queue of jobs and the ledger of digital certificates, as the issuance lane asks them.

A job is taken by a lease: whoever holds it may write its steps until the lease runs out, and nobody else. A step's
commit asks again whether the lease is still its own, so that a lane that was held up for too long writes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.orm import Session, joinedload

from app.errors import Fact
from app.models import standing
from app.models.certificate import DegreeCertificate, DigitalCertificate, DigitalFile, DigitalState
from app.models.decision import DigitalDecision
from app.models.graduate import Graduate
from app.models.house import ProfileVersion
from app.models.job import Job, JobKind, JobState, JobStep, told_by
from app.models.pickup import Pickup
from app.models.withdrawal import withdraw

if TYPE_CHECKING:
    from app.models.store import UnitOfWork

FILE_PLACE = "digital_file.content_sealed"
VOIDED = "hand_over_voided"
HOLDING = "signing."
"""A job that died of a code of this family holds the whole queue of certificates until a person lets it try again."""

OUTAGES = ("token.", "timestamp.", "revocation.")
"""What is away for every certificate alike: the run leaves the others alone, and this one waits as long as it takes."""

MAIL_HOLDING = (
    "delivery.login_refused",
    "delivery.security_missing",
    "delivery.sender_refused",
    "delivery.server_not_trusted",
)
"""What every message would meet alike: one that died of it holds the others until a person lets it try again."""
MAIL_STEPS = ("mail", "tell", "notify")
"""The steps that wait then. A code for a mailbox is tried all the same: somebody stands at the desk for it."""

AWAY = (
    *OUTAGES,
    "delivery.server_away",
    "platform.folder_missing",
    "platform.not_written",
    "platform.rename_refused",
    "platform.server_away",
)
"""What may last for days and passes by itself: nothing dies of it."""

MENDED_OUTSIDE = (
    HOLDING,
    *OUTAGES,
    "keys.",
    "delivery.login_refused",
    "delivery.security_missing",
    "delivery.sender_refused",
    "delivery.server_",
    "platform.folder_missing",
    "platform.host_key_changed",
    "platform.login_refused",
    "platform.server_away",
)
"""What is put right in the settings, a kept password or a key, and so asks for an office that reads them anew."""

UNSIGNED = "platform"
"""The channel whose certificates the ministry's platform signs: a station without a key may do them."""

OPEN = (JobState.QUEUED, JobState.WORKING)


@dataclass(frozen=True, slots=True)
class Task:
    """A job that was taken: frozen, so that it may be carried while no transaction is open."""

    job_id: UUID
    kind: JobKind
    channel: str
    step: str
    subject_id: UUID
    graduate_id: UUID
    profile_id: UUID
    due: date | None
    attempts: int
    owner: str
    left: Mapping[str, str]  # what each step that was done left for the next


# ------------------------------------------------------------------ taking and holding a job
def take_due(
    session: Session,
    kinds: Iterable[JobKind],
    *,
    owner: str,
    now: datetime,
    until: datetime,
    keyless: bool = True,
    not_at: Sequence[str] = (),
) -> Task | None:
    """Lease the most urgent job that may be tried now; None when there is none.

    Priority first, then the earliest day promised. On PostgreSQL lanes step around each other's rows. What needs no
    key of ours is taken whether or not its kind is among ``kinds``, if ``keyless`` work is wanted at all; what is at a
    step ``not_at`` stays where it is.
    """
    free = or_(Job.leased_until.is_(None), Job.leased_until <= now)
    among = Job.kind.in_(list(kinds))
    wanted = or_(among, Job.channel == UNSIGNED) if keyless else among
    query = (
        select(Job)
        .where(Job.state.in_(OPEN), wanted, Job.not_before <= now, free, Job.step.not_in(not_at))
        .order_by(Job.priority, Job.due, Job.queued_at, Job.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    job = session.scalars(query).one_or_none()
    if job is None:
        return None
    job.state, job.leased_by, job.leased_until = JobState.WORKING, owner, until
    return _task(session, job)


def hold(session: Session, task: Task) -> Job | None:
    """The job, locked, if the lease and the step are still this task's; None when somebody came first."""
    query = (
        select(Job)
        .where(
            Job.id == task.job_id,
            Job.leased_by == task.owner,
            Job.step == task.step,
            Job.state == JobState.WORKING,
        )
        .with_for_update()
    )
    return session.scalars(query).one_or_none()


def finish_step(session: Session, job: Job, *, result: str, after: str, at: datetime, until: datetime) -> Task:
    """Write down that the job's step is done and what it left; the lease goes on for the next step, ``after``."""
    done = session.scalar(select(func.count()).select_from(JobStep).where(JobStep.job_id == job.id)) or 0
    session.add(JobStep(job_id=job.id, position=done, name=job.step, done_at=at, result=result))
    job.step, job.attempts, job.note, job.note_facts, job.leased_until = after, 0, "", "", until
    session.flush()
    return _task(session, job)


def rest(
    job: Job,
    state: JobState,
    *,
    code: str = "",
    facts: Mapping[str, Fact] | None = None,
    not_before: datetime | None = None,
    finished_at: datetime | None = None,
) -> None:
    """Let go of the job in ``state``, with the code of why."""
    job.state, job.note = state, code
    job.note_facts = json.dumps(dict(facts or {}), ensure_ascii=False, sort_keys=True) if code else ""
    job.leased_by, job.leased_until = "", None
    job.not_before = not_before or job.not_before
    job.finished_at = finished_at


def give_back(session: Session, owner: str) -> int:
    """Let go of everything this lane still holds, at its end: the next one need not wait for the lease."""
    query = update(Job).where(Job.leased_by == owner, Job.state == JobState.WORKING)
    changed = session.execute(
        query.values(state=JobState.QUEUED, leased_by="", leased_until=None, revision=Job.revision + 1),
        execution_options={"synchronize_session": False},
    )
    return int(changed.rowcount)  # type: ignore[attr-defined]  # an UPDATE's result counts its rows


def _task(session: Session, job: Job) -> Task:
    done = session.execute(select(JobStep.name, JobStep.result).where(JobStep.job_id == job.id))
    return Task(
        job_id=job.id,
        kind=job.kind,
        channel=job.channel,
        step=job.step,
        subject_id=job.subject_id,
        graduate_id=job.graduate_id,
        profile_id=job.profile_id,
        due=job.due,
        attempts=job.attempts,
        owner=job.leased_by,
        left={row.name: row.result for row in done},
    )


def left_by(session: Session, job_id: UUID, step: str) -> str:
    """What a step that was done left for the next ones."""
    return session.scalars(select(JobStep.result).where(JobStep.job_id == job_id, JobStep.name == step)).one()


def needs_key(session: Session) -> bool:
    """Whether any open certificate is to be signed here."""
    waiting = (Job.kind == JobKind.DIGITAL_CERTIFICATE, Job.state.in_(OPEN), Job.channel != UNSIGNED)
    query = select(Job.id).where(*waiting)
    return session.scalar(query.limit(1)) is not None


def held_by(session: Session) -> tuple[str, dict[str, Fact]] | None:
    """The code that holds the queue of certificates and its facts: a key that a person must see to."""
    return _died_of(session, Job.note.startswith(HOLDING))


def mail_held_by(session: Session) -> tuple[str, dict[str, Fact]] | None:
    """The code that holds every message and its facts: a mail server that a person must see to."""
    return _died_of(session, Job.note.in_(MAIL_HOLDING) & (Job.kind != JobKind.MAILBOX_CODE))


def _died_of(session: Session, of: ColumnElement[bool]) -> tuple[str, dict[str, Fact]] | None:
    job = session.scalar(select(Job).where(Job.state == JobState.DEAD, of).order_by(Job.queued_at, Job.id).limit(1))
    return None if job is None else (job.note, facts_of(job))


def away(session: Session) -> list[tuple[str, dict[str, Fact]]]:
    """What is away for all alike (:data:`AWAY`), by code, as a job that waits for it tells it."""
    gone = or_(*(Job.note.startswith(each) for each in AWAY))
    waits = Job.state.in_((*OPEN, JobState.WAITING))
    query = select(Job.note, func.min(Job.note_facts)).where(waits, gone).group_by(Job.note)
    return [(note, told_by(facts)) for note, facts in session.execute(query.order_by(Job.note))]


def is_mended_outside(session: Session) -> bool:
    """Whether any job that is not over stopped or waits for what is put right outside (:data:`MENDED_OUTSIDE`)."""
    told = or_(*(Job.note.startswith(each) for each in MENDED_OUTSIDE))
    return session.scalar(select(Job.id).where(Job.finished_at.is_(None), told).limit(1)) is not None


def facts_of(job: Job) -> dict[str, Fact]:
    """What the sentence of the job's note tells."""
    return told_by(job.note_facts)


# ------------------------------------------------------------------ what a certificate is made from
def hand_over_of(session: Session, pickup_id: UUID) -> tuple[Pickup, DegreeCertificate] | None:
    """The hand-over and its certificate, with the graduate and the person."""
    query = (
        select(Pickup, DegreeCertificate)
        .join(DegreeCertificate, DegreeCertificate.id == Pickup.certificate_id)
        .where(Pickup.id == pickup_id)
        .options(joinedload(DegreeCertificate.graduate).joinedload(Graduate.person))
    )
    row = session.execute(query).one_or_none()
    return None if row is None else (row[0], row[1])


def profile_text(session: Session, profile_id: UUID) -> tuple[str, str] | None:
    """Name and text of the rules that were in force at the hand-over."""
    row = session.execute(
        select(ProfileVersion.name, ProfileVersion.text).where(ProfileVersion.id == profile_id)
    ).one_or_none()
    return None if row is None else (row.name, row.text)


# ------------------------------------------------------------------ the ledger
def live_digital(session: Session, certificate_id: UUID) -> DigitalCertificate | None:
    """The one digital certificate of this certificate that is neither superseded nor revoked."""
    query = select(DigitalCertificate).where(
        DigitalCertificate.certificate_id == certificate_id, DigitalCertificate.state == DigitalState.ISSUED
    )
    return session.scalars(query).one_or_none()


def next_version(session: Session, certificate_id: UUID) -> int:
    query = select(func.max(DigitalCertificate.version)).where(DigitalCertificate.certificate_id == certificate_id)
    return (session.scalar(query) or 0) + 1


def enter(session: Session, entry: DigitalCertificate, file: DigitalFile | None, job: Job) -> None:
    """Write an issued file into the ledger; an older live one of the same certificate is superseded (E24).

    ``job`` made it, and knows whose decision that was. Without a ``file`` the ministry's platform made it: only its
    digest is known here.
    """
    older = live_digital(session, entry.certificate_id)
    if older is not None:
        older.state, older.reason, older.ended_at = DigitalState.SUPERSEDED, reason_of(session, job), entry.issued_at
        if older.job_id != job.id:  # else the platform put its own signature in the place of ours
            older.decision_id = job.decision_id
        session.flush()
    entry.version = next_version(session, entry.certificate_id)
    session.add(entry)
    session.flush()
    if file is not None:
        session.add(file)


def reason_of(session: Session, job: Job) -> str:
    """Why a supervisor asked for this job, as a code; empty for one that a hand-over queued."""
    if job.decision_id is None:
        return ""
    return session.scalar(select(DigitalDecision.reason).where(DigitalDecision.id == job.decision_id)) or ""


def version_before(session: Session, entry: DigitalCertificate) -> DigitalCertificate | None:
    """The version that this one replaced."""
    query = select(DigitalCertificate).where(
        DigitalCertificate.certificate_id == entry.certificate_id, DigitalCertificate.version == entry.version - 1
    )
    return session.scalars(query).one_or_none()


def made_by(session: Session, job_id: UUID) -> DigitalCertificate | None:
    """The version that this job has entered in the ledger."""
    made = select(DigitalCertificate).where(DigitalCertificate.job_id == job_id).order_by(DigitalCertificate.version)
    return session.scalars(made).first()


def replaced_by(session: Session, job: Job, certificate_id: UUID) -> DigitalCertificate | None:
    """The version that this job's replaces or has replaced, if one was in force."""
    own = made_by(session, job.id)
    older = live_digital(session, certificate_id) if own is None else version_before(session, own)
    return None if older is None or older.state is DigitalState.REVOKED else older


# ------------------------------------------------------------------ the end of a version
def cancel(job: Job, code: str, at: datetime) -> None:
    """A person's deed made the job idle; a lane that is at it finds its lease gone and writes nothing."""
    rest(job, JobState.CANCELLED, code=code, finished_at=at)


def notice_job(entry: DigitalCertificate, like: Pickup, *, deed_id: UUID, at: datetime) -> Job:
    """The graduate is told that a version ended: a message of its own, by the queue."""
    return Job(
        kind=JobKind.DIGITAL_NOTICE,
        deed_id=deed_id,
        subject_id=like.id,
        graduate_id=like.graduate_id,
        profile_id=like.profile_id,
        station_id=like.station_id,
        queued_at=at,
        not_before=at,
        priority=70,
        channel="own",
        step="tell",
        decision_id=entry.decision_id,
    )


def withdraw_voided(work: UnitOfWork, pickup: Pickup, at: datetime) -> bool:
    """A hand-over was voided (E30): what waits is cancelled, what was issued is revoked, and the graduate is told.

    To be called in the deed that voids it. A lane that is at one of them is waited for: what it has done counts, what
    it would do next finds its lease gone. Safe to repeat: then there is nothing left, and False is answered.
    """
    work.session.flush()
    cancelled = standing.open_jobs_of_pickup(work.session, pickup.id, lock=True)
    versions = standing.versions_of_pickup(work.session, pickup.id, lock=True)
    revoked = [each for each in versions if each.state is DigitalState.ISSUED]
    for entry in revoked:
        entry.state, entry.reason, entry.ended_at = DigitalState.REVOKED, VOIDED, at
        about: dict[str, object] = {"digital_certificate": entry.id, "pickup": pickup.id}
        work.note("digital.revoked", about, reason=VOIDED, sha256=entry.sha256.hex())
        withdraw(work, entry.job_id, pickup, DigitalState.REVOKED, VOIDED, at)
    for job in cancelled:
        if job.kind is JobKind.DIGITAL_CERTIFICATE:
            withdraw(work, job.id, pickup, DigitalState.REVOKED, VOIDED, at)
        cancel(job, "closure.pickup_voided" if job.kind is JobKind.ACCOUNT_CLOSURE else "digital.pickup_voided", at)
        work.note("job.cancelled", {"job": job.id, "pickup": pickup.id}, kind=job.kind.value)
    if revoked:
        work.add(notice_job(revoked[-1], pickup, deed_id=pickup.deed_id, at=at))
    return bool(revoked or cancelled)


def ended_versions(session: Session, job: Job) -> list[DigitalCertificate]:
    """The versions that this message tells of: those its decision ended, or those that a voided hand-over did."""
    query = (
        select(DigitalCertificate)
        .join(Pickup, Pickup.certificate_id == DigitalCertificate.certificate_id)
        .where(Pickup.id == job.subject_id, DigitalCertificate.state != DigitalState.ISSUED)
        .order_by(DigitalCertificate.version)
    )
    if job.decision_id is not None:
        query = query.where(DigitalCertificate.decision_id == job.decision_id)
    else:
        query = query.where(DigitalCertificate.pickup_id == job.subject_id, DigitalCertificate.reason == VOIDED)
    return list(session.scalars(query))
