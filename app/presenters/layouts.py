"""The certificate's layout at work: a file is drawn with a made-up graduate, and again whenever it was saved."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QObject, QTimer

from app.desk import asks
from app.desk.layout_slips import LayoutFaultSlip, LayoutSlip, LayoutsSlip, LayoutVersionSlip
from app.desk.paper_slips import PageSlip
from app.errors import Obstacle
from app.presenters.errands import reasons
from app.presenters.form import Form, Problem
from app.threads.desk_line import Line, Reply

LOOK_MS = 1_000  # how often the file is looked at again


@dataclass(frozen=True, slots=True)
class LayoutsScreen:
    """``page`` is the last one that could be drawn: it stays while a fault of the file is being mended."""

    overview: LayoutsSlip | None = None
    layout: str = ""
    file: str = ""
    sample: str = "plain"
    page: PageSlip | None = field(default=None, repr=False)
    faults: tuple[LayoutFaultSlip, ...] = ()
    warnings: tuple[Obstacle, ...] = ()
    sending: bool = False
    in_force: LayoutVersionSlip | None = None
    problems: tuple[Problem, ...] = ()


class LayoutsPresenter(Form[LayoutsScreen]):
    def __init__(self, line: Line, parent: QObject | None = None) -> None:
        super().__init__(LayoutsScreen(), parent)
        self._line = line
        self._mark = ""
        self._asked = False
        self._again = QTimer(self)
        self._again.setInterval(LOOK_MS)
        self._again.timeout.connect(self.look)

    def enter(self) -> None:
        self._line.ask(asks.layouts(), self._came)

    def leave(self) -> None:
        self._again.stop()
        self._mark, self._asked = "", False
        self.screen = LayoutsScreen()

    def _came(self, reply: Reply[LayoutsSlip]) -> None:
        if reply.slip is None:
            self._show(problems=reasons(reply))
            return
        layout = self.screen.layout or reply.slip.layouts[0].name
        self._show(overview=reply.slip, layout=layout, problems=())
        self._again.start()
        self.look()

    # ------------------------------------------------------------------ what is looked at
    def pick_layout(self, name: str) -> None:
        self._show(layout=name, file="", in_force=None, problems=())
        self.look()

    def pick_file(self, file: str) -> None:
        """A file of the supervisor's own, to be looked at and put in force under the chosen name."""
        if file:
            self._show(file=file, in_force=None, problems=())
            self.look()

    def pick_sample(self, code: str) -> None:
        self._show(sample=code)
        self.look()

    def look(self) -> None:
        """Draw what changed; one drawing at a time."""
        if not self._asked and self.screen.overview is not None:
            self._asked = True
            screen = self.screen
            self._line.ask(asks.look_at_layout(screen.layout, screen.file, screen.sample, self._mark), self._looked)

    def _looked(self, reply: Reply[LayoutSlip]) -> None:
        self._asked = False
        slip = reply.slip
        if self.screen.overview is None:
            return  # the page was left meanwhile
        if slip is None:
            self._show(problems=reasons(reply))
            return
        if slip.unchanged:
            if self.screen.problems:  # the file was away for a moment, as while an editor saves it
                self._show(problems=())
            return
        self._mark = slip.mark
        self._show(page=slip.page or self.screen.page, faults=slip.faults, warnings=slip.warnings, problems=())

    # ------------------------------------------------------------------ putting in force
    def put_in_force(self, login: str, password: str) -> None:
        screen = self.screen
        if screen.sending or not screen.file or screen.faults:
            return
        if not login.strip() or not password:
            self._show(problems=(Obstacle("override.sign_on_missing"),))
            return
        self._show(sending=True, problems=())
        self._line.ask(asks.put_layout_in_force(screen.layout, screen.file, login.strip(), password), self._put)

    def _put(self, reply: Reply[LayoutVersionSlip]) -> None:
        self._show(sending=False, in_force=reply.slip, problems=reasons(reply))
