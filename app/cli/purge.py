"""``./desk purge``: personal fields past the profile's years are emptied; tried first with ``--dry-run``."""

import getpass
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.opening import a_desk
from app.wording import Wording

if TYPE_CHECKING:
    from app.desk.purge import Emptied


def add_to(desk: typer.Typer, say: Wording) -> None:
    @desk.command(help=say("Empty personal fields whose years of keeping are over. A supervisor's act."))
    def purge(
        dry_run: Annotated[bool, typer.Option("--dry-run", help=say("Count what is due, change nothing."))] = False,
        login: Annotated[str, typer.Option(help=say("The supervisor's sign-on name; the password is asked for."))] = "",
    ) -> None:
        from app.desk import purge as verbs

        if not dry_run and not login:
            raise typer.BadParameter(say("Name the supervisor with --login, or try it first with --dry-run."))
        with a_desk() as opened:
            if dry_run:
                found = verbs.due(opened)
            else:
                password = getpass.getpass(say("Password of {login}: ", login=login))
                found = verbs.purge(opened, login=login, password=password)
        for each in found:
            print(_line(each, say))
        if dry_run:
            print(say("Dry run: nothing was written."))
        elif any(each.rows for each in found):
            print(say("Backups made before still hold these fields: destroy those that are past their time, too."))
        else:
            print(say("Nothing was due."))


def _line(each: "Emptied", say: Wording) -> str:
    facts = {"what": _what(each.name, say), "rows": each.rows, "years": each.years, "day": each.before.isoformat()}
    return say("{what}: {rows} from before {day} (kept {years} y)", **facts)


def _what(name: str, say: Wording) -> str:
    return {
        "scans": say("Scans of evidence"),
        "signed_receipts": say("Scans of signed receipts"),
        "proxies": say("Proxies' names and numbers"),
        "losses": say("Evidence of lost cards"),
        "releases": say("Reasons of releases"),
        "withdrawals": say("Reasons of withdrawals"),
        "voidings": say("Reasons of voided hand-overs"),
        "documents_seen": say("Documents seen at releases"),
        "corrections": say("Notes of corrections"),
        "clearance_reasons": say("Units' reasons and amounts"),
        "signatures": say("Signatures"),
        "contacts": say("Mailboxes, telephones, addresses"),
        "deliveries": say("Addresses of deliveries"),
        "mailbox_checks": say("Mailboxes given at the desk"),
        "platform_packages": say("Packages that the platform never answered"),
        "platform_reasons": say("The platform's reasons for rejecting"),
        "identity_numbers": say("Identity numbers"),
        "photographs": say("Photographs"),
        "values_before_imports": say("Values before imports"),
        "journal_facts": say("Personal facts of the journal"),
    }.get(name, name)
