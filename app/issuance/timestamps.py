"""Timestamps (時戳, RFC 3161): somebody else's word that a signature existed by then.

Two authorities speak one language here. :class:`HttpTimestamps` asks the one named in the settings, over HTTP, with a
limit on how long and how much it may answer. :class:`DemoTimestamps` is the demonstration's own, in this process, and
says DEMO 示範 in every token; a real database never opens it.

No token is taken on trust: status, nonce and digest must be those that were asked for, its signature must verify under
the certificate that it carries, and that certificate must lead to the roots named in the settings, be for timestamping
alone, and be in force. A token that fails any of these is a Trouble, and the job waits: a certificate with a timestamp
that nobody will accept in ten years is worse than one that comes an hour later.
"""

from __future__ import annotations

import secrets
import urllib.error
import urllib.request
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from asn1crypto import cms, core, tsp
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512, Hash, HashAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID

from app.dates import Clock
from app.errors import Trouble
from app.issuance.cms import TokenTemplate
from app.issuance.keys import chain_of, open_key, raw_signature
from app.issuance.orders import KeyPlace

PATIENCE = 15.0  # seconds that an authority may take
LARGEST_ANSWER = 64 * 1024
_HASHES: dict[str, type[HashAlgorithm]] = {"sha256": SHA256, "sha384": SHA384, "sha512": SHA512}


class Timestamps(Protocol):
    """A timestamp authority."""

    @property
    def chain(self) -> tuple[x509.Certificate, ...]:
        """The authority's certificate first, up to its root. Trouble ``timestamp.*`` when it cannot be asked."""
        ...

    def token(self, digest: bytes) -> bytes:
        """A token over this SHA-256, DER. Trouble ``timestamp.unreachable`` or ``timestamp.not_usable``."""
        ...


class HttpTimestamps:
    """The authority at an address; ``roots`` are the certificates that it must lead to, PEM or DER."""

    def __init__(self, address: str, roots: Sequence[x509.Certificate], clock: Clock) -> None:
        if not address.startswith(("https://", "http://")):
            raise Trouble("timestamp.address_wrong")
        self._address, self._roots, self._clock = address, tuple(roots), clock
        self._chain: tuple[x509.Certificate, ...] = ()

    @property
    def chain(self) -> tuple[x509.Certificate, ...]:
        if not self._chain:
            self.token(secrets.token_bytes(32))
        return self._chain

    def token(self, digest: bytes) -> bytes:
        nonce = secrets.randbits(63) | 1 << 62
        response = _response(self._ask(_request(digest, nonce)))
        token = response["time_stamp_token"]
        self._chain = self._checked(token, digest, nonce)
        return bytes(token.dump())

    def _ask(self, question: bytes) -> bytes:
        """What the authority says. A redirection is followed without the question, so that its answer is not usable."""
        headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
        request = urllib.request.Request(self._address, question, headers)  # noqa: S310 - http(s) only, see above
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310
                content: bytes = answer.read(LARGEST_ANSWER + 1)
        except urllib.error.HTTPError as failure:
            failure.close()
            raise Trouble("timestamp.unreachable", retryable=True) from failure
        except (urllib.error.URLError, OSError, ValueError) as failure:
            raise Trouble("timestamp.unreachable", retryable=True) from failure
        if len(content) > LARGEST_ANSWER:
            raise Trouble("timestamp.not_usable", retryable=True, reason="size")
        return content

    def _checked(self, token: cms.ContentInfo, digest: bytes, nonce: int) -> tuple[x509.Certificate, ...]:
        try:
            signed = token["content"]
            said = signed["encap_content_info"]["content"].parsed
            if said["nonce"].native != nonce or said["message_imprint"]["hashed_message"].native != digest:
                raise Trouble("timestamp.not_usable", retryable=True, reason="answer")
            certificates = [_certificate(each.chosen) for each in signed["certificates"]]
            signer = _verified_signer(signed, certificates)
        except (ValueError, TypeError, KeyError, InvalidSignature) as failure:
            raise Trouble("timestamp.not_usable", retryable=True, reason="signature") from failure
        if self._chain and self._chain[0] == signer:
            in_force(self._chain, self._clock.now())
            return self._chain
        return self._trusted(signer, certificates)

    def _trusted(self, signer: x509.Certificate, others: list[x509.Certificate]) -> tuple[x509.Certificate, ...]:
        chain = chain_of(signer, [*others, *self._roots], "timestamp.not_trusted")
        if chain[-1] not in self._roots:
            raise Trouble("timestamp.not_trusted", name=chain[-1].subject.rfc4514_string())
        _for_timestamping(signer)
        in_force(chain, self._clock.now())
        return chain


