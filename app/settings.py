"""What one computer is told: which database, which station, which school's rules, which printer, and how it looks.

A short TOML file that the system office writes once. The one for all users of the computer is read first, the clerk's
own over it; ``DESK_SETTINGS`` names another file instead of both. What a clerk chooses on screen (language, theme, text
size, sound) is kept apart in ``preferences.toml``, so that the program never rewrites a file that a person wrote.

An unknown key stops the program with a sentence: a misspelt ``printer`` that is silently ignored is found out by a
graduate. Plain ``tomllib`` and one frozen dataclass, because this is read before the first paint. Secrets never lie
here: the key's passphrase is in the keyring (the demo's throwaway one excepted), PostgreSQL's password in libpq's own
password file.
"""

from __future__ import annotations

import os
import tomllib
from base64 import b64decode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from app.errors import Trouble

VARIABLE = "DESK_SETTINGS"
FILE_NAME = "settings.toml"
PREFERENCES = "preferences.toml"
PROGRAM = "registry-desk"
LANGUAGES = ("zh_TW", "en")
THEMES = ("light", "dark")
SOUNDS = ("off", "soft", "loud")
SCALES = range(100, 201)
LEVELS = ("B-B", "B-T", "B-LT", "B-LTA")
PROFILES_FOLDER = Path(__file__).resolve().parent.parent / "resources" / "profiles"
SQLITE = "sqlite:///"
_TOKEN_KEYS = frozenset({"module", "token", "serial", "key", "key_id", "certificates"})
LARGEST = 100_000  # bytes; a settings file has twenty lines


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningToken:
    """The token that holds the registrar's key, as PKCS#11 names it; ``certificates`` are those not on the token."""

    module: Path
    token: str
    serial: str = ""
    key: str = ""
    key_id: str = ""
    certificates: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """One computer's settings. Paths are absolute; a path in the file is taken from the file's own folder.

    ``data_folder`` holds the database, ``keys_folder`` the station's key where there is no keyring; it may not lie in
    the data or backup folder. ``printer`` is the spooler's name, empty for its default.
    """

    profile: str = ""
    database: str = field(default="", repr=False)
    station: str = "S1"
    counter: str = ""
    data_folder: Path
    backup_folder: Path
    keys_folder: Path
    printer: str = ""
    reader: str = ""
    signing_key: Path | None = None
    signing_token: SigningToken | None = None
    signing_passphrase: str = field(default="", repr=False)  # accepted for a demo only
    signature_level: str = ""  # as PAdES names them; left out: B-LTA with a timestamp authority, B-B without
    timestamp_url: str = ""
    timestamp_roots: Path | None = None
    revocation_folder: Path | None = None
    renewal_days: int = 365
    mail_server: str = ""
    mail_sender: str = ""
    mail_security: str = "starttls"
    mail_login: str = ""
    mail_roots: Path | None = None
    mail_per_minute: int = 30
    bounce_mailbox: Path | None = None
    bounce_imap: str = ""
    bounce_login: str = ""
    platform_folder: Path | None = None
    platform_sftp: str = ""
    platform_sftp_login: str = ""
    platform_sftp_folder: str = ""
    platform_sftp_host_key: str = ""
    platform_sftp_key: Path | None = None
    verification_address: str = ""
    demo: bool = False
    language: str = "zh_TW"
    theme: str = "light"
    text_scale: int = 100
    sound: str = "soft"
    file: Path

    @property
    def database_url(self) -> str:
        """The database as SQLAlchemy says it; without a setting, one SQLite file in the data folder."""
        return self.database or f"{SQLITE}{(self.data_folder / 'registry.sqlite3').as_posix()}"

    @property
    def is_founded(self) -> bool:
        """Whether there seem to be records: a server is named, or the file is there. Only opening it can tell."""
        return bool(self.database) or Path(self.database_url.removeprefix(SQLITE)).exists()

    @property
    def profile_file(self) -> Path:
        """The school's rules. Trouble ``settings.profile_missing`` when the settings name no school."""
        if not self.profile:
            raise Trouble("settings.profile_missing", file=str(self.file))
        if self.profile.endswith(".toml"):
            return self.file.parent / self.profile
        return PROFILES_FOLDER / f"{self.profile}.toml"


