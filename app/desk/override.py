"""A supervisor lets named obstacles pass for one person on one day (例外放行, A29), by the supervisor's own sign-on."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from app.desk.desk import Desk
from app.desk.lookup import reopen
from app.desk.sign_on import check_password
from app.desk.slips import CaseSlip
from app.errors import Obstacle, Refusal
from app.models.staff import Override, Role
from app.models.store import UnitOfWork

LEAST_REASON = 4


def release(
    desk: Desk,
    *,
    graduate_id: UUID,
    codes: tuple[str, ...],
    reason: str,
    login: str,
    password: str,
    day: date | None = None,
) -> CaseSlip:
    """Each code is an obstacle's code, or ``code:item`` for one to-do item. Refuses what the profile does not list."""
    _ = desk.clerk
    if len(reason.strip()) < LEAST_REASON:
        raise Refusal.because("override.reason_missing")
    forbidden = [code for code in codes if not desk.profile.may_release(code.partition(":")[0])]
    if forbidden:
        raise Refusal(*(Obstacle("override.not_allowed", {"code": code}) for code in forbidden))
    supervisor = check_password(desk, login, password)
    if supervisor.role is not Role.SUPERVISOR:
        raise Refusal.because("override.supervisor_only")

    def act(work: UnitOfWork) -> None:
        for each in codes:
            code, _, item = each.partition(":")
            permission = Override(
                graduate_id=graduate_id,
                code=code,
                item=item,
                reason=reason.strip(),
                day=day or desk.day,
                supervisor_id=supervisor.id,
                station_id=desk.station.id,
                at=desk.now,
            )
            work.add(permission)
            work.note(
                "override.granted",
                {"graduate": graduate_id, "override": permission.id, "supervisor": supervisor.id},
                personal={"reason": reason.strip()},
                code=each,
                day=permission.day.isoformat(),
            )

    desk.attempt(act)
    return reopen(desk, graduate_id)
