"""Slips about sheets: what lies at a counter, what a scan names, what was moved or counted, what is being mended."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
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
    """What lies at a counter (庫存): how many, how many are held, and the first of them in the order of the shelf.

    ``fitting`` of them have what was asked for in their shelf mark, serial, barcode or number; without it all do.
    """

    counter: str
    name: Bilingual
    total: int
    held: int
    fitting: int
    lying: tuple[LyingSlip, ...]


@dataclass(frozen=True, slots=True)
class ScannedSlip:
    """What one scan names, and where that sheet should lie. ``code`` says why it may not be taken over.

    ``here`` at this counter, ``own`` in this very station's custody.
    """

    scanned: str
    code: str = ""
    sheet_id: UUID | None = None
    serial: str = ""
    short: str = ""
    place: str = ""
    where: Bilingual = NOWHERE
    here: bool = False
    own: bool = False

    @property
    def on_this_shelf(self) -> bool:
        """Whether it should lie at this counter, held for a correction or not."""
        return self.here and self.code in ("", "sheet.held")

    def same_as(self, other: ScannedSlip) -> bool:
        """The same sheet by another of its names, or the same unknown scan."""
        if self.sheet_id is not None or other.sheet_id is not None:
            return self.sheet_id == other.sheet_id
        return self.scanned == other.scanned


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


@dataclass(frozen=True, slots=True)
class CorrectionSlip:
    """An open correction (更正, A11). ``fields`` are the codes of what is wrong, joined by commas.

    ``note`` is what the clerk wrote of it; empty for whoever has not signed on.
    """

    number: str
    short: str
    serial: str
    place: str
    since: datetime
    fields: str
    office: Bilingual
    opened_by: str
    note: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class MendedSlip:
    """A correction that has ended: its sheet is in stock again at ``place``, or void where it is ``reprinting``."""

    graduate_id: UUID
    number: str
    serial: str
    place: str
    reprinting: bool
