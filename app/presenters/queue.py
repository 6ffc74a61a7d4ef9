"""The queue of digital certificates on screen: which, how far, what needs a person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from PySide6.QtCore import QObject

from app.desk import asks
from app.desk.slips import JobSlip, PaperSlip, QueueSlip
from app.presenters.errands import reasons
from app.presenters.form import Form, Problem
from app.threads.desk_line import Line, Reply

TABS = ("all", "waiting", "attention", "finished")


@dataclass(frozen=True, slots=True)
class QueueScreen:
    which: str = "all"
    slip: QueueSlip | None = None
    chosen: UUID | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def job(self) -> JobSlip | None:
        jobs = self.slip.jobs if self.slip else ()
        return next((job for job in jobs if job.id == self.chosen), jobs[0] if jobs else None)


class QueuePresenter(Form[QueueScreen]):
    """``show_paper`` opens the preview."""

    def __init__(self, line: Line, show_paper: Callable[[PaperSlip], None], parent: QObject | None = None) -> None:
        super().__init__(QueueScreen(), parent)
        self._line = line
        self._show_paper = show_paper

    def refresh(self) -> None:
        self._line.ask(asks.queue(self.screen.which), self._came)

    def pick(self, which: str) -> None:
        self._show(which=which, problems=())
        self.refresh()

    def choose(self, job_id: UUID) -> None:
        self._note(chosen=job_id)
        self._show(problems=())

    def act(self) -> None:
        """The one next step for the chosen job: look at its file, or let it try again."""
        job = self.screen.job
        if job is None:
            return
        if job.tone == "stop":
            self._line.ask(asks.try_again(job.id), self._came)
        elif job.has_pdf:
            self._line.ask(asks.open_digital(job.id), self._opened)

    def _came(self, reply: Reply[QueueSlip]) -> None:
        if reply.slip is None:
            self._show(problems=reasons(reply))
        else:
            self._show(slip=reply.slip, problems=())

    def _opened(self, reply: Reply[PaperSlip]) -> None:
        if reply.slip is None:
            self._show(problems=reasons(reply))
        else:
            self._show_paper(reply.slip)
