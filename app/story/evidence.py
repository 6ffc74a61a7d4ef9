"""Evidence on the scripted day: a receipt that was signed on paper is scanned, and a supervisor opens what is kept."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app.presenters.pickup import Pane
from app.story.routes import a_scan
from app.story.supervisor import a_supervisor

if TYPE_CHECKING:
    from app.story.hands import Story


def signed_receipt(story: Story) -> None:
    """The receipt of the lost card's holder was signed on paper: its scan is attached to the case (RULES I1)."""
    pickup = story.pickup
    began = time.monotonic()
    story.key(Qt.Key.Key_F3)
    story.by_number(story.card("long-name").student_number, "somebody who signed on paper")
    taken = pickup.screen.case.collected if pickup.screen.case is not None else None
    if taken is None:
        story.diary.wrong.append("the hand-over that was signed on paper is not on record")
        return
    story.note("unscanned", "opened a case whose signed receipt is awaited", began, awaited=taken.awaits_signed_sheet)
    began = time.monotonic()
    pickup.attach_signed_receipt(taken.pickup_id, "receipt.png", a_scan())
    story.wait(lambda: not pickup.signed_receipt.screen.sending, "the signed receipt sealed")
    case = pickup.screen.case
    scanned = case is not None and case.collected is not None and not case.collected.awaits_signed_sheet
    story.expect(scanned, "the signed receipt is still awaited")
    story.note("scanned", "attached its scan", began)
    story.key(Qt.Key.Key_Escape)


def kept_evidence(story: Story) -> None:
    """A supervisor opens a proxy's number and the scanned letter, with a reason; both are covered again."""
    login, password = a_supervisor()
    pickup, form = story.pickup, story.pickup.evidence
    story.tap(story.index_of("teacher"))
    began = time.monotonic()
    pickup.open_pane(Pane.EVIDENCE)
    story.wait(lambda: form.screen.slip is not None, "what is kept")
    held = form.screen.slip.held if form.screen.slip is not None else ()
    for each in held:
        form.mark(each.key, each.kind in ("proxy_number", "scan"))
    form.write("reason", "畢業生詢問代領經過")
    form.write("login", login)
    story.settle()
    story.note("kept", "looked at what is kept sealed", began, kinds=[each.kind for each in held])
    began = time.monotonic()
    form.submit(password)
    story.wait(lambda: form.screen.opened is not None, "what a supervisor opened")
    scans = [each.key for each in held if form.screen.has_paper(each.key)]
    story.expect(bool(scans), "no scan was opened")
    story.note("kept-opened", "a supervisor opened what was marked", began, opened=len(form.screen.chosen))
    began = time.monotonic()
    for key in scans[:1]:
        form.look_at(key)
        story.wait(lambda: bool(story.presenter.preview.screen.pages), "the scan in the preview")
        story.note("kept-scan", "looked at a scan", began)
        story.key(Qt.Key.Key_Escape)
    story.key(Qt.Key.Key_Escape)
    story.wait(lambda: pickup.screen.pane is Pane.NONE and form.screen.opened is None, "everything covered again")
    story.put_away()
