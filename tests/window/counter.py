"""A clerk at the whole program: window, presenters and lanes on a demo database, with the real PC/SC stack under it.

The clerk's hands are keys, a scanner and a pad; the clerk's eyes are the text on the glass. Every wait runs Qt's own
event loop until something holds, so a slow machine is only slower.
"""

from __future__ import annotations

import argparse
import shutil
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QEvent, QEventLoop, QObject, QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from app.dates import OffsetClock
from app.desk.demo_cohort.people import COHORT, MAIN, DemoGraduate, cohort
from app.desk.demo_cohort.tray import TrayCard
from app.desk.key_store import DEMO_SECTOR_KEY
from app.desk.slips import CaseSlip, Verdict
from app.devices.cards.validity import Mark, MarkState, copy_blocks, decode, encode
from app.devices.events import CardKind
from app.devices.pcsc import PcscReaders
from app.devices.virtual_card import VirtualCard
from app.presenters.door import DoorStage
from app.presenters.errands import PaperState
from app.presenters.hand_over_steps import Step
from app.presenters.pickup import Stage
from app.program import DEMO_MORNING, Program, demo_settings
from app.views import theme
from app.views.buttons import REPEAT_MS
from app.views.signature_pad import SignaturePad
from tests.devices.cards import ISSUED
from tests.views.window_text import dump

if TYPE_CHECKING:
    from tests.window.rig import Slot

PATIENCE = 30.0  # seconds; far longer than anything takes
LANES = {"reader", "card", "desk", "issuance", "print"}
_LOOK_EVERY_MS = 5
_WORDS = argparse.Namespace(language=None, theme=None, scale=None)


def make_school(folder: Path) -> Path:
    """The demo's database, keys and throwaway authority, made once; a counter opens a copy of it."""
    from app.desk.demo_cohort.making import make_demo
    from app.desk.desk import Desk
    from app.desk.place import place_of
    from app.issuance.demo_authority import make_demo_key
    from app.models.migration import migrate

    settings, clock = demo_settings(folder, _WORDS), OffsetClock(DEMO_MORNING)
    migrate(settings.database_url)
    desk = Desk.open(place_of(settings, clock))
    make_demo(desk)
    desk.close()
    make_demo_key(settings.keys_folder / "demo-ca", clock.now(), demo_database=True)
    return folder


def ready_graduates() -> list[DemoGraduate]:
    """Graduates of this year's crowd who may collect at the main counter."""
    return [
        each
        for each in cohort()
        if each.cohort == COHORT and each.station == MAIN and each.has_certificate and each.has_card
        if not (each.collected or each.withdrawn_today) and each.card_state == "有效" and each.is_listed
        if all(state == "審核通過" for state, _, _ in each.items.values())
    ]


class Glass(QObject):
    """Every word as it is painted, in order: what a person at the window can have read."""

    def __init__(self) -> None:
        super().__init__()
        self.painted: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and isinstance(watched, QLabel):
            self.painted.append(watched.text())
        return False

    def __enter__(self) -> Glass:
        QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]
        return self

    def __exit__(self, *_: object) -> None:
        QApplication.instance().removeEventFilter(self)  # type: ignore[union-attr]

    def showed(self, graduate: DemoGraduate) -> bool:
        return any(graduate.name in text or graduate.number in text for text in self.painted)


@contextmanager
def a_counter(school: Path, folder: Path, slot: Slot) -> Iterator[Counter]:
    """The whole program, signed on, with its reader; afterwards every lane has ended in time."""
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    application.setStyle("Fusion")
    theme.load_fonts(application)
    counter = Counter(school, folder)
    try:
        yield counter.open()
    finally:
        slot.take_off()
        ended = counter.close()
    assert ended, "a lane did not end in time"
    assert not LANES & {thread.name for thread in threading.enumerate()}


