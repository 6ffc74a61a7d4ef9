"""Founding the demo's database and bringing its people in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from app.dates import TAIPEI, FixedClock, local, roc_date
from app.desk import lookup, pickup, sign_on
from app.desk.asks import HandOver
from app.desk.demo_cohort import files
from app.desk.demo_cohort.people import LAKESIDE, DemoGraduate, cohort
from app.desk.demo_cohort.portraits import portraits, signature
from app.desk.demo_cohort.tray import PASSWORD, SUPERVISOR
from app.desk.desk import Actor, Desk
from app.desk.intake.photos import import_photos
from app.desk.intake.run import import_file
from app.desk.intake.shapes import Kind
from app.desk.slips import ItemState
from app.errors import Refusal
from app.models import cases, keyring
from app.models.base import uuid7
from app.models.staff import Role, Staff, Station
from app.policy.calendar import Openness

STAFF = (
    ("clerk-a", "承辦人甲", Role.CLERK),
    ("clerk-b", "承辦人乙", Role.CLERK),
    (SUPERVISOR, "主管甲", Role.SUPERVISOR),
)
OFFICE = "demo"
FOUNDED_BEFORE = timedelta(days=31)  # so that the school's rules were in force on the days the demo tells of


def make_demo(desk: Desk) -> None:
    """Found an empty demo database and fill it; a filled one is left as it is. Refuses any but a demo desk."""
    if not desk.demo:
        raise Refusal.because("demo.only")
    if not desk.founded:
        with _at(desk, desk.now - FOUNDED_BEFORE), desk.begin(OFFICE) as work:
            sign_on.found(work, desk, desk.profile, keyring.new_recovery_code())
        desk.refresh()
    with desk.read() as session:
        if cases.staff_list(session):
            return
    _staff(desk)
    people = cohort()
    _bring_in(desk, people)
    _collect_yesterday(desk, people)


def _staff(desk: Desk) -> None:
    """Two clerks, a supervisor, and the window on the other campus."""
    lakeside = desk.profile.counter_by_code["lakeside"]
    with desk.begin(OFFICE) as work:
        work.add(Station(code=LAKESIDE, name=lakeside.name.zh, counter="lakeside"))
        for login, name, role in STAFF:
            work.add(Staff(login=login, name=name, role=role, password_hash=sign_on.hash_password(PASSWORD)))
        work.note("demo.staff_made", count=len(STAFF))


def _bring_in(desk: Desk, people: tuple[DemoGraduate, ...]) -> None:
    """Yesterday's files, then this morning's approvals: what changed in between was withdrawn overnight."""
    profile = desk.profile
    morning = desk.now - timedelta(hours=2)
    yesterday = morning - timedelta(days=1)
    approved = roc_date(local(yesterday - timedelta(days=20)).date())
    run = (
        (Kind.GRADUATES, files.graduates_file(people, profile), yesterday),
        (Kind.APPROVALS, files.approvals_file(people, approved), yesterday),
        (Kind.CERTIFICATES, files.certificates_file(people, profile), yesterday),
        (Kind.CARDS, files.cards_file(people), yesterday),
        (Kind.CLEARANCE, files.clearance_file(people, profile), yesterday),
        (Kind.APPROVALS, files.approvals_file(people, approved, today=roc_date(local(morning).date())), morning),
        (Kind.CLEARANCE, files.clearance_file(people, profile), morning),
    )
    for kind, content, drawn in run:
        report = import_file(desk, kind, content, name=f"{kind}.csv", source_time=drawn, actor=OFFICE)
        if not report.taken:
            raise AssertionError(f"the demo's own {kind} file is bad: {report.faults[:3]}")
    import_photos(desk, portraits(people), name="photos.zip", source_time=yesterday, actor=OFFICE)


def _collect_yesterday(desk: Desk, people: tuple[DemoGraduate, ...]) -> None:
    """A few hand-overs at this counter on the last day on which it was open; one was signed on paper."""
    here = desk.station.code
    takers = [each for each in people if each.collected and each.station == here]
    with desk.read() as session:
        clerk = Actor.of(next(each for each in cases.staff_list(session) if each.login == STAFF[0][0]))
    at = _working_afternoon(desk)
    for place, each in enumerate(takers):
        with _at(desk, at + timedelta(minutes=9 * place), clerk):
            _hand_over(desk, each, on_paper=each is takers[-1])


def _working_afternoon(desk: Desk) -> datetime:
    """Two in the afternoon of the newest day before today on which this counter hands over."""
    day = local(desk.now).date() - timedelta(days=1)
    while True:
        afternoon = datetime(day.year, day.month, day.day, 14, 0, tzinfo=TAIPEI)
        if desk.calendar.opening(desk.station.counter, afternoon).openness is Openness.OPEN:
            return afternoon
        day -= timedelta(days=1)


@contextmanager
def _at(desk: Desk, moment: datetime, clerk: Actor | None = None) -> Iterator[None]:
    """The desk as it stood at another moment, with this clerk at it."""
    clock, actor = desk.clock, desk.actor
    desk.clock, desk.actor = FixedClock(moment), clerk
    try:
        yield
    finally:
        desk.clock, desk.actor = clock, actor


def _hand_over(desk: Desk, graduate: DemoGraduate, *, on_paper: bool) -> None:
    slip = lookup.open_case_by_card(desk, uid=graduate.uid, reader="demo")
    certificate, card = slip.certificate, slip.card
    if certificate is None or certificate.sheet is None or card is None:
        raise AssertionError(f"{graduate.number} cannot collect in the demo")
    deed = HandOver(
        deed_id=uuid7(),
        graduate_id=slip.graduate_id,
        certificate_id=certificate.id,
        certificate_revision=certificate.revision,
        sheet_scan=certificate.sheet.barcode,
        sheet_typed=False,
        advisories_told=tuple(each.code for each in slip.advisories),
        decided=tuple(each.code for each in slip.units if each.state is ItemState.AT_PICKUP),
        identity_kind="national-id",
        proofread=True,
        signature_kind="paper" if on_paper else "pad",
        signature_png=None if on_paper else signature(graduate),
        card_act="stamp",
        laid=slip.laid,
        card_id=card.id,
    )
    pickup.hand_over(desk, deed=deed)
