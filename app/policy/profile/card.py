"""The student card (學生證): which kinds are taken, what is done to it at hand-over, what becomes of a lost one."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from app.policy.profile.conditions import StatusName
from app.policy.profile.entries import Code, DatedEntry, Entry, Text
from app.policy.profile.faults import wrong


class CardKind(Entry):
    """A kind of card and whether it is taken. ``kind`` is the name that the card reader's side gives it."""

    kind: Literal["4k", "1k"]
    name: Text
    accepted: bool


class OldCardRoute(Entry):
    """What the holder of an old 1K card is told (A20, A38)."""

    route: Literal["refuse"] = "refuse"
    text: Text


class OwnSector(Entry):
    """A sector of the card that the school owns, with the name under which its key lies in the keyring."""

    sector: int = Field(ge=1, le=39)
    key_name: str = Field(min_length=1, max_length=80)
    key_type: Literal["A", "B"] = "B"


class CardException(Entry):
    """Why a hand-over ends without the card act (RULES I9)."""

    code: Code
    name: Text
    needs_loss_report: bool = False
    needs_supervisor: bool = True


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
