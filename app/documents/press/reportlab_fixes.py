"""reportlab 5.1 corrected in six places; each correction has a test that shows the plain library failing.

1. **Search and copy of rare characters.** ``makeToUnicodeCMap`` writes a code point above U+FFFF as five hexadecimal
   digits (𠈌 came out as †ℷ), and puts more than 100 entries in one block, which the format forbids.
   :class:`SteadyFont` writes UTF-16BE in blocks of 100.
2. **Widths.** Glyphs past ``numberOfHMetrics`` keep an advance that was already scaled to 1000 units, wrong in every
   font with another em (TW-Kai has 1024) and a violation of PDF/A. :class:`SteadyFace` restores the font's own figure.
3. **Speed.** Each subset copied the whole glyph table (52 MB for TW-Kai) to cut out forty glyphs, and each font was
   read whole into memory. :class:`SteadyFace` maps the file and slices.
4. **A font that nobody asked for.** A canvas begins every page in Helvetica, which is not embedded.
   :class:`SteadyCanvas` begins in a font that is.
5. **An empty page transition.** Every page carries ``/Trans << >>``, which is no transition and fails PDF/A.
6. **Streams.** ASCII85 makes files a quarter larger for nothing, and the keyword ``endstream`` follows the data without
   the line end that PDF/A wants. The first is a setting; the second is the one method replaced in the library itself.

Everything else is done in subclasses, so that the plain library stays as it is beside ours. ASCII is not put into every
subset (``asciiReadable``): a font embeds what the page uses.
"""

from __future__ import annotations

import mmap
import zlib
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from reportlab import rl_config
from reportlab.pdfbase import pdfdoc, ttfonts
from reportlab.pdfgen.canvas import Canvas

_LINE_END = b"\nendstream\n"
_NO_LINE_END = b"endstream\n"


class _Slices:
    """A table of a font file, cut only where it is asked for."""

    def __init__(self, data: mmap.mmap, start: int, length: int) -> None:
        self._data, self._start, self._length = data, start, length

    def __getitem__(self, part: slice) -> bytes:
        return self._data[self._start + part.start : self._start + part.stop]

    def __len__(self) -> int:
        return self._length


class SteadyFace(ttfonts.TTFontFace):
    """A TrueType face read from a mapped file, with the advances that the file states."""

    def readFile(self, f: str) -> None:  # noqa: N802
        if not hasattr(self, "_ttf_data"):
            self.filename = f
            with Path(f).open("rb") as stream:
                self._ttf_data = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
        self._pos = 0

    def get_table(self, tag: str) -> Any:
        start, length = self.get_table_pos(tag)
        return _Slices(self._ttf_data, start, length) if tag == "glyf" else self._ttf_data[start : start + length]

    def extractInfo(self, charInfo: Any = 1) -> None:  # noqa: N802, N803
        super().extractInfo(charInfo)
        hhea, _ = self.get_table_pos("hhea")
        stated = self.get_ushort(hhea + 34)
        advance = self.hmetrics[stated - 1][0]
        self.hmetrics[stated:] = [(advance, bearing) for _, bearing in self.hmetrics[stated:]]

    def addSubsetObjects(self, doc: Any, fontname: str, subset: list[int]) -> Any:  # noqa: N802
        descriptor = super().addSubsetObjects(doc, fontname, subset)  # type: ignore[no-untyped-call]
        doc.idToObject[f"fontFile:{self.filename}({fontname})"].filters = [QUICK]
        return descriptor


class _QuickDeflate:
    """Deflate at level 4: outlines come out two per cent larger than at 6, in half the time."""

    pdfname = "FlateDecode"

    def encode(self, text: bytes) -> bytes:
        return zlib.compress(text, 4)


QUICK = _QuickDeflate()


class SteadyFont(ttfonts.TTFont):
    """A font whose text can be searched and copied, whatever plane its characters come from."""

    def __init__(self, name: str, file: str) -> None:
        self.fontName = name
        self.face = SteadyFace(file)
        self.encoding = ttfonts.TTEncoding()
        self.state: WeakKeyDictionary[Any, Any] = WeakKeyDictionary()
        self._asciiReadable = False
        self.shapable = False

    def addObjects(self, doc: Any) -> None:  # noqa: N802
        """Write one embedded font for each subset of up to 256 characters that the document used."""
        state = self.state[doc]
        state.frozen = 1
        for number, subset in enumerate(state.subsets):
            name = self.getSubsetInternalName(number, doc)[1:]
            font = self._subset_font(doc, name, number, subset)
            doc.Reference(font, name)
            doc.idToObject["BasicFonts"].dict[name] = font
        del self.state[doc]

    def _subset_font(self, doc: Any, name: str, number: int, subset: list[int]) -> Any:
        base = (ttfonts.SUBSETN(number) + b"+" + self.face.name).decode("latin-1")
        font: Any = pdfdoc.PDFTrueTypeFont()
        face: Any = self.face
        font.Name, font.BaseFont, font.FirstChar, font.LastChar = name, base, 0, len(subset) - 1
        font.Widths = pdfdoc.PDFArray([face.getCharWidth(code) for code in subset])
        mapping = pdfdoc.PDFStream(content=unicode_map(base, subset), filters=[pdfdoc.PDFZCompress])
        font.ToUnicode = doc.Reference(mapping, "toUnicodeCMap:" + base)
        font.FontDescriptor = face.addSubsetObjects(doc, base, subset)
        return font


class SteadyCanvas(Canvas):
    """A canvas that begins in a font of ours and turns its pages without a transition."""

    _doc: Any
    _code: list[str]

    def showPage(self) -> None:  # noqa: N802
        super().showPage()
        self._doc.Pages.pages[-1].Trans = None


def unicode_map(name: str, subset: list[int]) -> str:
    """The table by which a reader turns a font's codes back into text."""
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        "/CIDSystemInfo",
        f"<< /Registry ({name}) /Ordering ({name}) /Supplement 0 >> def",
        f"/CMapName /{name} def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        "<00> <FF>",
        "endcodespacerange",
    ]
    entries = [f"<{code:02X}> <{_utf16(char)}>" for code, char in enumerate(subset)]
    for first in range(0, len(entries), 100):
        block = entries[first : first + 100]
        lines += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    return "\n".join([*lines, "endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"])


def _utf16(code: int) -> str:
    return "FFFD" if code == 0 or 0xD800 <= code < 0xE000 else chr(code).encode("utf-16-be").hex().upper()


def apply() -> None:
    """Correct the library itself where a subclass cannot reach; once, when the press is first used."""
    rl_config.useA85 = 0
    if pdfdoc.PDFStream.format is not _format_stream:
        setattr(pdfdoc.PDFStream, "format", _format_stream)  # noqa: B010  (a plain assignment is what mypy refuses)


_plain_format = pdfdoc.PDFStream.format


def _format_stream(self: Any, document: Any) -> bytes:
    written: bytes = _plain_format(self, document)
    return written.removesuffix(_NO_LINE_END) + _LINE_END
