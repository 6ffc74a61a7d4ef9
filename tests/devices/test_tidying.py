"""Widgets that were thrown away are destroyed in the GUI lane, however busy the other lanes are."""

from __future__ import annotations

import gc
import threading

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.threads.tidying import PATIENCE, YOUNG, Tidying


class Thrown(QObject):
    """A cycle, as a thrown away page is one; says where it was freed."""

    def __init__(self, freed: list[int]) -> None:
        super().__init__()
        self.freed = freed
        self.itself = self

    def __del__(self) -> None:
        self.freed.append(threading.get_ident())


def allocate() -> None:
    """Enough to set the collector off many times over, were it on."""
    for _ in range(40):
        _ = [[number] for number in range(YOUNG)]


def test_a_page_thrown_away_is_freed_in_the_gui_lane_while_another_lane_allocates(qtbot: QtBot) -> None:
    freed: list[int] = []
    tidying = Tidying()
    tidying.begin()
    try:
        assert not gc.isenabled()
        for _ in range(20):
            Thrown(freed)
        lane = threading.Thread(target=allocate)
        lane.start()
        lane.join()
        assert freed == []
        kept = [[number] for number in range(2 * YOUNG)]
        qtbot.waitUntil(lambda: len(freed) == 20)
        assert set(freed) == {threading.get_ident()}
        assert kept
    finally:
        tidying.end()


def test_nothing_is_collected_while_something_moves_but_not_for_ever(qtbot: QtBot) -> None:
    freed: list[int] = []
    tidying = Tidying()
    tidying.begin()
    tidying._timer.stop()  # the turns are taken here, one by one
    try:
        kept = [[number] for number in range(2 * YOUNG)]
        Thrown(freed)
        for _ in range(PATIENCE):
            tidying.stirred()
            tidying.tidy()
            assert freed == []
        tidying.stirred()
        tidying.tidy()
        assert len(freed) == 1 and kept
    finally:
        tidying.end()


def test_the_collector_is_given_back_as_it_was(qtbot: QtBot) -> None:
    was = gc.isenabled()
    tidying = Tidying()
    tidying.begin()
    tidying.end()
    assert gc.isenabled() is was
    assert gc.get_freeze_count() == 0
