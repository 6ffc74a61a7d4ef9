"""Paper: pages to write on. Millimetres from the top left corner, text placed by its baseline, sizes in points.

One call writes one line in as many fonts as its characters need, in a single text object, so that whoever copies or
searches it gets the line as it was written. Characters that no font has are framed as code points.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from reportlab.lib.utils import ImageReader

from app.documents import fonts
from app.documents.press import archive, breaking, reportlab_fixes, typeface
from app.documents.press.style import A4, BLACK, GREY, HAIR, MM, Colour, Style

__all__ = ["A4", "BLACK", "GREY", "HAIR", "MM", "Colour", "Paper", "Style"]


class Paper:
    """A PDF in the making. ``title`` holds no person's name; ``moment`` comes from the facts, never from a clock."""

    def __init__(
        self, title: str, author: str, moment: datetime, *, size: tuple[float, float] = A4, language: str = "zh-TW"
    ) -> None:
        reportlab_fixes.apply()
        self.width, self.height = size
        self._file = io.BytesIO()
        first: Any = typeface.opened("NotoSansTC").fontName
        self.canvas = reportlab_fixes.SteadyCanvas(
            self._file,
            pagesize=(self.width * MM, self.height * MM),
            invariant=1,
            pageCompression=1,
            pdfVersion=(1, 7),
            initialFontName=first,
            lang=language,
        )
        archive.declare(self.canvas._doc, archive.Title(title, author, moment))
        self.pages = 1

    def new_page(self) -> None:
        self.canvas.showPage()
        self.pages += 1

    def finish(self) -> bytes:
        """The whole file."""
        self.canvas.showPage()
        self.canvas.save()
        return self._file.getvalue()

    # -- text -----------------------------------------------------------------------------------------------------

    def write(self, x: float, y: float, text: str, style: Style, *, align: str = "left") -> float:
        """One line with its baseline at ``y``; ``x`` is its left, right or centre. Returns its width in mm."""
        if not text:
            return 0.0
        runs = fonts.runs(text, style.voice)
        width = self._runs_width(runs, style)
        left = x * MM - {"left": 0.0, "centre": width / 2, "right": width}[align]
        self._draw(left, (self.height - y) * MM, runs, style)
        return width / MM

    def _draw(self, x: float, y: float, runs: Sequence[fonts.Run], style: Style) -> None:
        parts = [f"BT {_rgb(style.colour)} rg {style.tracking:.3f} Tc 1 0 0 1 {x:.3f} {y:.3f} Tm"]
        for run in runs:
            font, size = typeface.opened(run.font), style.size * (typeface.BOX_SCALE if run.boxed else 1.0)
            for subset, codes in font.splitString(run.text, self.canvas._doc):
                name = font.getSubsetInternalName(subset, self.canvas._doc)
                parts.append(f"{name} {size:.3f} Tf <{codes.hex()}> Tj")
        self.ink(" ".join((*parts, "ET")))
        self._frame_missing(x, y, runs, style)

    def _frame_missing(self, x: float, y: float, runs: Sequence[fonts.Run], style: Style) -> None:
        for run in runs:
            width = typeface.run_width(run, style.size) + style.tracking * len(run.text)
            if run.boxed:
                bottom, high = y - style.size * 0.2, style.size * 0.95
                self.ink(f"0.5 w {_rgb(style.colour)} RG {x:.3f} {bottom:.3f} {width:.3f} {high:.3f} re S")
            x += width

    def _runs_width(self, runs: Sequence[fonts.Run], style: Style) -> float:
        letters = sum(len(run.text) for run in runs)
        return sum(typeface.run_width(run, style.size) for run in runs) + style.tracking * (letters - 1)

    def measure(self, text: str, style: Style) -> float:
        """The width of one line in mm."""
        return self._runs_width(fonts.runs(text, style.voice), style) / MM if text else 0.0

    def fit(self, text: str, style: Style, width: float, smallest: float) -> Style:
        """The style, smaller where the line would not fit in ``width`` mm, but never under ``smallest`` points."""
        needed = self.measure(text, style)
        if needed <= width:
            return style
        return replace(style, size=max(smallest, style.size * width / needed), tracking=0.0)

    def lines(self, text: str, style: Style, width: float) -> list[str]:
        """The text broken into lines of ``width`` mm: between Han, at spaces between words, by the rules of 避頭尾."""
        return [line for part in text.split("\n") for line in breaking.broken(part, style, width * MM)]

    def even_lines(self, text: str, style: Style, width: float) -> list[str]:
        """As many lines as ``lines`` would give, of about the same length."""
        return breaking.evenly_broken(text, style, width * MM)

    def paragraph(self, x: float, y: float, text: str, style: Style, width: float, *, align: str = "left") -> float:
        """A broken text, its first baseline at ``y``. Returns the baseline where the next line would stand."""
        step = style.size * style.leading / MM
        start = x + {"left": 0.0, "centre": width / 2, "right": width}[align]
        for line in self.lines(text, style, width):
            self.write(start, y, line, style, align=align)
            y += step
        return y

    # -- marks ----------------------------------------------------------------------------------------------------

    def rule(self, x: float, y: float, width: float, *, weight: float = 0.4, colour: Colour = HAIR) -> None:
        """A horizontal line."""
        self.segment(x, y, x + width, y, weight=weight, colour=colour)

    def segment(self, x: float, y: float, x2: float, y2: float, *, weight: float = 0.4, colour: Colour = HAIR) -> None:
        ends = (x * MM, (self.height - y) * MM, x2 * MM, (self.height - y2) * MM)
        self.ink("{:.3f} w {} RG {:.3f} {:.3f} m {:.3f} {:.3f} l S".format(weight, _rgb(colour), *ends))

    def box(
        self, x: float, y: float, width: float, height: float, *, weight: float = 0.4, colour: Colour = HAIR
    ) -> None:
        """A rectangle with its top left corner at ``x, y``."""
        place = (x * MM, (self.height - y - height) * MM, width * MM, height * MM)
        self.ink("{:.3f} w {} RG {:.3f} {:.3f} {:.3f} {:.3f} re S".format(weight, _rgb(colour), *place))

    def bar(self, x: float, y: float, width: float, height: float, *, colour: Colour = GREY) -> None:
        """A filled rectangle, its top left corner at ``x``, ``y``."""
        self._fill([(x, y, width, height)], colour)

    def dots(self, rows: Sequence[Sequence[int]], x: float, y: float, cell: float, *, colour: Colour = BLACK) -> None:
        """A matrix of dark cells (a QR code), drawn as one path so that no hairline opens between the cells."""
        places = []
        for down, row in enumerate(rows):
            start = None
            for across, dark in enumerate((*row, 0)):
                if dark and start is None:
                    start = across
                elif not dark and start is not None:
                    places.append((x + start * cell, y + down * cell, (across - start) * cell, cell))
                    start = None
        self._fill(places, colour)

    def stripes(self, bars: Sequence[tuple[float, float]], y: float, height: float, *, colour: Colour = BLACK) -> None:
        """Upright bars, each a left edge and a width in mm, as one path."""
        self._fill([(left, y, width, height) for left, width in bars], colour)

    def _fill(self, places: Sequence[tuple[float, float, float, float]], colour: Colour) -> None:
        shapes = " ".join(
            f"{x * MM:.3f} {(self.height - y - high) * MM:.3f} {wide * MM:.3f} {high * MM:.3f} re"
            for x, y, wide, high in places
        )
        self.ink(f"{_rgb(colour)} rg {shapes} f")

    def ink(self, operators: str) -> None:
        """Operators of the page description language, as they stand; points from the lower left corner."""
        self.canvas._code.append(operators)

    def image(self, picture: bytes, x: float, y: float, width: float, height: float) -> None:
        """A PNG or JPEG fitted into a box, keeping its proportions, standing on the box's lower edge."""
        source = ImageReader(io.BytesIO(picture))
        across, down = source.getSize()
        scale = min(width / across, height / down)
        w, h = across * scale, down * scale
        left, bottom = x + (width - w) / 2, self.height - y - height
        self.canvas.drawImage(source, left * MM, bottom * MM, w * MM, h * MM, mask="auto")


@lru_cache(maxsize=64)
def _rgb(colour: Colour) -> str:
    return "{:.4f} {:.4f} {:.4f}".format(*colour)
