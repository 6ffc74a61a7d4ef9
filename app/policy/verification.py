"""Is this file a digital certificate of ours, in force and unaltered? Facts in, one answer out (B46-B52, E22-E28).

The whole file's SHA-256 is asked of the ledger first, because a signature alone is not enough: whoever saves a file
anew changes its bytes (E25), and bytes outside the signed range may be altered unseen. A file of the ledger must also
satisfy the strict policy on its signature, as of the moment the ledger wrote it down; so a certificate verifies for
ever (E28), long after the registrar's key has changed.

The public hears one general sentence for a file that is not valid; the cause is for staff (B50).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

MINISTRY_SITE = "dcert.moe.gov.tw"
"""Where anybody verifies what the ministry's platform issued (E22)."""

LARGEST_FILE = 5 << 20  # bytes; our own certificates have about 150 KB
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"\x1f\x8b")
_PDF = b"%PDF-"


class Outcome(StrEnum):
    """What a verification answers (E23): 成功, 警告, 失敗."""

    SUCCESS = "success"
    WARNING = "warning"
    FAILURE = "failure"


class LedgerState(StrEnum):
    """How a document stands in the ledger."""

    ISSUED = "issued"
    SUPERSEDED = "superseded"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Known:
    """What the ledger knows of a file: ``counted`` when its kind may be verified a few times only (B28).

    ``by_platform`` when the ministry's platform made and signed it: its receipt named the digest, and the signature is
    not one of ours.
    """

    state: LedgerState
    issued_at: datetime
    counted: bool = False
    by_platform: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen of a file's signature. ``missing`` names the facts of the strict policy that do not hold.

    ``signer`` is the name that a signature gives itself: unproven, and for staff only. ``held_then``: it held as of the
    moment at which the file says it was signed, and only the certificate has ended since.
    """

    missing: tuple[str, ...] = ()
    signed: bool = False
    by_us: bool = False
    signer: str = ""
    held_then: bool = False


NOT_EXAMINED = Seen(missing=("examined",))
"""The file was too much for the examiner's limits: it is not accepted, whatever it is."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """The answer, its code (a sentence and a next step in both languages), and for staff the facts that do not hold."""

    outcome: Outcome
    code: str
    cause: tuple[str, ...] = ()

    @property
    def public_code(self) -> str:
        """The code whose sentence may be told to the public (B50)."""
        return "verification.invalid" if self.code in _FOR_STAFF else self.code


_FOR_STAFF = frozenset(
    {
        "verification.altered",
        "verification.not_examined",
        "verification.not_in_ledger",
        "verification.not_issued_here",
        "verification.revoked",
        "verification.signature_fails",
    }
)


def first_look(head: bytes, size: int) -> str:
    """Why a file need not be examined at all, by its first bytes and its size; empty for a PDF of a fair size (B49)."""
    if head.startswith(_ZIP):
        return "verification.still_zipped"
    if not head.startswith(_PDF):
        return "verification.not_pdf"
    return "verification.too_large" if size > LARGEST_FILE else ""


def refuse(code: str) -> Judgement:
    """A file that is turned away at the first look; it never uses up a verification (section H)."""
    return Judgement(Outcome.FAILURE, code)


def judge(known: Known | None, seen: Seen) -> Judgement:
    """The answer for a PDF: ``known`` by the ledger or not, and what was ``seen`` of its signature."""
    if known is None:
        return _stranger(seen)
    if known.state is LedgerState.REVOKED:
        return Judgement(Outcome.FAILURE, "verification.revoked", () if known.by_platform else seen.missing)
    if seen.missing and not known.by_platform:
        code = "verification.not_examined" if seen == NOT_EXAMINED else "verification.signature_fails"
        return Judgement(Outcome.FAILURE, code, seen.missing)
    if known.state is LedgerState.SUPERSEDED:
        return Judgement(Outcome.WARNING, "verification.superseded")
    return Judgement(Outcome.SUCCESS, "verification.good")


def _stranger(seen: Seen) -> Judgement:
    """The ledger does not know the file: never a success; what remains is to say the most useful thing."""
    if seen == NOT_EXAMINED:
        return Judgement(Outcome.FAILURE, "verification.not_examined", seen.missing)
    if seen.by_us:
        unaltered = not seen.missing or seen.held_then
        code = "verification.not_in_ledger" if unaltered else "verification.altered"
        return Judgement(Outcome.FAILURE, code, seen.missing)
    if seen.signed:
        return Judgement(Outcome.FAILURE, "verification.other_issuer", seen.missing)
    return Judgement(Outcome.FAILURE, "verification.not_issued_here", seen.missing)
