"""The degree certificate (學位證書), the sheet of paper it is printed on, and the digital one.

How this works. The certificate number (證書字號) belongs to the graduate and never changes; a sheet has its own serial
and may be spoiled and printed again. One live sheet per number. A sheet has a custodian station from the day it comes
into stock: whoever is cut off from the others may hand over what lies in its own drawer, and nothing else.

Stages change only through :data:`MOVES`; :meth:`DegreeCertificate.move` writes nothing by itself, the unit of work
journals it. ``void`` is for paper, ``revoke`` and ``supersede`` for the digital certificate.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.dates import AcademicSemester
from app.errors import Refusal
from app.models.base import Base, Keyed, Revised, by_value, uuid7

if TYPE_CHECKING:
    from app.models.graduate import Graduate
    from app.models.pickup import Pickup
    from app.models.staff import Station


class Stage(StrEnum):
    """Where a certificate is in its life."""

    IN_STOCK = "in_stock"
    HELD = "held"  # an error was found on it (A11)
    HANDED_OVER = "handed_over"
    VOID = "void"


class Move(StrEnum):
    HAND_OVER = "hand_over"
    HOLD = "hold"
    RESUME = "resume"
    TAKE_BACK = "take_back"
    VOID = "void"


MOVES: dict[tuple[Stage, Move], Stage] = {
    (Stage.IN_STOCK, Move.HAND_OVER): Stage.HANDED_OVER,
    (Stage.IN_STOCK, Move.HOLD): Stage.HELD,
    (Stage.IN_STOCK, Move.VOID): Stage.VOID,
    (Stage.HELD, Move.RESUME): Stage.IN_STOCK,
    (Stage.HELD, Move.VOID): Stage.VOID,
    (Stage.HANDED_OVER, Move.TAKE_BACK): Stage.IN_STOCK,  # a supervisor voided the hand-over
    (Stage.HANDED_OVER, Move.VOID): Stage.VOID,
}

_WHY_NOT = {
    Stage.HANDED_OVER: "certificate.already_collected",
    Stage.HELD: "certificate.held",
    Stage.VOID: "certificate.void",
    Stage.IN_STOCK: "case.changed",
}


class SheetState(StrEnum):
    IN_STOCK = "in_stock"
    HANDED_OVER = "handed_over"
    TO_BE_VOIDED = "to_be_voided"  # bears a lapsed graduation month (D33)
    VOID = "void"


NUMBER_KEY = "replace(number, ' ', '')"
"""What tells certificate numbers apart: the school's own writing without its spaces; :func:`number_key` in SQL."""


def number_key(number: str) -> str:
    """A certificate number (證書字號) without its spaces: ``第 000312 號`` and ``第000312號`` are one certificate."""
    return number.replace(" ", "")


LYING = (SheetState.IN_STOCK, SheetState.TO_BE_VOIDED)  # on a shelf, whatever may be done with it
IS_LYING = "state IN ('in_stock', 'to_be_voided')"


class DegreeCertificate(Keyed, Revised, Base, kw_only=True):
    """One certificate number and everything printed under it, as it is printed."""

    __tablename__ = "certificate"
    __table_args__ = (Index("uq_certificate_number_unspaced", text(NUMBER_KEY), unique=True),)

    number: Mapped[str] = mapped_column(String(64), unique=True)
    cohort: Mapped[AcademicSemester]
    graduated_on: Mapped[date]
    name_zh: Mapped[str] = mapped_column(repr=False)
    name_en: Mapped[str] = mapped_column(default="", repr=False)
    degree_zh: Mapped[str]
    degree_en: Mapped[str] = mapped_column(default="")
    programme_zh: Mapped[str]
    programme_en: Mapped[str] = mapped_column(default="")
    stage: Mapped[Stage] = mapped_column(by_value(Stage), default=Stage.IN_STOCK)
    import_id: Mapped[UUID | None] = mapped_column(ForeignKey("import_run.id"), default=None, repr=False)
    graduate_id: Mapped[UUID] = mapped_column(ForeignKey("graduate.id"), index=True, default_factory=uuid7, repr=False)

    graduate: Mapped[Graduate] = relationship(back_populates="certificates", lazy="raise", default=None, repr=False)
    sheets: Mapped[list[Sheet]] = relationship(
        back_populates="certificate", lazy="raise", default_factory=list, repr=False
    )
    pickups: Mapped[list[Pickup]] = relationship(lazy="raise", default_factory=list, repr=False)

    def move(self, move: Move) -> None:
        """Change the stage through the table. Refuses a move that the table does not know."""
        after = MOVES.get((self.stage, move))
        if after is None:
            raise Refusal.because(_WHY_NOT[self.stage], number=self.number)
        self.stage = after

    @property
    def live_sheet(self) -> Sheet | None:
        """The one sheet that is not void."""
        return next((sheet for sheet in self.sheets if sheet.state is not SheetState.VOID), None)


