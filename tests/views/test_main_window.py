"""Every screen of the window on the glass: as text, with room and names, in both languages; and the frame's keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QStackedWidget, QWidget

from app.devices.events import CardKind, CardRemoved, CardTapped
from app.errors import Refusal, Trouble
from app.presenters.door import DoorStage
from app.presenters.pickup import Stage
from app.presenters.window import Page
from app.views.pickup_menu import menu_of
from tests.presenters import made_up
from tests.views import shots_window as shots
from tests.views.opened import Open, press, settle
from tests.views.shots_window import SHOTS, Desk, Shot
from tests.views.window_text import cramped, dump, nameless, out_of_reach

Compare = Callable[[str, str], None]


# ------------------------------------------------------------------ every state, as text, with room and names


@pytest.mark.parametrize("shot", SHOTS, ids=lambda shot: shot.name)
@pytest.mark.parametrize("language", ["zh_TW", "en"])
@pytest.mark.parametrize(("scale", "width"), [(1.0, 1280), (2.0, 1280), (2.0, 1920)])
def test_a_screen_reads_as_reviewed_with_room_and_names(
    open_desk: Open, golden: Compare, shot: Shot, language: str, scale: float, width: int
) -> None:
    desk = open_desk(shot.set_up, language=language, scale=scale, width=width, tray=shot.tray)
    if scale == 1.0:
        golden(f"window/{shot.name}-{language}", dump(desk.view))
    assert cramped(desk.view) == []
    assert nameless(desk.view) == []
    assert out_of_reach(desk.view) == []
    assert desk.view.windowTitle() == shots.TITLE.within(language)  # nobody's name, whatever is shown


# ------------------------------------------------------------------ one window only
class StrayWindows(QObject):
    """Counts widgets that appear as windows of their own."""

    def __init__(self, allowed: QWidget) -> None:
        super().__init__()
        self.allowed = allowed
        self.seen: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        shown = event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched is not self.allowed
        if shown and watched.isWindow():
            self.seen.append(f"{type(watched).__name__} {watched.objectName()}")
        return False


@pytest.fixture
def strays(qapp: QApplication) -> Iterator[Callable[[Desk], StrayWindows]]:
    made: list[StrayWindows] = []

    def watch(desk: Desk) -> StrayWindows:
        made.append(StrayWindows(desk.view))
        qapp.installEventFilter(made[-1])
        return made[-1]

    yield watch
    for each in made:
        qapp.removeEventFilter(each)


def test_a_page_replaced_twice_in_one_turn_never_shows_as_a_window(
    open_desk: Open, strays: Callable[[Desk], StrayWindows]
) -> None:
    desk = open_desk()
    stray = strays(desk)
    for page in (Page.QUEUE, Page.COUNTER, Page.QUEUE):
        desk.window.go(page)
        desk.view.draw()
        desk.view.draw()
        QApplication.processEvents()
    assert stray.seen == []


def test_tap_and_lift_show_no_other_window(open_desk: Open, strays: Callable[[Desk], StrayWindows]) -> None:
    desk = open_desk(shots.search)
    stray = strays(desk)
    for turn in range(3):
        desk.window.card_event(CardTapped(made_up.READER, turn, 0.0, CardKind.CLASSIC_4K, made_up.UID_A))
        desk.view.draw()
        desk.line.answer("lookup:open_case_by_card", made_up.a_case())
        desk.view.draw()
        desk.window.card_event(CardRemoved(made_up.READER, turn))
        desk.window.pickup.give_up()
        QApplication.processEvents()
    assert stray.seen == []


def test_the_frame_is_built_anew_only_for_what_it_shows(open_desk: Open) -> None:
    """One more hand-over at the waiting screen's foot needs no new frame; the pages stay in their place in any case."""
    desk = open_desk()

    def part() -> QWidget:
        found = desk.view.findChild(QWidget, "status")
        assert found is not None
        return found

    frame, pages = part(), desk.view.findChild(QStackedWidget)
    desk.window._show(counter=shots.a_day(today=7))
    settle(desk)
    assert part() is frame
    desk.window._show(counter=shots.a_day(source_time=None))
    settle(desk)
    assert part() is not frame
    frame = part()
    desk.window.printers_are(())
    settle(desk)
    assert part() is not frame
    assert desk.view.findChild(QStackedWidget) is pages


# ------------------------------------------------------------------ focus and keys
def test_a_form_starts_in_its_first_field(open_desk: Open) -> None:
    desk = open_desk(Desk.at_the_door)
    focus = QApplication.focusWidget()
    assert focus is not None and focus.objectName() == "door-login"
    press(desk, Qt.Key.Key_Tab)
    focus = QApplication.focusWidget()
    assert focus is not None and focus.objectName() == "door-password"


