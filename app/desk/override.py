"""A supervisor lets named obstacles pass for one person on one day (例外放行, A29), and may take it back.

The supervisor's own sign-on is asked each time. Where the profile wants an identity document (A38, RULES I9), its kind
and how it was shown are recorded with the release; the document itself is not kept. A permission that a hand-over has
leaned on stays what it was: it cannot be withdrawn any more.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from app.desk.asks import Shown
from app.desk.desk import Desk
from app.desk.lookup import reopen
from app.desk.sign_on import check_supervisor
from app.desk.slips import CaseSlip
from app.errors import Obstacle, Refusal
from app.models import cases, permission
from app.models.staff import Override, ReleaseIdentity, Staff, Withdrawal
from app.models.store import UnitOfWork

LEAST_REASON = 4
WAYS = ("original", "copy", "screen")
ISSUED_IN_PLACE = "release_identity.issued_in_sealed"
EVIDENCE_PLACE = "release_identity.evidence_sealed"
BY_DOCUMENT, BY_EVIDENCE = "reason_and_identity_document", "reason_and_evidence"


def release(
    desk: Desk,
    *,
    graduate_id: UUID,
    codes: tuple[str, ...],
    reason: str,
    login: str,
    password: str,
    day: date | None = None,
    shown: Shown | None = None,
) -> CaseSlip:
    """Each code is an obstacle's code, or ``code:item`` for one to-do item. Refuses what the profile does not list."""
    _ = desk.clerk
    permit(
        desk,
        graduate_id=graduate_id,
        codes=codes,
        reason=reason,
        login=login,
        password=password,
        day=day,
        shown=shown,
    )
    return reopen(desk, graduate_id)


def permit(
    desk: Desk,
    *,
    graduate_id: UUID,
    codes: tuple[str, ...],
    reason: str,
    login: str,
    password: str,
    day: date | None = None,
    shown: Shown | None = None,
) -> tuple[UUID, ...]:
    """The same without a case on a screen: a permission given by telephone for a day to come (A29)."""
    shown = shown or Shown()
    day = day or desk.day
    if day < desk.day:
        raise Refusal.because("day.past", day=day.isoformat())
    _refuse_bare_reason(reason)
    if wrong := tuple(_wanting(desk, codes, shown)):
        raise Refusal(*wrong)
    supervisor = check_supervisor(desk, login, password)

    def act(work: UnitOfWork) -> tuple[UUID, ...]:
        if cases.case_by_id(work.session, graduate_id, desk.day) is None:
            raise Refusal.because("graduate.unknown")
        return tuple(_grant(desk, work, graduate_id, each, reason.strip(), day, supervisor, shown) for each in codes)

    return desk.attempt(act)


def _wanting(desk: Desk, codes: tuple[str, ...], shown: Shown) -> Iterator[Obstacle]:
    """What the profile does not let pass, and what it wants recorded besides the reason."""
    bare = [code.partition(":")[0] for code in codes]
    if not bare:
        yield Obstacle("override.nothing_marked")
    for whole, code in zip(codes, bare, strict=True):
        if not desk.profile.may_release(code):
            yield Obstacle("override.not_allowed", {"code": whole})
    needs = {known.needs for code in bare if (known := desk.profile.release_by_code.get(code)) is not None}
    if BY_DOCUMENT in needs:
        kinds = {each.code: each for each in desk.profile.identity_documents}
        document = kinds.get(shown.kind)
        if document is None or shown.how not in WAYS:
            yield Obstacle("override.identity_missing", {"field": "kind"})
        elif document.asks_issuing_place and not shown.issued_in.strip():
            yield Obstacle("override.issuing_place_missing", {"field": "issued_in"})
    if BY_EVIDENCE in needs and len(shown.evidence.strip()) < LEAST_REASON:
        yield Obstacle("override.evidence_missing", {"field": "evidence"})


def _grant(
    desk: Desk,
    work: UnitOfWork,
    graduate_id: UUID,
    named: str,
    reason: str,
    day: date,
    supervisor: Staff,
    shown: Shown,
) -> UUID:
    code, _, item = named.partition(":")
    given = Override(
        graduate_id=graduate_id,
        code=code,
        item=item,
        reason=reason,
        day=day,
        supervisor_id=supervisor.id,
        station_id=desk.station.id,
        at=desk.now,
    )
    work.add(given)
    work.session.flush()
    needs = desk.profile.release_by_code[code].needs
    by_document, by_evidence = needs == BY_DOCUMENT, needs == BY_EVIDENCE
    facts, personal = {"code": named, "day": day.isoformat()}, {"reason": reason}
    if by_document or by_evidence:
        known = ReleaseIdentity(override_id=given.id)
        if by_document:
            known.kind, known.shown = shown.kind, shown.how
            facts |= {"document": shown.kind, "shown": shown.how}
            if place := _issued_in(desk, shown):
                known.issued_in_sealed = desk.vault.seal(ISSUED_IN_PLACE, given.id, place)
                personal["issued_in"] = place
        if by_evidence:
            known.evidence_sealed = desk.vault.seal(EVIDENCE_PLACE, given.id, shown.evidence.strip())
            personal["evidence"] = shown.evidence.strip()
        work.add(known)
    about: dict[str, object] = {"graduate": graduate_id, "override": given.id, "supervisor": supervisor.id}
    work.note("override.granted", about, personal=personal, **facts)
    return given.id


def _issued_in(desk: Desk, shown: Shown) -> str:
    """Where the document was issued; nothing where the profile does not ask, whatever a screen sends."""
    asked = any(each.code == shown.kind and each.asks_issuing_place for each in desk.profile.identity_documents)
    return shown.issued_in.strip() if asked else ""


# ------------------------------------------------------------------ taking it back
def withdraw(
    desk: Desk, *, graduate_id: UUID, permissions: tuple[UUID, ...], reason: str, login: str, password: str
) -> CaseSlip:
    """Take back permissions of this graduate. Refuses ``override.used`` once a hand-over has leaned on one."""
    _ = desk.clerk
    take_back(desk, graduate_id=graduate_id, permissions=permissions, reason=reason, login=login, password=password)
    return reopen(desk, graduate_id)


def take_back(
    desk: Desk, *, graduate_id: UUID, permissions: tuple[UUID, ...], reason: str, login: str, password: str
) -> int:
    """The same without a case on a screen; all of them or none. Returns how many."""
    _refuse_bare_reason(reason)
    if not permissions:
        raise Refusal.because("override.nothing_chosen")
    supervisor = check_supervisor(desk, login, password)

    def act(work: UnitOfWork) -> int:
        for each in dict.fromkeys(permissions):
            given = work.session.get(Override, each)
            if given is None or given.graduate_id != graduate_id:
                raise Refusal.because("override.unknown")
            if not permission.take_back(work.session, each, desk.now):
                work.session.refresh(given)
                raise Refusal.because("override.used" if given.withdrawn_at is None else "override.withdrawn")
            work.add(
                Withdrawal(
                    override_id=each,
                    reason=reason.strip(),
                    supervisor_id=supervisor.id,
                    station_id=desk.station.id,
                    at=desk.now,
                )
            )
            work.note(
                "override.withdrawn",
                {"graduate": graduate_id, "override": each, "supervisor": supervisor.id},
                personal={"reason": reason.strip()},
                code=f"{given.code}:{given.item}" if given.item else given.code,
                day=given.day.isoformat(),
            )
        return len(dict.fromkeys(permissions))

    return desk.attempt(act)


def _refuse_bare_reason(reason: str) -> None:
    if len(reason.strip()) < LEAST_REASON:
        raise Refusal.because("override.reason_missing")
