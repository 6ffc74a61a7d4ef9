"""Proof of the day (當日有效證明): that no certificate of a chain was revoked when it was used.

A signature that shall be judged in thirty years needs the issuer's own word from its own time: OCSP answers and
revocation lists, fetched from the addresses in the school's and the timestamp authority's certificates (never from
addresses in a file that somebody brings), or read from a folder where the school puts its issuer's lists. They are the
same for a whole batch, so they are gathered once and kept until one of them is an hour old or runs out.

A revoked certificate stops the queue and is never tried again by itself. A responder that does not answer is a Trouble
that passes: the job waits.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from asn1crypto import crl, ocsp
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import PathValidationError, RevokedError, ValidationError

from app.dates import local_day
from app.errors import Trouble
from app.log import Log

log = Log(__name__)
FRESH = timedelta(hours=1)
REVOKED = "signing.certificate_revoked"
Chain = tuple[x509.Certificate, ...]


@dataclass(frozen=True, slots=True)
class Proof:
    """Certificates, OCSP answers and revocation lists, as they go into the file; good for signing until ``until``."""

    certificates: tuple[asn1.Certificate, ...]
    ocsps: tuple[ocsp.OCSPResponse, ...]
    crls: tuple[crl.CertificateList, ...]
    until: datetime


def gather(
    chains: Sequence[Chain], at: datetime, lists: Path | None = None, *, needed: bool = True, for_decades: bool = False
) -> Proof:
    """The proof for these chains, each certificate of them below the root accounted for.

    ``lists`` is a folder of lists (``*.crl``) and answers (``*.ocsp``), taken instead of asking the issuers. Trouble
    ``signing.certificate_revoked``; ``revocation.unknown`` (passes) when an issuer gives no answer and one is
    ``needed``: a plain signature carries no proof, and is only kept from being made with a key known to be revoked.
    Proof ``for_decades`` has an answer about the first of each chain, else Trouble ``revocation.lists_only``.
    """
    logging.getLogger("pyhanko_certvalidator").setLevel(logging.ERROR)
    held, answered = _held(lists) if lists is not None else ((), ())
    roots = {each[-1] for each in chains}
    trust = ValidationContext(
        trust_roots=[_plain(each) for each in roots],
        other_certs=[_plain(each) for chain in chains for each in chain[1:-1]],
        moment=at if lists is not None else None,
        allow_fetching=lists is None,
        crls=held if lists is not None else None,
        ocsps=answered if lists is not None else None,
        revocation_mode="require",
    )
    try:
        asyncio.run(_validate(chains, trust))
    except Trouble as trouble:
        if needed or trouble.code == REVOKED:
            raise
        log.info("revocation not asked", code=trouble.code)
    crls, ocsps = (held, answered) if lists is not None else (tuple(trust.crls), tuple(trust.ocsps))
    crls, ocsps = _needed(chains, crls, ocsps)
    if for_decades:
        refuse_lists_alone(chains, ocsps)
    certificates = {_plain(each).dump(): _plain(each) for chain in chains for each in chain}
    return Proof(tuple(certificates.values()), ocsps, crls, min([at + FRESH, *_ends(crls)]))


async def _validate(chains: Sequence[Chain], trust: ValidationContext) -> None:
    async with aclosing(trust):  # with the connections that it opened
        for chain in chains:
            await _validate_one(chain, trust)


async def _validate_one(chain: Chain, trust: ValidationContext) -> None:
    own, *others = (_plain(each) for each in chain)
    try:
        await CertificateValidator(own, others, trust).async_validate_path()
    except RevokedError as failure:
        day = local_day(failure.revocation_dt).isoformat()
        if _only_stamps(own):  # the authority's, which is no fault of the registrar's key
            raise Trouble("timestamp.certificate_revoked", retryable=True, day=day) from failure
        raise Trouble(REVOKED, day=day) from failure
    except (PathValidationError, ValidationError, OSError) as failure:
        raise Trouble("revocation.unknown", retryable=True) from failure


def _needed(
    chains: Sequence[Chain], crls: tuple[crl.CertificateList, ...], ocsps: tuple[ocsp.OCSPResponse, ...]
) -> tuple[tuple[crl.CertificateList, ...], tuple[ocsp.OCSPResponse, ...]]:
    """An answer about each certificate, and lists only for those about which there is none.

    A list speaks of all that its issuer ever gave out. One of later years, laid beside a certificate that has ended
    since, would be read as saying nothing good of it; an answer speaks of its one certificate. Verifiers look at
    answers only where the certificate itself names a responder.
    """
    below = [_plain(each) for chain in chains for each in chain[:-1]]
    answers = [each for each in ocsps if _serials(each) & {one.serial_number for one in below}]
    answered = {serial for each in answers for serial in _serials(each)}
    issuers = {each.issuer.sha256 for each in below if not (each.serial_number in answered and each.ocsp_urls)}
    issuers |= {each.issuer.sha256 for answer in answers for each in _responders(answer)}
    return tuple(each for each in crls if each.issuer.sha256 in issuers), tuple(answers)


def refuse_lists_alone(chains: Sequence[Chain], ocsps: Sequence[ocsp.OCSPResponse]) -> None:
    """Trouble ``revocation.lists_only`` where no answer speaks of the first certificate of a chain.

    A list proves its state for as long as it runs, a week or so, and not afterwards: measured with the certificate of
    an issuer below the root. Only an answer is good evidence in later years.
    """
    for chain in chains:
        if lists_alone(chain, ocsps):
            name = _plain(chain[0]).subject.native.get("common_name", "—")
            raise Trouble("revocation.lists_only", retryable=True, name=name)


def lists_alone(chain: Chain, ocsps: Sequence[ocsp.OCSPResponse]) -> bool:
    """Whether a list alone tells if the chain's first certificate was revoked, and its issuer is not the root."""
    own, answered = _plain(chain[0]), {serial for each in ocsps for serial in _serials(each)}
    return len(chain) > 2 and not (own.serial_number in answered and own.ocsp_urls)


