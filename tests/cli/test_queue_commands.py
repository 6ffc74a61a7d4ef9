"""queue show, pause, resume, retry, cancel, and renew: as the office types them."""

from __future__ import annotations

from app.cli.opening import actor
from tests.cli.conftest import Office

PASSWORD = "correct horse battery"


def test_a_supervisor_pauses_and_resumes_and_everybody_is_told_why(office: Office) -> None:
    office.typed = [PASSWORD, PASSWORD, "wrong", PASSWORD, PASSWORD]
    assert office.run("queue", "show") == 0
    assert "Waiting: 0. Need a person: 0." in office.out
    assert office.run("queue", "pause", "版面有誤", "--login", "boss") == 0, office.err
    assert office.run("queue", "show") == 1
    assert "版面有誤" in office.out
    assert office.run("queue", "pause", "版面有誤", "--login", "boss") == 1
    assert office.run("queue", "resume", "--login", "boss") == 1
    assert office.run("queue", "resume", "--login", "boss") == 0, office.err
    assert office.run("queue", "resume", "--login", "boss") == 1
    assert office.run("queue", "show") == 0
    assert (actor(), "queue.resumed") in office.deeds()
    assert "nobody" not in {who for who, _ in office.deeds()}
    assert office.run("journal", "check") == 0


def test_a_job_that_is_none_is_neither_tried_nor_given_up(office: Office) -> None:
    office.typed = [PASSWORD]
    assert office.run("queue", "retry", "0123abcd") == 1
    assert office.run("queue", "cancel", "0123abcd", "不再需要", "--login", "boss") == 1
    assert "has not stopped" in office.err


def test_nothing_to_renew_is_said(office: Office) -> None:
    assert office.run("renew", "--dry-run") == 0, office.err
    assert ": 0." in office.out
