"""The demo's people: invented, the same every time, and each card of the tray shows what it says."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from app.desk import lookup
from app.desk.demo_cohort import tray
from app.desk.demo_cohort.files import graduates_file
from app.desk.demo_cohort.making import STAFF, make_demo
from app.desk.demo_cohort.people import COHORT, SIZE, cohort
from app.desk.desk import Actor, Desk
from app.desk.slips import CaseSlip
from app.devices.cards import recognition
from app.devices.events import CardKind
from app.devices.uid import is_random
from app.errors import Refusal
from app.models import cases
from app.models.store import Store
from app.policy.case import told
from app.policy.identity_numbers import has_good_check_digit
from tests.builders import a_founded_desk, a_place


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory):  # type: ignore[no-untyped-def]
    from app.models.migration import migrate

    folder = tmp_path_factory.mktemp("demo")
    url = f"sqlite:///{folder / 'demo.db'}"
    migrate(url)
    made = Desk(a_place(url, folder, demo=True), Store(url))
    made.refresh()
    make_demo(made)
    with made.read() as session:
        made.actor = Actor.of(cases.staff_list(session)[0])
    yield made
    made.close()


def seen(desk: Desk, uid: bytes) -> CaseSlip | tuple[str, ...]:
    try:
        return lookup.open_case_by_card(desk, uid=uid, reader="tray")
    except Refusal as refusal:
        return refusal.codes


def test_four_hundred_of_the_cohort_with_names_and_numbers_of_their_own() -> None:
    people = cohort()
    assert sum(each.cohort == COHORT and each.is_listed for each in people) >= SIZE - 1
    assert len({each.number for each in people}) == len({each.uid for each in people}) == len(people)
    assert len({each.name for each in people}) == len(people) - 1  # one person has two numbers
    assert cohort() == people


def test_no_number_was_ever_given_to_anybody() -> None:
    for each in cohort():
        assert has_good_check_digit(each.id_number)
        assert each.id_number[0] == "Z" and each.id_number[2:5] == "999"
        assert not is_random(each.uid)


def test_each_has_a_mailbox_at_the_school_that_takes_the_certificate_for_a_year(desk: Desk) -> None:
    """E19-E20: it is mailed there and to the graduate's own mailbox."""
    rules = desk.profile.digital.mailboxes
    rows = csv.DictReader(io.StringIO(graduates_file(cohort(), desk.profile).decode("utf-8-sig")))
    found = [(each["電子信箱"], each["學校信箱"]) for each in rows]
    assert len(found) == len(cohort())
    assert all(rules.is_school(at_school) and not rules.denied(at_school) for _, at_school in found)
    assert not any(rules.is_school(own) or rules.denied(own) for own, _ in found)


def test_there_are_long_short_and_rare_names() -> None:
    names = [each.name for each in cohort()]
    assert {2, 3, 4} <= {len(name) for name in names}
    assert sum("‧" in name for name in names) >= 5
    assert sum(any(ord(sign) > 0xFFFF for sign in name) for name in names) >= 3


@pytest.mark.parametrize("card", [each for each in tray() if each.kind == "4k"], ids=lambda each: each.code)
def test_each_card_of_the_tray_shows_what_it_says(desk: Desk, card) -> None:  # type: ignore[no-untyped-def]
    slip = seen(desk, card.uid)
    if isinstance(slip, tuple):
        assert slip == card.obstacles
        return
    assert slip.student_number == card.student_number
    assert tuple(each.obstacle.code for each in slip.obstacles) == card.obstacles
    assert slip.photo is not None
    assert not slip.stale


def test_a_card_of_another_kind_is_told_by_its_kind() -> None:
    others = {each.kind: each.obstacles for each in tray() if each.kind != "4k"}
    assert others == {str(kind): (recognition.code_of(kind),) for kind in (CardKind.CLASSIC_1K, CardKind.UNKNOWN)}


def test_the_story_cards_have_their_own_stories(desk: Desk) -> None:
    cards = {each.code: seen(desk, each.uid) for each in tray()}
    slips = {code: slip for code, slip in cards.items() if isinstance(slip, CaseSlip)}
    assert [each.code for each in slips["teacher"].advisories] == ["teacher-credits"]
    assert "exchange-credits" in {each.code for each in slips["exchange"].units}
    assert "international-database" in {each.code for each in slips["overseas"].units}
    assert slips["earlier-cohort"].cohort != COHORT
    assert len(slips["two-numbers"].others) == 1
    assert slips["collected"].collected is not None
    assert slips["rare-name"].name_missing_glyphs == ()
    (withdrawn,) = slips["withdrawn"].obstacles
    assert withdrawn.obstacle.facts["day"] == told(desk.day)


def test_the_demo_has_two_clerks_and_a_supervisor(desk: Desk) -> None:
    with desk.read() as session:
        assert sorted(each.login for each in cases.staff_list(session)) == sorted(login for login, _, _ in STAFF)


def test_a_filled_demo_is_left_as_it_is(desk: Desk) -> None:
    make_demo(desk)
    with desk.read() as session:
        assert len(cases.staff_list(session)) == len(STAFF)


def test_a_real_database_never_becomes_a_demo(tmp_path: Path) -> None:
    real = a_founded_desk(f"sqlite:///{tmp_path / 'real.db'}", tmp_path)
    with pytest.raises(Refusal) as refusal:
        make_demo(real)
    assert refusal.value.codes == ("demo.only",)
    real.close()
