"""Cutting the case slip: everything the case screen shows, frozen, masked, with its doors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from app.dates import local
from app.desk import gate
from app.desk.desk import Desk, Opened
from app.desk.slips import (
    CardAct,
    CardSlip,
    CaseSlip,
    CertificateSlip,
    CollectedSlip,
    EvidenceSet,
    ExceptionSlip,
    LossSlip,
    Mode,
    OfficerSlip,
    OpenStepSlip,
    OtherCertificateSlip,
    PermissionSlip,
    ProxyRulesSlip,
    SheetSlip,
    StepState,
    Verdict,
)
from app.documents.fonts import missing_glyphs
from app.models import cases, evidence
from app.models.card import ActKind, StudentCard
from app.models.certificate import DegreeCertificate, Sheet, Stage
from app.models.graduate import Graduate
from app.models.pickup import ON_PAPER, Pickup
from app.models.search import Found
from app.models.staff import Override
from app.models.store import Session
from app.policy import clearance, rules
from app.policy.identity_numbers import mask
from app.policy.names import mask_email
from app.policy.profile import CardException, Profile
from app.wording import Bilingual

ID_PLACE = "person.national_id_sealed"
PHOTO_PLACE = "photo.image_sealed"


def cut(desk: Desk, session: Session, graduate: Graduate, opened: Opened) -> CaseSlip:
    """One slip from one loaded case, about the certificate that was chosen. Changes nothing."""
    profile, person = desk.profile, graduate.person
    certificate = rules.certificate_of(graduate, opened.certificate_id)
    desk.remember(replace(opened, certificate_id=certificate.id if certificate else None))
    seen = gate.look(desk, graduate, card_id=opened.card_id, laid=opened.laid, certificate=certificate)
    national_id = desk.vault.open_text(ID_PLACE, person.id, person.national_id_sealed)
    mailbox = gate.mailbox_of(desk, graduate)
    name = certificate.name_zh if certificate else person.name
    return CaseSlip(
        graduate_id=graduate.id,
        revision=graduate.revision,
        opened_by=opened.by,
        name=person.name,
        name_en=person.name_en,
        student_number=graduate.student_number,
        id_masked=mask(national_id) if national_id else "",
        birth_date=person.birth_date,
        photo=_photo(desk, graduate),
        college=_named(profile, "college_by_code", graduate.college),
        department=_named(profile, "department_by_code", graduate.department),
        programme=course(desk, graduate),
        degree=degree(desk, graduate, certificate),
        cohort=graduate.cohort,
        verdict=_verdict(certificate, bool(seen.blocking)),
        obstacles=seen.obstacles,
        advisories=seen.advisories,
        units=seen.units,
        certificate=_certificate(desk, graduate, certificate) if certificate else None,
        card=_card(desk, gate.card_of(graduate, opened.card_id)),
        loss=_loss(profile, graduate),
        proxy_rules=proxy_rules(profile),
        id_kinds=tuple((each.code, each.name) for each in profile.identity_documents),
        placed_kinds=tuple(each.code for each in profile.identity_documents if each.asks_issuing_place),
        permissions=tuple(_permission(profile, each) for each in _in_order(graduate.overrides)),
        card_acts=tuple(CardAct(each) for each in profile.card.acts),
        stamp_text=profile.card.stamp_text,
        card_exceptions=tuple(_exception(desk, graduate, each) for each in profile.card.exceptions),
        others=tuple(_others(desk, graduate, certificate)),
        collected=_collected(session, certificate),
        open_steps=_open_steps(session, graduate),
        source_time=clearance.source_time(graduate),
        stale=clearance.is_stale(graduate, profile, desk.now),
        ask_by_phone=profile.feed.kind == "files",
        digital_due=_digital_due(desk, graduate),
        mailbox_masked=mask_email(mailbox) if mailbox else "",
        notices=seen.notices,
        name_missing_glyphs=missing_glyphs(name),
        laid=opened.laid,
        officer=officer(desk, graduate),
    )


def officer(desk: Desk, graduate: Graduate) -> OfficerSlip | None:
    """Who corrects this graduate's certificate, by the profile of the day (A11)."""
    profile = desk.profile.on(desk.day)
    known = rules.officer_of(profile, clearance.attributes_of(graduate))
    unit = profile.unit_by_code.get(known.unit or "") if known is not None else None
    if known is None or unit is None:
        return None
    return OfficerSlip(
        known.role, known.about, unit.name, unit.place or Bilingual(""), known.phone or unit.phone, known.extension
    )


