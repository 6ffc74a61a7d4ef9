"""Many documents through thirty years: each timestamp is renewed in time and once, whatever comes in between.

A round is one document. Time goes in uneven steps; the authority changes its certificate now and then, the issuers'
lists are away for a while, the program dies at a commit, a document is revoked. In the end every form that a document
ever had is the ledger's, and the last one of each verifies.
"""

from __future__ import annotations

import random
import tempfile
from collections import Counter
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from app.issuance.bench import Bench
from app.issuance.office import Office
from app.issuance.runner import LEASE, Runner
from app.issuance.validation import check
from app.models.certificate import DigitalCertificate, DigitalState
from app.models.job import JobKind, JobState
from app.models.renewal import ArchiveStamp, OlderForm
from tests.issuance.conftest import AT
from tests.issuance.crashes import Killed, at_commit, die
from tests.issuance.decades import Authority
from tests.issuance.school import NO_NOTICE, STATION, School
from tests.soak._counters import hold

ROUNDS, YEARS = 40, 30


def main(seed: int, rounds: int | None = None) -> int:
    """Returns 0 when all held."""
    count = ROUNDS if rounds is None else rounds
    with tempfile.TemporaryDirectory() as folder:
        renewed = decades(Path(folder), random.Random(seed), count, YEARS)
    print(f"{count} documents through {YEARS} years, {renewed} renewals")
    return 0


def decades(folder: Path, dice: random.Random, documents: int, years: int) -> int:
    """How many renewals there were; Broken when a timestamp ends, a form is lost or one is made twice."""
    authority = Authority.opened(folder / "house", AT - timedelta(hours=1))
    school = School(f"sqlite:///{folder / 'desk.db'}", rules=NO_NOTICE)
    jobs = [school.hand_over(number) for number in range(documents)]
    _run(school, authority)
    forms = {job: [school.issued(job)] for job in jobs}
    changed = school.clock.now()
    while school.clock.now() < AT + timedelta(days=365 * years):
        school.clock.advance(days=dice.randint(20, 150))
        now = school.clock.now()
        if now - changed > timedelta(days=dice.randint(400, 700)):
            authority.change_certificate(now - timedelta(hours=1))
            changed = now
        _one_day(school, authority, dice)
        _look(school, forms)
        if dice.random() < 0.05:
            _revoke_one(school, dice)
    _whole(school, authority, forms)
    school.close()
    return sum(len(each) - 1 for each in forms.values())


def _one_day(school: School, authority: Authority, dice: random.Random) -> None:
    if dice.random() < 0.2:  # the issuers say nothing for a day
        for each in (*authority.folder.glob("*.crl"), *authority.folder.glob("*.ocsp")):
            each.unlink()
        _run(school, authority)
        authority.tell_anew(school.clock.now() - timedelta(hours=1))
        school.clock.advance(days=1)
    if dice.random() < 0.3:
        try:
            with at_commit(school.store, dice.randint(1, 6), dice.choice(["before", "after"]), die):
                _run(school, authority)
        except Killed:
            school.clock.advance(seconds=LEASE.total_seconds() + 1)
    _run(school, authority)


def _run(school: School, authority: Authority) -> None:
    Runner(Office.open(school.store, STATION, school.clock, Bench(), authority.key, authority.lasting)).run_due()


def _look(school: School, forms: dict[UUID, list[bytes]]) -> None:
    """What is in force has a timestamp that has not ended; a new form stands behind the one before."""
    ends = {each.digital_id: each.until for each in school.every(ArchiveStamp)}
    for entry in school.ledger():
        if entry.state is not DigitalState.ISSUED:
            continue
        hold(ends[entry.id] > school.clock.now(), "a timestamp has ended", school.clock.now())
        held = forms[entry.job_id]
        if sha256(held[-1]).digest() != entry.sha256:
            file = school.issued(entry.job_id)
            hold(sha256(file).digest() == entry.sha256 and file.startswith(held[-1]), "no longer form of the same file")
            held.append(file)


def _revoke_one(school: School, dice: random.Random) -> None:
    live = [each.id for each in school.ledger() if each.state is DigitalState.ISSUED]
    if len(live) > 1:
        with school.store.begin(school.stamp()) as work:
            work.session.get_one(DigitalCertificate, dice.choice(live)).state = DigitalState.REVOKED
            work.note("digital_certificate.revoked")


def _whole(school: School, authority: Authority, forms: dict[UUID, list[bytes]]) -> None:
    known = Counter(each.sha256 for each in (*school.every(OlderForm), *school.ledger()))
    for held in forms.values():
        hold(all(known[sha256(each).digest()] == 1 for each in held), "a form is not the ledger's, or twice")
        hold(check(held[-1], [authority.root], AT).good, "the last form does not verify")
    hold(sum(known.values()) == sum(map(len, forms.values())), "a form that nobody saw")
    hold(set(school.states(JobKind.RENEWAL)) <= {JobState.DONE, JobState.CANCELLED, JobState.QUEUED}, "one stopped")
    hold(school.broken_chains() == [])
