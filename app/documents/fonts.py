"""Which characters can be printed, and with which font file.

A text is split by what the fonts cover: TW-Kai (全字庫正楷體) -> TW-Kai-Ext-B -> TW-Kai-Plus -> Noto. Where TW-Kai is
not installed, Noto stands in. A code point that a font maps to an empty outline counts as not covered: TW-Kai-Plus has
over a thousand of those, and they would print a name with a hole in it.

No reportlab here: the desk may ask :func:`missing_glyphs` without waking the press.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Container
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from app.documents.coverage import Coverage

RESOURCES = Path(__file__).resolve().parent.parent.parent / "resources"
FOLDER_VARIABLE = "REGISTRY_DESK_FONTS"
FILES = {
    "TW-Kai": "TW-Kai-98_1.ttf",
    "TW-Kai-Ext-B": "TW-Kai-Ext-B-98_1.ttf",
    "TW-Kai-Plus": "TW-Kai-Plus-98_1.ttf",
    "NotoSansTC": "NotoSansTC_400Regular.ttf",
    "NotoSansTC-Medium": "NotoSansTC_500Medium.ttf",
    "NotoSansTC-Bold": "NotoSansTC_700Bold.ttf",
    "NotoSerifTC": "NotoSerifTC_400Regular.ttf",
    "NotoSerifTC-SemiBold": "NotoSerifTC_600SemiBold.ttf",
}
BOX_FONT = "NotoSansTC"
_KAI = ("TW-Kai", "TW-Kai-Ext-B", "TW-Kai-Plus")
_LAST = ("NotoSerifTC", "NotoSansTC")
_HAN_MARKS = frozenset("·‧…—‘’“”※○●◎□■△▲▽▼◇◆★☆→←↑↓①②③④⑤⑥⑦⑧⑨⑩℃％")


@dataclass(frozen=True, slots=True)
class Voice:
    """How a text is set: fonts tried in order for Western letters and for Han. ``marks``: shared marks count as Han."""

    western: tuple[str, ...]
    han: tuple[str, ...]
    marks: bool


VOICES = {
    "kai": Voice(("NotoSerifTC", "TW-Kai", "NotoSansTC"), (*_KAI, *_LAST), marks=True),
    "serif": Voice(("NotoSerifTC", "TW-Kai", "NotoSansTC"), (*_KAI, *_LAST), marks=False),
    "serif-bold": Voice(("NotoSerifTC-SemiBold", "TW-Kai", "NotoSansTC"), (*_KAI, *_LAST), marks=False),
    "sans": Voice(("NotoSansTC", "TW-Kai"), ("NotoSansTC", *_KAI, "NotoSerifTC"), marks=False),
    "sans-medium": Voice(("NotoSansTC-Medium", "TW-Kai"), ("NotoSansTC-Medium", *_KAI, "NotoSerifTC"), marks=False),
    "sans-bold": Voice(("NotoSansTC-Bold", "TW-Kai"), ("NotoSansTC-Bold", *_KAI, "NotoSerifTC"), marks=False),
}


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one font. ``boxed``: the code point of a character that no font has, to be framed."""

    font: str
    text: str
    boxed: bool = False


def folders() -> tuple[Path, ...]:
    """Where fonts may lie, in order: our resources, beside the program, then the system's or the folder that the
    settings name.
    """
    own = (RESOURCES / "fonts", Path(sys.executable).resolve().parent / "fonts")
    chosen = os.environ.get(FOLDER_VARIABLE)
    return (*own, Path(chosen)) if chosen else (*own, *_system_folders())


def _system_folders() -> tuple[Path, ...]:
    if sys.platform == "win32":
        windows = Path(os.environ.get("WINDIR", "C:/Windows"))
        home = Path(os.environ.get("LOCALAPPDATA", windows))
        return (windows / "Fonts", home / "Microsoft" / "Windows" / "Fonts")
    return (Path("/usr/share/fonts/truetype/cns11643"), Path("/usr/local/share/fonts"))


@lru_cache(maxsize=len(FILES))
def font_file(font: str) -> Path | None:
    """The file of one of our fonts, or None where it is not installed."""
    places = (folder / FILES[font] for folder in folders())
    return next((place for place in places if place.is_file()), None)


@lru_cache(maxsize=len(FILES))
def coverage(font: str) -> Container[int]:
    """The code points that a font really draws; none when it is not installed."""
    file = font_file(font)
    return Coverage(file) if file else frozenset()


def is_western(char: str, voice: Voice) -> bool:
    """Whether a character is set with the letters of an alphabet rather than with the Han."""
    return ord(char) < 0x2E80 and not (voice.marks and char in _HAN_MARKS)


@lru_cache(maxsize=16384)
def font_for(char: str, voice: str) -> str | None:
    """The first font of the voice that draws this character, or None when no font does."""
    choice = VOICES[voice]
    chain = choice.western if is_western(char, choice) else choice.han
    return next((font for font in chain if ord(char) in coverage(font)), None)


def missing_glyphs(text: str) -> tuple[str, ...]:
    """The characters of a text that no installed font can draw (缺字), each once, in their order."""
    return tuple(dict.fromkeys(char for char in text if font_for(char, "kai") is None))


def code_point(char: str) -> str:
    """What stands on paper for a character that no font has: ``〔U+2B7FA〕``."""
    return f"〔U+{ord(char):04X}〕"


def printable(text: str) -> str:
    """The text as it will stand on paper, missing characters replaced by their code points."""
    return "".join(code_point(char) if font_for(char, "kai") is None else char for char in text)


def runs(text: str, voice: str) -> list[Run]:
    """The text split into stretches of one font each."""
    found: list[Run] = []
    stretch, current = "", ""
    for char, font in zip(text, _fonts_of(text, VOICES[voice], voice), strict=True):
        if font == current:
            stretch += char
            continue
        if stretch:
            found.append(Run(current, stretch))
        stretch, current = (char, font) if font else ("", "")
        if font is None:
            found.append(Run(BOX_FONT, code_point(char), boxed=True))
    return [*found, Run(current, stretch)] if stretch else found


def _fonts_of(text: str, choice: Voice, voice: str) -> list[str | None]:
    """A font for each character; one for a whole Western word where one has all its letters: ``Sʉla`` is not set in
    two.
    """
    found = [font_for(char, voice) for char in text]
    usual = choice.western[0]
    if any(font != usual and is_western(char, choice) for char, font in zip(text, found, strict=True)):
        for start, end in _western_words(text, choice):
            whole = next((font for font in choice.western if _covers(font, text[start:end])), None)
            if whole:
                found[start:end] = [whole] * (end - start)
    return found


def _covers(font: str, text: str) -> bool:
    return all(ord(char) in coverage(font) for char in text)


def _western_words(text: str, choice: Voice) -> list[tuple[int, int]]:
    """Where words of Western letters begin and end."""
    words: list[tuple[int, int]] = []
    start = None
    for place, char in enumerate(text + " "):
        if char != " " and is_western(char, choice):
            start = place if start is None else start
        elif start is not None:
            words.append((start, place))
            start = None
    return words
