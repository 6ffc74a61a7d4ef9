"""What the text of one cell means: pure readers that raise :class:`Unfit` with a code, or return the value.

An empty cell never comes here. Full-width letters and digits are brought to half width everywhere except in Chinese
names, which are taken as the office wrote them (the room's page says why).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime

from app.dates import ROC_OFFSET, TAIPEI, AcademicSemester, parse_date
from app.errors import Fact
from app.policy.identity_numbers import canonical_student_number

_PLAIN_NUMBER = re.compile(r"[A-Z0-9]{3,32}")
_MAILBOX = re.compile(  # other letters before the @ (RFC 6531) hardly any server takes
    r"[a-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?\.)+[a-z]{2,24}",
    re.IGNORECASE | re.ASCII,
)
_PHONE = re.compile(r"\+?[\d\s()#-]{6,30}(?:(?:ext\.?|轉|分機)\s*\d{1,6})?", re.IGNORECASE)
_MONTH = re.compile(r"(?:民國\s*)?(\d{2,4})\s*(?:年|[./-])\s*(\d{1,2})\s*月?")
_CLOCK = re.compile(r"(?P<day>.+?)[\sT]+(?P<h>\d{1,2}):(?P<m>\d{2})(?::\d{2})?")
_LATIN = re.compile(r"[^\W\d_][\w .,'’()/-]*")
_NOTHING_SEEN = str.maketrans("", "", "\u200b\u200c\u200d\u2060\ufeff")


class Unfit(ValueError):
    """A cell that cannot be taken, and why."""

    def __init__(self, code: str, **facts: Fact) -> None:
        super().__init__(code)
        self.code = code
        self.facts: Mapping[str, Fact] = facts


def halved(cell: str) -> str:
    """Half-width, no space at either end: ``４１０４７００１ｓ`` is ``41047001s``."""
    return unicodedata.normalize("NFKC", cell).translate(_NOTHING_SEEN).strip()


def plain(cell: str) -> str:
    """Text as it stands, with white space made single."""
    return " ".join(cell.translate(_NOTHING_SEEN).replace("\u3000", " ").split())


def student_number(cell: str) -> str:
    """A student number (學號) in its one form: half-width and upper case (A06)."""
    if _PLAIN_NUMBER.fullmatch(cell):
        return cell
    try:
        number = canonical_student_number(cell)
    except ValueError:
        raise Unfit("import.value.student_number") from None
    if len(number) < 3:
        raise Unfit("import.value.student_number")
    return number


def name(cell: str) -> str:
    """A name in the office's own characters; sixty of them at most, a letter among them, no digit or question mark."""
    found = plain(cell)
    if len(found) > 60 or not any(sign.isalpha() for sign in found):
        raise Unfit("import.value.name")
    if any(sign in "?？*＊<>|\\=@#%0123456789０１２３４５６７８９" for sign in found):
        raise Unfit("import.value.name")
    return found


def latin_name(cell: str) -> str:
    """A name in Latin letters as in the passport (D24)."""
    found = " ".join(halved(cell).split())
    if len(found) > 100 or _LATIN.fullmatch(found) is None:
        raise Unfit("import.value.latin_name")
    return found


def day(cell: str) -> date:
    """A calendar day, ROC or ISO, between 1900 and 2200."""
    try:
        found = parse_date(cell)
    except ValueError:
        raise Unfit("import.value.date") from None
    if not 1900 <= found.year <= 2200:
        raise Unfit("import.value.date")
    return found


def day_or_month(cell: str) -> date:
    """A day, or a month (``114 年 6 月``) as its first day: certificates name the month of graduation only."""
    try:
        return day(cell)
    except Unfit:
        match = _MONTH.fullmatch(halved(cell))
        if match is None or not 1 <= int(match[2]) <= 12:
            raise
        year = int(match[1]) + (ROC_OFFSET if len(match[1]) < 4 else 0)
        return date(year, int(match[2]), 1)


def moment(cell: str) -> datetime:
    """A day with or without a time on the wall clock in Taiwan; without one it is midnight."""
    text = halved(cell)
    match = _CLOCK.fullmatch(text)
    found = day(match["day"] if match else text)
    hour, minute = (int(match["h"]), int(match["m"])) if match else (0, 0)
    if hour > 23 or minute > 59:
        raise Unfit("import.value.date")
    return datetime(found.year, found.month, found.day, hour, minute, tzinfo=TAIPEI)


def semester(cell: str) -> AcademicSemester:
    try:
        return AcademicSemester.parse(cell)
    except ValueError:
        raise Unfit("import.value.semester") from None


def mailbox(cell: str) -> str:
    found = halved(cell)
    if len(found) > 254 or _MAILBOX.fullmatch(found) is None:
        raise Unfit("import.value.mailbox")
    return found


def phone(cell: str) -> str:
    found = halved(cell)
    if _PHONE.fullmatch(found) is None or sum(sign.isdigit() for sign in found) < 6:
        raise Unfit("import.value.phone")
    return found


def amount(cell: str) -> int:
    """Whole NT$: ``1,200`` and ``NT$1200`` too."""
    text = halved(cell).upper().removeprefix("NT").removeprefix("$").replace(",", "").removesuffix("元").strip()
    if re.fullmatch(r"\d{1,9}(?:\.0+)?", text) is None:
        raise Unfit("import.value.amount")
    return int(text.split(".")[0])


def short(limit: int) -> Callable[[str], str]:
    """A reader of a code or a number in print (字號, 流水號): half-width, not longer than ``limit``."""

    def read(cell: str) -> str:
        found = " ".join(halved(cell).split())
        if len(found) > limit:
            raise Unfit("import.cell.too_long", limit=limit)
        return found

    return read


def fold(word: str) -> str:
    """A heading or a choice without case, width, spaces and punctuation; ✔, ○ and × stay."""
    text = unicodedata.normalize("NFKC", word).casefold()
    return "".join(sign for sign in text if sign.isalnum() or sign in "✔✓○◯×✗✘")


def choice(words: Mapping[str, str]) -> Callable[[str], str]:
    """A reader of one of several words, as written or folded."""
    exact = {word.strip(): value for word, value in words.items()}
    known = {folded: value for word, value in words.items() if (folded := fold(word))}
    expected = "、".join([word for word in words if word][:12])

    def read(cell: str) -> str:
        found = exact.get(plain(cell)) or known.get(fold(cell))
        if found is None:
            raise Unfit("import.value.missing") if not cell.strip() else Unfit("import.value.choice", expected=expected)
        return found

    return read
