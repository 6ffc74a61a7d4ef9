"""Why a recorded hand-over is voided (作廢交付紀錄), and what may then have become of the sheet.

A sheet that came back is scanned: it lies in stock again, or it is spoiled and void. One that did not come back may be
written off as lost only where it went to somebody who should not have it; in every other case it never left the
counter, so it must be found first.
"""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What went wrong."""

    WRONG_SHEET = "wrong_sheet"  # another person's sheet went out
    WRONG_PERSON = "wrong_person"  # it went to somebody who may not collect it
    LEFT_WITHOUT = "left_without"  # the graduate left without it
    MISTAKEN = "mistaken"  # recorded twice, or for practice


class SheetFate(StrEnum):
    """What became of the sheet."""

    RETURNED = "returned"
    SPOILED = "spoiled"
    LOST = "lost"


WITHOUT_SHEET = frozenset({Kind.WRONG_SHEET, Kind.WRONG_PERSON})
"""The kinds in which a sheet may be gone for good."""


def sheet_must_be_here(kind: Kind, fate: SheetFate) -> bool:
    """Whether this may not be recorded before the sheet is back."""
    return fate is SheetFate.LOST and kind not in WITHOUT_SHEET
