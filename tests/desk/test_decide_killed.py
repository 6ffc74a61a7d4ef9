"""A program that is killed between two chunks of a decision: who comes next goes on, and nothing is done twice."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path
from uuid import UUID

import pytest

from app.desk import decide as verbs
from app.desk.decision_slips import Chosen
from app.desk.desk import Desk
from app.desk.sign_on import hash_password
from app.issuance.bench import Bench
from app.issuance.keys import KeyPlace
from app.issuance.runner import Runner
from app.models.base import uuid7
from app.models.decision import DecisionItem
from app.models.job import JobKind
from app.models.staff import Role, Staff
from tests.issuance.conftest import a_key
from tests.issuance.school import NO_NOTICE, School

BOSS = {"login": "boss", "password": "correct horse battery"}
ROOT = Path(__file__).parents[2]
CERTIFICATES = 7
CHILD = """
import os, signal, sys
from pathlib import Path
from uuid import UUID
from app.desk import decide as verbs
from app.desk.desk import Desk, Place
from app.desk.key_store import DemoSectorKeys, KeyFile
from tests.desk.test_decide_killed import by_small_chunks
from tests.issuance.conftest import AT
from tests.issuance.crashes import at_commit
from tests.issuance.school import PROFILE, STATION
from app.dates import FixedClock

url, folder, deed, number, listed = sys.argv[1:]
keys = KeyFile(Path(folder) / "station.key")
desk = Desk.open(Place(url, STATION, "main", PROFILE, keys, DemoSectorKeys(), FixedClock(AT), demo=True))
with at_commit(desk.store, int(number), "after", lambda: os.kill(os.getpid(), signal.SIGKILL)):
    by_small_chunks(desk, UUID(deed), listed == "listed")
"""


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> KeyPlace:
    return a_key(tmp_path_factory.mktemp("key"), "p256")


def by_small_chunks(desk: Desk, deed: UUID, listed: bool) -> int:
    """Decide and carry out, two certificates in a commit; how many commits of carrying out there were."""
    verbs.GATHERED = 2
    numbers = tuple(f"(114)範大學字第 {each:06d} 號" for each in range(1, CERTIFICATES + 1))
    chosen = Chosen(numbers=numbers) if listed else Chosen(cohort="113-2")
    facts = {"act": "revoke", "reason": "issued_in_error", "chosen": chosen, **BOSS}
    made, chunks = verbs.decide(desk, deed_id=deed, **facts), 0
    while made.state == "open":
        made, chunks = verbs.settle(desk, decision_id=made.id, limit=2, actor="command"), chunks + 1
    assert (made.state, made.settled, made.total) == ("settled", CERTIFICATES, CERTIFICATES)
    return chunks


@pytest.mark.parametrize(("number", "listed"), [(2, True), (4, False), (4, True), (8, False)])
def test_whoever_comes_next_goes_on(
    tmp_path: Path, key: KeyPlace, monkeypatch: pytest.MonkeyPatch, number: int, listed: bool
) -> None:
    """Killed after the sign-on and the first rows, among the rows, at their end, and among the certificates."""
    url = f"sqlite:///{tmp_path / 'desk.db'}"
    school = School(url, rules=NO_NOTICE)
    with school.store.begin(school.stamp()) as work:
        work.add(Staff(login="boss", name="主管", role=Role.SUPERVISOR, password_hash=hash_password(BOSS["password"])))
        work.note("staff.added")
    for each in range(1, CERTIFICATES + 1):
        school.hand_over(each)
    runner = Runner(school.office(Bench(), key))
    runner.run_due()
    runner.close()
    desk, deed = school.desk(tmp_path / "keys"), uuid7()

    said = [url, str(tmp_path / "keys"), str(deed), str(number), "listed" if listed else "cohort"]
    child = subprocess.run(
        [sys.executable, "-P", "-c", CHILD, *said], cwd=ROOT, env={"PYTHONPATH": str(ROOT)}, check=False
    )
    assert child.returncode == -signal.SIGKILL
    begun = Counter(bool(each.outcome) for each in school.every(DecisionItem))
    assert 0 < begun.total() <= CERTIFICATES

    monkeypatch.setattr(verbs, "GATHERED", 2)  # given back at the end
    by_small_chunks(desk, deed, listed)
    rows = sorted(school.every(DecisionItem), key=lambda each: each.position)
    assert [each.position for each in rows] == list(range(1, CERTIFICATES + 1))
    assert len({each.number for each in rows}) == CERTIFICATES
    assert {each.outcome for each in rows} == {"digital.decided_revoked"}
    assert Counter(each.state.value for each in school.ledger()) == {"revoked": CERTIFICATES}
    assert len(school.states(JobKind.DIGITAL_NOTICE)) == CERTIFICATES
    assert school.broken_chains() == []
    desk.close()
    school.close()
