"""Is this PDF one that the registrar signed, whole and unaltered? Every fact apart, and one verdict.

The safe policy: one signature (all others document timestamps), in the expected field, certified NO_CHANGES, covering
the entire file, by the school's own chain and no other root. A library's "valid" alone is not a safe verdict: published
attacks pass it by appending, wrapping or shadowing. Any exception is a failure, because a file that cannot be read
strictly was not issued here.

An untrusted file costs as little as it can: the size is looked at before anything is parsed, decoders have tight
limits, and no address found in the file is ever fetched. Run it in a worker process: limits on memory and time
belong there.
"""

from __future__ import annotations

import asyncio
import io
import logging
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from asn1crypto import cms
from asn1crypto import x509 as asn1
from pyhanko.pdf_utils.crypt.api import AuthStatus
from pyhanko.pdf_utils.decode_limits import (
    DEFAULT_PURPOSE_LIMITS,
    DecodeLimits,
    DecodePurpose,
    DocumentDecodeBudget,
    MiB,
    StreamDecodeLimits,
)
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import (
    CatalogModificationRule,
    DSSCompareRule,
    FormUpdatingRule,
    ModificationLevel,
    SigFieldCreationRule,
    SigFieldModificationRule,
    StandardDiffPolicy,
)
from pyhanko.sign.fields import MDPPerm, enumerate_sig_fields
from pyhanko.sign.validation.pdf_embedded import (
    EmbeddedPdfSignature,
    async_validate_pdf_signature,
    async_validate_pdf_timestamp,
    read_certification_data,
)
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from app.issuance.signing import FIELD
from app.policy.verification import LARGEST_FILE, Seen

