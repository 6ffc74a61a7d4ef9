"""Style: measures, colours and how a text looks."""

from __future__ import annotations

from dataclasses import dataclass, replace

MM = 72 / 25.4
A4 = (210.0, 297.0)
Colour = tuple[float, float, float]
BLACK: Colour = (0.08, 0.09, 0.11)
GREY: Colour = (0.29, 0.31, 0.34)
HAIR: Colour = (0.62, 0.63, 0.64)


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
