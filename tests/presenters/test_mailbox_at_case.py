"""The mailbox of a case's graduate is put right at the case itself, by the code that came back (D25)."""

from __future__ import annotations

from app.errors import Refusal
from app.presenters.hand_over_steps import Step
from app.presenters.pickup import Pane
from tests.presenters import made_up
from tests.presenters.conftest import BY_CARD, Counter

ASKED = "mailbox:at_case"


def opened(counter: Counter) -> None:
    counter.opens(made_up.a_collected_case())
    counter.pickup.open_pane(Pane.MAILBOX)
    counter.line.answer(ASKED, made_up.WHOSE)


def test_a_collected_case_has_its_mailbox_corrected(counter: Counter) -> None:
    queued: list[bool] = []
    counter.pickup.queued.connect(lambda: queued.append(True))
    opened(counter)
    case = made_up.a_collected_case()
    assert case.certificate is not None
    facts = {"graduate_id": case.graduate_id, "certificate_id": case.certificate.id}
    assert counter.line.last(ASKED).facts == facts
    mailbox = counter.pickup.mailbox
    mailbox.write_address("corrected@post.example")
    mailbox.go_on()
    counter.line.answer("mailbox:ask_code", made_up.a_check())
    mailbox.look()  # the issuance lane has moved
    counter.line.answer("mailbox:code_state", made_up.a_check(sent=True))
    assert mailbox.screen.check == made_up.a_check(sent=True)
    mailbox.write_code("7gjqX9")
    mailbox.go_on()
    counter.line.answer("mailbox:confirm_code", refusal=Refusal.because("mailbox.code_wrong", left=4))
    assert [each.code for each in mailbox.screen.problems] == ["mailbox.code_wrong"]
    mailbox.go_on()
    counter.line.answer("mailbox:confirm_code", made_up.a_check(sent=True, verified=True))
    assert (mailbox.screen.done, len(queued)) == ("cor****@…", 2)
    mailbox.go_on()  # the key once more: nothing is sent twice
    assert counter.line.count("mailbox:confirm_code") == 2
    counter.pickup.back()
    counter.line.answer(BY_CARD, made_up.a_collected_case())
    assert (counter.screen.pane, mailbox.open) == (Pane.NONE, False)


def test_the_steps_of_a_hand_over_stay_as_they_are(counter: Counter) -> None:
    counter.opens()
    counter.steps_to_signature()
    assert counter.pickup.steps.screen.step is Step.SIGNATURE
    counter.pickup.open_pane(Pane.MAILBOX)
    counter.line.answer(ASKED, made_up.WHOSE)
    mailbox = counter.pickup.mailbox
    mailbox.go_on()
    counter.line.answer("mailbox:ask_code", made_up.a_check(sent=True))
    mailbox.go_on()
    counter.line.answer("mailbox:confirm_code", made_up.a_check(verified=True))
    counter.pickup.close_pane()
    counter.line.answer(BY_CARD, made_up.a_case())
    assert counter.pickup.steps.screen.step is Step.SIGNATURE


def test_a_proxy_never_changes_it(counter: Counter) -> None:
    counter.opens()
    counter.pickup.begin_proxy()
    counter.pickup.open_pane(Pane.MAILBOX)
    assert counter.screen.pane is Pane.NONE
    assert counter.line.count(ASKED) == 0


def test_a_late_answer_about_somebody_else_is_dropped(counter: Counter) -> None:
    counter.opens(made_up.a_collected_case())
    counter.pickup.open_pane(Pane.MAILBOX)
    counter.pickup.back()
    counter.line.answer(ASKED, made_up.WHOSE)
    assert not counter.pickup.mailbox.open


def test_what_cannot_be_looked_up_is_told(counter: Counter) -> None:
    counter.opens(made_up.a_collected_case())
    counter.pickup.open_pane(Pane.MAILBOX)
    counter.line.answer(ASKED, refusal=Refusal.because("case.changed"))
    assert [each.code for each in counter.pickup.mailbox.screen.problems] == ["case.changed"]
    counter.pickup.mailbox.go_on()
    assert counter.line.count("mailbox:ask_code") == 0


def test_what_the_desk_is_at_is_answered_before_the_sheet_is_left(counter: Counter) -> None:
    opened(counter)
    mailbox = counter.pickup.mailbox
    mailbox.write_address("corrected@post.example")
    mailbox.go_on()
    counter.line.answer("mailbox:ask_code", made_up.a_check(sent=True))
    mailbox.go_on()
    mailbox.another_address()
    counter.pickup.back()
    assert (counter.screen.pane, mailbox.screen.check) == (Pane.MAILBOX, made_up.a_check(sent=True))
    counter.line.answer("mailbox:confirm_code", refusal=Refusal.because("mailbox.code_wrong", left=4))
    mailbox.another_address()
    mailbox.go_on()
    assert counter.line.count("mailbox:ask_code") == 2, "another address can be given"


def test_nothing_that_was_typed_outlives_the_case(counter: Counter) -> None:
    opened(counter)
    counter.pickup.mailbox.write_address("corrected@post.example")
    counter.pickup.give_up()
    assert counter.pickup.mailbox.screen.address == "" and not counter.pickup.mailbox.open
