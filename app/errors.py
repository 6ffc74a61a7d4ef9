"""The two honest ways to fail; anything else is our bug.

::

    Exception
     +-- Refusal     the rules say no: carries every Obstacle at once, so that a graduate makes one trip, not three
     +-- Trouble     the world failed: a reader is gone, a printer is empty, the database is away

A third fate, any other exception, is a bug of ours: only the lane edge catches it, logs it whole and says "nothing was
recorded", which is true because the unit of work rolled back. Codes are dotted nouns (``clearance.outstanding``); the
sentences for them, in both languages and with the next step, are owed by :mod:`app.wording`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Protocol, runtime_checkable


@runtime_checkable
class InTwoLanguages(Protocol):
    """A fact that has words of its own in each language: a place, a unit's name, a day (``wording.Bilingual``)."""

    def within(self, language: str) -> str: ...


Fact = str | int | bool | None | InTwoLanguages
NO_FACTS: Mapping[str, Fact] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One reason why the rules say no (障礙), with what a clerk needs to send the graduate to the right door.

    ``unit`` is the reviewing unit's code in the profile that can remove it, or None when no unit can. ``facts`` fill
    the placeholders of the sentence; personal facts in them are for the graduate, never for a proxy (RULES I5).
    """

    code: str
    facts: Mapping[str, Fact] = field(default_factory=lambda: NO_FACTS, repr=False, hash=False)
    unit: str | None = None
    overridable: bool = False

    def __reduce__(self) -> tuple[type[Obstacle], tuple[str, dict[str, Fact], str | None, bool]]:
        return (Obstacle, (self.code, dict(self.facts), self.unit, self.overridable))


class Refusal(Exception):
    """The rules say no. Carries one or more obstacles; nothing was recorded."""

    def __init__(self, *obstacles: Obstacle) -> None:
        if not obstacles:
            raise ValueError("a refusal names at least one obstacle")
        super().__init__(", ".join(each.code for each in obstacles))
        self.obstacles = obstacles

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(each.code for each in self.obstacles)

    @classmethod
    def because(cls, code: str, *, unit: str | None = None, overridable: bool = False, **facts: Fact) -> Refusal:
        """A refusal with a single obstacle."""
        return cls(Obstacle(code, facts, unit, overridable))


class Trouble(Exception):
    """The world failed. ``retryable`` says whether the same act may succeed if it is simply tried again."""

    def __init__(self, code: str, *, retryable: bool = False, **facts: Fact) -> None:
        super().__init__(code)
        self.code = code
        self.retryable = retryable
        self.facts: Mapping[str, Fact] = facts
