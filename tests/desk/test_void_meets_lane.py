"""A hand-over is voided while the issuance lane works on its digital certificate (E30): both end as they should.

On PostgreSQL the void waits for the row that the lane holds, on SQLite for its turn to write; then it goes by what the
lane has left. It is never refused because a lane was at the job.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text

from app.desk.desk import Desk
from app.issuance.keys import KeyPlace
from app.models import issuing
from app.models.base import uuid7
from app.models.certificate import DigitalCertificate, DigitalState
from app.models.issuing import Task
from app.models.job import Job, JobKind, JobState
from app.models.journal import check_chains
from app.models.pickup import Pickup
from app.models.store import UnitOfWork
from app.models.turns import line_of
from tests.desk.conftest import Made
from tests.desk.test_decide import Issuing, key
from tests.desk.test_voiding import handed, voided

__all__ = ["key"]  # the fixture
OWNER = "w9:1:lane"


def taken(desk: Desk, work: UnitOfWork, kind: JobKind = JobKind.DIGITAL_CERTIFICATE) -> Task:
    """The lane leases the job."""
    late = desk.now + timedelta(days=60)
    task = issuing.take_due(work.session, [kind], owner=OWNER, now=late, until=late, keyless=False)
    assert task is not None
    return task


def held(desk: Desk, work: UnitOfWork) -> Job:
    """The lane is about to write what it has done."""
    job = issuing.hold(work.session, taken(desk, work))
    assert job is not None
    return job


def takes(desk: Desk, work: UnitOfWork) -> None:
    taken(desk, work)


def does_a_step(desk: Desk, work: UnitOfWork) -> None:
    job = held(desk, work)
    issuing.finish_step(work.session, job, result="x", after=job.step, at=desk.now, until=desk.now)


def dies(desk: Desk, work: UnitOfWork) -> None:
    issuing.rest(held(desk, work), JobState.DEAD, code="signing.key_missing")


def issues(desk: Desk, work: UnitOfWork) -> None:
    """The last step: the file is in the ledger, the job is done."""
    job = held(desk, work)
    pickup = work.session.get_one(Pickup, job.subject_id)
    entry = DigitalCertificate(
        certificate_id=pickup.certificate_id,
        pickup_id=pickup.id,
        job_id=job.id,
        version=1,
        document_code=uuid7().hex,
        sha256=b"made up",
        size=7,
        level="B-B",
        signer="made up",
        issued_at=desk.now,
    )
    issuing.enter(work.session, entry, None, job)
    issuing.rest(job, JobState.DONE, finished_at=desk.now)


def waits(desk: Desk) -> bool:
    """Whether somebody waits for what the lane holds."""
    if desk.store.is_sqlite:
        return len(line_of(desk.store.url.database or "")._waiting) > 1
    query = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    with desk.store.look() as connection:
        return bool(connection.scalar(text(query)))


@pytest.mark.parametrize(
    ("does", "digital"),
    [(takes, "cancelled"), (does_a_step, "cancelled"), (dies, "cancelled"), (issues, "revoked")],
    ids=lambda each: getattr(each, "__name__", each),
)
def test_a_void_waits_for_the_lane_and_goes_by_what_it_left(
    desk: Desk, make: Callable[..., Made], does: Callable[[Desk, UnitOfWork], None], digital: str
) -> None:
    made = make()
    done = handed(desk, made)
    with ThreadPoolExecutor(1) as pool:
        with desk.begin(bookkeeping=True) as work:
            does(desk, work)
            work.session.flush()
            coming = pool.submit(voided, desk, done, made)
            until = time.monotonic() + 20
            while not waits(desk):
                assert time.monotonic() < until and not coming.done(), "it did not wait for the lane"
                time.sleep(0.005)
        assert coming.result().digital == digital
    with desk.begin(bookkeeping=True) as work:
        late = desk.now + timedelta(days=60)
        kinds = [JobKind.DIGITAL_CERTIFICATE, JobKind.ACCOUNT_CLOSURE]
        assert issuing.take_due(work.session, kinds, owner=OWNER, now=late, until=late) is None, "nothing goes on"
    with desk.read() as session:
        assert DigitalState.ISSUED not in session.scalars(select(DigitalCertificate.state)).all()
        assert not any(each.broken for each in check_chains(session))


def test_a_lane_that_comes_back_to_a_voided_job_writes_nothing(desk: Desk, make: Callable[..., Made]) -> None:
    made = make()
    done = handed(desk, made)
    with desk.begin(bookkeeping=True) as work:
        task = taken(desk, work)
    assert voided(desk, done, made).digital == "cancelled"
    with desk.begin(bookkeeping=True) as work:
        assert issuing.hold(work.session, task) is None


def test_a_notice_that_a_lane_holds_may_have_left(desk: Desk, make: Callable[..., Made]) -> None:
    made = make()
    done = handed(desk, made)
    with desk.begin(bookkeeping=True) as work:
        taken(desk, work, JobKind.ACCOUNT_CLOSURE)
    assert voided(desk, done, made).closure == "may_be_sent"


def test_the_real_lane_and_a_void_at_once_leave_nothing_in_force(
    desk: Desk, make: Callable[..., Made], key: KeyPlace, tmp_path: Path
) -> None:
    lane = Issuing(desk, key, tmp_path)
    for _ in range(5):
        made = make()
        done = handed(desk, made)
        with ThreadPoolExecutor(2) as pool:
            working, coming = pool.submit(lane.run), pool.submit(voided, desk, done, made)
            assert coming.result().digital in ("cancelled", "revoked")
            working.result()
    lane.run()
    with desk.read() as session:
        assert DigitalState.ISSUED not in session.scalars(select(DigitalCertificate.state)).all()
        open_ones = (JobState.QUEUED, JobState.WORKING, JobState.WAITING)
        kinds = (JobKind.DIGITAL_CERTIFICATE, JobKind.ACCOUNT_CLOSURE)
        assert not session.scalars(select(Job.id).where(Job.state.in_(open_ones), Job.kind.in_(kinds))).all()
