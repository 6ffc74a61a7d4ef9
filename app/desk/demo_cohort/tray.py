"""The card tray: which cards lie in it, and what a clerk should see after each tap."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.desk.demo_cohort.people import uid_of
from app.wording import Bilingual

SUPERVISOR = "supervisor"
PASSWORD = "demo-counter"  # noqa: S105 - shown beside the card tray; no real database takes it


@dataclass(frozen=True, slots=True)
class TrayCard:
    """One card: its name in the tray, its number, its kind as the reader tells it, and what should appear.

    ``obstacles`` are the codes that a tap at the main counter must show, in order; empty when the certificate can be
    handed over. ``student_number`` is empty for a card that the register does not know.
    """

    code: str
    label: Bilingual
    uid: bytes = field(repr=False)
    kind: str
    shows: Bilingual
    student_number: str = ""
    obstacles: tuple[str, ...] = ()


def tray() -> tuple[TrayCard, ...]:
    """Every card of the tray, in the order in which a newcomer should try them."""
    return _TRAY


def _card(
    code: str,
    number: str,
    label: tuple[str, str],
    shows: tuple[str, str],
    *obstacles: str,
    kind: str = "4k",
) -> TrayCard:
    return TrayCard(code, Bilingual(*label), uid_of(number or code), kind, Bilingual(*shows), number, obstacles)


_TRAY = (
    _card(
        "ready",
        "41021001L",
        ("可以領取", "Ready"),
        ("各單位皆已審核通過，可以交付證書。", "Every unit has cleared: the certificate can be handed over."),
    ),
    _card(
        "two-units",
        "41031002T",
        ("兩個單位未通過", "Two units blocking"),
        ("圖書館與出納組未通過，一次列出。", "Library and cashier have not cleared; both are shown at once."),
        "clearance.outstanding",
        "clearance.outstanding",
    ),
    _card(
        "old-card",
        "41041003M",
        ("1K 舊卡", "Old 1K card"),
        ("舊卡不能辦理離校，畫面說明該怎麼辦。", "The old card is refused, with what to do instead."),
        "card.old",
        kind="1k",
    ),
    _card(
        "unregistered",
        "",
        ("未登錄的卡", "Unregistered card"),
        (
            "卡號檔中沒有這張卡，改用學號或姓名查詢。",
            "The register does not know this card: look up by number or name.",
        ),
        "card.unregistered",
    ),
    _card(
        "unknown-kind",
        "",
        ("不是學生證", "Not a student card"),
        ("讀卡機認不得這種卡。", "The reader does not know this kind of card."),
        "card.unknown",
        kind="unknown",
    ),
    _card(
        "reported-lost",
        "41022004L",
        ("已掛失的卡", "Card reported lost"),
        ("這張卡已掛失，不能用來領證。", "The card was reported lost and cannot be used."),
        "card.reported_lost",
    ),
    _card(
        "collected",
        "41011005E",
        ("已領取", "Already collected"),
        ("證書已於昨天領取，顯示時間與承辦窗口。", "Collected yesterday; time and counter are shown."),
        "certificate.already_collected",
    ),
    _card(
        "other-campus",
        "41051006S",
        ("應至湖畔校區", "Other campus's window"),
        (
            "應至湖畔教務組領取，顯示地點與分機。",
            "To be collected at the Lakeside counter; place and extension are shown.",
        ),
        "counter.wrong",
    ),
    _card(
        "withdrawn",
        "41032007T",
        ("今天被撤回", "Withdrawn since yesterday"),
        ("昨天通過的畢業資格今天已撤回。", "The approval given yesterday was withdrawn today."),
        "graduation.withdrawn",
    ),
    _card(
        "exchange",
        "41022008L",
        ("赴外交換生", "Exchange student"),
        ("多一項「赴外交換學分登錄與採計」，尚未完成。", "One item more, exchange credits, and it is still open."),
        "clearance.outstanding",
    ),
    _card(
        "teacher",
        "41012009E",
        ("師資生", "Teacher-education student"),
        ("可以領取；先提醒確認教育專業課程學分。", "Ready; remind about teacher-education credits first."),
    ),
    _card(
        "overseas",
        "41041010M",
        ("僑生", "Overseas student"),
        ("國際學生資料庫已填寫，可以領取。", "The international database is filled in: ready."),
    ),
    _card(
        "rare-name",
        "41023011L",
        ("罕用字姓名", "Rare characters in a name"),
        (
            "姓名含擴充 B 區的字，畫面與紙本都應正確。",
            "The name holds an Extension B character, right on screen and paper.",
        ),
    ),
    _card(
        "staying-on",
        "41031012T",
        ("延畢生", "Not on this term's list"),
        ("學生證有效，但不在本學期畢業名冊。", "A valid card, but not on this term's list of graduates."),
        "graduate.not_on_list",
    ),
    _card(
        "earlier-cohort",
        "40921013L",
        ("前一年未領", "An earlier cohort's sheet"),
        ("112-2 的證書一直未領，可以領取。", "The certificate of 112-2 was never collected: ready."),
    ),
    _card(
        "two-numbers",
        "41022014L",
        ("一人兩個學號", "One person, two numbers"),
        ("可以領取；另一個學號也有證書。", "Ready; the other student number has a certificate, too."),
    ),
    _card(
        "long-name",
        "41011015E",
        ("原住民族姓名", "A long indigenous name"),
        ("姓名含間隔號，不得截斷。", "The name has its dots and is never cut off."),
    ),
)
