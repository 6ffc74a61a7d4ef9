"""A wire to PostgreSQL that can be cut at the COMMIT: before the server hears of it, or before the answer arrives."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from types import TracebackType

from sqlalchemy import make_url


class Relay:
    """Carries bytes between the program and the server. ``cut`` is "before", "after" or nothing; it cuts once."""

    def __init__(self, url: str) -> None:
        self._there = make_url(url)
        self.cut = ""
        self.cuts = 0
        self._door = socket.create_server(("127.0.0.1", 0))
        here = self._there.set(host="127.0.0.1", port=self._door.getsockname()[1])
        self.url = here.render_as_string(hide_password=False)
        self._ends: list[socket.socket] = []
        threading.Thread(target=self._answer_the_door, daemon=True).start()

    def __enter__(self) -> Relay:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for end in (self._door, *self._ends):
            _shut(end)

    def _answer_the_door(self) -> None:
        while True:
            try:
                program, _ = self._door.accept()
            except OSError:
                return
            server = socket.create_connection((self._there.host or "", self._there.port or 5432))
            self._ends += [program, server]
            deaf = threading.Event()  # the answer is not carried any more
            threading.Thread(target=self._ask, args=(program, server, deaf), daemon=True).start()
            threading.Thread(target=self._tell, args=(program, server, deaf), daemon=True).start()

    def _ask(self, program: socket.socket, server: socket.socket, deaf: threading.Event) -> None:
        while said := _heard(program):
            how = self.cut if b"COMMIT" in said else ""
            if how:
                self.cut, self.cuts = "", self.cuts + 1
                deaf.set()
            if how != "before":
                _carry(server, said)
            if how:
                break
        if not deaf.is_set():
            _shut(server)
        elif how == "before":
            _shut(server)
            _shut(program)

    def _tell(self, program: socket.socket, server: socket.socket, deaf: threading.Event) -> None:
        while said := _heard(server):
            if deaf.is_set():
                break  # the server has answered: it is committed, and the program will not hear of it
            _carry(program, said)
        _shut(program)
        _shut(server)


def _heard(end: socket.socket) -> bytes:
    try:
        return end.recv(65536)
    except OSError:
        return b""


def _carry(end: socket.socket, said: bytes) -> None:
    with suppress(OSError):  # whoever is gone hears nothing
        end.sendall(said)


def _shut(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
