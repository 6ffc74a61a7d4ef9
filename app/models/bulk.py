"""Writing many rows at once: what an import and a benchmark crowd need, and nothing a deed uses.

A deed changes a handful of records through the session; a school's file brings a hundred thousand, and objects would
cost five times the time and memory. So rows go in as plain values: ``executemany`` on SQLite, ``COPY`` on PostgreSQL,
through the same column types as the records. Nothing is sealed here: values arrive as the tables hold them. Full-text
rows go to ``search_entry``, whose triggers and indexes keep the rest.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

from sqlalchemy import LargeBinary, Row, Table, bindparam, delete, func, literal_column, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.dates import AcademicSemester
from app.models.base import Base, Moment, Semester
from app.models.card import LossReport
from app.models.certificate import NUMBER_KEY, DegreeCertificate
from app.models.graduate import Graduate
from app.models.house import SearchEntry
from app.models.imports import ImportChange, ImportRun

CHUNK = 5_000
Values = Mapping[str, Any]


def table_of(record: type[Base]) -> Table:
    """The table behind a record."""
    found = record.__table__
    assert isinstance(found, Table)
    return found


class Rows:
    """The tables of one unit of work (or of one reading), many rows at a time."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def held(self, record: type[Base], column: str, keys: Iterable[Any]) -> list[Row[Any]]:
        """Every row whose ``column`` is one of ``keys``, as plain named values."""
        table = table_of(record)
        wanted = list(dict.fromkeys(keys))
        found: list[Row[Any]] = []
        for start in range(0, len(wanted), CHUNK):
            query = select(table).where(table.c[column].in_(wanted[start : start + CHUNK]))
            found.extend(self.session.execute(query))
        return found

    def numbered(self, keys: Iterable[str]) -> list[Row[Any]]:
        """The certificates with these numbers, in whatever spacing: keys are :func:`number_key`'s."""
        table, wanted = table_of(DegreeCertificate), list(dict.fromkeys(keys))
        found: list[Row[Any]] = []
        for start in range(0, len(wanted), CHUNK):
            query = select(table).where(literal_column(NUMBER_KEY).in_(wanted[start : start + CHUNK]))
            found.extend(self.session.execute(query))
        return found

    def everything(self, record: type[Base]) -> list[Row[Any]]:
        """Every row of a small table: stations, imports."""
        return list(self.session.execute(select(table_of(record))))

    def count(self, record: type[Base]) -> int:
        """How many rows there are."""
        return self.session.scalar(select(func.count()).select_from(table_of(record))) or 0

    def graduates_with_loss(self, graduates: Iterable[UUID]) -> set[UUID]:
        """Which of these graduates reported a card lost at the desk."""
        return {row.graduate_id for row in self.held(LossReport, "graduate_id", graduates)}

    def newest_source(self, kind: str) -> datetime | None:
        """The source's time of the newest file of this kind that was imported and not undone."""
        query = select(func.max(ImportRun.source_time)).where(ImportRun.kind == kind, ImportRun.undone_at.is_(None))
        return self.session.scalar(query)

    def pour(self, record: type[Base], rows: Sequence[Values]) -> None:
        """Insert rows that all name the same columns, as values of the record's own types."""
        if not rows:
            return
        table = table_of(record)
        names = list(rows[0])
        dialect = self.session.get_bind().dialect
        bind = [_binder(table, name, dialect) for name in names]
        if dialect.name == "postgresql":
            _copy(self.session, table.name, names, bind, rows)
            return
        columns = ", ".join(f'"{name}"' for name in names)
        marks = ", ".join("?" * len(names))
        ready = [_bound(row, names, bind) for row in rows]
        self.session.connection().exec_driver_sql(f'INSERT INTO "{table.name}" ({columns}) VALUES ({marks})', ready)  # noqa: S608

    def amend(self, record: type[Base], changes: Iterable[tuple[UUID, Values]]) -> None:
        """Change rows by key; rows that change the same columns go together. The revision goes up by one."""
        table = table_of(record)
        key = next(iter(table.primary_key.columns))
        alike: dict[tuple[str, ...], list[dict[str, Any]]] = {}
        for row_id, values in changes:
            alike.setdefault(tuple(values), []).append({"b_key": row_id, **{f"b_{n}": v for n, v in values.items()}})
        for names, rows in alike.items():
            new: dict[str, Any] = {name: bindparam(f"b_{name}", type_=table.c[name].type) for name in names}
            if "revision" in table.c:
                new["revision"] = table.c.revision + 1
            self.session.connection().execute(
                update(table).where(key == bindparam("b_key", type_=key.type)).values(new), rows
            )

    def refresh(self, record: type[Base], ids: Sequence[UUID], source_time: datetime) -> None:
        """The source said the same again: the data is as old as this source. No revision: nothing changed."""
        table = table_of(record)
        for start in range(0, len(ids), CHUNK):
            which = table.c.id.in_(ids[start : start + CHUNK])
            self.session.connection().execute(update(table).where(which).values(source_time=source_time))

    def rename(self, entries: Iterable[tuple[UUID, str]]) -> None:
        """Change what graduates are found by."""
        rows = [{"b_graduate": graduate, "b_spaced": spaced} for graduate, spaced in entries]
        if rows:
            table = table_of(SearchEntry)
            where = table.c.graduate_id == bindparam("b_graduate", type_=table.c.graduate_id.type)
            self.session.connection().execute(update(table).where(where).values(spaced=bindparam("b_spaced")), rows)

    def graduates_of(self, people: Iterable[UUID]) -> list[Row[Any]]:
        """Every student number of these people."""
        return self.held(Graduate, "person_id", people)

    def changes_of(self, import_id: UUID) -> list[Row[Any]]:
        """What one import replaced, newest first."""
        table = table_of(ImportChange)
        return list(
            self.session.execute(select(table).where(table.c.import_id == import_id).order_by(table.c.id.desc()))
        )

    def brought_by(self, record: type[Base], import_id: UUID) -> list[Row[Any]]:
        """The rows that bear this import's id: it added them, or was the last to change them."""
        table = table_of(record)
        return list(self.session.execute(select(table).where(table.c.import_id == import_id)))

    def leaned_on(self, record: type[Base], keys: Sequence[Any]) -> set[Any]:
        """Which of these rows other rows refer to."""
        target = next(iter(table_of(record).primary_key.columns))
        found: set[Any] = set()
        for table in record.metadata.tables.values():
            for column in table.c:
                if any(reference.column is target for reference in column.foreign_keys):
                    for start in range(0, len(keys), CHUNK):
                        query = select(column).where(column.in_(keys[start : start + CHUNK])).distinct()
                        found.update(self.session.scalars(query))
        return found

    def age_back(self, record: type[Base], import_id: UUID, source_time: datetime) -> None:
        """Rows that an undone import had merely confirmed are again as old as the import that brought them."""
        table = table_of(record)
        confirmed = (table.c.source_time == source_time) & (table.c.import_id != import_id)
        bearers = self.session.scalars(select(table.c.import_id).where(confirmed).distinct()).all()
        for run in self.held(ImportRun, "id", bearers):
            which = confirmed & (table.c.import_id == run.id)
            self.session.connection().execute(update(table).where(which).values(source_time=run.source_time))

    def erase(self, record: type[Base], column: str, keys: Sequence[Any]) -> None:
        """Take back rows that an undone import had added."""
        table = table_of(record)
        for start in range(0, len(keys), CHUNK):
            self.session.connection().execute(delete(table).where(table.c[column].in_(keys[start : start + CHUNK])))


