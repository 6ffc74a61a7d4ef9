"""Facts of a fictional school for the papers, and ways to read a PDF back."""

from __future__ import annotations

import io
import subprocess
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pikepdf.pdfa
import pypdf
import pypdfium2 as pdfium
from PIL import Image, ImageDraw

from app.dates import TAIPEI
from app.documents import (
    closure_notice,
    digital_certificate,
    letter_of_authorization,
    outstanding_items_notice,
    receipt,
    recovery_sheet,
    sleeve_labels,
    stock_take,
)
from app.documents.letterhead import Letterhead
from app.wording import Bilingual

AT = datetime(2025, 7, 10, 10, 41, tzinfo=TAIPEI)
RARE = "林峯煊𠈌𡍼𤧟𨑨𥕛㛢𡘙"
LONG_ZH = "拉蓊‧進成‧𠈌𡍼𤧟𨑨𥕛㛢𡘙堃喆"
LONG_EN = "LAWENG CHIN-CHENG ALEXANDRA-KATHARINA VON"
LETTERHEAD = Letterhead(
    Bilingual("國立山湖大學", "National Shanhu University"),
    Bilingual("教務處註冊組", "Registrar's Office, Office of Academic Affairs"),
    "02-5550-1077",
)
PROGRAMME = Bilingual("資訊工程學系", "Department of Computer Science and Information Engineering")
LONG_PROGRAMME = Bilingual(
    "運動競技學系國際運動管理與創新碩士在職學位學程",
    "International In-service Master's Program in Sport Management and Innovation, Department of Athletic Performance",
)


def signature(wide: int = 400) -> bytes:
    picture = Image.new("RGBA", (wide, 120), (0, 0, 0, 0))
    ImageDraw.Draw(picture).line(((20, 60), (120, 20), (220, 100), (380, 40)), fill=(20, 30, 60, 255), width=5)
    stream = io.BytesIO()
    picture.save(stream, "PNG")
    return stream.getvalue()


def receipt_facts(**other: Any) -> receipt.Facts:
    usual: dict[str, Any] = {
        "number": "A1-114-000123",
        "certificate_number": "(113) 山大學字第 1130456 號",
        "student_number": "41000000E",
        "name_zh": "林峯煊",
        "name_en": "LIN, FENG-HSUAN",
        "programme": PROGRAMME,
        "degree": Bilingual("工學學士", "Bachelor of Science in Engineering"),
        "collected": receipt.Collected.SELF,
        "identity": Bilingual("國民身分證", "National identity card"),
        "card": (receipt.CardDeed.STAMPED, receipt.CardDeed.CHIP),
        "handed_over_at": AT,
        "clerk": "陳怡君",
        "station": Bilingual("校本部註冊組 1 號窗口", "Main campus, window 1"),
        "contact": Bilingual("教務處註冊組", "Registrar's Office"),
        "contact_phone": "02-5550-1077",
        "fare_until": date(2025, 10, 31),
        "digital_due": date(2025, 7, 16),
        "mailbox": "lin****@…",
        "digital_sender": Bilingual("教育部發放平臺", "the Ministry of Education's platform"),
        "signature": signature(),
    }
    return receipt.Facts(**{**usual, **other})


def item(unit: str, reason: str) -> outstanding_items_notice.OutstandingItem:
    return outstanding_items_notice.OutstandingItem(
        unit=Bilingual(unit, "University Library"),
        item=Bilingual("還清圖書與罰款（含三校聯盟所借圖書）", "Return books and pay fines"),
        word=Bilingual("未完成", "not done"),
        place=Bilingual("圖書館一樓流通櫃檯", "Circulation desk, Library 1F"),
        extension="5234",
        reason=reason,
    )


