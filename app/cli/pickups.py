"""``./desk pickup``: void a hand-over that did not take place so; list what is kept of one as evidence."""

import getpass
from typing import Annotated
from uuid import uuid4

import typer

from app.cli.opening import a_desk
from app.wording import Wording


def add_to(desk: typer.Typer, say: Wording) -> None:
    pickup = typer.Typer(help=say("Hand-overs that were recorded."), no_args_is_help=True)
    desk.add_typer(pickup, name="pickup")

    @pickup.callback()
    def about() -> None: ...

    @pickup.command("void", help=say("Void a hand-over that did not take place as it was recorded."))
    def void(
        receipt: Annotated[str, typer.Argument(metavar="RECEIPT", help=say("The receipt's number."))],
        kind: Annotated[str, typer.Option(help="wrong_sheet | wrong_person | left_without | mistaken")],
        reason: Annotated[str, typer.Option(help=say("Why, in one sentence; it is recorded."))],
        sheet: Annotated[
            str, typer.Option(help=say("What became of the sheet: {known}.", known="returned, spoiled, lost"))
        ],
        login: Annotated[str, typer.Option(help=say("The supervisor's sign-on name; the password is asked for."))],
        scan: Annotated[str, typer.Option(help=say("The barcode or serial of the sheet, if it is here."))] = "",
        place: Annotated[str, typer.Option(help=say("The shelf mark where it now lies."))] = "",
    ) -> None:
        from app.desk import voiding, voiding_words

        with a_desk() as opened:
            done = voiding.void(
                opened,
                deed_id=uuid4(),
                receipt_number=receipt,
                kind=kind,
                reason=reason,
                sheet=sheet,
                scanned=scan,
                place=place,
                login=login,
                password=getpass.getpass(say("Password of {login}: ", login=login)),
            )
        for line in voiding_words.told(say, done):
            print(line)

    @pickup.command("evidence", help=say("What is kept sealed of a hand-over and its graduate, and until when."))
    def held(
        receipt: Annotated[str, typer.Argument(metavar="RECEIPT", help=say("The receipt's number."))],
        login: Annotated[str, typer.Option(help=say("The supervisor's sign-on name; the password is asked for."))],
    ) -> None:
        from app.desk import evidence, evidence_words

        with a_desk() as opened:
            password = getpass.getpass(say("Password of {login}: ", login=login))
            kept = evidence.of_receipt(opened, receipt_number=receipt, login=login, password=password)
        for each in kept.held:
            name = evidence_words.held_word(say, each)
            print("\t".join((name, each.masked or "-", each.receipt or "-", evidence_words.kept_word(say, each))))
        if not kept.held:
            print(say("Nothing is kept sealed about this graduate."))
