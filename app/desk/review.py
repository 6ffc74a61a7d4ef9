"""The supervisor's look at a day, and closing it (日結).

What the screen shows is read from the records at that moment; nothing is counted twice by hand. Signing a day writes
the counts that were seen, and ties the heads of the journal's chains at that moment, so that a line that is changed
later is found. A day with open steps may be signed: the steps stay on the list until somebody ends them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import TypeVar
from uuid import UUID

from app.dates import TAIPEI, local
from app.desk import day_words
from app.desk.day_slips import UNSCANNED, ExceptionSlip, HourSlip, OpenMatterSlip, SignedDaySlip, TodaySlip
from app.desk.desk import Desk
from app.desk.paper_slips import PaperSlip
from app.desk.papers import letterhead
from app.desk.sign_on import check_supervisor
from app.documents import day_report
from app.errors import Refusal
from app.models import cases, evidence, queue
from app.models import review as rows_of
from app.models.card import ActKind
from app.models.journal import canonical, tie_heads
from app.models.pickup import PickupMode
from app.models.review import DayReview, HandedOver, Matter
from app.models.store import Session, UnitOfWork
from app.policy.calendar import Openness
from app.policy.names import mask_name
from app.wording import EN, ZH, Bilingual, Wording, in_language

T = TypeVar("T")
REPORT = Bilingual("日報表", "Report of the day")
REMARK_PLACE = "day_review.remark_sealed"
BEING_PRINTED = timedelta(minutes=1)  # a receipt of this moment is still on its way to the printer
NOWHERE_MAILED = timedelta(days=1)  # after which a message that no station can mail is a matter for a person
SCHOOL = ""


def today(desk: Desk, *, day: date | None = None, whole_school: bool = False) -> TodaySlip:
    """One day, whole: by default today, at this counter. Refuses ``day.future``."""
    _ = desk.clerk
    with desk.read() as session:
        desk.heed(session)
        return _look(desk, session, day or desk.day, whole_school)


def sign_day(desk: Desk, *, day: date, whole_school: bool, login: str, password: str, remark: str = "") -> TodaySlip:
    """Close a day (日結) by a supervisor's own sign-on. Refuses ``override.supervisor_only``, ``day.future``."""
    _ = desk.clerk
    supervisor = check_supervisor(desk, login, password)

    def act(work: UnitOfWork) -> TodaySlip:
        seen = _look(desk, work.session, day, whole_school)
        mark = tie_heads(work.session, desk.now)
        review = DayReview(
            day=day,
            counter=SCHOOL if whole_school else desk.counter.code,
            at=desk.now,
            supervisor_id=supervisor.id,
            station_id=desk.station.id,
            facts=canonical(counts(seen)),
            checkpoint_id=mark.id,
        )
        if remark.strip():
            review.remark_sealed = desk.vault.seal(REMARK_PLACE, review.id, remark.strip())
        work.add(review)
        about: dict[str, object] = {"review": review.id, "supervisor": supervisor.id, "checkpoint": mark.id}
        missing, figures = len(seen.unscanned), counts(seen)
        work.note("day.signed", about, day=day.isoformat(), counter=review.counter, counts=figures, unscanned=missing)
        work.session.flush()
        return _look(desk, work.session, day, whole_school)

    return desk.attempt(act)


def report(desk: Desk, *, day: date, whole_school: bool = False) -> PaperSlip:
    """The day as a paper to file, in both languages; names are masked on it as on the screen."""
    _ = desk.clerk
    with desk.read() as session:
        desk.heed(session)
        slip = _look(desk, session, day, whole_school)
    pdf = desk.place.press.render("day_report", _facts(desk, slip), letterhead(desk))
    reference = f"{desk.station.code if not whole_school else desk.profile.name}-{day:%Y%m%d}"
    return PaperSlip(kind="day_report", title=REPORT, pdf=pdf, reference=reference)


def counts(slip: TodaySlip) -> dict[str, int]:
    """What is signed: figures only."""
    return {
        "handed_over": slip.handed_over,
        "by_proxy": slip.by_proxy,
        "sent_away": slip.sent_away,
        "open_matters": len(slip.open_matters),
        "exceptions": len(slip.exceptions),
    }


