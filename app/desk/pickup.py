"""Handing over (交付): the deed that happens once.

One commit writes the pickup, the certificate's and the sheet's stage, what is owed to the card, the digital
certificate's job, the account-closure notice (A03), and the journal's lines. Clearance is asked again inside that
commit (C10), the revision that the clerk saw is compared, and the database itself forbids a second hand-over. Sending
the same deed again finds the first answer and changes nothing.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

from app.dates import roc_year
from app.desk import gate, proxy
from app.desk.asks import HandOver
from app.desk.desk import Actor, Desk
from app.desk.slips import CardAct as ActWord
from app.desk.slips import DoneSlip, ItemState, Laid, Mode, SheetCheckedSlip
from app.errors import Obstacle, Refusal
from app.models import cases, founding, permission
from app.models.card import ActKind, ActState, CardAct, CardState
from app.models.certificate import DegreeCertificate, Move, Sheet, SheetState, Stage
from app.models.graduate import ClearanceItem, Graduate, State
from app.models.job import Job, JobKind
from app.models.pickup import Pickup, PickupMode
from app.models.store import Session, UnitOfWork
from app.policy.names import mask_email, mask_name

PHOTO = "photo"
SIGNATURE_PLACE = "pickup.signature_sealed"
LONGEST_SCAN = 128


def check_sheet(
    desk: Desk, *, graduate_id: UUID, scanned: str, typed: bool, certificate_id: UUID | None = None
) -> SheetCheckedSlip:
    """Which of this person's certificates the sheet in the clerk's hand is. Refuses another person's, and says so."""
    _ = desk.clerk
    with desk.read() as session:
        graduate = cases.case_by_id(session, graduate_id, desk.day)
        if graduate is None:
            raise Refusal.because("graduate.unknown")
        sheet, owner = _same_sheet(desk, session, graduate, scanned, typed, certificate_id)
        return SheetCheckedSlip(
            graduate_id=owner,
            certificate_id=sheet.certificate_id,
            sheet_id=sheet.id,
            serial=sheet.serial,
            typed=typed,
            at=desk.now,
        )


def _same_sheet(
    desk: Desk,
    session: Session,
    graduate: Graduate,
    scanned: str,
    typed: bool,
    certificate_id: UUID | None = None,
) -> tuple[Sheet, UUID]:
    """The person's own live sheet that this scan names, by barcode, serial or the number on it, and under which number.

    What two certificates share names the chosen one. A scan that fits the own short number and is another sheet's mark
    was read from that sheet; only what a clerk typed is meant as a number (字號).
    """
    read, by_number = clean_scan(scanned), None
    for certificate in sorted(graduate.certificates, key=lambda each: each.id != certificate_id):
        sheet = certificate.live_sheet
        if sheet is None or sheet.state is SheetState.HANDED_OVER:
            continue
        if read in {clean_scan(name) for name in (sheet.barcode, sheet.serial)}:
            return sheet, graduate.id
        if by_number is None and read in _numbers(desk, certificate):
            by_number = sheet
    other = cases.sheet_by_scan(session, read) if by_number is None or not typed else None
    if by_number is not None and (other is None or other.id == by_number.id):
        return by_number, graduate.id
    other = other or _under_another_number(desk, session, graduate, read)
    if other is None:
        raise Refusal.because("sheet.unknown", scanned=read[:40])
    if other.certificate.graduate_id not in {each.id for each in graduate.person.graduates}:
        raise Refusal.because("sheet.other_graduate", place=other.place, serial=other.serial)
    if other.state is SheetState.HANDED_OVER or other.certificate.graduate_id == graduate.id:
        raise Refusal.because("sheet.not_in_stock", serial=other.serial)
    return other, other.certificate.graduate_id


def _numbers(desk: Desk, certificate: DegreeCertificate) -> set[str]:
    """The certificate's number, whole and short, as a clerk may type it."""
    return {clean_scan(each) for each in (certificate.number, desk.profile.certificates.short(certificate.number))}


def _under_another_number(desk: Desk, session: Session, graduate: Graduate, read: str) -> Sheet | None:
    """The sheet of the same person's other student number whose certificate's number was typed."""
    for number in graduate.person.graduates:
        for certificate in number.certificates if number.id != graduate.id else ():
            if read in _numbers(desk, certificate):
                return cases.live_sheet(session, certificate.id)
    return None


