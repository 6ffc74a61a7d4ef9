"""``./desk staff``: a supervisor adds colleagues, retires them, gives new passwords; anybody changes their own."""

import getpass
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.opening import a_desk
from app.dates import local, wall_time
from app.errors import Refusal
from app.wording import Wording

if TYPE_CHECKING:
    from app.desk.window_slips import ColleagueSlip


def add_to(desk: typer.Typer, say: Wording) -> None:
    staff = typer.Typer(help=say("Who works here: clerks and supervisors."), no_args_is_help=True)
    desk.add_typer(staff, name="staff")
    whom = typer.Argument(help=say("The colleague's sign-on name."))
    who = typer.Option(help=say("The supervisor's sign-on name; the password is asked for."))

    @staff.command("list", help=say("All colleagues, those in service first."))
    def show(login: Annotated[str, who]) -> None:
        from app.desk import colleagues

        with a_desk() as opened:
            found = colleagues.overview(opened, login=login, password=_password(say, login))
        for each in found:
            print(_line(each, say))

    @staff.command("add", help=say("Add a clerk or a supervisor. The first password is asked for, twice."))
    def add(
        colleague: Annotated[str, whom],
        name: Annotated[str, typer.Argument(help=say("The name as colleagues know it."))],
        login: Annotated[str, who],
        role: Annotated[str, typer.Option(help="clerk | supervisor")] = "clerk",
    ) -> None:
        from app.desk import colleagues

        with a_desk() as opened:
            made = colleagues.add(
                opened,
                colleague=colleague,
                name=name,
                role=role,
                login=login,
                password=_password(say, login),
                first_password=_new_password(say, colleague),
            )
        print(say("{login} may sign on from now on.", login=made.login))

    @staff.command("retire", help=say("Take a colleague out of service; what was done stays recorded."))
    def retire(colleague: Annotated[str, whom], login: Annotated[str, who]) -> None:
        from app.desk import colleagues

        with a_desk() as opened:
            done = colleagues.retire(opened, colleague=colleague, login=login, password=_password(say, login))
        print(say("{login} cannot sign on any more.", login=done.login))

    @staff.command("restore", help=say("Bring a retired colleague back, with the password of before."))
    def restore(colleague: Annotated[str, whom], login: Annotated[str, who]) -> None:
        from app.desk import colleagues

        with a_desk() as opened:
            done = colleagues.restore(opened, colleague=colleague, login=login, password=_password(say, login))
        print(say("{login} may sign on from now on.", login=done.login))

    @staff.command("password", help=say("Change your own password; with --login a supervisor gives a colleague one."))
    def password(colleague: Annotated[str, whom], login: Annotated[str, who] = "") -> None:
        from app.desk import colleagues

        with a_desk() as opened:
            old = _password(say, login or colleague)
            new = _new_password(say, colleague)
            if login:
                colleagues.reset_password(opened, colleague=colleague, new_password=new, login=login, password=old)
            else:
                colleagues.change_own_password(opened, login=colleague, password=old, new_password=new)
        print(say("The new password is in force."))

    @staff.command("unlock", help=say("End the lock that five wrong passwords brought."))
    def unlock(colleague: Annotated[str, whom], login: Annotated[str, who]) -> None:
        from app.desk import colleagues

        with a_desk() as opened:
            done = colleagues.unlock(opened, colleague=colleague, login=login, password=_password(say, login))
        print(say("{login} may sign on from now on.", login=done.login))


def _password(say: Wording, login: str) -> str:
    return getpass.getpass(say("Password of {login}: ", login=login))


def _new_password(say: Wording, login: str) -> str:
    """Asked twice. Refuses ``password.differs``."""
    first = getpass.getpass(say("New password of {login}: ", login=login))
    if getpass.getpass(say("Once more: ")) != first:
        raise Refusal.because("password.differs")
    return first


def _line(each: "ColleagueSlip", say: Wording) -> str:
    role = say("supervisor") if each.staff.role == "supervisor" else say("clerk")
    facts = {"login": each.staff.login, "name": each.staff.name, "role": role}
    if each.retired_at is not None:
        day = local(each.retired_at).date().isoformat()
        return say("{login}: {name}, {role}, out of service since {day}", day=day, **facts)
    if each.locked_until is not None:
        return say("{login}: {name}, {role}, locked until {time}", time=wall_time(each.locked_until), **facts)
    return say("{login}: {name}, {role}", **facts)
