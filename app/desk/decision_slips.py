"""Slips about decisions on digital certificates: what is chosen, what it would do, how far it is."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from uuid import UUID

from app.wording import Bilingual


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Which certificates are meant: by number, or by what they have in common."""

    numbers: tuple[str, ...] = ()
    programme: str = ""
    cohort: str = ""
    issued_from: date | None = None
    issued_to: date | None = None
    key: str = ""

    def told(self) -> str:
        """For the record: the criteria as JSON; of a list only how long it is."""
        facts: dict[str, object] = {
            "numbers": len(self.numbers),
            "programme": self.programme,
            "cohort": self.cohort,
            "issued_from": str(self.issued_from or ""),
            "issued_to": str(self.issued_to or ""),
            "key": self.key,
        }
        return json.dumps({name: fact for name, fact in facts.items() if fact}, ensure_ascii=False, sort_keys=True)

    def whole(self) -> str:
        """The whole choice as JSON, to go on from when the program ended meanwhile."""
        facts = {**asdict(self), "issued_from": str(self.issued_from or ""), "issued_to": str(self.issued_to or "")}
        return json.dumps(facts, ensure_ascii=False, sort_keys=True)

    @staticmethod
    def is_whole(selection: str) -> bool:
        """Whether a record holds the whole choice, and not what was told of it."""
        return isinstance(json.loads(selection).get("numbers"), list)

    @classmethod
    def of(cls, whole: str) -> Chosen:
        facts = json.loads(whole)
        days = {name: date.fromisoformat(facts[name]) if facts[name] else None for name in ("issued_from", "issued_to")}
        return cls(**{**facts, **days, "numbers": tuple(facts["numbers"])})


@dataclass(frozen=True, slots=True)
class CandidateSlip:
    """One certificate that a decision would be about, and how it would go (a code)."""

    number: str
    short: str
    name_masked: str = field(repr=False)
    issued_on: date | None
    version: int
    outcome: str


@dataclass(frozen=True, slots=True)
class AheadSlip:
    """What a decision would do: how many certificates, how they would go by code, and the first of them.

    A large set is looked at slice by slice: until it is ``whole``, ``total`` of ``meant`` were looked at, the last of
    them being the number ``after``, and typed ``numbers`` are whole already. ``mark`` is the asker's own.
    """

    total: int
    outcomes: tuple[tuple[str, int], ...]
    first: tuple[CandidateSlip, ...]
    meant: int = 0
    after: str = ""
    whole: bool = True
    mark: str = ""
    numbers: tuple[str, ...] = field(default=(), repr=False)

    @property
    def possible(self) -> int:
        return dict(self.outcomes).get("digital.can_be_decided", 0)


@dataclass(frozen=True, slots=True)
class DecisionSlip:
    """One decision and how far it is; ``jobs`` are its new certificates and messages."""

    id: UUID
    act: str
    reason: str
    state: str
    total: int
    settled: int
    outcomes: tuple[tuple[str, int], ...]
    jobs: int
    jobs_done: int
    jobs_stopped: int
    decided_at: datetime
    by: str = field(default="", repr=False)

    @property
    def all_settled(self) -> bool:
        return self.settled >= self.total


@dataclass(frozen=True, slots=True)
class DecisionsSlip:
    """The last decisions, and what a new one may be about: reasons by act, programmes, cohorts."""

    decisions: tuple[DecisionSlip, ...]
    reasons: tuple[tuple[str, tuple[str, ...]], ...]
    programmes: tuple[tuple[str, Bilingual], ...]
    cohorts: tuple[str, ...]
