"""Identity numbers: national (身分證字號), resident certificates new and old (居留證統一證號), student numbers (學號).

How the check works. The first letter stands for a two-digit number; a second letter (old resident certificates) for the
last digit of its own. The digits are weighted 1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1 and the sum must be divisible by ten. One
mistyped digit is always seen where the weight is 1, 3, 7 or 9; where it is even, digits five apart (0 and 5, 1 and 6)
weigh the same, and where it is 5, digits of one parity do. A good check digit proves a careful typist, not a person.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

_LETTERS = {letter: value for value, letter in enumerate("ABCDEFGHJKLMNPQRSTUVXYWZIO", start=10)}
_WEIGHTS = (1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1)
_STUDENT_NUMBER = re.compile(r"[0-9A-Z](?:[0-9A-Z-]{0,30}[0-9A-Z])?")
_HIDDEN = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff"))


class IdentityNumberKind(StrEnum):
    """Which kind of number it is, by its form alone."""

    NATIONAL = "national"
    RESIDENT = "resident"  # since 2021: a letter, 8 or 9, eight digits
    RESIDENT_OLD = "resident_old"  # two letters, eight digits
    OTHER = "other"  # a passport, or something mistyped


_FORMS = (
    (IdentityNumberKind.NATIONAL, re.compile(r"[A-Z][12][0-9]{8}")),
    (IdentityNumberKind.RESIDENT, re.compile(r"[A-Z][89][0-9]{8}")),
    (IdentityNumberKind.RESIDENT_OLD, re.compile(r"[A-Z][A-D][0-9]{8}")),
)


def canonical_identity_number(typed: str) -> str:
    """The number as it is compared: half width, upper case, no spaces."""
    plain = "".join(unicodedata.normalize("NFKC", typed.translate(_HIDDEN)).split())
    return unicodedata.normalize("NFKC", plain.upper())


def kind_of(number: str) -> IdentityNumberKind:
    """The kind of a canonical number, by its form; its check digit is another question."""
    return next((kind for kind, form in _FORMS if form.fullmatch(number)), IdentityNumberKind.OTHER)


def has_good_check_digit(number: str) -> bool:
    """Whether a canonical number of one of the three kinds ends in the right digit."""
    if kind_of(number) is IdentityNumberKind.OTHER:
        return False
    return sum(digit * weight for digit, weight in zip(_digits(number), _WEIGHTS, strict=True)) % 10 == 0


def _digits(number: str) -> list[int]:
    first = divmod(_LETTERS[number[0]], 10)
    second = int(number[1]) if number[1].isdigit() else _LETTERS[number[1]] % 10
    return [*first, second, *map(int, number[2:])]


def mask(number: str) -> str:
    """``A12****789``: the first and last three; a shorter number shows its first and last character at most."""
    if len(number) >= 9:
        return f"{number[:3]}****{number[-3:]}"
    return f"{number[0]}****{number[-1]}" if len(number) >= 5 else "****"


def canonical_student_number(typed: str) -> str:
    """``41047025s`` in any width is ``41047025S`` (A06). ValueError when it cannot be a student number."""
    number = canonical_identity_number(typed)
    if _STUDENT_NUMBER.fullmatch(number) is None:
        raise ValueError("not a student number: letters, digits and hyphens, at most 32")
    return number
