"""The steps of a hand-over (發給流程) as a value: what was done, when, and what comes next.

RULES I1 settles the order: fetch and scan the sheet, tell the advisories, compare the face, let the graduate proof the
sheet itself, sign, stamp the card, and only then hand card and certificate over together, which is the commit. A step
that has nothing to say (no advisory) is left out. Going back forgets a step's facts, and never passes a signature.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from app.desk.asks import HandOver, ProxyEvidence
from app.desk.slips import CardAct, CaseSlip, Mode, OpenedBy, StepState

PHOTO = "photo"
PAD = "pad"
PAPER = "paper"
EXCEPTION = "exception"


class Step(StrEnum):
    EVIDENCE = "evidence"
    SHEET = "sheet"
    ADVISORIES = "advisories"
    FACE = "face"
    PROOF = "proof"
    SIGNATURE = "signature"
    CARD = "card"
    TOGETHER = "together"


#: What a step records, and therefore what going back to it forgets.
RECORDS: dict[Step, dict[str, Any]] = {
    Step.EVIDENCE: {"proxy": None},
    Step.SHEET: {"sheet_scan": "", "sheet_typed": False, "serial": ""},
    Step.ADVISORIES: {"told": ()},
    Step.FACE: {"identity_kind": ""},
    Step.PROOF: {"proofread": False},
    Step.SIGNATURE: {"signature_kind": "", "signature_png": None},
    Step.CARD: {"card_act": "", "card_exception": ""},
    Step.TOGETHER: {},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far one hand-over has come. ``times`` holds the moment of each finished step, in the order of ``steps``."""

    deed_id: UUID
    steps: tuple[Step, ...]
    times: tuple[datetime, ...] = ()
    mode: Mode = Mode.SELF
    proxy: ProxyEvidence | None = field(default=None, repr=False)
    sheet_scan: str = field(default="", repr=False)
    sheet_typed: bool = False
    serial: str = ""
    told: tuple[str, ...] = ()
    identity_kind: str = ""
    proofread: bool = False
    signature_kind: str = ""
    signature_png: bytes | None = field(default=None, repr=False)
    card_act: str = ""
    card_exception: str = ""

    @property
    def step(self) -> Step:
        """The step that is open. The last one stays open until the commit is answered."""
        return self.steps[min(len(self.times), len(self.steps) - 1)]

    @property
    def number(self) -> int:
        """1 for the first step, as the clerk counts."""
        return self.steps.index(self.step) + 1

    @property
    def begun(self) -> bool:
        return bool(self.times)

    @property
    def signed(self) -> bool:
        return bool(self.signature_kind)

    @property
    def may_go_back(self) -> bool:
        return self.begun and self.steps[len(self.times) - 1] is not Step.SIGNATURE

    def finish(self, at: datetime, **records: Any) -> Progress:
        """This step is done: keep what it records and open the next."""
        return replace(self, times=(*self.times, at), **records)

    def back(self) -> Progress:
        """Open the step before, with its facts forgotten. Stays where it is behind a signature."""
        if not self.may_go_back:
            return self
        return replace(self, times=self.times[:-1], **RECORDS[self.steps[len(self.times) - 1]])


def begin(case: CaseSlip, mode: Mode = Mode.SELF) -> Progress:
    """A fresh hand-over of this case, with its deed's number made before anything is sent."""
    left_out = set()
    if mode is Mode.SELF:
        left_out.add(Step.EVIDENCE)
    if not case.advisories:
        left_out.add(Step.ADVISORIES)
    return Progress(deed_id=uuid4(), steps=tuple(step for step in Step if step not in left_out), mode=mode)


def identity_choices(case: CaseSlip, progress: Progress) -> tuple[str, ...]:
    """With what the face may be compared: a card proves no person (RULES I2), so without one only a document counts."""
    if progress.mode is Mode.PROXY:
        return (progress.proxy.id_kind,) if progress.proxy else ()
    photo = (PHOTO,) if case.photo and case.opened_by is OpenedBy.CARD else ()
    return (*photo, *(code for code, _ in case.id_kinds))


def card_is_here(case: CaseSlip) -> bool:
    """False for the lost or never issued card, whose act is a coded exception (RULES I9)."""
    return case.card is not None and case.loss.reported_at is None


def planned_act(case: CaseSlip) -> str:
    """What the card step does when nothing is wrong with the card: the chip only where its card was tapped."""
    if not card_is_here(case) or not case.card_acts:
        return EXCEPTION
    if CardAct.CHIP in case.card_acts and case.opened_by is OpenedBy.CARD:
        return CardAct.CHIP
    return CardAct.STAMP if CardAct.STAMP in case.card_acts else EXCEPTION


def open_chip_act(case: CaseSlip) -> UUID | None:
    """The chip act that an earlier hand-over of this case still owes."""
    settled = (StepState.DONE, StepState.EXCUSED)
    owed = (each for each in case.open_steps if each.kind is CardAct.CHIP and each.state not in settled)
    return next((each.act_id for each in owed), None)


def deed_of(case: CaseSlip, progress: Progress, outside_hours_reason: str = "") -> HandOver:
    """The whole deed, ready to be sent. ValueError for a case without a certificate: such a case is never ready."""
    if case.certificate is None:
        raise ValueError("nothing to hand over: the case has no certificate")
    return HandOver(
        deed_id=progress.deed_id,
        graduate_id=case.graduate_id,
        certificate_id=case.certificate.id,
        certificate_revision=case.certificate.revision,
        sheet_scan=progress.sheet_scan,
        sheet_typed=progress.sheet_typed,
        advisories_told=progress.told,
        identity_kind=progress.identity_kind,
        proofread=progress.proofread,
        signature_kind=progress.signature_kind,
        signature_png=progress.signature_png,
        card_act=progress.card_act,
        card_exception=progress.card_exception,
        card_id=case.card.id if case.card else None,
        opened_by=case.opened_by,
        mode=progress.mode,
        proxy=progress.proxy,
        outside_hours_reason=outside_hours_reason,
    )
