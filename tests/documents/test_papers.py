"""The papers themselves: what they say, that nothing is cut off, and that they can be kept."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pikepdf
import pypdf
import pypdfium2 as pdfium
import pytest
import zxingcpp
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.documents import (
    certificate_layout,
    digital_certificate,
    fonts,
    layout_preview,
    letter_of_authorization,
    outstanding_items_notice,
    receipt,
    recovery_sheet,
    sleeve_labels,
)
from app.documents.letterhead import Letterhead
from app.wording import Bilingual
from tests.documents.samples import (
    AT,
    EVIDENCE_SETS,
    LETTERHEAD,
    LONG_EN,
    LONG_PROGRAMME,
    LONG_ZH,
    archive_findings,
    certificate_facts,
    drawn,
    every_paper,
    extracted,
    item,
    joined,
    label_sheet,
    letter_facts,
    notice_facts,
    pdftotext,
    receipt_facts,
    recovery_facts,
    text_boxes,
)

ROOT = Path(__file__).resolve().parent.parent.parent
MARGIN = 14.0  # points: what a desk printer cannot reach


def longest_papers() -> dict[str, bytes]:
    """Every paper with the longest facts that a register holds."""
    words = {"name_zh": LONG_ZH, "name_en": LONG_EN, "programme": LONG_PROGRAMME}
    degree = Bilingual("國際運動管理與創新碩士", "Master of International Sport Management and Innovation")
    proxy = {
        "collected": receipt.Collected.PROXY,
        "proxy_name": LONG_ZH,
        "proxy_word": Bilingual("受委託人", "Authorized person"),
        "card": (receipt.CardDeed.STAMPED, receipt.CardDeed.CHIP, receipt.CardDeed.EXCUSED),
        "card_exception": Bilingual("學生證遺失，已掛失", "Student card lost and reported"),
        "signature": None,
    }
    letter = {"student_number": "41000000E", "certificate_number": "(113) 山大學字第 1130456 號", "proxy_name": LONG_ZH}
    return {
        "receipt": receipt.render(receipt_facts(**words, degree=degree, **proxy), LETTERHEAD),
        "notice": outstanding_items_notice.render(
            notice_facts(**words, items=tuple(item(f"第 {n} 單位", "學分費未繳 NT$ 4,560" * 3) for n in range(14))),
            LETTERHEAD,
        ),
        "letter": letter_of_authorization.render(
            letter_facts(**words, **letter, asks_number=True, asks_relation=True), LETTERHEAD
        ),
        "certificate": digital_certificate.render(certificate_facts(**words, degree=degree), LETTERHEAD),
        "labels": label_sheet([LONG_ZH] * 24),
    }


@pytest.fixture(scope="module")
def papers() -> dict[str, bytes]:
    return {**every_paper(), "recovery": recovery_sheet.render(recovery_facts(), LETTERHEAD)}


@pytest.fixture(scope="module")
def longest() -> dict[str, bytes]:
    return longest_papers()


def test_the_same_facts_give_the_same_bytes(papers: dict[str, bytes]) -> None:
    again = {**every_paper(), "recovery": recovery_sheet.render(recovery_facts(), LETTERHEAD)}
    assert [paper for paper in papers if papers[paper] != again[paper]] == []


def test_every_paper_is_an_archive_file(papers: dict[str, bytes], tmp_path: Path) -> None:
    assert {paper: archive_findings(pdf, tmp_path) for paper, pdf in papers.items()} == {paper: [] for paper in papers}


def test_the_archive_check_would_notice_a_missing_profile(papers: dict[str, bytes], tmp_path: Path) -> None:
    spoiled = papers["certificate"].replace(b"/GTS_PDFA1", b"/GTS_PDFX_")
    assert archive_findings(spoiled, tmp_path) != []


def test_every_font_is_embedded_and_can_be_read_back(papers: dict[str, bytes]) -> None:
    for paper, pdf in papers.items():
        with pikepdf.open(io.BytesIO(pdf)) as document:
            used = [font for page in document.pages for font in page.Resources.Font.values()]
            assert used, paper
            for font in used:
                assert "/FontFile2" in font.FontDescriptor, (paper, font.BaseFont)
                assert "/ToUnicode" in font, (paper, font.BaseFont)


def test_no_title_names_a_person(papers: dict[str, bytes]) -> None:
    for pdf in papers.values():
        info = pypdf.PdfReader(io.BytesIO(pdf)).metadata
        assert info is not None
        assert "林" not in str(info.title)
        assert b"LIN, FENG" not in pdf


def page_count(pdf: bytes) -> int:
    return len(pypdf.PdfReader(io.BytesIO(pdf)).pages)


def test_one_page_is_enough_even_for_the_longest_names(longest: dict[str, bytes]) -> None:
    assert {paper: page_count(pdf) for paper, pdf in longest.items() if paper != "notice"} == {
        "receipt": 1,
        "letter": 1,
        "certificate": 1,
        "labels": 1,
    }


def test_no_text_leaves_the_printable_page(papers: dict[str, bytes], longest: dict[str, bytes]) -> None:
    for paper, pdf in [*papers.items(), *longest.items()]:
        for page in range(page_count(pdf)):
            for text, (left, bottom, right, top) in text_boxes(pdf, page):
                inside = left >= MARGIN and bottom >= MARGIN and right <= 595.3 - MARGIN and top <= 841.9 - MARGIN
                assert inside, (paper, page, text)


def overlap(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    """How much of the smaller box the other covers."""
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    least = min((box[2] - box[0]) * (box[3] - box[1]) for box in (one, other))
    return wide * high / least if wide > 0 and high > 0 and least > 0 else 0.0


def test_no_text_stands_over_other_text(papers: dict[str, bytes], longest: dict[str, bytes]) -> None:
    for paper, pdf in [*papers.items(), *longest.items()]:
        for page in range(page_count(pdf)):
            boxes = [(text, box) for text, box in text_boxes(pdf, page) if text.strip()]
            for number, (text, box) in enumerate(boxes):
                for other, place in boxes[number + 1 :]:
                    assert overlap(box, place) < 0.25, (paper, page, text, other)


def test_the_longest_names_are_read_back_whole(longest: dict[str, bytes]) -> None:
    for paper, pdf in longest.items():
        for reader, text in extracted(pdf).items():
            assert joined(LONG_ZH) in joined(text), (paper, reader)
            if paper != "labels":
                assert joined(LONG_EN) in joined(text), (paper, reader)


NAMES = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=20)
ENGLISH = st.text(st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ -,'"), min_size=1, max_size=70).map(str.strip)

LAYOUTS = ("certificate", "ntnu", "sample-classic")


@settings(max_examples=15, deadline=None)
@given(NAMES, ENGLISH, NAMES, ENGLISH, NAMES, st.sampled_from(LAYOUTS))
@example("林", "LIN", "國" * 20, "A", "學", "sample-classic")  # a programme of forty characters takes a third line
def test_a_certificate_holds_any_name_programme_and_degree_without_a_clash(
    name: str, english: str, programme: str, course: str, degree: str, layout: str
) -> None:
    facts = certificate_facts(
        name_zh=name,
        name_en=english,
        programme=Bilingual(programme * 2, f"Department of {course} and {course}"),
        degree=Bilingual(degree, f"Master of {course}"),
    )
    pdf = digital_certificate.render(facts, LETTERHEAD, certificate_layout.shipped(layout))
    assert page_count(pdf) == 1
    boxes = [(text, box) for text, box in text_boxes(pdf) if text.strip()]
    for number, (text, box) in enumerate(boxes):
        assert box[0] >= MARGIN and box[2] <= 595.3 - MARGIN, text
        for other, place in boxes[number + 1 :]:
            assert overlap(box, place) < 0.25, (text, other)


def test_where_a_school_gave_no_english_the_chinese_stands_for_both() -> None:
    bare = Letterhead(Bilingual("山湖大學"), Bilingual("註冊組"))
    only = Bilingual("資訊工程學系")
    degree = Bilingual("工學學士")
    certificate = digital_certificate.render(certificate_facts(programme=only, degree=degree), bare)
    assert joined(pdftotext(certificate)).count("資訊工程學系") == 2
    for pdf in (
        receipt.render(receipt_facts(name_en="", programme=only, degree=degree, identity=Bilingual("護照")), bare),
        outstanding_items_notice.render(notice_facts(name_en="", programme=only, as_of=None), bare),
        letter_of_authorization.render(letter_facts(), bare),
    ):
        assert "None" not in pdftotext(pdf)
        assert page_count(pdf) == 1


def test_every_paper_can_be_printed_where_kai_is_not_installed(tmp_path: Path) -> None:
    script = (
        "import io, sys\n"
        "from tests.documents.samples import every_paper\n"
        "sys.stdout.buffer.write(every_paper('林峯煊')['certificate'])"
    )
    environment = {**os.environ, fonts.FOLDER_VARIABLE: str(tmp_path), "PYTHONPATH": str(ROOT)}
    told = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, check=True, cwd=ROOT)
    assert b"TW-Kai" not in told.stdout
    assert "林峯煊" in pdftotext(told.stdout)


# -- receipt --------------------------------------------------------------------------------------------------------


def test_a_receipt_says_when_the_fares_end_and_where_the_digital_certificate_goes() -> None:
    said = joined(pdftotext(receipt.render(receipt_facts(), LETTERHEAD)))
    assert "悠遊卡學生證優惠至114/10/31止。" in said
    assert "數位學位證書（免費）將於114/07/16前透過教育部發放平臺，寄至畢業生本人信箱lin****@…。" in said
    assert "sentfreeofchargeby16July2025" in said
    assert "校內部分應用程式與權限將配合關閉" in said
    assert "加蓋【學生證失效】後歸還" in said


def test_a_receipt_promises_no_day_that_the_rules_do_not_name() -> None:
    """E34: the school's fixed dates are used up, and the next one is not published."""
    pdf = receipt.render(receipt_facts(digital_due=None, digital_undated=True), LETTERHEAD)
    said = joined(pdftotext(pdf))
    assert (
        "數位學位證書（免費）將寄至畢業生本人信箱lin****@…；寄發日期尚未公告，請洽教務處註冊組，02-5550-1077。" in said
    )
    assert "Itsdayisnotsetyet" in said
    assert "前透過" not in said
    voided = receipt.render(receipt_facts(digital_due=None, digital_undated=True, voided_on=AT.date()), LETTERHEAD)
    assert "數位學位證書" not in joined(pdftotext(voided))