def clean_scan(scanned: str) -> str:
    """A scan or a typed number in its canonical form. Refuses what no label can hold."""
    if len(scanned) > LONGEST_SCAN:
        raise Refusal.because("sheet.scan_too_long", length=len(scanned))
    plain = unicodedata.normalize("NFKC", scanned)
    return "".join(c for c in plain if c.isprintable() and not c.isspace()).upper()


def hand_over(desk: Desk, *, deed: HandOver) -> DoneSlip:
    """Commit the whole deed. Refuses with every obstacle at once; ``case.changed`` when the case is not as seen."""
    clerk = desk.clerk
    return desk.attempt(lambda work: _commit(desk, work, clerk, deed), holding_days=True)


def _commit(desk: Desk, work: UnitOfWork, clerk: Actor, deed: HandOver) -> DoneSlip:
    cases.lock_certificate(work.session, deed.certificate_id)
    if (before := cases.pickup_by_deed(work.session, deed.deed_id)) is not None:
        if before.certificate_id != deed.certificate_id:
            raise Refusal.because("case.changed")  # another deed's number: its answer would be somebody else's
        return _first_answer(desk, work.session, before)
    graduate = cases.case_by_id(work.session, deed.graduate_id, desk.day)
    if graduate is None:
        raise Refusal.because("case.changed")
    certificate = _certificate(graduate, deed)
    _refuse_if_blocked(desk, work, graduate, certificate, deed)
    sheet, _ = _same_sheet(desk, work.session, graduate, deed.sheet_scan, deed.sheet_typed, certificate.id)
    if sheet.certificate_id != certificate.id:
        raise Refusal.because("sheet.other_certificate", number=certificate.number)
    _refuse_unfinished(desk, graduate, deed)
    proxy.refuse_lost_card(graduate, deed)
    pickup = _pickup(desk, work, clerk, deed, sheet)
    act = _card_act(desk, graduate, deed, pickup)
    if deed.mode is Mode.PROXY:
        proxy.write(desk, work, pickup, deed)
    certificate.move(Move.HAND_OVER)
    sheet.state = SheetState.HANDED_OVER
    pickup.card_act = act
    work.add(pickup)
    job = _queue_digital(desk, work, graduate, pickup)
    _note(desk, work, deed, graduate, pickup, act, job)
    return _done(desk, graduate, certificate, pickup, act, job)


def _certificate(graduate: Graduate, deed: HandOver) -> DegreeCertificate:
    found = next((each for each in graduate.certificates if each.id == deed.certificate_id), None)
    if found is None:
        raise Refusal.because("case.changed")
    if found.stage is Stage.HANDED_OVER:
        raise Refusal.because("certificate.already_collected", number=found.number)
    if found.revision != deed.certificate_revision:
        raise Refusal.because("case.changed")
    return found


def _refuse_if_blocked(
    desk: Desk, work: UnitOfWork, graduate: Graduate, certificate: DegreeCertificate, deed: HandOver
) -> None:
    seen = gate.look(desk, graduate, card_id=deed.card_id, laid=deed.laid, certificate=certificate)
    if seen.blocking:
        raise Refusal(*(each.obstacle for each in seen.blocking))
    if seen.outside_hours and not deed.outside_hours_reason.strip() and gate.asks_hours_reason(desk):
        raise Refusal.because("hours.reason_missing")
    untold = {each.code for each in seen.advisories} - set(deed.advisories_told)
    if untold:
        raise Refusal.because("advisory.untold", count=len(untold))
    leaned_on = gate.leaned_on(desk, graduate, seen, deed.card_exception if deed.card_act == "exception" else "")
    if not permission.lean_on(work.session, leaned_on, deed.deed_id):
        raise Refusal.because("override.withdrawn")
    _decide_at_pickup(desk, work, graduate, seen, deed)


