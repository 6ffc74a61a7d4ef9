"""Where the registrar's key lies on this computer, and its passphrase: in the keyring, else in a 0600 file.

A demo's throwaway key has its passphrase in the demo's own settings; a real one never lies in a settings file.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from app.errors import Trouble
from app.issuance.keys import KeyPlace
from app.issuance.orders import LastingPlace, Level
from app.settings import Settings

SERVICE, ACCOUNT = "registry-desk", "signing"
FILE_NAME = "signing.passphrase"


def key_place(settings: Settings) -> KeyPlace | None:
    """The key named in the settings, or None where none is. Trouble ``signing.passphrase_missing``."""
    if settings.signing_key is None:
        return None
    return KeyPlace(settings.signing_key, settings.signing_passphrase or _kept(settings.keys_folder))


def lasting_place(settings: Settings) -> LastingPlace:
    """How long signatures shall last: as the settings say, else B-LTA where an authority is named and B-B where not."""
    usual = Level.B_LTA if settings.timestamp_url else Level.B_B
    return LastingPlace(
        Level(settings.signature_level) if settings.signature_level else usual,
        address=settings.timestamp_url,
        roots=settings.timestamp_roots,
        lists=settings.revocation_folder,
    )


def keep_passphrase(settings: Settings, passphrase: str) -> None:
    """Keep the passphrase in the keyring; where there is none, in a file that only this account may read."""
    import keyring
    from keyring.errors import KeyringError

    try:
        keyring.set_password(SERVICE, ACCOUNT, passphrase)
        if keyring.get_password(SERVICE, ACCOUNT) == passphrase:
            return
    except KeyringError:
        pass  # a computer without a keyring: the file below
    _write(settings.keys_folder / FILE_NAME, passphrase)


def _kept(folder: Path) -> str:
    file = folder / FILE_NAME
    if file.exists():
        if sys.platform != "win32" and file.stat().st_mode & 0o077:
            raise Trouble("keys.open_to_others", where=file.name)
        return file.read_text("utf-8").rstrip("\n")
    import keyring
    from keyring.errors import KeyringError

    try:
        found = keyring.get_password(SERVICE, ACCOUNT)
    except KeyringError:
        found = None
    if found is None:
        raise Trouble("signing.passphrase_missing")
    return found


def _write(file: Path, passphrase: str) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            stream.write(passphrase)
    except OSError as fault:
        raise Trouble("keys.not_kept", where=file.name) from fault
