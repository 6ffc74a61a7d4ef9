"""A window that is open before a test: dressed, shown, active, at the screen that the test asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.views.looks import dress, look
from tests.views.shots_window import Desk, a_desk

Open = Callable[..., Desk]


@pytest.fixture
def open_desk(qtbot: QtBot) -> Iterator[Open]:
    """``open_desk(shot, language="en", ...)``: as many windows as asked for, closed afterwards."""
    made: list[Desk] = []

    def open_one(shot: Callable[[Desk], None] = Desk.inside, **how: object) -> Desk:
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        dress(application, look())
        desk = a_desk(**how)  # type: ignore[arg-type]  # each test names some of a_desk's own facts
        made.append(desk)
        qtbot.addWidget(desk.view)
        with qtbot.waitActive(desk.view):
            desk.view.show()
        shot(desk)
        settle(desk)
        return desk

    yield open_one
    for desk in made:
        desk.window.layouts.leave()
        desk.close()


def settle(desk: Desk) -> None:
    desk.view.draw()
    for _ in range(3):
        QApplication.processEvents()


def press(desk: Desk, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(QApplication.focusWidget() or desk.view, key, modifiers)
    QApplication.processEvents()
