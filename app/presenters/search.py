"""Looking somebody up by hand (F3): by student number, name, or a scanned sheet. Every look-up is journaled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from PySide6.QtCore import QObject, QTimer

from app.desk import asks
from app.desk.slips import Mode, OpenedBy, SearchSlip
from app.presenters.errands import reasons
from app.presenters.form import Form, Problem
from app.threads.desk_line import Line, Reply

PAUSE_MS = 160  # after the last key; a journal line for each letter would tell an auditor nothing


@dataclass(frozen=True, slots=True)
class SearchScreen:
    open: bool = False
    mode: Mode = Mode.SELF
    query: str = field(default="", repr=False)
    slip: SearchSlip | None = field(default=None, repr=False)
    chosen: int = 0
    problems: tuple[Problem, ...] = ()


class SearchPresenter(Form[SearchScreen]):
    """``choose`` opens a case: graduate, how it was found, and for whom it is opened."""

    def __init__(
        self, line: Line, choose: Callable[[UUID, OpenedBy, Mode, UUID | None], None], parent: QObject | None = None
    ) -> None:
        super().__init__(SearchScreen(), parent)
        self._line = line
        self._choose = choose
        self._asked = ""
        self._hurried = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._ask)

    def begin(self, mode: Mode = Mode.SELF) -> None:
        self._asked = ""
        self._show(open=True, mode=mode, query="", slip=None, chosen=0, problems=())

    def close(self) -> None:
        self._pause.stop()
        self._show(open=False, query="", slip=None, problems=())

    def typed(self, query: str) -> None:
        self._note(query=query)
        self._hurried = False
        if query.strip():
            self._pause.start()
        else:
            self._pause.stop()
            self._show(slip=None, problems=())

    def hurry(self) -> None:
        """Enter: look now, and open the only one found."""
        if self.screen.slip is not None and self._asked == self.screen.query.strip() and not self._pause.isActive():
            self.open_chosen()
        elif self.screen.query.strip():
            self._hurried = True
            self._pause.stop()
            self._ask()

    def move(self, by: int) -> None:
        found = self.screen.slip.found if self.screen.slip else ()
        if found:
            self._show(chosen=max(0, min(len(found) - 1, self.screen.chosen + by)))

    def point(self, row: int) -> None:
        self._show(chosen=row)

    def open_chosen(self) -> None:
        found = self.screen.slip.found if self.screen.slip else ()
        if not found:
            return
        graduate = found[min(self.screen.chosen, len(found) - 1)]
        how = OpenedBy.NAME
        if graduate.certificate_id is not None:
            how = OpenedBy.SHEET
        elif self.screen.query.strip().upper() == graduate.student_number:
            how = OpenedBy.NUMBER
        mode = self.screen.mode
        self.close()
        self._choose(graduate.graduate_id, how, mode, graduate.certificate_id)

    def _ask(self) -> None:
        self._asked = self.screen.query.strip()
        self._line.ask(asks.search(self._asked), self._found)

    def _found(self, reply: Reply[SearchSlip]) -> None:
        if not self.screen.open or (reply.slip is not None and reply.slip.query != self._asked[:64]):
            return
        self._show(slip=reply.slip, chosen=0, problems=() if reply.good else reasons(reply))
        if self._hurried and reply.slip is not None and len(reply.slip.found) == 1:
            self.open_chosen()
        self._hurried = False
