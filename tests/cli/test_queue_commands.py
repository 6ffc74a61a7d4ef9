"""queue show, pause, resume, retry, cancel, and renew: as the office types them."""

from __future__ import annotations

from datetime import timedelta

from app import settings
from app.cli.opening import actor
from app.dates import SystemClock
from app.desk.place import place_of
from app.models import founding, renewal
from app.models.certificate import DigitalCertificate
from app.models.job import Job, JobKind, JobState
from app.models.pickup import Pickup
from tests.cli.conftest import Office
from tests.issuance.school import School

PASSWORD = "correct horse battery"


def test_a_supervisor_pauses_and_resumes_and_everybody_is_told_why(office: Office) -> None:
    office.typed = [PASSWORD, PASSWORD, "wrong", PASSWORD, PASSWORD]
    assert office.run("queue", "show") == 0
    assert "Waiting: 0. Need a person: 0." in office.out
    assert office.run("queue", "pause", "版面有誤", "--login", "boss") == 0, office.err
    assert office.run("queue", "show") == 1
    assert "版面有誤" in office.out
    assert office.run("queue", "pause", "版面有誤", "--login", "boss") == 1
    assert office.run("queue", "resume", "--login", "boss") == 1
    assert office.run("queue", "resume", "--login", "boss") == 0, office.err
    assert office.run("queue", "resume", "--login", "boss") == 1
    assert office.run("queue", "show") == 0
    assert (actor(), "queue.resumed") in office.deeds()
    assert "nobody" not in {who for who, _ in office.deeds()}
    assert office.run("journal", "check") == 0


def test_a_job_that_is_none_is_neither_tried_nor_given_up(office: Office) -> None:
    office.typed = [PASSWORD]
    assert office.run("queue", "retry", "0123abcd") == 1
    assert office.run("queue", "cancel", "0123abcd", "不再需要", "--login", "boss") == 1
    assert "has not stopped" in office.err


def test_nothing_to_renew_is_said(office: Office) -> None:
    assert office.run("renew", "--dry-run") == 0, office.err
    assert ": 0." in office.out


def test_issue_renews_as_early_as_the_settings_say(new_office: Office) -> None:
    """A timestamp that ends in 500 days: too early for the usual year, in time for the 700 days of this office."""
    file = new_office.folder / "main-1" / "settings.toml"
    lasting = 'timestamp_url = "http://127.0.0.1:9/"\ntimestamp_roots = "tsa.pem"\nsignature_level = "B-LTA"\n'
    (file.parent / "tsa.pem").write_text("", "ascii")
    file.write_text(f"{file.read_text('utf-8')}{lasting}", "utf-8")
    chosen = settings.load()
    school = School(chosen.database_url, kind=founding.REAL)
    try:
        place_of(chosen).key_store.keep(school.holder)
        school.clock.at = SystemClock().now()
        a_lasting_file(school, timedelta(days=500))
        new_office.run("issue")
        assert school.states(JobKind.RENEWAL) == []
        file.write_text(f"{file.read_text('utf-8')}renewal_days = 700\n", "utf-8")
        new_office.run("issue")
        assert len(school.states(JobKind.RENEWAL)) == 1, new_office.err
    finally:
        school.close()


def a_lasting_file(school: School, left: timedelta) -> None:
    """One certificate of level B-LTA, whose timestamp holds that long."""
    job = school.job(school.hand_over(1, due=None))
    with school.store.begin(school.stamp()) as work:
        pickup = work.session.get_one(Pickup, job.subject_id)
        entry = DigitalCertificate(
            certificate_id=pickup.certificate_id,
            pickup_id=pickup.id,
            job_id=job.id,
            version=1,
            document_code="7K3M",
            sha256=b"made up",
            size=7,
            level=renewal.LASTING,
            signer="made up",
            issued_at=school.clock.now(),
        )
        work.add(entry)
        work.session.flush()
        renewal.keep_stamp(work.session, entry.id, school.clock.now() + left)
        work.note("test.lasting", {"job": job.id})


def test_what_is_late_is_listed_by_office_with_receipt_and_day(new_office: Office) -> None:
    chosen = settings.load()
    school = School(chosen.database_url, kind=founding.REAL)
    try:
        place_of(chosen).key_store.keep(school.holder)
        assert new_office.run("queue", "show", "--overdue") == 0, new_office.err
        assert new_office.out.strip() == "No digital certificate is late."
        job_id = school.hand_over(1, due=SystemClock().now().date() - timedelta(days=2))
        school.hand_over(2, due=SystemClock().now().date() + timedelta(days=2))
        assert new_office.run("queue", "show") == 0
        assert "Late: 1;" in new_office.out
        assert new_office.run("queue", "show", "--overdue") == 1
        first, second = new_office.out.splitlines()
        assert first == "Registrar: 1 late"
        assert f"{job_id.hex[-8:]} receipt main-1-114-00001" in second
        assert second.endswith("days late: 2")
    finally:
        school.close()


def test_a_message_that_stopped_is_told_by_telephone(new_office: Office) -> None:
    chosen = settings.load()
    school = School(chosen.database_url, kind=founding.REAL)
    try:
        place_of(chosen).key_store.keep(school.holder)
        school.hand_over(1)
        notice = next(each for each in school.every(Job) if each.kind is JobKind.ACCOUNT_CLOSURE)
        with school.store.begin(school.stamp()) as work:
            work.session.get_one(Job, notice.id).state = JobState.DEAD
            work.note("test.dead")
        number = notice.id.hex[-8:]
        assert new_office.run("queue", "told", number, "電話已告知") == 0, new_office.err
        assert school.job(notice.id).note == "notice.told_by_phone"
        assert new_office.run("queue", "told", number, "電話已告知") == 1
        assert (actor(), "notice.told_by_phone") in new_office.deeds()
    finally:
        school.close()
