"""Every obstacle of a case at once, each with its office: the refusals that a registry meets (RULES I7)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from app.dates import AcademicSemester
from app.errors import Obstacle
from app.models.base import uuid7
from app.models.card import CardState, LossReport, StudentCard
from app.models.certificate import DegreeCertificate, SheetState, Stage
from app.models.graduate import Approval, ClearanceItem, Graduate, State, Status
from app.models.pickup import Pickup, PickupMode
from app.models.staff import Override, Station
from app.policy import rules
from app.policy.calendar import SchoolCalendar
from app.policy.card_act import exception_obstacles
from app.policy.case import AtCounter
from app.policy.laid import Laid
from app.policy.notices import notices, outside_hours
from app.policy.profile import Profile, ProfileFault
from app.policy.rules import obstacles, released
from app.wording import EN, ZH, in_language
from tests.policy.people import (
    LAKESIDE,
    MAIN,
    NOW,
    a_certificate,
    a_graduate,
    a_person,
    a_sheet,
    at,
    item_of,
    ntnu,
    on,
    sample,
    sample_calendar,
)

GONGGUAN = Station(code="G1", name="公館 1 號", counter="gongguan")


def asked(graduate: Graduate, here: AtCounter | None = None, **more: Any) -> tuple[Obstacle, ...]:
    return obstacles(graduate, sample(), sample_calendar(), here or at(), **more)


def codes(graduate: Graduate, here: AtCounter | None = None, **more: Any) -> list[str]:
    return [each.code for each in asked(graduate, here, **more)]


def the_only(graduate: Graduate, here: AtCounter | None = None, **more: Any) -> Obstacle:
    (found,) = asked(graduate, here, **more)
    return found


def test_a_cleared_graduate_has_nothing_in_the_way() -> None:
    assert asked(a_graduate()) == ()


# ------------------------------------------------------------------ clearance
def test_every_unit_that_blocks_is_named_with_its_door_at_once() -> None:
    graduate = a_graduate()
    item_of(graduate, "library").state = State.FAILED
    item_of(graduate, "library").reason = "逾期圖書 2 冊"
    item_of(graduate, "fees").state = State.PENDING
    found = asked(graduate)
    assert [(each.code, each.unit, each.facts["item"]) for each in found] == [
        ("clearance.outstanding", "general-affairs", "fees"),
        ("clearance.outstanding", "library", "library"),
    ]
    assert found[1].facts["extension"] == "5200"
    assert found[1].facts["reason"] == "逾期圖書 2 冊"
    assert all(each.overridable for each in found)


def test_an_item_decided_at_the_counter_does_not_block_unless_it_failed() -> None:
    graduate = a_graduate()
    assert all(each.code != "final-audit" for each in graduate.items)
    assert codes(graduate) == []
    graduate.items.append(ClearanceItem(code="final-audit", state=State.FAILED))
    assert the_only(graduate).facts["item"] == "final-audit"


def test_no_data_at_all_is_one_obstacle_not_ten() -> None:
    graduate = a_graduate()
    graduate.items.clear()
    assert the_only(graduate).code == "clearance.no_data"
    early = asked(graduate, at(on(2025, 5, 29)))
    assert [each.code for each in early] == ["clearance.no_data", "window.not_open"]
    assert str(early[0].facts["opens"]) == "114/06/01"
    graduate.cohort = AcademicSemester(111, 2)
    graduate.approvals[0].semester = graduate.cohort
    assert "opens" not in the_only(graduate).facts


def test_a_door_without_an_extension_shows_its_telephone() -> None:
    graduate = a_graduate(ntnu(), college="science", department="any", programme="any")
    graduate.certificates[0].sheets = [a_sheet(GONGGUAN)]
    found = obstacles(graduate, ntnu(), SchoolCalendar(ntnu()), at())
    assert [(each.code, each.facts["extension"]) for each in found] == [("counter.wrong", "02-7749-6548")]


# ------------------------------------------------------------------ graduation
@pytest.mark.parametrize(
    ("state", "code"),
    [
        (Approval.PENDING, "graduation.not_approved"),
        (Approval.WITHDRAWN, "graduation.withdrawn"),
        (Approval.LAPSED, "graduation.lapsed"),
    ],
)
def test_without_an_approval_in_force_the_registrar_is_the_door(state: Approval, code: str) -> None:
    graduate = a_graduate()
    graduate.approvals[0].state = state
    graduate.approvals[0].decided_on = date(2025, 7, 2)
    found = the_only(graduate)
    assert (found.code, found.unit, found.overridable) == (code, "registrar", False)


def test_an_approval_withdrawn_yesterday_says_since_when() -> None:
    graduate = a_graduate()
    graduate.approvals[0].state = Approval.WITHDRAWN
    graduate.approvals[0].decided_on = date(2025, 7, 2)
    fact = the_only(graduate).facts["day"]
    assert (in_language(ZH).of(fact), in_language(EN).of(fact)) == ("114/07/02", "2025-07-02")  # type: ignore[arg-type]


def test_a_missing_decision_counts_as_none_except_for_one_who_is_a_graduate_already() -> None:
    graduate = a_graduate()
    graduate.approvals.clear()
    assert codes(graduate) == ["graduation.not_approved"]
    graduate.status = Status.GRADUATED
    assert codes(graduate) == []


def test_the_approval_of_another_semester_does_not_help() -> None:
    graduate = a_graduate()
    graduate.approvals[0].semester = AcademicSemester(113, 1)
    assert codes(graduate) == ["graduation.not_approved"]


def test_after_the_last_day_of_clearance_an_approval_lapses_for_those_who_did_not_finish() -> None:
    late = at(on(2025, 9, 8))
    graduate = a_graduate()
    assert codes(graduate, late) == []
    item_of(graduate, "library").state = State.PENDING
    assert codes(graduate, late) == ["graduation.lapsed", "clearance.outstanding"]
    assert codes(graduate, at(on(2025, 9, 5))) == ["clearance.outstanding"]


@pytest.mark.parametrize(
    ("status", "listed", "code"),
    [
        (Status.EXTENDED, True, "graduate.not_on_list"),
        (Status.GRADUATING, False, "graduate.not_on_list"),
        (Status.SUSPENDED, True, "graduate.suspended"),
        (Status.WITHDRAWN, True, "graduate.withdrawn"),
    ],
)
def test_a_known_card_that_is_not_on_the_list_is_sent_to_the_registrar_once(
    status: Status, listed: bool, code: str
) -> None:
    graduate = a_graduate(status=status, is_listed=listed)
    graduate.certificates.clear()
    graduate.approvals.clear()
    found = the_only(graduate)
    assert (found.code, found.unit, found.overridable) == (code, "registrar", False)


def test_an_earlier_cohort_s_uncollected_certificate_may_be_handed_over() -> None:
    graduate = a_graduate(cohort=AcademicSemester(112, 2), status=Status.GRADUATED, is_listed=False)
    assert codes(graduate) == []


# ------------------------------------------------------------------ certificate and sheet
def test_a_collected_certificate_is_the_only_thing_worth_saying() -> None:
    graduate = a_graduate()
    item_of(graduate, "library").state = State.PENDING
    certificate = graduate.certificates[0]
    certificate.stage = Stage.HANDED_OVER
    certificate.pickups.append(a_pickup(certificate))
    found = the_only(graduate)
    assert (found.code, found.overridable) == ("certificate.already_collected", False)
    assert str(found.facts["day"]) == "114/06/20"
    assert found.facts["receipt"] == "M1-114-00001"


def a_pickup(certificate: DegreeCertificate) -> Pickup:
    return Pickup(
        deed_id=uuid7(), graduate_id=uuid7(), certificate_id=certificate.id, sheet_id=uuid7(), mode=PickupMode.SELF,
        at=on(2025, 6, 20), clerk_id=uuid7(), station_id=MAIN.id, profile_id=uuid7(), receipt_number="M1-114-00001",
        opened_by="card", identity_kind="photo", sheet_typed=False, signature_kind="pad",
    )  # fmt: skip


@pytest.mark.parametrize(("stage", "code"), [(Stage.HELD, "certificate.held"), (Stage.VOID, "certificate.void")])
def test_a_held_or_void_certificate_stays(stage: Stage, code: str) -> None:
    graduate = a_graduate()
    graduate.certificates[0].stage = stage
    assert (the_only(graduate).code, the_only(graduate).unit) == (code, "registrar")


def test_no_certificate_and_no_sheet_are_two_different_things() -> None:
    graduate = a_graduate()
    graduate.certificates[0].sheets[0].state = SheetState.VOID
    assert codes(graduate) == ["sheet.missing"]
    graduate.certificates[0].sheets[0].state = SheetState.TO_BE_VOIDED
    assert codes(graduate) == ["sheet.void"]
    graduate.certificates.clear()
    assert codes(graduate) == ["certificate.missing"]


def test_the_newest_certificate_that_is_not_void_is_the_one_in_question() -> None:
    graduate = a_graduate()
    graduate.certificates[0].stage = Stage.VOID
    later = a_certificate(number="(114)範大學字第 000400 號")
    graduate.certificates.append(later)
    assert rules.certificate_of(graduate) is later
    assert codes(graduate) == []


def test_a_sheet_in_another_drawer_of_the_same_counter_is_here() -> None:
    graduate = a_graduate()
    neighbour = Station(code="M2", name="校本部 2 號", counter="main")
    graduate.certificates[0].sheets = [a_sheet(neighbour)]
    assert codes(graduate) == []


def test_a_sheet_on_the_other_campus_says_where_it_lies() -> None:
    graduate = a_graduate()
    graduate.certificates[0].sheets = [a_sheet(LAKESIDE)]
    found = the_only(graduate)
    assert (found.code, found.unit) == ("sheet.elsewhere", "lakeside-academic")
    assert str(found.facts["place"]) == "湖畔校區綜合教學館 1 樓"


# ------------------------------------------------------------------ the right counter
def a_physicist() -> Graduate:
    graduate = a_graduate(college="science", department="physics", programme="physics-bsc")
    graduate.certificates[0].sheets = [a_sheet(LAKESIDE)]
    return graduate


def test_at_the_other_campus_s_counter_the_right_place_and_telephone_are_told_once() -> None:
    found = the_only(a_physicist())
    assert (found.code, found.unit) == ("counter.wrong", "lakeside-academic")
    assert str(found.facts["counter"]) == "湖畔教務組"
    assert (found.facts["phone"], found.facts["extension"]) == ("02-2345-6800", "5101")
    assert codes(a_physicist(), at(station=LAKESIDE)) == []


def test_a_sheet_that_was_brought_here_makes_this_counter_right() -> None:
    graduate = a_physicist()
    graduate.certificates[0].sheets = [a_sheet(MAIN)]
    assert codes(graduate) == []


def test_the_one_course_inside_the_college_of_engineering_belongs_to_the_other_counter() -> None:
    photonics = a_graduate(college="engineering", department="photonics", programme="photonics-bsc")
    photonics.certificates[0].sheets = [a_sheet(LAKESIDE)]
    assert codes(photonics) == ["counter.wrong"]
    others = a_graduate(college="engineering", department="computer-science", programme="computer-science-bsc")
    assert codes(others) == []


# ------------------------------------------------------------------ days, hours, windows
def test_a_closed_day_refuses_and_says_when_the_counter_opens() -> None:
    found = the_only(a_graduate(), at(on(2025, 7, 11)))
    assert (found.code, found.overridable) == ("hours.closed_day", True)
    assert "分科測驗" in str(found.facts["reason"])
    assert (str(found.facts["opens_on"]), found.facts["opens_at"]) == ("114/07/14", "08:30")
    assert codes(a_graduate(), at(on(2025, 7, 5))) == ["hours.closed_day"]


def test_outside_hours_is_told_not_refused() -> None:
    lunch = at(on(2025, 7, 3, 12, 30))
    assert codes(a_graduate(), lunch) == []
    assert outside_hours(sample_calendar(), lunch)
    told = notices(a_graduate(), sample(), sample_calendar(), lunch)
    assert [each.code for each in told] == ["hours.outside"]
    assert told[0].facts["opens_at"] == "13:30"
    assert not outside_hours(sample_calendar(), at())
    assert not outside_hours(sample_calendar(), at(on(2025, 7, 5)))


def test_the_last_minutes_before_closing_are_told() -> None:
    (told,) = notices(a_graduate(), sample(), sample_calendar(), at(on(2025, 7, 3, 11, 50)))
    assert (told.code, told.facts["minutes"]) == ("hours.closing_soon", 10)
    assert notices(a_graduate(), sample(), sample_calendar(), at(on(2025, 7, 3, 11, 44))) == ()
    assert len(notices(a_graduate(), sample(), sample_calendar(), at(on(2025, 7, 3, 11, 45)))) == 1


def test_before_and_after_the_window_a_certificate_waits() -> None:
    before = asked(a_graduate(), at(on(2025, 5, 29)))
    assert [each.code for each in before] == ["window.not_open"]
    assert str(before[0].facts["opens"]) == "114/06/02"
    assert codes(a_graduate(), at(on(2026, 1, 5))) == ["window.over"]
    assert codes(a_graduate(), at(on(2025, 12, 31))) == []
    assert codes(a_graduate(), at(on(2025, 6, 2))) == []


def test_the_window_is_the_level_s_own() -> None:
    master = a_graduate(
        level="master", department="computer-science", college="engineering", programme="computer-science-msc"
    )
    assert "window.not_open" in codes(master, at(on(2025, 6, 10)))
    assert "window.not_open" not in codes(a_graduate(), at(on(2025, 6, 10)))


def test_a_semester_that_nobody_announced_is_told() -> None:
    later = a_graduate(cohort=AcademicSemester(115, 1))
    assert [each.code for each in notices(later, sample(), sample_calendar(), at())] == ["window.not_announced"]


# ------------------------------------------------------------------ the card
def a_card(graduate: Graduate, state: CardState) -> StudentCard:
    card = StudentCard(uid_index=b"", uid_sealed=b"", state=state)
    graduate.cards.append(card)
    return card


@pytest.mark.parametrize(
    ("state", "code"),
    [
        (CardState.LOST, "card.reported_lost"),
        (CardState.VOID, "card.void"),
        (CardState.EXPIRED, "card.expired"),
    ],
)
def test_a_card_that_is_no_longer_good_is_an_obstacle_of_its_own(state: CardState, code: str) -> None:
    graduate = a_graduate()
    found = the_only(graduate, card=a_card(graduate, state))
    assert (found.code, found.overridable) == (code, True)


def test_an_old_card_and_an_unknown_one_are_told_apart() -> None:
    assert codes(a_graduate(), laid=Laid.OLD) == ["card.old"]
    assert "4K" in str(the_only(a_graduate(), laid=Laid.OLD).facts["way"])
    for laid in set(Laid) - {Laid.OLD}:  # what is no card of the graduate's says nothing about the graduate
        assert codes(a_graduate(), laid=laid) == []


def test_each_code_of_the_reader_and_the_register_has_its_word() -> None:
    assert [Laid.by_code(code) for code in ("card.old", "card.unknown", "card.unregistered")] == [
        Laid.OLD, Laid.UNKNOWN, Laid.UNREGISTERED
    ]  # fmt: skip
    assert {Laid.by_code(code) for code in ("card.mute", "card.gone", "card.random_uid")} == {Laid.UNREADABLE}
    assert Laid.by_code("reader.held") is Laid.NONE


def a_loss(minutes: int, reissue: bool) -> LossReport:
    return LossReport(
        route="portal", evidence="畫面", reissue_requested=reissue, day=date(2025, 7, 1),
        at=NOW + timedelta(minutes=minutes), clerk_id=uuid7(),
    )  # fmt: skip


def test_a_reissue_that_was_asked_for_has_to_be_cancelled_first() -> None:
    graduate = a_graduate()
    graduate.losses.append(a_loss(0, reissue=True))
    assert codes(graduate) == ["card.reissue_requested"]
    graduate.losses.append(a_loss(5, reissue=False))
    assert codes(graduate) == []


def test_a_card_that_cannot_be_stamped_is_excused_by_a_supervisor() -> None:
    graduate = a_graduate()
    (found,) = exception_obstacles(graduate, sample(), at(), "unreadable")
    assert (found.code, found.facts["item"]) == ("card.exception_needs_supervisor", "unreadable")
    assert found.overridable
    day = date(2025, 7, 3)
    assert released(found, [an_override("card.exception_needs_supervisor", "unreadable")], day)
    assert not released(found, [an_override("card.exception_needs_supervisor", "never-issued")], day)


@pytest.mark.parametrize("profile", [sample, ntnu])
def test_whoever_let_the_cards_own_obstacle_pass_let_its_reason_pass(profile: Callable[[], Profile]) -> None:
    about = {"expired": "card.expired", "already-stamped": "card.void", "old-card": "card.old"}
    for exception, code in about.items():
        (found,) = exception_obstacles(a_graduate(), profile(), at(), exception)
        assert (found.code, found.overridable) == (code, True)
        assert released(found, [an_override(code)], date(2025, 7, 3))


@pytest.mark.parametrize("profile", [sample, ntnu])
def test_every_reason_but_the_reported_loss_is_a_supervisors(profile: Callable[[], Profile]) -> None:
    card = profile().card
    assert [each.code for each in card.exceptions if not each.needs_supervisor] == ["lost"]
    assert [each.code for each in card.exceptions if each.needs_loss_report] == ["lost"]


def test_a_lost_card_is_excused_by_its_loss_report_alone() -> None:
    graduate = a_graduate()
    (found,) = exception_obstacles(graduate, sample(), at(), "lost")
    assert (found.code, found.unit) == ("card.loss_not_reported", "it")
    graduate.losses.append(a_loss(0, reissue=False))
    assert exception_obstacles(graduate, sample(), at(), "lost") == ()


def test_an_exception_that_the_profile_does_not_name_is_none() -> None:
    assert [each.code for each in exception_obstacles(a_graduate(), sample(), at(), "dog-ate-it")] == [
        "card.exception_unknown"
    ]


# ------------------------------------------------------------------ told: age, names
def test_old_data_are_told_with_the_source_s_own_time() -> None:
    graduate = a_graduate()
    item_of(graduate, "library").source_time = on(2025, 7, 1, 8, 5)
    (told,) = notices(graduate, sample(), sample_calendar(), at())
    assert (told.code, str(told.facts["day"]), told.facts["at"]) == ("clearance.stale", "114/07/01", "08:05")


def test_old_data_stop_the_hand_over_until_a_supervisor_releases_it_where_the_profile_says_so() -> None:
    """C10: an approval can be taken back; where the school says so, old answers are not enough."""
    text = sample().text.replace("stale_after_minutes", 'when_stale = "ask_supervisor"\nstale_after_minutes')
    with pytest.raises(ProfileFault) as fault:
        Profile.from_text(text, "sample")
    assert "feed.when_stale" in str(fault.value)
    strict = Profile.from_text(
        text.replace('"clearance.no_data"]', '"clearance.no_data", "clearance.stale"]'), "sample"
    )
    graduate = a_graduate()
    calendar = SchoolCalendar(strict)
    assert obstacles(graduate, strict, calendar, at()) == ()
    item_of(graduate, "library").source_time = on(2025, 7, 1, 8, 5)
    (old,) = obstacles(graduate, strict, calendar, at())
    assert (old.code, str(old.facts["day"])) == ("clearance.stale", "114/07/01")
    assert notices(graduate, strict, calendar, at()) == ()
    assert released(old, [an_override("clearance.stale")], at().day)


def test_an_odd_english_name_on_the_certificate_is_told() -> None:
    graduate = a_graduate(person=a_person())
    graduate.certificates[0].name_en = "Wang Hsiao-ming"
    assert [each.code for each in notices(graduate, sample(), sample_calendar(), at())] == ["name.english_format"]


# ------------------------------------------------------------------ letting pass
def an_override(code: str, item: str = "", day: date = date(2025, 7, 3)) -> Override:
    return Override(
        graduate_id=uuid7(),
        code=code,
        item=item,
        reason="急件",
        day=day,
        supervisor_id=uuid7(),
        station_id=MAIN.id,
        at=NOW,
    )


def test_a_release_is_for_one_code_one_item_one_day() -> None:
    graduate = a_graduate()
    item_of(graduate, "library").state = State.PENDING
    found = the_only(graduate)
    today = date(2025, 7, 3)
    assert released(found, [an_override("clearance.outstanding", "library")], today)
    assert not released(found, [an_override("clearance.outstanding", "fees")], today)
    assert not released(found, [an_override("clearance.outstanding")], today)
    assert not released(found, [an_override("clearance.no_data", "library")], today)
    assert not released(found, [an_override("clearance.outstanding", "library", date(2025, 7, 2))], today)
    withdrawn = an_override("clearance.outstanding", "library")
    withdrawn.withdrawn_at = NOW
    assert not released(found, [withdrawn], today)


def test_what_the_profile_does_not_list_nobody_lets_pass() -> None:
    graduate = a_graduate()
    graduate.certificates[0].stage = Stage.HELD
    assert not released(the_only(graduate), [an_override("certificate.held")], date(2025, 7, 3))


def test_everything_wrong_at_once_is_told_at_once() -> None:
    graduate = a_physicist()
    graduate.approvals[0].state = Approval.PENDING
    item_of(graduate, "library").state = State.PENDING
    graduate.certificates[0].stage = Stage.HELD
    graduate.losses.append(a_loss(0, reissue=True))
    assert codes(graduate, at(on(2025, 5, 31)), card=a_card(graduate, CardState.VOID), laid=Laid.OLD) == [
        "graduation.not_approved",
        "clearance.outstanding",
        "certificate.held",
        "counter.wrong",
        "hours.closed_day",
        "window.not_open",
        "card.old",
        "card.void",
        "card.reissue_requested",
    ]
