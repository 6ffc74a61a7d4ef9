"""The journal (操作紀錄): append-only, one chain per station, its lines cut last, in the commit itself.

How this works. A line's digest is SHA-256 over chain, sequence number, the digest before it and the stored text; the
stored text is what is hashed, and no other column repeats its facts. The text holds who, where, when, which verb, which
records by id, the profile's version, and a salted digest of the personal facts; those facts lie sealed in a side table
that the retention purge may empty, so that old lines verify for ever. Checkpoints tie the heads of all chains together.

One chain per station, because one global chain locked early ran twelve times slower under sixteen writers; and the head
is locked last, so that it is held for a millisecond.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Connection, ForeignKey, String, UniqueConstraint, insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.models.base import Base, Keyed, uuid7

if TYPE_CHECKING:
    from app.models.vault import Vault

GENESIS = bytes(32)
FACTS_PLACE = "journal_fact.facts"


class JournalHead(Base, kw_only=True):
    """The last line of one station's chain; locked for the moment in which new lines are cut."""

    __tablename__ = "journal_head"

    chain: Mapped[str] = mapped_column(String(32), primary_key=True)
    seq: Mapped[int] = mapped_column(default=0)
    digest: Mapped[bytes] = mapped_column(default=GENESIS)


class JournalLine(Keyed, Base, kw_only=True):
    """One line: its text is canonical JSON and never changes."""

    __tablename__ = "journal_line"
    __table_args__ = (UniqueConstraint("chain", "seq"),)

    chain: Mapped[str] = mapped_column(String(32))
    seq: Mapped[int]
    previous: Mapped[bytes] = mapped_column(repr=False)
    digest: Mapped[bytes] = mapped_column(repr=False)
    text: Mapped[str]


class JournalFact(Base, kw_only=True):
    """The personal facts of one line, sealed, with their salt. The purge empties this table's rows, never a line."""

    __tablename__ = "journal_fact"

    line_id: Mapped[UUID] = mapped_column(ForeignKey("journal_line.id"), primary_key=True)
    facts: Mapped[bytes | None] = mapped_column(repr=False)


class JournalCheckpoint(Keyed, Base, kw_only=True):
    """The heads of all chains at one moment, as canonical JSON, and the digest that ties them together."""

    __tablename__ = "journal_checkpoint"

    at: Mapped[datetime]
    heads: Mapped[str]
    digest: Mapped[bytes] = mapped_column(repr=False)


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who acts, where, when, under which rules: what every line and every deed records."""

    actor: str
    station: str
    at: datetime
    profile: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A line that waits for the commit. ``about`` names records by id; ``facts`` are not personal; ``personal`` are."""

    verb: str
    about: Mapping[str, str]
    facts: Mapping[str, Any]
    personal: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What a check found: ``broken`` names the first line that no longer fits, or is empty."""

    chain: str
    lines: int
    head: str
    broken: str = ""


def canonical(value: Mapping[str, Any]) -> str:
    """JSON with sorted keys and no spaces: one text for one set of facts."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def line_digest(chain: str, seq: int, previous: bytes, text: str) -> bytes:
    return sha256(f"{chain}\n{seq}\n{previous.hex()}\n{text}".encode()).digest()


def append(session: Session, stamp: Stamp, notes: list[Note], vault: Vault | None) -> None:
    """Cut the lines of one unit of work, at the very end of it: lock the head, chain, insert."""
    drafts = [_draft(stamp, note) for note in notes]
    head = session.execute(
        select(JournalHead.seq, JournalHead.digest).where(JournalHead.chain == stamp.station).with_for_update()
    ).one_or_none()
    seq, previous = (0, GENESIS) if head is None else (head.seq, head.digest)
    lines: list[dict[str, Any]] = []
    facts: list[dict[str, Any]] = []
    for text, private in drafts:
        seq += 1
        digest = line_digest(stamp.station, seq, previous, text)
        key = uuid7()
        lines.append(
            {"id": key, "chain": stamp.station, "seq": seq, "previous": previous, "digest": digest, "text": text}
        )
        if private and vault is not None:
            facts.append({"line_id": key, "facts": vault.seal(FACTS_PLACE, key, private)})
        previous = digest
    session.execute(insert(JournalLine), lines)
    if facts:
        session.execute(insert(JournalFact), facts)
    if head is None:
        session.execute(insert(JournalHead), [{"chain": stamp.station, "seq": seq, "digest": previous}])
    else:
        session.execute(
            update(JournalHead).where(JournalHead.chain == stamp.station).values(seq=seq, digest=previous),
            execution_options={"synchronize_session": False},
        )


