"""Masks as the design writes them, and English names as in a passport."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.policy.names import english_name_notices, mask_email, mask_name
from app.policy.profile.school import NameRules

RULES = NameRules()


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("黃偉", "黃○"),
        ("王小明", "王○明"),
        ("歐陽小明", "歐陽○○"),
        ("瓦歷斯．諾幹", "瓦歷○○"),
        ("林\U00020bb7煊", "林○煊"),
        ("\U0002a6d7\U00020bb7", "\U0002a6d7○"),
        ("葛\U000e0100城", "葛\U000e0100○"),
        ("王", "○"),
        ("", ""),
        ("John Smith", "J○ S○"),
        ("陳 ○ 明", "陳○明"),
    ],
)
def test_a_name_is_masked_as_the_design_says(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=3, max_size=8))
def test_a_mask_never_shows_the_second_of_three_nor_more_than_two_of_a_long_name(name: str) -> None:
    masked = mask_name(name)
    assert masked.count("○") == (1 if len(name) == 3 else 2)
    assert len(masked) == (3 if len(name) == 3 else 4)


def test_a_mailbox_shows_three_letters_and_no_domain() -> None:
    assert mask_email("linfh@example.org") == "lin****@…"
    assert mask_email("lin@example.org") == "l****@…"
    assert mask_email("nothing") == "****"
    assert mask_email("") == ""


@pytest.mark.parametrize("name", ["WANG, TA-MING", "LIN, FENG-HSUAN", "O'BRIEN, MARY ANN", "ＷＡＮＧ, TA-MING"])
def test_a_name_as_in_the_passport_is_good(name: str) -> None:
    assert english_name_notices(name, RULES) == ()


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Wang Ta-ming", "name.english_format"),
        ("Wang, Ta-ming", "name.english_case"),
        ("WANG TA-MING", "name.english_format"),
        ("WANG, TA, MING", "name.english_format"),
        ("WANG,TA-MING", "name.english_format"),
        ("  ", "name.english_missing"),
    ],
)
def test_a_name_written_otherwise_is_told(name: str, code: str) -> None:
    (notice,) = english_name_notices(name, RULES)
    assert (notice.code, notice.overridable) == (code, False)
