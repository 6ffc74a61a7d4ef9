"""The virtual card must behave like a card: what the datasheet says, seen through APDUs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.devices import apdu
from app.devices.apdu import KeyType
from app.devices.cards.mifare_classic import data_blocks, first_block, sector_of, trailer_of
from app.devices.events import CardKind
from app.devices.virtual_card import (
    FACTORY_KEY,
    KEYED_ACCESS,
    TWO_SLOTS_6300,
    CardLeft,
    Fault,
    FaultKind,
    ReaderFirmware,
    VirtualCard,
    storage_atr,
    value_block,
    value_in,
)

A_KEY, B_KEY = bytes.fromhex("A0A1A2A3A4A5"), bytes.fromhex("B0B1B2B3B4B5")
OK, FAILED, NO = b"\x90\x00", b"\x63\x00", b"\x69\x82"
UID = bytes.fromhex("04A1B2C3")


def powered(card: VirtualCard, firmware: ReaderFirmware | None = None) -> ReaderFirmware:
    firmware = firmware or ReaderFirmware()
    firmware.lay(card)
    firmware.power_on()
    return firmware


def opened(firmware: ReaderFirmware, block: int, key: bytes, key_type: KeyType = KeyType.A) -> bytes:
    assert firmware.transmit(apdu.load_key(0, 0, key)) == OK
    return firmware.transmit(apdu.authenticate(block, key_type, 0))


def test_the_atrs_are_the_published_ones() -> None:
    assert storage_atr(1).hex(" ").upper() == "3B 8F 80 01 80 4F 0C A0 00 00 03 06 03 00 01 00 00 00 00 6A"
    assert storage_atr(2).hex(" ").upper() == "3B 8F 80 01 80 4F 0C A0 00 00 03 06 03 00 02 00 00 00 00 69"


@given(st.integers(0, 255))
def test_every_block_lies_in_its_sector(block: int) -> None:
    sector = sector_of(block)
    assert first_block(sector) <= block <= trailer_of(sector)
    assert (block in data_blocks(sector)) == (block not in (0, trailer_of(sector)))


def test_a_sector_opens_with_its_key_and_no_other() -> None:
    firmware = powered(VirtualCard(UID))
    assert firmware.transmit(apdu.read_block(4)) == NO
    assert opened(firmware, 4, A_KEY) == FAILED
    assert opened(firmware, 4, FACTORY_KEY) == OK
    assert firmware.transmit(apdu.read_block(4)) == bytes(16) + OK
    assert firmware.transmit(apdu.read_block(8)) == NO
    assert firmware.transmit(apdu.read_block(4)) == NO, "a refusal ends the authentication"


def test_a_4k_card_has_the_large_sectors_and_a_1k_card_has_not() -> None:
    assert opened(powered(VirtualCard(UID)), 240, FACTORY_KEY) == OK
    assert opened(powered(VirtualCard(UID, CardKind.CLASSIC_1K)), 240, FACTORY_KEY) == FAILED


def test_key_b_is_worthless_where_it_can_be_read() -> None:
    firmware = powered(VirtualCard(UID))
    assert opened(firmware, 4, FACTORY_KEY, KeyType.B) == OK
    assert firmware.transmit(apdu.read_block(4)) == NO
    assert opened(firmware, 4, FACTORY_KEY) == OK
    assert firmware.transmit(apdu.read_block(7)) == bytes(6) + bytes.fromhex("FF078069") + FACTORY_KEY + OK


def test_with_the_schools_access_bits_key_a_reads_and_only_key_b_writes() -> None:
    firmware = powered(VirtualCard(UID).give_keys(10, A_KEY, B_KEY, KEYED_ACCESS))
    data = bytes(range(16))
    assert opened(firmware, 40, A_KEY) == OK
    assert firmware.transmit(apdu.write_block(40, data)) == NO
    assert opened(firmware, 40, B_KEY, KeyType.B) == OK
    assert firmware.transmit(apdu.write_block(40, data)) == OK
    assert firmware.transmit(apdu.read_block(40)) == data + OK
    assert firmware.transmit(apdu.read_block(43))[10:16] == bytes(6), "key B cannot be read here"


def test_spoiled_access_bits_kill_the_sector() -> None:
    firmware = powered(VirtualCard(UID).give_keys(10, A_KEY, B_KEY, bytes.fromhex("78778969")))
    assert opened(firmware, 40, A_KEY) == OK
    assert firmware.transmit(apdu.read_block(40)) == NO


def test_block_0_cannot_be_written() -> None:
    firmware = powered(VirtualCard(UID))
    assert opened(firmware, 0, FACTORY_KEY) == OK
    assert firmware.transmit(apdu.write_block(0, bytes(16))) == NO


def test_a_card_without_power_answers_nothing_and_power_and_reset_close_the_sector() -> None:
    firmware = powered(VirtualCard(UID))
    for close in (firmware.reset, firmware.power_on):
        assert opened(firmware, 4, FACTORY_KEY) == OK
        close()
        assert firmware.transmit(apdu.read_block(4)) == NO
    firmware.power_off()
    with pytest.raises(CardLeft):
        firmware.transmit(apdu.GET_UID)


def test_the_key_stays_in_the_reader_when_the_card_goes() -> None:
    firmware = powered(VirtualCard(UID))
    assert opened(firmware, 4, FACTORY_KEY) == OK
    firmware.lift()
    powered(VirtualCard(bytes.fromhex("04000001")), firmware)
    assert firmware.transmit(apdu.authenticate(4, KeyType.A, 0)) == OK


def test_some_readers_say_6300_for_no() -> None:
    assert powered(VirtualCard(UID), ReaderFirmware(TWO_SLOTS_6300)).transmit(apdu.read_block(4)) == FAILED


@given(st.integers(-(1 << 31), (1 << 31) - 1), st.integers(0, 255))
def test_a_value_block_holds_its_number(value: int, address: int) -> None:
    assert value_in(value_block(value, address)) == value


def test_value_blocks_go_up_and_down_but_not_over() -> None:
    firmware = powered(VirtualCard(UID))
    assert opened(firmware, 4, FACTORY_KEY) == OK

    def change(how: int, number: int) -> bytes:
        return firmware.transmit(bytes([0xFF, 0xD7, 0, 4, 5, how]) + number.to_bytes(4, "big", signed=True))

    assert (change(0, 100), change(1, 5), change(2, 30)) == (OK, OK, OK)
    assert firmware.transmit(bytes.fromhex("FFB1000404")) == (75).to_bytes(4, "big") + OK
    assert change(1, 2**31 - 1) == NO


def test_the_named_faults_do_what_their_names_say() -> None:
    card = VirtualCard(UID)
    old, new = b"o" * 16, b"n" * 16
    for kind, expected in (
        (FaultKind.PULLED_BEFORE, old),
        (FaultKind.ANSWER_LOST, new),
        (FaultKind.TORN_WRITE, b"n" * 7 + b"o" * 9),
    ):
        card.fill(4, old)
        firmware = powered(card)
        assert opened(firmware, 4, FACTORY_KEY) == OK
        firmware.arm(Fault(kind, 1))
        with pytest.raises(CardLeft):
            firmware.transmit(apdu.write_block(4, new))
        assert bytes(card.blocks[4]) == expected


@given(st.binary(max_size=40))
def test_no_command_whatever_makes_the_firmware_stumble(command: bytes) -> None:
    firmware = powered(VirtualCard(UID))
    opened(firmware, 4, FACTORY_KEY)
    assert len(firmware.transmit(command)) >= 2
