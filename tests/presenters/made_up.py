"""Made-up cases for presenters and views: fictional people of a fictional school, cut as slips by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from app.dates import AcademicSemester
from app.desk.asks import ProxyEvidence
from app.desk.evidence_slips import EvidenceSlip, HeldSlip, RevealedSlip
from app.desk.paper_slips import PaperSlip
from app.desk.queue_slips import MailboxCheckSlip, MailboxSlip, WhoseSlip
from app.desk.sheet_slips import CorrectionSlip
from app.desk.slips import (
    CardAct,
    CardSlip,
    CaseSlip,
    CertificateSlip,
    CollectedSlip,
    DoneSlip,
    EvidenceSet,
    ExceptionSlip,
    ItemState,
    Laid,
    LossSlip,
    Mode,
    ObstacleSlip,
    OfficerSlip,
    OpenedBy,
    OpenStepSlip,
    OtherCertificateSlip,
    PermissionSlip,
    ProxyRulesSlip,
    ScanSlip,
    SheetCheckedSlip,
    SheetSlip,
    StepState,
    UnitSlip,
    Verdict,
)
from app.desk.voiding_slips import VoidAheadSlip, VoidedSlip
from app.errors import Obstacle
from app.wording import Bilingual

NOTHING = Bilingual("")
UID_A = bytes.fromhex("04A1B2C3")
UID_B = bytes.fromhex("04D4E5F6")
READER = "Simulated reader 00"
NOON = datetime(2025, 7, 2, 2, 41, tzinfo=UTC)


def number(n: int) -> UUID:
    return UUID(int=n)


ID_KINDS = (
    ("national-id", Bilingual("國民身分證", "National identity card")),
    ("arc", Bilingual("居留證", "Resident certificate")),
    ("passport", Bilingual("護照", "Passport")),
    ("driving-licence", Bilingual("駕駛執照", "Driving licence")),
)
TAKEN = Bilingual("4K 學生證", "4K student card")
WAY = Bilingual("請先換發 4K 學生證，或依遺失辦理掛失。", "Have it exchanged for a 4K card, or reported lost.")


def a_card_obstacle(code: str, released: bool = False, **facts: Any) -> ObstacleSlip:
    nothing = Bilingual("")
    return ObstacleSlip(Obstacle(code, facts, overridable=True), nothing, nothing, nothing, "", released)


def an_exception(code: str, zh: str, en: str, about: str = "", *, released: bool = False) -> ExceptionSlip:
    """A reason that needs a supervisor: by the release of the card's own obstacle, else by its own."""
    name = Bilingual(zh, en)
    facts: dict[str, Any] = {"way": WAY} if about == "card.old" else {}
    own = {} if about else {"item": code, "name": name}
    needed = a_card_obstacle(about or "card.exception_needs_supervisor", released, **(facts or own))
    return ExceptionSlip(code, name, (needed,), about, by_document=True)


REPORT_MISSING = ObstacleSlip(Obstacle("card.loss_not_reported"), Bilingual(""), Bilingual(""), Bilingual(""), "")
LOST = ExceptionSlip("lost", Bilingual("學生證遺失，已掛失", "Card lost and reported"), (), by_report=True)
LOST_UNREPORTED = replace(LOST, obstacles=(REPORT_MISSING,))
OLD_CARD = an_exception("old-card", "持 1K 舊卡", "Old 1K card", "card.old")
NEVER_ISSUED = an_exception("never-issued", "未曾領用學生證", "No card was ever issued")
EXCEPTIONS = (
    LOST_UNREPORTED,
    an_exception("expired", "學生證已過期", "Card expired", "card.expired"),
    an_exception("already-stamped", "學生證先前已蓋失效章", "Card was stamped before", "card.void"),
    OLD_CARD,
    NEVER_ISSUED,
)


