"""What a font file really draws, looked up in the mapped file: its character table and whether the glyph has an
outline.

Nothing is read that is not asked for, so that the first rare name at a counter costs a millisecond, not a tenth of a
second. Two forms of the table are known, 12 (all planes) and 4 (the first plane): every font of ours has one of them.
"""

from __future__ import annotations

import mmap
import struct
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Container
from pathlib import Path

BLANKS = frozenset((0x20, 0xA0, 0x2002, 0x2003, 0x3000))


class Coverage(Container[int]):
    """The code points that a TrueType font draws. A code point mapped to an empty outline is not among them."""

    def __init__(self, file: Path) -> None:
        with file.open("rb") as stream:
            self._data = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
        tables = self._tables()
        self._long = self._shorts(tables["head"] + 50, 1)[0] == 1
        self._loca = tables["loca"]
        place, form = self._best_table(tables["cmap"])
        self._find = self._read_groups(place) if form == 12 else self._read_segments(place)

    def __contains__(self, code: object) -> bool:
        if not isinstance(code, int):
            return False
        glyph = self._find(code)
        return glyph > 0 and (code in BLANKS or self._has_outline(glyph))

    def _shorts(self, place: int, count: int) -> tuple[int, ...]:
        return struct.unpack_from(f">{count}H", self._data, place)

    def _longs(self, place: int, count: int) -> tuple[int, ...]:
        return struct.unpack_from(f">{count}I", self._data, place)

    def _tables(self) -> dict[str, int]:
        (count,) = self._shorts(4, 1)
        places = range(12, 12 + 16 * count, 16)
        return {self._data[place : place + 4].decode("ascii"): self._longs(place + 8, 1)[0] for place in places}

    def _best_table(self, cmap: int) -> tuple[int, int]:
        """The place and form of the widest table for Unicode."""
        (count,) = self._shorts(cmap + 2, 1)
        places = {cmap + self._longs(cmap + 8 + 8 * number, 1)[0] for number in range(count)}
        forms = {self._shorts(place, 1)[0]: place for place in sorted(places)}
        form = 12 if 12 in forms else 4
        return forms[form], form

    def _has_outline(self, glyph: int) -> bool:
        read = self._longs if self._long else self._shorts
        begin, end = read(self._loca + glyph * (4 if self._long else 2), 2)
        return begin < end

    def _read_groups(self, place: int) -> Callable[[int], int]:
        (count,) = self._longs(place + 12, 1)
        figures = self._longs(place + 16, 3 * count)
        firsts, lasts, glyphs = figures[0::3], figures[1::3], figures[2::3]

        def find(code: int) -> int:
            group = bisect_right(firsts, code) - 1
            return glyphs[group] + code - firsts[group] if group >= 0 and code <= lasts[group] else 0

        return find

    def _read_segments(self, place: int) -> Callable[[int], int]:
        count = self._shorts(place + 6, 1)[0] // 2
        lasts = self._shorts(place + 14, count)
        firsts = self._shorts(place + 16 + 2 * count, count)
        deltas = self._shorts(place + 16 + 4 * count, count)
        offsets_at = place + 16 + 6 * count
        offsets = self._shorts(offsets_at, count)

        def find(code: int) -> int:
            segment = bisect_left(lasts, code)
            if segment == count or code < firsts[segment]:
                return 0
            if offsets[segment] == 0:
                return (code + deltas[segment]) & 0xFFFF
            at = offsets_at + 2 * segment + offsets[segment] + 2 * (code - firsts[segment])
            (glyph,) = self._shorts(at, 1)
            return (glyph + deltas[segment]) & 0xFFFF if glyph else 0

        return find
