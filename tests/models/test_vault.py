"""Sealed fields open only where they were sealed, and only for whoever holds a key."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Refusal, Trouble
from app.models import keyring
from app.models.base import uuid7
from app.models.store import Store
from app.models.vault import Vault
from tests.models.conftest import AT, stamp

VAULT = Vault({1: bytes(32), 2: bytes(range(32))}, b"index" * 7)


@given(st.text())
def test_what_is_sealed_opens_again(plain: str) -> None:
    row = uuid7()
    sealed = VAULT.seal("person.mailbox_sealed", row, plain)
    assert VAULT.open_text("person.mailbox_sealed", row, sealed) == plain
    assert len(plain.encode()) < 8 or plain.encode() not in sealed  # a short text may stand there by chance


@pytest.mark.parametrize("place, same_row", [("person.phone_sealed", True), ("person.mailbox_sealed", False)])
def test_a_field_copied_elsewhere_does_not_open(place: str, same_row: bool) -> None:
    row = uuid7()
    sealed = VAULT.seal("person.mailbox_sealed", row, "lin@example.com")
    with pytest.raises(Trouble) as trouble:
        VAULT.open(place, row if same_row else uuid7(), sealed)
    assert trouble.value.code == "vault.unreadable"


@given(st.integers(min_value=0, max_value=40), st.integers(min_value=1, max_value=255))
def test_a_flipped_bit_is_seen(position: int, mask: int) -> None:
    row = uuid7()
    sealed = bytearray(VAULT.seal("photo.image_sealed", row, b"0123456789ABCDEF"))
    sealed[position % len(sealed)] ^= mask
    with pytest.raises(Trouble):
        VAULT.open("photo.image_sealed", row, bytes(sealed))


def test_the_newest_key_seals_and_old_ones_still_read() -> None:
    old = Vault({1: bytes(32)}, b"x" * 32)
    row = uuid7()
    sealed = old.seal("photo.image_sealed", row, b"old")
    assert VAULT.open("photo.image_sealed", row, sealed) == b"old"
    assert not VAULT.is_current(sealed)
    assert VAULT.is_current(VAULT.seal("photo.image_sealed", row, b"new"))


def test_keys_open_for_the_station_and_for_the_recovery_code_and_for_nobody_else(store: Store) -> None:
    station, code = keyring.HolderKey.fresh(), keyring.new_recovery_code()
    with store.begin(stamp(), bookkeeping=True) as work:
        for wrapped in work.session.query(keyring.WrappedKey).all():
            work.session.delete(wrapped)
        work.session.flush()
        vault = keyring.found_keys(work.session, "w9", station, code, AT)
    row = uuid7()
    sealed = vault.seal("person.phone_sealed", row, "0912345678")
    with store.read() as session:
        by_station = keyring.open_vault(session, "station:w9", station)
        with pytest.raises(Trouble) as stranger:
            keyring.open_vault(session, "station:w9", keyring.HolderKey.fresh())
        with pytest.raises(Trouble) as absent:
            keyring.open_vault(session, "station:elsewhere", station)
    assert by_station.open_text("person.phone_sealed", row, sealed) == "0912345678"
    assert stranger.value.code == "keys.wrong_holder"
    assert absent.value.code == "keys.not_admitted"


def test_a_rotated_key_reaches_every_holder(store: Store, url: str) -> None:
    with store.begin(stamp(), bookkeeping=True) as work:
        for wrapped in work.session.query(keyring.WrappedKey).all():
            work.session.delete(wrapped)
    station, code, late = keyring.HolderKey.fresh(), keyring.new_recovery_code(), keyring.HolderKey.fresh()
    with store.begin(stamp(), bookkeeping=True) as work:
        keyring.found_keys(work.session, "w9", station, code, AT)
        work.session.flush()
        keyring.admit(work.session, station, "station:w9", "station:w10", late.public, AT)
        work.session.flush()
        keyring.rotate(work.session, AT)
    with store.read() as session:
        holders = [
            keyring.open_vault(session, "station:w9", station),
            keyring.open_vault(session, "station:w10", late),
            keyring.open_vault(session, "recovery", keyring.HolderKey.from_code(code)),
        ]
    row = uuid7()
    sealed = holders[0].seal("person.phone_sealed", row, "x")
    assert [vault.number for vault in holders] == [2, 2, 2]
    assert all(vault.open("person.phone_sealed", row, sealed) == b"x" for vault in holders)


@pytest.mark.parametrize("spoil", [lambda c: c[:-1] + ("A" if c[-1] != "A" else "B"), lambda c: "", lambda c: c[5:]])
def test_a_mistyped_recovery_code_is_refused(spoil) -> None:
    with pytest.raises(Refusal) as refused:
        keyring.HolderKey.from_code(spoil(keyring.new_recovery_code()))
    assert refused.value.codes == ("keys.code_wrong",)


def test_a_recovery_code_survives_lower_case_spaces_and_lookalikes() -> None:
    code = keyring.new_recovery_code()
    sloppy = code.lower().replace("-", " ").replace("o", "0").replace("i", "1")
    assert keyring.HolderKey.from_code(sloppy).private == keyring.HolderKey.from_code(code).private
