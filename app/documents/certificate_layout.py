"""The layout of a certificate as data (D23): what stands where, a file per school and cohort.

Those that come with the program lie in ``resources/layouts/*.toml``; a school puts its own in force. Strictly read: an
unknown key, a position off the page, an unknown colour, voice or placeholder refuses the whole file, and every fault
is named with file, key, line and why. A certificate is not the place to find out that a line was left out.

A place for a picture (the school's emblem, its seal) is drawn once the school has given the picture; it lies in the
file itself, in base64 under ``[pictures]``, so that a version of a layout is whole.
"""

from __future__ import annotations

import base64
import hashlib
import io
import re
import string
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from PIL import Image
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from app.documents.fonts import RESOURCES, VOICES
from app.errors import Fact, Obstacle, Refusal, Trouble
from app.policy.profile.faults import Fault, Why, faults_of
from app.wording import reason

LARGEST = 800_000  # characters; a layout has some six thousand, and a picture has more
WIDEST = 3_000  # dots of a picture
USUAL = "certificate"
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
        "verification",
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


def _wrong(code: str, **facts: Fact) -> PydanticCustomError:
    return PydanticCustomError("profile", "layout.fault", {"code": code, "facts": facts})


class Page(_Strict):
    """The sheet. What is written stays ``margin`` from its edges, or the preview warns."""

    width: Millimetres
    height: Millimetres
    margin: Millimetres = 0


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
            raise _wrong("layout.fault.no_voice", name=self.voice, known=", ".join(VOICES))
        if self.smallest > self.size:
            raise _wrong("layout.fault.smallest")
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


class Picture(_Strict):
    """A place for a picture under ``[pictures]``; without the picture nothing is drawn."""

    kind: Literal["picture"]
    picture: str
    x: Millimetres
    y: Millimetres
    width: Millimetres
    height: Millimetres


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


Element = Annotated[Text | Emblem | Seal | Picture | Qr | Rule | Border, Field(discriminator="kind")]


class Layout(_Strict):
    """One certificate's page."""

    title: str
    page: Page
    colours: dict[str, Annotated[str, Field(pattern=r"^#[0-9A-Fa-f]{6}$")]]
    elements: tuple[Element, ...] = Field(strict=False, min_length=1)
    pictures: dict[str, str] = Field(default_factory=dict)

    def picture(self, name: str) -> bytes | None:
        """The picture of that name, PNG or JPEG; None where the school has given none."""
        held = self.pictures.get(name)
        return None if held is None else base64.b64decode(held)

    def rgb(self, colour: str) -> tuple[float, float, float]:
        code = self.colours[colour]
        return (int(code[1:3], 16) / 255, int(code[3:5], 16) / 255, int(code[5:7], 16) / 255)


def _crosschecks(layout: Layout) -> Iterator[Fault]:
    """What must fit together: colours and placeholders exist, everything lies on the page, nothing owed is left out."""
    for number, each in enumerate(layout.elements):
        whys = (*_foreign_colours(each, layout.colours), *_unknown_names(each), *_off_page(each, layout.page))
        yield from (Fault(f"elements[{number}].{key}", why) for key, why in whys)
    yield from _pictures(layout)
    said = "".join(each.text for each in layout.elements if isinstance(each, Text))
    for name in OWED:
        if f"{{{name}}}" not in said:
            yield Fault("elements", Why("layout.fault.owed", {"name": name}))


def _pictures(layout: Layout) -> Iterator[Fault]:
    places = {each.picture for each in layout.elements if isinstance(each, Picture)}
    for name, held in layout.pictures.items():
        if name not in places:
            yield Fault(f"pictures.{name}", Why("layout.fault.no_place", {"name": name}))
        elif not _is_picture(held):
            yield Fault(f"pictures.{name}", Why("layout.fault.picture", {"limit": WIDEST}))


def _is_picture(held: str) -> bool:
    """PNG or JPEG in base64, opaque, in colours or greys: what an archivable page may hold."""
    try:
        with Image.open(io.BytesIO(base64.b64decode(held, validate=True)), formats=("PNG", "JPEG")) as image:
            good = image.mode in ("RGB", "L") and max(image.size) <= WIDEST and "transparency" not in image.info
            if good:
                image.load()
            return good
    except (ValueError, OSError, SyntaxError, Image.DecompressionBombError):
        return False


def with_picture(text: str, name: str, content: bytes) -> str:
    """The layout's text with this picture under ``[pictures]``, made opaque. Refuses ``layout.invalid``."""
    stream = io.BytesIO()
    try:
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as image:
            image.thumbnail((WIDEST, WIDEST))
            coloured = image.convert("RGBA")
            paper = Image.new("RGB", coloured.size, "white")
            paper.paste(coloured, mask=coloured.getchannel("A"))
            paper.save(stream, "PNG", optimize=True)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as failure:
        raise _refused(name, "", (Fault("", Why("layout.fault.picture", {"limit": WIDEST})),)) from failure
    head, _, tail = text.rstrip().partition("\n[pictures]\n")
    kept = [each for each in tail.splitlines() if not each.startswith(f"{name} = ")]
    line = f'{name} = "{base64.b64encode(stream.getvalue()).decode()}"'
    return "\n".join((head.rstrip(), "", "[pictures]", *kept, line, ""))


