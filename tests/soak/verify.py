"""Twenty thousand damaged certificates, every published attack and every bomb: no false success, no hang.

The targets are real certificates, plain (B-B) and with an archive timestamp (B-LTA), of both kinds of key; a round is
one damaged file, looked at by a warm examiner as a file that was handed in would be. A file that costs more than
``SLOW`` seconds, kills the examiner, or is accepted although it is not the issued one, byte for byte, breaks the
campaign. No signature covers its own container, and none knows of a revision that was cut off; where nothing else is
otherwise, the ledger's digest refuses the file.
"""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from app.documents import digital_certificate
from app.policy.verification import NOT_EXAMINED, Outcome
from app.threads.examiner import Examiner
from tests.benchmarks._batch import LETTERHEAD, facts
from tests.issuance import attacks
from tests.issuance.conftest import AT
from tests.issuance.stamp_attacks import LEDGER_ALONE
from tests.issuance.targets import KINDS, Target

ROUNDS = 20_000
SLOW = 2.0
BOMB, TRIES = 0.1, 10  # seconds that a bomb may cost, at the best of some tries: the computer does other work too


def main(seed: int, rounds: int | None) -> int:
    """Returns 0 when all held."""
    chance, examiner = random.Random(seed), Examiner()
    page = digital_certificate.render(facts(1, AT), LETTERHEAD)
    with tempfile.TemporaryDirectory() as folder:
        try:
            targets = [Target.made(Path(folder, "-".join(each)), *each, page) for each in KINDS]
            examiner.warm()
            broken = _bombs(examiner, targets[0].issuers) + _attacks(examiner, targets)
            return broken + _damage(chance, examiner, targets, ROUNDS if rounds is None else rounds)
        finally:
            examiner.stop()


def _bombs(examiner: Examiner, issuers: tuple[bytes, ...]) -> int:
    broken = 0
    for name, bomb in attacks.bombs():
        costs, refused = [], True
        for _ in range(TRIES):
            began = time.perf_counter()
            found = examiner.examine(bomb, issuers, AT)
            costs.append(time.perf_counter() - began)
            refused = refused and bool(found.missing) and found != NOT_EXAMINED
        wrong = "" if refused and min(costs) <= BOMB else ": BROKE"
        print(f"bomb, {len(bomb) / 1000:.0f} KB, {name}: {min(costs) * 1000:.1f} ms{wrong}", flush=True)
        broken += bool(wrong)
    return broken


def _attacks(examiner: Examiner, targets: Sequence[Target]) -> int:
    broken = 0
    for target in targets:
        tried = target.attacks()
        for name, file in tried:
            began = time.perf_counter()
            found = examiner.examine(file, target.issuers, AT)
            cost = time.perf_counter() - began
            accepted = target.judged(file, found).outcome is not Outcome.FAILURE
            if accepted or (not found.missing and name not in LEDGER_ALONE) or cost > SLOW or found == NOT_EXAMINED:
                print(f"attack: {target.kind} {target.level}: {name}: {'accepted' if accepted else 'BROKE'}")
                broken += 1
        print(f"{len(tried)} published attacks on {target.kind} {target.level}", flush=True)
    return broken


def _damage(chance: random.Random, examiner: Examiner, targets: Sequence[Target], rounds: int) -> int:
    costs, broken, by_policy = [], 0, 0
    files = [each.pdf for each in targets]
    for number in range(rounds):
        target = targets[number % len(targets)]
        file = attacks.mutant(chance, target.pdf, files)
        began = time.perf_counter()
        found = examiner.examine(file, target.issuers, AT)
        costs.append(time.perf_counter() - began)
        accepted = target.judged(file, found).outcome is not Outcome.FAILURE
        by_policy += not found.missing and file != target.pdf
        wrong = (accepted and file != target.pdf) or (not found.missing and not target.only_ledger_tells(file))
        if wrong or found == NOT_EXAMINED or costs[-1] > SLOW:
            place = Path(tempfile.gettempdir(), f"verify-{number}.pdf")
            place.write_bytes(file)
            place.with_suffix(".issued.pdf").write_bytes(target.pdf)
            print(f"round {number}: {'accepted' if wrong else 'too costly'}, kept as {place}")
            broken += 1
    if costs:
        middle, most = statistics.median(costs) * 1000, max(costs) * 1000
        print(f"{rounds} damaged files, {broken} broken; {middle:.1f} ms each, at most {most:.0f} ms; ", end="")
        print(f"{by_policy} changed in no signed byte, refused by the ledger alone")
    return broken
