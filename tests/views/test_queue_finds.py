"""One is found among many digital certificates: typed, or scanned wherever the focus is."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QTableView

from app.views.queue_search import Searched
from tests.views.opened import Open, press, settle
from tests.views.shots_window import JOBS, LONG, Desk, a_day, a_queue

K = Qt.Key


def opened(open_desk: Open) -> Desk:
    return open_desk(lambda desk: desk.queue(a_queue(*JOBS)))


def strike(desk: Desk, text: str, gap_ms: int) -> None:
    """``gap_ms`` makes a scanner of the keys, or a person."""
    page = desk.view.findChild(Searched)
    assert page is not None
    page._scans.gap_ms = gap_ms
    for stroke in text:
        QTest.keyClicks(QApplication.focusWidget() or desk.view, stroke)
    QTest.keyClick(QApplication.focusWidget() or desk.view, K.Key_Return)
    settle(desk)


def test_enter_in_the_field_looks_and_starts_nothing(open_desk: Open) -> None:
    desk = opened(open_desk)
    field = desk.view.findChild(QLineEdit, "queue-search")
    assert field is not None
    field.setFocus()
    strike(desk, "410", -1)
    assert desk.line.last("digital:queue").facts == {"which": "all", "sought": "410"}
    assert desk.line.count("digital:try_again") == 0
    desk.line.answer("digital:queue", LONG)
    settle(desk)
    again = desk.view.findChild(QLineEdit, "queue-search")
    assert again is not None
    assert (again.text(), again.hasFocus()) == ("410", True)


def test_a_scan_over_the_list_is_looked_for_and_presses_nothing(open_desk: Open) -> None:
    desk = opened(open_desk)
    table = desk.view.findChild(QTableView, "queue-table")
    assert table is not None
    table.setFocus()
    desk.window.queue.pick("attention")
    desk.line.answer("digital:queue", a_queue(*JOBS))
    settle(desk)
    strike(desk, "7K3M-9QXW-0ZRT-5HBN", 60_000)
    assert desk.line.last("digital:queue").facts == {"which": "all", "sought": "7K3M-9QXW-0ZRT-5HBN"}
    assert desk.line.count("digital:try_again") == 0


def test_an_answer_to_what_was_typed_before_is_not_shown(open_desk: Open) -> None:
    desk = opened(open_desk)
    queue = desk.window.queue
    queue.typed("41")
    queue.refresh()
    queue.typed("410")
    desk.line.answer("digital:queue", LONG)
    assert queue.screen.slip is not None and queue.screen.slip.found == 0
    queue.refresh()
    desk.line.answer("digital:queue", LONG)
    assert queue.screen.slip is LONG


def test_esc_shows_all_again(open_desk: Open) -> None:
    desk = opened(open_desk)
    desk.window.queue.typed("410")
    desk.window.queue.refresh()
    desk.line.answer("digital:queue", LONG)
    settle(desk)
    press(desk, K.Key_Escape)
    settle(desk)
    assert desk.line.last("digital:queue").facts == {"which": "all", "sought": ""}
    field = desk.view.findChild(QLineEdit, "queue-search")
    assert field is not None
    assert field.text() == ""
    assert not desk.window.back()


def test_what_is_late_stands_in_the_status_bar(open_desk: Open) -> None:
    desk = open_desk(language="en")
    desk.window._show(counter=a_day(digital_overdue=3))
    settle(desk)
    assert "Digital certificates overdue: 3" in [each.text() for each in desk.view.findChildren(QLabel)]
