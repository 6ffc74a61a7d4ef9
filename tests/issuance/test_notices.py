"""The account-closure notice (A03) leaves by mail, once to each mailbox, in words of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from uuid import UUID

import pytest

from app.issuance.bench import Bench
from app.issuance.delivery.letter import CertificateLetter, ClosureNotice, ClosureRequest, CodeLetter, Letter, compose
from app.issuance.delivery.post import Post
from app.issuance.runner import Runner
from app.models.delivery import Delivery
from app.models.job import Job, JobKind
from app.policy.profile import Profile
from tests.goldens import same_text
from tests.issuance.mail_room import SENDER, MailRoom, post_to
from tests.issuance.school import AT_SCHOOL, NO_NOTICE, OWN, PROFILE, School

CAMPUS = "accounts@it.sample.example"
TO_CAMPUS = {"[account_closure]\non = true": f'[account_closure]\non = true\nmailbox = "{CAMPUS}"'}
CAMPUS_ONLY = {
    "[account_closure]\non = true": f'[account_closure]\non = true\nmailbox = "{CAMPUS}"\ntells_graduate = false'
}
GOLDENS = Path(__file__).parent / "letters"
LAST = UUID(int=7 << 76 | 2 << 62)
AT = datetime(2025, 7, 16, 2, 0, tzinfo=UTC)


@pytest.fixture
def room() -> Iterator[MailRoom]:
    made = MailRoom()
    made.controller.start()
    yield made
    made.controller.stop()


def a_school(tmp_path: Path, rules: Mapping[str, str]) -> School:
    return School(f"sqlite:///{tmp_path / 'desk.db'}", rules=rules)


def run(school: School, post: Post | None) -> None:
    """A station without a key: notices need none."""
    runner = Runner(school.office(Bench(), None, post))
    runner.run_due()
    runner.close()


def notice(school: School) -> Job:
    (found,) = [each for each in school.every(Job) if each.kind is JobKind.ACCOUNT_CLOSURE]
    return found  # type: ignore[no-any-return]


def text_of(message: EmailMessage) -> str:
    body = message.get_body()
    assert body is not None
    content: str = body.get_content().replace("\r\n", "\n")
    return content


def test_it_waits_for_a_mail_server_and_goes_on_when_there_is_one(tmp_path: Path, room: MailRoom) -> None:
    school = a_school(tmp_path, {})
    school.write_mailboxes(school.hand_over(1))
    run(school, None)
    assert (notice(school).state.value, notice(school).note) == ("waiting", "delivery.not_open")
    run(school, post_to(room))
    run(school, post_to(room))
    assert (notice(school).state.value, notice(school).note) == ("done", "closure.told")
    assert [address for address, _ in room.taken] == [OWN, AT_SCHOOL]
    for _, message in room.taken:
        text = text_of(message)
        assert "領證後，校內部分應用程式與權限將配合關閉。" in text
        assert "After pickup some campus applications" in text
        assert "林" not in text and "41100001S" not in text
        assert list(message.iter_attachments()) == []
    assert school.broken_chains() == []
    school.close()


def test_the_campus_system_is_asked_with_the_student_number_and_without_a_name(tmp_path: Path, room: MailRoom) -> None:
    school = a_school(tmp_path, CAMPUS_ONLY)
    school.write_mailboxes(school.hand_over(1))
    run(school, post_to(room))
    ((address, message),) = room.taken
    assert address == CAMPUS
    assert "41100001S" in text_of(message)
    assert "林" not in text_of(message)
    assert "41100001S" not in str(message["Subject"])
    school.close()


def test_both_are_told_each_with_a_state_of_its_own(tmp_path: Path, room: MailRoom) -> None:
    school = a_school(tmp_path, TO_CAMPUS)
    school.write_mailboxes(school.hand_over(1), at_school="")
    room.rcpt = ["250 OK", "451 later"]
    run(school, post_to(room))
    rows = {row.place: row.state.value for row in school.every(Delivery)}
    assert rows == {"campus": "accepted", "own": "later"}
    assert (notice(school).state.value, notice(school).note) == ("queued", "delivery.come_again")
    school.clock.advance(minutes=5)
    run(school, post_to(room))
    assert notice(school).note == "closure.told"
    assert [address for address, _ in room.taken] == [CAMPUS, OWN]
    school.close()


def test_a_voided_hand_over_tells_nobody(tmp_path: Path, room: MailRoom) -> None:
    school = a_school(tmp_path, {})
    job_id = school.hand_over(1)
    school.write_mailboxes(job_id)
    school.void_pickup(job_id)
    run(school, post_to(room))
    assert notice(school).state.value == "cancelled"
    assert room.taken == []
    school.close()


def test_a_rule_that_asks_for_no_notice_sends_none(tmp_path: Path, room: MailRoom) -> None:
    school = a_school(tmp_path, NO_NOTICE)
    school.write_mailboxes(school.hand_over(1))
    run(school, post_to(room))
    assert (notice(school).state.value, notice(school).note) == ("cancelled", "closure.not_wanted")
    assert room.taken == []
    school.close()


LETTERS: list[tuple[str, Letter]] = [
    ("certificate", CertificateLetter(LAST, "school", OWN, "main-1-114-00001", "7K3M-9QXW-0ZRT-5HBN", b"%PDF-", AT)),
    ("closure-notice", ClosureNotice(LAST, OWN, "main-1-114-00001", AT)),
    ("closure-request", ClosureRequest(LAST, CAMPUS, "41100001S", "main-1-114-00001", AT.date(), AT)),
    ("code", CodeLetter(LAST, OWN, "7gjqX9", 5, AT)),
]


@pytest.mark.parametrize(("name", "letter"), LETTERS, ids=[name for name, _ in LETTERS])
def test_a_letter_reads_as_it_should_in_both_languages(name: str, letter: Letter) -> None:
    profile = Profile.from_text(PROFILE.read_text("utf-8"), "sample")
    message = compose(letter, profile, SENDER, "https://verify.sample.example")
    heads = "\n".join(f"{head}: {message[head]}" for head in ("From", "To", "Subject", "Date", "Message-ID"))
    names = [str(part.get_filename()) for part in message.iter_attachments()]
    same_text(
        GOLDENS / f"{name}.txt", "\n".join([heads, *[f"Attached: {each}" for each in names], "", text_of(message)])
    )


def test_a_school_without_an_address_for_codes_names_the_station_s_and_no_note() -> None:
    """B43, B45: what the school's rules leave out is not made up."""
    profile = Profile.from_text(PROFILE.with_name("ntnu.toml").read_text("utf-8"), "ntnu")
    text = text_of(compose(LETTERS[0][1], profile, SENDER, "https://verify.school.example"))
    assert "https://verify.school.example\n" in text
    assert "備註" not in text
    assert "Verify" not in text_of(compose(LETTERS[0][1], profile, SENDER, ""))


def test_a_school_without_a_mailbox_names_its_telephone() -> None:
    profile = Profile.from_text(PROFILE.with_name("ntnu.toml").read_text("utf-8"), "ntnu")
    text = text_of(compose(LETTERS[1][1], profile, SENDER, ""))
    assert "02-7749-1077" in text  # A35
    assert "ext." not in text
