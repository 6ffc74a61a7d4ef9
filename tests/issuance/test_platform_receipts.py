"""A receipt of the platform is taken whole and once, or refused with its line; what it rejects comes back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from app.desk.desk import Actor, Desk
from app.desk.digital import queue as show_queue
from app.desk.purge import purge
from app.desk.sign_on import hash_password
from app.errors import Refusal
from app.issuance.bench import Bench
from app.issuance.delivery.drop import DropFolder
from app.models import issuing
from app.models.platform import PackageItem
from app.models.staff import Role, Staff
from tests.issuance.packages import (
    TO_PLATFORM,
    a_receipt,
    at_desk,
    hand_over,
    packages,
    run,
    said,
    take,
)
from tests.issuance.school import School

PASSWORD = "correct horse battery"


@pytest.fixture
def rules() -> Mapping[str, str]:
    return TO_PLATFORM


def test_a_rejected_document_comes_back_with_the_platforms_words_and_goes_again(
    school: School, bench: Bench, box: Path, tmp_path: Path
) -> None:
    bad, good = hand_over(school, 1), hand_over(school, 2)
    run(school, bench, DropFolder(box))
    (package,) = packages(school)
    items = school.every(PackageItem)
    reference = next(item.reference for item in items if item.job_id == bad)
    why = "英文姓名與護照不符（許功蓋）"
    slip = take(school, tmp_path, a_receipt(package, items, rejected={reference: why}, encoding="cp950"))
    assert (slip.accepted, slip.rejected) == (1, 1)
    assert (said(school, bad), said(school, good)) == (("dead", "platform.rejected"), ("done", "platform.accepted"))
    job = school.job(bad)
    assert "護照" not in job.note_facts
    shown = at_desk(school, tmp_path, lambda desk: _shown(desk, bad))
    assert dict(shown.note_facts) == {"package": package.number, "reason": why}

    school.try_again(bad)
    run(school, bench, DropFolder(box))
    assert said(school, bad) == ("waiting", "platform.sent")
    again = packages(school)[1]
    assert again.number == "sample-main-1-114-00002"
    take(school, tmp_path, a_receipt(again, school.every(PackageItem)))
    assert said(school, bad) == ("done", "platform.accepted")
    assert len(school.ledger()) == 2
    assert school.broken_chains() == []


def _shown(desk: Desk, job_id: UUID) -> Any:
    desk.actor = Actor(job_id, "clerk", "承辦人", Role.CLERK)
    return next(each for each in show_queue(desk).jobs if each.id == job_id)


def change(line: int, cell: int, text: str) -> Callable[[list[list[str]]], None]:
    def alter(lines: list[list[str]]) -> None:
        lines[line][cell] = text

    return alter


def twice(lines: list[list[str]]) -> None:
    lines[2] = list(lines[1])


def same_issued(lines: list[list[str]]) -> None:
    lines[2][4] = lines[1][4]


def one_left_out(lines: list[list[str]]) -> None:
    del lines[2]


SPOILT: list[tuple[Callable[[list[list[str]]], None], str, int | None]] = [
    (change(0, 2, "sample-main-1-114-00009"), "receipt.unknown_package", 1),
    (change(0, 3, "ab" * 32), "receipt.other_package", 1),
    (change(0, 1, "2"), "receipt.version", None),
    (change(0, 4, "2025-07-18 10:00"), "receipt.line_wrong", 1),
    (change(0, 4, "yesterday"), "receipt.line_wrong", 1),
    (change(0, 0, "receipt"), "receipt.not_one", None),
    (change(1, 0, "taken"), "receipt.line_wrong", 2),
    (change(1, 1, "0000-0000-0000-0000"), "receipt.foreign_document", 2),
    (change(1, 2, "cd" * 32), "receipt.foreign_digest", 2),
    (change(1, 3, "x"), "receipt.line_wrong", 2),
    (change(1, 4, "not a digest"), "receipt.line_wrong", 2),
    (change(2, 5, "0"), "receipt.line_wrong", 3),
    (change(2, 5, "９"), "receipt.line_wrong", 3),
    (twice, "receipt.twice", 3),
    (same_issued, "receipt.in_use", 3),
    (one_left_out, "receipt.document_missing", None),
]


@pytest.fixture
def sent(one_school: School, bench: Bench, box: Path) -> School:
    hand_over(one_school, 1)
    hand_over(one_school, 2)
    run(one_school, bench, DropFolder(box))
    return one_school


def test_a_receipt_that_does_not_fit_is_refused_whole(sent: School, tmp_path: Path) -> None:
    (package,), items = packages(sent), sent.every(PackageItem)
    for alter, code, line in SPOILT:
        with pytest.raises(Refusal) as refusal:
            take(sent, tmp_path, a_receipt(package, items, alter=alter))
        assert code in refusal.value.codes
        first = next(each for each in refusal.value.obstacles if each.code == code)
        assert first.facts.get("line") == line
    assert sent.ledger() == []
    assert {said(sent, each) for each in sent.digital_jobs()} == {("waiting", "platform.sent")}


def test_a_receipt_is_taken_once(sent: School, tmp_path: Path) -> None:
    receipt = a_receipt(packages(sent)[0], sent.every(PackageItem))
    take(sent, tmp_path, receipt)
    with pytest.raises(Refusal) as refusal:
        take(sent, tmp_path, receipt)
    assert refusal.value.codes == ("receipt.taken_already",)
    assert len(sent.ledger()) == 2


def test_a_digest_that_is_another_documents_is_refused(sent: School, bench: Bench, box: Path, tmp_path: Path) -> None:
    take(sent, tmp_path, a_receipt(packages(sent)[0], sent.every(PackageItem)))
    taken = sent.ledger()[0].sha256.hex()
    hand_over(sent, 3)
    run(sent, bench, DropFolder(box))
    with pytest.raises(Refusal) as refusal:
        take(sent, tmp_path, a_receipt(packages(sent)[1], sent.every(PackageItem), alter=change(1, 4, taken)))
    assert refusal.value.codes == ("receipt.in_use",)


def test_any_changed_byte_is_noticed(sent: School, tmp_path: Path) -> None:
    whole = a_receipt(packages(sent)[0], sent.every(PackageItem))
    for place in range(0, len(whole), 7):
        receipt = bytearray(whole)
        receipt[place] ^= 0x01
        with pytest.raises(Refusal):
            take(sent, tmp_path, bytes(receipt))
    assert sent.ledger() == []


NO_RECEIPTS = [
    (b"", "receipt.not_one"),
    (b"\xff\xfe\x00", "receipt.not_one"),
    (b"%PDF-1.7", "receipt.not_one"),
    (b"registry-desk-receipt,1\n", "receipt.line_wrong"),
    (b'registry-desk-receipt,1,"a\n', "receipt.line_wrong"),
    (b"registry-desk-receipt,1,a," + b"0" * 64 + b",2025-07-18T10:00:00+08:00\nend,0,x\n", "receipt.line_wrong"),
    (b"a" * ((1 << 20) + 1), "receipt.too_large"),
    (b"," * 200_000, "receipt.not_one"),
]


def test_what_is_no_receipt_is_told(sent: School, tmp_path: Path) -> None:
    for content, code in NO_RECEIPTS:
        with pytest.raises(Refusal) as refusal:
            take(sent, tmp_path, content)
        assert refusal.value.codes == (code,)


def test_a_package_that_was_not_sent_has_no_receipt(
    one_school: School, bench: Bench, box: Path, tmp_path: Path
) -> None:
    hand_over(one_school, 1)
    run(one_school, bench, DropFolder(box / "away"))
    with pytest.raises(Refusal) as refusal:
        take(one_school, tmp_path, a_receipt(packages(one_school)[0], one_school.every(PackageItem)))
    assert refusal.value.codes == ("receipt.not_sent",)


def purged(school: School, folder: Path) -> dict[str, int]:
    """What a supervisor's purge emptied, by kind."""

    def act(desk: Desk) -> dict[str, int]:
        return {each.name: each.rows for each in purge(desk, login="boss", password=PASSWORD) if each.rows}

    with school.store.begin(school.stamp()) as work:
        work.add(Staff(login="boss", name="主管", role=Role.SUPERVISOR, password_hash=hash_password(PASSWORD)))
        work.note("staff.added")
    found: dict[str, int] = at_desk(school, folder, act)
    return found


