"""Paper comes out of a spooler: a PDF goes in as it is, through a pipe, never through a file on disk.

On Linux and macOS that is CUPS' own ``lp``; on Windows :mod:`app.threads.print_line` paints the pages instead,
because no program there takes a PDF for sure. A print that fails is a :class:`Trouble` with a code; the deed it
belongs to stands.
"""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass, field

from app.errors import Trouble

_PATIENCE = 30.0
_REQUEST = re.compile(r"request id is (\S+)")
_NOWHERE = ("no default destination", "does not exist", "no destinations added", "unknown destination")
_AWAY = ("unable to connect", "scheduler is not running", "connection refused", "bad file descriptor", "not running")


@dataclass(frozen=True, slots=True)
class PrintOrder:
    """A PDF for a printer, the default one if none is named. ``title`` shows in the spooler's list: no name in it."""

    pdf: bytes = field(repr=False)
    title: str
    copies: int = 1
    printer: str = ""


@dataclass(frozen=True, slots=True)
class Queued:
    """The spooler has taken the paper under this request."""

    printer: str
    request: str


def printers() -> tuple[str, ...]:
    """The printers of this computer, the default one first. Raises Trouble like :func:`print_pdf`."""
    listed = _run(["lpstat", "-e"], b"")
    if listed.returncode != 0:
        if _says(listed, _NOWHERE):
            return ()
        raise _trouble(listed)
    names = [line.split()[0] for line in listed.stdout.decode("utf-8", "replace").splitlines() if line.strip()]
    chosen = _run(["lpstat", "-d"], b"").stdout.decode("utf-8", "replace").rpartition(": ")[2].strip()
    return tuple(sorted(names, key=lambda name: (name != chosen, name)))


def print_pdf(order: PrintOrder) -> Queued:
    """Hand a PDF to the spooler.

    Raises Trouble ``printer.missing``, ``printer.away``, ``printer.no_spooler``, ``printer.silent`` or
    ``printer.failed``.
    """
    words = ["lp", *(["-d", order.printer] if order.printer else [])]
    words += ["-n", str(order.copies), "-t", order.title, "-o", "media=A4", "-o", "print-scaling=none", "-"]
    done = _run(words, order.pdf)
    if done.returncode != 0:
        raise _trouble(done, order.printer)
    found = _REQUEST.search(done.stdout.decode("utf-8", "replace"))
    request = found[1] if found else ""
    return Queued(order.printer or request.rpartition("-")[0], request)


def _run(words: list[str], content: bytes) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(
            words,
            input=content,
            capture_output=True,
            timeout=_PATIENCE,
            check=False,
            env={**os.environ, "LC_ALL": "C"},
        )
    except FileNotFoundError as error:
        raise Trouble("printer.no_spooler") from error
    except subprocess.TimeoutExpired as error:
        raise Trouble("printer.silent", retryable=True) from error
    except OSError as error:
        raise Trouble("printer.failed", retryable=True, words=error.strerror or "") from error


def _says(done: subprocess.CompletedProcess[bytes], words: tuple[str, ...]) -> bool:
    said = done.stderr.decode("utf-8", "replace").lower()
    return any(each in said for each in words)


def _trouble(done: subprocess.CompletedProcess[bytes], printer: str = "") -> Trouble:
    if _says(done, _NOWHERE):
        return Trouble("printer.missing", printer=printer)
    if _says(done, _AWAY):
        return Trouble("printer.away", retryable=True)
    words = done.stderr.decode("utf-8", "replace").strip().splitlines()
    return Trouble("printer.failed", retryable=True, words=words[-1][:200] if words else "")
