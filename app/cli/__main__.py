"""``python -m app.cli``: choose the language, run one command, say in words what went wrong."""

from __future__ import annotations

import io
import sys

import typer
from typer.main import get_command

from app import settings
from app.cli.failures import REFUSED, report
from app.cli.wrong_use import WrongUse, report_wrong_use
from app.errors import Refusal, Trouble
from app.threads.limits import leave_no_core
from app.wording import LANGUAGES, in_language


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    leave_no_core()
    for stream in (sys.stdout, sys.stderr):  # a file's name may hold what no console can show
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    words = list(sys.argv[1:] if arguments is None else arguments)
    say = in_language(_language(words))
    try:
        from app.cli.commands import build
        from app.cli.help_pages import spoken

        desk = spoken(get_command(build(say)), say)
        return int(desk(words, prog_name="desk", standalone_mode=False) or 0)
    except (Refusal, Trouble) as failure:
        return report(failure, say)
    except typer.Abort:
        print(say("Given up; it was not confirmed."), file=sys.stderr)
        return REFUSED
    except WrongUse as fault:
        return report_wrong_use(fault, say)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1


def _language(words: list[str]) -> str:
    """``--language`` before anything else, else the settings'; broken settings must still be told in some language."""
    if "--language" in words[:-1] and words[0] not in _OWN_LANGUAGE:
        place = words.index("--language")
        chosen = words[place + 1]
        if chosen in LANGUAGES:
            del words[place : place + 2]
            return chosen
    try:
        return settings.load().language
    except Trouble:
        return "zh_TW"


_OWN_LANGUAGE = ("demo", "run")  # these read the option themselves

if __name__ == "__main__":
    raise SystemExit(main())
