"""A school with issued certificates, a desk that verifies and an examiner, for the tests of verification."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from app.desk.desk import Actor, Desk
from app.desk.verify import ask_ledger, conclude
from app.desk.verify_slips import FileSlip, VerdictSlip
from app.issuance.bench import Bench
from app.issuance.handed_in import HandedIn, take
from app.issuance.keys import KeyPlace
from app.issuance.runner import Runner
from app.models.base import uuid7
from app.models.certificate import DigitalCertificate, DigitalState
from app.models.staff import Role
from app.models.verification import VerificationQuota
from app.threads.examiner import Examiner
from tests.builders import a_place
from tests.issuance.school import School


@dataclass
class Verifying:
    """One desk of the school that issued ``files``, by the job's key."""

    school: School
    desk: Desk
    examiner: Examiner
    folder: Path
    key: KeyPlace | None = None  # whose kits are made

    def issue(self, number: int, key: KeyPlace, bench: Bench) -> tuple[UUID, bytes]:
        job = self.school.hand_over(number)
        Runner(self.school.office(bench, key)).run_due()
        return job, self.school.issued(job)

    def file(self, name: str, content: bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content)
        return path

    def verify(self, content: bytes, name: str = "certificate.pdf") -> VerdictSlip:
        return self.verify_handed(HandedIn(name, self.file(name, content)))

    def verify_handed(self, handed: HandedIn) -> VerdictSlip:
        """All three asks, one after another."""
        taken = take(handed)
        file = FileSlip(sha256=taken.sha256, size=taken.size, problem=taken.problem)
        if taken.problem:
            return conclude(self.desk, file=file)
        ledger = ask_ledger(self.desk, sha256=taken.sha256)
        seen = self.examiner.examine(taken.content, ledger.issuers, ledger.at)
        return conclude(self.desk, file=file, seen=seen)

    def mark(self, sha256: bytes, state: DigitalState, reason: str = "") -> None:
        with self.school.store.begin(self.school.stamp()) as work:
            entry = next(each for each in work.session.query(DigitalCertificate) if each.sha256 == sha256)
            entry.state, entry.reason, entry.ended_at = state, reason, self.school.clock.now()
            work.note("digital.marked", {"digital": entry.id})

    def allow(self, times: int) -> None:
        """Give every document a quota."""
        with self.school.store.begin(self.school.stamp()) as work:
            for entry in work.session.query(DigitalCertificate):
                work.add(VerificationQuota(document_id=entry.id, allowed=times))
            work.note("digital.quota")

    def used(self) -> int:
        return sum(each.used for each in self.school.every(VerificationQuota))


def a_desk_of(school: School, folder: Path) -> Desk:
    """A desk on the school's own store, a clerk signed on."""
    desk = Desk(a_place(school.url, folder, station="main-1", clock=school.clock), school.store)
    desk.actor = Actor(uuid7(), "clerk", "承辦人", Role.CLERK)
    return desk
