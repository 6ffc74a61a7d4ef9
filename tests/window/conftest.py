"""The whole program on the real PC/SC stack: one pcscd of our own per test process, started afresh for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.window import counter as the_counter
from tests.window import rig


@pytest.fixture
def pcscd() -> Iterator[rig.PrivatePcscd]:
    """A running pcscd with one virtual reader; it may be killed and started again at the same socket."""
    service = rig.PrivatePcscd().start()
    yield service
    service.stop(rig.signal.SIGKILL)


@pytest.fixture
def slot(pcscd: rig.PrivatePcscd) -> Iterator[rig.Slot]:
    """Where cards are laid on the reader of ``pcscd``."""
    slot = rig.Slot(pcscd)
    yield slot
    slot.take_off()


@pytest.fixture(scope="session")
def school(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The fictional school, made once."""
    return the_counter.make_school(tmp_path_factory.mktemp("school"))


@pytest.fixture
def counter(qapp: QApplication, school: Path, tmp_path: Path, slot: rig.Slot) -> Iterator[the_counter.Counter]:
    """The whole program, signed on, with its reader."""
    with the_counter.a_counter(school, tmp_path, slot) as counter:
        yield counter
