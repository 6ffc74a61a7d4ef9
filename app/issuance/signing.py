"""Sign a PDF as the registrar: PAdES B-B to B-LTA, certified so that no change is allowed afterwards.

A small port over pyHanko, which lays the signature field and the byte range; the container itself comes from the
template in :mod:`app.issuance.cms`. For a plain signature exactly as many bytes are reserved as the container needs, so
that an RSA signature leaves no padding in which bytes could be altered unseen. Every output satisfies the strict policy
of :mod:`app.issuance.validation` and independent verifiers; the tests hold that.

What lasts: B-T adds a timestamp over the signature; B-LT the chain and the proof that it was good that day, in the
same revision and therefore under the signature; B-LTA a timestamp over the whole file, its last byte included. The
proof is written without the per-signature index (VRI), because that would come after the last timestamp, where nothing
covers it.
"""

from __future__ import annotations

import io
from collections.abc import Coroutine, Sequence
from datetime import datetime
from typing import Any, TypeVar

from asn1crypto import cms as asn1_cms
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.sign.signers.pdf_signer import TimestampDSSContentSettings
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.validation.dss import DocumentSecurityStore

from app.errors import Trouble
from app.issuance.cms import SignatureTemplate
from app.issuance.keys import SigningKey, chain_of, check_belongs, check_key, open_any_key, raw_signature
from app.issuance.orders import AnyKey, Certification, Level
from app.issuance.print_lock import opened
from app.issuance.proof import Proof
from app.issuance.timestamps import Timestamps

T = TypeVar("T")
FIELD = "Registrar"
STAMP_FIELD = "Archive"
ROOM_FOR_CHANGES = 512  # bytes by which an authority's next token may be longer than its last


class Signer:
    """The registrar's hand (註冊組簽章): an opened key, ready to sign one certificate after another."""

    def __init__(self, key: SigningKey) -> None:
        self.key = key
        self._certificate, *chain = [asn1.Certificate.load(each.public_bytes(Encoding.DER)) for each in key.chain]
        raw, rsa, longest = raw_signature(key)
        self.template = SignatureTemplate(self._certificate, chain, raw, rsa=rsa, longest=longest)

    @classmethod
    def open(cls, place: AnyKey, *, demo_database: bool) -> Signer:
        """Open the key and check that it belongs to this kind of database. Trouble and refusals as in ``keys``."""
        key = open_any_key(place)
        check_belongs(key, demo_database=demo_database)
        return cls(key)

    def check(self, at: datetime) -> None:
        """Before each batch: is the certificate in force and for signing? Trouble ``signing.certificate_*``."""
        check_key(self.key, at)

    def sign(self, pdf: bytes, certification: Certification, at: datetime, lasting: Lasting | None = None) -> bytes:
        """The same document with the registrar's signature; the original bytes stay as they are in front.

        ``at`` becomes the claimed time of signing; ``lasting`` is what level it shall reach, B-B if left out. Trouble
        ``signing.failed`` when the PDF cannot carry a signature, ``timestamp.*`` as the authority says.
        """
        try:
            return _at_once(self._sign(pdf, certification, at, lasting or _PLAIN))
        except (SigningError, PdfError) as failure:
            raise Trouble("signing.failed") from failure

    async def _sign(self, pdf: bytes, certification: Certification, at: datetime, lasting: Lasting) -> bytes:
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
            _TemplateSigner(self.template, self._certificate, lasting.timestamps),
            new_field_spec=SigFieldSpec(FIELD),
        )
        writer = opened(pdf)
        if lasting.proof is not None:
            _add_proof(writer, lasting.proof)
        session = registrar.init_signing_session(writer)
        session.system_time = at
        prepared = session.prepare_tbs_document(None, bytes_reserved=2 * (self.template.size + lasting.room))
        output = io.BytesIO()
        digest, _ = prepared.digest_tbs_document(output=output)
        await prepared.perform_signature(digest.document_digest, PdfCMSSignedAttributes(signing_time=at))
        if lasting.level is not Level.B_LTA:
            return output.getvalue()
        return await _stamped(output, lasting)


