"""Colleagues: who adds and retires them, what a new password ends, and that one supervisor always stays."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import closing
from functools import partial
from typing import Any

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from app.dates import FixedClock
from app.desk import asks, colleagues, counter, lookup, override, pickup, sign_on
from app.desk.desk import Desk
from app.errors import Refusal
from app.threads.desk_line import DeskLine, Reply
from tests.desk.conftest import Made, a_deed, password_of

SUPERVISOR = {"login": "supervisor", "password": password_of("supervisor")}
FIRST, NEXT = "four unrelated words 4", "another password 9"
NEW = {"colleague": "lin", "name": "林承辦", "role": "clerk", "first_password": FIRST}
CHIEF = NEW | {"colleague": "chief", "name": "吳組長", "role": "supervisor"}


def codes(act: Callable[[], object]) -> tuple[str, ...]:
    with pytest.raises(Refusal) as refusal:
        act()
    return refusal.value.codes


def added(desk: Desk, **changes: Any) -> Any:
    return colleagues.add(desk, **{**NEW, **SUPERVISOR, **changes})


def entered(desk: Desk, login: str = "lin", password: str = FIRST) -> str:
    return sign_on.sign_on(desk, login=login, password=password).staff.role


def fail(desk: Desk, login: str, times: int = sign_on.FAILURES) -> None:
    for _ in range(times):
        assert codes(lambda: entered(desk, login, "wrong")) == ("sign_on.failed",)


def lines(desk: Desk) -> list[str]:
    with desk.read() as session:
        return list(session.scalars(text("SELECT text FROM journal_line WHERE text LIKE '%\"staff.%'")))


def test_an_added_clerk_signs_on_and_decides_nothing_that_supervisors_do(desk: Desk, make: Callable[..., Made]) -> None:
    added(desk, colleague=" LIN ")
    assert entered(desk) == "clerk"
    own, made = {"login": "lin", "password": FIRST}, make(open_items=("library",))
    library: dict[str, Any] = {"codes": ("clearance.outstanding:library",), "reason": "持還書證明"}
    for deed in (
        lambda: override.release(desk, graduate_id=made.graduate_id, **library, **own),
        lambda: colleagues.add(desk, **CHIEF, **own),
        lambda: colleagues.retire(desk, colleague="clerk1", **own),
        lambda: colleagues.restore(desk, colleague="clerk1", **own),
        lambda: colleagues.reset_password(desk, colleague="clerk1", new_password=NEXT, **own),
        lambda: colleagues.unlock(desk, colleague="clerk1", **own),
        lambda: colleagues.overview(desk, **own),
    ):
        assert codes(deed) == ("override.supervisor_only",)


def test_an_added_supervisor_may_add_others(desk: Desk) -> None:
    added(desk, **CHIEF)
    colleagues.add(desk, **NEW, login="chief", password=FIRST)
    assert entered(desk) == "clerk"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"colleague": " "}, "staff.login_missing"),
        ({"colleague": "command:root"}, "staff.login_wrong"),
        ({"colleague": "li\nn"}, "staff.login_wrong"),
        ({"colleague": "li n"}, "staff.login_wrong"),
        ({"name": " "}, "staff.name_missing"),
        ({"name": "林\0"}, "staff.name_missing"),
        ({"role": "registrar"}, "staff.role_unknown"),
        ({"first_password": "short"}, "password.short"),
        ({"first_password": "aaaaaaaaaaaa"}, "password.easy"),
        ({"colleague": "Lin-of-desk", "first_password": "lin-of-desk"}, "password.easy"),
        ({"password": "wrong"}, "sign_on.failed"),
        ({"colleague": "CLERK2"}, "staff.login_taken"),
    ],
)
def test_what_cannot_be_added_is_refused_and_leaves_no_line(desk: Desk, changes: dict[str, str], code: str) -> None:
    assert codes(lambda: added(desk, **changes)) == (code,)
    assert lines(desk) == []


def test_a_retired_colleague_cannot_sign_on_nor_unlock_and_comes_back_with_the_old_password(desk: Desk) -> None:
    added(desk)
    entered(desk)
    sign_on.lock(desk)
    colleagues.retire(desk, colleague="lin", **SUPERVISOR)
    assert codes(lambda: sign_on.unlock(desk, password=FIRST)) == ("sign_on.retired",)
    assert codes(lambda: desk.clerk) == ("sign_on.needed",)
    assert codes(lambda: entered(desk)) == ("sign_on.retired",)
    assert codes(lambda: entered(desk, password="wrong")) == ("sign_on.failed",), "only its owner is told"
    assert codes(lambda: colleagues.change_own_password(desk, login="lin", password=FIRST, new_password=NEXT)) == (
        "sign_on.retired",
    )
    for deed in (colleagues.retire, colleagues.unlock):
        assert codes(lambda deed=deed: deed(desk, colleague="lin", **SUPERVISOR)) == ("staff.retired",)
    assert codes(lambda: added(desk, name="林另一位")) == ("staff.login_taken",), "a login is never used twice"
    colleagues.restore(desk, colleague="lin", **SUPERVISOR)
    assert entered(desk) == "clerk"
    assert codes(lambda: colleagues.restore(desk, colleague="lin", **SUPERVISOR)) == ("staff.in_service",)


def test_a_retired_supervisor_decides_nothing(desk: Desk) -> None:
    added(desk, **CHIEF)
    colleagues.retire(desk, colleague="chief", **SUPERVISOR)
    assert codes(lambda: colleagues.add(desk, **NEW, login="chief", password=FIRST)) == ("sign_on.retired",)


def test_the_demos_one_click_lets_no_retired_colleague_in(desk: Desk) -> None:
    lin = added(desk)
    colleagues.retire(desk, colleague="lin", **SUPERVISOR)
    assert codes(lambda: sign_on.demo_sign_on(desk, staff_id=lin.id)) == ("sign_on.retired",)


def test_the_last_supervisor_stays(desk: Desk) -> None:
    last = partial(colleagues.retire, desk, colleague="supervisor", **SUPERVISOR)
    assert codes(last) == ("staff.last_supervisor",)
    added(desk, **CHIEF)
    colleagues.retire(desk, colleague="chief", **SUPERVISOR)
    assert codes(last) == ("staff.last_supervisor",), "a retired one does not count"
    colleagues.restore(desk, colleague="chief", **SUPERVISOR)
    assert last().login == "supervisor"


def test_of_two_supervisors_who_retire_each_other_at_once_one_stays(desk: Desk) -> None:
    added(desk, **CHIEF)
    begun, told = threading.Barrier(2), []

    def retire(colleague: str, login: str, password: str) -> None:
        begun.wait()
        try:
            colleagues.retire(desk, colleague=colleague, login=login, password=password)
            told.append("retired")
        except Refusal as refusal:
            told.append(refusal.codes[0])

    pairs = (("chief", *SUPERVISOR.values()), ("supervisor", "chief", FIRST))
    lanes = [threading.Thread(target=retire, args=pair) for pair in pairs]
    for lane in lanes:
        lane.start()
    for lane in lanes:
        lane.join()
    assert sorted(told) in (["retired", "sign_on.retired"], ["retired", "staff.last_supervisor"]), told


def test_a_new_password_ends_the_lock_and_the_old_password(desk: Desk) -> None:
    added(desk)
    fail(desk, "lin")
    assert codes(lambda: entered(desk)) == ("sign_on.locked_out",)
    colleagues.reset_password(desk, colleague="lin", new_password=NEXT, **SUPERVISOR)
    assert codes(lambda: entered(desk)) == ("sign_on.failed",)
    assert entered(desk, password=NEXT) == "clerk"
    assert codes(lambda: colleagues.reset_password(desk, colleague="lin", new_password="short", **SUPERVISOR)) == (
        "password.short",
    )
    assert codes(lambda: colleagues.reset_password(desk, colleague="nobody", new_password=NEXT, **SUPERVISOR)) == (
        "staff.unknown",
    )


def test_unlocking_keeps_the_password(desk: Desk, clock: FixedClock) -> None:
    added(desk)
    unlock = partial(colleagues.unlock, desk, colleague="lin", **SUPERVISOR)
    assert codes(unlock) == ("staff.not_locked",)
    fail(desk, "lin")
    unlock()
    assert entered(desk) == "clerk"
    fail(desk, "lin")
    clock.advance(minutes=16)
    assert codes(unlock) == ("staff.not_locked",), "the lock had ended by itself"


def test_ones_own_password_needs_the_old_one(desk: Desk) -> None:
    added(desk)
    change = {"login": "lin", "password": FIRST, "new_password": NEXT}
    for changes, code in (
        ({"new_password": "short"}, "password.short"),
        ({"new_password": FIRST}, "password.same"),
        ({"password": "wrong"}, "sign_on.failed"),
    ):
        assert codes(lambda changes=changes: colleagues.change_own_password(desk, **{**change, **changes})) == (code,)
    colleagues.change_own_password(desk, **change)
    assert codes(lambda: entered(desk)) == ("sign_on.failed",)
    assert entered(desk, password=NEXT) == "clerk"
    fail(desk, "lin")
    assert codes(lambda: colleagues.change_own_password(desk, **change)) == ("sign_on.locked_out",)


def test_each_deed_is_one_line_with_actor_and_colleague_and_no_secret(desk: Desk) -> None:
    """A07: no password, and no name, stands in the journal."""
    lin = added(desk)
    fail(desk, "lin")
    colleagues.unlock(desk, colleague="lin", **SUPERVISOR)
    colleagues.reset_password(desk, colleague="lin", new_password=NEXT, **SUPERVISOR)
    colleagues.change_own_password(desk, login="lin", password=NEXT, new_password=FIRST)
    colleagues.retire(desk, colleague="lin", **SUPERVISOR)
    colleagues.restore(desk, colleague="lin", **SUPERVISOR)
    found = lines(desk)
    verbs = ("added", "unlocked", "password_reset", "password_changed", "retired", "restored")
    assert len(found) == len(verbs)
    for verb in verbs:
        (line,) = [each for each in found if f'"staff.{verb}"' in each]
        assert str(lin.id) in line and '"actor":"clerk1"' in line
        assert ('"supervisor":"' in line) is (verb != "password_changed")
    assert not any(
        secret in line for line in found for secret in (FIRST, NEXT, "林承辦", SUPERVISOR["password"], "argon")
    )


def test_the_overview_tells_who_is_in_service_locked_or_retired(desk: Desk) -> None:
    added(desk)
    colleagues.retire(desk, colleague="clerk2", **SUPERVISOR)
    fail(desk, "lin")
    found = colleagues.overview(desk, **SUPERVISOR)
    assert [each.staff.login for each in found] == ["clerk1", "lin", "supervisor", "clerk2"]
    assert [each.staff.login for each in found if each.locked_until] == ["lin"]
    assert [each.staff.login for each in found if each.retired_at] == ["clerk2"]


def test_a_supervisor_who_is_signed_on_sees_everybody_and_when_they_came_last(desk: Desk) -> None:
    added(desk)
    entered(desk)
    assert codes(lambda: colleagues.roster(desk)) == ("override.supervisor_only",)
    entered(desk, "supervisor", password_of("supervisor"))
    seen = {each.staff.login: each for each in colleagues.roster(desk)}
    assert seen["lin"].entered_at == desk.now and seen["supervisor"].entered_at == desk.now
    assert seen["clerk1"].retired_at is None
    sign_on.lock(desk)
    assert codes(lambda: colleagues.roster(desk)) == ("sign_on.needed",)


# ------------------------------------------------------------------ the window of somebody who was retired meanwhile
def test_an_open_window_of_a_retired_colleague_does_no_more(desk: Desk, make: Callable[..., Made]) -> None:
    added(desk)
    entered(desk)
    made = make()
    case = lookup.open_case_by_card(desk, uid=made.uid, reader="test")
    retired_elsewhere(desk, "lin")
    for deed in (
        lambda: lookup.open_case_by_card(desk, uid=made.uid, reader="test"),
        lambda: pickup.hand_over(desk, deed=a_deed(case, made)),
        lambda: counter.overview(desk),
    ):
        assert codes(deed) == ("sign_on.retired",)


def test_a_retired_colleague_s_window_locks_and_lets_somebody_else_in(desk: Desk) -> None:
    added(desk)
    entered(desk)
    retired_elsewhere(desk, "lin")
    sign_on.lock(desk)
    assert codes(lambda: sign_on.unlock(desk, password=FIRST)) == ("sign_on.retired",)
    sign_on.sign_off(desk)
    assert entered(desk, "clerk1", password_of("clerk1")) == "clerk"
    assert counter.overview(desk).today == 0


def test_the_desk_s_lane_tells_that_whoever_is_signed_on_was_retired(desk: Desk, qtbot: QtBot) -> None:
    added(desk)
    entered(desk)
    retired_elsewhere(desk, "lin")
    line, answers = DeskLine(lambda: desk), list[Reply[Any]]()
    line.start()
    with qtbot.waitSignal(line.shut_out, timeout=10_000) as told:
        line.ask(asks.counter(), answers.append)
    assert line.stop() and [each.refusal for each in answers] == told.args


def test_a_retired_supervisor_s_password_shuts_nobody_else_out(
    desk: Desk, make: Callable[..., Made], qtbot: QtBot
) -> None:
    added(desk, **CHIEF)
    entered(desk, "clerk1", password_of("clerk1"))
    retired_elsewhere(desk, "chief")
    made = make(open_items=("library",))
    line, answers, told = DeskLine(lambda: desk), list[Reply[Any]](), list[Refusal]()
    line.shut_out.connect(told.append)
    line.start()
    ask = asks.release(made.graduate_id, ("clearance.outstanding:library",), "持還書證明", "chief", FIRST)
    with qtbot.waitSignal(line._delivered, timeout=10_000):
        line.ask(ask, answers.append)
    qtbot.waitUntil(lambda: bool(answers))
    assert line.stop() and [each.refusal.codes for each in answers if each.refusal] == [("sign_on.retired",)]
    assert not told


def retired_elsewhere(desk: Desk, colleague: str) -> None:
    """By a supervisor at another window on the same records."""
    with closing(Desk.open(desk.place)) as other:
        colleagues.retire(other, colleague=colleague, **SUPERVISOR)
