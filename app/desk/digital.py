"""The queue of digital certificates as the desk sees it: states, due dates, the signed file, one more try."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from hashlib import sha256
from uuid import UUID

from app.desk.desk import Desk
from app.desk.paper_slips import PaperSlip
from app.desk.queue_slips import JobSlip, MailboxSlip, PauseSlip, QueueSlip
from app.errors import Obstacle, Refusal, Trouble
from app.models import delivery, issuing, platform
from app.models import queue as rows_of
from app.models.delivery import Delivery
from app.models.graduate import Person
from app.models.job import MESSAGES, Job, JobState
from app.models.mailbox import is_verified
from app.models.pause import pause_in_force
from app.models.store import Session, UnitOfWork
from app.policy.document_code import document_code_in, is_address
from app.policy.names import mask_email, mask_name
from app.wording import Bilingual

FILE_PLACE = "digital_file.content_sealed"
SOON = timedelta(days=1)
LONGEST_SOUGHT = 200


def queue(desk: Desk, *, which: str = "all", sought: str = "") -> QueueSlip:
    """The jobs, those that need a person first, as far as they have what was typed.

    ``which``: all, waiting, attention, overdue, finished. ``sought``: a receipt's, student's or certificate's number, a
    name or a document code, or a part of one. Names are masked, whatever was typed.
    """
    _ = desk.clerk
    code = document_code_in(sought) if is_address(sought) else ""  # a certificate's QR code was scanned (B43)
    return seen(desk, which, code or sought.strip()[:LONGEST_SOUGHT])


def seen(desk: Desk, which: str = "all", sought: str = "") -> QueueSlip:
    """The queue as it is now, for whoever has just changed it."""
    with desk.read() as session:
        counts = rows_of.queue_counts(session)
        page = rows_of.queue_page(session, which, desk.day, sought)
        rows = page.rows
        reasons = _reasons(desk, session, rows)
        sent = delivery.of_jobs(session, [row.job.id for row in rows])
        jobs = tuple(_slip(desk, row, reasons.get(row.job.id, ""), sent.get(row.job.id, [])) for row in rows)
        paused = pause_slip(session)
        at_once = rows_of.at_once(session, desk.now)
        overdue = rows_of.overdue(session, desk.day)
        holds = _holds(session)
    return QueueSlip(
        jobs=jobs,
        waiting=counts.waiting,
        attention=counts.attention,
        finished=counts.finished,
        total=counts.waiting + counts.attention + counts.finished,
        pause=paused,
        at_once=at_once,
        takes_receipts=desk.profile.digital.channel == "platform",
        overdue=overdue,
        found=page.found,
        holds=holds,
    )


def pause_slip(session: Session) -> PauseSlip | None:
    """Whether a supervisor has paused the queue, who, since when and why."""
    found = pause_in_force(session)
    return None if found is None else PauseSlip(reason=found[0].reason, name=found[1], since=found[0].paused_at)


def open_pdf(desk: Desk, *, job_id: UUID) -> PaperSlip:
    """The signed file, as it was issued; its SHA-256 is compared with the ledger before anybody sees it."""
    _ = desk.clerk
    with desk.begin() as work:
        found = rows_of.file_of_job(work.session, job_id)
        if found is None:
            raise Refusal.because("digital.not_issued")
        ledger, sealed = found
        content = desk.vault.open(FILE_PLACE, ledger.id, sealed)
        if sha256(content).digest() != ledger.sha256:
            raise Trouble("digital.file_altered", document=ledger.document_code)
        work.note("digital.file_opened", {"digital": ledger.id, "job": job_id})
    return PaperSlip(
        kind="digital_certificate",
        title=Bilingual("數位學位證書", "Digital certificate"),
        pdf=content,
        reference=ledger.document_code,
    )


def try_again(desk: Desk, *, job_id: UUID) -> QueueSlip:
    """A person has looked at a dead job and lets it try once more."""
    _ = desk.clerk

    desk.attempt(lambda work: queue_again(work, desk, job_id))
    return queue(desk)


def queue_again(work: UnitOfWork, desk: Desk, job_id: UUID) -> None:
    """A stopped job goes back into the queue. Refuses ``digital.not_stopped`` for any other."""
    job = work.session.get(Job, job_id)
    if job is None or job.state is not JobState.DEAD:
        raise Refusal.because("digital.not_stopped")
    job.state, job.attempts, job.not_before, job.note = JobState.QUEUED, 0, desk.now, ""
    work.note("digital.tried_again", {"job": job.id})


def facts_of(job: Job) -> tuple[tuple[str, str], ...]:
    """What the sentence of the job's note tells."""
    return tuple((str(key), str(value)) for key, value in issuing.facts_of(job).items())


