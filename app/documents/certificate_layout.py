"""The layout of a certificate as data: what stands where, in ``resources/layouts/*.toml``, a file per school and
cohort.

Strictly read: an unknown key, a position off the page, an unknown colour, voice or placeholder refuses the whole file
and names file, key and why. A certificate is not the place to find out that a line was left out.
"""

from __future__ import annotations

import string
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from app.documents.fonts import RESOURCES, VOICES
from app.errors import Refusal

FOLDER = RESOURCES / "layouts"
PLACEHOLDERS = frozenset(
    (
        "school_zh",
        "school_en",
        "certificate_number",
        "name_zh",
        "name_en",
        "birth_roc",
        "birth_han",
        "birth_en",
        "programme_zh",
        "programme_en",
        "degree_zh",
        "degree_en",
        "graduated_roc",
        "graduated_han",
        "graduated_en",
        "document_code",
        "issued_roc",
        "issued_en",
    )
)
OWED = ("name_zh", "name_en", "certificate_number", "degree_zh", "degree_en", "document_code")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


Millimetres = Annotated[float, Field(ge=0, le=1000, strict=False)]
Points = Annotated[float, Field(ge=4, le=120, strict=False)]
Weight = Annotated[float, Field(gt=0, le=10, strict=False)]


class Page(_Strict):
    width: Millimetres
    height: Millimetres


class Text(_Strict):
    """Lines of text, shrunk towards ``smallest`` until ``width``, ``height`` and ``lines`` hold it.

    ``anchor`` says what ``y`` means: the first baseline, or the middle one of several. A ``\\n`` always breaks.
    """

    kind: Literal["text"]
    text: str
    x: Millimetres
    y: Millimetres
    width: Millimetres
    size: Points
    smallest: Points
    voice: str
    colour: str
    align: Literal["left", "centre", "right"] = "left"
    anchor: Literal["first", "middle"] = "first"
    lines: Annotated[int, Field(ge=1, le=12)] = 1
    height: Millimetres = 1000
    leading: Annotated[float, Field(ge=1, le=3, strict=False)] = 1.4
    tracking: Annotated[float, Field(ge=0, le=40, strict=False)] = 0

    @model_validator(mode="after")
    def _sensible(self) -> Text:
        if self.voice not in VOICES:
            raise ValueError(f"no such voice: {self.voice}")
        if self.smallest > self.size:
            raise ValueError("smallest is larger than size")
        return self


class Emblem(_Strict):
    kind: Literal["emblem"]
    x: Millimetres
    y: Millimetres
    size: Millimetres
    colour: str


class Seal(_Strict):
    """A square seal; the text is read in columns from the right."""

    kind: Literal["seal"]
    text: str
    x: Millimetres
    y: Millimetres
    size: Millimetres
    colour: str


class Qr(_Strict):
    kind: Literal["qr"]
    text: str
    x: Millimetres
    y: Millimetres
    size: Millimetres
    colour: str


class Rule(_Strict):
    kind: Literal["rule"]
    x: Millimetres
    y: Millimetres
    width: Millimetres
    weight: Weight
    colour: str


class Border(_Strict):
    """A double frame with a fret 回紋 in each corner."""

    kind: Literal["border"]
    margin: Millimetres
    outer: str
    inner: str

    @property
    def colours(self) -> tuple[str, ...]:
        return (self.outer, self.inner)


Element = Annotated[Text | Emblem | Seal | Qr | Rule | Border, Field(discriminator="kind")]


class Layout(_Strict):
    """One certificate's page."""

    title: str
    page: Page
    colours: dict[str, Annotated[str, Field(pattern=r"^#[0-9A-Fa-f]{6}$")]]
    elements: tuple[Element, ...] = Field(strict=False, min_length=1)

    @model_validator(mode="after")
    def _holds_together(self) -> Layout:
        for number, each in enumerate(self.elements, 1):
            for why in (*_foreign_colours(each, self.colours), *_unknown_names(each), *_off_page(each, self.page)):
                raise ValueError(f"element {number} ({each.kind}): {why}")
        said = "".join(each.text for each in self.elements if isinstance(each, Text))
        lacking = [name for name in OWED if f"{{{name}}}" not in said]
        if lacking:
            raise ValueError(f"no text says {', '.join(lacking)}")
        return self

    def rgb(self, colour: str) -> tuple[float, float, float]:
        code = self.colours[colour]
        return (int(code[1:3], 16) / 255, int(code[3:5], 16) / 255, int(code[5:7], 16) / 255)


def _foreign_colours(each: Element, colours: dict[str, str]) -> list[str]:
    named = each.colours if isinstance(each, Border) else (each.colour,)
    return [f"no such colour: {name}" for name in named if name not in colours]


def _unknown_names(each: Element) -> list[str]:
    if not isinstance(each, Text | Seal | Qr):
        return []
    try:
        found = [(name, form, turn) for _, name, form, turn in string.Formatter().parse(each.text) if name is not None]
    except ValueError:
        return ["a brace is not closed"]
    odd = [name for name, form, turn in found if name not in PLACEHOLDERS or form or turn]
    return [f"no such placeholder: {{{name}}}" for name in odd]


def _off_page(each: Element, page: Page) -> list[str]:
    if isinstance(each, Border):
        return [] if each.margin * 2 < min(page.width, page.height) else ["the margin leaves no page"]
    wide = each.width if isinstance(each, Text | Rule) else each.size
    high = 0.0 if isinstance(each, Text | Rule) else each.size
    share = {"left": 0.0, "centre": 0.5, "right": 1.0}[each.align] if isinstance(each, Text) else 0.0
    left = each.x - wide * share
    inside = left >= 0 and left + wide <= page.width and each.y + high <= page.height
    return [] if inside else ["it reaches past the page"]


@lru_cache(maxsize=16)
def load(name: str) -> Layout:
    """The layout of that name. Refuses ``layout.unknown`` and ``layout.invalid`` (file, key, why)."""
    file = FOLDER / f"{name}.toml"
    if not name.replace("-", "").replace("_", "").isalnum() or not file.is_file():
        raise Refusal.because("layout.unknown", name=name)
    return read(file)


def read(file: Path) -> Layout:
    """A layout from a file. Refuses ``layout.invalid`` with file, key and why."""
    try:
        return Layout.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as failure:
        raise Refusal.because("layout.invalid", file=file.name, key="—", why=str(failure)) from failure
    except ValidationError as failure:
        first = failure.errors(include_url=False)[0]
        key = ".".join(str(part) for part in first["loc"]) or "—"
        raise Refusal.because("layout.invalid", file=file.name, key=key, why=first["msg"]) from failure
