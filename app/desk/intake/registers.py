"""The card register, clearance items and approvals, each beside what is held for its student number.

What the desk itself did outranks a file: a card that was stamped stays void, a loss that was reported at the window
stays lost, and a unit's answer by telephone stands until the source's time is later than the call.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from app.desk.intake.merging import Plan, Setting, Values
from app.desk.intake.shapes import ApprovalRow, CardRow, ClearanceRow
from app.models.base import uuid7
from app.models.card import CardState, StudentCard
from app.models.graduate import Approval, ClearanceItem, Graduate, GraduationApproval, State

UID_PLACE = "student_card.uid_sealed"  # as the desk looks it up at a tap


def graduates_by_number(setting: Setting, rows: Sequence[Any], plan: Plan) -> dict[str, Any]:
    """The graduates that the rows name; a number that nobody bears is a fault of its row."""
    held = setting.rows.held(Graduate, "student_number", [row.student_number for row in rows])
    known = {each.student_number: each for each in held}
    for row in rows:
        if row.student_number not in known:
            facts = {"value": row.student_number}
            plan.faults.append(setting.fault(row, "student_number", "import.graduate.unknown", **facts))
    return known


def merge_cards(setting: Setting, rows: Sequence[CardRow]) -> Plan:
    """Lay a card register beside the cards held. A card that somebody else holds is refused."""
    plan = Plan()
    known = graduates_by_number(setting, rows, plan)
    indexes = {row.line: setting.vault.index(UID_PLACE, row.uid) for row in rows}
    held = {each.uid_index: each for each in setting.rows.held(StudentCard, "uid_index", indexes.values())}
    lost = setting.rows.graduates_with_loss(each.graduate_id for each in held.values())
    for row in rows:
        graduate = known.get(row.student_number)
        if graduate is None:
            continue
        card, state = held.get(indexes[row.line]), CardState(row.state)
        if card is None:
            plan.insert(StudentCard, _new_card(setting, row, graduate.id, indexes[row.line], state))
            plan.added += 1
        elif card.graduate_id != graduate.id:
            plan.faults.append(setting.fault(row, "uid_text", "import.uid.two_people", value=row.student_number))
        else:
            keeps = card.state is CardState.VOID or (card.state is CardState.LOST and card.graduate_id in lost)
            after = {} if (keeps and state is CardState.VALID) or card.state is CardState.VOID else {"state": state}
            plan.count(plan.change(StudentCard, card, after, setting.import_id))
    return plan


def _new_card(setting: Setting, row: CardRow, graduate_id: UUID, index: bytes, state: CardState) -> Values:
    card_id = uuid7()
    return {
        "id": card_id,
        "revision": 1,
        "graduate_id": graduate_id,
        "uid_index": index,
        "uid_sealed": setting.sealed(UID_PLACE, card_id, row.uid),
        "state": state,
        "import_id": setting.import_id,
    }


def merge_clearance(setting: Setting, rows: Sequence[ClearanceRow]) -> Plan:
    """Lay the units' states beside the items held. A row replaces its item's state, reason and amount together."""
    plan = Plan()
    known = graduates_by_number(setting, rows, plan)
    ids = [each.id for each in known.values()]
    held = {(each.graduate_id, each.code): each for each in setting.rows.held(ClearanceItem, "graduate_id", ids)}
    for row in rows:
        if (graduate := known.get(row.student_number)) is None:
            continue
        item = held.get((graduate.id, row.item))
        after = {"state": State(row.state), "reason": row.reason, "amount": row.amount}
        checked = row.checked_at or setting.source_time
        if item is None:
            plan.insert(
                ClearanceItem,
                _new(setting, graduate.id, code=row.item, answered_by="", **after) | {"source_time": checked},
            )
            plan.added += 1
        elif item.answered_by and item.source_time and item.source_time > checked:
            plan.count(False)
        else:
            changed = plan.change(ClearanceItem, item, after | {"answered_by": ""}, setting.import_id)
            plan.confirm(ClearanceItem, item.id)
            plan.count(changed)
    return plan


def merge_approvals(setting: Setting, rows: Sequence[ApprovalRow]) -> Plan:
    """Lay decisions beside those held. An approval that the source no longer gives was withdrawn (C10)."""
    plan = Plan()
    known = graduates_by_number(setting, rows, plan)
    ids = [each.id for each in known.values()]
    held = {(e.graduate_id, e.semester): e for e in setting.rows.held(GraduationApproval, "graduate_id", ids)}
    for row in rows:
        if (graduate := known.get(row.student_number)) is None:
            continue
        semester = row.semester or graduate.cohort
        before = held.get((graduate.id, semester))
        state = _decided(row.state, before.state if before else None)
        if before is None:
            values = {"semester": semester, "state": state, "decided_on": row.decided_on, "note": row.note}
            plan.insert(GraduationApproval, _new(setting, graduate.id, **values))
            plan.added += 1
            continue
        after: Values = {"state": state, "note": row.note}
        if row.decided_on is not None and (
            state is not Approval.WITHDRAWN or _later(row.decided_on, before.decided_on)
        ):
            after["decided_on"] = row.decided_on
        plan.count(plan.change(GraduationApproval, before, after, setting.import_id))
        plan.confirm(GraduationApproval, before.id)
    return plan


def _later(said: date, held: date | None) -> bool:
    """A withdrawal's own day; a list that still gives the approval's says nothing of it."""
    return held is None or said > held


def _decided(said: str, before: Approval | None) -> Approval:
    """What a word means after what was held: "not passed" withdraws an approval, and leaves an open case open."""
    was_approved = before in (Approval.APPROVED, Approval.WITHDRAWN)
    if said in ("refused", "pending"):
        return Approval.WITHDRAWN if was_approved else Approval.PENDING
    return Approval(said)


def _new(setting: Setting, graduate_id: UUID, **values: Any) -> Values:
    return {
        "id": uuid7(),
        "revision": 1,
        "graduate_id": graduate_id,
        "source_time": setting.source_time,
        "import_id": setting.import_id,
        **values,
    }
