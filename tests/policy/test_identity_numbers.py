"""Check digits against an independent table, every single mistyped digit, masks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.policy.identity_numbers import (
    IdentityNumberKind,
    canonical_identity_number,
    canonical_student_number,
    has_good_check_digit,
    kind_of,
    mask,
)

# The published table of letters, written out once more and in another way than in the program.
LETTERS = (
    {letter: number for number, letter in enumerate("ABCDEFGH", 10)}
    | {"I": 34}
    | {letter: number for number, letter in enumerate("JKLMN", 18)}
    | {"O": 35}
    | {letter: number for number, letter in enumerate("PQRSTUV", 23)}
    | {"W": 32, "X": 30, "Y": 31, "Z": 33}
)
letters = st.sampled_from(sorted(LETTERS))
seconds = st.sampled_from(["1", "2", "8", "9", "A", "B", "C", "D"])
bodies = st.text("0123456789", min_size=7, max_size=7)


def by_the_book(letter: str, second: str, body: str) -> str:
    tens, ones = divmod(LETTERS[letter], 10)
    total = tens + ones * 9 + (int(second) if second.isdigit() else LETTERS[second] % 10) * 8
    total += sum(int(digit) * weight for digit, weight in zip(body, range(7, 0, -1), strict=True))
    return f"{letter}{second}{body}{(10 - total % 10) % 10}"


@pytest.mark.parametrize("number", ["A123456789", "A800000014", "AB12345677"])
def test_published_examples_have_good_check_digits(number: str) -> None:
    assert has_good_check_digit(number)


@given(letters, seconds, bodies)
def test_exactly_one_check_digit_is_good(letter: str, second: str, body: str) -> None:
    right = by_the_book(letter, second, body)
    assert [digit for digit in "0123456789" if has_good_check_digit(right[:-1] + digit)] == [right[-1]]


@given(letters, seconds, bodies, st.integers(2, 9), st.sampled_from("0123456789"))
def test_one_mistyped_digit_is_seen_wherever_its_weight_can_show_it(
    letter: str, second: str, body: str, place: int, digit: str
) -> None:
    right = by_the_book(letter, second, body)
    wrong = right[:place] + digit + right[place + 1 :]
    weight = (7, 6, 5, 4, 3, 2, 1, 1)[place - 2]
    weighs_the_same = weight * (int(digit) - int(right[place])) % 10 == 0
    assert has_good_check_digit(wrong) == weighs_the_same
    if weight in (1, 3, 7):
        assert weighs_the_same == (wrong == right)


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("A123456789", IdentityNumberKind.NATIONAL),
        ("A800000014", IdentityNumberKind.RESIDENT),
        ("AB12345677", IdentityNumberKind.RESIDENT_OLD),
        ("A323456789", IdentityNumberKind.OTHER),
        ("AE12345677", IdentityNumberKind.OTHER),
        ("A12345678", IdentityNumberKind.OTHER),
        ("", IdentityNumberKind.OTHER),
        ("A１23456789", IdentityNumberKind.OTHER),
    ],
)
def test_the_kind_follows_from_the_form(number: str, kind: IdentityNumberKind) -> None:
    assert kind_of(number) is kind


@given(st.text(max_size=20))
def test_any_text_is_answered_and_only_the_three_forms_can_be_good(text: str) -> None:
    number = canonical_identity_number(text)
    assert canonical_identity_number(number) == number
    if has_good_check_digit(number):
        assert kind_of(number) is not IdentityNumberKind.OTHER


def test_a_number_is_masked_and_a_short_one_too() -> None:
    assert mask("A123456789") == "A12****789"
    assert mask("E1234567") == "E****7"
    assert mask("E123") == "****"
    assert mask("") == "****"


def test_a_student_number_is_half_width_and_upper_case() -> None:
    assert canonical_student_number("  ４１０４７０２５ｓ ") == "41047025S"
    assert canonical_student_number("4104 7025s\u200b") == "41047025S"
    assert canonical_student_number("41000000e") == "41000000E"


@pytest.mark.parametrize("typed", ["", " ", "-", "王小明", "41047025S;", "4" * 33, "4\x00"])
def test_what_cannot_be_a_student_number_is_named_as_such(typed: str) -> None:
    with pytest.raises(ValueError, match="not a student number"):
        canonical_student_number(typed)
