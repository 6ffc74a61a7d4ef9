"""Emblems drawn as outlines. A school that supplies none gets the plum blossom over an open book, which is nobody's."""

from __future__ import annotations

import math
from typing import Any

from app.documents.press.paper import MM, Colour, Paper

INK: Colour = (0.07, 0.20, 0.38)


def draw_emblem(paper: Paper, x: float, y: float, size: float, *, colour: Colour = INK) -> None:
    """The emblem in a square of ``size`` mm whose top left corner is ``x, y``."""
    canvas = paper.canvas
    canvas.saveState()
    canvas.translate((x + size / 2) * MM, (paper.height - y - size / 2) * MM)
    canvas.scale(size * MM / 100, size * MM / 100)
    canvas.setFillColorRGB(*colour)
    canvas.setStrokeColorRGB(*colour)
    _rings(canvas)
    _blossom(canvas)
    _book(canvas)
    canvas.restoreState()


def _rings(canvas: Any) -> None:
    for radius, weight in ((49, 1.8), (45.5, 0.7), (36, 0.7)):
        canvas.setLineWidth(weight)
        canvas.circle(0, 0, radius, stroke=1, fill=0)
    for step in range(40):
        angle = math.radians(step * 9)
        canvas.circle(40.7 * math.cos(angle), 40.7 * math.sin(angle), 1.5 if step % 2 else 0.8, stroke=0, fill=1)


def _blossom(canvas: Any) -> None:
    for petal in range(5):
        angle = math.radians(90 + petal * 72)
        canvas.circle(11 * math.cos(angle), 10 + 11 * math.sin(angle), 7.6, stroke=0, fill=1)
    canvas.setFillColorRGB(1, 1, 1)
    canvas.circle(0, 10, 4.6, stroke=0, fill=1)
    canvas.setStrokeColorRGB(1, 1, 1)
    canvas.setLineWidth(1.0)
    for petal in range(5):
        angle = math.radians(90 + petal * 72)
        canvas.line(0, 10, 11.5 * math.cos(angle), 10 + 11.5 * math.sin(angle))


def _book(canvas: Any) -> None:
    for side in (-1, 1):
        path = canvas.beginPath()
        path.moveTo(side * 1.0, -24.5)
        path.curveTo(side * 7, -20.5, side * 16, -20.5, side * 23, -23.5)
        path.lineTo(side * 23, -12.5)
        path.curveTo(side * 16, -9.5, side * 7, -9.5, side * 1.0, -13.5)
        path.close()
        canvas.setFillColorRGB(*INK)
        canvas.drawPath(path, stroke=0, fill=1)
    canvas.setStrokeColorRGB(1, 1, 1)
    canvas.setLineWidth(0.8)
    for line in range(2):
        for side in (-1, 1):
            lift = -14.3 - line * 3.6
            page = canvas.beginPath()
            page.moveTo(side * 4, lift - 1.0)
            page.curveTo(side * 9, lift + 1.4, side * 15, lift + 1.4, side * 20, lift - 0.4)
            canvas.drawPath(page, stroke=1, fill=0)
