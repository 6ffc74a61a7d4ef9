"""Looking somebody up, and the digital certificates of the scripted day: signed in the queue, opened, verified."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit

from app.desk.queue_slips import JobSlip
from app.desk.verify_slips import Outcome
from app.presenters.window import Page

if TYPE_CHECKING:
    from app.story.hands import Story

ASK_AGAIN = 1.0  # seconds


def look_up(story: Story) -> None:
    began = time.monotonic()
    search = story.presenter.search
    story.key(Qt.Key.Key_F3)
    story.wait(lambda: search.screen.open, "the search")
    field = QApplication.focusWidget()
    if not isinstance(field, QLineEdit):
        story.diary.wrong.append("the search's field has no focus")
        return
    field.insert("林")  # as an input method commits it
    story.wait(lambda: search.screen.slip is not None, "who was found")
    slip = search.screen.slip
    story.note("search", "looked for 林", began, found=len(slip.found) if slip else 0)
    story.key(Qt.Key.Key_Escape)
    story.wait(lambda: not search.screen.open, "the search closed")


def digital_certificates(story: Story) -> None:
    """Wait until the queue has signed, and look at the first two certificates that were handed over today."""
    queue = story.presenter.queue
    began = time.monotonic()
    story.presenter.go(Page.QUEUE)
    _all_issued(story)
    slip = queue.screen.slip
    story.note("queue", "waited until the queue had signed", began, total=slip.total if slip else 0)
    for number in story.handed_over[:2]:
        began = time.monotonic()
        _open(story, number)
        story.note("certificate", "opened a signed certificate", began)
        story.key(Qt.Key.Key_Escape)
    story.presenter.go(Page.COUNTER)
    story.settle()


def _all_issued(story: Story) -> None:
    queue, asked = story.presenter.queue, [time.monotonic()]
    before = queue.screen.slip
    queue.refresh()

    def issued() -> bool:
        slip = queue.screen.slip
        jobs = slip.jobs if slip is not None and slip is not before else ()
        done = bool(jobs) and all(job.has_pdf or job.tone in ("go", "stop") for job in jobs)
        if not done and time.monotonic() - asked[-1] > ASK_AGAIN:
            asked.append(time.monotonic())
            queue.refresh()
        return done

    story.wait(issued, "every digital certificate signed")


def _open(story: Story, number: str) -> None:
    queue, preview = story.presenter.queue, story.presenter.preview
    job = next((each for each in _jobs(story) if each.short in number), None)
    if job is None or not job.has_pdf:
        story.diary.wrong.append(f"no signed certificate {number} to open")
        return
    queue.choose(job.id)
    story.key(Qt.Key.Key_F9)
    story.wait(lambda: bool(preview.screen.pages), "the certificate's page")
    if preview.screen.paper is not None:
        _kept(story, number).write_bytes(preview.screen.paper.pdf)


def _jobs(story: Story) -> tuple[JobSlip, ...]:
    slip = story.presenter.queue.screen.slip
    return slip.jobs if slip is not None else ()


def _kept(story: Story, number: str) -> Path:
    running = "".join(filter(str.isdigit, number.rpartition("第")[2]))
    return story.diary.folder / "papers" / f"digital-{running}.pdf"


# ------------------------------------------------------------------ verification
def verification(story: Story) -> None:
    """What the queue signed is in force; what was made anew since is superseded; an altered file is turned away."""
    superseded, in_force = (_kept(story, each) for each in story.handed_over[:2])
    story.presenter.go(Page.QUEUE)
    _all_issued(story)
    altered = story.program.settings.data_folder / "altered.pdf"
    altered.write_bytes(in_force.read_bytes().replace(b"/Type", b"/Typo", 1))
    story.key(Qt.Key.Key_4, Qt.KeyboardModifier.AltModifier)
    story.wait(lambda: story.presenter.screen.page is Page.VERIFY, "the page of verification")
    story.note("verify", "opened the verification", time.monotonic())
    for file, promised in (
        (in_force, Outcome.SUCCESS),
        (superseded, Outcome.WARNING),
        (altered, Outcome.FAILURE),
    ):
        _verify(story, promised, promised.value, file)
    _verify(story, Outcome.FAILURE, "list", in_force, superseded, altered)
    altered.unlink()
    story.presenter.go(Page.COUNTER)
    story.settle()


def _verify(story: Story, promised: Outcome, name: str, *files: Path) -> None:
    """Hand the files in; ``promised`` is the answer of the last."""
    verify = story.presenter.verify
    began = time.monotonic()
    verify.hand_in([str(each) for each in files])
    story.wait(lambda: verify.screen.entries and not verify.screen.running, f"the answer: {name}")
    time.sleep(0.05)  # the page is drawn a few times a second
    said = [each.verdict.outcome.value for each in verify.screen.entries if each.verdict is not None]
    codes = [each.verdict.code for each in verify.screen.entries if each.verdict is not None]
    story.note(f"verify-{name}", "handed files in for verification", began, answers=said, codes=codes)
    story.expect(said[-1:] == [promised.value], f"verification of {name}: {codes}")
