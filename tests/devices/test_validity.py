from __future__ import annotations

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.devices.cards.validity import MAX_SEQUENCE, Mark, MarkState, copy_blocks, decode, encode, read_copies
from app.devices.events import Validity

UIDS = st.binary(min_size=4, max_size=10)
MARKS = st.builds(
    Mark,
    st.sampled_from(MarkState),
    st.integers(0, MAX_SEQUENCE),
    st.dates(date(2000, 1, 1), date(2179, 1, 1)),
)


@given(MARKS, UIDS)
def test_a_mark_reads_as_it_was_written(mark: Mark, uid: bytes) -> None:
    assert decode(encode(mark, uid), uid) == mark


@given(MARKS, MARKS, UIDS, st.integers(1, 15))
def test_half_a_write_is_never_taken_for_a_mark(old: Mark, new: Mark, uid: bytes, landed: int) -> None:
    before, after = encode(old, uid), encode(new, uid)
    torn = after[:landed] + before[landed:]
    assume(torn not in (before, after))
    assert decode(torn, uid) is None


@given(MARKS, UIDS, st.integers(0, 127))
def test_one_turned_bit_spoils_a_mark(mark: Mark, uid: bytes, bit: int) -> None:
    block = bytearray(encode(mark, uid))
    block[bit // 8] ^= 1 << bit % 8
    assert decode(bytes(block), uid) is None


@given(MARKS, UIDS, UIDS)
def test_a_block_copied_from_another_card_is_no_mark(mark: Mark, uid: bytes, other: bytes) -> None:
    assume(uid != other)
    assert decode(encode(mark, uid), other) is None


@given(st.binary(min_size=0, max_size=20), UIDS)
def test_whatever_a_block_holds_it_is_read_without_complaint(block: bytes, uid: bytes) -> None:
    assert decode(block, uid) is None or len(block) == 16


@given(MARKS, MARKS, UIDS)
def test_the_newer_of_two_good_copies_counts_and_the_older_is_overwritten_first(a: Mark, b: Mark, uid: bytes) -> None:
    assume(a.sequence != b.sequence)
    copies = read_copies(encode(a, uid), encode(b, uid), uid)
    assert copies.newest == max(a, b, key=lambda mark: mark.sequence)
    assert copies.older_first[0] == (0 if a.sequence < b.sequence else 1)


@given(MARKS, UIDS, st.binary(min_size=16, max_size=16))
def test_one_good_copy_is_enough_and_is_overwritten_last(mark: Mark, uid: bytes, rubbish: bytes) -> None:
    assume(decode(rubbish, uid) is None)
    good = encode(mark, uid)
    expected = Validity.VOID if mark.state is MarkState.VOID else Validity.VALID
    assert read_copies(good, rubbish, uid).validity is expected
    assert read_copies(rubbish, good, uid).validity is expected
    assert read_copies(good, rubbish, uid).older_first == (1, 0)
    assert read_copies(rubbish, good, uid).older_first == (0, 1)


def test_blocks_that_were_never_written_are_blank_and_spoiled_ones_are_torn() -> None:
    assert read_copies(bytes(16), b"\xff" * 16, b"\x04abc").validity is Validity.BLANK
    assert read_copies(bytes(16), b"\x00" * 15 + b"\x01", b"\x04abc").validity is Validity.TORN


@pytest.mark.parametrize(("sector", "blocks"), [(1, (4, 5)), (10, (40, 41)), (31, (124, 125)), (39, (240, 241))])
def test_the_copies_lie_in_the_first_two_data_blocks(sector: int, blocks: tuple[int, int]) -> None:
    assert copy_blocks(sector) == blocks


def test_a_mark_outside_its_ranges_cannot_be_made() -> None:
    for sequence, on in ((-1, date(2025, 6, 2)), (1 << 32, date(2025, 6, 2)), (1, date(1999, 12, 31))):
        with pytest.raises(ValueError, match="sequence"):
            Mark(MarkState.VOID, sequence, on)
