"""What is asked at the door: signing on, the lock, leaving.

Apart from :mod:`app.desk.asks`, because the door is painted before the slips of the counter are loaded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.desk.ask import Ask

if TYPE_CHECKING:
    from uuid import UUID

    from app.desk.window_slips import DoorSlip, FirstRunSlip, SignedOnSlip


def door() -> Ask[DoorSlip]:
    return Ask("sign_on:door")


def make_first_supervisor(login: str, name: str, password: str) -> Ask[FirstRunSlip]:
    return Ask("sign_on:make_first_supervisor", {"login": login, "name": name, "password": password}, deed=True)


def sign_on(login: str, password: str) -> Ask[SignedOnSlip]:
    return Ask("sign_on:sign_on", {"login": login, "password": password})


def unlock(password: str) -> Ask[SignedOnSlip]:
    return Ask("sign_on:unlock", {"password": password})


def lock() -> Ask[None]:
    return Ask("sign_on:lock")


def sign_off() -> Ask[None]:
    return Ask("sign_on:sign_off")


def demo_sign_on(staff_id: UUID) -> Ask[SignedOnSlip]:
    """One click; only in a database marked demo at birth."""
    return Ask("sign_on:demo_sign_on", {"staff_id": staff_id})
