"""``./desk queue`` and ``./desk renew``: what waits, the pause, what a person decides; timestamps before they end."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from app import settings
from app.cli.failures import REFUSED
from app.cli.opening import a_desk, actor
from app.dates import SystemClock, roc_date
from app.errors import Obstacle
from app.wording import ZH, Wording

if TYPE_CHECKING:
    from app.issuance.office import Office

SHORT = 8  # the last digits of a job's key, as ./desk issue prints them


def add_to(desk: typer.Typer, say: Wording) -> None:
    queue = typer.Typer(help=say("The queue of digital certificates."), no_args_is_help=True)
    desk.add_typer(queue, name="queue")
    _add_show(queue, say)
    _add_pause(queue, say)
    _add_decisions(queue, say)
    _add_renew(desk, say)


def _add_show(queue: typer.Typer, say: Wording) -> None:
    overdue_help = say("Only what is late: by office, with its receipt and the day that was promised.")

    @queue.command(help=say("What waits for a person, what is late, and whether the queue is paused."))
    def show(overdue: Annotated[bool, typer.Option("--overdue", help=overdue_help)] = False) -> None:
        from app.desk import queue_control as control

        if overdue:
            raise typer.Exit(REFUSED if _tell_overdue(say) else 0)
        with a_desk() as opened:
            seen = control.look(opened)
        if seen.pause is not None:
            told = say.explain(Obstacle("digital.paused", {"name": seen.pause.name, "reason": seen.pause.reason}))
            print(told.text)
        print(say("Waiting: {waiting}. Need a person: {dead}.", waiting=seen.waiting, dead=len(seen.dead)))
        if seen.overdue:
            print(say("Late: {number}; ./desk queue show --overdue lists them.", number=seen.overdue))
        for job in seen.dead:
            told = say.explain(Obstacle(job.note, dict(job.note_facts)))
            print(f"  {job.id.hex[-SHORT:]} {job.step}: {told.text} {told.next_step}".rstrip())
        raise typer.Exit(REFUSED if seen.dead or seen.pause else 0)


def _tell_overdue(say: Wording) -> int:
    """Print what is late, by office; how many there are."""
    from app.desk import queue_control as control

    with a_desk() as opened:
        offices = control.overdue(opened)
    for each in offices:
        print(say("{office}: {number} late", office=say.of(each.office), number=len(each.jobs)))
        for job in each.jobs:
            day = roc_date(job.due) if say.language == ZH else job.due.isoformat()
            told = say("receipt {receipt}, due {day}, days late: {days}",
                       receipt=job.receipt_number, day=day, days=job.days_late)  # fmt: skip
            why = say.explain(Obstacle(job.note, dict(job.note_facts))).text if job.note else ""
            colon = say(": ") if why else ""
            print(f"  {job.id.hex[-SHORT:]} {told}{colon}{why}")
    if not offices:
        print(say("No digital certificate is late."))
    return sum(len(each.jobs) for each in offices)


def _add_pause(queue: typer.Typer, say: Wording) -> None:
    login_help = say("The supervisor's login; the password is asked for.")

    @queue.command(help=say("Issue nothing at any station from now on. The reason is shown to every clerk."))
    def pause(
        reason: Annotated[str, typer.Argument(help=say("Why, in a few words; name no graduate."))],
        login: Annotated[str, typer.Option(help=login_help)],
    ) -> None:
        from app.desk import queue_control as control

        password = getpass.getpass(say("Password: "))
        with a_desk() as opened:
            control.pause(opened, reason=reason, login=login, password=password)
        print(say("Paused at every station."))

    @queue.command(help=say("Let the stations issue again."))
    def resume(login: Annotated[str, typer.Option(help=login_help)]) -> None:
        from app.desk import queue_control as control

        password = getpass.getpass(say("Password: "))
        with a_desk() as opened:
            control.resume(opened, login=login, password=password)
        print(say("The stations issue again."))


def _add_decisions(queue: typer.Typer, say: Wording) -> None:
    number_help = say("The job's number, as ./desk queue show prints it.")

    @queue.command(help=say("Let a job that needs a person try once more."))
    def retry(number: Annotated[str, typer.Argument(help=number_help)]) -> None:
        from app.desk import queue_control as control

        with a_desk() as opened:
            control.retry(opened, number=number, actor=actor())
        print(say("It is queued and tried again."))

    @queue.command(help=say("A message that stopped was said on the telephone instead; a certificate is never told."))
    def told(
        number: Annotated[str, typer.Argument(help=number_help)],
        reason: Annotated[str, typer.Argument(help=say("What was done, in a few words; name no graduate."))],
    ) -> None:
        from app.desk import queue_control as control

        with a_desk() as opened:
            job_id = control.number_of(opened, number)
            control.told_by_phone(opened, job_id=job_id, reason=reason, actor=actor())
        print(say("Told; what was done stands in the record."))

    @queue.command(help=say("Give up a job that needs a person, for a reason. Only a supervisor may."))
    def cancel(
        number: Annotated[str, typer.Argument(help=number_help)],
        reason: Annotated[str, typer.Argument(help=say("Why, in a few words; name no graduate."))],
        login: Annotated[str, typer.Option(help=say("The supervisor's login; the password is asked for."))],
    ) -> None:
        from app.desk import queue_control as control

        password = getpass.getpass(say("Password: "))
        with a_desk() as opened:
            job_id = control.number_of(opened, number)
            control.cancel(opened, job_id=job_id, reason=reason, login=login, password=password)
        print(say("Cancelled; the reason stands in the queue."))


def _add_renew(desk: typer.Typer, say: Wording) -> None:
    @desk.command(help=say("Renew the timestamps of certificates before they end. The program does it by itself."))
    def renew(
        dry_run: Annotated[bool, typer.Option("--dry-run", help=say("Only say what would be renewed."))] = False,
    ) -> None:
        from app.issuance.command import renew_due

        with _an_office() as office:
            waiting = renew_due(office, print, say, dry_run=dry_run)
        raise typer.Exit(REFUSED if waiting else 0)


@contextmanager
def _an_office() -> "Iterator[Office]":
    """This station's office with a worker process, and the desk's keys: files are sealed."""
    from app.issuance.key_place import key_place, lasting_place, renewal_lead
    from app.issuance.office import Office
    from app.threads.workers import WorkerProcess

    chosen = settings.load()
    worker = WorkerProcess()
    try:
        with a_desk() as opened:
            key, lasting, lead = key_place(chosen), lasting_place(chosen), renewal_lead(chosen)
            yield Office.open(
                opened.store, chosen.station, SystemClock(), worker, key, lasting, post=None, renewal_lead=lead
            )
    finally:
        worker.stop()
