"""Voiding a recorded hand-over (作廢交付紀錄): it was recorded, but it did not take place so.

A supervisor's own sign-on, a coded kind, a typed reason, and what became of the sheet. One commit: the hand-over is
marked and stays in the record, the certificate is in stock again, a sheet that came back lies at this counter, one that
is lost or spoiled is void and a newly printed one takes its place; the digital certificate is cancelled or revoked
(E30), the account-closure notice (A03) is cancelled if it has not left. What was done to the student card stays as it
was recorded: a stamp cannot be taken off. After it the certificate may be handed over again, once.
"""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from app.desk.desk import Desk
from app.desk.pickup import clean_scan
from app.desk.sign_on import check_supervisor
from app.desk.voiding_slips import VoidAheadSlip, VoidedSlip
from app.errors import Refusal
from app.models import cases, issuing, standing
from app.models.base import uuid7
from app.models.card import ActKind, ActState
from app.models.certificate import BY_PLATFORM, DegreeCertificate, DigitalState, Move, Sheet, SheetState
from app.models.custody import CustodyMove
from app.models.job import JobKind, JobState
from app.models.pickup import Pickup, Voiding
from app.models.platform import RECEIPT
from app.models.staff import Staff
from app.models.store import Session, UnitOfWork
from app.policy.voiding import Kind, SheetFate, sheet_must_be_here

LEAST_REASON = 4
NONE, CANCELLED, REVOKED, SENT, MAY_BE_SENT = "none", "cancelled", "revoked", "sent", "may_be_sent"
REVOKED_TELL, AT_PLATFORM = "revoked_tell", "at_platform"
SENT_TO_PLATFORM = ("platform.sent", "platform.sent_simulated", "platform.outcome_unknown")


def void(
    desk: Desk,
    *,
    deed_id: UUID,
    receipt_number: str,
    kind: str,
    reason: str,
    sheet: str,
    login: str,
    password: str,
    scanned: str = "",
    place: str = "",
) -> VoidedSlip:
    """Void the hand-over with this receipt. Sending the same deed again gives the first answer.

    Refuses ``override.supervisor_only``, ``pickup.voided_already``, ``pickup.sheet_not_returned`` where the sheet must
    be here first, and a scan that is another sheet's than the one that was handed over.
    """
    why, fate = _chosen(kind, sheet)
    if len(reason.strip()) < LEAST_REASON:
        raise Refusal.because("pickup.void_reason_missing", least=LEAST_REASON)
    supervisor = check_supervisor(desk, login, password)

    def act(work: UnitOfWork) -> VoidedSlip:
        work.stamp = replace(work.stamp, actor=supervisor.login)
        pickup = _locked(work.session, receipt_number)
        before = cases.voiding_by_deed(work.session, deed_id)
        if before is not None:
            if before.pickup_id != pickup.id:
                raise Refusal.because("case.changed")
            return replace(_slip(work.session, pickup, before), repeated=True)
        if pickup.voided_at is not None:
            raise Refusal.because("pickup.voided_already", receipt=pickup.receipt_number)
        if sheet_must_be_here(why, fate):
            raise Refusal.because("pickup.sheet_not_returned")
        paper = work.session.get_one(Sheet, pickup.sheet_id)
        certificate = work.session.get_one(DegreeCertificate, pickup.certificate_id)
        if paper.state is not SheetState.HANDED_OVER:
            raise Refusal.because("case.changed")
        if fate is not SheetFate.LOST:
            _refuse_another(desk, work.session, scanned, paper, certificate)
        certificate.move(Move.TAKE_BACK)
        _lay(desk, work, paper, fate, place.strip(), supervisor)
        made = Voiding(
            deed_id=deed_id,
            pickup_id=pickup.id,
            kind=why.value,
            reason=reason.strip(),
            sheet=fate.value,
            closure=_closure(work.session, pickup),
            digital=_digital(work.session, pickup),
            supervisor_id=supervisor.id,
            station_id=desk.station.id,
            at=desk.now,
        )
        pickup.voided_at, pickup.voided_by, pickup.void_reason = desk.now, supervisor.id, why.value
        work.add(made)
        _note(work, pickup, made)
        issuing.withdraw_voided(work, pickup, desk.now)
        return _slip(work.session, pickup, made)

    return desk.attempt(act)


def look_ahead(desk: Desk, *, receipt_number: str) -> VoidAheadSlip:
    """What voiding this hand-over would do, written nowhere. Refuses ``pickup.voided_already``."""
    _ = desk.clerk
    with desk.read() as session:
        pickup = cases.pickup_by_receipt(session, receipt_number.strip())
        if pickup is None:
            raise Refusal.because("pickup.receipt_unknown", number=receipt_number.strip()[:40])
        if pickup.voided_at is not None:
            raise Refusal.because("pickup.voided_already", receipt=pickup.receipt_number)
        certificate = session.get_one(DegreeCertificate, pickup.certificate_id)
        paper = session.get_one(Sheet, pickup.sheet_id)
        return VoidAheadSlip(
            receipt_number=pickup.receipt_number,
            number=certificate.number,
            serial=paper.serial,
            place=paper.place if paper.custodian_id == desk.station.id else "",
            closure=_closure(session, pickup),
            digital=_digital(session, pickup),
            card_is_void=_card_is_void(pickup),
            fates=tuple((kind.value, _fates(kind)) for kind in Kind),
        )


