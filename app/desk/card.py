"""The student card: reported lost, stamped, written.

Voiding a chip is three asks: the desk commits the intent, the card lane acts, the desk commits the result. A card
pulled in mid-write is UNKNOWN, an open step that ends at the next tap of that same card.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from app.dates import local
from app.desk.desk import Desk
from app.desk.lookup import reopen
from app.desk.slips import CardOrder, CaseSlip
from app.errors import Refusal, Trouble
from app.models import cases
from app.models.card import ActState, CardAct, CardState, LossReport, StudentCard
from app.models.pickup import Pickup
from app.models.store import Session, UnitOfWork

UID_PLACE = "student_card.uid_sealed"
OUTCOMES = {"done": ActState.DONE, "unknown": ActState.UNKNOWN, "failed": ActState.FAILED}


def report_loss(desk: Desk, *, graduate_id: UUID, evidence: str, reissue_requested: bool) -> CaseSlip:
    """Record a loss by the route in force today (A23, A24): what the clerk saw, and whether a reissue was asked for."""
    clerk = desk.clerk
    if not evidence.strip():
        raise Refusal.because("loss.evidence_missing")

    def act(work: UnitOfWork) -> None:
        graduate = cases.case_by_id(work.session, graduate_id, desk.day)
        if graduate is None:
            raise Refusal.because("graduate.unknown")
        route = desk.profile.lost_card_route(graduate.status.value)
        report = LossReport(
            route=route.code if route else "",
            evidence=evidence.strip(),
            reissue_requested=reissue_requested,
            day=desk.day,
            at=desk.now,
            clerk_id=clerk.id,
            graduate_id=graduate.id,
        )
        work.add(report)
        for card in graduate.cards:
            if card.state is CardState.VALID:
                card.state = CardState.LOST
        work.note(
            "card.loss_reported",
            {"graduate": graduate.id, "report": report.id},
            personal={"evidence": report.evidence},
            route=report.route,
            reissue_requested=reissue_requested,
        )

    desk.attempt(act)
    return reopen(desk, graduate_id)


def intend(desk: Desk, *, act_id: UUID, uid: bytes) -> CardOrder:
    """Commit that this very card is about to be written.

    Refuses ``card.different`` when another card lies there, ``pickup.voided_already`` when nothing is owed any more.
    """
    _ = desk.clerk
    sector = desk.profile.card.sector
    if sector is None:
        raise Refusal.because("card.no_sector")

    def act(work: UnitOfWork) -> tuple[int, datetime]:
        owed = _owed(work.session, act_id)
        given = work.session.get_one(Pickup, owed.pickup_id)
        if given.voided_at is not None:
            raise Refusal.because("pickup.voided_already", receipt=given.receipt_number)
        card = work.session.get(StudentCard, owed.card_id) if owed.card_id else None
        if card is None or card.uid_index != desk.vault.index(UID_PLACE, uid):
            raise Refusal.because("card.different")
        if owed.state is not ActState.DUE:
            owed.sequence += 1
        owed.state = ActState.INTENDED
        work.note("card.write_intended", {"act": owed.id, "pickup": owed.pickup_id}, sequence=owed.sequence)
        return owed.sequence, owed.due_at

    sequence, due_at = desk.attempt(act)
    return CardOrder(
        act_id=act_id,
        uid=uid,
        sector=sector.sector,
        key=desk.place.sector_keys.load(sector.key_name),
        key_type=sector.key_type,
        validity="void",
        sequence=sequence,
        voided_on=local(due_at).date(),
    )


def record(desk: Desk, *, act_id: UUID, outcome: str, detail: str) -> None:
    """What became of the write; an UNKNOWN one stays an open step.

    Refuses ``card.write_not_begun`` where no intent was journaled.
    """
    state = OUTCOMES.get(outcome)
    if state is None:
        raise Trouble("program.fault")

    def act(work: UnitOfWork) -> None:
        owed = _owed(work.session, act_id)
        if owed.state is not ActState.INTENDED:
            raise Refusal.because("card.write_not_begun")
        owed.state = state
        owed.detail = detail[:200]
        if state is ActState.DONE:
            owed.acted_at = desk.now
            card = work.session.get(StudentCard, owed.card_id)
            if card is not None:
                card.state = CardState.VOID
        work.note("card.write_recorded", {"act": owed.id, "pickup": owed.pickup_id}, outcome=outcome, detail=detail)

    desk.attempt(act)


def _owed(session: Session, act_id: UUID) -> CardAct:
    owed: CardAct | None = session.get(CardAct, act_id)
    if owed is None or owed.state in (ActState.DONE, ActState.EXCUSED):
        raise Refusal.because("card.act_done")
    return owed
