"""Stations of one house, each with a desk and keys of its own, and the question whether its records are whole."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection, text

from app.dates import FixedClock
from app.desk import keys, lookup, proxy
from app.desk.asks import HandOver, ProxyEvidence
from app.desk.desk import Desk
from app.desk.opening import open_demo
from app.desk.slips import Mode
from app.models.journal import check_chains
from tests.desk.conftest import Made, a_deed, enter, make_graduate, place

DEEDS_JOBS = {"account_closure", "digital_certificate"}
A_SCAN = bytes.fromhex(  # a white PNG of one dot
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63f8ffff3f0005fe02fe0def46b80000000049454e44ae426082"
)


class Broken(AssertionError):
    """What must never be was seen."""


def hold(true: bool, *what: object) -> None:
    if not true:
        raise Broken(*what)


def found(url: str, folder: Path, clock: FixedClock) -> Desk:
    """The house's first station, its clerk signed on."""
    desk = open_demo(place(url, folder, clock))
    enter(desk)
    return desk


def admit(desk: Desk, folder: Path, code: str) -> None:
    """Let one more computer in, with a key of its own."""
    public = keys.new_station_key(place(desk.place.database_url, folder / code, _clock(desk), code))
    keys.add_station(desk, code=code, counter="main", public=public, actor="command:soak")


def at_station(url: str, folder: Path, code: str, clock: FixedClock) -> Desk:
    """The desk of a station that was admitted, its clerk signed on."""
    desk = Desk.open(place(url, folder / code, clock, code))
    enter(desk)
    return desk


def _clock(desk: Desk) -> FixedClock:
    assert isinstance(desk.clock, FixedClock)
    return desk.clock


def a_ready_deed(desk: Desk, number: int, *, by_proxy: bool = False) -> tuple[Made, HandOver]:
    """A graduate at the counter, and the deed of a clerk who did every step."""
    made = make_graduate(desk, number)
    slip = lookup.open_case_by_card(desk, uid=made.uid, reader="soak")
    if not by_proxy:
        return made, a_deed(slip, made)
    return made, a_deed(slip, made, mode=Mode.PROXY, proxy=_evidence(desk, made))


def _evidence(desk: Desk, made: Made) -> ProxyEvidence:
    rules = desk.profile.proxy
    chosen = rules.evidence_sets[0]
    kept = [piece.code for piece in rules.pieces if piece.kept and piece.code in chosen.pieces]
    scans = [
        proxy.keep_scan(desk, graduate_id=made.graduate_id, piece=piece, name="scan.png", content=A_SCAN)
        for piece in kept
    ]
    return ProxyEvidence(
        evidence_set=chosen.code,
        pieces=chosen.pieces,
        name="陳代領",
        id_kind=rules.id_kinds[0].code,
        id_number="A123456789",
        scan_ids=tuple(scan.id for scan in scans),
        relation=rules.relations[0].code,
    )


def resent(desk: Desk, deed: HandOver) -> HandOver:
    """What a second clerk would send who did every step for the same graduate: a deed of his own."""
    slip = lookup.open_case(desk, graduate_id=deed.graduate_id, opened_by=deed.opened_by)
    return a_deed(
        slip,
        Made(deed.graduate_id, deed.certificate_id, b"", deed.sheet_scan, ""),
        card_id=deed.card_id,
        laid=deed.laid,
    )


# ------------------------------------------------------------------ are the records whole?
@contextmanager
def looking(desk: Desk) -> Iterator[Connection]:
    with desk.store.look() as connection:
        yield connection


def counts(desk: Desk) -> dict[str, int]:
    """How many rows each table has that a hand-over writes."""
    tables = ("pickup", "proxy_pickup", "card_act", "job", "journal_line", "journal_fact", "series", "clearance_item")
    with looking(desk) as connection:
        return {name: connection.scalar(text(f"SELECT count(*) FROM {name}")) or 0 for name in tables}


