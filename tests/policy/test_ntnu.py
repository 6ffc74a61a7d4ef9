"""Every figure of NTNU's profile against its notice (A01 to A38), and what the notice does not say marked as such."""

from __future__ import annotations

import re
from datetime import date, time

import pytest

from app.dates import AcademicSemester
from app.models.graduate import Nationality
from app.policy.clearance import advisories, units_of
from app.policy.profile import Attributes, Entry, Level
from app.wording import ZH
from tests.policy.people import a_graduate, ntnu

COHORT = AcademicSemester(113, 2)
RULES_WITHOUT_DATA = {  # said on paper or by the program for every school, not in the profile
    "A02", "A19",
}  # fmt: skip


def serving(**facts: str) -> str:
    found = ntnu().counter_for(Attributes(cohort=COHORT, **facts))  # type: ignore[arg-type]
    return found.code if found else ""


def test_a01_a05_a22_a25_the_cohort_and_its_dates() -> None:
    cohort = ntnu().cohort(COHORT, "bachelor")
    assert cohort is not None
    assert cohort.name.zh == "113 學年度第 2 學期學士班畢業生"
    assert cohort.clearance_opens == date(2025, 6, 1)
    assert cohort.pickup_opens == date(2025, 6, 2)
    assert cohort.fare_until == date(2025, 10, 31)
    assert (cohort.pickup_ends, cohort.lapses_after) == (None, None)
    assert ntnu().cohort(COHORT, "master") is None


def test_a03_the_accounts_are_closed_afterwards() -> None:
    assert ntnu().account_closure.on
    assert ntnu().account_closure.notice.zh == "完成畢業離校手續後，校內部分應用程式與權限將配合關閉。"


def test_a05_a06_a07_the_portal_s_account_changes_on_the_first_of_august() -> None:
    told = {each.code: each.told_on for each in ntnu().logins}
    assert told["graduate-portal"] == ("notice",) and told["electronic-documents"] == ("receipt",)
    before = [each.text.zh for each in ntnu().on(date(2025, 7, 31)).logins if each.code == "graduate-portal"]
    after = [each.text.zh for each in ntnu().on(date(2025, 8, 1)).logins if each.code == "graduate-portal"]
    assert len(before) == len(after) == 1
    assert "校務行政入口網之帳號密碼" in before[0]
    assert "41000000E" in before[0]
    assert "登入帳號為學號，密碼為身分證字號" in after[0]


def test_a09_to_a15_what_blocks_and_a16_to_a18_what_is_only_told() -> None:
    assert [(item.code, item.unit, item.level) for item in ntnu().items] == [
        ("grades", "registrar", Level.BLOCKING),
        ("exchange-credits", "registrar", Level.BLOCKING),
        ("certificate-data", "registrar", Level.BLOCKING),
        ("gown", "general-affairs", Level.BLOCKING),
        ("fees", "general-affairs", Level.BLOCKING),
        ("library", "library", Level.BLOCKING),
        ("course-survey", "curriculum", Level.BLOCKING),
        ("alumni-data", "alumni", Level.ADVISORY),
        ("international-database", "international", Level.ADVISORY),
        ("teacher-credits", "teacher-education", Level.ADVISORY),
    ]
    assert ntnu().words.done.zh == "已完成"
    assert "三校聯盟" in ntnu().item_by_code["library"].name.zh
    assert "暑期學分費" in ntnu().item_by_code["fees"].name.zh


def told(**facts: object) -> list[str]:
    graduate = a_graduate(ntnu(), **facts)  # type: ignore[arg-type]
    graduate.items.clear()
    return [each.item.code for each in advisories(graduate, ntnu())]


def test_a10_a17_a18_some_items_concern_some_graduates() -> None:
    assert told() == ["alumni-data"]
    assert told(nationality=Nationality.OVERSEAS) == ["alumni-data", "international-database"]
    assert told(nationality=Nationality.FOREIGN) == ["alumni-data", "international-database"]
    assert told(nationality=Nationality.MAINLAND) == ["alumni-data"]
    assert told(is_teacher_ed=True) == ["alumni-data", "teacher-credits"]
    exchange = a_graduate(ntnu(), is_exchange=True)
    exchange.items.clear()
    assert "exchange-credits" in [each.item.code for each in units_of(exchange, ntnu()) if each.blocks]


def test_a20_a21_a38_the_card() -> None:
    card = ntnu().card
    assert {each.kind: each.accepted for each in card.kinds} == {"4k": True, "1k": False}
    assert card.acts == ("stamp",)
    assert card.sector is None
    assert card.stamp_text.zh == "學生證失效"
    assert card.old.route == "refuse"
    assert ntnu().may_release("card.old")


