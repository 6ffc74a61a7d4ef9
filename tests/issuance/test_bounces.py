"""A message that comes back is seen, once, by its own number; whatever else lies in that mailbox does no harm."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from app.errors import Trouble
from app.issuance.bench import Bench
from app.issuance.delivery import bounces
from app.issuance.delivery.mailroom import ImapServer, MailboxFile, Mailroom, mailroom_of
from app.issuance.delivery.returned import LARGEST, read_report
from app.issuance.keys import KeyPlace
from app.issuance.runner import Runner
from app.models.delivery import Delivery
from app.models.journal import JournalLine
from app.models.returns import ReturnedMail
from app.settings import load
from tests.issuance.imap_room import LOGIN, PASSWORD, ImapRoom
from tests.issuance.mail_room import MailRoom, a_server_certificate, post_to
from tests.issuance.school import AT_SCHOOL, NO_NOTICE, OWN, School


@pytest.fixture
def rules() -> Mapping[str, str]:
    return NO_NOTICE


def mailed(school: School, bench: Bench, key: KeyPlace, room: MailRoom) -> UUID:
    job_id = school.hand_over(1)
    school.write_mailboxes(job_id)
    runner = Runner(school.office(bench, key, post_to(room)))
    runner.run_due()
    runner.close()
    return job_id


def the_report(
    number: object,
    *,
    action: str = "failed",
    status: str = "5.1.1",
    kind: str = "message/rfc822",
    envelope: object = "",
    box: str = OWN,
) -> bytes:
    """As a mail server writes it."""
    lines = [
        "From: MAILER-DAEMON@mx.post.example",
        "To: registrar@sample.example",
        "Subject: Undelivered Mail Returned to Sender",
        "MIME-Version: 1.0",
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
        "",
        "--b",
        "Content-Type: text/plain",
        "",
        "It could not be delivered.",
        "",
        "--b",
        "Content-Type: message/delivery-status",
        "",
        "Reporting-MTA: dns; mx.post.example",
        *([f"Original-Envelope-Id: {envelope}"] if envelope else []),
        "",
        f"Final-Recipient: rfc822; {box}",
        f"Action: {action}",
        f"Status: {status} (no such user)",
        "",
        "--b",
        f"Content-Type: {kind}",
        "",
        "From: registrar@sample.example",
        f"Message-ID: <{number}@sample.example>",
        "Subject: x",
        "",
        "--b--",
        "",
    ]
    return "\r\n".join(lines).encode()


def mbox(folder: Path, *mails: bytes) -> MailboxFile:
    file = folder / "returns.mbox"
    with file.open("ab") as stream:
        for mail in mails:
            stream.write(b"From MAILER-DAEMON Thu Jul 17 10:00:00 2025\n" + mail.replace(b"\r\n", b"\n") + b"\n\n")
    return MailboxFile(file)


def collected(school: School, room: Mailroom) -> list[tuple[str, str]]:
    office = school.office(Bench(), None, mailroom=room)
    return [(each.state, each.code) for each in bounces.collect(office)]


def row_of(school: School, place: str) -> Delivery:
    (found,) = [row for row in school.every(Delivery) if row.place == place and row.state.value != "replaced"]
    return found  # type: ignore[no-any-return]


# ------------------------------------------------------------------ the way it should go
@pytest.mark.parametrize("kind", ["message/rfc822", "text/rfc822-headers"])
def test_one_that_came_back_needs_a_person_and_a_corrected_mailbox_gets_it(
    school: School, room: MailRoom, bench: Bench, key: KeyPlace, tmp_path: Path, kind: str
) -> None:
    job_id = mailed(school, bench, key, room)
    assert school.job(job_id).state.value == "done"
    returned = mbox(tmp_path, the_report(row_of(school, "own").id, kind=kind))
    assert collected(school, returned) == [("bounced", "delivery.bounced")]
    job, row = school.job(job_id), row_of(school, "own")
    assert (job.state.value, job.note, job.step) == ("dead", "delivery.bounced", "mail")
    assert (row.state.value, row.status) == ("bounced", "5.1.1")
    assert row_of(school, "school").state.value == "accepted"
    assert collected(school, returned) == []

    school.write_mailboxes(job_id, own="corrected@post.example")
    school.try_again(job_id)
    runner = Runner(school.office(bench, key, post_to(room)))
    runner.run_due()
    assert [address for address, _ in room.taken] == [OWN, AT_SCHOOL, "corrected@post.example"]
    assert (school.job(job_id).state.value, school.job(job_id).note) == ("done", "digital.delivered")
    assert school.broken_chains() == []


def test_one_that_takes_longer_is_shown_and_may_come_back_yet(
    one_school: School, room: MailRoom, bench: Bench, key: KeyPlace, tmp_path: Path
) -> None:
    job_id = mailed(one_school, bench, key, room)
    number = row_of(one_school, "own").id
    late = the_report(number, action="delayed", status="4.4.1")
    assert collected(one_school, mbox(tmp_path, late)) == [("delayed", "delivery.delayed")]
    assert one_school.job(job_id).state.value == "done"
    failed = the_report(number, status="5.4.7")
    assert collected(one_school, mbox(tmp_path, failed)) == [("bounced", "delivery.bounced")]
    assert collected(one_school, mbox(tmp_path, late.replace(b"4.4.1", b"4.4.2"))) == []
    assert row_of(one_school, "own").state.value == "bounced"


def test_the_runner_looks_by_itself_now_and_then(
    one_school: School, room: MailRoom, bench: Bench, key: KeyPlace, tmp_path: Path
) -> None:
    job_id = mailed(one_school, bench, key, room)
    runner = Runner(one_school.office(bench, key, post_to(room), mailroom=MailboxFile(tmp_path / "returns.mbox")))
    runner.run_due()  # no such file yet: written down, and nothing else is held up
    mbox(tmp_path, the_report(row_of(one_school, "own").id))
    runner.run_due()
    assert one_school.job(job_id).state.value == "done"
    one_school.clock.advance(minutes=5)
    runner.run_due()
    assert one_school.job(job_id).note == "delivery.bounced"


def test_a_server_that_knows_how_is_asked_to_report_by_the_number(
    one_school: School, bench: Bench, key: KeyPlace, tmp_path: Path
) -> None:
    asked: list[list[str]] = []

    class Knowing(SMTP):
        async def smtp_EHLO(self, hostname: str) -> None:
            push, self.push = self.push, self._push_more  # type: ignore[method-assign]
            await super().smtp_EHLO(hostname)
            self.push = push  # type: ignore[method-assign]

        async def _push_more(self, status: Any) -> None:
            await SMTP.push(self, "250-DSN" if status == "250-8BITMIME" else status)

        async def smtp_MAIL(self, arg: str) -> None:
            sender, *options = arg.split(" ")
            asked.append(options)
            await super().smtp_MAIL(sender)

        async def smtp_RCPT(self, arg: str) -> None:
            box, *options = arg.split(" ")
            asked.append(options)
            await super().smtp_RCPT(box)

    class Serving(Controller):
        def factory(self) -> SMTP:
            return Knowing(self.handler, **self.SMTP_kwargs)

    room = MailRoom(Serving)
    room.controller.start()
    mailed(one_school, bench, key, room)
    room.controller.stop()
    own = row_of(one_school, "own")
    assert asked[:2] == [["RET=HDRS", f"ENVID={own.id}"], ["NOTIFY=FAILURE,DELAY"]]
    report = the_report("lost", envelope=own.id, kind="text/plain")
    assert collected(one_school, mbox(tmp_path, report)) == [("bounced", "delivery.bounced")]


# ------------------------------------------------------------------ what does no harm
def test_a_made_up_number_and_an_ordinary_mail_change_nothing(
    one_school: School, room: MailRoom, bench: Bench, key: KeyPlace, tmp_path: Path
) -> None:
    job_id = mailed(one_school, bench, key, room)
    number = row_of(one_school, "own").id
    near = UUID(int=number.int ^ 1)
    ordinary = (
        f"From: a@b\r\nSubject: hello\r\nIn-Reply-To: <{number}@sample.example>\r\n\r\nAction: failed\r\n".encode()
    )
    unframed = the_report(number).replace(b"multipart/report; report-type=delivery-status", b"multipart/mixed")
    relayed = the_report(number, action="relayed")
    assert collected(one_school, mbox(tmp_path, the_report(near), ordinary, unframed, relayed)) == []
    assert one_school.job(job_id).state.value == "done"
    assert one_school.every(ReturnedMail) == []


def test_what_a_report_says_never_reaches_the_journal(
    one_school: School, room: MailRoom, bench: Bench, key: KeyPlace, tmp_path: Path
) -> None:
    mailed(one_school, bench, key, room)
    secret = "5.1.1\r\nX-Note: 林煊 A123456789"
    collected(one_school, mbox(tmp_path, the_report(row_of(one_school, "own").id, status=secret)))
    lines = "".join(line.text for line in one_school.every(JournalLine))
    assert "delivery.returned" in lines
    assert OWN not in lines and "A123456789" not in lines


REPORT = b"Content-Type: multipart/report; report-type=delivery-status; "
HOSTILE = [
    b"",
    b"\x00" * 1000,
    b"From: " + b"a" * 1_000_000,
    b"Content-Type: multipart/report; report-type=delivery-status; boundary="
    + b"b" * 100_000
    + b"\r\n\r\n"
    + b"--b" * 50_000,
    b"".join(b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n) for n in range(2000)),
    b'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n' + b"--b\r\n\r\n" * 60_000,
    b'Content-Type: multipart/report; report-type="\xff\xfe"; boundary="b"\r\n\r\n--b\r\n\r\n--b--',
    b'Content-Type: multipart/report; report-type*0="delivery"; report-type*1="-status"; boundary="b"\r\n\r\n--b--',
    b"Subject: =?utf-8?b?" + b"A" * 200_000 + b"?=\r\n\r\n",
]


def test_hostile_mails_are_passed_over_at_once() -> None:
    for mail in HOSTILE:
        begun = time.perf_counter()
        assert read_report(mail) is None
        assert time.perf_counter() - begun < 5


def test_a_damaged_report_is_never_more_than_passed_over() -> None:
    chance = random.Random(20250716)
    number = UUID("01981111-1111-7111-8111-111111111111")
    whole = the_report(number)
    for _ in range(2000):
        mail = bytearray(whole)
        for _ in range(chance.randrange(1, 12)):
            place = chance.randrange(len(mail))
            if chance.random() < 0.5:
                mail[place] = chance.randrange(256)
            else:
                del mail[place : place + chance.randrange(40)]
        read_report(bytes(mail))
    report = read_report(whole)
    assert report is not None and report.delivery == number


def test_a_report_behind_a_huge_mail_is_still_found(
    one_school: School, room: MailRoom, bench: Bench, key: KeyPlace, tmp_path: Path
) -> None:
    job_id = mailed(one_school, bench, key, room)
    huge = b"Subject: x\r\n\r\n" + (b"a" * 1000 + b"\r\n") * 8000
    mbox(tmp_path, huge)
    returned = mbox(
        tmp_path, b"Subject: one line\r\n\r\n" + b"b" * (LARGEST * 4), the_report(row_of(one_school, "own").id)
    )
    assert collected(one_school, returned) == [("bounced", "delivery.bounced")]
    assert one_school.job(job_id).state.value == "dead"


def test_a_mailbox_file_that_was_emptied_is_read_from_its_beginning(
    one_school: School, room: MailRoom, bench: Bench, key: KeyPlace, tmp_path: Path
) -> None:
    mailed(one_school, bench, key, room)
    filler = b"Subject: x\r\n\r\n" + b"c" * 5000
    assert collected(one_school, mbox(tmp_path, filler)) == []
    (tmp_path / "returns.mbox").unlink()
    report = the_report(row_of(one_school, "own").id)
    assert collected(one_school, mbox(tmp_path, report, filler, filler)) == [("bounced", "delivery.bounced")]


# ------------------------------------------------------------------ the places
def test_a_maildir_is_read(one_school: School, room: MailRoom, bench: Bench, key: KeyPlace, tmp_path: Path) -> None:
    mailed(one_school, bench, key, room)
    box = tmp_path / "Maildir"
    for part in ("new", "cur", "tmp"):
        (box / part).mkdir(parents=True)
    (box / "cur" / "1752710400.1.mx:2,S").write_bytes(b"Subject: x\r\n\r\nhello")
    (box / "new" / "1752710460.2.mx").write_bytes(the_report(row_of(one_school, "own").id))
    assert collected(one_school, MailboxFile(box)) == [("bounced", "delivery.bounced")]
    (box / "new" / "1752710459.9.mx").write_bytes(the_report(row_of(one_school, "school").id))  # a moment late
    assert collected(one_school, MailboxFile(box)) == [("bounced", "delivery.bounced")]
    assert collected(one_school, MailboxFile(box)) == []


@pytest.fixture
def imap(tmp_path: Path) -> Iterator[tuple[ImapRoom, Path]]:
    certificate, key = a_server_certificate(tmp_path)
    made = ImapRoom(certificate, key)
    yield made, certificate
    made.close()


def test_an_inbox_is_read_once_and_left_as_it_is(
    one_school: School, room: MailRoom, bench: Bench, key: KeyPlace, imap: tuple[ImapRoom, Path]
) -> None:
    server, roots = imap
    mailed(one_school, bench, key, room)
    server.mails = {3: b"Subject: x\r\n\r\nhello", 9: the_report(row_of(one_school, "own").id)}
    place = ImapServer("localhost", server.port, LOGIN, PASSWORD, roots, patience=5)
    assert collected(one_school, place) == [("bounced", "delivery.bounced")]
    assert collected(one_school, place) == []
    assert server.fetched == [3, 9]
    server.mails[12] = the_report(row_of(one_school, "school").id)
    server.breaks = True
    with pytest.raises(Trouble) as trouble:
        collected(one_school, place)
    assert (trouble.value.code, trouble.value.retryable) == ("bounces.server_away", True)
    server.breaks = False
    assert collected(one_school, place) == [("bounced", "delivery.bounced")]
    server.validity = 8  # the inbox was made anew: everything is read again, and known
    assert collected(one_school, place) == []
    assert server.fetched == [3, 9, 12, 3, 9, 12]


def test_what_is_wrong_with_the_inbox_is_told_apart(imap: tuple[ImapRoom, Path]) -> None:
    server, roots = imap
    for password, trusted, port, code in (
        ("wrong", roots, server.port, "bounces.login_refused"),
        (PASSWORD, None, server.port, "bounces.server_not_trusted"),
        (PASSWORD, roots, 1, "bounces.server_away"),
    ):
        with pytest.raises(Trouble) as trouble:
            ImapServer("localhost", port, LOGIN, password, trusted, patience=5).look()
        assert trouble.value.code == code
    assert PASSWORD not in repr(ImapServer("localhost", 993, LOGIN, PASSWORD))


def test_the_place_is_read_from_the_settings(tmp_path: Path) -> None:
    def with_lines(*lines: str) -> Mailroom | None:
        file = tmp_path / "here.toml"
        file.write_text("\n".join([*lines, 'keys_folder = "keys"', 'data_folder = "data"']), "utf-8")
        return mailroom_of(load(file))

    assert with_lines() is None
    assert with_lines('bounce_mailbox = "returns"') == MailboxFile(tmp_path / "returns")
    with pytest.raises(Trouble) as trouble:
        with_lines('bounce_imap = "imap.example:993"', 'bounce_login = "x"')
    assert trouble.value.code == "bounces.password_missing"
    for lines in (('bounce_imap = "imap.example:993"',), ('bounce_login = "x"',)):
        with pytest.raises(Trouble) as trouble:
            with_lines(*lines)
        assert trouble.value.code == "settings.bounces_incomplete"
