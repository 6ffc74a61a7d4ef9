"""One is found among many: by receipt, number, name or document code; what is late is told by office (A34)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import update

from app.desk import counter, digital, queue_control
from app.desk.desk import Actor, Desk
from app.issuance.bench import Bench
from app.issuance.keys import KeyPlace
from app.issuance.runner import Runner
from app.models import queue, search
from app.models.graduate import Graduate, Person
from app.models.job import Job, JobState
from app.models.staff import Role
from tests.issuance.conftest import a_key
from tests.issuance.school import NO_NOTICE, STATION, School


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> KeyPlace:
    return a_key(tmp_path_factory.mktemp("key"), "p256")


@pytest.fixture
def school(url: str) -> Iterator[School]:
    made = School(url, rules=NO_NOTICE)
    yield made
    made.close()


@pytest.fixture
def at_desk(school: School, tmp_path: Path) -> Iterator[Desk]:
    made = school.desk(tmp_path / "keys")
    made.actor = Actor(school.clerk.id, "clerk", "承辦人", Role.CLERK)
    yield made
    made.close()


def found(desk: Desk, sought: str, which: str = "all") -> list[str]:
    return [each.short for each in digital.queue(desk, which=which, sought=sought).jobs]


def test_one_is_found_by_whatever_names_it(school: School, at_desk: Desk, key: KeyPlace) -> None:
    first = school.hand_over(1, name="林峯煊")
    school.hand_over(22, name="陳怡君")
    remember_names(school)
    runner = Runner(school.office(Bench(), key))
    runner.run_due()
    runner.close()
    code = next(each.document_code for each in school.ledger() if each.job_id == first)
    for sought in (f"{STATION}-114-00001", "41100001s", "(114)範大學字第 000001 號", "林峯煊", "林峰", code, code[5:9]):
        assert found(at_desk, sought) == ["000001"], sought
    assert found(at_desk, f"https://verify.sample.example/d/{code}") == ["000001"]  # its QR code
    assert found(at_desk, "０００００１") == ["000001"]  # as an input method types it
    assert found(at_desk, "怡君", "finished") == ["000022"]
    assert found(at_desk, "怡君", "waiting") == []
    assert found(at_desk, "100%_") == []
    assert sorted(found(at_desk, "  ")) == ["000001", "000022"]


def test_a_long_list_says_how_many_it_leaves_out(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(1, 8):
        school.hand_over(number)
    with school.store.read() as session:
        page = queue.queue_page(session, "waiting", date(2025, 7, 3), limit=5)
        assert (len(page.rows), page.found) == (5, 7)
        page = queue.queue_page(session, "waiting", date(2025, 7, 3), "林", limit=5)
        assert (len(page.rows), page.found) == (5, 7)
        page = queue.queue_page(session, "waiting", date(2025, 7, 3), "000007", limit=5)
        assert (len(page.rows), page.found) == (1, 1)


def test_what_is_late_is_told_at_the_counter_in_the_list_and_by_office(school: School, at_desk: Desk) -> None:
    late, dead, done = (school.hand_over(each, due=date(2025, 7, 7)) for each in (1, 2, 3))
    school.hand_over(4, due=None)
    put(school, dead, JobState.DEAD)
    put(school, done, JobState.DONE)
    school.clock.at += timedelta(days=(date(2025, 7, 7) - school.clock.now().date()).days)
    assert counter.overview(at_desk).digital_overdue == 0  # the day itself is still in time
    assert queue_control.overdue(at_desk) == ()
    school.clock.at += timedelta(days=3)
    assert counter.overview(at_desk).digital_overdue == 2
    slip = digital.queue(at_desk, which="overdue")
    assert (slip.overdue, slip.found) == (2, 2)
    assert {each.id for each in slip.jobs} == {late, dead}
    assert all(each.late for each in slip.jobs)
    assert not any(each.late for each in digital.queue(at_desk, which="finished").jobs)
    (office,) = queue_control.overdue(at_desk)
    assert str(office.office) == "註冊組"
    assert [(each.receipt_number, each.days_late) for each in office.jobs] == [
        (f"{STATION}-114-00001", 3),
        (f"{STATION}-114-00002", 3),
    ]
    assert queue_control.look(at_desk).overdue == 2


def remember_names(school: School) -> None:
    with school.store.begin(school.stamp()) as work:
        for graduate, person in work.session.query(Graduate, Person).join(Person, Person.id == Graduate.person_id):
            search.remember(work.session, graduate, person)
        work.note("test.remembered")


def put(school: School, job_id: UUID, state: JobState) -> None:
    with school.store.begin(school.stamp()) as work:
        work.session.execute(update(Job).where(Job.id == job_id).values(state=state, revision=Job.revision))
        work.note("test.state", {"job": job_id})
