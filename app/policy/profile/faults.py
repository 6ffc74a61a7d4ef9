"""What can be wrong with a profile, as codes: each has its sentence in both languages (``profile.fault.*``)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, LiteralString

from pydantic import ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from app.errors import Fact, Obstacle
from app.wording import EN, Bilingual, in_language


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
    """Every fault that pydantic found, in the order of the profile; what only follows from another is left out.

    A bad entry is not counted by pydantic, and a list whose only entry is bad is then called empty.
    """
    found = tuple(Fault(_dotted(each["loc"]), _why(each)) for each in failure.errors(include_url=False))
    inside = {each.key.rpartition("[")[0] for each in found} | {_list_of(each.key) for each in found}
    return tuple(each for each in found if each.why.code != "profile.fault.too_few" or each.key not in inside)


def _list_of(key: str) -> str:
    """``cohorts`` of ``cohorts[0].levels[1]``."""
    return key.partition("[")[0]


def not_toml(detail: str, text: str) -> Fault:
    """What the TOML library says in English about a place, told by the line itself."""
    place = re.search(r"\(at line (\d+), column (\d+)\)", detail)
    lines = text.splitlines() or [""]
    line = min(int(place[1]), len(lines)) if place else len(lines)
    code = next((code for said, code in _SYNTAX if said in detail), "not_toml")
    return fault("", code, line=line, text=lines[line - 1].strip()[:80])


_SYNTAX = (
    ("Invalid date or datetime", "no_such_day"),
    ("overwrite", "key_twice"),
    ("twice", "key_twice"),
    ("mutate", "key_twice"),
)


def _dotted(place: tuple[int | str, ...]) -> str:
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in place).lstrip(".")


_KINDS = {
    "string_type": Bilingual("加上引號的文字", "a text in quotation marks"),
    "int_type": Bilingual("不加引號的整數", "a whole number without quotation marks"),
    "bool_type": Bilingual("true（是）或 false（否）", "true or false"),
    "model_type": Bilingual("一組設定（[名稱] 之下的各行）", "a table (the lines under [name])"),
    "tuple_type": Bilingual("方括號內的清單 […]", "a list in square brackets […]"),
    "date_type": Bilingual("日期，如 2025-06-02", "a day like 2025-06-02"),
    "time_type": Bilingual("時刻，如 08:30:00", "a time like 08:30:00"),
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
        return Why("profile.fault.not_one_of", {"known": _listed(str(context["expected"]))})
    if kind in _LIMITS:
        code, name = _LIMITS[kind]
        return Why(code, {"limit": context[name]})
    if kind == "string_pattern_mismatch":
        return Why("profile.fault.not_a_code")
    if kind.startswith(("date", "time")):
        return Why("profile.fault.not_a_day" if kind.startswith("date") else "profile.fault.not_a_time")
    return Why("profile.fault.not_allowed", {"detail": error["msg"]})


def _listed(expected: str) -> Bilingual:
    """``'a', 'b' or 'c'``, as pydantic lists them, in either language."""
    known = re.findall(r"'[^']*'|\d+", expected)
    return Bilingual("、".join(known), ", ".join(known))
