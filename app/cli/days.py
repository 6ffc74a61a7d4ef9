"""``./desk day`` and ``./desk import calendar``: which days the school hands certificates over."""

import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.opening import a_desk, actor
from app.cli.typed import day_of, write
from app.wording import Bilingual, Wording

if TYPE_CHECKING:
    from app.desk.desk import Desk


def add_to(desk: typer.Typer, say: Wording) -> None:
    day = typer.Typer(help=say("Close a counter or the school, and open it again."), no_args_is_help=True)
    desk.add_typer(day, name="day")
    where = typer.Option(help=say("The counter's code in the profile; without it the whole school."))
    who = typer.Option(help=say("The supervisor's sign-on name; the password is asked for."))

    @day.command("close", help=say("Close now, or for the days given. Due dates move in the same moment."))
    def close(
        reason: Annotated[str, typer.Argument(help=say("Why, in Chinese; it stands on the notice."))],
        login: Annotated[str, who],
        counter: Annotated[str, where] = "",
        english: Annotated[str, typer.Option(help=say("The reason in English."))] = "",
        first: Annotated[str, typer.Option("--from", help=say("The first day, 2025-07-03 or 114-07-03."))] = "",
        last: Annotated[str, typer.Option("--to", help=say("The last day."))] = "",
        suspended: Annotated[
            bool, typer.Option("--suspended", help=say("The office works and only hands nothing over."))
        ] = False,
        notice: Annotated[
            Path | None, typer.Option(help=say("Where the notice for the door is written, a PDF."))
        ] = None,
    ) -> None:
        from app.desk import day as verbs

        with a_desk() as opened:
            done = verbs.close(
                opened,
                reason=Bilingual(reason, english),
                login=login,
                password=getpass.getpass(say("Password of {login}: ", login=login)),
                counter=counter,
                first=day_of(first, say),
                last=day_of(last, say),
                suspended=suspended,
            )
            print(say("Closed from {first} to {last}; {moved} due dates moved.", **_facts(done)))
            if notice is not None:
                write(notice, verbs.notice(opened, closure_id=done.closure_id).pdf)
                print(say("The notice lies in {file}.", file=str(notice)))

    @day.command("open", help=say("Open again what was closed. Days that have passed stay closed."))
    def open_again(login: Annotated[str, who], counter: Annotated[str, where] = "") -> None:
        from app.desk import day as verbs

        with a_desk() as opened:
            password = getpass.getpass(say("Password of {login}: ", login=login))
            done = verbs.open_again(opened, login=login, password=password, counter=counter)
        print(say("Open again; {moved} due dates moved.", moved=done[0].moved))

    @day.command("list", help=say("The days that supervisors closed and that are still to come."))
    def show() -> None:
        with a_desk() as opened:
            _list(opened, say)


def _facts(done: object) -> dict[str, object]:
    return {name: str(getattr(done, name)) for name in ("first", "last", "moved")}


def _list(desk: "Desk", say: Wording) -> None:
    from app.models.calendar import closed_days

    with desk.read() as session:
        rows = [each for each in closed_days(session) if each.opened_at is None and each.last >= desk.day]
    for row in rows:
        where = row.counter or say("the whole school")
        reason = say.of(Bilingual(row.reason_zh, row.reason_en))
        print(say("{where}: {first} to {last}, {reason}", where=where, first=row.first, last=row.last, reason=reason))
    if not rows:
        print(say("No day is closed by a supervisor."))


def take_calendar(name: str, content: bytes, dry_run: bool, say: Wording) -> None:
    """The government's calendar is taken whole, or named with its line and the reason."""
    from app.desk.intake.office_calendar import load_calendar

    with a_desk() as opened:
        done = load_calendar(opened, content, name=name, actor=actor(), dry_run=dry_run)
    years = ", ".join(str(year) for year in done.years)
    print(say("{file}: {years}, {off} days off; {moved} due dates moved.", file=name, years=years, **done.counts))
    if done.partly:
        partly = ", ".join(str(year) for year in done.partly)
        print(say("{years}: not every day is listed, so the year stays unconfirmed.", years=partly))
    if dry_run:
        print(say("Dry run: nothing was written."))
