"""What ended after it had gone to the ministry's platform is withdrawn there: by the next package, once (E24, E30)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from app.desk import decide as verbs
from app.desk import digital
from app.desk.decision_slips import Chosen
from app.desk.desk import Actor, Desk
from app.desk.sign_on import hash_password
from app.errors import Refusal
from app.issuance.bench import Bench
from app.issuance.delivery.drop import DropFolder
from app.models import issuing
from app.models.base import uuid7
from app.models.job import Job, JobKind, JobState
from app.models.pickup import Pickup
from app.models.platform import PackageItem, PackageState
from app.models.staff import Role, Staff
from tests.issuance.packages import TO_PLATFORM, a_receipt, at_desk, hand_over, opened, packages, run, said, take
from tests.issuance.school import NO_NOTICE, School

BOSS = {"login": "boss", "password": "correct horse battery"}


@pytest.fixture
def rules() -> Mapping[str, str]:
    return {**TO_PLATFORM, **NO_NOTICE}


@pytest.fixture
def out(box: Path, school: School) -> DropFolder:
    with school.store.begin(school.stamp()) as work:
        work.add(Staff(login="boss", name="主管", role=Role.SUPERVISOR, password_hash=hash_password(BOSS["password"])))
        work.note("staff.added")
    return DropFolder(box)


def answer(school: School, folder: Path, **how: Any) -> None:
    take(school, folder, a_receipt(packages(school)[-1], school.every(PackageItem), **how))


def withdrawals(school: School) -> Sequence[Job]:
    jobs = [each for each in school.every(Job) if each.kind is JobKind.DIGITAL_WITHDRAWAL]
    return sorted(jobs, key=lambda each: each.id)


def decided(school: School, folder: Path, act: str, reason: str, number: int = 1) -> dict[str, int]:
    def deed(desk: Desk) -> dict[str, int]:
        chosen = Chosen(numbers=(f"(114)範大學字第 {number:06d} 號",))
        made = verbs.decide(desk, deed_id=uuid7(), act=act, reason=reason, chosen=chosen, **BOSS)
        return dict(verbs.settle(desk, decision_id=made.id, actor="command").outcomes)

    outcomes: dict[str, int] = at_desk(school, folder, deed)
    return outcomes


def void(school: School, job_id: Any) -> None:
    """As a supervisor's deed does it."""
    school.void_pickup(job_id)
    with school.store.begin(school.stamp()) as work:
        pickup = work.session.get_one(Pickup, work.session.get_one(Job, job_id).subject_id)
        issuing.withdraw_voided(work, pickup, school.clock.now())


def test_a_revoked_one_stands_in_the_next_package_and_is_done_by_its_receipt(
    school: School, out: DropFolder, box: Path, tmp_path: Path
) -> None:
    hand_over(school, 1)
    run(school, Bench(), out)
    answer(school, tmp_path)
    (entry,) = school.ledger()
    (item,) = school.every(PackageItem)
    assert decided(school, tmp_path, "revoke", "issued_in_error") == {"digital.decided_revoked_tell": 1}
    hand_over(school, 2)
    run(school, Bench(), out)
    assert len(packages(school)) == 2
    manifest, files = opened(box / f"{packages(school)[1].number}.zip")
    assert [len(manifest[each]) for each in ("documents", "withdrawals")] == [1, 1]
    (listed,) = manifest["withdrawals"]
    told = json.loads(files[f"withdrawals/R-{item.reference}.json"])
    assert listed["reference"] == told["reference"] == f"R-{item.reference}"
    assert told["document"] == {
        "reference": item.reference,
        "sent_sha256": item.sha256.hex(),
        "code": entry.document_code,
        "sha256": entry.sha256.hex(),
    }
    assert (told["state"], told["reason"]) == ("revoked", "issued_in_error")
    assert "林煊" not in files[f"withdrawals/R-{item.reference}.json"].decode()
    (job,) = withdrawals(school)
    assert said(school, job.id) == ("waiting", "platform.sent")
    answer(school, tmp_path)
    assert said(school, job.id) == ("done", "platform.withdrawn")
    run(school, Bench(), out)
    assert (len(packages(school)), len(withdrawals(school))) == (2, 1)
    assert school.broken_chains() == []


def test_one_that_awaits_its_receipt_is_withdrawn_once_whatever_the_receipt_says(
    school: School, out: DropFolder, box: Path, tmp_path: Path
) -> None:
    job_id = hand_over(school, 1)
    run(school, Bench(), out)
    void(school, job_id)
    run(school, Bench(), out)
    first, second = packages(school)
    manifest, files = opened(box / f"{second.number}.zip")
    assert (manifest["documents"], len(manifest["withdrawals"])) == ([], 1)
    told = json.loads(files[manifest["withdrawals"][0]["files"][0]["name"]])
    assert (told["state"], told["document"]["code"]) == ("revoked", "")
    take(school, tmp_path, a_receipt(first, school.every(PackageItem)))
    assert said(school, job_id) == ("cancelled", "platform.accepted_for_void")
    assert [each.state.value for each in school.ledger()] == ["revoked"]
    run(school, Bench(), out)
    take(school, tmp_path, a_receipt(second, school.every(PackageItem)))
    assert [each.note for each in withdrawals(school)] == ["platform.withdrawn"]
    assert len(packages(school)) == 2


def test_what_never_left_is_not_withdrawn(school: School, out: DropFolder, tmp_path: Path) -> None:
    job_id = hand_over(school, 1)
    run(school, Bench(), None)  # no way to the platform here
    void(school, job_id)
    run(school, Bench(), out)
    assert packages(school) == []
    assert withdrawals(school) == []


