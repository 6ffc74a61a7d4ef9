"""Every key of a school's profile has an effect: some code reads it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest

import app
from app.policy import profile
from app.policy.profile.entries import Part

ROOT = Path(app.__file__).parent
READ_BY_A_MADE_UP_NAME = {
    *(f"ItemWords.{state}" for state in ("done", "pending", "failed", "not_required", "at_pickup")),
    *(f"Feed.{state}_words" for state in ("done", "pending", "failed", "not_required")),
    *(f"Retention.{what}_years" for what in ("signatures", "contacts", "identity", "journal", "imports")),
}
ONE_VALUE_ONLY = {"OldCardRoute.route"}  # A38: it says that there is no other


def keys() -> Iterator[str]:
    for module in iter_modules(profile.__path__):
        import_module(f"{profile.__name__}.{module.name}")
    waiting = [Part]
    while waiting:
        part = waiting.pop()
        waiting += part.__subclasses__()
        yield from (f"{part.__name__}.{name}" for name in part.__annotations__ if not name.startswith(("_", "model_")))


@pytest.fixture(scope="module")
def read_attributes() -> set[str]:
    """Every attribute that the program looks at, by its name alone: a key that nothing reads has no such look."""
    found: set[str] = set()
    for file in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
                found.add(node.attr)
    return found


def test_no_key_is_without_effect(read_attributes: set[str]) -> None:
    exempt = READ_BY_A_MADE_UP_NAME | ONE_VALUE_ONLY
    idle = [key for key in keys() if key not in exempt and key.rpartition(".")[2] not in read_attributes]
    assert idle == []


def test_what_is_read_by_a_made_up_name_is_a_key_still() -> None:
    assert set(keys()) >= READ_BY_A_MADE_UP_NAME | ONE_VALUE_ONLY