class DemoTimestamps:
    """The demonstration's own authority: a key in this process, its tokens written from a template."""

    def __init__(self, place: KeyPlace, clock: Clock) -> None:
        key = open_key(place)
        if not key.is_demo:
            raise Trouble("timestamp.not_trusted", name=key.name)
        _for_timestamping(key.certificate)
        self._clock, self._key = clock, key
        raw, rsa, _ = raw_signature(key)
        own = [asn1.Certificate.load(each.public_bytes(Encoding.DER)) for each in key.chain]
        self._template = TokenTemplate(own[0], own[1:], raw, rsa=rsa)

    @property
    def chain(self) -> tuple[x509.Certificate, ...]:
        return self._key.chain

    def token(self, digest: bytes) -> bytes:
        now = self._clock.now()
        in_force(self._key.chain, now)
        return self._template.token(digest, now.astimezone(UTC), secrets.randbits(63) | 1 << 62)


def ends(chain: Sequence[x509.Certificate]) -> datetime:
    """When the first certificate of an authority's chain ends."""
    return min(each.not_valid_after_utc for each in chain)


def read_roots(path: Path) -> tuple[x509.Certificate, ...]:
    """The certificates that timestamps must lead to, from a PEM file. Trouble ``timestamp.roots_unreadable``."""
    try:
        return tuple(x509.load_pem_x509_certificates(path.read_bytes()))
    except (OSError, ValueError) as failure:
        raise Trouble("timestamp.roots_unreadable", file=path.name) from failure


# ------------------------------------------------------------------ asking and checking
def _request(digest: bytes, nonce: int) -> bytes:
    imprint = {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": digest}
    asked = tsp.TimeStampReq({"version": 1, "message_imprint": imprint, "nonce": nonce, "cert_req": True})
    return bytes(asked.dump())


def _response(content: bytes) -> tsp.TimeStampResp:
    try:
        said = core.Sequence.load(content, strict=True)[0]  # apart, because a refusal comes without a token
        status = tsp.PKIStatusInfo.load(said.dump())["status"].native
    except (ValueError, TypeError) as failure:
        raise Trouble("timestamp.not_usable", retryable=True, reason="answer") from failure
    if status not in ("granted", "granted_with_mods"):
        raise Trouble("timestamp.refused", retryable=True, status=str(status))
    return tsp.TimeStampResp.load(content, strict=True)


def _certificate(found: asn1.Certificate) -> x509.Certificate:
    return x509.load_der_x509_certificate(found.dump())


def _verified_signer(signed: cms.SignedData, certificates: list[x509.Certificate]) -> x509.Certificate:
    """The certificate under which the token's signature verifies. ValueError or InvalidSignature otherwise."""
    (info,) = signed["signer_infos"]
    attributes = {each["type"].native: each["values"] for each in info["signed_attrs"]}
    kind = _HASHES[info["digest_algorithm"]["algorithm"].native]
    if attributes["content_type"][0].native != "tst_info":
        raise ValueError("not a timestamp")
    if attributes["message_digest"][0].native != _digest(bytes(signed["encap_content_info"]["content"]), kind):
        raise ValueError("the token's digest does not fit")
    sid = info["sid"]
    signer = next(each for each in certificates if _named(each, sid))
    key, signature, text = signer.public_key(), info["signature"].native, info["signed_attrs"].untag().dump()
    hashed = info["signature_algorithm"].hash_algo if info["signature_algorithm"].signature_algo != "rsassa_pss" else ""
    algorithm = _HASHES[hashed or info["digest_algorithm"]["algorithm"].native]()
    if isinstance(key, RSAPublicKey):
        key.verify(signature, text, PKCS1v15(), algorithm)
    elif isinstance(key, EllipticCurvePublicKey):
        key.verify(signature, text, ECDSA(algorithm))
    else:
        raise ValueError("a kind of key that is not known")
    return signer


def _named(certificate: x509.Certificate, sid: cms.SignerIdentifier) -> bool:
    chosen = sid.chosen
    if isinstance(chosen, cms.IssuerAndSerialNumber):
        found = asn1.Certificate.load(certificate.public_bytes(Encoding.DER))
        return bool(chosen["serial_number"].native == certificate.serial_number and chosen["issuer"] == found.issuer)
    try:
        own = certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    except x509.ExtensionNotFound:
        return False
    return bool(core.OctetString(own.digest).native == chosen.native)


def _digest(content: bytes, kind: type[HashAlgorithm]) -> bytes:
    state = Hash(kind())
    state.update(content)
    return state.finalize()


def _for_timestamping(certificate: x509.Certificate) -> None:
    """RFC 3161: the one purpose, and marked critical."""
    try:
        found = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    except x509.ExtensionNotFound as failure:
        raise Trouble("timestamp.not_trusted", name=certificate.subject.rfc4514_string()) from failure
    if not found.critical or list(found.value) != [ExtendedKeyUsageOID.TIME_STAMPING]:
        raise Trouble("timestamp.not_trusted", name=certificate.subject.rfc4514_string())


def in_force(chain: Sequence[x509.Certificate], at: datetime) -> None:
    """Trouble ``timestamp.certificate_expired``, which passes, when one of an authority's chain is out of its time."""
    for each in chain:
        if not each.not_valid_before_utc <= at <= each.not_valid_after_utc:
            raise Trouble("timestamp.certificate_expired", retryable=True, name=each.subject.rfc4514_string())