Binder = Callable[[Any], Any] | None


def _binder(table: Table, name: str, dialect: Any) -> Binder:
    if isinstance(table.c[name].type, LargeBinary):
        return None  # both drivers take bytes; wrapping each in a memoryview costs a third of an import
    found: Binder = table.c[name].type.dialect_impl(dialect).bind_processor(dialect)
    return found


def _bound(row: Values, names: list[str], bind: list[Binder]) -> tuple[Any, ...]:
    return tuple([row[name] if ready is None else ready(row[name]) for name, ready in zip(names, bind, strict=True)])


def _copy(session: Session, table: str, names: list[str], bind: list[Binder], rows: Sequence[Values]) -> None:
    """As SQLAlchemy does not know COPY, its driver's exceptions are dressed here as SQLAlchemy would."""
    driver: Any = session.connection().connection.driver_connection
    dialect = session.get_bind().dialect
    columns = ", ".join(f'"{name}"' for name in names)
    try:
        with driver.cursor() as cursor, cursor.copy(f'COPY "{table}" ({columns}) FROM STDIN') as copy:
            for row in rows:
                copy.write_row(_bound(row, names, bind))
    except dialect.loaded_dbapi.Error as exc:
        raise DBAPIError.instance("COPY", None, exc, dialect.loaded_dbapi.Error, dialect=dialect) from exc


# ------------------------------------------------------------------ the values before, as text
def to_text(values: Values) -> str:
    """A row's values as JSON that :func:`from_text` reads back by the column's own type."""
    return json.dumps({name: _told(value) for name, value in values.items()}, ensure_ascii=False, sort_keys=True)


def _told(value: Any) -> Any:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return str(value) if isinstance(value, (UUID, AcademicSemester)) else value


def from_text(record: type[Base], text: str) -> dict[str, Any]:
    """The values of :func:`to_text`, typed again."""
    table = table_of(record)
    return {name: _typed(table.c[name].type, value) for name, value in json.loads(text).items()}


def _typed(column: Any, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if isinstance(column, Moment):
        return datetime.fromisoformat(value)
    if isinstance(column, Semester):
        return AcademicSemester.parse(value)
    kind = column.python_type
    if kind is bytes:
        return base64.b64decode(value)
    return kind.fromisoformat(value) if kind is date else kind(value)
