"""A card's number (UID, 卡片內碼): how registers write it, what a reader sends, how it is shown.

A card register may hold the number as the reader sends it (``04A1B2C3``), with its bytes turned round (``C3B2A104``),
or as a decimal of either (``77705923``, ``3283263748``). One text can be read in several ways, so :func:`uid_forms`
gives every reading and the import chooses one form for a whole file, never line by line.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum

UID_LENGTHS = (4, 7, 10)
_RANDOM_FIRST_BYTE = 0x08
_SEPARATORS = re.compile(r"[\s:\-._]")


class UidForm(StrEnum):
    """How a register writes a card number."""

    HEX = "hex"
    HEX_REVERSED = "hex_reversed"
    DECIMAL = "decimal"
    DECIMAL_REVERSED = "decimal_reversed"


def uid_forms(text: str) -> dict[UidForm, bytes]:
    """Every way to read ``text`` as a card number of 4, 7 or 10 bytes; empty when there is none.

    Separators, full-width digits and a leading ``0x`` are accepted.
    """
    plain = _SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).upper().removeprefix("0X")
    found: dict[UidForm, bytes] = {}
    if re.fullmatch(r"[0-9A-F]+", plain) and len(plain) in [2 * length for length in UID_LENGTHS]:
        found[UidForm.HEX] = bytes.fromhex(plain)
        found[UidForm.HEX_REVERSED] = found[UidForm.HEX][::-1]
    if re.fullmatch(r"[0-9]{1,25}", plain) and (decimal := _decimal(int(plain))):
        found[UidForm.DECIMAL] = decimal
        found[UidForm.DECIMAL_REVERSED] = decimal[::-1]
    return found


def _decimal(number: int) -> bytes:
    for length in UID_LENGTHS:
        if 0 < number < 1 << 8 * length:
            return number.to_bytes(length, "big")
    return b""


def read_uid(text: str, form: UidForm) -> bytes:
    """The card number that ``text`` stands for in one form. Raises ValueError when it cannot be read so."""
    forms = uid_forms(text)
    if form not in forms:
        raise ValueError(f"not a card number in the form {form}")
    return forms[form]


def common_forms(texts: Iterable[str]) -> tuple[UidForm, ...]:
    """The forms in which every one of ``texts`` can be read: what a whole register file may be in."""
    common = set(UidForm)
    for text in texts:
        common &= uid_forms(text).keys()
    return tuple(form for form in UidForm if form in common)


def is_random(uid: bytes) -> bool:
    """A four-byte number beginning 08 is made up afresh at every tap (ISO 14443-3): it can name nobody."""
    return len(uid) == 4 and uid[0] == _RANDOM_FIRST_BYTE


def masked_uid(uid: bytes) -> str:
    """What may be shown or logged of a card number: ``04A1****``."""
    return f"{uid[:2].hex().upper()}****" if uid else ""