class Sheet(Keyed, Revised, Base, kw_only=True):
    """A printed sheet in somebody's custody. ``barcode`` is what its sleeve label reads."""

    __tablename__ = "sheet"
    __table_args__ = (
        Index(
            "uq_sheet_live",
            "certificate_id",
            unique=True,
            sqlite_where=text("state <> 'void'"),
            postgresql_where=text("state <> 'void'"),
        ),
        Index(
            "uq_sheet_barcode_lying",
            "barcode",
            unique=True,
            sqlite_where=text(IS_LYING),
            postgresql_where=text(IS_LYING),
        ),
    )

    serial: Mapped[str] = mapped_column(String(64), unique=True)
    barcode: Mapped[str] = mapped_column(String(64), index=True)
    place: Mapped[str] = mapped_column(default="")
    state: Mapped[SheetState] = mapped_column(by_value(SheetState), default=SheetState.IN_STOCK)
    custodian_id: Mapped[UUID] = mapped_column(ForeignKey("station.id"))
    import_id: Mapped[UUID | None] = mapped_column(ForeignKey("import_run.id"), default=None, repr=False)
    certificate_id: Mapped[UUID] = mapped_column(ForeignKey("certificate.id"), default_factory=uuid7, repr=False)

    certificate: Mapped[DegreeCertificate] = relationship(
        back_populates="sheets", lazy="raise", default=None, repr=False
    )
    custodian: Mapped[Station] = relationship(lazy="raise", default=None, repr=False, viewonly=True)


class Correction(Keyed, Revised, Base, kw_only=True):
    """The graduate found an error on the sheet (A11): what is wrong, and for which office."""

    __tablename__ = "correction"

    graduate_id: Mapped[UUID] = mapped_column(ForeignKey("graduate.id"), index=True)
    certificate_id: Mapped[UUID] = mapped_column(ForeignKey("certificate.id"))
    fields: Mapped[str]  # codes of what is wrong, joined by commas
    note_sealed: Mapped[bytes] = mapped_column(repr=False)
    office: Mapped[str] = mapped_column(String(64))
    opened_at: Mapped[datetime]
    opened_by: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    closed_at: Mapped[datetime | None] = mapped_column(default=None)


class DigitalState(StrEnum):
    ISSUED = "issued"
    SUPERSEDED = "superseded"
    REVOKED = "revoked"


BY_PLATFORM = "platform"
"""The level of a ledger row whose file the ministry's platform made: we know its digest, and have no copy."""


class DigitalCertificate(Keyed, Revised, Base, kw_only=True):
    """The ledger of digital certificates (數位學位證書): which file, by SHA-256, was issued for which hand-over.

    The digest answers "issued by us?" before any signature is looked at (E25). One live row per certificate. ``key_id``
    is the SHA-256 of the signer's certificate, ``layout`` that of the layout it was drawn by; ``reason``, ``ended_at``
    and ``decision_id`` say why, when and by whose decision it ended.
    """

    __tablename__ = "digital_certificate"
    __table_args__ = (
        Index(
            "uq_digital_certificate_live",
            "certificate_id",
            unique=True,
            sqlite_where=text("state = 'issued'"),
            postgresql_where=text("state = 'issued'"),
        ),
        UniqueConstraint("certificate_id", "version"),
    )

    certificate_id: Mapped[UUID] = mapped_column(ForeignKey("certificate.id"))
    pickup_id: Mapped[UUID] = mapped_column(ForeignKey("pickup.id"))
    job_id: Mapped[UUID] = mapped_column(ForeignKey("job.id"))
    version: Mapped[int]
    document_code: Mapped[str] = mapped_column(String(32), unique=True)
    sha256: Mapped[bytes] = mapped_column(index=True)
    size: Mapped[int]
    level: Mapped[str] = mapped_column(String(16))
    signer: Mapped[str]
    issued_at: Mapped[datetime]
    state: Mapped[DigitalState] = mapped_column(by_value(DigitalState), default=DigitalState.ISSUED)
    reason: Mapped[str] = mapped_column(default="")
    key_id: Mapped[str | None] = mapped_column(String(64), default=None, index=True)
    layout: Mapped[str | None] = mapped_column(String(64), default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    decision_id: Mapped[UUID | None] = mapped_column(default=None)


class DigitalFile(Base, kw_only=True):
    """The signed file itself, sealed: it names a person."""

    __tablename__ = "digital_file"

    digital_id: Mapped[UUID] = mapped_column(ForeignKey("digital_certificate.id"), primary_key=True)
    content_sealed: Mapped[bytes] = mapped_column(repr=False)
