"""A profile is read strictly: every fault with its dotted key and why; what holds for a time is in force then."""

from __future__ import annotations

import hashlib
import pickle
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.dates import AcademicSemester
from app.policy.profile import Attributes, Condition, Profile, ProfileFault, load_profile
from app.wording import LANGUAGES, Bilingual, in_language
from tests.policy.people import PROFILES, ntnu, sample

SAMPLE = (PROFILES / "sample.toml").read_text(encoding="utf-8")


def faults_of(text: str) -> dict[str, str]:
    with pytest.raises(ProfileFault) as failure:
        Profile.from_text(text, "school.toml")
    return {each.key: str(each.why) for each in failure.value.faults}


def with_change(old: str, new: str) -> str:
    assert old in SAMPLE, old
    return SAMPLE.replace(old, new, 1)


# ------------------------------------------------------------------ strict
@pytest.mark.parametrize(
    ("old", "new", "key", "why"),
    [
        ("idle_lock_minutes = 5", "idle_lock_minutes = 5\ncolour = 1", "desk.colour", "unknown"),
        ("idle_lock_minutes = 5", 'idle_lock_minutes = "5"', "desk.idle_lock_minutes", "a whole number"),
        ('"https://verify.sample.example/d/{code}"', '"http://x.example/{code}"', "digital.verify_at", "https"),
        ('"https://verify.sample.example/d/{code}"', '"https://x.example/d"', "digital.verify_at", "{code} once"),
        ('"https://verify.sample.example/d/{code}"', '"https://x/{code}{id}"', "digital.verify_at", "{code} once"),
        ('"https://verify.sample.example/d/{code}"', f'"https://{"x" * 80}/{{code}}"', "digital.verify_at", "most 90"),
        ("idle_lock_minutes = 5", "idle_lock_minutes = 0", "desk.idle_lock_minutes", "At least 1"),
        ("fictional = true", 'fictional = "yes"', "school.fictional", "true or false"),
        ('code = "sample"', 'code = "Sample University"', "school.code", "lower-case letters"),
        ('unit = "curriculum"', 'unit = "curricullum"', "items[8].unit", "no curricullum among the units"),
        ("is_exchange = true", "is_exhcange = true", "items[1].applies_when.is_exhcange", "unknown"),
        ("{ is_exchange = true }", "{}", "items[1].applies_when", "says nothing"),
        ('["overseas", "foreign"]', '["oversea"]', "items[9].applies_when.nationality[0]", "'overseas'"),
        ('cohort_to = "112-2"', 'cohort_to = "112-3"', "items[13].applies_when.cohort_to", "semester"),
        ("pickup_ends = 2025-12-31", "pickup_ends = 2025-01-31", "cohorts[2]", "pickup_ends lies before pickup_opens"),
        ("pickup_ends = 2025-12-31", "pickup_ends = 2025-12-31T00:00:00", "cohorts[2].pickup_ends", "This is no day"),
        ("to = 12:00:00", "to = 08:00:00", "counters[0].hours[0].open[0]", "to lies before from"),
        ("from = 13:30:00", "from = 11:30:00", "counters[0].hours[0]", "overlap"),
        ("weekdays = [1, 2, 3, 4, 5]", "weekdays = [0]", "counters[0].hours[0].weekdays[0]", "1, 2, 3"),
        (
            'colleges = ["science"]',
            'colleges = ["sience"]',
            "counters[1].serves[0].colleges",
            "no sience among the colleges",
        ),
        ('programmes = ["photonics-bsc"]', "everyone = false", "counters[1].serves[1]", "whom it serves"),
        (
            'colleges = ["science"]',
            'colleges = ["science"]\ndepartments = ["physics"]',
            "counters[1].serves[0]",
            "one line",
        ),
        ('counters = ["lakeside"]', 'counters = ["seaside"]', "closures[2].counters", "no seaside among the counters"),
        ('acts = ["stamp", "chip"]', 'acts = ["stamp"]', "card", "belong together"),
        ("sector = 33", "sector = 0", "card.sector.sector", "At least 1"),
        ('"loss_report", "id_copy"]', '"loss_report", "photo"]', "proxy", "not listed: photo"),
        ("保存期間為{years}", "保存期間為{year}", "proxy", "nothing fills: year"),
        ("保存期間為{years}", "保存期間為{years", "proxy", "brace"),
        ('due = { rule = "working_days", count = 3 }', 'due = { rule = "months" }', "digital.due", "needs count"),
        (
            'due = { rule = "working_days", count = 3 }',
            'due = { rule = "at_once", count = 3 }',
            "digital.due",
            "has no",
        ),
        ('channel = "own"', 'channel = "platform"', "digital", "Name the platform"),
        ("school_pattern = '[a-z0-9.]+", "school_pattern = '[a-z0-9.", "digital.mailboxes.school_pattern", "regular"),
        ("(?P<short>", "(?P<kort>", "certificates", "group"),
        ('unit = "it"\nsource', 'unit = "its"\nsource', "offices[2].unit", "no its among the units"),
        ('zh = "成績皆已送達", ', "", "items[0].name", "Chinese text"),
        ("pickup_ends = 2025-12-31", 'pickup_ends = "114.12.31"', "cohorts[2].pickup_ends", "western calendar"),
        ("from = 13:30:00", 'from = "1:30 pm"', "counters[0].hours[0].open[1].from", "08:30:00"),
        ("weekdays = [1, 2, 3, 4, 5]", "weekdays = [1, 1]", "counters[0].hours[0].weekdays", "named twice"),
        ("weekdays = [1, 2, 3, 4]\n", "weekdays = [1, 2, 3, 4]\nvalid_from = 2025-06-30\n", "", "second time"),
        (
            'colleges = ["science"]',
            'colleges = ["science", "education"]',
            "counters[1].serves[0]",
            "education is served",
        ),
        ('"card.void", "card.expired", ', '"card.vold", "card.expired", ', "offices[2].codes", "card.vold"),
        (
            'codes = ["card.reissue_requested"]',
            'codes = ["proxy.evidence_incomplete"]',
            "releases[2].codes",
            "No supervisor lets proxy.evidence_incomplete pass",
        ),
        ('pending_words = ["審核中"', 'pending_words = ["✔"', "feed.pending_words", "“✔”"),
        ('english_example = "WANG, TA-MING"', 'english_example = "Wang"', "names", "english_pattern"),
        ('kind = "1k"', 'kind = "4k"', "card.kinds[1].kind", "4k"),
    ],
)
def test_a_fault_names_the_dotted_key_and_why(old: str, new: str, key: str, why: str) -> None:
    faults = faults_of(with_change(old, new))
    assert key in faults, faults
    assert why in faults[key]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("pickup_ends = 2025-12-31", "pickup_ends = 2025-11-31", "no such day"),
        ("idle_lock_minutes = 5", "idle_lock_minutes = 5\nidle_lock_minutes = 6", "a second time"),
        ("idle_lock_minutes = 5", "idle_lock_minutes = ５", "not written as TOML"),
        ("[desk]", "[desk", "not written as TOML"),
    ],
)
def test_what_is_not_toml_is_told_by_its_line(old: str, new: str, told: str) -> None:
    text = with_change(old, new)
    with pytest.raises(ProfileFault) as failure:
        Profile.from_text(text, "school.toml")
    wrong = new.splitlines()[-1]
    line = text.splitlines().index(next(each for each in text.splitlines() if each.startswith(wrong))) + 1
    for language in LANGUAGES:
        said = failure.value.faults[0].why.within(language)
        assert wrong in said
        assert str(line) in said
    assert told in str(failure.value)