LIMITS = DecodeLimits(
    per_stream=StreamDecodeLimits(200, MiB, 16 * MiB),
    per_purpose={
        **DEFAULT_PURPOSE_LIMITS,
        DecodePurpose.XREF_STREAM: StreamDecodeLimits(max_output_size=MiB),
        DecodePurpose.OBJECT_STREAM: StreamDecodeLimits(max_output_size=4 * MiB),
    },
    document_budget=DocumentDecodeBudget(64 * MiB, 50),
)
MOST_CONTAINERS = 8
END_SIZE = 2048  # bytes at the end in which a PDF says where its list of places is
_END = re.compile(rb"startxref\s{1,4}(\d{1,9})\s{0,4}%%EOF\s{0,4}\Z")
_LIST = re.compile(rb"\s{0,4}(?:xref\s{1,4}\d{1,9} (?:\d{1,4}|[1-4]\d{4})\s|\d{1,9} \d{1,5} obj\b)")
_AN_OBJECT = re.compile(rb"\d{1,9} 0 obj\b")
_CONTAINER = re.compile(rb"/Contents\s{0,8}<([0-9A-Fa-f]{200,400000})")
_MAY_FOLLOW = StandardDiffPolicy(
    global_rules=[
        CatalogModificationRule({"/AcroForm", "/DSS", "/Extensions"}),  # type: ignore[no-untyped-call]  # pyHanko's own
        DSSCompareRule().as_qualified(ModificationLevel.LTA_UPDATES),
    ],
    form_rule=FormUpdatingRule(
        field_rules=[SigFieldCreationRule(), SigFieldModificationRule()]  # type: ignore[no-untyped-call]  # likewise
    ),
)
"""What may come after the signature: proof and archive timestamps, and nothing that a reader shows; no title either."""
_OUT_OF_TIME = {"trusted", "no_loose_bytes"}
"""What does not hold of a good signature whose certificate has ended: without a path its room cannot be judged."""
_SIGNING = KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What was found, fact by fact. Only when every one is true was the file signed here and left as it was."""

    readable: bool = False
    one_signature: bool = False
    expected_field: bool = False
    no_changes_allowed: bool = False
    unaltered: bool = False  # the digest fits and the signature verifies
    covers_whole_file: bool = False
    no_loose_bytes: bool = False  # the container holds the signer's chain, is followed by zeros, and by nothing else
    trusted: bool = False
    timestamps_good: bool = False

    @property
    def good(self) -> bool:
        return all(getattr(self, each.name) for each in fields(self))

    @property
    def missing(self) -> tuple[str, ...]:
        """The facts that did not hold, for staff; the public text stays general (B50)."""
        return tuple(each.name for each in fields(self) if not getattr(self, each.name))


def check(
    pdf: bytes,
    roots: Sequence[bytes],
    at: datetime | None = None,
    timestamp_roots: Sequence[bytes] = (),
    signers: Collection[bytes] | None = None,
) -> Checked:
    """Look at a PDF by the safe policy. ``roots`` are the only trusted certificates, DER; ``at`` defaults to now.

    Timestamps must lead to ``timestamp_roots``, or to ``roots`` where none are named. ``signers``: the certificates one
    of which must have signed, DER; left out, whoever leads to the roots may have.

    Never raises for a bad file: what could not be established stays false. MemoryError when it is too much.
    """
    if len(pdf) > LARGEST_FILE or not pdf.startswith(b"%PDF-") or not _ends_well(pdf):
        return Checked()
    logging.getLogger("pyhanko").setLevel(logging.CRITICAL)  # it writes what it finds in a hostile file
    try:
        return asyncio.run(_look(pdf, roots, at, timestamp_roots or roots, signers))
    except MemoryError:
        raise  # not the file's word but ours: it was too much for this process, which had better end
    except Exception:  # noqa: BLE001 - hostile files reach every corner of a parser; whatever it is, it is "no"
        return Checked()


def examine(pdf: bytes, issuers: Sequence[bytes], at: datetime | None = None) -> Seen:
    """Look at a PDF by the safe policy and say, when it does not hold, whose signature the file carries, if any.

    ``issuers`` are all certificates that ever stood in a chain of ours or of a timestamp authority that we asked, DER;
    only their roots are trusted, each for its own purpose, and only the signers' own certificates are ours: others have
    theirs from the same authorities, and their timestamps too. Whose signature it is, and whether it held when it was
    made, only helps to say something useful; it never makes a file good.
    """
    known = [asn1.Certificate.load(each) for each in issuers]
    signing, stamping = _roots(known)
    ours = frozenset(each.dump() for each in known if not each.ca and not _only_stamps(each))
    found = check(pdf, signing, at, stamping, ours)
    if found.good:
        return Seen(signed=True, by_us=True)
    signers = list(carried_signers(pdf))
    by_us = any(each.dump() in ours for each in signers)
    if by_us and set(found.missing) <= _OUT_OF_TIME and check(pdf, signing, _claimed(pdf), stamping, ours).good:
        return Seen(missing=("in_force",), signed=True, by_us=True, held_then=True)
    signer = "" if by_us or not signers else _own_name(signers[0])
    return Seen(missing=found.missing, signed=bool(signers), by_us=by_us, signer=signer)


def _roots(known: Sequence[asn1.Certificate]) -> tuple[list[bytes], list[bytes]]:
    """The roots under which signatures are trusted, and those under which timestamps are."""
    signing: dict[bytes, None] = {}
    stamping: dict[bytes, None] = {}
    for each in known:
        if each.ca and not each.self_issued:
            continue
        if not each.ca or len(known) == 1:
            (stamping if _only_stamps(each) else signing)[_root_of(each, known).dump()] = None
    return list(signing), list(stamping)


def _only_stamps(certificate: asn1.Certificate) -> bool:
    purposes = certificate.extended_key_usage_value
    return purposes is not None and bool(purposes.native == ["time_stamping"])


def _claimed(pdf: bytes) -> datetime | None:
    """When a file with one signature says that it was made; None where it does not."""
    try:
        reader = _opened(pdf)
        moment: datetime | None = reader.embedded_regular_signatures[0].self_reported_timestamp if reader else None
    except Exception:  # noqa: BLE001 - hostile bytes; what cannot be read claims no day
        return None
    return moment


def _root_of(certificate: asn1.Certificate, known: Sequence[asn1.Certificate]) -> asn1.Certificate:
    """The end of the chain that the names tell; whether it holds is looked at by the validation."""
    for _ in known:
        if certificate.self_issued:
            break
        certificate = next((each for each in known if _issued(each, certificate)), certificate)
    return certificate


def _issued(issuer: asn1.Certificate, certificate: asn1.Certificate) -> bool:
    """By name, and by key where both say it: an authority keeps its name when it changes its key."""
    if issuer.subject != certificate.issuer:
        return False
    wanted, own = certificate.authority_key_identifier, issuer.key_identifier
    return wanted is None or own is None or bool(wanted == own)


def carried_signers(pdf: bytes) -> Iterator[asn1.Certificate]:
    """Who signed, by each signature container of the raw file, which may be too damaged to be read as a PDF.

    Timestamps are no signatures: whose token a file carries does not tell whose file it is.
    """
    for count, place in enumerate(_CONTAINER.finditer(pdf[:LARGEST_FILE])):
        if count == MOST_CONTAINERS:
            return
        signer = _signer(place[1])
        if signer is not None:
            yield signer


def _signer(digits: bytes) -> asn1.Certificate | None:
    """The certificate that a signature names as its signer's; None for a timestamp."""
    try:
        signed = cms.ContentInfo.load(bytes.fromhex(digits.decode("ascii")))["content"]
        if signed["encap_content_info"]["content_type"].native == "tst_info":
            return None
        named = signed["signer_infos"][0]["sid"]
        carried = [each.chosen for each in signed["certificates"] if isinstance(each.chosen, asn1.Certificate)]
        return next((each for each in carried if _names(named, each)), None)
    except Exception:  # noqa: BLE001 - hostile bytes; what cannot be read names nobody
        return None


def _names(named: cms.SignerIdentifier, certificate: asn1.Certificate) -> bool:
    if named.name == "subject_key_identifier":
        return bool(named.chosen.native == certificate.key_identifier)
    issuer, number = named.chosen["issuer"], named.chosen["serial_number"].native
    return bool(issuer == certificate.issuer and number == certificate.serial_number)


