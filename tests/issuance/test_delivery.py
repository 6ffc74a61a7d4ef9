"""A certificate goes to each of the graduate's mailboxes once, whatever the server on the other side does."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from aiosmtpd.smtp import AuthResult, LoginPassword

from app.errors import Trouble
from app.issuance.bench import Bench
from app.issuance.delivery import mail
from app.issuance.delivery.post import Folder, MailServer, Post, post_of
from app.issuance.keys import KeyPlace
from app.issuance.orders import Progress
from app.issuance.runner import LEASE, Runner
from app.models import delivery
from app.models.delivery import Delivery, DeliveryState
from app.models.job import JobState
from app.private_files import write_private
from app.settings import Settings, load
from tests.issuance.mail_room import SENDER, MailRoom, a_server_certificate, impatient_post_to, post_to
from tests.issuance.school import AT_SCHOOL, NO_NOTICE, OWN, School

SCHOOL = AT_SCHOOL


@pytest.fixture
def rules() -> Mapping[str, str]:
    return NO_NOTICE


def write_mailboxes(school: School, job_id: UUID, own: str = OWN, at_school: str = SCHOOL) -> None:
    school.write_mailboxes(job_id, own, at_school)


def run(school: School, bench: Bench, key: KeyPlace, post: Post | None) -> list[Progress]:
    heard: list[Progress] = []
    runner = Runner(school.office(bench, key, post), heard.append)
    runner.run_due()
    runner.close()
    return heard


def states(school: School) -> list[str]:
    rows: list[Delivery] = sorted(school.every(Delivery), key=lambda row: (row.place, row.id))
    return [row.state.value for row in rows]


def said(school: School, job_id: UUID) -> tuple[str, str]:
    job = school.job(job_id)
    return job.state.value, job.note


# ------------------------------------------------------------------ the way it should go
def test_it_goes_to_both_mailboxes_as_it_was_signed(
    school: School, room: MailRoom, bench: Bench, key: KeyPlace
) -> None:
    job_id = school.hand_over(1)
    write_mailboxes(school, job_id)
    run(school, bench, key, post_to(room, verify_at="https://verify.example"))
    assert said(school, job_id) == ("done", "digital.delivered")
    assert [address for address, _ in room.taken] == [OWN, SCHOOL]
    assert states(school) == ["accepted", "accepted"]
    assert school.broken_chains() == []
    for _, message in room.taken:
        (attached,) = message.iter_attachments()
        assert attached.get_payload(decode=True) == school.issued(job_id)
        body = message.get_body()
        assert body is not None
        text = body.get_content()
        assert "下載附件" in text
        assert "Do not print it to a new PDF" in text
        assert "main-1-114-00001" in text
        assert f"https://verify.sample.example/d/{school.ledger()[0].document_code}" in text
        assert "林" not in text
    own, at_school = (message.get_body().get_content() for _, message in room.taken)
    assert "12 months" in at_school
    assert "12 months" not in own
    assert {str(message["Message-ID"]) for _, message in room.taken} == {
        f"<{row.id}@sample.example>" for row in school.every(Delivery)
    }


def test_without_a_mail_server_it_ends_at_ready_and_is_sent_on_by_the_station_that_has_one(
    school: School, room: MailRoom, bench: Bench, key: KeyPlace
) -> None:
    job_id = school.hand_over(1)
    write_mailboxes(school, job_id)
    run(school, bench, key, None)
    assert said(school, job_id) == ("done", "digital.ready")
    run(school, bench, key, post_to(room))
    run(school, bench, key, post_to(room))
    assert said(school, job_id) == ("done", "digital.delivered")
    assert len(room.taken) == 2


def test_a_denied_mailbox_gets_nothing_and_one_without_any_waits_for_a_person(
    one_school: School, room: MailRoom, bench: Bench, key: KeyPlace
) -> None:
    job_id = one_school.hand_over(1)
    write_mailboxes(one_school, job_id, own="", at_school="a@staff.sample.example")
    run(one_school, bench, key, post_to(room))
    assert said(one_school, job_id) == ("dead", "delivery.no_mailbox")
    write_mailboxes(one_school, job_id, own=OWN, at_school="a@staff.sample.example")
    one_school.try_again(job_id)
    run(one_school, bench, key, post_to(room))
    assert [address for address, _ in room.taken] == [OWN]


# ------------------------------------------------------------------ what the other side does
def test_a_greylisted_mailbox_is_tried_later_and_the_other_one_not_again(
    one_school: School, room: MailRoom, bench: Bench, key: KeyPlace
) -> None:
    job_id = one_school.hand_over(1)
    write_mailboxes(one_school, job_id)
    room.rcpt = ["451 greylisted, come again"]
    run(one_school, bench, key, post_to(room))
    assert said(one_school, job_id) == ("queued", "delivery.come_again")
    assert states(one_school) == ["later", "accepted"]
    run(one_school, bench, key, post_to(room))
    assert len(room.taken) == 1
    one_school.clock.advance(minutes=5)
    run(one_school, bench, key, post_to(room))
    assert said(one_school, job_id) == ("done", "digital.delivered")
    assert [address for address, _ in room.taken] == [SCHOOL, OWN]


def test_a_mailbox_that_is_greylisted_for_ever_has_refused_in_the_end(
    one_school: School, room: MailRoom, bench: Bench, key: KeyPlace
) -> None:
    job_id = one_school.hand_over(1)
    write_mailboxes(one_school, job_id, at_school="")
    room.rcpt = ["451 later"] * (len(mail.SPACING) + 1)
    for pause in (timedelta(0), *mail.SPACING):
        one_school.clock.advance(seconds=pause.total_seconds())
        run(one_school, bench, key, post_to(room))
    assert said(one_school, job_id) == ("dead", "delivery.refused")


@pytest.mark.parametrize("at", ["rcpt", "data"])
def test_a_refused_mailbox_needs_a_person_and_a_corrected_one_gets_it(
    one_school: School, room: MailRoom, bench: Bench, key: KeyPlace, at: str
) -> None:
    job_id = one_school.hand_over(1)
    write_mailboxes(one_school, job_id)
    setattr(room, at, ["550 no such mailbox"])
    run(one_school, bench, key, post_to(room))
    assert said(one_school, job_id) == ("dead", "delivery.refused")
    assert states(one_school) == ["refused", "accepted"]
    write_mailboxes(one_school, job_id, own="corrected@post.example")
    one_school.try_again(job_id)
    run(one_school, bench, key, post_to(room))
    assert said(one_school, job_id) == ("done", "digital.delivered")
    assert [address for address, _ in room.taken] == [SCHOOL, "corrected@post.example"]
    assert states(one_school) == ["replaced", "accepted", "accepted"]


def test_a_line_that_breaks_after_the_message_leaves_it_to_a_person(
    school: School, room: MailRoom, bench: Bench, key: KeyPlace
) -> None:
    job_id = school.hand_over(1)
    write_mailboxes(school, job_id, at_school="")
    room.data = ["drop"]
    run(school, bench, key, post_to(room))
    assert said(school, job_id) == ("dead", "delivery.outcome_unknown")
    school.clock.advance(days=9)
    run(school, bench, key, post_to(room))
    assert len(room.taken) == 1
    school.try_again(job_id)
    run(school, bench, key, post_to(room))
    assert said(school, job_id) == ("done", "digital.delivered")
    first, second = (str(message["Message-ID"]) for _, message in room.taken)
    assert first == second


def test_a_slow_server_is_asked_again_before_the_message_and_never_after_it(
    one_school: School, room: MailRoom, bench: Bench, key: KeyPlace
) -> None:
    before = one_school.hand_over(1)
    write_mailboxes(one_school, before, at_school="")
    room.rcpt = ["slow"]
    run(one_school, bench, key, impatient_post_to(room))
    assert said(one_school, before) == ("queued", "delivery.server_away")
    assert room.taken == []
    one_school.clock.advance(minutes=1)
    run(one_school, bench, key, impatient_post_to(room))
    assert said(one_school, before) == ("done", "digital.delivered")
    after = one_school.hand_over(2)
    write_mailboxes(one_school, after, at_school="")
    room.data, taken = ["slow"], len(room.taken)
    run(one_school, bench, key, impatient_post_to(room))
    one_school.clock.advance(days=9)
    run(one_school, bench, key, impatient_post_to(room))
    assert said(one_school, after) == ("dead", "delivery.outcome_unknown")
    assert len(room.taken) == taken + 1


class Dies(BaseException):
    """The program ends here."""


@pytest.mark.parametrize("after", ["_begin", "_next", "send", "_write"])
def test_a_program_that_dies_in_the_middle_never_sends_twice(
    one_school: School,
    room: MailRoom,
    bench: Bench,
    key: KeyPlace,
    after: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    job_id = one_school.hand_over(1)
    write_mailboxes(one_school, job_id, at_school="")
    post = post_to(room)
    with monkeypatch.context() as broken:
        _die_after(broken, after)
        with pytest.raises(Dies):
            Runner(one_school.office(bench, key, post)).run_due()
    one_school.clock.advance(seconds=LEASE.total_seconds() + 1)
    run(one_school, bench, key, post)
    certain = after in ("_begin", "_write")
    assert said(one_school, job_id)[1] == ("digital.delivered" if certain else "delivery.outcome_unknown")
    assert len(room.taken) == (0 if after == "_next" else 1)


def _die_after(broken: pytest.MonkeyPatch, what: str) -> None:
    """The program ends once this commit, or the sending, is done."""
    place: Any = Post if what == "send" else mail
    if what in ("_begin", "_next"):
        whole, count = mail._commit, [1 if what == "_begin" else 2]

        def commit(*given: Any) -> Any:
            done = whole(*given)
            count[0] -= 1
            if not count[0]:
                raise Dies
            return done

        broken.setattr(mail, "_commit", commit)
        return
    deed: Callable[..., Any] = getattr(place, what)

    def dying(*given: Any) -> Any:
        deed(*given)
        raise Dies

    broken.setattr(place, what, dying)


def test_a_server_that_is_away_is_asked_again(one_school: School, room: MailRoom, bench: Bench, key: KeyPlace) -> None:
    job_id = one_school.hand_over(1)
    write_mailboxes(one_school, job_id)
    away = Post(MailServer("127.0.0.1", 1, "none"), SENDER)
    run(one_school, bench, key, away)
    assert said(one_school, job_id) == ("queued", "delivery.server_away")
    one_school.clock.advance(minutes=1)
    run(one_school, bench, key, post_to(room))
    assert said(one_school, job_id) == ("done", "digital.delivered")


def test_only_so_many_leave_in_a_minute(one_school: School, room: MailRoom, bench: Bench, key: KeyPlace) -> None:
    job_id = one_school.hand_over(1)
    write_mailboxes(one_school, job_id)
    post = post_to(room, per_minute=1)
    run(one_school, bench, key, post)
    assert (len(room.taken), said(one_school, job_id)) == (1, ("queued", "delivery.throttled"))
    one_school.clock.advance(minutes=1)
    run(one_school, bench, key, post)
    assert (len(room.taken), said(one_school, job_id)) == (2, ("done", "digital.delivered"))


# ------------------------------------------------------------------ the way out
@pytest.fixture
def guarded(tmp_path: Path) -> Iterator[tuple[MailRoom, Path]]:
    """A server that wants STARTTLS and a login."""
    certificate, key = a_server_certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)

    def knows(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=data == LoginPassword(b"registrar", b"open sesame"), handled=False)

    made = MailRoom(tls_context=context, require_starttls=True, auth_required=True, authenticator=knows)
    made.controller.start()
    yield made, certificate
    made.controller.stop()


def a_message() -> EmailMessage:
    message = EmailMessage()
    message.set_content("hello")
    return message


def test_the_line_is_encrypted_and_the_login_is_taken(guarded: tuple[MailRoom, Path]) -> None:
    room, roots = guarded
    way = MailServer("localhost", room.port, "starttls", "registrar", "open sesame", roots)
    assert way.send(a_message(), SENDER, OWN).state is DeliveryState.ACCEPTED
    assert "open sesame" not in repr(way)


@pytest.mark.parametrize(
    ("security", "password", "trusted", "code"),
    [
        ("starttls", "wrong", True, "delivery.login_refused"),
        ("starttls", "open sesame", False, "delivery.server_not_trusted"),
        ("none", "", True, "delivery.sender_refused"),  # a server that wants encryption takes nothing from anybody
    ],
)
def test_what_is_wrong_with_the_server_is_told_apart(
    guarded: tuple[MailRoom, Path], security: str, password: str, trusted: bool, code: str
) -> None:
    room, roots = guarded
    way = MailServer(
        "localhost", room.port, security, "registrar" if password else "", password, roots if trusted else None
    )
    with pytest.raises(Trouble) as trouble:
        way.send(a_message(), SENDER, OWN)
    assert (trouble.value.code, trouble.value.retryable) == (code, False)
    assert room.taken == []


def test_a_server_without_encryption_gets_no_password(room: MailRoom) -> None:
    with pytest.raises(Trouble) as trouble:
        MailServer("127.0.0.1", room.port, "starttls", "registrar", "open sesame").send(a_message(), SENDER, OWN)
    assert trouble.value.code == "delivery.security_missing"


def test_the_demo_writes_a_file_and_says_so(one_school: School, bench: Bench, key: KeyPlace, tmp_path: Path) -> None:
    job_id = one_school.hand_over(1)
    write_mailboxes(one_school, job_id)
    run(one_school, bench, key, Post(Folder(tmp_path / "mail"), SENDER))
    assert said(one_school, job_id) == ("done", "digital.delivered_simulated")
    assert len(list((tmp_path / "mail").glob("simulated-*.eml"))) == 2
    words = [each.read_text("utf-8") for each in (tmp_path / "mail").glob("simulated-*.txt")]
    assert len(words) == 2 and all("數位學位證書" in each for each in words), "to be read without a mail program"


def settings_with(folder: Path, *lines: str) -> Settings:
    file = folder / "here.toml"
    file.write_text("\n".join([*lines, 'keys_folder = "keys"', 'data_folder = "data"']), "utf-8")
    return load(file)


def test_the_password_is_read_from_its_own_file(tmp_path: Path) -> None:
    lines = ('mail_server = "smtp.example:587"', f'mail_sender = "{SENDER}"', 'mail_login = "registrar"')
    with pytest.raises(Trouble) as trouble:
        post_of(settings_with(tmp_path, *lines))
    assert trouble.value.code == "delivery.password_missing"
    write_private(tmp_path / "keys" / "mail.password", b"open sesame\n")
    post = post_of(settings_with(tmp_path, *lines))
    assert post is not None
    assert post.way == MailServer("smtp.example", 587, "starttls", "registrar", "open sesame")
    assert post_of(settings_with(tmp_path)) is None


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (['mail_server = "smtp.example:587"'], "settings.mail_incomplete"),
        (['mail_server = "smtp.example"'], "settings.wrong_value"),
        (['mail_sender = "Registrar <a@b>"'], "settings.wrong_value"),
        (["mail_per_minute = 0"], "settings.wrong_value"),
        (
            [
                'mail_server = "smtp.example:25"',
                'mail_sender = "a@b"',
                'mail_login = "x"',
                'mail_security = "none"',
            ],
            "settings.mail_login_in_the_open",
        ),
    ],
)
def test_mail_settings_that_cannot_work_are_refused(tmp_path: Path, lines: list[str], code: str) -> None:
    with pytest.raises(Trouble) as trouble:
        settings_with(tmp_path, *lines)
    assert trouble.value.code == code


def test_a_delivered_one_looks_at_its_mailboxes_once_more_when_a_person_asks(
    one_school: School, room: MailRoom, bench: Bench, key: KeyPlace
) -> None:
    job_id = one_school.hand_over(1)
    write_mailboxes(one_school, job_id)
    run(one_school, bench, key, post_to(room))
    write_mailboxes(one_school, job_id, own="corrected@post.example")
    with one_school.store.begin(one_school.stamp()) as work:
        assert delivery.job_of_receipt(work.session, "main-1-114-00001") == job_id
        assert delivery.job_of_receipt(work.session, "main-1-114-00002") is None
        delivery.send_again(work.session, job_id, "mail", one_school.clock.now())
        work.note("delivery.asked_again", {"job": job_id})
    run(one_school, bench, key, post_to(room))
    assert [address for address, _ in room.taken] == [OWN, SCHOOL, "corrected@post.example"]
    assert one_school.job(job_id).state is JobState.DONE


def test_a_mailbox_of_other_letters_is_told_and_never_said_to_be_unknown(
    one_school: School, room: MailRoom, bench: Bench, key: KeyPlace
) -> None:
    """One that was taken before such addresses were refused."""
    job_id = one_school.hand_over(1)
    write_mailboxes(one_school, job_id, own="王小明@post.example", at_school="")
    run(one_school, bench, key, post_to(room))
    assert said(one_school, job_id) == ("dead", "delivery.address_odd")
    assert room.taken == []
