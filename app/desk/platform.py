"""The ministry's platform answers: its receipt is imported, and each document's job ends or comes back to a person.

A receipt is taken whole or not at all. The digests of accepted documents enter the ledger, so that a file which the
platform issued is known here from then on (E25); a rejected document's job rests with the platform's own words until a
person has put right what was wrong, and then goes into a new package.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

from app.dates import local_day
from app.desk.desk import Desk
from app.desk.queue_slips import ReceiptSlip
from app.errors import Fact, Obstacle, Refusal, Trouble
from app.models import issuing, platform
from app.models.certificate import BY_PLATFORM, DegreeCertificate, DigitalCertificate, DigitalState
from app.models.decision import reason_revoked
from app.models.job import Job, JobKind, JobState
from app.models.pickup import Pickup
from app.models.platform import REASON_PLACE, ItemState, Package, PackageItem, PackageState
from app.models.store import UnitOfWork
from app.models.withdrawal import withdraw
from app.policy.platform_receipt import LARGEST, Answer, Receipt, read_receipt


def import_receipt(desk: Desk, *, file: str, actor: str | None = None) -> ReceiptSlip:
    """Take the platform's receipt in ``file``. Refuses ``receipt.*``: nothing of it is taken then."""
    if actor is None:
        _ = desk.clerk
    receipt = read_receipt(_content(Path(file)))
    return desk.store.attempt(desk.stamp(actor), lambda work: _take(desk, work, receipt))


