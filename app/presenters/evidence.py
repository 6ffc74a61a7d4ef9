"""What is kept sealed about the case's graduate: masked, and opened piece by piece by a supervisor with a reason.

What was opened lives in this screen alone; it is covered when the question is closed, when the window is locked and
when somebody else signs on. The password lives in its field and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QObject, Signal

from app.desk import asks
from app.desk.evidence_slips import EvidenceSlip, RevealedSlip
from app.desk.slips import CaseSlip
from app.errors import Obstacle
from app.presenters.form import Form, Problem, reasons
from app.presenters.release import LEAST_REASON
from app.presenters.turns import Turns
from app.threads.desk_line import Reply

#: What is typed on the sheet.
FIELDS = ("reason", "login")


@dataclass(frozen=True, slots=True)
class EvidenceScreen:
    """``slip`` is what is kept, ``opened`` what a supervisor has opened of it."""

    case: CaseSlip | None = None
    slip: EvidenceSlip | None = None
    chosen: tuple[str, ...] = ()
    reason: str = field(default="", repr=False)
    login: str = ""
    sending: bool = False
    opened: RevealedSlip | None = field(default=None, repr=False)
    problems: tuple[Problem, ...] = ()

    def text_of(self, key: str) -> str | None:
        """The opened text, if this entry was opened."""
        texts = self.opened.texts if self.opened is not None else ()
        return next((text for named, text in texts if named == key), None)

    def has_paper(self, key: str) -> bool:
        return self.opened is not None and any(named == key for named, _ in self.opened.papers)


class EvidencePresenter(Form[EvidenceScreen]):
    """``paper_wanted`` carries the scan that is to be looked at in the preview."""

    paper_wanted = Signal(object)

    def __init__(self, turns: Turns, parent: QObject | None = None) -> None:
        super().__init__(EvidenceScreen(), parent)
        self._turns = turns
        self._login = ""

    def know_supervisor(self, login: str) -> None:
        """Whose login need not be typed: a supervisor's who is signed on; nothing for anybody else."""
        self._login = login

    def begin(self, case: CaseSlip) -> None:
        self.screen = EvidenceScreen(case, login=self._login)
        self._show()
        self._turns.line.ask(asks.look_at_evidence(case.graduate_id), self._seen)

    def _seen(self, reply: Reply[EvidenceSlip]) -> None:
        case = self.screen.case
        if case is not None and reply.ask.facts["graduate_id"] == case.graduate_id:
            self._show(slip=reply.slip, problems=reasons(reply))

    def mark(self, key: str, wanted: bool) -> None:
        """Tick or untick one entry; what the purge has emptied cannot be shown."""
        held = self.screen.slip.held if self.screen.slip is not None else ()
        chosen = {*self.screen.chosen, key} if wanted else {*self.screen.chosen} - {key}
        self._show(chosen=tuple(each.key for each in held if each.key in chosen and not each.gone), problems=())

    def write(self, name: str, text: str) -> None:
        if name in FIELDS:
            self._note(**{name: text})

    def submit(self, password: str) -> None:
        """Open what is marked. What is missing is told all at once, before anything is sent."""
        screen = self.screen
        if screen.slip is None or screen.opened is not None or screen.sending or self._turns.deed_in_flight:
            return
        if missing := self._missing(password):
            self._show(problems=missing)
            return
        self._show(sending=True, problems=())
        reason, login = screen.reason.strip(), screen.login.strip()
        ask = asks.reveal_evidence(screen.slip.graduate_id, screen.chosen, reason, login, password)
        self._turns.do(ask, self._answered)

    def _missing(self, password: str) -> tuple[Obstacle, ...]:
        screen, found = self.screen, []
        if not screen.chosen:
            found.append(Obstacle("evidence.nothing_marked"))
        if len(screen.reason.strip()) < LEAST_REASON:
            found.append(Obstacle("evidence.reason_missing", {"least": LEAST_REASON}))
        if not screen.login.strip() or not password:
            found.append(Obstacle("evidence.not_signed"))
        return tuple(found)

    def _answered(self, reply: Reply[RevealedSlip]) -> None:
        self._turns.done(reply)
        slip = self.screen.slip
        if slip is None or not self.screen.sending or reply.ask.facts["graduate_id"] != slip.graduate_id:
            return  # covered meanwhile
        self._show(sending=False, opened=reply.slip, problems=reasons(reply))

    def look_at(self, key: str) -> None:
        """A scan that was opened, page by page in the preview."""
        papers = self.screen.opened.papers if self.screen.opened is not None else ()
        paper = next((paper for named, paper in papers if named == key), None)
        if paper is not None:
            self.paper_wanted.emit(paper)

    def cover(self) -> None:
        """What was opened, or is about to be, is masked again; to see it is another act with a reason of its own."""
        if self.screen.opened is not None or self.screen.sending:
            self._show(opened=None, sending=False, chosen=(), reason="", problems=())

    def forget(self) -> None:
        """The question is over: nothing of it is kept."""
        self.screen = EvidenceScreen()
