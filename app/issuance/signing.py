"""Sign a PDF as the registrar: PAdES B-B, certified so that no change is allowed afterwards.

A small port over pyHanko, which lays the signature field and the byte range; the container itself comes from the
template in :mod:`app.issuance.cms`. Exactly as many bytes are reserved as the container needs, so that an RSA signature
leaves no padding in which bytes could be altered unseen. Every output satisfies the strict policy of
:mod:`app.issuance.validation` and independent verifiers; the tests hold that.
"""

from __future__ import annotations

import asyncio
import io
from datetime import datetime
from typing import Any

from asn1crypto import x509 as asn1
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign import signers
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes

from app.errors import Trouble
from app.issuance.cms import SignatureTemplate
from app.issuance.keys import LONGEST_ECDSA_P256, KeyPlace, SigningKey, check_belongs, check_key, open_key
from app.issuance.orders import Certification

FIELD = "Registrar"
LEVEL = "B-B"


class Signer:
    """The registrar's hand (註冊組簽章): an opened key, ready to sign one certificate after another."""

    def __init__(self, key: SigningKey) -> None:
        self.key = key
        certificate, *chain = [asn1.Certificate.load(each.public_bytes(Encoding.DER)) for each in key.chain]
        self.template = _template(key, certificate, chain)
        self._hand = _TemplateSigner(self.template, certificate)

    @classmethod
    def open(cls, place: KeyPlace, *, demo_database: bool) -> Signer:
        """Open the key and check that it belongs to this kind of database. Trouble and refusals as in ``keys``."""
        key = open_key(place)
        check_belongs(key, demo_database=demo_database)
        return cls(key)

    def check(self, at: datetime) -> None:
        """Before each batch: is the certificate in force and for signing? Trouble ``signing.certificate_*``."""
        check_key(self.key, at)

    def sign(self, pdf: bytes, certification: Certification, at: datetime) -> bytes:
        """The same document with the registrar's signature; the original bytes stay as they are in front.

        ``at`` becomes the claimed time of signing. Trouble ``signing.failed`` when the PDF cannot carry a signature.
        """
        try:
            return asyncio.run(self._sign(pdf, certification, at))
        except (SigningError, PdfError) as failure:
            raise Trouble("signing.failed") from failure

    async def _sign(self, pdf: bytes, certification: Certification, at: datetime) -> bytes:
        registrar = signers.PdfSigner(
            signers.PdfSignatureMetadata(
                field_name=FIELD,
                md_algorithm="sha256",
                subfilter=SigSeedSubFilter.PADES,
                certify=True,
                docmdp_permissions=MDPPerm.NO_CHANGES,
                reason=certification.reason,
                location=certification.location,
            ),
            self._hand,
            new_field_spec=SigFieldSpec(FIELD),
        )
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        session = registrar.init_signing_session(writer)
        session.system_time = at
        prepared = session.prepare_tbs_document(None, bytes_reserved=2 * self.template.size)
        output = io.BytesIO()
        digest, _ = prepared.digest_tbs_document(output=output)
        await prepared.perform_signature(digest.document_digest, PdfCMSSignedAttributes(signing_time=at))
        return output.getvalue()


class _TemplateSigner(signers.Signer):
    """pyHanko's signer, with the container written from the template instead of built anew."""

    def __init__(self, template: SignatureTemplate, certificate: asn1.Certificate) -> None:
        self.template = template
        super().__init__(signing_cert=certificate)

    async def async_sign(self, data_digest: bytes, *_: Any, **__: Any) -> bytes:
        return self.template.sign(data_digest)

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        return self.template.sign_raw(data)


def _template(key: SigningKey, own: asn1.Certificate, chain: list[asn1.Certificate]) -> SignatureTemplate:
    private = key.private
    if isinstance(private, RSAPrivateKey):
        longest = (private.key_size + 7) // 8
        return SignatureTemplate(
            own, chain, lambda data: private.sign(data, PKCS1v15(), SHA256()), rsa=True, longest=longest
        )
    return SignatureTemplate(
        own, chain, lambda data: private.sign(data, ECDSA(SHA256())), rsa=False, longest=LONGEST_ECDSA_P256
    )
