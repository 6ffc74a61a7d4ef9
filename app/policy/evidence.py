"""What a proxy has to bring (代領, A31 to A33), and what is still missing of it: everything at once."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Protocol

from app.errors import Obstacle
from app.policy.identity_numbers import IdentityNumberKind, canonical_identity_number, has_good_check_digit, kind_of
from app.policy.profile import Profile, ProxyRules
from app.policy.profile.proxy import EvidenceSet
from app.wording import Bilingual

LETTER = "letter"
PROXY_ID = "proxy_id"


class SeenOfProxy(Protocol):
    """What the clerk saw and typed."""

    @property
    def evidence_set(self) -> str: ...
    @property
    def pieces(self) -> tuple[str, ...]: ...
    @property
    def name(self) -> str: ...
    @property
    def id_kind(self) -> str: ...
    @property
    def id_number(self) -> str: ...
    @property
    def relation(self) -> str: ...
    @property
    def scan_ids(self) -> Collection[object]: ...


def evidence_obstacles(profile: Profile, seen: SeenOfProxy) -> tuple[Obstacle, ...]:
    """What is missing before a proxy may collect: the letter, the proxy's identity, the other pieces of the set."""
    rules = profile.proxy
    chosen = _set(rules, seen)
    missing = [piece for piece in chosen.pieces if piece not in seen.pieces]
    return tuple(
        Obstacle(each.code, each.facts, None, profile.may_release(each.code))
        for each in (
            *_letter(missing),
            *_identity(rules, seen, missing),
            *_others(rules, missing),
            *_asked_for(rules, seen),
        )
    )


def kept_pieces(profile: Profile, seen: SeenOfProxy) -> frozenset[str]:
    """The pieces of the chosen set of which the school keeps a scan; none where it asks for no scans."""
    rules = profile.proxy
    chosen = _set(rules, seen).pieces
    kept = (each.code for each in rules.pieces if each.kept and each.code in chosen)
    return frozenset(kept) if rules.asks_scans else frozenset()


def _set(rules: ProxyRules, seen: SeenOfProxy) -> EvidenceSet:
    """The set that was chosen; when none was, the one of which most is there."""
    for each in rules.evidence_sets:
        if each.code == seen.evidence_set:
            return each
    return max(rules.evidence_sets, key=lambda each: (len(set(each.pieces) & set(seen.pieces)), -len(each.pieces)))


def _letter(missing: list[str]) -> Iterator[Obstacle]:
    if LETTER in missing:
        yield Obstacle("authorization.missing")


def _identity(rules: ProxyRules, seen: SeenOfProxy, missing: list[str]) -> Iterator[Obstacle]:
    known = {each.code for each in rules.id_kinds}
    if PROXY_ID in missing or seen.id_kind not in known or not seen.name.strip():
        yield Obstacle("proxy.identity_missing")


def _others(rules: ProxyRules, missing: list[str]) -> Iterator[Obstacle]:
    names = {piece.code: piece.name for piece in rules.pieces}
    lacking = [names[piece] for piece in missing if piece not in (LETTER, PROXY_ID)]
    if lacking:
        listed = Bilingual("、".join(name.zh for name in lacking), "; ".join(name.within("en") for name in lacking))
        yield Obstacle("proxy.evidence_incomplete", {"missing": listed})


def _asked_for(rules: ProxyRules, seen: SeenOfProxy) -> Iterator[Obstacle]:
    """Number, relation and scans, only where the profile asks for them."""
    if rules.asks_id_number and not number_is_plausible(seen.id_kind, seen.id_number):
        yield Obstacle("proxy.id_number_wrong")
    if rules.asks_relation and seen.relation not in {each.code for each in rules.relations}:
        yield Obstacle("proxy.relation_missing")
    if rules.asks_scans and not seen.scan_ids:
        yield Obstacle("proxy.scan_missing")


def number_is_plausible(id_kind: str, typed: str) -> bool:
    """Whether a number may stand on such a document: check digits where the kind has them, else merely something."""
    number = canonical_identity_number(typed)
    if id_kind == "passport":
        return 5 <= len(number) <= 20 and number.isalnum() and kind_of(number) is IdentityNumberKind.OTHER
    return has_good_check_digit(number)
