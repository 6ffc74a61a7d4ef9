"""The graduate (畢業生): a person, one or more student numbers, what each unit says, whether graduation is approved."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.dates import AcademicSemester
from app.models.base import Base, Keyed, Revised, by_value, uuid7

if TYPE_CHECKING:
    from app.models.card import LossReport, StudentCard
    from app.models.certificate import Correction, DegreeCertificate
    from app.models.staff import Override


class Nationality(StrEnum):
    """本國生, 僑生, 外籍生, 陸生: what the items for overseas and foreign students ask (A17)."""

    DOMESTIC = "domestic"
    OVERSEAS = "overseas"
    FOREIGN = "foreign"
    MAINLAND = "mainland"


class Status(StrEnum):
    """學籍狀態. Only a student who is graduating or a graduate collects a certificate (RULES I7)."""

    GRADUATING = "graduating"
    GRADUATED = "graduated"
    EXTENDED = "extended"  # 延畢
    SUSPENDED = "suspended"  # 休學
    WITHDRAWN = "withdrawn"  # 退學


class Approval(StrEnum):
    """The registrar's word on this semester's graduation (畢業資格)."""

    PENDING = "pending"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"  # approved once, taken back since (C10)
    LAPSED = "lapsed"  # the semester's final date passed (D33)


class State(StrEnum):
    """A to-do item's state as its unit reported it."""

    DONE = "done"
    PENDING = "pending"
    FAILED = "failed"
    NOT_REQUIRED = "not_required"


class Person(Keyed, Revised, Base, kw_only=True):
    """Someone who studied here. Numbers and addresses are sealed; the identity number is found by its keyed hash."""

    __tablename__ = "person"

    name: Mapped[str] = mapped_column(repr=False)
    name_en: Mapped[str] = mapped_column(repr=False, default="")
    birth_date: Mapped[date | None] = mapped_column(repr=False, default=None)
    sex: Mapped[str] = mapped_column(String(1), default="")
    nationality: Mapped[Nationality] = mapped_column(by_value(Nationality), default=Nationality.DOMESTIC)
    national_id_sealed: Mapped[bytes | None] = mapped_column(default=None, repr=False)
    national_id_index: Mapped[bytes | None] = mapped_column(default=None, repr=False, index=True)
    mailbox_sealed: Mapped[bytes | None] = mapped_column(default=None, repr=False)
    mailbox_verified_index: Mapped[bytes | None] = mapped_column(default=None, repr=False)  # of the verified address
    mailbox_verified_at: Mapped[datetime | None] = mapped_column(default=None)
    school_mailbox_sealed: Mapped[bytes | None] = mapped_column(default=None, repr=False)
    phone_sealed: Mapped[bytes | None] = mapped_column(default=None, repr=False)
    address_sealed: Mapped[bytes | None] = mapped_column(default=None, repr=False)
    import_id: Mapped[UUID | None] = mapped_column(ForeignKey("import_run.id"), default=None, repr=False)

    graduates: Mapped[list[Graduate]] = relationship(
        back_populates="person", lazy="raise", default_factory=list, repr=False
    )
    photo: Mapped[Photo | None] = relationship(lazy="raise", default=None, repr=False)


class Photo(Base, kw_only=True):
    """The register's photograph of a person, sealed; apart, so that a search never reads it."""

    __tablename__ = "photo"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    image_sealed: Mapped[bytes] = mapped_column(repr=False)
    import_id: Mapped[UUID | None] = mapped_column(ForeignKey("import_run.id"), default=None, repr=False)


class Graduate(Keyed, Revised, Base, kw_only=True):
    """One student number (學號) of a person: the course that ends with a certificate."""

    __tablename__ = "graduate"

    student_number: Mapped[str] = mapped_column(String(32), unique=True)
    cohort: Mapped[AcademicSemester]
    level: Mapped[str] = mapped_column(String(16), default="bachelor")
    college: Mapped[str] = mapped_column(String(64), default="")
    department: Mapped[str] = mapped_column(String(64), default="")
    programme: Mapped[str] = mapped_column(String(64), default="")
    status: Mapped[Status] = mapped_column(by_value(Status), default=Status.GRADUATING)
    is_exchange: Mapped[bool] = mapped_column(default=False)
    is_teacher_ed: Mapped[bool] = mapped_column(default=False)
    is_listed: Mapped[bool] = mapped_column(default=True)  # on this term's list of graduates
    source_time: Mapped[datetime | None] = mapped_column(default=None)
    import_id: Mapped[UUID | None] = mapped_column(ForeignKey("import_run.id"), default=None, repr=False)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True, default_factory=uuid7, repr=False)

    person: Mapped[Person] = relationship(back_populates="graduates", lazy="raise", default=None, repr=False)
    approvals: Mapped[list[GraduationApproval]] = relationship(lazy="raise", default_factory=list, repr=False)
    items: Mapped[list[ClearanceItem]] = relationship(lazy="raise", default_factory=list, repr=False)
    certificates: Mapped[list[DegreeCertificate]] = relationship(
        back_populates="graduate", lazy="raise", default_factory=list, repr=False
    )
    cards: Mapped[list[StudentCard]] = relationship(
        back_populates="graduate", lazy="raise", default_factory=list, repr=False
    )
    losses: Mapped[list[LossReport]] = relationship(lazy="raise", default_factory=list, repr=False)
    overrides: Mapped[list[Override]] = relationship(lazy="raise", default_factory=list, repr=False)
    corrections: Mapped[list[Correction]] = relationship(lazy="raise", default_factory=list, repr=False)


class GraduationApproval(Keyed, Revised, Base, kw_only=True):
    """One semester's decision on one student number. A withdrawn approval keeps when it was approved."""

    __tablename__ = "graduation_approval"
    __table_args__ = (UniqueConstraint("graduate_id", "semester"),)

    semester: Mapped[AcademicSemester]
    state: Mapped[Approval] = mapped_column(by_value(Approval))
    decided_on: Mapped[date | None] = mapped_column(default=None)
    note: Mapped[str] = mapped_column(default="", repr=False)
    source_time: Mapped[datetime | None] = mapped_column(default=None)
    import_id: Mapped[UUID | None] = mapped_column(ForeignKey("import_run.id"), default=None, repr=False)
    graduate_id: Mapped[UUID] = mapped_column(ForeignKey("graduate.id"), default_factory=uuid7, repr=False)


class ClearanceItem(Keyed, Revised, Base, kw_only=True):
    """One to-do item (離校待辦事項) of one graduate, as its unit last reported it.

    ``code`` is the profile's item. ``amount`` is whole NT$. ``answered_by`` is the role that answered by telephone
    (RULES I10); empty when the state came by import.
    """

    __tablename__ = "clearance_item"
    __table_args__ = (UniqueConstraint("graduate_id", "code"),)

    code: Mapped[str] = mapped_column(String(64))
    state: Mapped[State] = mapped_column(by_value(State))
    reason: Mapped[str] = mapped_column(default="", repr=False)
    amount: Mapped[int | None] = mapped_column(default=None, repr=False)
    answered_by: Mapped[str] = mapped_column(default="")
    source_time: Mapped[datetime | None] = mapped_column(default=None)
    import_id: Mapped[UUID | None] = mapped_column(ForeignKey("import_run.id"), default=None, repr=False)
    graduate_id: Mapped[UUID] = mapped_column(ForeignKey("graduate.id"), default_factory=uuid7, repr=False)
