"""The list of a count (證書盤點表): its figures, what is missing, what is too much, over as many pages as it needs."""

from __future__ import annotations

from app.documents import stock_take
from app.wording import Bilingual
from tests.documents.samples import LETTERHEAD, count_facts, extracted, joined, pdftotext


def test_it_tells_both_lists_and_the_figures() -> None:
    said = joined(pdftotext(stock_take.render(count_facts(), LETTERHEAD)))
    for words in ("證書盤點表", "412", "410", "甲櫃1抽屜2格", "印000312", "保留中", "應存放於湖畔教務組", "示範承辦一"):
        assert words in said, words
    assert "沒有" not in said


def test_a_shelf_that_agrees_says_so() -> None:
    said = joined(pdftotext(stock_take.render(count_facts(missing=(), unexpected=()), LETTERHEAD)))
    assert "沒有缺少的證書" in said and "沒有多出的證書" in said


def test_a_whole_shelf_goes_on_over_the_pages() -> None:
    missing = tuple(
        stock_take.Entry(f"甲櫃 {n}", f"印 {n:06d}", "(113) 山大學字第 1130456 號", Bilingual("")) for n in range(200)
    )
    pages = pdftotext(stock_take.render(count_facts(missing=missing), LETTERHEAD)).split("\f")
    assert len(pages) > 4
    whole = joined("".join(pages))
    assert all(f"印{n:06d}" in whole for n in range(200))


def test_two_readers_see_the_same_serials() -> None:
    for name, said in extracted(stock_take.render(count_facts(), LETTERHEAD)).items():
        assert "000500" in said, name
