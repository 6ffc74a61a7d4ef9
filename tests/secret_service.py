"""A private keyring for the tests: gnome-keyring's own daemon on a message bus of its own, in a throwaway folder.

How this works: ``dbus-daemon`` listens on a socket in the folder and starts no services by itself, so that a locked
keyring has nobody who could ask for its password; ``gnome-keyring-daemon`` is unlocked with one of ours. Both end with
their parent (``setpriv --pdeathsig``). The keyring library finds them by ``DBUS_SESSION_BUS_ADDRESS``.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import secretstorage
from secretstorage.exceptions import SecretStorageException

VARIABLE = "DBUS_SESSION_BUS_ADDRESS"
SECONDS_TO_START = 30
BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={folder}/bus</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""


class SecretService:
    """One running keyring, unlocked; a context manager. ``variable`` is what :data:`VARIABLE` has to be."""

    def __init__(self) -> None:
        self._folder = Path(
            tempfile.mkdtemp(prefix="desk-keyring-", dir="/tmp")
        )  # short: a socket's path may not be long
        self._servers: list[subprocess.Popen[bytes]] = []
        self.variable = f"unix:path={self._folder}/bus"

    def __enter__(self) -> SecretService:
        try:
            (self._folder / "bus.conf").write_text(BUS.format(folder=self._folder), "ascii")
            self._begin("dbus-daemon", f"--config-file={self._folder}/bus.conf", "--nofork")
            self._await((self._folder / "bus").exists)
            control = f"--control-directory={self._folder}/control"
            daemon = "gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets", control
            self._begin(*daemon, word=b"a word of the tests")
            self._await(self._is_open)
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        for each in reversed(self._servers):
            each.terminate()
            each.wait(SECONDS_TO_START)
        shutil.rmtree(self._folder, ignore_errors=True)

    def lock(self) -> None:
        """As after the screen saver, or where the keyring's password is not the account's."""
        with self._link() as link:
            secretstorage.get_default_collection(link).lock()

    def secrets(self) -> dict[str, str]:
        """Every secret that is kept, by the account it was kept under."""
        with self._link() as link:
            kept = secretstorage.get_default_collection(link).get_all_items()
            return {each.get_attributes()["username"]: each.get_secret().decode("utf-8") for each in kept}

    @contextmanager
    def _link(self) -> Iterator[Any]:
        before = os.environ.get(VARIABLE)
        os.environ[VARIABLE] = self.variable
        try:
            with closing(secretstorage.dbus_init()) as link:
                yield link
        finally:
            del os.environ[VARIABLE]
            if before is not None:
                os.environ[VARIABLE] = before

    def _begin(self, *words: str, word: bytes = b"") -> None:
        if shutil.which(words[0]) is None:
            raise FileNotFoundError(f"{words[0]} is not installed: installer/setup.sh test")
        home = {"HOME": str(self._folder), "XDG_DATA_HOME": str(self._folder / "data"), VARIABLE: self.variable}
        begun = subprocess.Popen(
            ["setpriv", "--pdeathsig", "TERM", *words],
            stdin=subprocess.PIPE if word else subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **home},
        )
        self._servers.append(begun)
        if begun.stdin is not None:
            with begun.stdin as stream:
                stream.write(word)

    def _is_open(self) -> bool:
        try:
            with self._link() as link:
                return not secretstorage.get_default_collection(link).is_locked()
        except SecretStorageException:
            return False

    def _await(self, ready: Callable[[], bool]) -> None:
        limit = time.monotonic() + SECONDS_TO_START
        while not ready():
            if time.monotonic() > limit:
                raise TimeoutError
            time.sleep(0.02)