def _holds(session: Session) -> tuple[Obstacle, ...]:
    """Why the queue stands still, whoever looks: a key or a mail server to see to, then what is away for all."""
    holding = issuing.held_by(session), issuing.mail_held_by(session)
    return tuple(Obstacle(*each) for each in (*holding, *issuing.away(session)) if each is not None)


def _reasons(desk: Desk, session: Session, rows: Sequence[rows_of.QueueRow]) -> dict[UUID, str]:
    """What the ministry's platform said of the documents it rejected, in its own words."""
    rejected = [row.job.id for row in rows if row.job.note == "platform.rejected"]
    found = platform.reasons_of(session, rejected) if rejected else {}
    return {
        job_id: desk.vault.open_text(platform.REASON_PLACE, item.id, item.reason_sealed)
        for job_id, item in found.items()
    }


def mailboxes(desk: Desk, person: Person, sent: Sequence[Delivery]) -> tuple[MailboxSlip, ...]:
    """Each mailbox with its state, masked; before anything was sent, the mailboxes it will go to."""
    open_text = desk.vault.open_text
    if sent:
        return tuple(
            MailboxSlip(
                place=each.place,
                masked=mask_email(open_text(delivery.ADDRESS_PLACE, each.id, each.address_sealed or None)),
                state=each.state.value,
                code=each.code,
                reply=each.reply,
                status=each.status or "",
                at=each.reported_at or each.tried_at,
            )
            for each in sent
        )
    known = delivery.mailboxes_of(person, desk.vault)
    denied = desk.profile.digital.mailboxes.denied
    return tuple(
        MailboxSlip(place, mask_email(address), "denied" if denied(address) else "known", "", 0, "", None)
        for place, address in known.items()
    )


def _slip(desk: Desk, row: rows_of.QueueRow, reason: str, sent: Sequence[Delivery]) -> JobSlip:
    job = row.job
    facts = facts_of(job)
    if reason:
        facts += (("reason", reason),)
    return JobSlip(
        id=job.id,
        kind=job.kind.value,
        state=job.state.value,
        step=job.step,
        name_masked=mask_name(row.name),
        student_number=row.student_number,
        short=desk.profile.certificates.short(row.number),
        note=job.note,
        note_facts=facts,
        due=job.due,
        queued_at=job.queued_at,
        attempts=job.attempts,
        has_pdf=row.issued,
        tone=_tone(desk, job),
        graduate_id=job.graduate_id,
        mails=job.channel == "own" or job.kind in MESSAGES,
        mailboxes=mailboxes(desk, row.person, sent),
        mailbox_verified=is_verified(row.person, desk.vault),
        late=rows_of.is_late(job, desk.day),
    )


def _tone(desk: Desk, job: Job) -> str:
    """How a line looks: ``stop`` needs a person, ``warn`` is due soon or late, ``go`` is done, else ``wait``."""
    if job.state is JobState.DEAD:
        return "stop"
    if job.state in (JobState.DONE, JobState.CANCELLED):
        return "go"
    if job.due is not None and job.due <= desk.day + SOON:
        return "warn"
    return "wait"
