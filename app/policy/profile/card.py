"""The student card (學生證): which kinds are taken, what is done to it at hand-over, what becomes of a lost one."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from app.policy.profile.conditions import StatusName
from app.policy.profile.entries import Code, DatedEntry, Entry, Text
from app.policy.profile.faults import wrong


class CardKind(Entry):
    """A kind of card and whether it is taken. ``kind`` is the name that the card reader's side gives it.

    A kind that is not listed is no student card; one that is listed and not taken is an old card (A20).
    """

    kind: Literal["4k", "1k"]
    name: Text
    accepted: bool


class OldCardRoute(Entry):
    """What the holder of a card of a kind that is not taken is told (A20, A38).

    Refused is the only route there is: the one document that knows an old card bars it from the whole procedure and
    names no other way. A school that takes the kind says so at the kind itself; whether a supervisor may release
    ``card.old`` stands among the releases, as for every other obstacle.
    """

    route: Literal["refuse"] = "refuse"
    text: Text


class OwnSector(Entry):
    """A sector of the card that the school owns, with the name under which its key lies in the keyring."""

    sector: int = Field(ge=1, le=39)
    key_name: str = Field(min_length=1, max_length=80)
    key_type: Literal["A", "B"] = "B"


class CardException(Entry):
    """Why a hand-over ends without the card act (RULES I9).

    ``obstacle`` is the card's own obstacle that this reason is about: a supervisor who lets that pass has let this
    pass. ``needs_supervisor`` holds for every reason but the reported loss, "cannot be read" included: only the reader
    tells a card's kind (A20), so a card that nobody could read might be an old one, and a clerk who may call a card
    unreadable on the own word alone would open the way that A38 shuts.
    """

    code: Code
    name: Text
    needs_loss_report: bool = False
    needs_supervisor: bool = True
    obstacle: Literal["card.old", "card.void", "card.expired"] | None = None


class LostCardRoute(DatedEntry):
    """Where a lost card is reported on a day, for a person of a status (A23, A24). The first line that fits wins."""

    code: Code
    statuses: tuple[StatusName, ...] = ()
    name: Text
    steps: Text
    url: str = ""

    def fits(self, status: str) -> bool:
        return not self.statuses or status in self.statuses


class CardRules(Entry):
    """Everything about the card."""

    kinds: tuple[CardKind, ...]
    old: OldCardRoute
    acts: tuple[Literal["stamp", "chip"], ...]
    stamp_text: Text
    sector: OwnSector | None = None
    exceptions: tuple[CardException, ...]
    lost_routes: tuple[LostCardRoute, ...]
    reissue_forbidden: bool = True

    @model_validator(mode="after")
    def _acts_are_possible(self) -> CardRules:
        if not self.acts:
            raise wrong("no_card_act")
        if ("chip" in self.acts) != (self.sector is not None):
            raise wrong("chip_and_sector")
        return self
