"""The demo's own certificate authority (示範憑證), made afresh and thrown away with the demo.

Root, issuing authority and signer, whose names say DEMO 示範 in plain words and which carry an extension that this
program recognises: a real database refuses the key, and a demo database takes no other. The signer's certificate has
the purpose e-mail protection, because PDF readers that follow NSS call no other signer trusted. Beside it lie a
timestamp authority of the same house, both issuers' revocation lists and their OCSP answers, so that a demo's
certificates last as real ones do, without a network.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption
from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12, serialize_key_and_certificates
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID

from app.errors import Refusal
from app.issuance.keys import DEMO_MARK, KeyPlace
from app.issuance.orders import LastingPlace, Level
from app.private_files import write_private

KEY_FILE = "demo-registrar.p12"
STAMP_FILE = "demo-timestamps.p12"
ROOT_FILE = "demo-root.crt"
YEARS = 3
ROOT_YEARS = 40  # a root outlives what is judged by it
_RESPONDER = x509.AuthorityInformationAccess(
    [x509.AccessDescription(AuthorityInformationAccessOID.OCSP, x509.UniformResourceIdentifier("http://127.0.0.1:9/"))]
)
"""Verifiers look at an OCSP answer only where the certificate names a responder; nobody answers at this one."""
_LIST = x509.CRLDistributionPoints(
    [x509.DistributionPoint([x509.UniformResourceIdentifier("http://127.0.0.1:9/ca.crl")], None, None, None)]
)
Private = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@dataclass(frozen=True, slots=True)
class _Authority:
    certificate: x509.Certificate
    private: Private = field(repr=False)


def make_demo_key(
    folder: Path, at: datetime, *, demo_database: bool, school: str = "範例大學", bits: int = 3072
) -> KeyPlace:
    """Make the throwaway authority and its signer, and leave the PKCS#12 and the root's certificate in ``folder``.

    The passphrase is random; the caller keeps it in the demo's settings. Refuses with ``signing.demo_key_in_real``
    for a database that is not marked demo.
    """
    if not demo_database:
        raise Refusal.because("signing.demo_key_in_real")
    passphrase = secrets.token_urlsafe(18)
    folder.mkdir(parents=True, exist_ok=True)
    return _lay_down(folder, _House.of(school, at), _rsa(bits), passphrase)


def _lay_down(folder: Path, house: _House, private: Private, passphrase: str) -> KeyPlace:
    """Everything that the house has to give, in files."""
    write_private(folder / ROOT_FILE, house.root.certificate.public_bytes(Encoding.PEM))
    containers = {KEY_FILE: house.registrar(private, passphrase), STAMP_FILE: house.stamps(passphrase)}
    for name, container in containers.items():
        write_private(folder / name, container)
        write_private((folder / name).with_suffix(".ocsp"), house.answer(container, passphrase))
    for name, each in (("demo-root.crl", house.root), ("demo-ca.crl", house.issuing)):
        write_private(folder / name, house.revoked(each))
    return KeyPlace(folder / KEY_FILE, passphrase)


def lasting_beside(key: KeyPlace, level: Level = Level.B_LTA) -> LastingPlace:
    """What makes a demo's certificates last: the timestamp authority and the lists that lie beside its key."""
    folder = key.path.parent
    return LastingPlace(level, demo_authority=KeyPlace(folder / STAMP_FILE, key.passphrase), lists=folder)


def _make(at: datetime, school: str, private: Private, passphrase: str) -> tuple[x509.Certificate, bytes]:
    """The root's certificate and the registrar's PKCS#12 with this key."""
    house = _House.of(school, at)
    return house.root.certificate, house.registrar(private, passphrase)


