"""The ministry's platform (A34, E21): documents are packed, a package is sent once, its receipt is awaited.

How this works. A job's step ``pack`` only says that it waits; whoever has a way to the platform gathers all that wait
into a package (one commit: the package, its items, the jobs' next step) and sends it. Around the network stand commits
of their own. A package found ``sending`` was never given its final name, so it is sent; one found ``placing`` may have
been: the other side is asked by name and digest, and where neither the file nor its temporary one is there any more,
the platform may have fetched it: nobody sends it again before a person has asked. The step ``receipt`` ends when the
desk imports the platform's receipt (:mod:`app.desk.platform`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import partial
from hashlib import sha256
from json import loads
from typing import TYPE_CHECKING, Any
from uuid import UUID

from app.dates import TAIPEI, local, roc_year
from app.errors import Fact, Trouble
from app.issuance.delivery.drop import Drop
from app.issuance.delivery.package import WITHDRAWALS, Document, make_package
from app.issuance.orders import Progress
from app.issuance.outcomes import Cancelled, Outcome, Stops, Waits
from app.models import cases, delivery, founding, issuing, platform, queue, withdrawal
from app.models.certificate import DegreeCertificate
from app.models.issuing import FILE_PLACE, Task
from app.models.job import Job, JobKind, JobState
from app.models.pickup import Pickup
from app.models.platform import LEFT_TO_PERSON, PACKAGE_PLACE, RECEIPT, ItemState, Package, PackageItem, PackageState
from app.models.store import UnitOfWork

if TYPE_CHECKING:
    from app.issuance.office import Office
    from app.policy.profile import Profile

LEASE = timedelta(minutes=15)
SPACING = tuple(timedelta(minutes=each) for each in (1, 5, 20, 60))
"""How long after each failed try the next one waits; the last of them again and again, for as long as it takes."""
KIND = "platform_package"


# ------------------------------------------------------------------ the steps of a job
def packed(work: UnitOfWork, _office: Office, task: Task, _job: Job, _: None) -> Outcome:
    """It waits for the next package."""
    if task.kind is JobKind.DIGITAL_WITHDRAWAL:
        return Waits("platform.to_pack")
    hand_over = issuing.hand_over_of(work.session, task.subject_id)
    if hand_over is None or hand_over[0].voided_at is not None:
        return Cancelled("digital.pickup_voided")
    return Waits("platform.to_pack")


def answered(work: UnitOfWork, office: Office, task: Task, _job: Job, _: None) -> Outcome:
    """It waits for the receipt. Only a person brings a stopped one here: its package is then sent once more."""
    package = platform.package_of_job(work.session, task.job_id)
    if package is None:
        return Stops("platform.rejected")
    if package.state in LEFT_TO_PERSON and package.content_sealed is None:  # purged: what it held is packed anew
        _dissolve(work, package)
        return Waits("platform.to_pack")
    if package.state in LEFT_TO_PERSON:
        package.state, package.attempts, package.code = PackageState.PREPARED, 1, ""  # half of it may lie there
        _mark_jobs(work, package, JobState.WAITING, "platform.packed", except_for=task.job_id)
    if package.state in platform.OPEN:
        package.not_before = office.now
        return Waits("platform.packed", {"package": package.number})
    return Waits("platform.sent", {"package": package.number})


# ------------------------------------------------------------------ gathering
def gather(office: Office) -> None:
    """Pack what waits. One package holds documents under the same rules and of the same kind."""
    if office.platform is None:
        return
    with office.store.read() as session:
        kinds = platform.profiles_to_pack(session)
    for profile_id, channel in kinds:
        gathering = partial(_gather, office=office, profile_id=profile_id, channel=channel)
        while office.commit(gathering, profile_id):
            pass


def _gathered_until(now: datetime, at: time | None) -> datetime:
    """The last time of gathering that has come."""
    if at is None:
        return now
    gathering = datetime.combine(local(now).date(), at, TAIPEI)
    return gathering if gathering <= now else gathering - timedelta(days=1)


def _gather(work: UnitOfWork, office: Office, profile_id: UUID, channel: str) -> bool:
    """One package, if anything waits for it."""
    rules = office.profile(profile_id)
    wanted = rules.digital.package
    since = _gathered_until(office.now, wanted.gathered_at)
    jobs = platform.waiting_to_pack(work.session, profile_id, channel, since, wanted.largest)
    if not jobs:
        work.bookkeeping = True
        return False
    chosen = [(job, document) for job in jobs if (document := _document(work, office, job, rules, channel))]
    if chosen:
        _make(work, office, rules, "signed_pdf" if channel.endswith("signed") else "data", chosen)
    return True


def _document(work: UnitOfWork, office: Office, job: Job, rules: Profile, channel: str) -> Document | None:
    """One job's document; None when it has nothing to send, and the job says why."""
    if job.kind is JobKind.DIGITAL_WITHDRAWAL:
        return _withdrawal(work, office, job)
    found = issuing.hand_over_of(work.session, job.subject_id)
    known = delivery.mailboxes(work.session, job.graduate_id, work.vault)
    mailboxes = [known[place] for place in sorted(known) if not rules.digital.mailboxes.denied(known[place])]
    pdf, why = _signed_file(work, job) if channel.endswith("signed") else (None, "")
    if found is None or found[0].voided_at is not None:
        why = "digital.pickup_voided"
    if not why and not mailboxes:
        why = "delivery.no_mailbox"
    if why or found is None:
        _leave_out(work, job, why, office.now)
        return None
    reference = str(loads(issuing.left_by(work.session, job.id, "check"))["document_code"])
    facts: dict[str, object] = {"reference": reference, **_facts(*found, job), "mailboxes": mailboxes}
    note = rules.digital.note_to_recipient
    if note is not None:
        facts["note_to_recipient"] = {"zh": note.zh, "en": note.en}
    return Document(reference, {**facts, "replaces": _replaced(work, job, found[1])}, pdf)


