"""What a tap tells, on the simulated tray; the same stories run on the real PC/SC stack in tests/window."""

from __future__ import annotations

from datetime import date

import pytest

from app.devices.cards.mifare_classic import SectorKey
from app.devices.events import (
    CardKind,
    CardRemoved,
    CardSeen,
    CardTapped,
    CardUnreadable,
    ReaderArrived,
    ReaderLeft,
    ServiceBack,
    ServiceLost,
    Validity,
)
from app.devices.probe import lines
from app.devices.session import ReaderBusy
from app.devices.simulated import SIMULATED_READER, CardTray
from app.devices.virtual_card import (
    KEY_TYPE_SLOT,
    PERSISTENT_ONLY,
    SESSION_KEY,
    SLOT_ONE,
    TWO_SLOTS,
    TWO_SLOTS_6300,
    Fault,
    FaultKind,
    FirmwareHabits,
    VirtualCard,
)
from tests.devices.cards import (
    COPY_A,
    COPY_B,
    KEY_A,
    OTHER_UID,
    READS,
    UID,
    a_card,
    an_old_card,
    an_order,
    next_of,
    tap,
)

ZEROS = bytes(6)


def seen_on(tray: CardTray, card: VirtualCard) -> CardSeen:
    tray.put_on(card)
    return next_of(iter(tray.watch()), CardSeen)


def test_a_4k_student_card_is_tapped_with_its_number_and_its_mark() -> None:
    tray = CardTray()
    tapped = tap(tray.cards(), seen_on(tray, a_card()))
    assert isinstance(tapped, CardTapped)
    assert (tapped.kind, tapped.uid, tapped.validity) == (CardKind.CLASSIC_4K, UID, Validity.VALID)
    assert UID.hex() not in repr(tapped).lower()
    assert "04A1****" in str(tapped)


def test_a_school_without_a_sector_sends_no_key() -> None:
    tray = CardTray()
    tapped = tap(tray.cards(), seen_on(tray, a_card()), owned=None)
    assert isinstance(tapped, CardTapped)
    assert tapped.validity is Validity.NOT_READ
    assert tray.firmware().keys == {}


@pytest.mark.parametrize(
    ("card", "code", "kind"),
    [
        (an_old_card(), "card.old", CardKind.CLASSIC_1K),
        (VirtualCard(UID, CardKind.UNKNOWN), "card.unknown", CardKind.UNKNOWN),
        (VirtualCard(UID, atr=b""), "card.mute", CardKind.UNKNOWN),
        (VirtualCard(bytes.fromhex("08A1B2C3")), "card.random_uid", CardKind.CLASSIC_4K),
        (VirtualCard(bytes.fromhex("04A1B2")), "card.uid_missing", CardKind.CLASSIC_4K),
        (VirtualCard(bytes(4)), "card.uid_missing", CardKind.CLASSIC_4K),
    ],
)
def test_other_cards_are_refused_in_words(card: VirtualCard, code: str, kind: CardKind) -> None:
    tray = CardTray()
    unreadable = tap(tray.cards(), seen_on(tray, card))
    assert isinstance(unreadable, CardUnreadable)
    assert (unreadable.code, unreadable.kind, unreadable.turn) == (code, kind, 1)


def test_a_card_of_another_owner_opens_the_case_and_its_sector_stays_closed() -> None:
    tray = CardTray()
    tapped = tap(tray.cards(), seen_on(tray, VirtualCard(UID)))
    assert isinstance(tapped, CardTapped)
    assert tapped.validity is Validity.NO_ACCESS


@pytest.mark.parametrize("habits", [TWO_SLOTS, TWO_SLOTS_6300, SESSION_KEY, PERSISTENT_ONLY, KEY_TYPE_SLOT, SLOT_ONE])
def test_every_model_of_reader_is_learned_once_and_left_without_the_key(habits: FirmwareHabits) -> None:
    tray = CardTray(habits=habits)
    cards, seen = tray.cards(), seen_on(tray, a_card())
    for _ in range(2):
        tray.arm(None)
        tapped = tap(cards, seen)
        assert isinstance(tapped, CardTapped)
        assert tapped.validity is Validity.VALID
        assert set(tray.firmware().keys.values()) <= {ZEROS}
    assert sum(command[5:] == KEY_A for command in tray.firmware().heard) == 1, "the second tap tries one slot only"


def test_a_wrong_key_is_wiped_from_every_slot_that_took_it() -> None:
    tray = CardTray(habits=SESSION_KEY)
    tap(tray.cards(), seen_on(tray, a_card()), SectorKey(10, b"wrong!"))
    assert set(tray.firmware().keys.values()) == {ZEROS}


def how_many_commands_a_tap_needs() -> int:
    tray = CardTray()
    tap(tray.cards(), seen_on(tray, a_card()))
    return len(tray.firmware().heard)


@pytest.mark.parametrize("kind", [FaultKind.PULLED_BEFORE, FaultKind.ANSWER_LOST])
@pytest.mark.parametrize("at", range(1, 9))
def test_a_card_pulled_at_any_command_of_a_tap_is_told_as_gone(kind: FaultKind, at: int) -> None:
    assert how_many_commands_a_tap_needs() == 7, "the range above covers every command and one more"
    tray = CardTray()
    cards, seen = tray.cards(), seen_on(tray, a_card())
    tray.arm(Fault(kind, at))
    found = tap(cards, seen)
    if at > 7:
        assert isinstance(found, CardTapped)
        return
    assert isinstance(found, CardUnreadable)
    assert found.code == "card.gone"
    tray.put_on(a_card(OTHER_UID))
    again = tap(cards, next_of(iter(tray.watch()), CardSeen))
    assert isinstance(again, CardTapped)
    assert again.uid == OTHER_UID
    assert set(tray.firmware().keys.values()) <= {ZEROS}, "a key that stayed in the reader is wiped at the next card"


