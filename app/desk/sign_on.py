"""Signing on: clerks and supervisors, the first run, the lock.

Passwords are argon2id. Five failures lock a sign-on for fifteen minutes, counted in the database, so that another
window does not start afresh. An unknown login costs as much time as a wrong password. Nothing derived from an identity
number is ever a secret (A07, D27).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from uuid import UUID

from app.dates import wall_time
from app.desk.desk import Actor, Desk
from app.desk.paper_slips import PaperSlip
from app.desk.place import refuse_mismatch
from app.desk.window_slips import DoorSlip, FirstRunSlip, OwnedSectorSlip, SignedOnSlip, StaffSlip
from app.documents import recovery_sheet
from app.documents.letterhead import Letterhead
from app.errors import Refusal, Trouble
from app.models import cases, founding, keyring
from app.models.staff import Role, Staff, Station
from app.models.store import UnitOfWork
from app.policy.profile import Profile
from app.wording import Bilingual

if TYPE_CHECKING:
    from argon2 import PasswordHasher

FAILURES = 5
LOCKED_FOR = timedelta(minutes=15)
SHORTEST = 10


def door(desk: Desk) -> DoorSlip:
    """What the sign-on screen shows before anybody has signed on.

    Trouble ``counter.not_in_rules``, ``station.counter_differs``, ``profile.school_differs``: the desk stays shut.
    """
    roster: tuple[StaffSlip, ...] = ()
    first_run = not desk.founded
    if desk.founded:
        refuse_mismatch(desk)
        with desk.read() as session:
            staff = cases.staff_list(session)
            first_run = not staff
            roster = tuple(staff_slip(each) for each in staff) if desk.demo else ()
    return DoorSlip(
        school=desk.profile.school.name,
        counter=desk.counter.name,
        station=desk.place.station,
        first_run=first_run,
        demo=desk.demo,
        staff=roster,
    )


def make_first_supervisor(desk: Desk, *, login: str, name: str, password: str) -> FirstRunSlip:
    """Found the database if it is new, make its keys and the first supervisor, and print the recovery code once."""
    login = clean_login(login)
    refuse_weak(password, login)
    if not name.strip():
        raise Refusal.because("staff.name_missing")
    code = keyring.new_recovery_code()
    profile = desk.profile
    with desk.begin(login) as work:
        if cases.staff_list(work.session):
            raise Refusal.because("database.founded_already")
        if not desk.founded:
            found(work, desk, profile, code)
        staff = Staff(login=login, name=name.strip(), role=Role.SUPERVISOR, password_hash=hash_password(password))
        work.add(staff)
        work.note("staff.first_supervisor", {"staff": staff.id}, login=login)
        slip = staff_slip(staff)
    desk.refresh()
    return FirstRunSlip(staff=slip, recovery_code=code, recovery_sheet=_sheet(desk, profile, code))


def found(work: UnitOfWork, desk: Desk, profile: Profile, code: str) -> None:
    """Write what a new database is, its first station, its keys and its profile."""
    place = desk.place
    counter = desk.counter
    work.stamp = replace(work.stamp, profile=profile.version)
    founding.mark_at_birth(work.session, founding.DEMO if place.demo else founding.REAL)
    work.session.flush()  # of two first runs at once the second ends here, before its computer keeps a key
    holder = keyring.HolderKey.fresh()
    place.key_store.keep(holder)
    station = Station(code=place.station, name=counter.name.zh, counter=place.counter, public_key=holder.public)
    work.add(station)
    vault = keyring.found_keys(work.session, place.station, holder, code, desk.now)
    work.open_vault(vault)
    founding.put_in_force(
        work.session, profile.name, profile.text, profile.digest, desk.day, desk.now, work.stamp.actor
    )
    work.note("database.founded", {"station": station.id}, kind=founding.DEMO if place.demo else founding.REAL)


def sign_on(desk: Desk, *, login: str, password: str) -> SignedOnSlip:
    """Refuses with ``sign_on.failed`` or ``sign_on.locked_out``; a failure says nothing about which part was wrong."""
    staff = check_password(desk, login, password)
    return _enter(desk, staff)


def unlock(desk: Desk, *, password: str) -> SignedOnSlip:
    """Unlock for whoever locked; another person signs on anew."""
    if desk.actor is None:
        raise Refusal.because("sign_on.needed")
    staff = check_password(desk, desk.actor.login, password)
    return _enter(desk, staff)


def lock(desk: Desk) -> None:
    """Keep who was here, show nobody (idle lock, Ctrl+L)."""
    if desk.actor is None or desk.locked:
        return
    with desk.begin(desk.actor.login) as work:
        work.note("sign_on.locked", {"staff": desk.actor.id})
    desk.locked = True


def sign_off(desk: Desk) -> None:
    if desk.actor is None:
        return
    with desk.begin(desk.actor.login) as work:
        work.note("sign_on.left", {"staff": desk.actor.id})
    desk.actor, desk.locked = None, False


def demo_sign_on(desk: Desk, *, staff_id: UUID) -> SignedOnSlip:
    """One click, in a database marked demo at birth and nowhere else."""
    if not desk.demo:
        raise Refusal.because("demo.only")
    with desk.read() as session:
        staff = cases.staff_by_id(session, staff_id)
    if staff is None:
        raise Refusal.because("sign_on.failed")
    _refuse_retired(staff)
    return _enter(desk, staff)


def check_password(desk: Desk, login: str, password: str) -> Staff:
    """The staff member this login and password belong to; failures are counted where every window sees them.

    Refuses ``sign_on.retired`` where the password is right and its owner out of service.
    """
    with desk.read() as session:
        holder = cases.login_holder(session, clean_login(login))
        kept = holder.password_hash if holder is not None else _decoy()
    fits = _fits(kept, password)  # slow on purpose, and so with no transaction open that a hand-over would wait for
    with desk.begin(login, bookkeeping=True) as work:
        staff = cases.login_holder(work.session, clean_login(login))
        if staff is not None and staff.locked_until is not None and staff.locked_until > desk.now:
            raise Refusal.because("sign_on.locked_out", until=wall_time(staff.locked_until))
        good = fits and staff is not None and staff.password_hash == kept
        if staff is not None:
            _count(work, staff, good, desk)
    if not good or staff is None:
        raise Refusal.because("sign_on.failed")
    _refuse_retired(staff)
    return staff


def _fits(kept: str, password: str) -> bool:
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return _hasher().verify(kept, password)
    except (VerificationError, InvalidHashError):
        return False


def check_supervisor(desk: Desk, login: str, password: str) -> Staff:
    """The supervisor this login and password belong to. Refuses ``override.supervisor_only`` for anybody else."""
    staff = check_password(desk, login, password)
    if staff.role is not Role.SUPERVISOR:
        raise Refusal.because("override.supervisor_only")
    return staff


def _refuse_retired(staff: Staff) -> None:
    if staff.retired_at is not None:
        raise Refusal.because("sign_on.retired")


def _count(work: UnitOfWork, staff: Staff, good: bool, desk: Desk) -> None:
    if good:
        if staff.failures:
            staff.failures, staff.locked_until = 0, None
        return
    staff.failures += 1
    if staff.failures >= FAILURES:
        staff.failures, staff.locked_until = 0, desk.now + LOCKED_FOR
        work.note("sign_on.locked_out", {"staff": staff.id})
    else:
        work.note("sign_on.failed", {"staff": staff.id})


def _enter(desk: Desk, staff: Staff) -> SignedOnSlip:
    with desk.begin(staff.login) as work:
        cases.mark_entered(work.session, staff.id, desk.now)
        work.note("sign_on.entered", {"staff": staff.id})
    desk.actor, desk.locked = Actor.of(staff), False
    desk.reload_profile()
    desk.rules_changed_at = None
    return SignedOnSlip(
        staff=staff_slip(staff),
        station=desk.station.code,
        counter=desk.counter.name,
        idle_minutes=desk.profile.desk.idle_lock_minutes,
        at=desk.now,
        owned_sector=_owned_sector(desk),
        card_kinds=tuple(each.kind for each in desk.profile.card.kinds if each.accepted),
        card_names=_card_names(desk),
        old_card_way=desk.profile.card.old.text,
    )


def _card_names(desk: Desk) -> Bilingual:
    """The kinds of card that are taken, as the school calls them (A20)."""
    names = [each.name for each in desk.profile.card.kinds if each.accepted]
    return Bilingual("、".join(each.zh for each in names), ", ".join(each.within("en") for each in names))


def _owned_sector(desk: Desk) -> OwnedSectorSlip | None:
    """What the reader needs to read the school's own sector at every tap."""
    sector = desk.profile.card.sector
    if sector is None:
        return None
    try:
        key = desk.place.sector_keys.load(sector.key_name)
    except Trouble:
        return None  # the window works without it; writing a chip will say what is missing
    return OwnedSectorSlip(sector.sector, key, sector.key_type)


