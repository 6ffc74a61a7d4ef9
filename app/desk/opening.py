"""Making a database ready before anybody has signed on: the demo's and the training's houses, and a test's.

A real database is founded at its first run by its first supervisor (:mod:`app.desk.sign_on`); this room does the same
without a person, for places that are marked demo at birth and for nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.desk.desk import Desk, Place
from app.desk.sign_on import found, hash_password
from app.errors import Refusal
from app.models import keyring
from app.models.migration import migrate
from app.models.staff import Role, Staff, Station


@dataclass(frozen=True, slots=True)
class DemoStaff:
    """A made-up colleague (示範)."""

    login: str
    name: str
    role: Role
    password: str


DEMO_STAFF = (
    DemoStaff("clerk1", "示範承辦一", Role.CLERK, "demo-clerk-1"),
    DemoStaff("clerk2", "示範承辦二", Role.CLERK, "demo-clerk-2"),
    DemoStaff("supervisor", "示範主管", Role.SUPERVISOR, "demo-supervisor"),
)


def open_demo(place: Place, staff: tuple[DemoStaff, ...] = DEMO_STAFF) -> Desk:
    """Migrate, found and staff an empty demo place, or open the one that is there. Refuses a real place."""
    if not place.demo:
        raise Refusal.because("demo.only")
    migrate(place.database_url)
    desk = Desk.open(place)
    if not desk.founded:
        with desk.begin("demo") as work:
            found(work, desk, desk.profile, keyring.new_recovery_code())
            for each in staff:
                work.add(_colleague(each))
            for counter in desk.profile.counters:
                if counter.code != place.counter:
                    work.add(Station(code=f"demo-{counter.code}", name=counter.name.zh, counter=counter.code))
        desk.refresh()
    return desk


def _colleague(each: DemoStaff) -> Staff:
    return Staff(login=each.login, name=each.name, role=each.role, password_hash=hash_password(each.password))
