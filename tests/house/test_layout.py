"""The house keeps its own rules: rooms apart, light at the door, described, and small enough to read."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
APP = ROOT / "app"
PACKAGES = sorted(file.parent for file in APP.rglob("__init__.py"))
SOURCES = sorted(APP.rglob("*.py"))
HEAVY = (
    "sqlalchemy",
    "alembic",
    "pyhanko",
    "reportlab",
    "keyring",
    "typer",
    "openpyxl",
    "pydantic",
    "fontTools",
    "structlog",
    "rich",
    "asyncio",
)
LONGEST = 500  # lines; about 300 is meant
TABLES = ("sentences.py", "slips.py", "asks.py", "versions")  # a clear table stays whole
LARGEST = 12 << 20  # bytes: a font weight; nothing larger belongs into a source tree


def _named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _tree() -> list[Path]:
    """Every file of the tree, apart from what a machine makes for itself (.gitignore)."""
    own = {".venv", ".git", "__pycache__", "build", "dist", "out", "demo-data"}
    found = []
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [each for each in folders if each not in own and not each.endswith(("_cache", ".egg-info"))]
        folders[:] = [each for each in folders if each != ".hypothesis"]
        found += [Path(folder, name) for name in names if not name.endswith(".pyc")]
    return found


def test_every_import_contract_is_kept() -> None:
    tool = Path(sysconfig.get_path("scripts")) / "lint-imports"
    done = subprocess.run([str(tool), "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_room_uses_the_large_half_of_qt() -> None:
    essentials = {
        "QtCore",
        "QtGui",
        "QtWidgets",
        "QtSvg",
        "QtSvgWidgets",
        "QtPrintSupport",
        "QtNetwork",
        "QtDBus",
        "QtTest",
    }
    used = {
        (part[1], _named(file))
        for file in SOURCES
        for part in re.findall(r"^\s*(from|import) PySide6\.(\w+)", file.read_text("utf-8"), re.MULTILINE)
        if part[1] not in essentials
    }
    assert used == set()


@pytest.mark.parametrize("package", PACKAGES, ids=_named)
def test_every_room_says_what_it_is_for(package: Path) -> None:
    told = ast.get_docstring(ast.parse((package / "__init__.py").read_text("utf-8")))
    assert told, f"{_named(package)} has no docstring"


def test_every_folder_of_code_is_a_room() -> None:
    folders = {file.parent for file in SOURCES if "migrations" not in file.parts}
    assert sorted(_named(each) for each in folders - set(PACKAGES)) == []


def test_no_file_has_grown_past_reading() -> None:
    read = {file: len(file.read_text("utf-8").splitlines()) for file in SOURCES if not set(file.parts) & set(TABLES)}
    assert {_named(file): lines for file, lines in read.items() if lines > LONGEST} == {}


def test_nothing_large_is_kept_in_the_tree() -> None:
    assert [_named(file) for file in _tree() if file.stat().st_size > LARGEST] == []


def test_no_package_registry_is_named() -> None:
    """Where packages come from is the machine's affair, set up outside this tree."""
    hosts = re.compile(
        rb"pypi\.(org|python)|pythonhosted|registry\.npmjs|deb\.debian\.org|--(extra-)?index-url|--find-links"
    )
    allowed = {ROOT / "installer" / "lock.sh", Path(__file__).resolve()}  # these name the options to forbid them
    found = [_named(file) for file in _tree() if file not in allowed and hosts.search(file.read_bytes())]
    assert found == []


def _loaded_by(*modules: str) -> set[str]:
    imports = "; ".join(f"import {module}" for module in modules)
    done = subprocess.run(
        [sys.executable, "-c", f"{imports}; import sys; print(' '.join(sys.modules))"],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return {name.partition(".")[0] for name in done.stdout.split()}


@pytest.mark.parametrize("room", ["presenters", "views"])
def test_the_first_paint_waits_for_no_heavy_library(room: str) -> None:
    modules = [f"app.{room}.{file.stem}" for file in sorted((APP / room).glob("*.py")) if file.stem != "__init__"]
    assert modules, f"app/{room} is empty"
    assert _loaded_by(*modules) & set(HEAVY) == set()


def test_the_program_starts_without_heavy_libraries() -> None:
    assert _loaded_by("app.program") & set(HEAVY) == set()


def test_the_settings_are_read_without_any_library() -> None:
    assert _loaded_by("app.settings") & {*HEAVY, "PySide6", "platformdirs"} == set()


def test_no_input_is_checked_by_an_assertion() -> None:
    """``python -O`` drops assertions; one may only tell the type checker what is known already."""
    allowed = re.compile(
        r"assert .* is not None|assert (not )?isinstance\(|RECORD_ROOMS|assert_never|raise AssertionError"
    )
    said = [
        f"{_named(file)}:{number} {line.strip()}"
        for file in SOURCES
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1)
        if line.strip().startswith("assert ") and not allowed.search(line)
    ]
    assert said == []
