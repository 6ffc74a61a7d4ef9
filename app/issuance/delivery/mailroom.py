"""Where reports are read from: a mailbox file (mbox or Maildir) on this computer, or an IMAP server.

Nothing is ever changed or deleted there; a mark says how far a place was read, so that the next look begins behind it.
"""

from __future__ import annotations

import imaplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol

from app.errors import Trouble
from app.issuance.delivery.returned import LARGEST
from app.issuance.key_place import BOUNCES, kept

if TYPE_CHECKING:
    from app.settings import Settings

PATIENCE = 30.0
LARGEST_FILE = 256 << 20  # bytes of an mbox; a larger one is to be tidied first
LONGEST_LINE = 64 << 10
AT_ONCE = 1000  # mails in one look; the rest waits for the next
OVERLAP = 60  # seconds


@dataclass(frozen=True, slots=True)
class Found:
    """One mail, at most its first bytes, and how far the place was read with it."""

    content: bytes = field(repr=False)
    mark: str


class Mailroom(Protocol):
    """``name`` keeps its mark. Trouble ``bounces.*`` when the place cannot be read."""

    @property
    def name(self) -> str: ...

    def since(self, mark: str) -> Iterator[Found]:
        """The mails behind the mark, the oldest first."""
        ...

    def look(self) -> None:
        """Can it be read?"""
        ...


@dataclass(frozen=True, slots=True)
class MailboxFile:
    """An mbox file, or a Maildir folder."""

    path: Path
    name: str = "file"

    def since(self, mark: str) -> Iterator[Found]:
        try:
            yield from self._maildir(mark) if self.path.is_dir() else self._mbox(mark)
        except OSError as fault:
            raise Trouble("bounces.unreadable", retryable=True, file=self.path.name) from fault

    def look(self) -> None:
        try:
            if self.path.is_dir():
                next((self.path / "new").iterdir(), None)
            else:
                self.path.open("rb").close()
        except OSError as fault:
            raise Trouble("bounces.unreadable", retryable=True, file=self.path.name) from fault

    def _mbox(self, mark: str) -> Iterator[Found]:
        """Behind the mark, which is a place in the file; from its beginning where another file has taken its place."""
        size = self.path.stat().st_size
        start = int(mark) if mark.isdigit() and int(mark) <= size else 0
        if size == start:
            return
        with self.path.open("rb") as stream:
            stream.seek(start)
            if not stream.read(5).startswith(b"From "):
                start = 0
            if size - start > LARGEST_FILE:
                raise Trouble("bounces.too_large", file=self.path.name, limit=LARGEST_FILE >> 20)
            stream.seek(start)
            yield from _mails(stream)

    def _maildir(self, mark: str) -> Iterator[Found]:
        """By the names of the files, which begin with the second of their arrival; the last minute is read twice."""
        since = int(mark) - OVERLAP if mark.isdigit() else 0
        files = [(_second(file.name), file) for part in ("new", "cur") for file in (self.path / part).iterdir()]
        for second, file in sorted(files, key=lambda each: (each[0], each[1].name)):
            if second >= since and file.is_file():
                with file.open("rb") as stream:
                    yield Found(stream.read(LARGEST), str(second))


def _second(name: str) -> int:
    first = name.partition(".")[0]
    return int(first) if first.isascii() and first.isdigit() and len(first) < 12 else 0


def _mails(stream: BinaryIO) -> Iterator[Found]:
    """An mbox: each mail begins with a line ``From `` behind an empty one. No more of a mail is kept than is read."""
    mail, behind_empty = bytearray(), True
    while line := stream.readline(LONGEST_LINE):
        if behind_empty and line.startswith(b"From "):
            if mail:
                yield Found(bytes(mail), str(stream.tell() - len(line)))
            mail = bytearray()
        elif len(mail) < LARGEST:
            mail += line
        behind_empty = line in (b"\n", b"\r\n")
    if mail:
        yield Found(bytes(mail), str(stream.tell()))


@dataclass(frozen=True, slots=True)
class ImapServer:
    """The inbox of an account on an IMAP server, over TLS, looked at and never changed."""

    host: str
    port: int
    login: str
    password: str = field(repr=False)
    roots: Path | None = None
    patience: float = PATIENCE
    name: str = "imap"

    def since(self, mark: str) -> Iterator[Found]:
        with self._opened() as line, _told():
            _, held = line.response("UIDVALIDITY")
            validity = held[0].decode() if held and isinstance(held[0], bytes) else "0"
            before, _, last = mark.partition(":")
            after = int(last) if before == validity and last.isdigit() else 0
            _, said = line.uid("SEARCH", f"UID {after + 1}:*")
            numbers = sorted(int(each) for each in (said[0] or b"").split() if int(each) > after)
            for number in numbers[:AT_ONCE]:
                _, got = line.uid("FETCH", str(number), f"(BODY.PEEK[]<0.{LARGEST}>)")
                mail = next((each[1] for each in got if isinstance(each, tuple)), b"")
                yield Found(mail, f"{validity}:{number}")

    def look(self) -> None:
        """Sign on and open the inbox."""
        with self._opened():
            pass

    @contextmanager
    def _opened(self) -> Iterator[imaplib.IMAP4_SSL]:
        with _told():
            trust = ssl.create_default_context(cafile=None if self.roots is None else str(self.roots))
            line = imaplib.IMAP4_SSL(self.host, self.port, ssl_context=trust, timeout=self.patience)
        try:
            try:
                line.login(self.login, self.password)
            except imaplib.IMAP4.abort as fault:
                raise Trouble("bounces.server_away", retryable=True) from fault
            except imaplib.IMAP4.error as fault:
                raise Trouble("bounces.login_refused") from fault
            with _told():
                answer, _ = line.select("INBOX", readonly=True)
                if answer != "OK":
                    raise Trouble("bounces.unreadable", file="INBOX")
            yield line
        finally:
            _hang_up(line)


def _hang_up(line: imaplib.IMAP4_SSL) -> None:
    try:
        line.logout()
    except (OSError, imaplib.IMAP4.error):  # broken before: what is left of it is closed
        with suppress(OSError):
            line.shutdown()


@contextmanager
def _told() -> Iterator[None]:
    """What the library raises, as Trouble."""
    try:
        yield
    except ssl.SSLCertVerificationError as fault:
        raise Trouble("bounces.server_not_trusted") from fault
    except (imaplib.IMAP4.error, OSError, ValueError) as fault:
        raise Trouble("bounces.server_away", retryable=True) from fault


def mailroom_of(settings: Settings) -> Mailroom | None:
    """The place of this computer's settings, or None. Trouble ``bounces.password_missing``."""
    if settings.bounce_mailbox is not None:
        return MailboxFile(settings.bounce_mailbox)
    if not settings.bounce_imap:
        return None
    host, _, port = settings.bounce_imap.rpartition(":")
    password = kept(settings.keys_folder, BOUNCES)
    return ImapServer(host, int(port), settings.bounce_login, password, settings.mail_roots)
