"""Secrets in a real keyring: what is kept is found again, nothing takes another's place, a locked one is told."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import keyring
import keyring.backends.fail
import keyring.backends.SecretService
import pytest

from app.desk.key_store import KeyFile, SectorKeyring, station_file, station_key_store
from app.desk.place import place_of
from app.errors import Trouble
from app.issuance.key_place import MAIL, SIGNING, keep_passphrase, kept
from app.models.keyring import HolderKey
from app.settings import Settings
from app.system_keyring import Entry
from tests.secret_service import VARIABLE, SecretService

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="the Secret Service is Linux's keyring"),
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),  # the library's, from a locked keyring
]


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[SecretService]:
    with SecretService() as service:
        monkeypatch.setenv(VARIABLE, service.variable)
        keyring.set_keyring(keyring.backends.SecretService.Keyring())
        yield service
        keyring.set_keyring(keyring.backends.fail.Keyring())  # as before: the tests' computer has none


def settings(folder: Path, *, demo: bool = False) -> Settings:
    return Settings(
        profile="sample",
        station="main-1",
        counter="main",
        data_folder=folder / "data",
        backup_folder=folder / "backups",
        keys_folder=folder / "keys",
        demo=demo,
        file=folder / "settings.toml",
    )


def test_a_stations_key_lies_in_the_keyring_and_in_no_file(service: SecretService, tmp_path: Path) -> None:
    key, folder = HolderKey.fresh(), tmp_path / "keys"
    file = station_file("main-1", folder)
    KeyFile(file).keep(HolderKey.fresh())  # from before the computer had a keyring
    store = station_key_store("main-1", folder)
    store.keep(key)
    assert store.load().private == key.private
    assert not file.exists()
    assert list(service.secrets().values()) == [key.private.hex()]


def test_two_databases_on_one_computer_do_not_share_their_secrets(service: SecretService, tmp_path: Path) -> None:
    """A training database beside the real one, both at ``main-1``, both of one user."""
    real, training = settings(tmp_path / "real"), settings(tmp_path / "training")
    keys = {each: HolderKey.fresh() for each in (real.keys_folder, training.keys_folder)}
    for folder, key in keys.items():
        station_key_store("main-1", folder).keep(key)
        SectorKeyring(folder).keep("card", key.private[:6])
    for each in (real, training):
        keep_passphrase(each, f"of {each.keys_folder.parent.name}")
    for folder, key in keys.items():
        assert station_key_store("main-1", folder).load().private == key.private
        assert SectorKeyring(folder).load("card") == key.private[:6]
        assert kept(folder, SIGNING) == f"of {folder.parent.name}"
        with pytest.raises(Trouble) as missing:
            kept(folder, MAIL)
        assert missing.value.code == "delivery.password_missing"
    assert len(service.secrets()) == 6


def test_a_demonstration_leaves_the_keyring_alone(service: SecretService, tmp_path: Path) -> None:
    demo = settings(tmp_path, demo=True)
    key = HolderKey.fresh()
    place_of(demo).key_store.keep(key)
    assert service.secrets() == {}
    assert station_file("main-1", demo.keys_folder).exists()
    assert place_of(demo).key_store.load().private == key.private


def test_a_locked_keyring_is_told_and_what_is_new_is_kept_in_a_file(service: SecretService, tmp_path: Path) -> None:
    store, key = station_key_store("main-1", tmp_path), HolderKey.fresh()
    store.keep(HolderKey.fresh())
    service.lock()
    with pytest.raises(Trouble) as locked:
        store.load()
    assert locked.value.code == "keys.keyring_locked"
    store.keep(key)
    assert store.load().private == key.private
    assert station_file("main-1", tmp_path).exists()


def test_a_keyring_that_went_away_is_told(service: SecretService, tmp_path: Path) -> None:
    service.close()
    with pytest.raises(Trouble) as away:
        Entry("signing", tmp_path).read()
    assert away.value.code == "keys.unreadable"
    assert Entry("signing", tmp_path).keep("word") is False
