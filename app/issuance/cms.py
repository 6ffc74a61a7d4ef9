"""The containers (CMS SignedData) of a PAdES signature and of a timestamp token, written from a DER template.

How this works. Of the whole container only two things differ from one certificate to the next: the digest and the
signature over the signed attributes. Everything else (chain, algorithms, the signing-certificate-v2 attribute) is
encoded once, when the key is opened; a signature is then two joins and one operation of the key. A general library
builds and re-encodes the same tree for 15 ms each time.

Signed attributes are the three that PAdES baseline asks for and no others: content type, message digest, and
signing-certificate-v2 (ETSI EN 319 142-1; the time of signing stands in the PDF's /M, not here). DER wants a SET OF in
ascending order, so the attributes are sorted once around the gap for the digest. The one unsigned attribute is the
timestamp over the signature (level B-T and above).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime

from asn1crypto import core, x509

SHA256_SIZE = 32
_SEQUENCE, _SET, _OCTETS, _NULL = 0x30, 0x31, 0x04, b"\x05\x00"
_VERSION_1 = b"\x02\x01\x01"
_RSA_WITH_SHA256 = "1.2.840.113549.1.1.11"
_ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2"


def _length(size: int) -> bytes:
    if size < 128:
        return bytes((size,))
    octets = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((0x80 | len(octets),)) + octets


def _der(tag: int, *parts: bytes) -> bytes:
    content = b"".join(parts)
    return bytes((tag,)) + _length(len(content)) + content


def _oid(dotted: str) -> bytes:
    return bytes(core.ObjectIdentifier(dotted).dump())


DATA = "1.2.840.113549.1.7.1"
TIMESTAMP = "1.2.840.113549.1.9.16.1.4"
_STAMP_ATTRIBUTE = "1.2.840.113549.1.9.16.2.14"
DEMO_POLICY = "2.25.274906528216513934726116219317021806464"
"""Under which a demonstration's tokens are made: an OID that promises nothing."""


class _Template:
    """A container with two gaps, the digest and the signature; ``content`` names what is signed."""

    def __init__(
        self,
        signer: x509.Certificate,
        chain: Sequence[x509.Certificate],
        sign_raw: Callable[[bytes], bytes],
        content: str,
        *,
        rsa: bool,
    ) -> None:
        self.sign_raw = sign_raw
        self._before_digest, self._after_digest = _around_digest(signer, content)
        self._digest_algorithm = _der(_SEQUENCE, _oid("2.16.840.1.101.3.4.2.1"))
        who = _der(_SEQUENCE, signer.issuer.dump(), core.Integer(signer.serial_number).dump())
        self._signer_head = _VERSION_1 + who + self._digest_algorithm
        self._algorithm = (
            _der(_SEQUENCE, _oid(_RSA_WITH_SHA256), _NULL) if rsa else _der(_SEQUENCE, _oid(_ECDSA_WITH_SHA256))
        )
        self._certificates = _der(0xA0, *sorted({each.dump() for each in (signer, *chain)}))
        self._signed_data = _oid("1.2.840.113549.1.7.2")

    def _attributes(self, digest: bytes) -> bytes:
        return self._before_digest + digest + self._after_digest

    def _signature(self, digest: bytes) -> bytes:
        if len(digest) != SHA256_SIZE:
            raise ValueError("not a SHA-256 digest")
        return self.sign_raw(bytes((_SET,)) + self._attributes(digest))

    def _wrap(self, head: bytes, digest: bytes, signature: bytes, unsigned: bytes = b"") -> bytes:
        attributes = b"\xa0" + self._attributes(digest)  # [0] IMPLICIT in place of the SET that is signed
        info = _der(_SEQUENCE, self._signer_head, attributes, self._algorithm, _der(_OCTETS, signature), unsigned)
        return _der(_SEQUENCE, self._signed_data, _der(0xA0, _der(_SEQUENCE, head, _der(_SET, info))))


