"""Proxy pickup (代領): what a proxy has to bring, and how little of it is written down (A31 to A33)."""

from __future__ import annotations

from pydantic import Field, model_validator

from app.policy.profile.entries import Code, DatedEntry, Entry, Text
from app.policy.profile.faults import wrong


class EvidencePiece(Entry):
    """One thing that is shown or handed in: ``letter``, ``proxy_id``, ``card``, ``loss_report``, ``id_copy``."""

    code: Code
    name: Text
    kept: bool = False


class EvidenceSet(DatedEntry):
    """One sufficient set of pieces. Only all of them together suffice."""

    code: Code
    pieces: tuple[Code, ...] = Field(min_length=1)


class IdKind(Entry):
    """A kind of identity document or of relation, as the clerk picks it."""

    code: Code
    name: Text


class ProxyRules(Entry):
    """What the profile asks of a proxy; nothing more may be collected."""

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
