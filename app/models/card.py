"""The student card: the register of cards, what is done to a card at hand-over, and reports of loss.

A UID proves a card, not a person (RULES I2). It is stored as a keyed hash, and sealed so that a supervisor can compare
it in a dispute; the register refuses one UID for two people at import, and the unique index behind it.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Keyed, Revised, by_value, uuid7

if TYPE_CHECKING:
    from app.models.graduate import Graduate


class CardState(StrEnum):
    VALID = "valid"
    LOST = "lost"  # reported lost (A23)
    VOID = "void"  # stamped 學生證失效 (A21)
    EXPIRED = "expired"


class ActKind(StrEnum):
    STAMP = "stamp"
    CHIP = "chip"
    EXCEPTION = "exception"  # no card to stamp: lost, expired, never issued (RULES I9)


class ActState(StrEnum):
    DUE = "due"
    INTENDED = "intended"
    DONE = "done"
    UNKNOWN = "unknown"
    FAILED = "failed"
    EXCUSED = "excused"


class StudentCard(Keyed, Revised, Base, kw_only=True):
    """One card (學生證) in the register."""

    __tablename__ = "student_card"

    uid_index: Mapped[bytes] = mapped_column(unique=True, repr=False)
    uid_sealed: Mapped[bytes] = mapped_column(repr=False)
    state: Mapped[CardState] = mapped_column(by_value(CardState), default=CardState.VALID)
    import_id: Mapped[UUID | None] = mapped_column(ForeignKey("import_run.id"), default=None, repr=False)
    graduate_id: Mapped[UUID] = mapped_column(ForeignKey("graduate.id"), index=True, default_factory=uuid7, repr=False)

    graduate: Mapped[Graduate] = relationship(back_populates="cards", lazy="raise", default=None, repr=False)


class CardAct(Keyed, Revised, Base, kw_only=True):
    """What a hand-over owes to the card (A21), exactly once. ``sequence`` numbers the writes of the chip."""

    __tablename__ = "card_act"
    __table_args__ = (
        Index("uq_card_act_once", "pickup_id", unique=True),
        Index(
            "ix_card_act_open",
            "card_id",
            sqlite_where=text("state NOT IN ('done','excused')"),
            postgresql_where=text("state NOT IN ('done','excused')"),
        ),
    )

    pickup_id: Mapped[UUID] = mapped_column(ForeignKey("pickup.id"), default_factory=uuid7)
    kind: Mapped[ActKind] = mapped_column(by_value(ActKind))
    state: Mapped[ActState] = mapped_column(by_value(ActState))
    card_id: Mapped[UUID | None] = mapped_column(ForeignKey("student_card.id"), default=None)
    exception_code: Mapped[str] = mapped_column(String(64), default="")
    sequence: Mapped[int] = mapped_column(default=1)
    due_at: Mapped[datetime]
    acted_at: Mapped[datetime | None] = mapped_column(default=None)
    detail: Mapped[str] = mapped_column(default="")


class LossReport(Keyed, Base, kw_only=True):
    """A card reported lost by the route in force that day (掛失, A23 and A24), with the evidence the clerk saw."""

    __tablename__ = "loss_report"

    route: Mapped[str] = mapped_column(String(64))
    evidence: Mapped[str] = mapped_column(repr=False)
    reissue_requested: Mapped[bool]
    day: Mapped[date]
    at: Mapped[datetime]
    clerk_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    graduate_id: Mapped[UUID] = mapped_column(ForeignKey("graduate.id"), index=True, default_factory=uuid7, repr=False)
