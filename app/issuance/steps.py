"""Which steps a job takes, as a table by kind and channel; and what each step is.

How this works. A step has two halves. ``prepare`` may read and may wait for a worker, and holds no transaction open;
``record`` runs inside the step's own commit and says how it went. Both are safe to repeat: a step that was interrupted
anywhere before its commit left nothing behind (``mail`` leaves its deliveries: :mod:`app.issuance.delivery`). A job for
the ministry's platform has a channel that says whether it is signed here first.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

from app.documents.certificate_layout import digest
from app.errors import Trouble
from app.issuance.delivery.mail import mailed, send_mail
from app.issuance.delivery.platform import answered, packed
from app.issuance.facts import certification_of, facts_of, layout_of, letterhead_of
from app.issuance.office import ACTOR, Office
from app.issuance.orders import Made, MakeCertificate
from app.issuance.outcomes import Cancelled, Done, Later, Outcome, Waits
from app.issuance.renewing import enter_renewed, keep_end, restamp_file
from app.models import cases, issuing, layouts, queue, verification
from app.models.base import uuid7
from app.models.certificate import DegreeCertificate, DigitalCertificate, DigitalFile, Stage
from app.models.issuing import FILE_PLACE, Task
from app.models.job import Job, JobKind
from app.models.pickup import Pickup
from app.models.store import UnitOfWork
from app.policy.profile import Profile

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: none is mistaken for another when read aloud


def _nothing(_office: Office, _task: Task) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its name in the database, what is done before its commit, and what is written in it."""

    name: str
    record: Callable[[UnitOfWork, Office, Task, Job, Any], Outcome]
    prepare: Callable[[Office, Task], Any] = _nothing


def step_of(task: Task, *, delivers: bool = False) -> tuple[Step, Step | None]:
    """The step a task is at, and the one behind it; without a post a certificate ends at ``ready``.

    Trouble ``digital.step_unknown`` for a newer program's job.
    """
    steps = STEPS.get((task.kind, task.channel)) or STEPS.get((task.kind, "")) or ()
    for place, step in enumerate(steps):
        if step.name == task.step or not task.step:
            goes_on = place + 1 < len(steps) and (delivers or step is not READY)
            return step, steps[place + 1] if goes_on else None
    raise Trouble("digital.step_unknown", step=task.step or "—", channel=task.channel or "—")


# ------------------------------------------------------------------ check
ON_THEIR_DAY = ("months", "weekly", "fixed_dates")
"""Rules that name the day a certificate is issued on; ``working_days`` names the last one (within three, A34)."""


def _rules(office: Office, task: Task) -> Profile:
    return office.profile(task.profile_id)


def _check(work: UnitOfWork, office: Office, task: Task, job: Job, profile: Profile) -> Outcome:
    """E30: the paper was handed over and the hand-over was not voided; and its day has come (E17, E34)."""
    if _handed_over(work, task) is None:
        return Cancelled("digital.pickup_voided")
    rule = profile.digital.due.rule
    if rule == "fixed_dates" and job.due is None and job.decision_id is None:
        return Waits(queue.DATES_USED_UP)
    if rule in ON_THEIR_DAY and job.due is not None and office.day < job.due:  # it may have moved since it was taken
        code = queue.DAY_WAITS if rule == "months" else queue.BATCH_WAITS
        return Later(queue.wakes(job.due), code, {"day": job.due.isoformat()})
    return Done(json.dumps({"document_code": new_document_code(), "digital_id": str(uuid7())}))


def new_document_code() -> str:
    """Eighty random bits, as ``7K3M-9QXW-0ZRT-5HBN``: who has the paper can name it, nobody can guess it."""
    letters = "".join(secrets.choice(_LETTERS) for _ in range(16))
    return "-".join(letters[place : place + 4] for place in range(0, 16, 4))


def _handed_over(work: UnitOfWork, task: Task) -> tuple[Pickup, DegreeCertificate] | None:
    found = issuing.hand_over_of(work.session, task.subject_id)
    if found is None or found[0].voided_at is not None or found[1].stage is not Stage.HANDED_OVER:
        return None
    return found


# ------------------------------------------------------------------ sign
@dataclass(frozen=True, slots=True)
class Drawn:
    """A signed certificate, and the layout that drew it: its name and its text."""

    made: Made
    layout: str
    text: str


