"""mailbox show, correct, confirm: by the receipt, with the code that the graduate tells (D25)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app import settings
from app.dates import SystemClock
from app.desk.place import place_of
from app.desk.sign_on import hash_password
from app.models import founding
from app.models.graduate import Person
from app.models.job import JobKind
from app.models.mailbox import CODE_PLACE, MailboxCheck
from app.models.staff import Staff
from app.models.store import Store
from tests.cli.conftest import Office
from tests.issuance.school import School

PASSWORD = "correct horse battery"
RECEIPT = "main-1-114-00001"
NEW = "corrected@post.example"


@pytest.fixture
def school(new_office: Office) -> Iterator[School]:
    chosen = settings.load()
    made = School(chosen.database_url, kind=founding.REAL)
    place_of(chosen).key_store.keep(made.holder)
    made.clock.at = SystemClock().now()
    made.write_mailboxes(made.hand_over(1))
    with made.store.begin(made.stamp()) as work:
        work.session.get_one(Staff, made.clerk.id).password_hash = hash_password(PASSWORD)
        work.note("test.password")
    yield made
    made.close()


def test_a_mailbox_is_corrected_by_its_code_and_the_clerk_is_in_the_record(
    new_office: Office, school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = new_office
    monkeypatch.setattr("typer.prompt", lambda _asked: NEW)
    office.typed = ["wrong", *5 * [PASSWORD]]
    assert office.run("mailbox", "correct", RECEIPT, "--login", "clerk") == 1
    assert office.run("mailbox", "confirm", RECEIPT, "7gjqX9", "--login", "clerk") == 1
    assert "No code is awaited" in office.err
    assert office.run("mailbox", "correct", RECEIPT, "--login", "clerk") == 0, office.err
    assert "A code goes to cor****@…" in office.out
    assert school.states(JobKind.MAILBOX_CODE) == ["queued"]
    assert office.run("mailbox", "confirm", RECEIPT, "zzzzzz", "--login", "clerk") == 1
    assert office.run("mailbox", "confirm", RECEIPT, code(school.store), "--login", "clerk") == 0, office.err
    assert "The mailbox is cor****@… now" in office.out
    assert office.run("mailbox", "show", RECEIPT, "--login", "clerk") == 0, office.err
    assert "Own mailbox: cor****@… (verified), not sent yet" in office.out
    assert NEW not in office.out
    deeds = office.deeds()
    assert ("clerk", "mailbox.code_asked") in deeds
    assert ("clerk", "mailbox.corrected") in deeds
    (person,) = school.every(Person)
    assert person.mailbox_verified_at is not None


def test_a_receipt_that_nobody_knows_is_told(new_office: Office, school: School) -> None:
    new_office.typed = [PASSWORD]
    assert new_office.run("mailbox", "show", "main-1-114-09999", "--login", "clerk") == 1
    assert "main-1-114-09999" in new_office.err


def code(store: Store) -> str:
    """As it was mailed."""
    assert store.vault is not None
    with store.read() as session:
        (check,) = session.query(MailboxCheck)
        return store.vault.open_text(CODE_PLACE, check.id, check.code_sealed)