def notice_facts(**other: Any) -> outstanding_items_notice.Facts:
    usual: dict[str, Any] = {
        "name_zh": "林峯煊",
        "name_en": "LIN, FENG-HSUAN",
        "student_number": "41000000E",
        "programme": PROGRAMME,
        "items": (item("圖書館", "尚有 2 本逾期圖書"), item("總務處出納組", "學分費未繳 NT$ 4,560")),
        "printed_at": AT,
        "as_of": AT,
        "hours": (Bilingual("上班日週一至週五 8:30–12:00、13:30–17:00", "weekdays 8:30–12:00 and 13:30–17:00"),),
        "counter": Bilingual("校本部註冊組（行政大樓一樓）", "the Registrar's Office, main campus"),
        "contact_phone": "02-5550-1077",
    }
    return outstanding_items_notice.Facts(**{**usual, **other})


LETTER = Bilingual("雙方填妥之委託書", "Letter of authorization, completed by both")
PROXY_ID = Bilingual("受委託人本人身分證件", "The proxy's own identity document")
EVIDENCE_SETS = (
    (
        Bilingual("持委託人學生證者", "With the student card"),
        (LETTER, PROXY_ID, Bilingual("委託人學生證", "The graduate's student card")),
    ),
    (
        Bilingual("學生證遺失者", "Student card lost"),
        (
            LETTER,
            PROXY_ID,
            Bilingual("學生證掛失證明", "Proof that the card was reported lost"),
            Bilingual("畢業生身分證件影本", "Copy of the graduate's identity document"),
        ),
    ),
)
PRIVACY = Bilingual(
    "本校為核對委託關係蒐集本委託書所載資料，保存期間為二年。" * 8,
    "The school collects the data on this letter to verify the authorization and keeps them for two years. " * 5,
)


def letter_facts(**other: Any) -> letter_of_authorization.Facts:
    usual: dict[str, Any] = {
        "serial": "L-114-00087",
        "made_at": AT,
        "proxy_word": Bilingual("受委託人", "Authorized person"),
        "evidence": EVIDENCE_SETS,
        "privacy": PRIVACY,
        "contact": Bilingual("教務處註冊組", "Registrar's Office"),
        "contact_phone": "02-5550-1077",
    }
    return letter_of_authorization.Facts(**{**usual, **other})


def certificate_facts(**other: Any) -> digital_certificate.Facts:
    usual: dict[str, Any] = {
        "certificate_number": "(113) 山大學字第 1130456 號",
        "name_zh": "林峯煊",
        "name_en": "LIN, FENG-HSUAN",
        "birth_date": date(2003, 3, 3),
        "programme": PROGRAMME,
        "degree": Bilingual("工學學士", "Bachelor of Science in Engineering"),
        "graduated_on": date(2025, 6, 1),
        "issued_at": AT,
        "document_code": "SHU-7K3F-9QWD-2M4X",
    }
    return digital_certificate.Facts(**{**usual, **other})


def closure_facts(**other: Any) -> closure_notice.Facts:
    usual: dict[str, Any] = {
        "where": Bilingual("校本部註冊組", "Registrar's Office, main campus"),
        "reason": Bilingual("颱風來襲，臺北市停止上班上課", "Typhoon: offices and schools in Taipei are closed"),
        "first": date(2025, 7, 7),
        "last": date(2025, 7, 8),
        "opens_next": AT,
        "phone": "02-5550-1077",
        "made_at": AT,
    }
    return closure_notice.Facts(**{**usual, **other})


def count_facts(**other: Any) -> stock_take.Facts:
    held = Bilingual("保留中", "held")
    number = "(113) 山大學字第 1130456 號"
    usual: dict[str, Any] = {
        "where": Bilingual("校本部註冊組", "Registrar's Office, main campus"),
        "expected": 412,
        "found": 410,
        "missing": (
            stock_take.Entry("甲櫃 1 抽屜 2 格", "印 000312", number, Bilingual("")),
            stock_take.Entry("", "印 000313", number, held),
        ),
        "unexpected": (
            stock_take.Entry("", "印 000500", "", Bilingual("應存放於湖畔教務組", "it should lie at Lakeside")),
        ),
        "counted_by": "示範承辦一",
        "counted_at": AT,
    }
    return stock_take.Facts(**{**usual, **other})