def _withdrawal(work: UnitOfWork, office: Office, job: Job) -> Document | None:
    """Which document has ended, how and why (E24, E30): nothing personal, the platform knows whose it is."""
    asked = withdrawal.asked_of(work.session, job)
    if asked is None:
        _leave_out(work, job, "platform.nothing_to_withdraw", office.now)
        return None
    document = {"reference": asked.document, "sent_sha256": asked.sent_sha256}
    document |= {"code": asked.code, "sha256": asked.sha256}
    ended = {"state": asked.state, "reason": asked.reason, "ended_at": asked.ended_at}
    return Document(asked.reference, {"reference": asked.reference, "document": document, **ended}, folder=WITHDRAWALS)


def _replaced(work: UnitOfWork, job: Job, certificate: DegreeCertificate) -> dict[str, str] | None:
    """Which document this one takes the place of, and why, so that the platform marks that one (E24)."""
    older = issuing.replaced_by(work.session, job, certificate.id)
    if older is None:
        return None
    reason = issuing.reason_of(work.session, job)
    return {"reference": older.document_code, "sha256": older.sha256.hex(), "reason": reason}


def _signed_file(work: UnitOfWork, job: Job) -> tuple[bytes | None, str]:
    """The file that was signed for this job, or why there is none to send."""
    held = queue.file_of_job(work.session, job.id)
    if held is None:
        return None, "delivery.nothing_to_send"
    pdf = work.vault.open(FILE_PLACE, held[0].id, held[1])
    return (pdf, "") if sha256(pdf).digest() == held[0].sha256 else (None, "digital.file_altered")


def _leave_out(work: UnitOfWork, job: Job, code: str, at: datetime) -> None:
    """What is no longer to be issued is cancelled; anything else is for a person to see to."""
    if code in ("digital.pickup_voided", "delivery.nothing_to_send", "platform.nothing_to_withdraw"):
        issuing.rest(job, JobState.CANCELLED, code=code, finished_at=at)
    else:
        issuing.rest(job, JobState.DEAD, code=code)
    work.note("job.step", {"job": job.id}, kind=job.kind.value, step=job.step, state=job.state.value, code=code)


def _facts(pickup: Pickup, certificate: DegreeCertificate, job: Job) -> dict[str, str | None]:
    """What the certificate says, and by when it is promised."""
    born = certificate.graduate.person.birth_date
    return {
        "certificate_number": certificate.number,
        "student_number": certificate.graduate.student_number,
        "name_zh": certificate.name_zh,
        "name_en": certificate.name_en,
        "birth_date": born.isoformat() if born else None,
        "degree_zh": certificate.degree_zh,
        "degree_en": certificate.degree_en,
        "programme_zh": certificate.programme_zh,
        "programme_en": certificate.programme_en,
        "graduated_on": certificate.graduated_on.isoformat(),
        "collected_on": local(pickup.at).date().isoformat(),
        "send_by": job.due.isoformat() if job.due else None,
    }