def load(file: Path | None = None) -> Settings:
    """The settings in force. Trouble ``settings.*`` names the file, the key and what was expected there."""
    chosen = file or _named()
    files = [chosen] if chosen else [_all_users() / FILE_NAME, _own() / FILE_NAME]
    said: dict[str, Any] = {}
    for each in (*files, preferences_file(chosen)):
        said |= _read(each, wanted=each == chosen)
    said.setdefault("file", chosen or next((each for each in reversed(files) if each.exists()), files[-1]))
    if not {"data_folder", "backup_folder", "keys_folder"} <= said.keys():
        said = _folders(chosen) | said
    settings = Settings(**said)
    _check_together(settings)
    return settings


def preferences_file(chosen: Path | None = None) -> Path:
    """Where the clerk's own choices lie: beside a file that was named, else in the clerk's folder."""
    chosen = chosen or _named()
    return (chosen.parent if chosen else _own()) / PREFERENCES


def remember(settings: Settings, **choices: str | int) -> Settings:
    """Keep a clerk's choice of ``language``, ``theme``, ``text_scale`` or ``sound``, and return it in force.

    A choice that cannot be written (a full or read-only disk) holds until the program ends: Trouble
    ``settings.not_kept``.
    """
    changed = replace(settings, **choices)  # type: ignore[arg-type]
    target = preferences_file(settings.file if _named() or settings.demo else None)
    words = f'language = "{changed.language}"\ntheme = "{changed.theme}"\ntext_scale = {changed.text_scale}\n'
    words += f'sound = "{changed.sound}"\n'
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.with_suffix(".new")
        draft.write_text(words, "utf-8")
        draft.replace(target)
    except OSError as fault:
        raise Trouble("settings.not_kept", file=str(target)) from fault
    return changed


def _named() -> Path | None:
    given = os.environ.get(VARIABLE)
    return Path(given).absolute() if given else None


def _own() -> Path:
    import platformdirs

    return Path(platformdirs.user_config_path(PROGRAM, appauthor=False))


def _all_users() -> Path:
    import platformdirs

    return Path(platformdirs.site_config_path(PROGRAM, appauthor=False))


def _folders(chosen: Path | None) -> dict[str, Path]:
    """Where data, backups and keys lie unless the file says otherwise."""
    import platformdirs

    data = Path(platformdirs.user_data_path(PROGRAM, appauthor=False))
    keys = (chosen.parent if chosen else _own()) / "keys"
    return {"data_folder": data, "backup_folder": data / "backups", "keys_folder": keys}


# ------------------------------------------------------------------ reading one file, strictly
def _read(file: Path, *, wanted: bool) -> dict[str, Any]:
    try:
        content = file.read_bytes()
        if len(content) > LARGEST:
            raise Trouble("settings.unreadable", file=str(file), why=f"> {LARGEST} bytes")
        table = tomllib.loads(content.decode("utf-8-sig"))
    except (FileNotFoundError, NotADirectoryError) as fault:
        if wanted:
            raise Trouble("settings.missing", file=str(file)) from fault
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise Trouble("settings.unreadable", file=str(file), why=str(fault)) from fault
    return {key: _value(file, key, value) for key, value in table.items()}


def _value(file: Path, key: str, value: object) -> Any:
    reading = _READINGS.get(key)
    if reading is None:
        raise Trouble("settings.unknown_key", file=str(file), key=key, known=", ".join(sorted(_READINGS)))
    read, expected = reading
    try:
        return read(file, value)
    except (TypeError, ValueError) as fault:
        raise Trouble("settings.wrong_value", file=str(file), key=key, expected=expected) from fault


def _text(_file: Path, value: object) -> str:
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        raise ValueError
    return value.strip()


