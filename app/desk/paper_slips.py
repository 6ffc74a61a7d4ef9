"""Slips of papers: the PDF that is shown and printed, and its pages as pictures."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.wording import Bilingual


@dataclass(frozen=True, slots=True)
class PaperSlip:
    """A paper ready to preview and print. ``title`` is safe for a window title: no name in it.

    ``about`` is the masked name of whoever it is about, so that one that did not print can be told from another.
    """

    kind: str
    title: Bilingual
    pdf: bytes = field(repr=False)
    copies: int = 1
    reference: str = ""
    about: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class PageSlip:
    """One page of a paper as a PNG, with its size in pixels."""

    png: bytes = field(repr=False)
    width: int
    height: int
