"""Deciding about digital certificates: choose, see what would happen, decide, and watch it being carried out.

A decision is settled chunk by chunk, one ask each, so that a card's look-up goes in between. Leaving the page pauses
nothing that is written: what is not settled yet is gone on with when the page is opened again. The supervisor's
password is never kept in the screen.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from PySide6.QtCore import QObject

from app.dates import Clock, parse_date
from app.desk import asks
from app.desk.decision_slips import AheadSlip, Chosen, DecisionSlip, DecisionsSlip
from app.errors import Obstacle
from app.presenters.errands import reasons
from app.presenters.form import Form, Problem
from app.threads.desk_line import Line, Reply


@dataclass(frozen=True, slots=True)
class DecisionsScreen:
    """``typed`` are the fields as they were typed; ``looked`` is how far the look ahead is; ``decision`` is watched."""

    overview: DecisionsSlip | None = None
    act: str = "reissue"
    reason: str = ""
    typed: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    looked: AheadSlip | None = None
    ahead: AheadSlip | None = None
    decision: DecisionSlip | None = None
    finish: datetime | None = None
    sending: bool = False
    reported: int | None = None
    problems: tuple[Problem, ...] = ()

    def field_of(self, name: str) -> str:
        return dict(self.typed).get(name, "")

    @property
    def reasons(self) -> tuple[str, ...]:
        return dict(self.overview.reasons).get(self.act, ()) if self.overview else ()


class DecisionsPresenter(Form[DecisionsScreen]):
    """Three stages: the form, what would happen, and the decision that is carried out.

    ``queued`` is told that there is something to make or to send.
    """

    def __init__(self, line: Line, queued: Callable[[], object], clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(DecisionsScreen(), parent)
        self._line = line
        self._queued = queued
        self._clock = clock
        self._open = False
        self._deed_id = uuid4()
        self._chosen = Chosen()
        self._begun: tuple[UUID, datetime, int] | None = None  # of what is watched: when, and how far it was

    # ------------------------------------------------------------------ coming and going
    def enter(self) -> None:
        self._open = True
        self._show(problems=())
        self._line.ask(asks.decisions(), self._came)

    def leave(self) -> None:
        """Names and numbers do not stay on a page that nobody looks at."""
        self._open = False
        self.screen = DecisionsScreen()

    def refresh(self) -> None:
        """The watched decision's jobs go on by themselves."""
        watched = self.screen.decision
        if self._open and watched is not None and not self.screen.sending and watched.state != "open":
            self._line.ask(asks.decision_progress(watched.id), self._moved)

    def back(self) -> bool:
        """One stage back; False on the form, where there is none."""
        if self.screen.decision is not None:
            self._show(decision=None, finish=None, reported=None, problems=())
            self._line.ask(asks.decisions(), self._came)
            return True
        if self.screen.ahead is not None:
            self._show(ahead=None, problems=())
            return True
        return False

    def _came(self, reply: Reply[DecisionsSlip]) -> None:
        if self._open:
            self._show(overview=reply.slip or self.screen.overview, problems=reasons(reply))

    # ------------------------------------------------------------------ the form
    def pick_act(self, act: str) -> None:
        self._show(act=act, reason="", sending=False, looked=None, problems=())

    def pick_reason(self, reason: str) -> None:
        self._show(reason=reason, sending=False, looked=None, problems=())

    def write(self, name: str, text: str) -> None:
        self._note(typed=(*((key, value) for key, value in self.screen.typed if key != name), (name, text)))

    def look_ahead(self) -> None:
        """What would happen. What is missing is told at once, before anything is asked."""
        screen = self.screen
        if screen.sending:
            return
        if screen.reason not in screen.reasons:
            self._show(problems=(Obstacle("digital.reason_not_chosen"),))
            return
        first, last = _days(screen.field_of("issued_from"), screen.field_of("issued_to"))
        days = {text: _day(text) for text in (first, last) if text}
        wrong = next((text for text, day in days.items() if day is None), "")
        if wrong:
            self._show(problems=(Obstacle("digital.day_odd", {"day": wrong[:20]}),))
            return
        self._chosen = Chosen(
            numbers=tuple(line.strip() for line in screen.field_of("numbers").splitlines() if line.strip()),
            programme=screen.field_of("programme"),
            cohort=screen.field_of("cohort"),
            issued_from=days.get(first),
            issued_to=days.get(last),
            key=re.sub(r"[\s:]", "", unicodedata.normalize("NFKC", screen.field_of("key"))),
        )
        self._deed_id = uuid4()
        self._show(sending=True, problems=())
        self._look(None)

    def _ahead(self, reply: Reply[AheadSlip]) -> None:
        """Slice after slice, one ask each; who leaves the page, or chooses otherwise, asks no further."""
        slip = reply.slip
        if not self._open or not self.screen.sending or (slip is not None and slip.mark != str(self._deed_id)):
            return
        if slip is None or slip.whole:
            self._show(sending=False, looked=None, ahead=slip, problems=reasons(reply))
            return
        self._show(looked=slip)
        self._look(slip)

    def _look(self, so_far: AheadSlip | None) -> None:
        screen, mark = self.screen, str(self._deed_id)
        self._line.ask(asks.look_ahead(screen.act, screen.reason, self._chosen, mark, so_far), self._ahead)

    # ------------------------------------------------------------------ deciding
    def decide(self, login: str, password: str, note: str = "") -> None:
        screen = self.screen
        if screen.sending or screen.ahead is None or not screen.ahead.possible:
            return
        if not login.strip() or not password:
            self._show(problems=(Obstacle("override.sign_on_missing"),))
            return
        ask = asks.decide(
            self._deed_id,
            screen.act,
            screen.reason,
            self._chosen,
            login.strip(),
            password,
            note.strip(),
            screen.ahead.total,
        )
        self._show(sending=True, problems=())
        self._line.ask(ask, self._decided)

    def _decided(self, reply: Reply[DecisionSlip]) -> None:
        if reply.slip is None:
            self._show(sending=False, problems=reasons(reply))
            return
        self.screen = DecisionsScreen(overview=self.screen.overview, act=self.screen.act)
        self._watch(reply.slip)
        self._go_on(reply.slip)

    def open(self, decision: DecisionSlip) -> None:
        """Watch an earlier decision; an open one is gone on with."""
        self._show(ahead=None, reported=None, problems=())
        self._watch(decision)
        self._go_on(decision)

    # ------------------------------------------------------------------ carrying out
    def _watch(self, slip: DecisionSlip) -> None:
        done = slip.settled if slip.state == "open" else slip.jobs_done
        if self._begun is None or self._begun[0] != slip.id or (done < self._begun[2]):
            self._begun = (slip.id, self._clock.now(), done)
        self._show(decision=slip, finish=self._finish(slip, done))

    def _finish(self, slip: DecisionSlip, done: int) -> datetime | None:
        """When it will be done at the pace so far; None while there is no pace."""
        assert self._begun is not None
        _, since, before = self._begun
        total = slip.total if slip.state == "open" else slip.jobs - slip.jobs_stopped
        if done <= before or done >= total:
            return None
        now = self._clock.now()
        seconds = (now - since).total_seconds() / (done - before) * (total - done)
        return now + timedelta(seconds=seconds)

    def _go_on(self, slip: DecisionSlip) -> None:
        going = slip.state == "open" and self._open
        self._show(sending=going)
        if going:
            self._line.ask(asks.settle(slip.id), self._settled)
        else:
            self._begun = None

    def _settled(self, reply: Reply[DecisionSlip]) -> None:
        if reply.slip is None:
            self._show(sending=False, problems=reasons(reply))
            return
        if self.screen.decision is None or self.screen.decision.id != reply.slip.id:
            self._show(sending=False)  # the page shows something else: what is left is gone on with later
            return
        self._watch(reply.slip)
        self._queued()
        self._go_on(reply.slip)

    def pause_or_resume(self) -> None:
        """The watched decision stops after the chunk under way, or goes on."""
        watched = self.screen.decision
        if watched is None:
            return
        ask = asks.go_on(watched.id) if watched.state == "paused" else asks.pause(watched.id)
        self._line.ask(ask, self._turned)

    def _turned(self, reply: Reply[DecisionSlip]) -> None:
        if reply.slip is None:
            self._show(problems=reasons(reply))
            return
        self._begun = None
        self._show(problems=())
        self._watch(reply.slip)
        if not self.screen.sending:
            self._go_on(reply.slip)

    def _moved(self, reply: Reply[DecisionSlip]) -> None:
        if reply.slip is not None and self.screen.decision is not None and reply.slip.id == self.screen.decision.id:
            self._watch(reply.slip)

    def write_report(self, file: str, language: str) -> None:
        if self.screen.decision is not None and file:
            self._show(reported=None, problems=())
            self._line.ask(asks.decision_report(self.screen.decision.id, file, language), self._reported)

    def _reported(self, reply: Reply[int]) -> None:
        self._show(reported=reply.slip, problems=reasons(reply))


def _days(first: str, last: str) -> tuple[str, str]:
    """The two days as typed; a range in the first field fills both."""
    both = re.split(r"\s*[~–—至]\s*|\s+-\s+", unicodedata.normalize("NFKC", first).strip())
    return (both[0], both[1]) if len(both) == 2 and not last.strip() else (first.strip(), last.strip())


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None
