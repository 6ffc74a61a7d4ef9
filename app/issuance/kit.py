"""The offline kit: a signed list of digests with which anybody can verify, without our database and without a network.

How this works. ``status.json`` holds the SHA-256 of every document of the ledger with its state and the moment it was
issued, every issuer's certificate, and until when the list may be relied on; no name, no number of a person. The
registrar's key signs those bytes (``status.sig``). ``issuers.pem`` holds the same certificates for other tools.

A kit proves that it is whole and young, and which certificate signed it. That this certificate is the registrar's is
proven by comparing its fingerprint with the one that the school publishes: anybody can make a whole kit. The root's
would not do, because whoever buys a certificate under the same authority has the same root.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from app.dates import local_day
from app.errors import Refusal, Trouble
from app.issuance.keys import chain_of, may_sign
from app.policy.verification import Judgement, Known, LedgerState, Outcome, Seen, judge
from app.wording import Bilingual

STATUS, SIGNATURE, ISSUERS = "status.json", "status.sig", "issuers.pem"
MARK = b"registry-desk status list 1\n"
"""What is signed begins with this, so that a signature over a list can never be taken for one over something else."""

LARGEST = 200 << 20  # bytes: about a million documents
CLOCKS_APART = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Kit:
    """A kit that was opened and found whole and young."""

    school: Bilingual
    made_at: datetime
    good_until: datetime
    fingerprint: str
    issuers: tuple[bytes, ...]
    documents: Mapping[bytes, Known]

    def at(self, digest: bytes, now: datetime) -> datetime:
        """As of when a file is to be examined: when it was issued, or now for a file the list does not know."""
        known = self.documents.get(digest)
        return known.issued_at if known else now

    def judge(self, digest: bytes, seen: Seen) -> Judgement:
        """The answer. A document whose uses are counted can only be counted by the school.

        A list knows nothing of what was issued, or had its timestamp renewed, after it was made; nor of a newer key.
        """
        known = self.documents.get(digest)
        found = judge(known, seen)
        if found.code == "verification.not_in_ledger" and not seen.missing:
            return Judgement(Outcome.WARNING, "verification.not_in_kit")
        if found.code == "verification.other_issuer":
            return Judgement(Outcome.FAILURE, "verification.signer_not_in_kit")
        if found.outcome is Outcome.SUCCESS and known is not None and known.counted:
            return Judgement(Outcome.WARNING, "verification.uses_not_counted")
        return found


# ------------------------------------------------------------------ opening one
def open_kit(folder: Path, now: datetime, *, fingerprint: str = "") -> Kit:
    """Open a kit. Refuses with ``kit.signature_wrong``, ``kit.too_old``, ``kit.from_the_future``, ``kit.other_signer``.

    ``fingerprint`` is the SHA-256 of the registrar's signing certificate as the school publishes it; left out, nobody
    vouches for the kit. Trouble ``kit.unreadable``.
    """
    content, envelope = _read(folder / STATUS), _read(folder / SIGNATURE)
    chain = _prove(content, envelope)
    kit = _parse(folder, content, sha256(chain[0].public_bytes(Encoding.DER)).hexdigest())
    if not all(each.not_valid_before_utc <= kit.made_at <= each.not_valid_after_utc for each in chain):
        raise Refusal.because("kit.signature_wrong")
    if fingerprint and _plain(fingerprint) != kit.fingerprint:
        raise Refusal.because("kit.other_signer", found=kit.fingerprint)
    if kit.made_at > now + CLOCKS_APART:
        raise Refusal.because("kit.from_the_future", day=local_day(kit.made_at).isoformat())
    if now > kit.good_until:
        raise Refusal.because("kit.too_old", day=local_day(kit.good_until).isoformat())
    return kit


def _read(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            content = stream.read(LARGEST + 1)
    except OSError as fault:
        raise Trouble("kit.unreadable", file=str(file)) from fault
    if len(content) > LARGEST:
        raise Trouble("kit.unreadable", file=str(file))
    return content


def _prove(content: bytes, envelope: bytes) -> tuple[x509.Certificate, ...]:
    """The chain of the key that signed the list, signer first; refuses unless every link of it holds."""
    try:
        said = json.loads(envelope)
        own, *others = [x509.load_der_x509_certificate(base64.b64decode(each)) for each in said["chain"]]
        signature = base64.b64decode(said["signature"])
        key = own.public_key()
        if isinstance(key, RSAPublicKey):
            key.verify(signature, MARK + content, PKCS1v15(), SHA256())
        elif isinstance(key, EllipticCurvePublicKey):
            key.verify(signature, MARK + content, ECDSA(SHA256()))
        else:
            raise Refusal.because("kit.signature_wrong")
        chain = chain_of(own, others)
    except (InvalidSignature, Trouble, ValueError, TypeError, KeyError) as fault:
        raise Refusal.because("kit.signature_wrong") from fault
    if not may_sign(own):
        raise Refusal.because("kit.signature_wrong")
    return chain


def _parse(folder: Path, content: bytes, fingerprint: str) -> Kit:
    try:
        said: dict[str, Any] = json.loads(content)
        if said["format"] != 1:
            raise ValueError
        documents = {
            bytes.fromhex(digest): Known(
                LedgerState(state), datetime.fromisoformat(issued_at), bool(counted), bool(more)
            )
            for digest, state, issued_at, counted, *more in said["documents"]
        }
        return Kit(
            school=Bilingual(str(said["school"]["zh"]), str(said["school"]["en"])),
            made_at=datetime.fromisoformat(said["made_at"]),
            good_until=datetime.fromisoformat(said["good_until"]),
            fingerprint=fingerprint,
            issuers=tuple(base64.b64decode(each) for each in said["issuers"]),
            documents=documents,
        )
    except (ValueError, TypeError, KeyError) as fault:
        raise Trouble("kit.unreadable", file=str(folder / STATUS)) from fault


def _plain(fingerprint: str) -> str:
    return "".join(each for each in fingerprint.casefold() if each.isalnum())
