"""Long campaigns: ``./desk soak NAME [--seed N] [--rounds N]``; without a name, the list.

A campaign is a file of this folder with ``main(seed, rounds) -> int | None`` (0 or None is good) and a docstring whose
first line says what it proves. The seed is printed, so that a bad night can be played again.
"""

from __future__ import annotations

import importlib
import random
import sys
import time
from pathlib import Path

from app.arguments import Parser, language_of
from app.wording import in_language

FOLDER = Path(__file__).resolve().parent


def campaigns() -> list[str]:
    return sorted(each.stem for each in FOLDER.glob("*.py") if not each.stem.startswith("_"))


def purpose(name: str) -> str:
    text = importlib.import_module(f"tests.soak.{name}").__doc__ or ""
    return text.strip().partition("\n")[0]


def main(arguments: list[str]) -> int:
    say = in_language(language_of(arguments))
    parser = Parser(say, prog="./desk soak", description=say("Run a long campaign; without a name, list them."))
    parser.add_argument("name", nargs="?", choices=campaigns())
    parser.add_argument("--seed", type=int, default=random.randrange(2**32))
    parser.add_argument(
        "--rounds", type=int, default=None, help="how many rounds; the campaign's own number if left out"
    )
    wanted = parser.parse_args(arguments)
    if wanted.name is None:
        for name in campaigns():
            print(f"{name:<12} {purpose(name)}")
        return 0
    print(f"soak {wanted.name} --seed {wanted.seed}", flush=True)
    began = time.monotonic()
    code = importlib.import_module(f"tests.soak.{wanted.name}").main(wanted.seed, wanted.rounds) or 0
    print(f"{'held' if code == 0 else 'BROKE'} after {time.monotonic() - began:.0f} s", flush=True)
    return int(code)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
