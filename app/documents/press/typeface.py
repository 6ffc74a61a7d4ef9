"""Type: fonts opened for the press, each when the first character needs it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from app.documents import fonts
from app.documents.press import reportlab_fixes
from app.errors import Trouble

if TYPE_CHECKING:
    from reportlab.pdfbase.ttfonts import TTFont

BOX_SCALE = 0.6


@lru_cache(maxsize=len(fonts.FILES))
def opened(font: str) -> TTFont:
    """The font, registered with reportlab. Trouble ``font.missing`` when it is not installed."""
    from reportlab.pdfbase import pdfmetrics

    file = fonts.font_file(font)
    if file is None:
        raise Trouble("font.missing", font=font)
    found = open_file(font, str(file))
    pdfmetrics.registerFont(found)
    return found


def open_file(name: str, file: str) -> TTFont:
    """One font file in our corrected reading of it."""
    return reportlab_fixes.SteadyFont(name, file)


@lru_cache(maxsize=16384)
def _char_width(font: str, char: str) -> float:
    face = opened(font).face
    return float(face.charWidths.get(ord(char), face.defaultWidth)) / 1000


def run_width(run: fonts.Run, size: float) -> float:
    """The width of a run in points."""
    scale = BOX_SCALE if run.boxed else 1.0
    return sum(_char_width(run.font, char) for char in run.text) * size * scale


def width(text: str, voice: str, size: float) -> float:
    """The width of a text in points."""
    if len(text) == 1 and (font := fonts.font_for(text, voice)):
        return _char_width(font, text) * size
    return sum(run_width(run, size) for run in fonts.runs(text, voice))
