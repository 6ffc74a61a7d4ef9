"""The queue of digital certificates on screen: which, how far, what needs a person; a pause.

While something is being typed, what comes from elsewhere is kept and not drawn: a redraw would tear it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from PySide6.QtCore import QObject, QTimer

from app.dates import Clock
from app.desk import asks
from app.desk.asks import Ask
from app.desk.paper_slips import PaperSlip
from app.desk.queue_slips import JobSlip, QueueSlip, ReceiptSlip
from app.errors import Obstacle
from app.presenters.errands import reasons
from app.presenters.form import Form, Problem
from app.presenters.mailbox import MailboxPresenter
from app.threads.desk_line import Line, Reply

BATCH = 20
PAUSE_MS = 160  # after the last key
LONGEST = 200  # characters that are looked for
TABS = ("all", "waiting", "attention", "overdue", "finished")
LEAST_REASON = 4  # characters; a shorter one explains nothing


class Question(StrEnum):
    """What a person is asked to say why, and a supervisor to sign for."""

    PAUSE = "pause"
    RESUME = "resume"
    CANCEL = "cancel"
    TOLD = "told"  # by telephone: whoever is signed on says so


@dataclass(frozen=True, slots=True)
class QueueScreen:
    which: str = "all"
    sought: str = field(default="", repr=False)
    slip: QueueSlip | None = None
    chosen: UUID | None = None
    question: Question | None = None
    reason: str = ""
    login: str = ""
    sending: bool = False
    finish: datetime | None = None  # of what can be made now, while there is a pace
    problems: tuple[Problem, ...] = ()
    corrected: str = field(default="", repr=False)  # the masked mailbox that was just put right
    receipt: ReceiptSlip | None = None  # the one that was just taken
    here: tuple[Obstacle, ...] = ()  # what this station's own lane found to hold the queue

    @property
    def batch(self) -> int:
        """How many are left of a batch that is worth a line of its own; 0 for the few of an ordinary day."""
        left = self.slip.at_once if self.slip else 0
        return left if left >= BATCH else 0

    @property
    def holds(self) -> tuple[Obstacle, ...]:
        """Why the queue stands still, each reason once; a supervisor's pause is said by the slip."""
        told = {each.code: each for each in (*self.here, *(self.slip.holds if self.slip else ()))}
        return tuple(each for code, each in told.items() if code != "digital.paused")

    @property
    def job(self) -> JobSlip | None:
        jobs = self.slip.jobs if self.slip else ()
        return next((job for job in jobs if job.id == self.chosen), jobs[0] if jobs else None)


