"""The queue under a supervisor's hand: pause and resume for all stations, and what becomes of a stopped job.

A pause is a row in the database that every station obeys with the next job it takes; the one in hand is finished. Its
reason is shown to every clerk and in ``./desk queue show``. A stopped job is tried again by any clerk; only a
supervisor gives it up, because then a graduate who holds the paper gets no digital certificate from it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from app.desk import digital
from app.desk.queue_slips import PauseSlip, QueueSlip
from app.desk.sign_on import check_supervisor
from app.errors import Refusal
from app.models import pause as pauses
from app.models import queue as rows_of
from app.models.job import MESSAGES, Job, JobState
from app.models.pause import QueuePause
from app.models.store import UnitOfWork
from app.wording import Bilingual

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
class OverdueJob:
    """A certificate whose promised day is over (A34), with the receipt of its hand-over: nothing personal."""

    id: UUID
    receipt_number: str
    due: date
    days_late: int
    state: str
    note: str
    note_facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class OverdueSeen:
    """What is overdue, by the office whose counter handed the paper over: that office answers for it."""

    office: Bilingual
    jobs: tuple[OverdueJob, ...]


@dataclass(frozen=True, slots=True)
class QueueSeen:
    pause: PauseSlip | None
    waiting: int
    dead: tuple[StoppedJob, ...]
    overdue: int


def look(desk: Desk) -> QueueSeen:
    """The pause, how much waits, and every job that needs a person, whatever its kind."""
    with desk.read() as session:
        dead = tuple(
            StoppedJob(each.id, each.step, each.note, digital.facts_of(each)) for each in rows_of.stopped(session)
        )
        waiting, late = rows_of.queue_counts(session).waiting, rows_of.overdue(session, desk.day)
        return QueueSeen(digital.pause_slip(session), waiting, dead, late)


def overdue(desk: Desk) -> tuple[OverdueSeen, ...]:
    """Every certificate that was promised before today and is not out, by office, the oldest promise first."""
    found: dict[str, list[OverdueJob]] = {}
    with desk.read() as session:
        desk.heed(session)
        for counter, job, receipt_number in rows_of.overdue_by_counter(session, desk.day):
            assert job.due is not None
            late = OverdueJob(
                id=job.id,
                receipt_number=receipt_number,
                due=job.due,
                days_late=(desk.day - job.due).days,
                state=job.state.value,
                note=job.note,
                note_facts=digital.facts_of(job),
            )
            found.setdefault(_office_of(desk, counter), []).append(late)
    names = {each.code: each.name for each in desk.profile.units}
    return tuple(OverdueSeen(names.get(code, Bilingual(code)), tuple(jobs)) for code, jobs in sorted(found.items()))


def _office_of(desk: Desk, counter: str) -> str:
    return next((each.unit for each in desk.profile.counters if each.code == counter and each.unit), counter)


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


def told_by_phone(desk: Desk, *, job_id: UUID, reason: str, actor: str | None = None) -> QueueSlip:
    """A message that could not be mailed was said on the telephone instead; ``reason`` is what was done.

    Refuses ``digital.not_stopped`` for a certificate, or a message that has not stopped, ``digital.reason_missing``.
    """
    if actor is None:
        _ = desk.clerk
    said = _reason(reason)

    def act(work: UnitOfWork) -> None:
        job = work.session.get(Job, job_id)
        if job is None or job.state is not JobState.DEAD or job.kind not in MESSAGES:
            raise Refusal.because("digital.not_stopped")
        job.state, job.finished_at = JobState.DONE, desk.now
        job.note, job.note_facts = "notice.told_by_phone", json.dumps({"reason": said}, ensure_ascii=False)
        work.note("notice.told_by_phone", {"job": job.id}, kind=job.kind.value)

    desk.store.attempt(desk.stamp(actor), act)
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
