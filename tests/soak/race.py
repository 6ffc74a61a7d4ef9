"""Sixteen stations race for one sheet, and for many: one wins each, every loser gets a refusal, the rows tell it once.

Every station is a thread with a desk, a store and keys of its own, as sixteen programs would have. A round is one
graduate for whom all sixteen press the key at once; ``--rounds`` of them on each database. Afterwards sixteen counters
work through many sheets in an order of their own each.
"""

from __future__ import annotations

import random
import tempfile
import threading
from dataclasses import dataclass, field, replace
from pathlib import Path

from app.dates import FixedClock
from app.desk import pickup
from app.desk.asks import HandOver
from app.desk.desk import Desk
from app.desk.slips import DoneSlip
from app.errors import Refusal
from app.models.base import uuid7
from tests.postgresql import Cluster, fresh_database
from tests.soak._counters import a_ready_deed, admit, at_station, check_whole, found, hold

ROUNDS, SHEETS, STATIONS = 40, 60, 16
REFUSED = {"certificate.already_collected", "case.changed"}


@dataclass
class Result:
    """What sixteen stations were answered."""

    won: list[DoneSlip] = field(default_factory=list)
    lost: list[tuple[str, ...]] = field(default_factory=list)
    faults: list[BaseException] = field(default_factory=list)


def main(seed: int, rounds: int | None = None) -> int:
    count = ROUNDS if rounds is None else rounds
    with tempfile.TemporaryDirectory() as folder:
        race(f"sqlite:///{Path(folder) / 'desk.db'}", Path(folder), random.Random(seed), count, SHEETS)
    with Cluster() as cluster, fresh_database(cluster.url, "race") as url, tempfile.TemporaryDirectory() as folder:
        race(url, Path(folder), random.Random(seed), count, SHEETS)
    print(f"{count} races of {STATIONS} stations for one sheet, and {SHEETS} sheets at once, on each database")
    return 0


def race(url: str, folder: Path, dice: random.Random, rounds: int, sheets: int) -> None:
    """All of it on one database; Broken when anything else than one winner and refusals was seen."""
    first = found(url, folder, FixedClock.taipei(2025, 7, 3, 10, 0))
    codes = [f"w{number}" for number in range(2, STATIONS + 2)]
    for code in codes:
        admit(first, folder, code)
    desks = [at_station(url, folder, code, FixedClock.taipei(2025, 7, 3, 10, 0)) for code in codes]
    try:
        for number in range(rounds):
            _one_sheet(first, desks, number)
        _many_sheets(first, desks, range(1000, 1000 + sheets), dice)
        check_whole(first)
    finally:
        for desk in (*desks, first):
            desk.close()


def _one_sheet(first: Desk, desks: list[Desk], number: int) -> None:
    """Three in four rounds each station has a deed of its own; in the others all send the very same one."""
    _, deed = a_ready_deed(first, number + 1)
    same = number % 4 == 3
    result = _at_once(desks, [[deed if same else replace(deed, deed_id=uuid7())] for _ in desks])
    hold(result.faults == [], f"round {number}", result.faults)
    hold({code for codes in result.lost for code in codes} <= REFUSED, f"round {number}", result.lost)
    if same:
        hold(len(result.won) == len(desks), f"round {number}: somebody was not answered", result.lost)
        hold(len({each.pickup_id for each in result.won}) == 1, f"round {number}: two answers")
        hold(sum(not each.repeated for each in result.won) == 1, f"round {number}: done more than once")
    else:
        hold(len(result.won) == 1, f"round {number}: {len(result.won)} won")
        hold(len(result.lost) == len(desks) - 1, f"round {number}: a loser was not refused", result.lost)
    check_whole(first)


def _many_sheets(first: Desk, desks: list[Desk], numbers: range, dice: random.Random) -> None:
    """Every station wants every sheet, each in an order of its own: each sheet goes out once."""
    deeds = [a_ready_deed(first, number)[1] for number in numbers]
    orders = [[replace(deed, deed_id=uuid7()) for deed in dice.sample(deeds, len(deeds))] for _ in desks]
    result = _at_once(desks, orders)
    hold(result.faults == [], result.faults)
    hold({code for codes in result.lost for code in codes} <= REFUSED, result.lost)
    wanted = sorted(deed.certificate_id for deed in deeds)
    hold(sorted(each.certificate_id for each in result.won) == wanted, "a sheet went out twice, or not at all")
    hold(len(result.lost) == len(deeds) * (len(desks) - 1), "a loser was not refused")


def _at_once(desks: list[Desk], orders: list[list[HandOver]]) -> Result:
    """Each desk does its deeds in order, all desks at the same time."""
    result = Result()
    start = threading.Barrier(len(desks))

    def work(desk: Desk, deeds: list[HandOver]) -> None:
        start.wait(60)
        for deed in deeds:
            try:
                result.won.append(pickup.hand_over(desk, deed=deed))
            except Refusal as refusal:
                result.lost.append(refusal.codes)
            except BaseException as fault:
                result.faults.append(fault)

    lanes = [threading.Thread(target=work, args=pair) for pair in zip(desks, orders, strict=True)]
    for lane in lanes:
        lane.start()
    for lane in lanes:
        lane.join()
    return result
