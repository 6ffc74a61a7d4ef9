"""Any line of the journal changed, deleted, inserted, swapped or cut off is named; a purge of personal facts is not.

A few hundred lines of three stations are written and tied together by a checkpoint. A round spoils one place in one of
many ways, as somebody with the database's password could, asks for the first line that no longer fits, and undoes it.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, text

from app.models import keyring
from app.models.base import uuid7
from app.models.journal import Stamp, check_chains, line_digest, tie_heads
from app.models.migration import migrate
from app.models.store import Store
from tests.postgresql import Cluster, fresh_database
from tests.soak._counters import hold

ROUNDS, LINES = 400, 120
CHAINS = ("w1", "w2", "w3")
AT = datetime(2025, 7, 3, 2, 0, tzinfo=UTC)
Spoil = Callable[[Connection, random.Random, str], int]


def main(seed: int, rounds: int | None = None) -> int:
    count = ROUNDS if rounds is None else rounds
    with tempfile.TemporaryDirectory() as folder:
        tamper(f"sqlite:///{Path(folder) / 'desk.db'}", random.Random(seed), count, LINES)
    with Cluster() as cluster, fresh_database(cluster.url, "journal") as url:
        tamper(url, random.Random(seed), count, LINES)
    print(f"{count} ways to spoil {LINES * len(CHAINS)} lines on each database, each one named")
    return 0


def tamper(url: str, dice: random.Random, rounds: int, lines: int) -> None:
    """Spoil one place ``rounds`` times; Broken when another line than the first that was spoiled is named."""
    migrate(url)
    store = Store(url)
    try:
        _write(store, lines)
        for number in range(rounds):
            chain, spoil = dice.choice(CHAINS), SPOILS[number % len(SPOILS)]
            with store.engine.connect() as connection:
                first = spoil(connection, dice, chain)
                found = [report.broken for report in check_chains(connection) if report.broken]
                connection.rollback()
            named = [f"{chain}/{first}"] if first else []
            hold(found == named, f"round {number}, {spoil.__name__}: {found} named, {named} spoiled")
        with store.engine.connect() as connection:
            hold(not any(report.broken for report in check_chains(connection)), "it does not fit after all is undone")
    finally:
        store.close()


def _write(store: Store, lines: int) -> None:
    with store.begin(Stamp("clerk", CHAINS[0], AT), bookkeeping=True) as work:
        holder, code = keyring.HolderKey.fresh(), keyring.new_recovery_code()
        store.vault = keyring.found_keys(work.session, CHAINS[0], holder, code, AT)
    for chain in CHAINS:
        with store.begin(Stamp("clerk", chain, AT)) as work:
            for number in range(lines):
                work.note("case.opened", {"graduate": number}, personal={"name": f"王○{number}"}, how="card")
    with store.begin(Stamp("clerk", CHAINS[0], AT), bookkeeping=True) as work:
        tie_heads(work.session, AT)


# ------------------------------------------------------------------ ways to spoil a chain
def _last(link: Connection, chain: str) -> int:
    return int(link.scalar(text("SELECT max(seq) FROM journal_line WHERE chain = :chain"), {"chain": chain}) or 0)


def _a_line(link: Connection, dice: random.Random, chain: str) -> int:
    return dice.randint(1, _last(link, chain))


def _do(link: Connection, statement: str, chain: str, **facts: object) -> None:
    link.execute(text(statement), {"chain": chain, **facts})


def _without_facts(link: Connection) -> None:
    link.execute(text("DELETE FROM journal_fact"))


def changed(link: Connection, dice: random.Random, chain: str) -> int:
    seq = _a_line(link, dice, chain)
    _do(link, "UPDATE journal_line SET text = replace(text, 'clerk', 'nobody') WHERE chain = :chain AND seq = :seq",
        chain, seq=seq)  # fmt: skip
    return seq


def one_space_more(link: Connection, dice: random.Random, chain: str) -> int:
    seq = _a_line(link, dice, chain)
    _do(link, "UPDATE journal_line SET text = text || ' ' WHERE chain = :chain AND seq = :seq", chain, seq=seq)
    return seq


def digest_changed(link: Connection, dice: random.Random, chain: str) -> int:
    seq = _a_line(link, dice, chain)
    column = dice.choice(["digest", "previous"])
    _do(link, f"UPDATE journal_line SET {column} = :other WHERE chain = :chain AND seq = :seq", chain,
        seq=seq, other=dice.randbytes(32))  # fmt: skip
    return seq


def deleted(link: Connection, dice: random.Random, chain: str) -> int:
    seq = _a_line(link, dice, chain)
    _without_facts(link)
    _do(link, "DELETE FROM journal_line WHERE chain = :chain AND seq = :seq", chain, seq=seq)
    return seq


def deleted_and_closed_up(link: Connection, dice: random.Random, chain: str) -> int:
    seq = deleted(link, dice, chain)
    _shift(link, chain, seq, -1)
    return seq


def _shift(link: Connection, chain: str, above: int, by: int) -> None:
    """Renumber every line above; over a far place, because no two lines may have one number on the way."""
    for step in (1_000_000, by - 1_000_000):
        _do(link, "UPDATE journal_line SET seq = seq + :step WHERE chain = :chain AND seq > :above", chain,
            step=step, above=above)  # fmt: skip


def inserted(link: Connection, dice: random.Random, chain: str) -> int:
    """A forged line that fits by itself: the next one or the head no longer does, or the checkpoint knows better."""
    after = _a_line(link, dice, chain)
    _shift(link, chain, after, 1)
    told = {"chain": chain, "after": after}
    query = text("SELECT digest, text FROM journal_line WHERE chain = :chain AND seq = :after")
    row = link.execute(query, told).one()
    previous, forged = bytes(row.digest), row.text.replace("card", "name")
    columns = "id, chain, seq, previous, digest, text"
    key = uuid7().hex if link.dialect.name == "sqlite" else uuid7()
    _do(link, f"INSERT INTO journal_line ({columns}) VALUES (:id, :chain, :seq, :previous, :digest, :text)", chain,
        id=key, seq=after + 1, previous=previous, text=forged,
        digest=line_digest(chain, after + 1, previous, forged))  # fmt: skip
    tied = _last(link, chain) - 1  # the last line that was there when the heads were tied
    return after + 1 if after + 1 == tied else after + 2


def swapped(link: Connection, dice: random.Random, chain: str) -> int:
    one, other = sorted(dice.sample(range(1, _last(link, chain) + 1), 2))
    for now, then in ((one, 0), (other, one), (0, other)):
        _do(link, "UPDATE journal_line SET seq = :then WHERE chain = :chain AND seq = :now", chain, now=now, then=then)
    return one


def cut_off(link: Connection, dice: random.Random, chain: str) -> int:
    seq = _a_line(link, dice, chain)
    _without_facts(link)
    _do(link, "DELETE FROM journal_line WHERE chain = :chain AND seq >= :seq", chain, seq=seq)
    return seq


def cut_off_with_its_head(link: Connection, dice: random.Random, chain: str) -> int:
    seq = cut_off(link, dice, chain)
    if seq == 1:
        _do(link, "DELETE FROM journal_head WHERE chain = :chain", chain)
    else:
        kept = "SELECT digest FROM journal_line WHERE chain = :chain AND seq = :last"
        _do(link, f"UPDATE journal_head SET seq = :last, digest = ({kept}) WHERE chain = :chain", chain, last=seq - 1)
    return seq


def gone_altogether(link: Connection, dice: random.Random, chain: str) -> int:
    _without_facts(link)
    _do(link, "DELETE FROM journal_line WHERE chain = :chain", chain)
    _do(link, "DELETE FROM journal_head WHERE chain = :chain", chain)
    return 1


def head_gone(link: Connection, dice: random.Random, chain: str) -> int:
    _do(link, "DELETE FROM journal_head WHERE chain = :chain", chain)
    return _last(link, chain) + 1


def purged(link: Connection, dice: random.Random, chain: str) -> int:
    """The retention purge empties personal facts: nothing is broken."""
    link.execute(text("UPDATE journal_fact SET facts = NULL"))
    return 0


SPOILS: tuple[Spoil, ...] = (
    changed, one_space_more, digest_changed, deleted, deleted_and_closed_up, inserted, swapped, cut_off,
    cut_off_with_its_head, gone_altogether, head_gone, purged,
)  # fmt: skip
