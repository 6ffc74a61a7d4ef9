"""A timestamp authority behind HTTP: openssl's own, with faults; and the house of a key beside it."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12

from app.issuance import demo_authority
from app.issuance.keys import KeyPlace


def a_house(folder: Path, kind: str, at: datetime, **facts: Any) -> KeyPlace:
    """A registrar's key of this kind, with a timestamp authority and everybody's answers in ``folder``."""
    private = (
        ec.generate_private_key(ec.SECP256R1()) if kind == "p256" else rsa.generate_private_key(65537, int(kind[3:]))
    )
    house = replace(demo_authority._House.of("範例大學", at - timedelta(hours=1)), **facts)
    return demo_authority._lay_down(folder, house, private, "open sesame")


class StampRoom(HTTPServer):
    """``openssl ts`` behind HTTP, with faults: what it does next is in ``mood``."""

    mood = "good"

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), Window)
        self.folder = folder

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/tsa"

    def answer(self, question: bytes) -> bytes:
        if self.mood == "rubbish":
            return b"<html>busy</html>"
        if self.mood == "large":
            return b"0" * 100_000
        if self.mood == "replayed":
            return (self.folder / "answer.tsr").read_bytes()
        (self.folder / "question.tsq").write_bytes(question)
        section = "picky" if self.mood == "refusing" else "tsa"
        subprocess.run(
            [
                *("openssl", "ts", "-reply", "-config", "ts.cnf", "-section", section),
                "-queryfile",
                "question.tsq",
                "-out",
                "answer.tsr",
            ],
            cwd=self.folder,
            check=True,
            capture_output=True,
        )
        return (self.folder / "answer.tsr").read_bytes()


class Window(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        assert isinstance(self.server, StampRoom)
        question = self.rfile.read(int(self.headers["Content-Length"]))
        if self.server.mood == "error":
            self.send_error(503)
            return
        content = self.server.answer(question)
        self.send_response(200)
        self.send_header("Content-Type", "application/timestamp-reply")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        pass


CONFIG = """
[tsa]
serial = ./serial
crypto_device = builtin
signer_cert = ./tsa.pem
certs = ./chain.pem
signer_key = ./tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ordering = no
tsa_name = no
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""
CONFIG += CONFIG.replace("[tsa]", "[picky]").replace("digests = sha256", "digests = sha512")


@contextmanager
def stamp_room(beside: KeyPlace, folder: Path) -> Iterator[StampRoom]:
    """Serving, with the key of the authority that lies beside this one."""
    held = load_pkcs12(beside.path.with_name(demo_authority.STAMP_FILE).read_bytes(), b"open sesame")
    assert held.key is not None
    assert held.cert is not None
    (folder / "tsa.key").write_bytes(
        held.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())  # type: ignore[union-attr]
    )
    (folder / "tsa.pem").write_bytes(held.cert.certificate.public_bytes(Encoding.PEM))
    chain = b"".join(each.certificate.public_bytes(Encoding.PEM) for each in held.additional_certs)
    (folder / "chain.pem").write_bytes(chain)
    (folder / "serial").write_text("01\n")
    (folder / "ts.cnf").write_text(CONFIG)
    server = StampRoom(folder)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
