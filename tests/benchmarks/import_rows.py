"""100,000 rows of a list of graduates imported: ours beside a short script that does the same by hand.

The script (:func:`_by_hand`) reads the same CSV, parses the dates, seals five fields, hashes one, and inserts the same
columns into the same tables and the same full-text index through bare sqlite3, in one transaction; it checks nothing,
compares nothing and journals nothing. Each run has a process of its own, so that its memory can be told.
"""

from __future__ import annotations

import csv
import hmac
import io
import multiprocessing
import os
import resource
import sqlite3
import statistics
import tempfile
import time
import uuid
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

ROWS = 100_000
ROUNDS = 3
GOAL_MB = 300


def main() -> list[dict[str, object]]:
    """Medians of interleaved rounds: ms for the whole file, and the peak memory of our process."""
    from tests.benchmarks.crowd import a_file

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "graduates.csv"
        file.write_bytes(a_file(ROWS))
        measured = [(_apart(_ours, folder, turn), _apart(_by_hand, folder, turn)) for turn in range(ROUNDS)]
    ours = statistics.median(seconds for (seconds, _), _ in measured) * 1000
    peer = statistics.median(seconds for _, (seconds, _) in measured) * 1000
    memory = max(megabytes for (_, megabytes), _ in measured)
    return [
        _line("import", ours, "ms", "a short script, bare sqlite3", peer),
        _line("import-memory", memory, "MB", "goal", GOAL_MB),
    ]


def _line(name: str, figure: float, unit: str, peer: str, peer_figure: float) -> dict[str, object]:
    ratio = round(figure / peer_figure, 3)
    figures = {"figure": round(figure, 1), "unit": unit, "peer": peer, "peer_figure": round(peer_figure, 1)}
    return {"name": name, **figures, "ratio": ratio}


def _apart(act, folder: str, turn: int) -> tuple[float, float]:  # type: ignore[no-untyped-def]
    """Run in a fresh process: seconds, and its peak memory in MB."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        return pool.apply(_measured, (act.__name__, folder, turn))


def _measured(name: str, folder: str, turn: int) -> tuple[float, float]:
    act = globals()[name]
    ready = act(Path(folder), turn)
    start = time.perf_counter()
    ready()
    seconds = time.perf_counter() - start
    return seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _ours(folder: Path, turn: int):  # type: ignore[no-untyped-def]
    from app.desk.intake.run import import_file
    from app.desk.intake.shapes import Kind
    from tests.builders import a_founded_desk

    desk = a_founded_desk(f"sqlite:///{folder / f'ours-{turn}.db'}", folder / f"keys-{turn}")
    content = (folder / "graduates.csv").read_bytes()

    def act() -> None:
        now = desk.now
        report = import_file(desk, Kind.GRADUATES, content, name="graduates.csv", source_time=now, actor="bench")
        assert report.taken and report.added == ROWS, report.faults[:3]

    return act


def _by_hand(folder: Path, turn: int):  # type: ignore[no-untyped-def]
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    from app.dates import parse_date
    from app.models.migration import migrate
    from app.models.search import spaced

    path = folder / f"peer-{turn}.db"
    migrate(f"sqlite:///{path}")
    text = (folder / "graduates.csv").read_bytes().decode("utf-8-sig")
    cipher, index_key = AESGCM(os.urandom(32)), os.urandom(32)
    at = datetime.now(UTC).replace(tzinfo=None).isoformat(" ")

    def seal(row: bytes, column: bytes, plain: str) -> bytes:
        nonce = os.urandom(12)
        return b"\x01\0\0\0\x01" + nonce + cipher.encrypt(nonce, plain.encode(), column + row)

    def act() -> None:
        people, graduates, entries = [], [], []
        rows = csv.reader(io.StringIO(text, newline=""))
        next(rows)
        for number, name, latin, identity, born, sex, _, _, cohort, _, mail, school, phone, address in rows:
            person, graduate = uuid.uuid4(), uuid.uuid4()
            key = person.bytes
            index = hmac.digest(index_key, identity.encode(), sha256)
            people.append(
                (person.hex, name, latin, parse_date(born).isoformat(), "M" if sex == "男" else "F", "domestic", index,
                 seal(key, b"id", identity), seal(key, b"mail", mail), seal(key, b"school", school),
                 seal(key, b"phone", phone), seal(key, b"address", address), 1)
            )  # fmt: skip
            graduates.append(
                (graduate.hex, number, cohort, "bachelor", "liberal-arts", "history", "history-ba", "graduating",
                 0, 0, 1, at, person.hex, 1)
            )  # fmt: skip
            entries.append((graduate.hex, spaced(name, latin, number)))
        _insert(path, people, graduates, entries)

    return act


def _insert(path: Path, people: list[object], graduates: list[object], entries: list[object]) -> None:
    link = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        link.execute(f"PRAGMA {pragma}")
    link.execute("BEGIN IMMEDIATE")
    person = (
        "id, name, name_en, birth_date, sex, nationality, national_id_index, national_id_sealed, mailbox_sealed, "
        "school_mailbox_sealed, phone_sealed, address_sealed, revision"
    )
    graduate = (
        "id, student_number, cohort, level, college, department, programme, status, is_exchange, is_teacher_ed, "
        "is_listed, source_time, person_id, revision"
    )
    for table, columns, rows in (
        ("person", person, people),
        ("graduate", graduate, graduates),
        ("search_entry", "graduate_id, spaced", entries),
    ):
        marks = ", ".join("?" * (columns.count(",") + 1))
        link.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)
    link.execute("COMMIT")
    link.close()


if __name__ == "__main__":
    import json

    for line in main():
        print(json.dumps(line, ensure_ascii=False))
