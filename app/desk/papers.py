"""Papers: the desk gathers the facts, the press makes the PDF, the spooler prints, and what became of it is recorded.

No transaction is open while the press works. A paper can be made again at any time from the records; a failed print
leaves an open step and undoes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from app.dates import AcademicSemester, local, roc_year
from app.desk import case_slip, gate
from app.desk.desk import Desk
from app.desk.paper_slips import PageSlip, PaperSlip
from app.desk.pickup import SIGNATURE_PLACE
from app.desk.proxy import NAME_PLACE
from app.desk.slips import ObstacleSlip
from app.documents import letter_of_authorization as letter_paper
from app.documents import outstanding_items_notice as notice_paper
from app.documents import receipt as receipt_paper
from app.documents import sleeve_labels as labels_paper
from app.documents.letterhead import Letterhead
from app.errors import Refusal
from app.models import cases, founding
from app.models.card import ActKind, ActState, CardAct
from app.models.graduate import Graduate
from app.models.pickup import PaperRun, Pickup, PickupMode
from app.models.store import Session, UnitOfWork
from app.policy import clearance, rules
from app.policy.names import mask_email, mask_name
from app.policy.profile import Profile
from app.wording import EN, ZH, Bilingual, in_language

RECEIPT = Bilingual("學位證書簽收單", "Receipt of degree certificate")
NOTICE = Bilingual("離校待辦事項通知單", "Notice of outstanding items")
LETTER = Bilingual("委託書", "Letter of authorization")
FIGURES = (
    Bilingual("一", "one"),
    Bilingual("二", "two"),
    Bilingual("三", "three"),
    Bilingual("四", "four"),
    Bilingual("五", "five"),
    Bilingual("六", "six"),
    Bilingual("七", "seven"),
    Bilingual("八", "eight"),
    Bilingual("九", "nine"),
    Bilingual("十", "ten"),
)
LABELS = Bilingual("證書封套標籤", "Sleeve labels")


def letterhead(desk: Desk) -> Letterhead:
    counter = desk.counter
    return Letterhead(
        school=desk.profile.school.name,
        office=desk.profile.school.office,
        phone=counter.phone,
        address=counter.place,
    )


def receipt_facts(desk: Desk, pickup_id: UUID) -> tuple[receipt_paper.Facts, str]:
    """The facts of one hand-over as they go on the 簽收單, and its number."""
    with desk.read() as session:
        pickup = cases.pickup_whole(session, pickup_id)
        graduate = cases.case_by_id(session, pickup.graduate_id, desk.day) if pickup else None
        if pickup is None or graduate is None:
            raise Refusal.because("pickup.unknown")
        return _receipt_facts(desk, session, pickup, graduate), pickup.receipt_number


def _receipt_facts(desk: Desk, session: Session, pickup: Pickup, graduate: Graduate) -> receipt_paper.Facts:
    profile = desk.profile
    certificate = next(each for each in graduate.certificates if each.id == pickup.certificate_id)
    clerk, _ = cases.who_and_where(session, pickup)
    job = cases.digital_job(session, pickup.deed_id)
    cohort = profile.cohort(graduate.cohort, graduate.level)
    mailbox = gate.mailbox_of(desk, graduate)
    act = pickup.card_act
    proxy = pickup.proxy
    signature = pickup.signature_sealed
    return receipt_paper.Facts(
        number=pickup.receipt_number,
        certificate_number=certificate.number,
        student_number=graduate.student_number,
        name_zh=certificate.name_zh,
        name_en=certificate.name_en,
        programme=Bilingual(certificate.programme_zh, certificate.programme_en),
        degree=Bilingual(certificate.degree_zh, certificate.degree_en),
        collected=receipt_paper.Collected.PROXY if pickup.mode is PickupMode.PROXY else receipt_paper.Collected.SELF,
        identity=_identity(profile, pickup.identity_kind),
        card=_card_deeds(act),
        handed_over_at=pickup.at,
        clerk=clerk,
        station=desk.counter.name,
        contact=profile.school.office,
        contact_phone=desk.counter.phone,
        proxy_name=desk.vault.open_text(NAME_PLACE, pickup.id, proxy.name_sealed) if proxy else "",
        proxy_word=profile.proxy.word,
        card_exception=_exception(profile, act),
        signature=desk.vault.open(SIGNATURE_PLACE, pickup.id, signature) if signature else None,
        fare_until=cohort.fare_until if cohort else None,
        digital_due=job.due if job else None,
        digital_undated=job is not None and job.due is None,
        mailbox=mask_email(mailbox) if mailbox else "",
        digital_sender=profile.digital.platform or profile.school.name,
        digital_fee=profile.digital.fee,
        services=_told_on(desk, "receipt"),
        accounts_close=profile.account_closure.on,
        voided_on=local(pickup.voided_at).date() if pickup.voided_at else None,
    )


def _identity(profile: Profile, kind: str) -> Bilingual:
    found = next((each.name for each in profile.identity_documents if each.code == kind), None)
    return found or Bilingual("學籍照片", "Photograph in the register")


def _card_deeds(act: CardAct | None) -> tuple[receipt_paper.CardDeed, ...]:
    """The stamp was pressed before the commit; of a chip only what is known to be written is said (A21)."""
    if act is None or act.kind is ActKind.EXCEPTION:
        return (receipt_paper.CardDeed.EXCUSED,)
    written = act.kind is ActKind.CHIP and act.state is ActState.DONE
    return (receipt_paper.CardDeed.STAMPED, *((receipt_paper.CardDeed.CHIP,) if written else ()))


def _exception(profile: Profile, act: CardAct | None) -> Bilingual:
    code = act.exception_code if act else ""
    return next((each.name for each in profile.card.exceptions if each.code == code), Bilingual(""))


def receipt(desk: Desk, *, pickup_id: UUID) -> PaperSlip:
    """The 簽收單 of a hand-over, first print or reprint."""
    _ = desk.clerk
    facts, number = receipt_facts(desk, pickup_id)
    pdf = desk.place.press.render("receipt", facts, letterhead(desk))
    return PaperSlip(kind="receipt", title=RECEIPT, pdf=pdf, reference=number, about=mask_name(facts.name_zh))


def outstanding_items_notice(
    desk: Desk, *, graduate_id: UUID, for_proxy: bool = False, certificate_id: UUID | None = None
) -> PaperSlip:
    """The 離校待辦事項通知單: every obstacle with its door; a proxy's copy keeps the reasons back (RULES I5)."""
    _ = desk.clerk
    with desk.begin() as work:
        graduate = cases.case_by_id(work.session, graduate_id, desk.day)
        if graduate is None:
            raise Refusal.because("graduate.unknown")
        opened = desk.opened_for(graduate_id)
        about = rules.certificate_of(graduate, certificate_id)
        seen = gate.look(desk, graduate, card_id=opened.card_id, laid=opened.laid, certificate=about)
        year = roc_year(desk.day)
        number = founding.next_number(work.session, desk.station.id, "notice", year)
        reference = f"{desk.station.code}-N{year}-{number:05d}"
        work.note(
            "notice.made",
            {"graduate": graduate.id},
            reference=reference,
            for_proxy=for_proxy,
            codes=[each.obstacle.code for each in seen.blocking],
        )
        facts = notice_paper.Facts(
            name_zh=graduate.person.name,
            name_en=graduate.person.name_en,
            student_number=graduate.student_number,
            programme=case_slip.course(desk, graduate),
            items=tuple(_outstanding(each) for each in seen.blocking),
            printed_at=desk.now,
            as_of=clearance.source_time(graduate),
            hours=_hours(desk),
            counter=desk.counter.name,
            contact_phone=desk.counter.phone,
            for_proxy=for_proxy,
            officer=None if for_proxy else _officer(desk, graduate, seen.blocking),
            portals=() if for_proxy else _told_on(desk, "notice"),
        )
    pdf = desk.place.press.render("outstanding_items_notice", facts, letterhead(desk))
    return PaperSlip(kind="notice", title=NOTICE, pdf=pdf, reference=reference, about=mask_name(facts.name_zh))


