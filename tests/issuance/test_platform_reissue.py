"""A new version by way of the platform: its package names the one before, and the graduate hears of that one (E24)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.desk import decide as verbs
from app.desk.decision_slips import Chosen, DecisionSlip
from app.desk.desk import Desk
from app.desk.sign_on import hash_password
from app.issuance.bench import Bench
from app.issuance.delivery.drop import DropFolder
from app.issuance.keys import KeyPlace
from app.issuance.runner import Runner
from app.models.base import uuid7
from app.models.certificate import DigitalCertificate
from app.models.job import JobKind, JobState
from app.models.platform import PackageItem
from app.models.staff import Role, Staff
from tests.issuance.mail_room import MailRoom, post_to
from tests.issuance.packages import TO_PLATFORM, a_receipt, at_desk, hand_over, opened, packages, run, take
from tests.issuance.school import NO_NOTICE, School

BOSS = {"login": "boss", "password": "correct horse battery"}
NUMBER = "(114)範大學字第 000001 號"


@pytest.fixture(params=["platform", "platform_signed"])
def issued(request: pytest.FixtureRequest, tmp_path: Path, key: KeyPlace) -> Iterator[School]:
    """A school whose platform has issued one certificate; with signed files it was signed here."""
    rules = {**TO_PLATFORM, **NO_NOTICE}
    if request.param == "platform_signed":
        rules |= {"[digital.mailboxes]": '[digital.package]\ncontent = "signed_pdf"\n\n[digital.mailboxes]'}
    made = School(f"sqlite:///{tmp_path / 'desk.db'}", rules=rules)
    (tmp_path / "out").mkdir()
    with made.store.begin(made.stamp()) as work:
        work.add(Staff(login="boss", name="主管", role=Role.SUPERVISOR, password_hash=hash_password(BOSS["password"])))
        work.note("staff.added")
    hand_over(made, 1, channel=request.param)
    accepted(made, tmp_path, key)
    yield made
    made.close()


def accepted(school: School, folder: Path, key: KeyPlace) -> dict[str, Any]:
    """The next package goes and is accepted; what it says of its one document."""
    run(school, Bench(), DropFolder(folder / "out"), key)
    package = packages(school)[-1]
    _, files = opened(folder / "out" / f"{package.number}.zip")
    items = school.every(PackageItem)

    def the_very_file(lines: list[list[str]]) -> None:
        (sent,) = [each.sha256 for each in items if each.package_id == package.id]
        if package.content == "signed_pdf":
            lines[1][4] = sent.hex()

    take(school, folder, a_receipt(package, items, alter=the_very_file))
    (facts,) = [json.loads(held) for name, held in files.items() if name.startswith("documents/") and "json" in name]
    return dict(facts)


def decided(school: School, folder: Path, act: str, reason: str) -> DecisionSlip:
    def deed(desk: Desk) -> DecisionSlip:
        chosen = Chosen(numbers=(NUMBER,))
        made = verbs.decide(desk, deed_id=uuid7(), act=act, reason=reason, chosen=chosen, **BOSS)
        return verbs.settle(desk, decision_id=made.id, actor="command")

    slip: DecisionSlip = at_desk(school, folder, deed)
    return slip


def versions(school: School) -> list[DigitalCertificate]:
    return sorted(school.ledger(), key=lambda each: each.version)


def test_a_new_version_names_the_one_before_and_the_graduate_is_told_of_it(
    issued: School, tmp_path: Path, key: KeyPlace
) -> None:
    (before,) = versions(issued)
    decision = decided(issued, tmp_path, "reissue", "correction")
    assert dict(decision.outcomes) == {"digital.decided_reissued": 1}
    facts = accepted(issued, tmp_path, key)
    assert facts["replaces"] == {
        "reference": before.document_code,
        "sha256": before.sha256.hex(),
        "reason": "correction",
    }
    old, new = versions(issued)
    assert (old.state.value, old.reason, old.decision_id) == ("superseded", "correction", decision.id)
    assert new.state.value == "issued"
    room = MailRoom()
    room.controller.start()
    try:
        runner = Runner(issued.office(Bench(), key, post_to(room)))
        runner.run_due()
        runner.close()
    finally:
        room.controller.stop()
    bodies = [str(message.get_body().get_content()) for _, message in room.taken]
    assert len(bodies) == 2
    assert all(old.document_code in each and "no longer the latest" in each for each in bodies)
    assert issued.states(JobKind.DIGITAL_NOTICE) == [JobState.DONE]


def test_what_is_revoked_here_is_told_to_the_platform(issued: School, tmp_path: Path) -> None:
    decision = decided(issued, tmp_path, "revoke", "issued_in_error")
    assert dict(decision.outcomes) == {"digital.decided_revoked_tell": 1}
    assert [each.state.value for each in versions(issued)] == ["revoked"]
    assert issued.states(JobKind.DIGITAL_WITHDRAWAL) == [JobState.QUEUED]


def test_a_first_version_takes_nobody_s_place(issued: School, tmp_path: Path, key: KeyPlace) -> None:
    hand_over(issued, 2, channel=issued.job(issued.digital_jobs()[0]).channel)
    assert accepted(issued, tmp_path, key)["replaces"] is None
    assert issued.states(JobKind.DIGITAL_NOTICE) == []


def test_a_signed_file_that_is_superseded_before_its_package_leaves_is_told_of_after_its_receipt(
    tmp_path: Path, key: KeyPlace
) -> None:
    content = '[digital.package]\ncontent = "signed_pdf"\n\n[digital.mailboxes]'
    school = School(
        f"sqlite:///{tmp_path / 'desk.db'}", rules={**TO_PLATFORM, **NO_NOTICE, "[digital.mailboxes]": content}
    )
    with school.store.begin(school.stamp()) as work:
        work.add(Staff(login="boss", name="主管", role=Role.SUPERVISOR, password_hash=hash_password(BOSS["password"])))
        work.note("staff.added")
    hand_over(school, 1, channel="platform_signed")
    run(school, Bench(), DropFolder(tmp_path / "away"), key)  # packed, not sent
    assert dict(decided(school, tmp_path, "supersede", "replacement").outcomes) == {"digital.decided_superseded": 1}
    school.clock.advance(days=1)
    (tmp_path / "out").mkdir()
    accepted(school, tmp_path, key)
    run(school, Bench(), DropFolder(tmp_path / "out"), key)
    manifest, _ = opened(tmp_path / "out" / f"{packages(school)[-1].number}.zip")
    assert [each["reference"][:2] for each in manifest["withdrawals"]] == ["S-"]
    school.close()
