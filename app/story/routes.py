"""Ways of the scripted day that leave the plain case: an old card that a supervisor lets pass (A20, A38, RULES I9)."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit

from app.desk.slips import Verdict
from app.presenters.hand_over_steps import Step
from app.presenters.pickup import Pane, Stage
from app.story.supervisor import a_supervisor

if TYPE_CHECKING:
    from app.story import Story


def old_card(story: Story) -> None:
    """The 1K card opens nothing; the graduate is found by number, a supervisor lets it pass, no card is stamped."""
    pickup, card = story.pickup, story.card("old-card")
    story.tap(story.index_of("old-card"))
    story.key(Qt.Key.Key_F9)
    story.wait(lambda: story.presenter.search.screen.open, "the search behind an old card")
    field = QApplication.focusWidget()
    if not isinstance(field, QLineEdit):
        story.diary.wrong.append("the search behind an old card has no focus")
        return
    began = time.monotonic()
    field.insert(card.student_number)
    story.key(Qt.Key.Key_Return)
    story.wait(lambda: pickup.screen.stage is Stage.CASE, "the case behind an old card")
    story.note("old-card-case", "found the holder of the old card by number", began, **story.answer())
    story.expect("card.old" in story.answer()["codes"], f"an old card: {story.answer()['codes']}")
    began = time.monotonic()
    story.key(Qt.Key.Key_F7)
    story.wait(lambda: pickup.screen.pane is Pane.RELEASE, "the supervisor's question about the old card")
    if not _release(story):
        return
    story.wait(lambda: pickup.screen.case is not None and pickup.screen.case.verdict is Verdict.READY, "the release")
    story.note("old-card-released", "a supervisor let the old card pass, by a document", began, **story.answer())
    story.walk("old-card", stop_before=Step.FACE)
    case = pickup.screen.case
    if case is not None and case.id_kinds:
        pickup.steps.choose_identity(case.id_kinds[0][0])
    story.walk("old-card")
    story.leave_done()


def _release(story: Story) -> bool:
    """Everything that the release asks, and the supervisor's own sign-on."""
    form, case = story.pickup.release, story.pickup.screen.case
    if case is None:
        story.diary.wrong.append("no case to release")
        return False
    if form.screen.asks_document:
        form.choose_document(case.id_kinds[0][0])
        form.choose_way("original")
    story.settle()
    story.look("old-card-release")
    login, password = a_supervisor()
    form.submit("畢業生明日出國，卡片來不及換發", login, password, evidence="身分證件正本", issued_in="臺北市")
    story.wait(lambda: not form.screen.sending, "the supervisor's release")
    story.expect(not form.screen.problems, f"the release: {[each.code for each in form.screen.problems]}")
    return not form.screen.problems
