"""Files that only their owner may read: keys, passphrases, backups. The one door to a file's permissions.

On Linux and macOS that is mode 0600 in a folder of mode 0700. On Windows a mode says nothing: the file inherits the
access list of its folder, which in a person's own profile keeps other accounts out.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

OTHERS = 0o077


def write_private(file: Path, content: bytes) -> None:
    """Whole or not at all, on the disk before this returns, and readable by its owner only. Raises OSError."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = file.with_name(f"{file.name}.part")
    part.unlink(missing_ok=True)
    # O_BINARY is Windows' own: without it a line feed would become two characters there.
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(part, flags, 0o600), "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    part.replace(file)


def begin_private(file: Path) -> None:
    """An empty file that only its owner may read, to be filled; so is its folder, where it is new. Raises OSError."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


def settle(file: Path, final: Path) -> None:
    """Give a file that was written its final name, on the disk before this returns. Raises OSError."""
    file.rename(final)
    if sys.platform != "win32":  # Windows has no list of names of a folder's own to be written
        folder = os.open(final.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def is_open_to_others(file: Path) -> bool:
    """Whether other accounts of this computer may read it. Raises OSError when the file is not there."""
    return sys.platform != "win32" and bool(file.stat().st_mode & OTHERS)
