"""Measured figures: ``./desk bench [NAME ...]``; one JSON line each.

A benchmark is a file of this folder with ``main()`` that returns one figure or a list of them: ``name, figure, unit,
peer, peer_figure, ratio``. Each runs in a process of its own, so that one does not warm another.
"""

from __future__ import annotations

import argparse
import importlib
import inspect
import json
import subprocess
import sys
from pathlib import Path

from app.arguments import Parser, language_of
from app.wording import in_language

FOLDER = Path(__file__).resolve().parent
NOT_MEASURED = {"crowd", "crowded"}  # what benchmarks share
FILES = {"import": "import_rows"}  # a file of that name could not be imported by a plain statement
FIELDS = ("name", "figure", "unit", "peer", "peer_figure", "ratio")


def benchmarks() -> list[str]:
    stems = {each.stem for each in FOLDER.glob("*.py") if not each.stem.startswith("_")} - NOT_MEASURED
    names = {file: name for name, file in FILES.items()}
    return sorted(names.get(stem, stem.replace("_", "-")) for stem in stems)


def measure(name: str, rounds: int | None) -> None:
    """Run one benchmark here and print its lines."""
    main_of = importlib.import_module(f"tests.benchmarks.{FILES.get(name, name.replace('-', '_'))}").main
    counted = rounds is not None and "rounds" in inspect.signature(main_of).parameters
    answer = main_of(rounds=rounds) if counted else main_of()
    for line in answer if isinstance(answer, list) else [answer]:
        print(json.dumps({field: line.get(field) for field in FIELDS}, ensure_ascii=False), flush=True)


def main(arguments: list[str]) -> int:
    say = in_language(language_of(arguments))
    parser = Parser(say, prog="./desk bench", description=say("Measure; one JSON line for each figure."))
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of: {', '.join(benchmarks())}; all if left out")
    parser.add_argument("--rounds", type=int, help="how much a long one does, such as issue-10k: certificates")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    wanted = parser.parse_args(arguments)
    if unknown := set(wanted.names) - set(benchmarks()):
        parser.refuse(say("This is too much: {words}", words=", ".join(sorted(unknown))))
    if wanted.here:
        measure(wanted.names[0], wanted.rounds)
        return 0
    command = [sys.executable, "-m", "tests.benchmarks", "--here"]
    command += [] if wanted.rounds is None else ["--rounds", str(wanted.rounds)]
    codes = [subprocess.run([*command, name], check=False).returncode for name in wanted.names or benchmarks()]
    return max(codes, default=0)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
