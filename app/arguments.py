"""What is said after ``./desk run`` and ``./desk demo``, and whether there is a screen to show it on.

The parser tells what does not fit in the caller's language; the workshop's commands use it too.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from app import settings
from app.errors import Trouble
from app.wording import LANGUAGES, ZH, Wording, in_language

PROGRAMS = ("run", "demo")
WRONG_USE = 2


class Parser(argparse.ArgumentParser):
    """A parser with our words: an option is written out, and a word that does not fit ends with exit code 2."""

    def __init__(self, say: Wording, **facts: Any) -> None:
        super().__init__(add_help=False, allow_abbrev=False, exit_on_error=False, **facts)
        self.say = say
        self._optionals.title, self._positionals.title = say("Options"), say("Arguments")
        self.add_argument("-h", "--help", action="help", help=say("Show this and end."))

    def parse_args(self, given: Sequence[str]) -> argparse.Namespace:  # type: ignore[override]  # one way to ask is enough
        """The words as facts; what does not fit is told in the caller's language, and the program ends with code 2."""
        try:
            found, extra = self.parse_known_args(given)
        except argparse.ArgumentError as fault:
            self.refuse(self._odd(fault.argument_name or "—"))
        if extra:
            self.refuse(self.say("This is too much: {words}", words=" ".join(extra)))
        return found

    def format_help(self) -> str:
        return super().format_help().replace("usage", self.say("Usage"), 1)

    def refuse(self, told: str) -> NoReturn:
        """Print what does not fit and how the command is written, and end."""
        self._print_message(f"{told}\n  {self._usage()}\n  {self._more()}\n", sys.stderr)
        raise SystemExit(WRONG_USE)

    def _odd(self, name: str) -> str:
        for each in self._actions:
            if each.choices and name in ("/".join(each.option_strings), each.dest):
                return self.say("{name} takes one of: {choices}", name=name, choices=", ".join(map(str, each.choices)))
        return self.say("The value of {name} does not fit.", name=name)

    def _usage(self) -> str:
        usage = " ".join(self.format_usage().split()).partition(": ")[2]
        return self.say("It is written: {usage}", usage=usage)

    def _more(self) -> str:
        return self.say("{command} --help tells more.", command=self.prog)


def language_of(given: Sequence[str]) -> str:
    """``--language`` where it names one, else the settings'; broken settings are told in Chinese."""
    for word, after in zip(given, [*given[1:], ""], strict=False):
        name, _, value = word.partition("=")
        if name == "--language" and (value or after) in LANGUAGES:
            return value or after
    try:
        return settings.load().language
    except Trouble:
        return ZH


def arguments(given: Sequence[str]) -> argparse.Namespace:
    say = in_language(language_of(given))
    what = given[0] if given and given[0] in PROGRAMS else PROGRAMS[0]
    parser = Parser(say, prog=f"desk {what}", description=say("Registry Desk: degree certificates are collected here."))
    parser.add_argument("what", choices=PROGRAMS, nargs="?", default=PROGRAMS[0], help=argparse.SUPPRESS)
    parser.add_argument("--language", choices=LANGUAGES)
    parser.add_argument("--theme", choices=settings.THEMES)
    parser.add_argument("--scale", type=int, choices=(100, 125, 150, 175, 200))
    parser.add_argument(
        "--headless", action="store_true", help=say("Play a whole scripted day without a screen (demo).")
    )
    parser.add_argument(
        "--out", type=Path, default=Path("out"), help=say("Where the scripted day leaves what it made.")
    )
    return parser.parse_args(given)


def has_display() -> bool:
    """Whether a window can be shown: always on Windows and macOS, with an X or Wayland display elsewhere."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
