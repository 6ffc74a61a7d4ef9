"""The store and its unit of work: one operation, one unit of work, one commit.

``with store.begin(stamp) as work:`` commits on a clean exit and rolls back on any exception. A writing unit on SQLite
begins with BEGIN IMMEDIATE (with SQLAlchemy's default two lanes silently lost half of their updates); a reading one
with BEGIN. Lanes of one program that write to one SQLite file wait in line (:mod:`app.models.turns`), and what SQLite
sorts it sorts in memory, never in a temporary file. On PostgreSQL a deed locks its certificate row first, and
:meth:`Store.attempt` runs a whole deed again, three times at most, when the server reports a serialization failure or a
deadlock.

A flush that changes records without a journal line fails the commit: ``work.note(...)`` what was done. Foreign
exceptions become Refusal or Trouble here, because here is where the database library is imported. A connection that
breaks before COMMIT was sent recorded nothing; one that breaks while the answer to COMMIT is awaited is
``database.outcome_unknown``, and only sending the same deed again can tell.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import DatabaseError, DBAPIError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.orm import Session as Session
from sqlalchemy.orm import sessionmaker
from sqlalchemy.orm.exc import StaleDataError

from app.errors import Refusal, Trouble
from app.models import (
    calendar,
    card,
    certificate,
    custody,
    decision,
    delivery,
    graduate,
    house,
    imports,
    job,
    journal,
    pause,
    pickup,
    renewal,
    review,
    staff,
    verification,
)
from app.models.journal import Note, Stamp
from app.models.turns import line_of
from app.models.vault import Vault

RECORD_ROOMS = (
    calendar,
    card,
    certificate,
    decision,
    custody,
    delivery,
    graduate,
    house,
    imports,
    job,
    journal,
    pause,
    pickup,
    renewal,
    review,
    staff,
    verification,
)
T = TypeVar("T")
ATTEMPTS = 3
# How long a window waits for a server that is away, a row that another program holds, a wire that has gone dead.
_PATIENCE = {
    "connect_timeout": 5,
    "options": "-c lock_timeout=10s",
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}

# Which refusal a broken constraint means, by a fragment of its name on either database.
_BROKEN = (
    ("uq_pickup_once", "certificate.already_collected"),
    ("pickup.certificate_id", "certificate.already_collected"),
    ("uq_sheet_live", "sheet.another_live"),
    ("sheet.certificate_id", "sheet.another_live"),
    ("uq_certificate_number", "certificate.number_taken"),  # two imports at once, each unseen by the other
    ("certificate.number", "certificate.number_taken"),
    ("uq_sheet_barcode_lying", "sheet.barcode_taken"),
    ("sheet.barcode", "sheet.barcode_taken"),
    ("student_card", "card.uid_taken"),
    ("pk_database_mark", "database.founded_already"),  # two computers began their first run at once
)
# Two programs cut the first line or took the first number of one station at once: the second comes again.
_CROSSED = ("pk_journal_head", "uq_journal_line_chain_seq", "pk_series")
_RETRY_STATES = {"40001", "40P01"}
# A table, a column or an index that is not there, or is there already: by SQLite's words, by PostgreSQL's states.
_MISSHAPEN = ("no such table", "no such column", "no such index", "has no column", "already exists", "duplicate column")
_MISSHAPEN_STATES = {"42P01", "42703", "42704", "42P07", "42701"}
_LOCK_TIMEOUT = "55P03"
_SERVER_ENDS = "57P"  # the class of "an operator ends this connection"


class UnjournaledChange(Exception):
    """Records were changed and no line says so: a bug of ours, never committed."""


class UnitOfWork:
    """One operation in progress: a session, a stamp, the lines it will leave."""

    def __init__(self, session: Session, stamp: Stamp, vault: Vault | None) -> None:
        self.session = session
        self.stamp = stamp
        self._vault = vault
        self.notes: list[Note] = []
        self.bookkeeping = False  # leases and sign-on counters leave no line
        self._changed = False
        event.listen(session, "after_flush", self._saw_flush)

    @property
    def vault(self) -> Vault:
        if self._vault is None:
            raise Trouble("vault.shut")
        return self._vault

    def open_vault(self, vault: Vault) -> None:
        """The founding unit of work makes its own keys."""
        self._vault = vault

    def add(self, *records: object) -> None:
        self.session.add_all(records)

    def note(
        self,
        verb: str,
        about: dict[str, object] | None = None,
        *,
        personal: dict[str, Any] | None = None,
        **facts: Any,
    ) -> None:
        """Say in the journal what this unit of work does. ``personal`` facts are sealed apart from the line."""
        self.notes.append(Note(verb, {k: str(v) for k, v in (about or {}).items()}, facts, personal or {}))

    def finish(self) -> None:
        """Flush, cut the journal's lines last, commit."""
        self.session.flush()
        if self._changed and not self.notes and not self.bookkeeping:
            raise UnjournaledChange("a flush changed records without a journal line")
        if self.notes:
            journal.append(self.session, self.stamp, self.notes, self._vault)
        with _awaiting_the_answer():
            self.session.commit()

    def _saw_flush(self, session: Session, _context: object) -> None:
        self._changed = self._changed or bool(session.new or session.dirty or session.deleted)