def is_station_code(text: str) -> bool:
    """Letters, digits and hyphens, 16 at most: it stands in receipts and file names."""
    return text.replace("-", "").isalnum() and text.isascii() and len(text) <= 16


def _station(file: Path, value: object) -> str:
    text = _text(file, value)
    if not is_station_code(text):
        raise ValueError
    return text


def _database(file: Path, value: object) -> str:
    text = _text(file, value)
    if text.startswith("postgresql+psycopg://"):
        return text
    if not text.startswith(SQLITE) or text.startswith((f"{SQLITE}:", f"{SQLITE}file:")) or "?" in text:
        raise ValueError  # a database in memory is gone in the evening
    return f"{SQLITE}{_folder(file, text.removeprefix(SQLITE)).as_posix()}"


def _address(file: Path, value: object) -> str:
    text = _text(file, value)
    if not text.startswith(("https://", "http://")):
        raise ValueError
    return text


def _folder(file: Path, value: object) -> Path:
    return (file.parent / Path(_text(file, value)).expanduser()).absolute()


def _token(file: Path, value: object) -> SigningToken:
    """``{ module = "…", token = "label", key = "label" }``; what is left out is not asked of the token."""
    if not isinstance(value, dict) or not {"module", "token"} <= value.keys() <= _TOKEN_KEYS:
        raise TypeError
    said: dict[str, Any] = {
        key: _folder(file, each) if key in ("module", "certificates") else _text(file, each)
        for key, each in value.items()
    }
    bytes.fromhex(said.get("key_id", ""))
    return SigningToken(**said)


def _server(file: Path, value: object) -> str:
    host, _, port = _text(file, value).rpartition(":")
    if not host or " " in host or not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        raise ValueError
    return f"{host}:{port}"


def _mailbox(file: Path, value: object) -> str:
    text = _text(file, value)
    name, _, domain = text.partition("@")
    if not name or not domain or not text.isascii() or any(sign in text for sign in ' <>,"') or "@" in domain:
        raise ValueError
    return text


