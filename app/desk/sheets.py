"""Where the sheets lie (證書存放): custody moves between stations, what lies at a counter, and counting it by scanning.

A sheet lies at the counter that serves its graduate, by college with exceptions (A26, A27); a supervisor may have it
brought to another. Custody moves with somebody who takes the sheet over, one sheet or a whole list, all of it or
nothing. A sheet that was handed over, and one that is held for a correction (A11), stay where they are.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from typing import Any
from uuid import UUID

from app.desk.desk import Desk
from app.desk.pickup import clean_scan
from app.desk.sheet_slips import LyingSlip, MovedSlip, ScannedSlip, StockSlip, StockTakeSlip, UnexpectedSlip
from app.desk.sign_on import check_password
from app.errors import Obstacle, Refusal
from app.models import cases, custody
from app.models.base import uuid7
from app.models.certificate import LYING, Sheet, SheetState, Stage
from app.models.custody import CustodyMove
from app.models.staff import Role, Staff, Station
from app.models.store import Session, UnitOfWork
from app.wording import Bilingual

MOST = 20_000  # sheets in one list; a whole cohort has some thousands
TOLD = 20  # of what is wrong with a list
LONGEST_PART = 64  # of a mark or a number that the shelf is searched for


# ------------------------------------------------------------------ custody
def move(
    desk: Desk,
    *,
    scans: tuple[str, ...],
    to: str,
    place: str = "",
    taken_by: str = "",
    login: str = "",
    password: str = "",
) -> MovedSlip:
    """Move sheets to a counter's or a station's custody. ``taken_by`` is the sign-on name of who takes them over.

    Between counters a supervisor decides (A27): whoever is signed on, or ``login`` with its password. Refuses with
    what is wrong with every sheet of the list, and moves nothing then.
    """
    read = _cleaned(scans)
    responsible = _responsible(desk, login, password)

    def act(work: UnitOfWork) -> MovedSlip:
        target = _station(desk, work.session, to)
        sheets = _named(desk, work.session, read)
        custody.lock_certificates(work.session, [each.certificate_id for each in sheets])
        sheets = custody.as_they_are(work.session, sheets)
        if wrong := tuple(_unmovable(sheets)):
            raise Refusal(*wrong[:TOLD])
        going = [each for each in sheets if each.custodian_id != target.id or (place and each.place != place)]
        crossing = any(each.custodian.counter != target.counter for each in going)
        if crossing and responsible.role is not Role.SUPERVISOR:
            raise Refusal.because("sheet.move_needs_supervisor")
        taker = _taker(work.session, taken_by) if taken_by else responsible
        return _moved(desk, work, going, target, place.strip(), responsible, taker, len(sheets) - len(going))

    return desk.attempt(act)


def take_over(desk: Desk, *, scans: tuple[str, ...], place: str = "", login: str = "", password: str = "") -> MovedSlip:
    """Whoever is signed on takes sheets into this station's custody; between counters a supervisor decides it."""
    clerk = desk.clerk
    return move(
        desk, scans=scans, to=desk.station.code, place=place, taken_by=clerk.login, login=login, password=password
    )


def _moved(
    desk: Desk,
    work: UnitOfWork,
    going: Sequence[Sheet],
    target: Station,
    place: str,
    responsible: Staff,
    taker: Staff,
    there_already: int,
) -> MovedSlip:
    list_id = uuid7()
    for sheet in going:
        changes_counter = sheet.custodian.counter != target.counter
        after = place or ("" if changes_counter else sheet.place)  # a shelf mark means nothing at another counter
        work.add(
            CustodyMove(
                list_id=list_id,
                sheet_id=sheet.id,
                from_id=sheet.custodian_id,
                to_id=target.id,
                place_before=sheet.place,
                place_after=after,
                ordered_by=responsible.id,
                taken_by=taker.id,
                at=desk.now,
            )
        )
        sheet.custodian_id, sheet.place = target.id, after
    if going:
        about: dict[str, object] = {"list": list_id, "station": target.id, "taken_by": taker.id}
        if len(going) == 1:
            about |= {"sheet": going[0].id, "certificate": going[0].certificate_id}
        facts: dict[str, Any] = {"sheets": len(going), "counter": target.counter, "ordered_by": responsible.login}
        serials = "\n".join(sorted(each.serial for each in going))
        work.note("sheets.moved", about, serials_sha256=sha256(serials.encode()).hexdigest(), **facts)
    return MovedSlip(
        list_id=list_id,
        counter=target.counter,
        name=_counter_name(desk, target.counter),
        station=target.code,
        moved=tuple(_of_sheet(desk, each) for each in going),
        there_already=there_already,
        taken_by=taker.login,
    )


