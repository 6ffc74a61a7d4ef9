"""What is kept sealed about a graduate, and opening it (個資法): a supervisor's act, with a reason, journaled.

Anybody at the desk sees that something is kept, masked, and until when. What is opened is named piece by piece, so that
no more is read than is needed; it goes to the screen alone and is written nowhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from app.dates import local
from app.desk.desk import Desk
from app.desk.evidence_slips import EVIDENCE_PAPER, EvidenceSlip, HeldSlip, RevealedSlip
from app.desk.paper_slips import PaperSlip
from app.desk.sign_on import check_supervisor
from app.errors import Refusal
from app.models import cases
from app.models import held as rows_of
from app.models.graduate import Graduate
from app.models.held import Held
from app.models.store import Session, UnitOfWork
from app.policy.identity_numbers import mask
from app.policy.names import mask_address, mask_email, mask_name
from app.policy.profile import Profile
from app.wording import Bilingual

LEAST_REASON = 4
SIGNATURE = Bilingual("簽名", "Signature")
SIGNED_SHEET = Bilingual("已簽名的簽收單", "Signed receipt")
MASKS: dict[str, Callable[[str], str]] = {
    "mailbox": mask_email,
    "school_mailbox": mask_email,
    "address": mask_address,
    "proxy_name": mask_name,
    "release_issued_in": lambda _text: "****",
    "release_evidence": lambda _text: "****",
}


def look(desk: Desk, *, graduate_id: UUID) -> EvidenceSlip:
    """What is kept, masked, and until when. The case's own journal line says who looked."""
    _ = desk.clerk
    with desk.read() as session:
        graduate = _graduate(desk, session, graduate_id)
        return _slip(desk, graduate, rows_of.held(session, graduate))


def of_receipt(desk: Desk, *, receipt_number: str, login: str, password: str) -> EvidenceSlip:
    """The same about the graduate of a receipt, at the command line: a supervisor's, and journaled."""
    supervisor = check_supervisor(desk, login, password)
    with desk.begin(supervisor.login) as work:
        number = receipt_number.strip()
        pickup = cases.pickup_by_receipt(work.session, number)
        if pickup is None:
            raise Refusal.because("pickup.receipt_unknown", number=number[:40])
        graduate = _graduate(desk, work.session, pickup.graduate_id)
        slip = _slip(desk, graduate, rows_of.held(work.session, graduate))
        about: dict[str, object] = {"graduate": graduate.id, "pickup": pickup.id, "supervisor": supervisor.id}
        work.note("evidence.listed", about, receipt=number, entries=len(slip.held))
    return slip


def reveal(
    desk: Desk, *, graduate_id: UUID, keys: tuple[str, ...], reason: str, login: str, password: str
) -> RevealedSlip:
    """Open what is named. Refuses ``evidence.nothing_marked``, ``evidence.reason_missing``, ``evidence.gone``."""
    _ = desk.clerk
    if not keys:
        raise Refusal.because("evidence.nothing_marked")
    if len(reason.strip()) < LEAST_REASON:
        raise Refusal.because("evidence.reason_missing", least=LEAST_REASON)
    supervisor = check_supervisor(desk, login, password)

    def act(work: UnitOfWork) -> tuple[Held, ...]:
        work.stamp = replace(work.stamp, actor=supervisor.login)
        graduate = _graduate(desk, work.session, graduate_id)
        known = {each.key: each for each in rows_of.held(work.session, graduate) if each.sealed}
        if any(key not in known for key in keys):
            raise Refusal.because("evidence.gone")
        about: dict[str, object] = {"graduate": graduate.id, "person": graduate.person_id, "supervisor": supervisor.id}
        work.note("evidence.revealed", about, personal={"reason": reason.strip()}, shown=list(keys))
        return tuple(known[key] for key in keys)

    opened = desk.attempt(act)
    return RevealedSlip(
        texts=tuple((each.key, _text(desk, each)) for each in opened if not each.media),
        papers=tuple((each.key, _paper(desk, each)) for each in opened if each.media),
    )


def _graduate(desk: Desk, session: Session, graduate_id: UUID) -> Graduate:
    graduate = cases.case_by_id(session, graduate_id, desk.day)
    if graduate is None:
        raise Refusal.because("graduate.unknown")
    return graduate


def _slip(desk: Desk, graduate: Graduate, held: tuple[Held, ...]) -> EvidenceSlip:
    return EvidenceSlip(graduate.id, graduate.student_number, tuple(_entry(desk, each) for each in held))


def _entry(desk: Desk, each: Held) -> HeldSlip:
    masked = "" if each.media else MASKS.get(each.kind, mask)(_text(desk, each))
    years: int = getattr(desk.profile.retention, each.years)
    return HeldSlip(
        key=each.key,
        kind=each.kind,
        masked=masked,
        until=_until(each.since, years) if each.since is not None else None,
        receipt=each.receipt,
        what=_named(desk.profile, each.what),
        pages=each.pages,
        gone=not each.sealed,
    )


def _until(since: datetime, years: int) -> date:
    """The last day: the purge takes what lies before this day, ``years`` ago."""
    day = local(since).date()
    return date(day.year + years, day.month, 28 if (day.month, day.day) == (2, 29) else day.day)


def _named(profile: Profile, code: str) -> Bilingual:
    """A piece of evidence or a kind of document in the school's words."""
    names = {each.code: each.name for each in profile.identity_documents}
    names |= {each.code: each.name for each in profile.proxy.id_kinds}
    names |= {each.code: each.name for each in profile.proxy.pieces}
    return names.get(code, Bilingual(""))


def _text(desk: Desk, each: Held) -> str:
    return desk.vault.open_text(each.place, each.row, each.sealed)


def _paper(desk: Desk, each: Held) -> PaperSlip:
    """A scan or a signature as a paper for the preview, made in the press's own memory."""
    content = desk.vault.open(each.place, each.row, each.sealed)
    pdf = desk.place.press.run("pages", "as_paper", content, each.media)
    title = _named(desk.profile, each.what)
    if not title.zh:
        title = SIGNATURE if each.kind == "signature" else SIGNED_SHEET
    return PaperSlip(kind=EVIDENCE_PAPER, title=title, pdf=pdf, reference=each.receipt)