class SignatureTemplate(_Template):
    """The registrar's signature over a document's SHA-256, with a timestamp over it if one is given.

    ``sign_raw`` takes the bytes to sign and gives the raw signature; ``longest`` is the size in bytes of the longest
    one it can give. ``chain`` goes into the container behind the signer's own certificate, roots included.
    """

    def __init__(
        self,
        signer: x509.Certificate,
        chain: Sequence[x509.Certificate],
        sign_raw: Callable[[bytes], bytes],
        *,
        rsa: bool,
        longest: int,
    ) -> None:
        super().__init__(signer, chain, sign_raw, DATA, rsa=rsa)
        content = _der(_SEQUENCE, _oid(DATA))
        self._head = _VERSION_1 + _der(_SET, self._digest_algorithm) + content + self._certificates
        self.size = len(self._wrap(self._head, bytes(SHA256_SIZE), bytes(longest)))

    def sign(self, digest: bytes, stamp: Callable[[bytes], bytes] | None = None) -> bytes:
        """The container for a document with this SHA-256, DER, at most ``size`` bytes without its timestamp.

        ``stamp`` is told the SHA-256 of the signature and gives the token over it.
        """
        signature = self._signature(digest)
        unsigned = b""
        if stamp is not None:
            token = stamp(hashlib.sha256(signature).digest())
            unsigned = _der(0xA1, _der(_SEQUENCE, _oid(_STAMP_ATTRIBUTE), _der(_SET, token)))
        return self._wrap(self._head, digest, signature, unsigned)


class TokenTemplate(_Template):
    """A timestamp authority's token (RFC 3161) over a SHA-256: what the demonstration's own authority gives."""

    def __init__(
        self,
        signer: x509.Certificate,
        chain: Sequence[x509.Certificate],
        sign_raw: Callable[[bytes], bytes],
        *,
        rsa: bool,
    ) -> None:
        super().__init__(signer, chain, sign_raw, TIMESTAMP, rsa=rsa)

    def token(self, digest: bytes, at: datetime, serial: int) -> bytes:
        """``at`` in UTC, to the second; ``serial`` a positive number that was not given before."""
        imprint = _der(_SEQUENCE, self._digest_algorithm, _der(_OCTETS, digest))
        number = core.Integer(serial).dump()
        time = _der(0x18, at.strftime("%Y%m%d%H%M%SZ").encode("ascii"))
        said = _der(_SEQUENCE, _VERSION_1, _oid(DEMO_POLICY), imprint, number, time)
        content = _der(_SEQUENCE, _oid(TIMESTAMP), _der(0xA0, _der(_OCTETS, said)))
        head = b"\x02\x01\x03" + _der(_SET, self._digest_algorithm) + content + self._certificates
        own = hashlib.sha256(said).digest()
        return self._wrap(head, own, self._signature(own))


def _around_digest(signer: x509.Certificate, content: str) -> tuple[bytes, bytes]:
    """The signed attributes with their length, before and after the place of the digest."""
    issuer = _der(_SEQUENCE, _der(0xA4, signer.issuer.dump()))
    named = _der(_SEQUENCE, issuer, core.Integer(signer.serial_number).dump())
    fingerprint = _der(_OCTETS, hashlib.sha256(signer.dump()).digest())
    essence = _der(_SEQUENCE, _der(_SEQUENCE, _der(_SEQUENCE, fingerprint, named)))
    content_type = _der(_SEQUENCE, _oid("1.2.840.113549.1.9.3"), _der(_SET, _oid(content)))
    certificate = _der(_SEQUENCE, _oid("1.2.840.113549.1.9.16.2.47"), _der(_SET, essence))
    digest = _der(_SEQUENCE, _oid("1.2.840.113549.1.9.4"), _der(_SET, _der(_OCTETS, bytes(SHA256_SIZE))))
    ordered = sorted((content_type, certificate, digest))
    place = ordered.index(digest)
    before = b"".join(ordered[:place]) + digest[:-SHA256_SIZE]
    after = b"".join(ordered[place + 1 :])
    return _length(len(before) + SHA256_SIZE + len(after)) + before, after