def _unmovable(sheets: Iterable[Sheet]) -> Iterator[Obstacle]:
    for sheet in sheets:
        if sheet.state not in LYING:
            yield Obstacle("sheet.not_in_stock", {"serial": sheet.serial})
        elif sheet.certificate.stage is Stage.HELD:
            yield Obstacle("sheet.held", {"serial": sheet.serial, "number": sheet.certificate.number})


def _responsible(desk: Desk, login: str, password: str) -> Staff:
    """Who answers for the move: the own sign-on that was typed, else whoever is signed on."""
    if login:
        return check_password(desk, login, password)
    clerk = desk.clerk
    with desk.read() as session:
        staff = cases.staff_by_id(session, clerk.id)
    if staff is None:
        raise Refusal.because("sign_on.needed")
    return staff


def _taker(session: Session, login: str) -> Staff:
    found = cases.staff_by_login(session, login.strip().lower())
    if found is None:
        raise Refusal.because("staff.unknown", login=login.strip()[:64])
    return found


def _station(desk: Desk, session: Session, to: str) -> Station:
    """A station by its code; a counter means this very station where it stands there, else the counter's first."""
    known = custody.stations(session)
    own = [each for each in known if each.id == desk.station.id and each.counter == to]
    found = next((each for each in (*(e for e in known if e.code == to), *own) if each), None)
    found = found or next((each for each in known if each.counter == to), None)
    if found is None:
        raise Refusal.because("counter.unknown", counter=to, known=desk.counter_codes)
    return found


# ------------------------------------------------------------------ which sheets are meant
def _cleaned(scans: Sequence[str]) -> list[str]:
    read = list(dict.fromkeys(each for each in (clean_scan(scan) for scan in scans) if each))
    if not read:
        raise Refusal.because("sheet.nothing_scanned")
    if len(read) > MOST:
        raise Refusal.because("sheet.list_too_long", most=MOST)
    return read


def _written(desk: Desk, number: str) -> tuple[str, ...]:
    return clean_scan(number), clean_scan(desk.profile.certificates.short(number))


def _named(desk: Desk, session: Session, read: Sequence[str]) -> list[Sheet]:
    """The sheet of every scan. Refuses scans that name none, and short numbers that name several."""
    found = custody.named(session, read, lambda number: _written(desk, number))
    wrong: list[Obstacle] = []
    for scan, sheets in found.items():
        if not sheets:
            wrong.append(Obstacle("sheet.unknown", {"scanned": scan[:40]}))
        elif len(sheets) > 1:
            wrong.append(Obstacle("sheet.several", {"scanned": scan[:40], "count": len(sheets)}))
    if wrong:
        raise Refusal(*wrong[:TOLD])
    return list({sheets[0].id: sheets[0] for sheets in found.values()}.values())


# ------------------------------------------------------------------ what lies at a counter
def at_counter(desk: Desk, *, counter: str = "", first: int = 0, count: int = 500, wanted: str = "") -> StockSlip:
    """What lies at a counter, in the order of the shelf; this counter's where none is named.

    ``wanted`` is a part of a shelf mark, serial, barcode or certificate number.
    """
    code, part = _known_counter(desk, counter), unicodedata.normalize("NFKC", wanted).strip()[:LONGEST_PART]
    with desk.read() as session:
        return StockSlip(
            counter=code,
            name=_counter_name(desk, code),
            total=custody.lying_at(session, code),
            held=custody.held_at(session, code),
            fitting=custody.lying_at(session, code, part),
            lying=tuple(_of_row(desk, row) for row in custody.shelf(session, code, first, count, part)),
        )


