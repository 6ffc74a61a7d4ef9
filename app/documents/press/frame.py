"""The frame of a certificate: a strong line, two fine ones, and a fret 回紋 in each corner."""

from __future__ import annotations

from itertools import pairwise

from app.documents.press.paper import Colour, Paper

_GAP = 1.6
_CORNER = 13.0
# one arm of the fret, as steps of a grid counted from the corner
_FRET = ((0, 10), (0, 0), (10, 0), (10, 7), (3, 7), (3, 3), (7, 3), (7, 5))


def draw_border(paper: Paper, margin: float, outer: Colour, inner: Colour) -> None:
    """Frame the page, ``margin`` mm from its edge."""
    _rectangle(paper, margin, 2.2, outer)
    _rectangle(paper, margin + _GAP, 0.6, inner)
    _notched(paper, margin + _GAP + 2.4, inner)
    for right in (False, True):
        for low in (False, True):
            _fret(paper, margin + _GAP + 2.4, right, low, inner)


def _rectangle(paper: Paper, inset: float, weight: float, colour: Colour) -> None:
    paper.box(inset, inset, paper.width - 2 * inset, paper.height - 2 * inset, weight=weight, colour=colour)


def _notched(paper: Paper, inset: float, colour: Colour) -> None:
    """The innermost line, broken at the corners to make room for the frets."""
    right, low = paper.width - inset, paper.height - inset
    for y in (inset, low):
        paper.segment(inset + _CORNER, y, right - _CORNER, y, weight=0.6, colour=colour)
    for x in (inset, right):
        paper.segment(x, inset + _CORNER, x, low - _CORNER, weight=0.6, colour=colour)


def _fret(paper: Paper, inset: float, right: bool, low: bool, colour: Colour) -> None:
    cell = (_CORNER - 3.0) / 10
    points = []
    for across, down in _FRET:
        x, y = inset + across * cell, inset + down * cell
        points.append((paper.width - x if right else x, paper.height - y if low else y))
    for (x, y), (x2, y2) in pairwise(points):
        paper.segment(x, y, x2, y2, weight=1.1, colour=colour)