def exceptions(*changed: ExceptionSlip) -> tuple[ExceptionSlip, ...]:
    """The reasons with these in the place of their own."""
    by_code = {each.code: each for each in changed}
    return tuple(by_code.get(each.code, each) for each in EXCEPTIONS)


DONE_WORD = Bilingual("已完成", "Done")
PENDING_WORD = Bilingual("尚未完成", "Not done yet")

UNITS = {
    "grades": (Bilingual("註冊組", "Registrar"), Bilingual("成績皆已送達", "All grades have arrived")),
    "gown": (Bilingual("總務處", "General Affairs"), Bilingual("歸還學位服", "Academic gown returned")),
    "fees": (Bilingual("總務處出納組", "Cashier"), Bilingual("繳清學雜費", "Fees paid")),
    "library": (Bilingual("圖書館", "Library"), Bilingual("還清圖書與罰款", "Books and fines settled")),
    "survey": (Bilingual("課務組", "Curriculum Section"), Bilingual("課程意見調查", "Course survey")),
}


def a_unit(code: str, state: ItemState = ItemState.DONE, **more: Any) -> UnitSlip:
    unit, item = UNITS[code]
    words = {
        ItemState.DONE: DONE_WORD,
        ItemState.NOT_REQUIRED: Bilingual("不需審核", "Not required"),
    }
    return UnitSlip(
        code=code,
        unit=unit,
        item=item,
        state=state,
        word=words.get(state, PENDING_WORD),
        blocking=True,
        checked_at=NOON,
        **more,
    )


ALUMNI = UnitSlip(
    code="alumni",
    unit=Bilingual("校友中心", "Alumni Centre"),
    item=Bilingual(
        "填寫校友資料；校外連線不便者，可至本中心以校內網路填寫。", "Fill in the alumni form; on campus if need be."
    ),
    state=ItemState.PENDING,
    word=PENDING_WORD,
    blocking=False,
    place=Bilingual("行政大樓 3 樓", "Administration Building, 3F"),
    extension="1510",
)
TEACHERS = UnitSlip(
    code="teacher-education",
    unit=Bilingual("師資培育中心", "Centre for Teacher Education"),
    item=Bilingual("確認教育專業課程學分是否符合認證條件。", "Confirm the credits of the teacher-education courses."),
    state=ItemState.PENDING,
    word=PENDING_WORD,
    blocking=False,
    place=Bilingual("教育大樓 5 樓", "Education Building, 5F"),
    extension="1450",
)

RULES = ProxyRulesSlip(
    evidence_sets=(
        EvidenceSet(
            "with-card",
            (
                ("letter", Bilingual("雙方填妥之委託書", "Letter of authorization, completed by both")),
                ("proxy_id", Bilingual("受委託人身分證件正本", "The proxy's own identity document")),
                ("card", Bilingual("委託人學生證", "The graduate's student card")),
            ),
        ),
        EvidenceSet(
            "card-lost",
            (
                ("letter", Bilingual("雙方填妥之委託書", "Letter of authorization, completed by both")),
                ("proxy_id", Bilingual("受委託人身分證件正本", "The proxy's own identity document")),
                ("loss_report", Bilingual("學生證掛失證明", "Proof that the card was reported lost")),
                ("id_copy", Bilingual("委託人身分證影本", "Copy of the graduate's identity card")),
            ),
        ),
    ),
    id_kinds=ID_KINDS,
    asks_id_number=False,
    asks_relation=False,
    asks_scans=False,
    relations=(("parent", Bilingual("父母", "Parent")), ("friend", Bilingual("同學或朋友", "Classmate or friend"))),
    word=Bilingual("受委託人", "Proxy"),
)
STRICT_RULES = replace(
    RULES,
    asks_id_number=True,
    asks_relation=True,
    asks_scans=True,
    evidence_sets=tuple(replace(each, kept=("letter",)) for each in RULES.evidence_sets),
)
LOSS = LossSlip(
    route=Bilingual("畢業生線上掛失表單", "Loss report form for graduates"),
    name=Bilingual("線上掛失", "Loss report on line"),
    url="https://card.sample.example/loss",
    reported_at=None,
    evidence="",
    reissue_requested=False,
)
SHEET = SheetSlip(number(31), "A0312", "SU-A0312", "甲櫃 3 抽屜 12 格", "1 號櫃檯", True)
CERTIFICATE = CertificateSlip(
    id=number(21),
    number="(114)範大學字第 000312 號",
    short="000312",
    stage="in_stock",
    revision=1,
    sheet=SHEET,
    name_zh="林峯煊",
    name_en="LIN, FENG-HSUAN",
    birth_date=date(2003, 5, 8),
    degree=Bilingual("工學學士", "Bachelor of Science in Engineering"),
    programme=Bilingual("資訊工程學系學士班", "Bachelor's Programme in Computer Science"),
    graduated_on=date(2025, 6, 1),
)


