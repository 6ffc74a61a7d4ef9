"""A supervisor's decision over the queue: asked for, signed for, sent once; a refresh never tears what is typed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.dates import FixedClock
from app.desk.queue_slips import JobSlip, PauseSlip, QueueSlip
from app.errors import Obstacle, Refusal
from app.presenters.queue import Question, QueuePresenter, QueueScreen
from app.views.queue import next_words, state_word
from app.wording import in_language
from tests.presenters.held import HeldLine
from tests.presenters.made_up import NOON
from tests.views.shots_window import DEAD, JOBS, a_queue

PAUSED = replace(a_queue(*JOBS), pause=PauseSlip("版面有誤", "王主任", NOON))


class Page:
    def __init__(self, slip: QueueSlip | None = None) -> None:
        self.line = HeldLine()
        self.queue = QueuePresenter(self.line, lambda _: None, lambda: None, FixedClock(NOON))
        self.drawn: list[QueueScreen] = []
        self.queue.changed.connect(self.drawn.append)
        self.queue.refresh()
        self.line.answer("digital:queue", slip or a_queue(*JOBS))

    @property
    def screen(self) -> QueueScreen:
        return self.queue.screen

    def codes(self) -> list[str]:
        return [each.code for each in self.screen.problems]


@pytest.fixture
def page(qapp: object) -> Page:
    return Page()


def test_a_pause_is_sent_with_its_reason_and_the_queue_comes_back_paused(page: Page) -> None:
    page.queue.ask_for(Question.PAUSE)
    page.queue.write_reason(" 版面有誤 ")
    page.queue.write_login("boss")
    page.queue.decide("secret")
    page.queue.decide("secret")  # Enter twice sends it once
    ask = page.line.answer("queue_control:pause", PAUSED)
    assert ask.facts == {"reason": "版面有誤", "login": "boss", "password": "secret"}
    assert ask.deed
    assert (page.screen.question, page.screen.slip, page.screen.sending) == (None, PAUSED, False)
    assert page.line.count("queue_control:pause") == 1


def test_what_is_missing_is_told_at_once_and_nothing_is_sent(page: Page) -> None:
    page.queue.ask_for(Question.PAUSE)
    page.queue.decide("")
    assert page.codes() == ["digital.reason_missing", "digital.sign_on_missing"]
    page.queue.ask_for(Question.RESUME)  # that needs no reason
    page.queue.decide("")
    assert page.codes() == ["digital.sign_on_missing"]
    assert page.line.verbs == ["digital:queue"]


def test_a_refused_password_leaves_the_question_and_what_was_typed(page: Page) -> None:
    page.queue.ask_for(Question.PAUSE)
    page.queue.write_reason("版面有誤")
    page.queue.write_login("boss")
    page.queue.decide("wrong")
    page.line.answer("queue_control:pause", refusal=Refusal.because("sign_on.failed"))
    assert (page.screen.question, page.screen.reason, page.codes()) == (Question.PAUSE, "版面有誤", ["sign_on.failed"])
    assert "wrong" not in repr(page.screen)


def test_a_refresh_while_a_supervisor_types_draws_nothing(page: Page) -> None:
    page.queue.ask_for(Question.PAUSE)
    drawn = len(page.drawn)
    page.queue.refresh()
    page.line.answer("digital:queue", PAUSED)
    assert len(page.drawn) == drawn
    assert page.screen.slip == PAUSED


def test_only_a_stopped_job_is_given_up(page: Page) -> None:
    page.queue.choose(JOBS[1].id)
    page.queue.ask_for(Question.CANCEL)
    assert page.screen.question is None
    page.queue.choose(DEAD.id)
    page.queue.ask_for(Question.CANCEL)
    page.queue.write_reason("學籍有誤")
    page.queue.write_login("boss")
    page.queue.decide("secret")
    assert page.line.last("queue_control:cancel").facts["job_id"] == DEAD.id


def test_leaving_decides_nothing_unless_it_is_on_its_way(page: Page) -> None:
    page.queue.ask_for(Question.RESUME)
    page.queue.write_login("boss")
    page.queue.leave()
    assert page.screen.question is None
    page.queue.ask_for(Question.RESUME)
    page.queue.write_login("boss")
    page.queue.decide("secret")
    page.queue.leave()
    assert page.screen.question is Question.RESUME
    assert page.line.verbs == ["digital:queue", "queue_control:resume"]


@pytest.mark.parametrize(
    ("job", "language", "told"),
    [
        (DEAD, "en", "Put it back or correct the settings, then choose Try again. Certificates wait in the queue."),
        (replace(JOBS[2], note="platform.sent"), "zh_TW", "收到回執時請匯入。"),
        (JOBS[2], "en", "It is made by itself; there is nothing to do."),
        (replace(JOBS[2], state="cancelled", tone="go"), "en", ""),
    ],
    ids=["stopped", "a receipt is awaited", "goes on by itself", "over"],
)
def test_each_line_says_its_own_next_step(job: JobSlip, language: str, told: str) -> None:
    assert next_words(in_language(language), QueueScreen(slip=a_queue(job)), job) == told


def test_one_that_only_waits_for_the_key_is_not_said_to_go_on_by_itself() -> None:
    """And a mailbox for returned mail that cannot be read keeps no certificate from being made."""
    say = in_language("en")
    shut = Obstacle("bounces.password_missing"), Obstacle("signing.passphrase_missing")
    assert "keys signing" in next_words(say, QueueScreen(slip=a_queue(*JOBS), here=shut), JOBS[2])
    elsewhere = Obstacle("signing.no_key_here")
    for here in (shut[:1], (elsewhere,)):
        assert "by itself" in next_words(say, QueueScreen(slip=a_queue(*JOBS), here=here), JOBS[2])


@pytest.mark.parametrize(
    ("job", "told"),
    [
        (replace(JOBS[2], note="delivery.waits_for_server", has_pdf=True), "已簽章，待寄送"),
        (replace(JOBS[2], state="waiting", note="platform.sent"), "等待平臺回執"),
        (JOBS[2], "等待製作"),
    ],
    ids=["signed", "handed in", "not made yet"],
)
def test_what_is_made_already_is_not_said_to_wait_for_being_made(job: JobSlip, told: str) -> None:
    assert state_word(in_language("zh_TW"), job) == told
