"""The day on screen: what was handed over by the hour, what is open, what was not as usual; and closing it (日結).

Everybody at the desk may look; a day is closed by a supervisor's own sign-on. Days are turned one by one, never beyond
today.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from PySide6.QtCore import QObject

from app.desk import asks
from app.desk.day_slips import TodaySlip
from app.desk.paper_slips import PaperSlip
from app.errors import Obstacle
from app.presenters.errands import reasons
from app.presenters.form import Form, Problem
from app.threads.desk_line import Line, Reply


@dataclass(frozen=True, slots=True)
class TodayScreen:
    """``day`` is None for today; ``signing`` while the question is up whether to close the day."""

    day: date | None = None
    whole_school: bool = False
    slip: TodaySlip | None = None
    signing: bool = False
    sending: bool = False
    making: bool = False
    remark: str = field(default="", repr=False)
    login: str = ""
    problems: tuple[Problem, ...] = ()


class TodayPresenter(Form[TodayScreen]):
    """``show_paper`` opens the preview."""

    def __init__(self, line: Line, show_paper: Callable[[PaperSlip], None], parent: QObject | None = None) -> None:
        super().__init__(TodayScreen(), parent)
        self._line = line
        self._show_paper = show_paper

    # ------------------------------------------------------------------ looking
    def begin(self) -> None:
        """The page is opened: today, at this counter or at the school as it was left. The window asks for it."""
        self._show(day=None, signing=False, problems=())

    def forget(self) -> None:
        """Somebody else signs on: nothing of what was typed is kept."""
        self.screen = TodayScreen()
        self.changed.emit(self.screen)

    def refresh(self) -> None:
        self._line.ask(asks.today(self.screen.day, self.screen.whole_school), self._came)

    def turn(self, by: int) -> None:
        """One day back or on; today is the last."""
        slip = self.screen.slip
        if slip is None or self.screen.signing or (by > 0 and slip.is_today):
            return
        self._show(day=slip.day + timedelta(days=by), problems=())
        self.refresh()

    def widen(self, whole_school: bool) -> None:
        self._show(whole_school=whole_school, problems=())
        self.refresh()

    def _came(self, reply: Reply[TodaySlip]) -> None:
        if reply.slip is None:
            self._show(problems=reasons(reply))
        elif self._is_wanted(reply.slip):
            self._show(slip=reply.slip, problems=self.screen.problems if self.screen.signing else ())

    def _is_wanted(self, slip: TodaySlip) -> bool:
        """An answer about another day than the one that is wanted by now is dropped."""
        day = self.screen.day
        same_day = slip.is_today if day is None else slip.day == day
        return same_day and slip.whole_school == self.screen.whole_school

    # ------------------------------------------------------------------ the paper
    def print_report(self) -> None:
        slip = self.screen.slip
        if slip is not None and not self.screen.making:
            self._show(making=True, problems=())
            self._line.ask(asks.day_report(slip.day, slip.whole_school), self._made)

    def _made(self, reply: Reply[PaperSlip]) -> None:
        self._show(making=False, problems=reasons(reply))
        if reply.slip is not None:
            self._show_paper(reply.slip)

    # ------------------------------------------------------------------ closing the day
    def begin_signing(self, login: str = "") -> None:
        if self.screen.slip is not None:
            self._show(signing=True, login=self.screen.login or login, problems=())

    def leave_signing(self) -> None:
        if not self.screen.sending:
            self._show(signing=False, remark="", problems=())

    def write_remark(self, remark: str) -> None:
        self._note(remark=remark)

    def write_login(self, login: str) -> None:
        self._note(login=login)

    def sign(self, password: str) -> None:
        """Send the signature. The password is never kept in the screen."""
        screen = self.screen
        if screen.slip is None or not screen.signing or screen.sending:
            return
        login = screen.login.strip()
        if not login or not password:
            self._show(problems=(Obstacle("day.sign_on_missing"),))
            return
        self._show(sending=True, problems=())
        ask = asks.sign_day(screen.slip.day, screen.slip.whole_school, login, password, screen.remark.strip())
        self._line.ask(ask, self._signed)

    def _signed(self, reply: Reply[TodaySlip]) -> None:
        if reply.slip is None:
            self._show(sending=False, problems=reasons(reply))
        else:
            self._show(sending=False, signing=False, remark="", problems=(), slip=reply.slip)