OFFICER = OfficerSlip(
    Bilingual("學士班註冊承辦人", "Registrar, bachelor's programmes"),
    Bilingual("證書資料錯誤、成績", "Errors on the certificate, grades"),
    Bilingual("註冊組", "Registrar"),
    Bilingual("行政大樓 1 樓", "Administration Building, 1F"),
    "02-2345-6700",
    "1102",
)


def a_case(**changes: Any) -> CaseSlip:
    """A ready case of a graduate without a photo, opened by the card."""
    case = CaseSlip(
        graduate_id=number(11),
        revision=1,
        opened_by=OpenedBy.CARD,
        name="林峯煊",
        name_en="LIN, FENG-HSUAN",
        student_number="41047025S",
        id_masked="A12****789",
        birth_date=date(2003, 5, 8),
        photo=None,
        college=Bilingual("工學院", "College of Engineering"),
        department=Bilingual("資訊工程學系", "Department of Computer Science"),
        programme=Bilingual("資訊工程學系學士班", "Bachelor's Programme in Computer Science"),
        degree=Bilingual("工學學士", "Bachelor of Science in Engineering"),
        cohort=AcademicSemester(113, 2),
        verdict=Verdict.READY,
        obstacles=(),
        advisories=(ALUMNI, TEACHERS),
        units=tuple(a_unit(code) for code in UNITS),
        certificate=CERTIFICATE,
        card=CardSlip(number(41), "04••••C3", "valid"),
        loss=LOSS,
        proxy_rules=RULES,
        id_kinds=ID_KINDS,
        placed_kinds=(),
        permissions=(),
        card_acts=(CardAct.STAMP,),
        stamp_text=Bilingual("學生證失效", "STUDENT CARD VOID"),
        card_exceptions=EXCEPTIONS,
        others=(),
        collected=None,
        open_steps=(),
        source_time=datetime(2025, 7, 2, 2, 40, tzinfo=UTC),
        stale=False,
        ask_by_phone=True,
        digital_due=date(2025, 7, 7),
        mailbox_masked="lin****@mail.sample.example",
        officer=OFFICER,
    )
    case = replace(case, **changes)
    by_card = case.opened_by is OpenedBy.CARD
    plain: dict[str, Any] = {"laid": Laid.ACCEPTED} if by_card else {"card": None}
    if case.loss.reported_at is not None:
        plain["card_exceptions"] = exceptions(LOST)
    return replace(case, **{name: each for name, each in plain.items() if name not in changes})


def an_obstacle(
    code: str, reason: str, *, unit: Bilingual, place: Bilingual, extension: str, hours: Bilingual = NOTHING
) -> ObstacleSlip:
    facts = {"item": code, "reason": reason, "name": UNITS[code][1], "word": PENDING_WORD, "unit": unit}
    obstacle = Obstacle("clearance.outstanding", facts, unit=code, overridable=True)
    return ObstacleSlip(obstacle, unit, PENDING_WORD, place, extension, hours=hours)


