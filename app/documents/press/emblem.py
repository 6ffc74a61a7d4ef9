"""Emblems drawn as outlines. A school that supplies none gets the plum blossom over an open book, which is nobody's."""

from __future__ import annotations

import math
from functools import lru_cache

from app.documents.press.paper import MM, Colour, Paper

INK: Colour = (0.07, 0.20, 0.38)
_ARC = 0.5523
_Point = tuple[float, float]


def draw_emblem(paper: Paper, x: float, y: float, size: float, *, colour: Colour = INK) -> None:
    """The emblem in a square of ``size`` mm whose top left corner is ``x, y``."""
    scale = size * MM / 100
    left, bottom = (x + size / 2) * MM, (paper.height - y - size / 2) * MM
    paper.ink(f"q {scale:.5f} 0 0 {scale:.5f} {left:.3f} {bottom:.3f} cm {_plum(colour)} Q")


@lru_cache(maxsize=8)
def _plum(colour: Colour) -> str:
    """The whole drawing in a square of 100 units around its middle."""
    tone = "{:.3f} {:.3f} {:.3f}".format(*colour)
    rings = (f"{weight} w {_circle(0, 0, radius)} S" for radius, weight in ((49, 1.8), (45.5, 0.7), (36, 0.7)))
    beads = (_circle(*_around(40.7, step * 9), 1.5 if step % 2 else 0.8) for step in range(40))
    petals = (_circle(*_around(11, 90 + petal * 72, 10), 7.6) for petal in range(5))
    rays = (f"0 10 m {_pair(_around(11.5, 90 + petal * 72, 10))} l S" for petal in range(5))
    return " ".join(
        [
            f"{tone} rg {tone} RG",
            *rings,
            *beads,
            "f",
            *petals,
            f"f 1 1 1 rg 1 1 1 RG 1 w {_circle(0, 10, 4.6)} f",
            *rays,
            f"{tone} rg {_leaf(-1)} {_leaf(1)} f 0.8 w",
            *(_line_of_writing(side, -14.3 - row * 3.6) for row in range(2) for side in (-1, 1)),
        ]
    )


def _around(radius: float, degrees: float, lift: float = 0.0) -> _Point:
    angle = math.radians(degrees)
    return (radius * math.cos(angle), lift + radius * math.sin(angle))


def _circle(x: float, y: float, radius: float) -> str:
    arc = radius * _ARC
    curves = (
        ((x + radius, y + arc), (x + arc, y + radius), (x, y + radius)),
        ((x - arc, y + radius), (x - radius, y + arc), (x - radius, y)),
        ((x - radius, y - arc), (x - arc, y - radius), (x, y - radius)),
        ((x + arc, y - radius), (x + radius, y - arc), (x + radius, y)),
    )
    return f"{_pair((x + radius, y))} m " + " ".join(_curve(*each) for each in curves) + " h"


def _curve(first: _Point, second: _Point, end: _Point) -> str:
    return f"{_pair(first)} {_pair(second)} {_pair(end)} c"


def _pair(point: _Point) -> str:
    return f"{point[0]:.2f} {point[1]:.2f}"


def _leaf(side: int) -> str:
    """One leaf of the open book."""
    low = _curve((side * 7, -20.5), (side * 16, -20.5), (side * 23, -23.5))
    high = _curve((side * 16, -9.5), (side * 7, -9.5), (side * 1.0, -13.5))
    return f"{side} -24.5 m {low} {side * 23} -12.5 l {high} h"


def _line_of_writing(side: int, lift: float) -> str:
    curve = _curve((side * 9, lift + 1.4), (side * 15, lift + 1.4), (side * 20, lift - 0.4))
    return f"{side * 4} {lift - 1.0:.2f} m {curve} S"