def _outstanding(each: ObstacleSlip) -> notice_paper.OutstandingItem:
    """A to-do item in the school's words; any other obstacle in the program's own sentence, in both languages."""
    facts = each.obstacle.facts
    name = facts.get("name")
    if each.obstacle.code == "clearance.outstanding" and isinstance(name, Bilingual):
        item, word, reason = name, each.word, str(facts.get("reason") or "")
    else:
        zh, en = (in_language(language).explain(each.obstacle) for language in (ZH, EN))
        item, word, reason = Bilingual(zh.text, en.text), Bilingual(""), zh.next_step
    return notice_paper.OutstandingItem(
        unit=each.unit,
        item=item,
        word=word,
        place=each.place,
        extension=each.extension,
        reason=reason,
        hours=each.hours,
    )


def _officer(desk: Desk, graduate: Graduate, blocking: Sequence[ObstacleSlip]) -> tuple[Bilingual, Bilingual] | None:
    """Who corrects the certificate and at which telephone, where an error was found on it (A11)."""
    known = case_slip.officer(desk, graduate)
    if known is None or all(each.obstacle.code != "certificate.held" for each in blocking):
        return None
    if not known.extension:
        return known.role, Bilingual(known.phone, known.phone)
    return known.role, Bilingual(f"{known.phone} 分機 {known.extension}", f"{known.phone} ext. {known.extension}")


