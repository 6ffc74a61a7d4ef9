from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.devices.uid import UidForm, common_forms, is_random, masked_uid, read_uid, uid_forms

UIDS = st.sampled_from([4, 7, 10]).flatmap(lambda length: st.binary(min_size=length, max_size=length))


@given(UIDS)
def test_every_way_a_register_writes_a_number_leads_back_to_the_card(uid: bytes) -> None:
    assert read_uid(uid.hex(), UidForm.HEX) == uid
    assert read_uid(uid[::-1].hex(":"), UidForm.HEX_REVERSED) == uid
    if uid[0]:  # a decimal keeps no leading zero bytes beyond its own length
        assert read_uid(str(int.from_bytes(uid, "big")), UidForm.DECIMAL) == uid
        assert read_uid(str(int.from_bytes(uid, "big")), UidForm.DECIMAL_REVERSED) == uid[::-1]


def test_a_decimal_of_ten_digits_with_leading_zeros_is_a_number_of_four_bytes() -> None:
    assert uid_forms("0077705923")[UidForm.DECIMAL] == bytes.fromhex("04A1B2C3")
    assert uid_forms("3283263748")[UidForm.DECIMAL_REVERSED] == bytes.fromhex("04A1B2C3")


@pytest.mark.parametrize(
    "text", ["04 A1 B2 C3", "04:a1:b2:c3", "04-A1-B2-C3", "0x04A1B2C3", "０４Ａ１Ｂ２Ｃ３", " 04a1b2c3\t"]
)
def test_separators_and_full_width_digits_are_no_hindrance(text: str) -> None:
    assert uid_forms(text)[UidForm.HEX] == bytes.fromhex("04A1B2C3")


@pytest.mark.parametrize("text", ["", "04A1B2", "王大明", "04A1B2C3D4", "0" * 26, "G4A1B2C3", "-", "1" * 5000])
def test_what_is_no_card_number_has_no_reading(text: str) -> None:
    assert uid_forms(text) == {}


def test_the_form_of_a_whole_file_is_what_all_its_lines_have_in_common() -> None:
    assert common_forms(["12345678", "04A1B2C3"]) == (UidForm.HEX, UidForm.HEX_REVERSED)
    assert common_forms(["12345678", "3283263748"]) == (UidForm.DECIMAL, UidForm.DECIMAL_REVERSED)
    assert common_forms(["04A1B2C3", "3283263748"]) == ()


def test_a_number_in_the_wrong_form_is_refused() -> None:
    with pytest.raises(ValueError, match="decimal"):
        read_uid("04A1B2C3", UidForm.DECIMAL)


def test_only_a_four_byte_number_beginning_08_is_random() -> None:
    assert is_random(bytes.fromhex("08A1B2C3"))
    assert not is_random(bytes.fromhex("04A1B2C3"))
    assert not is_random(bytes.fromhex("08A1B2C3D4E5F6"))


@given(UIDS)
def test_a_masked_number_shows_two_bytes_only(uid: bytes) -> None:
    assert masked_uid(uid) == uid[:2].hex().upper() + "****"
