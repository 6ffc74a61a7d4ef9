"""Slips about sheets: what lies at a counter, what was moved, what a stock-take found."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from app.wording import Bilingual

NOWHERE = Bilingual("")


@dataclass(frozen=True, slots=True)
class LyingSlip:
    """One sheet on the shelf. Nothing in it is personal."""

    id: UUID
    serial: str
    place: str
    number: str
    short: str
    held: bool
    to_be_voided: bool


@dataclass(frozen=True, slots=True)
class StockSlip:
    """What lies at a counter (庫存): how many, how many are held, and the first of them in the order of the shelf."""

    counter: str
    name: Bilingual
    total: int
    held: int
    lying: tuple[LyingSlip, ...]


@dataclass(frozen=True, slots=True)
class MovedSlip:
    """Sheets that changed custody in one go (移轉); ``there_already`` lay at that station before."""

    list_id: UUID
    counter: str
    name: Bilingual
    station: str
    moved: tuple[LyingSlip, ...]
    there_already: int
    taken_by: str


@dataclass(frozen=True, slots=True)
class UnexpectedSlip:
    """A scan that is not of this counter's stock, with the code that says why, and where it should lie."""

    scanned: str
    code: str
    serial: str = ""
    where: Bilingual = NOWHERE


@dataclass(frozen=True, slots=True)
class StockTakeSlip:
    """A count by scanning (盤點): what should lie here, what was found, what is missing, what is too much."""

    counter: str
    name: Bilingual
    expected: int
    found: int
    missing: tuple[LyingSlip, ...]
    unexpected: tuple[UnexpectedSlip, ...]

    @property
    def agrees(self) -> bool:
        return not self.missing and not self.unexpected
