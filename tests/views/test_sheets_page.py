"""The sheets at this counter on the glass: as text, with room and names; scanner and keyboard."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QTableView

from app.errors import Refusal
from app.presenters.sheets import Doing
from app.presenters.window import Page
from tests.presenters import made_up_sheets as made
from tests.views import shots_sheets as shots
from tests.views.opened import Open, press, settle
from tests.views.shots_sheets import SHOTS
from tests.views.shots_window import Desk, Shot
from tests.views.window_text import cramped, dump, nameless, out_of_reach

K = Qt.Key


@pytest.mark.parametrize("shot", SHOTS, ids=lambda shot: shot.name)
@pytest.mark.parametrize("language", ["zh_TW", "en"])
@pytest.mark.parametrize(("scale", "width"), [(1.0, 1280), (2.0, 1280), (2.0, 1920)])
def test_a_page_reads_as_reviewed_with_room_and_names(
    open_desk: Open, golden: Callable[[str, str], None], shot: Shot, language: str, scale: float, width: int
) -> None:
    desk = open_desk(shot.set_up, language=language, scale=scale, width=width)
    if scale == 1.0:
        golden(f"window/{shot.name}-{language}", dump(desk.view))
    assert cramped(desk.view) == []
    assert nameless(desk.view) == []
    assert out_of_reach(desk.view) == []


def scan(desk: Desk, text: str) -> None:
    """As a keyboard-wedge scanner does: fast strokes wherever the focus is, and ENTER."""
    page = desk.view._pages.sheets
    assert page is not None
    page.scans.gap_ms = 60_000  # the test's keys are the scanner's, however busy the computer is
    for stroke in text:
        QTest.keyClicks(QApplication.focusWidget() or desk.view, stroke)
    QTest.keyClick(QApplication.focusWidget() or desk.view, K.Key_Return)
    settle(desk)


def typed(desk: Desk, text: str) -> None:
    """As a person does: the scanner's catcher hears pauses."""
    page = desk.view._pages.sheets
    assert page is not None
    page.scans.gap_ms = -1
    for stroke in text:
        QTest.keyClicks(QApplication.focusWidget() or desk.view, stroke)


def field(desk: Desk) -> QLineEdit:
    found = desk.view.findChild(QLineEdit, "sheets-field")
    assert found is not None
    return found


def test_alt_5_opens_the_shelf(open_desk: Open) -> None:
    desk = open_desk()
    press(desk, K.Key_5, Qt.KeyboardModifier.AltModifier)
    settle(desk)
    assert desk.window.screen.page is Page.SHEETS
    assert desk.line.count("sheets:at_counter") == 1
    focus = QApplication.focusWidget()
    assert focus is None or not isinstance(focus, QLineEdit), "the scanner speaks first"


def test_a_scan_with_no_field_focused_begins_a_list_and_leaves_no_digits(open_desk: Open) -> None:
    desk = open_desk(shots.shelf)
    scan(desk, "SU-A0500")
    assert desk.line.last("sheets:look_at").facts == {"scanned": "SU-A0500"}
    assert desk.window.sheets.screen.doing is Doing.TAKING, "its ENTER counted nothing"
    assert field(desk).text() == "" and desk.window.sheets.screen.wanted == ""
    desk.line.answer("sheets:look_at", made.ELSEWHERE)
    settle(desk)
    scan(desk, "SU-A0316")
    assert desk.line.last("sheets:look_at").facts == {"scanned": "SU-A0316"}
    assert "sheets:take_over" not in desk.line.verbs, "no scan takes anything over"


def test_a_scan_into_a_field_is_taken_out_again(open_desk: Open) -> None:
    desk = open_desk(shots.taking)
    for name in ("sheets-place", "sheets-password"):
        edit = desk.view.findChild(QLineEdit, name)
        assert edit is not None
        edit.setFocus()
        edit.setText("half ")
        scan(desk, "SU-A0316")
        assert edit.text() == "half "
        assert desk.line.last("sheets:look_at").facts == {"scanned": "SU-A0316"}
        desk.line.answer("sheets:look_at", made.BESIDE)
        settle(desk)
        assert edit.text() == "half " and QApplication.focusWidget() is edit, "drawn anew, nothing that is typed goes"


