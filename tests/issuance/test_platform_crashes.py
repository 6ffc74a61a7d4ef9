"""Between any two steps on the way to the platform the program dies, or a hand-over is voided; all happens once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from uuid import UUID

import pytest

from app.desk.platform import import_receipt
from app.issuance.bench import Bench
from app.issuance.delivery.drop import DropFolder
from app.issuance.delivery.platform import LEASE
from app.issuance.runner import Runner
from app.models import issuing
from app.models.certificate import DigitalState
from app.models.job import Job
from app.models.pickup import Pickup
from app.models.platform import Package, PackageItem, PackageState
from tests.issuance.crashes import Killed, at_commit, die, until_it_lives_through
from tests.issuance.packages import TO_PLATFORM, a_receipt, hand_over, opened, packages, run, said, take
from tests.issuance.school import School


@pytest.fixture
def rules() -> Mapping[str, str]:
    return TO_PLATFORM


@pytest.fixture
def school(one_school: School) -> School:
    return one_school


def references(box: Path) -> Counter[str]:
    """Each document that lies at the platform, and how often. Nothing else may lie there."""
    found: Counter[str] = Counter()
    for each in box.iterdir():
        assert each.suffix == ".zip", each.name
        found.update(document["reference"] for document in opened(each)[0]["documents"])
    return found


@pytest.mark.parametrize("when", ["before", "after"])
def test_each_document_is_packed_and_sent_once_wherever_the_program_dies(school: School, box: Path, when: str) -> None:
    count = 0

    def begin() -> Runner:
        return Runner(school.office(Bench(), None, platform=DropFolder(box)))

    def another() -> None:
        nonlocal count
        count += 1
        hand_over(school, count)

    deaths = until_it_lives_through(school, begin, when, another, LEASE)
    assert deaths >= 7  # taken, checked, packed, gathered, the package taken, placed and arrived
    assert {said(school, each) for each in school.digital_jobs()} == {("waiting", "platform.sent")}
    sent = references(box)
    assert len(sent) == count
    assert set(sent.values()) == {1}
    assert {each.state for each in packages(school)} == {PackageState.SENT}
    assert school.broken_chains() == []


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_receipt_is_taken_whole_or_not_at_all_when_the_program_dies(
    school: School, box: Path, tmp_path: Path, when: str
) -> None:
    jobs = [hand_over(school, number) for number in (1, 2)]
    run(school, Bench(), DropFolder(box))
    receipt = a_receipt(packages(school)[0], school.every(PackageItem))
    file = tmp_path / "receipt.csv"
    file.write_bytes(receipt)
    desk = school.desk(tmp_path)
    with pytest.raises(Killed), at_commit(desk.store, 1, when, die):
        import_receipt(desk, file=str(file), actor="command")
    desk.close()
    if when == "before":
        assert school.ledger() == []
        assert {said(school, each) for each in jobs} == {("waiting", "platform.sent")}
        take(school, tmp_path, receipt)
    assert len(school.ledger()) == 2
    assert {said(school, each) for each in jobs} == {("done", "platform.accepted")}
    assert school.broken_chains() == []


def void_at_the_desk(school: School, job_id: UUID) -> None:
    """As the desk does it: what waits is cancelled in the same commit."""
    with school.store.begin(school.stamp()) as work:
        pickup = work.session.get_one(Pickup, work.session.get_one(Job, job_id).subject_id)
        pickup.voided_at = school.clock.now()
        issuing.withdraw_voided(work, pickup, school.clock.now())
        work.note("pickup.voided", {"pickup": pickup.id})


@pytest.mark.parametrize("void", [void_at_the_desk, School.void_pickup], ids=["at the desk", "elsewhere"])
def test_a_hand_over_voided_between_any_two_steps_is_sent_only_if_it_had_left(
    school: School, box: Path, tmp_path: Path, void: Callable[[School, UUID], None]
) -> None:
    """E30. What had its name on the other side already is revoked when the platform's receipt comes."""
    seen: set[PackageState | None] = set()
    for number in range(1, 60):
        voided, good = hand_over(school, 2 * number), hand_over(school, 2 * number + 1)
        state: PackageState | None = None

        def between(job_id: UUID = voided) -> None:
            nonlocal state
            state = state_of(school, job_id)
            void(school, job_id)

        runner = Runner(school.office(Bench(), None, platform=DropFolder(box)))
        with at_commit(school.store, number, "after", between):
            runner.run_due()
        runner.close()
        if not school.voided(voided):
            break
        for _ in range(3):
            school.clock.advance(seconds=LEASE.total_seconds() + 1)
            run(school, Bench(), DropFolder(box))
        seen.add(state)
        left = state in (PackageState.PLACING, PackageState.SENT)
        assert said(school, good) == ("waiting", "platform.sent")
        assert said(school, voided) == ("cancelled", "digital.pickup_voided")
        assert references_of(school, box, good) == 1
        assert references_of(school, box, voided) == left
        for package in packages(school):
            if package.state is PackageState.SENT:
                take(school, tmp_path, a_receipt(package, school.every(PackageItem)))
        assert said(school, good) == ("done", "platform.accepted")
        expected = ("cancelled", "platform.accepted_for_void") if left else ("cancelled", "digital.pickup_voided")
        assert said(school, voided) == expected
        states = {each.job_id: each.state for each in school.ledger()}
        assert states.get(voided) == (DigitalState.REVOKED if left else None)
        assert states[good] is DigitalState.ISSUED
    assert seen == {None, PackageState.PREPARED, PackageState.SENDING, PackageState.PLACING, PackageState.SENT}
    assert {each.content_sealed for each in packages(school) if each.state is PackageState.DISSOLVED} == {None}
    assert school.broken_chains() == []


def state_of(school: School, job_id: UUID) -> PackageState | None:
    states = {each.id: each.state for each in school.every(Package)}
    found = [states[each.package_id] for each in school.every(PackageItem) if each.job_id == job_id]
    return found[-1] if found else None


def references_of(school: School, box: Path, job_id: UUID) -> int:
    sent = references(box)
    return sum(sent[each] for each in {item.reference for item in school.every(PackageItem) if item.job_id == job_id})
