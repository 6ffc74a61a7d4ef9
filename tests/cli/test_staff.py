"""staff list, add, retire, restore, password and unlock: as the supervisor types them."""

from __future__ import annotations

import pytest

from app.cli.opening import actor
from tests.cli.conftest import Office

PASSWORD, FIRST, NEXT = "correct horse battery", "four unrelated words 4", "another password 9"
BY = ("--login", "boss")


def run(office: Office, *words: str, typed: tuple[str, ...] = (PASSWORD,)) -> int:
    office.typed = list(typed)
    code = office.run("staff", *words)
    assert not any(secret in office.out + office.err for secret in (PASSWORD, FIRST, NEXT))
    return code


def listed(office: Office) -> list[str]:
    assert run(office, "list", *BY) == 0, office.err
    return office.out.splitlines()


@pytest.fixture
def with_lin(office: Office) -> Office:
    assert run(office, "add", "lin", "林承辦", *BY, typed=(PASSWORD, FIRST, FIRST)) == 0, office.err
    assert "lin may sign on" in office.out
    return office


def test_a_school_adds_its_clerk_and_a_second_supervisor(with_lin: Office) -> None:
    chief = ("add", "chief", "吳組長", "--role", "supervisor", *BY)
    assert run(with_lin, *chief, typed=(PASSWORD, FIRST, FIRST)) == 0, with_lin.err
    assert listed(with_lin) == ["lin: 林承辦, clerk", "boss: 示範主管, supervisor", "chief: 吳組長, supervisor"]
    assert with_lin.deeds()[-1] == (actor(), "staff.added")
    assert with_lin.run("journal", "check") == 0


def test_two_passwords_that_differ_add_nobody(office: Office) -> None:
    assert run(office, "add", "lin", "林承辦", *BY, typed=(PASSWORD, FIRST, NEXT)) == 1
    assert "not the same" in office.err
    assert listed(office) == ["boss: 示範主管, supervisor"]


def test_a_retired_clerk_is_shown_as_such_and_comes_back(with_lin: Office) -> None:
    assert run(with_lin, "retire", "lin", *BY) == 0, with_lin.err
    assert listed(with_lin)[1].startswith("lin: 林承辦, clerk, out of service since ")
    assert run(with_lin, "password", "lin", typed=(FIRST, NEXT, NEXT)) == 1
    assert "out of service" in with_lin.err and "staff restore" in with_lin.err
    assert run(with_lin, "restore", "lin", *BY) == 0, with_lin.err
    assert run(with_lin, "password", "lin", typed=(FIRST, NEXT, NEXT)) == 0, with_lin.err
    assert with_lin.deeds()[-1] == (actor(), "staff.password_changed")


def test_the_last_supervisor_is_kept_in_words(office: Office) -> None:
    assert run(office, "retire", "boss", *BY) == 1
    assert "last supervisor" in office.err and "Traceback" not in office.err


def test_a_lock_is_seen_and_ended_by_unlock_or_by_a_new_password(with_lin: Office) -> None:
    for way, typed in (("unlock", (PASSWORD,)), ("password", (PASSWORD, NEXT, NEXT))):
        for _ in range(5):
            assert run(with_lin, "password", "lin", typed=("wrong", "long enough words 1", "long enough words 1")) == 1
        assert "clerk, locked until" in listed(with_lin)[0]
        assert run(with_lin, way, "lin", *BY, typed=typed) == 0, with_lin.err
        assert listed(with_lin)[0] == "lin: 林承辦, clerk"


def test_a_clerk_may_not_look_at_the_list(with_lin: Office) -> None:
    assert run(with_lin, "list", "--login", "lin", typed=(FIRST,)) == 1
    assert with_lin.out == "" and "supervisor" in with_lin.err
