"""What goes wrong on the scripted day: an error on a sheet, a card pulled early, a reader that is unplugged."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app.presenters.hand_over_steps import Step
from app.presenters.mending import RESUMED
from app.presenters.pickup import Pane
from app.presenters.window import Reader
from app.story.supervisor import a_supervisor

if TYPE_CHECKING:
    from app.story.hands import Story


def correction(story: Story) -> None:
    """The graduate finds an error on the sheet (A11): it is held for its office, and later set free."""
    form = story.pickup.correction
    story.tap(story.index_of("overseas"))
    story.walk("correction", stop_before=Step.PROOF)
    began = time.monotonic()
    story.key(Qt.Key.Key_F8)
    story.wait(lambda: story.pickup.screen.pane is Pane.CORRECTION, "the correction")
    form.mark("name_en", True)
    story.settle()
    story.write("correction", note="英文姓名少一個連字號")
    story.note("correction", "the graduate found an error on the sheet", began)
    began = time.monotonic()
    story.key(Qt.Key.Key_F9)
    story.wait(lambda: story.answer()["codes"] == ["certificate.held"], "the certificate held")
    story.note("held", "the sheet is held for its office", began, **story.answer())
    _set_free(story)
    story.put_away()


def _set_free(story: Story) -> None:
    """The office compared the sheet with the passport: it was right."""
    pickup, form = story.pickup, story.pickup.mending
    began = time.monotonic()
    story.key(Qt.Key.Key_F7)
    story.wait(lambda: form.screen.found is not None, "what was found on the sheet")
    form.choose(RESUMED)
    story.settle()
    login, password = a_supervisor()
    story.write("release", reason="與護照核對無誤", login=login, password=password)
    story.note("mending", "a supervisor ends the correction", began)
    began = time.monotonic()
    story.key(Qt.Key.Key_F9)
    story.wait(lambda: pickup.screen.pane is Pane.NONE, "the correction's end")
    answered = story.answer()
    story.note("mended", "the sheet may be handed over again", began, **answered)
    story.expect(answered["codes"] == [], f"the sheet is not free: {answered['codes']}")


def card_pulled_early(story: Story) -> None:
    """The card leaves in the middle of its writing; the next tap of that same card ends the open step."""
    from app.devices.virtual_card import Fault, FaultKind

    assert story.program.tray is not None
    index = story.index_of("rare-name")
    story.tap(index)
    story.program.tray.arm(Fault(FaultKind.TORN_WRITE, 1))
    story.walk("rare-name")
    began = time.monotonic()
    done = story.pickup.done
    story.wait(lambda: not done.busy and done.screen.slip is not None, "the card act")
    state = done.screen.card.state.value if done.screen.card else "none"
    story.note("card-pulled", "the card was pulled while it was written", began, card=state)
    if done.screen.card_open:
        began = time.monotonic()
        story.program.tray.arm(None)
        story.program.lay_card(index)
        story.wait(lambda: not done.screen.card_open, "the open step's end")
        ended = done.screen.card.state.value if done.screen.card else "none"
        story.note("card-finished", "the same card was tapped again", began, card=ended)
        story.expect(ended == "done", f"the card act ended {ended}")
    story.leave_done()


def reader_unplugged(story: Story) -> None:
    """The reader goes away and comes back; the window says so and goes on by itself."""
    tray = story.program.tray
    assert tray is not None
    began = time.monotonic()
    (name,) = tray.readers
    tray.unplug(name)
    story.wait(lambda: story.presenter.screen.reader is Reader.MISSING, "the reader gone")
    story.note("reader-gone", "the reader was unplugged", began)
    began = time.monotonic()
    tray.plug_in(name)
    story.wait(lambda: story.presenter.screen.reader is Reader.READY, "the reader back")
    story.note("reader-back", "it was plugged in again", began)
