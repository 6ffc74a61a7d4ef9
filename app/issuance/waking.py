"""Certificates that sleep until their day (E17, E34) and overslept it: told, and made at once.

A day that moves wakes them by itself. One that was moved by an older program, or restored from a backup made before it
moved, sleeps on for the day it knew; each look, and so the first one after the computer was off, finds it.
"""

from __future__ import annotations

from collections.abc import Callable

from app.issuance.office import Office
from app.issuance.orders import Progress
from app.models import issuing, queue
from app.models.job import JobState
from app.models.store import UnitOfWork


def wake_overslept(office: Office, tell: Callable[[Progress], None]) -> int:
    """Let them be taken now; how many there were."""
    with office.store.read() as session:
        if not queue.any_overslept(session, office.day, office.now):
            return 0
    told = office.commit(lambda work: _wake(work, office))
    for each in told:
        tell(each)
    return len(told)


def _wake(work: UnitOfWork, office: Office) -> list[Progress]:
    told = []
    for job in queue.overslept(work.session, office.day, office.now):
        assert job.due is not None
        facts = {"day": job.due.isoformat()}
        issuing.rest(job, JobState.QUEUED, code=queue.OVERSLEPT, facts=facts, not_before=office.now)
        about: dict[str, object] = {"job": job.id}
        work.note("digital.overslept", about, due=job.due.isoformat())
        told.append(Progress(job.id, job.kind.value, job.step, job.state.value, queue.OVERSLEPT, tuple(facts.items())))
    work.bookkeeping = not told
    return told
