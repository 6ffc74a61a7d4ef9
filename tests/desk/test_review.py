"""A supervisor looks at the day and closes it (日結): what is counted, what stays open, what was not as usual."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.dates import FixedClock
from app.desk import correction, day, day_words, lookup, override, papers, pickup, review
from app.desk.day_slips import TodaySlip
from app.desk.desk import Desk
from app.desk.slips import Mode, OpenedBy
from app.errors import Refusal
from app.models import review as rows_of
from app.models.base import uuid7
from app.models.delivery import Delivery, DeliveryState
from app.models.job import Job, JobKind, JobState
from app.models.journal import JournalCheckpoint, JournalLine, check_chains
from app.wording import Bilingual, in_language
from tests.desk.conftest import a_deed, password_of

BOSS = {"login": "supervisor", "password": password_of("supervisor")}
THURSDAY = date(2025, 7, 3)


def hand_over(desk: Desk, made, *, printed: bool = True, **changes: object):
    slip = lookup.open_case_by_card(desk, uid=made.uid, reader="test")
    done = pickup.hand_over(desk, deed=a_deed(slip, made, **changes))
    if printed:
        papers.paper_printed(desk, reference=done.receipt_number, kind="receipt", printed=True)
    return done


def by_hour(slip: TodaySlip) -> dict[int, tuple[int, int]]:
    return {each.hour: (each.handed_over, each.sent_away) for each in slip.hours if each.all}


def test_an_empty_day_shows_the_hours_of_the_counter_and_nothing_else(desk: Desk) -> None:
    slip = review.today(desk)
    assert (slip.day, slip.is_today, slip.handed_over, slip.sent_away) == (THURSDAY, True, 0, 0)
    assert [each.hour for each in slip.hours] == list(range(8, 17))
    assert slip.open_matters == () and slip.exceptions == () and slip.signed is None and slip.before is None


def test_hand_overs_and_notices_are_counted_by_the_hour(desk: Desk, make, clock: FixedClock) -> None:
    hand_over(desk, make())
    clock.advance(hours=1)
    hand_over(desk, make())
    papers.paper_printed(desk, reference="w1-N114-00001", kind="notice", printed=False, detail="printer.away")
    papers.paper_printed(desk, reference="w1-N114-00001", kind="notice", printed=True)  # one graduate, one notice
    slip = review.today(desk)
    assert (slip.handed_over, slip.sent_away) == (2, 1)
    assert by_hour(slip) == {10: (1, 0), 11: (1, 1)}
    assert slip.digital_waiting == 2


def test_the_day_before_is_the_last_one_with_a_hand_over(desk: Desk, make, clock: FixedClock) -> None:
    hand_over(desk, make())
    clock.advance(days=4)
    slip = review.today(desk)
    assert slip.handed_over == 0 and slip.before == (THURSDAY, 1)
    assert review.today(desk, day=THURSDAY).handed_over == 1
    with pytest.raises(Refusal, match=r"day\.future"):
        review.today(desk, day=date(2025, 7, 8))


def test_a_receipt_that_never_printed_is_an_open_step_until_it_prints(desk: Desk, make, clock: FixedClock) -> None:
    done = hand_over(desk, make(), printed=False)
    assert review.today(desk).open_matters == ()  # of this minute: still on its way
    clock.advance(minutes=2)
    papers.paper_printed(desk, reference=done.receipt_number, kind="receipt", printed=False, detail="printer.away")
    matters = review.today(desk).open_matters
    assert [(each.kind, each.detail) for each in matters] == [("receipt", done.receipt_number)]
    assert matters[0].name_masked == "林○煊"
    papers.paper_printed(desk, reference=done.receipt_number, kind="receipt", printed=True)
    assert review.today(desk).open_matters == ()


def test_a_sheet_that_is_held_stays_on_the_list_of_its_office(desk: Desk, make, clock: FixedClock) -> None:
    made = make()
    lookup.open_case(desk, graduate_id=made.graduate_id, opened_by=OpenedBy.NUMBER)
    correction.stop(
        desk,
        graduate_id=made.graduate_id,
        certificate_id=made.certificate_id,
        fields=("name_en",),
        note="a hyphen",
    )
    clock.advance(days=1)
    assert [(each.kind, each.detail) for each in review.today(desk).open_matters] == [("correction", "name_en")]


def test_what_was_not_as_usual_is_told_with_its_reason(desk: Desk, make) -> None:
    made = make(open_items=("library",))
    override.release(
        desk, graduate_id=made.graduate_id, codes=("clearance.outstanding:library",), reason="proof was shown", **BOSS
    )
    hand_over(desk, made, sheet_typed=True, signature_kind="paper", signature_png=None)
    slip = review.today(desk)
    assert [each.kind for each in slip.exceptions] == ["release", "typed", "paper"]
    released = slip.exceptions[0]
    assert released.reason == "proof was shown" and released.what == desk.profile.item_by_code["library"].name
    assert "林峯煊" not in repr(slip)


def test_signing_keeps_the_figures_and_ties_the_journal(desk: Desk, make, clock: FixedClock) -> None:
    hand_over(desk, make())
    clock.advance(hours=7)
    slip = review.sign_day(desk, day=THURSDAY, whole_school=False, remark="一張收據改由總務列印", **BOSS)
    assert slip.signed is not None and not slip.signed.more_since
    assert slip.signed.remark == "一張收據改由總務列印" and slip.signed.at == desk.now
    with desk.read() as session:
        found = rows_of.newest_review(session, THURSDAY, "main")
        assert found is not None and '"handed_over":1' in found[0].facts
        assert session.get(JournalCheckpoint, found[0].checkpoint_id) is not None
        assert sum('"verb":"day.signed"' in text for text in session.scalars(select(JournalLine.text))) == 1
    with desk.store.engine.connect() as connection:
        assert all(not report.broken for report in check_chains(connection))


def test_a_day_on_which_more_happens_says_so_and_may_be_signed_again(desk: Desk, make) -> None:
    sign = {"day": THURSDAY, "whole_school": False, **BOSS}
    review.sign_day(desk, **sign)
    hand_over(desk, make())
    signed = review.today(desk).signed
    assert signed is not None and signed.more_since
    again = review.sign_day(desk, **sign).signed
    assert again is not None and not again.more_since


def test_the_counter_and_the_school_are_signed_apart(desk: Desk) -> None:
    review.sign_day(desk, day=THURSDAY, whole_school=True, **BOSS)
    assert review.today(desk).signed is None
    school = review.today(desk, whole_school=True)
    assert school.signed is not None and school.where == desk.profile.school.name


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"login": "clerk1", "password": password_of("clerk1")}, "override.supervisor_only"),
        ({"password": "wrong password"}, "sign_on.failed"),
        ({"day": THURSDAY + timedelta(days=1)}, "day.future"),
    ],
)
def test_who_may_not_sign_signs_nothing(desk: Desk, facts: dict[str, object], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        review.sign_day(desk, **({"day": THURSDAY, "whole_school": False} | BOSS | facts))  # type: ignore[arg-type]
    assert refused.value.obstacles[0].code == code
    assert review.today(desk).signed is None


def test_a_closed_day_says_why(desk: Desk) -> None:
    day.close(desk, reason=Bilingual("颱風停班", "Typhoon"), **BOSS)
    assert review.today(desk).closed == (Bilingual("颱風停班", "Typhoon"),)


def test_the_report_is_a_paper_without_whole_names(desk: Desk, make) -> None:
    hand_over(desk, make(), mode=Mode.SELF)
    paper = review.report(desk, day=THURSDAY)
    assert paper.pdf.startswith(b"%PDF-1.7") and paper.reference == "w1-20250703"
    assert "林峯煊".encode() not in paper.pdf


def test_at_an_empty_desk_nobody_reads_the_day(desk: Desk) -> None:
    desk.locked = True
    with pytest.raises(Refusal, match=r"sign_on\.needed"):
        review.today(desk)


def test_the_dialog_of_closures_closes_lists_and_opens_again(desk: Desk) -> None:
    facts = {"counter": "", "first": THURSDAY, "last": date(2025, 7, 4), "suspended": False}
    slip = day.close_here(desk, reason=Bilingual("颱風停班"), **facts, **BOSS)
    assert slip.done is not None and [each.id for each in slip.closures] == [slip.done]
    listed = slip.closures[0]
    assert (listed.first, listed.last, listed.where) == (THURSDAY, date(2025, 7, 4), desk.profile.school.name)
    second = day.close_here(desk, reason=Bilingual("停電"), **(facts | {"counter": "main"}), **BOSS)
    assert len(second.closures) == 2
    opened = day.open_closure(desk, closure_id=slip.done, **BOSS)
    assert opened.opened and [each.id for each in opened.closures] == [second.done]
    assert replace(day.closing(desk)).closures == opened.closures
    with pytest.raises(Refusal, match=r"day\.not_closed"):
        day.open_closure(desk, closure_id=slip.done, **BOSS)


def test_messages_that_failed_or_came_back_are_listed_by_name(desk: Desk, make, clock: FixedClock) -> None:
    hand_over(desk, make())
    with desk.begin(bookkeeping=True) as work:
        closure = work.session.scalars(select(Job).where(Job.kind == JobKind.ACCOUNT_CLOSURE)).one()
        closure.state, closure.note = JobState.DEAD, "delivery.refused"
        closure.note_facts = '{"place": "campus", "reply": 550}'
        notice = Job(
            kind=JobKind.DIGITAL_NOTICE,
            deed_id=uuid7(),
            subject_id=closure.subject_id,
            graduate_id=closure.graduate_id,
            profile_id=closure.profile_id,
            station_id=closure.station_id,
            queued_at=desk.now,
            not_before=desk.now,
            note="delivery.no_post_here",
        )
        work.add(notice)
        work.add(
            Delivery(
                job_id=closure.id,
                place="school",
                address_sealed=b"-",
                address_index=b"-",
                state=DeliveryState.BOUNCED,
                reported_at=desk.now,
            )
        )
    slip = review.today(desk)
    assert [(each.kind, each.detail) for each in slip.open_matters] == [
        ("notice", "account_closure:delivery.refused"),
    ]
    assert slip.open_matters[0].name_masked == "林○煊"
    told = day_words.matter(in_language("en"), slip.open_matters[0])
    assert told == "Account-closure notice not sent: The mailbox's server refused the message for good (550)."
    assert [(each.kind, each.code) for each in slip.exceptions] == [("returned", "school")]
    assert (review.counts(slip)["open_matters"], slip.digital_attention) == (1, 1)
    clock.advance(days=1, minutes=1)
    slip = review.today(desk)
    assert [each.detail for each in slip.open_matters] == [
        "account_closure:delivery.refused",
        "digital_notice:delivery.no_post_here",
    ]
    assert slip.exceptions == ()
    assert review.report(desk, day=THURSDAY).pdf.startswith(b"%PDF-")
