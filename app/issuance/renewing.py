"""Renewing archive timestamps (時戳更新): a job of its own for each file, long before its last timestamp can fail.

How this works. A timestamp is good for as long as its authority's certificate. Once a while the runner looks which live
files of level B-LTA come within the lead time (a year, unless the settings say otherwise) and queues a job for each.
Its one step reads the file, has the worker lay another timestamp over all of it, with the proof that the last
authority's certificate was good until now, and enters the new digest in the ledger. What was handed to the graduate is
a shorter form of the same file; its digest is kept and verifies as the same document.

What it refuses: to renew with a certificate that ends no later than the last one (the job waits for the authority's
next), and to pretend when the last timestamp has ended already: a person is told, and the file stays as it is.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING
from uuid import UUID

from app.dates import local_day
from app.errors import Trouble
from app.issuance.orders import Level, RenewStamp, Restamped
from app.issuance.outcomes import Cancelled, Done, Later, Outcome, Stops
from app.models import cases, renewal, verification
from app.models.issuing import FILE_PLACE, Task
from app.models.job import Job
from app.models.renewal import Ending
from app.models.store import UnitOfWork

if TYPE_CHECKING:
    from app.issuance.office import Office

MOST_AT_ONCE = 500
LOOK_AGAIN = timedelta(days=30)
"""How long a job waits for an authority that has no newer certificate yet; less when the end is near."""


def ending(office: Office) -> Ending:
    """The files whose timestamp is to be renewed today."""
    with office.store.read() as session:
        return renewal.ending(session, office.now + office.renewal_lead)


def plan(office: Office) -> int:
    """Queue what is due; how many jobs were queued. Nothing without a timestamp authority that lasts."""
    if office.lasting.level is not Level.B_LTA or not ending(office).count:
        return 0

    def act(work: UnitOfWork) -> int:
        station = cases.station_by_code(work.session, office.station)
        until = office.now + office.renewal_lead
        queued = renewal.plan(work.session, until, station.id, office.now, MOST_AT_ONCE) if station else 0
        if queued:
            work.note("renewal.planned", count=queued)
        else:
            work.bookkeeping = True
        return queued

    return office.commit(act)


def restamp_file(office: Office, task: Task) -> tuple[bytes, Restamped] | None:
    """The digest that the file had, and the renewed file. None when the document is not in force any more."""
    vault = office.store.vault
    if vault is None:
        raise Trouble("vault.shut")
    with office.store.read() as session:
        found = renewal.of_subject(session, task.subject_id)
        if found is None:
            return None
        entry, sealed = found
        issuers = tuple(each.der for each in verification.issuer_certificates(session))
        content = vault.open(FILE_PLACE, entry.id, sealed)
        digest, code = entry.sha256, entry.document_code
    if sha256(content).digest() != digest:
        raise Trouble("digital.file_altered", document=code)
    order = RenewStamp(content, office.now, office.now + office.renewal_lead, office.lasting, issuers)
    return digest, office.worker.ask(order)


def enter_renewed(
    work: UnitOfWork, office: Office, task: Task, _job: Job, made: tuple[bytes, Restamped] | None
) -> Outcome:
    """The new digest is the ledger's, the one before is kept; one commit."""
    found = renewal.of_subject(work.session, task.subject_id)
    if found is not None:
        cases.lock_certificate(work.session, found[0].certificate_id)
        work.session.refresh(found[0])
    if found is None or made is None or found[0].sha256 != made[0]:
        return Cancelled("renewal.not_needed")
    entry, (before, restamped) = found[0], made
    if restamped.ended:
        return Stops("renewal.too_late", {"day": local_day(restamped.until).isoformat()})
    renewal.keep_stamp(work.session, entry.id, restamped.until)
    if restamped.pdf is None:
        if restamped.until > office.now + office.renewal_lead:
            return Done(code="renewal.not_needed")
        return Later(_look_again(office.now, restamped.until), "renewal.no_newer_certificate")
    sealed = work.vault.seal(FILE_PLACE, entry.id, restamped.pdf)
    renewal.replace_file(
        work.session,
        entry,
        sha256=restamped.sha256,
        size=len(restamped.pdf),
        sealed=sealed,
        at=office.now,
    )
    verification.remember_issuer(work.session, restamped.stamp_chain, office.now)
    work.note(
        "digital_certificate.timestamp_renewed",
        {"digital_certificate": entry.id},
        before=before.hex(),
        after=restamped.sha256.hex(),
        until=restamped.until.isoformat(),
    )
    return Done(restamped.sha256.hex(), "renewal.done")


def _look_again(now: datetime, until: datetime) -> datetime:
    return now + min(LOOK_AGAIN, max((until - now) / 4, timedelta(hours=1)))


def keep_end(work: UnitOfWork, digital_id: UUID, until: datetime | None) -> None:
    """With the issue itself: when its timestamp's certificate ends, where it has one."""
    if until is not None:
        renewal.keep_stamp(work.session, digital_id, until)
