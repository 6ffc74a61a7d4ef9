"""Made-up days for the supervisor's presenters and views, cut as slips by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.desk.day_slips import ClosingSlip, ClosureSlip, ExceptionSlip, HourSlip, OpenMatterSlip, TodaySlip
from app.wording import Bilingual
from tests.presenters import made_up
from tests.presenters.front import COUNTER, SCHOOL

OFFICE = Bilingual("註冊組", "Registrar")


def a_reviewed_day(**changes: Any) -> TodaySlip:
    hours = ((8, 9, 0), (9, 26, 3), (10, 21, 2), (11, 14, 0), (12, 0, 0), (13, 17, 1), (14, 0, 0), (15, 0, 0))
    at = made_up.NOON
    facts: dict[str, Any] = {
        "day": date(2025, 7, 2),
        "where": COUNTER,
        "whole_school": False,
        "several_counters": True,
        "is_today": True,
        "handed_over": 87,
        "by_proxy": 12,
        "sent_away": 6,
        "before": (date(2025, 7, 1), 75),
        "hours": tuple(HourSlip(*each) for each in hours),
        "open_matters": (
            OpenMatterSlip("card", at, "林○煊", "000312", "unknown", "陳怡君"),
            OpenMatterSlip("receipt", at, "歐陽○○", "000298", "A-114-00042", "陳怡君"),
            OpenMatterSlip("unscanned", at, "周○", "000266", "A-114-00043", "陳怡君"),
            OpenMatterSlip(
                "correction",
                at,
                "黃○",
                "000277",
                "name_en,birth_date",
                "陳怡君",
                OFFICE,
                made_up.number(71),
                made_up.number(72),
            ),
            OpenMatterSlip("digital", at, "王○明", "000201", "signing.key_missing", "陳怡君"),
            OpenMatterSlip("notice", at, "周○", "000188", "digital_notice:delivery.no_mailbox", "陳怡君"),
        ),
        "exceptions": (
            ExceptionSlip("release", at, "王○明", "clearance.outstanding", LIBRARY, "出示繳費證明", "吳淑芬"),
            ExceptionSlip("card", at, "黃○", "lost", Bilingual("學生證遺失，已掛失", "Card lost"), "", "陳怡君"),
            ExceptionSlip("hours", at, "李○", reason="航班在今天下午", who="陳怡君"),
            ExceptionSlip("typed", at, "林○煊", who="陳怡君"),
            ExceptionSlip("paper", at, "周○", who="陳怡君"),
            ExceptionSlip("returned", at, "吳○", "school", who="陳怡君"),
        ),
        "digital_waiting": 131,
        "digital_attention": 1,
        "digital_overdue": 2,
        "closed": (),
        "signed": None,
    }
    return TodaySlip(**(facts | changes))


LIBRARY = Bilingual("還清圖書與罰款", "Books and fines settled")
QUIET: dict[str, Any] = {
    "handed_over": 0,
    "by_proxy": 0,
    "sent_away": 0,
    "before": None,
    "hours": (),
    "open_matters": (),
    "exceptions": (),
    "digital_waiting": 0,
    "digital_attention": 0,
    "digital_overdue": 0,
}


def a_closing(*closures: ClosureSlip, **changes: Any) -> ClosingSlip:
    return ClosingSlip("main", COUNTER, SCHOOL, date(2025, 7, 2), closures, **changes)


TYPHOON = ClosureSlip(
    made_up.number(91),
    "",
    SCHOOL,
    date(2025, 7, 3),
    date(2025, 7, 4),
    Bilingual("颱風停班", "Typhoon, offices closed"),
    False,
    "吳淑芬",
)
CEREMONY = ClosureSlip(
    made_up.number(92),
    "main",
    COUNTER,
    date(2025, 7, 11),
    date(2025, 7, 11),
    Bilingual("畢業典禮支援", "Commencement"),
    True,
    "吳淑芬",
)