def _decide_at_pickup(desk: Desk, work: UnitOfWork, graduate: Graduate, seen: gate.Seen, deed: HandOver) -> None:
    """The registrar's own items are decided at the window, on the day, by the clerk, in this very commit (C09)."""
    at_pickup = [each for each in seen.units if each.state is ItemState.AT_PICKUP]
    if undecided := [each for each in at_pickup if each.code not in deed.decided]:
        raise Refusal(*(Obstacle("clearance.undecided", {"item": each.code, "name": each.item}) for each in undecided))
    for each in at_pickup:
        item = next((known for known in graduate.items if known.code == each.code), None)
        if item is None:
            item = ClearanceItem(code=each.code, state=State.DONE, graduate_id=graduate.id)
            work.add(item)
        before, clerk = item.state.value, desk.clerk
        item.state, item.answered_by, item.source_time = State.DONE, clerk.login, desk.now
        work.note(
            "clearance.decided_at_pickup",
            {"graduate": graduate.id, "item": item.id, "staff": clerk.id, "deed": deed.deed_id},
            code=each.code,
            before=before,
            after=item.state.value,
        )


def _refuse_unfinished(desk: Desk, graduate: Graduate, deed: HandOver) -> None:
    """The steps before the hand-over, each an act of the clerk (RULES I1); none may be skipped by a bug of a screen."""
    missing = [*_unidentified(desk, graduate, deed)]
    if not deed.proofread:
        missing.append(Obstacle("sheet.not_proofread"))
    if deed.signature_kind not in ("pad", "paper") or (deed.signature_kind == "pad" and not deed.signature_png):
        missing.append(Obstacle("signature.missing"))
    missing += gate.card_act_unreleased(desk, graduate, deed)
    if missing:
        raise Refusal(*missing)


def _unidentified(desk: Desk, graduate: Graduate, deed: HandOver) -> Iterator[Obstacle]:
    """With what the face was compared (RULES I2): a photograph that is there, a document, of a proxy the one shown.

    The photograph serves beside the graduate's own good card only; without it the person is identified by document
    (RULES I9).
    """
    if deed.mode is Mode.PROXY:
        if deed.proxy is not None and deed.identity_kind != deed.proxy.id_kind:
            yield Obstacle("identity.not_compared")
    elif deed.identity_kind != PHOTO:
        if deed.identity_kind not in {each.code for each in desk.profile.identity_documents}:
            yield Obstacle("identity.not_compared")
    elif graduate.person.photo is None:
        yield Obstacle("identity.no_photo")
    elif _asks_document(desk, graduate, deed):
        yield Obstacle("identity.document_needed")


def _asks_document(desk: Desk, graduate: Graduate, deed: HandOver) -> bool:
    card = gate.card_of(graduate, deed.card_id)
    if deed.laid is not Laid.ACCEPTED or card is None or card.state is not CardState.VALID:
        return True
    chosen = next((each for each in desk.profile.card.exceptions if each.code == deed.card_exception), None)
    return deed.card_act == ActKind.EXCEPTION and chosen is not None and chosen.needs_supervisor


def _pickup(desk: Desk, work: UnitOfWork, clerk: Actor, deed: HandOver, sheet: Sheet) -> Pickup:
    year = roc_year(desk.day)
    number = founding.next_number(work.session, desk.station.id, "receipt", year)
    pickup = Pickup(
        deed_id=deed.deed_id,
        graduate_id=deed.graduate_id,
        certificate_id=deed.certificate_id,
        sheet_id=sheet.id,
        mode=PickupMode(deed.mode.value),
        at=desk.now,
        clerk_id=clerk.id,
        station_id=desk.station.id,
        profile_id=desk.profile_id,
        receipt_number=f"{desk.station.code}-{year}-{number:05d}",
        opened_by=deed.opened_by.value,
        identity_kind=deed.identity_kind,
        sheet_typed=deed.sheet_typed,
        advisories_told=",".join(deed.advisories_told),
        signature_kind=deed.signature_kind,
        outside_hours_reason=deed.outside_hours_reason.strip(),
    )
    if deed.signature_png:
        pickup.signature_sealed = desk.vault.seal(SIGNATURE_PLACE, pickup.id, deed.signature_png)
    return pickup


def _card_act(desk: Desk, graduate: Graduate, deed: HandOver, pickup: Pickup) -> CardAct:
    """A stamp is done by the clerk's word in this commit; a chip is due; an exception is excused (A21, RULES I9)."""
    kind = ActKind(deed.card_act)
    card = next((each for each in graduate.cards if each.id == deed.card_id), None)
    state = {ActKind.STAMP: ActState.DONE, ActKind.CHIP: ActState.DUE, ActKind.EXCEPTION: ActState.EXCUSED}[kind]
    if kind is ActKind.STAMP and card is not None:
        card.state = CardState.VOID
    return CardAct(
        pickup_id=pickup.id,
        kind=kind,
        state=state,
        card_id=card.id if card else None,
        exception_code=deed.card_exception if kind is ActKind.EXCEPTION else "",
        due_at=desk.now,
        acted_at=desk.now if state is ActState.DONE else None,
    )