# ---------------------------------------------------------------------- looking
def _look(desk: Desk, session: Session, day: date, whole_school: bool) -> TodaySlip:
    if day > desk.day:
        raise Refusal.because("day.future", day=day.isoformat())
    stations = _stations(desk, session, whole_school)
    since, until = _span(day)
    deeds = rows_of.handed_over(session, stations, since, until)
    away = rows_of.notices(session, stations, since, until)
    digital = queue.queue_counts(session)
    slip = TodaySlip(
        day=day,
        where=desk.profile.school.name if whole_school else desk.counter.name,
        whole_school=whole_school,
        several_counters=len(desk.profile.counters) > 1,
        is_today=day == desk.day,
        handed_over=len(deeds),
        by_proxy=sum(each.mode is PickupMode.PROXY for each in deeds),
        sent_away=len(away),
        before=_day_before(session, stations, since),
        hours=_hours(desk, day, [each.at for each in deeds], away),
        open_matters=_open(desk, session, stations, deeds, until, whole_school),
        exceptions=_exceptions(desk, session, stations, deeds, since, until),
        digital_waiting=digital.waiting,
        digital_attention=digital.attention,
        digital_overdue=queue.overdue(session, desk.day),
        closed=_closed(desk, day, whole_school),
        signed=None,
    )
    return _signed(desk, session, slip)


def _stations(desk: Desk, session: Session, whole_school: bool) -> list[UUID]:
    codes = [each.code for each in desk.profile.counters] if whole_school else [desk.counter.code]
    return [station for code in codes for station in cases.stations_of_counter(session, code)]


def _span(day: date) -> tuple[datetime, datetime]:
    morning = datetime.combine(day, time(), TAIPEI)
    return morning, morning + timedelta(days=1)


def _day_before(session: Session, stations: Sequence[UUID], since: datetime) -> tuple[date, int] | None:
    newest = rows_of.newest_before(session, stations, since)
    if newest is None:
        return None
    day = local(newest).date()
    return day, rows_of.count_within(session, stations, *_span(day))


def _hours(desk: Desk, day: date, deeds: Sequence[datetime], away: Sequence[datetime]) -> tuple[HourSlip, ...]:
    """From the first hour of the counter's day to the last, and whatever happened before or after."""
    given, sent = (Counter(local(each).hour for each in moments) for moments in (deeds, away))
    noon = datetime.combine(day, time(12), TAIPEI)
    spans = desk.calendar.opening(desk.counter.code, noon).hours
    open_hours = {hour for span in spans for hour in range(span.from_.hour, span.to.hour + (span.to.minute > 0))}
    seen = {*given, *sent} | open_hours
    if not seen:
        return ()
    return tuple(HourSlip(hour, given[hour], sent[hour]) for hour in range(min(seen), max(seen) + 1))


def _open(
    desk: Desk, session: Session, stations: Sequence[UUID], deeds: list[HandedOver], until: datetime, whole: bool
) -> tuple[OpenMatterSlip, ...]:
    found = [_matter(desk, "card", each) for each in rows_of.open_card_acts(session, stations, until)]
    found += [
        OpenMatterSlip(
            "receipt", each.at, mask_name(each.name), _short(desk, each.number), each.receipt_number, each.clerk
        )
        for each in deeds
        if not each.printed and desk.now - each.at > BEING_PRINTED
    ]
    found += [_matter(desk, UNSCANNED, each) for each in evidence.unscanned_receipts(session, stations, until)]
    office = None if whole else desk.counter.unit
    found += [_matter(desk, "correction", each) for each in rows_of.open_corrections(session, office, until)]
    found += [_matter(desk, "digital", each) for each in rows_of.stopped_digital(session, stations, until)]
    left = desk.now - NOWHERE_MAILED
    found += [_matter(desk, "notice", each) for each in rows_of.stopped_notices(session, stations, until, left)]
    return tuple(found)


def _matter(desk: Desk, kind: str, each: Matter) -> OpenMatterSlip:
    unit = desk.profile.unit_by_code.get(each.office)
    return OpenMatterSlip(
        kind,
        each.at,
        mask_name(each.name),
        _short(desk, each.number),
        each.detail,
        each.clerk,
        unit.name if unit is not None else Bilingual(each.office, each.office),
        each.graduate_id,
        each.certificate_id,
        each.facts,
    )