def check_whole(desk: Desk) -> None:
    """Every hand-over is there whole or not at all: each row that it owes, once, and each line of the journal."""
    with looking(desk) as connection:
        pickups = [
            (_key(row.id), row)
            for row in connection.execute(
                text(
                    "SELECT pickup.id, pickup.deed_id, pickup.mode, pickup.station_id, pickup.receipt_number, "
                    "certificate.id AS certificate, certificate.stage, sheet.state FROM pickup "
                    "JOIN certificate ON certificate.id = pickup.certificate_id "
                    "JOIN sheet ON sheet.id = pickup.sheet_id"
                )
            )
        ]
        _check_pickups(connection, pickups)
        _check_rest(connection, [key for key, _ in pickups])
        _check_journal(connection, pickups)
        if connection.dialect.name == "sqlite":
            hold(connection.scalar(text("PRAGMA integrity_check")) == "ok", "the file is damaged")
            hold(connection.execute(text("PRAGMA foreign_key_check")).first() is None, "a row points to nothing")


def _key(value: object) -> UUID:
    return value if isinstance(value, UUID) else UUID(str(value))


def _check_pickups(connection: Connection, pickups: list[tuple[UUID, object]]) -> None:
    acts = Counter(_key(each) for each in connection.scalars(text("SELECT pickup_id FROM card_act")))
    jobs: dict[UUID, list[str]] = {}
    for deed, kind in connection.execute(text("SELECT deed_id, kind FROM job")):
        jobs.setdefault(_key(deed), []).append(kind)
    proxies = {_key(each) for each in connection.scalars(text("SELECT pickup_id FROM proxy_pickup"))}
    scans = {_key(each) for each in connection.scalars(text("SELECT pickup_id FROM evidence_scan")) if each is not None}
    hold(sum(acts.values()) == len(pickups), "a card act of no hand-over")
    hold(sum(map(len, jobs.values())) == len(pickups) * len(DEEDS_JOBS), "a job of no hand-over")
    for key, row in pickups:
        hold(row.stage == row.state == "handed_over", key, "stage", row.stage, row.state)  # type: ignore[attr-defined]
        hold(acts[key] == 1, key, "card acts", acts[key])
        owed = sorted(jobs.get(_key(row.deed_id), []))  # type: ignore[attr-defined]
        hold(owed == sorted(DEEDS_JOBS), key, "jobs", owed)
        came = row.mode == "proxy"  # type: ignore[attr-defined]
        hold((key in proxies) == (key in scans) == came, key, "the proxy is not there whole")


def _check_rest(connection: Connection, pickups: list[UUID]) -> None:
    for table in ("certificate", "sheet"):
        column = "stage" if table == "certificate" else "state"
        moved = connection.scalar(text(f"SELECT count(*) FROM {table} WHERE {column} = 'handed_over'"))
        hold(moved == len(pickups), f"{moved} of {table} moved, {len(pickups)} hand-overs")
    void = connection.scalar(text("SELECT count(*) FROM student_card WHERE state = 'void'"))
    stamped = connection.scalar(text("SELECT count(*) FROM card_act WHERE kind = 'stamp' AND card_id IS NOT NULL"))
    hold(void == stamped, f"{void} cards void, {stamped} stamped")
    taken = connection.scalar(text("SELECT coalesce(sum(next - 1), 0) FROM series WHERE name LIKE 'receipt-%'"))
    hold(taken == len(pickups), f"{taken} receipt numbers for {len(pickups)} hand-overs")


def _check_journal(connection: Connection, pickups: list[tuple[UUID, object]]) -> None:
    hold(not any(report.broken for report in check_chains(connection)), "the journal does not fit")
    told: Counter[tuple[str, UUID]] = Counter()
    for line in connection.scalars(text("SELECT text FROM journal_line")):
        content = json.loads(line)
        if content["verb"] in ("certificate.handed_over", "digital.queued", "proxy.recorded"):
            told[content["verb"], UUID(content["about"]["pickup"])] += 1
    owed: Counter[tuple[str, UUID]] = Counter()
    for key, row in pickups:
        proxied = ["proxy.recorded"] if row.mode == "proxy" else []  # type: ignore[attr-defined]
        owed.update((verb, key) for verb in ("certificate.handed_over", "digital.queued", *proxied))
    hold(told == owed, "the journal tells another story", told - owed, owed - told)
