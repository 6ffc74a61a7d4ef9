"""The supervisor's colleagues on the scripted day: a clerk is added, taken out of service, and brought back."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app.presenters.colleagues import Act
from app.presenters.window import Page
from app.story.supervisor import a_supervisor

if TYPE_CHECKING:
    from app.story.hands import Story

FIRST = "four made-up words"


def colleagues(story: Story) -> None:
    """A supervisor is signed on."""
    page = story.presenter.colleagues
    _, password = a_supervisor()
    began = time.monotonic()
    story.key(Qt.Key.Key_6, Qt.KeyboardModifier.AltModifier)
    story.wait(lambda: page.screen.people, "the colleagues")
    story.note("colleagues", "a supervisor looked who works here", began, people=len(page.screen.people or ()))
    began = time.monotonic()
    story.key(Qt.Key.Key_F9)
    story.write("colleague", login="helper", name="示範工讀生", new=FIRST, again=FIRST, own=password)
    story.note("colleague-new", "typed a new colleague", began)
    _do(story, Act.ADD, "colleague-added", "added the colleague")
    for act, name, did in (
        (Act.RETIRE, "colleague-retired", "took the colleague out of service"),
        (Act.RESTORE, "colleague-restored", "brought the colleague back"),
    ):
        story.key(Qt.Key.Key_F8)
        story.wait(lambda: page.screen.act is act, f"the question: {act}")  # noqa: B023 (asked in this turn)
        story.write("colleague", own=password)
        _do(story, act, name, did)
    story.presenter.go(Page.COUNTER)
    story.settle()


def _do(story: Story, act: Act, name: str, did: str) -> None:
    page = story.presenter.colleagues
    before, began = page.screen.people, time.monotonic()
    story.key(Qt.Key.Key_F9)
    story.wait(lambda: page.screen.problems or page.screen.people != before, did)
    story.note(name, did, began, people=len(page.screen.people or ()))
    story.expect(page.screen.did is act, f"{name}: {[each.code for each in page.screen.problems]}")