def _make(
    work: UnitOfWork, office: Office, rules: Profile, content: str, chosen: Sequence[tuple[Job, Document]]
) -> None:
    station = cases.station_by_code(work.session, office.station)
    if station is None:
        raise Trouble("station.unknown", station=office.station)
    year = roc_year(office.day)
    running = founding.next_number(work.session, station.id, "package", year)
    number = f"{rules.school.code}-{station.code}-{year}-{running:05d}"
    held = make_package(number, rules.school.code, content, office.now, [document for _, document in chosen])
    package = Package(
        number=number,
        school=rules.school.code,
        content=content,
        sha256=sha256(held).digest(),
        size=len(held),
        content_sealed=None,
        made_at=office.now,
        station_id=station.id,
        not_before=office.now,
    )
    package.content_sealed = work.vault.seal(PACKAGE_PLACE, package.id, held)
    work.add(package)
    work.session.flush()
    for position, (job, document) in enumerate(chosen):
        item = PackageItem(
            package_id=package.id,
            job_id=job.id,
            position=position,
            reference=document.reference,
            sha256=document.sha256,
        )
        work.add(item)
        issuing.finish_step(work.session, job, result=number, after=RECEIPT, at=office.now, until=office.now)
        issuing.rest(job, JobState.WAITING, code="platform.packed", facts={"package": number})
    withdrawals = sum(document.folder == WITHDRAWALS for _, document in chosen)
    counted: dict[str, Any] = {
        "documents": len(chosen) - withdrawals,
        "withdrawals": withdrawals,
        "sha256": package.sha256.hex(),
    }
    work.note("platform.packed", {"package": package.id}, number=number, **counted)


# ------------------------------------------------------------------ sending
@dataclass(frozen=True, slots=True)
class Parcel:
    """A package that was taken: its bytes, and how far it was. A ``withdrawn`` one is taken back, not sent."""

    id: UUID
    number: str
    found: PackageState
    sha256: bytes
    attempts: int
    content: bytes = field(repr=False)
    withdrawn: bool = False

    @property
    def file(self) -> str:
        return f"{self.number}.zip"

    @property
    def part(self) -> str:
        return f".{self.number}.zip.part"


def ship(office: Office, owner: str, tell: Callable[[Progress], None]) -> bool:
    """Send one package that is due; False when there is none."""
    way = office.platform
    if way is None:
        return False
    parcel = office.commit(lambda work: _take(work, office, owner))
    if parcel is None:
        return False
    if parcel.found in (PackageState.DISSOLVED, PackageState.STOPPED):
        return True
    try:
        with way.opened() as drop:
            state = _send(office, owner, parcel, drop)
    except Trouble as trouble:
        tell(office.commit(partial(_failed, office=office, owner=owner, parcel=parcel, trouble=trouble)))
        return True
    tell(office.commit(partial(_arrived, office=office, owner=owner, parcel=parcel, state=state)))
    return True


def _take(work: UnitOfWork, office: Office, owner: str) -> Parcel | None:
    work.bookkeeping = True
    package = platform.take_package(work.session, owner=owner, now=office.now, until=office.now + LEASE)
    if package is None:
        return None
    found = package.state
    withdrawn = found in (PackageState.PREPARED, PackageState.SENDING) and platform.ended_in(work.session, package.id)
    if withdrawn and found is PackageState.PREPARED and not package.attempts:
        found = _dissolve(work, package)  # nothing of it is on the other side
    elif found is PackageState.PREPARED:
        package.state = PackageState.SENDING
    sealed = package.content_sealed
    content = work.vault.open(PACKAGE_PLACE, package.id, sealed) if sealed is not None else b""
    if found is not PackageState.DISSOLVED and sha256(content).digest() != package.sha256:
        package.state = found = PackageState.STOPPED
        package.code, package.leased_by, package.leased_until = "digital.file_altered", "", None
        _mark_jobs(work, package, JobState.DEAD, package.code, {"document": package.number})
        work.note("platform.failed", {"package": package.id}, number=package.number, code=package.code)
    return Parcel(package.id, package.number, found, package.sha256, package.attempts, content, withdrawn)


def _dissolve(work: UnitOfWork, package: Package) -> PackageState:
    """Something in it was voided or revoked before it left: nothing of it is sent, the others are packed anew."""
    jobs = platform.jobs_of(work.session, package.id)
    open_jobs = [job for job in jobs if job.state is not JobState.CANCELLED]
    platform.unpack(work.session, [job.id for job in open_jobs])
    for job in open_jobs:
        job.step = platform.PACK
        issuing.rest(job, JobState.WAITING, code="platform.to_pack")
    for item in platform.items_of(work.session, package.id):
        item.state = ItemState.WITHDRAWN
    package.state, package.leased_by, package.leased_until = PackageState.DISSOLVED, "", None
    package.content_sealed = None
    work.note("platform.dissolved", {"package": package.id}, number=package.number)
    return package.state


