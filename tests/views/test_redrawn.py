"""A page that is drawn anew while somebody reads or types in it: nothing is felt of it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QScrollArea, QScrollBar

from app.errors import Refusal
from tests.views import shots_supervisor
from tests.views import shots_window as shots
from tests.views.opened import Open, settle
from tests.views.shots_window import Desk


def half_a_minute_passes(desk: Desk) -> None:
    """What comes by itself: the counter's figures, as every thirty seconds."""
    asked = desk.line.count("counter:overview")
    desk.window.refresh()
    assert desk.line.count("counter:overview") == asked + 1
    desk.line.answer("counter:overview", shots.a_day(today=5))
    settle(desk)


def type_into(desk: Desk, name: str, text: str) -> QLineEdit:
    field = desk.view.findChild(QLineEdit, name)
    assert field is not None
    field.setFocus()
    QTest.keyClicks(field, text)
    return field


def text_of(desk: Desk, name: str) -> str:
    field = desk.view.findChild(QLineEdit, name)
    assert field is not None
    return field.text()


def test_a_supervisor_s_half_typed_password_stays_and_so_does_the_cursor(open_desk: Open) -> None:
    desk = open_desk(shots_supervisor.ahead)
    type_into(desk, "decision-login", "sup")
    before = type_into(desk, "decision-password", "half a pass")
    before.setCursorPosition(4)
    half_a_minute_passes(desk)
    assert (text_of(desk, "decision-login"), text_of(desk, "decision-password")) == ("sup", "half a pass")
    focus = QApplication.focusWidget()
    assert isinstance(focus, QLineEdit) and focus.objectName() == "decision-password"
    assert focus is not before and focus.cursorPosition() == 4


def test_a_password_that_was_refused_is_typed_again_and_the_login_is_not(open_desk: Open) -> None:
    desk = open_desk(shots_supervisor.ahead)
    type_into(desk, "decision-login", "sup")
    type_into(desk, "decision-password", "a wrong one")
    desk.view.keys.press_primary()
    settle(desk)
    desk.line.answer("decide:decide", refusal=Refusal.because("override.sign_on_refused"))
    settle(desk)
    assert (text_of(desk, "decision-login"), text_of(desk, "decision-password")) == ("sup", "")


def test_what_was_typed_on_one_page_is_on_no_other(open_desk: Open) -> None:
    desk = open_desk(shots_supervisor.ahead)
    type_into(desk, "decision-password", "half a pass")
    desk.window.decisions.back()
    settle(desk)
    desk.window.decisions.look_ahead()
    shots_supervisor.looked_ahead(desk)
    settle(desk)
    assert text_of(desk, "decision-password") == ""


def test_the_reason_of_a_pause_stays_with_its_password(open_desk: Open) -> None:
    desk = open_desk(lambda desk: desk.decides(shots.a_queue(*shots.JOBS), shots.Question.PAUSE))
    type_into(desk, "queue-password", "half")
    half_a_minute_passes(desk)
    assert text_of(desk, "queue-password") == "half"


def test_the_numbers_of_a_decision_are_typed_on_where_the_cursor_stood(open_desk: Open) -> None:
    desk = open_desk(shots_supervisor.form)
    numbers = desk.view.findChild(QPlainTextEdit, "decision-numbers")
    assert numbers is not None
    numbers.setFocus()
    QTest.keyClicks(numbers, "000312")
    half_a_minute_passes(desk)
    QTest.keyClicks(QApplication.focusWidget(), "7")
    numbers = desk.view.findChild(QPlainTextEdit, "decision-numbers")
    assert numbers is not None and numbers.toPlainText() == "0003127"


def test_a_page_stays_scrolled_where_it_was(open_desk: Open) -> None:
    desk = open_desk(shots.today, scale=1.5)
    scrolled = _scrolled(desk)
    scrolled.setValue(scrolled.maximum() // 2)
    where = scrolled.value()
    assert where > 0
    half_a_minute_passes(desk)
    assert _scrolled(desk).value() == where


def _scrolled(desk: Desk) -> QScrollBar:
    areas = [each for each in desk.view.findChildren(QScrollArea) if each.isVisible()]
    bars = [each.verticalScrollBar() for each in areas]
    return max(bars, key=lambda bar: bar.maximum())


def first_run(desk: Desk) -> None:
    desk.at_the_door(first_run=True)


def test_the_first_run_keeps_its_words_and_asks_only_for_what_is_to_be_typed_again(open_desk: Open) -> None:
    desk = open_desk(first_run)
    for name, text in (("login", "sup"), ("name", "吳淑芬"), ("password", "one password"), ("again", "another one")):
        field = desk.view.findChild(QLineEdit, f"door-{name}")
        assert field is not None
        field.setFocus()
        field.setText(text)
    desk.view.keys.press_primary()
    settle(desk)
    kept = [text_of(desk, f"door-{name}") for name in ("login", "name", "password", "again")]
    assert kept == ["sup", "吳淑芬", "one password", ""]
    focus = QApplication.focusWidget()
    assert focus is not None and focus.objectName() == "door-again"
    QTest.keyClicks(focus, "one password")
    desk.view.keys.forget_press()  # a hand is slower than two presses of one finger
    QTest.keyClick(focus, Qt.Key.Key_Return)
    settle(desk)
    assert desk.line.last("sign_on:make_first_supervisor").facts["password"] == "one password"
    desk.line.answer("sign_on:make_first_supervisor", refusal=Refusal.because("password.too_short", least="10"))
    settle(desk)
    kept = [text_of(desk, f"door-{name}") for name in ("login", "name", "password", "again")]
    assert kept == ["sup", "吳淑芬", "", ""], "a password that was refused is typed again"


def put_together(field: QLineEdit, preedit: str, commit: str = "") -> None:
    """What an input method tells a field."""
    told = QInputMethodEvent(preedit, [])
    told.setCommitString(commit)
    QApplication.sendEvent(field, told)


def test_a_character_that_is_put_together_is_not_torn_by_an_answer(open_desk: Open) -> None:
    desk = open_desk(lambda desk: desk.queue(shots.a_queue(*shots.JOBS)))
    field = desk.view.findChild(QLineEdit, "queue-search")
    assert field is not None
    field.setFocus()
    put_together(field, "", "林")
    desk.window.queue.refresh()
    put_together(field, "ㄓ")
    desk.line.answer("digital:queue", shots.LONG)
    QTest.qWait(50)
    assert desk.view.findChild(QLineEdit, "queue-search") is field
    put_together(field, "", "志")
    assert desk.window.queue.screen.sought == "林志"
    QTest.qWait(300)
    assert text_of(desk, "queue-search") == "林志"
    assert desk.view.findChild(QLineEdit, "queue-search") is not field, "what came meanwhile is drawn then"


def test_the_lock_waits_for_no_character(open_desk: Open) -> None:
    desk = open_desk(lambda desk: desk.queue(shots.a_queue(*shots.JOBS)))
    field = desk.view.findChild(QLineEdit, "queue-search")
    assert field is not None
    field.setFocus()
    put_together(field, "ㄓ")
    desk.window.door.lock()
    QTest.qWait(50)
    assert desk.view.findChild(QLineEdit, "queue-search") is None
