"""Opening what is kept sealed, at the window: marked, signed for, shown, and covered again."""

from __future__ import annotations

import pytest

from app.desk.slips import CaseSlip, Mode
from app.errors import Refusal
from app.presenters.pickup import Pane
from tests.presenters import made_up
from tests.presenters.conftest import BY_CARD, Counter
from tests.presenters.front import Front
from tests.presenters.held import HeldCard

LOOK, REVEAL = "evidence:look", "evidence:reveal"
CASE = made_up.a_collected_case()


def asked(counter: Counter, case: CaseSlip = CASE) -> None:
    counter.opens(case)
    counter.pickup.open_pane(Pane.EVIDENCE)
    counter.line.answer(LOOK, made_up.EVIDENCE)


def filled(counter: Counter) -> None:
    asked(counter)
    form = counter.pickup.evidence
    form.mark("phone:1", True)
    form.mark("scan:3", True)
    form.write("reason", "對簽收有疑義")
    form.write("login", "sup")


def opened(counter: Counter) -> None:
    filled(counter)
    counter.pickup.evidence.submit("made up")
    counter.line.answer(REVEAL, made_up.REVEALED)


def codes(counter: Counter) -> list[str]:
    return [each.code for each in counter.pickup.evidence.screen.problems]


def test_everything_missing_is_told_at_once_and_nothing_is_sent(counter: Counter) -> None:
    asked(counter)
    counter.pickup.evidence.submit("")
    assert codes(counter) == ["evidence.nothing_marked", "evidence.reason_missing", "evidence.not_signed"]
    assert counter.line.count(REVEAL) == 0


def test_what_is_marked_is_sent_once_in_the_order_of_the_list(counter: Counter) -> None:
    asked(counter)
    form = counter.pickup.evidence
    for key in ("scan:3", "phone:1", "scan:4"):
        form.mark(key, True)
    assert form.screen.chosen == ("phone:1", "scan:3"), "what the purge has emptied cannot be marked"
    form.write("reason", " 對簽收有疑義 ")
    form.write("login", "sup")
    form.submit("made up")
    form.submit("made up")
    assert counter.line.count(REVEAL) == 1
    assert dict(counter.line.last(REVEAL).facts) == {
        "graduate_id": CASE.graduate_id,
        "keys": ("phone:1", "scan:3"),
        "reason": "對簽收有疑義",
        "login": "sup",
        "password": "made up",
    }
    assert "made up" not in repr(form.screen)


def test_what_was_opened_is_on_the_screen_alone_and_a_scan_goes_to_the_preview(counter: Counter) -> None:
    opened(counter)
    form, seen = counter.pickup.evidence, []
    form.paper_wanted.connect(seen.append)
    assert form.screen.text_of("phone:1") == "0912345678" and form.screen.has_paper("scan:3")
    assert "0912345678" not in repr(form.screen)
    form.look_at("scan:3")
    form.look_at("phone:1")
    assert seen == [made_up.REVEALED.papers[0][1]]


def test_a_refusal_is_told_and_the_marks_stay(counter: Counter) -> None:
    filled(counter)
    counter.pickup.evidence.submit("made up")
    counter.line.answer(REVEAL, refusal=Refusal.because("override.supervisor_only"))
    assert codes(counter) == ["override.supervisor_only"]
    assert counter.pickup.evidence.screen.chosen == ("phone:1", "scan:3")


@pytest.mark.parametrize("leave", ["esc", "another card", "somebody else"])
def test_it_is_covered_when_the_question_is_left(counter: Counter, leave: str) -> None:
    opened(counter)
    if leave == "esc":
        counter.pickup.back()
    elif leave == "another card":
        counter.pickup.card_tapped(made_up.UID_B, made_up.READER)
        counter.pickup.leave_for_waiting()
        counter.line.answer(BY_CARD, made_up.a_case())
    else:
        counter.pickup.give_up()
    assert counter.pickup.evidence.screen.opened is None and counter.pickup.evidence.screen.slip is None
    assert counter.screen.pane is Pane.NONE


def test_a_late_answer_about_another_graduate_is_dropped(counter: Counter) -> None:
    counter.opens(CASE)
    counter.pickup.open_pane(Pane.EVIDENCE)
    counter.pickup.close_pane()
    counter.opens(made_up.a_case(), made_up.UID_B)
    counter.pickup.open_pane(Pane.EVIDENCE)
    counter.line.answer(LOOK, made_up.EVIDENCE)
    assert counter.pickup.evidence.screen.slip is None


def test_nothing_is_opened_while_a_proxy_stands_at_the_window(counter: Counter) -> None:
    counter.opens(made_up.a_blocked_case())
    counter.pickup.begin_proxy()
    counter.pickup.open_pane(Pane.EVIDENCE)
    assert counter.screen.pane is Pane.NONE and counter.line.count(LOOK) == 0


def test_behind_the_lock_nothing_stays_open(front: Front) -> None:
    front.inside()
    front.window.pickup.card_tapped(made_up.UID_A, made_up.READER)
    front.line.answer(BY_CARD, CASE)
    front.window.pickup.open_pane(Pane.EVIDENCE)
    front.line.answer(LOOK, made_up.EVIDENCE)
    form = front.window.pickup.evidence
    form.mark("scan:3", True)
    form.write("reason", "對簽收有疑義")
    form.write("login", "sup")
    form.submit("made up")
    front.line.answer(REVEAL, made_up.REVEALED)
    form.look_at("scan:3")
    assert front.window.preview.screen.paper is not None and not front.window.preview.printable
    front.window.door.lock()
    assert front.window.preview.screen.paper is None and form.screen.opened is None
    assert form.screen.slip is not None, "the list itself is masked"


def test_no_proxy_comes_to_the_window_while_it_is_open(counter: Counter) -> None:
    asked(counter, made_up.a_blocked_case())
    counter.pickup.begin_proxy()
    assert counter.screen.mode is Mode.SELF and counter.screen.pane is Pane.EVIDENCE


@pytest.mark.parametrize("leave", ["lock", "change_user"])
def test_an_answer_that_comes_after_the_desk_was_left_opens_nothing(front: Front, leave: str) -> None:
    front.inside()
    asked_by = Counter(front.line, HeldCard(), front.printer, front.window.pickup, [])
    filled(asked_by)
    form = front.window.pickup.evidence
    form.submit("made up")
    front.window.door.lock()
    if leave == "change_user":
        front.window.door.change_user()
    front.line.answer(REVEAL, made_up.REVEALED)
    assert form.screen.opened is None and not form.screen.sending
    assert not front.window.pickup.must_wait
