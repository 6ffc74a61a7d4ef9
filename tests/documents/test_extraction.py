"""What stands on a paper can be copied from it: every name, whatever plane its characters come from."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.documents import digital_certificate, fonts, receipt
from tests.documents.samples import (
    LETTERHEAD,
    LONG_ZH,
    RARE,
    certificate_facts,
    every_paper,
    extracted,
    label_sheet,
    receipt_facts,
)


def han(first: int, last: int) -> list[str]:
    kai, beyond = fonts.coverage("TW-Kai"), fonts.coverage("TW-Kai-Ext-B")
    return [chr(code) for code in range(first, last + 1) if code in kai or code in beyond]


URO, EXT_A, EXT_B = han(0x4E00, 0x9FFF), han(0x3400, 0x4DBF), han(0x20000, 0x2A6DF)
LATER = han(0x2A700, 0x2EBE0)
NAMES = st.text(
    st.one_of(*(st.sampled_from(block) for block in (URO, EXT_A, EXT_B, LATER) if block)), min_size=2, max_size=6
)


@pytest.mark.parametrize("name", [RARE, LONG_ZH, "歐陽㛢𡘙", "陳堃喆", "Sʉla‧阿妹", "拉蓊·進成"])
def test_a_name_is_read_back_whole_from_every_paper(name: str) -> None:
    for paper, pdf in every_paper(name).items():
        for reader, text in extracted(pdf).items():
            assert name in text, (paper, reader)


@settings(max_examples=15, deadline=None)
@given(NAMES)
def test_any_name_of_rare_characters_is_read_back_from_every_paper(name: str) -> None:
    for paper, pdf in every_paper(name).items():
        for reader, text in extracted(pdf).items():
            assert name in text, (paper, reader)


@settings(max_examples=10, deadline=None)
@given(st.lists(NAMES, min_size=24, max_size=60))
def test_a_run_of_labels_is_read_back_name_by_name(names: list[str]) -> None:
    for reader, text in extracted(label_sheet(names)).items():
        assert [name for name in names if name not in text] == [], reader


def test_a_character_that_no_font_has_is_still_said() -> None:
    pdf = digital_certificate.render(certificate_facts(name_zh="王\U0002fffd小"), LETTERHEAD)
    for text in extracted(pdf).values():
        assert "王〔U+2FFFD〕小" in text


def test_a_receipt_of_a_voided_hand_over_says_so_and_promises_nothing() -> None:
    pdf = receipt.render(receipt_facts(voided_on=date(2025, 7, 3)), LETTERHEAD)
    for text in extracted(pdf).values():
        assert "（作廢）" in text and "114/07/03" in text and "3 July 2025" in text
        assert "free of charge" not in text and "Student fares" not in text
