"""Names: how they are masked on a screen that others may see; whether an English name is as in a passport."""

from __future__ import annotations

import re
import unicodedata

from app.errors import Obstacle
from app.policy.profile.school import NameRules

CIRCLE = "○"


def mask_name(name: str) -> str:
    """黃○; 王○明; four characters or more 歐陽○○. A name in Latin letters keeps each word's first: ``J○ S○``."""
    letters = _characters("".join(name.split()))
    if not letters:
        return ""
    if letters[0].isascii():
        return " ".join(word[0] + CIRCLE for word in re.findall(r"[^\W\d_]+", name)) or CIRCLE
    if len(letters) == 1:
        return CIRCLE
    if len(letters) == 2:
        return letters[0] + CIRCLE
    return letters[0] + CIRCLE + letters[2] if len(letters) == 3 else letters[0] + letters[1] + CIRCLE * 2


def _characters(name: str) -> list[str]:
    """Characters as they are read: a variation selector or combining mark stays with the one before."""
    found: list[str] = []
    for sign in name:
        if found and (unicodedata.combining(sign) or unicodedata.category(sign) in ("Mn", "Me", "Cf")):
            found[-1] += sign
        else:
            found.append(sign)
    return found


def mask_email(mailbox: str) -> str:
    """``lin****@…``: enough for its owner to know it, no more."""
    local, at, _ = mailbox.partition("@")
    if not at or not local:
        return "****" if mailbox else ""
    return f"{local[:3] if len(local) > 3 else local[:1]}****@…"


def mask_address(address: str) -> str:
    """``台北市○○○``: the first three characters, and nothing of the rest."""
    letters = _characters("".join(address.split()))
    return "".join(letters[:3]) + CIRCLE * 3 if len(letters) > 3 else CIRCLE * 3


def english_name_notices(name: str, rules: NameRules) -> tuple[Obstacle, ...]:
    """What to tell about an English name (D24): missing, not ``SURNAME, GIVEN-NAME``, or not in the school's case."""
    written = unicodedata.normalize("NFKC", name).strip()
    if not written:
        return (Obstacle("name.english_missing", {"example": rules.english_example}),)
    if re.fullmatch(rules.english_pattern, written) is None:
        return (Obstacle("name.english_format", {"example": rules.english_example}),)
    if rules.upper_case and written != written.upper():
        return (Obstacle("name.english_case", {"example": rules.english_example}),)
    return ()