@dataclass(frozen=True, slots=True)
class _House:
    """Root and issuing authority of one demo."""

    school: str
    at: datetime
    root: _Authority
    issuing: _Authority
    speaks_for: timedelta = timedelta(days=366 * YEARS)  # how long its lists and answers hold
    has_responder: bool = True  # else a list alone tells who was revoked

    @classmethod
    def of(cls, school: str, at: datetime) -> _House:
        until = at + timedelta(days=366 * ROOT_YEARS)
        root = _authority(f"{school} DEMO ROOT 示範根憑證 (NOT VALID 無效)", None, at, until, depth=1)
        issuing = _authority(f"{school} DEMO CA 示範憑證 (NOT VALID 無效)", root, at, until, depth=0)
        return cls(school, at, root, issuing)

    def registrar(self, private: Private, passphrase: str) -> bytes:
        purposes = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION])
        return self._container("註冊組 DEMO 示範 (NOT VALID 無效)", private, purposes, passphrase, critical=False)

    def stamps(self, passphrase: str, *, rsa: bool = False) -> bytes:
        """RFC 3161 wants the one purpose, marked critical."""
        purposes = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        private = _rsa(2048) if rsa else ec.generate_private_key(ec.SECP256R1())
        return self._container("DEMO TSA 示範時戳 (NOT VALID 無效)", private, purposes, passphrase, critical=True)

    def revoked(self, authority: _Authority, *, serials: Sequence[int] = ()) -> bytes:
        """The authority's revocation list, DER."""
        listed = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(authority.certificate.subject)
            .last_update(self.at)
            .next_update(self.at + self.speaks_for)
            .add_extension(x509.CRLNumber(1), critical=False)
            .add_extension(_issuer_key(authority.private), critical=False)
        )
        for serial in serials:
            gone = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(self.at).build()
            listed = listed.add_revoked_certificate(gone)
        return listed.sign(authority.private, SHA256()).public_bytes(Encoding.DER)

    def answer(self, container: bytes, passphrase: str) -> bytes:
        """The issuer's OCSP answer, DER, that the certificate in this PKCS#12 is good: from a responder of its own."""
        own = load_pkcs12(container, passphrase.encode()).cert
        assert own is not None
        responder = self._responder()
        return (
            ocsp.OCSPResponseBuilder()
            .add_response(
                cert=own.certificate,
                issuer=self.issuing.certificate,
                algorithm=SHA256(),
                cert_status=ocsp.OCSPCertStatus.GOOD,
                this_update=self.at,
                next_update=self.at + self.speaks_for,
                revocation_time=None,
                revocation_reason=None,
            )
            .responder_id(ocsp.OCSPResponderEncoding.HASH, responder.certificate)
            .certificates([responder.certificate])
            .sign(responder.private, SHA256())
            .public_bytes(Encoding.DER)
        )

    def _responder(self) -> _Authority:
        private = ec.generate_private_key(ec.SECP256R1())
        until = self.at + timedelta(days=366 * YEARS)
        name = _name(f"{self.school} DEMO OCSP 示範 (NOT VALID 無效)", self.school)
        certificate = (
            _start(name, self.issuing.certificate.subject, private, self.at, until)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(signing=True), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.OCSP_SIGNING]), critical=False)
            .add_extension(x509.OCSPNoCheck(), critical=False)
            .add_extension(_issuer_key(self.issuing.private), critical=False)
            .sign(self.issuing.private, SHA256())
        )
        return _Authority(certificate, private)

    def _container(
        self, words: str, private: Private, purposes: x509.ExtendedKeyUsage, passphrase: str, *, critical: bool
    ) -> bytes:
        until = self.at + timedelta(days=366 * YEARS)
        name = _name(f"{self.school} {words}", self.school)
        own = (
            _start(name, self.issuing.certificate.subject, private, self.at, until)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(signing=True), critical=True)
            .add_extension(purposes, critical=critical)
            .add_extension(_RESPONDER if self.has_responder else _LIST, critical=False)
            .add_extension(_issuer_key(self.issuing.private), critical=False)
            .sign(self.issuing.private, SHA256())
        )
        protection = BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
        chain = [self.issuing.certificate, self.root.certificate]
        return serialize_key_and_certificates(b"registrar", private, own, chain, protection)


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
