"""Loading ahead: the pages behind the door, piece by piece while the clerk still signs on.

The start loads the door alone, so that it is painted first. What is not loaded by the time it is needed is loaded then;
this only makes sure that it is not the first tap that waits. One piece in a turn of the event loop, with a pause
between two, so that no key stroke at the door waits longer than for one piece.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module

from PySide6.QtCore import QObject, QTimer

PAUSE_MS = 15
PAGES = ("frame", "waiting", "steps", "case", "done", "proxy", "dialogs", "pickup", "search", "card_refused", "queue",
         "preview", "verify", "decisions", "layouts", "settings_sheet", "help_sheet")  # fmt: skip


class Ahead(QObject):
    """Begun once the desk is open; ``build`` is called last, to build what is worth having built already."""

    def __init__(self, build: Callable[[], object], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pieces = self._all(build)
        self._timer = QTimer(self)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self._next)

    def begin(self) -> None:
        self._timer.start()

    def end(self) -> None:
        self._timer.stop()

    def _next(self) -> None:
        if next(self._pieces, None) is None:
            self._timer.stop()

    def _all(self, build: Callable[[], object]) -> Iterator[str]:
        for name in PAGES:
            import_module(f"app.views.{name}")
            yield name
        build()
