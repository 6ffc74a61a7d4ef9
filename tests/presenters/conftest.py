from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from app.dates import FixedClock
from app.desk.slips import CaseSlip, OpenedBy
from app.presenters.pickup import PickupPresenter, PickupScreen
from tests.presenters import made_up
from tests.presenters.front import Front, a_front
from tests.presenters.held import HeldCard, HeldLine, HeldPrinter

BY_CARD, BY_HAND = "lookup:open_case_by_card", "lookup:open_case"


@dataclass
class Counter:
    """A window with its wires in the test's hand."""

    line: HeldLine
    card: HeldCard
    printer: HeldPrinter
    pickup: PickupPresenter
    seen: list[PickupScreen]

    @property
    def screen(self) -> PickupScreen:
        return self.pickup.screen

    def opens(self, case: CaseSlip | None = None, uid: bytes = made_up.UID_A) -> None:
        """Tap a card and let the desk answer."""
        self.pickup.card_tapped(uid, made_up.READER)
        self.line.answer(BY_CARD, case or made_up.a_case())

    def opens_by_hand(self, case: CaseSlip) -> None:
        self.pickup.open(case.graduate_id, OpenedBy.NUMBER)
        self.line.answer(BY_HAND, case)

    def scans(self, text: str = "SU-A0312") -> None:
        self.pickup.scanned(text)
        self.line.answer("pickup:check_sheet", made_up.a_checked_sheet())

    def steps_to_signature(self) -> None:
        self.scans()
        self.pickup.next()  # advisories told
        self.pickup.steps.choose_identity("national-id")
        self.pickup.next()  # face
        self.pickup.next()  # proofread

    def signs(self) -> None:
        self.pickup.steps.ink(b"\x89PNG made up")
        self.pickup.next()

    def steps_to_commit(self) -> None:
        self.steps_to_signature()
        self.signs()
        self.pickup.next()  # stamped

    def hands_over(self, **done: Any) -> None:
        self.steps_to_commit()
        self.pickup.next()
        self.line.answer("pickup:hand_over", made_up.a_done(**done))


@pytest.fixture
def counter(qapp: object) -> Iterator[Counter]:
    line, card, printer = HeldLine(), HeldCard(), HeldPrinter()
    pickup = PickupPresenter(line, card, printer, FixedClock(made_up.NOON))
    window = Counter(line, card, printer, pickup, [])
    pickup.changed.connect(window.seen.append)
    yield window
    pickup.done._timer.stop()


@pytest.fixture
def front(qapp: object) -> Iterator[Front]:
    made = a_front()
    yield made
    made.stop()
