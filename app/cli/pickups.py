"""``./desk pickup``: void a hand-over that was recorded but did not take place so."""

import getpass
from typing import TYPE_CHECKING, Annotated
from uuid import uuid4

import typer

from app.cli.opening import a_desk
from app.wording import Wording

if TYPE_CHECKING:
    from app.desk.voiding_slips import VoidedSlip


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
        from app.desk import voiding

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
        for line in told(done, say):
            print(line)


def told(done: "VoidedSlip", say: Wording) -> tuple[str, ...]:
    """What was done, and what is left for people to do, one line each."""
    sheet = {
        "returned": say(
            "The sheet {serial} is in stock at this counter ({place}); it can be handed over again.",
            serial=done.serial,
            place=done.place or "—",
        ),
        "spoiled": say("The sheet {serial} is void: destroy it, print a new one and import it.", serial=done.serial),
        "lost": say("The sheet {serial} is void as lost: print a new one and import it.", serial=done.serial),
    }
    digital = {
        "none": "",
        "cancelled": say("The digital certificate is not issued; its job was cancelled."),
        "revoked": say("The digital certificate was revoked; the graduate is told by mail."),
    }
    closure = {
        "none": "",
        "cancelled": say("The account-closure notice was cancelled before it was sent."),
        "sent": say("The account-closure notice has been sent: tell the computing centre."),
        "may_be_sent": say(
            "The account-closure notice was cancelled but may have been sent: ask the computing centre."
        ),
    }
    card = say(
        "The student card stays void: what was done to it cannot be undone. "
        "For the next hand-over a supervisor releases card.void."
    )
    lines = (
        say("Voided: receipt {receipt}, certificate {number}.", receipt=done.receipt_number, number=done.number),
        sheet[done.sheet],
        digital[done.digital],
        closure[done.closure],
        card if done.card_is_void else "",
    )
    return tuple(line for line in lines if line)