def recovery_facts() -> recovery_sheet.Facts:
    return recovery_sheet.Facts("7KQ2-MXRT-4P2W-HCDE-3VNA-6YJA-FZB5-GSQK-T4XR", "櫃檯 1", AT.date())


def labels(names: list[str]) -> list[sleeve_labels.SleeveLabel]:
    return [
        sleeve_labels.SleeveLabel(
            f"S1130{number:05d}", f"印 {number:06d}", f"4100{number:04d}E", name, "資訊工程學系", f"A-01-{number:02d}"
        )
        for number, name in enumerate(names)
    ]


def label_sheet(names: list[str], **other: Any) -> bytes:
    return sleeve_labels.render(labels(names), LETTERHEAD, AT, **other)


def every_paper(name: str = "林峯煊") -> dict[str, bytes]:
    """One of each paper, with this Chinese name wherever a name stands."""
    proxy = {
        "collected": receipt.Collected.PROXY,
        "proxy_name": name,
        "proxy_word": Bilingual("受委託人", "Authorized person"),
        "signature": None,
        "card": (receipt.CardDeed.EXCUSED,),
        "card_exception": Bilingual("學生證遺失，已掛失", "Student card lost and reported"),
    }
    filled = {"name_zh": name, "student_number": "41000000E", "proxy_name": name, "programme": PROGRAMME}
    return {
        "receipt": receipt.render(receipt_facts(name_zh=name), LETTERHEAD),
        "receipt for a proxy": receipt.render(receipt_facts(name_zh=name, **proxy), LETTERHEAD),
        "notice": outstanding_items_notice.render(notice_facts(name_zh=name), LETTERHEAD),
        "letter": letter_of_authorization.render(letter_facts(**filled), LETTERHEAD),
        "certificate": digital_certificate.render(certificate_facts(name_zh=name), LETTERHEAD),
        "labels": label_sheet([name]),
        "count": stock_take.render(count_facts(counted_by=name), LETTERHEAD),
        "closure": closure_notice.render(closure_facts(reason=Bilingual(name)), LETTERHEAD),
    }


def extracted(pdf: bytes) -> dict[str, str]:
    """The text as two unrelated readers see it."""
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return {"pypdf": "\n".join(page.extract_text() for page in pages), "pdftotext": pdftotext(pdf)}


def pdftotext(pdf: bytes) -> str:
    return subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()


def joined(text: str) -> str:
    """Text without line ends and spaces, for sentences that a paper breaks."""
    return "".join(text.split())


def drawn(pdf: bytes, dpi: float = 200, page: int = 0) -> Image.Image:
    document = pdfium.PdfDocument(pdf)
    picture = document[page].render(scale=dpi / 72).to_pil().copy()
    document.close()
    return picture


def text_boxes(pdf: bytes, page: int = 0) -> list[tuple[str, tuple[float, float, float, float]]]:
    """Each stretch of text with left, bottom, right, top in points."""
    document = pdfium.PdfDocument(pdf)
    text = document[page].get_textpage()
    boxes = [text.get_rect(number) for number in range(text.count_rects())]
    found = [(text.get_text_bounded(*box), box) for box in boxes]
    text.close()
    document.close()
    return found


def archive_findings(pdf: bytes, folder: Path) -> list[str]:
    """What the PDF/A validator has against a file. It knows level B only: our U is B and ToUnicode everywhere."""
    declared = b"<pdfaid:conformance>U</pdfaid:conformance>"
    assert pdf.count(declared) == 1
    file = folder / "paper.pdf"
    file.write_bytes(pdf.replace(declared, declared.replace(b">U<", b">B<")))
    return [f"{each.rule} {each.where} {each.message}" for each in pikepdf.pdfa.validate_written(file, "2b").findings]
