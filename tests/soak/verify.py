"""Twenty thousand damaged certificates, every published attack and every bomb: no false success, no hang.

A round is one damaged file, looked at by a warm examiner as a file that was handed in would be. A file that costs more
than ``SLOW`` seconds, kills the examiner, or is accepted although it is not the issued one, byte for byte, breaks the
campaign. No signature covers its own container; where only that is written otherwise, the ledger's digest refuses it.
"""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding

from app.issuance.keys import open_key
from app.policy.verification import NOT_EXAMINED, Known, LedgerState, Outcome, judge
from app.threads.examiner import Examiner
from tests.issuance import attacks
from tests.issuance.conftest import AT, a_key
from tests.issuance.test_attacks import issued

ROUNDS = 20_000
SLOW = 2.0
BOMB = 0.1  # seconds that a bomb may cost, at the best of three tries


def main(seed: int, rounds: int | None) -> int:
    """Returns 0 when all held."""
    chance, examiner = random.Random(seed), Examiner()
    with tempfile.TemporaryDirectory() as folder:
        try:
            bases = [_base(Path(folder), kind) for kind in ("rsa2048", "p256")]
            examiner.warm()
            return _bombs(examiner, bases[0][1]) + _damage(
                chance, examiner, bases, ROUNDS if rounds is None else rounds
            )
        finally:
            examiner.stop()


def _base(folder: Path, kind: str) -> tuple[bytes, tuple[bytes, ...]]:
    key = a_key(folder, kind)
    return issued(key), tuple(each.public_bytes(Encoding.DER) for each in open_key(key).chain)


def _bombs(examiner: Examiner, issuers: tuple[bytes, ...]) -> int:
    broken = 0
    for name, bomb in attacks.bombs():
        costs = []
        for _ in range(3):
            began = time.perf_counter()
            found = examiner.examine(bomb, issuers, AT)
            costs.append(time.perf_counter() - began)
            broken += not found.missing or found == NOT_EXAMINED
        if min(costs) > BOMB:
            print(f"bomb: {name}: {min(costs) * 1000:.0f} ms")
            broken += 1
    return broken


def _damage(
    chance: random.Random, examiner: Examiner, bases: list[tuple[bytes, tuple[bytes, ...]]], rounds: int
) -> int:
    costs, broken, by_policy = [], 0, 0
    files = [pdf for pdf, _ in bases]
    for number in range(rounds):
        pdf, issuers = bases[number % len(bases)]
        file = attacks.mutant(chance, pdf, files)
        known = Known(LedgerState.ISSUED, AT) if sha256(file).digest() == sha256(pdf).digest() else None
        began = time.perf_counter()
        found = examiner.examine(file, issuers, AT)
        costs.append(time.perf_counter() - began)
        accepted = judge(known, found).outcome is not Outcome.FAILURE
        by_policy += not found.missing and file != pdf
        wrong = (accepted and file != pdf) or (not found.missing and not attacks.only_container_differs(file, pdf))
        if wrong or found == NOT_EXAMINED or costs[-1] > SLOW:
            place = Path(tempfile.gettempdir(), f"verify-{number}.pdf")
            place.write_bytes(file)
            print(f"round {number}: {'accepted' if wrong else 'too costly'}, kept as {place}")
            broken += 1
    if costs:
        middle, most = statistics.median(costs) * 1000, max(costs) * 1000
        print(f"{rounds} damaged files, {broken} broken; {middle:.1f} ms each, at most {most:.0f} ms; ", end="")
        print(f"{by_policy} differed in the signature's container alone and are refused by the ledger")
    return broken