def look_at(desk: Desk, *, scanned: str) -> ScannedSlip:
    """What a scan names and where that sheet should lie. Refuses an empty scan, and one that no label can hold."""
    _ = desk.clerk
    (read,) = _cleaned((scanned,))
    with desk.read() as session:
        sheets = custody.named(session, [read], lambda number: _written(desk, number))[read]
        if len(sheets) != 1:
            return ScannedSlip(read[:40], "sheet.several" if sheets else "sheet.unknown")
        sheet = sheets[0]
        at = sheet.custodian.counter
        return ScannedSlip(
            scanned=read,
            code=next((each.code for each in _unmovable(sheets)), ""),
            sheet_id=sheet.id,
            serial=sheet.serial,
            short=desk.profile.certificates.short(sheet.certificate.number),
            place=sheet.place,
            where=_counter_name(desk, at),
            here=at == desk.counter.code,
            own=sheet.custodian_id == desk.station.id,
        )


def take_stock(desk: Desk, *, scans: tuple[str, ...], counter: str = "", actor: str = "") -> StockTakeSlip:
    """Compare the scans with what should lie at the counter (盤點); the outcome is journaled, nothing is moved.

    ``actor`` names who counts where nobody is signed on: at the command line.
    """
    _ = actor or desk.clerk
    code = _known_counter(desk, counter)
    read = _cleaned(scans)
    with desk.begin(actor or None) as work:
        expected = {row[0]: row for row in custody.shelf(work.session, code)}
        found: set[UUID] = set()
        unexpected: list[UnexpectedSlip] = []
        for scan, sheets in custody.named(work.session, read, lambda number: _written(desk, number)).items():
            here = [each for each in sheets if each.id in expected]
            if len(here) == 1:
                found.add(here[0].id)
            else:
                unexpected.append(_unexpected(desk, scan, here or sheets))
        missing = [row for row_id, row in expected.items() if row_id not in found]
        work.note(
            "sheets.counted",
            {"station": desk.station.id},
            counter=code,
            expected=len(expected),
            found=len(found),
            missing=[str(row[0]) for row in missing],
            unexpected=sorted(each.serial or "unknown" for each in unexpected),
        )
    return StockTakeSlip(
        counter=code,
        name=_counter_name(desk, code),
        expected=len(expected),
        found=len(found),
        missing=tuple(_of_row(desk, row) for row in missing),
        unexpected=tuple(unexpected),
    )


def _unexpected(desk: Desk, scan: str, sheets: Sequence[Sheet]) -> UnexpectedSlip:
    if not sheets:
        return UnexpectedSlip(scan[:40], "sheet.unknown")
    if len(sheets) > 1:
        return UnexpectedSlip(scan[:40], "sheet.several")
    sheet = sheets[0]
    if sheet.state not in LYING:
        return UnexpectedSlip(scan[:40], "sheet.not_in_stock", sheet.serial)
    return UnexpectedSlip(scan[:40], "sheet.elsewhere", sheet.serial, _counter_name(desk, sheet.custodian.counter))


def _known_counter(desk: Desk, counter: str) -> str:
    code = counter or desk.counter.code
    if code not in desk.profile.counter_by_code:
        raise Refusal.because("counter.unknown", counter=code, known=desk.counter_codes)
    return code


def _counter_name(desk: Desk, code: str) -> Bilingual:
    known = desk.profile.counter_by_code.get(code)
    return known.name if known else Bilingual(code)


def _of_row(desk: Desk, row: Any) -> LyingSlip:
    sheet_id, serial, _, place, number, stage, state = row
    return LyingSlip(
        id=sheet_id,
        serial=serial,
        place=place,
        number=number,
        short=desk.profile.certificates.short(number),
        held=stage is Stage.HELD,
        to_be_voided=state is SheetState.TO_BE_VOIDED,
    )


def _of_sheet(desk: Desk, sheet: Sheet) -> LyingSlip:
    certificate = sheet.certificate
    return _of_row(desk, (sheet.id, sheet.serial, "", sheet.place, certificate.number, certificate.stage, sheet.state))
