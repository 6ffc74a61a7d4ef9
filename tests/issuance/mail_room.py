"""A real mail server with a script, and the post that leads to it."""

from __future__ import annotations

import asyncio
import email
import socket
from datetime import timedelta
from email import policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app.issuance.delivery.post import MailServer, Post
from tests.issuance.conftest import AT

SHORT = 0.25  # seconds that an impatient one waits for an answer
SENDER = "registrar@sample.example"


class MailRoom:
    """A real mail server with a script: what it answers, in order; when the script is over it takes everything.

    ``slow`` takes it too, and says so only when the one who sends has lost patience.
    """

    def __init__(self, served_by: type[Controller] = Controller, **options: Any) -> None:
        self.taken: list[tuple[str, EmailMessage]] = []
        self.rcpt: list[str] = []
        self.data: list[str] = []
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.controller = served_by(self, hostname="127.0.0.1", port=self.port, **options)

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:
        answer = await _in_time(self.rcpt.pop(0) if self.rcpt else "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:
        answer = self.data.pop(0) if self.data else "250 OK"
        if answer.startswith(("250", "drop", "slow")):
            message = email.message_from_bytes(envelope.content, policy=policy.default)
            self.taken.append((envelope.rcpt_tos[0], message))
        if answer == "drop":
            server.transport.abort()
        return await _in_time(answer)


async def _in_time(answer: str) -> str:
    if answer != "slow":
        return answer
    await asyncio.sleep(4 * SHORT)
    return "250 OK"


def impatient_post_to(room: MailRoom) -> Post:
    return Post(MailServer("127.0.0.1", room.port, "none", patience=SHORT), SENDER)


def post_to(room: MailRoom, **facts: Any) -> Post:
    return Post(MailServer("127.0.0.1", room.port, "none"), SENDER, **facts)


def a_server_certificate(folder: Path) -> tuple[Path, Path]:
    """A server's own certificate and its key, in files."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(AT - timedelta(days=1))
        .not_valid_after(AT + timedelta(days=36500))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "server.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "server.key").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return folder / "server.pem", folder / "server.key"
