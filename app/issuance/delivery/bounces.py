"""Reports about our messages meet their deliveries: a mailbox that bounced is shown, and its job needs a person.

A server that took a message may find out later that the mailbox does not exist (退信), or that it takes longer. Each
mail counts once, by its digest; a report about a delivery that was answered otherwise since changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256
from itertools import islice
from typing import TYPE_CHECKING

from app.errors import Trouble
from app.issuance.delivery.mailroom import AT_ONCE
from app.issuance.delivery.returned import Report, read_report
from app.issuance.orders import Progress
from app.log import Log
from app.models import issuing, returns
from app.models.delivery import Delivery, DeliveryState
from app.models.job import Job, JobKind, JobState
from app.models.store import UnitOfWork

if TYPE_CHECKING:
    from app.issuance.office import Office

log = Log(__name__)
EVERY = timedelta(minutes=5)
MAY_COME_BACK = (DeliveryState.ACCEPTED, DeliveryState.DELAYED, DeliveryState.UNKNOWN)
KIND = "returned_mail"


def collect_when_due(office: Office, tell: Callable[[Progress], None]) -> None:
    """Every few minutes; a place that cannot be read is written down and asked again."""
    if office.mailroom is None or office.now < office.collect_at:
        return
    office.collect_at = office.now + EVERY
    try:
        for each in collect(office):
            tell(each)
        office.shut.pop("mailroom", None)
    except Trouble as trouble:
        if trouble.code.startswith("database."):
            raise
        log.warning("returned mail not read", code=trouble.code)
        office.shut["mailroom"] = trouble


def collect(office: Office) -> list[Progress]:
    """Read what came since; each report's outcome. Trouble ``bounces.*``."""
    room = office.mailroom
    if room is None:
        raise Trouble("bounces.not_set_up")
    with office.store.read() as session:
        mark = returns.mark_of(session, room.name)
    told: list[Progress] = []
    before = mark
    for found in islice(room.since(mark), AT_ONCE):
        mark = found.mark
        report = read_report(found.content)
        if report is None:
            continue
        done = office.commit(partial(_take, report=report, digest=sha256(found.content).digest(), now=office.now))
        if done is not None:
            told.append(done)
    if mark != before:
        office.note_down(lambda work: returns.keep_mark(work.session, room.name, mark))
    return told


def _take(work: UnitOfWork, report: Report, digest: bytes, now: datetime) -> Progress | None:
    row = work.session.get(Delivery, report.delivery, with_for_update=True)
    if row is None or returns.is_known(work.session, digest):
        work.bookkeeping = True
        return None
    returns.remember(work.session, digest, row.id, now)
    if row.state not in MAY_COME_BACK or (not report.failed and row.state is not DeliveryState.ACCEPTED):
        work.bookkeeping = True
        return None
    job = work.session.get_one(Job, row.job_id, with_for_update=True)
    row.status, row.reported_at = report.status, now
    if report.failed:
        row.state, row.code, row.left_to_person = DeliveryState.BOUNCED, "delivery.bounced", True
        _wake(work, job, row)
    else:
        row.state, row.code = DeliveryState.DELAYED, "delivery.delayed"
    about: dict[str, object] = {"delivery": row.id, "job": job.id}
    work.note("delivery.returned", about, state=row.state.value, status=row.status, place=row.place)
    return Progress(job.id, job.kind, KIND, row.state.value, row.code)


def _wake(work: UnitOfWork, job: Job, row: Delivery) -> None:
    """A finished certificate needs a person again; one that is still on its way finds the row by itself."""
    if job.kind is JobKind.ACCOUNT_CLOSURE or job.state is not JobState.DONE:
        return
    returns.reopen(work.session, job.id, job.step)
    issuing.rest(job, JobState.DEAD, code=row.code, facts={"place": row.place, "status": row.status or "—"})
