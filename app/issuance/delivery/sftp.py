"""The platform's SFTP server: the one door to the SSH library.

The server's host key is pinned in the settings, and only a key of that very kind is agreed on; a server that shows
another is told apart from one that is away, and gets neither a password nor a byte of a package.
"""

from __future__ import annotations

import base64
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import paramiko
from paramiko.ssh_exception import IncompatiblePeer

from app.errors import Trouble
from app.issuance.key_place import PLATFORM, kept
from app.settings import Settings

PATIENCE = 30.0  # seconds for each answer; a package's lease is fifteen minutes
PIECE = 1 << 15
LARGEST = 512 << 20  # bytes; a file of this name that is larger is not ours
_RSA = ("rsa-sha2-512", "rsa-sha2-256")  # how a key of the kind ssh-rsa signs today


@dataclass(frozen=True, slots=True)
class SftpServer:
    """Where packages are put, who signs on there, and which host key it must show (``ssh-ed25519 AAAA…``)."""

    host: str
    port: int
    login: str
    folder: str
    host_key: str
    password: str = field(default="", repr=False)
    key: Path | None = None
    patience: float = PATIENCE
    simulated: bool = False

    @contextmanager
    def opened(self) -> Iterator[SftpDrop]:
        line = self._call()
        try:
            self._recognise(line)
            self._sign_on(line)
            with _told("platform.server_away"):
                client = paramiko.SFTPClient.from_transport(line)
                if client is None:
                    raise Trouble("platform.server_away", retryable=True)
                channel = client.get_channel()
                if channel is not None:
                    channel.settimeout(self.patience)
            yield SftpDrop(client, self.folder.rstrip("/"))
        finally:
            line.close()

    def look(self) -> str:
        """Sign on, look at the folder, change nothing: the fingerprint that the server showed."""
        with self.opened() as drop:
            drop.look()
        return fingerprint(self.host_key)

    def _call(self) -> paramiko.Transport:
        try:
            wire = socket.create_connection((self.host, self.port), timeout=self.patience)
        except OSError as fault:
            raise Trouble("platform.server_away", retryable=True) from fault
        line = paramiko.Transport(wire)
        line.banner_timeout = line.auth_timeout = line.handshake_timeout = self.patience
        kind = self.host_key.split()[0]
        line.get_security_options().key_types = _RSA if kind == "ssh-rsa" else (kind,)
        return line

    def _recognise(self, line: paramiko.Transport) -> None:
        """Only the pinned key, before anybody signs on."""
        try:
            line.start_client(timeout=self.patience)
            shown = line.get_remote_server_key()
        except IncompatiblePeer as fault:
            raise Trouble("platform.host_key_changed", pinned=fingerprint(self.host_key), shown="—") from fault
        except (paramiko.SSHException, OSError, EOFError) as fault:
            raise Trouble("platform.server_away", retryable=True) from fault
        if shown.asbytes() != _bytes_of(self.host_key):
            seen = fingerprint(f"{shown.get_name()} {shown.get_base64()}")
            raise Trouble("platform.host_key_changed", pinned=fingerprint(self.host_key), shown=seen)

    def _sign_on(self, line: paramiko.Transport) -> None:
        try:
            if self.key is not None:
                line.auth_publickey(self.login, _private(self.key, self.password))
            else:
                line.auth_password(self.login, self.password, fallback=False)
        except paramiko.AuthenticationException as fault:
            raise Trouble("platform.login_refused") from fault
        except (paramiko.SSHException, OSError, EOFError) as fault:
            raise Trouble("platform.server_away", retryable=True) from fault


@dataclass(frozen=True, slots=True)
class SftpDrop:
    """The open folder on the other side."""

    client: paramiko.SFTPClient
    folder: str

    def look(self) -> None:
        with _told("platform.folder_missing", folder=self.folder):
            self.client.listdir(self.folder or ".")

    def digest(self, name: str) -> bytes | None:
        digest, read = sha256(), 0
        try:
            with _told("platform.server_away"), self.client.open(self._path(name), "rb") as stream:
                while piece := stream.read(PIECE):
                    digest.update(piece)
                    read += len(piece)
                    if read > LARGEST:
                        break
        except FileNotFoundError:
            return None
        return digest.digest()

    def write(self, name: str, content: bytes) -> None:
        """Whole on the other side: its size there is compared before anybody says so."""
        with _told("platform.not_written"):
            with self.client.open(self._path(name), "wb") as stream:
                for start in range(0, len(content), PIECE):
                    stream.write(content[start : start + PIECE])
            there = self.client.stat(self._path(name)).st_size
        if there != len(content):
            raise Trouble("platform.not_written", retryable=True, why=f"{there} / {len(content)}")

    def rename(self, name: str, final: str) -> None:
        """Atomically; a server that does not know how is asked for its plain rename, which replaces nothing."""
        with _told("platform.rename_refused"):
            try:
                self.client.posix_rename(self._path(name), self._path(final))
            except OSError as fault:
                if "nsupported" not in str(fault):
                    raise
                self.client.rename(self._path(name), self._path(final))

    def remove(self, name: str) -> None:
        with suppress(FileNotFoundError), _told("platform.server_away"):
            self.client.remove(self._path(name))

    def _path(self, name: str) -> str:
        return f"{self.folder}/{name}" if self.folder else name


@contextmanager
def _told(code: str, **facts: Any) -> Iterator[None]:
    """What the library raises, as Trouble: a refusal of the server by ``code``, a lost line as such."""
    try:
        yield
    except FileNotFoundError as fault:
        if code == "platform.server_away":
            raise
        raise Trouble(code, retryable=True, **{"why": "", **facts}) from fault
    except (EOFError, paramiko.SSHException, TimeoutError, ConnectionError) as fault:
        raise Trouble("platform.server_away", retryable=True) from fault
    except OSError as fault:
        gone = "closed" in str(fault).lower()
        raise Trouble("platform.server_away" if gone else code, retryable=True, **{"why": "", **facts}) from fault


# ------------------------------------------------------------------ keys
def fingerprint(host_key: str) -> str:
    """As OpenSSH prints it: ``SHA256:`` and 43 letters."""
    return "SHA256:" + base64.b64encode(sha256(_bytes_of(host_key)).digest()).decode().rstrip("=")


def _bytes_of(host_key: str) -> bytes:
    return base64.b64decode(host_key.split()[1])


def _private(file: Path, passphrase: str) -> paramiko.PKey:
    try:
        return paramiko.PKey.from_path(file, passphrase.encode() if passphrase else None)
    except FileNotFoundError as fault:
        raise Trouble("keys.unreadable", where=file.name) from fault
    except Exception as fault:  # the library lets through what others raise about a file that is no key, or another's
        raise Trouble("platform.login_refused") from fault


def server_of(settings: Settings) -> SftpServer:
    """The server of the settings. Trouble ``platform.password_missing`` where it wants one that is not kept."""
    host, _, port = settings.platform_sftp.rpartition(":")
    try:
        password = kept(settings.keys_folder, PLATFORM)
    except Trouble as trouble:
        if settings.platform_sftp_key is None or trouble.code != "platform.password_missing":
            raise
        password = ""  # a key without a passphrase
    return SftpServer(
        host,
        int(port),
        settings.platform_sftp_login,
        settings.platform_sftp_folder,
        settings.platform_sftp_host_key,
        password,
        settings.platform_sftp_key,
    )
