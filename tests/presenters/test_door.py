"""The door: opening, the first run, signing on, lockout, the lock."""

from __future__ import annotations

from app.desk.slips import Mode
from app.desk.window_slips import FirstRunSlip, SignedOnSlip
from app.devices.events import CardKind, CardTapped
from app.errors import Refusal, Trouble
from app.presenters.door import DoorStage
from app.presenters.pickup import Stage
from app.presenters.window import Page
from tests.presenters import made_up
from tests.presenters.front import CLERK, COUNTER, SUPERVISOR, Front


def codes(front: Front) -> list[str]:
    return [each.code for each in front.window.door.screen.problems]


def test_a_desk_that_cannot_open_says_why_and_asks_nothing(front: Front) -> None:
    front.window.door.opened(Trouble("database.newer"))
    assert front.window.door.screen.stage is DoorStage.SHUT and codes(front) == ["database.newer"]
    assert front.line.verbs == []


def test_a_desk_that_opens_asks_who_may_come_in(front: Front) -> None:
    front.at_the_door()
    assert front.window.door.screen.stage is DoorStage.SIGN_ON


def test_a_door_that_cannot_be_read_is_shut(front: Front) -> None:
    front.window.door.opened(None)
    front.line.answer("sign_on:door", trouble=Trouble("database.away", retryable=True))
    assert front.window.door.screen.stage is DoorStage.SHUT and codes(front) == ["database.away"]


def test_two_passwords_that_differ_are_not_sent(front: Front) -> None:
    front.at_the_door(first_run=True)
    front.window.door.found("sup", "示範主管", "one password", "another one")
    assert codes(front) == ["password.differs"]
    assert "sign_on:make_first_supervisor" not in front.line.verbs


def test_the_recovery_code_is_held_only_while_its_sheet_is_shown(front: Front) -> None:
    front.at_the_door(first_run=True)
    door = front.window.door
    door.found("sup", "示範主管", "one password", "one password")
    slip = FirstRunSlip(SUPERVISOR, "ABCD-EFGH", made_up.a_paper("recovery_sheet"))
    front.line.answer("sign_on:make_first_supervisor", slip)
    assert door.screen.stage is DoorStage.RECOVERY and "ABCD-EFGH" not in repr(door.screen)
    door.code_is_kept()
    assert door.screen.first_run is None
    assert front.line.awaited() == ["sign_on:door"]


def test_a_failed_sign_on_tells_its_code_and_may_be_tried_again(front: Front) -> None:
    front.at_the_door()
    front.window.door.sign_on("clerk1", "wrong")
    assert front.window.door.screen.sending
    front.line.answer("sign_on:sign_on", refusal=Refusal.because("sign_on.failed"))
    assert codes(front) == ["sign_on.failed"] and not front.window.door.screen.sending
    assert front.window.door.screen.stage is DoorStage.SIGN_ON
    assert "wrong" not in repr(front.window.door.screen)


def test_after_five_failures_the_door_says_until_when(front: Front) -> None:
    front.at_the_door()
    front.window.door.sign_on("clerk1", "wrong")
    front.line.answer("sign_on:sign_on", refusal=Refusal.because("sign_on.locked_out", until="10:56"))
    problem = front.window.door.screen.problems[0]
    assert (problem.code, problem.facts["until"]) == ("sign_on.locked_out", "10:56")


def test_one_click_is_for_a_demonstration(front: Front) -> None:
    front.at_the_door(demo=True, staff=(CLERK,))
    front.window.door.pick(CLERK.id)
    assert front.line.last("sign_on:demo_sign_on").facts == {"staff_id": CLERK.id}


def test_signing_on_opens_the_counter_and_counts_the_day(front: Front) -> None:
    front.inside()
    assert front.window.inside and front.window.screen.page is Page.COUNTER
    assert front.window.screen.signed_on is not None and front.window.screen.signed_on.staff is CLERK
    assert front.window._refresh.isActive()


def test_locking_keeps_the_case_and_unlocking_shows_it_again(front: Front) -> None:
    front.inside()
    front.window.card_event(CardTapped(made_up.READER, 1, 0.0, CardKind.CLASSIC_4K, made_up.UID_A))
    front.line.answer("lookup:open_case_by_card", made_up.a_case())
    front.window.door.lock()
    assert front.window.door.screen.stage is DoorStage.LOCKED and not front.window.inside
    front.window.door.unlock("made up")
    front.line.answer("sign_on:unlock", SignedOnSlip(CLERK, "w1", COUNTER, 5, made_up.NOON))
    assert front.window.inside and front.window.pickup.screen.stage is Stage.CASE


def test_a_wrong_password_at_the_lock_leaves_it_locked(front: Front) -> None:
    front.inside()
    front.window.door.lock()
    front.window.door.unlock("wrong")
    front.line.answer("sign_on:unlock", refusal=Refusal.because("sign_on.failed"))
    assert front.window.door.screen.stage is DoorStage.LOCKED and codes(front) == ["sign_on.failed"]


def test_at_the_lock_no_card_and_no_key_opens_anything(front: Front) -> None:
    front.inside()
    front.window.door.lock()
    asked = len(front.line.asked)
    front.window.card_event(CardTapped(made_up.READER, 1, 0.0, CardKind.CLASSIC_4K, made_up.UID_A))
    front.window.look_up(Mode.PROXY)
    front.window.close_days()
    front.window.refresh()
    assert len(front.line.asked) == asked and not front.window.search.screen.open


def test_somebody_else_starts_with_nothing_of_whoever_was_here(front: Front) -> None:
    front.inside()
    front.window.look_up()
    front.window.search.typed("林")
    front.window.door.lock()
    front.window.door.change_user()
    assert front.window.screen.signed_on is None and front.window.screen.counter is None
    assert front.window.search.screen.query == "" and front.window.pickup.screen.stage is Stage.WAITING
    assert not front.window._refresh.isActive()
    assert front.line.verbs[-2:] == ["sign_on:sign_off", "sign_on:door"]


def test_a_locked_desk_is_locked_once(front: Front) -> None:
    front.inside()
    front.window.door.lock()
    front.window.door.lock()
    assert front.line.count("sign_on:lock") == 1


def test_a_colleague_who_was_retired_meanwhile_finds_the_window_locked_and_the_reason_on_it(front: Front) -> None:
    front.inside()
    front.window.door.shut_out(Refusal.because("sign_on.retired"))
    assert front.window.door.screen.stage is DoorStage.LOCKED and codes(front) == ["sign_on.retired"]
    assert front.line.verbs[-1] == "sign_on:lock"
