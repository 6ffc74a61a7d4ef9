"""The page of the colleagues: what is asked of the desk, what is told first, and what stays behind: nothing."""

from __future__ import annotations

from app.desk.window_slips import ColleagueSlip, StaffSlip
from app.errors import Refusal
from app.presenters.colleagues import Act, ColleaguesPresenter
from app.presenters.window import Page
from tests.presenters import made_up
from tests.presenters.front import CLERK, SUPERVISOR, Front

LIN = StaffSlip(made_up.number(3), "lin", "林承辦", "clerk")
PEOPLE = (
    ColleagueSlip(CLERK, None, None),
    ColleagueSlip(LIN, made_up.NOON, None),
    ColleagueSlip(SUPERVISOR, None, None),
)


def at_the_page(front: Front) -> ColleaguesPresenter:
    front.inside(SUPERVISOR)
    front.window.go(Page.COLLEAGUES)
    front.line.answer("colleagues:roster", PEOPLE)
    return front.window.colleagues


def codes(page: ColleaguesPresenter) -> list[str]:
    return [each.code for each in page.screen.problems]


def test_passwords_that_differ_and_a_missing_own_one_are_told_before_anything_is_sent(front: Front) -> None:
    page = at_the_page(front)
    page.begin(Act.PASSWORD)
    page.submit("", new="one", again="other")
    assert codes(page) == ["password.differs", "staff.password_missing"]
    assert "colleagues:reset_password" not in front.line.verbs


def test_only_what_fits_the_chosen_one_can_be_done(front: Front) -> None:
    page = at_the_page(front)
    assert page.screen.possible == (Act.PASSWORD, Act.RETIRE)
    page.choose(LIN.id)
    assert page.screen.possible == (Act.UNLOCK, Act.PASSWORD, Act.RETIRE)
    page.begin(Act.RESTORE)
    assert page.screen.act is Act.NONE


def test_a_deed_is_signed_with_the_supervisor_s_own_name_and_answered_with_the_list_anew(front: Front) -> None:
    page = at_the_page(front)
    page.choose(LIN.id)
    page.begin(Act.RETIRE)
    page.submit("my own password")
    assert dict(front.line.last("colleagues:retire").facts) == {
        "colleague": "lin", "login": "sup", "password": "my own password",
    }  # fmt: skip
    front.line.answer("colleagues:retire", LIN)
    assert (page.screen.did, page.screen.whom, page.screen.act) == (Act.RETIRE, "lin", Act.NONE)
    assert front.line.awaited().count("colleagues:roster") == 1
    assert "my own password" not in repr(page.screen)


def test_a_refusal_keeps_the_question_open(front: Front) -> None:
    page = at_the_page(front)
    page.begin(Act.RETIRE)
    page.submit("wrong")
    front.line.answer("colleagues:retire", refusal=Refusal.because("sign_on.failed"))
    assert page.screen.act is Act.RETIRE and codes(page) == ["sign_on.failed"]


def test_an_answer_that_comes_after_the_page_was_left_shows_nobody(front: Front) -> None:
    page = at_the_page(front)
    page.refresh()
    front.window.go(Page.COUNTER)
    front.line.answer("colleagues:roster", PEOPLE)
    assert page.screen.people is None


def test_a_list_that_is_read_anew_changes_nothing_about_whom_is_asked(front: Front) -> None:
    page = at_the_page(front)
    page.begin(Act.RETIRE)
    page.refresh()
    front.line.answer("colleagues:roster", (PEOPLE[1], PEOPLE[0], PEOPLE[2]))
    page.submit("my own password")
    assert front.line.last("colleagues:retire").facts["colleague"] == CLERK.login
