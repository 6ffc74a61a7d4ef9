"""Closing a window or the school for some days, and opening it again (RULES I8, A28): a supervisor's page.

What is typed stays while the page is redrawn; the password lives in its field and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from PySide6.QtCore import QObject

from app.dates import parse_date
from app.desk import asks
from app.desk.day_slips import ClosingSlip, ClosureSlip
from app.desk.paper_slips import PaperSlip
from app.errors import Obstacle
from app.presenters.errands import reasons
from app.presenters.form import Form, Problem
from app.threads.desk_line import Line, Reply
from app.wording import Bilingual

#: What is typed on the page.
FIELDS = ("first", "last", "reason_zh", "reason_en", "login")


@dataclass(frozen=True, slots=True)
class ClosingScreen:
    """``opening`` is the closure that is about to be opened again; ``done`` what the last deed did."""

    open: bool = False
    slip: ClosingSlip | None = None
    scope: str = "school"  # or "counter"
    suspended: bool = False
    first: str = ""
    last: str = ""
    reason_zh: str = ""
    reason_en: str = ""
    login: str = ""
    opening: UUID | None = None
    sending: bool = False
    told: bool = False
    problems: tuple[Problem, ...] = field(default=())

    @property
    def to_open(self) -> ClosureSlip | None:
        closures = self.slip.closures if self.slip else ()
        return next((each for each in closures if each.id == self.opening), None)


def untyped(screen: ClosingScreen) -> ClosingScreen:
    """The screen without what is being typed: what a page has to be drawn anew for."""
    return replace(screen, first="", last="", reason_zh="", reason_en="", login="")


class ClosingPresenter(Form[ClosingScreen]):
    """``show_paper`` opens the preview of a notice."""

    def __init__(self, line: Line, show_paper: Callable[[PaperSlip], None], parent: QObject | None = None) -> None:
        super().__init__(ClosingScreen(), parent)
        self._line = line
        self._show_paper = show_paper

    def begin(self, login: str = "") -> None:
        self.screen = ClosingScreen(open=True, login=login)
        self._show()
        self._line.ask(asks.closing(), self._came)

    def leave(self) -> None:
        """Nothing that was typed is kept."""
        if not self.screen.sending:
            self.screen = ClosingScreen()
            self._show()

    def back(self) -> None:
        """Esc: from the question whether to open again to the page, from the page to the day."""
        if self.screen.opening is not None:
            self._show(opening=None, problems=())
        else:
            self.leave()

    # ------------------------------------------------------------------ what is chosen and typed
    def choose_scope(self, scope: str) -> None:
        self._show(scope=scope, problems=())

    def mark_suspended(self, suspended: bool) -> None:
        self._show(suspended=suspended, problems=())

    def write(self, name: str, text: str) -> None:
        if name in FIELDS:
            self._note(**{name: text})

    def choose(self, closure_id: UUID) -> None:
        """Ask whether this closure is to be opened again."""
        self._show(opening=closure_id, problems=(), told=False)

    # ------------------------------------------------------------------ the deeds
    def submit(self, password: str) -> None:
        """Close, or open again when a closure is chosen. What is missing is told before anything is sent."""
        screen = self.screen
        if screen.slip is None or screen.sending:
            return
        if screen.opening is not None:
            if missing := self._unsigned(password):
                self._show(problems=missing)
            else:
                self._send(asks.open_days(screen.opening, screen.login.strip(), password))
            return
        days, wrong = self._days(screen.slip.today)
        if len(screen.reason_zh.strip()) < 2:
            wrong.append(Obstacle("day.reason_missing"))
        wrong += self._unsigned(password)
        if wrong:
            self._show(problems=tuple(wrong), told=False)
            return
        counter = screen.slip.counter if screen.scope == "counter" else ""
        reason = Bilingual(screen.reason_zh.strip(), screen.reason_en.strip())
        login = screen.login.strip()
        self._send(asks.close_days(reason, login, password, counter, days[0], days[1], screen.suspended))

    def print_notice(self, closure_id: UUID) -> None:
        self._line.ask(asks.closure_notice(closure_id), self._made)

    def _send(self, ask: asks.Ask[ClosingSlip]) -> None:
        self._show(sending=True, problems=(), told=False)
        self._line.ask(ask, self._done)

    def _days(self, today: date) -> tuple[tuple[date, date], list[Obstacle]]:
        """First and last day; an empty first is today, an empty last is the first."""
        wrong: list[Obstacle] = []
        found: list[date] = []
        for text in (self.screen.first, self.screen.last):
            usual = found[0] if found else today
            try:
                found.append(parse_date(text) if text.strip() else usual)
            except ValueError:
                wrong.append(Obstacle("day.unreadable", {"day": text.strip()}))
                found.append(usual)
        return (found[0], found[1]), wrong

    def _unsigned(self, password: str) -> list[Obstacle]:
        missing = not self.screen.login.strip() or not password
        return [Obstacle("day.sign_on_missing")] if missing else []

    # ------------------------------------------------------------------ answers
    def _came(self, reply: Reply[ClosingSlip]) -> None:
        if self.screen.open:
            self._show(slip=reply.slip or self.screen.slip, problems=reasons(reply))

    def _done(self, reply: Reply[ClosingSlip]) -> None:
        if reply.slip is None:
            self._show(sending=False, problems=reasons(reply))
            return
        fresh = ClosingScreen(open=True, login=self.screen.login, scope=self.screen.scope)
        self.screen = replace(fresh, slip=reply.slip, told=True)
        self._show()

    def _made(self, reply: Reply[PaperSlip]) -> None:
        if reply.slip is None:
            self._show(problems=reasons(reply))
        else:
            self._show_paper(reply.slip)
