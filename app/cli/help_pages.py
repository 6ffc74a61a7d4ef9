"""The help pages' own words (headings, what is required, what ``--help`` does) in the caller's language.

The library writes them in English; here it is given the words to write, for one command line in one language.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from typer._click.core import Command, Context  # typer's own copy of click has no public name
from typer._click.formatting import HelpFormatter
from typer.core import TyperGroup

from app.wording import Wording


def spoken(command: Command, say: Wording) -> Command:
    """The command line, whose help pages speak this language."""
    usage = say("Usage")
    headings = {"Arguments": say("Arguments"), "Options": say("Options"), "Commands": say("Commands")}

    class Formatter(HelpFormatter):
        def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
            super().write_usage(prog, args, f"{usage}: " if prefix is None else prefix)

        def write_heading(self, heading: str) -> None:
            super().write_heading(headings.get(heading, heading))

        def write_dl(self, rows: Sequence[tuple[str, str]], *more: Any, **further: Any) -> None:
            super().write_dl([(first, _within(second, say)) for first, second in rows], *more, **further)

    class Page(Context):
        formatter_class = Formatter

    for each in _whole(command):
        each.context_class = Page
    return command


def _whole(command: Command) -> Iterator[Command]:
    yield command
    if isinstance(command, TyperGroup):
        for each in command.commands.values():
            yield from _whole(each)


def _within(text: str, say: Wording) -> str:
    told = text.replace("Show this message and exit.", say("Show this and end."))
    required, default = say("required"), say("default")
    return told.replace("[required]", f"[{required}]").replace("[default: ", f"[{default}: ")
