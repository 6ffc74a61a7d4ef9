"""The demo's own certificate authority (示範憑證), made afresh and thrown away with the demo.

Root, issuing authority and signer, whose names say DEMO 示範 in plain words and which carry an extension that this
program recognises: a real database refuses the key, and a demo database takes no other. The signer's certificate
has the purpose e-mail protection, because PDF readers that follow NSS call no other signer trusted.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from app.errors import Refusal
from app.issuance.keys import DEMO_MARK, KeyPlace

KEY_FILE = "demo-registrar.p12"
ROOT_FILE = "demo-root.crt"
YEARS = 3
Private = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@dataclass(frozen=True, slots=True)
class _Authority:
    certificate: x509.Certificate
    private: Private = field(repr=False)


def make_demo_key(folder: Path, at: datetime, *, demo_database: bool, school: str = "範例大學") -> KeyPlace:
    """Make the throwaway authority and its signer, and leave the PKCS#12 and the root's certificate in ``folder``.

    The passphrase is random; the caller keeps it in the demo's settings. Refuses with ``signing.demo_key_in_real``
    for a database that is not marked demo.
    """
    if not demo_database:
        raise Refusal.because("signing.demo_key_in_real")
    passphrase = secrets.token_urlsafe(18)
    folder.mkdir(parents=True, exist_ok=True)
    root, container = _make(at, school, _rsa(3072), passphrase)
    _write(folder / ROOT_FILE, root.public_bytes(Encoding.PEM))
    _write(folder / KEY_FILE, container)
    return KeyPlace(folder / KEY_FILE, passphrase)


def _make(at: datetime, school: str, private: Private, passphrase: str) -> tuple[x509.Certificate, bytes]:
    until = at + timedelta(days=366 * YEARS)
    root = _authority(f"{school} DEMO ROOT 示範根憑證 (NOT VALID 無效)", None, at, until, depth=1)
    issuing = _authority(f"{school} DEMO CA 示範憑證 (NOT VALID 無效)", root, at, until, depth=0)
    name = _name(f"{school} 註冊組 DEMO 示範 (NOT VALID 無效)", school)
    signer = (
        _start(name, issuing.certificate.subject, private, at, until)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signing=True), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
        .add_extension(_issuer_key(issuing.private), critical=False)
        .sign(issuing.private, SHA256())
    )
    protection = BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
    chain = [issuing.certificate, root.certificate]
    return root.certificate, serialize_key_and_certificates(b"registrar", private, signer, chain, protection)


def _authority(words: str, above: _Authority | None, at: datetime, until: datetime, depth: int) -> _Authority:
    private = ec.generate_private_key(ec.SECP256R1())
    name = _name(words, words.split(" ", 1)[0])
    signing = above.private if above else private
    certificate = (
        _start(name, above.certificate.subject if above else name, private, at, until)
        .add_extension(x509.BasicConstraints(ca=True, path_length=depth), critical=True)
        .add_extension(_usage(signing=False), critical=True)
        .add_extension(_issuer_key(signing), critical=False)
        .sign(signing, SHA256())
    )
    return _Authority(certificate, private)


def _start(
    subject: x509.Name, issuer: x509.Name, private: Private, at: datetime, until: datetime
) -> x509.CertificateBuilder:
    """What all three certificates share, the mark of the demo included."""
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(days=1))
        .not_valid_after(until)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(private.public_key()), critical=False)
        .add_extension(x509.UnrecognizedExtension(DEMO_MARK, b"\x0c\x04DEMO"), critical=False)
    )


def _name(common: str, school: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "TW"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, school[:64]),
            x509.NameAttribute(NameOID.COMMON_NAME, common[:64]),
        ]
    )


def _usage(*, signing: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=signing,
        content_commitment=signing,
        key_cert_sign=not signing,
        crl_sign=not signing,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _issuer_key(private: Private) -> x509.AuthorityKeyIdentifier:
    return x509.AuthorityKeyIdentifier.from_issuer_public_key(private.public_key())


def _rsa(bits: int) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all, and readable by its owner only."""
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    part.replace(path)
