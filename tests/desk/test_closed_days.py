"""A supervisor closes the school or a window; a calendar is loaded; new rules come in mid-day. RULES A28, A30, I8."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, select, update

from app.dates import FixedClock
from app.desk import counter, day, lookup, pickup
from app.desk.desk import Desk
from app.desk.intake.office_calendar import load_calendar
from app.desk.rules_in_force import put_in_force
from app.desk.slips import CaseSlip
from app.errors import Refusal, Trouble
from app.models.job import Job, JobKind
from app.models.journal import JournalLine
from app.models.pickup import Pickup
from app.wording import Bilingual
from tests.desk.conftest import PROFILE, a_deed, password_of, place

TYPHOON = Bilingual("颱風停班", "Typhoon, offices closed")
BOSS = {"login": "supervisor", "password": password_of("supervisor")}


def opened(desk: Desk, made) -> CaseSlip:
    return lookup.open_case_by_card(desk, uid=made.uid, reader="test")


def due(desk: Desk) -> list[date | None]:
    with desk.read() as session:
        return list(session.scalars(select(Job.due).where(Job.kind == JobKind.DIGITAL_CERTIFICATE)))


def lines(desk: Desk, verb: str) -> int:
    with desk.read() as session:
        return sum(f'"verb":"{verb}"' in text for text in session.scalars(select(JournalLine.text)))


def test_a_closed_school_refuses_at_every_window_until_it_is_opened(desk: Desk, make, tmp_path: Path, clock) -> None:
    made, other = make(), Desk.open(place(str(desk.store.url.render_as_string(False)), tmp_path, clock))
    other.actor = desk.actor
    before = opened(other, made)
    day.close(desk, reason=TYPHOON, **BOSS)
    with pytest.raises(Refusal) as refused:
        pickup.hand_over(other, deed=a_deed(before, made))
    obstacle = next(each for each in refused.value.obstacles if each.code == "hours.closed_day")
    assert obstacle.facts["reason"] == TYPHOON
    assert str(obstacle.facts["opens_on"]) == "114/07/04"
    day.open_again(desk, **BOSS)
    assert not pickup.hand_over(other, deed=a_deed(opened(other, made), made)).repeated
    other.close()


def test_due_dates_move_with_the_closure_and_back(desk: Desk, make) -> None:
    made = make()
    pickup.hand_over(desk, deed=a_deed(opened(desk, made), made))
    before = due(desk)
    assert day.close(desk, reason=TYPHOON, first=date(2025, 7, 4), last=date(2025, 7, 4), **BOSS).moved == 1
    assert due(desk) != before and lines(desk, "digital.due_moved") == 1
    day.open_again(desk, **BOSS)
    assert due(desk) == before and lines(desk, "day.opened") == 1


def test_days_that_have_passed_stay_closed(desk: Desk, make, clock: FixedClock) -> None:
    made = make()
    pickup.hand_over(desk, deed=a_deed(opened(desk, made), made))
    day.close(desk, reason=TYPHOON, first=date(2025, 7, 4), last=date(2025, 7, 8), **BOSS)
    clock.advance(days=4)
    day.open_again(desk, **BOSS)
    assert not desk.calendar.is_working_day(date(2025, 7, 4))
    assert desk.calendar.is_working_day(date(2025, 7, 7))


def test_a_closure_meets_every_hand_over_that_was_told_the_days_before_it(
    desk: Desk, make, tmp_path: Path, clock
) -> None:
    """The hand-over has asked its gate and computed its day; a closure comes; then the hand-over commits."""
    made, other = make(), Desk.open(place(str(desk.store.url.render_as_string(False)), tmp_path, clock))
    other.actor = desk.actor
    deed = a_deed(opened(desk, made), made)
    closed = threading.Event()

    def close() -> None:
        day.close(other, reason=TYPHOON, first=date(2025, 7, 4), last=date(2025, 7, 4), **BOSS)
        closed.set()

    closing = threading.Thread(target=close)

    def before_the_pickup_is_written(_connection, _cursor, sql: str, *_) -> None:
        if sql.startswith("INSERT INTO pickup") and not closing.is_alive():
            closing.start()
            closed.wait(2.0)  # it gets its chance; where it may not pass the hand-over, it waits for it

    event.listen(desk.store.engine, "before_cursor_execute", before_the_pickup_is_written)
    done = pickup.hand_over(desk, deed=deed)
    closing.join(30.0)
    event.remove(desk.store.engine, "before_cursor_execute", before_the_pickup_is_written)
    assert closed.is_set()
    assert done.digital_due == date(2025, 7, 8)
    assert due(desk) == [date(2025, 7, 9)]
    other.close()


@pytest.mark.parametrize(("starts_at", "moved"), [("dispatch", date(2025, 7, 9)), ("receipt", date(2025, 7, 8))])
def test_a_mailed_certificates_days_are_counted_from_its_dispatch(
    desk: Desk, make, tmp_path: Path, starts_at: str, moved: date
) -> None:
    """C31 and RULES H. It was asked for and queued a week before it was dispatched."""
    version = tmp_path / "sample.toml"
    version.write_text(
        PROFILE.read_text("utf-8").replace('mail_starts_at = "dispatch"', f'mail_starts_at = "{starts_at}"')
        + "\n# mail\n",
        "utf-8",
    )
    put_in_force(desk, version, actor="test")
    made = make()
    pickup.hand_over(desk, deed=a_deed(opened(desk, made), made))
    with desk.begin(bookkeeping=True) as work:
        work.session.execute(update(Pickup).values(mode="mail"))
        work.session.execute(update(Job).values(queued_at=desk.now - timedelta(days=7)))
    day.close(desk, reason=TYPHOON, first=date(2025, 7, 4), last=date(2025, 7, 4), **BOSS)
    assert due(desk) == [moved]


def test_one_closed_window_moves_no_due_date(desk: Desk, make) -> None:
    made = make()
    pickup.hand_over(desk, deed=a_deed(opened(desk, made), made))
    done = day.close(desk, reason=Bilingual("停電"), counter="main", last=date(2025, 7, 4), **BOSS)
    assert done.moved == 0
    assert [each.obstacle.code for each in opened(desk, make()).obstacles] == ["hours.closed_day"]


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"login": "clerk1", "password": password_of("clerk1")}, "override.supervisor_only"),
        ({"password": "wrong password"}, "sign_on.failed"),
        ({"reason": Bilingual(" ")}, "day.reason_missing"),
        ({"first": date(2025, 7, 2)}, "day.past"),
        ({"last": date(2026, 7, 4)}, "day.order"),
        ({"counter": "nowhere"}, "counter.unknown"),
    ],
)
def test_what_cannot_be_closed_is_refused(desk: Desk, facts: dict[str, object], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        day.close(desk, **({"reason": TYPHOON} | BOSS | facts))  # type: ignore[arg-type]
    assert refused.value.obstacles[0].code == code
    assert lines(desk, "day.closed") == 0


def test_the_notice_is_printed_in_both_languages(desk: Desk) -> None:
    done = day.close(desk, reason=TYPHOON, **BOSS)
    assert day.notice(desk, closure_id=done.closure_id).pdf.startswith(b"%PDF-1.7")
    day.open_again(desk, **BOSS)
    with pytest.raises(Refusal, match=r"day\.not_closed"):
        day.notice(desk, closure_id=done.closure_id)


def test_a_dry_run_of_a_calendar_says_how_many_days_would_move_and_moves_none(desk: Desk, make) -> None:
    made = make()
    pickup.hand_over(desk, deed=a_deed(opened(desk, made), made))
    holiday = "西元日期,星期,是否放假,備註\n20250704,五,2,調整放假\n".encode()
    for dry_run in (True, True, False):
        assert load_calendar(desk, holiday, name="2025.csv", actor="test", dry_run=dry_run).moved == 1
    assert load_calendar(desk, holiday, name="2025.csv", actor="test").moved == 0


CALENDAR = "西元日期,星期,是否放假,備註\n20250704,五,2,調整放假\n20250705,六,0,補行上班\n".encode("utf-8-sig")


def test_the_governments_calendar_overrides_the_computed_days(desk: Desk, make) -> None:
    made = make()
    pickup.hand_over(desk, deed=a_deed(opened(desk, made), made))
    tried = load_calendar(desk, CALENDAR, name="2025.csv", actor="test", dry_run=True)
    assert (tried.partly, lines(desk, "calendar.loaded")) == ((2025,), 0)
    assert desk.calendar.is_working_day(date(2025, 7, 4))
    assert load_calendar(desk, CALENDAR, name="2025.csv", actor="test") == tried
    assert not desk.calendar.is_working_day(date(2025, 7, 4))
    assert desk.calendar.is_working_day(date(2025, 7, 5))
    load_calendar(desk, CALENDAR, name="2025.csv", actor="test")
    assert lines(desk, "calendar.loaded") == 1
    with pytest.raises(Trouble, match=r"calendar\.invalid"):
        load_calendar(desk, b"nothing", name="x.csv", actor="test")
    assert not desk.calendar.is_working_day(date(2025, 7, 4))


def test_new_rules_reach_a_running_window_with_its_next_case(desk: Desk, make, tmp_path: Path, clock) -> None:
    other = Desk.open(place(str(desk.store.url.render_as_string(False)), tmp_path, clock))
    other.actor, made = desk.actor, make()
    assert "profile.changed" not in [each.code for each in opened(other, made).notices]
    before, version = other.profile_id, tmp_path / "sample.toml"
    version.write_text(PROFILE.read_text("utf-8") + "\n# a new version\n", "utf-8")
    put_in_force(desk, version, actor="test")
    slip = opened(other, made)
    assert other.profile_id != before
    assert "profile.changed" in [each.code for each in slip.notices]
    assert "profile.changed" in [each.code for each in counter.overview(other).notices]
    with pytest.raises(Refusal, match=r"profile\.in_force_already"):
        put_in_force(desk, version, actor="test")
    other.close()
