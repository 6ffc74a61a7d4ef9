"""Where a station's private key lies: the operating system's keyring, else a 0600 file away from database and backups.

The fallback is said aloud by ``./desk doctor``. On Windows the keyring is the Credential Manager and is always there;
the file, should it be chosen, lies in the user's own profile folder, whose access list keeps others out.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from app.errors import Refusal, Trouble
from app.models.keyring import HolderKey
from app.private_files import is_open_to_others, write_private

SERVICE = "registry-desk"


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
class SystemKeyring:
    """The operating system's keyring, under the database's name."""

    account: str

    def load(self) -> HolderKey:
        import keyring
        from keyring.errors import KeyringError, NoKeyringError

        try:
            found = keyring.get_password(SERVICE, self.account)
            if found is not None:
                return HolderKey(bytes.fromhex(found))
        except NoKeyringError:
            pass  # a computer without a keyring holds no key in it
        except (KeyringError, ValueError) as exc:
            raise Trouble("keys.unreadable", where="keyring") from exc
        raise Trouble("keys.missing", where="keyring")

    def keep(self, key: HolderKey) -> None:
        import keyring
        from keyring.errors import KeyringError

        try:
            keyring.set_password(SERVICE, self.account, key.private.hex())
        except KeyringError as exc:
            raise Trouble("keys.not_kept", where="keyring") from exc


@dataclass(frozen=True, slots=True)
class FirstThatWorks:
    """The keyring where there is one, else the file; reading tries both, because a keyring may come later."""

    keyring: SystemKeyring
    file: KeyFile

    def load(self) -> HolderKey:
        if self.file.path.exists():
            return self.file.load()
        return self.keyring.load()

    def keep(self, key: HolderKey) -> None:
        try:
            self.keyring.keep(key)
            if self.keyring.load().private != key.private:
                raise Trouble("keys.not_kept", where="keyring")
            self.file.path.unlink(missing_ok=True)  # an older key there would be read first
        except (Trouble, OSError):
            self.file.keep(key)


def station_key_store(account: str, file: Path) -> KeyStore:
    """The usual place. ``file`` must lie outside the folder of the database and of the backups."""
    return FirstThatWorks(SystemKeyring(account), KeyFile(file))


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
        for store in (KeyFile(self.folder / f"{name}.sector-key"), SystemKeyring(f"sector:{name}")):
            try:
                return store.load().private
            except Trouble as trouble:
                if trouble.code not in ("keys.missing", "keys.unreadable"):
                    raise
        raise Trouble("keys.sector_missing", name=name)

    def keep(self, name: str, key: bytes) -> None:
        KeyFile(self.folder / f"{name}.sector-key").keep(HolderKey(key))


@dataclass(frozen=True, slots=True)
class DemoSectorKeys:
    """The made-up key of the demo's made-up cards (示範); it opens no real card."""

    def load(self, name: str) -> bytes:
        return DEMO_SECTOR_KEY

    def keep(self, name: str, key: bytes) -> None:
        """A demonstration takes no real key."""
        raise Refusal.because("keys.sector_demo")


DEMO_SECTOR_KEY = bytes.fromhex("D3F7D3F7D3F7")
