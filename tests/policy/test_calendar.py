"""Working days, hours and due dates: the vectors of the rules, and properties over many years."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.dates import TAIPEI
from app.errors import Trouble
from app.policy.calendar import OfficialCalendar, Openness, SchoolCalendar, add_months
from app.policy.profile import Closure, DigitalDue, Profile
from app.wording import Bilingual
from tests.policy.people import ntnu, on, sample, sample_calendar

days = st.dates(date(2020, 1, 1), date(2027, 11, 30))


def with_due(due: dict[str, object], **digital: object) -> SchoolCalendar:
    profile = ntnu()
    changed = profile.digital.model_copy(update={"due": DigitalDue(**due), **digital})  # type: ignore[arg-type]
    return SchoolCalendar(profile.model_copy(update={"digital": changed}))


# ------------------------------------------------------------------ the vectors of the rules
def test_three_working_days_leap_over_a_suspended_friday_and_the_weekend() -> None:
    assert SchoolCalendar(ntnu()).digital_due(date(2025, 7, 10)) == date(2025, 7, 16)


def test_a_school_may_count_suspended_days() -> None:
    counting = with_due({"rule": "working_days", "count": 3}, suspended_days_count=True)
    assert counting.digital_due(date(2025, 7, 10)) == date(2025, 7, 15)


def test_a_make_up_saturday_is_a_working_day() -> None:
    assert SchoolCalendar(ntnu()).is_working_day(date(2025, 2, 8))
    assert SchoolCalendar(ntnu()).digital_due(date(2025, 2, 7)) == date(2025, 2, 11)


def test_one_month_later_is_clamped_to_the_month_s_end() -> None:
    monthly = with_due({"rule": "months", "count": 1})
    assert monthly.digital_due(date(2024, 1, 31)) == date(2024, 2, 29)


def test_a_month_date_on_a_holiday_moves_to_the_next_working_day() -> None:
    monthly = with_due({"rule": "months", "count": 1})
    assert monthly.digital_due(date(2025, 1, 31)) == date(2025, 3, 3)
    assert with_due({"rule": "months", "count": 1}, due_on_holiday="same").digital_due(date(2025, 1, 31)) == date(
        2025, 2, 28
    )


def test_at_once_is_the_day_itself() -> None:
    assert with_due({"rule": "at_once"}).digital_due(date(2025, 7, 3)) == date(2025, 7, 3)


@pytest.mark.parametrize(
    ("pickup", "due"),
    [
        (date(2025, 6, 16), date(2025, 6, 20)),
        (date(2025, 6, 18), date(2025, 6, 20)),
        (date(2025, 6, 19), date(2025, 6, 27)),
        (date(2025, 6, 20), date(2025, 6, 27)),
    ],
)
def test_collected_by_wednesday_is_sent_on_friday(pickup: date, due: date) -> None:
    weekly = with_due({"rule": "weekly", "weekday": 5, "pickup_by": 3})
    assert weekly.digital_due(pickup) == due


def test_a_weekday_without_a_deadline_is_the_next_one_from_the_pickup_on() -> None:
    mondays = with_due({"rule": "weekly", "weekday": 1})
    assert mondays.digital_due(date(2025, 6, 18)) == date(2025, 6, 23)
    assert mondays.digital_due(date(2025, 6, 23)) == date(2025, 6, 23)
    assert with_due({"rule": "weekly", "weekday": 1, "pickup_by": 5}).digital_due(date(2025, 6, 21)) == date(
        2025, 6, 30
    )


def test_fixed_dates_end_some_day() -> None:
    fixed = with_due({"rule": "fixed_dates", "dates": (date(2025, 7, 31), date(2025, 8, 31))})
    assert fixed.digital_due(date(2025, 7, 31)) == date(2025, 7, 31)
    assert fixed.digital_due(date(2025, 8, 1)) == date(2025, 9, 1)  # 8/31 is a Sunday
    assert fixed.digital_due(date(2025, 9, 1)) is None


# ------------------------------------------------------------------ known days
@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2025, 1, 1), False),
        (date(2025, 1, 31), False),  # lunar new year
        (date(2025, 2, 28), False),
        (date(2025, 5, 30), False),  # the Friday before the Dragon Boat Festival
        (date(2025, 9, 29), False),  # new in 2025
        (date(2025, 10, 24), False),
        (date(2025, 12, 25), False),
        (date(2025, 7, 3), True),
        (date(2025, 7, 6), False),
        (date(2026, 2, 16), False),
        (date(2023, 9, 23), True),  # make-up Saturday
    ],
)
def test_the_government_s_days_are_known(day: date, works: bool) -> None:
    assert SchoolCalendar(ntnu()).is_working_day(day) is works


@given(days, st.integers(0, 40))
def test_due_days_are_working_days_and_count_exactly(day: date, count: int) -> None:
    calendar = sample_calendar()
    due = calendar.add_working_days(day, count, suspended_days_count=True)
    between = [day + timedelta(days=step) for step in range(1, (due - day).days + 1)]
    assert sum(map(calendar.is_working_day, between)) == count
    assert count == 0 or calendar.is_working_day(due)


@given(days, st.integers(1, 36))
def test_months_later_keep_the_day_or_the_month_s_end(day: date, count: int) -> None:
    later = add_months(day, count)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == count
    assert later.day == day.day or ((later + timedelta(days=1)).day == 1 and later.day < day.day)


# ------------------------------------------------------------------ opening hours
@pytest.mark.parametrize(
    ("moment", "openness", "opens_next"),
    [
        (on(2025, 7, 3, 8, 29), Openness.BEFORE, on(2025, 7, 3, 8, 30)),
        (on(2025, 7, 3, 8, 30), Openness.OPEN, None),
        (on(2025, 7, 3, 11, 59), Openness.OPEN, None),
        (on(2025, 7, 3, 12, 0), Openness.LUNCH, on(2025, 7, 3, 13, 30)),
        (on(2025, 7, 3, 13, 30), Openness.OPEN, None),
        (on(2025, 7, 3, 17, 0), Openness.AFTER, on(2025, 7, 4, 8, 30)),
        (on(2025, 7, 4, 17, 0), Openness.AFTER, on(2025, 7, 7, 8, 30)),
        (on(2025, 7, 5), Openness.CLOSED_DAY, on(2025, 7, 7, 8, 30)),
        (on(2025, 7, 10, 18, 0), Openness.AFTER, on(2025, 7, 14, 8, 30)),
        (on(2025, 7, 11), Openness.SUSPENDED, on(2025, 7, 14, 8, 30)),
        (on(2025, 7, 12), Openness.CLOSED_DAY, on(2025, 7, 14, 8, 30)),
    ],
)
def test_a_counter_is_open_by_its_hours(moment: datetime, openness: Openness, opens_next: datetime | None) -> None:
    opening = SchoolCalendar(ntnu()).opening("main", moment)
    assert (opening.openness, opening.opens_next) == (openness, opens_next)


def test_the_moment_is_read_on_taiwan_s_clock_whatever_zone_it_comes_in() -> None:
    from datetime import UTC

    assert SchoolCalendar(ntnu()).opening("main", datetime(2025, 7, 3, 0, 30, tzinfo=UTC)).openness is Openness.OPEN
    assert SchoolCalendar(ntnu()).opening("main", datetime(2025, 7, 3, 9, 0, tzinfo=UTC)).openness is Openness.AFTER


def test_an_open_counter_says_until_when() -> None:
    assert SchoolCalendar(ntnu()).opening("main", on(2025, 7, 3)).until == time(12, 0)
    assert SchoolCalendar(ntnu()).opening("gongguan", on(2025, 7, 3, 14)).until == time(17, 0)


def test_summer_fridays_are_closed_where_the_school_says_so() -> None:
    assert sample_calendar().opening("main", on(2025, 7, 18)).openness is Openness.CLOSED_DAY
    assert sample_calendar().opening("lakeside", on(2025, 7, 18)).openness is Openness.OPEN
    assert sample_calendar().opening("main", on(2025, 7, 17, 16, 30)).openness is Openness.AFTER
    assert sample_calendar().opening("main", on(2025, 9, 5, 16, 30)).openness is Openness.OPEN


def test_a_counter_closed_alone_does_not_stop_the_school_s_days() -> None:
    assert sample_calendar().opening("lakeside", on(2025, 7, 21)).openness is Openness.CLOSED_DAY
    assert sample_calendar().opening("main", on(2025, 7, 21)).openness is Openness.OPEN
    assert sample_calendar().is_working_day(date(2025, 7, 21))
    assert not sample_calendar().is_working_day(date(2025, 8, 14))


def test_a_typhoon_day_declared_today_moves_the_due_date() -> None:
    typhoon = Closure.model_validate(
        {
            "code": "typhoon",
            "kind": "closed",
            "name": Bilingual("颱風停班", "Typhoon"),
            "from": date(2025, 7, 7),
            "to": date(2025, 7, 7),
        }
    )
    calendar = SchoolCalendar(sample(), closures=[typhoon])
    assert sample_calendar().digital_due(date(2025, 7, 3)) == date(2025, 7, 8)
    assert calendar.digital_due(date(2025, 7, 3)) == date(2025, 7, 9)
    assert calendar.opening("main", on(2025, 7, 7)).reason == Bilingual("颱風停班", "Typhoon")


# ------------------------------------------------------------------ the official calendar
OFFICIAL = "西元日期,星期,是否放假,備註\r\n20250703,四,2,測試放假\r\n20250705,六,0,測試補班\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp950"])
def test_the_official_calendar_overrides_the_library(encoding: str) -> None:
    calendar = SchoolCalendar(ntnu(), OfficialCalendar.read(OFFICIAL.encode(encoding)))
    assert not calendar.is_working_day(date(2025, 7, 3))
    assert calendar.is_working_day(date(2025, 7, 5))
    assert calendar.is_working_day(date(2025, 7, 4))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("日期,放假\n20250703,2\n", 1),
        ("西元日期,是否放假\n", 1),
        ("西元日期,是否放假\n20250703,2\n20250230,2\n", 3),
        ("西元日期,是否放假\n20250703,1\n", 2),
        ("", 1),
        ("西元日期,是否放假\n20250703,2\n20250704," + "2" * 140_000 + "\n", 3),
        ('西元日期,是否放假\n20250703,"2\n' + "20250704,2\n" * 14_000, 2),
    ],
)
def test_a_bad_official_calendar_names_its_line(text: str, line: int) -> None:
    with pytest.raises(Trouble) as failure:
        OfficialCalendar.read(text.encode())
    assert (failure.value.code, failure.value.facts["line"]) == ("calendar.invalid", line)


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"x" * 1_000_001])
def test_what_is_no_calendar_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(Trouble, match=r"calendar\.invalid"):
        OfficialCalendar.read(content)


def test_a_year_that_nobody_confirmed_is_told_until_its_calendar_is_loaded() -> None:
    calendar = SchoolCalendar(ntnu())
    assert calendar.notices(date(2025, 7, 3)) == ()
    assert [each.facts["year"] for each in calendar.notices(date(2027, 12, 30), date(2031, 1, 5))] == [2031]
    first = date(2031, 1, 1)
    every = {first + timedelta(days=each): each % 7 > 4 for each in range(365)}
    assert SchoolCalendar(ntnu(), OfficialCalendar(every)).notices(date(2031, 1, 5)) == ()
    del every[date(2031, 12, 31)]
    partly = OfficialCalendar(every)
    assert SchoolCalendar(ntnu(), partly).notices(date(2031, 1, 5)), "one day that is listed is not the year"
    joined = OfficialCalendar.joined([partly, OfficialCalendar({date(2031, 12, 31): False})])
    assert SchoolCalendar(ntnu(), joined).notices(date(2031, 1, 5)) == ()


def test_two_rows_that_contradict_each_other_are_refused_when_a_calendar_is_loaded() -> None:
    text = "西元日期,是否放假\n20250703,2\n20250704,0\n20250703,{}\n"
    assert OfficialCalendar.read(text.format(2).encode()).days_off == 1
    with pytest.raises(Trouble) as failure:
        OfficialCalendar.read(text.format(0).encode())
    assert (failure.value.code, failure.value.facts["line"]) == ("calendar.invalid", 4)
    assert OfficialCalendar.read(text.format(0).encode(), held=True).says_off(date(2025, 7, 3)) is False


def test_a_school_that_never_works_is_told_as_such() -> None:
    never = Closure.model_validate(
        {"code": "never", "kind": "closed", "name": Bilingual("停"), "from": date(2025, 1, 1), "to": date(2030, 1, 1)}
    )
    with pytest.raises(Trouble, match=r"calendar\.no_working_day"):
        SchoolCalendar(sample(), closures=[never]).digital_due(date(2025, 7, 3))


def test_a_counter_without_hours_is_open_on_every_working_day() -> None:
    counters = tuple(each.model_copy(update={"hours": ()}) for each in sample().counters)
    profile: Profile = sample().model_copy(update={"counters": counters})
    opening = SchoolCalendar(profile).opening("main", datetime(2025, 7, 3, 23, 0, tzinfo=TAIPEI))
    assert opening.openness is Openness.OPEN