def test_no_fault_speaks_english_to_a_chinese_registrar() -> None:
    for old, new in (
        ("idle_lock_minutes = 5", 'idle_lock_minutes = "5"'),
        ('kind = "files"', 'kind = "pigeons"'),
        ("pickup_ends = 2025-12-31", 'pickup_ends = "soon"'),
        ("pickup_ends = 2025-12-31", "pickup_ends = 20251231"),
        ("pickup_ends = 2025-12-31", "pickup_ends = 2025-12-32"),
    ):
        with pytest.raises(ProfileFault) as failure:
            Profile.from_text(with_change(old, new))
        (fault,) = failure.value.faults
        said = re.sub("'[a-z_]+'|true|false|pickup_ends", "", fault.why.within("zh_TW"))
        assert not re.search("[a-z]{3}", said), said


def test_a_fault_that_only_follows_from_another_is_not_told() -> None:
    alone = ntnu().text.replace('levels = ["bachelor"]', 'levels = ["bachelors"]', 1)
    assert list(faults_of(alone)) == ["cohorts[0].levels[0]"]


def test_one_word_for_two_states_means_the_milder_one() -> None:
    assert ntnu().words.pending.zh == ntnu().words.failed.zh == "未完成"
    assert ntnu().state_of_word("未完成") == "pending"


def test_all_faults_are_told_at_once() -> None:
    text = with_change("idle_lock_minutes = 5", "idle_lock_minutes = 0").replace("sector = 33", "sector = 99")
    text = text.replace('kind = "files"', 'kind = "pigeons"')
    assert set(faults_of(text)) >= {"desk.idle_lock_minutes", "card.sector.sector", "feed.kind"}


