"""What a new machine is given: pinned, complete, and no slower than it must be."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
LISTS = ROOT / "installer" / "requirements"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
GROUPS = {"run": PROJECT["project"]["dependencies"], **PROJECT["dependency-groups"]}
PIN = re.compile(r"^([A-Za-z0-9._-]+)==\S+ \\$((?:\n    --hash=sha256:[0-9a-f]{64}(?: \\)?)+)", re.MULTILINE)


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", re.split(r"[\[<>=~! ]", name)[0]).lower()


def _pins(name: str) -> set[str]:
    return {_canonical(found[1]) for found in PIN.finditer((LISTS / f"{name}.txt").read_text("utf-8"))}


@pytest.mark.parametrize("name", ["build", "run", "test", "windows"])
def test_every_package_is_pinned_by_the_digests_of_its_files(name: str) -> None:
    lines = (LISTS / f"{name}.txt").read_text("utf-8").splitlines()
    named = {_canonical(line) for line in lines if line and not line.startswith((" ", "#"))}
    assert named and named == _pins(name)


@pytest.mark.parametrize("name", ["build", "run", "test", "windows"])
def test_everything_the_project_asks_for_is_pinned(name: str) -> None:
    assert {_canonical(each) for each in GROUPS[name]} - _pins(name) == set(), "installer/lock.sh"


def test_the_tests_run_on_the_very_packages_that_are_shipped() -> None:
    def versions(name: str) -> dict[str, str]:
        text = (LISTS / f"{name}.txt").read_text("utf-8")
        return dict(re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", text, re.MULTILINE))

    assert versions("run").items() <= versions("test").items()


@pytest.mark.parametrize("script", ["desk", "installer/setup.sh", "installer/lock.sh", ".ci/run"])
def test_a_script_is_sound_and_may_be_run(script: str) -> None:
    file = ROOT / script
    shell = "bash" if script == ".ci/run" else "sh"
    done = subprocess.run([shell, "-n", str(file)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert file.stat().st_mode & 0o111


def test_the_ci_runs_the_one_command_and_nothing_else() -> None:
    lines = (ROOT / ".ci" / "run").read_text("utf-8").splitlines()
    acts = [line for line in lines if line and not line.startswith(("#", "set ", "cd "))]
    assert acts == ["exec ./desk test"]
