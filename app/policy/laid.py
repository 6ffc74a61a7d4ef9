"""What was laid on the reader for a case (A20, A38): one word for each answer that the reader and the register give."""

from __future__ import annotations

from enum import StrEnum

OLD_CARD = "card.old"


class Laid(StrEnum):
    """The card of this case as the reader saw it. Only an accepted one can be stamped or written at the hand-over."""

    NONE = "none"  # no card was laid down: the case was looked up by hand
    ACCEPTED = "accepted"  # of a kind that the school takes, registered, read whole
    OLD = "old"  # a kind that the school does not take (1K 舊卡)
    UNKNOWN = "unknown"  # by its kind no student card
    UNREGISTERED = "unregistered"  # the register does not know it
    UNREADABLE = "unreadable"  # silent, lifted too early, another number at every tap

    def allows(self, about: str) -> bool:
        """Whether a reason about this obstacle of a card can be true: what the reader saw, nobody talks away (A38)."""
        if self is Laid.OLD:
            return about == OLD_CARD
        return not (self is Laid.ACCEPTED and about == OLD_CARD)

    @classmethod
    def by_code(cls, code: str) -> Laid:
        """The word for a card that opened no case, by the code that says why; NONE for what is no card's fault."""
        if code in _NAMED:
            return _NAMED[code]
        return cls.UNREADABLE if code.startswith("card.") else cls.NONE


_NAMED = {OLD_CARD: Laid.OLD, "card.unknown": Laid.UNKNOWN, "card.unregistered": Laid.UNREGISTERED}