def _fates(kind: Kind) -> tuple[str, ...]:
    return tuple(fate.value for fate in SheetFate if not sheet_must_be_here(kind, fate))


def _chosen(kind: str, sheet: str) -> tuple[Kind, SheetFate]:
    if kind not in list(Kind):
        raise Refusal.because("pickup.void_kind_unknown", known=", ".join(Kind))
    if sheet not in list(SheetFate):
        raise Refusal.because("pickup.sheet_fate_unknown", known=", ".join(SheetFate))
    return Kind(kind), SheetFate(sheet)


def _locked(session: Session, receipt_number: str) -> Pickup:
    """The hand-over, read again once its jobs and its certificate's row are ours.

    The jobs first, as the issuance lane takes them: it is waited for, and neither waits for the other in a circle.
    """
    number = receipt_number.strip()
    found = cases.pickup_by_receipt(session, number)
    if found is not None:
        standing.open_jobs_of_pickup(session, found.id, lock=True)
        cases.lock_certificate(session, found.certificate_id)
        found = cases.pickup_by_receipt(session, number)
    if found is None:
        raise Refusal.because("pickup.receipt_unknown", number=number[:40])
    return found


def _refuse_another(desk: Desk, session: Session, scanned: str, paper: Sheet, certificate: DegreeCertificate) -> None:
    """The sheet in the supervisor's hand is the very one that was handed over."""
    read = clean_scan(scanned)
    if not read:
        raise Refusal.because("pickup.sheet_not_scanned")
    short = desk.profile.certificates.short(certificate.number)
    if read in {clean_scan(each) for each in (paper.barcode, paper.serial, certificate.number, short)}:
        return
    other = cases.sheet_by_scan(session, read)
    if other is None:
        raise Refusal.because("sheet.unknown", scanned=read[:40])
    if other.certificate.graduate_id == certificate.graduate_id:
        raise Refusal.because("sheet.other_certificate", number=certificate.number)
    raise Refusal.because("sheet.other_graduate", place=other.place, serial=other.serial)


def _lay(desk: Desk, work: UnitOfWork, paper: Sheet, fate: SheetFate, place: str, supervisor: Staff) -> None:
    """Back on this counter's shelf, in this station's custody; or void, so that another may be printed."""
    if fate is not SheetFate.RETURNED:
        paper.state = SheetState.VOID
        return
    elsewhere = paper.custodian_id != desk.station.id
    after = place or ("" if elsewhere else paper.place)
    if elsewhere or after != paper.place:
        work.add(
            CustodyMove(
                list_id=uuid7(),
                sheet_id=paper.id,
                from_id=paper.custodian_id,
                to_id=desk.station.id,
                place_before=paper.place,
                place_after=after,
                ordered_by=supervisor.id,
                taken_by=supervisor.id,
                at=desk.now,
            )
        )
    paper.state, paper.custodian_id, paper.place = SheetState.IN_STOCK, desk.station.id, after


def _closure(session: Session, pickup: Pickup) -> str:
    """What becomes of the account-closure notice: one that was ever tried may have left."""
    job = cases.closure_job(session, pickup.id)
    if job is None:
        return NONE
    if job.state is JobState.DONE:
        return SENT
    tried = job.attempts > 0 or job.state in (JobState.WORKING, JobState.DEAD)
    return MAY_BE_SENT if tried and job.state is not JobState.CANCELLED else CANCELLED


def _digital(session: Session, pickup: Pickup) -> str:
    """What becomes of the digital certificate; of what went to the ministry's platform the next package tells it."""
    live = [each for each in standing.versions_of_pickup(session, pickup.id) if each.state is DigitalState.ISSUED]
    open_jobs = standing.open_jobs_of_pickup(session, pickup.id)
    jobs = [each for each in open_jobs if each.kind is JobKind.DIGITAL_CERTIFICATE]
    if any(each.step == RECEIPT and each.note in SENT_TO_PLATFORM for each in jobs):
        return AT_PLATFORM
    if live:
        return REVOKED_TELL if any(each.level == BY_PLATFORM for each in live) else REVOKED
    return CANCELLED if jobs else NONE


def _note(work: UnitOfWork, pickup: Pickup, made: Voiding) -> None:
    about: dict[str, object] = {
        "pickup": pickup.id,
        "graduate": pickup.graduate_id,
        "certificate": pickup.certificate_id,
        "sheet": pickup.sheet_id,
        "deed": made.deed_id,
        "supervisor": made.supervisor_id,
    }
    facts = {"kind": made.kind, "sheet_is": made.sheet, "closure": made.closure, "digital": made.digital}
    work.note("pickup.voided", about, personal={"reason": made.reason}, receipt=pickup.receipt_number, **facts)


def _slip(session: Session, pickup: Pickup, made: Voiding) -> VoidedSlip:
    certificate = session.get_one(DegreeCertificate, pickup.certificate_id)
    paper = session.get_one(Sheet, pickup.sheet_id)
    return VoidedSlip(
        pickup_id=pickup.id,
        receipt_number=pickup.receipt_number,
        number=certificate.number,
        kind=made.kind,
        sheet=made.sheet,
        serial=paper.serial,
        place=paper.place,
        closure=made.closure,
        digital=made.digital,
        card_is_void=_card_is_void(pickup),
        at=made.at,
    )


def _card_is_void(pickup: Pickup) -> bool:
    card = pickup.card_act
    return card is not None and card.kind is not ActKind.EXCEPTION and card.state is ActState.DONE