def test_a_receipt_leaves_out_what_does_not_apply() -> None:
    facts = receipt_facts(fare_until=None, digital_due=None, accounts_close=False)
    said = joined(pdftotext(receipt.render(facts, LETTERHEAD)))
    assert "優惠至" not in said
    assert "數位學位證書" not in said
    assert "權限" not in said


def test_a_proxy_signs_under_the_schools_own_word() -> None:
    for word in ("受委託人", "受託人"):
        facts = receipt_facts(
            collected=receipt.Collected.PROXY,
            proxy_name="歐陽㛢𡘙",
            proxy_word=Bilingual(word, "Proxy"),
            signature=None,
        )
        said = joined(pdftotext(receipt.render(facts, LETTERHEAD)))
        assert f"{word}簽名" in said
        assert "歐陽㛢𡘙" in said
        assert "於本單親筆簽名" in said


def test_the_signature_is_sealed_into_the_receipt_with_its_alpha() -> None:
    with pikepdf.open(io.BytesIO(receipt.render(receipt_facts(), LETTERHEAD))) as document:
        images = list(document.pages[0].Resources.XObject.values())
        assert len(images) == 1
        assert "/SMask" in images[0]


def test_the_code_on_a_receipt_is_its_number_and_check_code() -> None:
    facts = receipt_facts()
    codes = [each.text for each in zxingcpp.read_barcodes(drawn(receipt.render(facts, LETTERHEAD)))]
    assert codes == [f"{facts.number} {facts.check_code}"]


