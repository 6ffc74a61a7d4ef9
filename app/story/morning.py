"""The morning of the scripted day: the door, every card of the tray, a blocked case, a case that is left."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app.presenters.door import DoorStage
from app.presenters.errands import PaperState
from app.presenters.hand_over_steps import Step
from app.presenters.pickup import Pane, Stage

if TYPE_CHECKING:
    from app.story.hands import Story


def sign_on(story: Story) -> None:
    began = time.monotonic()
    door = story.presenter.door
    story.wait(lambda: door.screen.stage in (DoorStage.SIGN_ON, DoorStage.SHUT), "the door")
    people = door.screen.door.staff if door.screen.door else ()
    story.note("door", "the desk opened its made-up school", began, staff=[each.login for each in people])
    began = time.monotonic()
    story.key(Qt.Key.Key_Return)
    story.wait(lambda: story.presenter.screen.counter is not None, "the waiting screen")
    story.note("waiting", "the first colleague signed on with one key", began)


def whole_tray(story: Story) -> None:
    """Every card once: what the desk says must be what the tray promises."""
    for index, card in enumerate(story.program.tray_cards):
        began = time.monotonic()
        story.tap(index)
        answered = story.answer()
        story.note(f"tap-{card.code}", f"tapped: {card.label.zh}", began, **answered)
        story.expect(tuple(answered["codes"]) == card.obstacles, f"{card.code}: {answered['codes']}")
        story.put_away()


def blocked_case(story: Story) -> None:
    """Two units have not cleared: the notice is printed, and a supervisor's release is looked at."""
    pickup = story.pickup
    story.tap(story.index_of("two-units"))
    began = time.monotonic()
    story.key(Qt.Key.Key_F9)
    story.wait(lambda: pickup.screen.paper.state is PaperState.PRINTED, "the notice")
    story.note("notice", "printed the notice of outstanding items", began)
    began = time.monotonic()
    story.key(Qt.Key.Key_F7)
    story.wait(lambda: pickup.screen.pane is Pane.RELEASE, "the supervisor's question")
    story.note("release", "asked a supervisor", began)
    story.key(Qt.Key.Key_Escape)
    story.put_away()


def case_left(story: Story) -> None:
    """A hand-over that was begun is left: the clerk is asked first, and nothing of it is recorded."""
    pickup = story.pickup
    story.tap(story.index_of("two-numbers"))
    story.walk("left", stop_before=Step.FACE)
    story.program.lift_card()
    began = time.monotonic()
    pickup.close()
    story.wait(lambda: pickup.screen.pane is Pane.LEAVE, "the question whether to leave")
    story.note("leave", "asked whether to leave a hand-over that was begun", began)
    began = time.monotonic()
    story.key(Qt.Key.Key_F9)
    story.wait(lambda: pickup.screen.stage is Stage.WAITING, "the case left")
    story.note("left", "left it; nothing was recorded", began)
