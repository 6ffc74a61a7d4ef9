"""On which occasions mail leaves here: to whom, what is written, and when it is no longer to be sent.

A certificate goes to the graduate's mailboxes, never a proxy's (section H). The account-closure notice (A03) goes to
the campus system where the profile names its mailbox, and to the graduate's mailboxes unless the profile says no.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from app.dates import local
from app.errors import Trouble
from app.issuance.delivery.letter import CertificateLetter, ClosureNotice, ClosureRequest, CodeLetter, Letter
from app.issuance.delivery.notice import EndedNotice
from app.models import delivery, issuing, queue
from app.models.certificate import DegreeCertificate, DigitalState
from app.models.delivery import ADDRESS_PLACE, Delivery
from app.models.issuing import FILE_PLACE, Task
from app.models.job import Job, JobKind
from app.models.mailbox import CHECK_PLACE, CODE_PLACE, MailboxCheck
from app.models.pickup import Pickup
from app.models.store import UnitOfWork

if TYPE_CHECKING:
    from app.issuance.office import Office

CAMPUS = "campus"


@dataclass(frozen=True, slots=True)
class Occasion:
    """``wanted``: today's mailboxes by place. ``ended``: the code of why nothing is to be sent any more, or nothing."""

    wanted: Callable[[UnitOfWork, Office, Task], dict[str, str]]
    ended: Callable[[UnitOfWork, Office, Task], str]
    write: Callable[[UnitOfWork, Office, Task, Delivery], Letter | None]
    done: str
    done_simulated: str
    nowhere: str  # no mailbox is known


def _hand_over(work: UnitOfWork, task: Task) -> tuple[Pickup, DegreeCertificate] | None:
    found = issuing.hand_over_of(work.session, task.subject_id)
    return None if found is None or found[0].voided_at is not None else found


def _address(work: UnitOfWork, row: Delivery) -> str:
    return work.vault.open_text(ADDRESS_PLACE, row.id, row.address_sealed)


# ------------------------------------------------------------------ a digital certificate
def _graduates(work: UnitOfWork, office: Office, task: Task) -> dict[str, str]:
    known = delivery.mailboxes(work.session, task.graduate_id, work.vault)
    rules = office.profile(task.profile_id).digital.mailboxes
    return {place: address for place, address in known.items() if not rules.denied(address)}


def _certificate_ended(work: UnitOfWork, _office: Office, task: Task) -> str:
    if queue.file_of_job(work.session, task.job_id) is None:
        return "delivery.nothing_to_send"
    return "" if _hand_over(work, task) else "digital.pickup_voided"


def _certificate(work: UnitOfWork, _office: Office, task: Task, row: Delivery) -> Letter | None:
    found, hand_over = queue.file_of_job(work.session, task.job_id), _hand_over(work, task)
    if found is None or hand_over is None:
        return None
    ledger, sealed = found
    pdf = work.vault.open(FILE_PLACE, ledger.id, sealed)
    if sha256(pdf).digest() != ledger.sha256:
        raise Trouble("digital.file_altered", document=ledger.document_code)
    before = issuing.version_before(work.session, ledger)
    return CertificateLetter(
        number=row.id,
        place=row.place,
        address=_address(work, row),
        receipt_number=hand_over[0].receipt_number,
        document_code=ledger.document_code,
        pdf=pdf,
        at=ledger.issued_at,
        replaces=before.document_code if before is not None and before.state is DigitalState.SUPERSEDED else "",
    )


# ------------------------------------------------------------------ a certificate that was revoked or superseded
def _nothing_ended(work: UnitOfWork, _office: Office, task: Task) -> str:
    ended = issuing.ended_versions(work.session, work.session.get_one(Job, task.job_id))
    return "" if ended else "digital.nothing_to_tell"


def _ended_notice(work: UnitOfWork, _office: Office, task: Task, row: Delivery) -> Letter | None:
    ended = issuing.ended_versions(work.session, work.session.get_one(Job, task.job_id))
    return EndedNotice.of(row.id, _address(work, row), ended) if ended else None


# ------------------------------------------------------------------ the account-closure notice
def _to_tell(work: UnitOfWork, office: Office, task: Task) -> dict[str, str]:
    rule = office.profile(task.profile_id).account_closure
    campus = {CAMPUS: rule.mailbox} if rule.mailbox else {}
    return campus | (_graduates(work, office, task) if rule.tells_graduate else {})


def _closure_ended(work: UnitOfWork, office: Office, task: Task) -> str:
    if not office.profile(task.profile_id).account_closure.on:
        return "closure.not_wanted"
    return "" if _hand_over(work, task) else "closure.pickup_voided"


def _closure(work: UnitOfWork, _office: Office, task: Task, row: Delivery) -> Letter | None:
    hand_over = _hand_over(work, task)
    if hand_over is None:
        return None
    pickup, certificate = hand_over
    if row.place != CAMPUS:
        return ClosureNotice(row.id, _address(work, row), pickup.receipt_number, pickup.at)
    number, day = certificate.graduate.student_number, local(pickup.at).date()
    return ClosureRequest(row.id, _address(work, row), number, pickup.receipt_number, day, pickup.at)


# ------------------------------------------------------------------ the code for a mailbox
def _given(work: UnitOfWork, _office: Office, task: Task) -> dict[str, str]:
    check = work.session.get_one(MailboxCheck, task.subject_id)
    return {"own": work.vault.open_text(CHECK_PLACE, check.id, check.address_sealed)}


def _code_ended(work: UnitOfWork, office: Office, task: Task) -> str:
    check = work.session.get_one(MailboxCheck, task.subject_id)
    return "" if check.code_sealed and office.now <= check.good_until else "mailbox.code_expired"


def _code(work: UnitOfWork, office: Office, task: Task, row: Delivery) -> Letter | None:
    check = work.session.get_one(MailboxCheck, task.subject_id)
    code = work.vault.open_text(CODE_PLACE, check.id, check.code_sealed)
    minutes = office.profile(task.profile_id).digital.mailboxes.code_minutes
    return CodeLetter(row.id, _address(work, row), code, minutes, check.asked_at)


OCCASIONS: dict[JobKind, Occasion] = {
    JobKind.DIGITAL_CERTIFICATE: Occasion(
        _graduates,
        _certificate_ended,
        _certificate,
        done="digital.delivered",
        done_simulated="digital.delivered_simulated",
        nowhere="delivery.no_mailbox",
    ),
    JobKind.DIGITAL_NOTICE: Occasion(
        _graduates,
        _nothing_ended,
        _ended_notice,
        done="digital.told",
        done_simulated="digital.delivered_simulated",
        nowhere="delivery.no_mailbox",
    ),
    JobKind.ACCOUNT_CLOSURE: Occasion(
        _to_tell,
        _closure_ended,
        _closure,
        done="closure.told",
        done_simulated="closure.told_simulated",
        nowhere="closure.nobody_to_tell",
    ),
    JobKind.MAILBOX_CODE: Occasion(
        _given,
        _code_ended,
        _code,
        done="mailbox.code_sent",
        done_simulated="mailbox.code_sent_simulated",
        nowhere="mailbox.code_expired",
    ),
}
