"""A supervisor's pages on the glass: as text, with room and names, in both languages; who is offered them; the keys."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QPushButton

from app.desk.decision_slips import AheadSlip
from app.devices.events import CardKind, CardTapped
from app.errors import Trouble
from app.presenters.colleagues import Act
from app.presenters.window import Page
from app.views.queue import note_words
from app.wording import in_language
from tests.presenters import made_up
from tests.views import shots_supervisor as shots
from tests.views import shots_window as window_shots
from tests.views.opened import Open, press, settle
from tests.views.shots_supervisor import SHOTS
from tests.views.shots_window import JOBS, Shot, a_queue
from tests.views.window_text import cramped, dump, nameless, out_of_reach


@pytest.mark.parametrize("shot", SHOTS, ids=lambda shot: shot.name)
@pytest.mark.parametrize("language", ["zh_TW", "en"])
@pytest.mark.parametrize(("scale", "width"), [(1.0, 1280), (2.0, 1280), (2.0, 1920)])
def test_a_page_reads_as_reviewed_with_room_and_names(
    open_desk: Open, golden: Callable[[str, str], None], shot: Shot, language: str, scale: float, width: int
) -> None:
    desk = open_desk(shot.set_up, language=language, scale=scale, width=width)
    if scale == 1.0:
        golden(f"window/{shot.name}-{language}", dump(desk.view))
    assert cramped(desk.view) == []
    assert nameless(desk.view) == []
    assert out_of_reach(desk.view) == []


def test_only_a_supervisor_is_offered_these_pages(open_desk: Open) -> None:
    clerk = open_desk(lambda desk: desk.queue(a_queue(*JOBS)))
    assert clerk.view.findChild(QPushButton, "to-decisions") is None
    supervisor = open_desk(shots.a_queue_supervised)
    button = supervisor.view.findChild(QPushButton, "to-decisions")
    assert button is not None
    button.click()
    assert supervisor.window.screen.page is Page.DECISIONS


def test_what_was_typed_stays_while_the_form_is_drawn_anew(open_desk: Open) -> None:
    desk = open_desk(shots.decisions)
    numbers = desk.view.findChild(QPlainTextEdit, "decision-numbers")
    assert numbers is not None
    numbers.setPlainText("(114)範大學字第 000312 號\n\n(114)範大學字第 000313 號")
    desk.window.decisions.pick_act("revoke")
    desk.window.decisions.pick_reason("issued_in_error")
    settle(desk)
    press(desk, Qt.Key.Key_F9)
    chosen = desk.line.last("decide:look_ahead").facts["chosen"]
    assert len(chosen.numbers) == 2


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("114/07/01至114/07/15", ""),
        ("１１４.７.１ ~ 2025-07-15", ""),
        ("114 年 7 月 1 日", "1140715"),
        ("114/07/01 - 114/07/15", ""),
    ],
)
def test_days_are_taken_as_they_are_typed(open_desk: Open, first: str, last: str) -> None:
    desk = open_desk(shots.decisions)
    form = desk.window.decisions
    form.pick_act("revoke")
    form.pick_reason("issued_in_error")
    form.write("issued_from", first)
    form.write("issued_to", last)
    form.write("key", "ＡＢ:12:cd 34 ef")
    form.look_ahead()
    chosen = desk.line.last("decide:look_ahead").facts["chosen"]
    assert (chosen.issued_from, chosen.issued_to) == (date(2025, 7, 1), date(2025, 7, 15))
    assert chosen.key == "AB12cd34ef"


def test_a_day_that_is_none_is_told_as_it_was_typed(open_desk: Open) -> None:
    desk = open_desk(shots.decisions)
    form = desk.window.decisions
    form.pick_reason(form.screen.reasons[0])
    form.write("issued_from", "114/02/30")
    form.look_ahead()
    assert [(each.code, each.facts["day"]) for each in form.screen.problems] == [("digital.day_odd", "114/02/30")]


def test_a_large_set_is_looked_at_while_a_card_goes_first(open_desk: Open) -> None:
    """One slice is asked for at a time, its progress is told, and who leaves the page asks no further."""
    desk = open_desk(shots.looking)
    assert desk.line.last("decide:look_ahead").facts["so_far"].total == 2_500
    assert desk.line.awaited().count("decide:look_ahead") == 1
    assert "2,500" in dump(desk.view) and "9,827" in dump(desk.view)
    desk.window.card_event(CardTapped(made_up.READER, 1, 0.0, CardKind.CLASSIC_4K, made_up.UID_A))
    asked = desk.line.count("decide:look_ahead")
    shots.answered(desk, shots.a_slice(2_750))
    assert desk.line.count("decide:look_ahead") == asked
    assert desk.window.decisions.screen.ahead is None


def test_an_answer_about_another_choice_is_dropped(open_desk: Open) -> None:
    desk = open_desk(shots.looking)
    desk.window.decisions.pick_act("revoke")
    desk.window.decisions.pick_reason("issued_in_error")
    desk.window.decisions.look_ahead()
    asked = desk.line.count("decide:look_ahead")
    desk.line.answer("decide:look_ahead", shots.replace(shots.a_slice(2_750), mark="the one before"))
    assert desk.line.count("decide:look_ahead") == asked
    assert desk.window.decisions.screen.looked is None


def test_a_decision_is_asked_for_once_with_the_number_that_was_shown(open_desk: Open) -> None:
    desk = open_desk(shots.ahead)
    press(desk, Qt.Key.Key_F9)
    assert desk.line.count("decide:decide") == 0, "without a sign-on nothing is sent"
    for name, text in (("decision-login", "sup"), ("decision-password", "made up")):
        edit = desk.view.findChild(QLineEdit, name)
        assert edit is not None
        edit.setText(text)
    desk.window.decisions.decide("sup", "made up")
    desk.window.decisions.decide("sup", "made up")
    assert desk.line.count("decide:decide") == 1
    assert desk.line.last("decide:decide").facts["expected"] == 9_827
    assert "made up" not in repr(desk.window.decisions.screen)


def test_a_decision_is_settled_chunk_by_chunk_and_its_end_is_foretold(open_desk: Open) -> None:
    desk = open_desk(shots.carried_out)
    assert desk.line.awaited().count("decide:settle") == 1, "one chunk at a time"
    finish = desk.window.decisions.screen.finish
    assert finish is not None
    assert round((finish - desk.clock.now()).total_seconds()) == round(120 / 2_400 * (9_827 - 2_400))
    desk.line.answer("decide:settle", shots.a_decision(jobs_done=0))
    assert "decide:settle" not in desk.line.awaited()


def test_a_card_takes_the_window_and_the_decision_waits(open_desk: Open) -> None:
    """Names and numbers leave the screen; what is not settled is gone on with later."""
    desk = open_desk(shots.carried_out)
    desk.window.card_event(CardTapped(made_up.READER, 1, 0.0, CardKind.CLASSIC_4K, made_up.UID_A))
    assert desk.window.screen.page is Page.COUNTER
    desk.line.answer("decide:settle", shots.a_decision(state="open", settled=4_000))
    assert "decide:settle" not in desk.line.awaited()
    assert desk.window.decisions.screen.ahead is None


def test_esc_goes_back_stage_by_stage(open_desk: Open) -> None:
    desk = open_desk(shots.ahead)
    press(desk, Qt.Key.Key_Escape)
    assert desk.window.decisions.screen.ahead is None
    assert desk.window.screen.page is Page.DECISIONS
    press(desk, Qt.Key.Key_Escape)
    assert desk.window.screen.page is Page.QUEUE


def test_a_layout_is_looked_at_again_and_drawn_only_when_it_changed(open_desk: Open) -> None:
    desk = open_desk(shots.layout)
    layouts = desk.window.layouts
    layouts.look()
    layouts.look()
    assert desk.line.awaited().count("layout:look") == 1, "one drawing at a time"
    asked = desk.line.last("layout:look")
    assert asked.facts["seen"] == "1"
    page = layouts.screen.page
    desk.line.answer("layout:look", shots.LayoutSlip(mark="1", file="certificate.toml", unchanged=True))
    assert layouts.screen.page is page


def test_a_faulty_layout_keeps_the_last_page_and_is_not_put_in_force(open_desk: Open) -> None:
    desk = open_desk(shots.layout_at_fault)
    assert desk.window.layouts.screen.page is not None
    desk.window.layouts.put_in_force("sup", "made up")
    assert desk.line.count("layout:put_in_force") == 0


def test_a_file_that_is_away_for_a_moment_is_told_and_forgotten(open_desk: Open) -> None:
    """As while an editor saves it; the last page stays all the while."""
    desk = open_desk(shots.layout)
    layouts = desk.window.layouts
    page = layouts.screen.page
    layouts.look()
    desk.line.answer("layout:look", trouble=Trouble("file.unreadable", file="ours.toml", why="gone"))
    assert (len(layouts.screen.problems), layouts.screen.page is page) == (1, True)
    layouts.look()
    desk.line.answer("layout:look", shots.LayoutSlip(mark="1", file="certificate.toml", unchanged=True))
    assert (layouts.screen.problems, layouts.screen.page is page) == ((), True)


def test_a_message_that_stopped_says_which_it_is_in_the_list_of_certificates() -> None:
    say, stopped = in_language("en"), replace(JOBS[0], note="delivery.no_mailbox", note_facts=())
    for kind, words in (
        ("digital_certificate", "No mailbox is known"),
        ("digital_notice", "Message to the graduate not sent: No mailbox is known"),
        ("account_closure", "Account-closure notice not sent: No mailbox is known"),
    ):
        assert note_words(say, replace(stopped, kind=kind)).startswith(words)


def test_a_batch_asks_for_one_look_at_a_time(open_desk: Open) -> None:
    """A batch does many steps a second; the desk lane is for the clerk."""
    desk = open_desk(shots.a_batch)
    asked = desk.line.count("digital:queue")
    for _ in range(50):
        desk.window.queue_moved()
    assert desk.line.count("digital:queue") == asked + 1
    finish = desk.window.queue.screen.finish
    assert finish is not None
    assert (finish - desk.clock.now()).total_seconds() == 360


def test_nothing_is_decided_where_nothing_can_be(open_desk: Open) -> None:
    desk = open_desk(shots.decisions)
    form = desk.window.decisions
    form.pick_reason("key_compromised")
    form.look_ahead()
    desk.line.answer("decide:look_ahead", AheadSlip(1, (("digital.not_issued", 1),), ()))
    settle(desk)
    press(desk, Qt.Key.Key_F9)
    form.decide("sup", "made up")
    assert desk.line.count("decide:decide") == 0


# ------------------------------------------------------------------ colleagues
def test_the_colleagues_are_a_supervisor_s_at_alt_6(open_desk: Open) -> None:
    clerk = open_desk(lambda desk: desk.queue(a_queue(*JOBS)))
    QTest.keyClick(clerk.view, Qt.Key.Key_6, Qt.KeyboardModifier.AltModifier)
    assert clerk.window.screen.page is Page.QUEUE and "colleagues:roster" not in clerk.line.verbs
    supervisor = open_desk(shots.a_queue_supervised)
    QTest.keyClick(supervisor.view, Qt.Key.Key_6, Qt.KeyboardModifier.AltModifier)
    assert supervisor.window.screen.page is Page.COLLEAGUES
    assert supervisor.line.awaited().count("colleagues:roster") >= 1


def test_a_colleague_is_added_by_keyboard(open_desk: Open) -> None:
    desk = open_desk(shots.colleagues)
    press(desk, Qt.Key.Key_F9)
    settle(desk)
    fields = {"login": "chen", "name": "陳組員", "new": "four unrelated words", "again": "four unrelated words"}
    for name, text in (fields | {"own": "my own password"}).items():
        field = desk.view.findChild(QLineEdit, f"colleague-{name}")
        assert field is not None
        QTest.keyClicks(field, text) if text.isascii() else field.setText(text)
    desk.view.keys.forget_press()
    press(desk, Qt.Key.Key_F9)
    facts = desk.line.last("colleagues:add").facts
    assert (facts["colleague"], facts["name"], facts["role"]) == ("chen", "陳組員", "clerk")
    assert (facts["first_password"], facts["login"], facts["password"]) == (fields["new"], "sup", "my own password")


def test_esc_leads_from_the_question_to_the_list_and_to_the_day(open_desk: Open) -> None:
    desk = open_desk(shots.locked_colleague)
    press(desk, Qt.Key.Key_F7)
    settle(desk)
    assert desk.window.colleagues.screen.act is Act.UNLOCK
    press(desk, Qt.Key.Key_Escape)
    settle(desk)
    assert desk.window.colleagues.screen.act is Act.NONE
    press(desk, Qt.Key.Key_Escape)
    assert desk.window.screen.page is Page.TODAY
    assert desk.window.colleagues.screen.people is None, "no name stays on a page that was left"


def test_a_held_sheet_on_the_day_s_page_leads_to_its_case(open_desk: Open) -> None:
    desk = open_desk(lambda desk: window_shots.today(desk))
    way = desk.view.findChild(QPushButton, "case-000277")
    assert way is not None
    way.setFocus()
    press(desk, Qt.Key.Key_Return)
    facts = desk.line.last("lookup:open_case").facts
    assert (facts["graduate_id"], facts["certificate_id"]) == (made_up.number(71), made_up.number(72))
    assert desk.window.screen.page is Page.COUNTER
