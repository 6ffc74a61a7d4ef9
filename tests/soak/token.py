"""A token is pulled out at any moment of any batch and put back later: nothing is lost, nothing twice, no PIN too many.

A round is one batch of certificates. At one of its commits, or while the token signs, SoftHSM's token goes; the queue
is worked on without it for a while, by the same program or by one that was started anew, and then it is there again.
"""

from __future__ import annotations

import random
import tempfile
from collections import Counter
from pathlib import Path

import pytest

from app.issuance.bench import Bench
from app.issuance.orders import MakeCertificate, Order
from app.issuance.runner import Runner
from app.models.job import JobState
from tests.issuance.conftest import a_key
from tests.issuance.crashes import at_commit
from tests.issuance.school import NO_NOTICE, School
from tests.issuance.tokens import Token, a_token
from tests.soak._counters import hold

ROUNDS = 150


class Pulled:
    """A bench whose token is pulled out just before the so-manieth certificate is signed."""

    def __init__(self, token: Token, at: int) -> None:
        self.bench, self.token, self.left = Bench(), token, at

    def ask(self, order: Order[object]) -> object:
        if isinstance(order, MakeCertificate):
            self.left -= 1
            if self.left == 0:
                self.token.unplug()
        return self.bench.ask(order)


def main(seed: int, rounds: int | None = None) -> int:
    """Returns 0 when all held."""
    count = ROUNDS if rounds is None else rounds
    with tempfile.TemporaryDirectory() as folder:
        pulled = batches(Path(folder), random.Random(seed), count)
    print(f"{count} batches, the token pulled out of {pulled} of them, every certificate issued once")
    return 0


def batches(folder: Path, dice: random.Random, rounds: int) -> int:
    """How many batches lost their token; Broken when a certificate is missing, made twice, or a PIN is tried again."""
    school = School(f"sqlite:///{folder / 'desk.db'}", rules=NO_NOTICE)
    with pytest.MonkeyPatch.context() as patch:
        token = a_token(folder / "hsm", a_key(folder), patch)
        pulled = sum(_batch(school, token, dice, number) for number in range(rounds))
    hold(school.broken_chains() == [])
    school.close()
    return pulled


def _batch(school: School, token: Token, dice: random.Random, number: int) -> bool:
    jobs = [school.hand_over(number * 10 + each) for each in range(dice.randint(1, 5))]
    before, starts = token.logins, 1
    bench = Pulled(token, dice.randint(1, 12) if dice.random() < 0.5 else 0)
    if bench.left:
        _run(school, token, bench)
    else:
        with at_commit(school.store, dice.randint(1, 4 * len(jobs)), dice.choice(["before", "after"]), token.unplug):
            _run(school, token, bench)
    gone = not (token.folder / "tokens").exists()
    if gone:
        for _ in range(dice.randint(0, 3)):
            school.clock.advance(hours=dice.randint(1, 60))
            if dice.random() < 0.3:  # the program is started anew
                bench.bench, starts = Bench(), starts + 1
            _run(school, token, bench)
        hold(all(school.job(each).state in (JobState.DONE, JobState.QUEUED) for each in jobs), number)
        token.plug_in()
        school.clock.advance(days=1)
        bench.left = 0
        _run(school, token, bench)
        starts += 1
    hold([school.job(each).state for each in jobs] == [JobState.DONE] * len(jobs), number, "not all are issued")
    made = Counter(each.job_id for each in school.ledger())
    hold(all(made[each] == 1 for each in jobs), number, "not each once")
    hold(token.logins - before <= starts, number, "a PIN too many", token.logins - before, starts)
    return gone


def _run(school: School, token: Token, bench: Pulled) -> None:
    runner = Runner(school.office(bench, token.place))  # type: ignore[arg-type]  # it asks as a worker does
    runner.run_due()
    runner.close()
