"""The keys from the command line, on a computer with a keyring and on one that has none."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail

from app import settings
from app.desk.desk import Desk
from app.desk.key_store import DemoSectorKeys
from app.desk.place import place_of
from app.errors import Refusal, Trouble
from app.models.base import uuid7
from tests.cli.conftest import GRADUATES, Office

PLACE, ROW = "person.id_number_sealed", uuid7()


class Drawer(KeyringBackend):
    """A keyring as a computer with a desktop has one, in memory: set by set, as the real ones."""

    priority = 1  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


@pytest.fixture
def drawer() -> Iterator[Drawer]:
    """From here on the computer has a keyring."""
    made = Drawer()
    keyring.set_keyring(made)
    yield made
    keyring.set_keyring(fail.Keyring())  # as before: the tests' computer has none


def seal(plain: str) -> bytes:
    desk = Desk.open(place_of(settings.load()))
    try:
        return desk.vault.seal(PLACE, ROW, plain)
    finally:
        desk.close()


def opened(sealed: bytes) -> str:
    desk = Desk.open(place_of(settings.load()))
    try:
        return desk.vault.open(PLACE, ROW, sealed).decode()
    finally:
        desk.close()


def test_without_a_keyring_the_key_is_a_file_of_its_owner_outside_data_and_backups(office: Office) -> None:
    (key,) = office.folder.rglob("*.key")
    assert key.parent == office.folder / "main-1" / "keys"
    if sys.platform != "win32":
        assert key.stat().st_mode & 0o777 == 0o600
        assert key.parent.stat().st_mode & 0o077 == 0
    assert not list(office.folder.rglob("*.part"))
    assert office.doctor()["Station key"] == "note"


def test_after_a_rotation_old_data_is_read_here_and_at_a_second_station(office: Office) -> None:
    assert office.run("import", "graduates", office.write("list.csv", GRADUATES)) == 0
    old = seal("sealed before")
    office.stand_at("w2")
    assert office.run("keys", "new") == 0
    public = office.out.strip()
    assert office.run("keys", "new") == 1, "a computer makes its key once"
    office.stand_at("main-1")
    assert office.run("keys", "add-station", "w2", "main", public) == 0
    assert office.run("keys", "rotate") == 0
    assert "Key 2" in office.out
    new = seal("sealed after")
    for station in ("main-1", "w2"):
        office.stand_at(station)
        assert (opened(old), opened(new)) == ("sealed before", "sealed after")
    assert office.run("keys", "rotate") == 0, "any station may"
    assert opened(old) == "sealed before"
    assert office.run("journal", "check") == 0


def test_the_recovery_code_gives_a_computer_its_keys_back(office: Office) -> None:
    old = seal("kept")
    (key,) = office.folder.rglob("*.key")
    key.unlink()
    assert office.run("keys", "rotate") == 3
    assert "keys recover" in office.err
    office.typed = [office.recovery_code[:-1] + ("A" if office.recovery_code[-1] != "A" else "B")]
    assert office.run("keys", "recover") == 1
    assert not key.exists()
    office.typed = [office.recovery_code.lower().replace("-", " ")]
    assert office.run("keys", "recover") == 0
    assert office.recovery_code not in office.out + office.err
    assert opened(old) == "kept"


def test_a_keyring_that_came_later_takes_the_key_and_the_file_goes(office: Office, drawer: Drawer) -> None:
    old = seal("kept")
    (key,) = office.folder.rglob("*.key")
    office.typed = [office.recovery_code]
    assert office.run("keys", "recover") == 0
    assert not key.exists(), "an older key in a file would be read first"
    assert len(drawer.kept) == 1
    assert opened(old) == "kept"
    assert office.doctor()["Station key"] == "good"


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("w2", "main", "zz"), 1, "public half"),
        (("w2", "main", "00" * 31), 1, "public half"),
        (("w2", "main", "00" * 32), 1, "public half"),
        (("w2", "nowhere", "09" * 32), 1, "nowhere"),
        (("w 2!", "main", "09" * 32), 1, "w 2!"),
        (("main-1", "main", "09" * 32), 1, "this very station"),
    ],
)
def test_a_station_is_not_admitted_by_mistake(office: Office, words: tuple[str, ...], code: int, told: str) -> None:
    assert office.run("keys", "add-station", *words) == code
    assert told in office.err
    assert office.run("keys", "rotate") == 0, "this station holds its keys as before"


def test_keys_may_not_lie_in_the_folder_of_the_database_or_of_the_backups(office: Office) -> None:
    file = office.folder / "main-1" / "settings.toml"
    plain = file.read_text("utf-8")
    data = (office.folder / "data").as_posix()
    elsewhere = (office.folder / "elsewhere").as_posix()
    for line in (
        f'keys_folder = "{data}/keys"',
        f'keys_folder = "{elsewhere}/../data/keys"',
        f'keys_folder = "{data}-backups"',
        f'keys_folder = "{elsewhere}/keys"\ndatabase = "sqlite:///{elsewhere}/desk.db"',
    ):
        file.write_text(f"{plain}{line}\n", "utf-8")
        assert office.run("keys", "rotate") == 3
        assert "key" in office.err.lower()


def test_the_signing_keys_passphrase_is_kept_and_never_shown(office: Office, drawer: Drawer) -> None:
    assert office.run("keys", "signing") == 3
    assert "No signing key is named" in office.err
    file = office.folder / "main-1" / "settings.toml"
    file.write_text(file.read_text("utf-8") + 'signing_key = "registrar.p12"\n', "utf-8")
    older = office.folder / "main-1" / "keys" / "signing.passphrase"
    older.write_text("older", "utf-8")
    office.typed = ["open sesame"]
    assert office.run("keys", "signing") == 0
    assert "open sesame" not in office.out + office.err
    assert list(drawer.kept.values()) == ["open sesame"]
    assert not older.exists()


def test_without_a_keyring_the_passphrase_is_a_file_of_its_owner(office: Office) -> None:
    file = office.folder / "main-1" / "settings.toml"
    file.write_text(file.read_text("utf-8") + 'signing_key = "registrar.p12"\n', "utf-8")
    office.typed = ["open sesame"]
    assert office.run("keys", "signing") == 0
    kept = office.folder / "main-1" / "keys" / "signing.passphrase"
    assert kept.read_text("utf-8") == "open sesame"
    if sys.platform != "win32":
        assert kept.stat().st_mode & 0o777 == 0o600


def test_the_key_of_the_schools_own_sector_is_kept_here_and_nowhere_else(office: Office) -> None:
    for typed in (["D3F7D3", "D3F7D3"], ["A0B1C2D3E4F5", "A0B1C2D3E4F6"], ["A0B1C2D3E4FZ", "A0B1C2D3E4FZ"]):
        office.typed = typed
        assert office.run("keys", "sector") == 1
        assert "six bytes" in office.err
    keys = place_of(settings.load()).sector_keys
    with pytest.raises(Trouble) as missing:
        keys.load("sample-card")
    assert missing.value.code == "keys.sector_missing"
    office.typed = ["A0 B1 C2 D3 E4 F5", "a0b1c2d3e4f5"]
    assert office.run("keys", "sector") == 0, office.err
    assert "B1" not in office.out
    desk = Desk.open(place_of(settings.load()))
    sector = desk.profile.card.sector
    desk.close()
    assert sector is not None
    assert keys.load(sector.key_name).hex() == "a0b1c2d3e4f5"
    assert bytes.fromhex("a0b1c2d3e4f5") not in office.database.read_bytes()


def test_a_demonstration_takes_no_real_sector_key() -> None:
    with pytest.raises(Refusal) as refused:
        DemoSectorKeys().keep("sample-card", bytes(6))
    assert refused.value.codes == ("keys.sector_demo",)
