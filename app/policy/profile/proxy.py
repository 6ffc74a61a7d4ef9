"""Proxy pickup (代領): what a proxy has to bring, and how little of it is written down (A31 to A33)."""

from __future__ import annotations

from collections.abc import Iterator
from string import Formatter

from pydantic import Field, model_validator

from app.policy.profile.entries import Code, DatedEntry, Entry, Text
from app.policy.profile.faults import wrong
from app.wording import Bilingual

NOTICE_BLANKS = ("school", "office", "phone", "years")


class EvidencePiece(Entry):
    """One thing that is shown or handed in: ``letter``, ``proxy_id``, ``card``, ``loss_report``, ``id_copy``."""

    code: Code
    name: Text
    kept: bool = False


class EvidenceSet(DatedEntry):
    """One sufficient set of pieces. Only all of them together suffice. ``name`` says for whom: 學生證遺失者."""

    code: Code
    name: Text | None = None
    pieces: tuple[Code, ...] = Field(min_length=1)


class IdKind(Entry):
    """A kind of identity document or of relation, as the clerk picks it."""

    code: Code
    name: Text


class ProxyRules(Entry):
    """What the profile asks of a proxy; nothing more may be collected.

    ``privacy_notice`` is printed on the letter (個資法 article 8). Its blanks ``{school}``, ``{office}``, ``{phone}``
    and ``{years}`` are filled when it is printed: the years from ``retention.evidence_years``, so that what is told is
    what the purge does. A notice without ``{years}`` gets a sentence that tells them.
    """

    word: Text
    pieces: tuple[EvidencePiece, ...]
    evidence_sets: tuple[EvidenceSet, ...]
    id_kinds: tuple[IdKind, ...]
    relations: tuple[IdKind, ...] = ()
    asks_id_number: bool = False
    asks_relation: bool = False
    asks_scans: bool = False
    privacy_notice: Text

    @model_validator(mode="after")
    def _pieces_are_known(self) -> ProxyRules:
        known = {piece.code for piece in self.pieces}
        for each in self.evidence_sets:
            if unknown := set(each.pieces) - known:
                raise wrong("piece_unknown", set=each.code, names=", ".join(sorted(unknown)))
        return self

    @model_validator(mode="after")
    def _notice_can_be_filled(self) -> ProxyRules:
        for text in (self.privacy_notice.zh, self.privacy_notice.en):
            try:
                blanks = set(_blanks(text))
            except ValueError as failure:
                raise wrong("notice_braces") from failure
            if unknown := blanks - set(NOTICE_BLANKS):
                known = ", ".join(f"{{{name}}}" for name in NOTICE_BLANKS)
                raise wrong("notice_blank", names=", ".join(sorted(unknown)), known=known)
        return self

    @property
    def notice_tells_years(self) -> bool:
        return "years" in _blanks(self.privacy_notice.zh)

    def notice(self, **filled: Bilingual) -> Bilingual:
        """The notice with its blanks filled: ``school``, ``office``, ``phone``, ``years``."""
        zh = self.privacy_notice.zh.format(**{name: each.zh for name, each in filled.items()})
        en = self.privacy_notice.en.format(**{name: each.within("en") for name, each in filled.items()})
        return Bilingual(zh, en)


def _blanks(text: str) -> Iterator[str]:
    """The names of the blanks; ValueError for a brace that stands alone."""
    return (name for _, name, _, _ in Formatter().parse(text) if name is not None)