def test_another_receipt_has_another_check_code() -> None:
    assert receipt_facts().check_code != receipt_facts(number="A1-114-000124").check_code


# -- notice ---------------------------------------------------------------------------------------------------------


def test_the_graduate_is_told_unit_item_reason_place_and_extension() -> None:
    said = joined(pdftotext(outstanding_items_notice.render(notice_facts(), LETTERHEAD)))
    for fact in ("圖書館一樓流通櫃檯", "5234", "尚有2本逾期圖書", "還清圖書與罰款", "學分費未繳NT$4,560", "未完成"):
        assert fact in said


def test_a_proxy_is_told_unit_place_and_extension_but_no_reason() -> None:
    said = joined(pdftotext(outstanding_items_notice.render(notice_facts(for_proxy=True), LETTERHEAD)))
    for fact in ("圖書館", "總務處出納組", "圖書館一樓流通櫃檯", "5234"):
        assert fact in said
    for secret in ("逾期", "罰款", "fines", "學分費", "4,560", "未完成", "notdone"):
        assert secret not in said


def test_a_long_notice_repeats_its_heading_on_every_page(longest: dict[str, bytes]) -> None:
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(longest["notice"])).pages]
    assert len(pages) > 1
    said = "".join(pages)
    assert all(f"第 {number} 單位" in said for number in range(14))
    assert all("待辦事項與原因" in page for page in pages if "單位" in page and "第" in page)


