"""Which characters can be printed, and with what."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from app.documents import fonts
from app.documents.coverage import BLANKS

TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=30)


def test_every_font_of_ours_is_found() -> None:
    assert [font for font in fonts.FILES if fonts.font_file(font) is None] == []


def test_a_name_with_characters_of_plane_two_misses_none() -> None:
    assert fonts.missing_glyphs("林峯煊𠈌𡍼𤧟𨑨𥕛㛢𡘙堃喆䊵頴") == ()


def test_a_character_that_no_font_has_is_named_once_and_printed_as_its_code_point() -> None:
    assert fonts.missing_glyphs("王\U0002fffd小\U0002fffd") == ("\U0002fffd",)
    assert fonts.printable("王\U0002fffd") == "王〔U+2FFFD〕"


def test_a_code_point_that_the_font_draws_empty_counts_as_missing() -> None:
    assert 0xFB625 not in fonts.coverage("TW-Kai-Plus")
    assert fonts.missing_glyphs("\U000fb625") == ("\U000fb625",)


@pytest.mark.parametrize("font", sorted(fonts.FILES))
def test_what_a_font_draws_is_what_an_unrelated_reader_finds_in_it(font: str) -> None:
    file = fonts.font_file(font)
    assert file is not None
    with TTFont(file, lazy=True) as opened:
        glyphs, places, names = opened.getBestCmap(), opened["loca"], opened.getReverseGlyphMap()
        drawn = {code for code, name in glyphs.items() if places[names[name]] < places[names[name] + 1]}
        expected = drawn | (BLANKS & glyphs.keys())
    covered = fonts.coverage(font)
    assert {code for code in range(0x110000) if code in covered} == expected


def test_a_rare_name_is_set_in_kai_throughout() -> None:
    assert [(run.font, run.text) for run in fonts.runs("林𠈌𡍼煊", "kai")] == [
        ("TW-Kai", "林"),
        ("TW-Kai-Ext-B", "𠈌𡍼"),
        ("TW-Kai", "煊"),
    ]


def test_an_indigenous_name_in_letters_is_not_set_in_two_faces() -> None:
    assert {run.font for run in fonts.runs("Sʉla Kʉtʉ", "kai")} <= {"TW-Kai", "NotoSerifTC"}
    assert len(fonts.runs("Sʉla", "kai")) == 1


@given(TEXTS, st.sampled_from(sorted(fonts.VOICES)))
def test_runs_lose_no_character(text: str, voice: str) -> None:
    assert "".join(run.text for run in fonts.runs(text, voice)) == fonts.printable(text)


@given(TEXTS, st.sampled_from(sorted(fonts.VOICES)))
def test_a_run_holds_only_what_its_font_draws(text: str, voice: str) -> None:
    for run in fonts.runs(text, voice):
        assert all(ord(char) in fonts.coverage(run.font) for char in run.text)


def test_noto_stands_in_where_kai_is_not_installed(tmp_path: Path) -> None:
    script = (
        "from app.documents import fonts;"
        "print([run.font for run in fonts.runs('林A', 'kai')], fonts.missing_glyphs('林𡍼'))"
    )
    environment = {**os.environ, fonts.FOLDER_VARIABLE: str(tmp_path), "PYTHONIOENCODING": "utf-8"}
    told = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, check=True, text=True)
    assert told.stdout.strip() == "['NotoSerifTC'] ('𡍼',)"


def test_asking_for_missing_characters_does_not_wake_the_press() -> None:
    script = (
        "import sys; from app.documents import fonts; fonts.missing_glyphs('林𠈌'); print('reportlab' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, text=True)
    assert told.stdout.strip() == "False"
