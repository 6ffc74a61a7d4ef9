"""Pages as pictures, and scans marked for one use only."""

from __future__ import annotations

import io
import struct
import zlib

import pikepdf
import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from app.documents import outstanding_items_notice, pages, receipt
from app.errors import Refusal, Trouble
from tests.documents.samples import LETTERHEAD, drawn, item, notice_facts, receipt_facts

MARK = "僅供領取學位證書使用 114/07/10 41000000E"


def photograph(kind: str, size: tuple[int, int] = (800, 600), **options: object) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", size, (250, 250, 250)).save(stream, kind, **options)
    return stream.getvalue()


def scanned_pdf(page_count: int = 1, size: tuple[int, int] = (595, 842)) -> bytes:
    writer = pypdf.PdfWriter()
    for _ in range(page_count):
        writer.add_blank_page(*size)
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def codes(content: bytes, kind: str | None = None) -> tuple[str, ...]:
    with pytest.raises(Refusal) as caught:
        pages.watermark_scan(content, MARK, kind)
    return caught.value.codes


def marked_share(picture: Image.Image) -> list[float]:
    """For each of 16 fields of the page, how much of it bears ink."""
    grey = picture.convert("L")
    wide, high = grey.width // 4, grey.height // 4
    fields = [grey.crop((x * wide, y * high, (x + 1) * wide, (y + 1) * high)) for x in range(4) for y in range(4)]
    return [sum(1 for value in field.tobytes() if value < 245) / (wide * high) for field in fields]


def test_a_paper_becomes_a_picture_of_its_own_size() -> None:
    pdf = receipt.render(receipt_facts(), LETTERHEAD)
    (image,) = pages.page_images(pdf, dpi=72)
    assert pages.page_count(pdf) == 1
    assert (image.width, image.height) == (596, 842)
    with Image.open(io.BytesIO(image.png)) as picture:
        assert picture.size == (596, 842)
        assert picture.convert("L").getextrema()[0] < 60


def test_pages_can_be_drawn_a_few_at_a_time() -> None:
    many = notice_facts(items=tuple(item(f"第 {n} 單位", "原因") for n in range(30)))
    pdf = outstanding_items_notice.render(many, LETTERHEAD)
    count = pages.page_count(pdf)
    assert count > 2
    assert len(pages.page_images(pdf, 40, first=1, count=1)) == 1
    assert len(pages.page_images(pdf, 40, first=1)) == count - 1


def test_a_paper_that_is_no_pdf_is_trouble() -> None:
    with pytest.raises(Trouble) as caught:
        pages.page_images(b"%PDF-1.7 and then nothing")
    assert caught.value.code == "paper.unreadable"


@pytest.mark.parametrize(("kind", "media"), [("JPEG", pages.JPEG), ("PNG", pages.PNG)])
def test_the_mark_covers_every_part_of_a_photograph(kind: str, media: str) -> None:
    scan = pages.watermark_scan(photograph(kind), MARK, media)
    assert (scan.media, scan.pages) == (media, 1)
    with Image.open(io.BytesIO(scan.content)) as picture:
        assert picture.format == kind
        assert min(marked_share(picture)) > 0.01


def test_the_mark_covers_every_page_of_a_pdf() -> None:
    scan = pages.watermark_scan(scanned_pdf(3), MARK)
    assert (scan.media, scan.pages) == (pages.PDF, 3)
    for page in range(3):
        assert min(marked_share(drawn(scan.content, 72, page))) > 0.01


def test_the_same_scan_marked_twice_gives_the_same_bytes() -> None:
    for content in (scanned_pdf(2), photograph("JPEG"), photograph("PNG")):
        assert pages.watermark_scan(content, MARK) == pages.watermark_scan(content, MARK)


def test_a_script_in_a_pdf_does_not_survive() -> None:
    stream = io.BytesIO()
    with pikepdf.open(io.BytesIO(scanned_pdf())) as document:
        script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert('here');"))
        document.Root.OpenAction = document.make_indirect(script)
        document.save(stream, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    assert b"JavaScript" in stream.getvalue()
    assert b"JavaScript" not in pages.watermark_scan(stream.getvalue(), MARK).content


def test_where_a_photograph_was_taken_does_not_survive_and_it_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010E] = "a private remark"
    scan = pages.watermark_scan(photograph("JPEG", (800, 400), exif=exif), MARK)
    assert b"a private remark" not in scan.content
    with Image.open(io.BytesIO(scan.content)) as picture:
        assert picture.size == (400, 800)
        assert not picture.getexif()


def test_a_transparent_picture_is_laid_on_white() -> None:
    stream = io.BytesIO()
    Image.new("RGBA", (300, 300), (0, 0, 0, 0)).save(stream, "PNG")
    with Image.open(io.BytesIO(pages.watermark_scan(stream.getvalue(), MARK).content)) as picture:
        assert picture.convert("L").getextrema()[1] == 255


@pytest.mark.parametrize("content", [b"", b"GIF89a" + bytes(40), b"PK\x03\x04" + bytes(40), b"<html>", bytes(2000)])
def test_what_is_neither_pdf_nor_jpeg_nor_png_is_refused(content: bytes) -> None:
    assert codes(content) == ("scan.wrong_kind",)


def test_a_scan_that_is_not_what_was_announced_is_refused() -> None:
    assert codes(photograph("PNG"), pages.PDF) == ("scan.wrong_kind",)


def test_more_than_ten_megabytes_are_refused() -> None:
    assert codes(photograph("PNG") + bytes(pages.LARGEST)) == ("scan.too_large",)


def test_more_than_ten_pages_are_refused() -> None:
    assert codes(scanned_pdf(11)) == ("scan.too_large",)


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few hundred bytes that says it is enormous."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(9999))) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("size", [(8000, 6000), (12000, 9000), (60000, 60000)])
def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded(size: tuple[int, int]) -> None:
    assert codes(bomb(*size)) == ("scan.too_large",)


def test_a_page_as_large_as_a_wall_is_drawn_no_larger_than_a_scan() -> None:
    scan = pages.watermark_scan(scanned_pdf(1, (14000, 14000)), MARK)
    box = pypdf.PdfReader(io.BytesIO(scan.content)).pages[0].mediabox
    assert float(box.width) <= pages.LONGEST_SIDE * 72 / pages.SCAN_DPI + 1


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_half_a_photograph_cannot_be_read(kind: str) -> None:
    content = photograph(kind)
    assert codes(content[: len(content) // 3]) == ("scan.unreadable",)


SMALL = [scanned_pdf(1, (150, 200)), photograph("JPEG", (200, 150)), photograph("PNG", (200, 150))]


@settings(max_examples=120, deadline=None)
@given(st.data())
def test_a_spoiled_scan_is_marked_or_refused_and_nothing_else(data: st.DataObject) -> None:
    content = bytearray(data.draw(st.sampled_from(SMALL)))
    for _ in range(data.draw(st.integers(1, 12))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        assert pages.watermark_scan(bytes(content), MARK).pages >= 1
    except Refusal as refusal:
        assert set(refusal.codes) <= {"scan.unreadable", "scan.wrong_kind", "scan.too_large"}