def test_a_fee_for_the_digital_certificate_is_told() -> None:
    """E18: free while the trial lasts; a school that asks for a fee says how much."""
    free = joined(pdftotext(receipt.render(receipt_facts(), LETTERHEAD)))
    paid = joined(pdftotext(receipt.render(receipt_facts(digital_fee=1200), LETTERHEAD)))
    assert "免費" in free and "費用新臺幣1,200元" in paid and "免費" not in paid


# -- letter of authorization ------------------------------------------------------------------------------------------


def test_a_blank_letter_can_be_told_by_its_serial_and_a_filled_one_by_its_graduate() -> None:
    blank, filled = letter_facts(), letter_facts(student_number="41000000E")
    for facts, text in ((blank, "LOA - L-114-00087"), (filled, "LOA 41000000E L-114-00087")):
        codes = [each.text for each in zxingcpp.read_barcodes(drawn(letter_of_authorization.render(facts, LETTERHEAD)))]
        assert codes == [text] == [letter_of_authorization.qr_text(facts)]


def test_a_letter_lists_both_sets_of_evidence_and_the_privacy_notice() -> None:
    said = joined(pdftotext(letter_of_authorization.render(letter_facts(), LETTERHEAD)))
    for words in (
        "受委託人本人身分證件",
        "委託人學生證",
        "學生證掛失證明",
        "畢業生身分證件影本",
        "個人資料保護法第8條告知事項",
        "保存期間為二年",
    ):
        assert words in said
    assert said.count("簽名") >= 2
    assert said.count("日期：民國") == 2


def test_a_letter_lists_the_school_s_own_sets_however_many() -> None:
    """One set needs no title; a third stands under the first."""
    one = letter_facts(evidence=((Bilingual(""), EVIDENCE_SETS[0][1]),))
    said = joined(pdftotext(letter_of_authorization.render(one, LETTERHEAD)))
    assert "委託人學生證" in said and "學生證掛失證明" not in said
    third = (Bilingual("境外生", "From abroad"), (Bilingual("公證書", "A notarized power of attorney"),))
    full = letter_facts(evidence=(*EVIDENCE_SETS, third, third, third), certificate_number="113 000456")
    pdf = letter_of_authorization.render(full, LETTERHEAD)
    pages = [joined(each.extract_text()) for each in pypdf.PdfReader(io.BytesIO(pdf)).pages]
    assert "公證書" in pages[0] + pages[1] and "第8條告知事項" in pages[-1]
    assert len(pages) == 2 and "核對之證件" in pages[0], "what has no room goes on a second page, over nothing"


def test_where_the_notice_is_silent_the_letter_tells_how_long_it_is_kept() -> None:
    facts = letter_facts(kept_for=Bilingual("三年", "three years"))
    assert "保存期間為三年" in joined(pdftotext(letter_of_authorization.render(facts, LETTERHEAD)))


@pytest.mark.parametrize("asks", [False, True])
def test_a_letter_asks_for_a_number_and_a_relation_only_where_the_school_does(asks: bool) -> None:
    facts = letter_facts(asks_number=asks, asks_relation=asks)
    said = joined(pdftotext(letter_of_authorization.render(facts, LETTERHEAD)))
    assert ("證件號碼" in said) is asks
    assert ("與委託人之關係" in said) is asks


# -- labels -----------------------------------------------------------------------------------------------------------


def test_every_barcode_on_a_sheet_of_labels_is_read() -> None:
    sheet = label_sheet(["林峯煊", LONG_ZH] * 12)
    read = {each.text for each in zxingcpp.read_barcodes(drawn(sheet, 300))}
    assert read == {f"S1130{number:05d}" for number in range(24)}


