"""Voiding a card: at no moment, and after no fault, is a card left that says less than the truth."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.devices.cards.mifare_classic import SectorKey
from app.devices.cards.validity import Mark, MarkState, encode, read_copies
from app.devices.cards.voiding import Outcome, Voided, VoidOrder, target_mark, void_card
from app.devices.events import Validity
from app.devices.reader_models import load_reader_models
from app.devices.session import Cards
from app.devices.simulated import SIMULATED_READER, CardTray
from app.devices.virtual_card import Fault, FaultKind, VirtualCard
from tests.devices.cards import COPY_A, COPY_B, ISSUED, KEY_A, OTHER_UID, UID, VOIDED, WRITES, a_card, an_order

COMMANDS = 11  # of one whole voiding: checked below


def void(cards: Cards, order: VoidOrder) -> Voided:
    return void_card(cards, load_reader_models(), SIMULATED_READER, order)


def what_it_says(card: VirtualCard) -> Validity:
    return read_copies(bytes(card.blocks[COPY_A]), bytes(card.blocks[COPY_B]), card.uid).validity


def both_copies(card: VirtualCard) -> tuple[bytes, bytes]:
    return bytes(card.blocks[COPY_A]), bytes(card.blocks[COPY_B])


@pytest.mark.parametrize("issued", [True, False])
def test_a_card_is_voided_in_both_copies_and_the_key_is_wiped(issued: bool) -> None:
    tray, card = CardTray(), a_card(issued=issued)
    tray.put_on(card)
    assert void(tray.cards(), an_order()) == Voided(Outcome.DONE)
    mark = encode(Mark(MarkState.VOID, 2, VOIDED), UID)
    assert both_copies(card) == (mark, mark)
    assert set(tray.firmware().keys.values()) == {bytes(6)}
    assert len(tray.firmware().heard) == COMMANDS


def test_the_same_order_again_changes_nothing() -> None:
    tray, card = CardTray(), a_card()
    tray.put_on(card)
    void(tray.cards(), an_order())
    before = both_copies(card)
    assert void(tray.cards(), an_order()) == Voided(Outcome.DONE, already=True)
    assert void(tray.cards(), an_order(sequence=9)) == Voided(Outcome.DONE, already=True)
    assert both_copies(card) == before


def test_another_card_is_refused_and_left_as_it_is() -> None:
    tray, other = CardTray(), a_card(OTHER_UID)
    before = both_copies(other)
    tray.put_on(other)
    assert void(tray.cards(), an_order(UID)) == Voided(Outcome.FAILED, "card.different")
    assert both_copies(other) == before


def test_a_key_that_may_only_read_fails_without_a_trace() -> None:
    tray, card = CardTray(), a_card()
    before = both_copies(card)
    tray.put_on(card)
    order = VoidOrder(UID, SectorKey(10, KEY_A), 2, VOIDED)
    assert void(tray.cards(), order) == Voided(Outcome.FAILED, "card.no_access")
    assert both_copies(card) == before


def test_no_card_and_no_service_fail_without_a_trace() -> None:
    tray = CardTray()
    assert void(tray.cards(), an_order()) == Voided(Outcome.FAILED, "card.gone")
    tray.stop_service()
    assert void(tray.cards(), an_order()) == Voided(Outcome.FAILED, "reader.service_lost")


@pytest.mark.parametrize("kind", [FaultKind.PULLED_BEFORE, FaultKind.ANSWER_LOST])
@pytest.mark.parametrize("at", range(1, COMMANDS + 1))
@pytest.mark.parametrize("issued", [True, False])
def test_a_card_pulled_at_any_command_is_finished_at_its_next_tap(kind: FaultKind, at: int, issued: bool) -> None:
    tray, card = CardTray(), a_card(issued=issued)
    cards = tray.cards()
    before = both_copies(card)
    tray.put_on(card)
    tray.arm(Fault(kind, at))
    first = void(cards, an_order())
    assert first.outcome in (Outcome.FAILED, Outcome.UNKNOWN)
    if first.outcome is Outcome.FAILED:
        assert both_copies(card) == before, "failed means: the card is as it was"
    if issued:
        assert what_it_says(card) in (Validity.VALID, Validity.VOID), "one good copy always remains"
    tray.put_on(card)
    assert void(cards, an_order()).outcome is Outcome.DONE
    assert what_it_says(card) is Validity.VOID
    assert both_copies(card)[0] == both_copies(card)[1]
    assert set(tray.firmware().keys.values()) == {bytes(6)}


@pytest.mark.parametrize("write", [1, 2])
@given(landed=st.integers(0, 16))
def test_a_write_torn_anywhere_leaves_a_good_copy_and_is_finished_later(write: int, landed: int) -> None:
    tray, card = CardTray(), a_card()
    tray.put_on(card)
    tray.arm(Fault(FaultKind.TORN_WRITE, write, landed))
    assert void(tray.cards(), an_order()) == Voided(Outcome.UNKNOWN, "card.gone")
    assert what_it_says(card) in (Validity.VALID, Validity.VOID)
    tray.put_on(card)
    assert void(tray.cards(), an_order()).outcome is Outcome.DONE
    assert what_it_says(card) is Validity.VOID


def test_an_unknown_outcome_is_not_ended_by_another_card() -> None:
    tray, card, other = CardTray(), a_card(), a_card(OTHER_UID)
    tray.put_on(card)
    tray.arm(Fault(FaultKind.TORN_WRITE, 1))
    assert void(tray.cards(), an_order()).outcome is Outcome.UNKNOWN
    tray.put_on(other)
    assert void(tray.cards(), an_order()) == Voided(Outcome.FAILED, "card.different")
    assert what_it_says(other) is Validity.VALID


@given(
    a=st.none() | st.builds(Mark, st.sampled_from(MarkState), st.integers(0, 2**32 - 1), st.just(ISSUED)),
    b=st.none() | st.builds(Mark, st.sampled_from(MarkState), st.integers(0, 2**32 - 1), st.just(ISSUED)),
    sequence=st.integers(0, 2**32 - 1),
)
def test_the_void_mark_is_never_older_than_what_the_card_holds(a: Mark | None, b: Mark | None, sequence: int) -> None:
    from app.devices.cards.validity import Copies

    copies = Copies(a, b, empty=False)
    target = target_mark(copies, VoidOrder(UID, WRITES, sequence, date(2025, 6, 2)))
    assert target.state is MarkState.VOID
    newest = copies.newest
    if newest is not None:
        assert target == newest or target.sequence > newest.sequence or newest.sequence == 2**32 - 1
