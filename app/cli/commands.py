"""All commands, put together in one language. Annotations are evaluated here, because they carry their help texts."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from app.cli import (
    days,
    digital,
    doctor,
    keys,
    mailbox,
    permissions,
    pickups,
    purge,
    queue,
    records,
    sheets,
    staff,
    template,
    verification,
)
from app.cli.failures import REFUSED
from app.wording import Wording

ROOT = Path(__file__).resolve().parent.parent.parent
PASSED_ON = {"allow_extra_args": True, "ignore_unknown_options": True}


def build(say: Wording) -> typer.Typer:
    """The command line in one language."""
    desk = typer.Typer(
        help=say("Registry Desk: degree certificates are collected here."),
        epilog=say("--language zh_TW or en chooses the language of any command."),
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    _add_programs(desk, say)
    records.add_to(desk, say)
    verification.add_to(desk, say)
    digital.add_to(desk, say)
    template.add_to(desk, say)
    keys.add_to(desk, say)
    queue.add_to(desk, say)
    mailbox.add_to(desk, say)
    days.add_to(desk, say)
    permissions.add_to(desk, say)
    staff.add_to(desk, say)
    sheets.add_to(desk, say)
    pickups.add_to(desk, say)
    purge.add_to(desk, say)
    _add_machine(desk, say)
    if (ROOT / "tests").is_dir():
        _add_workshop(desk, say)
    return desk


def _pass_on(desk: typer.Typer, name: str, help_text: str, *command: str) -> None:
    """A command that is a program of its own, with its own options and its own ``--help``."""

    def start(context: typer.Context) -> None:
        words = [sys.executable, *command, *context.args]
        if sys.platform != "win32":  # in our place, so that a signal meant for it reaches it
            sys.stdout.flush()
            os.execv(sys.executable, words)  # noqa: S606 - a list of words, no shell
        raise typer.Exit(subprocess.run(words, check=False).returncode)

    desk.command(name, help=help_text, context_settings=PASSED_ON, add_help_option=False)(start)


def _add_programs(desk: typer.Typer, say: Wording) -> None:
    _pass_on(desk, "run", say("Open the program with this computer's settings."), "-m", "app", "run")
    _pass_on(desk, "demo", say("Try the program with a made-up school and a tray of cards."), "-m", "app", "demo")


def _add_machine(desk: typer.Typer, say: Wording) -> None:
    @desk.command(help=say("Print what the card reader sees, one JSON line for each event; Ctrl+C ends it."))
    def reader() -> None:
        from app.devices.pcsc import PcscReaders
        from app.devices.probe import lines

        try:
            for line in lines(PcscReaders()):
                print(json.dumps(line, ensure_ascii=False), flush=True)
        except KeyboardInterrupt:
            raise typer.Exit(0) from None

    @desk.command("doctor", help=say("Look this computer over and say how to mend what is wrong."))
    def look_over(
        as_json: Annotated[bool, typer.Option("--json", help=say("Print JSON instead of sentences."))] = False,
    ) -> None:
        found = list(doctor.look_over(say))
        if as_json:
            print(json.dumps([each.as_json() for each in found], ensure_ascii=False, indent=1))
        else:
            print("\n".join(map(str, found)))
        raise typer.Exit(REFUSED if any(each.state is doctor.State.BAD for each in found) else 0)

    profile = typer.Typer(help=say("A school's rules."), no_args_is_help=True)
    desk.add_typer(profile, name="profile")

    @profile.callback()
    def about() -> None: ...

    @profile.command("put-in-force", help=say("Put a new version in force."))
    def put_in_force(file: Annotated[Path, typer.Argument(help=say("The TOML file of the school."))]) -> None:
        from app.cli.opening import a_desk, actor
        from app.desk.rules_in_force import put_in_force as put

        with a_desk() as opened:
            digest = put(opened, file, actor=actor())
        print(say("In force: {digest}.", digest=digest[:16]))

    @profile.command(help=say("Check a profile; every fault is named with its key and why."))
    def check(file: Annotated[Path, typer.Argument(help=say("The TOML file of the school."))]) -> None:
        from app.policy.profile import ProfileFault, load_profile

        try:
            found = load_profile(file)
        except ProfileFault as fault:
            for each in fault.faults:
                print(f"{fault.name}: {each.key or '—'}: {each.why.within(say.language)}", file=sys.stderr)
            raise typer.Exit(REFUSED) from fault
        print(say("{school}: the profile is in order.", school=say.of(found.school.name)))
        for key, entry in found.unsourced():
            print(say("  {key}: the school confirms this ({source})", key=key, source=entry.source))
        for lacking in found.to_supply:
            print(say("  {key}: the school still enters this: {what}", key=lacking.key, what=say.of(lacking.what)))


def _add_workshop(desk: typer.Typer, say: Wording) -> None:
    _pass_on(desk, "test", say("Check everything: format, lint, types, contracts, tests."), "-P", "-m", "tests.gate")
    _pass_on(desk, "soak", say("Run a long campaign; without a name, list them."), "-P", "-m", "tests.soak")
    _pass_on(desk, "bench", say("Measure; one JSON line for each figure."), "-P", "-m", "tests.benchmarks")
    catalogs = str(ROOT / "installer" / "catalogs.py")
    _pass_on(desk, "words", say("Say which sentences lack their Chinese: check, update, compile."), catalogs)
