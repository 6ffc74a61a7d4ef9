"""A mailbox is corrected only when the code mailed to it is read back in time; then what it missed goes to it (D25)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.desk import mailbox
from app.desk.desk import Actor, Desk
from app.desk.digital import queue
from app.desk.gate import mailbox_told
from app.desk.queue_control import told_by_phone
from app.errors import Refusal
from app.issuance.bench import Bench
from app.issuance.keys import KeyPlace
from app.issuance.runner import Runner
from app.models import delivery
from app.models.graduate import Graduate, Person
from app.models.job import Job, JobKind
from app.models.journal import JournalLine
from app.models.mailbox import MailboxCheck
from app.models.pickup import Pickup
from app.models.staff import Role
from tests.issuance.conftest import a_key
from tests.issuance.mail_room import MailRoom, post_to
from tests.issuance.school import AT_SCHOOL, NO_NOTICE, OWN, School

NEW = "corrected@post.example"


@pytest.fixture
def room() -> Iterator[MailRoom]:
    made = MailRoom()
    made.controller.start()
    yield made
    made.controller.stop()


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> KeyPlace:
    return a_key(tmp_path_factory.mktemp("key"), "p256")


@pytest.fixture
def school(url: str) -> Iterator[School]:
    made = School(url, rules=NO_NOTICE)
    yield made
    made.close()


@pytest.fixture
def at_desk(school: School, tmp_path: Path) -> Iterator[Desk]:
    made = school.desk(tmp_path / "keys")
    made.actor = Actor(school.clerk.id, "clerk", "承辦人", Role.CLERK)
    yield made
    made.close()


def run(school: School, key: KeyPlace | None, room: MailRoom) -> None:
    runner = Runner(school.office(Bench(), key, post_to(room)))
    runner.run_due()
    runner.close()


def code_in(message: EmailMessage) -> str:
    body = message.get_body()
    assert body is not None
    line: str = next(line for line in body.get_content().splitlines() if "驗證碼：" in line)
    return line.rpartition("：")[2]


def graduate_of(school: School, job_id: UUID) -> UUID:
    return school.job(job_id).graduate_id


def mailbox_of(school: School) -> str:
    (person,) = school.every(Person)
    assert school.store.vault is not None
    return school.store.vault.open_text(delivery.PERSON_PLACES["own"], person.id, person.mailbox_sealed)


def refused(deed: Callable[[], Any]) -> tuple[str, ...]:
    with pytest.raises(Refusal) as refusal:
        deed()
    return refusal.value.codes


def test_a_refused_mailbox_is_corrected_by_its_code_and_gets_the_certificate(
    school: School, at_desk: Desk, room: MailRoom, key: KeyPlace
) -> None:
    job_id = school.hand_over(1)
    school.write_mailboxes(job_id)
    room.rcpt = ["550 no such mailbox"]
    run(school, key, room)
    (shown,) = queue(at_desk).jobs
    assert [(each.place, each.state, each.masked) for each in shown.mailboxes] == [
        ("own", "refused", "syu****@…"),
        ("school", "accepted", "411****@…"),
    ]

    asked = mailbox.ask_code(at_desk, graduate_id=shown.graduate_id, address=f" {NEW} ")
    assert (asked.mailbox_masked, asked.sent, asked.verified) == ("cor****@…", False, False)
    run(school, key, room)
    assert mailbox.code_state(at_desk, check_id=asked.id).sent
    assert room.taken[-1][0] == NEW
    assert mailbox_of(school) == OWN  # not before the code is told
    done = mailbox.confirm_code(at_desk, check_id=asked.id, code=code_in(room.taken[-1][1]))
    assert done.verified
    assert mailbox_of(school) == NEW
    run(school, key, room)
    assert [address for address, _ in room.taken] == [AT_SCHOOL, NEW, NEW]
    (shown,) = queue(at_desk).jobs
    assert (shown.state, shown.note, shown.mailbox_verified) == ("done", "digital.delivered", True)
    assert [each.masked for each in shown.mailboxes] == ["cor****@…", "411****@…"]

    lines = "".join(line.text for line in school.every(JournalLine))
    assert "mailbox.corrected" in lines
    assert NEW not in lines
    assert school.broken_chains() == []


def test_the_word_verified_falls_off_when_the_mailbox_changes(
    school: School, at_desk: Desk, room: MailRoom, key: KeyPlace
) -> None:
    job_id = school.hand_over(1)
    school.write_mailboxes(job_id)
    asked = mailbox.ask_code(at_desk, graduate_id=graduate_of(school, job_id), address=NEW)
    run(school, key, room)
    code = next(code_in(message) for address, message in room.taken if address == NEW)
    mailbox.confirm_code(at_desk, check_id=asked.id, code=code)
    assert queue(at_desk).jobs[0].mailbox_verified
    school.write_mailboxes(job_id)  # as an import does
    assert not queue(at_desk).jobs[0].mailbox_verified


ASKED = {"[digital.mailboxes]": '[digital.mailboxes]\nverification = "asked"'}


def told(desk: Desk, graduate_id: UUID) -> tuple[str, ...]:
    """What the clerk is told of the graduate's mailbox at the hand-over."""
    with desk.read() as session:
        known = select(Graduate).where(Graduate.id == graduate_id).options(joinedload(Graduate.person))
        return tuple(each.code for each in mailbox_told(desk, session.scalars(known).one()))


