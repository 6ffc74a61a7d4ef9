"""Nobody touches the window: it locks by itself, shows nobody, and gives the case back at its step."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.desk.window_slips import SignedOnSlip
from app.presenters.door import DoorStage
from app.presenters.hand_over_steps import Step
from app.presenters.pickup import Stage
from tests.presenters import made_up
from tests.views import shots_window as shots
from tests.views.opened import Open, settle
from tests.views.shots_window import Desk
from tests.views.window_text import dump

IDLE_MS = 600  # in place of the school's minutes


def hurry(desk: Desk) -> None:
    """The school's minutes, made short."""
    desk.view._idle.setInterval(IDLE_MS)
    desk.view._idle.start()


def locked(desk: Desk) -> Callable[[], bool]:
    return lambda: desk.window.door.screen.stage is DoorStage.LOCKED


def a_wheel_turn(desk: Desk) -> None:
    at, none = QPointF(400, 400), Qt.KeyboardModifier.NoModifier
    turn = QWheelEvent(
        at, at, QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton, none, Qt.ScrollPhase.NoScrollPhase, False
    )
    QApplication.sendEvent(desk.view.windowHandle(), turn)


ACTS: dict[str, Callable[[Desk], None]] = {
    "key": lambda desk: QTest.keyClick(desk.view.windowHandle(), Qt.Key.Key_Shift),
    "mouse": lambda desk: QTest.mouseClick(
        desk.view.windowHandle(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(600, 300)
    ),
    "wheel": a_wheel_turn,
}


def test_the_school_s_minutes_are_counted_from_the_sign_on(open_desk: Open) -> None:
    desk = open_desk(Desk.inside, language="en")
    assert desk.view._idle.isActive()
    assert desk.view._idle.interval() == 5 * 60_000


def test_an_untouched_window_locks_and_shows_nobody(open_desk: Open, qtbot: QtBot) -> None:
    desk = open_desk(shots.a_case, language="en")
    name = made_up.a_case().name
    assert name in dump(desk.view)
    hurry(desk)
    qtbot.waitUntil(locked(desk))
    settle(desk)
    told = dump(desk.view)
    assert "The screen is locked" in told and name not in told
    assert made_up.a_case().student_number not in told
    assert not desk.view.pickup_view.isVisible()


@pytest.mark.parametrize("act", ACTS)
def test_who_types_clicks_or_scrolls_is_not_idle(open_desk: Open, qtbot: QtBot, act: str) -> None:
    desk = open_desk(Desk.inside, language="en")
    hurry(desk)
    qtbot.waitUntil(lambda: desk.view._idle.remainingTime() < IDLE_MS // 2)
    ACTS[act](desk)
    assert desk.view._idle.remainingTime() > IDLE_MS // 2
    qtbot.waitUntil(locked(desk))  # and who then goes away is


def test_unlocking_gives_the_case_back_at_its_step(open_desk: Open, qtbot: QtBot) -> None:
    desk = open_desk(shots.a_case, language="en")
    desk.window.pickup.scanned("SU-A0312")
    desk.line.answer("pickup:check_sheet", made_up.a_checked_sheet())
    step = desk.window.pickup.steps.screen.step
    assert step is not Step.SHEET
    hurry(desk)
    qtbot.waitUntil(locked(desk))
    settle(desk)
    QTest.keyClicks(QApplication.focusWidget(), "made up")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    slip = SignedOnSlip(shots.CLERK, "w1", shots.COUNTER, 5, made_up.NOON)
    desk.line.answer("sign_on:unlock", slip)
    settle(desk)
    assert desk.window.pickup.screen.stage is Stage.CASE
    assert desk.window.pickup.steps.screen.step is step
    assert made_up.a_case().name in dump(desk.view)
    focus = QApplication.focusWidget()
    assert focus is not None and desk.view.pickup_view.isAncestorOf(focus)
    assert desk.view._idle.isActive()


def test_a_deed_in_flight_is_awaited_before_the_lock(open_desk: Open, qtbot: QtBot) -> None:
    desk = open_desk(shots.a_case, language="en")
    pickup = desk.window.pickup
    pickup.loss.begin(made_up.a_case())
    pickup.loss.write_evidence("confirmation number 12")
    pickup.loss.submit()
    assert pickup.must_wait
    desk.view._idle.timeout.emit()
    assert not locked(desk)()
    assert desk.view._idle.isActive() and desk.view._idle.interval() < 5 * 60_000
