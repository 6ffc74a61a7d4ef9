"""The steps of a hand-over (發給流程) as a value: what was done, when, and what comes next.

RULES I1 settles the order: fetch and scan the sheet, tell the advisories, compare the face, let the graduate proof the
sheet itself, sign, stamp the card, and only then hand card and certificate over together, which is the commit. Where
the registrar decides an item of its own on the day (註冊組於領證當天審核, C09), the clerk decides it as a step of its
own, as part of the clearance, before anything is told. A step that has nothing to say (no advisory, nothing to decide)
is left out. Going back forgets a step's facts, and never passes a signature.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from app.desk.asks import HandOver, ProxyEvidence
from app.desk.slips import OLD_CARD, CardAct, CaseSlip, ItemState, Laid, Mode, StepState, UnitSlip

PHOTO = "photo"
PAD = "pad"
PAPER = "paper"
GOOD, NO_MORE_GOOD = "valid", ("void", "expired")  # a registered card's states
EXCEPTION = "exception"


class Step(StrEnum):
    EVIDENCE = "evidence"
    SHEET = "sheet"
    REVIEW = "review"
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
    Step.REVIEW: {"decided": ()},
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
    decided: tuple[str, ...] = ()
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

    def reopen(self, step: Step) -> Progress:
        """Open this step again, which was done, with its own and all later facts forgotten."""
        place = self.steps.index(step)
        forgotten = {name: fact for later in self.steps[place:] for name, fact in RECORDS[later].items()}
        return replace(self, times=self.times[:place], **forgotten)

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
    if not to_decide(case):
        left_out.add(Step.REVIEW)
    return Progress(deed_id=uuid4(), steps=tuple(step for step in Step if step not in left_out), mode=mode)


def to_decide(case: CaseSlip) -> tuple[UnitSlip, ...]:
    """The registrar's own items that are decided at the window, on the day (C09)."""
    return tuple(each for each in case.units if each.state is ItemState.AT_PICKUP)


def identity_choices(case: CaseSlip, progress: Progress) -> tuple[str, ...]:
    """With what the face may be compared: a card proves no person (RULES I2), and the photograph serves beside the
    graduate's own good card only; otherwise a document counts (RULES I9)."""
    if progress.mode is Mode.PROXY:
        return (progress.proxy.id_kind,) if progress.proxy else ()
    good = case.laid is Laid.ACCEPTED and case.card is not None and case.card.state == GOOD
    photo = (PHOTO,) if case.photo and good else ()
    return (*photo, *(code for code, _ in case.id_kinds))


def may_be_stamped(case: CaseSlip) -> bool:
    """The graduate's own card was read, and it is neither void nor expired; a lost one that was found again is."""
    return case.laid is Laid.ACCEPTED and case.card is not None and case.card.state not in NO_MORE_GOOD


def planned_act(case: CaseSlip) -> str:
    """What the card step does when nothing is wrong with the card, else the coded exception (A20, RULES I9)."""
    if not may_be_stamped(case) or not case.card_acts:
        return EXCEPTION
    return CardAct.CHIP if CardAct.CHIP in case.card_acts else CardAct.STAMP


def obvious_exception(case: CaseSlip, laid: Laid) -> str:
    """The reason that what was laid down, or a loss on record, speaks for; empty when the clerk has to choose."""
    about = ""
    if laid is Laid.OLD:
        about = OLD_CARD
    elif case.card is not None and case.card.state in NO_MORE_GOOD:
        about = f"card.{case.card.state}"
    if about:
        return next((each.code for each in case.card_exceptions if each.about == about), "")
    reported = case.loss.reported_at is not None and not may_be_stamped(case)
    return next((each.code for each in case.card_exceptions if each.by_report), "") if reported else ""


def open_chip_act(case: CaseSlip) -> UUID | None:
    """The chip act that an earlier hand-over of this case still owes."""
    settled = (StepState.DONE, StepState.EXCUSED)
    owed = (each for each in case.open_steps if each.kind is CardAct.CHIP and each.state not in settled)
    return next((each.act_id for each in owed), None)


def deed_of(case: CaseSlip, progress: Progress, laid: Laid, outside_hours_reason: str = "") -> HandOver:
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
        decided=progress.decided,
        identity_kind=progress.identity_kind,
        proofread=progress.proofread,
        signature_kind=progress.signature_kind,
        signature_png=progress.signature_png,
        card_act=progress.card_act,
        card_exception=progress.card_exception,
        laid=laid,
        card_id=case.card.id if case.card else None,
        opened_by=case.opened_by,
        mode=progress.mode,
        proxy=progress.proxy,
        outside_hours_reason=outside_hours_reason,
    )
