"""``./desk mailbox``: a graduate's mailbox is put right by the receipt of the hand-over, as at the window (D25)."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.opening import a_desk
from app.dates import wall_time
from app.wording import Wording

if TYPE_CHECKING:
    from app.desk.desk import Desk


def add_to(desk: typer.Typer, say: Wording) -> None:
    mailbox = typer.Typer(help=say("The mailboxes that digital certificates go to."), no_args_is_help=True)
    desk.add_typer(mailbox, name="mailbox")

    @mailbox.callback()
    def about() -> None: ...

    receipt = typer.Argument(metavar="RECEIPT", help=say("The number on the pickup's receipt."))
    who = typer.Option(help=say("Your sign-on name; the password is asked for."))

    @mailbox.command(help=say("What became of the messages to a graduate's mailboxes; each is masked."))
    def show(number: Annotated[str, receipt], login: Annotated[str, who]) -> None:
        from app.desk import mailbox as verbs
        from app.desk.mailbox_words import mailbox_words

        with _signed_on(login, say) as opened:
            whose = verbs.of_receipt(opened, receipt_number=number)
        for each in whose.mailboxes:
            print(mailbox_words(say, whose, each))
        if not whose.mailboxes:
            print(say("No mailbox is known."))

    @mailbox.command(help=say("Mail a code to the address that the graduate gives; it is asked for."))
    def correct(number: Annotated[str, receipt], login: Annotated[str, who]) -> None:
        from app.desk import mailbox as verbs

        with _signed_on(login, say) as opened:
            whose = verbs.of_receipt(opened, receipt_number=number)
            address = typer.prompt(say("The graduate's own mailbox"))  # no argument: those stand in lists of processes
            check = verbs.ask_code(opened, graduate_id=whose.graduate_id, address=address)
        until = wall_time(check.good_until)
        print(say("A code goes to {mailbox}; it is good until {time}.", mailbox=check.mailbox_masked, time=until))
        print(say("The open program sends it; else ./desk issue. Then: ./desk mailbox confirm {number}", number=number))

    @mailbox.command(help=say("The code that the graduate tells: from then on the mailbox is the graduate's."))
    def confirm(
        number: Annotated[str, receipt],
        code: Annotated[str, typer.Argument(help=say("The six signs, as they were mailed."))],
        login: Annotated[str, who],
    ) -> None:
        from app.desk import mailbox as verbs

        with _signed_on(login, say) as opened:
            whose = verbs.of_receipt(opened, receipt_number=number)
            check_id = verbs.newest_code(opened, graduate_id=whose.graduate_id)
            check = verbs.confirm_code(opened, check_id=check_id, code=code)
        told = say("The mailbox is {mailbox} now; what it missed is sent to it.", mailbox=check.mailbox_masked)
        print(told)


@contextmanager
def _signed_on(login: str, say: Wording) -> "Iterator[Desk]":
    """The desk with one of the staff signed on: who asked for a code is part of the record."""
    from app.desk import sign_on

    with a_desk() as opened:
        sign_on.sign_on(opened, login=login, password=getpass.getpass(say("Password of {login}: ", login=login)))
        try:
            yield opened
        finally:
            sign_on.sign_off(opened)
