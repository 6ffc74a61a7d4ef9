"""What a supervisor may ask about colleagues (同仁); beside :mod:`app.desk.asks`, which has the counter's asks."""

from __future__ import annotations

from app.desk.ask import Ask
from app.desk.window_slips import ColleagueSlip, StaffSlip


def colleagues() -> Ask[tuple[ColleagueSlip, ...]]:
    return Ask("colleagues:roster")


def add(colleague: str, name: str, role: str, first_password: str, login: str, password: str) -> Ask[StaffSlip]:
    facts = {"colleague": colleague, "name": name, "role": role, "first_password": first_password}
    return Ask("colleagues:add", facts | {"login": login, "password": password}, deed=True)


def retire(colleague: str, login: str, password: str) -> Ask[StaffSlip]:
    return Ask("colleagues:retire", {"colleague": colleague, "login": login, "password": password}, deed=True)


def restore(colleague: str, login: str, password: str) -> Ask[StaffSlip]:
    return Ask("colleagues:restore", {"colleague": colleague, "login": login, "password": password}, deed=True)


def reset_password(colleague: str, new_password: str, login: str, password: str) -> Ask[StaffSlip]:
    facts = {"colleague": colleague, "new_password": new_password, "login": login, "password": password}
    return Ask("colleagues:reset_password", facts, deed=True)


def unlock(colleague: str, login: str, password: str) -> Ask[StaffSlip]:
    return Ask("colleagues:unlock", {"colleague": colleague, "login": login, "password": password}, deed=True)
