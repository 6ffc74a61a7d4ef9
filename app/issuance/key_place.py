"""Where the registrar's key lies, and its passphrase or PIN: in the keyring, else in a 0600 file.

A demo's throwaway key has its passphrase in the demo's own settings; a real one never lies in a settings file. The mail
server's password is kept the same way.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from app.errors import Trouble
from app.issuance.keys import KeyPlace
from app.issuance.orders import AnyKey, LastingPlace, Level, TokenPlace
from app.issuance.token import forget_trial
from app.private_files import is_open_to_others, write_private
from app.settings import Settings, SigningToken
from app.system_keyring import Entry

FILE_NAME = "signing.passphrase"
TRIAL_FILE = "signing-pin.state"


@dataclass(frozen=True, slots=True)
class Secret:
    """One secret of this computer: its name in the keyring, its file, and what is said when it is not there."""

    account: str
    file: str
    missing: Callable[[], Trouble]


SIGNING = Secret("signing", FILE_NAME, lambda: Trouble("signing.passphrase_missing"))
MAIL = Secret("mail", "mail.password", lambda: Trouble("delivery.password_missing"))
BOUNCES = Secret("bounces", "bounces.password", lambda: Trouble("bounces.password_missing"))
PLATFORM = Secret("platform", "platform.password", lambda: Trouble("platform.password_missing"))


def key_place(settings: Settings) -> AnyKey | None:
    """The key named in the settings, or None where none is. Trouble ``signing.passphrase_missing``."""
    if settings.signing_token is not None:
        return token_place(settings.signing_token, kept(settings.keys_folder), trial_file(settings))
    if settings.signing_key is None:
        return None
    return KeyPlace(settings.signing_key, settings.signing_passphrase or kept(settings.keys_folder))


def token_place(named: SigningToken, pin: str, trial: Path) -> TokenPlace:
    """The token named in the settings, with its PIN."""
    return TokenPlace(
        named.module,
        named.token,
        pin,
        trial,
        serial=named.serial,
        key=named.key,
        key_id=named.key_id,
        certificates=named.certificates,
    )


def trial_file(settings: Settings) -> Path:
    """Where it is written down that a PIN is being tried or was refused. Nothing secret is in it."""
    return settings.data_folder / TRIAL_FILE


def lasting_place(settings: Settings) -> LastingPlace:
    """How long signatures shall last: as the settings say, else B-LTA where an authority is named and B-B where not."""
    usual = Level.B_LTA if settings.timestamp_url else Level.B_B
    return LastingPlace(
        Level(settings.signature_level) if settings.signature_level else usual,
        address=settings.timestamp_url,
        roots=settings.timestamp_roots,
        lists=settings.revocation_folder,
    )


def renewal_lead(settings: Settings) -> timedelta:
    """How long before its last timestamp's certificate ends a file gets another."""
    return timedelta(days=settings.renewal_days)


def keep_passphrase(settings: Settings, passphrase: str, secret: Secret = SIGNING) -> None:
    """Keep the passphrase or PIN in the keyring; where there is none, in a file that only this account may read.

    A token's PIN that a person keeps may be tried once, though the one before was refused.
    """
    _put_away(settings, passphrase, secret)
    if secret is SIGNING:
        forget_trial(trial_file(settings))


def _put_away(settings: Settings, passphrase: str, secret: Secret) -> None:
    file = settings.keys_folder / secret.file
    if Entry(secret.account, settings.keys_folder).keep(passphrase):
        file.unlink(missing_ok=True)  # an older one there would be read first
    else:
        _write(file, passphrase)


def kept(folder: Path, secret: Secret = SIGNING) -> str:
    """What was kept under this name. Trouble ``keys.*``, and the secret's own when there is none."""
    file = folder / secret.file
    try:
        if is_open_to_others(file):
            raise Trouble("keys.open_to_others", where=file.name)
        return file.read_text("utf-8").rstrip("\n")
    except FileNotFoundError:
        pass
    except (OSError, UnicodeDecodeError) as fault:
        raise Trouble("keys.unreadable", where=file.name) from fault
    if (found := Entry(secret.account, folder).read()) is None:
        raise secret.missing()
    return found


def _write(file: Path, passphrase: str) -> None:
    try:
        write_private(file, passphrase.encode())
    except OSError as fault:
        raise Trouble("keys.not_kept", where=file.name) from fault
