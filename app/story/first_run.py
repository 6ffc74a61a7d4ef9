"""The first run of a new house, in a folder of its own beside the demo's: the first supervisor, the recovery sheet."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app.presenters.door import Aside, DoorStage

if TYPE_CHECKING:
    from app.story.hands import Story

PASSWORD = "made-up-for-the-first-run"  # noqa: S105 - of a house that goes with the demo


def first_run(story: Story, wide: int, high: int) -> None:
    """Nobody has worked here yet: found the house, print the recovery code, and come to the door."""
    settings = story.program.settings
    folder = settings.data_folder.parent / "first-run"
    house = replace(
        settings, data_folder=folder / "data", backup_folder=folder / "backups", keys_folder=folder / "keys"
    )
    program = type(story.program)(house, story.program.clock, begun=False)
    new = story.beside(program)
    program.window.resize(wide, high)
    program.start()
    try:
        _first_supervisor(new)
        _recovery_sheet(new)
    finally:
        story.expect(program.close(), "a lane of the first run did not end in time")


def _first_supervisor(story: Story) -> None:
    door = story.presenter.door
    began = time.monotonic()
    story.wait(lambda: door.screen.stage in (DoorStage.FIRST_RUN, DoorStage.SHUT), "the first run")
    story.note("first-run", "opened a house in which nobody has worked yet", began)
    began = time.monotonic()
    story.write("door", login="supervisor", name="示範主管", password=PASSWORD, again=PASSWORD + "x")
    story.key(Qt.Key.Key_Return)
    story.wait(lambda: door.screen.problems, "two passwords that differ")
    story.note("first-run-refused", "typed two passwords that differ", began)
    began = time.monotonic()
    story.write("door", password=PASSWORD, again=PASSWORD)
    story.key(Qt.Key.Key_Return)
    story.wait(lambda: door.screen.stage is DoorStage.RECOVERY or door.screen.problems, "the recovery code")
    story.expect(door.screen.stage is DoorStage.RECOVERY, "no first supervisor was made")
    story.note("recovery", "made the first supervisor; the recovery code is shown once", began)


def _recovery_sheet(story: Story) -> None:
    door, first = story.presenter.door, story.presenter.door.screen.first_run
    began = time.monotonic()
    story.key(Qt.Key.Key_F9)
    story.wait(lambda: story.presenter.screen.aside in (Aside.PRINTED, Aside.FAILED), "the recovery sheet")
    story.note("recovery-printed", "printed the recovery sheet", began)
    if first is not None:
        (story.diary.folder / "papers" / "recovery-sheet.pdf").write_bytes(first.recovery_sheet.pdf)
    began = time.monotonic()
    story.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    story.wait(lambda: door.screen.stage is DoorStage.SIGN_ON, "the door after the first run")
    story.note("recovery-kept", "the sheet is locked away; the door is open to the first supervisor", began)