def _content(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            return stream.read(LARGEST + 1)
    except OSError as fault:
        raise Trouble("receipt.unreadable", file=file.name) from fault


def _take(desk: Desk, work: UnitOfWork, receipt: Receipt) -> ReceiptSlip:
    package = platform.package_by_number(work.session, receipt.package)
    if package is None:
        raise Refusal.because("receipt.unknown_package", line=1, package=receipt.package[:64])
    _refuse_wrong_package(package, receipt)
    items = {item.reference: item for item in platform.items_of(work.session, package.id)}
    jobs = {job.id: job for job in platform.jobs_of(work.session, package.id)}
    withdrawals = {job.id for job in jobs.values() if job.kind is JobKind.DIGITAL_WITHDRAWAL}
    faults = tuple(_faults(work, items, withdrawals, receipt))
    if faults:
        raise Refusal(*faults)
    hand_overs = platform.hand_overs_of(work.session, package.id)
    for answer in receipt.answers:
        item = items[answer.reference]
        if answer.withdrawn:
            _withdrawn(desk, work, package, item, jobs[item.job_id])
        elif answer.issued is None:
            _reject(desk, work, package, item, jobs[item.job_id], answer)
        else:
            _accept(desk, work, package, item, jobs[item.job_id], answer, hand_overs[item.job_id])
    package.state, package.answered_at = PackageState.ANSWERED, desk.now
    package.receipt_sha256, package.content_sealed, package.code = receipt.sha256, None, ""
    package.leased_by, package.leased_until = "", None
    accepted = sum(answer.issued is not None for answer in receipt.answers)
    withdrawn = sum(answer.withdrawn for answer in receipt.answers)
    counts = {"accepted": accepted, "rejected": len(receipt.answers) - accepted - withdrawn, "withdrawn": withdrawn}
    facts: dict[str, Any] = {"number": package.number, "sha256": receipt.sha256.hex(), **counts}
    work.note("platform.answered", {"package": package.id}, **facts)
    return ReceiptSlip(package=package.number, **counts)


def _refuse_wrong_package(package: Package, receipt: Receipt) -> None:
    facts: dict[str, Any] = {"line": 1, "package": package.number}
    if package.state is PackageState.ANSWERED and package.answered_at is not None:
        raise Refusal.because("receipt.taken_already", day=local_day(package.answered_at).isoformat(), **facts)
    if package.state in (PackageState.PREPARED, PackageState.DISSOLVED):
        raise Refusal.because("receipt.not_sent", **facts)
    if receipt.package_sha256 != package.sha256:
        raise Refusal.because("receipt.other_package", **facts)


def _faults(
    work: UnitOfWork, items: dict[str, PackageItem], withdrawals: set[UUID], receipt: Receipt
) -> Iterator[Obstacle]:
    """Every line that does not fit the package, at once."""
    issued = [answer.issued for answer in receipt.answers if answer.issued is not None]
    taken: set[bytes | str] = {*platform.digests_known(work.session, issued)}
    taken |= platform.codes_known(work.session, [answer.code for answer in receipt.answers if answer.code])
    answered: set[str] = set()
    for answer in receipt.answers:
        about: dict[str, Fact] = {"line": answer.line, "reference": answer.reference[:32]}
        item = items.get(answer.reference)
        if item is None:
            yield Obstacle("receipt.foreign_document", about)
        elif answer.reference in answered:
            yield Obstacle("receipt.twice", about)
        elif (answer.issued is not None or answer.withdrawn) and answer.withdrawn != (item.job_id in withdrawals):
            yield Obstacle("receipt.wrong_answer", about)
        elif answer.sent != item.sha256:
            yield Obstacle("receipt.foreign_digest", about)
        elif answer.issued is not None and answer.issued != item.sha256 and taken & {answer.issued, answer.code}:
            yield Obstacle("receipt.in_use", about)
        answered.add(answer.reference)
        if answer.issued is not None:
            taken |= {answer.issued, answer.code}
    missing = [reference for reference in items if reference not in answered]
    if missing:
        yield Obstacle("receipt.document_missing", {"count": len(missing), "reference": missing[0]})


def _reject(desk: Desk, work: UnitOfWork, package: Package, item: PackageItem, job: Job, answer: Answer) -> None:
    item.state = ItemState.REJECTED
    item.reason_sealed = desk.vault.seal(REASON_PLACE, item.id, answer.reason)
    if job.note != platform.REVOKED_BEFORE:  # else nobody wants it any more
        platform.unpack(work.session, [job.id])
        job.step, job.attempts = platform.PACK, 0
        issuing.rest(job, JobState.DEAD, code="platform.rejected", facts={"package": package.number})
    work.note("platform.rejected", {"package": package.id, "job": job.id}, number=package.number)


def _withdrawn(desk: Desk, work: UnitOfWork, package: Package, item: PackageItem, job: Job) -> None:
    """The platform knows that the document has ended."""
    item.state, facts = ItemState.ACCEPTED, {"package": package.number}
    issuing.finish_step(work.session, job, result=item.reference, after=platform.RECEIPT, at=desk.now, until=desk.now)
    issuing.rest(job, JobState.DONE, code="platform.withdrawn", facts=facts, finished_at=desk.now)
    work.note("platform.withdrawn", {"package": package.id, "job": job.id}, number=package.number)


def _accept(
    desk: Desk,
    work: UnitOfWork,
    package: Package,
    item: PackageItem,
    job: Job,
    answer: Answer,
    hand_over: tuple[Pickup, DegreeCertificate],
) -> None:
    pickup, certificate = hand_over
    assert answer.issued is not None
    item.state = ItemState.ACCEPTED
    ended = _ended(work, job, pickup)
    if answer.issued != item.sha256:  # else it sends the very file that was signed and entered here
        entry = _entry(desk, job.id, certificate, pickup, answer)
        _enter(work, entry, package, job, pickup, ended)
    elif not ended:
        _withdraw_superseded(desk, work, job, pickup)
    issuing.finish_step(
        work.session, job, result=answer.issued.hex(), after=platform.RECEIPT, at=desk.now, until=desk.now
    )
    facts = {"package": package.number}
    if not ended:
        issuing.rest(job, JobState.DONE, code="platform.accepted", facts=facts, finished_at=desk.now)
        _tell_of_the_replaced(desk, work, job, pickup)
    else:
        code = "platform.accepted_for_void" if ended == issuing.VOIDED else platform.REVOKED_BEFORE
        withdraw(work, job.id, pickup, DigitalState.REVOKED, ended, desk.now)
        issuing.rest(job, JobState.CANCELLED, code=code, facts=facts, finished_at=desk.now)
    work.note(
        "platform.accepted",
        {"package": package.id, "job": job.id, "certificate": certificate.id},
        number=package.number,
        sha256=answer.issued.hex(),
    )


def _ended(work: UnitOfWork, job: Job, pickup: Pickup) -> str:
    """Why the document ended while its receipt was awaited: the hand-over voided, or a supervisor's reason."""
    if pickup.voided_at is not None:
        return issuing.VOIDED
    return reason_revoked(work.session, pickup.certificate_id) if job.note == platform.REVOKED_BEFORE else ""


def _withdraw_superseded(desk: Desk, work: UnitOfWork, job: Job, pickup: Pickup) -> None:
    """Our own file, superseded before its package left; of one that a newer replaces, that one told."""
    own = issuing.made_by(work.session, job.id)
    if own is None or own.state is not DigitalState.SUPERSEDED:
        return
    if issuing.live_digital(work.session, pickup.certificate_id) is None:
        withdraw(work, job.id, pickup, own.state, own.reason, own.ended_at or desk.now)


def _tell_of_the_replaced(desk: Desk, work: UnitOfWork, job: Job, pickup: Pickup) -> None:
    """The platform mails the new version and says nothing of the one before (E24): of that we tell the graduate."""
    if job.decision_id is None:
        return
    older = issuing.replaced_by(work.session, job, pickup.certificate_id)
    if older is not None and older.decision_id == job.decision_id:
        work.add(issuing.notice_job(older, pickup, deed_id=job.deed_id, at=desk.now))


def _entry(
    desk: Desk, job_id: UUID, certificate: DegreeCertificate, pickup: Pickup, answer: Answer
) -> DigitalCertificate:
    assert answer.issued is not None
    named = desk.profile.digital.platform
    return DigitalCertificate(
        certificate_id=certificate.id,
        pickup_id=pickup.id,
        job_id=job_id,
        version=0,
        document_code=answer.code,
        sha256=answer.issued,
        size=answer.size,
        level=BY_PLATFORM,
        signer=named.zh if named else BY_PLATFORM,
        issued_at=desk.now,
    )


def _enter(work: UnitOfWork, entry: DigitalCertificate, package: Package, job: Job, pickup: Pickup, ended: str) -> None:
    """The platform's file is the one in force, unless it has ``ended`` or a newer one was issued meanwhile."""
    live = issuing.live_digital(work.session, entry.certificate_id)
    if ended:
        entry.state, entry.reason, entry.ended_at = DigitalState.REVOKED, ended, entry.issued_at
    elif live is not None and live.job_id != entry.job_id and live.issued_at > package.made_at:
        entry.state, entry.ended_at = DigitalState.SUPERSEDED, entry.issued_at
        withdraw(work, job.id, pickup, DigitalState.SUPERSEDED, "", package.made_at)
    else:
        issuing.enter(work.session, entry, None, job)
        return
    entry.version = issuing.next_version(work.session, entry.certificate_id)
    work.add(entry)
