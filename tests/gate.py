"""The test command: format, lint, types, import contracts, all tests, in that order and all of them.

``./desk test`` runs everything; ``./desk test tests/models -k journal`` hands its arguments to pytest and runs that
alone. A private PostgreSQL is started for the tests either way. The exit code is the first failure's.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import sysconfig
import time
from dataclasses import dataclass
from pathlib import Path

from tests.postgresql import VARIABLE, Cluster

ROOT = Path(__file__).resolve().parent.parent
TOOLS = Path(sysconfig.get_path("scripts"))
CHECKS = (
    ("format", ("ruff", "format", "--check", ".")),
    ("lint", ("ruff", "check", ".")),
    ("types", ("mypy",)),
    ("types on Windows", ("mypy", "--platform", "win32", "--no-warn-unreachable", "--cache-dir", ".mypy_cache/win32")),
    ("import contracts", ("lint-imports",)),
)
WORKERS = 2  # what the machines that check us have; more only crowd the timing of real lanes


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one check ended."""

    name: str
    code: int
    seconds: float

    def __str__(self) -> str:
        return f"{'ok  ' if self.code == 0 else 'FAIL'}  {self.name:<17} {self.seconds:6.1f} s"


def check(name: str, command: tuple[str, ...]) -> Outcome:
    """Run one check; it speaks only when it fails."""
    began = time.monotonic()
    done = subprocess.run(
        [str(TOOLS / command[0]), *command[1:]],
        cwd=ROOT,
        check=False,
        text=True,
        encoding="utf-8",
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    if done.returncode != 0:
        print(done.stdout)
    outcome = Outcome(name, done.returncode, time.monotonic() - began)
    print(outcome, flush=True)
    return outcome


def run_tests(arguments: list[str]) -> int:
    """Run pytest with a PostgreSQL server beside it; its own last line closes the run."""
    spread = [] if any(each.startswith(("-n", "--pdb")) for each in arguments) else ["-n", str(WORKERS)]
    with Cluster(forgetful=True) as cluster:
        surroundings = {**os.environ, VARIABLE: cluster.url, "QT_QPA_PLATFORM": "offscreen"}
        command = [sys.executable, "-m", "pytest", *spread, *arguments]
        return subprocess.run(command, cwd=ROOT, env=surroundings, check=False).returncode


def _end(_number: int, _frame: object) -> None:
    """Being told to end ends the tests and the server too."""
    raise SystemExit(143)


def main(arguments: list[str]) -> int:
    signal.signal(signal.SIGTERM, _end)
    if arguments:
        return run_tests(arguments)
    codes = [check(name, command).code for name, command in CHECKS]
    print(f"{codes.count(0)} of {len(codes)} checks passed; now the tests", flush=True)
    codes.append(run_tests(["-q"]))
    return next((code for code in codes if code), 0)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
