"""A private PostgreSQL server for the tests: Debian's own binaries, a throwaway folder, loopback and a socket only.

How this works: ``initdb`` makes a cluster in a temporary folder, ``postgres`` runs as a child that the kernel ends with
its parent (``setpriv --pdeathsig``), so that a killed test run leaves no server behind. PostgreSQL refuses to run as
root: then ``setpriv`` steps down to the user ``postgres`` first. :class:`Cluster` also makes and drops databases.
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

import psycopg
from psycopg import sql
from sqlalchemy import URL, make_url

VARIABLE = "DESK_TEST_POSTGRESQL"
SECONDS_TO_START = 60
SETTINGS = {"max_connections": "200", "log_min_messages": "fatal", "timezone": "UTC"}
FORGETFUL = {"fsync": "off", "full_page_writes": "off", "wal_level": "minimal", "max_wal_senders": "0"}

MEMORY, ROOMY = Path("/dev/shm"), 2 << 30


def binaries() -> Path:
    """The folder of the newest server that Debian has installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda each: int(each.parts[-3]))
    if not found:
        raise FileNotFoundError("PostgreSQL is not installed: installer/setup.sh test")
    return found[-1].parent


class Cluster:
    """One running server. ``url`` is a SQLAlchemy URL to its maintenance database, password included.

    A ``forgetful`` one loses data when the computer's power fails, which no test can do; it never waits for the disk.
    """

    def __init__(self, *, forgetful: bool = False) -> None:
        self._settings = {**SETTINGS, **(FORGETFUL if forgetful else {})}
        memory = forgetful and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOMY
        # a short path, because a socket's may not be long
        self._folder = Path(tempfile.mkdtemp(prefix="desk-pg-", dir=MEMORY if memory else "/tmp"))
        self._password = secrets.token_hex(16)
        self._server: subprocess.Popen[bytes] | None = None
        self.url = ""

    def __enter__(self) -> Cluster:
        try:
            self._make()
            self._start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the server and sweep its folder away."""
        if self._server is not None:
            self._server.send_signal(signal.SIGQUIT)
            self._server.wait(30)
        shutil.rmtree(self._folder, ignore_errors=True)

    @staticmethod
    def _as_server_user(*command: str) -> list[str]:
        step_down = ["--reuid=postgres", "--regid=postgres", "--init-groups"] if os.geteuid() == 0 else []
        return ["setpriv", *step_down, "--pdeathsig=INT", *command]

    def _make(self) -> None:
        password = self._folder / "password"
        password.write_text(self._password)
        if os.geteuid() == 0:
            user = pwd.getpwnam("postgres")
            for each in (self._folder, password):
                os.chown(each, user.pw_uid, user.pw_gid)
        subprocess.run(
            self._as_server_user(
                str(binaries() / "initdb"),
                *("-D", str(self._folder / "data"), "-U", "desk", "-E", "UTF8", "--locale=C.UTF-8"),
                *("--auth=scram-sha-256", f"--pwfile={password}"),
            ),
            check=True,
            capture_output=True,
            cwd="/",
        )
        password.unlink()

    def _start(self) -> None:
        port = _free_port()
        options = {**self._settings, "port": str(port), "listen_addresses": "127.0.0.1"}
        options["unix_socket_directories"] = str(self._folder)
        with (self._folder / "log").open("wb") as log:
            self._server = subprocess.Popen(
                self._as_server_user(
                    str(binaries() / "postgres"),
                    *("-D", str(self._folder / "data")),
                    *(f"--{name}={value}" for name, value in options.items()),
                ),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=log,
                cwd="/",
            )
        where = URL.create("postgresql+psycopg", "desk", self._password, "127.0.0.1", port, "postgres")
        self.url = where.render_as_string(hide_password=False)
        self._await_answer()

    def _await_answer(self) -> None:
        assert self._server is not None
        limit = time.monotonic() + SECONDS_TO_START
        while True:
            try:
                _maintenance(self.url).close()
                return
            except psycopg.OperationalError as error:
                if self._server.poll() is not None or time.monotonic() > limit:
                    raise RuntimeError((self._folder / "log").read_text(errors="replace")) from error
                time.sleep(0.05)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _maintenance(url: str) -> psycopg.Connection[tuple[object, ...]]:
    where = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(where, autocommit=True)


@contextmanager
def fresh_database(server: str, name: str, template: str = "template0") -> Iterator[str]:
    """A database ``name`` on ``server``, empty or a copy of ``template``; yields its URL and drops it afterwards."""
    with _maintenance(server) as link:
        made = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(
            sql.Identifier(name), sql.Identifier(template)
        )
        link.execute(made)
    try:
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
    finally:
        with _maintenance(server) as link:
            link.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