def test_a_mailbox_that_was_never_read_back_is_told_where_the_rules_ask_for_it(
    tmp_path: Path, room: MailRoom, key: KeyPlace
) -> None:
    """E05-E07; where they do not ask, an imported mailbox is good as it is."""
    for rules, before in ((ASKED, ("mailbox.not_verified",)), ({}, ())):
        folder = tmp_path / str(len(rules))
        folder.mkdir()
        school = School(f"sqlite:///{folder / 'desk.db'}", rules={**NO_NOTICE, **rules})
        desk = school.desk(folder / "keys")
        desk.actor = Actor(school.clerk.id, "clerk", "承辦人", Role.CLERK)
        job_id = school.hand_over(1)
        school.write_mailboxes(job_id)
        graduate_id = graduate_of(school, job_id)
        assert told(desk, graduate_id) == before
        asked = mailbox.ask_code(desk, graduate_id=graduate_id, address=NEW)
        run(school, key, room)
        code = next(code_in(message) for address, message in reversed(room.taken) if address == NEW)
        mailbox.confirm_code(desk, check_id=asked.id, code=code)
        assert told(desk, graduate_id) == ()
        desk.close()
        school.close()


SCHOOL_S = "41000001s@mail.sample.example"
STAFF_S = "41000001s@staff.sample.example"  # the school's rules allow no mailbox of this domain


@pytest.mark.parametrize(
    ("own", "at_school", "code"),
    [
        ("", SCHOOL_S, "mailbox.only_school"),
        (SCHOOL_S, "", "mailbox.only_school"),
        (STAFF_S, SCHOOL_S, "mailbox.only_school"),
        ("", "", "mailbox.none"),
        (STAFF_S, "", "mailbox.none"),
        ("", STAFF_S, "mailbox.none"),
        (NEW, SCHOOL_S, ""),
    ],
)
def test_a_clerk_is_told_when_no_mailbox_of_the_graduate_s_own_is_known(
    school: School, at_desk: Desk, own: str, at_school: str, code: str
) -> None:
    """E05, E20: the school's own mailbox takes the certificate too, and ends a year later."""
    job_id = school.hand_over(1)
    school.write_mailboxes(job_id, own, at_school)
    assert told(at_desk, graduate_of(school, job_id)) == ((code,) if code else ())


def test_a_code_is_good_for_five_minutes_and_no_longer(
    school: School, at_desk: Desk, room: MailRoom, key: KeyPlace
) -> None:
    job_id = school.hand_over(1)
    asked = mailbox.ask_code(at_desk, graduate_id=graduate_of(school, job_id), address=NEW)
    run(school, key, room)
    code = code_in(room.taken[-1][1])
    school.clock.advance(minutes=5, milliseconds=1)
    confirm = {"check_id": asked.id, "code": code}
    assert refused(lambda: mailbox.confirm_code(at_desk, **confirm)) == ("mailbox.code_expired",)
    school.clock.advance(milliseconds=-1)
    assert mailbox.confirm_code(at_desk, **confirm).verified


