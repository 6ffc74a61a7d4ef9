"""A mailbox is corrected and verified, and what it missed is sent again (D25, E05-E07).

The graduate names the mailbox; a code of six letters and digits is mailed to it at top priority, and is told to the
clerk within the minutes that the profile gives it. Only then does the mailbox replace the old one, and certificates
that could not be delivered go on by themselves. The address is masked on screen from the moment it was typed, and
stands in no line of the journal.
"""

from __future__ import annotations

import hmac
import secrets
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from app.desk import digital
from app.desk.desk import Desk
from app.desk.intake.values import Unfit
from app.desk.intake.values import mailbox as well_formed
from app.desk.queue_slips import SIMULATED, MailboxCheckSlip, WhoseSlip
from app.errors import Obstacle, Refusal
from app.models import delivery, mailbox
from app.models.base import uuid7
from app.models.delivery import ADDRESS_PLACE, PERSON_PLACES
from app.models.job import Job, JobKind, JobState
from app.models.mailbox import CHECK_PLACE, CODE_PLACE, MailboxCheck
from app.models.store import UnitOfWork
from app.policy.names import mask_email, mask_name

SIGNS = "23456789abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ"  # none is mistaken for another when read aloud
LENGTH = 6


def at_case(desk: Desk, *, graduate_id: UUID, certificate_id: UUID | None = None) -> WhoseSlip:
    """The graduate's mailboxes, with what became of the messages about the certificate that was handed over."""
    _ = desk.clerk
    with desk.read() as session:
        found = mailbox.graduate_with_person(session, graduate_id)
        if found is None:
            raise Refusal.because("case.changed")
        graduate, person = found
        job = delivery.job_of_certificate(session, certificate_id) if certificate_id is not None else None
        sent = delivery.of_jobs(session, [job.id]).get(job.id, []) if job is not None else []
        return WhoseSlip(
            graduate_id,
            mask_name(person.name),
            graduate.student_number,
            digital.mailboxes(desk, person, sent),
            mailbox.is_verified(person, desk.vault),
            simulated=job is not None and job.note.endswith(SIMULATED),
        )


def of_receipt(desk: Desk, *, receipt_number: str) -> WhoseSlip:
    """The same, by the receipt of the hand-over. Refuses ``delivery.receipt_unknown``."""
    _ = desk.clerk
    with desk.read() as session:
        found = delivery.graduate_of_receipt(session, receipt_number)
    if found is None:
        raise Refusal.because("delivery.receipt_unknown", number=receipt_number)
    return at_case(desk, graduate_id=found[0], certificate_id=found[1])


def newest_code(desk: Desk, *, graduate_id: UUID) -> UUID:
    """The check that was begun last. Refuses ``mailbox.none_asked`` where no code is awaited."""
    _ = desk.clerk
    with desk.read() as session:
        check = mailbox.newest_check(session, graduate_id)
    if check is None or check.verified_at is not None:
        raise Refusal.because("mailbox.none_asked")
    return check.id


def ask_code(desk: Desk, *, graduate_id: UUID, address: str) -> MailboxCheckSlip:
    """Have a code mailed to the mailbox that the graduate gave.

    Refuses ``mailbox.malformed``, ``mailbox.denied`` and ``mailbox.school`` by the profile's rules (E05), and
    ``mailbox.too_soon`` while the last code is fresh.
    """
    clerk = desk.clerk
    given = _checked(desk, address)

    def act(work: UnitOfWork) -> MailboxCheckSlip:
        found = mailbox.graduate_with_person(work.session, graduate_id)
        if found is None:
            raise Refusal.because("case.changed")
        rules = desk.profile.digital.mailboxes
        last = mailbox.newest_check(work.session, graduate_id)
        wait = timedelta(seconds=rules.code_again_after_seconds)
        if last is not None and last.verified_at is None and desk.now < last.asked_at + wait:
            left = int((last.asked_at + wait - desk.now).total_seconds()) + 1
            raise Refusal.because("mailbox.too_soon", seconds=left)
        if last is not None:
            last.code_sealed = None
        check = _check(desk, graduate_id, given, rules.code_minutes, clerk.id)
        work.add(check)
        work.session.flush()
        work.add(_job(desk, check))
        work.note("mailbox.code_asked", {"graduate": graduate_id, "check": check.id})
        return _slip(desk, check, None)

    return desk.attempt(act)


def code_state(desk: Desk, *, check_id: UUID) -> MailboxCheckSlip:
    """How far the code's message is."""
    _ = desk.clerk
    with desk.read() as session:
        check = session.get(MailboxCheck, check_id)
        if check is None:
            raise Refusal.because("case.changed")
        return _slip(desk, check, mailbox.code_job(session, check_id))


def confirm_code(desk: Desk, *, check_id: UUID, code: str) -> MailboxCheckSlip:
    """The graduate has told the code: the mailbox is the graduate's from now on, and what it missed goes to it.

    Refuses ``mailbox.code_wrong`` with the tries left, ``mailbox.code_spent`` and ``mailbox.code_expired``.
    """
    _ = desk.clerk
    slip, wrong = desk.attempt(lambda work: _confirm(desk, work, check_id, code.strip()))
    if wrong is not None:
        raise Refusal(wrong)
    return slip


