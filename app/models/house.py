"""What the database knows about itself: how it was born, which profile is in force, whose keys open it."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Keyed


class DatabaseMark(Base, kw_only=True):
    """A fact written at birth and never changed: ``kind`` is ``real`` or ``demo`` (示範)."""

    __tablename__ = "database_mark"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    value: Mapped[str]


class ProfileVersion(Keyed, Base, kw_only=True):
    """One school's rules as they were loaded, whole. All windows share the newest that is in force on the day."""

    __tablename__ = "profile_version"
    __table_args__ = (UniqueConstraint("digest"), Index("ix_profile_version_in_force", "in_force_from", "loaded_at"))

    name: Mapped[str] = mapped_column(String(32))
    digest: Mapped[str] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(repr=False)
    in_force_from: Mapped[date]
    loaded_at: Mapped[datetime]
    loaded_by: Mapped[str]

    @property
    def version(self) -> str:
        """As :attr:`app.policy.profile.Profile.version` says it."""
        return f"{self.name}@{self.digest[:16]}"


class LayoutVersion(Keyed, Base, kw_only=True):
    """One layout of a certificate as it was put in force, whole (D23). Never changed: a certificate names its digest.

    Of a name the newest whose day has come is drawn by; who made the same facts into a file then makes it again now.
    """

    __tablename__ = "layout_version"
    __table_args__ = (UniqueConstraint("name", "digest"),)

    name: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64), index=True)
    text: Mapped[str] = mapped_column(repr=False)
    in_force_from: Mapped[date]
    loaded_at: Mapped[datetime]
    loaded_by: Mapped[str]


class WrappedKey(Keyed, Base, kw_only=True):
    """A data or index key, sealed for one holder: a station's public key, or the recovery code's."""

    __tablename__ = "wrapped_key"
    __table_args__ = (UniqueConstraint("purpose", "number", "holder"),)

    purpose: Mapped[str] = mapped_column(String(16))  # "data" or "index"
    number: Mapped[int]
    holder: Mapped[str] = mapped_column(String(64))  # "station:<code>" or "recovery"
    holder_public_key: Mapped[bytes] = mapped_column(repr=False)
    wrapped: Mapped[bytes] = mapped_column(repr=False)
    made_at: Mapped[datetime]
    retired_at: Mapped[datetime | None] = mapped_column(default=None)


class SearchEntry(Base, kw_only=True):
    """The text a graduate is found by, characters apart. Kept by triggers in the full-text index of each database."""

    __tablename__ = "search_entry"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True, init=False)
    graduate_id: Mapped[UUID] = mapped_column(unique=True)
    spaced: Mapped[str] = mapped_column(repr=False)
