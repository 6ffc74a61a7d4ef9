"""The pickup (領取): the deed that happens once. Its proxy, its evidence, its signature."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Keyed, Revised, by_value, uuid7

if TYPE_CHECKING:
    from app.models.card import CardAct


ON_PAPER = "paper"  # a signature_kind: the graduate signed the printed 簽收單, whose scan is then kept
SIGNED_RECEIPT = "signed_receipt"  # the piece under which that scan is kept


class PickupMode(StrEnum):
    SELF = "self"
    PROXY = "proxy"
    MAIL = "mail"


class Pickup(Keyed, Revised, Base, kw_only=True):
    """One certificate handed over to one person, by one clerk, at one station. Never deleted; a supervisor may void it.

    ``deed_id`` was made before the deed was sent: sending it again finds this row and changes nothing.
    """

    __tablename__ = "pickup"
    __table_args__ = (
        Index(
            "uq_pickup_once",
            "certificate_id",
            unique=True,
            sqlite_where=text("voided_at IS NULL"),
            postgresql_where=text("voided_at IS NULL"),
        ),
        Index("ix_pickup_at", "at"),
        Index(
            "ix_pickup_voided",
            "voided_at",
            sqlite_where=text("voided_at IS NOT NULL"),
            postgresql_where=text("voided_at IS NOT NULL"),
        ),
    )

    deed_id: Mapped[UUID] = mapped_column(unique=True)
    graduate_id: Mapped[UUID] = mapped_column(ForeignKey("graduate.id"), index=True)
    certificate_id: Mapped[UUID] = mapped_column(ForeignKey("certificate.id"))
    sheet_id: Mapped[UUID] = mapped_column(ForeignKey("sheet.id"))
    mode: Mapped[PickupMode] = mapped_column(by_value(PickupMode))
    at: Mapped[datetime]
    clerk_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    station_id: Mapped[UUID] = mapped_column(ForeignKey("station.id"))
    profile_id: Mapped[UUID] = mapped_column(ForeignKey("profile_version.id"))
    receipt_number: Mapped[str] = mapped_column(String(32), unique=True)
    opened_by: Mapped[str] = mapped_column(String(16))
    identity_kind: Mapped[str] = mapped_column(String(32))
    sheet_typed: Mapped[bool]
    advisories_told: Mapped[str] = mapped_column(default="")
    signature_kind: Mapped[str] = mapped_column(String(16))
    signature_sealed: Mapped[bytes | None] = mapped_column(default=None, repr=False)
    outside_hours_reason: Mapped[str] = mapped_column(default="")
    voided_at: Mapped[datetime | None] = mapped_column(default=None)
    voided_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"), default=None)
    void_reason: Mapped[str] = mapped_column(default="")  # the coded kind; what was typed is the Voiding's

    proxy: Mapped[ProxyPickup | None] = relationship(lazy="raise", default=None, repr=False)
    card_act: Mapped[CardAct | None] = relationship(lazy="raise", default=None, repr=False)
    scans: Mapped[list[EvidenceScan]] = relationship(lazy="raise", default_factory=list, repr=False)


class Voiding(Base, kw_only=True):
    """A recorded hand-over that did not take place so (作廢交付紀錄): by whom, why, and what became of what it began.

    ``sheet`` says what became of the paper; ``closure`` and ``digital`` what became of the account-closure notice and
    of the digital certificate, so that a deed that is sent again is answered as it was the first time.
    """

    __tablename__ = "voiding"

    deed_id: Mapped[UUID] = mapped_column(unique=True)
    kind: Mapped[str] = mapped_column(String(32))
    reason: Mapped[str] = mapped_column(repr=False)
    sheet: Mapped[str] = mapped_column(String(16))
    closure: Mapped[str] = mapped_column(String(16))
    digital: Mapped[str] = mapped_column(String(16))
    supervisor_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    station_id: Mapped[UUID] = mapped_column(ForeignKey("station.id"))
    at: Mapped[datetime]
    pickup_id: Mapped[UUID] = mapped_column(ForeignKey("pickup.id"), primary_key=True)


class ProxyPickup(Base, kw_only=True):
    """Who came instead (代領, A31 to A33): name and kind of document; the number only where the profile asks."""

    __tablename__ = "proxy_pickup"

    evidence_set: Mapped[str] = mapped_column(String(32))
    pieces: Mapped[str]
    id_kind: Mapped[str] = mapped_column(String(32))
    name_sealed: Mapped[bytes] = mapped_column(repr=False)
    id_number_sealed: Mapped[bytes | None] = mapped_column(default=None, repr=False)
    relation: Mapped[str] = mapped_column(String(32), default="")
    pickup_id: Mapped[UUID] = mapped_column(
        ForeignKey("pickup.id"), primary_key=True, default_factory=uuid7, repr=False
    )


class EvidenceScan(Keyed, Base, kw_only=True):
    """A scan of evidence, watermarked for this use only and sealed. Bound to its pickup once that is committed.

    ``piece`` is a piece of a proxy's evidence, or ``SIGNED_RECEIPT``.
    """

    __tablename__ = "evidence_scan"

    graduate_id: Mapped[UUID] = mapped_column(ForeignKey("graduate.id"), index=True)
    piece: Mapped[str] = mapped_column(String(32))
    media: Mapped[str] = mapped_column(String(32))
    pages: Mapped[int]
    size: Mapped[int]
    sha256: Mapped[bytes] = mapped_column(repr=False)
    content_sealed: Mapped[bytes] = mapped_column(repr=False)
    at: Mapped[datetime]
    clerk_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    pickup_id: Mapped[UUID | None] = mapped_column(ForeignKey("pickup.id"), default=None)


class PaperRun(Keyed, Base, kw_only=True):
    """What became of a paper: printed, or failed and still owed. A failed print never undoes a deed."""

    __tablename__ = "paper_run"

    kind: Mapped[str] = mapped_column(String(32))
    reference: Mapped[str] = mapped_column(String(64), index=True)
    printed: Mapped[bool]
    detail: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
    station_id: Mapped[UUID] = mapped_column(ForeignKey("station.id"))