class QueuePresenter(Form[QueueScreen]):
    """``show_paper`` opens the preview; ``queued`` is told that there is something to send."""

    def __init__(
        self,
        line: Line,
        show_paper: Callable[[PaperSlip], None],
        queued: Callable[[], object],
        clock: Clock,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(QueueScreen(), parent)
        self._line = line
        self._show_paper = show_paper
        self._clock = clock
        self._asked = False
        self._begun: tuple[datetime, int] | None = None  # of a batch: when it was first seen, and how many there were
        self.mailbox = MailboxPresenter(line, queued, self._corrected, self)
        self.mailbox.changed.connect(self._mailbox_moved)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.refresh)

    def refresh(self) -> None:
        self._pause.stop()
        self._asked = True
        self._line.ask(asks.queue(self.screen.which, self.screen.sought.strip()), self._came)
        self.mailbox.look()

    def moved(self) -> None:
        """The issuance lane did a step: a batch does many a second, and one look at a time is enough."""
        if not self._asked:
            self.refresh()

    def held(self, why: tuple[Obstacle, ...], *, seen: bool) -> None:
        """What the lane's last look found; drawn when the list is ``seen``, and never under a question."""
        if seen and self.screen.question is None and not self.mailbox.open:
            self._show(here=why)
        else:
            self._note(here=why)

    def pick(self, which: str) -> None:
        self._show(which=which, problems=(), corrected="", receipt=None)
        self.refresh()

    def typed(self, text: str) -> None:
        """A number, a name, a code, or a part of one: the list narrows to what has it."""
        self._note(sought=text[:LONGEST])
        self._pause.start()

    def show_all(self) -> bool:
        """Esc: what was looked for is let go; False where nothing was."""
        if not self.screen.sought:
            return False
        self._show(sought="")
        self.refresh()
        return True

    def scanned(self, text: str) -> None:
        """The scanner read a receipt or a certificate: it is looked for among all."""
        self._show(which="all", sought=text.strip()[:LONGEST], problems=(), corrected="", receipt=None)
        self.refresh()

    def choose(self, job_id: UUID) -> None:
        self._note(chosen=job_id)
        self._show(problems=(), corrected="", receipt=None)

    def act(self) -> None:
        """The one next step for the chosen job: look at its file, or let it try again."""
        job = self.screen.job
        if job is None:
            return
        if job.tone == "stop":
            self._line.ask(asks.try_again(job.id), self._came)
        elif job.has_pdf:
            self._line.ask(asks.open_digital(job.id), self._opened)

    # ------------------------------------------------------------------ a supervisor's decision
    def ask_for(self, question: Question) -> None:
        """Lay the question over the queue; a job that is to be given up or was told must be one that has stopped."""
        job = self.screen.job
        stopped = job is not None and job.tone == "stop"
        told = stopped and job is not None and job.is_message
        if {Question.CANCEL: stopped, Question.TOLD: told}.get(question, True):
            chosen = job.id if job else None
            self._show(question=question, chosen=chosen, reason="", login="", sending=False, problems=())

    def write_reason(self, text: str) -> None:
        self._note(reason=text)

    def write_login(self, text: str) -> None:
        self._note(login=text)

    def leave(self) -> None:
        """Back to the queue: nothing was decided, and no mailbox is changed before its code was told."""
        if self.mailbox.open:
            self.mailbox.leave()
            self.refresh()
        elif self.screen.question is not None and not self.screen.sending:
            self._show(question=None, problems=())

    def forget(self) -> None:
        """Somebody else signs on: nothing that was looked for, chosen or asked stays."""
        self._pause.stop()
        if self.mailbox.open:
            self.mailbox.leave()
        self.screen = QueueScreen(here=self.screen.here)

    def decide(self, password: str) -> None:
        """Send the decision. What is missing is told all at once; the password is never kept in the screen."""
        question, job = self.screen.question, self.screen.job
        if question is None or self.screen.sending:
            return
        reason, login = self.screen.reason.strip(), self.screen.login.strip()
        missing = []
        if question is not Question.RESUME and len(reason) < LEAST_REASON:
            missing.append(Obstacle("digital.reason_missing"))
        if question is not Question.TOLD and not (login and password):
            missing.append(Obstacle("digital.sign_on_missing"))
        if missing:
            self._show(problems=tuple(missing))
            return
        ask: Ask[QueueSlip]
        if question is Question.PAUSE:
            ask = asks.pause_queue(reason, login, password)
        elif question is Question.RESUME:
            ask = asks.resume_queue(login, password)
        elif question is Question.TOLD and job is not None:
            ask = asks.told_by_phone(job.id, reason)
        elif job is not None:
            ask = asks.cancel_job(job.id, reason, login, password)
        else:
            return
        self._show(sending=True, problems=())
        self._line.ask(ask, self._decided)

    def _decided(self, reply: Reply[QueueSlip]) -> None:
        if reply.slip is None:
            self._show(sending=False, problems=reasons(reply))
            return
        self._show(sending=False, question=None, problems=(), which="all", sought="", slip=reply.slip)

    def _came(self, reply: Reply[QueueSlip]) -> None:
        self._asked = False
        screen, facts = self.screen, reply.ask.facts
        shown = facts.get("which", "all"), facts.get("sought", "")  # a deed is answered with the whole queue
        if reply.slip is not None and shown != (screen.which, screen.sought.strip()):
            if "which" not in facts:
                self.refresh()
        elif self.screen.question is not None or self.mailbox.open:
            self._note(slip=reply.slip or self.screen.slip)
        elif reply.slip is None:
            self._show(problems=reasons(reply))
        else:
            self._show(slip=reply.slip, finish=self._finish(reply.slip.at_once), problems=())

    def _finish(self, left: int) -> datetime | None:
        """When the batch will be done at its pace so far."""
        now = self._clock.now()
        if self._begun is None or left > self._begun[1] or left < BATCH:
            self._begun = (now, left)
        since, before = self._begun
        if left < BATCH or left == before:
            return None
        return now + timedelta(seconds=(now - since).total_seconds() / (before - left) * left)

    def _opened(self, reply: Reply[PaperSlip]) -> None:
        if reply.slip is None:
            self._show(problems=reasons(reply))
        else:
            self._show_paper(reply.slip)

    # ------------------------------------------------------------------ the platform's receipt
    def import_receipt(self, files: list[str]) -> None:
        """The file that was chosen; it is read on the desk lane."""
        for file in files[:1]:
            self._line.ask(asks.import_receipt(file), self._taken)

    def _taken(self, reply: Reply[ReceiptSlip]) -> None:
        self._show(receipt=reply.slip, problems=reasons(reply), corrected="")
        if reply.slip is not None:
            self.refresh()

    # ------------------------------------------------------------------ a mailbox is corrected
    def correct(self) -> None:
        """Begin with the chosen graduate's mailbox (D25)."""
        job = self.screen.job
        if job is not None and not self.mailbox.open:
            self._note(problems=(), corrected="", receipt=None)
            self.mailbox.begin(job.whose)

    def _corrected(self, masked: str) -> None:
        self._note(corrected=masked)
        self.mailbox.leave()
        self.refresh()

    def _mailbox_moved(self, _screen: object) -> None:
        self._show()
