"""``./desk issue``: work through the due jobs once, and say one line about each."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from app.dates import SystemClock, local_day
from app.errors import Obstacle, Trouble
from app.issuance import renewing
from app.issuance.delivery import bounces, platform
from app.issuance.delivery.mailroom import Mailroom
from app.issuance.office import Office
from app.issuance.orders import Order, Progress
from app.issuance.runner import Runner
from app.models.delivery import DeliveryState
from app.models.job import JobKind, JobState
from app.models.store import Store
from app.wording import Wording

T = TypeVar("T")


class Idle:
    """The worker of an office that makes nothing."""

    def ask(self, order: Order[T]) -> T:
        raise Trouble("worker.died")


WAYS_OUT = ("bounces.", "delivery.", "platform.")
NEEDS_A_PERSON = {JobState.DEAD.value, "held"}
UNDER_WAY = {JobState.WORKING.value, "held", "lost"}


def issue_due(
    office: Office,
    print_line: Callable[[str], None],
    say: Wording,
    advanced: Callable[[int], None] = lambda _done: None,
    *,
    quiet: bool = False,
) -> int:
    """Do every step that can be done now. Gives the number of jobs that need a person; the caller exits 1 if any.

    ``advanced`` hears how many certificates have come to rest; ``quiet`` prints only what needs a person.
    """
    heard = needing = rested = 0

    def tell(progress: Progress) -> None:
        nonlocal heard, needing, rested
        needs = progress.state in NEEDS_A_PERSON
        heard, needing = heard + 1, needing + needs
        if needs or not quiet:
            print_line(line_of(progress, say))
        if progress.kind == JobKind.DIGITAL_CERTIFICATE.value and progress.state not in UNDER_WAY:
            rested += 1
            advanced(rested)

    runner = Runner(office, tell)
    try:
        runner.run_due()
    finally:
        runner.close()
    if not heard:
        print_line(say("Nothing is due."))
    return needing


def renew_due(office: Office, print_line: Callable[[str], None], say: Wording, *, dry_run: bool = False) -> int:
    """Renew the timestamps that are due now. Gives the number of jobs that need a person or wait."""
    found = renewing.ending(office)
    day = local_day(office.now + office.renewal_lead)
    print_line(
        say("Timestamps that end before {day} or whose end is not known: {count}.", day=say.day(day), count=found.count)
    )
    if found.first is not None:
        print_line(say("The first of them ends on {day}.", day=say.day(local_day(found.first))))
    if dry_run:
        return 0
    heard: list[Progress] = []

    def tell(progress: Progress) -> None:
        heard.append(progress)
        print_line(line_of(progress, say))

    runner = Runner(office, tell)
    try:
        runner.run_renewals()
    finally:
        runner.close()
    return sum(each.state != JobState.DONE.value for each in heard)


def collect_returned(
    store: Store, station: str, room: Mailroom | None, print_line: Callable[[str], None], say: Wording
) -> int:
    """Read the mail that came back. Gives the number of messages that did; a delayed one needs nobody."""
    office = Office.open(store, station, SystemClock(), Idle(), None, mailroom=room)
    found = bounces.collect(office)
    for each in found:
        print_line(line_of(each, say))
    if not found:
        print_line(say("Nothing came back."))
    return sum(each.state == DeliveryState.BOUNCED.value for each in found)


def line_of(progress: Progress, say: Wording) -> str:
    """One line, with no name in it: the job's number finds the rest on the screen."""
    kinds = {
        JobKind.DIGITAL_CERTIFICATE.value: say("Digital certificate"),
        JobKind.DIGITAL_NOTICE.value: say("Message about a certificate"),
        JobKind.DIGITAL_WITHDRAWAL.value: say("Withdrawal at the platform"),
        JobKind.ACCOUNT_CLOSURE.value: say("Account-closure notice"),
        JobKind.RENEWAL.value: say("Timestamp renewal"),
        JobKind.MAILBOX_CODE.value: say("Verification code"),
        platform.KIND: say("Package for the platform"),
    }
    states = {
        JobState.WORKING.value: say("step done"),
        JobState.DONE.value: say("finished"),
        JobState.QUEUED.value: say("will be tried later"),
        JobState.WAITING.value: say("waits"),
        JobState.DEAD.value: say("needs a person"),
        JobState.CANCELLED.value: say("cancelled"),
        "held": say("the queue is held") if not progress.code.startswith(WAYS_OUT) else say("part of it stands still"),
        DeliveryState.BOUNCED.value: say("came back"),
        DeliveryState.DELAYED.value: say("takes longer"),
    }
    number = f" {progress.job_id.hex[-8:]}" if progress.job_id else ""
    step = f" {progress.step}" if progress.step else ""
    said = f"{kinds.get(progress.kind, progress.kind)}{number}{step}: {states.get(progress.state, progress.state)}"
    if not progress.code:
        return said
    why = say.explain(Obstacle(progress.code, dict(progress.facts)))
    return f"{said}. {why.text} {why.next_step}".rstrip()