@pytest.mark.parametrize(
    ("day", "status", "route"),
    [
        (date(2025, 7, 31), "graduating", "portal"),
        (date(2025, 7, 31), "graduated", "portal"),
        (date(2025, 8, 1), "graduated", "graduate-form"),
        (date(2025, 8, 1), "graduating", "portal"),
        (date(2026, 3, 1), "graduated", "graduate-form"),
    ],
)
def test_a23_a24_the_route_for_a_lost_card(day: date, status: str, route: str) -> None:
    found = ntnu().on(day).lost_card_route(status)
    assert found is not None
    assert found.code == route
    if route == "portal":
        assert "掛失原因：畢業離校，勿按補發" in found.steps.zh


def test_a25_the_hours() -> None:
    for counter in ntnu().counters:
        (weekly,) = counter.hours
        assert weekly.weekdays == (1, 2, 3, 4, 5)
        assert [(each.from_, each.to) for each in weekly.open] == [
            (time(8, 30), time(12, 0)),
            (time(13, 30), time(17, 0)),
        ]


def test_a26_a27_the_two_counters_with_place_and_telephone() -> None:
    main, gongguan = ntnu().counter_by_code["main"], ntnu().counter_by_code["gongguan"]
    assert (main.name.zh, main.place.zh, main.phone) == ("校本部註冊組", "行政大樓一樓", "02-7749-1077")
    assert (gongguan.name.zh, gongguan.place.zh, gongguan.phone) == ("公館教務組", "綜合館一樓", "02-7749-6548")
    assert ntnu().unit_by_code["registrar"].phone == "02-7749-1077"
    assert ntnu().unit_by_code["gongguan-academic"].phone == "02-7749-6548"


@pytest.mark.parametrize("word", ["教育", "文學", "科工", "藝術", "國社", "音樂", "管理"])
def test_a26_seven_colleges_go_to_the_main_campus(word: str) -> None:
    (code,) = [each.code for each in ntnu().colleges if word in each.aliases]
    assert serving(college=code, department="any", programme="any") == "main"


def test_a26_a27_the_exceptions() -> None:
    assert serving(college="science") == "gongguan"
    assert serving(college="sports-recreation", department="physical-education") == "main"
    assert serving(college="sports-recreation", department="athletic-performance") == "gongguan"
    assert serving(college="technology-engineering", programme="photonics") == "gongguan"
    assert serving(college="technology-engineering", department="photonics") == "gongguan"
    assert serving(college="technology-engineering", department="mechatronics") == "main"


def test_a28_the_days_without_hand_over() -> None:
    (closure,) = ntnu().closures
    assert (closure.kind, closure.from_, closure.to) == ("suspended", date(2025, 7, 11), date(2025, 7, 12))
    assert [each.key for each in ntnu().to_supply if each.source == "A28"] == ["closures"]


def test_a29_an_urgent_case_may_be_let_in_on_a_closed_day() -> None:
    assert ntnu().may_release("hours.closed_day")
    assert not ntnu().may_release("graduation.not_approved")
    assert not ntnu().may_release("certificate.already_collected")
    assert not ntnu().may_release("certificate.void")


def test_a31_to_a33_the_proxy() -> None:
    proxy = ntnu().proxy
    assert proxy.word.within(ZH) == "受委託人"
    assert {each.code: each.pieces for each in proxy.evidence_sets} == {
        "with-card": ("letter", "proxy_id", "card"),
        "card-lost": ("letter", "proxy_id", "loss_report", "id_copy"),
    }
    assert (proxy.asks_id_number, proxy.asks_relation, proxy.asks_scans) == (False, False, False)


def test_a34_the_digital_certificate() -> None:
    digital = ntnu().digital
    assert (digital.channel, digital.eligible_from) == ("platform", AcademicSemester(110, 1))
    assert (digital.due.rule, digital.due.count, digital.fee) == ("working_days", 3, 0)
    assert digital.platform is not None
    assert digital.platform.zh == "教育部發放平臺"


def test_a35_contacts_are_roles_with_a_telephone() -> None:
    assert ntnu().contacts[0].phone == "02-7749-1077"


def test_every_entry_says_where_it_comes_from() -> None:
    silent = [key for key, part in ntnu().parts() if isinstance(part, Entry) and not part.source]
    assert silent == []


def test_every_source_is_a_rule_of_the_notice_or_says_that_it_is_none() -> None:
    for key, part in ntnu().parts():
        if isinstance(part, Entry):
            cited = re.findall(r"A\d\d", part.source)
            assert cited or not part.in_document, key
            assert all(1 <= int(each[1:]) <= 38 for each in cited), key


def test_every_rule_of_the_notice_is_cited_somewhere() -> None:
    cited = {
        rule for _, part in ntnu().parts() if isinstance(part, Entry) for rule in re.findall(r"A\d\d", part.source)
    }
    missing = {f"A{number:02d}" for number in range(1, 39)} - cited - RULES_WITHOUT_DATA
    assert missing == set()


def test_what_the_notice_does_not_say_is_listed_for_the_school() -> None:
    listed = dict(ntnu().unsourced())
    assert "identity_documents[0]" in listed
    assert "card.lost_routes[0]" in listed  # whether 8/1 itself is included
    assert "counters[0]" not in listed
    assert "closures[0]" not in listed