def _confirm(desk: Desk, work: UnitOfWork, check_id: UUID, code: str) -> tuple[MailboxCheckSlip, Obstacle | None]:
    check = work.session.get(MailboxCheck, check_id, with_for_update=True)
    found = mailbox.graduate_with_person(work.session, check.graduate_id) if check else None
    if check is None or found is None:
        raise Refusal.because("case.changed")
    if check.verified_at is not None:
        return _slip(desk, check, None), None
    most = desk.profile.digital.mailboxes.code_tries
    if desk.now > check.good_until:
        raise Refusal.because("mailbox.code_expired")
    if check.tries >= most:
        raise Refusal.because("mailbox.code_spent")
    if not hmac.compare_digest(check.code_index, desk.vault.index(CODE_PLACE, check.id.bytes + code.encode())):
        check.tries += 1
        work.note("mailbox.code_wrong", {"check": check.id})
        left = most - check.tries
        wrong = Obstacle("mailbox.code_wrong", {"left": left}) if left else Obstacle("mailbox.code_spent")
        return _slip(desk, check, None), wrong
    person = found[1]
    address = desk.vault.open_text(CHECK_PLACE, check.id, check.address_sealed)
    person.mailbox_sealed = desk.vault.seal(PERSON_PLACES["own"], person.id, address)
    person.mailbox_verified_index = desk.vault.index(ADDRESS_PLACE, address.lower())
    person.mailbox_verified_at = check.verified_at = desk.now
    check.code_sealed = None
    again = _send_again(desk, work, person.id)
    about: dict[str, object] = {"person": person.id, "graduate": check.graduate_id, "check": check.id}
    work.note("mailbox.corrected", about, sent_again=again)
    return _slip(desk, check, None), None


def _send_again(desk: Desk, work: UnitOfWork, person_id: UUID) -> int:
    """Delivered ones look at the mailboxes once more; those that stopped for want of one, and messages, go on."""
    jobs = [*mailbox.to_send_again(work.session, person_id, "mail")]
    for job in jobs:
        delivery.send_again(work.session, job.id, "mail", desk.now)
    for job in mailbox.to_send_again(work.session, person_id, "pack"):
        if job.note == "delivery.no_mailbox":
            job.state, job.attempts, job.not_before, job.note = JobState.QUEUED, 0, desk.now, ""
            jobs.append(job)
    stopped = mailbox.stopped_messages(work.session, person_id)
    for job in stopped:
        delivery.send_again(work.session, job.id, job.step, desk.now)
    return len(jobs) + len(stopped)


def _checked(desk: Desk, address: str) -> str:
    try:
        given = well_formed(address.strip())
    except Unfit as fault:
        raise Refusal.because("mailbox.malformed") from fault
    if not given:
        raise Refusal.because("mailbox.malformed")
    rules = desk.profile.digital.mailboxes
    if rules.is_school(given):
        raise Refusal.because("mailbox.school")
    if rules.denied(given):
        raise Refusal.because("mailbox.denied")
    return given


def _check(desk: Desk, graduate_id: UUID, address: str, minutes: int, clerk_id: UUID) -> MailboxCheck:
    code = "".join(secrets.choice(SIGNS) for _ in range(LENGTH))
    check = MailboxCheck(
        graduate_id=graduate_id,
        address_sealed=b"",
        code_index=b"",
        code_sealed=None,
        asked_at=desk.now,
        asked_by=clerk_id,
        good_until=desk.now + timedelta(minutes=minutes),
    )
    check.address_sealed = desk.vault.seal(CHECK_PLACE, check.id, address)
    check.code_sealed = desk.vault.seal(CODE_PLACE, check.id, code)
    check.code_index = desk.vault.index(CODE_PLACE, check.id.bytes + code.encode())
    return check


def _job(desk: Desk, check: MailboxCheck) -> Job:
    return Job(
        kind=JobKind.MAILBOX_CODE,
        deed_id=uuid7(),
        subject_id=check.id,
        graduate_id=check.graduate_id,
        profile_id=desk.profile_id,
        station_id=desk.station.id,
        queued_at=desk.now,
        not_before=desk.now,
        priority=0,
        step="code",
    )


def _slip(desk: Desk, check: MailboxCheck, job: Job | None) -> MailboxCheckSlip:
    address = desk.vault.open_text(CHECK_PLACE, check.id, check.address_sealed)
    stopped = job is not None and (job.state in (JobState.DEAD, JobState.CANCELLED) or job.note.startswith("delivery."))
    return MailboxCheckSlip(
        id=check.id,
        mailbox_masked=mask_email(address),
        good_until=check.good_until,
        sent=job is not None and job.state is JobState.DONE,
        verified=check.verified_at is not None,
        problem=job.note if job is not None and stopped and job.state is not JobState.DONE else "",
        simulated_in=_demo_post(desk) if job is not None and job.note == "mailbox.code_sent_simulated" else "",
    )


def _demo_post(desk: Desk) -> str:
    """A demo lives in one folder: its messages lie beside its database."""
    return str(Path(desk.place.database_url.partition(":///")[2]).parent / "simulated-mail")
