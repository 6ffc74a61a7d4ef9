"""Where packages are put: a folder here, or one on the platform's SFTP server (:mod:`app.issuance.delivery.sftp`).

A file is written whole under a temporary name and then renamed, so that whoever watches the folder never sees half of
one. What is there already is told by its SHA-256.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from app.errors import Trouble
from app.private_files import settle, write_private
from app.wording import reason

if TYPE_CHECKING:
    from app.settings import Settings


class Drop(Protocol):
    """An open place. All of them raise Trouble ``platform.*``."""

    def digest(self, name: str) -> bytes | None:
        """The SHA-256 of the file with this name; None where there is none."""
        ...

    def write(self, name: str, content: bytes) -> None:
        """The whole file, on the disk before this returns; an older one of this name is replaced."""
        ...

    def rename(self, name: str, final: str) -> None:
        """Give a file that was written its final name."""
        ...

    def remove(self, name: str) -> None:
        """Take back a file that has no final name; nothing where there is none."""
        ...


class Platform(Protocol):
    """A way to the platform. ``simulated`` is said wherever the outcome is shown."""

    @property
    def simulated(self) -> bool: ...

    def opened(self) -> AbstractContextManager[Drop]: ...

    def look(self) -> str:
        """Reach it and change nothing; what it showed of itself."""
        ...


@dataclass(frozen=True, slots=True)
class DropFolder:
    """A folder that somebody, or something, else carries on to the platform."""

    folder: Path
    simulated: bool = False

    @contextmanager
    def opened(self) -> Iterator[Drop]:
        if self.simulated:
            self.folder.mkdir(parents=True, exist_ok=True)
        if not self.folder.is_dir():
            raise Trouble("platform.folder_missing", retryable=True, folder=str(self.folder))
        yield self

    def look(self) -> str:
        with self.opened():
            return str(self.folder)

    def digest(self, name: str) -> bytes | None:
        try:
            return sha256((self.folder / name).read_bytes()).digest()
        except FileNotFoundError:
            return None
        except OSError as fault:
            raise _not_written(fault) from fault

    def write(self, name: str, content: bytes) -> None:
        try:
            write_private(self.folder / name, content)
        except OSError as fault:
            (self.folder / f"{name}.part").unlink(missing_ok=True)
            raise _not_written(fault) from fault

    def rename(self, name: str, final: str) -> None:
        try:
            settle(self.folder / name, self.folder / final)
        except OSError as fault:
            raise Trouble("platform.rename_refused", retryable=True, why=reason(fault)) from fault

    def remove(self, name: str) -> None:
        try:
            (self.folder / name).unlink(missing_ok=True)
        except OSError as fault:
            raise _not_written(fault) from fault


def _not_written(fault: OSError) -> Trouble:
    return Trouble("platform.not_written", retryable=True, why=reason(fault))


def platform_of(settings: Settings) -> Platform | None:
    """The way to the platform of this computer's settings, or None. Trouble ``platform.password_missing``."""
    if settings.demo:
        return DropFolder(settings.data_folder / "simulated-platform", simulated=True)
    if settings.platform_folder is not None:
        return DropFolder(settings.platform_folder)
    if not settings.platform_sftp:
        return None
    from app.issuance.delivery.sftp import server_of

    return server_of(settings)