def _queue_digital(desk: Desk, work: UnitOfWork, graduate: Graduate, pickup: Pickup) -> Job | None:
    """The digital certificate's job (A34, E30) and the account-closure notice (A03), in the deed's own commit."""
    profile = desk.profile
    if profile.account_closure.on:
        work.add(_job(JobKind.ACCOUNT_CLOSURE, pickup, priority=80, step="notify"))
    if graduate.cohort < profile.digital.eligible_from:
        return None
    job = _job(JobKind.DIGITAL_CERTIFICATE, pickup, priority=50, step="check")
    job.due = desk.calendar.digital_due(desk.day)
    job.channel = profile.digital.route
    work.add(job)
    return job


def _job(kind: JobKind, pickup: Pickup, *, priority: int, step: str) -> Job:
    return Job(
        kind=kind,
        deed_id=pickup.deed_id,
        subject_id=pickup.id,
        graduate_id=pickup.graduate_id,
        profile_id=pickup.profile_id,
        station_id=pickup.station_id,
        queued_at=pickup.at,
        not_before=pickup.at,
        priority=priority,
        step=step,
    )


def _note(
    desk: Desk,
    work: UnitOfWork,
    deed: HandOver,
    graduate: Graduate,
    pickup: Pickup,
    act: CardAct,
    job: Job | None,
) -> None:
    about: dict[str, object] = {
        "pickup": pickup.id,
        "graduate": graduate.id,
        "certificate": pickup.certificate_id,
        "sheet": pickup.sheet_id,
        "deed": deed.deed_id,
        "card_act": act.id,
    }
    work.note(
        "certificate.handed_over",
        about,
        personal={"name": graduate.person.name, "student_number": graduate.student_number},
        mode=pickup.mode.value,
        receipt=pickup.receipt_number,
        identity=deed.identity_kind,
        signature=deed.signature_kind,
        card_act=act.kind.value,
        card_exception=act.exception_code,
        sheet_typed=deed.sheet_typed,
        opened_by=deed.opened_by.value,
        laid=deed.laid.value,
        advisories=list(deed.advisories_told),
        outside_hours=bool(deed.outside_hours_reason),
    )
    if job is not None:
        work.note("digital.queued", {"job": job.id, "pickup": pickup.id}, due=str(job.due), channel=job.channel)


def _done(
    desk: Desk,
    graduate: Graduate,
    certificate: DegreeCertificate,
    pickup: Pickup,
    act: CardAct | None,
    job: Job | None,
) -> DoneSlip:
    mailbox = gate.mailbox_of(desk, graduate)
    return DoneSlip(
        pickup_id=pickup.id,
        deed_id=pickup.deed_id,
        certificate_id=certificate.id,
        graduate_id=graduate.id,
        name_masked=mask_name(certificate.name_zh),
        number=certificate.number,
        receipt_number=pickup.receipt_number,
        mode=Mode(pickup.mode.value),
        at=pickup.at,
        digital_due=job.due if job else None,
        digital_channel=job.channel.partition("_")[0] if job else "",
        mailbox_masked=mask_email(mailbox) if mailbox else "",
        card_act_id=act.id if act and act.kind is not ActKind.EXCEPTION else None,
        card_act=ActWord(act.kind.value) if act and act.kind is not ActKind.EXCEPTION else None,
    )


def _first_answer(desk: Desk, session: Session, pickup: Pickup) -> DoneSlip:
    """What this deed answered when it was sent first."""
    graduate = cases.case_by_id(session, pickup.graduate_id, desk.day)
    if graduate is None:
        raise Refusal.because("case.changed")
    certificate = next(each for each in graduate.certificates if each.id == pickup.certificate_id)
    job = cases.digital_job(session, pickup.deed_id)
    return replace(_done(desk, graduate, certificate, pickup, pickup.card_act, job), repeated=True)