def test_signing_on_by_keys(open_desk: Open) -> None:
    desk = open_desk(Desk.at_the_door)
    QTest.keyClicks(QApplication.focusWidget(), "clerk1")
    press(desk, Qt.Key.Key_Tab)
    QTest.keyClicks(QApplication.focusWidget(), "secret words")
    press(desk, Qt.Key.Key_Return)
    assert desk.line.count("sign_on:sign_on") == 1
    assert desk.line.last("sign_on:sign_on").facts == {"login": "clerk1", "password": "secret words"}


def _typed(desk: Desk) -> dict[str, str]:
    return {each.objectName(): each.text() for each in desk.view.findChildren(QLineEdit) if each.isVisible()}


def test_a_founded_desk_may_be_signed_on_to_while_its_records_are_opened(open_desk: Open) -> None:
    """What is typed meanwhile stays, and so does the focus; nothing is sent before the records are open."""
    desk = open_desk(lambda _: None, founded=True)
    QTest.keyClicks(QApplication.focusWidget(), "clerk1")
    press(desk, Qt.Key.Key_Tab)
    QTest.keyClicks(QApplication.focusWidget(), "secret ")
    press(desk, Qt.Key.Key_Return)
    assert desk.line.count("sign_on:sign_on") == 0
    desk.at_the_door()
    settle(desk)
    assert _typed(desk) == {"door-login": "clerk1", "door-password": "secret "}
    QTest.keyClicks(QApplication.focusWidget(), "words")
    press(desk, Qt.Key.Key_Return)
    assert desk.line.last("sign_on:sign_on").facts == {"login": "clerk1", "password": "secret words"}


def test_a_refused_password_is_typed_again_and_the_name_is_not(open_desk: Open) -> None:
    desk = open_desk(Desk.at_the_door)
    QTest.keyClicks(QApplication.focusWidget(), "clerk1")
    press(desk, Qt.Key.Key_Tab)
    QTest.keyClicks(QApplication.focusWidget(), "wrong")
    press(desk, Qt.Key.Key_Return)
    desk.line.answer("sign_on:sign_on", refusal=Refusal.because("sign_on.failed"))
    settle(desk)
    assert _typed(desk) == {"door-login": "clerk1", "door-password": ""}
    focus = QApplication.focusWidget()
    assert focus is not None and focus.objectName() == "door-password"


def test_what_was_typed_to_unlock_is_in_no_other_field(open_desk: Open) -> None:
    desk = open_desk(founded=True)
    desk.window.door.lock()
    settle(desk)
    QTest.keyClicks(QApplication.focusWidget(), "my password")
    desk.window.door.change_user()
    settle(desk)
    assert _typed(desk) == {"door-login": "", "door-password": ""}


def test_while_waiting_no_control_holds_the_focus(open_desk: Open) -> None:
    open_desk()
    focus = QApplication.focusWidget()
    assert focus is None or not focus.property("kind")


def test_f3_finds_f4_is_for_a_proxy_and_esc_leads_back(open_desk: Open) -> None:
    desk = open_desk()
    for key, mode in ((Qt.Key.Key_F3, "self"), (Qt.Key.Key_F4, "proxy")):
        press(desk, key)
        settle(desk)
        assert desk.window.search.screen.open
        assert desk.window.search.screen.mode == mode
        focus = QApplication.focusWidget()
        assert focus is not None and focus.objectName() == "search-field"
        press(desk, Qt.Key.Key_Escape)
        settle(desk)
        assert not desk.window.search.screen.open


