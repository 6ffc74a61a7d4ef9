"""What a verification asks of the records: is this digest in the ledger, whose signature counts, how often may it be.

Degree certificates verify for ever (E28) and have no row in :class:`VerificationQuota`; a document of a kind that may
be verified a few times (B28: three) gets one when it is issued. A use is spent by one conditional UPDATE, so that
however many verifications meet on a document, exactly as many succeed as were allowed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.models.base import Base, Keyed, uuid7
from app.models.certificate import BY_PLATFORM, DegreeCertificate, DigitalCertificate, DigitalState
from app.models.renewal import OlderForm, document_of_older


class IssuerCertificate(Keyed, Base, kw_only=True):
    """A certificate of the chain with which documents were signed here; the last of a chain is the only trusted root.

    Kept for ever: a file of ten years ago is verified with the root of ten years ago.
    """

    __tablename__ = "issuer_certificate"

    sha256: Mapped[bytes] = mapped_column(unique=True)
    der: Mapped[bytes] = mapped_column(repr=False)
    is_root: Mapped[bool]
    first_used_at: Mapped[datetime]


class VerificationQuota(Base, kw_only=True):
    """How often a document may be verified, and how often it was, with success (B47)."""

    __tablename__ = "verification_quota"
    __table_args__ = (CheckConstraint("used >= 0 AND used <= allowed", name="within"),)

    document_id: Mapped[UUID] = mapped_column(ForeignKey("digital_certificate.id"), primary_key=True)
    allowed: Mapped[int]
    used: Mapped[int] = mapped_column(default=0)


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """A document of the ledger as a verification sees it; ``allowed`` is None for a kind without a quota.

    ``reason`` and ``ended_at``: why and when it was superseded or revoked, for staff (B50).
    """

    id: UUID
    state: str
    document_code: str
    issued_at: datetime
    allowed: int | None
    used: int
    by_platform: bool = False
    reason: str = ""
    ended_at: datetime | None = None


def entry_by_digest(session: Session, digest: bytes) -> LedgerEntry | None:
    """The document whose whole file has this SHA-256, or had it before its timestamp was renewed."""
    query = (
        select(
            DigitalCertificate.id,
            DigitalCertificate.state,
            DigitalCertificate.document_code,
            DigitalCertificate.issued_at,
            DigitalCertificate.level,
            DigitalCertificate.reason,
            DigitalCertificate.ended_at,
            VerificationQuota.allowed,
            VerificationQuota.used,
        )
        .outerjoin(VerificationQuota, VerificationQuota.document_id == DigitalCertificate.id)
        .where(or_(DigitalCertificate.sha256 == digest, DigitalCertificate.id == document_of_older(digest)))
        .order_by(DigitalCertificate.issued_at.desc())
        .limit(1)
    )
    row = session.execute(query).one_or_none()
    if row is None:
        return None
    return LedgerEntry(
        row.id,
        row.state.value,
        row.document_code,
        row.issued_at,
        row.allowed,
        row.used or 0,
        by_platform=row.level == BY_PLATFORM,
        reason=row.reason,
        ended_at=row.ended_at,
    )


@dataclass(frozen=True, slots=True)
class Coded:
    """What the ledger holds under a document's code. ``replaced_by``: the code of the one in force."""

    id: UUID
    state: str
    document_code: str
    issued_at: datetime
    number: str
    name: str = field(repr=False)
    replaced_by: str = ""


def by_code(session: Session, code: str) -> Coded | None:
    """The document with this code."""
    query = (
        select(DigitalCertificate, DegreeCertificate.number, DegreeCertificate.name_zh)
        .join(DegreeCertificate, DegreeCertificate.id == DigitalCertificate.certificate_id)
        .where(DigitalCertificate.document_code == code)
    )
    row = session.execute(query).one_or_none()
    if row is None:
        return None
    entry, number, name = row
    live = select(DigitalCertificate.document_code).where(
        DigitalCertificate.certificate_id == entry.certificate_id, DigitalCertificate.state == DigitalState.ISSUED
    )
    newest = session.scalar(live) or ""
    replaced_by = newest if newest != code else ""
    return Coded(entry.id, entry.state.value, entry.document_code, entry.issued_at, number, name, replaced_by)


def spend_use(session: Session, document_id: UUID) -> int | None:
    """Spend one use; how many are left, or None when none was (B48)."""
    quota = VerificationQuota
    spent = (
        update(quota)
        .where(quota.document_id == document_id, quota.used < quota.allowed)
        .values(used=quota.used + 1)
        .returning(quota.allowed - quota.used)
        .execution_options(synchronize_session=False)
    )
    return session.scalar(spent)


def issuer_certificates(session: Session) -> Sequence[IssuerCertificate]:
    """Every certificate that ever stood in a chain of ours, the oldest first."""
    return session.scalars(
        select(IssuerCertificate).order_by(IssuerCertificate.first_used_at, IssuerCertificate.id)
    ).all()


def remember_issuer(session: Session, chain: Iterable[bytes], at: datetime) -> None:
    """Keep a chain (DER, signer first, root last) for later verifications; a known one changes nothing."""
    chain = tuple(chain)
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    for place, der in enumerate(chain, 1):
        row = {
            "id": uuid7(),
            "sha256": sha256(der).digest(),
            "der": der,
            "is_root": place == len(chain),
            "first_used_at": at,
        }
        session.execute(insert(IssuerCertificate).values(**row).on_conflict_do_nothing(index_elements=["sha256"]))


@dataclass(frozen=True, slots=True)
class StatusRow:
    """One document in a list of digests; ``counted`` where it may be verified a few times only."""

    sha256: bytes
    state: str
    issued_at: datetime
    counted: bool
    by_platform: bool = False


def status_rows(session: Session) -> Iterator[StatusRow]:
    """Every document of the ledger, the oldest first."""
    query = (
        select(
            DigitalCertificate.sha256,
            DigitalCertificate.state,
            DigitalCertificate.issued_at,
            DigitalCertificate.level,
            VerificationQuota.allowed,
        )
        .outerjoin(VerificationQuota, VerificationQuota.document_id == DigitalCertificate.id)
        .order_by(DigitalCertificate.issued_at, DigitalCertificate.id)
        .execution_options(yield_per=1000)
    )
    for row in session.execute(query):
        counted, by_platform = row.allowed is not None, row.level == BY_PLATFORM
        yield StatusRow(row.sha256, row.state.value, row.issued_at, counted, by_platform)


def older_status_rows(session: Session) -> Iterator[StatusRow]:
    """The digests that documents had before their timestamps were renewed, each with its document's state."""
    query = (
        select(OlderForm.sha256, DigitalCertificate.state, DigitalCertificate.issued_at, VerificationQuota.allowed)
        .join(DigitalCertificate, DigitalCertificate.id == OlderForm.digital_id)
        .outerjoin(VerificationQuota, VerificationQuota.document_id == DigitalCertificate.id)
        .order_by(OlderForm.replaced_at, OlderForm.id)
        .execution_options(yield_per=1000)
    )
    for row in session.execute(query):
        yield StatusRow(row.sha256, row.state.value, row.issued_at, row.allowed is not None)
