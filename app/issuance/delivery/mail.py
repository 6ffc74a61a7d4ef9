"""The steps ``mail`` and ``notify``: a message to each mailbox that it is for, once.

How this works. ``prepare`` brings the rows up to today's mailboxes, then for each open one commits ``sending``, sends
with no transaction open, and commits the outcome. ``record`` reads the rows and says how the step went. Each commit
asks whether the lease is still its own.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from app.errors import Trouble
from app.issuance.delivery.letter import Letter, compose
from app.issuance.delivery.occasions import OCCASIONS
from app.issuance.delivery.post import Answer
from app.issuance.outcomes import Cancelled, Done, Later, Outcome, Stops, Waits
from app.models import delivery, issuing
from app.models.delivery import UNDONE, Delivery, DeliveryState
from app.models.issuing import Task
from app.models.job import Job, JobKind
from app.models.store import UnitOfWork

if TYPE_CHECKING:
    from app.issuance.office import Office

T = TypeVar("T")
SPACING = tuple(timedelta(minutes=each) for each in (5, 15, 60, 240, 720, 1440))
"""How long a mailbox that asked to come again is left alone; after the last of them it has refused."""
ELSEWHERE = timedelta(minutes=15)
AT_ONCE = timedelta(seconds=20)
NOT_OPEN = "delivery.not_open"
LOST = Answer(DeliveryState.UNKNOWN, "delivery.outcome_unknown")


def send_mail(office: Office, task: Task) -> None:
    """Try every mailbox that is open. Trouble ``delivery.*`` when the server cannot be reached."""
    post = office.post
    if post is None or not _commit(office, task, lambda work: _begin(work, office, task)):
        return
    while post.free_at(office.now) <= office.now:
        letter = _commit(office, task, lambda work: _next(work, office, task))
        if letter is None:
            return
        message = compose(letter, office.profile(task.profile_id), post.sender, post.verify_at)
        try:
            answer = post.send(message, letter.address, office.now)
        except Trouble as trouble:
            _write(office, task, letter, Answer(DeliveryState.PENDING, trouble.code))
            raise
        _write(office, task, letter, answer)


def mailed(work: UnitOfWork, office: Office, task: Task, _job: Job, _: None) -> Outcome:
    """How far the job's mailboxes are."""
    occasion = OCCASIONS[task.kind]
    ended = occasion.ended(work, office, task)
    if ended:
        return Cancelled(ended)
    if office.post is None:
        if task.kind is JobKind.ACCOUNT_CLOSURE:
            return Waits(NOT_OPEN)
        pause = AT_ONCE if task.kind is JobKind.MAILBOX_CODE else ELSEWHERE
        shut = office.shut.get("post")
        why = (shut.code, shut.facts) if shut else ("delivery.no_post_here", {})
        return Later(office.now + pause, *why)
    rows = [row for row in delivery.of_job(work.session, task.job_id) if row.state is not DeliveryState.REPLACED]
    if not rows:
        return Stops(occasion.nowhere)
    if any(row.state is DeliveryState.PENDING for row in rows):
        return Later(office.post.free_at(office.now), "delivery.throttled")
    later = [row for row in rows if row.state is DeliveryState.LATER]
    if later:
        return Later(min(map(_again, later)), "delivery.come_again", {"reply": later[0].reply})
    undone = sorted((row for row in rows if row.state in UNDONE), key=lambda row: row.state)
    if undone:
        for row in undone:
            row.left_to_person = True
        first = undone[-1]
        return Stops(first.code, {"place": first.place, "reply": first.reply, "status": first.status or "—"})
    return Done(code=occasion.done_simulated if office.post.way.simulated else occasion.done)


def _again(row: Delivery) -> datetime:
    assert row.tried_at is not None
    return row.tried_at + SPACING[min(row.attempts, len(SPACING)) - 1]


# ------------------------------------------------------------------ the commits between
def _commit(office: Office, task: Task, act: Callable[[UnitOfWork], T]) -> T | None:
    """One unit of work under the job's lease; None when the lease went to somebody else."""

    def held(work: UnitOfWork) -> T | None:
        if issuing.hold(work.session, task) is None:
            work.bookkeeping = True
            return None
        return act(work)

    return office.commit(held, task.profile_id)


def _begin(work: UnitOfWork, office: Office, task: Task) -> bool:
    """Rows for today's mailboxes. One found in the middle is unknown; one that was left to a person is tried again."""
    occasion = OCCASIONS[task.kind]
    wanted = {} if occasion.ended(work, office, task) else occasion.wanted(work, office, task)
    rows = delivery.renew(work.session, task.job_id, wanted, work.vault)
    for row in rows:
        if row.state is DeliveryState.SENDING:
            row.state, row.code = LOST.state, LOST.code
        elif row.state in UNDONE and row.left_to_person:  # only a person brings a stopped job back
            row.state, row.attempts, row.left_to_person = DeliveryState.PENDING, 0, False
    work.note("delivery.begun", {"job": task.job_id}, mailboxes=len(rows))
    return True


def _next(work: UnitOfWork, office: Office, task: Task) -> Letter | None:
    """The next open mailbox, marked as being sent to."""
    work.bookkeeping = True
    occasion, now = OCCASIONS[task.kind], office.now
    if occasion.ended(work, office, task):
        return None
    for row in delivery.of_job(work.session, task.job_id):
        if row.state is DeliveryState.PENDING or (row.state is DeliveryState.LATER and _again(row) <= now):
            letter = occasion.write(work, office, task, row)
            row.state, row.tried_at, row.attempts = DeliveryState.SENDING, now, row.attempts + 1
            return letter
    return None


def _write(office: Office, task: Task, letter: Letter, answer: Answer) -> None:
    def write(work: UnitOfWork) -> None:
        row = work.session.get_one(Delivery, letter.number)
        row.state, row.code, row.reply = answer.state, answer.code, answer.reply
        row.status, row.reported_at = None, None
        if answer.state is DeliveryState.PENDING:
            row.attempts -= 1
        if answer.state is DeliveryState.LATER and row.attempts > len(SPACING):
            row.state, row.code = DeliveryState.REFUSED, "delivery.refused"
        facts: dict[str, Any] = {"state": row.state.value, "code": row.code, "reply": row.reply, "place": row.place}
        work.note("delivery.tried", {"delivery": row.id, "job": task.job_id}, **facts)

    office.commit(write, task.profile_id)


def send_on(office: Office) -> None:
    """What ended, or waits, because a station had no mail server goes on at the one that has it."""
    if office.post is None:
        return

    def act(work: UnitOfWork) -> None:
        ready = delivery.send_on(work.session, JobKind.DIGITAL_CERTIFICATE, "digital.ready", "own", "mail", office.now)
        notices = delivery.send_on(work.session, JobKind.ACCOUNT_CLOSURE, NOT_OPEN, "", "notify", office.now)
        if ready or notices:
            work.note("delivery.sent_on", number=ready, notices=notices)

    office.commit(act)
