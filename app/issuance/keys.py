"""The registrar's signing key: opened from a PKCS#12 file or on a token, and whether its certificate may sign today.

The key object is made once, when the file is opened; it lives in the worker process only. Everything that can be wrong
with a key has a code of its own, because the clerk's next step differs: a wrong passphrase is asked of the person who
set it, an expired certificate of the office that issues it. None of these is ever tried again by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, ExtensionOID, NameOID

from app.dates import local_day
from app.errors import Refusal, Trouble
from app.issuance.orders import AnyKey, TokenPlace
from app.issuance.orders import KeyPlace as KeyPlace  # said here too, beside what it opens
from app.issuance.token import TokenKey, open_on_token

DEMO_MARK = x509.ObjectIdentifier("2.25.274906528216513934726116219317021806463")
"""The extension that a demo certificate carries. An OID under 2.25 needs no registration."""
DEMO_WORD = "示範"
LARGEST_FILE = 1 << 20
SMALLEST_RSA = 2048
LONGEST_ECDSA_P256 = 72

_FOR_DOCUMENTS = {
    ExtendedKeyUsageOID.EMAIL_PROTECTION,
    ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE,
    x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36"),  # document signing, RFC 9336
    x509.ObjectIdentifier("1.3.6.1.4.1.311.10.3.12"),  # document signing, Microsoft
    x509.ObjectIdentifier("1.2.840.113583.1.1.5"),  # authentic documents, Adobe
}


@dataclass(frozen=True, slots=True)
class SigningKey:
    """An opened key with its certificate and the chain up to the root, signer first."""

    private: RSAPrivateKey | EllipticCurvePrivateKey | TokenKey = field(repr=False)
    chain: tuple[x509.Certificate, ...]

    @property
    def certificate(self) -> x509.Certificate:
        return self.chain[0]

    @property
    def name(self) -> str:
        """The common name in the signer's certificate."""
        named = self.certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
        return str(named[0].value) if named else self.certificate.subject.rfc4514_string()

    @property
    def is_demo(self) -> bool:
        """True when any certificate of the chain says that it is a demonstration's."""
        return any(_marked(each) for each in self.chain)


def open_any_key(place: AnyKey) -> SigningKey:
    """Open a PKCS#12 file or a token's key. Trouble as in :func:`open_key` and ``open_on_token``."""
    if not isinstance(place, TokenPlace):
        return open_key(place)
    private, (own, *others) = open_on_token(place)
    if isinstance(private.public, RSAPublicKey) and private.public.key_size < SMALLEST_RSA:
        raise Trouble("signing.key_kind")
    return SigningKey(private, chain_of(own, others))


def open_key(place: KeyPlace) -> SigningKey:
    """Open a PKCS#12 file.

    Trouble, never retryable: ``signing.key_missing``, ``signing.passphrase_wrong``, ``signing.key_unreadable``,
    ``signing.key_kind`` (neither RSA of 2048 bits or more nor P-256), ``signing.key_mismatch``,
    ``signing.chain_broken``.
    """
    content = _read(place.path)
    try:
        found = load_pkcs12(content, place.passphrase.encode())
    except ValueError as failure:
        raise Trouble(_why_not(failure, content)) from failure
    if found.key is None or found.cert is None:
        raise Trouble("signing.key_unreadable")
    private, own = found.key, found.cert.certificate
    if isinstance(private, RSAPrivateKey):
        if private.key_size < SMALLEST_RSA:
            raise Trouble("signing.key_kind")
    elif not (isinstance(private, EllipticCurvePrivateKey) and isinstance(private.curve, SECP256R1)):
        raise Trouble("signing.key_kind")
    if private.public_key() != own.public_key():
        raise Trouble("signing.key_mismatch")
    return SigningKey(private, chain_of(own, [each.certificate for each in found.additional_certs]))


