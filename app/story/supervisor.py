"""The supervisor's part of the scripted day: days are closed and opened again, and the day itself is closed (日結)."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app.dates import local, roc_date
from app.presenters.errands import PaperState
from app.presenters.pickup import Pane
from app.presenters.window import Page

if TYPE_CHECKING:
    from app.story.hands import Story


def voided_hand_over(story: Story) -> None:
    """Yesterday's graduate had left without the certificate: a supervisor voids the hand-over."""
    login, password = a_supervisor()
    pickup = story.pickup
    story.tap(story.index_of("collected"))
    began = time.monotonic()
    story.key(Qt.Key.Key_F7)
    form = pickup.voiding
    story.wait(lambda: form.screen.ahead is not None, "what voiding would do")
    form.choose_kind("left_without")
    form.write("reason", "同學臨時離開，未取走證書")
    form.write("login", login)
    form.choose_sheet("returned")
    story.wait(lambda: form.screen.asks_scan, "the sheet to be scanned")
    story.scan(form.screen.ahead.serial if form.screen.ahead else "")
    story.wait(lambda: form.screen.scanned, "the scanned sheet")
    story.note("void", "a supervisor looked at what voiding a hand-over would do", began)
    began = time.monotonic()
    form.submit(password)
    story.wait(lambda: form.screen.done is not None, "the hand-over voided")
    done = form.screen.done
    story.note("voided", "voided it", began, digital=done.digital if done else "", closure=done.closure if done else "")
    began = time.monotonic()
    story.key(Qt.Key.Key_F6)
    story.wait(lambda: pickup.screen.paper.state in (PaperState.PRINTED, PaperState.FAILED), "the receipt marked void")
    story.key(Qt.Key.Key_F9)
    story.wait(lambda: pickup.screen.pane is Pane.NONE and not pickup.screen.asking_again, "the case again")
    answered = story.answer()
    story.note("void-case", "the case as it is now", began, **answered)
    story.expect("certificate.already_collected" not in answered["codes"], "it still counts as collected")
    story.put_away()


def closed_days(story: Story) -> None:
    """A supervisor closes the school for tomorrow, prints the notice, and opens it again."""
    login, password = a_supervisor()
    form = story.presenter.closing
    story.presenter.go(Page.TODAY)
    story.wait(lambda: story.presenter.today.screen.slip is not None, "the day")
    began = time.monotonic()
    story.key(Qt.Key.Key_F7)
    story.wait(lambda: form.screen.slip is not None, "the closures")
    tomorrow = local(story.presenter.now()).date() + timedelta(days=1)
    for name, text in (("first", roc_date(tomorrow)), ("reason_zh", "颱風停班"), ("reason_en", "Typhoon")):
        form.write(name, text)
    form.write("login", login)
    form.submit(password)
    story.wait(lambda: form.screen.told, "the school closed")
    slip = form.screen.slip
    story.note("days-closed", "a supervisor closed the school for a day", began, moved=slip.moved if slip else -1)
    if slip is None or slip.done is None:
        story.diary.wrong.append(f"the school was not closed: {[each.code for each in form.screen.problems]}")
        return
    began, closure = time.monotonic(), slip.done
    form.print_notice(closure)
    story.wait(lambda: bool(story.presenter.preview.screen.pages), "the notice of closure")
    keep_shown(story, "closure-notice")
    story.note("closure-notice", "looked at the notice for the door", began)
    story.key(Qt.Key.Key_Escape)
    began = time.monotonic()
    form.choose(closure)
    form.write("login", login)
    form.submit(password)
    story.wait(lambda: form.screen.slip is not None and form.screen.slip.opened, "the school open again")
    story.note("open-again", "opened the school again", began)
    story.key(Qt.Key.Key_Escape)


def close_of_day(story: Story) -> None:
    """The supervisor looks the day over, prints the report, and closes it (日結)."""
    login, password = a_supervisor()
    today = story.presenter.today
    began = time.monotonic()
    story.presenter.go(Page.TODAY)
    story.wait(lambda: today.screen.slip is not None and today.screen.slip.handed_over > 0, "the day's hand-overs")
    slip = today.screen.slip
    story.note("today", "looked the day over", began, handed_over=slip.handed_over if slip else 0)
    began = time.monotonic()
    story.key(Qt.Key.Key_F9)
    story.wait(lambda: today.screen.signing, "the question whether to close the day")
    story.note("closing-the-day", "asked whether to close the day", began)
    began = time.monotonic()
    today.write_login(login)
    today.sign(password)
    story.wait(lambda: not today.screen.signing, "the day closed")
    signed = today.screen.slip is not None and today.screen.slip.signed is not None
    story.expect(signed, "the day was not closed")
    story.note("day-closed", "a supervisor closed the day", began)
    began = time.monotonic()
    story.key(Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    story.wait(lambda: bool(story.presenter.preview.screen.pages), "the report of the day")
    keep_shown(story, "day-report")
    story.note("day-report", "looked at the report of the day", began)
    story.key(Qt.Key.Key_Escape)
    story.presenter.go(Page.COUNTER)
    story.settle()


def keep_shown(story: Story, name: str) -> None:
    paper = story.presenter.preview.screen.paper
    if paper is not None:
        (story.diary.folder / "papers" / f"{name}.pdf").write_bytes(paper.pdf)


def a_supervisor() -> tuple[str, str]:
    """Login and password of the demonstration's supervisor."""
    from app.desk.demo_cohort import PASSWORD, SUPERVISOR

    return SUPERVISOR, PASSWORD
