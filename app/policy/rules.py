"""Why a certificate may not leave the counter: every obstacle at once, so that a graduate makes one trip, not three.

How this works. :func:`obstacles` asks the questions in the order in which a clerk would: is it already collected; is
this a graduate at all; did every unit clear; is there a certificate and is its sheet here; is this the right counter,
on a day and in a window when it hands over; what of the card. Each answer is an :class:`Obstacle` with the office that
can remove it and whether a supervisor may let it pass. What is merely told lies in :mod:`app.policy.notices`.

Consequences are not listed beside their cause: who is not on this semester's list has no certificate either, and is
sent to the registrar once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from uuid import UUID

from app.dates import local
from app.errors import Fact, Obstacle
from app.models.card import CardState, LossReport, StudentCard
from app.models.certificate import DegreeCertificate, Sheet, SheetState, Stage
from app.models.graduate import Approval, Graduate, GraduationApproval, Status
from app.models.staff import Override
from app.policy.calendar import Openness, SchoolCalendar
from app.policy.case import AtCounter, Case, opens_next, told
from app.policy.clearance import is_stale, source_time, units_of
from app.policy.laid import Laid
from app.policy.profile import Attributes, Contact, Counter, Profile
from app.wording import Bilingual

CLOSED = Bilingual("非上班日", "not a working day")
_CARD_STATES = {
    CardState.LOST: "card.reported_lost",
    CardState.VOID: "card.void",
    CardState.EXPIRED: "card.expired",
}


def obstacles(
    graduate: Graduate,
    profile: Profile,
    calendar: SchoolCalendar,
    here: AtCounter,
    *,
    card: StudentCard | None = None,
    laid: Laid = Laid.NONE,
    certificate: DegreeCertificate | None = None,
) -> tuple[Obstacle, ...]:
    """Everything that stands in the way, in the order it is told; empty when the certificate may be handed over.

    The graduate comes with person, approvals, items, certificates, sheets and their custodians, and losses loaded.
    ``card`` is the registered card that was tapped, ``laid`` what the reader made of whatever was laid down. Overrides
    do not shorten the list: ask :func:`released` of each.
    """
    case = Case.at(here, graduate, profile)
    chosen = certificate or certificate_of(graduate)
    if chosen is not None and chosen.stage is Stage.HANDED_OVER:
        return (_collected(case, chosen),)
    graduation = tuple(_graduation(case))
    return (
        *graduation,
        *_clearance(case),
        *(() if graduation else too_old(case, stops=True)),
        *(() if chosen is None and graduation else _certificate(case, chosen)),
        *_place(case, chosen),
        *_opening(case, calendar),
        *_window(case),
        *_card(case, card, laid),
    )


#: Which certificate a case is about when nobody has said: one that is still to be collected, before a collected one.
_FIRST = {Stage.VOID: 0, Stage.HANDED_OVER: 1, Stage.HELD: 2, Stage.IN_STOCK: 2}


def certificate_of(graduate: Graduate, certificate_id: UUID | None = None) -> DegreeCertificate | None:
    """The certificate that the case is about: the one named, else the newest that still waits to be collected.

    Without one that waits, the newest that was collected, else the newest void one, else None. A name that is none of
    this graduate's names nothing.
    """
    known = sorted(graduate.certificates, key=lambda each: (_FIRST[each.stage], each.graduated_on, each.id))
    named = next((each for each in known if each.id == certificate_id), None)
    return named or (known[-1] if known else None)


def released(obstacle: Obstacle, overrides: Iterable[Override], day: date) -> bool:
    """Whether a supervisor let this obstacle pass for this graduate on this day (A29).

    An obstacle about one to-do item is released by that item's name only: what turns up later that day still blocks.
    """
    return permission_for(obstacle, overrides, day) is not None


def permission_for(obstacle: Obstacle, overrides: Iterable[Override], day: date) -> Override | None:
    """The permission by which this obstacle passes on this day: the oldest, where two were given."""
    item = str(obstacle.facts.get("item") or "")
    fitting = (
        each
        for each in overrides
        if each.code == obstacle.code and each.item == item and each.day == day and each.withdrawn_at is None
    )
    return min(fitting, key=lambda each: each.at, default=None) if obstacle.overridable else None


# ------------------------------------------------------------------ is this a graduate
def _collected(case: Case, certificate: DegreeCertificate) -> Obstacle:
    live = next((pickup for pickup in certificate.pickups if pickup.voided_at is None), None)
    facts: dict[str, Fact] = {"number": certificate.number}
    if live is not None:
        facts |= {"day": told(local(live.at).date()), "receipt": live.receipt_number}
    return case.obstacle("certificate.already_collected", **facts)


def _graduation(case: Case) -> Iterator[Obstacle]:
    graduate = case.graduate
    semester = str(graduate.cohort)
    if graduate.status is Status.SUSPENDED:
        yield case.obstacle("graduate.suspended", semester=semester)
    elif graduate.status is Status.WITHDRAWN:
        yield case.obstacle("graduate.withdrawn", semester=semester)
    elif graduate.status is Status.EXTENDED or (graduate.status is Status.GRADUATING and not graduate.is_listed):
        yield case.obstacle("graduate.not_on_list", semester=semester, status=graduate.status.value)
    else:
        yield from _approval(case, approval_of(graduate))


def approval_of(graduate: Graduate) -> GraduationApproval | None:
    """The decision on the graduate's own semester."""
    return next((each for each in graduate.approvals if each.semester == graduate.cohort), None)


