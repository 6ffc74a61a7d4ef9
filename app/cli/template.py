"""``./desk template``: check a certificate's layout, preview it, put it in force, list what is in force."""

import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app import settings
from app.cli.opening import a_desk
from app.cli.typed import day_of, write
from app.errors import Trouble
from app.wording import Wording, reason

if TYPE_CHECKING:
    from app.documents.letterhead import Letterhead


def add_to(desk: typer.Typer, say: Wording) -> None:
    template = typer.Typer(help=say("The layout of the digital certificate."), no_args_is_help=True)
    desk.add_typer(template, name="template")
    which = typer.Argument(help=say("The TOML file of the layout."))

    @template.command(help=say("Check a layout: every fault with file, key and why; then what looks wrong."))
    def check(file: Annotated[Path, which]) -> None:
        from app.documents import layout_preview

        name, text = _read(file)
        found = layout_preview.warnings(text, name, _letterhead())
        print(say("{file}: the layout is in order.", file=name))
        for sample, each in found:
            told = say.explain(each)
            print(f"  {sample}: {told.text} {told.next_step}".rstrip())

    @template.command(help=say("Draw a layout with a made-up graduate, marked as a sample and never signed."))
    def preview(
        file: Annotated[Path, which],
        out: Annotated[Path, typer.Option(help=say("Where the PDF is written."))],
        sample: Annotated[str, typer.Option(help="plain | rare | long_name | long_programme")] = "plain",
    ) -> None:
        from app.documents import layout_preview

        name, text = _read(file)
        made = layout_preview.preview(text, name, sample, _letterhead())
        write(out, made.pdf)
        for each in made.warnings:
            print(f"  {say.explain(each).text}")
        print(say("The sample lies in {file}.", file=str(out)))

    _add_picture(template, say)
    _add_in_force(template, say)


def _add_picture(template: typer.Typer, say: Wording) -> None:
    @template.command(help=say("Put the school's own picture, its emblem or seal, into a layout's place for it."))
    def picture(
        file: Annotated[Path, typer.Argument(help=say("The TOML file of the layout."))],
        name: Annotated[str, typer.Argument(help=say("The picture's name in the layout, as emblem or seal."))],
        image: Annotated[Path, typer.Argument(help=say("A PNG or JPEG."))],
        out: Annotated[Path, typer.Option(help=say("Where the new layout is written."))],
    ) -> None:
        from app.documents.certificate_layout import from_text, with_picture

        _, text = _read(file)
        try:
            content = image.read_bytes()
        except OSError as fault:
            raise Trouble("file.unreadable", file=str(image), why=reason(fault)) from fault
        made = with_picture(text, name, content)
        from_text(made, out.name)
        write(out, made.encode())
        print(say("The layout with its picture lies in {file}.", file=str(out)))


def _add_in_force(template: typer.Typer, say: Wording) -> None:
    @template.command("put-in-force", help=say("Certificates are drawn by this file from now on, or from a day."))
    def put_in_force(
        name: Annotated[str, typer.Argument(help=say("The layout's name in the school's rules."))],
        file: Annotated[Path, typer.Argument(help=say("The TOML file of the layout."))],
        login: Annotated[str, typer.Option(help=say("The supervisor's sign-on name; the password is asked for."))],
        first: Annotated[str, typer.Option("--from", help=say("The first day, 2025-07-03 or 114-07-03."))] = "",
    ) -> None:
        from app.desk import layout as verbs

        with a_desk() as opened:
            done = verbs.put_in_force(
                opened,
                layout=name,
                file=str(file),
                login=login,
                password=getpass.getpass(say("Password of {login}: ", login=login)),
                day=day_of(first, say),
            )
        print(say("In force: {digest}.", digest=done.digest[:16]))

    @template.command("list", help=say("The layouts that the school's rules name, and the version in force."))
    def show() -> None:
        from app.desk import layout as verbs

        with a_desk() as opened:
            for each in verbs.in_force(opened):
                since = each.since.isoformat() if each.since else say("as it comes with the program")
                print(f"{each.name}  {each.digest[:16]}  {each.cohorts_from or '—'}  {since}")


def _read(file: Path) -> tuple[str, str]:
    from app.documents.certificate_layout import text_in

    return file.name, text_in(file)


def _letterhead() -> "Letterhead":
    """The school of this computer's settings; a layout may be looked at before there is a database."""
    from app.documents.letterhead import Letterhead
    from app.policy.profile import load_profile

    profile = load_profile(settings.load().profile_file)
    return Letterhead(profile.school.name, profile.school.office, verify_at=profile.digital.verify_at)
