"""The whole deed of a hand-over, from the ask to its commit: goal, 15 times the bare statements.

Both work in copies of one house, on the same certificates, in turn. In the first copy the desk hands over, and every
statement is noted with its values; in the second the same statements are sent in one transaction through bare sqlite3,
with the same pragmas and nothing else: no rules asked, no slip cut, no line sealed or hashed, no scan checked. How many
statements and commits a deed may take is held by a test (``tests/desk/test_statements.py``).
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
import time
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import event

from app.desk import lookup, pickup
from app.desk.asks import HandOver
from app.desk.desk import Desk
from app.desk.slips import ItemState
from app.models.base import uuid7
from tests.benchmarks import crowd, crowded

DEEDS = 300
WARM = 20
GRADUATES = 5_000
Statement = tuple[str, Any]


def main() -> dict[str, object]:
    """p95 of the deeds, in ms, beside p95 of the bare statements."""
    house = crowded.a_house(GRADUATES)
    with tempfile.TemporaryDirectory() as folder:
        for copy in ("ours", "peer"):
            shutil.copytree(house, Path(folder) / copy)
        desk = crowded.enter(crowded.settings(Path(folder) / "ours"))
        peer = _bare(crowded.settings(Path(folder) / "peer").data_folder)
        noted = _notes(desk)
        ours, theirs = [], []
        for place in Random(7).sample(range(crowded.WHOLE), WARM + DEEDS):
            taken, said = _deed(desk, place, noted)
            ours.append(taken)
            theirs.append(_replay(peer, said))
        desk.close()
        peer.close()
    figure, peer_figure = crowded.p95(ours[WARM:]), crowded.p95(theirs[WARM:])
    return crowded.line("hand-over", figure, "ms", "the same statements, bare sqlite3", peer_figure)


def _notes(desk: Desk) -> list[Statement]:
    """A list to which every statement of this desk is added as the driver gets it."""
    noted: list[Statement] = []

    def note(_connection: Any, _cursor: Any, sql: str, values: Any, _context: Any, many: bool) -> None:
        noted.extend((sql, each) for each in (values if many else [values]))

    event.listen(desk.store.engine, "before_cursor_execute", note)
    return noted


def _deed(desk: Desk, place: int, noted: list[Statement]) -> tuple[float, list[Statement]]:
    """One hand-over: its time in ms, and what was said to the database."""
    deed = _as_the_clerk_did_it(desk, place)
    noted.clear()
    begun = time.perf_counter()
    pickup.hand_over(desk, deed=deed)
    return (time.perf_counter() - begun) * 1000, list(noted)


def _as_the_clerk_did_it(desk: Desk, place: int) -> HandOver:
    """Every step done, a signature of usual size, the chip still to be written."""
    case = lookup.open_case_by_card(desk, uid=crowd.uid(place), reader="bench")
    assert case.certificate is not None
    assert case.certificate.sheet is not None
    return HandOver(
        deed_id=uuid7(),
        graduate_id=case.graduate_id,
        certificate_id=case.certificate.id,
        certificate_revision=case.certificate.revision,
        sheet_scan=case.certificate.sheet.barcode,
        sheet_typed=False,
        advisories_told=tuple(each.code for each in case.advisories),
        decided=tuple(each.code for each in case.units if each.state is ItemState.AT_PICKUP),
        identity_kind="national-id",
        proofread=True,
        signature_kind="pad",
        signature_png=bytes(8_000),
        card_act="chip",
        laid=case.laid,
        card_id=case.card.id if case.card else None,
    )


def _bare(data_folder: Path) -> sqlite3.Connection:
    (file,) = data_folder.glob("*.sqlite3")
    link = sqlite3.connect(file, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        link.execute(f"PRAGMA {pragma}")
    return link


def _replay(link: sqlite3.Connection, said: list[Statement]) -> float:
    """The statements of one deed, its BEGIN among them, and one commit: ms."""
    begun = time.perf_counter()
    for sql, values in said:
        link.execute(sql, values).fetchall()
    link.execute("COMMIT")
    return (time.perf_counter() - begun) * 1000
