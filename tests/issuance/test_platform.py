"""Documents go to the ministry's platform in packages, each sent once, and are done when its receipt says so."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import paramiko
import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from app.desk.desk import Desk
from app.desk.verify import ask_ledger, conclude, where
from app.desk.verify_slips import FileSlip
from app.errors import Trouble
from app.issuance.bench import Bench
from app.issuance.delivery import platform as lane
from app.issuance.delivery.drop import DropFolder, platform_of
from app.issuance.delivery.sftp import SftpServer, fingerprint
from app.issuance.keys import KeyPlace
from app.issuance.runner import Runner
from app.models.certificate import DigitalCertificate, DigitalState
from app.models.platform import PackageItem
from app.policy.verification import Outcome, Seen
from app.private_files import write_private
from app.settings import Settings, load
from tests.issuance.packages import (
    RARE,
    TO_PLATFORM,
    a_receipt,
    at_desk,
    hand_over,
    opened,
    packages,
    run,
    said,
    take,
    way_to,
)
from tests.issuance.school import School
from tests.issuance.sftp_room import LOGIN, PASSWORD, SftpRoom


@pytest.fixture
def rules() -> Mapping[str, str]:
    return TO_PLATFORM


@pytest.fixture
def room(box: Path) -> Iterator[SftpRoom]:
    made = SftpRoom(box)
    yield made
    made.close()


# ------------------------------------------------------------------ the way it should go
def test_what_waits_goes_in_one_package_and_is_done_by_the_receipt(
    school: School, room: SftpRoom, bench: Bench, box: Path, tmp_path: Path
) -> None:
    first, second = hand_over(school, 1, name=RARE), hand_over(school, 2)
    heard = run(school, bench, way_to(room))
    assert [each.code for each in heard if each.state == "held"] == []  # no key of ours is needed
    assert said(school, first) == said(school, second) == ("waiting", "platform.sent")
    (package,) = packages(school)
    assert (package.state.value, package.number) == ("sent", "sample-main-1-114-00001")
    assert room.names() == ["sample-main-1-114-00001.zip"]
    manifest, files = opened(box / room.names()[0])
    assert sha256((box / room.names()[0]).read_bytes()).digest() == package.sha256
    assert (manifest["format"], manifest["version"], manifest["school"]) == (
        "registry-desk/platform-package",
        1,
        "sample",
    )
    for document in manifest["documents"]:
        for file in document["files"]:
            assert sha256(files[file["name"]]).hexdigest() == file["sha256"]
    facts = [json.loads(files[each["files"][0]["name"]]) for each in manifest["documents"]]
    assert {each["name_zh"] for each in facts} == {RARE, "林煊"}
    assert facts[0]["mailboxes"] == ["syuan@post.example", "411000001s@alumni.sample.example"]
    assert facts[0]["note_to_recipient"]["zh"].startswith("如需提供給公司或學校")  # B45
    assert "national_id" not in files["documents/" + facts[0]["reference"] + ".json"].decode()
    run(school, bench, way_to(room))
    assert len(packages(school)) == 1

    slip = take(school, tmp_path, a_receipt(package, school.every(PackageItem)))
    assert (slip.package, slip.accepted, slip.rejected) == (package.number, 2, 0)
    assert said(school, first) == said(school, second) == ("done", "platform.accepted")
    assert school.steps(first) == ["check", "pack", "receipt"]
    assert [(each.level, each.state.value) for each in school.ledger()] == [("platform", "issued")] * 2
    assert packages(school)[0].content_sealed is None
    assert school.broken_chains() == []


def test_a_file_that_the_platform_issued_is_known_here_by_its_digest(
    one_school: School, bench: Bench, box: Path, tmp_path: Path
) -> None:
    hand_over(one_school, 1)
    run(one_school, bench, DropFolder(box))
    take(one_school, tmp_path, a_receipt(packages(one_school)[0], one_school.every(PackageItem)))
    entry = one_school.ledger()[0]

    def verified(desk: Desk) -> Any:
        ledger = ask_ledger(desk, sha256=entry.sha256, actor="command")
        assert (ledger.known, ledger.by_platform) == (True, True)
        seen = Seen(missing=("trusted",), signed=True, signer="教育部")  # the ministry's signature is none of ours
        return conclude(desk, file=FileSlip(sha256=entry.sha256, size=entry.size), seen=seen, actor="command")

    assert at_desk(one_school, tmp_path, lambda desk: where(desk, actor="command")).site == "dcert.moe.gov.tw"  # E22
    found = at_desk(one_school, tmp_path, verified)
    assert (found.outcome, found.by_platform) == (Outcome.SUCCESS, True)
    with one_school.store.begin(one_school.stamp()) as work:
        work.session.get_one(DigitalCertificate, entry.id).state = DigitalState.REVOKED
        work.note("test.revoked", {"digital": entry.id})
    revoked = at_desk(one_school, tmp_path, verified)
    assert (revoked.code, revoked.cause) == ("verification.revoked", ())  # nothing is wrong with its signature


def test_signed_files_go_with_their_own_digest(
    one_school: School, bench: Bench, key: KeyPlace, box: Path, tmp_path: Path
) -> None:
    job_id = hand_over(one_school, 1, channel="platform_signed")
    heard = run(one_school, bench, DropFolder(box))
    assert [each.code for each in heard if each.state == "held"] == ["signing.no_key_here"]
    run(one_school, bench, DropFolder(box), key)
    assert said(one_school, job_id) == ("waiting", "platform.sent")
    (file,) = box.iterdir()
    manifest, files = opened(file)
    assert manifest["content"] == "signed_pdf"
    (document,) = manifest["documents"]
    assert files[document["files"][0]["name"]] == one_school.issued(job_id)
    assert document["sha256"] == one_school.ledger()[0].sha256.hex()

    (package,), (item,) = packages(one_school), one_school.every(PackageItem)

    def the_very_file(lines: list[list[str]]) -> None:
        lines[1][4] = item.sha256.hex()

    take(one_school, tmp_path, a_receipt(package, [item], alter=the_very_file))
    assert said(one_school, job_id) == ("done", "platform.accepted")
    assert [(each.level, each.state.value) for each in one_school.ledger()] == [("B-B", "issued")]


def test_a_package_is_gathered_once_a_day_where_the_rules_say_so(tmp_path: Path, bench: Bench, box: Path) -> None:
    daily = {**TO_PLATFORM, "[digital.mailboxes]": "[digital.package]\ngathered_at = 17:00:00\n\n[digital.mailboxes]"}
    school = School(f"sqlite:///{tmp_path / 'desk.db'}", rules=daily)
    first = hand_over(school, 1)  # at ten in the morning
    run(school, bench, DropFolder(box))
    assert said(school, first) == ("waiting", "platform.to_pack")
    school.clock.advance(hours=7)
    second = hand_over(school, 2)
    run(school, bench, DropFolder(box))
    school.clock.advance(minutes=1)
    third = hand_over(school, 3)
    run(school, bench, DropFolder(box))
    assert [said(school, each)[1] for each in (first, second, third)] == [
        "platform.sent",
        "platform.sent",
        "platform.to_pack",
    ]
    school.clock.advance(hours=24)
    run(school, bench, DropFolder(box))
    assert said(school, third)[1] == "platform.sent"
    assert len(packages(school)) == 2
    school.close()


def test_a_large_batch_is_divided(tmp_path: Path, bench: Bench, box: Path) -> None:
    small = {**TO_PLATFORM, "[digital.mailboxes]": "[digital.package]\nlargest = 2\n\n[digital.mailboxes]"}
    school = School(f"sqlite:///{tmp_path / 'desk.db'}", rules=small)
    for number in range(5):
        hand_over(school, number)
    run(school, bench, DropFolder(box))
    assert sorted(len(opened(each)[0]["documents"]) for each in box.iterdir()) == [1, 2, 2]
    school.close()


def test_a_station_without_a_way_leaves_it_to_the_one_that_has_it(one_school: School, bench: Bench, box: Path) -> None:
    job_id = hand_over(one_school, 1)
    run(one_school, bench, None)
    assert said(one_school, job_id) == ("waiting", "platform.to_pack")
    run(one_school, bench, DropFolder(box))
    assert said(one_school, job_id) == ("waiting", "platform.sent")


def test_what_has_no_mailbox_stays_out_and_needs_a_person(one_school: School, bench: Bench, box: Path) -> None:
    without, good = one_school.hand_over(1, channel="platform"), hand_over(one_school, 2)
    run(one_school, bench, DropFolder(box))
    assert said(one_school, without) == ("dead", "delivery.no_mailbox")
    assert said(one_school, good)[1] == "platform.sent"
    one_school.write_mailboxes(without)
    one_school.try_again(without)
    run(one_school, bench, DropFolder(box))
    assert said(one_school, without)[1] == "platform.sent"
    assert len(list(box.iterdir())) == 2


def test_a_hand_over_voided_before_the_package_left_takes_it_apart(one_school: School, bench: Bench, box: Path) -> None:
    voided, good = hand_over(one_school, 1), hand_over(one_school, 2)
    run(one_school, bench, DropFolder(box / "away"))
    assert said(one_school, good) == ("waiting", "platform.folder_missing")
    one_school.void_pickup(voided)
    one_school.clock.advance(minutes=2)
    run(one_school, bench, DropFolder(box))
    run(one_school, bench, DropFolder(box))
    assert said(one_school, voided) == ("cancelled", "digital.pickup_voided")
    assert said(one_school, good) == ("waiting", "platform.sent")
    assert [each.state.value for each in packages(one_school)] == ["dissolved", "sent"]
    (file,) = box.iterdir()
    assert len(opened(file)[0]["documents"]) == 1


def test_a_hand_over_voided_while_its_package_is_written_leaves_nothing_on_the_other_side(
    one_school: School, room: SftpRoom, bench: Bench
) -> None:
    """E30; also where the half file cannot be taken back at once."""
    voided, good = hand_over(one_school, 1), hand_over(one_school, 2)
    room.faults, room.meanwhile = {"keeps"}, lambda: one_school.void_pickup(voided)
    run(one_school, bench, way_to(room))
    assert said(one_school, good) == ("waiting", "platform.server_away")
    assert room.names() == [".sample-main-1-114-00001.zip.part"]
    room.faults = set()
    one_school.clock.advance(minutes=1)
    for _ in range(2):
        run(one_school, bench, way_to(room))
    assert room.names() == ["sample-main-1-114-00002.zip"]
    assert len(room.written) == 2, "the first is not written once more to be taken back"
    assert said(one_school, voided) == ("cancelled", "digital.pickup_voided")
    assert said(one_school, good) == ("waiting", "platform.sent")
    assert [each.state.value for each in packages(one_school)] == ["dissolved", "sent"]


# ------------------------------------------------------------------ what the other side does
@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("full", "platform.not_written"),
        ("breaks", "platform.server_away"),
        ("rename", "platform.rename_refused"),
        ("lost_rename", "platform.server_away"),
    ],
)
def test_a_fault_on_the_other_side_never_sends_twice_and_never_leaves_half(
    one_school: School, room: SftpRoom, bench: Bench, fault: str, code: str
) -> None:
    job_id = hand_over(one_school, 1)
    room.faults = {fault}
    run(one_school, bench, way_to(room))
    assert said(one_school, job_id) == ("waiting", code)
    assert [name for name in room.names() if name.endswith(".zip")] == (
        ["sample-main-1-114-00001.zip"] if fault == "lost_rename" else []
    )
    run(one_school, bench, way_to(room))  # not before its time
    room.faults = set()
    written = len(room.written)
    one_school.clock.advance(minutes=1)
    run(one_school, bench, way_to(room))
    assert said(one_school, job_id) == ("waiting", "platform.sent")
    assert room.names() == ["sample-main-1-114-00001.zip"]
    if fault in ("rename", "lost_rename"):  # whole on the other side already: looked at, not sent again
        assert len(room.written) == written
    assert sha256((room.folder / room.names()[0]).read_bytes()).digest() == packages(one_school)[0].sha256


def test_one_that_may_have_been_fetched_is_left_to_a_person(one_school: School, room: SftpRoom, bench: Bench) -> None:
    job_id = hand_over(one_school, 1)
    room.faults = {"lost_rename"}
    run(one_school, bench, way_to(room))
    (room.folder / "sample-main-1-114-00001.zip").unlink()  # the platform took it in
    room.faults = set()
    one_school.clock.advance(minutes=1)
    run(one_school, bench, way_to(room))
    assert said(one_school, job_id) == ("dead", "platform.outcome_unknown")
    one_school.clock.advance(days=3)
    run(one_school, bench, way_to(room))
    assert room.names() == []
    one_school.try_again(job_id)
    run(one_school, bench, way_to(room))
    assert said(one_school, job_id) == ("waiting", "platform.sent")
    assert room.names() == ["sample-main-1-114-00001.zip"]


def test_a_receipt_settles_one_whose_outcome_was_unknown(
    one_school: School, room: SftpRoom, bench: Bench, tmp_path: Path
) -> None:
    job_id = hand_over(one_school, 1)
    room.faults = {"lost_rename"}
    run(one_school, bench, way_to(room))
    (room.folder / "sample-main-1-114-00001.zip").unlink()
    room.faults = set()
    one_school.clock.advance(minutes=1)
    run(one_school, bench, way_to(room))
    take(one_school, tmp_path, a_receipt(packages(one_school)[0], one_school.every(PackageItem)))
    assert said(one_school, job_id) == ("done", "platform.accepted")


def test_a_changed_host_key_gets_neither_a_password_nor_a_package(
    one_school: School, room: SftpRoom, bench: Bench
) -> None:
    job_id = hand_over(one_school, 1)
    pinned = room.pinned
    room.host_key = paramiko.ECDSAKey.generate()
    run(one_school, bench, way_to(room, host_key=pinned))
    assert said(one_school, job_id) == ("dead", "platform.host_key_changed")
    assert (room.signed_on, room.names()) == (0, [])
    facts = json.loads(one_school.job(job_id).note_facts)
    assert (facts["pinned"], facts["shown"]) == (fingerprint(pinned), fingerprint(room.pinned))
    one_school.clock.advance(days=1)
    run(one_school, bench, way_to(room))
    assert room.names() == []  # a person has to look first
    one_school.try_again(job_id)
    run(one_school, bench, way_to(room))
    assert said(one_school, job_id) == ("waiting", "platform.sent")


def test_a_server_with_another_kind_of_key_is_not_the_pinned_one(room: SftpRoom) -> None:
    other = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDk6vVcFyp0oZ1r1mWm2e4Jd1b0cyB5xJ0m7oQ0k0m7o"
    with pytest.raises(Trouble) as trouble:
        way_to(room, host_key=other).look()
    assert trouble.value.code == "platform.host_key_changed"


def test_a_refused_login_and_a_server_that_is_away_are_told_apart(room: SftpRoom) -> None:
    with pytest.raises(Trouble) as trouble:
        SftpServer("127.0.0.1", room.port, LOGIN, "", room.pinned, "wrong", patience=5).look()
    assert (trouble.value.code, trouble.value.retryable) == ("platform.login_refused", False)
    with pytest.raises(Trouble) as trouble:
        SftpServer("127.0.0.1", 1, LOGIN, "", room.pinned, PASSWORD, patience=5).look()
    assert (trouble.value.code, trouble.value.retryable) == ("platform.server_away", True)
    assert way_to(room).look() == fingerprint(room.pinned)
    assert PASSWORD not in repr(way_to(room))


def test_a_server_without_the_posix_rename_is_asked_for_its_plain_one(
    one_school: School, room: SftpRoom, bench: Bench
) -> None:
    hand_over(one_school, 1)
    room.faults = {"plain"}
    run(one_school, bench, way_to(room))
    assert room.names() == ["sample-main-1-114-00001.zip"]


def test_another_file_of_that_name_is_never_replaced(one_school: School, bench: Bench, box: Path) -> None:
    job_id = hand_over(one_school, 1)
    (box / "sample-main-1-114-00001.zip").write_bytes(b"somebody else's")
    run(one_school, bench, DropFolder(box))
    assert said(one_school, job_id) == ("dead", "platform.other_file_there")
    assert (box / "sample-main-1-114-00001.zip").read_bytes() == b"somebody else's"


class Dies(BaseException):
    """The program ends here."""


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("deed", ["gather", "digest", "write", "rename"])
def test_a_program_that_dies_in_the_middle_sends_it_once(
    one_school: School, bench: Bench, box: Path, deed: str, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    job_id = hand_over(one_school, 1)
    place: Any = lane if deed == "gather" else DropFolder
    whole = getattr(place, deed)

    def dying(*given: Any) -> Any:
        if moment == "after":
            whole(*given)
        raise Dies

    with monkeypatch.context() as broken:
        broken.setattr(place, deed, dying)
        with pytest.raises(Dies):
            Runner(one_school.office(bench, None, platform=DropFolder(box))).run_due()
    one_school.clock.advance(seconds=lane.LEASE.total_seconds() + 60)
    run(one_school, bench, DropFolder(box))
    assert said(one_school, job_id) == ("waiting", "platform.sent")
    assert [each.name for each in box.iterdir()] == ["sample-main-1-114-00001.zip"]
    assert len(packages(one_school)) == 1


# ------------------------------------------------------------------ settings
def settings_with(folder: Path, *lines: str) -> Settings:
    file = folder / "here.toml"
    file.write_text("\n".join([*lines, 'keys_folder = "keys"', 'data_folder = "data"']), "utf-8")
    return load(file)


PINNED = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDk6vVcFyp0oZ1r1mWm2e4Jd1b0cyB5xJ0m7oQ0k0m7o"
SERVER = ('platform_sftp = "sftp.example:22"', 'platform_sftp_login = "school"')


def test_the_way_to_the_platform_is_read_from_the_settings(tmp_path: Path) -> None:
    assert platform_of(settings_with(tmp_path)) is None
    assert platform_of(settings_with(tmp_path, 'platform_folder = "out"')) == DropFolder(tmp_path / "out")
    lines = (*SERVER, f'platform_sftp_host_key = "{PINNED} a comment"', 'platform_sftp_folder = "inbox"')
    with pytest.raises(Trouble) as trouble:
        platform_of(settings_with(tmp_path, *lines))
    assert trouble.value.code == "platform.password_missing"
    write_private(tmp_path / "keys" / "platform.password", b"open sesame\n")
    assert platform_of(settings_with(tmp_path, *lines)) == SftpServer(
        "sftp.example", 22, "school", "inbox", PINNED, "open sesame"
    )


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (SERVER, "settings.platform_incomplete"),
        ((*SERVER, f'platform_sftp_host_key = "{PINNED}"', 'platform_folder = "out"'), "settings.platform_incomplete"),
        (('platform_sftp_login = "school"',), "settings.platform_incomplete"),
        ((*SERVER, 'platform_sftp_host_key = "SHA256:abc"'), "settings.wrong_value"),
        ((*SERVER, 'platform_sftp_host_key = "ssh-rsa AAAAC3NzaC1lZDI1NTE5"'), "settings.wrong_value"),
        (('platform_sftp = "sftp.example"',), "settings.wrong_value"),
    ],
)
def test_settings_that_pin_no_key_or_name_two_ways_are_refused(
    tmp_path: Path, lines: tuple[str, ...], code: str
) -> None:
    with pytest.raises(Trouble) as trouble:
        settings_with(tmp_path, *lines)
    assert trouble.value.code == code


def a_login_key(folder: Path, passphrase: bytes = b"") -> tuple[Path, paramiko.PKey]:
    """A private key as ssh-keygen writes it, and its public half."""
    private, file = ed25519.Ed25519PrivateKey.generate(), folder / "id_ed25519"
    protection = BestAvailableEncryption(passphrase) if passphrase else NoEncryption()
    file.write_bytes(private.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, protection))
    public = private.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH)
    return file, paramiko.Ed25519Key(data=base64.b64decode(public.split()[1]))


@pytest.mark.parametrize("passphrase", ["", "of the key"])
def test_a_package_is_sent_with_a_login_by_key(
    one_school: School, room: SftpRoom, bench: Bench, tmp_path: Path, passphrase: str
) -> None:
    file, room.known_key = a_login_key(tmp_path, passphrase.encode())
    job_id = hand_over(one_school, 1)
    run(one_school, bench, replace(way_to(room), key=file, password=passphrase))
    assert said(one_school, job_id) == ("waiting", "platform.sent")
    assert room.names() == ["sample-main-1-114-00001.zip"]
    assert "of the key" not in repr(replace(way_to(room), key=file, password=passphrase))


def test_a_login_by_key_that_cannot_be_is_told_apart(room: SftpRoom, tmp_path: Path) -> None:
    file, room.known_key = a_login_key(tmp_path, b"of the key")
    (tmp_path / "other").mkdir()
    stranger, _ = a_login_key(tmp_path / "other")
    for key, passphrase, code in (
        (tmp_path / "nowhere", "", "keys.unreadable"),
        (stranger, "", "platform.login_refused"),
        (file, "wrong", "platform.login_refused"),
    ):
        with pytest.raises(Trouble) as trouble:
            replace(way_to(room), key=key, password=passphrase).look()
        assert (trouble.value.code, trouble.value.retryable) == (code, False)
    assert room.signed_on == 0


def test_a_server_with_an_rsa_key_is_recognised_by_it_and_by_no_other(room: SftpRoom) -> None:
    """The key is of the kind ssh-rsa and signs with SHA-2; SHA-1 is never agreed on."""
    room.host_key = paramiko.RSAKey.generate(2048)
    assert room.pinned.startswith("ssh-rsa ")
    assert way_to(room).look() == fingerprint(room.pinned)
    pinned, room.host_key = room.pinned, paramiko.RSAKey.generate(2048)
    with pytest.raises(Trouble) as trouble:
        way_to(room, host_key=pinned).look()
    assert (trouble.value.code, trouble.value.facts["shown"]) == ("platform.host_key_changed", fingerprint(room.pinned))
    assert room.signed_on == 1
