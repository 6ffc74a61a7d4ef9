"""How a step went: done, cancelled, waiting, later, or stopped for a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from app.errors import Fact


@dataclass(frozen=True, slots=True)
class Done:
    """The step is done; ``result`` is what it leaves for the next ones, nothing personal."""

    result: str = ""
    code: str = ""  # what a finished job says, where the step says more than its name


@dataclass(frozen=True, slots=True)
class Cancelled:
    """There is nothing to issue any more."""

    code: str


@dataclass(frozen=True, slots=True)
class Waits:
    """The next step cannot begin until something else exists or a person acts."""

    code: str
    facts: Mapping[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Later:
    """Its day has not come yet."""

    until: datetime
    code: str
    facts: Mapping[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stops:
    """A person must see to it; what was done so far is kept."""

    code: str
    facts: Mapping[str, Fact] = field(default_factory=dict)


Outcome = Done | Cancelled | Waits | Later | Stops
