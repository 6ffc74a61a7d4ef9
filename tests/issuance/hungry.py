"""An examiner whose parser has holes, as nobody knows of them in a real one.

One file is read for ever, one takes all the memory there is, and one only keeps the processor busy for a while.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Coroutine
from typing import Any

from app.issuance import validation
from app.issuance.validation import Checked
from app.threads.examiner import ExaminerBench
from tests.issuance.attacks import a_file

MUCH = 8 << 20


def hungry_file(word: bytes) -> bytes:
    return a_file([b"<</Type/Catalog/Pages 2 0 R/%b true>>" % word, b"<</Type/Pages/Kids[]/Count 0>>"])


SPINNING, GREEDY, BUSY = hungry_file(b"Spinning"), hungry_file(b"Greedy"), hungry_file(b"Busy")
BUSY_FOR = 0.4  # seconds of processor time


class HungryBench(ExaminerBench):
    """As the real one, for every other file."""

    def __init__(self) -> None:
        if validation._look.__name__ != "look":
            validation._look = _with_holes(validation._look)


def _with_holes(real: Callable[..., Coroutine[Any, Any, Checked]]) -> Callable[..., Coroutine[Any, Any, Checked]]:
    async def look(pdf: bytes, *rest: Any) -> Checked:
        taken, began = [], time.process_time()
        while pdf == SPINNING:
            pass
        while pdf == BUSY and time.process_time() - began < BUSY_FOR:
            pass
        while pdf == GREEDY:
            taken.append(bytearray(MUCH))
        return await real(pdf, *rest)

    return look
