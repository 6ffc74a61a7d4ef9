"""Files that somebody hands in to be verified: single files, whole folders, archives opened safely (B46, B52).

Nothing is ever written or unpacked to disk; a member of an archive is read into memory, at most as many bytes as a
certificate may have. A link is not followed, an archive within an archive is not opened, and names are only shown,
never used as a place. Only plain files are opened: reading a pipe or a device may never end. What cannot be looked into
is one failure with its reason, and the others go on.
"""

from __future__ import annotations

import os
import struct
import unicodedata
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from app.policy.verification import LARGEST_FILE, first_look

MOST_FILES = 2_000
LARGEST_ARCHIVE = 200 << 20  # bytes
LARGEST_DIRECTORY = 1 << 20  # bytes of an archive's own list, about ten thousand names
_SYSTEM_FILES = frozenset({"thumbs.db", "desktop.ini"})
_END = struct.Struct("<4s4H2LH")
_END_MARK = b"PK\x05\x06"
_SEALED = 0x1
_HEAD = 8


@dataclass(frozen=True, slots=True)
class HandedIn:
    """One file to verify: its ``name`` for the screen, where it lies, and which member of an archive it is.

    ``problem`` is a code when it cannot be looked at.
    """

    name: str
    path: Path
    member: int = -1
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that was read: its bytes when it is worth examining, else why not."""

    sha256: bytes
    size: int
    content: bytes = b""
    problem: str = ""


def gather(paths: Iterable[Path]) -> list[HandedIn]:
    """Every file behind these paths, at most ``MOST_FILES``; what is beyond is one line that says so."""
    found: list[HandedIn] = []
    for path in paths:
        for each in _files(path):
            if len(found) == MOST_FILES:
                found.append(HandedIn(each.name, each.path, problem="verification.too_many"))
                return found
            found.append(each)
    return found


def _files(path: Path) -> Iterator[HandedIn]:
    if not _so(path.is_dir):
        yield from _one(shown(path.name), path)
        return
    empty = True
    for folder, folders, names in os.walk(path):
        folders[:] = sorted(each for each in folders if not each.startswith("."))
        for name in sorted(names):
            file = Path(folder, name)
            if name.startswith(".") or name.casefold() in _SYSTEM_FILES or file.is_symlink() or not _so(file.is_file):
                continue
            empty = False
            yield from _one(shown(file.relative_to(path.parent).as_posix()), file)
    if empty:
        yield HandedIn(shown(path.name), path, problem="verification.folder_empty")


def _one(name: str, path: Path) -> Iterator[HandedIn]:
    """A file; an archive is itself a failure (B49), and behind it come the files that are in it (B52)."""
    yield HandedIn(name, path)
    if not _so(path.is_file):
        return
    try:
        with path.open("rb") as stream:
            is_zip = stream.read(4) in (b"PK\x03\x04", _END_MARK)
    except OSError:
        return  # told when the file itself is read
    if is_zip:
        yield from _members(name, path)


def _so(asked: Callable[[], bool]) -> bool:
    """Whether a place is a plain file, or a folder; not where it may not even be looked at."""
    try:
        return asked()
    except OSError:
        return False


def _members(name: str, path: Path) -> Iterator[HandedIn]:
    try:
        with _opened(path) as archive:
            for place, info in enumerate(archive.infolist()):
                own = Path(info.filename.replace("\\", "/")).name
                if not (info.is_dir() or own.startswith(".") or "__MACOSX" in info.filename):
                    yield HandedIn(f"{name} › {shown(info.filename)}", path, place)
    except _Shut as shut:
        yield HandedIn(f"{name} › …", path, problem=str(shut))
    except Exception:  # noqa: BLE001 - the archive is foreign; whatever it does, it cannot be opened
        yield HandedIn(f"{name} › …", path, problem="verification.zip_damaged")


class _Shut(Exception):
    """An archive that is not opened at all; its text is the code of why."""


def _opened(path: Path) -> zipfile.ZipFile:
    """Open an archive after a look at its end: its list of names must be of a fair size."""
    size = path.stat().st_size
    if size > LARGEST_ARCHIVE:
        raise _Shut("verification.zip_too_large")
    with path.open("rb") as stream:
        stream.seek(max(0, size - (1 << 16) - _END.size))
        tail = stream.read()
    place = tail.rfind(_END_MARK)
    if place < 0 or len(tail) - place < _END.size:
        raise _Shut("verification.zip_damaged")
    if _END.unpack_from(tail, place)[5] > LARGEST_DIRECTORY:
        raise _Shut("verification.zip_too_large")
    return zipfile.ZipFile(path)


def take(handed: HandedIn) -> Taken:
    """Read a file, no further than needed. Never raises: what cannot be read is a problem."""
    if handed.problem:
        return Taken(b"", 0, problem=handed.problem)
    try:
        content, size = _content(handed)
    except _Shut as shut:
        return Taken(b"", 0, problem=str(shut))
    except OSError:
        return Taken(b"", 0, problem="verification.unreadable")
    except Exception:  # noqa: BLE001 - a damaged member: zlib, struct, CRC; it cannot be read
        return Taken(b"", 0, problem="verification.zip_damaged")
    problem = first_look(content[:_HEAD], size)
    return Taken(sha256(content).digest(), size, b"" if problem else content, problem)


def _content(handed: HandedIn) -> tuple[bytes, int]:
    if not _so(handed.path.is_file):
        raise _Shut("verification.unreadable")
    if handed.member < 0:
        size = handed.path.stat().st_size
        with handed.path.open("rb") as stream:
            return stream.read(LARGEST_FILE + 1), size
    with _opened(handed.path) as archive:
        info = archive.infolist()[handed.member]
        if info.flag_bits & _SEALED:
            raise _Shut("verification.zip_locked")
        with archive.open(info) as stream:
            content = stream.read(LARGEST_FILE + 1)
        return content, max(len(content), info.file_size if len(content) > LARGEST_FILE else 0)


def shown(name: str) -> str:
    """A foreign name as it may be shown: no control characters, nothing that turns the direction of writing."""
    said = "".join(each for each in name if unicodedata.category(each)[0] != "C" or each == "\u200d")
    return said if len(said) <= 160 else f"{said[:80]}…{said[-79:]}"
