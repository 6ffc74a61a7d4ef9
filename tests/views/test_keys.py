"""Every key: what it does on each page, that none reaches what lies under a sheet, and that the key sheet is true."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit

from app.errors import Trouble
from app.presenters.hand_over_steps import Step
from app.presenters.pickup import Pane, Stage
from app.presenters.window import Page
from app.views.buttons import Button
from app.views.help_sheet import keys
from app.wording import EN, in_language
from tests.presenters import made_up
from tests.views import shots_sheets, shots_supervisor
from tests.views import shots_window as shots
from tests.views.opened import Open, press, settle
from tests.views.shots_window import Desk
from tests.views.window_text import dump

K = Qt.Key
ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier


def names(text: str) -> set[str]:
    """The keys of one line of the sheet, as Qt writes them."""
    if text == "Ctrl+1 … Ctrl+9":
        return {f"Ctrl+{number}" for number in range(1, 10)}
    return {QKeySequence(each.replace("PgDn", "PgDown")).toString() for each in text.split(" ")}


def shortcuts(desk: Desk) -> set[str]:
    """The keys of the window, and those of single buttons on the page that is shown."""
    own = {each.key().toString() for each in desk.view.findChildren(QShortcut)}
    buttons = {each.shortcut().toString() for each in desk.view.findChildren(QAbstractButton)}
    return (own | buttons) - {""}


def with_nine_others(desk: Desk) -> None:
    desk.inside()
    desk.window.pickup.card_tapped(made_up.UID_A, made_up.READER)
    desk.line.answer("lookup:open_case_by_card", made_up.a_case(others=(made_up.ANOTHER_NUMBER,) * 9))


def with_a_proxy_again(desk: Desk) -> None:
    shots.a_case(desk)
    desk.window.pickup.proxy.remember(made_up.A_PROXY)
    desk.window.pickup.begin_proxy()


def test_the_key_sheet_lists_exactly_the_keys_that_work(open_desk: Open) -> None:
    told = set().union(*(names(key) for key, _ in keys(in_language(EN))))
    alike = {"Return": "Enter", "Ctrl+Return": "Ctrl+Enter", "Ctrl++": "Ctrl+="}
    states = (with_nine_others, with_a_proxy_again, lambda desk: on_case(desk, Step.SIGNATURE))
    work = {alike.get(each, each) for state in states for each in shortcuts(open_desk(state))}
    assert work == told


def on_case(desk: Desk, step: Step = Step.SHEET) -> None:
    shots.a_case(desk)
    pickup = desk.window.pickup
    if step is Step.SHEET:
        return
    pickup.scanned("SU-A0312")
    desk.line.answer("pickup:check_sheet", made_up.a_checked_sheet())
    for each in (Step.ADVISORIES, Step.FACE, Step.PROOF, Step.SIGNATURE, Step.CARD, Step.TOGETHER):
        if pickup.steps.screen.step is step:
            return
        if each is Step.FACE:
            pickup.steps.choose_identity("national-id")
        if each is Step.SIGNATURE:
            pickup.steps.ink(b"\x89PNG made up")
        pickup.next()


# ------------------------------------------------------------------ under a sheet nothing moves
@pytest.mark.parametrize("opens", [K.Key_F1, K.Key_Comma], ids=["keys", "display"])
def test_no_key_reaches_a_case_that_lies_under_a_sheet(open_desk: Open, opens: Qt.Key) -> None:
    desk = open_desk(lambda desk: on_case(desk, Step.ADVISORIES))
    press(desk, opens, CTRL if opens == K.Key_Comma else Qt.KeyboardModifier.NoModifier)
    settle(desk)
    asked = len(desk.line.asked)
    for key in (K.Key_F4, K.Key_F5, K.Key_F6, K.Key_F7, K.Key_F8, K.Key_F10, K.Key_Tab):
        press(desk, key)
    assert desk.window.pickup.steps.screen.step is Step.ADVISORIES
    assert desk.window.pickup.screen.pane is Pane.NONE and len(desk.line.asked) == asked
    press(desk, K.Key_Escape)  # takes the sheet away and nothing else
    settle(desk)
    assert desk.window.pickup.steps.screen.step is Step.ADVISORIES
    focus = QApplication.focusWidget()
    assert focus is not None and desk.view.pickup_view.isAncestorOf(focus)
    press(desk, K.Key_F9)
    assert desk.window.pickup.steps.screen.step is Step.FACE


def test_f9_under_the_key_sheet_does_not_hand_over(open_desk: Open) -> None:
    desk = open_desk(lambda desk: on_case(desk, Step.TOGETHER))
    press(desk, K.Key_F1)
    settle(desk)
    press(desk, K.Key_F9)
    assert "pickup:hand_over" not in desk.line.verbs


def test_the_tab_key_stays_within_a_sheet(open_desk: Open) -> None:
    desk = open_desk(shots.signing)
    seen = set()
    for _ in range(8):
        focus = QApplication.focusWidget()
        seen.add(focus.objectName() or focus.accessibleName() if focus is not None else "")
        press(desk, K.Key_Tab)
    assert {"sign-remark", "sign-login", "sign-password"} <= seen
    assert not any(each.startswith("rail") or each == "find" for each in seen)


# ------------------------------------------------------------------ Esc never past a signature
def test_esc_never_leads_past_a_signature(open_desk: Open) -> None:
    desk = open_desk(lambda desk: on_case(desk, Step.CARD))
    for _ in range(4):
        press(desk, K.Key_Escape)
        settle(desk)
    assert desk.window.pickup.screen.stage is Stage.CASE
    assert desk.window.pickup.steps.screen.step is Step.CARD


def test_esc_before_the_signature_leads_back_one_step(open_desk: Open) -> None:
    desk = open_desk(lambda desk: on_case(desk, Step.PROOF))
    press(desk, K.Key_Escape)
    assert desk.window.pickup.steps.screen.step is Step.FACE


# ------------------------------------------------------------------ the pages by key
def test_the_rail_by_alt_and_a_number(open_desk: Open) -> None:
    desk = open_desk()
    pages = (Page.COUNTER, Page.TODAY, Page.QUEUE, Page.VERIFY, Page.SHEETS)
    keys = (K.Key_1, K.Key_2, K.Key_3, K.Key_4, K.Key_5)
    for key, page in reversed(list(zip(keys, pages, strict=True))):
        press(desk, key, ALT)
        settle(desk)
        assert desk.window.screen.page is page


def test_the_day_by_keys(open_desk: Open) -> None:
    desk = open_desk(shots.today)
    press(desk, K.Key_PageUp)
    assert desk.line.last("review:today").facts["day"].isoformat() == "2025-07-01"
    press(desk, K.Key_PageDown)
    press(desk, K.Key_P, CTRL)
    assert desk.line.count("review:report") == 1
    press(desk, K.Key_F7)
    assert desk.window.closing.screen.open
    desk.line.answer("day:closing", shots.a_closing())
    settle(desk)
    press(desk, K.Key_Escape)
    settle(desk)
    assert not desk.window.closing.screen.open and desk.window.screen.page is Page.TODAY


def test_closing_the_day_by_keys(open_desk: Open) -> None:
    desk = open_desk(shots.today)
    press(desk, K.Key_F9)
    settle(desk)
    QTest.keyClicks(QApplication.focusWidget(), "sup")
    press(desk, K.Key_Tab)
    QTest.keyClicks(QApplication.focusWidget(), "made up")
    press(desk, K.Key_Return)
    facts = desk.line.last("review:sign_day").facts
    assert (facts["login"], facts["password"]) == ("sup", "made up")
    desk.line.answer("review:sign_day", shots.a_reviewed_day())
    settle(desk)
    assert not desk.window.today.screen.signing
    assert "made up" not in repr(desk.window.today.screen)


def test_what_is_typed_on_a_sheet_outlives_what_else_happens(open_desk: Open) -> None:
    desk = open_desk(shots.signing)
    QTest.keyClicks(QApplication.focusWidget(), "sup")
    press(desk, K.Key_Tab)
    QTest.keyClicks(QApplication.focusWidget(), "half a pass")
    desk.window.refresh()
    desk.line.answer("counter:overview", shots.a_day(today=38))
    settle(desk)
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit) and field.text() == "half a pass"


def test_what_is_typed_on_the_page_of_closures_outlives_what_else_happens(open_desk: Open) -> None:
    desk = open_desk(shots.closing)
    QTest.keyClicks(QApplication.focusWidget(), "typhoon")
    desk.window.refresh()
    desk.line.answer("counter:overview", shots.a_day(today=38, source_time=made_up.NOON.replace(hour=3)))
    settle(desk)
    QTest.keyClicks(QApplication.focusWidget(), " now")
    assert desk.window.closing.screen.reason_zh == "typhoon now"


# ------------------------------------------------------------------ reading order
ORDER: list[tuple[str, Callable[[Desk], None]]] = [
    ("waiting", shots.with_hand_overs),
    ("queue", lambda desk: desk.queue(shots.a_queue(*shots.JOBS))),
    ("today", shots.today),
    ("closing", lambda desk: shots.closing(desk, shots.TYPHOON)),
    ("search", shots.found_many),
    ("sheets-shelf", shots_sheets.shelf),
    ("sheets-taking", shots_sheets.taking),
    ("sheets-counting", shots_sheets.counted_some),
    ("preview", shots.preview),
    ("case", shots.a_case),
]


@pytest.mark.parametrize(("name", "set_up"), ORDER, ids=[name for name, _ in ORDER])
def test_tab_walks_in_reading_order(
    open_desk: Open, golden: Callable[[str, str], None], name: str, set_up: Callable[[Desk], None]
) -> None:
    desk = open_desk(set_up, language="en")
    told: list[str] = []
    for _ in range(60):
        focus = QApplication.focusWidget()
        word = (focus.accessibleName() or focus.objectName() or type(focus).__name__) if focus is not None else "-"
        if told and word == told[0]:
            break
        told.append(word)
        QTest.keyClick(focus or desk.view, K.Key_Tab)
        QApplication.processEvents()
    golden(f"tab-order/{name}", "\n".join(told) + "\n")


# ------------------------------------------------------------------ looks change in mid-case
def test_language_colours_and_size_change_in_mid_case_and_nothing_is_lost(open_desk: Open) -> None:
    desk = open_desk(lambda desk: on_case(desk, Step.SIGNATURE))
    pickup = desk.window.pickup
    pickup.steps.ink(b"\x89PNG made up")
    before = pickup.steps.screen
    for what, value in (
        ("language", "en"),
        ("theme", "dark"),
        ("scale", "2.0"),
        ("scale", "1.0"),
        ("language", "zh_TW"),
    ):
        desk.view.choose(what, value)
        settle(desk)
        assert pickup.steps.screen == before and pickup.screen.stage is Stage.CASE
    press(desk, K.Key_F9)
    assert pickup.steps.screen.step is Step.CARD


def test_a_half_typed_correction_outlives_another_look(open_desk: Open) -> None:
    desk = open_desk(lambda desk: on_case(desk, Step.PROOF))
    press(desk, K.Key_F8)
    settle(desk)
    desk.window.pickup.correction.mark("name_en", True)
    desk.window.pickup.correction.write_note("a hyphen")
    for what, value in (("language", "en"), ("theme", "dark"), ("scale", "1.5")):
        desk.view.choose(what, value)
        settle(desk)
    text = dump(desk.view)
    assert "a hyphen" in text and "[x] English name" in text


@pytest.mark.parametrize("page", [shots_supervisor.colleagues, shots.preview])
def test_f6_is_not_said_of_a_paper_where_the_page_has_it(open_desk: Open, page: Callable[[Desk], None]) -> None:
    desk = open_desk(page, language="en")
    desk.window.unprinted.take(made_up.a_paper("notice"), Trouble("printer.away", retryable=True))
    settle(desk)
    again = [each for each in desk.view.findChildren(Button) if each.words.text() == "Print again" and each.isVisible()]
    assert len(again) == 1 and "F6" not in again[0].accessibleName()
    desk.window.go(Page.QUEUE)
    settle(desk)
    (banner,) = [each for each in desk.view.findChildren(Button) if each.words.text() == "Print again"]
    assert "F6" in banner.accessibleName()
