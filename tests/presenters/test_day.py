"""The supervisor's day: turning days, closing one, closing a window or the school and opening it again."""

from __future__ import annotations

from datetime import date

from app.errors import Refusal, Trouble
from app.presenters.window import Page
from tests.presenters import made_up
from tests.presenters.front import CLERK, SUPERVISOR, Front
from tests.presenters.made_up_day import CEREMONY, TYPHOON, a_closing, a_reviewed_day

WEDNESDAY = date(2025, 7, 2)


def codes(problems: object) -> list[str]:
    return [each.code for each in problems]  # type: ignore[attr-defined]


def opened(front: Front, staff: object = CLERK) -> None:
    front.inside(staff)  # type: ignore[arg-type]
    front.window.go(Page.TODAY)
    front.line.answer("review:today", a_reviewed_day())


def test_the_page_opens_with_today(front: Front) -> None:
    opened(front)
    assert front.line.last("review:today").facts == {"day": None, "whole_school": False}
    assert front.window.today.screen.slip is not None


def test_days_are_turned_back_and_never_beyond_today(front: Front) -> None:
    opened(front)
    asked = front.line.count("review:today")
    front.window.today.turn(1)
    assert front.line.count("review:today") == asked
    front.window.today.turn(-1)
    assert front.line.last("review:today").facts["day"] == date(2025, 7, 1)


def test_an_answer_about_another_day_is_dropped(front: Front) -> None:
    opened(front)
    front.window.today.refresh()
    front.window.today.turn(-1)
    front.line.answer("review:today", a_reviewed_day(handed_over=1))
    slip = front.window.today.screen.slip
    assert slip is not None and slip.handed_over == 87
    front.line.answer("review:today", a_reviewed_day(day=date(2025, 7, 1), is_today=False, handed_over=75))
    slip = front.window.today.screen.slip
    assert slip is not None and slip.handed_over == 75


def test_the_whole_school_is_asked_for(front: Front) -> None:
    opened(front)
    front.window.today.widen(True)
    assert front.line.last("review:today").facts["whole_school"] is True


def test_a_day_that_cannot_be_read_says_why_and_keeps_what_was_shown(front: Front) -> None:
    opened(front)
    front.window.today.refresh()
    front.line.answer("review:today", trouble=Trouble("database.away", retryable=True))
    assert codes(front.window.today.screen.problems) == ["database.away"]
    assert front.window.today.screen.slip is not None


def test_a_signature_needs_login_and_password_and_keeps_no_password(front: Front) -> None:
    opened(front)
    today = front.window.today
    front.window.sign_day()
    today.sign("made up")
    assert codes(today.screen.problems) == ["day.sign_on_missing"] and "review:sign_day" not in front.line.verbs
    today.write_login("sup")
    today.write_remark(" one step stays open ")
    today.sign("made up")
    facts = front.line.last("review:sign_day").facts
    assert (facts["day"], facts["remark"]) == (WEDNESDAY, "one step stays open")
    assert "made up" not in repr(today.screen) and "one step" not in repr(today.screen)


def test_a_supervisor_who_is_signed_on_types_the_password_only(front: Front) -> None:
    opened(front, SUPERVISOR)
    front.window.sign_day()
    assert front.window.today.screen.login == "sup"
    front.window.today.leave_signing()
    front.window.close_days()
    assert front.window.closing.screen.login == "sup"


def test_a_signature_is_sent_once_and_a_refused_one_stays(front: Front) -> None:
    opened(front, SUPERVISOR)
    front.window.sign_day()
    front.window.today.sign("wrong")
    front.window.today.sign("wrong")
    assert front.line.count("review:sign_day") == 1
    front.window.today.leave_signing()  # not while it is on its way
    assert front.window.today.screen.signing
    front.line.answer("review:sign_day", refusal=Refusal.because("sign_on.failed"))
    assert front.window.today.screen.signing and codes(front.window.today.screen.problems) == ["sign_on.failed"]


def test_the_report_is_made_once_and_shown(front: Front) -> None:
    opened(front)
    front.window.today.print_report()
    front.window.today.print_report()
    assert front.line.count("review:report") == 1
    paper = made_up.a_paper("day_report")
    front.line.answer("review:report", paper)
    assert front.window.preview.screen.paper is paper


# ------------------------------------------------------------------ closing days
def closing(front: Front) -> None:
    opened(front, SUPERVISOR)
    front.window.close_days()
    front.line.answer("day:closing", a_closing(TYPHOON, CEREMONY))


def test_days_are_closed_only_from_the_day_s_page(front: Front) -> None:
    front.inside()
    front.window.close_days()
    assert not front.window.closing.screen.open


def test_everything_missing_in_a_closure_is_told_at_once(front: Front) -> None:
    closing(front)
    form = front.window.closing
    form.write("first", "tomorrow")
    form.submit("")
    assert codes(form.screen.problems) == ["day.unreadable", "day.reason_missing", "day.sign_on_missing"]
    assert "day:close_here" not in front.line.verbs


def test_roc_days_are_read_and_an_empty_last_day_is_the_first(front: Front) -> None:
    closing(front)
    form = front.window.closing
    form.write("first", "114.7.4")
    form.write("reason_zh", "颱風停班")
    form.choose_scope("counter")
    form.mark_suspended(True)
    form.submit("made up")
    facts = front.line.last("day:close_here").facts
    assert (facts["first"], facts["last"]) == (date(2025, 7, 4), date(2025, 7, 4))
    assert (facts["counter"], facts["suspended"], facts["login"]) == ("main", True, "sup")
    assert "made up" not in repr(form.screen)


def test_no_day_at_all_is_today_and_the_whole_school(front: Front) -> None:
    closing(front)
    form = front.window.closing
    form.write("reason_zh", "停電")
    form.submit("made up")
    facts = front.line.last("day:close_here").facts
    assert (facts["first"], facts["counter"]) == (WEDNESDAY, "")
    form.submit("made up")
    assert front.line.count("day:close_here") == 1
    front.line.answer("day:close_here", a_closing(TYPHOON, done=TYPHOON.id, moved=3))
    assert form.screen.told and form.screen.reason_zh == ""


def test_a_closure_is_opened_again_after_a_question(front: Front) -> None:
    closing(front)
    form = front.window.closing
    form.choose(CEREMONY.id)
    assert form.screen.to_open == CEREMONY
    form.back()
    assert form.screen.opening is None and form.screen.open
    form.choose(CEREMONY.id)
    form.submit("made up")
    assert front.line.last("day:open_closure").facts["closure_id"] == CEREMONY.id
    front.line.answer("day:open_closure", a_closing(TYPHOON, done=CEREMONY.id, opened=True))
    assert form.screen.opening is None and form.screen.told
    form.back()
    assert not form.screen.open


def test_the_notice_of_a_closure_is_shown(front: Front) -> None:
    closing(front)
    front.window.closing.print_notice(TYPHOON.id)
    paper = made_up.a_paper("closure_notice")
    front.line.answer("day:notice", paper)
    assert front.window.preview.screen.paper is paper


def test_going_elsewhere_leaves_the_questions_behind(front: Front) -> None:
    closing(front)
    front.window.go(Page.COUNTER)
    assert not front.window.closing.screen.open and not front.window.today.screen.signing