def _foreign_colours(each: Element, colours: dict[str, str]) -> Iterator[tuple[str, Why]]:
    if isinstance(each, Picture):
        return
    named = {"outer": each.outer, "inner": each.inner} if isinstance(each, Border) else {"colour": each.colour}
    for key, name in named.items():
        if name not in colours:
            yield key, Why("layout.fault.no_colour", {"name": name})


def _unknown_names(each: Element) -> Iterator[tuple[str, Why]]:
    if not isinstance(each, Text | Seal | Qr):
        return
    try:
        found = [(name, form, turn) for _, name, form, turn in string.Formatter().parse(each.text) if name is not None]
    except ValueError:
        yield "text", Why("layout.fault.brace")
        return
    for name, form, turn in found:
        if name not in PLACEHOLDERS or form or turn:
            yield "text", Why("layout.fault.no_placeholder", {"name": f"{{{name}}}"})


def _off_page(each: Element, page: Page) -> Iterator[tuple[str, Why]]:
    if isinstance(each, Border):
        if each.margin * 2 >= min(page.width, page.height):
            yield "margin", Why("layout.fault.no_page_left")
        return
    wide = each.width if isinstance(each, Text | Rule | Picture) else each.size
    high = 0.0 if isinstance(each, Text | Rule) else each.height if isinstance(each, Picture) else each.size
    share = {"left": 0.0, "centre": 0.5, "right": 1.0}[each.align] if isinstance(each, Text) else 0.0
    left = each.x - wide * share
    if left < 0 or left + wide > page.width:
        yield "x", Why("layout.fault.off_page")
    if each.y + high > page.height:
        yield "y", Why("layout.fault.off_page")


def digest(text: str) -> str:
    """SHA-256 of a layout's text, in hexadecimal: which version a certificate was drawn by."""
    return hashlib.sha256(text.encode()).hexdigest()


def shipped(name: str) -> str:
    """The text of a layout that comes with the program. Refuses ``layout.unknown``."""
    file = FOLDER / f"{name}.toml"
    if not name.replace("-", "").replace("_", "").isalnum() or not file.is_file():
        raise Refusal.because("layout.unknown", name=name)
    return file.read_text(encoding="utf-8")


@lru_cache(maxsize=16)
def load(name: str) -> Layout:
    """The layout of that name that comes with the program. Refuses ``layout.unknown``."""
    return from_text(shipped(name), f"{name}.toml")


def read(file: Path) -> Layout:
    """A layout from a file. Refuses ``layout.invalid`` with file, key and why. Trouble ``file.unreadable``."""
    return from_text(text_in(file), file.name)


def text_in(file: Path) -> str:
    """A layout's text from its file, the same on every computer. Refuses ``layout.invalid`` when it is not UTF-8."""
    try:
        with file.open("rb") as stream:
            content = stream.read(LARGEST * 4 + 1)
    except OSError as fault:
        raise Trouble("file.unreadable", file=str(file), why=reason(fault)) from fault
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as failure:
        raise _refused(file.name, "", (Fault("", Why("layout.fault.not_utf8")),)) from failure


@lru_cache(maxsize=16)
def from_text(text: str, name: str = "layout") -> Layout:
    """A layout from its text. Refuses ``layout.invalid`` with every fault: file, key, why."""
    if len(text) > LARGEST:
        raise _refused(name, "", (Fault("", Why("layout.fault.too_long", {"limit": LARGEST})),))
    try:
        layout = Layout.model_validate(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, RecursionError) as failure:
        raise _refused(name, text, (Fault("", Why("layout.fault.not_toml", {"detail": str(failure)})),)) from failure
    except ValidationError as failure:
        plain = tuple(Fault(_TAG.sub("", each.key, count=1), each.why) for each in faults_of(failure))
        raise _refused(name, text, plain) from failure
    if faults := tuple(_crosschecks(layout)):
        raise _refused(name, text, faults)
    return layout


_ELEMENT = re.compile(r"elements\[(\d+)\]")
_TAG = re.compile(r"(?<=\])\.(?:text|emblem|seal|picture|qr|rule|border)(?=\.|$)")


def _refused(name: str, text: str, faults: tuple[Fault, ...]) -> Refusal:
    """Every fault as an obstacle; its key is named with the line on which it stands."""
    lines = text.splitlines()

    def key_of(fault: Fault) -> str:
        line = _line_of(fault.key, lines)
        return f"{fault.key} (line {line})" if line else fault.key or "—"

    return Refusal(*(Obstacle("layout.invalid", {"file": name, "key": key_of(f), "why": f.why}) for f in faults))


def _line_of(key: str, lines: list[str]) -> int | None:
    """The line of a key, else the one on which its element or table begins; None where that is not known."""
    heads = [number for number, line in enumerate(lines) if line.strip().startswith("[")]
    found = _ELEMENT.match(key)
    table, name = ("elements", key[found.end() :].lstrip(".")) if found else tuple(key.rpartition(".")[::2])
    mark = "[[elements]]" if found else f"[{table}]"
    begins = [number for number in heads if lines[number].strip() == mark] if table else [-1]
    place = int(found[1]) if found else 0
    if place >= len(begins):
        return None
    start = begins[place]
    end = next((number for number in heads if number > start), len(lines))
    own = re.split(r"[.\[]", name)[0]
    wanted = re.compile(rf"\s*{re.escape(own)}\s*=") if own else None
    exact = (number for number in range(start + 1, end) if wanted is not None and wanted.match(lines[number]))
    line = next(exact, start)
    return line + 1 if line >= 0 else None
