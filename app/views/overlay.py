"""Which sheet lies over the page: display, keys, or the question whether to close the day. One at most, on one veil."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QMainWindow

from app.presenters.today import TodayPresenter
from app.views.ground import Choices
from app.views.veil import Veil
from app.views.workbench import Bench

SETTINGS, HELP = "settings", "help"


class Overlay:
    """``choose`` sets a look; ``redraw`` draws the window with the sheet, or without it."""

    def __init__(self, window: QMainWindow, choose: Callable[[str, str], object], redraw: Callable[[], object]) -> None:
        self._window = window
        self._choose = choose
        self._redraw = redraw
        self._asked = ""
        self._veil = Veil(window)

    @property
    def up(self) -> bool:
        return self._veil.up

    def ask(self, which: str) -> None:
        """Lay ``SETTINGS`` or ``HELP`` over the page."""
        self._asked = which
        self._redraw()

    def close(self) -> None:
        self._asked = ""
        self._redraw()

    def forget(self) -> None:
        """Another page: drawn by whoever turns it."""
        self._asked = ""

    def fit(self) -> None:
        self._veil.fit()

    def lay(self, bench: Bench, choices: Choices, today: TodayPresenter | None) -> bool:
        """The sheet that is asked for, if any; True when one was taken away. ``today`` only for whoever is inside."""
        look = (choices, self._window.width())
        if self._asked == SETTINGS:
            from app.views.settings_sheet import settings_sheet

            chosen = (choices.language, choices.theme, choices.scale, choices.sound)
            self._veil.lay(bench, (SETTINGS, look), partial(settings_sheet, bench, *chosen, self._choose, self.close))
        elif self._asked == HELP:
            from app.views.help_sheet import help_sheet

            self._veil.lay(bench, (HELP, look), partial(help_sheet, bench, self.close))
        elif today is not None and today.screen.signing:
            from app.views.sign_sheet import sign_sheet

            key = ("sign", look, today.screen.problems, today.screen.sending, today.screen.slip)
            self._veil.lay(bench, key, partial(sign_sheet, bench, today))
        elif self._veil.up:
            self._veil.lift()
            return True
        return False