HOST_KEYS = ("ssh-ed25519", "ssh-rsa", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521")


def _host_key(file: Path, value: object) -> str:
    """As it stands in a ``.pub`` file or behind the name in ``known_hosts``; a comment behind it is left out."""
    kind, key, *_ = [*_text(file, value).split(), "", ""]
    content = b64decode(key, validate=True)
    if kind not in HOST_KEYS or not content.startswith(len(kind).to_bytes(4, "big") + kind.encode()):
        raise ValueError
    return f"{kind} {key}"


def _rate(_file: Path, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 6000:
        raise ValueError
    return value


def _days(_file: Path, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 30 <= value <= 1825:
        raise ValueError
    return value


def _truth(_file: Path, value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _scale(_file: Path, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value not in SCALES:
        raise ValueError
    return value


def _one_of(choices: tuple[str, ...]) -> Callable[[Path, object], str]:
    def read(_file: Path, value: object) -> str:
        if value not in choices:
            raise ValueError
        return str(value)

    return read


_READINGS: Mapping[str, tuple[Callable[[Path, object], Any], str]] = {
    "profile": (_text, '"ntnu" | "folder/school.toml"'),
    "database": (_database, '"sqlite:///…" | "postgresql+psycopg://…"'),
    "station": (_station, '"A1" (A-Z a-z 0-9 -, ≤ 16)'),
    "counter": (_text, '"main"'),
    "data_folder": (_folder, '"folder"'),
    "backup_folder": (_folder, '"folder"'),
    "keys_folder": (_folder, '"folder"'),
    "printer": (_text, '"printer"'),
    "reader": (_text, '"reader"'),
    "signing_key": (_folder, '"folder/registrar.p12"'),
    "signing_token": (
        _token,
        '{ module = "opensc-pkcs11.so", token = "label", key = "label" } (serial, key_id, certificates)',
    ),
    "signing_passphrase": (_text, "demo"),
    "signature_level": (_one_of(LEVELS), " | ".join(LEVELS)),
    "timestamp_url": (_address, '"https://…"'),
    "timestamp_roots": (_folder, '"folder/tsa-roots.pem"'),
    "revocation_folder": (_folder, '"folder"'),
    "renewal_days": (_days, "30–1825"),
    "mail_server": (_server, '"smtp.school:587"'),
    "mail_sender": (_mailbox, '"registrar@school"'),
    "mail_security": (_one_of(("starttls", "tls", "none")), "starttls | tls | none"),
    "mail_login": (_text, '"login"'),
    "mail_roots": (_folder, '"folder/roots.pem"'),
    "mail_per_minute": (_rate, "1–6000"),
    "bounce_mailbox": (_folder, '"folder"'),
    "bounce_imap": (_server, '"imap.school:993"'),
    "bounce_login": (_text, '"login"'),
    "platform_folder": (_folder, '"folder"'),
    "platform_sftp": (_server, '"sftp.platform:22"'),
    "platform_sftp_login": (_text, '"login"'),
    "platform_sftp_folder": (_text, '"inbox"'),
    "platform_sftp_host_key": (_host_key, '"ssh-ed25519 AAAA…"'),
    "platform_sftp_key": (_folder, '"folder/id_ed25519"'),
    "verification_address": (_address, '"https://…"'),
    "demo": (_truth, "true | false"),
    "language": (_one_of(LANGUAGES), " | ".join(LANGUAGES)),
    "theme": (_one_of(THEMES), " | ".join(THEMES)),
    "text_scale": (_scale, "100–200"),
    "sound": (_one_of(SOUNDS), " | ".join(SOUNDS)),
}


def _check_together(settings: Settings) -> None:
    """What no single line can say: keys apart from data, a passphrase in a file for a demo only, a whole level."""
    if (settings.timestamp_url != "") != (settings.timestamp_roots is not None):
        raise Trouble("settings.timestamps_incomplete", file=str(settings.file))
    if settings.signature_level not in ("", "B-B") and not settings.timestamp_url:
        raise Trouble("settings.timestamps_incomplete", file=str(settings.file))
    if settings.signing_key is not None and settings.signing_token is not None:
        raise Trouble("settings.two_signing_keys", file=str(settings.file))
    if settings.signing_passphrase and not settings.demo:
        raise Trouble("settings.passphrase_in_file", file=str(settings.file))
    if (settings.mail_server != "") != (settings.mail_sender != ""):
        raise Trouble("settings.mail_incomplete", file=str(settings.file))
    if settings.mail_login and settings.mail_security == "none":
        raise Trouble("settings.mail_login_in_the_open", file=str(settings.file))
    if (settings.bounce_imap != "") != (settings.bounce_login != "") or (
        settings.bounce_imap and settings.bounce_mailbox is not None
    ):
        raise Trouble("settings.bounces_incomplete", file=str(settings.file))
    _check_platform(settings)
    keys = settings.keys_folder.resolve()
    for folder in (settings.data_folder, settings.backup_folder, *_database_folder(settings)):
        if keys.is_relative_to(folder.resolve()):
            raise Trouble("settings.keys_beside_data", file=str(settings.file), folder=str(settings.keys_folder))


def _check_platform(settings: Settings) -> None:
    """One way to the platform; a server with a login and with its host key, which is never guessed."""
    belonging = (settings.platform_sftp_login, settings.platform_sftp_host_key)
    further = (settings.platform_sftp_folder, settings.platform_sftp_key)
    whole = all(belonging) if settings.platform_sftp else not any((*belonging, *further))
    if not whole or (settings.platform_sftp and settings.platform_folder is not None):
        raise Trouble("settings.platform_incomplete", file=str(settings.file))


def _database_folder(settings: Settings) -> tuple[Path, ...]:
    """Where a SQLite file that the settings name lies; a server's database lies in no folder of ours."""
    if not settings.database.startswith(SQLITE):
        return ()
    return (Path(settings.database.removeprefix(SQLITE)).parent,)
