"""A certificate that is issued on its day sleeps until then, and wakes on the day last promised (A34, E17, E34)."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pypdf
import pytest
from sqlalchemy import select, update

from app.dates import FixedClock
from app.desk import day, lookup, papers, pickup
from app.desk.desk import Desk
from app.desk.rules_in_force import put_in_force
from app.issuance.bench import Bench
from app.issuance.keys import KeyPlace
from app.issuance.office import Office
from app.issuance.orders import Progress
from app.issuance.runner import Runner
from app.models.base import uuid7
from app.models.job import Job, JobKind, JobState
from app.models.journal import check_chains
from app.wording import Bilingual
from tests.desk.conftest import PROFILE, Made, a_deed, password_of
from tests.documents.samples import signature
from tests.issuance.conftest import a_key
from tests.issuance.school import DUE

TYPHOON = Bilingual("颱風停班", "Typhoon, offices closed")
BOSS = {"login": "supervisor", "password": password_of("supervisor")}
FRIDAY, MONDAY = date(2025, 7, 4), date(2025, 7, 7)
WEEKLY = 'due = { rule = "weekly", weekday = 5 }'


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> KeyPlace:
    return a_key(tmp_path_factory.mktemp("key"), at=FixedClock.taipei(2025, 7, 3, 8, 0).now())


def rule_in_force(desk: Desk, folder: Path, due: str) -> None:
    text = PROFILE.read_text("utf-8")
    assert DUE in text
    version = folder / "sample.toml"
    version.write_text(text.replace(DUE, due), "utf-8")
    put_in_force(desk, version, actor="test")


def hand_over(desk: Desk, made: Made) -> date | None:
    case = lookup.open_case_by_card(desk, uid=made.uid, reader="test")
    done = pickup.hand_over(desk, deed=a_deed(case, made, signature_png=signature()))
    assert done.digital_channel == "own", "it is queued, with a day or without"
    return done.digital_due


def run_lane(desk: Desk, key: KeyPlace, clock: FixedClock) -> None:
    runner = Runner(Office.open(desk.store, desk.station.code, clock, Bench(), key))
    runner.run_due()
    runner.close()


def the_job(desk: Desk) -> Job:
    with desk.read() as session:
        job = session.scalars(select(Job).where(Job.kind == JobKind.DIGITAL_CERTIFICATE)).one()
        session.expunge(job)
        return job


def receipt_of(desk: Desk) -> str:
    slip = papers.receipt(desk, pickup_id=the_job(desk).subject_id)
    return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(slip.pdf)).pages).replace("\n", "")


def close_friday(desk: Desk) -> int:
    return day.close(desk, reason=TYPHOON, first=FRIDAY, last=FRIDAY, **BOSS).moved


def test_a_batch_wakes_on_the_earlier_day_when_its_closed_friday_is_opened_again(
    desk: Desk, make, tmp_path: Path, clock: FixedClock, key: KeyPlace
) -> None:
    rule_in_force(desk, tmp_path, WEEKLY)
    close_friday(desk)
    assert hand_over(desk, make()) == MONDAY
    run_lane(desk, key, clock)
    assert (the_job(desk).note, the_job(desk).note_facts) == ("digital.batch_waits", '{"day": "2025-07-07"}')
    day.open_again(desk, **BOSS)
    assert (the_job(desk).due, the_job(desk).note_facts) == (FRIDAY, '{"day": "2025-07-04"}')
    run_lane(desk, key, clock)
    assert the_job(desk).state is JobState.QUEUED
    clock.advance(days=1)
    run_lane(desk, key, clock)
    assert the_job(desk).state is JobState.DONE


def test_a_batch_sleeps_on_when_its_friday_is_closed(
    desk: Desk, make, tmp_path: Path, clock: FixedClock, key: KeyPlace
) -> None:
    rule_in_force(desk, tmp_path, WEEKLY)
    assert hand_over(desk, make()) == FRIDAY
    run_lane(desk, key, clock)
    assert close_friday(desk) == 1
    assert (the_job(desk).due, the_job(desk).note_facts) == (MONDAY, '{"day": "2025-07-07"}')
    clock.advance(days=1)
    run_lane(desk, key, clock)
    assert the_job(desk).state is JobState.QUEUED
    clock.advance(days=3)
    run_lane(desk, key, clock)
    assert the_job(desk).state is JobState.DONE


def test_a_batch_that_a_lane_has_just_taken_heeds_the_day_promised_meanwhile(
    desk: Desk, make, tmp_path: Path, clock: FixedClock, key: KeyPlace
) -> None:
    rule_in_force(desk, tmp_path, WEEKLY)
    assert hand_over(desk, make()) == FRIDAY
    runner = Runner(Office.open(desk.store, desk.station.code, clock, Bench(), key))
    kinds = frozenset({JobKind.DIGITAL_CERTIFICATE})
    task = runner._take(kinds)
    assert task is not None
    close_friday(desk)
    list(runner._work_on(task))
    runner.close()
    assert (the_job(desk).state, the_job(desk).note_facts) == (JobState.QUEUED, '{"day": "2025-07-07"}')


def test_one_that_overslept_its_day_is_told_and_made_at_the_next_look(
    desk: Desk, make, tmp_path: Path, clock: FixedClock, key: KeyPlace
) -> None:
    """The day came nearer while this station was off, by a program that woke nobody."""
    rule_in_force(desk, tmp_path, WEEKLY)
    assert hand_over(desk, make()) == FRIDAY
    run_lane(desk, key, clock)
    assert (the_job(desk).state, the_job(desk).note) == (JobState.QUEUED, "digital.batch_waits")
    with desk.begin(bookkeeping=True) as work:
        work.session.execute(update(Job).values(due=desk.day, revision=Job.revision))
    heard: list[Progress] = []
    runner = Runner(Office.open(desk.store, desk.station.code, clock, Bench(), key), heard.append)
    runner.run_due()
    runner.close()
    assert (heard[0].code, heard[0].facts) == ("digital.overslept", (("day", "2025-07-03"),))
    assert the_job(desk).state is JobState.DONE
    with desk.store.look() as connection:
        assert [each.broken for each in check_chains(connection) if each.broken] == []


def test_one_whose_day_is_still_to_come_sleeps_on(
    desk: Desk, make, tmp_path: Path, clock: FixedClock, key: KeyPlace
) -> None:
    rule_in_force(desk, tmp_path, WEEKLY)
    hand_over(desk, make())
    run_lane(desk, key, clock)
    before = the_job(desk)
    run_lane(desk, key, clock)
    assert (the_job(desk).not_before, the_job(desk).revision) == (before.not_before, before.revision)


def fixed(*days: date) -> str:
    return f'due = {{ rule = "fixed_dates", dates = [{", ".join(map(str, days))}] }}'


def test_a_certificate_for_which_no_date_is_left_waits_until_the_rules_name_one(
    desk: Desk, make, tmp_path: Path, clock: FixedClock, key: KeyPlace
) -> None:
    over = date(2025, 6, 30)
    rule_in_force(desk, tmp_path, fixed(over))
    made = make()
    told = lookup.open_case_by_card(desk, uid=made.uid, reader="test").notices
    assert "digital.dates_used_up" in [each.code for each in told]
    assert hand_over(desk, made) is None
    assert "寄發日期尚未公告" in receipt_of(desk)
    run_lane(desk, key, clock)
    assert (the_job(desk).state, the_job(desk).note) == (JobState.WAITING, "digital.dates_used_up")
    run_lane(desk, key, clock)
    close_friday(desk)
    assert (the_job(desk).state, the_job(desk).due) == (JobState.WAITING, None)
    rule_in_force(desk, tmp_path, fixed(over, FRIDAY))
    assert (the_job(desk).state, the_job(desk).due) == (JobState.QUEUED, MONDAY)
    assert "寄發日期尚未公告" not in receipt_of(desk)  # printed again, it knows the day
    assert "114/07/07" in receipt_of(desk)
    assert (the_job(desk).note, the_job(desk).note_facts) == ("digital.batch_waits", '{"day": "2025-07-07"}')
    day.open_again(desk, **BOSS)
    assert the_job(desk).due == FRIDAY
    run_lane(desk, key, clock)
    assert the_job(desk).state is JobState.QUEUED
    clock.advance(days=1)
    run_lane(desk, key, clock)
    assert the_job(desk).state is JobState.DONE


def test_a_date_named_before_the_lane_has_looked_is_promised_too(
    desk: Desk, make, tmp_path: Path, clock: FixedClock, key: KeyPlace
) -> None:
    rule_in_force(desk, tmp_path, fixed(date(2025, 6, 30)))
    assert hand_over(desk, make()) is None
    rule_in_force(desk, tmp_path, fixed(MONDAY))
    assert the_job(desk).due == MONDAY
    run_lane(desk, key, clock)
    assert (the_job(desk).state, the_job(desk).note) == (JobState.QUEUED, "digital.batch_waits")


def test_rules_that_name_a_date_tell_nobody_of_a_lack(desk: Desk, make, tmp_path: Path) -> None:
    rule_in_force(desk, tmp_path, fixed(MONDAY))
    told = lookup.open_case_by_card(desk, uid=make().uid, reader="test").notices
    assert "digital.dates_used_up" not in [each.code for each in told]


def test_a_new_version_that_a_supervisor_decided_on_keeps_its_day(desk: Desk, make, tmp_path: Path) -> None:
    """It goes out at once: its day is not counted from the hand-over."""
    rule_in_force(desk, tmp_path, WEEKLY)
    hand_over(desk, make())
    with desk.begin(bookkeeping=True) as work:
        work.session.execute(update(Job).values(decision_id=uuid7(), due=desk.day))
    assert close_friday(desk) == 0
    assert the_job(desk).due == desk.day
