"""What a receipt says was done to the card: no more than is known when it is printed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.desk.papers import _card_deeds
from app.documents.receipt import CardDeed
from app.models.card import ActKind, ActState, CardAct


@pytest.mark.parametrize(
    ("kind", "state", "said"),
    [
        (ActKind.STAMP, ActState.DONE, (CardDeed.STAMPED,)),
        (ActKind.CHIP, ActState.DONE, (CardDeed.STAMPED, CardDeed.CHIP)),
        (ActKind.CHIP, ActState.DUE, (CardDeed.STAMPED,)),
        (ActKind.CHIP, ActState.UNKNOWN, (CardDeed.STAMPED,)),
        (ActKind.CHIP, ActState.FAILED, (CardDeed.STAMPED,)),
        (ActKind.EXCEPTION, ActState.EXCUSED, (CardDeed.EXCUSED,)),
    ],
)
def test_a_chip_is_called_void_only_when_it_is_known_to_be_written(
    kind: ActKind, state: ActState, said: tuple[CardDeed, ...]
) -> None:
    act = CardAct(kind=kind, state=state, due_at=datetime(2025, 7, 3, 2, 0, tzinfo=UTC))
    assert _card_deeds(act) == said
