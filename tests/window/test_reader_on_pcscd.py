"""A tap on the real PC/SC stack: pcscd, its driver, its client library, and a card that is only virtual."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator

import pytest

from app.devices import apdu
from app.devices.apdu import KeyType
from app.devices.cards.voiding import Outcome, Voided, void_card
from app.devices.events import (
    CardKind,
    CardRemoved,
    CardTapped,
    CardUnreadable,
    ReaderArrived,
    ReaderLeft,
    ServiceBack,
    ServiceLost,
    Validity,
)
from app.devices.pcsc import PcscReaders
from app.devices.reader_models import load_reader_models
from app.devices.session import ReaderBusy
from app.devices.virtual_card import Fault, FaultKind, VirtualCard, storage_atr
from tests.devices.cards import KEY_A, OTHER_UID, READS, UID, a_card, an_old_card, an_order, next_of, tap
from tests.window.rig import Desk, PrivatePcscd, Slot, another_program


@pytest.fixture
def desk(pcscd: PrivatePcscd) -> Iterator[Desk]:
    with Desk() as desk:
        yield desk


def test_a_4k_card_is_recognised_with_its_number_and_its_mark(desk: Desk, slot: Slot) -> None:
    slot.put_on(a_card())
    tapped = desk.tap()
    assert isinstance(tapped, CardTapped)
    assert (tapped.kind, tapped.uid, tapped.validity) == (CardKind.CLASSIC_4K, UID, Validity.VALID)


def test_the_watch_begins_with_the_service_and_its_readers_and_tells_when_a_card_leaves(desk: Desk, slot: Slot) -> None:
    assert next(desk.events) == ServiceBack()
    assert next(desk.events) == ReaderArrived("Test PCD 0 00 00")
    slot.put_on(a_card())
    seen = desk.next_card()
    slot.take_off()
    assert next(desk.events) == CardRemoved(seen.reader, seen.turn)


@pytest.mark.parametrize(
    ("card", "code"),
    [
        (an_old_card(), "card.old"),
        (VirtualCard(UID, atr=storage_atr(0x37)), "card.unknown"),
        (VirtualCard(UID, atr=bytes.fromhex("3B959540FFAE01030000")), "card.unknown"),
        (VirtualCard(bytes.fromhex("08A1B2C3")), "card.random_uid"),
    ],
)
def test_other_cards_are_refused_in_words(desk: Desk, slot: Slot, card: VirtualCard, code: str) -> None:
    slot.put_on(card)
    found = desk.tap()
    assert isinstance(found, CardUnreadable)
    assert found.code == code


def test_a_card_that_says_nothing_is_mute_and_the_next_one_is_read(desk: Desk, slot: Slot) -> None:
    slot.is_mute = True
    slot.put_on(a_card())
    found = desk.tap()
    assert isinstance(found, CardUnreadable)
    assert found.code == "card.mute"
    slot.is_mute = False
    slot.put_on(a_card())
    while isinstance(found := desk.tap(), CardUnreadable):
        assert found.code == "card.mute"
    assert found.uid == UID


@pytest.mark.parametrize("atr", [b"", b"\x00" * 33, b"\x3b"])
def test_an_atr_that_is_none_does_not_stop_the_watch(desk: Desk, slot: Slot, atr: bytes) -> None:
    slot.put_on(VirtualCard(UID, atr=atr))
    slot.take_off()
    slot.put_on(VirtualCard(UID, atr=atr))
    slot.take_off()
    slot.put_on(a_card())
    found = desk.tap()
    while isinstance(found, CardUnreadable):
        assert found.code in ("card.mute", "card.unknown", "card.gone")
        found = desk.tap()
    assert found.uid == UID


@pytest.mark.parametrize("kind", [FaultKind.PULLED_BEFORE, FaultKind.ANSWER_LOST])
@pytest.mark.parametrize("at", range(1, 8))
def test_a_card_pulled_at_any_command_of_a_tap_is_told_and_the_next_one_is_read(
    desk: Desk, slot: Slot, kind: FaultKind, at: int
) -> None:
    slot.put_on(a_card())
    seen = desk.next_card()
    slot.firmware.arm(Fault(kind, at))
    found = tap(desk.cards, seen)
    assert isinstance(found, CardUnreadable)
    assert found.code == "card.gone"
    assert next_of(desk.events, CardRemoved).turn == seen.turn
    slot.put_on(a_card(OTHER_UID))
    again = desk.tap()
    assert isinstance(again, CardTapped)
    assert (again.uid, again.turn > seen.turn) == (OTHER_UID, True)
    assert set(slot.firmware.keys.values()) <= {bytes(6)}


@pytest.mark.parametrize("kind", [FaultKind.PULLED_BEFORE, FaultKind.ANSWER_LOST])
@pytest.mark.parametrize("at", range(1, 12))
def test_a_card_pulled_at_any_command_of_voiding_is_finished_at_its_next_tap(
    desk: Desk, slot: Slot, kind: FaultKind, at: int
) -> None:
    card = a_card()
    before = [bytes(block) for block in card.blocks]
    slot.put_on(card)
    seen = desk.next_card()
    slot.firmware.arm(Fault(kind, at))
    first = void_card(desk.cards, load_reader_models(), seen.reader, an_order())
    assert first.outcome is not Outcome.DONE
    assert first.outcome is Outcome.UNKNOWN or [bytes(block) for block in card.blocks] == before
    slot.put_on(card)
    again = desk.next_card()
    assert void_card(desk.cards, load_reader_models(), again.reader, an_order()).outcome is Outcome.DONE
    tapped = tap(desk.cards, again)
    assert isinstance(tapped, CardTapped)
    assert tapped.validity is Validity.VOID


@pytest.mark.parametrize("write", [1, 2])
def test_a_torn_write_is_unknown_and_finished_at_the_next_tap(desk: Desk, slot: Slot, write: int) -> None:
    card = a_card()
    slot.put_on(card)
    reader = desk.next_card().reader
    slot.firmware.arm(Fault(FaultKind.TORN_WRITE, write))
    torn = void_card(desk.cards, load_reader_models(), reader, an_order())
    assert torn == Voided(Outcome.UNKNOWN, "card.gone")
    slot.put_on(card)
    tapped = desk.tap()
    assert isinstance(tapped, CardTapped)
    assert tapped.validity in (Validity.VALID, Validity.VOID)
    assert void_card(desk.cards, load_reader_models(), reader, an_order()).outcome is Outcome.DONE


def test_pcscd_killed_and_restarted_is_recovered_from_in_the_same_process(
    desk: Desk, pcscd: PrivatePcscd, slot: Slot
) -> None:
    last = 0
    for how in (signal.SIGKILL, signal.SIGTERM, signal.SIGKILL):
        slot.put_on(a_card())
        seen = desk.next_card()
        assert isinstance(tap(desk.cards, seen), CardTapped)
        assert seen.turn > last
        last = seen.turn
        pcscd.stop(how)
        lost = tap(desk.cards, seen)
        assert isinstance(lost, CardUnreadable)
        assert lost.code == "reader.service_lost"
        assert next(desk.events) == CardRemoved(seen.reader, seen.turn)
        assert next(desk.events) == ReaderLeft(seen.reader)
        assert next_of(desk.events, ServiceLost) == ServiceLost()
        pcscd.start()
        assert next_of(desk.events, ServiceBack) == ServiceBack()


def test_a_reader_that_is_gone_after_a_restart_has_left_and_comes_back(desk: Desk, pcscd: PrivatePcscd) -> None:
    assert next_of(desk.events, ReaderArrived).reader == pcscd.names[0]
    pcscd.stop()
    pcscd.plug()
    pcscd.start()
    assert next_of(desk.events, ServiceBack) == ServiceBack()
    pcscd.stop()
    pcscd.plug(0)
    pcscd.start()
    assert next_of(desk.events, ReaderArrived).reader == pcscd.names[0]


def test_two_cards_in_quick_succession_are_two_turns_and_no_answer_is_about_the_wrong_card(
    desk: Desk, slot: Slot
) -> None:
    slot.put_on(a_card(UID))
    first = desk.next_card()
    slot.put_on(a_card(OTHER_UID))
    second = desk.next_card()
    assert second.turn == first.turn + 1
    late, tapped = tap(desk.cards, first), tap(desk.cards, second)
    assert isinstance(late, CardUnreadable)
    assert isinstance(tapped, CardTapped)
    assert (late.code, tapped.uid) == ("card.gone", OTHER_UID)


def test_a_reader_held_exclusively_by_another_program_is_busy_until_that_program_ends(desk: Desk, slot: Slot) -> None:
    slot.put_on(a_card())
    seen = desk.next_card()
    program = another_program("SCARD_SHARE_EXCLUSIVE")
    with pytest.raises(ReaderBusy):
        tap(desk.cards, seen)
    program.kill()
    program.communicate()
    for _ in range(200):
        try:
            assert isinstance(tap(desk.cards, seen), CardTapped)
            return
        except ReaderBusy:
            threading.Event().wait(0.02)
    pytest.fail("the reader never came free")


def test_after_a_session_the_sector_is_closed_and_the_key_is_gone(desk: Desk, slot: Slot) -> None:
    slot.put_on(a_card())
    seen = desk.next_card()
    tap(desk.cards, seen)
    assert set(slot.firmware.keys.values()) == {bytes(6)}
    other = PcscReaders().cards()
    with other.session(seen.reader) as session:
        assert session.transmit(apdu.read_block(40)).no_access, "the sector was left open"
        assert session.transmit(apdu.authenticate(40, KeyType.A, 0)).no_access, "the key was left in the reader"
        assert session.transmit(apdu.load_key(0, 0, KEY_A)).ok
        assert session.transmit(apdu.authenticate(40, KeyType.A, 0)).ok
        assert session.transmit(apdu.read_block(40)).ok
    with other.session(seen.reader) as session:
        assert session.transmit(apdu.read_block(40)).no_access, "RESET at the end of a session closes the sector"
    other.close()


def test_a_card_reset_by_another_programs_disconnect_is_read_all_the_same(desk: Desk, slot: Slot) -> None:
    from smartcard import scard

    slot.put_on(a_card())
    seen = desk.next_card()
    _, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
    for disposition in (scard.SCARD_RESET_CARD, scard.SCARD_UNPOWER_CARD):
        _, card, _ = scard.SCardConnect(context, seen.reader, scard.SCARD_SHARE_SHARED, scard.SCARD_PROTOCOL_T1)
        scard.SCardDisconnect(card, disposition)
        found = tap(desk.cards, seen, READS)
        assert isinstance(found, CardTapped), found
    scard.SCardReleaseContext(context)
