"""The program dies at any commit of a job's life, just before it or just after, and all happens once all the same.

The death is a BaseException that nothing in the program catches, at the database's own commit; what comes after it is a
new runner with a new office, as after a new start. Kills of whole processes are in ``test_queue``, ``test_renewal``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from app.issuance.bench import Bench
from app.issuance.office import Office
from app.issuance.runner import Runner
from app.models.certificate import DigitalState
from app.models.delivery import Delivery, DeliveryState
from app.models.job import JobKind, JobState
from app.models.renewal import OlderForm
from tests.issuance.conftest import AT
from tests.issuance.crashes import until_it_lives_through
from tests.issuance.decades import Authority
from tests.issuance.mail_room import MailRoom, post_to
from tests.issuance.school import NO_NOTICE, STATION, School


@pytest.fixture
def school(tmp_path: Path) -> Iterator[School]:
    made = School(f"sqlite:///{tmp_path / 'desk.db'}", rules=NO_NOTICE)
    yield made
    made.close()


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
