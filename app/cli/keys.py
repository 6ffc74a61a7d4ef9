"""``./desk keys``: rotate, recover, new, add-station, move-station, signing, and the passwords of servers."""

import getpass
from collections.abc import Callable
from typing import Annotated

import typer

from app import settings
from app.cli.opening import a_desk, actor
from app.errors import Refusal, Trouble
from app.wording import Wording


def add_to(desk: typer.Typer, say: Wording) -> None:
    keys = typer.Typer(help=say("The keys that open personal data."), no_args_is_help=True)
    desk.add_typer(keys, name="keys")

    @keys.command(help=say("Make a newer key for personal data. What is stored already stays readable."))
    def rotate() -> None:
        from app.desk import keys as verbs

        with a_desk() as opened:
            number = verbs.rotate(opened, actor=actor())
        print(say("Key {number} is in use from now on.", number=number))

    @keys.command(help=say("Give this computer its keys back. It asks for the recovery code of the first run."))
    def recover() -> None:
        from app.desk import keys as verbs
        from app.desk.place import place_of

        code = getpass.getpass(say("Recovery code: "))
        verbs.recover(place_of(settings.load()), code=code, actor=actor())
        print(say("This computer holds the keys again."))

    @keys.command(help=say("Make a new computer's key. Its public half is printed, for add-station."))
    def new() -> None:
        from app.desk import keys as verbs
        from app.desk.place import place_of

        print(verbs.new_station_key(place_of(settings.load())).hex())

    @keys.command(help=say("Keep the signing key's passphrase or PIN on this computer."))
    def signing() -> None:
        from app.issuance.key_place import keep_passphrase

        chosen = settings.load()
        if chosen.signing_token is not None:
            asked = say("PIN of the token {name}: ", name=chosen.signing_token.token)
        elif chosen.signing_key is not None:
            asked = say("Passphrase of {file}: ", file=chosen.signing_key)
        else:
            raise Trouble("signing.no_key_here")
        keep_passphrase(chosen, getpass.getpass(asked))
        print(say("It is kept. ./desk doctor tells whether the key opens."))

    @keys.command(help=say("Keep the key of the school's own card sector."))
    def sector() -> None:
        from app.desk import keys as verbs

        with a_desk() as opened:
            name = verbs.sector_key_name(opened)
            key = getpass.getpass(say("Key of {name}, twelve hexadecimal digits: ", name=name))
            verbs.keep_sector_key(opened, key=key, again=getpass.getpass(say("Once more: ")))
        print(say("It is kept. Tap a card: its mark is read from now on."))

    _add_passwords(keys, say)

    @keys.command("add-station", help=say("Admit another computer. Run it on one that holds the keys."))
    def add_station(
        code: Annotated[str, typer.Argument(help=say("The station's code in its settings."))],
        counter: Annotated[str, typer.Argument(help=say("The counter where it stands, by its code in the profile."))],
        public: Annotated[str, typer.Argument(help=say("What keys new printed there."))],
    ) -> None:
        from app.desk import keys as verbs

        with a_desk() as opened:
            verbs.add_station(opened, code=code, counter=counter, public=_public(public), actor=actor())
        print(say("Station {code} is admitted.", code=code))

    @keys.command("move-station", help=say("Move a computer and its sheets to another counter."))
    def move_station(
        code: Annotated[str, typer.Argument(help=say("The station's code in its settings."))],
        counter: Annotated[str, typer.Argument(help=say("The counter where it stands, by its code in the profile."))],
    ) -> None:
        from app.desk import keys as verbs

        with a_desk() as opened:
            verbs.move_station(opened, code=code, counter=counter, actor=actor())
        told = say("Station {code} stands at {counter} now. Write the same there", code=code, counter=counter)
        print(f'{told}: counter = "{counter}"')


def _add_passwords(keys: typer.Typer, say: Wording) -> None:
    """What other servers ask for: kept in the keyring, else in a file of the keys folder that only we may read."""
    from app.settings import Settings

    def keep(secret: str, named: Callable[[Settings], str], asked: str) -> None:
        from app.issuance import key_place

        chosen = settings.load()
        if not named(chosen):
            raise Refusal.because("keys.nothing_named")
        key_place.keep_passphrase(chosen, getpass.getpass(asked), getattr(key_place, secret))
        print(say("It is kept. ./desk doctor tells whether the server takes it."))

    @keys.command(help=say("Keep the mail server's password."))
    def mail() -> None:
        keep("MAIL", lambda chosen: chosen.mail_login, say("Password of the mail server: "))

    @keys.command(help=say("Keep the password of the mailbox for returned mail."))
    def bounces() -> None:
        keep("BOUNCES", lambda chosen: chosen.bounce_login, say("Password of the mailbox for returned mail: "))

    @keys.command(help=say("Keep the password for the platform's server."))
    def platform() -> None:
        keep("PLATFORM", lambda chosen: chosen.platform_sftp, say("Password for the platform's server: "))


def _public(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError as fault:
        raise Refusal.because("keys.public_wrong") from fault
