"""One question to the desk, as a typed value; :mod:`app.desk.asks` has them all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Ask(Generic[T]):
    """One question to the desk: ``verb`` is ``module:function`` under ``app.desk``."""

    verb: str
    facts: Mapping[str, Any] = field(default_factory=dict, repr=False)
    deed: bool = False
