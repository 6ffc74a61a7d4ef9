"""The keys from the command line: a newer key, a lost key, one more computer."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest
from sqlalchemy import select

from app.desk import keys
from app.desk.desk import Desk, Place
from app.desk.key_store import KeyFile
from app.errors import Refusal, Trouble
from app.models import keyring
from app.models.base import uuid7
from app.models.journal import JournalLine, check_chains

PLACE = "person.id_number_sealed"


def test_what_was_sealed_before_a_rotation_is_read_after_it(desk: Desk) -> None:
    row = uuid7()
    old = desk.vault.seal(PLACE, row, "sealed before")
    number = desk.vault.number
    assert keys.rotate(desk, actor="office") == number + 1
    assert desk.vault.open(PLACE, row, old) == b"sealed before"
    assert desk.vault.number == number + 1
    assert desk.vault.seal(PLACE, row, "after") != old


def test_a_new_computer_is_admitted_by_one_that_holds_the_keys(desk: Desk, tmp_path: Path) -> None:
    there = dataclasses.replace(desk.place, station="w2", key_store=KeyFile(tmp_path / "elsewhere" / "w2.key"))
    public = keys.new_station_key(there)
    keys.add_station(desk, code="w2", counter="main", public=public, actor="office")
    row = uuid7()
    sealed = desk.vault.seal(PLACE, row, "seen from both")
    second = Desk.open(there)
    try:
        assert second.vault.open(PLACE, row, sealed) == b"seen from both"
        with second.store.engine.connect() as connection:
            assert [chain.broken for chain in check_chains(connection)] == [""]
    finally:
        second.close()


def test_a_window_that_is_open_follows_a_rotation_made_elsewhere(desk: Desk, tmp_path: Path) -> None:
    """It reads what another station seals with the newer key, at once, and seals with it from its next deed on."""
    there = dataclasses.replace(desk.place, station="w2", key_store=KeyFile(tmp_path / "elsewhere" / "w2.key"))
    keys.add_station(desk, code="w2", counter="main", public=keys.new_station_key(there), actor="office")
    second, row = Desk.open(there), uuid7()
    try:
        number = keys.rotate(second, actor="office")
        sealed = second.vault.seal(PLACE, row, "sealed over there")
        assert desk.vault.number == number - 1
        assert desk.vault.open(PLACE, row, sealed) == b"sealed over there"
        keys.rotate(second, actor="office")
        with desk.begin("office") as work:
            assert work.vault.number == number + 1
    finally:
        second.close()


def test_a_field_sealed_with_a_key_that_nobody_has_stays_shut(desk: Desk) -> None:
    row = uuid7()
    sealed = desk.vault.seal(PLACE, row, "x")
    with pytest.raises(Trouble) as caught:
        desk.vault.open(PLACE, row, sealed[:1] + (99).to_bytes(4, "big") + sealed[5:])
    assert caught.value.code == "vault.unreadable"


def test_a_recovery_is_journaled_with_the_rules_in_force(desk: Desk, tmp_path: Path) -> None:
    emptied = dataclasses.replace(desk.place, key_store=KeyFile(tmp_path / "new" / "station.key"))
    keys.recover(emptied, code=recovery_code(desk), actor="office")
    with desk.read() as session:
        lines = [json.loads(text) for text in session.scalars(select(JournalLine.text))]
    assert {"database.founded", "keys.recovered"} <= {line["verb"] for line in lines}
    assert {line["profile"] for line in lines} == {desk.profile.version}


def test_a_computer_that_was_not_admitted_opens_nothing(desk: Desk, tmp_path: Path) -> None:
    there = dataclasses.replace(desk.place, station="w3", key_store=KeyFile(tmp_path / "elsewhere" / "w3.key"))
    keys.new_station_key(there)
    with pytest.raises(Trouble) as caught:
        Desk.open(there)
    assert caught.value.code == "station.unknown"


def test_a_computer_makes_its_key_once(desk: Desk) -> None:
    with pytest.raises(Refusal) as caught:
        keys.new_station_key(desk.place)
    assert caught.value.codes == ("keys.there_already",)


def test_half_a_public_key_is_refused(desk: Desk) -> None:
    with pytest.raises(Refusal) as caught:
        keys.add_station(desk, code="w2", counter="main", public=b"\0" * 31, actor="office")
    assert caught.value.codes == ("keys.public_wrong",)


def recovery_code(desk: Desk) -> str:
    """A further recovery code of our own, admitted by this station: the printed one is not kept anywhere."""
    code = keyring.new_recovery_code()
    with desk.begin("office") as work:
        own = keyring.station_holder(desk.station.code)
        public = keyring.HolderKey.from_code(code).public
        keyring.admit(work.session, desk.place.key_store.load(), own, keyring.RECOVERY, public, desk.now)
        work.note("keys.recovery_renewed")
    return code


def test_the_recovery_code_gives_a_computer_its_keys_back(desk: Desk, tmp_path: Path) -> None:
    code, row = recovery_code(desk), uuid7()
    sealed = desk.vault.seal(PLACE, row, "kept")
    emptied: Place = dataclasses.replace(desk.place, key_store=KeyFile(tmp_path / "new" / "station.key"))
    with pytest.raises(Trouble) as caught:
        Desk.open(emptied)
    assert caught.value.code == "keys.missing"
    keys.recover(emptied, code=code.lower(), actor="office")
    again = Desk.open(emptied)
    try:
        assert again.vault.open(PLACE, row, sealed) == b"kept"
    finally:
        again.close()


def test_a_mistyped_recovery_code_changes_nothing(desk: Desk, tmp_path: Path) -> None:
    code = recovery_code(desk)
    wrong = ("A" if code[0] != "A" else "B") + code[1:]
    emptied = dataclasses.replace(desk.place, key_store=KeyFile(tmp_path / "new" / "station.key"))
    with pytest.raises(Refusal) as caught:
        keys.recover(emptied, code=wrong, actor="office")
    assert caught.value.codes == ("keys.code_wrong",)
    assert not (tmp_path / "new" / "station.key").exists()
