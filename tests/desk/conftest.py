"""A founded desk of the fictional school on either database, with a clerk signed on, and graduates made to measure."""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from app.dates import AcademicSemester, FixedClock
from app.desk import sign_on
from app.desk.asks import HandOver
from app.desk.case_slip import ID_PLACE
from app.desk.desk import Actor, Desk, Place
from app.desk.gate import MAILBOX_PLACE
from app.desk.key_store import DemoSectorKeys, KeyFile
from app.desk.lookup import UID_PLACE
from app.desk.opening import open_demo
from app.desk.slips import CaseSlip, ItemState
from app.models import cases
from app.models.base import uuid7
from app.models.card import StudentCard
from app.models.certificate import DegreeCertificate, Sheet
from app.models.graduate import Approval, ClearanceItem, Graduate, GraduationApproval, Person, State
from app.models.search import remember
from tests.postgresql import fresh_database

PROFILE = Path(__file__).resolve().parents[2] / "resources" / "profiles" / "sample.toml"
COHORT = AcademicSemester(113, 2)
FOUNDED = FixedClock.taipei(2025, 7, 3, 8, 0)
_copies = itertools.count(100_000)


def place(url: str, folder: Path, clock: FixedClock, station: str = "w1") -> Place:
    return Place(
        database_url=url,
        station=station,
        counter="main",
        profile_file=PROFILE,
        key_store=KeyFile(folder / "keys" / "station.key"),
        sector_keys=DemoSectorKeys(),
        clock=clock,
        demo=True,
    )


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock.taipei(2025, 7, 3, 10, 0)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database; a founded one, and its keys, for a test that works at the ``desk``."""
    sqlite, founded = request.param == "sqlite", "desk" in request.fixturenames
    if founded:
        fixture = "founded_folder" if sqlite else "founded_on_a_server"
        shutil.copytree(request.getfixturevalue(fixture), tmp_path, dirs_exist_ok=True)
    if sqlite:
        return f"sqlite:///{tmp_path / 'data' / 'desk.db'}"
    return str(request.getfixturevalue("founded_url" if founded else "postgresql_url"))


@pytest.fixture(scope="session")
def founded_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One founded SQLite house, copied for each test: founding costs three password hashes."""
    folder = tmp_path_factory.mktemp("founded")
    open_demo(place(f"sqlite:///{folder / 'data' / 'desk.db'}", folder, FOUNDED)).close()
    return folder


@pytest.fixture(scope="session")
def founded_on_a_server(
    tmp_path_factory: pytest.TempPathFactory, postgresql_server: str, worker_id: str
) -> Iterator[Path]:
    """The same on PostgreSQL: its keys; the database itself is :func:`template_of` the worker."""
    folder = tmp_path_factory.mktemp("founded-on-a-server")
    with fresh_database(postgresql_server, template_of(worker_id)) as url:
        open_demo(place(url, folder, FOUNDED)).close()
        yield folder


def template_of(worker_id: str) -> str:
    return f"founded_{worker_id}_{os.getpid()}"


@pytest.fixture
def founded_url(founded_on_a_server: Path, postgresql_server: str, worker_id: str) -> Iterator[str]:
    name = f"desk_{worker_id}_{os.getpid()}_{next(_copies)}"
    with fresh_database(postgresql_server, name, template=template_of(worker_id)) as url:
        yield url


@pytest.fixture
def desk(url: str, tmp_path: Path, clock: FixedClock) -> Iterator[Desk]:
    made = open_demo(place(url, tmp_path, clock))
    enter(made)
    yield made
    made.close()


def enter(desk: Desk, login: str = "clerk1") -> None:
    with desk.read() as session:
        staff = cases.staff_by_login(session, login)
    assert staff is not None
    desk.actor = Actor.of(staff)
    desk.locked = False


@dataclass
class Made:
    """A graduate made to measure, and what a test needs to hand the certificate over."""

    graduate_id: UUID
    certificate_id: UUID
    uid: bytes
    barcode: str
    student_number: str
    card_id: UUID = field(default_factory=uuid7)


@pytest.fixture
def make(desk: Desk) -> Callable[..., Made]:
    numbers = iter(range(1, 1000))

    def make_one(**changes: object) -> Made:
        return make_graduate(desk, next(numbers), **changes)

    return make_one


