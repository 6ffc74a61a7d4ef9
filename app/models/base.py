"""What every record shares: UUIDv7 keys, UTC times, enumerations stored by value, a revision."""

from __future__ import annotations

import os
import threading
import time
from datetime import UTC, datetime
from enum import Enum
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, Dialect, LargeBinary, MetaData, String, Text, Uuid
from sqlalchemy import Enum as EnumType
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, declared_attr, mapped_column
from sqlalchemy.types import TypeDecorator

from app.dates import AcademicSemester

_last = 0
_turn = threading.Lock()


def uuid7() -> UUID:
    """A new key: 48 bits of milliseconds, a counter that never runs back within the process, and 62 random bits.

    Source: RFC 9562 section 5.7, method 1 with a 12-bit counter of 1/4096 milliseconds.
    """
    global _last
    with _turn:
        ticks = max(time.time_ns() * 4096 // 1_000_000, _last + 1)
        _last = ticks
    random = int.from_bytes(os.urandom(8), "big") >> 2
    return UUID(int=(ticks >> 12) << 80 | 7 << 76 | (ticks & 0xFFF) << 64 | 2 << 62 | random)


class Moment(TypeDecorator[datetime]):
    """An aware UTC moment. A naive one is refused: it would shift by eight hours at the first reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Semester(TypeDecorator[AcademicSemester]):
    """An academic semester as ``113-2``."""

    impl = String(6)
    cache_ok = True

    def process_bind_param(self, value: AcademicSemester | None, dialect: Dialect) -> str | None:
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> AcademicSemester | None:
        return None if value is None else AcademicSemester.parse(value)


def by_value(kind: type[Enum]) -> EnumType:
    """An enumeration stored as its value, checked by the program and readable in the database."""
    return EnumType(
        kind,
        native_enum=False,
        create_constraint=False,
        length=24,
        values_callable=lambda members: [str(each.value) for each in members],
    )


class Base(MappedAsDataclass, DeclarativeBase, kw_only=True, eq=False):
    """The root of all records."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it as a class attribute
        UUID: Uuid(),
        datetime: Moment(),
        AcademicSemester: Semester(),
        str: Text(),
        bytes: LargeBinary(),
    }


class Keyed(MappedAsDataclass, kw_only=True):
    """A record with a key of its own making."""

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=uuid7)


class Revised(MappedAsDataclass, kw_only=True):
    """A record that two windows may meet on: the second to commit is refused with ``case.changed``."""

    revision: Mapped[int] = mapped_column(default=1, init=False, repr=False)

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.__dict__.get("revision", cls.revision)}
