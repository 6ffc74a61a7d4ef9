"""Killed with -9 at random points of the hand-over: nothing acknowledged is lost, nothing half done, nothing twice.

How this works. A child process hands over one sheet after the other and says so on a pipe after each. It is killed
either by itself at a random moment of a random statement (before it, after it, before the commit, after the commit and
before the word is out), or from outside after a random time. Then the database is opened at once, every row is looked
at, the same deeds are sent again, and the rows are looked at once more. The children are forked from a server that has
imported everything, so that a round takes the time of the hand-overs and not of the start.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import tempfile
import time
from dataclasses import replace
from multiprocessing.connection import Connection as Pipe
from pathlib import Path

from sqlalchemy import event

from app.dates import FixedClock
from app.desk import pickup
from app.desk.asks import HandOver
from app.desk.desk import Desk
from app.desk.slips import DoneSlip
from tests.postgresql import Cluster, fresh_database
from tests.soak._counters import a_ready_deed, admit, at_station, check_whole, counts, found, hold

ROUNDS, DEEDS = 200, 3
STATION = "w2"
MOMENTS = 17 * 2 * DEEDS
"""A hand-over runs some 17 statements; each has a moment before it and one after it."""


def main(seed: int, rounds: int | None = None) -> int:
    count = ROUNDS if rounds is None else rounds
    with tempfile.TemporaryDirectory() as folder:
        told = [kills(f"sqlite:///{Path(folder) / 'desk.db'}", Path(folder), random.Random(seed), count)]
    with Cluster() as cluster, fresh_database(cluster.url, "kill") as url, tempfile.TemporaryDirectory() as folder:
        told.append(kills(url, Path(folder), random.Random(seed), count))
    for name, acknowledged in zip(("SQLite", "PostgreSQL"), told, strict=True):
        print(f"{name}: {count} kills, {acknowledged} hand-overs acknowledged before them, none lost")
    return 0


def kills(url: str, folder: Path, dice: random.Random, rounds: int) -> int:
    """Kill ``rounds`` children on one database; how many hand-overs were acknowledged in all."""
    first = found(url, folder, _clock())
    try:
        admit(first, folder, STATION)
        return sum(_round(first, folder, dice, number) for number in range(rounds))
    finally:
        first.close()


def _clock() -> FixedClock:
    return FixedClock.taipei(2025, 7, 3, 10, 0)


def _round(first: Desk, folder: Path, dice: random.Random, number: int) -> int:
    deeds = [
        a_ready_deed(first, number * DEEDS + place + 1, by_proxy=dice.random() < 0.34)[1] for place in range(DEEDS)
    ]
    said = _killed(first.place.database_url, folder, deeds, dice)
    desk = at_station(first.place.database_url, folder, STATION, _clock())
    try:
        check_whole(desk)
        for deed, answer in zip(deeds, said, strict=False):
            before = counts(desk)
            again = pickup.hand_over(desk, deed=deed)
            hold(again == replace(answer, repeated=True), f"round {number}: another answer", answer, again)
            hold(counts(desk) == before, f"round {number}: the same deed changed something")
        finished = [pickup.hand_over(desk, deed=deed) for deed in deeds[len(said) :]]
        unsaid = sum(each.repeated for each in finished)
        hold(unsaid <= 1, f"round {number}: {unsaid} hand-overs recorded and not acknowledged")
        check_whole(desk)
    finally:
        desk.close()
    return len(said)


def _killed(url: str, folder: Path, deeds: list[HandOver], dice: random.Random) -> list[DoneSlip]:
    """What a child acknowledged before it was killed."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.soak.kill"])
    inside = dice.randrange(MOMENTS) if dice.random() < 0.7 else None
    here, there = context.Pipe()
    child = context.Process(target=_clerk, args=(url, folder, deeds, inside, there))
    child.start()
    there.close()
    said: list[DoneSlip] = []
    hold(_hear(here) == "ready", "the child did not begin")
    if inside is None:
        time.sleep(dice.random() * 0.04 * len(deeds))  # any moment will do: that is the point
        child.kill()
    while (word := _hear(here)) is not None and word != "all":
        said.append(word)  # type: ignore[arg-type]
    child.kill()
    child.join()
    here.close()
    return said


def _hear(pipe: Pipe) -> object:
    try:
        return pipe.recv()
    except (EOFError, ConnectionResetError):
        return None


def _clerk(url: str, folder: Path, deeds: list[HandOver], inside: int | None, say: Pipe) -> None:
    """The child: hand over, acknowledge, until the moment ``inside`` has come."""
    desk = at_station(url, folder, STATION, _clock())
    left = -1 if inside is None else inside

    def moment(*_: object) -> None:
        nonlocal left
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left -= 1

    for name in ("before_cursor_execute", "after_cursor_execute", "commit"):
        event.listen(desk.store.engine, name, moment)
    say.send("ready")
    for deed in deeds:
        answer = pickup.hand_over(desk, deed=deed)
        moment()
        say.send(answer)
    say.send("all")
    signal.pause()
