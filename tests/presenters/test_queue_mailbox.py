"""A mailbox is put right in two steps, and what comes meanwhile tears nothing that is typed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.dates import FixedClock
from app.desk.queue_slips import JobSlip, MailboxCheckSlip, MailboxSlip, QueueSlip
from app.errors import Obstacle, Refusal
from app.presenters.queue import QueuePresenter, QueueScreen
from tests.presenters import made_up
from tests.presenters.held import HeldLine

JOB = JobSlip(
    id=made_up.number(1),
    kind="digital_certificate",
    state="dead",
    step="mail",
    name_masked="林○煊",
    student_number="41047025S",
    short="000315",
    note="delivery.bounced",
    note_facts=(),
    due=date(2025, 7, 7),
    queued_at=made_up.NOON,
    attempts=1,
    has_pdf=True,
    tone="stop",
    graduate_id=made_up.number(2),
    mails=True,
    mailboxes=(MailboxSlip("own", "syu****@…", "bounced", "delivery.bounced", 250, "5.1.1", made_up.NOON),),
)
SLIP = QueueSlip((JOB,), 0, 1, 0, 1)
CHECK = MailboxCheckSlip(made_up.number(3), "cor****@…", made_up.NOON + timedelta(minutes=5), False, False)


class Room:
    def __init__(self) -> None:
        self.line = HeldLine()
        self.queued = 0
        self.drawn: list[QueueScreen] = []
        self.queue = QueuePresenter(self.line, lambda paper: None, self.count, FixedClock(made_up.NOON))
        self.queue.changed.connect(self.drawn.append)
        self.queue.refresh()
        self.line.answer("digital:queue", SLIP)

    def count(self) -> None:
        self.queued += 1


@pytest.fixture
def room(qapp: object) -> Room:
    return Room()


def test_the_code_is_sent_to_what_was_typed_and_the_mailbox_changes_by_the_code(room: Room) -> None:
    queue = room.queue
    queue.correct()
    queue.mailbox.write_address("corrected@post.example")
    queue.mailbox.go_on()
    queue.mailbox.go_on()  # a finger that stays on the key sends once
    assert room.line.count("mailbox:ask_code") == 1
    assert room.line.last("mailbox:ask_code").facts == {
        "graduate_id": JOB.graduate_id,
        "address": "corrected@post.example",
    }
    room.line.answer("mailbox:ask_code", CHECK)
    assert room.queued == 1
    queue.refresh()
    room.line.answer("mailbox:code_state", replace(CHECK, sent=True))
    assert queue.mailbox.screen.check is not None
    assert queue.mailbox.screen.check.sent
    queue.mailbox.write_code("7gjqX9")
    queue.mailbox.go_on()
    assert room.line.last("mailbox:confirm_code").facts == {"check_id": CHECK.id, "code": "7gjqX9"}
    room.line.answer("mailbox:confirm_code", replace(CHECK, verified=True))
    assert (queue.mailbox.open, queue.screen.corrected, room.queued) == (False, "cor****@…", 2)


def test_a_refusal_keeps_what_was_typed(room: Room) -> None:
    queue = room.queue
    queue.correct()
    queue.mailbox.write_address("a@mail.sample.example")
    queue.mailbox.go_on()
    room.line.answer("mailbox:ask_code", refusal=Refusal(Obstacle("mailbox.school")))
    correcting = queue.mailbox.screen
    assert (correcting.address, correcting.sending) == ("a@mail.sample.example", False)
    assert [each.code for each in correcting.problems] == ["mailbox.school"]


def test_what_comes_from_the_queue_is_not_drawn_over_what_is_typed(room: Room) -> None:
    queue = room.queue
    queue.correct()
    drawn = len(room.drawn)
    queue.mailbox.write_address("half-typ")
    queue.refresh()
    room.line.answer("digital:queue", replace(SLIP, attention=0))
    assert len(room.drawn) == drawn
    queue.leave()
    assert not queue.mailbox.open
    assert queue.screen.slip is not None and queue.screen.slip.attention == 0


def test_an_answer_to_another_check_is_dropped(room: Room) -> None:
    queue = room.queue
    queue.correct()
    queue.mailbox.go_on()
    room.line.answer("mailbox:ask_code", CHECK)
    queue.refresh()
    room.line.answer("mailbox:code_state", replace(CHECK, id=made_up.number(9), sent=True))
    assert queue.mailbox.screen.check == CHECK
