"""From the moment a card has power to its case on the glass, with a million graduates: goal, p95 within 50 ms.

The whole program on the real PC/SC stack: a pcscd of our own, a virtual reader and card, the window drawn offscreen, a
clerk signed on, the school's sector read at every tap. A tap ends with the last paint of the page that shows its case.
The peer is the bare card read: the very same commands, sent by a script that watches the reader and does nothing else.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from random import Random
from typing import Any

from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QApplication
from smartcard import scard

from app.desk.key_store import DEMO_SECTOR_KEY
from app.devices.cards.validity import Mark, MarkState, copy_blocks, encode
from app.devices.virtual_card import VirtualCard
from app.presenters.pickup import Stage
from app.program import Program
from app.views import theme
from tests.benchmarks import crowd, crowded
from tests.window.rig import PrivatePcscd, Slot, a_desk_reader

TAPS = 100
WARM = 10
QUIET_MS = 150  # no paint for so long: the page is finished
SECTOR = 33
AWAY_MS = 20_000


class TimedSlot(Slot):
    """A slot that notes when its card was first given power, and what it was sent."""

    def __init__(self, service: PrivatePcscd) -> None:
        super().__init__(service)
        self.powered, self.sent = 0.0, list[bytes]()
        self._transmit, self.firmware.transmit = self.firmware.transmit, self._noted  # type: ignore[method-assign]

    def lay(self, place: int) -> None:
        self.take_off()
        self.powered, self.sent = 0.0, []
        self.put_on(a_card(place))

    def _noted(self, command: bytes) -> bytes:
        self.sent.append(command)
        return self._transmit(command)

    def _control(self, wire: Any, what: int) -> None:
        if what == 1 and not self.powered:
            self.powered = time.perf_counter()
        super()._control(wire, what)


def a_card(place: int) -> VirtualCard:
    """The student card of the graduate at this place, with a valid mark in the school's sector."""
    card = VirtualCard(crowd.uid(place)).give_keys(SECTOR, DEMO_SECTOR_KEY, DEMO_SECTOR_KEY)
    mark = encode(Mark(MarkState.VALID, 1, date(2021, 9, 1)), crowd.uid(place))
    for block in copy_blocks(SECTOR):
        card.fill(block, mark)
    return card


class Glass(QObject):
    """Watches one page being painted: :attr:`at` is the moment after the last paint that showed the awaited case."""

    def __init__(self, program: Program) -> None:
        super().__init__()
        self._pickup, self._loop = program.pickup, QEventLoop()
        self._awaited = ""
        self.at = 0.0
        self._quiet, self._late = QTimer(self), QTimer(self)
        for timer, interval in ((self._quiet, QUIET_MS), (self._late, AWAY_MS)):
            timer.setSingleShot(True)
            timer.setInterval(interval)
            timer.timeout.connect(self._loop.quit)
        program.window.pickup_view.installEventFilter(self)

    def wait_for(self, student_number: str) -> float:
        self._awaited, self.at = student_number, 0.0
        self._late.start()
        self._loop.exec()
        self._late.stop()
        if not self.at:
            raise TimeoutError(f"no case was painted: {self._pickup.screen.stage}")
        return self.at

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        case = self._pickup.screen.case if self._pickup.screen.stage is Stage.CASE else None
        if event.type() is QEvent.Type.Paint and case is not None and case.student_number == self._awaited:
            QTimer.singleShot(0, self, self._painted)  # once this whole round of painting is over
        return False

    def _painted(self) -> None:
        self.at = time.perf_counter()
        self._quiet.start()


def main() -> dict[str, object]:
    """p95 of the taps, in ms, beside p95 of the bare reads."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    house = crowded.settings(crowded.a_house())
    places = Random(5).sample(range(crowded.WHOLE), WARM + TAPS)
    with a_desk_reader() as (service, _slot):
        slot = TimedSlot(service)
        try:
            with a_program(house) as program:
                taps = _taps(program, slot, places)
                commands = slot.sent
            reads = [_bare_read(slot, place, commands) for place in places]
        finally:
            slot.take_off()
    return crowded.line("tap", crowded.p95(taps[WARM:]), "ms", "the bare card read", crowded.p95(reads[WARM:]))


@contextmanager
def a_program(house: Any) -> Iterator[Program]:
    """The program with its window shown and the clerk inside."""
    application = QApplication([])
    application.setStyle("Fusion")
    theme.load_fonts(application)
    program = Program(house, crowded.clock())
    program.start()
    try:
        _until(lambda: program.window_presenter.door.screen.door is not None)
        program.window_presenter.door.sign_on(crowded.LOGIN, crowded.PASSWORD)
        _until(lambda: program.window_presenter.inside and bool(program.window_presenter.screen.readers))
        yield program
    finally:
        program.close()


def _until(condition: Callable[[], bool]) -> None:
    limit = time.monotonic() + 30
    while not condition():
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 50)
        if time.monotonic() > limit:
            raise TimeoutError


def _taps(program: Program, slot: TimedSlot, places: list[int]) -> list[float]:
    glass, taken = Glass(program), []
    for place in places:
        slot.lay(place)
        painted = glass.wait_for(crowd.student_number(place))
        taken.append((painted - slot.powered) * 1000)
    return taken


def _bare_read(slot: TimedSlot, place: int, commands: list[bytes]) -> float:
    """Watch the reader until the card is felt, connect, send the commands, disconnect."""
    _, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
    state = scard.SCARD_STATE_UNAWARE
    slot.lay(place)
    while not state & scard.SCARD_STATE_PRESENT:
        _, found = scard.SCardGetStatusChange(context, 10_000, [(slot.reader, state)])
        state = found[0][1]
    protocols = scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1
    _, card, protocol = scard.SCardConnect(context, slot.reader, scard.SCARD_SHARE_SHARED, protocols)
    for command in commands:
        scard.SCardTransmit(card, scard.SCARD_PCI_T1 if protocol == 2 else scard.SCARD_PCI_T0, list(command))
    scard.SCardDisconnect(card, scard.SCARD_LEAVE_CARD)
    taken = (time.perf_counter() - slot.powered) * 1000
    scard.SCardReleaseContext(context)
    return taken
