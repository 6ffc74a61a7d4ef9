"""Hand-overs of the scripted day that leave the plain case.

An old card that a supervisor lets pass (A20, A38, RULES I9), a proxy (A31), a lost card (A23), outside the hours (A25).
"""

from __future__ import annotations

import io
import time
from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app.dates import OffsetClock
from app.desk.slips import Verdict
from app.presenters.hand_over_steps import Step
from app.presenters.pickup import Pane
from app.story.supervisor import a_supervisor

if TYPE_CHECKING:
    from app.story.hands import Story

NOON = timedelta(hours=2, minutes=10)  # from the demo's morning


def old_card(story: Story) -> None:
    """The 1K card opens nothing; the graduate is found by number, a supervisor lets it pass, no card is stamped."""
    pickup, card = story.pickup, story.card("old-card")
    story.tap(story.index_of("old-card"))
    began = time.monotonic()
    story.key(Qt.Key.Key_F9)
    story.by_number(card.student_number, "an old card's holder")
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


def lost_card(story: Story) -> None:
    """No card at all: the loss is reported at the window (A23), the receipt is signed on paper, no card is stamped."""
    pickup, form = story.pickup, story.pickup.loss
    began = time.monotonic()
    story.key(Qt.Key.Key_F3)
    story.by_number(story.card("long-name").student_number, "somebody without a card")
    story.note("lost-case", "found a graduate who has no card any more", began, **story.answer())
    began = time.monotonic()
    pickup.open_pane(Pane.LOSS)
    story.wait(lambda: pickup.screen.pane is Pane.LOSS, "the loss report")
    form.mark_reissue(True)
    story.settle()
    story.note("loss", "looked at the loss report; a new card had been asked for", began)
    began = time.monotonic()
    form.mark_reissue(False)
    story.settle()
    story.write("loss", evidence="掛失完成頁，編號 1140703-12")
    story.key(Qt.Key.Key_F9)
    story.wait(lambda: pickup.screen.pane is Pane.NONE, "the loss recorded")
    case = pickup.screen.case
    recorded = case is not None and case.loss.reported_at is not None
    story.expect(recorded, "the loss is not on record")
    story.note("loss-recorded", "recorded the loss", began, **story.answer())
    story.walk("lost", stop_before=Step.FACE)
    if case is not None and case.id_kinds:
        pickup.steps.choose_identity(case.id_kinds[0][0])
    story.walk("lost", stop_before=Step.SIGNATURE)
    began = time.monotonic()
    story.key(Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    story.wait(lambda: pickup.steps.screen.on_paper, "signing on paper")
    story.note("lost-on-paper", "the receipt is signed on paper", began)
    story.key(Qt.Key.Key_F9)
    story.wait(lambda: pickup.steps.screen.step is Step.CARD, "the card step")
    story.walk("lost")
    story.leave_done()


def outside_hours(story: Story) -> None:
    """At noon the window is closed: told, and handed over all the same with a reason (A25)."""
    clock, pickup = story.program.clock, story.pickup
    assert isinstance(clock, OffsetClock)
    clock.pass_by(NOON)
    story.tap(story.index_of("earlier-cohort"))
    case = pickup.screen.case
    told = [each.code for each in case.notices] if case is not None else []
    story.expect("hours.outside" in told, f"nothing is told of the hour: {told}")
    story.walk("outside", stop_before=Step.FACE)
    if not pickup.steps.screen.choice and case is not None:
        pickup.steps.choose_identity(case.id_kinds[0][0])
    story.walk("outside", stop_before=Step.TOGETHER)
    began = time.monotonic()
    story.key(Qt.Key.Key_F9)
    story.note("outside-reason", "the hour asks for a reason", began, problems=_codes(story))
    story.expect("hours.reason_missing" in _codes(story), "no reason was asked for")
    pickup.steps.write_reason("畢業生下午一點的班機")
    story.walk("outside")
    story.leave_done()


def _codes(story: Story) -> list[str]:
    return [each.code for each in story.pickup.steps.screen.problems]


def proxy(story: Story) -> None:
    """Somebody else collects (A31): the letter is printed, the evidence seen and scanned."""
    story.tap(story.index_of("teacher"))
    began = time.monotonic()
    story.key(Qt.Key.Key_F4)
    form = story.pickup.proxy
    story.wait(lambda: story.pickup.steps.screen.step is Step.EVIDENCE, "the proxy's form")
    story.note("proxy-empty", "a proxy came instead", began)
    began, papers = time.monotonic(), len(story.program.printed)
    story.key(Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    story.wait(lambda: len(story.program.printed) > papers, "the letter of authorization")
    story.note("proxy-letter", "printed the letter of authorization", began)
    case = story.pickup.screen.case
    assert case is not None
    began = time.monotonic()
    for piece in form.screen.pieces:
        form.see(piece, True)
    form.write("name", "示範代領人")
    rules = case.proxy_rules
    form.choose("id_kind", rules.id_kinds[0][0])
    if rules.asks_id_number:
        form.write("id_number", "A123456789")
    if rules.asks_relation:
        form.choose("relation", rules.relations[0][0])
    for piece in form.screen.kept:
        form.attach_scan(piece, f"{piece}.png", a_scan())
    story.wait(lambda: form.evidence() is not None, "the scans")
    story.note("proxy-evidence", "all pieces of evidence seen, the kept ones scanned", began)
    story.walk("proxy")
    story.leave_done()


def a_scan() -> bytes:
    """A made-up scan: a page with a few lines."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (827, 1169), "white")
    pen = ImageDraw.Draw(image)
    for line in range(12):
        pen.line((90, 140 + line * 60, 740 - (line % 4) * 90, 140 + line * 60), fill="black", width=3)
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return stream.getvalue()