def course(desk: Desk, graduate: Graduate) -> Bilingual:
    return course_of(desk.profile, graduate)


def course_of(profile: Profile, graduate: Graduate | Found) -> Bilingual:
    """The programme's name; the department's where the register has no programme."""
    programme = _named(profile, "programme_by_code", graduate.programme)
    return programme if programme.zh else _named(profile, "department_by_code", graduate.department)


def degree(desk: Desk, graduate: Graduate, certificate: DegreeCertificate | None) -> Bilingual:
    if certificate is not None:
        return Bilingual(certificate.degree_zh, certificate.degree_en)
    programme = desk.profile.programme_by_code.get(graduate.programme)
    return programme.degree if programme else Bilingual("")


def department_named(desk: Desk, code: str) -> Bilingual:
    return _named(desk.profile, "department_by_code", code)


def _named(profile: Profile, table: str, code: str) -> Bilingual:
    found = getattr(profile, table).get(code)
    name: Bilingual = found.name if found else Bilingual(code)
    return name


def _photo(desk: Desk, graduate: Graduate) -> bytes | None:
    photo = graduate.person.photo
    return None if photo is None else desk.vault.open(PHOTO_PLACE, photo.person_id, photo.image_sealed)


def _verdict(certificate: DegreeCertificate | None, blocked: bool) -> Verdict:
    if certificate is not None and certificate.stage is Stage.HANDED_OVER:
        return Verdict.COLLECTED
    return Verdict.BLOCKED if blocked else Verdict.READY


def _certificate(desk: Desk, graduate: Graduate, certificate: DegreeCertificate) -> CertificateSlip:
    sheet = certificate.live_sheet
    return CertificateSlip(
        id=certificate.id,
        number=certificate.number,
        short=desk.profile.certificates.short(certificate.number),
        stage=certificate.stage.value,
        revision=certificate.revision,
        sheet=_sheet(desk, sheet) if sheet else None,
        name_zh=certificate.name_zh,
        name_en=certificate.name_en,
        birth_date=graduate.person.birth_date,
        degree=Bilingual(certificate.degree_zh, certificate.degree_en),
        programme=Bilingual(certificate.programme_zh, certificate.programme_en),
        graduated_on=certificate.graduated_on,
    )


def _sheet(desk: Desk, sheet: Sheet) -> SheetSlip:
    counter = desk.profile.counter_by_code.get(sheet.custodian.counter)
    return SheetSlip(
        id=sheet.id,
        serial=sheet.serial,
        barcode=sheet.barcode,
        place=sheet.place,
        custodian=counter.name.zh if counter else sheet.custodian.name,
        here=sheet.custodian.counter == desk.counter.code,
    )


def _card(desk: Desk, card: StudentCard | None) -> CardSlip | None:
    if card is None:
        return None
    uid = desk.vault.open("student_card.uid_sealed", card.id, card.uid_sealed)
    return CardSlip(id=card.id, uid=uid.hex().upper()[:4] + "****", state=card.state.value)


def _exception(desk: Desk, graduate: Graduate, known: CardException) -> ExceptionSlip:
    return ExceptionSlip(
        code=known.code,
        name=known.name,
        obstacles=gate.exception(desk, graduate, known.code),
        about=known.obstacle or "",
        by_report=known.needs_loss_report,
        by_document=known.needs_supervisor,
    )


def _loss(profile: Profile, graduate: Graduate) -> LossSlip:
    route = profile.lost_card_route(graduate.status.value)
    report = rules.newest_loss(graduate)
    return LossSlip(
        route=route.steps if route else Bilingual(""),
        name=route.name if route else Bilingual(""),
        url=route.url if route else "",
        reported_at=report.at if report else None,
        evidence=report.evidence if report else "",
        reissue_requested=report.reissue_requested if report else False,
    )


