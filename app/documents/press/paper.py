"""Paper: pages to write on. Millimetres from the top left corner, text placed by its baseline, sizes in points.

One call writes one line in as many fonts as its characters need, in a single text object, so that whoever copies or
searches it gets the line as it was written. Characters that no font has are framed as code points.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from reportlab.lib.utils import ImageReader

from app.documents import fonts
from app.documents.press import archive, reportlab_fixes, typeface

MM = 72 / 25.4
A4 = (210.0, 297.0)
Colour = tuple[float, float, float]
BLACK: Colour = (0.08, 0.09, 0.11)
GREY: Colour = (0.29, 0.31, 0.34)
HAIR: Colour = (0.62, 0.63, 0.64)
_NOT_AT_START = frozenset("，。、；：！？）」』】〕》〉”’…,.;:!?)]}%‧·")
_NOT_AT_END = frozenset("（「『【〔《〈“‘([{")


@dataclass(frozen=True, slots=True)
class Style:
    """How a text looks: the voice (see :data:`app.documents.fonts.VOICES`), the size in points, the colour."""

    voice: str = "sans"
    size: float = 10.0
    colour: Colour = BLACK
    leading: float = 1.5
    tracking: float = 0.0

    def at(self, size: float) -> Style:
        return replace(self, size=size)


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
        line = self.canvas.beginText(x, y)
        line.setFillColorRGB(*style.colour)
        if style.tracking:
            line.setCharSpace(style.tracking)
        for run in runs:
            typeface.opened(run.font)
            line.setFont(run.font, style.size * (typeface.BOX_SCALE if run.boxed else 1.0))
            line.textOut(run.text)
        if style.tracking:
            line.setCharSpace(0)
        self.canvas.drawText(line)
        self._frame_missing(x, y, runs, style)

    def _frame_missing(self, x: float, y: float, runs: Sequence[fonts.Run], style: Style) -> None:
        for run in runs:
            width = typeface.run_width(run, style.size) + style.tracking * len(run.text)
            if run.boxed:
                self.canvas.setLineWidth(0.5)
                self.canvas.setStrokeColorRGB(*style.colour)
                self.canvas.rect(x, y - style.size * 0.2, width, style.size * 0.95)
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
        return [line for part in text.split("\n") for line in _broken(part, style, width * MM)]

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
        self.canvas.setLineWidth(weight)
        self.canvas.setStrokeColorRGB(*colour)
        self.canvas.line(x * MM, (self.height - y) * MM, x2 * MM, (self.height - y2) * MM)

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        weight: float = 0.4,
        colour: Colour = HAIR,
        fill: Colour | None = None,
    ) -> None:
        """A rectangle with its top left corner at ``x, y``; weight 0 draws no edge."""
        self.canvas.setLineWidth(weight)
        self.canvas.setStrokeColorRGB(*colour)
        if fill:
            self.canvas.setFillColorRGB(*fill)
        bottom = (self.height - y - height) * MM
        self.canvas.rect(x * MM, bottom, width * MM, height * MM, stroke=int(weight > 0), fill=int(fill is not None))

    def dots(self, rows: Sequence[Sequence[int]], x: float, y: float, cell: float, *, colour: Colour = BLACK) -> None:
        """A matrix of dark cells (a QR code), drawn as one path so that no hairline opens between the cells."""
        path = self.canvas.beginPath()
        for down, row in enumerate(rows):
            start = None
            for across, dark in enumerate((*row, 0)):
                if dark and start is None:
                    start = across
                elif not dark and start is not None:
                    top = self.height - y - (down + 1) * cell
                    path.rect((x + start * cell) * MM, top * MM, (across - start) * cell * MM, cell * MM)
                    start = None
        self.canvas.setFillColorRGB(*colour)
        self.canvas.drawPath(path, stroke=0, fill=1)

    def stripes(self, bars: Sequence[tuple[float, float]], y: float, height: float, *, colour: Colour = BLACK) -> None:
        """Upright bars, each a left edge and a width in mm, as one path."""
        path = self.canvas.beginPath()
        for left, width in bars:
            path.rect(left * MM, (self.height - y - height) * MM, width * MM, height * MM)
        self.canvas.setFillColorRGB(*colour)
        self.canvas.drawPath(path, stroke=0, fill=1)

    def image(self, picture: bytes, x: float, y: float, width: float, height: float) -> None:
        """A PNG or JPEG fitted into a box, keeping its proportions, standing on the box's lower edge."""
        source = ImageReader(io.BytesIO(picture))
        across, down = source.getSize()
        scale = min(width / across, height / down)
        w, h = across * scale, down * scale
        left, bottom = x + (width - w) / 2, self.height - y - height
        self.canvas.drawImage(source, left * MM, bottom * MM, w * MM, h * MM, mask="auto")


def _broken(text: str, style: Style, width: float) -> list[str]:
    """Lines of at most ``width`` points, greedy."""
    lines: list[str] = []
    line, used = "", 0.0
    for piece in _pieces(text):
        needed = typeface.width(piece, style.voice, style.size) + style.tracking * len(piece)
        solid = typeface.width(piece.rstrip(" "), style.voice, style.size)
        if line and used + solid > width:
            lines.append(line.rstrip(" "))
            line, used = "", 0.0
        if not line and solid > width:
            *full, piece = _chopped(piece, style, width)
            lines += full
            needed = typeface.width(piece, style.voice, style.size)
        line, used = line + piece, used + needed
    return [*lines, line.rstrip(" ")]


def _chopped(word: str, style: Style, width: float) -> list[str]:
    """A word longer than a line, cut where the line ends."""
    parts = [""]
    for char in word:
        if parts[-1] and typeface.width(parts[-1] + char, style.voice, style.size) > width:
            parts.append("")
        parts[-1] += char
    return parts


def _pieces(text: str) -> list[str]:
    """What a line may not be broken inside of: a word with its space, a Han character with its punctuation."""
    pieces: list[str] = []
    for char in text:
        if pieces and _joins(pieces[-1], char):
            pieces[-1] += char
        else:
            pieces.append(char)
    return pieces


def _joins(piece: str, char: str) -> bool:
    last = piece[-1]
    if char == " " or char in _NOT_AT_START or last in _NOT_AT_END:
        return True
    return last not in " -/" and ord(last) < 0x2E80 and ord(char) < 0x2E80
