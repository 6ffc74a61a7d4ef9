"""Verification in the whole window: its place in the rail, its keys, and what the lock hides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from app.dates import FixedClock
from app.desk.window_slips import SignedOnSlip, StaffSlip
from app.presenters.pickup import PickupPresenter
from app.presenters.window import Counter, Page, WindowPresenter
from app.views.main_window import Choices, MainWindow
from app.views.verify import VerifyPage
from app.wording import Bilingual
from tests.presenters.held import HeldCard, HeldLine, HeldPrinter
from tests.presenters.held_examiner import HeldExaminer
from tests.presenters.made_up import NOON, number
from tests.views.looks import dress, look
from tests.views.window_text import cramped, dump, nameless


@dataclass
class Opened:
    line: HeldLine
    examiner: HeldExaminer
    presenter: WindowPresenter
    window: MainWindow

    def page(self) -> VerifyPage:
        found = self.window.findChild(VerifyPage)
        assert found is not None
        return found


def settle() -> None:
    """Let the window draw: once for the screen, once for what it shows then."""
    for _ in range(5):
        QApplication.processEvents()


def signed_on() -> SignedOnSlip:
    staff = StaffSlip(id=number(1), login="clerk1", name="示範承辦", role="clerk")
    return SignedOnSlip(staff, "main-1", Bilingual("學士班窗口", "Bachelor's counter"), 5, NOON)


@pytest.fixture(params=[1.0, 2.0])
def opened(qtbot: QtBot, request: pytest.FixtureRequest) -> Iterator[Opened]:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    dress(application, look(scale=request.param))
    line, examiner, printer, clock = HeldLine(), HeldExaminer(), HeldPrinter(), FixedClock(NOON)
    pickup = PickupPresenter(line, HeldCard(), printer, clock)
    presenter = WindowPresenter(line, lambda: Counter(pickup, printer, examiner), clock)
    title = Bilingual("學位證書領取櫃台", "Registry Desk")
    window = MainWindow(presenter, Choices(scale=request.param), lambda _: None, title)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
    presenter.door.sign_on("clerk1", "password")
    line.answer("sign_on:sign_on", signed_on())
    settle()
    yield Opened(line, examiner, presenter, window)
    window.close()
    presenter._refresh.stop()


pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


def test_alt_3_opens_it_and_warms_the_examiner(opened: Opened, qtbot: QtBot) -> None:
    QTest.keyClick(opened.window, Qt.Key.Key_4, Qt.KeyboardModifier.AltModifier)
    settle()
    assert opened.presenter.screen.page is Page.VERIFY
    assert opened.examiner.warmed == 1
    assert opened.page().isVisible()
    focus = QApplication.focusWidget()
    assert isinstance(focus, QPushButton)
    assert focus.objectName() == "choose-files"
    assert nameless(opened.window) == []
    assert cramped(opened.window) == []


def test_the_answer_is_drawn_while_the_page_stands(opened: Opened, qtbot: QtBot) -> None:
    opened.presenter.go(Page.VERIFY)
    settle()
    page = opened.page()
    opened.presenter.verify.hand_in(["/media/usb/a.pdf"])
    opened.examiner.gathers("a.pdf")
    opened.examiner.takes("verification.not_pdf")
    qtbot.waitUntil(lambda: "a.pdf" in dump(opened.window))
    assert opened.page() is page


@pytest.mark.parametrize(
    ("key", "modifier"),
    [(Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier), (Qt.Key.Key_F9, Qt.KeyboardModifier.NoModifier)],
)
def test_f9_and_ctrl_o_choose_files(opened: Opened, qtbot: QtBot, key: Qt.Key, modifier: Qt.KeyboardModifier) -> None:
    opened.presenter.go(Page.VERIFY)
    settle()
    QTest.keyClick(opened.window, key, modifier)
    dialog = opened.window.findChild(QFileDialog)
    assert dialog is not None
    dialog.close()


def test_the_lock_hides_the_names_of_files_and_another_user_finds_none(opened: Opened, qtbot: QtBot) -> None:
    opened.presenter.go(Page.VERIFY)
    opened.presenter.verify.hand_in(["/media/usb/林煊.pdf"])
    opened.examiner.gathers("林煊.pdf")
    settle()
    assert "林煊" in dump(opened.window)
    opened.presenter.door.lock()
    opened.line.answer("sign_on:lock")
    settle()
    assert "林煊" not in dump(opened.window)
    opened.presenter.door.change_user()
    assert opened.presenter.verify.screen.entries == ()
