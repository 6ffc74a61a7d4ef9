"""The signature container (CMS SignedData) of a PAdES signature, written from a DER template.

How this works. Of the whole container only two things differ from one certificate to the next: the document's digest
and the signature over the signed attributes. Everything else (chain, algorithms, the signing-certificate-v2 attribute)
is encoded once, when the key is opened; a signature is then two joins and one operation of the key. A general library
builds and re-encodes the same tree for 15 ms each time.

Signed attributes are the three that PAdES baseline asks for and no others: content type, message digest, and
signing-certificate-v2 (ETSI EN 319 142-1; the time of signing stands in the PDF's /M, not here). DER wants a SET OF in
ascending order, so the attributes are sorted once around the gap for the digest.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

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


class SignatureTemplate:
    """A signature container with two gaps: the document's SHA-256 and the signature.

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
        self.sign_raw = sign_raw
        self._before_digest, self._after_digest = _around_digest(signer)
        digest_algorithm = _der(_SEQUENCE, _oid("2.16.840.1.101.3.4.2.1"))
        who = _der(_SEQUENCE, signer.issuer.dump(), core.Integer(signer.serial_number).dump())
        self._signer_head = _VERSION_1 + who + digest_algorithm
        self._algorithm = (
            _der(_SEQUENCE, _oid(_RSA_WITH_SHA256), _NULL) if rsa else _der(_SEQUENCE, _oid(_ECDSA_WITH_SHA256))
        )
        certificates = _der(0xA0, *sorted({each.dump() for each in (signer, *chain)}))
        content = _der(_SEQUENCE, _oid("1.2.840.113549.1.7.1"))
        self._data_head = _VERSION_1 + _der(_SET, digest_algorithm) + content + certificates
        self._signed_data = _oid("1.2.840.113549.1.7.2")
        self.size = len(self._wrap(bytes(SHA256_SIZE), bytes(longest)))

    def sign(self, digest: bytes) -> bytes:
        """The container for a document with this SHA-256, DER, at most ``size`` bytes."""
        if len(digest) != SHA256_SIZE:
            raise ValueError("not a SHA-256 digest")
        attributes = bytes((_SET,)) + self._attributes(digest)
        return self._wrap(digest, self.sign_raw(attributes))

    def _attributes(self, digest: bytes) -> bytes:
        return self._before_digest + digest + self._after_digest

    def _wrap(self, digest: bytes, signature: bytes) -> bytes:
        attributes = b"\xa0" + self._attributes(digest)  # [0] IMPLICIT in place of the SET that is signed
        info = _der(_SEQUENCE, self._signer_head, attributes, self._algorithm, _der(_OCTETS, signature))
        return _der(_SEQUENCE, self._signed_data, _der(0xA0, _der(_SEQUENCE, self._data_head, _der(_SET, info))))


def _around_digest(signer: x509.Certificate) -> tuple[bytes, bytes]:
    """The signed attributes with their length, before and after the place of the digest."""
    issuer = _der(_SEQUENCE, _der(0xA4, signer.issuer.dump()))
    named = _der(_SEQUENCE, issuer, core.Integer(signer.serial_number).dump())
    fingerprint = _der(_OCTETS, hashlib.sha256(signer.dump()).digest())
    essence = _der(_SEQUENCE, _der(_SEQUENCE, _der(_SEQUENCE, fingerprint, named)))
    content_type = _der(_SEQUENCE, _oid("1.2.840.113549.1.9.3"), _der(_SET, _oid("1.2.840.113549.1.7.1")))
    certificate = _der(_SEQUENCE, _oid("1.2.840.113549.1.9.16.2.47"), _der(_SET, essence))
    digest = _der(_SEQUENCE, _oid("1.2.840.113549.1.9.4"), _der(_SET, _der(_OCTETS, bytes(SHA256_SIZE))))
    ordered = sorted((content_type, certificate, digest))
    place = ordered.index(digest)
    before = b"".join(ordered[:place]) + digest[:-SHA256_SIZE]
    after = b"".join(ordered[place + 1 :])
    return _length(len(before) + SHA256_SIZE + len(after)) + before, after