def test_the_next_card_wipes_a_key_that_stayed_even_where_no_sector_is_read() -> None:
    tray = CardTray()
    cards, seen = tray.cards(), seen_on(tray, a_card())
    tray.arm(Fault(FaultKind.PULLED_BEFORE, 3))
    tap(cards, seen)
    assert KEY_A in tray.firmware().keys.values()
    tray.put_on(a_card())
    tap(cards, next_of(iter(tray.watch()), CardSeen), owned=None)
    assert KEY_A not in tray.firmware().keys.values()


def test_an_answer_about_card_a_is_never_given_from_card_b() -> None:
    tray = CardTray()
    events = iter(tray.watch())
    tray.put_on(a_card(UID))
    first = next_of(events, CardSeen)
    tray.put_on(a_card(OTHER_UID))
    second = next_of(events, CardSeen)
    assert second.turn > first.turn
    late, tapped = tap(tray.cards(), first), tap(tray.cards(), second)
    assert isinstance(late, CardUnreadable)
    assert isinstance(tapped, CardTapped)
    assert (late.turn, late.code, tapped.turn, tapped.uid) == (first.turn, "card.gone", second.turn, OTHER_UID)


def test_a_reader_held_by_another_program_is_for_the_caller_to_wait_for() -> None:
    tray = CardTray()
    seen = seen_on(tray, a_card())
    tray.hold()
    with pytest.raises(ReaderBusy):
        tap(tray.cards(), seen)
    tray.let_go()
    assert isinstance(tap(tray.cards(), seen), CardTapped)


def test_the_watch_tells_of_readers_and_their_service() -> None:
    tray = CardTray("left", "right")
    events = iter(tray.watch())
    assert [next(events) for _ in range(3)] == [ServiceBack(), ReaderArrived("left"), ReaderArrived("right")]
    tray.put_on(a_card(), "right")
    tray.unplug("right")
    tray.stop_service()
    tray.start_service()
    told = [next(events) for _ in range(7)]
    assert isinstance(told[0], CardSeen)
    assert told[1:] == [
        CardRemoved("right", 1),
        ReaderLeft("right"),
        ReaderLeft("left"),
        ServiceLost(),
        ServiceBack(),
        ReaderArrived("left"),
    ]


def test_a_tap_without_service_and_a_tap_on_an_unplugged_reader_are_told() -> None:
    tray = CardTray("left", "right")
    tray.put_on(a_card(), "right")
    seen = next_of(iter(tray.watch()), CardSeen)
    tray.unplug("right")
    unplugged = tap(tray.cards(), seen)
    tray.stop_service()
    lost = tap(tray.cards(), seen)
    assert isinstance(unplugged, CardUnreadable)
    assert isinstance(lost, CardUnreadable)
    assert (unplugged.code, lost.code) == ("reader.unplugged", "reader.service_lost")


def test_the_probe_prints_what_it_sees_without_naming_a_card() -> None:
    tray = CardTray()
    watch = tray.watch()
    for card in (a_card(), an_old_card()):
        tray.put_on(card)
        tray.take_off()
    tray.put_on(a_card())
    printed = []
    for line in lines(tray, watch):
        printed.append(line)
        if len(printed) == 7:
            watch.stop()
    assert [line["event"] for line in printed] == ["service", "reader", "card", "removed", "card", "removed", "card"]
    assert printed[4]["accepted"] is False
    assert printed[4]["code"] == "card.old"
    last = printed[-1]
    assert (last["reader"], last["kind"], last["accepted"], last["uid"]) == (SIMULATED_READER, "4k", True, "04A1****")
    assert UID.hex().upper() not in str(printed).upper()


def test_block_0_and_trailers_are_refused_in_code() -> None:
    from app.devices.cards.mifare_classic import OpenSector
    from app.devices.reader_models import load_reader_models

    tray = CardTray()
    tray.put_on(a_card())
    cards = tray.cards()
    model = load_reader_models().of(SIMULATED_READER)
    with cards.session(SIMULATED_READER) as session, OpenSector(session, model, cards.slots, READS) as sector:
        for block in (0, 43, 44, 39, 255):
            with pytest.raises(ValueError, match="not a data block"):
                sector.write(block, bytes(16))
    with pytest.raises(ValueError, match="maker"):
        SectorKey(0, KEY_A)


def test_a_void_card_tells_since_when() -> None:
    tray = CardTray()
    card = a_card()
    seen = seen_on(tray, card)
    from app.devices.cards.voiding import void_card
    from app.devices.reader_models import load_reader_models

    void_card(tray.cards(), load_reader_models(), seen.reader, an_order())
    tapped = tap(tray.cards(), seen)
    assert isinstance(tapped, CardTapped)
    assert (tapped.validity, tapped.voided_on) == (Validity.VOID, date(2025, 6, 2))
    card.fill(COPY_A, b"rubbish rubbish!").fill(COPY_B, b"rubbish rubbish!")
    torn = tap(tray.cards(), seen)
    assert isinstance(torn, CardTapped)
    assert (torn.validity, torn.voided_on) == (Validity.TORN, None)
