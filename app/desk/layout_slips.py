"""Slips about the certificate's layout: which is in force, how one looks, what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from app.desk.paper_slips import PageSlip
from app.errors import Obstacle
from app.wording import Bilingual


@dataclass(frozen=True, slots=True)
class LayoutVersionSlip:
    """One layout as it is in force: for cohorts from ``cohorts_from``; ``since`` is None for the program's own."""

    name: str
    digest: str
    cohorts_from: str
    since: date | None
    by: str


@dataclass(frozen=True, slots=True)
class SampleSlip:
    code: str
    about: Bilingual


@dataclass(frozen=True, slots=True)
class LayoutsSlip:
    layouts: tuple[LayoutVersionSlip, ...]
    samples: tuple[SampleSlip, ...]


@dataclass(frozen=True, slots=True)
class LayoutFaultSlip:
    """One fault of a layout's file, and the key that is at fault."""

    key: str
    obstacle: Obstacle


@dataclass(frozen=True, slots=True, kw_only=True)
class LayoutSlip:
    """How a layout looks with one sample. ``mark`` names text and sample; with faults there is no page."""

    mark: str
    file: str
    unchanged: bool = False
    faults: tuple[LayoutFaultSlip, ...] = ()
    warnings: tuple[Obstacle, ...] = ()
    page: PageSlip | None = field(default=None, repr=False)