LIBRARY = an_obstacle(
    "library",
    "逾期圖書 2 冊：《島嶼地形》、《統計學》。",
    unit=Bilingual("圖書館", "Library"),
    place=Bilingual("總圖書館 1 樓流通櫃檯", "Main Library, 1F, circulation desk"),
    extension="5200",
)
HELD = ObstacleSlip(
    Obstacle("certificate.held", {"number": "(114)範大學字第 000312 號", "unit": Bilingual("註冊組", "Registrar")}),
    Bilingual("註冊組", "Registrar"),
    Bilingual(""),
    place=Bilingual("行政大樓 1 樓", "Administration Building, 1F"),
    extension="1113",
)
FEES = an_obstacle(
    "fees",
    "學雜費餘額 NT$ 1,250 未繳。",
    unit=Bilingual("總務處出納組", "Cashier, General Affairs"),
    place=Bilingual("校本部行政大樓 2 樓", "Main Campus, Administration Building, 2F"),
    extension="1260",
    hours=Bilingual("週一至週五 9:00–15:30", "Mon–Fri 9:00–15:30"),
)


def a_blocked_case(**changes: Any) -> CaseSlip:
    units = tuple(a_unit(code, ItemState.PENDING if code in ("library", "fees") else ItemState.DONE) for code in UNITS)
    blocked = a_case(
        name="王小明",
        name_en="WANG, HSIAO-MING",
        graduate_id=number(12),
        student_number="41047013S",
        verdict=Verdict.BLOCKED,
        obstacles=(LIBRARY, FEES),
        units=units,
        advisories=(),
    )
    return replace(blocked, **changes)


def a_collected_case(**changes: Any) -> CaseSlip:
    collected = CollectedSlip(
        number(51), datetime(2025, 6, 20, 3, 5, tzinfo=UTC), Mode.SELF, "1 號櫃檯", "陳怡君", "A-114-00041"
    )
    return a_case(
        **{"verdict": Verdict.COLLECTED, "collected": collected, "advisories": (), "graduate_id": number(13), **changes}
    )


def a_paper_signed_case(scanned: datetime | None = None) -> CaseSlip:
    """Collected; the receipt was signed on paper."""
    case = a_collected_case()
    assert case.collected is not None
    return replace(case, collected=replace(case.collected, signed_on_paper=True, signed_sheet_at=scanned))


FATES = ("returned", "spoiled", "lost")
AHEAD = VoidAheadSlip(
    receipt_number="A-114-00041",
    number="(114)範大學字第 000312 號",
    serial="A0312",
    place="甲櫃 3 抽屜 12 格",
    closure="cancelled",
    digital="cancelled",
    card_is_void=True,
    fates=(("wrong_sheet", FATES), ("wrong_person", FATES), ("left_without", FATES[:2]), ("mistaken", FATES[:2])),
)


def a_voided(**changes: Any) -> VoidedSlip:
    voided = VoidedSlip(
        pickup_id=number(51),
        receipt_number="A-114-00041",
        number="(114)範大學字第 000312 號",
        kind="left_without",
        sheet="returned",
        serial="A0312",
        place="甲櫃 3 抽屜 12 格",
        closure="cancelled",
        digital="cancelled",
        card_is_void=True,
        at=NOON,
    )
    return replace(voided, **changes)


WHOSE = WhoseSlip(
    number(21),
    "林○煊",
    "41047025S",
    (
        MailboxSlip("own", "syu****@…", "bounced", "delivery.bounced", 250, "5.1.1", NOON),
        MailboxSlip("school", "411****@…", "accepted", "", 250, "", NOON),
    ),
    verified=False,
)


def a_check(**changes: Any) -> MailboxCheckSlip:
    return replace(MailboxCheckSlip(number(71), "cor****@…", NOON + timedelta(minutes=5), False, False), **changes)


def a_chip_step(state: StepState = StepState.UNKNOWN) -> OpenStepSlip:
    return OpenStepSlip(number(61), CardAct.CHIP, state, NOON)