def _own_name(signer: asn1.Certificate) -> str:
    """The name that the signer goes by, printable and short."""
    try:
        named = signer.subject.native
        said = str(named.get("common_name") or named.get("organization_name") or "")
    except Exception:  # noqa: BLE001 - a hostile name; it is shown as none
        return ""
    return "".join(each for each in said if each.isprintable())[:80]


def _ends_well(pdf: bytes) -> bool:
    """The last lines name a place at which a list of places begins; a reader would search megabytes for one."""
    end = _END.search(pdf, max(0, len(pdf) - END_SIZE))
    return end is not None and _LIST.match(pdf, int(end[1])) is not None


def _opened(pdf: bytes) -> PdfFileReader | None:
    """The advisory print lock (B44) opens for everybody; a document with a password does not."""
    reader = PdfFileReader(io.BytesIO(pdf), strict=True, decode_limits=LIMITS)
    locked = reader.security_handler is not None and reader.decrypt(b"").status is AuthStatus.FAILED
    return None if locked else reader


async def _look(
    pdf: bytes,
    roots: Sequence[bytes],
    at: datetime | None,
    timestamp_roots: Sequence[bytes],
    signers: Collection[bytes] | None,
) -> Checked:
    reader = _opened(pdf)
    if reader is None:
        return Checked()
    every = [EmbeddedPdfSignature(reader, field, name) for name, _, field in enumerate_sig_fields(reader, True)]
    own = [each for each in every if each.sig_object_type == "/Sig"]
    stamps = [each for each in every if each.sig_object_type == "/DocTimeStamp"]
    if len(own) != 1 or len(own) + len(stamps) != len(every):
        return Checked(readable=True)
    signature = own[0]
    certified = read_certification_data(reader)
    trust, trust_stamps = _context(roots, at), _context(timestamp_roots, at)
    status = await async_validate_pdf_signature(
        signature,
        trust,
        ts_validation_context=trust_stamps,
        diff_policy=_MAY_FOLLOW,
        key_usage_settings=_SIGNING,
    )
    covered, timed = await _coverage(status, stamps, timestamp_roots)
    covered = covered and all(_AN_OBJECT.match(pdf, _end(each)) for each in [signature, *stamps][:-1])
    return Checked(
        readable=True,
        one_signature=True,
        expected_field=signature.field_name == FIELD,
        no_changes_allowed=signature.docmdp_level == MDPPerm.NO_CHANGES
        and certified is not None
        and certified.author_sig == signature.sig_object,
        unaltered=bool(status.intact and status.valid and status.docmdp_ok and status.seed_value_ok),
        covers_whole_file=covered,
        no_loose_bytes=_nothing_loose(signature, status),
        trusted=bool(status.trusted and status.bottom_line)
        and (signers is None or status.signing_cert.dump() in signers),
        timestamps_good=timed,
    )


async def _coverage(
    status: PdfSignatureStatus, stamps: Sequence[EmbeddedPdfSignature], roots: Sequence[bytes]
) -> tuple[bool, bool]:
    """Does the signature cover the whole file, or do timestamps over it, the last of them to the last byte?

    Each timestamp's certificate must have been in force when the next was laid over it, the last one's when it was
    given: renewals stretch over decades, and no certificate is in force at both ends of them.
    """
    whole = SignatureCoverageLevel.ENTIRE_FILE
    if not stamps:
        return status.coverage == whole, True
    times = [_told_time(each) for each in stamps]
    if times != sorted(times):
        return False, False
    moments = [*times[1:], times[-1]]
    found = [
        await async_validate_pdf_timestamp(each, _context(roots, moment))
        for each, moment in zip(stamps, moments, strict=True)
    ]
    level = status.modification_level
    kept = level is not None and level <= ModificationLevel.LTA_UPDATES
    return kept and found[-1].coverage == whole, all(each.intact and each.valid and each.trusted for each in found)


def _end(signature: EmbeddedPdfSignature) -> int:
    """Where the bytes end that it covers; the next revision begins there, and nothing is hidden between the two."""
    *_, start, size = signature.byte_range
    return int(start) + int(size)


def _told_time(stamp: EmbeddedPdfSignature) -> datetime:
    told: datetime = stamp.signed_data["encap_content_info"]["content"].parsed["gen_time"].native
    return told


def _context(roots: Sequence[bytes], at: datetime | None) -> ValidationContext:
    return ValidationContext(
        trust_roots=[asn1.Certificate.load(each) for each in roots],
        allow_fetching=False,
        moment=at,
        best_signature_time=at,
    )


def _nothing_loose(signature: EmbeddedPdfSignature, status: PdfSignatureStatus) -> bool:
    """The bytes of the container are not signed themselves; what plays no part in the signature may not be in them."""
    content = signature.pkcs7_content
    chain = {each.dump() for each in status.validation_path} if status.validation_path else set()
    carried = {each.chosen.dump() for each in signature.signed_data["certificates"]}
    return carried <= chain and not content[_der_size(content) :].strip(b"\0")


def _der_size(content: bytes) -> int:
    """The size of the outermost DER element at the front of ``content``."""
    first = content[1]
    if first < 0x80:
        return 2 + first
    octets = first & 0x7F
    return 2 + octets + int.from_bytes(content[2 : 2 + octets], "big")
