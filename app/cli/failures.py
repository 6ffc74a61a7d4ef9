"""How the command line says no: the sentence, then the next step, on standard error."""

from __future__ import annotations

import sys

from app.errors import Refusal, Trouble
from app.wording import Wording

REFUSED, WRONG_USE, FAILED = 1, 2, 3


def report(failure: Refusal | Trouble, say: Wording) -> int:
    """Print every obstacle with its next step; returns the exit code."""
    for each in failure.obstacles if isinstance(failure, Refusal) else (failure,):
        told = say.explain(each)
        print(f"{told.text}\n  {told.next_step}" if told.next_step else told.text, file=sys.stderr)
    return REFUSED if isinstance(failure, Refusal) else FAILED
