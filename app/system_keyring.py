"""The one door to the operating system's keyring: the Credential Manager, macOS' Keychain, the Secret Service.

The keyring is the user's. A demonstration, a training database and the real one on the same computer share it, so an
entry's name holds the folder of keys that the settings name: what one of them keeps never takes another's place.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.errors import Trouble

SERVICE = "registry-desk"


@dataclass(frozen=True, slots=True)
class Entry:
    """One secret's name: what it is, and the folder of keys in whose stead the keyring holds it."""

    name: str
    folder: Path

    def read(self) -> str | None:
        """The secret; None where there is no such entry, or no keyring.

        Trouble ``keys.keyring_locked`` or ``keys.unreadable`` when the keyring is there and gives nothing.
        """
        import keyring
        from keyring.errors import KeyringLocked, NoKeyringError

        try:
            return keyring.get_password(SERVICE, self._account)
        except NoKeyringError:
            return None
        except KeyringLocked as exc:
            raise Trouble("keys.keyring_locked") from exc
        except Exception as exc:  # each system's keyring raises its own
            raise Trouble("keys.unreadable", where="keyring") from exc

    def keep(self, secret: str) -> bool:
        """Whether the keyring has taken the secret and gives the same one back."""
        import keyring

        try:
            keyring.set_password(SERVICE, self._account, secret)
            return keyring.get_password(SERVICE, self._account) == secret
        except Exception:  # noqa: BLE001 -- as above; the caller has another place for it
            return False

    @property
    def _account(self) -> str:
        return f"{self.name} {self.folder.absolute()}"
