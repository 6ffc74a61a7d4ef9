"""Where a tired clerk stumbled once: what is typed goes where one looks, and nothing on the screen is out of date."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from app.desk.slips import CardAct, Mode
from app.errors import Refusal
from app.presenters.errands import PaperState
from app.presenters.hand_over_steps import Step
from app.presenters.pickup import Stage
from app.views.pickup import PickupView
from tests.presenters import made_up
from tests.presenters.conftest import Counter
from tests.views.looks import dress, look
from tests.views.shots_pickup import SIZE, a_counter
from tests.views.window_text import dump


@pytest.fixture
def counter(qapp: QApplication) -> Iterator[Counter]:
    window = a_counter()
    yield window
    window.pickup.done._timer.stop()


@pytest.fixture
def view(qtbot: QtBot, counter: Counter) -> PickupView:
    at = look(language="en")
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    dress(application, at)
    shown = PickupView(counter.pickup, at, repeat_ms=0)
    shown.scans.gap_ms = -1  # a hand, not a scanner
    qtbot.addWidget(shown)
    shown.resize(*SIZE)
    with qtbot.waitActive(shown):
        shown.show()
    return shown


def settle(view: PickupView) -> None:
    view.draw()
    for _ in range(3):
        QApplication.processEvents()


def type_number(view: PickupView, number: str) -> None:
    for digit in number:
        QTest.keyClicks(QApplication.focusWidget(), digit)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_F9)


def test_a_wrong_number_is_simply_typed_over(view: PickupView, counter: Counter) -> None:
    counter.opens()
    settle(view)
    type_number(view, "000313")
    counter.line.answer("pickup:check_sheet", refusal=Refusal.because("sheet.unknown", number="000313"))
    settle(view)
    focus = QApplication.focusWidget()
    assert isinstance(focus, QLineEdit) and focus.text() == focus.selectedText() == "000313"
    type_number(view, "000312")
    assert counter.line.last("pickup:check_sheet").facts["scanned"] == "000312"


def test_what_was_missing_is_no_longer_told_once_the_pad_is_signed(view: PickupView, counter: Counter) -> None:
    counter.opens()
    counter.steps_to_signature()
    settle(view)
    QTest.keyClick(view, Qt.Key.Key_F9)
    settle(view)
    assert "There is no signature yet." in dump(view)
    assert view._column is not None and view._column.pad is not None
    pad = view._column.pad
    QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(20, 30))
    for x in range(30, 160, 10):
        QTest.mouseMove(pad, QPoint(x, 30 + x % 40))
    QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=QPoint(170, 40))
    settle(view)
    assert "There is no signature yet." not in dump(view)
    assert view._column.pad is not None and not view._column.pad.is_empty
    QTest.keyClick(view, Qt.Key.Key_F9)
    assert counter.pickup.steps.screen.step is Step.CARD


def test_the_last_step_says_what_comes_before_card_and_certificate_leave(view: PickupView, counter: Counter) -> None:
    counter.opens(made_up.a_case(card_acts=(CardAct.STAMP, CardAct.CHIP)))
    counter.steps_to_signature()
    counter.pickup.steps.sign_on_paper()
    counter.pickup.next()
    counter.pickup.next()
    settle(view)
    assert counter.pickup.steps.screen.step is Step.TOGETHER
    told = dump(view)
    assert "Leave the card on the reader until then" in told
    assert "Have it signed before anything is given" in told


def test_a_proxy_s_form_begins_at_the_first_piece_that_nobody_has_seen(view: PickupView, counter: Counter) -> None:
    counter.opens()
    QTest.keyClick(view, Qt.Key.Key_F4)
    settle(view)
    focus = QApplication.focusWidget()
    assert focus is not None and focus.objectName().startswith("piece-")
    name, seen = focus.objectName(), counter.pickup.proxy.screen.seen
    QTest.keyClick(focus, Qt.Key.Key_Space)
    settle(view)
    assert len(counter.pickup.proxy.screen.seen) == len(seen) + 1
    again = QApplication.focusWidget()
    assert again is not None and again.objectName() == name


def test_a_letter_printed_for_later_is_told_and_ends_no_case(view: PickupView, counter: Counter) -> None:
    """F10 prints the letter of authorization at any case; the notice of a blocked one is still to be printed."""
    counter.opens(made_up.a_blocked_case())
    counter.pickup.print_letter(prefilled=True)
    counter.line.answer("papers:letter_of_authorization", made_up.a_paper("letter"))
    counter.printer.ends(True)
    settle(view)
    assert counter.pickup.screen.paper.state is PaperState.PRINTED
    told = dump(view)
    assert "Printed. Give it to the person." in told
    assert "[* Print the notice F9]" in told
    QTest.keyClick(view, Qt.Key.Key_F9)
    assert counter.pickup.screen.stage is Stage.CASE
    assert counter.line.count("papers:outstanding_items_notice") == 1


def test_a_letter_printed_at_a_ready_case_is_told_in_its_steps(view: PickupView, counter: Counter) -> None:
    counter.opens()
    counter.pickup.print_letter(prefilled=True)
    settle(view)
    assert "The paper is being made" in dump(view)
    counter.line.answer("papers:letter_of_authorization", made_up.a_paper("letter"))
    counter.printer.ends(False, "printer.away")
    settle(view)
    assert "F6" in dump(view)
    QTest.keyClick(view, Qt.Key.Key_F6)
    assert len(counter.printer.papers) == 1


def test_f6_prints_the_proxy_s_letter_again(view: PickupView, counter: Counter) -> None:
    counter.opens()
    counter.pickup.begin_proxy()
    assert counter.pickup.screen.mode is Mode.PROXY
    settle(view)
    QTest.keyClick(view, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    counter.line.answer("papers:letter_of_authorization", made_up.a_paper("letter"))
    counter.printer.ends(False, "printer.away")
    settle(view)
    QTest.keyClick(view, Qt.Key.Key_F6)
    assert len(counter.printer.papers) == 1


def test_a_loss_that_was_recorded_is_seen_at_the_case(view: PickupView, counter: Counter) -> None:
    case = made_up.a_case(loss=replace(made_up.LOSS, reported_at=None))
    counter.opens(case)
    settle(view)
    assert "reported lost" not in dump(view)
    counter.pickup.loss.begin(case)
    counter.pickup.loss.write_evidence("confirmation number 12")
    counter.pickup.loss.submit()
    counter.line.answer("card:report_loss", replace(case, loss=replace(case.loss, reported_at=made_up.NOON)))
    settle(view)
    assert "The student card is reported lost" in dump(view)
