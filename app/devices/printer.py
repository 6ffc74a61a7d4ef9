"""Paper comes out of a spooler: a PDF goes in as it is, through a pipe, never through a file on disk.

On Linux and macOS that is CUPS' own ``lp``; on Windows :mod:`app.threads.print_line` paints the pages instead,
because no program there takes a PDF for sure. A print that fails is a :class:`Trouble` with a code; the deed it
belongs to stands. A printer that was halted (a jam, no paper) still takes what it is given and prints nothing: that is
asked after each paper, or the clerk would wait for one that does not come and then print it twice.
"""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass, field

from app.errors import Trouble

_PATIENCE = 30.0
_REQUEST = re.compile(r"request id is (\S+)")
_NO_DEFAULT = ("no default destination",)
_NOWHERE = ("does not exist", "no destinations added", "unknown destination")
_REFUSES = re.compile(r'destination "(.+)" is not accepting jobs', re.IGNORECASE)
_HALTED = re.compile(r"^printer \S+ disabled since [^\n]*\n[ \t]*(.*)", re.MULTILINE)
_NOT_RUNNING = b"scheduler is not running"
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
    listed = _run(["lpstat", "-e"], b"").stdout.decode("utf-8", "replace")
    names = [line.split()[0] for line in listed.splitlines() if line.strip()]
    if not names and _service_away():
        raise Trouble("printer.away", retryable=True)
    chosen = _run(["lpstat", "-d"], b"").stdout.decode("utf-8", "replace").rpartition(": ")[2].strip()
    return tuple(sorted(names, key=lambda name: (name != chosen, name)))


def print_pdf(order: PrintOrder) -> Queued:
    """Hand a PDF to the spooler.

    Raises Trouble ``printer.missing``, ``printer.no_default``, ``printer.away``, ``printer.no_spooler``,
    ``printer.silent``, ``printer.refuses`` or ``printer.failed``; ``printer.halted`` when it was taken, but waits.
    """
    words = ["lp", *(["-d", order.printer] if order.printer else [])]
    words += ["-n", str(order.copies), "-t", order.title, "-o", "media=A4", "-o", "print-scaling=none", "-"]
    done = _run(words, order.pdf)
    if done.returncode != 0:
        raise _trouble(done, order.printer)
    found = _REQUEST.search(done.stdout.decode("utf-8", "replace"))
    request = found[1] if found else ""
    name = order.printer or request.rpartition("-")[0]
    if halted := _HALTED.search(_run(["lpstat", "-p", name], b"").stdout.decode("utf-8", "replace")):
        raise Trouble("printer.halted", printer=name, words=halted[1].strip())
    return Queued(name, request)


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


def _service_away() -> bool:
    """Asked for itself: while it is away, every printer is said not to exist, and a list of them is empty."""
    return _NOT_RUNNING in _run(["lpstat", "-r"], b"").stdout


def _trouble(done: subprocess.CompletedProcess[bytes], printer: str = "") -> Trouble:
    if _says(done, _AWAY) or _service_away():
        return Trouble("printer.away", retryable=True)
    if _says(done, _NO_DEFAULT):
        return Trouble("printer.no_default")
    if _says(done, _NOWHERE):
        return Trouble("printer.missing", printer=printer)
    if refusing := _REFUSES.search(done.stderr.decode("utf-8", "replace")):
        return Trouble("printer.refuses", retryable=True, printer=refusing[1])
    words = done.stderr.decode("utf-8", "replace").strip().splitlines()
    return Trouble("printer.failed", retryable=True, words=words[-1][:200] if words else "")