def _approval(case: Case, approval: GraduationApproval | None) -> Iterator[Obstacle]:
    semester = str(case.graduate.cohort)
    state = approval.state if approval else Approval.PENDING
    if state is Approval.APPROVED and _lapsed(case):
        state = Approval.LAPSED
    day = approval.decided_on if approval else None
    since: dict[str, Fact] = {"day": told(day)} if day else {}
    if state is Approval.WITHDRAWN:
        yield case.obstacle("graduation.withdrawn", semester=semester, **since)
    elif state is Approval.LAPSED:
        yield case.obstacle("graduation.lapsed", semester=semester)
    elif state is Approval.PENDING and not (approval is None and case.graduate.status is Status.GRADUATED):
        yield case.obstacle("graduation.not_approved", semester=semester)


def _lapsed(case: Case) -> bool:
    """D33: clearance was not finished by the semester's last day, and the register has not graduated the student."""
    cohort = case.cohort
    return (
        case.graduate.status is not Status.GRADUATED
        and cohort is not None
        and cohort.lapses_after is not None
        and case.here.day > cohort.lapses_after
        and any(each.blocks for each in units_of(case.graduate, case.profile))
    )


# ------------------------------------------------------------------ did every unit clear
def _clearance(case: Case) -> Iterator[Obstacle]:
    standings = units_of(case.graduate, case.profile)
    if not case.graduate.items and any(each.blocks for each in standings):
        opens = case.cohort.clearance_opens if case.cohort else None
        early: dict[str, Fact] = {"opens": told(opens)} if opens and case.here.day < opens else {}
        yield case.obstacle("clearance.no_data", **early)
        return
    for each in standings:
        if each.blocks:
            yield case.obstacle(
                "clearance.outstanding",
                each.unit.code,
                item=each.item.code,
                name=each.item.name,
                word=each.word,
                reason=each.record.reason if each.record else "",
                amount=each.record.amount if each.record else None,
            )


def too_old(case: Case, *, stops: bool) -> Iterator[Obstacle]:
    """The units' data are older than the profile allows (C10): ``stops`` where that stops, else where it is told."""
    if (case.profile.feed.when_stale == "ask_supervisor") is not stops or not case.graduate.items:
        return
    if is_stale(case.graduate, case.profile, case.here.moment):
        age = source_time(case.graduate)
        facts: dict[str, Fact] = {"day": told(local(age).date()), "at": f"{local(age):%H:%M}"} if age else {}
        yield case.obstacle("clearance.stale", **facts)


# ------------------------------------------------------------------ the certificate, its sheet, the right counter
def _certificate(case: Case, certificate: DegreeCertificate | None) -> Iterator[Obstacle]:
    if certificate is None:
        yield case.obstacle("certificate.missing", semester=str(case.graduate.cohort))
    elif certificate.stage is Stage.VOID:
        yield case.obstacle("certificate.void", number=certificate.number)
    elif certificate.stage is Stage.HELD:
        yield case.obstacle("certificate.held", number=certificate.number, **_officer(case))
    else:
        yield from _sheet(case, certificate)


