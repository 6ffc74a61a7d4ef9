"""A command that was written wrongly, told in the caller's language: what does not fit, and how it is written."""

from __future__ import annotations

import re
import sys

from typer._click.exceptions import (  # typer's own copy of click has no public name
    BadOptionUsage,
    BadParameter,
    ClickException,
    MissingParameter,
    NoArgsIsHelpError,
    NoSuchOption,
    UsageError,
)

from app.cli.failures import WRONG_USE
from app.wording import Wording

WrongUse = ClickException
QUOTED = re.compile(r"'([^']+)'")
IN_BRACKETS = re.compile(r" \((.+)\)$")


def report_wrong_use(fault: WrongUse, say: Wording) -> int:
    """Print what does not fit and how the command is written; returns the exit code."""
    if isinstance(fault, NoArgsIsHelpError):
        fault.show()
        return WRONG_USE
    told = [_what(fault, say)]
    if alike := _alike(fault):
        told.append("  " + say("Is this meant: {names}?", names=", ".join(sorted(alike))))
    context = fault.ctx if isinstance(fault, UsageError) else None
    if context is not None:
        usage = context.get_usage().partition(": ")[2]
        told.append("  " + say("It is written: {usage}", usage=usage))
        told.append("  " + say("{command} --help tells more.", command=context.command_path))
    else:
        told.append("  " + say("{command} --help tells more.", command="desk"))
    print("\n".join(told), file=sys.stderr)
    return WRONG_USE


def _what(fault: WrongUse, say: Wording) -> str:
    if isinstance(fault, NoSuchOption):
        return say("There is no option {name}.", name=fault.option_name)
    if isinstance(fault, BadOptionUsage):
        return say("{name} lacks its value, or takes none.", name=fault.option_name)
    if isinstance(fault, MissingParameter):
        return say("{name} is missing: {help}", **_named(fault))
    if isinstance(fault, BadParameter):
        return fault.message if fault.param is None else _odd_value(fault, say)
    if names := QUOTED.findall(fault.message):
        return say("There is no command {name}.", name=names[0])
    if extra := IN_BRACKETS.search(fault.message):
        return say("This is too much: {words}", words=extra[1])
    return say("The command is not whole.")


def _alike(fault: WrongUse) -> list[str]:
    """What is written nearly so."""
    if isinstance(fault, NoSuchOption):
        return list(fault.possibilities or ())
    return [] if isinstance(fault, BadParameter) else QUOTED.findall(fault.message)[1:]


def _odd_value(fault: BadParameter, say: Wording) -> str:
    least, most = getattr(fault.param, "min", None), getattr(fault.param, "max", None)
    if least is not None or most is not None:
        limits = {"least": "…" if least is None else least, "most": "…" if most is None else most}
        return say("{name} takes a whole number from {least} to {most}.", **_named(fault), **limits)
    return say("The value of {name} does not fit: {help}", **_named(fault))


def _named(fault: BadParameter) -> dict[str, object]:
    """The word as it is typed, and what its help says of it."""
    if fault.param is None:
        return {"name": "—", "help": "—"}
    name = fault.param.get_error_hint().replace("'", "")
    return {"name": name, "help": getattr(fault.param, "help", None) or "—"}