def _send(office: Office, owner: str, parcel: Parcel, drop: Drop) -> PackageState:
    """Look first, then write, then give it its name."""
    there = drop.digest(parcel.file)
    if there == parcel.sha256:
        return PackageState.SENT
    if there is not None:
        raise Trouble("platform.other_file_there", file=parcel.file)
    if parcel.withdrawn:
        drop.remove(parcel.part)
        return PackageState.DISSOLVED
    if parcel.found is PackageState.PLACING:
        part = drop.digest(parcel.part)
        if part is None:
            return PackageState.UNKNOWN
        if part == parcel.sha256:
            drop.rename(parcel.part, parcel.file)
            return PackageState.SENT
    drop.write(parcel.part, parcel.content)
    if not office.commit(lambda work: _placing(work, office, owner, parcel)):
        drop.remove(parcel.part)
        return PackageState.DISSOLVED
    drop.rename(parcel.part, parcel.file)
    return PackageState.SENT


def _placing(work: UnitOfWork, office: Office, owner: str, parcel: Parcel) -> bool:
    """It is whole on the other side; from here on it may have its name, whatever happens to us.

    False when something in it was voided or revoked while it was written: it never gets its name (E30).
    """
    work.bookkeeping = True
    package = platform.hold_package(work.session, parcel.id, owner)
    if package is None:
        raise Trouble("platform.server_away", retryable=True)
    if package.state is PackageState.SENDING and platform.ended_in(work.session, package.id):
        return False
    package.state, package.leased_until = PackageState.PLACING, office.now + LEASE
    return True


def _arrived(work: UnitOfWork, office: Office, owner: str, parcel: Parcel, state: PackageState) -> Progress:
    package = platform.hold_package(work.session, parcel.id, owner)
    if package is None:
        work.bookkeeping = True
        return Progress(None, KIND, "send", "lost")
    package.state, package.leased_by, package.leased_until = state, "", None
    if state is PackageState.DISSOLVED:
        _dissolve(work, package)
        return Progress(None, KIND, "send", JobState.CANCELLED.value)
    if state is PackageState.UNKNOWN:
        package.code = "platform.outcome_unknown"
        _mark_jobs(work, package, JobState.DEAD, package.code)
        work.note("platform.failed", {"package": package.id}, number=package.number, code=package.code)
        return Progress(None, KIND, "send", JobState.DEAD.value, package.code)
    package.code, package.sent_at = "", office.now
    simulated = office.platform is not None and office.platform.simulated
    _mark_jobs(work, package, JobState.WAITING, "platform.sent_simulated" if simulated else "platform.sent")
    work.note("platform.sent", {"package": package.id}, number=package.number, sha256=package.sha256.hex())
    return Progress(None, KIND, "send", JobState.DONE.value)


def _failed(work: UnitOfWork, office: Office, owner: str, parcel: Parcel, trouble: Trouble) -> Progress:
    """Tried again later, further apart each time; what cannot pass by itself is left to a person.

    One that may have its final name already stays as it is, so that the next try looks before it sends.
    """
    package = platform.hold_package(work.session, parcel.id, owner)
    if package is None:
        work.bookkeeping = True
        return Progress(None, KIND, "send", "lost")
    package.leased_by, package.leased_until, package.code = "", None, trouble.code
    stops = not trouble.retryable
    package.attempts = parcel.attempts + 1
    package.not_before = office.now + SPACING[min(parcel.attempts, len(SPACING) - 1)]
    if package.state is PackageState.SENDING:
        package.state = PackageState.STOPPED if stops else PackageState.PREPARED
    state = JobState.DEAD if stops else JobState.WAITING
    _mark_jobs(work, package, state, trouble.code, trouble.facts)
    work.note("platform.failed", {"package": package.id}, number=package.number, code=trouble.code)
    return Progress(None, KIND, "send", (JobState.DEAD if stops else JobState.QUEUED).value, trouble.code)


def _mark_jobs(
    work: UnitOfWork,
    package: Package,
    state: JobState,
    code: str,
    facts: Mapping[str, Fact] | None = None,
    *,
    except_for: UUID | None = None,
) -> None:
    """What the lines of the package's documents say."""
    for job in platform.jobs_of(work.session, package.id):
        if job.id != except_for and job.state in (JobState.WAITING, JobState.DEAD):
            issuing.rest(job, state, code=code, facts={"package": package.number, **(facts or {})})


def send_on(office: Office) -> None:
    """Documents that ended at ``ready`` before there was a way to the platform go on from here."""
    if office.platform is None:
        return

    def act(work: UnitOfWork) -> None:
        number = platform.send_on_to_platform(work.session, office.now)
        if number:
            work.note("platform.sent_on", number=number)
        else:
            work.bookkeeping = True

    office.commit(act)
