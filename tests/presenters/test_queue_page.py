"""The queue of digital certificates: tabs, the one next step, and what becomes of it."""

from __future__ import annotations

from app.errors import Obstacle, Refusal, Trouble
from app.presenters.queue import Question
from app.presenters.window import Page
from tests.presenters import made_up
from tests.presenters.front import Front, a_job, a_queue

DEAD = a_job(1, "dead", "stop", note="signing.key_missing")
WAITS = a_job(2, "queued", "wait")
DONE = a_job(3, "done", "go", has_pdf=True)


def opened(front: Front) -> None:
    front.inside()
    front.window.go(Page.QUEUE)
    front.line.answer("digital:queue", a_queue(DEAD, WAITS, DONE))


def test_opening_the_page_asks_for_the_queue(front: Front) -> None:
    opened(front)
    assert front.window.queue.screen.slip is not None
    assert front.window.queue.screen.job == DEAD  # nobody chose: the first, which needs a person


def test_a_tab_is_asked_for_and_forgets_a_problem(front: Front) -> None:
    opened(front)
    front.window.queue.pick("attention")
    assert front.line.last("digital:queue").facts == {"which": "attention", "sought": ""}
    assert front.window.queue.screen.problems == ()


def test_the_next_step_of_a_stopped_one_is_another_try(front: Front) -> None:
    opened(front)
    front.window.queue.act()
    assert front.line.last("digital:try_again").facts == {"job_id": DEAD.id}
    front.line.answer("digital:try_again", a_queue(WAITS, DONE))
    assert front.window.queue.screen.job == WAITS


def test_the_next_step_of_a_signed_one_opens_it(front: Front) -> None:
    opened(front)
    front.window.queue.choose(DONE.id)
    front.window.queue.act()
    paper = made_up.a_paper("digital_certificate")
    front.line.answer("digital:open_pdf", paper)
    assert front.window.preview.screen.paper is paper and not front.window.preview.printable


def test_one_that_waits_has_no_next_step(front: Front) -> None:
    opened(front)
    front.window.queue.choose(WAITS.id)
    asked = len(front.line.asked)
    front.window.queue.act()
    assert len(front.line.asked) == asked


def test_a_choice_that_left_the_list_falls_back_to_the_first(front: Front) -> None:
    opened(front)
    front.window.queue.choose(DONE.id)
    front.window.queue.refresh()
    front.line.answer("digital:queue", a_queue(WAITS))
    assert front.window.queue.screen.job == WAITS


def test_what_fails_is_told_and_the_list_stays(front: Front) -> None:
    opened(front)
    front.window.queue.act()
    front.line.answer("digital:try_again", refusal=Refusal.because("digital.not_stopped"))
    assert [each.code for each in front.window.queue.screen.problems] == ["digital.not_stopped"]
    assert front.window.queue.screen.slip is not None
    front.window.queue.choose(DONE.id)
    front.window.queue.act()
    front.line.answer("digital:open_pdf", trouble=Trouble("digital.file_altered"))
    assert [each.code for each in front.window.queue.screen.problems] == ["digital.file_altered"]
    assert front.window.preview.screen.paper is None


def test_a_step_of_the_issuance_lane_refreshes_only_the_open_page(front: Front) -> None:
    opened(front)
    asked = front.line.count("digital:queue")
    front.window.queue_moved()
    assert front.line.count("digital:queue") == asked + 1
    front.window.go(Page.COUNTER)
    front.window.queue_moved()
    assert front.line.count("digital:queue") == asked + 1


def test_why_the_queue_stands_still_is_shown_and_goes_when_it_does(front: Front) -> None:
    opened(front)
    drawn: list[object] = []
    front.window.queue.changed.connect(drawn.append)
    front.window.queue_held((Obstacle("signing.passphrase_missing"), Obstacle("digital.paused")))
    assert [each.code for each in front.window.queue.screen.holds] == ["signing.passphrase_missing"]
    front.window.queue_held(())
    assert front.window.queue.screen.holds == ()
    assert len(drawn) == 2


def test_on_another_page_it_is_kept_and_nothing_is_redrawn(front: Front) -> None:
    front.inside()
    drawn: list[object] = []
    front.window.queue.changed.connect(drawn.append)
    front.window.queue_held((Obstacle("signing.passphrase_missing"),))
    assert drawn == []
    assert [each.code for each in front.window.queue.screen.holds] == ["signing.passphrase_missing"]


def test_a_stopped_message_is_told_by_telephone_without_a_supervisor(front: Front) -> None:
    """A03: F8 asks what was done; a certificate is never told so."""
    notice = a_job(4, "dead", "stop", kind="account_closure", note="delivery.refused")
    front.inside()
    front.window.go(Page.QUEUE)
    front.line.answer("digital:queue", a_queue(DEAD, notice))
    queue = front.window.queue
    queue.ask_for(Question.TOLD)
    assert queue.screen.question is None
    queue.choose(notice.id)
    queue.ask_for(Question.TOLD)
    queue.decide("")
    assert [each.code for each in queue.screen.problems] == ["digital.reason_missing"]
    queue.write_reason("電話已告知本人")
    queue.decide("")
    assert front.line.last("queue_control:told_by_phone").facts == {"job_id": notice.id, "reason": "電話已告知本人"}
    front.line.answer("queue_control:told_by_phone", a_queue(DEAD))
    assert (queue.screen.question, queue.screen.job) == (None, DEAD)


def test_what_one_looked_for_is_not_there_for_the_next(front: Front) -> None:
    front.inside()
    front.window.go(Page.QUEUE)
    front.window.queue.typed("林")
    front.window.door.change_user()
    assert (front.window.queue.screen.sought, front.window.queue.screen.slip) == ("", None)
