"""The doctor calls each server outside as the program would, and says in words what is wrong with one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app import settings
from app.issuance import demo_authority
from app.issuance.keys import KeyPlace, fingerprint, open_key
from app.private_files import write_private
from tests.cli.conftest import Office
from tests.issuance.mail_room import MailRoom
from tests.issuance.sftp_room import LOGIN, PASSWORD, SftpRoom
from tests.issuance.stamp_room import StampRoom, a_house, stamp_room

SERVERS = ("Timestamps", "Mail server", "Returned mail", "Platform")


class Outside:
    """The servers that a school names in its settings, all in good order."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        (folder / "house").mkdir()
        (folder / "inbox").mkdir()
        self.house: KeyPlace = a_house(folder / "house", "p256", datetime.now(UTC))
        self.stamps: StampRoom = stack.enter_context(stamp_room(self.house, folder / "house"))
        self.mail = MailRoom()
        self.mail.controller.start()
        stack.callback(self.mail.controller.stop)
        self.platform = SftpRoom(folder / "inbox")
        stack.callback(self.platform.close)
        self.returned = folder / "returned.mbox"
        self.returned.touch()

    def lines(self, **changes: str) -> str:
        beside = self.house.path.parent
        named = {
            "timestamp_url": self.stamps.address,
            "timestamp_roots": str(beside / demo_authority.ROOT_FILE),
            "revocation_folder": str(beside),
            "mail_server": f"127.0.0.1:{self.mail.port}",
            "mail_sender": "registrar@sample.example",
            "mail_security": "none",
            "bounce_mailbox": str(self.returned),
            "platform_sftp": f"127.0.0.1:{self.platform.port}",
            "platform_sftp_login": LOGIN,
            "platform_sftp_host_key": self.platform.pinned,
        }
        return "".join(f'{name} = "{value}"\n' for name, value in (named | changes).items())


@pytest.fixture
def outside(tmp_path: Path) -> Iterator[Outside]:
    with ExitStack() as stack:
        yield Outside(tmp_path, stack)


def found(office: Office, outside: Outside, **changes: str) -> dict[str, tuple[str, str]]:
    """What the doctor says of each server: its worst state, and the words beside it."""
    office.database_line = outside.lines(**changes)
    office.stand_at("main-1")
    write_private(office.folder / "main-1" / "keys" / "platform.password", PASSWORD.encode())
    office.run("doctor", "--json")
    told: dict[str, tuple[str, str]] = {}
    for each in json.loads(office.out):
        if each["about"] in SERVERS and told.get(each["about"], ("good", ""))[0] != "bad":
            told[each["about"]] = (each["state"], f"{each['said']} {each['mend']}")
    return told


def test_servers_in_good_order_are_good(office: Office, outside: Outside) -> None:
    told = found(office, outside)
    assert {about: state for about, (state, _) in told.items()} == dict.fromkeys(SERVERS, "good")
    assert "SHA256:" in told["Platform"][1]
    assert (outside.mail.taken, outside.platform.names()) == ([], []), "nothing is sent"


def test_each_fault_is_told_and_hides_no_other(office: Office, outside: Outside) -> None:
    outside.platform.host_key, pinned = type(outside.platform.host_key).generate(), outside.platform.pinned
    told = found(
        office,
        outside,
        timestamp_url="http://127.0.0.1:9/tsa",
        mail_server="127.0.0.1:9",
        bounce_mailbox=str(outside.returned.with_name("nowhere")),
        platform_sftp_host_key=pinned,
    )
    assert {about: state for about, (state, _) in told.items()} == dict.fromkeys(SERVERS, "bad")
    for about, words in {
        "Timestamps": "timestamp",
        "Mail server": "does not answer",
        "Returned mail": "nowhere",
        "Platform": "SHA256:",
    }.items():
        assert words in told[about][1], told[about]


def test_a_list_alone_is_told_before_the_first_certificate_waits_for_it(office: Office, outside: Outside) -> None:
    beside = outside.house.path.parent
    lists = beside / "lists"
    lists.mkdir()
    for each in beside.glob("*.crl"):
        (lists / each.name).write_bytes(each.read_bytes())
    told = found(office, outside, revocation_folder=str(lists))
    assert told["Timestamps"][0] == "bad"
    assert "signature_level" in told["Timestamps"][1]


def test_an_office_that_works_by_the_rules_of_a_school_that_is_not_is_told(office: Office) -> None:
    office.run("doctor", "--json")
    found = next(each for each in json.loads(office.out) if each["about"] == "Profile")
    assert found["state"] == "note" and "no such school" in found["said"] and "settings" in found["mend"]


def test_the_signing_key_s_fingerprint_is_told_as_a_decision_asks_for_it(office: Office, tmp_path: Path) -> None:
    key = demo_authority.make_demo_key(tmp_path / "signing", datetime.now(UTC), demo_database=True)
    office.database_line = f'signing_key = "{key.path.as_posix()}"\n'
    office.stand_at("main-1")
    write_private(settings.load().keys_folder / "signing.passphrase", key.passphrase.encode())
    office.run("doctor", "--json")
    told = [each["said"] for each in json.loads(office.out) if each["about"] == "Signing key"]
    assert fingerprint(open_key(key).certificate) in told[0]
