"""The paper of a count (盤點表): what was missing and what was too much, for whoever looks for the sheets."""

from __future__ import annotations

from app.desk import sheet_words
from app.desk.desk import Desk
from app.desk.paper_slips import PaperSlip
from app.desk.papers import letterhead
from app.desk.sheet_slips import LyingSlip, StockTakeSlip, UnexpectedSlip
from app.documents import stock_take as count_paper
from app.wording import EN, ZH, Bilingual, in_language

TITLE = Bilingual("證書盤點表", "Count of the sheets")


def paper(desk: Desk, *, taken: StockTakeSlip) -> PaperSlip:
    """The outcome of a count as a paper: to be printed, or kept as a file."""
    facts = count_paper.Facts(
        where=taken.name,
        expected=taken.expected,
        found=taken.found,
        missing=tuple(_missing(each) for each in taken.missing),
        unexpected=tuple(_unexpected(each) for each in taken.unexpected),
        counted_by=desk.clerk.name,
        counted_at=desk.now,
    )
    pdf = desk.place.press.render("stock_take", facts, letterhead(desk))
    return PaperSlip(kind="stock_take", title=TITLE, pdf=pdf)


def _missing(each: LyingSlip) -> count_paper.Entry:
    said = Bilingual(*(sheet_words.mark(in_language(language), each) for language in (ZH, EN)))
    return count_paper.Entry(each.place, each.serial, each.number, said)


def _unexpected(each: UnexpectedSlip) -> count_paper.Entry:
    said = Bilingual(*(sheet_words.why(in_language(language), each) for language in (ZH, EN)))
    return count_paper.Entry("", each.serial or each.scanned, "", said)
