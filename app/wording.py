"""Every sentence the program says, in Traditional Chinese and English.

English is the source: a text is written once, in English, where it is said, and looked up in the catalogs under
``resources/locale`` by gettext. One catalog per room (``screens``, ``papers``, ``refusals``, ``words``), chained, so
that two rooms never edit one file. A lane speaks through its own :class:`Wording`; nothing is ever installed globally,
because lanes speak different languages at once.

Refusals and troubles travel as codes. :data:`app.sentences.SENTENCES` owes each code a sentence and a next step; a test
compares that list with the codes in use. A fact that is missing prints as an em dash instead of failing: a refusal must
reach the clerk even when it is incomplete. The fact ``day`` is stored and sent in ISO form, and
told as a ROC date in Chinese.
"""

from __future__ import annotations

import errno
import gettext
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from app.dates import roc_date
from app.errors import Fact, InTwoLanguages, Obstacle, Trouble

ZH = "zh_TW"
EN = "en"
LANGUAGES = (ZH, EN)
LOCALE_FOLDER = Path(__file__).resolve().parent.parent / "resources" / "locale"
_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")
CATALOGS = ("screens", "pickup", "papers", "refusals", "words", "commands")


@dataclass(frozen=True, slots=True)
class Bilingual:
    """A text that a school supplies in both languages; where it gave no English the Chinese stands for both."""

    zh: str
    en: str = ""

    def within(self, language: str) -> str:
        return self.zh if language == ZH or not self.en else self.en

    def __str__(self) -> str:
        return self.zh


def reason(fault: OSError) -> Bilingual:
    """Why the system would not: the usual reasons in both languages, another one in the system's own words."""
    known = _REASONS.get(fault.errno or 0)
    return known or Bilingual(fault.strerror or type(fault).__name__)


_REASONS = {
    errno.ENOENT: Bilingual("沒有這個檔案", "there is no such file"),
    errno.EISDIR: Bilingual("這是資料夾，不是檔案", "it is a folder, no file"),
    errno.EEXIST: Bilingual("已有同名的檔案", "a file of that name is there"),
    errno.ENOTDIR: Bilingual("路徑中有一段不是資料夾", "a part of its path is no folder"),
    errno.EACCES: Bilingual("這個帳號沒有權限", "this account may not"),
    errno.EPERM: Bilingual("這個帳號沒有權限", "this account may not"),
    errno.EROFS: Bilingual("磁碟是唯讀的", "the disk is read-only"),
    errno.ENOSPC: Bilingual("磁碟已滿", "the disk is full"),
    errno.ENAMETOOLONG: Bilingual("檔名太長", "its name is too long"),
    errno.EIO: Bilingual("磁碟或網路讀寫失敗", "the disk or the network failed"),
}


@dataclass(frozen=True, slots=True)
class Sentence:
    """What to tell the clerk: what is the matter, and what to do next."""

    text: str
    next_step: str


class _Blanks(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "—"


class Wording:
    """One language's voice. Call it with the English text: ``say("Ready to hand over")``."""

    def __init__(self, language: str) -> None:
        if language not in LANGUAGES:
            raise ValueError(f"no such language: {language}")
        self.language = language
        self._voice: gettext.NullTranslations = gettext.NullTranslations()
        for catalog in reversed(CATALOGS):
            file = LOCALE_FOLDER / language / "LC_MESSAGES" / f"{catalog}.mo"
            if file.exists():
                with file.open("rb") as stream:
                    found = gettext.GNUTranslations(stream)
                found.add_fallback(self._voice)
                self._voice = found

    def __call__(self, text: str, /, **facts: object) -> str:
        said = self._voice.gettext(text)
        return said.format_map(_Blanks(facts)) if facts or "{" in said else said

    def count(self, one: str, many: str, number: int, /, **facts: object) -> str:
        """The plural form for ``number``; ``{number}`` is filled in. Extracted by the keyword ``count``."""
        return self._voice.ngettext(one, many, number).format_map(_Blanks(facts, number=number))

    def of(self, text: Bilingual) -> str:
        return text.within(self.language)

    def day(self, day: date) -> str:
        """A day as it is said: ``114/06/02`` in Chinese, ``2025-06-02`` in English."""
        return roc_date(day) if self.language == ZH else day.isoformat()

    def _fact(self, name: str, fact: Fact) -> object:
        if isinstance(fact, InTwoLanguages):
            return fact.within(self.language)
        if name == "day" and isinstance(fact, str) and _ISO_DAY.fullmatch(fact):
            try:
                return self.day(date.fromisoformat(fact))
            except ValueError:
                return fact  # somebody typed it, and there is no such day
        return fact

    def explain(self, failure: Obstacle | Trouble) -> Sentence:
        """The sentence and the next step for a code."""
        from app.sentences import SENTENCES

        text, step = SENTENCES.get(failure.code, SENTENCES["unknown"])
        told: Mapping[str, Fact] = {"code": failure.code, **failure.facts}
        facts = {name: self._fact(name, fact) for name, fact in told.items()}
        return Sentence(self(text, **facts), self(step, **facts) if step else "")


@lru_cache(maxsize=len(LANGUAGES))
def in_language(language: str) -> Wording:
    """The voice for ``zh_TW`` or ``en``."""
    return Wording(language)
