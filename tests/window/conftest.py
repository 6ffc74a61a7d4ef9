"""The whole program on the real PC/SC stack: one pcscd of our own per test process, started afresh for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

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