def _officer(case: Case) -> dict[str, Fact]:
    """Who corrects this graduate's certificate (A11): the role, at its own telephone."""
    known = officer_of(case.profile, case.attributes)
    if known is None:
        return {}
    return {"officer": known.role, "phone": known.phone, "extension": known.extension or known.phone}


def officer_of(profile: Profile, graduate: Attributes) -> Contact | None:
    """The contact of the office that corrects certificates, for this graduate's department and level (A11)."""
    office = profile.office_of("certificate.held", graduate)
    return profile.contact_for(office, graduate) if office is not None else None


def _sheet(case: Case, certificate: DegreeCertificate) -> Iterator[Obstacle]:
    sheet = certificate.live_sheet
    if sheet is None:
        yield case.obstacle("sheet.missing", number=certificate.number)
    elif sheet.state is SheetState.TO_BE_VOIDED:
        yield case.obstacle("sheet.void", number=certificate.number, serial=sheet.serial)
    elif not _lies_here(sheet, case.here) and _counter_of(sheet) != _wrong_counter(case, certificate):
        where = case.profile.counter_by_code.get(_counter_of(sheet))
        yield case.obstacle("sheet.elsewhere", where.unit if where else None, **_door(where), shelf=sheet.place)


def _lies_here(sheet: Sheet, here: AtCounter) -> bool:
    return sheet.custodian_id == here.station_id or _counter_of(sheet) == here.counter


def _counter_of(sheet: Sheet) -> str:
    return sheet.custodian.counter if sheet.custodian is not None else ""


def _place(case: Case, certificate: DegreeCertificate | None) -> Iterator[Obstacle]:
    right = case.profile.counter_by_code.get(_wrong_counter(case, certificate))
    if right is not None:
        yield case.obstacle("counter.wrong", right.unit, **_door(right))


def _wrong_counter(case: Case, certificate: DegreeCertificate | None) -> str:
    """The code of the counter that serves this graduate, when it is another than this; empty when this one is right.

    A sheet that a supervisor had brought here makes this counter right (A27).
    """
    right = case.profile.counter_for(case.attributes)
    if right is None or right.code == case.here.counter:
        return ""
    sheet = certificate.live_sheet if certificate else None
    return "" if sheet is not None and _lies_here(sheet, case.here) else right.code


def _door(counter: Counter | None) -> dict[str, Fact]:
    if counter is None:
        return {}
    return {
        "counter": counter.name,
        "place": _joined(counter.campus, counter.place),
        "phone": counter.phone,
        "extension": counter.extension or counter.phone,
        "office_hours": Bilingual(""),  # the unit's; the counter has its own
    }


def _joined(campus: Bilingual | None, place: Bilingual) -> Bilingual:
    if campus is None:
        return place
    return Bilingual(campus.zh + place.zh, f"{campus.within('en')}, {place.within('en')}")


# ------------------------------------------------------------------ days and windows
def _opening(case: Case, calendar: SchoolCalendar) -> Iterator[Obstacle]:
    opening = calendar.opening(case.here.counter, case.here.moment)
    if opening.openness in (Openness.CLOSED_DAY, Openness.SUSPENDED):
        yield case.obstacle("hours.closed_day", reason=opening.reason or CLOSED, **opens_next(opening))


def _window(case: Case) -> Iterator[Obstacle]:
    cohort = case.cohort
    if cohort is None:
        return
    if cohort.pickup_opens and case.here.day < cohort.pickup_opens:
        yield case.obstacle("window.not_open", opens=told(cohort.pickup_opens), cohort=cohort.name)
    if cohort.pickup_ends and case.here.day > cohort.pickup_ends:
        yield case.obstacle("window.over", ended=told(cohort.pickup_ends), cohort=cohort.name)


# ------------------------------------------------------------------ the card
def _card(case: Case, card: StudentCard | None, laid: Laid) -> Iterator[Obstacle]:
    if laid is Laid.OLD:
        yield case.obstacle("card.old", way=case.profile.card.old.text)
    if card is not None and card.state is not CardState.VALID:
        yield case.obstacle(_CARD_STATES[card.state])
    report = newest_loss(case.graduate)
    if report is not None and report.reissue_requested and case.profile.card.reissue_forbidden:
        yield case.obstacle("card.reissue_requested", day=told(report.day))


def newest_loss(graduate: Graduate) -> LossReport | None:
    """The newest loss report; an earlier one that asked for a reissue is settled by it."""
    return max(graduate.losses, key=lambda each: each.at, default=None)