def _told_on(desk: Desk, paper: str) -> tuple[tuple[Bilingual, Bilingual], ...]:
    """The school's own services that this paper tells of, by the routes in force on this day (A04 to A07, A36)."""
    return tuple((each.name, each.text) for each in desk.profile.on(desk.day).logins if paper in each.told_on)


def _hours(desk: Desk) -> tuple[Bilingual, ...]:
    lines = []
    for weekly in desk.counter.hours:
        days = "、".join("一二三四五六日"[day - 1] for day in weekly.weekdays)
        names = ", ".join(("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[day - 1] for day in weekly.weekdays)
        spans = [f"{span.from_:%H:%M}–{span.to:%H:%M}" for span in weekly.open]
        lines.append(Bilingual(f"週{days} {'、'.join(spans)}", f"{names} {', '.join(spans)}"))
    return tuple(lines)


def letter_of_authorization(
    desk: Desk, *, graduate_id: UUID | None = None, certificate_id: UUID | None = None
) -> PaperSlip:
    """The 委託書, blank or prefilled for one graduate (A31)."""
    _ = desk.clerk
    with desk.begin() as work:
        year = roc_year(desk.day)
        number = founding.next_number(work.session, desk.station.id, "letter", year)
        serial = f"{desk.station.code}-L{year}-{number:05d}"
        graduate = cases.case_by_id(work.session, graduate_id, desk.day) if graduate_id else None
        certificate = rules.certificate_of(graduate, certificate_id) if graduate else None
        work.note("letter.made", {"graduate": graduate.id} if graduate else {}, serial=serial)
        profile = desk.profile
        asked, years = profile.proxy, _years(profile.retention.evidence_years)
        facts = letter_paper.Facts(
            serial=serial,
            made_at=desk.now,
            proxy_word=asked.word,
            evidence=_evidence(profile),
            privacy=asked.notice(
                school=profile.school.name,
                office=profile.school.office,
                phone=Bilingual(desk.counter.phone),
                years=years,
            ),
            kept_for=Bilingual("") if asked.notice_tells_years else years,
            contact=profile.school.office,
            contact_phone=desk.counter.phone,
            name_zh=graduate.person.name if graduate else "",
            name_en=graduate.person.name_en if graduate else "",
            student_number=graduate.student_number if graduate else "",
            programme=case_slip.course(desk, graduate) if graduate else Bilingual(""),
            certificate_number=certificate.number if certificate else "",
            asks_number=asked.asks_id_number,
            asks_relation=asked.asks_relation,
        )
    pdf = desk.place.press.render("letter_of_authorization", facts, letterhead(desk))
    return PaperSlip(kind="letter", title=LETTER, pdf=pdf, reference=serial, about=mask_name(facts.name_zh))


def _evidence(profile: Profile) -> tuple[tuple[Bilingual, tuple[Bilingual, ...]], ...]:
    """The sufficient sets of what a proxy brings (A32, A33), as the profile names them; nameless ones are numbered."""
    rules_of = profile.proxy
    names = {piece.code: piece.name for piece in rules_of.pieces}
    several = len(rules_of.evidence_sets) > 1
    return tuple(
        (
            each.name or (Bilingual(f"第 {number} 種", f"Set {number}") if several else Bilingual("")),
            tuple(names[code] for code in each.pieces),
        )
        for number, each in enumerate(rules_of.evidence_sets, 1)
    )


def _years(years: int) -> Bilingual:
    """As it is written in a sentence: 五年, five years; figures beyond ten."""
    if years > len(FIGURES):
        return Bilingual(f"{years} 年", f"{years} years")
    figure = FIGURES[years - 1]
    return Bilingual(f"{figure.zh}年", f"{figure.en} year" if years == 1 else f"{figure.en} years")


def sleeve_labels(desk: Desk, *, cohort: str = "", first: int = 0, count: int = 500, actor: str = "") -> PaperSlip:
    """Labels for the sheets of a cohort that lie at this counter, in the order of the shelf (RULES I4).

    Without a ``cohort`` the newest that lies here. ``actor`` names who asks where nobody is signed on: at the command
    line. Refuses ``labels.none``, ``labels.nothing_here``, ``digital.cohort_odd``.
    """
    _ = actor or desk.clerk
    with desk.begin(actor or None) as work:
        semester = _semester(cohort) or cases.newest_cohort_on_shelf(work.session, desk.counter.code)
        if semester is None:
            raise Refusal.because("labels.nothing_here")
        rows = cases.sheets_of_cohort(work.session, semester, desk.counter.code, first, count)
        if not rows:
            raise Refusal.because("labels.none", cohort=str(semester))
        labels = tuple(
            labels_paper.SleeveLabel(
                barcode=row.barcode,
                serial=row.serial,
                student_number=row.student_number,
                name_zh=row.name,
                department=case_slip.department_named(desk, row.department).zh,
                place=row.place,
            )
            for row in rows
        )
        work.note("labels.made", cohort=str(semester), first=first, count=len(labels))
    pdf = desk.place.press.render("sleeve_labels", labels, letterhead(desk), desk.now, ZH)
    return PaperSlip(kind="labels", title=LABELS, pdf=pdf, reference=str(semester))


def _semester(text: str) -> AcademicSemester | None:
    try:
        return AcademicSemester.parse(text) if text else None
    except ValueError as fault:
        raise Refusal.because("digital.cohort_odd", cohort=text[:20]) from fault


def paper_printed(desk: Desk, *, reference: str, kind: str, printed: bool, detail: str = "") -> None:
    """What became of a print; a failure stays an open step until it is printed or given up."""

    def act(work: UnitOfWork) -> None:
        run = PaperRun(
            kind=kind,
            reference=reference,
            printed=printed,
            detail=detail[:200],
            at=desk.now,
            station_id=desk.station.id,
        )
        work.add(run)
        work.note("paper.printed" if printed else "paper.not_printed", reference=reference, kind=kind, detail=detail)

    desk.attempt(act)


def page_images(desk: Desk, *, pdf: bytes, dpi: int) -> tuple[PageSlip, ...]:
    """The pages of a paper as pictures; the first twenty, which is more than any of our papers has."""
    pages = desk.place.press.run("pages", "page_images", pdf, dpi, 0, 20)
    return tuple(PageSlip(page.png, page.width, page.height) for page in pages)