def test_wrong_codes_are_counted_and_the_last_one_spends_it(
    school: School, at_desk: Desk, room: MailRoom, key: KeyPlace
) -> None:
    job_id = school.hand_over(1)
    asked = mailbox.ask_code(at_desk, graduate_id=graduate_of(school, job_id), address=NEW)
    run(school, key, room)
    code = code_in(room.taken[-1][1])
    for left in (4, 3, 2, 1):
        with pytest.raises(Refusal) as refusal:
            mailbox.confirm_code(at_desk, check_id=asked.id, code="000000")
        assert refusal.value.obstacles[0].facts == {"left": left}
    for wrong in ("000000", code):
        assert refused(lambda code=wrong: mailbox.confirm_code(at_desk, check_id=asked.id, code=code)) == (  # type: ignore[misc]
            "mailbox.code_spent",
        )


def test_another_code_is_sent_after_a_while_and_only_the_newest_one_leaves(
    school: School, at_desk: Desk, room: MailRoom, key: KeyPlace
) -> None:
    job_id = school.hand_over(1)
    about = {"graduate_id": graduate_of(school, job_id), "address": NEW}
    mailbox.ask_code(at_desk, **about)
    assert refused(lambda: mailbox.ask_code(at_desk, **about)) == ("mailbox.too_soon",)
    school.clock.advance(seconds=60)
    second = mailbox.ask_code(at_desk, **about)
    run(school, key, room)
    codes = [code_in(message) for address, message in room.taken if address == NEW]
    assert len(codes) == 1
    assert mailbox.confirm_code(at_desk, check_id=second.id, code=codes[0]).verified


def test_a_code_that_cannot_be_mailed_says_so(school: School, at_desk: Desk, room: MailRoom, key: KeyPlace) -> None:
    job_id = school.hand_over(1)
    asked = mailbox.ask_code(at_desk, graduate_id=graduate_of(school, job_id), address=NEW)
    room.rcpt = ["550 no such mailbox"] * 3
    run(school, key, room)
    assert mailbox.code_state(at_desk, check_id=asked.id).problem == "delivery.refused"
    school.clock.advance(minutes=61)
    mailbox.ask_code(at_desk, graduate_id=graduate_of(school, job_id), address=NEW)
    school.clock.advance(minutes=6)  # nobody mailed it in time: it never leaves
    run(school, key, room)
    codes = [each for each in school.every(Job) if each.kind is JobKind.MAILBOX_CODE]
    assert sorted(each.note for each in codes) == ["delivery.refused", "mailbox.code_expired"]
    assert room.taken == []


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("", "mailbox.malformed"),
        ("somebody", "mailbox.malformed"),
        ("a@b@c", "mailbox.malformed"),
        ("a b@post.example", "mailbox.malformed"),
        ("a@mail.sample.example", "mailbox.school"),
        ("A@MAIL.sample.example", "mailbox.school"),
        ("x.y@mail.sample.example", "mailbox.school"),
        ("x.y@staff.sample.example", "mailbox.denied"),
    ],
)
def test_a_mailbox_that_may_not_be_is_refused(school: School, at_desk: Desk, address: str, code: str) -> None:
    job_id = school.hand_over(1)
    about = {"graduate_id": graduate_of(school, job_id), "address": address}
    assert refused(lambda: mailbox.ask_code(at_desk, **about)) == (code,)
    assert school.every(MailboxCheck) == []


