"""What is asked of a worker process, what it answers, and what the lane tells: frozen values, nothing else crosses.

Every order is whole in itself, so that a worker that died can be replaced between two of them. A failure crosses as a
value too, because an exception with several obstacles does not survive the journey; :func:`unwrap` raises it again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

from app.errors import Fact, Obstacle, Refusal, Trouble

T_co = TypeVar("T_co", covariant=True)


class Order(Generic[T_co]):
    """Something to do. The type parameter is what is answered."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class KeyPlace:
    """Where the registrar's key lies. The passphrase comes from the keyring and is never printed."""

    path: Path
    passphrase: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class TokenPlace:
    """A token (憑證載具) with the registrar's key: the vendor's module, which token, which key, the certificates' file.

    ``key_id`` is hexadecimal; ``trial`` is the file that keeps a refused PIN from being tried again.
    """

    module: Path
    label: str
    pin: str = field(repr=False)
    trial: Path
    serial: str = ""
    key: str = ""
    key_id: str = ""
    certificates: Path | None = None


AnyKey = KeyPlace | TokenPlace


class Level(StrEnum):
    """How long a signature lasts (PAdES baseline): plain; with a timestamp; with proof; with an archive timestamp."""

    B_B = "B-B"
    B_T = "B-T"
    B_LT = "B-LT"
    B_LTA = "B-LTA"


@dataclass(frozen=True, slots=True)
class LastingPlace:
    """Which level is wanted, and who timestamps: an address with its roots, or the demonstration's own authority.

    ``lists`` is a folder of the issuers' revocation lists, where they are not to be asked for over the network.
    """

    level: Level = Level.B_B
    address: str = ""
    roots: Path | None = None
    demo_authority: KeyPlace | None = None
    lists: Path | None = None


PLAIN = LastingPlace()


@dataclass(frozen=True, slots=True)
class Certification:
    """What the signature says about itself, in the PDF's own signature panel. Nothing personal."""

    reason: str
    location: str


@dataclass(frozen=True, slots=True)
class KeyFacts:
    """The registrar's certificate, as far as a screen and the ledger need it."""

    name: str
    not_after: datetime
    is_demo: bool


@dataclass(frozen=True, slots=True)
class Made:
    """A rendered and signed certificate (數位學位證書)."""

    pdf: bytes = field(repr=False)
    sha256: bytes
    level: str
    signer: str
    chain: tuple[bytes, ...] = ()  # DER, the signer's own certificate first, the root last
    stamp_chain: tuple[bytes, ...] = ()  # the timestamp authority's, likewise
    stamped_until: datetime | None = None  # when the archive timestamp's certificate ends, at level B-LTA


@dataclass(frozen=True, slots=True)
class Warm(Order[None]):
    """Load the libraries and the fonts now, so that the first certificate does not wait for them."""


@dataclass(frozen=True, slots=True)
class LookAtKey(Order[KeyFacts]):
    """Open the key and check it for this moment and this kind of database."""

    key: AnyKey
    demo_database: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class MakeCertificate(Order[Made]):
    """Render these facts by this layout's text and sign the paper. ``facts`` and ``letterhead`` are the document's.

    ``print_locked`` makes it a document with the advisory print lock (B44), which an order may ask for; never a degree
    certificate, whose PDF/A forbids it.
    """

    key: AnyKey
    demo_database: bool
    facts: Any = field(repr=False)
    letterhead: Any
    certification: Certification
    at: datetime
    lasting: LastingPlace = PLAIN
    layout: str = field(default="", repr=False)  # empty: the one that the facts name
    print_locked: bool = False


@dataclass(frozen=True, slots=True)
class Restamped:
    """A file with one more archive timestamp; without ``pdf`` nothing was to be done or could be.

    ``until`` is when the certificate of its last timestamp ends; ``ended`` when it has ended before anything was done.
    """

    until: datetime
    pdf: bytes | None = field(default=None, repr=False)
    sha256: bytes = b""
    stamp_chain: tuple[bytes, ...] = ()
    ended: bool = False


@dataclass(frozen=True, slots=True)
class RenewStamp(Order[Restamped]):
    """Lay another archive timestamp over this file, if its last one's certificate ends ``before`` that moment.

    ``issuers`` are all certificates that ever stood in a chain of ours or of an authority that was asked, DER.
    """

    pdf: bytes = field(repr=False)
    at: datetime
    before: datetime
    lasting: LastingPlace
    issuers: tuple[bytes, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class SignedList:
    """A signature over plain bytes and the chain of the key that made it, DER, signer first."""

    signature: bytes
    chain: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class SignList(Order[SignedList]):
    """Sign a list of digests: its bytes as they are, RSA PKCS#1 or ECDSA with SHA-256."""

    key: AnyKey
    demo_database: bool
    content: bytes = field(repr=False)
    at: datetime


@dataclass(frozen=True, slots=True)
class Failed:
    """Why an order was not done: a refusal with its obstacles, or a trouble."""

    obstacles: tuple[Obstacle, ...] = ()
    code: str = ""
    retryable: bool = False
    facts: Mapping[str, Fact] = field(default_factory=dict, hash=False)

    def __reduce__(self) -> tuple[type[Failed], tuple[Any, ...]]:
        return (Failed, (self.obstacles, self.code, self.retryable, dict(self.facts)))

    @classmethod
    def of(cls, failure: Refusal | Trouble) -> Failed:
        if isinstance(failure, Refusal):
            return cls(obstacles=failure.obstacles)
        return cls(code=failure.code, retryable=failure.retryable, facts=MappingProxyType(dict(failure.facts)))


@dataclass(frozen=True, slots=True)
class Answer:
    """One order's answer: exactly one of the two speaks."""

    value: Any = field(default=None, repr=False)
    failed: Failed | None = None


HELD = "held"
"""The state of what no job alone waits for."""


@dataclass(frozen=True, slots=True)
class Progress:
    """One thing that happened in the queue: a step done, a job at rest, or (without a job) the queue held."""

    job_id: UUID | None
    kind: str
    step: str
    state: str
    code: str = ""
    facts: tuple[tuple[str, Fact], ...] = ()  # what the code's sentence tells, nothing personal


def held(code: str, **facts: Fact) -> Progress:
    """The certificates wait, because of ``code``."""
    return Progress(None, "digital_certificate", "", HELD, code, tuple(sorted(facts.items())))


class Worker(Protocol):
    """Whoever carries out orders: a process, or the bench itself."""

    def ask(self, order: Order[T_co]) -> T_co:
        """Wait for the answer. Trouble ``worker.*`` when the worker is lost; otherwise what the order itself raises."""
        ...


def unwrap(answer: Answer) -> Any:
    """The value, or the failure raised again."""
    failed = answer.failed
    if failed is None:
        return answer.value
    if failed.obstacles:
        raise Refusal(*failed.obstacles)
    raise Trouble(failed.code, retryable=failed.retryable, **failed.facts)