def test_typing_narrows_the_shelf_and_enter_looks_at_once(open_desk: Open) -> None:
    desk = open_desk(shots.shelf)
    typed(desk, "a031")
    assert field(desk).text() == "a031" and QApplication.focusWidget() is field(desk)
    QTest.keyClick(field(desk), K.Key_Return)
    settle(desk)
    assert desk.line.last("sheets:at_counter").facts["wanted"] == "a031"
    assert desk.window.sheets.screen.doing is Doing.SHELF, "Enter in the field counts nothing"
    while "sheets:at_counter" in desk.line.awaited():  # a pause between two strokes has asked, too
        desk.line.answer("sheets:at_counter", made.a_stock(fitting=1, lying=(made.a_lying(312),)))
    settle(desk)
    table = desk.view.findChild(QTableView, "sheets-table")
    assert table is not None and table.model().rowCount() == 1
    assert field(desk).text() == "a031"


def test_a_number_that_is_typed_to_its_end_is_a_scan_in_a_count(open_desk: Open) -> None:
    desk = open_desk(shots.counting)
    typed(desk, "000312")
    QTest.keyClick(field(desk), K.Key_Return)
    settle(desk)
    assert desk.line.last("sheets:look_at").facts == {"scanned": "000312"}
    assert field(desk).text() == "" and "sheets:take_stock" not in desk.line.verbs


def test_a_count_by_keys_from_the_shelf_to_its_paper(open_desk: Open) -> None:
    desk = open_desk(shots.shelf)
    press(desk, K.Key_F9)
    settle(desk)
    for slip in (made.HERE, made.ELSEWHERE):
        scan(desk, slip.scanned)
        desk.line.answer("sheets:look_at", slip)
        settle(desk)
    press(desk, K.Key_F8)
    settle(desk)
    assert [each.serial for each in desk.window.sheets.screen.found] == ["A0312"], "the last scan is taken back"
    desk.view.keys.forget_press()
    press(desk, K.Key_F9)
    assert desk.line.last("sheets:take_stock").facts == {"scans": ("SU-A0312",)}
    desk.line.answer("sheets:take_stock", made.a_count())
    settle(desk)
    press(desk, K.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert desk.line.count("stock_take:paper") == 1
    press(desk, K.Key_Escape)
    settle(desk)
    assert desk.window.sheets.screen.doing is Doing.SHELF


def test_taking_over_from_another_counter_by_keys(open_desk: Open) -> None:
    desk = open_desk(shots.taking)
    login = desk.view.findChild(QLineEdit, "sheets-login")
    password = desk.view.findChild(QLineEdit, "sheets-password")
    assert login is not None and password is not None and login.isVisible()
    login.setFocus()
    typed(desk, "sup")
    password.setFocus()
    typed(desk, "made up")
    press(desk, K.Key_Return)
    facts = desk.line.last("sheets:take_over").facts
    assert facts["scans"] == ("SU-A0316", "SU-A0500") and (facts["login"], facts["password"]) == ("sup", "made up")
    assert "made up" not in repr(desk.window.sheets.screen)


def test_a_password_does_not_lie_ready(open_desk: Open) -> None:
    """Neither after it was refused, nor behind the lock, nor on a page that somebody comes back to."""
    desk = open_desk(shots.taking)
    desk.window.sheets.write("login", "sup")
    password = desk.view.findChild(QLineEdit, "sheets-password")
    assert password is not None

    def leave_by(act: Callable[[], object]) -> None:
        password.setText("made up")
        act()
        settle(desk)
        assert password.text() == ""

    leave_by(lambda: press(desk, K.Key_F9))
    desk.line.answer("sheets:take_over", refusal=Refusal.because("sign_on.failed"))
    settle(desk)
    assert desk.window.sheets.screen.rows, "the list stays"
    leave_by(lambda: desk.window.go(Page.COUNTER))
    desk.window.go(Page.SHEETS)
    settle(desk)
    leave_by(desk.window.door.lock)


def test_whoever_looks_again_stays_where_the_list_was_scrolled(open_desk: Open) -> None:
    lying = tuple(made.a_lying(n) for n in range(100, 160))
    desk = open_desk(lambda desk: shots.shelf(desk, lying=lying, total=60, fitting=60))
    table = desk.view.findChild(QTableView, "sheets-table")
    assert table is not None
    bar = table.verticalScrollBar()
    bar.setValue(bar.maximum())
    reached = bar.value()
    assert reached > 0
    desk.window.refresh()
    desk.line.answer("sheets:at_counter", made.a_stock(lying=lying, total=60, fitting=60))
    settle(desk)
    table = desk.view.findChild(QTableView, "sheets-table")
    assert table is not None and table.verticalScrollBar().value() == reached
