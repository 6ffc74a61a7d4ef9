"""What a screen may ask fits the verb that answers it."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from importlib import import_module
from typing import Any
from unittest.mock import sentinel

import pytest

from app.desk import asks, door_asks, staff_asks

ASKS = sorted(
    (f"{room.__name__.rpartition('.')[2]}.{name}", maker)
    for room in (asks, door_asks, staff_asks)
    for name, maker in vars(room).items()
    if inspect.isfunction(maker) and maker.__module__ == room.__name__ and not name.startswith("_")
)


@pytest.mark.parametrize(("name", "maker"), ASKS, ids=[name for name, _ in ASKS])
def test_an_ask_fits_its_verb(name: str, maker: Callable[..., asks.Ask[Any]]) -> None:
    ask = maker(**dict.fromkeys(inspect.signature(maker).parameters, sentinel.fact))
    module, _, verb = ask.verb.partition(":")
    answers = inspect.signature(getattr(import_module(f"app.desk.{module}"), verb))
    answers.bind(sentinel.desk, **ask.facts)  # TypeError: the verb takes other facts
    promised = str(inspect.signature(maker).return_annotation).removeprefix("Ask[").removesuffix("]")
    assert str(answers.return_annotation) == promised, f"{name} promises {promised}"
