"""What can be wrong with a profile, as codes: each has its sentence in both languages (``profile.fault.*``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, LiteralString

from pydantic import ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from app.errors import Fact, Obstacle
from app.wording import EN, in_language


@dataclass(frozen=True, slots=True)
class Why:
    """Why a key is at fault; worded when it is said, in whoever's language."""

    code: str
    facts: Mapping[str, Fact] = field(default_factory=dict, hash=False)

    def within(self, language: str) -> str:
        return in_language(language).explain(Obstacle(self.code, self.facts)).text

    def __str__(self) -> str:
        return self.within(EN)


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a profile: the dotted key (``counters[1].hours[0]``, empty for the whole file) and why."""

    key: str
    why: Why


def wrong(code: LiteralString, **facts: Any) -> PydanticCustomError:
    """What a validator raises: ``profile.fault.<code>`` with the facts of its sentence."""
    return PydanticCustomError("profile", "profile.fault", {"code": f"profile.fault.{code}", "facts": facts})


def fault(key: str, code: str, **facts: Fact) -> Fault:
    return Fault(key, Why(f"profile.fault.{code}", facts))


def faults_of(failure: ValidationError) -> tuple[Fault, ...]:
    """Every fault that pydantic found, in the order of the profile."""
    return tuple(Fault(_dotted(each["loc"]), _why(each)) for each in failure.errors(include_url=False))


def _dotted(place: tuple[int | str, ...]) -> str:
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in place).lstrip(".")


_KINDS = {
    "string_type": "string",
    "int_type": "integer",
    "bool_type": "true/false",
    "model_type": "table",
    "tuple_type": "array",
    "date_type": "date",
    "time_type": "time",
}
_LIMITS = {
    "greater_than_equal": ("profile.fault.too_small", "ge"),
    "less_than_equal": ("profile.fault.too_large", "le"),
    "too_short": ("profile.fault.too_few", "min_length"),
    "string_too_short": ("profile.fault.too_few", "min_length"),
    "string_too_long": ("profile.fault.text_too_long", "max_length"),
}


def _why(error: ErrorDetails) -> Why:
    kind, context = error["type"], error.get("ctx", {})
    if kind == "profile":
        return Why(context["code"], context["facts"])
    if kind == "extra_forbidden":
        return Why("profile.fault.unknown_key")
    if kind == "missing":
        return Why("profile.fault.missing")
    if kind in _KINDS:
        return Why("profile.fault.wrong_type", {"wanted": _KINDS[kind]})
    if kind in ("literal_error", "enum"):
        return Why("profile.fault.not_one_of", {"known": str(context["expected"])})
    if kind in _LIMITS:
        code, name = _LIMITS[kind]
        return Why(code, {"limit": context[name]})
    if kind == "string_pattern_mismatch":
        return Why("profile.fault.not_a_code")
    if kind.startswith(("date", "time")):
        return Why("profile.fault.not_a_day_or_time", {"detail": error["msg"]})
    return Why("profile.fault.not_allowed", {"detail": error["msg"]})
