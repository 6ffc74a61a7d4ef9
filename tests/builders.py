"""What tests build on: a founded desk, a graduate, a certificate. Each as plain as a ready case, changed by keyword."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from app.dates import AcademicSemester, Clock, FixedClock
from app.desk.desk import Desk, Place
from app.desk.key_store import KeyFile, SectorKeyring
from app.models.base import uuid7
from app.models.certificate import DegreeCertificate, Sheet
from app.models.graduate import Approval, ClearanceItem, Graduate, GraduationApproval, Person, State
from app.models.store import Store

PROFILES = Path(__file__).resolve().parent.parent / "resources" / "profiles"
ITEMS = ("grades", "department", "gown", "fees", "library", "course-survey", "alumni-data")
COHORT = AcademicSemester(113, 2)


def a_place(url: str, folder: Path, **facts: Any) -> Place:
    """The sample school's main counter, on a Thursday morning in July 2025."""
    plain: dict[str, Any] = {
        "database_url": url,
        "station": "main-1",
        "counter": "main",
        "profile_file": PROFILES / "sample.toml",
        "key_store": KeyFile(folder / "station.key"),
        "sector_keys": SectorKeyring(folder),
        "clock": FixedClock.taipei(2025, 7, 3, 9, 0),
    }
    return Place(**{**plain, **facts})


def a_founded_desk(url: str, folder: Path, **facts: Any) -> Desk:
    """A desk as its first run leaves it: migrated, keys made, profile in force, nobody signed on."""
    from app.desk.sign_on import found
    from app.models import keyring
    from app.models.migration import migrate

    migrate(url)
    desk = Desk(a_place(url, folder, **facts), Store(url))
    with desk.begin("founder") as work:
        found(work, desk, desk.profile, keyring.new_recovery_code())
    desk.refresh()
    return desk


def a_graduate(
    number: str = "41021001L",
    name: str = "林晴嵐",
    *,
    cleared: bool = True,
    approved: bool = True,
    open_items: Iterable[str] = (),
    person: Person | None = None,
    source_time: datetime | None = None,
    **facts: Any,
) -> Graduate:
    """A bachelor in Chinese of 113-2 with approval and every unit cleared; ``open_items`` name those that are not."""
    waiting = set(ITEMS if not cleared else open_items)
    plain: dict[str, Any] = {
        "college": "liberal-arts",
        "department": "chinese",
        "programme": "chinese-ba",
        "cohort": COHORT,
    }
    graduate = Graduate(
        student_number=number,
        person=person or Person(name=name, name_en="LIN, CHING-LAN", birth_date=date(2003, 3, 4), sex="F"),
        source_time=source_time,
        **{**plain, **facts},
    )
    state = Approval.APPROVED if approved else Approval.PENDING
    graduate.approvals.append(GraduationApproval(semester=graduate.cohort, state=state, source_time=source_time))
    graduate.items.extend(
        ClearanceItem(code=code, state=State.PENDING if code in waiting else State.DONE, source_time=source_time)
        for code in ITEMS
    )
    return graduate


def a_certificate(
    graduate: Graduate, station_id: UUID | None = None, *, short: int = 312, **facts: Any
) -> DegreeCertificate:
    """The graduate's certificate, its sheet in this station's drawer (no sheet without a station)."""
    plain: dict[str, Any] = {
        "number": f"(114)範大學字第 {short:06d} 號",
        "cohort": graduate.cohort,
        "graduated_on": date(2025, 6, 1),
        "name_zh": graduate.person.name,
        "name_en": graduate.person.name_en,
        "degree_zh": "文學學士",
        "degree_en": "Bachelor of Arts",
        "programme_zh": "中國文學系學士班",
        "programme_en": "Bachelor's Programme in Chinese",
    }
    certificate = DegreeCertificate(graduate=graduate, **{**plain, **facts})
    if station_id is not None:
        serial = f"S114-{short:06d}"
        certificate.sheets.append(Sheet(serial=serial, barcode=serial, place="甲 櫃 1 層", custodian_id=station_id))
    return certificate


def a_key() -> UUID:
    """A fresh key, as a deed's."""
    return uuid7()


def a_clock(hour: int = 9, minute: int = 0) -> Clock:
    """A clock that stands on a Thursday of the pickup weeks."""
    return FixedClock.taipei(2025, 7, 3, hour, minute)