def _serials(answer: ocsp.OCSPResponse) -> set[int]:
    told = answer.basic_ocsp_response["tbs_response_data"]["responses"]
    return {each["cert_id"]["serial_number"].native for each in told}


def _responders(answer: ocsp.OCSPResponse) -> list[asn1.Certificate]:
    """The responder's own certificates that must be proven themselves (RFC 6960, 4.2.2.2.1)."""
    carried = answer.basic_ocsp_response["certs"]
    return [each for each in carried if each.ocsp_no_check_value is None and not each.ca] if carried else []


def _only_stamps(certificate: asn1.Certificate) -> bool:
    purposes = certificate.extended_key_usage_value
    return purposes is not None and purposes.native == ["time_stamping"]


def _held(folder: Path) -> tuple[tuple[crl.CertificateList, ...], tuple[ocsp.OCSPResponse, ...]]:
    """What the school put into the folder: ``*.crl`` and ``*.ocsp``, DER."""
    try:
        lists = [crl.CertificateList.load(each.read_bytes(), strict=True) for each in sorted(folder.glob("*.crl"))]
        answers = [ocsp.OCSPResponse.load(each.read_bytes(), strict=True) for each in sorted(folder.glob("*.ocsp"))]
    except (OSError, ValueError) as failure:
        raise Trouble("revocation.unknown", retryable=True) from failure
    return tuple(lists), tuple(answers)


def _ends(lists: Iterable[crl.CertificateList]) -> Iterable[datetime]:
    for each in lists:
        if (end := each["tbs_cert_list"]["next_update"].native) is not None:
            yield end


def _plain(certificate: x509.Certificate) -> asn1.Certificate:
    return asn1.Certificate.load(certificate.public_bytes(Encoding.DER))