def staff_slip(staff: Staff) -> StaffSlip:
    return StaffSlip(id=staff.id, login=staff.login, name=staff.name, role=staff.role.value)


def clean_login(login: str) -> str:
    """A login as it is kept: lower case, no blanks around it. Refuses ``staff.login_missing``."""
    clean = login.strip().lower()
    if not clean or len(clean) > 64:
        raise Refusal.because("staff.login_missing")
    return clean


def refuse_weak(password: str, login: str) -> None:
    """Refuses ``password.short`` and ``password.easy``."""
    if len(password) < SHORTEST:
        raise Refusal.because("password.short", least=SHORTEST)
    if password.lower() == login or len(set(password)) < 4:
        raise Refusal.because("password.easy")


@lru_cache(maxsize=1)
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher()


def hash_password(password: str) -> str:
    return _hasher().hash(password)


@lru_cache(maxsize=1)
def _decoy() -> str:
    """A hash nobody's password fits, so that an unknown login takes as long as a known one."""
    return _hasher().hash("nobody has this password")


def _sheet(desk: Desk, profile: Profile, code: str) -> PaperSlip:
    facts = recovery_sheet.Facts(code=code, station=desk.place.station, made_on=desk.day)
    letterhead = Letterhead(profile.school.name, profile.school.office)
    return PaperSlip(
        kind="recovery_sheet",
        title=Bilingual("復原碼", "Recovery code"),
        pdf=desk.place.press.render("recovery_sheet", facts, letterhead),
    )