def test_the_rail_the_lock_and_looking_again_by_keys(open_desk: Open) -> None:
    desk = open_desk()
    press(desk, Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    assert desk.window.screen.page is Page.QUEUE
    desk.line.answer("digital:queue", shots.a_queue(*shots.JOBS))
    settle(desk)
    asked = desk.line.count("digital:queue")
    press(desk, Qt.Key.Key_F5)
    assert desk.line.count("digital:queue") == asked + 1
    press(desk, Qt.Key.Key_F9)
    assert desk.line.last("digital:try_again").facts == {"job_id": shots.DEAD.id}
    press(desk, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    assert desk.window.screen.page is Page.COUNTER
    settle(desk)
    press(desk, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert desk.window.door.screen.stage is DoorStage.LOCKED


def test_at_the_lock_f6_lets_somebody_else_sign_on(open_desk: Open) -> None:
    desk = open_desk(shots.locked)
    press(desk, Qt.Key.Key_F6)
    assert "sign_on:sign_off" in desk.line.verbs
    assert desk.window.screen.signed_on is None


def test_at_a_locked_desk_no_key_and_no_card_opens_anything(open_desk: Open) -> None:
    desk = open_desk(shots.locked)
    for key in (Qt.Key.Key_F3, Qt.Key.Key_F4, Qt.Key.Key_F5, Qt.Key.Key_Escape):
        press(desk, key)
    desk.window.card_event(CardTapped(made_up.READER, 1, 0.0, CardKind.CLASSIC_4K, made_up.UID_A))
    assert desk.window.door.screen.stage is DoorStage.LOCKED
    assert not desk.window.search.screen.open
    assert desk.window.pickup.screen.stage is Stage.WAITING


def test_the_language_changes_live_and_is_remembered(open_desk: Open) -> None:
    desk = open_desk()
    modifiers = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    press(desk, Qt.Key.Key_E, modifiers)
    assert "Please tap the student card" in dump(desk.view)
    assert desk.chosen[-1].language == "en"
    press(desk, Qt.Key.Key_E, modifiers)
    assert "Handed over today" not in dump(desk.view)


def test_text_grows_to_200_and_back_by_keys(open_desk: Open) -> None:
    desk = open_desk()
    for _ in range(6):
        press(desk, Qt.Key.Key_Equal, Qt.KeyboardModifier.ControlModifier)
    assert desk.view.choices.scale == 2.0
    press(desk, Qt.Key.Key_Minus, Qt.KeyboardModifier.ControlModifier)
    assert desk.view.choices.scale == 1.75
    press(desk, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert desk.view.choices.scale == 1.0


def test_f1_shows_the_keys_and_esc_takes_them_away(open_desk: Open) -> None:
    desk = open_desk()
    press(desk, Qt.Key.Key_F1)
    assert "F10" in dump(desk.view)
    press(desk, Qt.Key.Key_Escape)
    assert "F10" not in dump(desk.view)


def test_ctrl_p_prints_the_paper_on_screen_and_esc_closes_it(open_desk: Open) -> None:
    desk = open_desk(shots.preview)
    press(desk, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert len(desk.printer.papers) == 1
    press(desk, Qt.Key.Key_Escape)
    assert desk.window.preview.screen.paper is None


def test_a_paper_of_the_case_is_looked_at_and_esc_leads_back_to_the_case(open_desk: Open) -> None:
    desk = open_desk(shots.a_case, language="en")
    view, pickup = desk.view.pickup_view, desk.window.pickup

    def offered() -> list[QAction]:
        menu = menu_of(view, view.bench.say, pickup, view.paper_wanted.emit)
        return [each for each in menu.actions() if each.text() == "Look at the paper"]

    assert offered() == []
    pickup.print_letter(prefilled=False)
    desk.line.answer("papers:letter_of_authorization", made_up.a_paper("letter"))
    settle(desk)
    (look_at_it,) = offered()
    look_at_it.trigger()
    settle(desk)
    assert desk.window.preview.screen.paper is not None
    assert desk.view.findChild(QWidget, "preview-area") is not None
    press(desk, Qt.Key.Key_Escape)
    assert desk.window.preview.screen.paper is None
    assert "林峯煊" in dump(desk.view)


def test_a_control_that_goes_with_a_redraw_leaves_the_focus_on_its_page(open_desk: Open) -> None:
    desk = open_desk(shots.preview)
    held = QApplication.focusWidget()
    press(desk, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)  # printing: the page and its button are made anew
    now = QApplication.focusWidget()
    assert now is not held
    assert now is not None and now.window() is desk.view
    page = desk.view.findChild(QWidget, "preview-area")
    assert page is not None and page.parentWidget().isAncestorOf(now)


# ------------------------------------------------------------------ what failed beside the case
def test_a_trouble_beside_the_case_is_told_until_it_is_read_or_over(open_desk: Open) -> None:
    desk = open_desk(language="en")
    desk.window.refresh()
    desk.line.answer("counter:overview", trouble=Trouble("database.away", retryable=True))
    settle(desk)
    assert "cannot be reached" in dump(desk.view)
    desk.window.refresh()
    desk.line.answer("counter:overview", shots.a_day())
    settle(desk)
    assert "cannot be reached" not in dump(desk.view), "it answers again"
    desk.window.mistaken()
    desk.window.refresh()
    desk.line.answer("counter:overview", shots.a_day())
    settle(desk)
    assert "made a mistake on this screen" in dump(desk.view)
    desk.window.heard()
    settle(desk)
    assert "made a mistake" not in dump(desk.view)


def test_f6_prints_again_whatever_did_not_print(open_desk: Open) -> None:
    """The sentence of a failed print says F6: so it is F6 on the waiting page, over a preview and at the first run."""
    for shot in (
        shots.aside_not_printed,
        shots.not_printed,
        shots.owed,
        partial(shots.recovery_printed, printed=False),
    ):
        desk = open_desk(shot)
        assert "F6" in dump(desk.view)
        assert desk.printer.papers == []
        press(desk, Qt.Key.Key_F6)
        assert len(desk.printer.papers) == 1