def check_key(key: SigningKey, at: datetime) -> None:
    """Before each batch: the whole chain is within its time, and the signer's certificate is for signing.

    Trouble: ``signing.certificate_expired``, ``signing.certificate_not_yet_valid``,
    ``signing.certificate_not_for_signing``.
    """
    for each in key.chain:
        if at > each.not_valid_after_utc:
            raise Trouble("signing.certificate_expired", day=local_day(each.not_valid_after_utc).isoformat())
        if at < each.not_valid_before_utc:
            raise Trouble("signing.certificate_not_yet_valid", day=local_day(each.not_valid_before_utc).isoformat())
    if not may_sign(key.certificate):
        raise Trouble("signing.certificate_not_for_signing")


def check_belongs(key: SigningKey, *, demo_database: bool) -> None:
    """A demo database never takes a real key, and a real database never takes a demo's. Refuses otherwise."""
    if demo_database and not key.is_demo:
        raise Refusal.because("signing.real_key_in_demo")
    if not demo_database and key.is_demo:
        raise Refusal.because("signing.demo_key_in_real")


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(LARGEST_FILE)
    except OSError as failure:
        raise Trouble("signing.key_missing") from failure


def _why_not(failure: ValueError, content: bytes) -> str:
    """The library says "Invalid password or PKCS12 data" for both; a file that is no PKCS#12 at all is told apart."""
    try:
        load_pkcs12(content, None)
    except ValueError as again:
        if "password" not in str(again).lower():
            return "signing.key_unreadable"
    return "signing.passphrase_wrong" if "password" in str(failure).lower() else "signing.key_unreadable"


def chain_of(
    own: x509.Certificate, others: Sequence[x509.Certificate], code: str = "signing.chain_broken"
) -> tuple[x509.Certificate, ...]:
    """Own certificate, its issuer, on to the root, each checked to have issued the one before. Trouble ``code``."""
    chain = [own]
    while not _issued(chain[-1], chain[-1]):
        issuer = next((each for each in others if each not in chain and _issued(each, chain[-1])), None)
        if issuer is None:
            raise Trouble(code, name=chain[-1].issuer.rfc4514_string())
        chain.append(issuer)
    return tuple(chain)


def raw_signature(key: SigningKey) -> tuple[Callable[[bytes], bytes], bool, int]:
    """How this key signs bytes, whether it is RSA, and the longest signature it gives, in bytes. SHA-256 always."""
    private = key.private
    if isinstance(private, TokenKey):
        rsa = isinstance(private.public, RSAPublicKey)
        return private.sign, rsa, (private.public.key_size + 7) // 8 if rsa else LONGEST_ECDSA_P256
    if isinstance(private, RSAPrivateKey):
        return lambda data: private.sign(data, PKCS1v15(), SHA256()), True, (private.key_size + 7) // 8
    return lambda data: private.sign(data, ECDSA(SHA256())), False, LONGEST_ECDSA_P256


def _issued(issuer: x509.Certificate, subject: x509.Certificate) -> bool:
    try:
        subject.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def fingerprint(certificate: x509.Certificate) -> str:
    """By which a decision names what a key has signed: SHA-256 of the whole certificate, as hexadecimal."""
    return certificate.fingerprint(SHA256()).hex()


def may_sign(certificate: x509.Certificate) -> bool:
    """Whether this is a certificate for signing documents, and no authority's."""
    usage = _extension(certificate, ExtensionOID.KEY_USAGE)
    if not (isinstance(usage, x509.KeyUsage) and (usage.digital_signature or usage.content_commitment)):
        return False
    purposes = _extension(certificate, ExtensionOID.EXTENDED_KEY_USAGE)
    if isinstance(purposes, x509.ExtendedKeyUsage) and _FOR_DOCUMENTS.isdisjoint(purposes):
        return False
    limits = _extension(certificate, ExtensionOID.BASIC_CONSTRAINTS)
    return not (isinstance(limits, x509.BasicConstraints) and limits.ca)


def _extension(certificate: x509.Certificate, oid: x509.ObjectIdentifier) -> x509.ExtensionType | None:
    try:
        return certificate.extensions.get_extension_for_oid(oid).value
    except x509.ExtensionNotFound:
        return None


def _marked(certificate: x509.Certificate) -> bool:
    if _extension(certificate, DEMO_MARK) is not None:
        return True
    return any(DEMO_WORD in str(part.value) for part in (*certificate.subject, *certificate.issuer))
