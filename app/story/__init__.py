"""A whole scripted day at the fictional school, played by itself through the real window, presenters and lanes.

The clerk here is a script that presses the keys a clerk presses: it lays cards on the simulated reader, scans sheets as
a keyboard-wedge scanner does, signs on the pad with the mouse, and looks at the screen. Every state leaves a
screenshot, every paper its PDF, and ``story.json`` tells each step: what was done, what the desk answered, how long it
took. An answer that is not what the tray promises makes the day end with an error.
"""

from __future__ import annotations

import io
import json
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from app.presenters.door import DoorStage
from app.presenters.errands import PaperState
from app.presenters.hand_over_steps import Step
from app.presenters.pickup import Pane, Stage
from app.presenters.window import Page
from app.story.decisions import a_supervisor_s_pages
from app.story.routes import old_card
from app.story.sheets import shelf
from app.story.supervisor import close_of_day, closed_days, voided_hand_over
from app.views.signature_pad import SignaturePad

if TYPE_CHECKING:
    from app.desk.demo_cohort import TrayCard
    from app.program import Program

PATIENCE = 60.0  # seconds; a slow machine is not a wrong one
KEY_APART = 0.34  # two presses of F9 within 0.3 s are one
WIDE, HIGH = 1530, 800  # 1280 by 800 beside the card tray