class Lasting:
    """What a signature shall last by: an authority for timestamps, and the proof of the day."""

    def __init__(self, level: Level, timestamps: Timestamps | None = None, proof: Proof | None = None) -> None:
        proven = level in (Level.B_LT, Level.B_LTA)
        if (level is not Level.B_B and timestamps is None) or (proven and proof is None):
            raise ValueError(f"{level} needs more than it was given")
        self.level, self.proof = level, proof if proven else None
        self.timestamps = timestamps if level is not Level.B_B else None
        self.room = 0 if self.timestamps is None else len(self.timestamps.token(bytes(32))) + ROOM_FOR_CHANGES


_PLAIN = Lasting(Level.B_B)


def restamp(pdf: bytes, lasting: Lasting) -> bytes:
    """The same file with one more archive timestamp over all of it, and the proof of the last one before it.

    For the renewal before the last timestamp's certificate ends. Trouble ``renewal.failed`` and ``timestamp.*``.
    """
    try:
        return _at_once(_stamped(io.BytesIO(pdf), lasting, renewed=True))
    except (SigningError, PdfError) as failure:
        raise Trouble("renewal.failed") from failure


def last_stamp(pdf: bytes, issuers: Sequence[bytes]) -> tuple[x509.Certificate, ...]:
    """The chain of the authority that gave the file's last archive timestamp, its own certificate first.

    ``issuers`` are certificates that may complete it, DER. Trouble ``renewal.no_timestamp``, ``timestamp.not_trusted``.
    """
    try:
        reader = PdfFileReader(io.BytesIO(pdf), strict=True)
        if reader.encrypted:
            reader.decrypt(b"")
        stamps = reader.embedded_timestamp_signatures
        if not stamps:
            raise Trouble("renewal.no_timestamp")
        own = stamps[-1].signer_cert
        carried = [each.chosen for each in stamps[-1].signed_data["certificates"]]
        known = [each.dump() for each in carried] + list(issuers)
        others = [x509.load_der_x509_certificate(each) for each in dict.fromkeys(known)]
        return chain_of(x509.load_der_x509_certificate(own.dump()), others, "timestamp.not_trusted")
    except (SigningError, PdfError, ValueError, KeyError) as failure:
        raise Trouble("renewal.failed") from failure


def _at_once(work: Coroutine[Any, Any, T]) -> T:
    """Drive pyHanko's coroutine to its end: nothing in it waits, and an event loop for each signature costs a fifth."""
    try:
        work.send(None)
    except StopIteration as done:
        return done.value  # type: ignore[no-any-return]  # what the coroutine gives
    work.close()
    raise SigningError("the signature waited for something")


async def _stamped(signed: io.BytesIO, lasting: Lasting, *, renewed: bool = False) -> bytes:
    assert lasting.timestamps is not None
    writer = opened(signed)
    if renewed and lasting.proof is not None:
        _add_proof(writer, lasting.proof)
    number = len(writer.prev.embedded_timestamp_signatures) + 1 if renewed else 1
    stamper = signers.PdfTimeStamper(_Stamper(lasting.timestamps), field_name=f"{STAMP_FIELD}{number}")
    output = await stamper.async_timestamp_pdf(
        writer, "sha256", bytes_reserved=2 * lasting.room, dss_settings=TimestampDSSContentSettings(include_vri=False)
    )
    return bytes(output.getvalue())


def _add_proof(writer: IncrementalPdfFileWriter, proof: Proof) -> None:
    DocumentSecurityStore.supply_dss_in_writer(
        writer, None, certs=proof.certificates, ocsps=proof.ocsps, crls=proof.crls
    )


class _TemplateSigner(signers.Signer):
    """pyHanko's signer, with the container written from the template instead of built anew."""

    def __init__(
        self, template: SignatureTemplate, certificate: asn1.Certificate, timestamps: Timestamps | None
    ) -> None:
        self.template = template
        self._stamp = None if timestamps is None else timestamps.token
        super().__init__(signing_cert=certificate)

    async def async_sign(self, data_digest: bytes, *_: Any, **__: Any) -> bytes:
        return self.template.sign(data_digest, self._stamp)

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        return self.template.sign_raw(data)


class _Stamper(TimeStamper):
    """pyHanko's timestamper, asking ours."""

    def __init__(self, timestamps: Timestamps) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._timestamps = timestamps

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> asn1_cms.ContentInfo:
        return asn1_cms.ContentInfo.load(self._timestamps.token(message_digest))
