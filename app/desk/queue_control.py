"""The queue under a supervisor's hand: pause and resume for all stations, and what becomes of a stopped job.

A pause is a row in the database that every station obeys with the next job it takes; the one in hand is finished. Its
reason is shown to every clerk and in ``./desk queue show``. A stopped job is tried again by any clerk; only a
supervisor gives it up, because then a graduate who holds the paper gets no digital certificate from it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from app.desk import digital
from app.desk.queue_slips import PauseSlip, QueueSlip
from app.desk.sign_on import check_supervisor
from app.errors import Refusal
from app.models import pause as pauses
from app.models import queue as rows_of
from app.models.job import Job, JobState
from app.models.pause import QueuePause
from app.models.store import UnitOfWork

if TYPE_CHECKING:
    from app.desk.desk import Desk

LEAST_REASON = 4
LONGEST_REASON = 200
SHORTEST_NUMBER = 6


@dataclass(frozen=True, slots=True)
class StoppedJob:
    """A job that needs a person, as the command line shows it: nothing personal."""

    id: UUID
    step: str
    note: str
    note_facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class QueueSeen:
    pause: PauseSlip | None
    waiting: int
    dead: tuple[StoppedJob, ...]


def look(desk: Desk) -> QueueSeen:
    """The pause, how much waits, and every job that needs a person, whatever its kind."""
    with desk.read() as session:
        dead = tuple(
            StoppedJob(each.id, each.step, each.note, digital.facts_of(each)) for each in rows_of.stopped(session)
        )
        return QueueSeen(digital.pause_slip(session), rows_of.queue_counts(session).waiting, dead)


def pause(desk: Desk, *, reason: str, login: str, password: str) -> QueueSlip:
    """Nothing more is issued at any station. Refuses ``digital.reason_missing``, ``digital.already_paused``."""
    said = _reason(reason)
    supervisor = check_supervisor(desk, login, password)

    def act(work: UnitOfWork) -> None:
        if pauses.is_paused(work.session):
            raise Refusal.because("digital.already_paused")
        row = QueuePause(reason=said, paused_at=desk.now, paused_by=supervisor.id)
        work.add(row)
        work.note("queue.paused", {"pause": row.id, "supervisor": supervisor.id})

    desk.attempt(act)
    return digital.seen(desk)


def resume(desk: Desk, *, login: str, password: str) -> QueueSlip:
    """The stations issue again. Refuses ``digital.not_paused``."""
    supervisor = check_supervisor(desk, login, password)

    def act(work: UnitOfWork) -> None:
        found = pauses.pause_in_force(work.session)
        if found is None:
            raise Refusal.because("digital.not_paused")
        found[0].resumed_at, found[0].resumed_by = desk.now, supervisor.id
        work.note("queue.resumed", {"pause": found[0].id, "supervisor": supervisor.id})

    desk.attempt(act)
    return digital.seen(desk)


def cancel(desk: Desk, *, job_id: UUID, reason: str, login: str, password: str) -> QueueSlip:
    """Give a stopped job up. Refuses ``digital.not_stopped`` for any other, ``digital.reason_missing``."""
    said = _reason(reason)
    supervisor = check_supervisor(desk, login, password)

    def act(work: UnitOfWork) -> None:
        job = work.session.get(Job, job_id)
        if job is None or job.state is not JobState.DEAD:
            raise Refusal.because("digital.not_stopped")
        job.state, job.finished_at = JobState.CANCELLED, desk.now
        job.note, job.note_facts = "digital.cancelled_by_hand", json.dumps({"reason": said}, ensure_ascii=False)
        work.note("job.cancelled", {"job": job.id, "supervisor": supervisor.id})

    desk.attempt(act)
    return digital.seen(desk)


def retry(desk: Desk, *, number: str, actor: str) -> None:
    """The command's way to let a stopped job try again. Refuses ``digital.not_stopped``."""
    job_id = number_of(desk, number)

    def act(work: UnitOfWork) -> None:
        digital.queue_again(work, desk, job_id)

    desk.store.attempt(desk.stamp(actor), act)


def number_of(desk: Desk, number: str) -> UUID:
    """The stopped job whose key ends so. Refuses ``digital.not_stopped`` for none and for several."""
    wanted = number.strip().casefold()
    with desk.read() as session:
        found = [each.id for each in rows_of.stopped(session) if each.id.hex.endswith(wanted)]
    if len(wanted) < SHORTEST_NUMBER or len(found) != 1:
        raise Refusal.because("digital.not_stopped")
    return found[0]


def _reason(text: str) -> str:
    said = " ".join(text.split())[:LONGEST_REASON]
    if len(said) < LEAST_REASON:
        raise Refusal.because("digital.reason_missing")
    return said
