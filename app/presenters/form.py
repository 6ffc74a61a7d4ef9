"""What every presenter of a single form shares: one frozen screen, one signal, problems told as codes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from PySide6.QtCore import QObject, Signal

from app.errors import Obstacle, Trouble

if TYPE_CHECKING:
    from app.desk.ask import Ask
    from app.desk.slips import CaseSlip
    from app.presenters.turns import Turns
    from app.threads.desk_line import Reply

S = TypeVar("S")
Problem = Obstacle | Trouble
TakeCase = Callable[["CaseSlip"], None]


def reasons(reply: Reply[Any]) -> tuple[Problem, ...]:
    """Why an ask was not answered with a slip, as codes; empty when it was."""
    if reply.refusal is not None:
        return reply.refusal.obstacles
    return (reply.trouble,) if reply.trouble is not None else ()


class Form(QObject, Generic[S]):
    """A screen's state that is replaced whole, and told whole."""

    changed = Signal(object)

    def __init__(self, screen: S, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.screen = screen

    def _note(self, **changes: Any) -> None:
        """Keep what is being typed without drawing it: a redraw would tear the word under an input method."""
        self.screen = replace(self.screen, **changes)  # type: ignore[type-var]

    def _show(self, **changes: Any) -> None:
        self.screen = replace(self.screen, **changes)  # type: ignore[type-var]
        self.changed.emit(self.screen)


class CaseForm(Form[S]):
    """A form about one case whose deed is answered with the case anew."""

    def __init__(self, screen: S, turns: Turns, take_case: TakeCase, parent: QObject | None = None) -> None:
        super().__init__(screen, parent)
        self._turns = turns
        self._take_case = take_case

    def _send(self, ask: Ask[CaseSlip]) -> None:
        """Send the deed, unless another is on its way: then the key press changes nothing."""
        if not self._turns.deed_in_flight:
            self._show(sending=True, problems=())
            self._turns.do(ask, self._answered)

    def _answered(self, reply: Reply[CaseSlip]) -> None:
        self._turns.done(reply)
        self._show(sending=False, problems=reasons(reply))
        if reply.slip is not None:
            self._take_case(reply.slip)
