"""``./desk permission``: what a supervisor lets pass for one person on one day (急件許可, A29), and taking it back."""

import getpass
from datetime import date
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from app.cli.failures import REFUSED
from app.cli.opening import a_desk
from app.dates import parse_date
from app.errors import Refusal
from app.wording import Wording

if TYPE_CHECKING:
    from app.desk.desk import Desk
    from app.models.permission import Standing


def add_to(desk: typer.Typer, say: Wording) -> None:
    permission = typer.Typer(help=say("What a supervisor lets pass for one person on one day."), no_args_is_help=True)
    desk.add_typer(permission, name="permission")
    number = typer.Argument(help=say("The graduate's student number."))
    who = typer.Option(help=say("The supervisor's sign-on name; the password is asked for."))
    why = typer.Option(help=say("Why, in one sentence; it is recorded."))

    @permission.command("give", help=say("Let obstacles pass, today or on a day to come."))
    def give(
        student_number: Annotated[str, number],
        codes: Annotated[list[str], typer.Argument(help=say("Obstacles' codes, as clearance.outstanding:library."))],
        login: Annotated[str, who],
        reason: Annotated[str, why],
        day: Annotated[str, typer.Option(help=say("The day, 2025-07-03 or 114-07-03; without it today."))] = "",
        document: Annotated[
            str, typer.Option(help=say("The kind of identity document, as the profile names it."))
        ] = "",
        shown: Annotated[str, typer.Option(help="original | copy | screen")] = "",
        issued_in: Annotated[str, typer.Option(help=say("Where the document was issued, if the profile asks."))] = "",
        evidence: Annotated[str, typer.Option(help=say("What was shown instead, if the profile asks."))] = "",
    ) -> None:
        from app.desk import override
        from app.desk.asks import Shown

        with a_desk() as opened:
            given = override.permit(
                opened,
                graduate_id=_graduate(opened, student_number),
                codes=tuple(codes),
                reason=reason,
                login=login,
                password=getpass.getpass(say("Password of {login}: ", login=login)),
                day=_day(day, say),
                shown=Shown(kind=document, how=shown, issued_in=issued_in, evidence=evidence),
            )
        for each in given:
            print(say("Permission {number} is in force.", number=each))

    @permission.command("list", help=say("The permissions of today and of the days to come."))
    def show() -> None:
        from app.models import permission as rows

        with a_desk() as opened, opened.read() as session:
            found = rows.standing(session, opened.day)
        for each in found:
            print(_line(each, say))
        if not found:
            print(say("No permission is in force."))

    @permission.command("withdraw", help=say("Take permissions back that no hand-over has leaned on."))
    def withdraw(
        student_number: Annotated[str, number],
        login: Annotated[str, who],
        reason: Annotated[str, why],
        permissions: Annotated[
            list[str] | None, typer.Option("--number", help=say("Only this one, as listed."))
        ] = None,
    ) -> None:
        from app.desk import override
        from app.models import permission as rows

        chosen = tuple(_number(each, say) for each in permissions or ())
        with a_desk() as opened:
            graduate = _graduate(opened, student_number)
            if not chosen:
                with opened.read() as session:
                    found = rows.standing(session, opened.day, graduate)
                chosen = tuple(each.override.id for each in found if each.override.used_by_deed is None)
            if not chosen:
                print(say("This graduate has no permission that could be withdrawn."))
                raise typer.Exit(REFUSED)
            password = getpass.getpass(say("Password of {login}: ", login=login))
            count = override.take_back(
                opened, graduate_id=graduate, permissions=chosen, reason=reason, login=login, password=password
            )
        print(say("Withdrawn: {count}.", count=count))


def _graduate(desk: "Desk", student_number: str) -> UUID:
    """The graduate of this number. Refuses ``graduate.unknown``."""
    from app.models import cases
    from app.policy.identity_numbers import canonical_student_number

    try:
        number = canonical_student_number(student_number)
    except ValueError:
        raise Refusal.because("graduate.unknown") from None
    with desk.read() as session:
        found = [each for each, _ in cases.exactly(session, number) if each.student_number == number]
    if not found:
        raise Refusal.because("graduate.unknown")
    return found[0].id


def _line(each: "Standing", say: Wording) -> str:
    given = each.override
    code = f"{given.code}:{given.item}" if given.item else given.code
    facts = {"number": given.id, "student": each.student_number, "code": code, "day": given.day.isoformat()}
    if given.used_by_deed is not None:
        return say("{number}: {student}, {day}, {code}, by {who}; leaned on", who=each.supervisor, **facts)
    return say("{number}: {student}, {day}, {code}, by {who}", who=each.supervisor, **facts)


def _number(text: str, say: Wording) -> UUID:
    try:
        return UUID(text)
    except ValueError as fault:
        raise typer.BadParameter(say("{text} is no number of a permission.", text=text)) from fault


def _day(text: str, say: Wording) -> date | None:
    if not text:
        return None
    try:
        return parse_date(text)
    except ValueError as fault:
        raise typer.BadParameter(say("{day} is no day; write 2025-07-03 or 114-07-03.", day=text)) from fault
