"""The keys of the window: those that work everywhere, and those of the pages that are built anew.

The pickup's page has keys of its own, and so has every sheet that lies over a page.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QElapsedTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from app.presenters.door import DoorStage
from app.presenters.window import Page, WindowPresenter
from app.views.buttons import REPEAT_MS
from app.views.pages import Pages
from app.views.workbench import Button, press

Acts = dict[str, Callable[[], object]]


class Looks(NamedTuple):
    """What the window itself does at a key."""

    help: Callable[[], object]
    settings: Callable[[], object]
    leave_sheets: Callable[[], object]
    other_language: Callable[[], object]
    zoom: Callable[[float], object]


class WindowKeys:
    """``plain`` holds the page that is built anew; its keys are deaf while the pickup's page is shown."""

    def __init__(
        self, window: QMainWindow, plain: QWidget, presenter: WindowPresenter, pages: Pages, looks: Looks
    ) -> None:
        self._window = window
        self._presenter = presenter
        self._pages = pages
        self._looks = looks
        self._last_press = QElapsedTimer()
        for owner, acts in ((window, self._everywhere()), (plain, self._here())):
            for key, act in acts.items():
                shortcut = QShortcut(QKeySequence(key), owner)
                shortcut.setAutoRepeat(False)
                shortcut.activated.connect(act)

    def _everywhere(self) -> Acts:
        presenter, looks = self._presenter, self._looks
        return {
            "F1": looks.help,
            "F3": presenter.look_up,
            "Alt+1": lambda: self._go(Page.COUNTER),
            "Alt+2": lambda: self._go(Page.TODAY),
            "Alt+3": lambda: self._go(Page.QUEUE),
            "Alt+4": lambda: self._go(Page.VERIFY),
            "Alt+5": lambda: self._go(Page.SHEETS),
            "Alt+6": self._colleagues,
            "Ctrl+L": presenter.door.lock,
            "Ctrl+,": looks.settings,
            "Ctrl+Shift+E": looks.other_language,
            "Ctrl+=": lambda: looks.zoom(0.25),
            "Ctrl++": lambda: looks.zoom(0.25),
            "Ctrl+-": lambda: looks.zoom(-0.25),
            "Ctrl+0": lambda: looks.zoom(0),
        }

    def _here(self) -> Acts:
        presenter = self._presenter
        return {
            "F9": self.press_primary,
            "Return": self._enter,
            "Enter": self._enter,
            "Ctrl+Return": self._code_is_kept,
            "F4": self._pages.proxy,
            "F5": self._again,
            "Ctrl+O": self._choose_files,
            "F6": self._print_again,
            "F7": self._pages.beside,
            "F8": lambda: press(self._pages.buttons.get("F8")),
            "Esc": self._back,
            "Ctrl+P": presenter.print_shown,
            "PgDown": lambda: presenter.turn_shown(1),
            "PgUp": lambda: presenter.turn_shown(-1),
        }

    def press_primary(self) -> None:
        """F9, or Enter outside a field; a finger that stayed on the key presses once."""
        if self._last_press.isValid() and self._last_press.elapsed() < REPEAT_MS:
            return
        if press(self._pages.primary):
            self._last_press.restart()

    def forget_press(self) -> None:
        """The next press counts, however soon it comes."""
        self._last_press.invalidate()

    def _enter(self) -> None:
        """Enter presses the button that has the focus; anywhere else it is F9."""
        focus = QApplication.focusWidget()
        if isinstance(focus, Button) and focus.window() is self._window and focus is not self._pages.primary:
            press(focus)
        else:
            self.press_primary()

    def _go(self, page: Page) -> None:
        if self._presenter.inside:
            self._looks.leave_sheets()
            self._presenter.go(page)

    def _colleagues(self) -> None:
        """A supervisor's page: nothing at this key for anybody else."""
        if self._presenter.supervises:
            self._go(Page.COLLEAGUES)

    def _again(self) -> None:
        if self._pages.kind == "verify":
            self._presenter.verify.go_on()
        self._presenter.refresh()

    def _choose_files(self) -> None:
        if self._pages.kind == "verify" and self._pages.verify is not None:
            self._pages.verify.choose_files()
        else:
            press(self._pages.buttons.get("Ctrl+O"))

    def _print_again(self) -> None:
        presenter = self._presenter
        if press(self._pages.buttons.get("F6")):
            return
        locked = presenter.door.screen.stage is DoorStage.LOCKED
        (presenter.door.change_user if locked else presenter.print_again)()

    def _code_is_kept(self) -> None:
        if self._presenter.door.screen.stage is DoorStage.RECOVERY:
            self._presenter.door.code_is_kept()

    def _back(self) -> None:
        presenter, kind = self._presenter, self._pages.kind
        if presenter.preview.screen.paper is not None:
            presenter.preview.close()
        elif presenter.search.screen.open:
            presenter.search.close()
        elif kind == "queue-question" or kind.startswith("mailbox"):
            presenter.queue.leave()
        elif presenter.closing.screen.open:
            presenter.closing.back()
        elif presenter.screen.refused is not None or presenter.unregistered is not None:
            presenter.dismiss()
        else:
            presenter.back()