def make_graduate(
    desk: Desk,
    number: int,
    *,
    name: str = "林峯煊",
    name_en: str = "LIN, FENG-HSUAN",
    cohort: AcademicSemester = COHORT,
    approval: Approval = Approval.APPROVED,
    open_items: tuple[str, ...] = (),
    counter: str = "main",
    person: Person | None = None,
    programme: str = "",
    **graduate_facts: object,
) -> Made:
    """A cleared graduate of the main counter, changed as the test says; with card, certificate and sheet."""
    profile = desk.profile
    course = programme or next(
        each.code
        for each in profile.programmes
        if (found := profile.counter_for(_attributes(profile, each.code))) is not None and found.code == counter
    )
    department = profile.programme_by_code[course].department
    uid = bytes.fromhex("04") + number.to_bytes(3, "big")
    with desk.begin("import") as work:
        if person is None:
            person = Person(name=name, name_en=name_en, birth_date=date(2003, 5, 8))
            person.national_id_sealed = desk.vault.seal(ID_PLACE, person.id, "A123456789")
            person.mailbox_sealed = desk.vault.seal(MAILBOX_PLACE, person.id, "lin.test@mail.example")
        graduate = Graduate(
            student_number=f"4104{number:04d}S",
            cohort=cohort,
            college=profile.department_by_code[department].college,
            department=department,
            programme=course,
            source_time=desk.now,
            person=person,
            **graduate_facts,
        )
        work.add(person, graduate)
        work.session.flush()
        certificate = DegreeCertificate(
            number=f"(114)範大學字第 {number:06d} 號",
            cohort=cohort,
            graduated_on=date(2025, 6, 30),
            name_zh=name,
            name_en=name_en,
            degree_zh="理學學士",
            degree_en="Bachelor of Science",
            programme_zh="資訊工程學系",
            programme_en="Computer Science",
            graduate_id=graduate.id,
        )
        work.add(certificate)
        work.session.flush()
        station = cases.stations_of_counter(work.session, counter)[0]
        barcode = f"S{number:07d}"
        card = StudentCard(uid_index=desk.vault.index(UID_PLACE, uid), uid_sealed=b"", graduate_id=graduate.id)
        card.uid_sealed = desk.vault.seal(UID_PLACE, card.id, uid)
        work.add(
            Sheet(
                serial=barcode,
                barcode=barcode,
                place="甲櫃 3 抽屜 12 格",
                custodian_id=station,
                certificate_id=certificate.id,
            ),
            GraduationApproval(semester=cohort, state=approval, decided_on=date(2025, 6, 25), graduate_id=graduate.id),
            card,
        )
        for item in profile.items:
            work.add(
                ClearanceItem(
                    code=item.code,
                    state=State.FAILED if item.code in open_items else State.DONE,
                    reason="逾期圖書 2 冊" if item.code in open_items else "",
                    source_time=desk.now,
                    graduate_id=graduate.id,
                )
            )
        remember(work.session, graduate, person)
        work.note("graduate.added", {"graduate": graduate.id})
    return Made(graduate.id, certificate.id, uid, barcode, graduate.student_number, card.id)


def _attributes(profile, programme: str):
    from app.policy.profile import Attributes

    course = profile.programme_by_code[programme]
    return Attributes(
        cohort=COHORT,
        level=course.level,
        department=course.department,
        college=profile.department_by_code[course.department].college,
        programme=programme,
    )


def a_deed(slip: CaseSlip, made: Made, **changes: object) -> HandOver:
    """The deed of a clerk who did every step."""
    assert slip.certificate is not None
    facts: dict[str, object] = {
        "deed_id": uuid7(),
        "graduate_id": slip.graduate_id,
        "certificate_id": slip.certificate.id,
        "certificate_revision": slip.certificate.revision,
        "sheet_scan": made.barcode,
        "sheet_typed": False,
        "advisories_told": tuple(each.code for each in slip.advisories),
        "decided": tuple(each.code for each in slip.units if each.state is ItemState.AT_PICKUP),
        "identity_kind": "national-id",
        "proofread": True,
        "signature_kind": "pad",
        "signature_png": b"\x89PNG signature",
        "card_act": "stamp",
        "laid": slip.laid,
        "card_id": slip.card.id if slip.card else None,
        "opened_by": slip.opened_by,
    }
    return HandOver(**(facts | changes))  # type: ignore[arg-type]


def password_of(login: str) -> str:
    from app.desk.opening import DEMO_STAFF

    return next(each.password for each in DEMO_STAFF if each.login == login)


__all__ = ["Made", "a_deed", "enter", "make_graduate", "password_of", "place", "sign_on"]
