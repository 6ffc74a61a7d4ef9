"""The slips of a verification: what was handed in, what the ledger says, what is answered."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from app.policy.verification import Outcome as Outcome
from app.policy.verification import Seen as Seen


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSlip:
    """A file that was handed in: its digest, and a code when it was turned away at the first look."""

    sha256: bytes
    size: int
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerSlip:
    """What the ledger says of a digest, and with which certificates (DER), as of when, the file is to be examined.

    ``by_platform``: the ministry's platform made and signed it, so that its digest alone tells (E22).
    """

    known: bool
    issuers: tuple[bytes, ...] = field(repr=False)
    at: datetime
    by_platform: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WhereSlip:
    """Where anybody outside verifies this school's certificates: at the ministry's ``site`` (E22), or at a page.

    ``has_page``: each certificate's QR code leads to the school's own page (B43).
    """

    site: str = ""
    has_page: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeSlip:
    """What the ledger holds under a code that was read from a certificate: ``state`` issued, superseded or revoked.

    A code names a document and proves no file: whoever wants to know drops the file.
    """

    code: str
    state: str
    issued_at: datetime
    name_masked: str = field(repr=False)
    number: str
    replaced_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictSlip:
    """A verification's answer. ``public_code`` may be told to anyone; code, cause and signer are for staff (B50).

    So are ``reason`` and ``ended_at``: why and when a document of ours ended.
    """

    outcome: Outcome
    code: str
    public_code: str
    cause: tuple[str, ...] = ()
    signer: str = ""
    document_code: str = ""
    issued_at: datetime | None = None
    by_platform: bool = False
    reason: str = ""
    ended_at: datetime | None = None
    uses_left: int | None = None