def _short(desk: Desk, number: str) -> str:
    return desk.profile.certificates.short(number)


def _exceptions(
    desk: Desk,
    session: Session,
    stations: Sequence[UUID],
    deeds: list[HandedOver],
    since: datetime,
    until: datetime,
) -> tuple[ExceptionSlip, ...]:
    found = []
    excuses = {each.code: each.name for each in desk.profile.card.exceptions}
    for each, reason in rows_of.releases(session, stations, since, until):
        code, _, item = each.detail.partition(":")
        known = desk.profile.item_by_code.get(item)
        what = known.name if known else excuses.get(item, Bilingual(item))
        found.append(ExceptionSlip("release", each.at, mask_name(each.name), code, what, reason, each.clerk))
    found += [
        ExceptionSlip("returned", each.at, mask_name(each.name), each.detail, who=each.clerk)
        for each in rows_of.came_back(session, stations, since, until)
    ]
    for deed in deeds:
        name, who = mask_name(deed.name), deed.clerk
        if deed.card_kind is ActKind.EXCEPTION:
            code = deed.exception_code or ""
            found.append(ExceptionSlip("card", deed.at, name, code, excuses.get(code, Bilingual(code)), "", who))
        if deed.outside_hours_reason:
            found.append(ExceptionSlip("hours", deed.at, name, "", reason=deed.outside_hours_reason, who=who))
        if deed.sheet_typed:
            found.append(ExceptionSlip("typed", deed.at, name, who=who))
        if deed.signature_kind == "paper":
            found.append(ExceptionSlip("paper", deed.at, name, who=who))
    return tuple(sorted(found, key=lambda each: each.at))


def _closed(desk: Desk, day: date, whole_school: bool) -> tuple[Bilingual, ...]:
    """Why nothing, or nothing all day, is handed over on this day."""
    noon = datetime.combine(day, time(12), TAIPEI)
    codes = [each.code for each in desk.profile.counters] if whole_school else [desk.counter.code]
    told: dict[Bilingual, None] = {}
    for code in codes:
        opening = desk.calendar.opening(code, noon)
        if opening.openness in (Openness.CLOSED_DAY, Openness.SUSPENDED) and opening.reason is not None:
            told[opening.reason] = None
    return tuple(told)


def _signed(desk: Desk, session: Session, slip: TodaySlip) -> TodaySlip:
    found = rows_of.newest_review(session, slip.day, SCHOOL if slip.whole_school else desk.counter.code)
    if found is None:
        return slip
    review, who = found
    remark = desk.vault.open_text(REMARK_PLACE, review.id, review.remark_sealed)
    more = review.facts != canonical(counts(slip))
    return replace(slip, signed=SignedDaySlip(review.at, who, more, remark))


# ---------------------------------------------------------------------- the paper
def _facts(desk: Desk, slip: TodaySlip) -> day_report.Facts:
    signed = slip.signed
    return day_report.Facts(
        where=slip.where,
        day=slip.day,
        handed_over=slip.handed_over,
        by_proxy=slip.by_proxy,
        sent_away=slip.sent_away,
        hours=tuple(day_report.Hour(each.hour, each.handed_over, each.sent_away) for each in slip.hours),
        open_matters=tuple(
            day_report.Entry(each.at, each.name_masked, _both(day_words.matter, each), "", each.who)
            for each in slip.open_matters
        ),
        exceptions=tuple(
            day_report.Entry(each.at, each.name_masked, _both(day_words.exception, each), each.reason, each.who)
            for each in slip.exceptions
        ),
        digital_waiting=slip.digital_waiting,
        digital_attention=slip.digital_attention,
        digital_overdue=slip.digital_overdue,
        printed_at=desk.now,
        signed_by=signed.who if signed else "",
        signed_at=signed.at if signed else None,
        remark=signed.remark if signed else "",
    )


def _both(words: Callable[[Wording, T], str], each: T) -> Bilingual:
    return Bilingual(*(words(in_language(language), each) for language in (ZH, EN)))