def test_one_code_cannot_stand_for_two_things_at_one_time() -> None:
    assert faults_of(with_change('code = "grades"', 'code = "gown"')) == {"items[4].code": "gown is there twice."}
    assert "colleges[1].code" in faults_of(
        with_change('code = "education"\nname = { zh = "教育學院"', 'code = "liberal-arts"\nname = { zh = "教育學院"')
    )


@pytest.mark.parametrize("text", ["", "school", "a = 1\na = 2", "[school]\ncode = 'x'", "\x00", "[[" * 5000])
def test_what_is_no_profile_is_a_fault_not_a_crash(text: str) -> None:
    assert faults_of(text)


@given(st.text(max_size=60), st.integers(0, len(SAMPLE)))
def test_no_scrawl_in_the_text_does_more_than_a_fault(scrawl: str, place: int) -> None:
    try:
        Profile.from_text(SAMPLE[:place] + scrawl + SAMPLE[place:])
    except ProfileFault as fault:
        assert fault.faults
        assert all(str(each.why) for each in fault.faults)


def test_a_profile_of_a_million_characters_is_refused() -> None:
    assert "longer" in faults_of("#" * 1_000_001)[""]


def test_a_missing_or_unreadable_file_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(ProfileFault) as missing:
        load_profile(tmp_path / "nowhere.toml")
    assert missing.value.code == "profile.missing"
    (tmp_path / "big5.toml").write_bytes("校名".encode("cp950"))
    with pytest.raises(ProfileFault) as unreadable:
        load_profile(tmp_path / "big5.toml")
    assert unreadable.value.code == "profile.unreadable"
    assert "UTF-8" in str(unreadable.value)
    assert str(tmp_path) not in str(unreadable.value)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_fault_is_worded_with_file_key_and_reason(language: str) -> None:
    with pytest.raises(ProfileFault) as failure:
        Profile.from_text(with_change("idle_lock_minutes = 5", "colour = 1"), "school.toml")
    said = in_language(language).explain(failure.value)
    assert "school.toml" in said.text
    assert "desk.colour" in said.text
    assert said.next_step


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "bom.toml").write_bytes(b"\xef\xbb\xbf" + SAMPLE.encode())
    assert load_profile(tmp_path / "bom.toml").digest == sample().digest


# ------------------------------------------------------------------ kept with its text
def test_a_profile_keeps_its_text_and_its_digest() -> None:
    assert sample().text == SAMPLE
    assert sample().digest == hashlib.sha256(SAMPLE.encode()).hexdigest()
    assert sample().on(date(2025, 7, 3)).digest == sample().digest
    assert Profile.from_text(sample().text, "again").digest == sample().digest


def test_a_profile_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        sample().school.code = "other"  # type: ignore[misc]


def test_a_changed_copy_looks_up_its_own_parts() -> None:
    assert "grades" in sample().item_by_code
    fewer = sample().model_copy(update={"items": sample().items[1:]})
    assert "grades" not in fewer.item_by_code
    assert pickle.loads(pickle.dumps(sample().card)) == sample().card


# ------------------------------------------------------------------ in force
def test_what_is_dated_is_in_force_on_its_days_only() -> None:
    july, august = sample().on(date(2025, 7, 31)), sample().on(date(2025, 8, 1))
    assert july.lost_card_route("graduated").code == "portal"  # type: ignore[union-attr]
    assert august.lost_card_route("graduated").code == "graduate-form"  # type: ignore[union-attr]
    assert august.lost_card_route("graduating").code == "portal"  # type: ignore[union-attr]


@given(st.dates(date(2024, 1, 1), date(2026, 12, 31)))
def test_the_view_of_a_day_holds_exactly_what_is_in_force(day: date) -> None:
    view = sample().on(day)
    assert [each.code for each in view.card.lost_routes] == [
        each.code for each in sample().card.lost_routes if each.in_force(day)
    ]
    assert view.counters[0].hours == tuple(each for each in sample().counters[0].hours if each.in_force(day))
    assert len(view.counters[0].hours) == 1


def test_days_between_two_changes_share_one_view() -> None:
    assert sample().on(date(2025, 7, 8)) is sample().on(date(2025, 7, 9))
    assert sample().on(date(2025, 7, 6)) is not sample().on(date(2025, 7, 7))
    far = date.max - timedelta(days=1)
    assert sample().on(far).school == sample().school


# ------------------------------------------------------------------ conditions
def someone(**facts: object) -> Attributes:
    return Attributes(**{"cohort": AcademicSemester(113, 2), **facts})  # type: ignore[arg-type]


def condition(text: str) -> Condition:
    import tomllib

    from pydantic_core import to_json

    return Condition.model_validate_json(to_json(tomllib.loads(f"c = {text}")["c"]))