def _draft(stamp: Stamp, note: Note) -> tuple[str, str]:
    private = ""
    content: dict[str, Any] = {
        "at": stamp.at.isoformat(),
        "actor": stamp.actor,
        "station": stamp.station,
        "profile": stamp.profile,
        "verb": note.verb,
        "about": dict(note.about),
        "facts": dict(note.facts),
    }
    if note.personal:
        private = canonical({"salt": os.urandom(16).hex(), "facts": dict(note.personal)})
        content["personal"] = sha256(private.encode()).hexdigest()
    return canonical(content), private


def check_chains(connection: Connection) -> Iterator[ChainReport]:
    """Walk every chain in order over its stored text and name the first line that no longer fits.

    Finds a changed, deleted, inserted or reordered line, a head that was moved back, a checkpoint whose lines are gone
    (also all of them, with the head), and a checkpoint that was altered. Yields one report per chain.
    """
    heads = {row.chain: row for row in connection.execute(select(JournalHead.__table__))}
    marks = _checkpoint_marks(connection)
    chains = set(heads) | set(marks) | set(connection.scalars(select(JournalLine.chain).distinct()))
    for chain in sorted(chains):
        yield _check_chain(connection, chain, heads.get(chain), marks.get(chain, {}))


def _check_chain(connection: Connection, chain: str, head: Any, marks: dict[int, str]) -> ChainReport:
    seq, previous = 0, GENESIS
    table = JournalLine.__table__
    query = select(table.c.seq, table.c.previous, table.c.digest, table.c.text)
    query = query.where(table.c.chain == chain).order_by(table.c.seq).execution_options(yield_per=2000)
    with connection.execute(query) as lines:
        for row in lines:
            seq += 1
            fits = (
                row.seq == seq
                and row.previous == previous
                and row.digest == line_digest(chain, seq, previous, row.text)
                and marks.get(seq, row.digest.hex()) == row.digest.hex()
            )
            if not fits:
                return ChainReport(chain, seq - 1, previous.hex(), f"{chain}/{seq}")
            previous = row.digest
    if head is None or head.seq != seq or head.digest != previous or any(mark > seq for mark in marks):
        return ChainReport(chain, seq, previous.hex(), f"{chain}/{seq + 1}")
    return ChainReport(chain, seq, previous.hex())


def _checkpoint_marks(connection: Connection) -> dict[str, dict[int, str]]:
    marks: dict[str, dict[int, str]] = {}
    for text, digest in connection.execute(select(JournalCheckpoint.heads, JournalCheckpoint.digest)):
        if sha256(text.encode()).digest() != digest:
            marks.setdefault("checkpoint", {})[1] = "altered"
            continue
        for chain, (seq, head) in json.loads(text).items():
            marks.setdefault(chain, {})[seq] = head
    return marks


def tie_heads(session: Session, at: datetime) -> JournalCheckpoint:
    """Write a checkpoint of all heads as they are now (at close of day, at sign-off, before a backup)."""
    heads = {head.chain: (head.seq, head.digest.hex()) for head in session.scalars(select(JournalHead)) if head.seq}
    text = canonical(heads)
    mark = JournalCheckpoint(at=at, heads=text, digest=sha256(text.encode()).digest())
    session.add(mark)
    return mark
