"""The clerk's hands and eyes in the scripted day: keys, scans, cards, a signature, screenshots, the diary."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget

from app.presenters.errands import PaperState
from app.presenters.hand_over_steps import Step
from app.presenters.pickup import Stage
from app.views.signature_pad import SignaturePad

if TYPE_CHECKING:
    from app.desk.demo_cohort import TrayCard
    from app.presenters.pickup import PickupPresenter
    from app.program import Program

PATIENCE = 60.0  # seconds; a slow machine is not a wrong one
KEY_APART = 0.34  # two presses of F9 within 0.3 s are one


@dataclass
class Diary:
    """What happened, in order."""

    folder: Path
    steps: list[dict[str, Any]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    pictures: int = 0

    def write(self) -> None:
        whole = {"steps": self.steps, "wrong": self.wrong}
        (self.folder / "story.json").write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n", "utf-8")


class Story:
    """The script. ``told`` prints a line for each step, so that a person who waits sees that something happens."""

    def __init__(self, program: Program, diary: Diary, told: Callable[[str], None] = print) -> None:
        self.program = program
        self.window = program.window
        self.presenter = program.window_presenter
        self.diary = diary
        self.handed_over: list[str] = []  # certificate numbers
        self._told = told

    @property
    def pickup(self) -> PickupPresenter:
        return self.program.pickup

    def beside(self, program: Program) -> Story:
        """The same diary goes on at another window."""
        return Story(program, self.diary, self._told)

    # ------------------------------------------------------------------ the clerk's hands and eyes
    def wait(self, holds: Callable[[], object], what: str) -> None:
        until = time.monotonic() + PATIENCE
        while not holds():
            if time.monotonic() > until:
                self.diary.wrong.append(f"waited in vain: {what}")
                return
            QApplication.processEvents()
            time.sleep(0.002)  # the lanes want the processor too
        self.settle()

    def settle(self) -> None:
        for _ in range(4):
            QApplication.processEvents()

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        until = time.monotonic() + KEY_APART
        while time.monotonic() < until:
            QApplication.processEvents()
            time.sleep(0.005)  # as above
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

    def write(self, form: str, **words: str) -> None:
        """Type into the fields of the sheet that is open."""
        for name, text in words.items():
            field = self.window.findChild(QWidget, f"{form}-{name}")
            if isinstance(field, QLineEdit):
                field.setFocus(Qt.FocusReason.OtherFocusReason)
                field.selectAll()
                field.insert(text)  # as an input method commits it
            elif isinstance(field, QPlainTextEdit):
                field.setFocus(Qt.FocusReason.OtherFocusReason)
                field.insertPlainText(text)
            else:
                self.diary.wrong.append(f"no field {form}-{name}")
        self.settle()

    def look(self, name: str) -> str:
        """A screenshot of the window as it is."""
        self.settle()
        self.diary.pictures += 1
        file = f"{self.diary.pictures:03d}-{name}.png"
        self.window.grab().save(str(self.diary.folder / "screens" / file))
        return file

    def note(self, name: str, did: str, began: float, **answered: Any) -> None:
        took = round((time.monotonic() - began) * 1000)
        screen = self.look(name)
        self.diary.steps.append({"step": name, "did": did, "answered": answered, "ms": took, "screen": screen})
        self._told(f"{screen:<36} {took:>6} ms  {did}")

    def expect(self, claim: bool, what: str) -> None:
        if not claim:
            self.diary.wrong.append(what)

    def tap(self, index: int) -> None:
        self.program.lay_card(index)
        self.wait(
            lambda: (
                self.pickup.screen.stage in (Stage.CASE, Stage.REFUSED) or self.presenter.screen.refused is not None
            ),
            f"an answer to card {index}",
        )

    def by_number(self, number: str, what: str) -> None:
        """The search is open: find somebody by student number."""
        self.wait(lambda: self.presenter.search.screen.open, f"the search for {what}")
        field = QApplication.focusWidget()
        if not isinstance(field, QLineEdit):
            self.diary.wrong.append(f"the search for {what} has no focus")
            return
        field.insert(number)
        self.key(Qt.Key.Key_Return)
        self.wait(lambda: self.pickup.screen.stage is Stage.CASE, f"the case of {what}")

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
