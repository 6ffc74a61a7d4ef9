"""The pickup's screen: at which stage it is, what lies over the case, and how a case is opened."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from uuid import UUID

from app.desk import asks
from app.desk.asks import Ask
from app.desk.slips import CaseSlip, Laid, Mode, OpenedBy, Verdict
from app.errors import Trouble
from app.presenters.changes import Change
from app.presenters.errands import NO_PAPER, CardSlot, PaperSlot, PaperState
from app.presenters.form import Problem


class Stage(StrEnum):
    WAITING = "waiting"
    LOOKING = "looking"
    REFUSED = "refused"
    CASE = "case"
    DONE = "done"


class Pane(StrEnum):
    """What lies over the case: a question that needs a reason, or nothing."""

    NONE = "none"
    CORRECTION = "correction"
    MENDING = "mending"
    RELEASE = "release"
    PHONE = "phone"
    LOSS = "loss"
    WITHDRAWAL = "withdrawal"
    VOID = "void"
    MAILBOX = "mailbox"
    EVIDENCE = "evidence"
    LEAVE = "leave"


@dataclass(frozen=True, slots=True)
class Opening:
    """One way to open a case, kept so that it can wait and be repeated.

    ``certificate_id`` is the one that was chosen, ``scan`` the sheet that chose it.
    """

    uid: bytes = field(default=b"", repr=False)
    reader: str = ""
    graduate_id: UUID | None = None
    opened_by: OpenedBy = OpenedBy.CARD
    mode: Mode = Mode.SELF
    laid: Laid = Laid.NONE
    certificate_id: UUID | None = None
    scan: str = field(default="", repr=False)
    scan_typed: bool = False

    def ask(self) -> Ask[CaseSlip]:
        if self.graduate_id is None:
            return asks.open_case_by_card(self.uid, self.reader, self.certificate_id)
        return asks.open_case(self.graduate_id, self.opened_by, self.laid, self.certificate_id)

    def about(self, certificate_id: UUID | None) -> Opening:
        """The same case again, about this certificate; nothing is scanned yet."""
        return replace(self, certificate_id=certificate_id, scan="", scan_typed=False)

    def turned_to(self, case: CaseSlip, graduate_id: UUID, certificate_id: UUID | None, mode: Mode) -> Opening:
        """The way to another certificate of the person of ``case``: the card stays where it opens that number, too."""
        if graduate_id == case.graduate_id:
            return replace(self.about(certificate_id), mode=mode)
        laid = Laid.NONE if case.laid is Laid.ACCEPTED else case.laid
        return Opening(
            graduate_id=graduate_id, opened_by=case.opened_by, mode=mode, laid=laid, certificate_id=certificate_id
        )


@dataclass(frozen=True, slots=True)
class PickupScreen:
    """``waiting`` is what lies ready behind this case: ``card``, ``case`` or nothing. ``changes`` follow a refusal.

    ``beside`` says why a card that was laid down beside the open case opens none.
    """

    stage: Stage = Stage.WAITING
    case: CaseSlip | None = None
    mode: Mode = Mode.SELF
    pane: Pane = Pane.NONE
    problems: tuple[Problem, ...] = ()
    changes: tuple[Change, ...] = ()
    waiting: str = ""
    beside: Trouble | None = None
    asking_again: bool = False
    paper: PaperSlot = NO_PAPER
    card: CardSlot | None = None

    @property
    def paper_given(self) -> bool:
        """The paper with which a case ends here was printed; a letter for a proxy is none."""
        paper = self.paper.paper
        return self.paper.state is PaperState.PRINTED and paper is not None and paper.kind != "letter"

    @property
    def proxy_form(self) -> bool:
        """A ready case in the name of a proxy begins with the evidence."""
        ready = self.case is not None and self.case.verdict is Verdict.READY
        return self.stage is Stage.CASE and self.mode is Mode.PROXY and ready
