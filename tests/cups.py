"""A private CUPS server for the tests: Debian's own ``cupsd`` in a throwaway folder, on a socket of its own.

How this works: printers are raw queues before one back end, ``tray``, a shell script that lays each paper and its
ticket (title, copies, options) into a folder. The kernel ends the server with its parent (``setpriv --pdeathsig``).
``lp`` and ``lpstat`` find it by the variable ``CUPS_SERVER``.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

SECONDS_TO_START = 30
HELPER = Path("/usr/lib/cups/daemon/cups-exec")
TRAY = """#!/bin/sh
# job user title copies options [file]
[ $# -gt 0 ] || { echo 'direct tray "Unknown" "Tray"'; exit 0; }
to=${DEVICE_URI#tray:}/$PRINTER-$1
printf '%s\\n' "$3" "$4" "$5" >"$to.ticket"
cat ${6:+"$6"} >"$to.part" && mv "$to.part" "$to.pdf"
"""
SERVER = """
LogLevel warn
Listen {folder}/run/socket
Browsing No
WebInterface No
DefaultAuthType None
<Location />
  Order allow,deny
  Allow all
</Location>
<Policy default>
  <Limit All>
    Order deny,allow
  </Limit>
</Policy>
"""
FILES = """
ServerRoot {folder}/root
ServerBin {folder}/bin
CacheDir {folder}/cache
StateDir {folder}/run
RequestRoot {folder}/spool
TempDir {folder}/spool/tmp
AccessLog {folder}/access
ErrorLog {folder}/errors
PageLog {folder}/pages
{user}
"""
STEPPED_DOWN = "User lp\nGroup lp\nSystemGroup root"  # what root's server runs its back ends as


@dataclass(frozen=True, slots=True)
class Sheet:
    """One paper that lies in the tray."""

    pdf: bytes
    title: str
    copies: int
    options: str


class Spooler:
    """One server with its printers; a context manager. ``variable`` is what ``CUPS_SERVER`` has to be."""

    def __init__(self) -> None:
        self._folder = Path(
            tempfile.mkdtemp(prefix="desk-cups-", dir="/tmp")
        )  # short, because a socket's may not be long
        self._tray = self._folder / "tray"
        self._server: subprocess.Popen[bytes] | None = None
        self.variable = str(self._folder / "run" / "socket")

    def __enter__(self) -> Spooler:
        try:
            self._make()
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _make(self) -> None:
        if not HELPER.exists():
            raise FileNotFoundError("CUPS is not installed: installer/setup.sh test")
        self._folder.chmod(0o755)
        for name in ("root", "bin/backend", "bin/daemon", "bin/filter", "cache", "run", "spool/tmp", "tray"):
            (self._folder / name).mkdir(parents=True)
        self._tray.chmod(0o777)
        back_end = self._folder / "bin" / "backend" / "tray"
        back_end.write_text(TRAY, "ascii")
        back_end.chmod(0o755)
        shutil.copy2(HELPER, self._folder / "bin" / "daemon")
        user = STEPPED_DOWN if os.geteuid() == 0 else ""
        (self._folder / "cupsd.conf").write_text(SERVER.format(folder=self._folder), "ascii")
        (self._folder / "cups-files.conf").write_text(FILES.format(folder=self._folder, user=user), "ascii")

    def start(self) -> None:
        """Start it, or start it again after :meth:`stop`."""
        files = ["-c", self._folder / "cupsd.conf", "-s", self._folder / "cups-files.conf"]
        command = ["setpriv", "--pdeathsig", "TERM", shutil.which("cupsd", path="/usr/sbin") or "cupsd", "-f", *files]
        self._server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        limit = time.monotonic() + SECONDS_TO_START
        while "is running" not in self._run("lpstat", "-r"):
            if time.monotonic() > limit:
                raise TimeoutError((self._folder / "errors").read_text("utf-8"))
            time.sleep(0.02)

    def stop(self) -> None:
        """End the server, as a crash or an update of the system does; its queues stay."""
        if self._server is not None:
            self._server.terminate()
            self._server.wait(SECONDS_TO_START)
            self._server = None

    def add(self, printer: str) -> None:
        self._run("/usr/sbin/lpadmin", "-p", printer, "-E", "-v", f"tray:{self._tray}", "-m", "raw")

    def choose(self, printer: str) -> None:
        """Make it the default one."""
        self._run("/usr/sbin/lpadmin", "-d", printer)

    def halt(self, printer: str, why: str) -> None:
        """It takes papers and prints none, as after a jam."""
        self._run("/usr/sbin/cupsdisable", "-r", why, printer)

    def resume(self, printer: str) -> None:
        self._run("/usr/sbin/cupsenable", printer)

    def refuse(self, printer: str) -> None:
        """It takes no papers at all."""
        self._run("/usr/sbin/cupsreject", printer)

    def sheet(self, request: str) -> Sheet:
        """The paper of this request, once it lies in the tray."""
        paper, limit = self._tray / f"{request}.pdf", time.monotonic() + SECONDS_TO_START
        while not paper.exists():
            if time.monotonic() > limit:
                raise TimeoutError((self._folder / "errors").read_text("utf-8"))
            time.sleep(0.02)
        title, copies, options = paper.with_suffix(".ticket").read_text("utf-8").splitlines()
        return Sheet(paper.read_bytes(), title, int(copies), options)

    @property
    def printed(self) -> int:
        """How many papers lie in the tray."""
        return len(list(self._tray.glob("*.pdf")))

    def spooled(self) -> list[Path]:
        """Every file that the server itself holds."""
        return [each for each in (self._folder / "spool").rglob("*") if each.is_file()]

    def _run(self, *words: str) -> str:
        environment = {**os.environ, "CUPS_SERVER": self.variable, "LC_ALL": "C"}
        return subprocess.run(words, capture_output=True, check=False, env=environment).stdout.decode(
            "utf-8", "replace"
        )
