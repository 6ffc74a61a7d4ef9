"""The demo's files as the offices of the fictional school would send them: CSV, headed in Chinese, ROC dates."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from app.dates import roc_date
from app.desk.demo_cohort.people import COHORT, MAIN, DemoGraduate
from app.policy.profile import Profile

Cells = Sequence[object]


def _text(heading: Cells, rows: Iterable[Cells]) -> bytes:
    """UTF-8 with a byte order mark, as spreadsheets write it."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(heading)
    writer.writerows(rows)
    return b"\xef\xbb\xbf" + stream.getvalue().encode()


def graduates_file(people: Iterable[DemoGraduate], profile: Profile) -> bytes:
    heading = (
        "學號", "姓名", "英文姓名", "身分證字號", "證件別", "出生日期", "性別", "身分別", "學程", "畢業學年期",
        "學籍狀態", "赴外交換", "師資生", "在畢業名冊", "電子信箱", "學校信箱", "手機", "地址",
    )  # fmt: skip
    return _text(heading, (_graduate(place, each, profile) for place, each in enumerate(people)))


def _graduate(place: int, each: DemoGraduate, profile: Profile) -> Cells:
    mailbox = f"{each.name_en.split(',')[0].lower().replace(' ', '-')}.{each.id_number[-5:]}@post.example"
    return (
        each.number,
        each.name,
        each.name_en,
        each.id_number,
        each.id_kind,
        roc_date(each.birth),
        "男" if each.sex == "M" else "女",
        each.nationality,
        profile.programme_by_code[each.programme].name.zh,
        each.cohort,
        each.status,
        "是" if each.is_exchange else "",
        "是" if each.is_teacher_ed else "",
        "是" if each.is_listed else "否",
        mailbox,
        f"{each.number.lower()}@mail.sample.example",
        f"0900-000-{place % 1000:03d}",
        f"範例市虛構區樣本路 {1 + place % 300} 號",
    )


def cards_file(people: Iterable[DemoGraduate]) -> bytes:
    rows = ((each.number, each.uid.hex().upper(), each.card_state) for each in people if each.has_card)
    return _text(("學號", "卡號", "卡片狀態"), rows)


def clearance_file(people: Iterable[DemoGraduate], profile: Profile) -> bytes:
    rows = (
        (each.number, profile.item_by_code[code].name.zh, state, reason, amount or "")
        for each in people
        for code, (state, reason, amount) in each.items.items()
    )
    return _text(("學號", "項目", "審核結果", "原因", "金額"), rows)


def approvals_file(people: Iterable[DemoGraduate], day: str, *, today: str = "") -> bytes:
    """The registrar's list; that of ``today`` no longer gives the approval that was withdrawn overnight."""
    rows = (
        (each.number, each.cohort, _word(each, today), _day(each, day, today), _note(each, today))
        for each in people
        if each.status != "延畢"
    )
    return _text(("學號", "學年期", "審核結果", "核定日期", "備註"), rows)


def _day(each: DemoGraduate, day: str, today: str) -> str:
    if each.withdrawn_today and today:
        return today
    return day if each.approved else ""


def _word(each: DemoGraduate, today: str) -> str:
    if each.withdrawn_today and today:
        return "不通過"
    return "通過" if each.approved else "待審核"


def _note(each: DemoGraduate, today: str) -> str:
    return "一科成績更正後未達畢業學分" if each.withdrawn_today and today else ""


def certificates_file(people: Sequence[DemoGraduate], profile: Profile) -> bytes:
    heading = (
        "學號", "證書字號", "畢業年月", "學位", "英文學位", "系所名稱", "英文系所", "印製序號", "保管窗口", "存放位置",
    )  # fmt: skip
    printed = [each for each in people if each.has_certificate]
    return _text(heading, (_certificate(place, each, profile) for place, each in enumerate(printed, 1)))


def _certificate(place: int, each: DemoGraduate, profile: Profile) -> Cells:
    programme = profile.programme_by_code[each.programme]
    year = each.cohort.year + 1
    number = 312 + place - 1
    return (
        each.number,
        f"({year})範大學字第 {number:06d} 號",
        f"{year} 年 6 月",
        programme.degree.zh,
        programme.degree.en,
        programme.name.zh,
        programme.name.en,
        f"S{year}-{number:06d}",
        each.station,
        _shelf(place, each),
    )


def _shelf(place: int, each: DemoGraduate) -> str:
    """Where the sheet lies: last year's in a cabinet of their own, Lakeside's in the drawers there."""
    if each.cohort != COHORT:
        return f"舊卷櫃 {each.cohort} 第 {1 + place % 3} 格"
    if each.station != MAIN:
        return f"湖畔 {'ABC'[place % 3]} 抽屜 {1 + place % 40:02d} 號"
    return f"{'甲乙丙丁'[place // 110 % 4]}櫃 {1 + place // 22 % 5} 層 {1 + place % 22:02d} 號"
