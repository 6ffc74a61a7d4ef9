"""Verification at the desk: is this file a certificate of ours, unaltered and in force (B46-B52, E22-E28)?

Three asks, as with a card: the desk looks the file's digest up in the ledger; the examiner looks at the signature,
with no transaction open and nobody at the counter waiting for it; the desk concludes, spends a use where the kind has a
quota, and journals it. The line holds digest, answer and cause: no name of a file, no name of a person.
"""

from __future__ import annotations

from app.desk.desk import Desk
from app.desk.verify_slips import CodeSlip, FileSlip, LedgerSlip, VerdictSlip, WhereSlip
from app.errors import Refusal
from app.models import verification as ledger
from app.models.store import UnitOfWork
from app.models.verification import LedgerEntry
from app.policy.document_code import document_code_in
from app.policy.names import mask_name
from app.policy.verification import MINISTRY_SITE, Judgement, Known, LedgerState, Outcome, Seen, judge, refuse


def ask_ledger(desk: Desk, *, sha256: bytes, actor: str | None = None) -> LedgerSlip:
    """Is a file with this SHA-256 in the ledger; and with whose certificates, and as of when, it is to be examined."""
    _signed_on(desk, actor)
    with desk.read() as session:
        entry = ledger.entry_by_digest(session, sha256)
        issuers = tuple(each.der for each in ledger.issuer_certificates(session))
    return LedgerSlip(
        known=entry is not None,
        issuers=issuers,
        at=entry.issued_at if entry else desk.now,
        by_platform=entry is not None and entry.by_platform,
    )


def where(desk: Desk, *, actor: str | None = None) -> WhereSlip:
    """Where whoever asks is sent to verify a certificate of this school."""
    _signed_on(desk, actor)
    rules = desk.profile.digital
    return WhereSlip(site=MINISTRY_SITE if rules.channel == "platform" else "", has_page=bool(rules.verify_at))


def by_code(desk: Desk, *, read: str, actor: str | None = None) -> CodeSlip:
    """The document whose code was read: the QR code's address or the code alone (B43). Journaled; no use is spent.

    Refuses ``verification.no_code`` and ``verification.code_unknown``.
    """
    _signed_on(desk, actor)
    code = document_code_in(read)
    if not code:
        raise Refusal.because("verification.no_code")
    with desk.begin(actor) as work:
        found = ledger.by_code(work.session, code)
        if found is None:
            raise Refusal.because("verification.code_unknown", read=code)
        work.note("digital.code_read", {"digital": found.id}, state=found.state)
    return CodeSlip(
        code=found.document_code,
        state=found.state,
        issued_at=found.issued_at,
        name_masked=mask_name(found.name),
        number=found.number,
        replaced_by=found.replaced_by,
    )


def conclude(desk: Desk, *, file: FileSlip, seen: Seen | None = None, actor: str | None = None) -> VerdictSlip:
    """The answer, by the ledger as it is now. Only a success spends a use (section H); each answer is journaled."""
    _signed_on(desk, actor)

    def act(work: UnitOfWork) -> VerdictSlip:
        entry = ledger.entry_by_digest(work.session, file.sha256) if not file.problem else None
        judgement = refuse(file.problem) if file.problem or seen is None else judge(_known(entry), seen)
        left: int | None = None
        if judgement.outcome is Outcome.SUCCESS and entry is not None and entry.allowed is not None:
            left = ledger.spend_use(work.session, entry.id)
            if left is None:
                judgement, left = Judgement(Outcome.WARNING, "verification.uses_spent"), 0
        work.note(
            "digital.verified",
            {"digital": entry.id} if entry else {},
            outcome=judgement.outcome.value,
            code=judgement.code,
            cause=list(judgement.cause),
            sha256=file.sha256.hex(),
        )
        return _slip(judgement, entry, seen, left)

    return desk.store.attempt(desk.stamp(actor), act)


def _signed_on(desk: Desk, actor: str | None) -> None:
    """A command of the system office names itself; at the window somebody has to be signed on."""
    if actor is None:
        _ = desk.clerk


def _known(entry: LedgerEntry | None) -> Known | None:
    if entry is None:
        return None
    return Known(LedgerState(entry.state), entry.issued_at, entry.allowed is not None, entry.by_platform)


def _slip(judgement: Judgement, entry: LedgerEntry | None, seen: Seen | None, left: int | None) -> VerdictSlip:
    return VerdictSlip(
        outcome=judgement.outcome,
        code=judgement.code,
        public_code=judgement.public_code,
        cause=judgement.cause,
        signer=seen.signer if seen else "",
        document_code=entry.document_code if entry else "",
        issued_at=entry.issued_at if entry else None,
        by_platform=entry is not None and entry.by_platform,
        reason=entry.reason if entry else "",
        ended_at=entry.ended_at if entry else None,
        uses_left=left,
    )