def test_the_mailboxes_of_a_case_are_known_by_its_hand_over_or_its_graduate(
    school: School, at_desk: Desk, room: MailRoom, key: KeyPlace
) -> None:
    job_id = school.hand_over(1)
    school.write_mailboxes(job_id)
    graduate_id = graduate_of(school, job_id)
    (pickup,) = school.every(Pickup)
    room.rcpt = ["550 no such mailbox"]
    run(school, key, room)
    here = mailbox.at_case(at_desk, graduate_id=graduate_id, certificate_id=pickup.certificate_id)
    assert [(each.place, each.state) for each in here.mailboxes] == [("own", "refused"), ("school", "accepted")]
    assert (here.number, here.verified, here.simulated) == ("41100001S", False, False)
    assert mailbox.of_receipt(at_desk, receipt_number=pickup.receipt_number) == here
    before = mailbox.at_case(at_desk, graduate_id=graduate_id)
    assert [each.state for each in before.mailboxes] == ["known", "known"]
    assert refused(lambda: mailbox.of_receipt(at_desk, receipt_number="main-1-114-09999")) == (
        "delivery.receipt_unknown",
    )
    assert refused(lambda: mailbox.newest_code(at_desk, graduate_id=graduate_id)) == ("mailbox.none_asked",)
    asked = mailbox.ask_code(at_desk, graduate_id=graduate_id, address=NEW)
    assert mailbox.newest_code(at_desk, graduate_id=graduate_id) == asked.id


def closure_of(school: School) -> Job:
    return next(each for each in school.every(Job) if each.kind is JobKind.ACCOUNT_CLOSURE)


def test_a_refused_closure_notice_goes_to_the_corrected_mailbox(url: str, tmp_path: Path, room: MailRoom) -> None:
    """A03, D25: no certificate waits, only the notice; it is corrected from its own line of the queue."""
    school = School(url)
    desk = school.desk(tmp_path / "keys")
    desk.actor = Actor(school.clerk.id, "clerk", "承辦人", Role.CLERK)
    school.write_mailboxes(school.hand_over(1), at_school="")
    room.rcpt = ["550 no such mailbox"]
    run(school, None, room)
    (shown,) = queue(desk, which="attention").jobs
    assert (shown.kind, shown.correctable, shown.is_message) == ("account_closure", True, True)
    assert [(each.place, each.state) for each in shown.mailboxes] == [("own", "refused")]
    asked = mailbox.ask_code(desk, graduate_id=shown.graduate_id, address=NEW)
    run(school, None, room)
    code = next(code_in(message) for address, message in room.taken if address == NEW)
    mailbox.confirm_code(desk, check_id=asked.id, code=code)
    run(school, None, room)
    assert (closure_of(school).state.value, closure_of(school).note) == ("done", "closure.told")
    assert [address for address, _ in room.taken].count(NEW) == 2  # the code and the notice
    assert queue(desk, which="attention").jobs == ()
    desk.close()
    school.close()


def test_a_message_that_cannot_be_mailed_is_told_by_telephone_for_a_reason(
    url: str, tmp_path: Path, room: MailRoom
) -> None:
    school = School(url)
    desk = school.desk(tmp_path / "keys")
    desk.actor = Actor(school.clerk.id, "clerk", "承辦人", Role.CLERK)
    job_id = school.hand_over(1)
    school.write_mailboxes(job_id, own="", at_school="")
    run(school, None, room)
    notice = closure_of(school)
    assert (notice.state.value, notice.note) == ("dead", "closure.nobody_to_tell")
    assert refused(lambda: told_by_phone(desk, job_id=notice.id, reason=" ok ")) == ("digital.reason_missing",)
    assert refused(lambda: told_by_phone(desk, job_id=job_id, reason="電話已告知")) == ("digital.not_stopped",)
    told_by_phone(desk, job_id=notice.id, reason="電話已告知本人")
    assert (closure_of(school).state.value, closure_of(school).note) == ("done", "notice.told_by_phone")
    assert queue(desk, which="attention").jobs == ()
    assert refused(lambda: told_by_phone(desk, job_id=notice.id, reason="電話已告知本人")) == ("digital.not_stopped",)
    run(school, None, room)
    assert room.taken == []
    assert '"notice.told_by_phone"' in "".join(line.text for line in school.every(JournalLine))
    assert "電話已告知本人" not in "".join(line.text for line in school.every(JournalLine))
    assert school.broken_chains() == []
    desk.close()
    school.close()
