"""Damaged and hostile import files are taken whole or not at all, also when the program is killed in the middle.

Each round takes a good file of graduates, spoils it in one of many ways (bits, cuts, NULs, half characters, ragged
rows, mixed encodings, broken zips) and imports it: either the database then holds exactly the file's rows, or it is as
it was. In every tenth round a child process imports and is killed at a random moment.
"""

from __future__ import annotations

import csv
import io
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from openpyxl import Workbook

from app.desk.desk import Desk
from app.desk.intake.run import import_file
from app.desk.intake.shapes import Kind
from app.errors import Refusal
from app.models.bulk import Rows
from app.models.graduate import Graduate, Person
from app.models.house import SearchEntry
from app.models.imports import ImportRun
from app.models.journal import check_chains
from tests.builders import a_founded_desk, a_place

ROUNDS = 400
ROWS = 40
KILLED_ROWS = 4_000
HEADING = ("學號", "姓名", "英文姓名", "身分證字號", "出生日期", "學年期", "學程", "電子信箱")
Dice = random.Random


def main(seed: int, rounds: int | None = None) -> int:
    dice = Dice(seed)
    with tempfile.TemporaryDirectory() as folder:
        desk = a_founded_desk(f"sqlite:///{Path(folder) / 'desk.db'}", Path(folder))
        taken = 0
        for turn in range(rounds or ROUNDS):
            act = _killed_round if turn % 10 == 9 else _spoiled_round
            taken += act(desk, dice, turn, Path(folder))
        with desk.store.engine.connect() as connection:
            assert not any(report.broken for report in check_chains(connection))
        desk.close()
    print(f"{taken} of {rounds or ROUNDS} files were taken")
    return 0


def rows_of(turn: int, count: int, rare: bool = True) -> list[tuple[object, ...]]:
    """A list of graduates of this round's own; ``rare`` names are more than CP950 can write."""
    return [
        (f"9{turn:04d}{place:04d}S", "林𠈌安" if rare and place % 7 == 0 else "許功蓋", "LIN, AN", "", "92.3.4",
         "113-2", "中國文學系學士班", f"g{turn}.{place}@post.example")
        for place in range(count)
    ]  # fmt: skip


def as_csv(rows: list[tuple[object, ...]], encoding: str) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([HEADING, *rows])
    return text.getvalue().encode(encoding, "replace")


def as_book(rows: list[tuple[object, ...]]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in (HEADING, *rows):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


# ------------------------------------------------------------------ ways to spoil a file
def _flip(content: bytes, dice: Dice) -> bytes:
    spoiled = bytearray(content)
    for _ in range(dice.randint(1, 8)):
        spoiled[dice.randrange(len(spoiled))] ^= 1 << dice.randrange(8)
    return bytes(spoiled)


def _cut(content: bytes, dice: Dice) -> bytes:
    return content[: dice.randrange(1, len(content))]


def _insert(piece: bytes) -> Callable[[bytes, Dice], bytes]:
    def spoil(content: bytes, dice: Dice) -> bytes:
        place = dice.randrange(len(content))
        return content[:place] + piece + content[place:]

    return spoil


def _shuffle(content: bytes, dice: Dice) -> bytes:
    lines = content.split(b"\n")
    dice.shuffle(lines)
    return b"\n".join(lines)


def _twice(content: bytes, dice: Dice) -> bytes:
    return content + content[dice.randrange(len(content)) :]


def _mixed(content: bytes, dice: Dice) -> bytes:
    return content + "9AAA,林晴嵐,x,,92.1.1,113-2,,\r\n".encode(dice.choice(["cp950", "utf-8", "utf-16", "shift_jis"]))


def _whole(content: bytes, dice: Dice) -> bytes:
    return content


SPOILS = (
    _whole, _flip, _cut, _shuffle, _twice, _mixed, _insert(b"\0"), _insert(b'"'), _insert(b","), _insert(b"\r"),
    _insert(b"\xff"), _insert(b"\xa4"), _insert(b"=1+1"), _insert(b"\xe2\x80\xae"), _insert(b"x" * 3000),
)  # fmt: skip


def _spoiled_round(desk: Desk, dice: Dice, turn: int, folder: Path) -> int:
    encoding = dice.choice(["utf-8", "utf-8-sig", "cp950", "utf-16", "xlsx"])
    rows = rows_of(turn, ROWS, rare=encoding != "cp950")
    content = as_book(rows) if encoding == "xlsx" else as_csv(rows, encoding)
    content = dice.choice(SPOILS)(content, dice)
    before = _held(desk)
    try:
        report = import_file(desk, Kind.GRADUATES, content, name="soak", source_time=desk.now, actor="soak")
    except Refusal:
        assert _held(desk) == before, f"round {turn}: a refused file left something behind"
        return 0
    after = _held(desk)
    if not report.taken:
        assert after == before, f"round {turn}: a bad file left something behind"
        assert report.faults, f"round {turn}: not taken, and no reason told"
        return 0
    assert after["graduates"] == before["graduates"] + report.added, f"round {turn}: not every row arrived"
    assert after["entries"] == after["graduates"], f"round {turn}: somebody cannot be found"
    assert report.rows == report.added + report.changed + report.unchanged
    return 1


def _held(desk: Desk) -> dict[str, int]:
    with desk.read() as session:
        rows = Rows(session)
        kinds = {"graduates": Graduate, "people": Person, "entries": SearchEntry, "imports": ImportRun}
        return {name: rows.count(record) for name, record in kinds.items()}


# ------------------------------------------------------------------ killed in the middle
def _killed_round(desk: Desk, dice: Dice, turn: int, folder: Path) -> int:
    """A child imports and is killed at a random moment: all of its rows are there, or none."""
    file = folder / "killed.csv"
    file.write_bytes(as_csv(rows_of(turn, KILLED_ROWS), "utf-8"))
    before = _held(desk)
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.soak.intake", str(folder), str(file)], stdout=subprocess.PIPE, env=os.environ
    )
    assert child.stdout is not None
    child.stdout.readline()  # it is about to begin
    time.sleep(dice.random() * 3)  # any moment will do: that is the point
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    arrived = _held(desk)["graduates"] - before["graduates"]
    assert arrived in (0, KILLED_ROWS), f"round {turn}: {arrived} rows of {KILLED_ROWS} survived a kill"
    assert _held(desk)["entries"] == _held(desk)["graduates"]
    return 1 if arrived else 0


def child(folder: str, file: str) -> None:
    desk = Desk.open(a_place(f"sqlite:///{Path(folder) / 'desk.db'}", Path(folder)))
    print("ready", flush=True)
    content = Path(file).read_bytes()
    import_file(desk, Kind.GRADUATES, content, name="soak", source_time=desk.now + timedelta(seconds=1), actor="child")


if __name__ == "__main__":
    child(*sys.argv[1:3])
