"""Pages as pictures: a preview of a paper, and evidence scans marked for one use only.

A scan that somebody brings is foreign matter. It is looked at by its content, not its name, decoded within limits, and
**drawn anew**: every page becomes a picture with the mark burnt in, so that neither a script nor a location in a
photograph nor a layer under the mark survives. What comes out is of the same kind as what went in.

Decode in a worker process with limits of its own: the checks here stop what can be seen before decoding.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pypdfium2 as pdfium
from PIL import Image, ImageDraw, ImageFont, ImageOps

from app.documents import fonts
from app.errors import Refusal, Trouble

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
LARGEST = 10 * 1024 * 1024
MOST_PAGES = 10
MOST_PIXELS = 40_000_000
SCAN_DPI = 150
LONGEST_SIDE = 2600
_MAGIC = ((b"%PDF-", PDF), (b"\xff\xd8\xff", JPEG), (b"\x89PNG\r\n\x1a\n", PNG))
_MARK = (150, 20, 50, 88)
_QUALITY = 82


@dataclass(frozen=True, slots=True)
class PageImage:
    """One page as a PNG, with its size in pixels."""

    png: bytes = field(repr=False)
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class MarkedScan:
    """A scan with the mark burnt in, of the media type it came in."""

    content: bytes = field(repr=False)
    media: str
    pages: int


def page_count(pdf: bytes) -> int:
    """How many pages a paper has. Trouble ``paper.unreadable``."""
    with _opened(pdf) as document:
        return len(document)


def page_images(pdf: bytes, dpi: float = 110, first: int = 0, count: int | None = None) -> tuple[PageImage, ...]:
    """The pages of a paper from ``first`` on, as pictures of ``dpi`` dots per inch. Trouble ``paper.unreadable``."""
    with _opened(pdf) as document:
        end = len(document) if count is None else min(len(document), first + count)
        return tuple(_page_image(document, number, dpi) for number in range(first, end))


@contextmanager
def _opened(pdf: bytes) -> Iterator[Any]:
    try:
        document = pdfium.PdfDocument(pdf)
    except pdfium.PdfiumError as failure:
        raise Trouble("paper.unreadable") from failure
    try:
        yield document
    finally:
        document.close()


def _page_image(document: Any, number: int, dpi: float) -> PageImage:
    picture = _drawn(document, number, dpi / 72)
    return PageImage(_encoded(picture, PNG), *picture.size)


def _drawn(document: Any, number: int, scale: float) -> Image.Image:
    page = document[number]
    try:
        bitmap = page.render(scale=scale)
        try:
            picture: Image.Image = bitmap.to_pil().convert("RGB").copy()
            return picture
        finally:
            bitmap.close()
    finally:
        page.close()


def watermark_scan(content: bytes, text: str, kind: str | None = None) -> MarkedScan:
    """A scan (PDF, JPEG or PNG) marked all over with ``text``: 僅供領取學位證書使用, the day, the case.

    ``kind`` is the media type that was announced, if any. Refuses ``scan.too_large`` (over 10 MB, ten pages or 40
    million pixels), ``scan.wrong_kind`` (none of the three, or not the one announced) and ``scan.unreadable``.
    """
    media = _kind_of(content)
    if kind is not None and kind != media:
        raise Refusal.because("scan.wrong_kind")
    if len(content) > LARGEST:
        raise Refusal.because("scan.too_large", megabytes=LARGEST // (1024 * 1024))
    pictures = [_marked(picture, text) for picture in (_pdf_pages(content) if media == PDF else [_photograph(content)])]
    return MarkedScan(_bound(pictures) if media == PDF else _encoded(pictures[0], media), media, len(pictures))


def as_paper(content: bytes, media: str) -> bytes:
    """A kept scan or signature as a PDF for the preview; what was kept as one comes back as it is."""
    return content if media == PDF else _bound([_photograph(content)])


def _kind_of(content: bytes) -> str:
    found = next((media for start, media in _MAGIC if content.startswith(start)), None)
    if found is None:
        raise Refusal.because("scan.wrong_kind")
    return found


def _photograph(content: bytes) -> Image.Image:
    """A JPEG or PNG, upright, no larger than needed to be read."""
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as opened:
            _refuse_too_many(opened.width * opened.height)
            upright = ImageOps.exif_transpose(opened)
            flat = Image.new("RGB", upright.size, "white")
            solid = upright.convert("RGBA")
            flat.paste(solid, mask=solid.getchannel("A"))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as failure:
        raise Refusal.because("scan.too_large", pixels=MOST_PIXELS) from failure
    except (OSError, SyntaxError, ValueError) as failure:
        raise Refusal.because("scan.unreadable") from failure
    flat.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    return flat


def _pdf_pages(content: bytes) -> list[Image.Image]:
    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as failure:
        raise Refusal.because("scan.unreadable") from failure
    try:
        if not 0 < len(document) <= MOST_PAGES:
            raise Refusal.because("scan.too_large", pages=MOST_PAGES)
        return [_drawn(document, number, _scale(document, number)) for number in range(len(document))]
    except (pdfium.PdfiumError, ValueError, MemoryError) as failure:
        raise Refusal.because("scan.unreadable") from failure
    finally:
        document.close()


def _scale(document: Any, number: int) -> float:
    """A scan's usual resolution, less for a page of unusual size."""
    width, height = document.get_page_size(number)
    if not (width >= 1 and height >= 1):
        raise Refusal.because("scan.unreadable")
    return float(min(SCAN_DPI / 72, LONGEST_SIDE / max(width, height)))


def _refuse_too_many(pixels: int) -> None:
    if pixels > MOST_PIXELS:
        raise Refusal.because("scan.too_large", pixels=MOST_PIXELS)


def _marked(picture: Image.Image, text: str) -> Image.Image:
    """The picture under slanted rows of the mark, dense enough that no useful part is free of it."""
    size = max(14, min(picture.size) // 28)
    font = _font(size)
    wide = int(font.getlength(text)) + size * 3
    reach = int((picture.width**2 + picture.height**2) ** 0.5) + size
    rows = Image.new("RGBA", (reach, reach), (0, 0, 0, 0))
    draw = ImageDraw.Draw(rows)
    for number, y in enumerate(range(0, reach, size * 5)):
        for x in range(-(number % 2) * wide // 2, reach, wide):
            draw.text((x, y), text, font=font, fill=_MARK)
    slanted = rows.rotate(30, resample=Image.Resampling.BICUBIC)
    left, top = (reach - picture.width) // 2, (reach - picture.height) // 2
    marked = picture.convert("RGBA")
    marked.alpha_composite(slanted.crop((left, top, left + picture.width, top + picture.height)))
    return marked.convert("RGB")


def _font(size: int) -> ImageFont.FreeTypeFont:
    file = fonts.font_file("NotoSansTC-Medium")
    if file is None:
        raise Trouble("font.missing", font="NotoSansTC-Medium")
    return ImageFont.truetype(str(file), size)


def _encoded(picture: Image.Image, media: str) -> bytes:
    stream = io.BytesIO()
    if media == PNG:
        picture.save(stream, "PNG", compress_level=3)
    else:
        picture.save(stream, "JPEG", quality=_QUALITY)
    return stream.getvalue()


def _bound(pictures: list[Image.Image]) -> bytes:
    """Pictures as the pages of a PDF; the same pictures give the same bytes."""
    from app.documents.press import binding

    return binding.bound([(_encoded(picture, JPEG), *picture.size) for picture in pictures], SCAN_DPI)