class Counter:
    """One clerk's window over a copy of ``school`` in ``folder``."""

    def __init__(self, school: Path, folder: Path) -> None:
        for each in ("data", "keys"):
            shutil.copytree(school / each, folder / each)
        self.settings = demo_settings(folder, _WORDS)
        self.program = Program(self.settings, OffsetClock(DEMO_MORNING), readers=PcscReaders)
        self.window = self.program.window
        self.presenter = self.program.window_presenter
        self.pickup = self.program.pickup
        self.done = self.program.pickup.done
        self._pressed = QElapsedTimer()

    def open(self) -> Counter:
        """Start the program, sign the first colleague on, wait for the reader."""
        self.window.resize(1280, 800)
        self.program.start()
        self.until(lambda: self.presenter.door.screen.stage is DoorStage.SIGN_ON)
        self.press(Qt.Key.Key_Return)
        self.until(lambda: self.presenter.screen.counter is not None and self.program.lanes.feed.owned is not None)
        self.until(lambda: bool(self.presenter.screen.readers))
        return self

    def close(self) -> bool:
        ended = self.program.close()
        self.window.deleteLater()
        self.program.deleteLater()
        QApplication.processEvents()
        return ended

    # ------------------------------------------------------------------ eyes
    def until(self, holds: Callable[[], object], patience: float = PATIENCE) -> None:
        """Run Qt's event loop until this holds."""
        loop, trouble, deadline = QEventLoop(), [], time.monotonic() + patience

        def look() -> None:
            try:
                if holds():
                    loop.quit()
                elif time.monotonic() > deadline:
                    raise TimeoutError(f"waited in vain; {self.state()}\n{dump(self.window.centralWidget())}")
            except Exception as found:
                trouble.append(found)
                loop.quit()

        often = QTimer()
        often.timeout.connect(look)
        often.start(_LOOK_EVERY_MS)
        loop.exec()
        often.stop()
        if trouble:
            raise trouble[0]
        for _ in range(3):  # what changed is drawn in the next turn of the loop
            QApplication.processEvents()

    def state(self) -> str:
        screen = self.pickup.screen
        return f"{screen.stage} {self.presenter.screen.reader} {self.presenter.screen.refused} {self.done.screen.card}"

    def glass(self) -> str:
        """The window's text, drawn."""
        self.window.draw()
        return dump(self.window.centralWidget())

    def reads(self, *words: str) -> bool:
        """Whether all of this can be read; a line that wraps is one line."""
        shown = dump(self.window.centralWidget())
        return all(each in shown for each in words)

    @property
    def case(self) -> CaseSlip:
        assert self.pickup.screen.case is not None
        return self.pickup.screen.case

    def codes(self) -> tuple[str, ...]:
        """What the window holds against this card, in order."""
        if self.presenter.screen.refused is not None:
            return (self.presenter.screen.refused.code,)
        if self.pickup.screen.case is None:
            return tuple(each.code for each in self.pickup.screen.problems)
        return tuple(each.obstacle.code for each in self.case.obstacles)

    # ------------------------------------------------------------------ hands
    def press(self, key: Qt.Key) -> None:
        """One key; the same key twice within 0.3 s would be a finger that stayed."""
        if self._pressed.isValid():
            self.until(lambda: self._pressed.hasExpired(REPEAT_MS))
        self._pressed.start()
        QTest.keyClick(QApplication.focusWidget() or self.window, key)

    def scan(self, text: str) -> None:
        for sign in text:
            QTest.keyClick(QApplication.focusWidget() or self.window, sign)  # type: ignore[call-overload]
        QTest.keyClick(QApplication.focusWidget() or self.window, Qt.Key.Key_Return)

    def sign(self) -> None:
        self.until(lambda: self.window.findChild(SignaturePad) is not None)
        pad = self.window.findChild(SignaturePad)
        middle = pad.height() // 2
        QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(20, middle))
        for x in range(20, pad.width() - 20, 20):
            QTest.mouseMove(pad, QPoint(x, middle + x % 30))
        QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=QPoint(pad.width() - 20, middle))

    def answered(self) -> bool:
        """Something was said to the card that was laid down."""
        return self.pickup.screen.stage in (Stage.CASE, Stage.REFUSED) or self.presenter.screen.refused is not None

    def is_case_of(self, graduate: DemoGraduate | TrayCard) -> bool:
        number = graduate.number if isinstance(graduate, DemoGraduate) else graduate.student_number
        return self.pickup.screen.stage is Stage.CASE and self.case.student_number == number

    def leave(self) -> None:
        """Back to waiting, whatever was on the screen; nobody is asked when nothing was begun."""
        self.presenter.dismiss()
        self.pickup.give_up()
        self.until(lambda: self.pickup.screen.stage is Stage.WAITING and self.presenter.screen.counter is not None)

    def walk(self, to: Step | None = None, by_keys: bool = False) -> None:
        """Every step of this ready case: up to ``to``, or through the commit to the done screen."""
        assert self.case.verdict is Verdict.READY, self.codes()
        while (step := self.pickup.steps.screen.step) is not None and step is not to:
            self._do(step, by_keys)
            self.until(partial(self._left, step))

    def _left(self, step: Step) -> bool:
        return self.pickup.steps.screen.step is not step

    def _do(self, step: Step, by_keys: bool) -> None:
        if step is Step.SHEET:
            certificate = self.case.certificate
            assert certificate is not None and certificate.sheet is not None
            if by_keys:
                self.scan(certificate.sheet.barcode)
            else:
                self.pickup.scanned(certificate.sheet.barcode)
            return
        if step is Step.SIGNATURE:
            self.sign()
        if step is Step.FACE and not self.pickup.steps.screen.choice:
            self.pickup.steps.choose_identity("national-id")
        if by_keys:
            self.press(Qt.Key.Key_F9)
        else:
            self.pickup.next()

    def hand_over(self, graduate: DemoGraduate) -> None:
        """The whole hand-over of the card that lies on the reader, until nothing runs any more."""
        self.until(lambda: self.is_case_of(graduate))
        self.walk()
        self.until(self.settled)

    def card_act(self) -> str:
        """How the chip stands on the done screen, in one word; empty when there is none."""
        card = self.done.screen.card
        return card.state.value if card is not None else ""

    def settled(self) -> bool:
        """The commit is done, the receipt printed, and nothing is being written."""
        printed = self.done.screen.receipt.state is PaperState.PRINTED
        return self.pickup.screen.stage is Stage.DONE and printed and not self.done.busy

    def recorded(self, graduate: DemoGraduate) -> tuple[str, str]:
        """What the database says by now: how the chip act stands, and the card."""
        with closing(sqlite3.connect(self.database)) as database:
            found = database.execute(
                "select card_act.state, student_card.state from graduate"
                " join student_card on student_card.graduate_id = graduate.id"
                " left join card_act on card_act.card_id = student_card.id where graduate.student_number = ?",
                (graduate.number,),
            ).fetchone()
        return (found[0], found[1])

    @property
    def database(self) -> Path:
        return self.settings.data_folder / "registry.sqlite3"

    # ------------------------------------------------------------------ cards
    @property
    def blocks(self) -> tuple[int, int]:
        """Where the two copies lie on a card of this school."""
        assert self.program.lanes.feed.owned is not None
        return copy_blocks(self.program.lanes.feed.owned.sector)

    def card_of(self, graduate: DemoGraduate) -> VirtualCard:
        return self._keyed(VirtualCard(graduate.uid))

    def tray_card(self, chosen: TrayCard) -> VirtualCard:
        card = VirtualCard(chosen.uid, CardKind(chosen.kind))
        return self._keyed(card) if card.kind is CardKind.CLASSIC_4K else card

    def marks(self, card: VirtualCard) -> tuple[Mark | None, Mark | None]:
        """What the two copies on a card say, read from its memory."""
        first, second = (decode(bytes(card.blocks[block]), card.uid) for block in self.blocks)
        return first, second

    def _keyed(self, card: VirtualCard) -> VirtualCard:
        """As the card office gave it out: the school's keys, and a valid mark in both copies."""
        owned = self.program.lanes.feed.owned
        assert owned is not None
        card.give_keys(owned.sector, DEMO_SECTOR_KEY, DEMO_SECTOR_KEY)
        mark = encode(Mark(MarkState.VALID, 1, ISSUED), card.uid)
        for block in self.blocks:
            card.fill(block, mark)
        return card
