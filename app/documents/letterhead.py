"""Letterhead: what a school's papers carry above and below the text."""

from __future__ import annotations

from dataclasses import dataclass

from app.wording import Bilingual

NOTHING = Bilingual("")


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The school and the office that issues the paper, from the profile. ``phone`` as the school writes it,
    ``02-7749-1077``; ``verify_at`` is where its certificates are verified, ``{code}`` in the place of the code (B43).
    """

    school: Bilingual
    office: Bilingual
    phone: str = ""
    address: Bilingual = NOTHING
    verify_at: str = ""
