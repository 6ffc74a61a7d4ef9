"""The same window in its other looks, the sheets that lie over any page, and the lock."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app.presenters.door import DoorStage

if TYPE_CHECKING:
    from app.story.hands import Story

CTRL = Qt.KeyboardModifier.ControlModifier


def looks(story: Story) -> None:
    """A case in English, dark, in large text, and back."""
    story.tap(story.index_of("two-numbers"))
    for name, what, value in (
        ("english", "language", "en"),
        ("dark", "theme", "dark"),
        ("large", "scale", "2.0"),
        ("usual", "scale", "1.0"),
        ("light", "theme", "light"),
        ("chinese", "language", "zh_TW"),
    ):
        began = time.monotonic()
        story.window.choose(what, value)
        story.note(f"look-{name}", f"chose {what} {value}", began)
    story.put_away()


def sheets_over_the_page(story: Story) -> None:
    """F1 and the display's settings, as they are, dark, and in large text."""
    for name, key, modifier in (
        ("help", Qt.Key.Key_F1, Qt.KeyboardModifier.NoModifier),
        ("display", Qt.Key.Key_Comma, CTRL),
    ):
        began = time.monotonic()
        story.key(key, modifier)
        story.note(name, f"opened the sheet: {name}", began)
        for look, what, value, usual in (
            ("english", "language", "en", "zh_TW"),
            ("dark", "theme", "dark", "light"),
            ("large", "scale", "2.0", "1.0"),
        ):
            began = time.monotonic()
            story.window.choose(what, value)
            story.note(f"{name}-{look}", f"chose {what} {value}", began)
            story.window.choose(what, usual)
        story.key(Qt.Key.Key_Escape)


def lock(story: Story) -> None:
    door = story.presenter.door
    began = time.monotonic()
    story.key(Qt.Key.Key_L, CTRL)
    story.wait(lambda: door.screen.stage is DoorStage.LOCKED, "the lock")
    story.note("locked", "locked the screen", began)
    story.key(Qt.Key.Key_Return)
    story.wait(lambda: story.presenter.inside, "the desk again")