def proxy_rules(profile: Profile) -> ProxyRulesSlip:
    """What the profile asks of a proxy, for the screen and for the blank letter."""
    rules_of = profile.proxy
    names = {piece.code: piece.name for piece in rules_of.pieces}
    return ProxyRulesSlip(
        evidence_sets=tuple(
            EvidenceSet(
                each.code,
                tuple((code, names[code]) for code in each.pieces),
                tuple(piece.code for piece in rules_of.pieces if piece.kept and piece.code in each.pieces),
                each.name or Bilingual(""),
            )
            for each in rules_of.evidence_sets
        ),
        id_kinds=tuple((each.code, each.name) for each in rules_of.id_kinds),
        asks_id_number=rules_of.asks_id_number,
        asks_relation=rules_of.asks_relation,
        asks_scans=rules_of.asks_scans,
        relations=tuple((each.code, each.name) for each in rules_of.relations),
        word=rules_of.word,
    )


def _in_order(permissions: list[Override]) -> list[Override]:
    return sorted(permissions, key=lambda each: (each.day, each.at, each.code, each.item))


def _permission(profile: Profile, permission: Override) -> PermissionSlip:
    item = profile.item_by_code.get(permission.item)
    exception = next((each.name for each in profile.card.exceptions if each.code == permission.item), Bilingual(""))
    return PermissionSlip(
        id=permission.id,
        code=permission.code,
        item=permission.item,
        name=item.name if item else exception,
        day=permission.day,
        used=permission.used_by_deed is not None,
    )


def _others(desk: Desk, graduate: Graduate, chosen: DegreeCertificate | None) -> Iterator[OtherCertificateSlip]:
    """What else this person may collect, or has collected: newest first; a void certificate is nobody's choice."""
    for number in sorted(graduate.person.graduates, key=lambda each: (each.id != graduate.id, each.student_number)):
        living = [each for each in number.certificates if each.stage is not Stage.VOID and each is not chosen]
        for certificate in sorted(living, key=lambda each: (each.graduated_on, each.id), reverse=True):
            yield _other(desk, number, certificate)
        if not living and number.id != graduate.id:
            yield _other(desk, number, None)


def _other(desk: Desk, graduate: Graduate, certificate: DegreeCertificate | None) -> OtherCertificateSlip:
    collected = certificate is not None and certificate.stage is Stage.HANDED_OVER
    return OtherCertificateSlip(
        graduate_id=graduate.id,
        certificate_id=certificate.id if certificate else None,
        student_number=graduate.student_number,
        short=desk.profile.certificates.short(certificate.number) if certificate else "",
        programme=course(desk, graduate),
        degree=degree(desk, graduate, certificate),
        verdict=Verdict.COLLECTED if collected else None,
    )


def _collected(session: Session, certificate: DegreeCertificate | None) -> CollectedSlip | None:
    pickup = next((each for each in certificate.pickups if each.voided_at is None), None) if certificate else None
    if pickup is None:
        return None
    clerk, station = cases.who_and_where(session, pickup)
    on_paper = pickup.signature_kind == ON_PAPER
    return CollectedSlip(
        pickup_id=pickup.id,
        at=pickup.at,
        mode=Mode(pickup.mode.value),
        counter=station,
        clerk=clerk,
        receipt_number=pickup.receipt_number,
        signed_on_paper=on_paper,
        signed_sheet_at=evidence.signed_receipt_at(session, pickup.id) if on_paper else None,
    )


def _open_steps(session: Session, graduate: Graduate) -> tuple[OpenStepSlip, ...]:
    """What hand-overs still owe; asked only where something was handed over."""
    handed_over: list[Pickup] = [each for certificate in graduate.certificates for each in certificate.pickups]
    if not handed_over:
        return ()
    return tuple(
        OpenStepSlip(act.id, CardAct(act.kind.value), StepState(act.state.value), act.due_at)
        for act in cases.open_acts(session, graduate.id)
        if act.kind is not ActKind.EXCEPTION
    )


def _digital_due(desk: Desk, graduate: Graduate) -> date | None:
    if graduate.cohort < desk.profile.digital.eligible_from:
        return None
    return desk.calendar.digital_due(local(desk.now).date())
