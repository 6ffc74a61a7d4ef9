"""Colleagues (同仁): a supervisor adds clerks and supervisors, retires them, gives new passwords, ends a lock.

The supervisor's own sign-on is asked each time. Nobody is deleted and a login is never used twice: what a retired
colleague did stays theirs. One supervisor always remains in service. Passwords follow the first supervisor's rules and
are in no journal line (A07).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from app.desk.desk import Desk
from app.desk.sign_on import check_password, check_supervisor, clean_login, hash_password, refuse_weak, staff_slip
from app.desk.window_slips import ColleagueSlip, StaffSlip
from app.errors import Refusal
from app.models import cases
from app.models.staff import Role, Staff
from app.models.store import UnitOfWork

LONGEST_NAME = 64


def add(
    desk: Desk, *, colleague: str, name: str, role: str, first_password: str, login: str, password: str
) -> StaffSlip:
    """A new clerk or supervisor, who signs on as ``colleague``. Refuses ``staff.login_taken``, a retired one's too."""
    colleague, name = clean_login(colleague), name.strip()
    if not colleague.isprintable() or any(each in ": " for each in colleague):  # "command:..." is an account's name
        raise Refusal.because("staff.login_wrong")
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise Refusal.because("staff.name_missing")
    if role not in list(Role):
        raise Refusal.because("staff.role_unknown", role=role[:64])
    refuse_weak(first_password, colleague)
    supervisor, hashed = check_supervisor(desk, login, password), hash_password(first_password)

    def act(work: UnitOfWork) -> StaffSlip:
        cases.hold_staff(work.session)
        if cases.login_holder(work.session, colleague) is not None:
            raise Refusal.because("staff.login_taken", login=colleague)
        staff = Staff(login=colleague, name=name, role=Role(role), password_hash=hashed)
        work.add(staff)
        _note(work, "staff.added", staff, supervisor, role=role)
        return staff_slip(staff)

    return desk.attempt(act)


def retire(desk: Desk, *, colleague: str, login: str, password: str) -> StaffSlip:
    """From now on no sign-on and no supervisor's decision. Refuses ``staff.last_supervisor``, ``staff.retired``."""

    def act(staff: Staff, held: Sequence[Staff]) -> None:
        others = [each for each in _serving(held) if each.role is Role.SUPERVISOR and each.id != staff.id]
        if staff.role is Role.SUPERVISOR and not others:
            raise Refusal.because("staff.last_supervisor")
        staff.retired_at = desk.now

    return _change(desk, "staff.retired", colleague, login, password, act)


def restore(desk: Desk, *, colleague: str, login: str, password: str) -> StaffSlip:
    """Back in service with the password of before. Refuses ``staff.in_service``."""

    def act(staff: Staff, held: Sequence[Staff]) -> None:
        staff.retired_at = None

    return _change(desk, "staff.restored", colleague, login, password, act, serving=False)


def reset_password(desk: Desk, *, colleague: str, new_password: str, login: str, password: str) -> StaffSlip:
    """A new password for somebody who forgot it; a lock ends with it. Refuses ``password.*``."""
    refuse_weak(new_password, clean_login(colleague))
    hashed = hash_password(new_password)

    def act(staff: Staff, held: Sequence[Staff]) -> None:
        staff.password_hash, staff.failures, staff.locked_until = hashed, 0, None

    return _change(desk, "staff.password_reset", colleague, login, password, act)


def unlock(desk: Desk, *, colleague: str, login: str, password: str) -> StaffSlip:
    """End the lock that five failures brought. Refuses ``staff.not_locked``."""

    def act(staff: Staff, held: Sequence[Staff]) -> None:
        if staff.locked_until is None or staff.locked_until <= desk.now:
            raise Refusal.because("staff.not_locked", login=staff.login)
        staff.failures, staff.locked_until = 0, None

    return _change(desk, "staff.unlocked", colleague, login, password, act)


def change_own_password(desk: Desk, *, login: str, password: str, new_password: str) -> StaffSlip:
    """Anybody's own password, by the one of before. Refuses ``password.*``, ``sign_on.*``."""
    refuse_weak(new_password, clean_login(login))
    if new_password == password:
        raise Refusal.because("password.same")
    own, hashed = check_password(desk, login, password), hash_password(new_password)

    def act(work: UnitOfWork) -> StaffSlip:
        staff = _held(cases.hold_staff(work.session), own.id)
        staff.password_hash = hashed
        _note(work, "staff.password_changed", staff, None)
        return staff_slip(staff)

    return desk.attempt(act)


def overview(desk: Desk, *, login: str, password: str) -> tuple[ColleagueSlip, ...]:
    """All colleagues, those in service first."""
    check_supervisor(desk, login, password)
    return _all(desk)


def roster(desk: Desk) -> tuple[ColleagueSlip, ...]:
    """The same for the supervisor who is signed on. Refuses ``override.supervisor_only`` for anybody else."""
    if desk.clerk.role is not Role.SUPERVISOR:
        raise Refusal.because("override.supervisor_only")
    return _all(desk)


def _all(desk: Desk) -> tuple[ColleagueSlip, ...]:
    with desk.read() as session:
        desk.heed(session)
        found = cases.all_staff(session)
        return tuple(
            ColleagueSlip(
                staff=staff_slip(each),
                locked_until=each.locked_until if each.locked_until and each.locked_until > desk.now else None,
                retired_at=each.retired_at,
                entered_at=each.entered_at,
            )
            for each in found
        )


def _change(
    desk: Desk,
    verb: str,
    colleague: str,
    login: str,
    password: str,
    change: Callable[[Staff, Sequence[Staff]], None],
    *,
    serving: bool = True,
) -> StaffSlip:
    """One supervised deed on one colleague. Refuses ``staff.unknown``; ``serving``: only on one who is in service."""
    wanted, supervisor = clean_login(colleague), check_supervisor(desk, login, password)

    def act(work: UnitOfWork) -> StaffSlip:
        held = cases.hold_staff(work.session)
        staff = next((each for each in held if each.login == wanted), None)
        if staff is None:
            raise Refusal.because("staff.unknown", login=wanted)
        if (staff.retired_at is None) is not serving:
            raise Refusal.because("staff.retired" if serving else "staff.in_service", login=wanted)
        change(staff, held)
        _note(work, verb, staff, supervisor)
        return staff_slip(staff)

    return desk.attempt(act)


def _serving(held: Sequence[Staff]) -> list[Staff]:
    return [each for each in held if each.retired_at is None]


def _held(held: Sequence[Staff], staff_id: UUID) -> Staff:
    """The row of whoever just gave their password; they may have been retired since."""
    found = next((each for each in _serving(held) if each.id == staff_id), None)
    if found is None:
        raise Refusal.because("sign_on.retired")
    return found


def _note(work: UnitOfWork, verb: str, staff: Staff, supervisor: Staff | None, **facts: Any) -> None:
    about: dict[str, object] = {"staff": staff.id}
    if supervisor is not None:
        about["supervisor"] = supervisor.id
    work.note(verb, about, login=staff.login, **facts)
