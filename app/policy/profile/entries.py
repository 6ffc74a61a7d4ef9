"""What every entry of a profile has in common: a source, perhaps a time in force, texts in two languages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainSerializer, StringConstraints, model_validator

from app.dates import AcademicSemester
from app.policy.profile.faults import wrong
from app.wording import Bilingual

NOT_IN_DOCUMENT = "not in document"

Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:[-_.][a-z0-9]+)*$", max_length=60)]
"""A name for the program and the journal: lower case, digits, ``-``, ``_`` and ``.``; never shown."""


def _bilingual(value: object) -> object:
    """``"註冊組"`` or ``{zh = "註冊組", en = "Registrar"}``."""
    if isinstance(value, str) and value.strip():
        return Bilingual(value)
    if (
        isinstance(value, dict)
        and value
        and set(value) <= {"zh", "en"}
        and all(isinstance(v, str) for v in value.values())
    ):
        if value.get("zh", "").strip():
            return Bilingual(value["zh"], value.get("en", ""))
        raise wrong("no_chinese")
    if isinstance(value, Bilingual):
        return value
    raise wrong("not_a_text")


def _semester(value: object) -> object:
    """``"113-2"``."""
    if not isinstance(value, str):
        return value
    try:
        return AcademicSemester.parse(value)
    except ValueError as failure:
        raise wrong("not_a_semester") from failure


Text = Annotated[
    Bilingual,
    BeforeValidator(_bilingual),
    PlainSerializer(lambda text: {"zh": text.zh, "en": text.en}),
]
Semester = Annotated[AcademicSemester, BeforeValidator(_semester), PlainSerializer(str)]


class Part(BaseModel):
    """A frozen piece of a profile. An unknown key is a fault, and nothing is converted silently."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, populate_by_name=True)

    def parts(self, key: str = "") -> Iterator[tuple[str, Part]]:
        """This piece and every piece below it, each with its dotted key (``counters[1].hours[0]``)."""
        yield key, self
        for name in type(self).model_fields:
            yield from _parts_of(getattr(self, name), f"{key}.{name}" if key else name)


def _parts_of(value: Any, key: str) -> Iterator[tuple[str, Part]]:
    if isinstance(value, Part):
        yield from value.parts(key)
    elif isinstance(value, tuple):
        for place, each in enumerate(value):
            yield from _parts_of(each, f"{key}[{place}]")


class Entry(Part):
    """A piece that says where it comes from: a rule's number in the school's document, or ``not in document``."""

    source: str = ""

    @property
    def in_document(self) -> bool:
        return NOT_IN_DOCUMENT not in self.source


class DatedEntry(Entry):
    """An entry that is in force from ``valid_from`` to ``valid_to``, both days included; open where none is given."""

    valid_from: date | None = None
    valid_to: date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> DatedEntry:
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise wrong("out_of_order", first="valid_from", second="valid_to")
        return self

    def in_force(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)
