"""The program dies at any commit of a job's life, just before it or just after, and all happens once all the same.

The death is a BaseException that nothing in the program catches, at the database's own commit; what comes after it is a
new runner with a new office, as after a new start. Kills of whole processes are in ``test_queue``, ``test_renewal``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from app.issuance.bench import Bench
from app.issuance.keys import KeyPlace
from app.issuance.office import Office
from app.issuance.runner import Runner
from app.models.certificate import DigitalState
from app.models.delivery import Delivery, DeliveryState
from app.models.job import JobKind, JobState
from app.models.renewal import OlderForm
from tests.issuance.conftest import AT
from tests.issuance.crashes import at_commit, until_it_lives_through
from tests.issuance.decades import Authority
from tests.issuance.mail_room import MailRoom, post_to
from tests.issuance.school import NO_NOTICE, STATION, School


@pytest.fixture
def rules() -> Mapping[str, str]:
    return NO_NOTICE


@pytest.fixture
def school(one_school: School) -> School:
    return one_school


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority.opened(tmp_path / "house", AT - timedelta(hours=1))


@pytest.mark.timeout(600)
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_certificate_is_issued_and_mailed_once_wherever_the_program_dies(
    school: School, room: MailRoom, authority: Authority, when: str
) -> None:
    bench, count = Bench(), 0

    def begin() -> Runner:
        return Runner(
            Office.open(school.store, STATION, school.clock, bench, authority.key, authority.lasting, post_to(room))
        )

    def hand_over() -> None:
        nonlocal count
        count += 1
        job_id = school.hand_over(count)
        school.write_mailboxes(job_id, f"own{count}@post.example", f"s{count}@alumni.sample.example")

    deaths = until_it_lives_through(school, begin, when, hand_over)
    assert deaths >= 8  # taken, checked, signed, made ready, and two mailboxes begun and ended
    ledger = school.ledger()
    assert Counter(each.state for each in ledger) == {DigitalState.ISSUED: count}
    assert {each.version for each in ledger} == {1}
    mailed = Counter(address for address, _ in room.taken)
    assert set(mailed.values()) == {1}
    unknown = [each for each in school.every(Delivery) if each.state is DeliveryState.UNKNOWN]
    accepted = [each for each in school.every(Delivery) if each.state is DeliveryState.ACCEPTED]
    assert len(accepted) + len(unknown) == 2 * count
    assert len(accepted) <= len(room.taken) <= 2 * count
    states = Counter(school.states(JobKind.DIGITAL_CERTIFICATE))
    assert states[JobState.DONE] + states[JobState.DEAD] == count
    assert states[JobState.DEAD] == len({each.job_id for each in unknown})  # a person decides what nobody can know
    assert school.broken_chains() == []


def test_a_hand_over_voided_between_any_two_steps_leaves_no_certificate_in_force(
    school: School, room: MailRoom, key: KeyPlace
) -> None:
    """E30: what had not begun to leave is not mailed; what had is revoked, and the graduate hears of it."""
    ends: set[str] = set()
    for number in range(1, 60):
        job_id = school.hand_over(number)
        school.write_mailboxes(job_id, f"own{number}@post.example", "")
        leaving = 0

        def between(job_id: UUID = job_id) -> None:
            nonlocal leaving
            leaving = sum(each.job_id == job_id and each.tried_at is not None for each in school.every(Delivery))
            school.void_pickup(job_id)

        runner = Runner(school.office(Bench(), key, post_to(room)))
        with at_commit(school.store, number, "after", between):
            runner.run_due()
        runner.close()
        if not school.voided(job_id):
            break
        Runner(school.office(Bench(), key, post_to(room))).run_due()
        mailed = [message for address, message in room.taken if address == f"own{number}@post.example"]
        attached = [each for each in mailed if list(each.iter_attachments())]
        assert len(attached) == leaving, number
        versions = [each for each in school.ledger() if each.job_id == job_id]
        assert {each.state for each in versions} <= {DigitalState.REVOKED}
        told = [each for each in mailed if each not in attached]
        assert len(told) == len(versions), "who has, or may have, a file is told that it is revoked"
        ends.add(school.job(job_id).state.value)
    assert ends == {"cancelled", "done"}
    assert school.broken_chains() == []


@pytest.mark.timeout(600)
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_timestamp_is_renewed_once_wherever_the_program_dies(school: School, authority: Authority, when: str) -> None:
    bench, count = Bench(), 0

    def begin() -> Runner:
        return Runner(Office.open(school.store, STATION, school.clock, bench, authority.key, authority.lasting))

    def years_later() -> None:
        nonlocal count
        if count == 0:
            school.hand_over(1)
            begin().run_due()
        count += 1
        school.clock.advance(days=2.5 * 365)
        authority.change_certificate(school.clock.now() - timedelta(hours=1))

    deaths = until_it_lives_through(school, begin, when, years_later)
    assert deaths >= 3  # planned, taken, renewed
    assert len(school.every(OlderForm)) == count
    assert set(school.states(JobKind.RENEWAL)) == {JobState.DONE}
    assert len(school.states(JobKind.RENEWAL)) == count
    assert school.broken_chains() == []