@settings(max_examples=20, deadline=None)
@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=16))
def test_whatever_a_barcode_holds_a_scanner_reads(text: str) -> None:
    label = sleeve_labels.SleeveLabel(text, "印 000001", "41000000E", "林峯煊", "資訊工程學系", "A-01-01")
    sheet = sleeve_labels.render([label], LETTERHEAD, receipt_facts().handed_over_at)
    assert [each.text for each in zxingcpp.read_barcodes(drawn(sheet, 300))] == [text]


def test_a_sheet_already_begun_is_used_up() -> None:
    assert page_count(label_sheet(["林峯煊"] * 20, skip=4)) == 1
    assert page_count(label_sheet(["林峯煊"] * 21, skip=4)) == 2


def test_labels_past_the_sheet_are_refused() -> None:
    with pytest.raises(ValueError, match="past an A4 sheet"):
        sleeve_labels.LabelLayout(columns=4)


def test_a_barcode_holds_ascii_only() -> None:
    label = sleeve_labels.SleeveLabel("證書", "印 000001", "41000000E", "林峯煊", "資訊工程學系", "A-01-01")
    with pytest.raises(ValueError, match="ASCII"):
        sleeve_labels.render([label], LETTERHEAD, receipt_facts().handed_over_at)


# -- recovery sheet and certificate ---------------------------------------------------------------------------


def test_every_group_of_the_recovery_code_is_on_its_sheet() -> None:
    said = pdftotext(recovery_sheet.render(recovery_facts(), LETTERHEAD))
    assert all(group in said for group in recovery_facts().code.split("-"))


def test_a_certificate_says_everything_twice() -> None:
    said = joined(pdftotext(digital_certificate.render(certificate_facts(), LETTERHEAD)))
    for words in (
        "林峯煊",
        "LIN,FENG-HSUAN",
        "中華民國九十二年三月三日生",
        "3March2003",
        "資訊工程學系",
        "工學學士學位",
    ):
        assert words in said
    for words in (
        "BachelorofScienceinEngineering",
        "中華民國一百一十四年六月",
        "June2025",
        "原始電子檔查驗",
        "(113)山大學字第1130456號",
    ):
        assert words in said


def test_the_code_on_a_certificate_is_its_document_code() -> None:
    pdf = digital_certificate.render(certificate_facts(), LETTERHEAD)
    assert [each.text for each in zxingcpp.read_barcodes(drawn(pdf))] == ["SHU-7K3F-9QWD-2M4X"]


@pytest.mark.parametrize("layout", ["certificate", "ntnu", "sample-classic"])
@pytest.mark.parametrize("room", [0, 90 - len("https://verify.sample.example/d/{code}")])
def test_the_code_on_a_certificate_holds_the_address_where_it_is_verified(
    layout: str, room: int, tmp_path: Path
) -> None:
    """B43; the longest address that a profile may give is still read from a page at screen size, and is PDF/A."""
    address = "https://verify.sample.example/d/" + "x" * room + "{code}"
    head = replace(LETTERHEAD, verify_at=address)
    facts = certificate_facts(layout=layout)
    pdf = digital_certificate.render(facts, head)
    (code,) = zxingcpp.read_barcodes(drawn(pdf, dpi=110))
    assert code.text == address.replace("{code}", "SHU-7K3F-9QWD-2M4X")
    assert code.ec_level == "M"
    assert digital_certificate.render(facts, head) == pdf
    assert archive_findings(pdf, tmp_path) == []
    text = certificate_layout.shipped(layout)
    assert layout_preview.preview(text, f"{layout}.toml", "plain", head).warnings == ()


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "〇"),
        (7, "七"),
        (10, "十"),
        (21, "二十一"),
        (92, "九十二"),
        (100, "一百"),
        (105, "一百零五"),
        (114, "一百一十四"),
    ],
)
def test_a_roc_year_is_said_in_han(number: int, said: str) -> None:
    assert digital_certificate.han_number(number) == said


def test_a_paper_is_seen_as_it_was_meant() -> None:
    """A page is mostly white, with ink from edge to edge of its measure."""
    for pdf in every_paper().values():
        document = pdfium.PdfDocument(pdf)
        picture = document[0].render(scale=0.5).to_pil().convert("L").copy()
        document.close()
        dark = sum(1 for value in picture.tobytes() if value < 128) / (picture.width * picture.height)
        assert 0.0005 < dark < 0.15
