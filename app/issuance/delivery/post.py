"""The post: a mail server, or the folder of a demo. What a server answers becomes one of four outcomes."""

from __future__ import annotations

import smtplib
import ssl
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol

from app.errors import Trouble
from app.issuance.key_place import MAIL, kept
from app.models.delivery import DeliveryState
from app.settings import Settings

PATIENCE = 30.0  # seconds for each answer; a job's lease is five minutes
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one message: its state, the code of why, the server's three digits."""

    state: DeliveryState
    code: str
    reply: int = 0


class Way(Protocol):
    """A way out. ``simulated`` is said wherever the outcome is shown."""

    @property
    def simulated(self) -> bool: ...

    def send(self, message: EmailMessage, sender: str, address: str) -> Answer:
        """One message to one mailbox. Trouble ``delivery.*`` when nothing left and the same may work later."""
        ...


@dataclass(slots=True)
class Post:
    """A way out with the school's sender, and no more than ``per_minute`` messages through it."""

    way: Way
    sender: str
    per_minute: int = 30
    verify_at: str = ""
    _sent: deque[datetime] = field(default_factory=deque, init=False, repr=False)

    def free_at(self, now: datetime) -> datetime:
        """When the next message may leave."""
        while self._sent and self._sent[0] <= now - MINUTE:
            self._sent.popleft()
        return now if len(self._sent) < self.per_minute else self._sent[0] + MINUTE

    def go_on_from(self, before: Post) -> None:
        """What left before this one was opened counts for its pace."""
        self._sent = before._sent

    def send(self, message: EmailMessage, address: str, now: datetime) -> Answer:
        self._sent.append(now)
        return self.way.send(message, self.sender, address)


@dataclass(frozen=True, slots=True)
class MailServer:
    """A school's SMTP server. ``security``: starttls, tls, or none (a server on this computer)."""

    host: str
    port: int
    security: str
    login: str = ""
    password: str = field(default="", repr=False)
    roots: Path | None = None
    patience: float = PATIENCE
    simulated: bool = False

    def send(self, message: EmailMessage, sender: str, address: str) -> Answer:
        try:
            line = self._call()
        except (OSError, smtplib.SMTPException) as fault:
            raise _unreached(fault) from fault
        try:
            return _hand_in(line, message, sender, address)
        finally:
            _hang_up(line)

    def look(self) -> None:
        """Call, encrypt, sign on, hang up: nothing is sent."""
        try:
            _hang_up(self._call())
        except (OSError, smtplib.SMTPException) as fault:
            raise _unreached(fault) from fault

    def _call(self) -> smtplib.SMTP:
        trust = ssl.create_default_context(cafile=None if self.roots is None else str(self.roots))
        line: smtplib.SMTP
        if self.security == "tls":
            line = smtplib.SMTP_SSL(self.host, self.port, timeout=self.patience, context=trust)
        else:
            line = smtplib.SMTP(self.host, self.port, timeout=self.patience)
        try:
            if self.security == "starttls":
                line.starttls(context=trust)
            if self.login:
                line.login(self.login, self.password)
        except BaseException:
            line.close()
            raise
        return line


def _unreached(fault: Exception) -> Trouble:
    """Nothing left this computer: a wrong password or certificate needs a person, all else may pass."""
    if isinstance(fault, smtplib.SMTPAuthenticationError):
        return Trouble("delivery.login_refused", retryable=fault.smtp_code < 500, reply=fault.smtp_code)
    if isinstance(fault, ssl.SSLCertVerificationError):
        return Trouble("delivery.server_not_trusted")
    if isinstance(fault, smtplib.SMTPNotSupportedError):
        return Trouble("delivery.security_missing")
    return Trouble("delivery.server_away", retryable=True)


def _hand_in(line: smtplib.SMTP, message: EmailMessage, sender: str, address: str) -> Answer:
    """MAIL, RCPT, DATA. Before DATA a broken line means that nothing left; after it, that nobody knows."""
    if not address.isascii():
        return Answer(DeliveryState.REFUSED, "delivery.address_odd")
    try:
        line.ehlo_or_helo_if_needed()
        asked, wanted = _report_asked(line, message)
        reply, _text = line.mail(sender, asked)
        if reply >= 500:  # whoever it is for: the server does not take what comes from this sender
            raise Trouble("delivery.sender_refused", reply=reply)
        if reply < 400:
            reply, _text = line.rcpt(address, wanted)
        if reply >= 400:
            return _said_no(reply)
    except (OSError, smtplib.SMTPException) as fault:
        raise Trouble("delivery.server_away", retryable=True) from fault
    try:
        reply, _text = line.data(message.as_bytes())
    except smtplib.SMTPDataError as refused:
        return _said_no(refused.smtp_code)
    except (OSError, smtplib.SMTPException):
        return Answer(DeliveryState.UNKNOWN, "delivery.outcome_unknown")
    return Answer(DeliveryState.ACCEPTED, "", reply) if reply < 400 else _said_no(reply)


def _report_asked(line: smtplib.SMTP, message: EmailMessage) -> tuple[list[str], list[str]]:
    """A server that knows how (RFC 3461) is asked to report by the message's own number, with its head alone."""
    if not line.has_extn("dsn"):
        return [], []
    return [f"RET=HDRS ENVID={number_of(message)}"], ["NOTIFY=FAILURE,DELAY"]


def number_of(message: EmailMessage) -> str:
    """The number of the message's delivery."""
    return str(message["Message-ID"]).strip("<>").partition("@")[0]


def _said_no(reply: int) -> Answer:
    if reply < 500:
        return Answer(DeliveryState.LATER, "delivery.come_again", reply)
    return Answer(DeliveryState.REFUSED, "delivery.refused", reply)


def _hang_up(line: smtplib.SMTP) -> None:
    try:
        line.quit()
    except (OSError, smtplib.SMTPException):
        line.close()


@dataclass(frozen=True, slots=True)
class Folder:
    """The demo's post (示範): each message becomes an ``.eml`` file, its words a ``.txt``; nothing leaves here."""

    folder: Path
    simulated: bool = True

    def send(self, message: EmailMessage, sender: str, address: str) -> Answer:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            file = self.folder / f"simulated-{number_of(message)}.eml"
            file.write_bytes(message.as_bytes())
            words = message.get_body(("plain",))
            said = f"{message['To']}\n{message['Subject']}\n\n{words.get_content() if words is not None else ''}"
            file.with_suffix(".txt").write_text(said, "utf-8")
        except OSError as fault:
            raise Trouble("delivery.server_away", retryable=True) from fault
        return Answer(DeliveryState.ACCEPTED, "", 250)


def post_of(settings: Settings) -> Post | None:
    """The post of this computer's settings, or None where none is named. Trouble ``delivery.password_missing``."""
    if settings.demo:
        return Post(Folder(settings.data_folder / "simulated-mail"), "registrar@sample.example", 6000)
    if not settings.mail_server:
        return None
    host, _, port = settings.mail_server.rpartition(":")
    password = kept(settings.keys_folder, MAIL) if settings.mail_login else ""
    way = MailServer(host, int(port), settings.mail_security, settings.mail_login, password, settings.mail_roots)
    return Post(way, settings.mail_sender, settings.mail_per_minute, settings.verification_address)
