"""Clearance (離校手續) by telephone: where the feed is files only, asking again means calling the unit (RULES I10)."""

from __future__ import annotations

from uuid import UUID

from app.desk.desk import Desk
from app.desk.lookup import reopen
from app.desk.slips import CaseSlip
from app.errors import Refusal
from app.models import cases
from app.models.graduate import ClearanceItem, State
from app.models.store import UnitOfWork


def answer_by_phone(desk: Desk, *, graduate_id: UUID, item: str, state: str, role: str, note: str) -> CaseSlip:
    """The unit's answer becomes the item's newest state, with the role that gave it and the time of the call.

    What did not pass needs its reason (C08): the graduate is told it.
    """
    _ = desk.clerk
    if not role.strip():
        raise Refusal.because("clearance.role_missing")
    answered = State(state)
    if answered is State.FAILED and not note.strip():
        raise Refusal.because("clearance.reason_missing")
    if item not in desk.profile.item_by_code:
        raise Refusal.because("clearance.item_unknown", item=item)

    def act(work: UnitOfWork) -> None:
        graduate = cases.case_by_id(work.session, graduate_id, desk.day)
        if graduate is None:
            raise Refusal.because("graduate.unknown")
        found = next((each for each in graduate.items if each.code == item), None)
        before = found.state.value if found else ""
        if found is None:
            found = ClearanceItem(code=item, state=answered, graduate_id=graduate.id)
            work.add(found)
        found.state, found.reason = answered, note.strip()
        found.answered_by, found.source_time = role.strip(), desk.now
        work.note(
            "clearance.answered_by_phone",
            {"graduate": graduate.id, "item": found.id},
            personal={"note": note.strip(), "role": role.strip()},
            code=item,
            before=before,
            after=answered.value,
        )

    desk.attempt(act)
    return reopen(desk, graduate_id)
