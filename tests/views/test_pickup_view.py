"""The pickup on the glass: what is read, what is pressed, and that everything has room and a name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QInputDevice, QPointingDevice, QTabletEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from app.presenters.hand_over_steps import Step
from app.presenters.pickup import Pane, Stage
from app.sentences import SENTENCES
from app.views.pickup import PickupView
from app.views.pickup_menu import menu_of
from app.views.signature_pad import SignaturePad
from app.wording import ZH, Wording
from tests.presenters import made_up
from tests.presenters.conftest import Counter
from tests.views.looks import dress, look
from tests.views.shots_pickup import SHOTS, SIZE, Shot, a_counter
from tests.views.window_text import cramped, dump, nameless, out_of_reach

Compare = Callable[[str, str], None]


@pytest.fixture
def counter(qapp: QApplication) -> Iterator[Counter]:
    window = a_counter()
    yield window
    window.pickup.done._timer.stop()


def show(qtbot: QtBot, counter: Counter, **settings: object) -> PickupView:
    at = look(**settings)  # type: ignore[arg-type]
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    dress(application, at)
    view = PickupView(counter.pickup, at, repeat_ms=0)
    view.scans.gap_ms = 60_000  # the test's keys are the scanner's, however busy the computer is
    qtbot.addWidget(view)
    view.resize(*SIZE)
    with qtbot.waitActive(view):
        view.show()
    return view


def settle(view: PickupView) -> None:
    view.draw()
    for _ in range(3):
        QApplication.processEvents()


def press(view: PickupView, key: Qt.Key) -> None:
    QTest.keyClick(view, key)
    QApplication.processEvents()


# ------------------------------------------------------------------ every state, as text, with room and names
@pytest.mark.parametrize("shot", SHOTS, ids=lambda shot: shot.name)
@pytest.mark.parametrize("language", ["zh_TW", "en"])
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_a_state_reads_as_reviewed_with_room_and_names(
    qtbot: QtBot, counter: Counter, golden: Compare, shot: Shot, language: str, scale: float
) -> None:
    view = show(qtbot, counter, language=language, scale=scale)
    shot.set_up(counter)
    settle(view)
    if scale == 1.0:
        golden(f"pickup/{shot.name}-{language}", dump(view))
    assert cramped(view) == []
    assert nameless(view) == []
    assert out_of_reach(view) == []


# ------------------------------------------------------------------ keys
def test_every_sentence_that_asks_for_a_mailbox_names_its_key(qtbot: QtBot, counter: Counter) -> None:
    told = [text for sentence in SENTENCES.values() for text in sentence if "(Ctrl+M)" in text]
    assert len(told) == 3
    assert all("Ctrl+M" in Wording(ZH)(text) for text in told)
    view = show(qtbot, counter)
    counter.opens(made_up.a_collected_case())
    settle(view)
    QTest.keyClick(view, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    assert counter.screen.pane is Pane.MAILBOX


def test_the_whole_pickup_by_keys_scanner_and_pad(qtbot: QtBot, counter: Counter) -> None:
    view = show(qtbot, counter)
    counter.opens(made_up.a_case(photo=b"x"))
    settle(view)
    for stroke in "SU-A0312":  # the first stroke takes the focus to the field; a scan it stays
        QTest.keyClicks(QApplication.focusWidget(), stroke)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    counter.line.answer("pickup:check_sheet", made_up.a_checked_sheet())
    keys = 0
    for step in (Step.ADVISORIES, Step.FACE, Step.PROOF, Step.SIGNATURE, Step.CARD, Step.TOGETHER):
        settle(view)
        assert counter.pickup.steps.screen.step is step
        if step is Step.SIGNATURE:
            sign(view)
        press(view, Qt.Key.Key_F9)
        keys += 1
    deed = counter.line.answer("pickup:hand_over", made_up.a_done()).facts["deed"]
    assert deed.sheet_scan == "SU-A0312" and not deed.sheet_typed
    assert deed.signature_png.startswith(b"\x89PNG")
    settle(view)
    press(view, Qt.Key.Key_Return)
    assert counter.pickup.screen.stage is Stage.WAITING
    assert keys + 1 <= 8


def sign(view: PickupView) -> None:
    assert view._column is not None and view._column.pad is not None
    pad = view._column.pad
    QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(20, 20))
    for x in range(20, 120, 10):
        QTest.mouseMove(pad, QPoint(x, 40))
    QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=QPoint(120, 50))


def test_ink_survives_a_redraw(qtbot: QtBot, counter: Counter) -> None:
    view = show(qtbot, counter)
    counter.opens()
    counter.steps_to_signature()
    settle(view)
    sign(view)
    counter.pickup.card_tapped(made_up.UID_B, made_up.READER)  # a banner appears
    settle(view)
    assert view._column is not None and view._column.pad is not None
    assert not view._column.pad.is_empty


def test_a_scan_presses_no_button_and_leaves_no_digits(qtbot: QtBot, counter: Counter) -> None:
    view = show(qtbot, counter)
    counter.opens()
    counter.pickup.begin_proxy()
    settle(view)
    name = view.findChild(QLineEdit, "proxy-name")
    assert name is not None
    name.setFocus()
    name.setText("林文")
    QTest.keyClicks(name, "SU-A0312")
    QTest.keyClick(name, Qt.Key.Key_Return)
    assert name.text() == "林文"
    assert counter.pickup.steps.screen.step is Step.EVIDENCE
    assert "proxy:check_evidence" not in counter.line.verbs


def test_a_number_that_was_typed_is_checked_with_f9(qtbot: QtBot, counter: Counter) -> None:
    view = show(qtbot, counter)
    counter.opens()
    settle(view)
    assert view._column is not None and view._column.typed is not None
    view._column.typed.setText("000312")
    press(view, Qt.Key.Key_F9)
    asked = counter.line.last("pickup:check_sheet").facts
    assert (asked["scanned"], asked["typed"]) == ("000312", True)


def test_a_number_is_typed_wherever_the_focus_is(qtbot: QtBot, counter: Counter) -> None:
    view = show(qtbot, counter)
    counter.opens()
    settle(view)
    view.scans.gap_ms = -1  # a hand, not a scanner
    for digit in "000312":
        QTest.keyClicks(QApplication.focusWidget(), digit)
    assert view._column is not None and view._column.typed is not None
    assert view._column.typed.text() == "000312"
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert counter.line.last("pickup:check_sheet").facts["scanned"] == "000312"


def test_what_is_advised_or_not_required_is_never_shown_as_a_stop(qtbot: QtBot, counter: Counter) -> None:
    view = show(qtbot, counter)
    case = made_up.a_case()
    assert case.advisories
    counter.opens(case)
    settle(view)
    names = [each.accessibleName() for each in view.findChildren(QWidget)]
    for each in case.advisories:
        assert not [name for name in names if name.startswith(f"{each.unit.zh}: {each.item.zh}: ")]


def test_the_typed_number_is_kept_when_it_was_refused(qtbot: QtBot, counter: Counter) -> None:
    view = show(qtbot, counter)
    counter.opens()
    settle(view)
    assert view._column is not None and view._column.typed is not None
    view._column.typed.setText("  ")
    press(view, Qt.Key.Key_F9)
    settle(view)
    assert view._column.typed is not None
    assert view._column.typed.text() == "  "


def test_f8_marks_what_is_wrong_and_esc_leaves(qtbot: QtBot, counter: Counter) -> None:
    view = show(qtbot, counter)
    counter.opens(made_up.a_case(photo=b"x"))
    counter.scans()
    counter.pickup.next()
    counter.pickup.next()
    settle(view)
    press(view, Qt.Key.Key_F8)
    assert counter.pickup.screen.pane is Pane.CORRECTION
    settle(view)
    press(view, Qt.Key.Key_Escape)
    assert counter.pickup.screen.pane is Pane.NONE
    assert counter.pickup.steps.screen.step is Step.PROOF


@pytest.mark.parametrize("language", ["zh_TW", "en"])
def test_the_pad_stands_whole_in_sight_of_very_large_text(qtbot: QtBot, counter: Counter, language: str) -> None:
    view = show(qtbot, counter, scale=2.0, language=language)
    counter.opens()
    counter.steps_to_signature()
    settle(view)
    area, pad = view.findChild(QScrollArea, "case-area"), view.findChild(SignaturePad)
    assert area is not None and pad is not None
    top = pad.mapTo(area.viewport(), QPoint(0, 0)).y()
    assert top >= 0 and top + pad.height() <= area.viewport().height()


def test_f8_at_the_face_leaves_the_case_and_says_nothing_of_the_sheet(qtbot: QtBot, counter: Counter) -> None:
    view = show(qtbot, counter)
    counter.opens(made_up.a_case(photo=b"x"))
    counter.scans()
    counter.pickup.next()
    assert counter.pickup.steps.screen.step is Step.FACE
    settle(view)
    press(view, Qt.Key.Key_F8)
    assert counter.pickup.screen.pane is Pane.LEAVE
    settle(view)
    press(view, Qt.Key.Key_F9)
    assert counter.pickup.screen.stage is Stage.WAITING


def test_f8_has_no_sheet_to_stop_while_a_proxy_s_papers_are_looked_at(qtbot: QtBot, counter: Counter) -> None:
    view = show(qtbot, counter)
    counter.opens()
    counter.pickup.begin_proxy()
    settle(view)
    press(view, Qt.Key.Key_F8)
    assert counter.pickup.screen.pane is Pane.NONE


@pytest.mark.parametrize(
    "shot", ["41-release", "45-release-document", "46-withdrawal", "40-mending", "42-phone", "47-void"]
)
def test_what_is_typed_into_a_question_outlives_another_look(qtbot: QtBot, counter: Counter, shot: str) -> None:
    view = show(qtbot, counter)
    next(each for each in SHOTS if each.name == shot).set_up(counter)
    settle(view)
    edits = {each.objectName(): f"typed {n}" for n, each in enumerate(typing_fields(view))}
    assert len(edits) >= 2
    for name, text in edits.items():
        field = view.findChild(QLineEdit, name)
        assert field is not None
        field.clear()
        QTest.keyClicks(field, text)
    view.relook(look(language="en", scale=1.5, theme_name="dark"))
    settle(view)
    assert {each.objectName(): each.text() for each in typing_fields(view)} == edits
    view.hide()
    view.show()
    settle(view)
    words = {name: text for name, text in edits.items() if not name.endswith("password")}
    after = {each.objectName(): each.text() for each in typing_fields(view)}
    assert {name: after[name] for name in words} == words
    assert all(text == "" for name, text in after.items() if name not in words), "nor does it wait behind the lock"


def typing_fields(view: PickupView) -> list[QLineEdit]:
    assert view._veil is not None
    return [each for each in view._veil.findChildren(QLineEdit) if each.isEnabled()]


def test_nothing_behind_a_question_can_be_pressed(qtbot: QtBot, counter: Counter) -> None:
    view = show(qtbot, counter)
    counter.opens()
    counter.pickup.open_pane(Pane.LOSS)
    settle(view)
    press(view, Qt.Key.Key_F9)  # the question's own act
    assert [each.code for each in counter.pickup.loss.screen.problems] == ["loss.evidence_missing"]
    assert "pickup:check_sheet" not in counter.line.verbs


def test_a_second_f9_within_300_ms_is_a_finger_that_stayed(qtbot: QtBot, counter: Counter) -> None:
    view = show(qtbot, counter)
    view._repeat_ms = 60_000
    counter.opens()
    counter.scans()
    settle(view)
    press(view, Qt.Key.Key_F9)
    press(view, Qt.Key.Key_F9)
    assert counter.pickup.steps.screen.step is Step.FACE


def test_opening_a_case_puts_the_focus_on_the_primary(qtbot: QtBot, counter: Counter) -> None:
    view = show(qtbot, counter)
    counter.opens()
    settle(view)
    focus = QApplication.focusWidget()
    assert focus is not None and focus.property("kind") == "primary"


def test_the_menu_holds_everything_that_is_not_the_next_step(qtbot: QtBot, counter: Counter) -> None:
    view = show(qtbot, counter, language="en")
    counter.opens(made_up.a_blocked_case())
    settle(view)
    menu = menu_of(view, view.bench.say, counter.pickup, view.paper_wanted.emit)
    entries = [action.text().split("\t")[0] for action in menu.actions()]
    assert "A unit answered by telephone" in entries and "The student card is lost" in entries
    menu.deleteLater()


def test_the_language_changes_while_the_case_stands(qtbot: QtBot, counter: Counter) -> None:
    view = show(qtbot, counter)
    counter.opens()
    settle(view)
    assert "可以發給" in dump(view)
    view.relook(look(language="en"))
    assert "Ready to hand over" in dump(view) and "可以發給" not in dump(view)


def test_a_scanner_that_ends_with_tab_scans_as_well(qtbot: QtBot, counter: Counter) -> None:
    view = show(qtbot, counter)
    counter.opens()
    settle(view)
    for stroke in "SU-A0312":
        QTest.keyClicks(QApplication.focusWidget(), stroke)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert counter.line.last("pickup:check_sheet").facts["scanned"] == "SU-A0312"


def test_a_stylus_signs_as_the_mouse_does(qtbot: QtBot) -> None:
    pad = SignaturePad(QColor("#15181C"), 150)
    qtbot.addWidget(pad)
    pad.resize(400, 150)
    pen = QPointingDevice(
        "pen",
        1,
        QInputDevice.DeviceType.Stylus,
        QPointingDevice.PointerType.Pen,
        QInputDevice.Capability.Pressure,
        1,
        1,
    )
    kinds = (QEvent.Type.TabletPress, QEvent.Type.TabletMove, QEvent.Type.TabletMove, QEvent.Type.TabletRelease)
    for kind, x in zip(kinds, (40, 160, 320, 320), strict=True):
        at = QPointF(x, 75)
        stroke = QTabletEvent(
            kind, pen, at, at, 0.5, 0, 0, 0, 0, 0, Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton,
            Qt.MouseButton.LeftButton,
        )  # fmt: skip
        QApplication.sendEvent(pad, stroke)
    (line,) = pad.strokes
    assert [round(each.x(), 2) for each in line] == [0.1, 0.4, 0.8]
    assert (pad.png() or b"").startswith(b"\x89PNG")


def test_a_finger_signs_while_the_hand_rests_on_the_glass(qtbot: QtBot) -> None:
    pad = SignaturePad(QColor("#15181C"), 150)
    qtbot.addWidget(pad)
    pad.resize(400, 150)
    pad.show()
    finger, hand = 0, 1
    screen = QTest.createTouchDevice()

    def touches() -> Any:
        return QTest.touchEvent(pad, screen)

    touches().press(finger, QPoint(40, 75), pad).commit()
    touches().move(finger, QPoint(160, 75), pad).press(hand, QPoint(300, 20), pad).commit()
    touches().move(finger, QPoint(320, 75), pad).stationary(hand).commit()
    touches().release(finger, QPoint(320, 75), pad).release(hand, QPoint(300, 20), pad).commit()
    (line,) = pad.strokes
    assert [round(each.x(), 2) for each in line] == [0.1, 0.4, 0.8]
    assert {round(each.y(), 2) for each in line} == {0.5}
