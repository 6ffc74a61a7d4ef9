"""The runner: take a due job, do its next step, commit, go on.

A job is taken by a lease. After each step the commit moves the job on and renews the lease; a program that dies leaves
a lease that runs out, and the step is done again by whoever comes next. Failures: what may pass is tried again, spaced
further apart each time; what a person must see to rests in ``dead`` with the code of why; a key that cannot sign holds
the whole queue of certificates, and is never tried again before a person says so. A token that was pulled out, a
timestamp authority or an issuer that is away keep every certificate waiting alike: the run goes no further with them,
and none of them dies of it; nor does a message die of a mail server that is away over a long weekend.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any
from uuid import uuid4

from app.errors import Fact, Refusal, Trouble
from app.issuance import renewing
from app.issuance.delivery import bounces, platform
from app.issuance.delivery.mail import send_on
from app.issuance.office import Office
from app.issuance.orders import Level, Progress, held
from app.issuance.outcomes import Cancelled, Done, Later, Outcome, Stops, Waits
from app.issuance.steps import ENDED, step_of
from app.issuance.waking import wake_overslept
from app.issuance.withdrawing import withdraw_voided
from app.log import Log
from app.models import issuing, pause
from app.models.issuing import AWAY, HOLDING, MAIL_HOLDING, MAIL_STEPS, OUTAGES, Task
from app.models.job import Job, JobKind, JobState
from app.models.store import UnitOfWork

log = Log(__name__)

LEASE = timedelta(minutes=5)
SPACING = tuple(timedelta(minutes=each) for each in (1, 5, 20, 60, 240, 720))
"""How long after each failed try the next one waits; after the last of them the job is dead."""

NO_MAIL = (*MAIL_HOLDING, "delivery.server_away")
"""After which this run tries no other message: a silent server takes half a minute for each."""
GIVEN_UP = {"worker.died": "worker.keeps_dying", "worker.timed_out": "worker.keeps_timing_out"}
"""What is said of a job that is not tried again by itself, where its last failure promised that."""
PLANNED_EVERY = timedelta(hours=1)
OUTAGE_SPACING = 2
"""The place in :data:`SPACING` beyond which a job that waits for an outage to end does not go."""


class Runner:
    """Works through the due jobs of one office. ``tell`` hears of each commit; ``stop`` may be called from any lane."""

    def __init__(self, office: Office, tell: Callable[[Progress], None] = lambda _: None) -> None:
        self.office = office
        self.owner = f"{office.station}:{os.getpid()}:{uuid4().hex[:8]}"
        self._tell = tell
        self._stopping = threading.Event()
        self._keyless = True
        self._no_mail = False  # it was found, in this run or before, that no message can leave

    def run_due(self) -> int:
        """Do every step that can be done now. How many jobs were taken. Trouble ``database.*`` ends the run."""
        send_on(self.office)
        withdraw_voided(self.office)
        platform.send_on(self.office)
        bounces.collect_when_due(self.office, self._tell)
        for trouble in self.office.shut.values():
            self._tell(held(trouble.code, **trouble.facts))
        self._plan_renewals()
        self._no_mail = self._is_mail_held()
        wake_overslept(self.office, self._tell)
        taken = self._run(self._kinds())
        if not self._is_paused():
            self._ship()
        return taken

    def run_renewals(self) -> int:
        """Renew what is due now, and nothing else, a batch of plans after the other."""
        self._keyless, taken = False, 0
        while not self._stopping.is_set():
            planned = renewing.plan(self.office)
            taken += self._run(self._kinds() & {JobKind.RENEWAL})
            if not planned:
                break
        return taken

    def _run(self, kinds: frozenset[JobKind]) -> int:
        taken = 0
        while not self._stopping.is_set() and (task := self._take(kinds)) is not None:
            taken += 1
            for progress in self._work_on(task):
                self._tell(progress)
                kinds -= _affected(progress.code)
                self._no_mail = self._no_mail or progress.code in NO_MAIL
        return taken

    def is_mended_outside(self) -> bool:
        """Whether a job waits for what the settings, a password or a key put right."""
        with self.office.store.read() as session:
            return issuing.is_mended_outside(session)

    def stop(self) -> None:
        """Take no further step."""
        self._stopping.set()

    def close(self) -> None:
        """Give back what is still held."""
        self.office.note_down(lambda work: issuing.give_back(work.session, self.owner))

    def _ship(self) -> None:
        """Pack what waits for the platform, and send each package that is due."""
        platform.gather(self.office)
        while not self._stopping.is_set() and platform.ship(self.office, self.owner, self._tell):
            pass

    # ------------------------------------------------------------------ which jobs
    def _kinds(self) -> frozenset[JobKind]:
        """A held queue, or a station without a key, leaves the certificates where they are, and says so."""
        with self.office.store.read() as session:
            holding, paused = issuing.held_by(session), pause.pause_in_force(session)
            wanted = issuing.needs_key(session)
            why = {"reason": paused[0].reason, "name": paused[1]} if paused else {}
        if why:
            self._tell(held("digital.paused", **why))
            return frozenset(JobKind) - pause.PAUSED_KINDS
        kinds = frozenset(JobKind)
        if self.office.lasting.level is not Level.B_LTA:
            kinds -= {JobKind.RENEWAL}
        if not holding and self.office.key is not None:
            return kinds
        if holding:
            self._tell(held(holding[0], **holding[1]))
        elif wanted and "key" not in self.office.shut:
            self._tell(held("signing.no_key_here"))
        return kinds - {JobKind.DIGITAL_CERTIFICATE}

    def _is_mail_held(self) -> bool:
        """Whether a mail server that a person must see to keeps every message, and say so."""
        with self.office.store.read() as session:
            holding = issuing.mail_held_by(session)
        if holding and self.office.post is not None:
            self._tell(held(holding[0], **holding[1]))
        return holding is not None

    def _is_paused(self) -> bool:
        with self.office.store.read() as session:
            return pause.is_paused(session)

    def _plan_renewals(self) -> None:
        """Once an hour is often enough for what has a year's time."""
        now = self.office.now
        if self.office.planned_at is None or now - self.office.planned_at >= PLANNED_EVERY:
            self.office.planned_at = now
            renewing.plan(self.office)

    def _take(self, kinds: frozenset[JobKind]) -> Task | None:
        """The next job, if no supervisor has paused the queue meanwhile, at whichever station."""
        now = self.office.now

        def act(work: UnitOfWork) -> Task | None:
            paused = pause.is_paused(work.session)
            may = kinds - pause.PAUSED_KINDS if paused else kinds
            until, keyless = now + LEASE, self._keyless and not paused
            not_at = MAIL_STEPS if self._no_mail else ()
            lease: dict[str, Any] = {"owner": self.owner, "now": now, "until": until}
            return issuing.take_due(work.session, may, **lease, keyless=keyless, not_at=not_at)

        return self.office.note_down(act)

    # ------------------------------------------------------------------ one job
    def _work_on(self, taken: Task) -> Iterator[Progress]:
        """Step after step until the job rests; one commit each."""
        task: Task | None = taken
        while task is not None and not self._stopping.is_set():
            at = task
            try:
                if self._no_mail and at.step in MAIL_STEPS:
                    progress, task = self._put_back(at), None
                else:
                    progress, task = self._do_step(at)
            except (Refusal, Trouble) as failure:
                progress, task = self._failed(at, failure), None
            except Exception:  # our bug: the queue must not stand still because of one job
                log.exception("step failed", job=str(at.job_id), step=at.step)
                progress, task = self._failed(at, Trouble("program.fault", retryable=True)), None
            yield progress

    def _do_step(self, task: Task) -> tuple[Progress, Task | None]:
        step, following = step_of(task, delivers=self.office.post is not None)
        prepared = step.prepare(self.office, task)

        def write(work: UnitOfWork) -> tuple[Progress, Task | None]:
            job = issuing.hold(work.session, task)
            if job is None:
                work.bookkeeping = True
                return _progress(task, "lost"), None
            job.step = step.name
            outcome = step.record(work, self.office, task, job, prepared)
            return self._written(work, job, task, outcome, following.name if following else "")

        return self.office.commit(write, task.profile_id)

    def _written(
        self, work: UnitOfWork, job: Job, task: Task, outcome: Outcome, following: str
    ) -> tuple[Progress, Task | None]:
        """Move the job by what its step said, and note it."""
        step, now = job.step, self.office.now
        next_task: Task | None = None
        match outcome:
            case Done(result, _) if following:
                next_task = issuing.finish_step(
                    work.session, job, result=result, after=following, at=now, until=now + LEASE
                )
            case Done(result, code):
                issuing.finish_step(work.session, job, result=result, after=step, at=now, until=now)
                issuing.rest(job, JobState.DONE, code=code or ENDED.get(step, ""), finished_at=now)
            case Cancelled(code):
                issuing.rest(job, JobState.CANCELLED, code=code, finished_at=now)
            case Waits(code, facts):
                issuing.rest(job, JobState.WAITING, code=code, facts=facts)
            case Stops(code, facts):
                issuing.rest(job, JobState.DEAD, code=code, facts=facts)
            case Later(until, code, facts):
                issuing.rest(job, JobState.QUEUED, code=code, facts=facts, not_before=until)
        work.note("job.step", {"job": job.id}, kind=job.kind.value, step=step, state=job.state.value, code=job.note)
        return Progress(job.id, job.kind, step, job.state, job.note), next_task

    def _put_back(self, task: Task) -> Progress:
        """Made, and not mailed in this run: its message would meet what another has met."""

        def write(work: UnitOfWork) -> Progress:
            job = issuing.hold(work.session, task)
            if job is None:
                work.bookkeeping = True
                return _progress(task, "lost")
            later = self.office.now + SPACING[0]
            issuing.rest(job, JobState.QUEUED, code="delivery.waits_for_server", not_before=later)
            work.note("job.step", {"job": job.id}, kind=job.kind.value, step=job.step, state="queued", code=job.note)
            return Progress(job.id, job.kind, job.step, job.state, job.note)

        return self.office.commit(write, task.profile_id)

    # ------------------------------------------------------------------ failures
    def _failed(self, task: Task, failure: Refusal | Trouble) -> Progress:
        """Write down why a step failed, and when it is tried again, if ever."""
        code, facts, retryable = _reason(failure)
        if self._stopping.is_set():
            return _progress(task, "lost", code)
        if code.startswith("database."):
            raise failure
        log.warning("step failed", job=str(task.job_id), step=task.step, code=code)

        def write(work: UnitOfWork) -> Progress:
            job = issuing.hold(work.session, task)
            if job is None:
                work.bookkeeping = True
                return _progress(task, "lost", code)
            self._rest(job, code, facts, retryable)
            work.note("job.failed", {"job": job.id}, step=task.step, state=job.state.value, code=code)
            return Progress(job.id, job.kind, task.step, job.state, job.note)

        return self.office.commit(write, task.profile_id)

    def _rest(self, job: Job, code: str, facts: Mapping[str, Fact], retryable: bool) -> None:
        tries = job.attempts
        job.attempts = tries + 1
        if code.startswith(AWAY):
            wait = SPACING[min(tries, OUTAGE_SPACING - 1)]
            issuing.rest(job, JobState.QUEUED, code=code, facts=facts, not_before=self.office.now + wait)
        elif retryable and not code.startswith(HOLDING) and tries < len(SPACING):
            issuing.rest(job, JobState.QUEUED, code=code, facts=facts, not_before=self.office.now + SPACING[tries])
        else:
            issuing.rest(job, JobState.DEAD, code=GIVEN_UP.get(code, code), facts=facts)


def _affected(code: str) -> frozenset[JobKind]:
    """Which kinds this run leaves alone after such a failure, because it would meet every job of them alike."""
    if code.startswith((HOLDING, "token.")):
        return frozenset({JobKind.DIGITAL_CERTIFICATE})
    return frozenset({JobKind.DIGITAL_CERTIFICATE, JobKind.RENEWAL}) if code.startswith(OUTAGES) else frozenset()


def _reason(failure: Refusal | Trouble) -> tuple[str, Mapping[str, Fact], bool]:
    if isinstance(failure, Trouble):
        return failure.code, failure.facts, failure.retryable
    first = failure.obstacles[0]
    return first.code, first.facts, first.code == "case.changed"


def _progress(task: Task, state: str, code: str = "") -> Progress:
    return Progress(task.job_id, task.kind, task.step, state, code)