@pytest.mark.parametrize(
    ("text", "facts", "holds"),
    [
        ("{ is_exchange = true }", {"is_exchange": True}, True),
        ("{ is_exchange = true }", {}, False),
        ("{ is_exchange = false }", {}, True),
        ('{ sex = "M", level = ["bachelor"] }', {"sex": "M"}, True),
        ('{ sex = "M", level = ["master"] }', {"sex": "M"}, False),
        ('{ any = [{ sex = "F" }, { is_teacher_ed = true }] }', {"is_teacher_ed": True}, True),
        ('{ any = [{ sex = "F" }, { is_teacher_ed = true }] }', {}, False),
        ('{ not = { nationality = ["domestic"] } }', {"nationality": "foreign"}, True),
        ('{ not = { nationality = ["domestic"] } }', {}, False),
        ('{ all = [{ cohort_from = "113-1" }, { cohort_to = "113-2" }] }', {}, True),
        ('{ cohort_from = "114-1" }', {}, False),
        ('{ cohort_from = "113-2", cohort_to = "113-2" }', {}, True),
        ('{ cohort_to = "113-1" }', {}, False),
        ('{ college = ["science"], department = ["physics"] }', {"college": "science", "department": "physics"}, True),
        ('{ programme = ["physics-bsc"] }', {"programme": "chinese-ba"}, False),
    ],
)
def test_a_condition_holds_when_every_part_of_it_does(text: str, facts: dict[str, object], holds: bool) -> None:
    assert condition(text).holds(someone(**facts)) is holds


# ------------------------------------------------------------------ counters
@pytest.mark.parametrize(
    ("facts", "counter"),
    [
        ({"college": "liberal-arts"}, "main"),
        ({"college": "science"}, "lakeside"),
        ({"college": "engineering", "department": "photonics"}, "main"),
        ({"college": "engineering", "programme": "photonics-bsc"}, "lakeside"),
        ({"college": "unheard-of", "level": "master"}, "main"),
        ({"college": "science", "level": "master"}, "lakeside"),
    ],
)
def test_the_most_specific_line_of_any_counter_wins(facts: dict[str, object], counter: str) -> None:
    found = sample().counter_for(someone(**facts))
    assert found is not None
    assert found.code == counter


def test_nobody_s_graduate_may_go_to_any_counter() -> None:
    assert sample().counter_for(someone(college="unheard-of")) is None


# ------------------------------------------------------------------ words, offices, letting pass
def test_imported_words_mean_states_in_the_school_s_own_way() -> None:
    assert sample().state_of_word("審核通過") == "done"
    assert sample().state_of_word(" 已完成 ") == "done"
    assert sample().state_of_word("") == "pending"
    assert sample().state_of_word("大概可以") is None
    assert ntnu().state_of_word("✔") == "done"


def test_an_obstacle_of_the_counter_s_own_goes_to_the_graduate_s_counter() -> None:
    assert sample().office_of("window.over", someone(college="science")) == "lakeside-academic"
    assert sample().office_of("window.over", someone(college="liberal-arts")) == "registrar"
    assert sample().office_of("graduation.withdrawn", someone(college="science")) == "registrar"
    assert sample().office_of("case.changed", someone()) is None


def test_a_text_without_english_stands_for_both_languages() -> None:
    text = with_change('name = { zh = "範例大學", en = "Sample University" }', 'name = "範例大學"')
    assert Profile.from_text(text).school.name == Bilingual("範例大學")


@pytest.mark.parametrize("profile", ["sample", "ntnu"])
def test_every_text_of_a_shipped_profile_has_both_languages(profile: str) -> None:
    loaded = load_profile(PROFILES / f"{profile}.toml")
    bare = [
        f"{key}.{name}"
        for key, part in loaded.parts()
        for name in type(part).model_fields
        if isinstance(text := getattr(part, name), Bilingual) and not text.en
    ]
    assert bare == []


def test_the_notice_tells_the_years_that_the_purge_goes_by() -> None:
    said = {name: Bilingual(name) for name in ("school", "office", "phone")}
    rules = load_profile(PROFILES / "sample.toml").proxy
    assert rules.notice_tells_years
    assert "保存期間為一年；" in rules.notice(**said, years=Bilingual("一年", "one year")).zh
    assert "kept for one year;" in rules.notice(**said, years=Bilingual("一年", "one year")).en
    silent = rules.model_copy(update={"privacy_notice": Bilingual("僅供核對。", "For checking only.")})
    assert not silent.notice_tells_years and silent.notice(**said, years=Bilingual("一年")).zh == "僅供核對。"
