"""A founded database with graduates who have collected their certificates, so that there is something to issue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.dates import AcademicSemester, FixedClock
from app.desk.desk import Desk, Place
from app.desk.key_store import DemoSectorKeys, KeyFile
from app.issuance.delivery.drop import Platform
from app.issuance.delivery.mailroom import Mailroom
from app.issuance.delivery.post import Post
from app.issuance.keys import KeyPlace
from app.issuance.office import Office
from app.issuance.orders import Worker
from app.models import delivery, founding, keyring, queue
from app.models.base import Base, uuid7
from app.models.certificate import DegreeCertificate, DigitalCertificate, Sheet, SheetState, Stage
from app.models.graduate import Graduate, Person, Status
from app.models.issuing import FILE_PLACE
from app.models.job import Job, JobKind, JobState, JobStep
from app.models.journal import Stamp, check_chains
from app.models.pickup import Pickup, PickupMode
from app.models.staff import Role, Staff, Station
from app.models.store import Store, UnitOfWork
from app.policy.profile import Profile
from tests.issuance.conftest import AT
from tests.shape import shaped

PROFILE = Path(__file__).parents[2] / "resources" / "profiles" / "sample.toml"
STATION = "main-1"
DUE_DAY = date(2025, 7, 21)
DUE = 'due = { rule = "working_days", count = 3 }'
OWN, AT_SCHOOL = "syuan@post.example", "411000001s@alumni.sample.example"
NO_NOTICE = {"[account_closure]\non = true": "[account_closure]\non = false"}
NO_CHANGES: Mapping[str, str] = {}


class School:
    """One school's database at its registry desk."""

    def __init__(
        self,
        url: str,
        holder: keyring.HolderKey | None = None,
        *,
        kind: str = founding.DEMO,
        due: str = "",
        rules: Mapping[str, str] = NO_CHANGES,
    ) -> None:
        self.url = url
        self.kind = kind
        self.clock = FixedClock(AT)
        self.holder = holder or keyring.HolderKey.fresh()
        if holder is None:
            shaped(url)
        self.store = Store(url)
        if holder is None:
            self._found(kind, {**rules, **({DUE: due} if due else {})})
        else:
            with self.store.read() as session:
                self.store.vault = keyring.open_vault(session, keyring.station_holder(STATION), holder)

    def stamp(self) -> Stamp:
        return Stamp("clerk", STATION, self.clock.now())

    def _found(self, kind: str, rules: Mapping[str, str]) -> None:
        text = PROFILE.read_text("utf-8")
        for before, after in rules.items():
            assert before in text
            text = text.replace(before, after)
        profile = Profile.from_text(text, "sample")
        with self.store.begin(self.stamp()) as work:
            founding.mark_at_birth(work.session, kind)
            self.station = Station(code=STATION, name="1 號櫃檯", counter="main", public_key=self.holder.public)
            self.clerk = Staff(login="clerk", name="承辦人", role=Role.CLERK, password_hash="-")
            work.add(self.station, self.clerk)
            code = keyring.new_recovery_code()
            self.store.vault = keyring.found_keys(work.session, STATION, self.holder, code, self.clock.now())
            self.rules = profile
            self.profile = founding.put_in_force(
                work.session, "sample", profile.text, profile.digest, date(2025, 1, 1), AT, "clerk"
            )
            work.session.flush()
            work.note("database.founded")

    def office(
        self,
        worker: Worker,
        key: KeyPlace | None,
        post: Post | None = None,
        platform: Platform | None = None,
        mailroom: Mailroom | None = None,
    ) -> Office:
        ways: dict[str, Any] = {"post": post, "platform": platform, "mailroom": mailroom}
        return Office.open(self.store, STATION, self.clock, worker, key, **ways)

    def hand_over(
        self,
        number: int,
        *,
        name: str = "林煊",
        due: date | None = DUE_DAY,
        channel: str = "own",
        **facts: Any,
    ) -> UUID:
        """One graduate collects the paper; the digital certificate's job is queued. The job's key."""
        with self.store.begin(self.stamp()) as work:
            graduate, pickup = self._collected(work, number, name)
            job = self._job(
                JobKind.DIGITAL_CERTIFICATE, graduate, pickup, step="check", due=due, channel=channel, **facts
            )
            work.add(job, self._job(JobKind.ACCOUNT_CLOSURE, graduate, pickup, step="notify", priority=80))
            work.note("pickup.recorded", {"pickup": pickup.id})
        return job.id

    def hand_over_many(self, names: Mapping[int, str]) -> None:
        """A part of a cohort at once, without their notices."""
        with self.store.begin(self.stamp()) as work:
            for number, name in names.items():
                graduate, pickup = self._collected(work, number, name)
                facts: dict[str, Any] = {"step": "check", "due": DUE_DAY, "channel": "own"}
                work.add(self._job(JobKind.DIGITAL_CERTIFICATE, graduate, pickup, **facts))
            work.note("pickups.recorded", count=len(names))

    def _collected(self, work: UnitOfWork, number: int, name: str) -> tuple[Graduate, Pickup]:
        person = Person(name=name, name_en="LIN, SYUAN", birth_date=date(2003, 5, 9))
        graduate = Graduate(
            student_number=f"411{number:05d}S",
            cohort=AcademicSemester(113, 2),
            department="geography",
            status=Status.GRADUATED,
            person=person,
        )
        certificate = DegreeCertificate(
            number=f"(114)範大學字第 {number:06d} 號",
            cohort=AcademicSemester(113, 2),
            graduated_on=date(2025, 6, 30),
            name_zh=name,
            name_en="LIN, SYUAN",
            degree_zh="文學學士",
            degree_en="Bachelor of Arts",
            programme_zh="地理學系",
            programme_en="Department of Geography",
            stage=Stage.HANDED_OVER,
            graduate=graduate,
        )
        work.add(person, graduate, certificate)
        work.session.flush()
        sheet = Sheet(
            serial=f"S{number:06d}",
            barcode=f"S{number:06d}",
            state=SheetState.HANDED_OVER,
            custodian_id=self.station.id,
            certificate=certificate,
        )
        work.add(sheet)
        work.session.flush()
        pickup = self._pickup(graduate, certificate, sheet, number)
        work.add(pickup)
        work.session.flush()
        return graduate, pickup

    def _pickup(self, graduate: Graduate, certificate: DegreeCertificate, sheet: Sheet, number: int) -> Pickup:
        return Pickup(
            deed_id=uuid7(),
            graduate_id=graduate.id,
            certificate_id=certificate.id,
            sheet_id=sheet.id,
            mode=PickupMode.SELF,
            at=self.clock.now(),
            clerk_id=self.clerk.id,
            station_id=self.station.id,
            profile_id=self.profile.id,
            receipt_number=f"{STATION}-114-{number:05d}",
            opened_by="card",
            identity_kind="photo",
            sheet_typed=False,
            signature_kind="pad",
        )

    def _job(self, kind: JobKind, graduate: Graduate, pickup: Pickup, **facts: Any) -> Job:
        return Job(
            kind=kind,
            deed_id=pickup.deed_id,
            subject_id=pickup.id,
            graduate_id=graduate.id,
            profile_id=pickup.profile_id,
            station_id=pickup.station_id,
            queued_at=pickup.at,
            not_before=pickup.at,
            **facts,
        )

    def write_mailboxes(self, job_id: UUID, own: str = OWN, at_school: str = AT_SCHOOL) -> None:
        with self.store.begin(self.stamp()) as work:
            graduate = work.session.get_one(Graduate, work.session.get_one(Job, job_id).graduate_id)
            person = work.session.get_one(Person, graduate.person_id)
            seal, places = work.vault.seal, delivery.PERSON_PLACES
            person.mailbox_sealed = seal(places["own"], person.id, own) if own else None
            person.school_mailbox_sealed = seal(places["school"], person.id, at_school) if at_school else None
            work.note("test.mailboxes", {"job": job_id})

    def desk(self, folder: Path) -> Desk:
        """The desk at this database, as the system office opens it for a command."""
        keys = KeyFile(folder / "station.key")
        keys.keep(self.holder)
        here = Place(
            self.url, STATION, "main", PROFILE, keys, DemoSectorKeys(), self.clock, demo=self.kind == founding.DEMO
        )
        return Desk.open(here)

    # ------------------------------------------------------------------ what a person does
    def void_pickup(self, job_id: UUID) -> None:
        with self.store.begin(self.stamp()) as work:
            job = work.session.get_one(Job, job_id)
            pickup = work.session.get_one(Pickup, job.subject_id)
            pickup.voided_at = self.clock.now()
            work.note("pickup.voided", {"pickup": pickup.id})

    def voided(self, job_id: UUID) -> bool:
        with self.store.read() as session:
            return session.get_one(Pickup, session.get_one(Job, job_id).subject_id).voided_at is not None

    def try_again(self, job_id: UUID) -> None:
        with self.store.begin(self.stamp()) as work:
            job = work.session.get_one(Job, job_id)
            job.state, job.attempts, job.not_before, job.note = JobState.QUEUED, 0, self.clock.now(), ""
            work.note("job.try_again", {"job": job_id})

    def queue_again(self, job_id: UUID) -> UUID:
        """Another certificate for the same hand-over: a reissue."""
        with self.store.begin(self.stamp()) as work:
            old = work.session.get_one(Job, job_id)
            pickup = work.session.get_one(Pickup, old.subject_id)
            graduate = work.session.get_one(Graduate, old.graduate_id)
            job = self._job(JobKind.DIGITAL_CERTIFICATE, graduate, pickup, step="check", channel="own")
            job.deed_id = uuid7()
            work.add(job)
            work.note("digital_certificate.reissued", {"pickup": pickup.id})
        return job.id

    def spoil_step(self, job_id: UUID) -> None:
        """As a newer program would leave it."""
        with self.store.begin(self.stamp()) as work:
            work.session.get_one(Job, job_id).step = "notarise"
            work.note("job.step", {"job": job_id})

    # ------------------------------------------------------------------ what is in the database
    def digital_jobs(self) -> list[UUID]:
        return [each.id for each in self.every(Job) if each.kind is JobKind.DIGITAL_CERTIFICATE]

    def job(self, job_id: UUID) -> Job:
        with self.store.read() as session:
            job = session.get_one(Job, job_id)
            session.expunge(job)
            return job

    def states(self, kind: JobKind = JobKind.DIGITAL_CERTIFICATE) -> list[JobState]:
        with self.store.read() as session:
            return list(session.scalars(select(Job.state).where(Job.kind == kind).order_by(Job.queued_at, Job.id)))

    def steps(self, job_id: UUID) -> list[str]:
        with self.store.read() as session:
            query = select(JobStep.name).where(JobStep.job_id == job_id).order_by(JobStep.position)
            return list(session.scalars(query))

    def every(self, record: type[Base]) -> Sequence[Any]:
        with self.store.read() as session:
            found = session.scalars(select(record)).all()
            session.expunge_all()
            return found

    def ledger(self) -> Sequence[DigitalCertificate]:
        return self.every(DigitalCertificate)

    def issued(self, job_id: UUID) -> bytes:
        assert self.store.vault is not None
        with self.store.read() as session:
            found = queue.file_of_job(session, job_id)
        assert found is not None
        return self.store.vault.open(FILE_PLACE, found[0].id, found[1])

    def broken_chains(self) -> list[str]:
        with self.store.engine.connect() as connection:
            return [each.broken for each in check_chains(connection) if each.broken]

    def close(self) -> None:
        self.store.close()