@dataclass
class Diary:
    """What happened, in order."""

    folder: Path
    steps: list[dict[str, Any]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def write(self) -> None:
        whole = {"steps": self.steps, "wrong": self.wrong}
        (self.folder / "story.json").write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n", "utf-8")


class Story:
    """The script. ``told`` prints a line for each step, so that a person who waits sees that something happens."""

    def __init__(self, program: Program, folder: Path, told: Callable[[str], None] = print) -> None:
        self.program = program
        self.window = program.window
        self.presenter = program.window_presenter
        self.pickup = program.pickup
        self.diary = Diary(folder)
        self.handed_over: list[str] = []  # certificate numbers
        self._told = told
        self._number = 0

    # ------------------------------------------------------------------ the clerk's hands and eyes
    def wait(self, holds: Callable[[], object], what: str) -> None:
        until = time.monotonic() + PATIENCE
        while not holds():
            if time.monotonic() > until:
                self.diary.wrong.append(f"waited in vain: {what}")
                return
            QApplication.processEvents()
            time.sleep(0.002)
        self.settle()

    def settle(self) -> None:
        for _ in range(4):
            QApplication.processEvents()

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        until = time.monotonic() + KEY_APART
        while time.monotonic() < until:
            QApplication.processEvents()
            time.sleep(0.005)
        QTest.keyClick(QApplication.focusWidget() or self.window, key, modifier)
        self.settle()

    def scan(self, text: str) -> None:
        """Type as a scanner does: fast, and ENTER at the end."""
        for sign in text:
            at = QApplication.focusWidget() or self.window  # the first stroke may have moved it
            QTest.keyClick(at, sign)  # type: ignore[call-overload]  # a character is taken too; the stubs forgot it
        QTest.keyClick(QApplication.focusWidget() or self.window, Qt.Key.Key_Return)
        self.settle()

    def sign(self) -> None:
        """A signature on the pad, by mouse."""
        pad = self.window.findChild(SignaturePad)
        if pad is None:
            self.diary.wrong.append("no pad to sign on")
            return
        wide, high = pad.width(), pad.height()
        QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(wide // 8, high // 2))
        for place in range(1, 40):
            x = wide // 8 + place * wide * 6 // (8 * 40)
            y = high // 2 + (high // 4) * ((place % 8) - 4) // 4
            QTest.mouseMove(pad, QPoint(x, y))
        QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=QPoint(wide * 7 // 8, high // 2))
        self.settle()

    def look(self, name: str) -> str:
        """A screenshot of the window as it is."""
        self.settle()
        self._number += 1
        file = f"{self._number:02d}-{name}.png"
        self.window.grab().save(str(self.diary.folder / "screens" / file))
        return file

    def note(self, name: str, did: str, began: float, **answered: Any) -> None:
        took = round((time.monotonic() - began) * 1000)
        screen = self.look(name)
        self.diary.steps.append({"step": name, "did": did, "answered": answered, "ms": took, "screen": screen})
        self._told(f"{screen:<34} {took:>6} ms  {did}")

    def expect(self, claim: bool, what: str) -> None:
        if not claim:
            self.diary.wrong.append(what)

    # ------------------------------------------------------------------ the day
    def play(self) -> None:
        for name in ("screens", "papers"):
            (self.diary.folder / name).mkdir(parents=True, exist_ok=True)
        self.window.resize(WIDE, HIGH)
        self.program.start()
        self.sign_on()
        self.whole_tray()
        self.hand_over("ready", "hand-over")
        self.blocked_case()
        self.proxy()
        self.lost_card()
        self.correction()
        self.card_pulled_early()
        old_card(self)
        self.look_up()
        self.digital_certificates()
        a_supervisor_s_pages(self)
        voided_hand_over(self)
        shelf(self)
        closed_days(self)
        close_of_day(self)
        self.other_looks()
        self.lock()
        self.collect_papers()

    def sign_on(self) -> None:
        began = time.monotonic()
        door = self.presenter.door
        self.wait(lambda: door.screen.stage in (DoorStage.SIGN_ON, DoorStage.SHUT), "the door")
        people = door.screen.door.staff if door.screen.door else ()
        self.note("door", "the desk opened its made-up school", began, staff=[each.login for each in people])
        began = time.monotonic()
        self.key(Qt.Key.Key_Return)
        self.wait(lambda: self.presenter.screen.counter is not None, "the waiting screen")
        self.note("waiting", "the first colleague signed on with one key", began)

    def whole_tray(self) -> None:
        """Every card once: what the desk says must be what the tray promises."""
        for index, card in enumerate(self.program.tray_cards):
            began = time.monotonic()
            self.tap(index)
            answered = self.answer()
            self.note(f"tap-{card.code}", f"tapped: {card.label.zh}", began, **answered)
            self.expect(tuple(answered["codes"]) == card.obstacles, f"{card.code}: {answered['codes']}")
            self.put_away()

    def tap(self, index: int) -> None:
        self.program.lay_card(index)
        self.wait(
            lambda: (
                self.pickup.screen.stage in (Stage.CASE, Stage.REFUSED) or self.presenter.screen.refused is not None
            ),
            f"an answer to card {index}",
        )

    def answer(self) -> dict[str, Any]:
        screen = self.pickup.screen
        if self.presenter.screen.refused is not None:
            return {"verdict": "refused", "codes": [self.presenter.screen.refused.code]}
        if screen.case is None:
            return {"verdict": "refused", "codes": [each.code for each in screen.problems]}
        codes = [each.obstacle.code for each in screen.case.obstacles]
        return {"verdict": screen.case.verdict.value, "codes": codes}

    def put_away(self) -> None:
        self.program.lift_card()
        for _ in range(3):
            if self.pickup.screen.stage is Stage.WAITING and self.presenter.screen.refused is None:
                return
            self.key(Qt.Key.Key_Escape)
        self.wait(lambda: self.pickup.screen.stage is Stage.WAITING, "the waiting screen again")

    def index_of(self, code: str) -> int:
        return next(index for index, card in enumerate(self.program.tray_cards) if card.code == code)

    def card(self, code: str) -> TrayCard:
        return self.program.tray_cards[self.index_of(code)]

    # ------------------------------------------------------------------ one hand-over, step by step
    def hand_over(self, code: str, name: str) -> None:
        self.tap(self.index_of(code))
        self.walk(name)
        self.leave_done()

    def walk(self, name: str, stop_before: Step | None = None) -> None:
        """Through the steps to the done screen, one key each; a screenshot of each step before it is done."""
        case = self.pickup.screen.case
        assert case is not None
        while self.pickup.screen.stage is Stage.CASE:
            step = self.pickup.steps.screen.step
            if step is None or step is stop_before:
                return
            began = time.monotonic()
            self.do(step)
            self.wait(lambda: self._left(step), f"{name}: {step}")  # noqa: B023 (asked before the next turn)
            if self.pickup.steps.screen.step is step and self.pickup.screen.stage is Stage.CASE:
                return
            self.note(
                f"{name}-{step}", f"did the step {step}", began, next=str(self.pickup.steps.screen.step or "done")
            )

    def _left(self, step: Step) -> bool:
        return self.pickup.steps.screen.step is not step or self.pickup.screen.stage is Stage.DONE

    def do(self, step: Step) -> None:
        case = self.pickup.screen.case
        assert case is not None
        if step is Step.SHEET and case.certificate is not None and case.certificate.sheet is not None:
            self.scan(case.certificate.sheet.barcode)
            return
        if step is Step.SIGNATURE:
            self.sign()
        self.key(Qt.Key.Key_F9)

    def leave_done(self) -> None:
        began = time.monotonic()
        done = self.pickup.done
        self.wait(lambda: done.screen.receipt.state in (PaperState.PRINTED, PaperState.FAILED), "the receipt")
        self.wait(lambda: not done.busy, "the card act")
        slip = done.screen.slip
        self.note(
            "done",
            "the certificate is handed over; the receipt is printed",
            began,
            receipt=slip.receipt_number if slip else "",
            digital_due=str(slip.digital_due) if slip else "",
            printed=done.screen.receipt.state.value,
        )
        self.expect(slip is not None, "a hand-over without a slip")
        self.handed_over += [slip.number] if slip is not None else []
        self.program.lift_card()
        self.key(Qt.Key.Key_Return)
        self.wait(lambda: self.pickup.screen.stage is Stage.WAITING, "the next graduate")

    # ------------------------------------------------------------------ what is not the plain case
    def blocked_case(self) -> None:
        self.tap(self.index_of("two-units"))
        began = time.monotonic()
        self.key(Qt.Key.Key_F9)
        self.wait(lambda: self.pickup.screen.paper.state is PaperState.PRINTED, "the notice")
        self.note("notice", "printed the notice of outstanding items", began)
        began = time.monotonic()
        self.key(Qt.Key.Key_F7)
        self.wait(lambda: self.pickup.screen.pane is Pane.RELEASE, "the supervisor's question")
        self.note("release", "asked a supervisor", began)
        self.key(Qt.Key.Key_Escape)
        self.put_away()

    def proxy(self) -> None:
        self.tap(self.index_of("teacher"))
        began = time.monotonic()
        self.key(Qt.Key.Key_F4)
        form = self.pickup.proxy
        self.wait(lambda: self.pickup.steps.screen.step is Step.EVIDENCE, "the proxy's form")
        self.note("proxy-empty", "a proxy came instead", began)
        began, papers = time.monotonic(), len(self.program.printed)
        self.key(Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
        self.wait(lambda: len(self.program.printed) > papers, "the letter of authorization")
        self.note("proxy-letter", "printed the letter of authorization", began)
        case = self.pickup.screen.case
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
        self.wait(lambda: form.evidence() is not None, "the scans")
        self.note("proxy-evidence", "all pieces of evidence seen, the kept ones scanned", began)
        self.walk("proxy")
        self.leave_done()

    def lost_card(self) -> None:
        self.tap(self.index_of("reported-lost"))
        began = time.monotonic()
        self.pickup.open_pane(Pane.LOSS)
        self.wait(lambda: self.pickup.screen.pane is Pane.LOSS, "the loss report")
        self.note("loss", "looked at the loss report", began)
        self.key(Qt.Key.Key_Escape)
        self.put_away()

    def correction(self) -> None:
        self.tap(self.index_of("overseas"))
        self.walk("correction", stop_before=Step.PROOF)
        began = time.monotonic()
        self.key(Qt.Key.Key_F8)
        form = self.pickup.correction
        self.wait(lambda: self.pickup.screen.pane is Pane.CORRECTION, "the correction")
        form.mark("name_en", True)
        form.write_note("英文姓名少一個連字號")
        self.note("correction", "the graduate found an error on the sheet", began)
        began = time.monotonic()
        form.submit()
        self.wait(lambda: self.answer()["codes"] == ["certificate.held"], "the certificate held")
        self.note("held", "the sheet is held for its office", began, **self.answer())
        self.put_away()

    def card_pulled_early(self) -> None:
        """The card leaves in the middle of its writing; the next tap of that same card ends the open step."""
        from app.devices.virtual_card import Fault, FaultKind

        assert self.program.tray is not None
        index = self.index_of("rare-name")
        self.tap(index)
        self.program.tray.arm(Fault(FaultKind.TORN_WRITE, 1))
        self.walk("rare-name")
        began = time.monotonic()
        done = self.pickup.done
        self.wait(lambda: not done.busy and done.screen.slip is not None, "the card act")
        state = done.screen.card.state.value if done.screen.card else "none"
        self.note("card-pulled", "the card was pulled while it was written", began, card=state)
        if done.screen.card_open:
            began = time.monotonic()
            self.program.tray.arm(None)
            self.program.lay_card(index)
            self.wait(lambda: not done.screen.card_open, "the open step's end")
            ended = done.screen.card.state.value if done.screen.card else "none"
            self.note("card-finished", "the same card was tapped again", began, card=ended)
            self.expect(ended == "done", f"the card act ended {ended}")
        self.leave_done()

    # ------------------------------------------------------------------ looking up, the queue
    def look_up(self) -> None:
        began = time.monotonic()
        self.key(Qt.Key.Key_F3)
        self.wait(lambda: self.presenter.search.screen.open, "the search")
        field = QApplication.focusWidget()
        if not isinstance(field, QLineEdit):
            self.diary.wrong.append("the search's field has no focus")
            return
        field.insert("林")  # as an input method commits it
        self.wait(lambda: self.presenter.search.screen.slip is not None, "who was found")
        slip = self.presenter.search.screen.slip
        self.note("search", "looked for 林", began, found=len(slip.found) if slip else 0)
        self.key(Qt.Key.Key_Escape)
        self.wait(lambda: not self.presenter.search.screen.open, "the search closed")

    def digital_certificates(self) -> None:
        queue = self.presenter.queue
        began = time.monotonic()
        self.presenter.go(Page.QUEUE)
        self.wait(lambda: queue.screen.slip is not None, "the queue")
        self.wait(lambda: self._all_issued(), "every digital certificate signed")
        slip = queue.screen.slip
        self.note("queue", "waited until the queue had signed", began, total=slip.total if slip else 0)
        job = queue.screen.job
        if job is None or not job.has_pdf:
            self.diary.wrong.append("no signed certificate to open")
            return
        began = time.monotonic()
        self.key(Qt.Key.Key_F9)
        self.wait(lambda: bool(self.presenter.preview.screen.pages), "the certificate's page")
        paper = self.presenter.preview.screen.paper
        if paper is not None:
            (self.diary.folder / "papers" / f"digital-{paper.reference}.pdf").write_bytes(paper.pdf)
        self.note("certificate", "opened a signed certificate", began)
        self.key(Qt.Key.Key_Escape)
        self.presenter.go(Page.COUNTER)
        self.settle()

    def _all_issued(self) -> bool:
        slip = self.presenter.queue.screen.slip
        issued = slip is not None and bool(slip.jobs) and all(job.has_pdf or job.tone == "stop" for job in slip.jobs)
        if not issued and time.monotonic() - self._asked > 1.0:
            self._asked = time.monotonic()
            self.presenter.queue.refresh()
        return issued

    _asked = 0.0

    # ------------------------------------------------------------------ other looks, the lock
    def other_looks(self) -> None:
        self.tap(self.index_of("two-numbers"))
        for name, what, value in (
            ("english", "language", "en"),
            ("dark", "theme", "dark"),
            ("large", "scale", "2.0"),
            ("usual", "scale", "1.0"),
            ("light", "theme", "light"),
            ("chinese", "language", "zh_TW"),
        ):
            began = time.monotonic()
            self.window.choose(what, value)
            self.note(f"look-{name}", f"chose {what} {value}", began)
        self.put_away()

    def lock(self) -> None:
        began = time.monotonic()
        self.key(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
        self.wait(lambda: self.presenter.door.screen.stage is DoorStage.LOCKED, "the lock")
        self.note("locked", "locked the screen", began)
        self.key(Qt.Key.Key_Return)
        self.wait(lambda: self.presenter.inside, "the desk again")

    def collect_papers(self) -> None:
        for file in self.program.printed:
            shutil.copy(file, self.diary.folder / "papers" / file.name)
        self.expect(len(self.program.printed) >= 5, f"only {len(self.program.printed)} papers were printed")


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


def play(program: Program, folder: Path) -> int:
    """Play the day into ``folder``; 0 when every answer was the promised one."""
    folder.mkdir(parents=True, exist_ok=True)
    story = Story(program, folder)
    try:
        story.play()
    finally:
        story.diary.write()
        ended = program.close()
    story.expect(ended, "a lane did not end in time")
    story.diary.write()
    for wrong in story.diary.wrong:
        print(f"not as promised: {wrong}")
    print(f"{len(story.diary.steps)} steps, {len(story.diary.wrong)} not as promised; see {folder}/story.json")
    return 1 if story.diary.wrong else 0