ANOTHER_NUMBER = OtherCertificateSlip(
    number(14),
    number(22),
    "61147003S",
    "000519",
    Bilingual("資訊工程學系碩士班", "Master's Programme in Computer Science"),
    Bilingual("工學碩士", "Master of Science in Engineering"),
    Verdict.BLOCKED,
)


A_PERMISSION = PermissionSlip(
    number(91), "clearance.outstanding", "library", UNITS["library"][1], date(2025, 7, 2), used=False
)
USED_PERMISSION = PermissionSlip(number(92), "hours.outside", "", Bilingual(""), date(2025, 7, 2), used=True)


A_PROXY = ProxyEvidence(
    evidence_set="with-card",
    pieces=("letter", "proxy_id", "card"),
    name="陳代領",
    id_kind="passport",
    id_number="A123456789",
    relation="friend",
)


def a_void_card_obstacle() -> ObstacleSlip:
    """An obstacle that passes by an identity document only (A38, RULES I9)."""
    obstacle = Obstacle("card.void", {"unit": UNITS["grades"][0]}, unit="registrar", overridable=True)
    nothing = Bilingual("")
    return ObstacleSlip(obstacle, UNITS["grades"][0], nothing, nothing, "1102", needs="reason_and_identity_document")


def a_done(**changes: Any) -> DoneSlip:
    done = DoneSlip(
        pickup_id=number(52),
        deed_id=number(71),
        certificate_id=number(21),
        graduate_id=number(11),
        name_masked="林○煊",
        number="(114)範大學字第 000312 號",
        receipt_number="A-114-00042",
        mode=Mode.SELF,
        at=NOON,
        digital_due=date(2025, 7, 7),
        digital_channel="own",
        mailbox_masked="lin****@mail.sample.example",
        card_act_id=number(61),
        card_act=CardAct.STAMP,
    )
    return replace(done, **changes)


def a_paper(kind: str = "receipt") -> PaperSlip:
    title = Bilingual("簽收單", "Receipt")
    return PaperSlip(kind, title, b"%PDF-1.7 made up", reference="A-114-00042", about="林○煊")


def a_checked_sheet(typed: bool = False) -> SheetCheckedSlip:
    return SheetCheckedSlip(number(11), number(21), number(31), "A0312", typed, NOON)


def a_scan(piece: str = "letter") -> ScanSlip:
    return ScanSlip(number(81), piece, "letter.pdf", 312, 1, NOON)


LETTER_WORD = RULES.evidence_sets[0].pieces[0][1]
EVIDENCE = EvidenceSlip(
    number(13),
    "41047025S",
    (
        HeldSlip("phone:1", "phone", "091****678", date(2030, 6, 20)),
        HeldSlip("address:1", "address", "台北市○○○", None),
        HeldSlip("proxy_number:2", "proxy_number", "A12****789", date(2026, 6, 20), "A-114-00041", ID_KINDS[0][1]),
        HeldSlip("scan:3", "scan", "", date(2026, 6, 20), "A-114-00041", LETTER_WORD, pages=2),
        HeldSlip("scan:4", "scan", "", date(2024, 6, 20), "A-112-00007", pages=1, gone=True),
    ),
)
REVEALED = RevealedSlip(
    (("phone:1", "0912345678"),),
    (("scan:3", PaperSlip("evidence", LETTER_WORD, b"%PDF-1.7 made up", reference="A-114-00041")),),
)

A_CORRECTION = CorrectionSlip(
    number=CERTIFICATE.number,
    short="000312",
    serial="SU-A0312",
    place="甲櫃 03",
    since=NOON,
    fields="name_en,other",
    office=Bilingual("註冊組", "Registrar"),
    opened_by="陳怡君",
    note="護照為 LIN, FENG-SHUAN，右下角有污漬",
)


def a_held_case() -> CaseSlip:
    """An error was found on its sheet; nothing else stands in the way."""
    return a_blocked_case(obstacles=(HELD,), units=())
