"""A small IMAP server over TLS: one account, one inbox, as much of RFC 3501 as reading it takes."""

from __future__ import annotations

import re
import socket
import ssl
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

LOGIN, PASSWORD = "returns", "open sesame"


class ImapRoom:
    """``mails`` lie in the inbox, by their numbers; ``validity`` changes when the inbox was made anew."""

    def __init__(self, certificate: Path, key: Path) -> None:
        self.mails: dict[int, bytes] = {}
        self.validity = 7
        self.fetched: list[int] = []
        self.breaks = False
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(certificate, key)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)  # wakes the thread that waits for the next line
        self._listening.close()
        self._thread.join(2)

    def _serve(self) -> None:
        while True:
            try:
                wire, _ = self._listening.accept()
            except OSError:
                return
            try:
                with self._context.wrap_socket(wire, server_side=True) as line:
                    self._talk(line)
            except OSError:
                wire.close()

    def _talk(self, line: ssl.SSLSocket) -> None:
        with line.makefile("rwb") as stream:
            self._answer(stream)

    def _answer(self, stream: Any) -> None:
        def say(*lines: bytes) -> None:
            stream.write(b"".join(each + b"\r\n" for each in lines))
            stream.flush()

        say(b"* OK here")
        for raw in stream:
            tag, _, rest = raw.strip().partition(b" ")
            verb = rest.split(b" ")[0].upper()
            if verb == b"CAPABILITY":
                say(b"* CAPABILITY IMAP4rev1", tag + b" OK done")
            elif verb == b"LOGIN":
                good = rest.split(b" ", 1)[1].replace(b'"', b"") == f"{LOGIN} {PASSWORD}".encode()
                say(tag + (b" OK done" if good else b" NO [AUTHENTICATIONFAILED] no"))
            elif verb == b"EXAMINE":
                facts = (f"* {len(self.mails)} EXISTS", f"* OK [UIDVALIDITY {self.validity}]")
                say(*(each.encode() for each in facts), tag + b" OK [READ-ONLY]")
            elif verb == b"UID":
                self._uid(tag, rest, say, stream)
            elif verb == b"LOGOUT":
                say(b"* BYE now", tag + b" OK done")
                return
            else:
                say(tag + b" BAD what")

    def _uid(self, tag: bytes, rest: bytes, say: Callable[..., None], stream: Any) -> None:
        if b"SEARCH" in rest:
            first = int(re.search(rb"UID (\d+):", rest.split(b"SEARCH")[1])[1])  # type: ignore[index]
            found = [number for number in self.mails if number >= first] or list(self.mails)[-1:]
            say(b"* SEARCH " + b" ".join(str(each).encode() for each in found), tag + b" OK done")
            return
        if self.breaks:
            raise OSError
        number = int(rest.split(b" ")[2])
        most = int(re.search(rb"<0\.(\d+)>", rest)[1])  # type: ignore[index]
        held = self.mails[number][:most]
        self.fetched.append(number)
        head = f"* {number} FETCH (UID {number} BODY[]<0> {{{len(held)}}}".encode()
        stream.write(head + b"\r\n" + held)
        say(b")", tag + b" OK done")
