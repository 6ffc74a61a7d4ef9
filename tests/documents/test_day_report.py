"""The report of the day (日報表): its figures, its lists over several pages, and nobody's whole name."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pypdfium2 as pdfium

from app.documents import day_report
from app.documents.day_report import Entry, Facts, Hour
from app.wording import Bilingual
from tests.documents.samples import AT, LETTERHEAD, joined, pdftotext, text_boxes

MATTER = Entry(AT, "林○煊", Bilingual("簽收單未印出", "Receipt is not printed"), "", "示範承辦一")
RELEASE = Entry(AT, "王○明", Bilingual("例外放行：圖書", "Released: library"), "出示繳費證明", "示範主管")


def facts(**other: object) -> Facts:
    usual = Facts(
        where=Bilingual("校本部教務處註冊組", "Main campus, Registrar"),
        day=date(2025, 7, 10),
        handed_over=87,
        by_proxy=12,
        sent_away=6,
        hours=(Hour(8, 20, 0), Hour(9, 40, 6), Hour(10, 27, 0), Hour(11, 0, 0)),
        open_matters=(MATTER,),
        exceptions=(RELEASE,),
        digital_waiting=131,
        digital_attention=1,
        digital_overdue=2,
        printed_at=AT,
    )
    return replace(usual, **other)  # type: ignore[arg-type]


def test_it_tells_the_day_in_both_languages() -> None:
    said = joined(pdftotext(day_report.render(facts(), LETTERHEAD)))
    for words in (
        "日報表",
        "Reportoftheday",
        "民國114年7月10日",
        "10July2025",
        "87",
        "131",
        "40+6",
        "數位證書：逾期",
        "whichareoverdue",
    ):
        assert words in said, words
    for words in ("林○煊", "簽收單未印出", "Receiptisnotprinted", "出示繳費證明", "示範主管"):
        assert words in said, words


def test_a_quiet_day_says_so() -> None:
    said = joined(pdftotext(day_report.render(facts(open_matters=(), exceptions=(), hours=()), LETTERHEAD)))
    assert "沒有未結的步驟" in said and "沒有例外" in said


def test_a_signed_day_names_who_closed_it_and_why() -> None:
    signed = facts(signed_by="示範主管", signed_at=AT, remark="一張簽收單明天補簽")
    said = joined(pdftotext(day_report.render(signed, LETTERHEAD)))
    assert "示範主管" in said and "114/07/1010:41" in said and "一張簽收單明天補簽" in said


def test_a_long_day_goes_on_over_the_page_within_its_margins() -> None:
    pdf = day_report.render(facts(exceptions=(RELEASE,) * 60), LETTERHEAD)
    document = pdfium.PdfDocument(pdf)
    pages = len(document)
    document.close()
    assert pages > 2
    assert joined(pdftotext(pdf)).count("出示繳費證明") == 60
    for page in range(pages):
        for text, (left, _, right, _) in text_boxes(pdf, page):
            assert left >= 50 and right <= 595.3 - 50, text


def test_the_same_day_is_the_same_paper() -> None:
    assert day_report.render(facts(), LETTERHEAD) == day_report.render(facts(), LETTERHEAD)
