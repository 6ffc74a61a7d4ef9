"""Made-up sheets for presenters and views, cut as slips by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.desk.sheet_slips import LyingSlip, MovedSlip, ScannedSlip, StockSlip, StockTakeSlip, UnexpectedSlip
from app.wording import Bilingual
from tests.presenters import made_up
from tests.presenters.front import COUNTER

LAKESIDE = Bilingual("湖畔教務組", "Lakeside, Academic Affairs")


def a_lying(n: int, **changes: Any) -> LyingSlip:
    number = f"{n:06d}"
    slip = LyingSlip(
        id=made_up.number(n),
        serial=f"A{n:04d}",
        place=f"甲櫃 {n % 3 + 1} 抽屜 {n % 20} 格",
        number=f"(114)範大學字第 {number} 號",
        short=number,
        held=False,
        to_be_voided=False,
    )
    return replace(slip, **changes)


def a_stock(**changes: Any) -> StockSlip:
    lying = (a_lying(312), a_lying(313, held=True), a_lying(314, to_be_voided=True), a_lying(315, place=""))
    facts: dict[str, Any] = {
        "counter": "main",
        "name": COUNTER,
        "total": 4,
        "held": 1,
        "fitting": 4,
        "lying": lying,
    }
    return StockSlip(**(facts | changes))


def a_scan(n: int, **changes: Any) -> ScannedSlip:
    slip = ScannedSlip(
        scanned=f"SU-A{n:04d}",
        sheet_id=made_up.number(n),
        serial=f"A{n:04d}",
        short=f"{n:06d}",
        place=f"甲櫃 {n % 3 + 1} 抽屜 {n % 20} 格",
        where=COUNTER,
        here=True,
        own=True,
    )
    return replace(slip, **changes)


HERE = a_scan(312)
BESIDE = a_scan(316, own=False)  # at this counter, in the custody of its other window
ELSEWHERE = a_scan(500, where=LAKESIDE, place="湖 1 櫃", here=False, own=False)
HELD = a_scan(313, code="sheet.held", own=False)
GONE = a_scan(90, code="sheet.not_in_stock", place="")
UNKNOWN = ScannedSlip("S9999999", "sheet.unknown")


def a_move(**changes: Any) -> MovedSlip:
    facts: dict[str, Any] = {
        "list_id": made_up.number(70),
        "counter": "main",
        "name": COUNTER,
        "station": "w1",
        "moved": (a_lying(500),),
        "there_already": 0,
        "taken_by": "clerk1",
    }
    return MovedSlip(**(facts | changes))


def a_count(*, agrees: bool = False) -> StockTakeSlip:
    if agrees:
        return StockTakeSlip("main", COUNTER, 4, 4, (), ())
    unexpected = (
        UnexpectedSlip("SU-A0500", "sheet.elsewhere", "A0500", LAKESIDE),
        UnexpectedSlip("SU-A0090", "sheet.not_in_stock", "A0090"),
        UnexpectedSlip("S9999999", "sheet.unknown"),
    )
    return StockTakeSlip("main", COUNTER, 4, 2, (a_lying(314), a_lying(315, place="")), unexpected)