class Store:
    """The database, opened. ``vault`` is set once the keys are unwrapped."""

    def __init__(self, url: str | URL, vault: Vault | None = None, *, echo: bool = False) -> None:
        self.url = make_url(url)
        self.vault = vault
        self.engine = _engine(self.url, echo)
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        self._writing = sessionmaker(self.engine.execution_options(writing=True), expire_on_commit=False)
        self._reading = sessionmaker(self.engine.execution_options(writing=False), expire_on_commit=False)

    @contextmanager
    def begin(self, stamp: Stamp, *, bookkeeping: bool = False) -> Iterator[UnitOfWork]:
        """A writing unit of work."""
        with self._turn():
            session = self._writing()
            work = UnitOfWork(session, stamp, self.vault)
            work.bookkeeping = bookkeeping
            try:
                with translated():
                    session.connection()
                    yield work
                    work.finish()
            except BaseException:
                with translated_quietly():
                    session.rollback()
                raise
            finally:
                with translated_quietly():
                    session.close()

    def _turn(self) -> AbstractContextManager[None]:
        """Writers of one SQLite file wait in line; a server has its own way of waiting."""
        file = self.url.database or ""
        return line_of(file).turn() if self.is_sqlite and file not in ("", ":memory:") else nullcontext()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A reading session; nothing it changes is kept."""
        session = self._reading()
        try:
            with translated():
                yield session
        finally:
            with translated_quietly():
                session.close()

    def look(self) -> Connection:
        """A bare connection that only reads: on SQLite it takes nobody's turn to write."""
        return self.engine.connect().execution_options(writing=False)

    def attempt(self, stamp: Stamp, act: Callable[[UnitOfWork], T]) -> T:
        """Run one whole deed, again if the database says that two deeds crossed; three times at most."""
        for turn in range(1, ATTEMPTS + 1):
            try:
                with self.begin(stamp) as work:
                    return act(work)
            except Trouble as trouble:
                if trouble.code != "database.crossed" or turn == ATTEMPTS:
                    raise
        raise AssertionError("unreachable")

    def close(self) -> None:
        self.engine.dispose()


@contextmanager
def translated() -> Iterator[None]:
    """Turn the database library's exceptions into a Refusal or a Trouble."""
    try:
        yield
    except StaleDataError as exc:
        raise Refusal.because("case.changed") from exc
    except IntegrityError as exc:
        message = str(exc.orig)
        for fragment, code in _BROKEN:
            if fragment in message:
                raise Refusal.because(code) from exc
        if any(name in message for name in _CROSSED):
            raise Trouble("database.crossed", retryable=True) from exc
        raise
    except (OperationalError, InterfaceError) as exc:
        raise _trouble(exc) from exc
    except DBAPIError as exc:
        if _is_of_the_world(exc):
            raise _trouble(exc) from exc
        raise


@contextmanager
def _awaiting_the_answer() -> Iterator[None]:
    """COMMIT is sent: a database that says no has recorded nothing, one that says nothing may have recorded it."""
    try:
        yield
    except DBAPIError as exc:
        state = getattr(exc.orig, "sqlstate", None)
        ended = (state or "").startswith(_SERVER_ENDS)
        if exc.connection_invalidated or ended or _may_lie_on_the_disk(exc):
            raise Trouble("database.outcome_unknown", retryable=True) from exc
        raise


def _may_lie_on_the_disk(exc: DBAPIError) -> bool:
    """A write that failed is rolled back; one that could not be forced to the disk may be found after a crash."""
    name = getattr(exc.orig, "sqlite_errorname", "")
    return name.startswith("SQLITE_IOERR") and name != "SQLITE_IOERR_WRITE"


@contextmanager
def translated_quietly() -> Iterator[None]:
    """For cleaning up after a failure: a connection that is gone cannot be rolled back, and need not be."""
    with suppress(DBAPIError):
        yield


def _is_of_the_world(exc: DBAPIError) -> bool:
    damaged = type(exc) is DatabaseError  # SQLite says "not a database" and "malformed" in the base class itself
    told = getattr(exc.orig, "sqlstate", None) in _RETRY_STATES | _MISSHAPEN_STATES
    return damaged or exc.connection_invalidated or told


def _trouble(exc: DBAPIError) -> Trouble:
    message = str(exc.orig).lower()
    state = getattr(exc.orig, "sqlstate", None)
    if state in _RETRY_STATES:
        return Trouble("database.crossed", retryable=True)
    if "locked" in message or "busy" in message or state == _LOCK_TIMEOUT:
        return Trouble("database.busy", retryable=True)
    if "disk is full" in message or "no space" in message or state == "53100":
        return Trouble("database.full")
    if "readonly" in message or "read-only" in message:
        return Trouble("database.read_only")
    if "malformed" in message or "not a database" in message:
        return Trouble("database.damaged")
    if "disk i/o error" in message:
        return Trouble("database.disk_failed", retryable=True)
    if "unable to open database file" in message:
        return Trouble("database.unopenable")
    if state in _MISSHAPEN_STATES or any(each in message for each in _MISSHAPEN):
        return Trouble("database.misshapen")
    if isinstance(exc.orig, sqlite3.Error):  # a file has no network to be away
        return Trouble("database.failed", retryable=True)
    return Trouble("database.away", retryable=True)


def _engine(url: URL, echo: bool) -> Engine:
    if url.get_backend_name() == "sqlite":
        if url.database and url.database != ":memory:":
            _make_folder(Path(url.database).parent)
        engine = create_engine(
            url, echo=echo, hide_parameters=True, connect_args={"timeout": 10.0, "check_same_thread": False}
        )
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    return create_engine(
        url, echo=echo, hide_parameters=True, pool_pre_ping=True, pool_size=2, connect_args=dict(_PATIENCE)
    )


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as exc:
        raise Trouble("database.unopenable") from exc


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, below
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "busy_timeout=10000",
        "temp_store=MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing", True)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def ping(store: Store) -> None:
    """One question to the database; Trouble when it does not answer."""
    with store.read() as session:
        session.execute(text("SELECT 1"))
