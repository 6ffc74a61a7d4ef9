"""Where a station's private key lies: the operating system's keyring, else a 0600 file away from database and backups.

A demonstration's throwaway key is a file in its own folder: the user's keyring is none of its business. The fallback is
said aloud by ``./desk doctor``. On Windows the keyring is the Credential Manager and is always there;
the file, should it be chosen, lies in the user's own profile folder, whose access list keeps others out.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from app.errors import Refusal, Trouble
from app.models.keyring import HolderKey
from app.private_files import is_open_to_others, write_private
from app.system_keyring import Entry


class KeyStore(Protocol):
    """Keeps one station's private key."""

    def load(self) -> HolderKey:
        """Trouble ``keys.missing`` when there is none, ``keys.unreadable`` when it cannot be read."""
        ...

    def keep(self, key: HolderKey) -> None: ...


@dataclass(frozen=True, slots=True)
class KeyFile:
    """A 0600 file of 64 hexadecimal digits."""

    path: Path

    def load(self) -> HolderKey:
        try:
            self._refuse_if_open_to_others()
            return HolderKey(bytes.fromhex(self.path.read_text("ascii").strip()))
        except FileNotFoundError as exc:
            raise Trouble("keys.missing", where=self.path.name) from exc
        except (OSError, ValueError) as exc:
            raise Trouble("keys.unreadable", where=self.path.name) from exc

    def keep(self, key: HolderKey) -> None:
        try:
            write_private(self.path, key.private.hex().encode())
        except OSError as exc:
            raise Trouble("keys.not_kept", where=self.path.name) from exc

    def _refuse_if_open_to_others(self) -> None:
        if is_open_to_others(self.path):
            raise Trouble("keys.open_to_others", where=self.path.name)


@dataclass(frozen=True, slots=True)
class FirstThatWorks:
    """The keyring where there is one, else the file; reading tries both, because a keyring may come later."""

    entry: Entry
    file: KeyFile

    def load(self) -> HolderKey:
        if self.file.path.exists():
            return self.file.load()
        if (found := self.entry.read()) is None:
            raise Trouble("keys.missing", where=self.file.path.name)
        try:
            return HolderKey(bytes.fromhex(found))
        except ValueError as exc:
            raise Trouble("keys.unreadable", where="keyring") from exc

    def keep(self, key: HolderKey) -> None:
        if self.entry.keep(key.private.hex()):
            self.file.path.unlink(missing_ok=True)  # an older key there would be read first
        else:
            self.file.keep(key)


def station_key_store(station: str, folder: Path) -> KeyStore:
    """The usual place. ``folder`` must lie outside the folder of the database and of the backups."""
    return FirstThatWorks(Entry(f"station:{station}", folder), KeyFile(station_file(station, folder)))


def station_file(station: str, folder: Path) -> Path:
    """Where the station's key lies when no keyring holds it, and always in a demonstration."""
    return folder / f"{station}.key"


class SectorKeys(Protocol):
    """Where the key of a card sector that the school owns lies, by the name the profile gives it."""

    def load(self, name: str) -> bytes:
        """Six bytes. Trouble ``keys.sector_missing`` when the name is not kept here."""
        ...

    def keep(self, name: str, key: bytes) -> None:
        """Keep six bytes on this computer."""
        ...


@dataclass(frozen=True, slots=True)
class SectorKeyring:
    """Sector keys in the operating system's keyring, else in 0600 files beside the station's key."""

    folder: Path

    def load(self, name: str) -> bytes:
        try:
            return self._store(name).load().private
        except Trouble as trouble:
            if trouble.code != "keys.missing":
                raise
        raise Trouble("keys.sector_missing", name=name)

    def keep(self, name: str, key: bytes) -> None:
        self._store(name).keep(HolderKey(key))

    def _store(self, name: str) -> KeyStore:
        return FirstThatWorks(Entry(f"sector:{name}", self.folder), KeyFile(self.folder / f"{name}.sector-key"))


@dataclass(frozen=True, slots=True)
class DemoSectorKeys:
    """The made-up key of the demo's made-up cards (示範); it opens no real card."""

    def load(self, name: str) -> bytes:
        return DEMO_SECTOR_KEY

    def keep(self, name: str, key: bytes) -> None:
        """A demonstration takes no real key."""
        raise Refusal.because("keys.sector_demo")


DEMO_SECTOR_KEY = bytes.fromhex("D3F7D3F7D3F7")
