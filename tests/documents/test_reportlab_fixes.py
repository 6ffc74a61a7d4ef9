"""Each correction of reportlab, and the plain library failing without it."""

from __future__ import annotations

import re
import subprocess
import sys
import tracemalloc

import pytest
from reportlab.pdfbase import ttfonts

from app.documents import fonts
from app.documents.press import reportlab_fixes
from app.documents.press.paper import Paper, Style
from tests.documents.samples import AT

RARE = [ord(char) for char in "\0𠈌𡍼林"]

PLAIN = """
import io, sys
from reportlab.pdfbase import pdfmetrics, ttfonts
from reportlab.pdfgen.canvas import Canvas
stream = io.BytesIO()
canvas = Canvas(stream)
pdfmetrics.registerFont(ttfonts.TTFont("face", sys.argv[1]))
canvas.setFont("face", 12)
canvas.drawString(50, 700, "Text")
canvas.save()
sys.stdout.buffer.write(stream.getvalue())
"""


@pytest.fixture(scope="module")
def kai() -> str:
    file = fonts.font_file("TW-Kai")
    assert file is not None, "the set-up installs fonts-cns11643-kai"
    return str(file)


@pytest.fixture(scope="module")
def plain_pdf() -> bytes:
    """A page from the library as it is shipped, made in a process that never saw our corrections."""
    font = str(fonts.font_file("NotoSansTC"))
    return subprocess.run([sys.executable, "-c", PLAIN, font], capture_output=True, check=True).stdout


@pytest.fixture(scope="module")
def our_pdf() -> bytes:
    paper = Paper("A page", "山湖大學", AT)
    paper.write(20, 40, "Text", Style("sans", 12))
    return paper.finish()


def mapped(cmap: str) -> list[str]:
    _, entries = cmap.split("beginbfchar", 1)
    return re.findall(r"^<[0-9A-F]{2}> <([0-9A-F]+)>$", entries, re.MULTILINE)


def test_a_rare_character_is_mapped_as_two_utf16_units() -> None:
    assert mapped(reportlab_fixes.unicode_map("F", RARE)) == ["FFFD", "D840DE0C", "D844DF7C", "6797"]
    assert mapped(ttfonts.makeToUnicodeCMap("F", RARE))[1] == "2020C"


def test_a_block_of_the_mapping_holds_at_most_a_hundred_entries() -> None:
    subset = list(range(0x4E00, 0x4E00 + 256))
    sizes = [int(n) for n in re.findall(r"(\d+) beginbfchar", reportlab_fixes.unicode_map("F", subset))]
    assert sizes == [100, 100, 56]
    assert "256 beginbfchar" in ttfonts.makeToUnicodeCMap("F", subset)


def test_a_glyph_past_the_long_metrics_keeps_the_advance_that_the_font_states(kai: str) -> None:
    assert {advance for advance, _ in reportlab_fixes.SteadyFace(kai).hmetrics[-5000:]} == {1024}
    assert {advance for advance, _ in ttfonts.TTFontFace(kai).hmetrics[-5000:]} == {1000}


def peak_of_a_subset(face: ttfonts.TTFontFace) -> int:
    tracemalloc.start()
    try:
        face.makeSubset([0, *map(ord, "林峯煊")])
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_subset_of_three_characters_does_not_copy_the_whole_font(kai: str) -> None:
    assert peak_of_a_subset(reportlab_fixes.SteadyFace(kai)) < 2_000_000
    assert peak_of_a_subset(ttfonts.TTFontFace(kai)) > 20_000_000


def test_a_subset_cut_from_the_mapped_file_is_the_subset_cut_from_memory(kai: str) -> None:
    noto = str(fonts.font_file("NotoSerifTC"))  # 1000 units an em: the library's own metrics are right there
    subset = [0, *map(ord, "Ångström 林")]
    assert reportlab_fixes.SteadyFace(noto).makeSubset(subset) == ttfonts.TTFontFace(noto).makeSubset(subset)


def test_no_page_begins_in_a_font_that_is_not_embedded(our_pdf: bytes, plain_pdf: bytes) -> None:
    assert b"Helvetica" not in our_pdf
    assert b"Helvetica" in plain_pdf


def test_no_page_carries_an_empty_transition(our_pdf: bytes, plain_pdf: bytes) -> None:
    assert b"/Trans" not in our_pdf
    assert b"/Trans" in plain_pdf


def test_a_stream_ends_on_a_line_of_its_own(our_pdf: bytes, plain_pdf: bytes) -> None:
    assert our_pdf.count(b"endstream") == our_pdf.count(b"\nendstream")
    assert plain_pdf.count(b"endstream") > plain_pdf.count(b"\nendstream")


def test_a_stream_is_not_blown_up_to_ascii(our_pdf: bytes, plain_pdf: bytes) -> None:
    assert b"ASCII85Decode" not in our_pdf
    assert b"ASCII85Decode" in plain_pdf


def test_only_the_letters_in_use_are_embedded(our_pdf: bytes) -> None:
    font = reportlab_fixes.SteadyFont("only", str(fonts.font_file("NotoSansTC")))

    class Page:
        pass

    page = Page()
    font.splitString("Text", page)
    used = {code for code in font.state[page].subsets[0] if code not in (0, 32)}
    assert used == set(map(ord, "Text"))