def _make(office: Office, task: Task) -> Drawn | None:
    """Render and sign in the worker. None when the hand-over was voided meanwhile. Trouble ``signing.*``."""
    if office.key is None:
        raise Trouble("signing.key_missing")
    profile, now = _rules(office, task), office.now
    with office.store.read() as session:
        found = issuing.hand_over_of(session, task.subject_id)
        if found is None or found[0].voided_at is not None:
            return None
        facts = facts_of(found[1], profile, code=_left(task)["document_code"], at=now)
        name, text = layout_of(session, found[1], profile, office.day)
    words = certification_of(profile)
    made = office.worker.ask(
        MakeCertificate(office.key, office.demo, facts, letterhead_of(profile), words, now, office.lasting, text)
    )
    return Drawn(made, name, text)


def _enter(work: UnitOfWork, office: Office, task: Task, job: Job, drawn: Drawn | None) -> Outcome:
    """Ledger and sealed file in one commit; the older file of the same certificate is superseded (E24)."""
    found = _handed_over(work, task)
    if found is None or drawn is None:
        return Cancelled("digital.pickup_voided")
    pickup, certificate = found
    made, layout = drawn.made, digest(drawn.text)
    cases.lock_certificate(work.session, certificate.id)
    left = _left(task)
    entry = DigitalCertificate(
        id=UUID(left["digital_id"]),
        certificate_id=certificate.id,
        pickup_id=pickup.id,
        job_id=task.job_id,
        version=0,
        document_code=left["document_code"],
        sha256=made.sha256,
        size=len(made.pdf),
        level=made.level,
        signer=made.signer,
        issued_at=office.now,
        key_id=sha256(made.chain[0]).hexdigest() if made.chain else None,
        layout=layout,
    )
    sealed = work.vault.seal(FILE_PLACE, entry.id, made.pdf)
    layouts.keep_drawn(work.session, drawn.layout, layout, drawn.text, office.now, ACTOR)
    reason = issuing.reason_of(work.session, job)
    issuing.enter(work.session, entry, DigitalFile(digital_id=entry.id, content_sealed=sealed), job)
    keep_end(work, entry.id, made.stamped_until)
    for chain in (made.chain, made.stamp_chain):
        verification.remember_issuer(work.session, chain, office.now)
    work.note(
        "digital_certificate.issued",
        {"digital_certificate": entry.id, "certificate": certificate.id, "pickup": pickup.id},
        sha256=made.sha256.hex(),
        version=entry.version,
        reason=reason,
        layout=layout,
    )
    return Done(made.sha256.hex())


def _left(task: Task) -> dict[str, str]:
    """What the check left: the document's code and the ledger row's key, the same however often signing is repeated."""
    left: dict[str, str] = json.loads(task.left["check"])
    return left


# ------------------------------------------------------------------ ready, and the table
def _ready(_work: UnitOfWork, _office: Office, _task: Task, _job: Job, _: None) -> Outcome:
    return Done()


CHECK = Step("check", _check, _rules)
SIGN = Step("sign", _enter, _make)
READY = Step("ready", _ready)
MAIL = Step("mail", mailed, send_mail)
TELL = Step("tell", mailed, send_mail)
PACK = Step("pack", packed)
RECEIPT = Step("receipt", answered)
NOTIFY = Step("notify", mailed, send_mail)
CODE = Step("code", mailed, send_mail)
RENEW = Step("renew", enter_renewed, restamp_file)

STEPS: dict[tuple[JobKind, str], tuple[Step, ...]] = {
    (JobKind.DIGITAL_CERTIFICATE, "own"): (CHECK, SIGN, READY, MAIL),
    (JobKind.DIGITAL_CERTIFICATE, "platform"): (CHECK, PACK, RECEIPT),
    (JobKind.DIGITAL_CERTIFICATE, "platform_signed"): (CHECK, SIGN, PACK, RECEIPT),
    (JobKind.DIGITAL_WITHDRAWAL, ""): (PACK, RECEIPT),
    (JobKind.DIGITAL_NOTICE, ""): (TELL,),
    (JobKind.ACCOUNT_CLOSURE, ""): (NOTIFY,),
    (JobKind.RENEWAL, ""): (RENEW,),
    (JobKind.MAILBOX_CODE, ""): (CODE,),
}
ENDED: dict[str, str] = {"ready": "digital.ready"}
"""What a finished job's line says, by its last step, where the step itself says nothing."""
