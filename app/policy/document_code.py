"""A document's code as it is scanned or typed: alone, or within the address of a verification page (B43)."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 32
_SIGN = "[0-9A-HJKMNP-TV-Z]"  # Crockford's
_WITHIN = re.compile(rf"(?<!{_SIGN})({_SIGN}{{4}}(?:-{_SIGN}{{4}}){{3}})(?!{_SIGN})", re.IGNORECASE)
_MISREAD = str.maketrans("OIL", "011")


def is_address(read: str) -> bool:
    """Whether an address was read, as a certificate's QR code holds it."""
    return re.match(r"https?://", _plain(read), re.IGNORECASE) is not None


def document_code_in(read: str) -> str:
    """The code in what was read, in capitals; empty where there is none.

    A code of ours is four groups of four signs; typed alone it needs no dashes, and O, I and L are what they look like.
    Another issuer's, such as the ministry's platform, is taken as it stands, but never out of an address.
    """
    text = _plain(read)
    within = _WITHIN.search(text)
    if within is not None:
        return within[1].upper()
    if is_address(text) or not text or len(text) > LONGEST or re.search(r"\s", text):
        return ""
    signs = text.upper().translate(_MISREAD).replace("-", "")
    if re.fullmatch(f"{_SIGN}{{16}}", signs):
        return "-".join(signs[place : place + 4] for place in range(0, 16, 4))
    return text


def _plain(read: str) -> str:
    """Full-width signs, as an input method leaves them, made narrow."""
    return unicodedata.normalize("NFKC", read).strip()