def test_one_that_is_first_superseded_and_then_revoked_is_told_twice(
    school: School, out: DropFolder, tmp_path: Path
) -> None:
    hand_over(school, 1)
    run(school, Bench(), out)
    answer(school, tmp_path)
    assert decided(school, tmp_path, "supersede", "replacement") == {"digital.decided_superseded_tell": 1}
    run(school, Bench(), out)
    answer(school, tmp_path)
    decided(school, tmp_path, "revoke", "degree_withdrawn")
    run(school, Bench(), out)
    answer(school, tmp_path)
    items = sorted(each.reference[:2] for each in school.every(PackageItem) if each.reference[1] == "-")
    assert items == ["R-", "S-"]
    assert [each.state for each in withdrawals(school)] == [JobState.DONE] * 2


def test_a_rejected_withdrawal_waits_for_a_person_and_goes_again(
    school: School, out: DropFolder, tmp_path: Path
) -> None:
    hand_over(school, 1)
    run(school, Bench(), out)
    answer(school, tmp_path)
    decided(school, tmp_path, "revoke", "issued_in_error")
    run(school, Bench(), out)
    (job,) = withdrawals(school)
    reference = next(each.reference for each in school.every(PackageItem) if each.job_id == job.id)
    answer(school, tmp_path, rejected={reference: "查無此證書"})
    assert said(school, job.id) == ("dead", "platform.rejected")

    def look(desk: Desk) -> None:
        desk.actor = Actor(school.clerk.id, "clerk", "承辦人", Role.CLERK)
        (shown,) = digital.queue(desk, which="attention").jobs
        assert (shown.kind, shown.id) == ("digital_withdrawal", job.id)
        assert ("reason", "查無此證書") in shown.note_facts
        digital.try_again(desk, job_id=job.id)

    at_desk(school, tmp_path, look)
    run(school, Bench(), out)
    answer(school, tmp_path)
    assert said(school, job.id) == ("done", "platform.withdrawn")


def test_a_package_that_is_taken_back_leaves_its_withdrawal_to_the_next(
    school: School, out: DropFolder, box: Path, tmp_path: Path
) -> None:
    hand_over(school, 1)
    run(school, Bench(), out)
    answer(school, tmp_path)
    decided(school, tmp_path, "revoke", "issued_in_error")
    job_id = hand_over(school, 2)
    run(school, Bench(), DropFolder(tmp_path / "away"))  # packed, not sent
    void(school, job_id)
    school.clock.advance(days=1)
    run(school, Bench(), out)  # nothing of it was ever there: it is taken back
    run(school, Bench(), out)
    states = [each.state for each in packages(school)]
    assert states == [PackageState.ANSWERED, PackageState.DISSOLVED, PackageState.SENT]
    manifest, _ = opened(box / f"{packages(school)[-1].number}.zip")
    assert (len(manifest["documents"]), len(manifest["withdrawals"])) == (0, 1)


def test_an_answer_of_the_wrong_kind_is_refused_whole(school: School, out: DropFolder, tmp_path: Path) -> None:
    hand_over(school, 1)
    run(school, Bench(), out)

    def withdrawn(lines: list[list[str]]) -> None:
        lines[1] = ["withdrawn", *lines[1][1:3]]

    with pytest.raises(Refusal) as refused:
        answer(school, tmp_path, alter=withdrawn)
    assert refused.value.codes == ("receipt.wrong_answer",)


@pytest.mark.parametrize("how", ["accepted", "rejected"])
def test_one_that_is_revoked_while_its_receipt_is_awaited_never_comes_into_force(
    school: School, out: DropFolder, box: Path, tmp_path: Path, how: str
) -> None:
    job_id = hand_over(school, 1)
    run(school, Bench(), out)
    assert decided(school, tmp_path, "revoke", "degree_withdrawn") == {"digital.decided_cancelled": 1}
    (item,) = school.every(PackageItem)
    take(
        school,
        tmp_path,
        a_receipt(packages(school)[0], [item], rejected={item.reference: "不符"} if how == "rejected" else {}),
    )
    assert said(school, job_id) == ("cancelled", "digital.revoked_before")
    assert [(each.state.value, each.reason) for each in school.ledger()] == (
        [("revoked", "degree_withdrawn")] if how == "accepted" else []
    )
    run(school, Bench(), out)
    (job,) = withdrawals(school)
    if how == "rejected":  # there is nothing there to be withdrawn
        assert said(school, job.id) == ("cancelled", "platform.nothing_to_withdraw") and len(packages(school)) == 1
        return
    manifest, files = opened(box / f"{packages(school)[1].number}.zip")
    told = json.loads(files[manifest["withdrawals"][0]["files"][0]["name"]])
    assert (told["state"], told["reason"], told["document"]["reference"]) == (
        "revoked",
        "degree_withdrawn",
        item.reference,
    )
    assert school.broken_chains() == []


def test_a_package_that_has_not_left_is_taken_back_when_a_document_of_it_is_revoked(
    school: School, out: DropFolder, box: Path, tmp_path: Path
) -> None:
    revoked, other = hand_over(school, 1), hand_over(school, 2)
    run(school, Bench(), DropFolder(tmp_path / "away"))  # packed, not sent
    decided(school, tmp_path, "revoke", "degree_withdrawn")
    school.clock.advance(days=1)
    run(school, Bench(), out)
    run(school, Bench(), out)
    assert [each.state for each in packages(school)] == [PackageState.DISSOLVED, PackageState.SENT]
    manifest, _ = opened(box / f"{packages(school)[1].number}.zip")
    assert len(manifest["documents"]) == 1 and withdrawals(school) == []
    assert said(school, revoked) == ("cancelled", "digital.revoked_before")
    assert said(school, other) == ("waiting", "platform.sent")
