"""A supervisor signs on in the scripted day: reissues a digital certificate, and looks at the certificate's layout."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from app.presenters.door import DoorStage
from app.presenters.window import Page
from app.story.colleagues import colleagues
from app.story.supervisor import a_supervisor

if TYPE_CHECKING:
    from app.story.hands import Story


def a_supervisor_s_pages(story: Story) -> None:
    """Change the user, decide, look at the layout, change the user again."""
    login, _ = a_supervisor()
    change_user(story, f"staff-{login}")
    story.expect(story.presenter.supervises, "no supervisor is signed on")
    reissue(story)
    layout(story)
    colleagues(story)
    change_user(story, "")


def change_user(story: Story, button: str) -> None:
    """Lock, F6, and the next one; without a button's name, the first colleague by Enter."""
    began = time.monotonic()
    door = story.presenter.door
    story.key(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    story.wait(lambda: door.screen.stage is DoorStage.LOCKED, "the lock")
    story.key(Qt.Key.Key_F6)
    story.wait(lambda: door.screen.stage is DoorStage.SIGN_ON, "the door again")
    if button:
        chosen = story.window.findChild(QPushButton, button)
        if chosen is None:
            story.diary.wrong.append(f"no {button} at the door")
            return
        chosen.click()
    else:
        story.key(Qt.Key.Key_Return)
    story.wait(lambda: story.presenter.inside and story.presenter.screen.counter is not None, "somebody else inside")
    story.note(f"changed-to-{button or 'clerk'}", "somebody else signed on", began)


def reissue(story: Story) -> None:
    """One certificate with a spelling mistake is made anew: what would happen, the decision, and its report."""
    form = story.presenter.decisions
    story.presenter.go(Page.DECISIONS)
    story.wait(lambda: form.screen.overview is not None, "the page of decisions")
    began = time.monotonic()
    form.pick_act("reissue")
    form.pick_reason(form.screen.reasons[0])
    form.write("numbers", story.handed_over[0])
    story.window.draw()
    story.note("decisions", "a supervisor chose what is made anew", began, number=story.handed_over[0])
    began = time.monotonic()
    story.key(Qt.Key.Key_F9)
    story.wait(lambda: form.screen.ahead is not None, "what would happen")
    ahead = form.screen.ahead
    story.note("decision-ahead", "looked at what would happen", began, possible=ahead.possible if ahead else -1)
    story.expect(ahead is not None and ahead.possible == 1, "nothing to reissue")
    began = time.monotonic()
    login, password = a_supervisor()
    form.decide(login, password, "英文姓名拼字有誤")
    story.wait(lambda: form.screen.decision is not None and not form.screen.sending, "the decision")
    decision = form.screen.decision
    story.expect(decision is not None and decision.state == "settled", "the decision is not settled")
    story.note("decided", "the decision is carried out", began, settled=decision.settled if decision else -1)
    began = time.monotonic()
    report = story.diary.folder / "papers" / "decision-report.csv"
    form.write_report(str(report), "zh_TW")
    story.wait(lambda: form.screen.reported is not None or bool(form.screen.problems), "the decision's report")
    story.expect(report.exists(), "no report of the decision")
    story.note("decision-report", "wrote the report of the decision", began, lines=form.screen.reported)


def layout(story: Story) -> None:
    """The layout with every made-up graduate; a long name is warned of before anybody has it."""
    form = story.presenter.layouts
    began = time.monotonic()
    story.presenter.go(Page.LAYOUT)
    story.wait(lambda: form.screen.page is not None, "the layout's page")
    story.note("layout", "looked at the certificate's layout", began)
    began = time.monotonic()
    before = form.screen.page
    form.pick_sample("long_name")
    story.wait(lambda: form.screen.page is not before, "the layout with long names")
    story.note("layout-long-name", "the same with long names", began, warnings=[w.code for w in form.screen.warnings])
