"""Made-up graduates for the rules: records built in memory, no database."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from app.dates import TAIPEI, AcademicSemester
from app.models import cases as _every_record  # noqa: F401 - a mapped class finds its neighbours once all are known
from app.models.certificate import DegreeCertificate, Sheet
from app.models.graduate import Approval, ClearanceItem, Graduate, GraduationApproval, Nationality, Person, State
from app.models.staff import Station
from app.policy.calendar import SchoolCalendar
from app.policy.case import AtCounter
from app.policy.profile import Level, Profile, load_profile

PROFILES = Path(__file__).resolve().parents[2] / "resources" / "profiles"
NOW = datetime(2025, 7, 3, 10, 0, tzinfo=TAIPEI)
MAIN = Station(code="M1", name="校本部 1 號", counter="main")
LAKESIDE = Station(code="L1", name="湖畔 1 號", counter="lakeside")


@cache
def sample() -> Profile:
    return load_profile(PROFILES / "sample.toml")


@cache
def ntnu() -> Profile:
    return load_profile(PROFILES / "ntnu.toml")


@cache
def sample_calendar() -> SchoolCalendar:
    return SchoolCalendar(sample())


def at(moment: datetime = NOW, station: Station = MAIN) -> AtCounter:
    return AtCounter(station.counter, moment, station.id)


def on(year: int, month: int, day: int, hour: int = 10, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=TAIPEI)


def a_person(**facts: Any) -> Person:
    return Person(**{"name": "王小明", "name_en": "WANG, HSIAO-MING", "sex": "M", **facts})


def a_graduate(
    profile: Profile | None = None, *, nationality: Nationality = Nationality.DOMESTIC, **facts: Any
) -> Graduate:
    """Cleared, approved, with a sheet at the main counter: ready unless the facts say otherwise."""
    wanted: dict[str, Any] = {
        "student_number": "41047001S",
        "cohort": AcademicSemester(113, 2),
        "college": "liberal-arts",
        "department": "chinese",
        "programme": "chinese-ba",
        "person": a_person(nationality=nationality),
        "source_time": NOW - timedelta(hours=2),
    }
    graduate = Graduate(**(wanted | facts))
    graduate.approvals.append(GraduationApproval(semester=graduate.cohort, state=Approval.APPROVED))
    graduate.items.extend(cleared(profile or sample()))
    graduate.certificates.append(a_certificate())
    return graduate


def cleared(profile: Profile) -> list[ClearanceItem]:
    return [
        ClearanceItem(code=item.code, state=State.DONE, source_time=NOW - timedelta(hours=2))
        for item in profile.items
        if item.level is not Level.AT_PICKUP
    ]


def a_certificate(station: Station = MAIN, **facts: Any) -> DegreeCertificate:
    wanted: dict[str, Any] = {
        "number": "(114)範大學字第 000312 號",
        "cohort": AcademicSemester(113, 2),
        "graduated_on": date(2025, 6, 30),
        "name_zh": "王小明",
        "name_en": "WANG, HSIAO-MING",
        "degree_zh": "文學學士",
        "programme_zh": "中國文學系學士班",
    }
    certificate = DegreeCertificate(**(wanted | facts))
    certificate.sheets.append(a_sheet(station))
    return certificate


def a_sheet(station: Station = MAIN, **facts: Any) -> Sheet:
    wanted: dict[str, Any] = {
        "serial": "SU-000312",
        "barcode": "SU-000312",
        "place": "甲櫃 3 抽屜",
        "custodian_id": station.id,
    }
    sheet = Sheet(**(wanted | facts))
    sheet.custodian = station
    return sheet


def item_of(graduate: Graduate, code: str) -> ClearanceItem:
    return next(each for each in graduate.items if each.code == code)