def test_a_package_that_is_never_answered_is_emptied_with_the_mailboxes_and_its_receipt_may_still_come(
    sent: School, tmp_path: Path
) -> None:
    sent.clock.advance(days=5 * 366)
    assert purged(sent, tmp_path)["platform_packages"] == 1
    assert packages(sent)[0].content_sealed is None
    assert {said(sent, each) for each in sent.digital_jobs()} == {("waiting", "platform.sent")}
    take(sent, tmp_path, a_receipt(packages(sent)[0], sent.every(PackageItem)))
    assert {said(sent, each) for each in sent.digital_jobs()} == {("done", "platform.accepted")}


def test_a_stopped_package_that_was_emptied_is_packed_anew_when_a_person_lets_it_go_on(
    one_school: School, bench: Bench, box: Path, tmp_path: Path
) -> None:
    """Its graduates' mailboxes are gone by then: a person is told, and nothing half leaves."""
    first, second = hand_over(one_school, 1), hand_over(one_school, 2)
    (box / "sample-main-1-114-00001.zip").write_bytes(b"somebody else's")
    run(one_school, bench, DropFolder(box))
    assert said(one_school, first) == ("dead", "platform.other_file_there")
    one_school.clock.advance(days=5 * 366)
    assert purged(one_school, tmp_path)["platform_packages"] == 1
    one_school.try_again(first)
    run(one_school, bench, DropFolder(box))
    assert {said(one_school, each) for each in (first, second)} == {("dead", "delivery.no_mailbox")}
    assert [each.state.value for each in packages(one_school)] == ["dissolved"]


def test_one_accepted_after_its_hand_over_was_voided_counts_as_revoked(sent: School, tmp_path: Path) -> None:
    voided, good = sorted(sent.digital_jobs())
    sent.void_pickup(voided)
    take(sent, tmp_path, a_receipt(packages(sent)[0], sent.every(PackageItem)))
    assert said(sent, voided) == ("cancelled", "platform.accepted_for_void")
    assert said(sent, good) == ("done", "platform.accepted")
    found = [(each.state.value, each.reason, each.ended_at is not None) for each in sent.ledger()]
    assert sorted(found) == [("issued", "", False), ("revoked", issuing.VOIDED, True)]
