"""Which layout a certificate was drawn by is recorded; the same facts give the same bytes years later (D23)."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from app.documents import digital_certificate
from app.documents.certificate_layout import digest, shipped
from app.issuance.bench import Bench
from app.issuance.facts import facts_of, letterhead_of
from app.issuance.keys import KeyPlace
from app.issuance.runner import Runner
from app.models import issuing, layouts
from app.models.certificate import DigitalCertificate
from app.models.house import LayoutVersion
from app.models.job import JobState
from app.models.layouts import NEVER
from tests.issuance.school import School

SHIPPED = shipped("certificate")
NEW = SHIPPED.replace("DIGITAL DEGREE CERTIFICATE", "DIGITAL DIPLOMA")


@pytest.fixture
def school(tmp_path: Path) -> School:
    return School(f"sqlite:///{tmp_path / 'desk.db'}")


def drawn_again(school: School, entry: DigitalCertificate) -> bytes:
    """The unsigned page from nothing but the records: ledger, hand-over, rules and layout of that day."""
    with school.store.read() as session:
        found = issuing.hand_over_of(session, entry.pickup_id)
        layout = layouts.by_digest(session, entry.layout or "")
        assert found is not None and layout is not None
        profile = school.office(Bench(), None).profile(found[0].profile_id)
        facts = facts_of(found[1], profile, code=entry.document_code, at=entry.issued_at)
    return digital_certificate.render(facts, letterhead_of(profile), layout.text)


def put_in_force(school: School, text: str, day: date) -> None:
    with school.store.begin(school.stamp()) as work:
        layouts.keep(work.session, "certificate", digest(text), text, day, school.clock.now(), "boss")
        work.note("layout.put_in_force")


def test_an_old_certificate_is_drawn_again_to_the_byte_by_its_own_layout(school: School, key: KeyPlace) -> None:
    first = school.hand_over(1)
    runner = Runner(school.office(Bench(), key))
    runner.run_due()
    put_in_force(school, NEW, date(2025, 7, 16))
    school.clock.at += timedelta(hours=1)
    second = school.hand_over(2)
    runner.run_due()
    by_job = {each.job_id: each for each in school.ledger()}
    assert by_job[first].layout == digest(SHIPPED)
    assert by_job[second].layout == digest(NEW)
    for job in (first, second):
        page = drawn_again(school, by_job[job])
        assert school.issued(job).startswith(page), "the signature is added behind the page"
    assert drawn_again(school, by_job[first]) != drawn_again(school, by_job[second])


def test_a_layout_of_the_program_that_drew_is_kept_but_not_in_force(school: School, key: KeyPlace) -> None:
    """A newer program draws by its own: only a school's own version holds it back."""
    for number in (1, 2):
        school.hand_over(number)
    Runner(school.office(Bench(), key)).run_due()
    with school.store.read() as session:
        (kept,) = session.scalars(select(LayoutVersion)).all()
        assert (kept.name, kept.digest, kept.text, kept.in_force_from) == (
            "certificate",
            digest(SHIPPED),
            SHIPPED,
            NEVER,
        )
        assert layouts.in_force(session, "certificate", date(2040, 1, 1)) is None


def test_a_version_of_a_day_to_come_waits_for_it(school: School, key: KeyPlace) -> None:
    put_in_force(school, NEW, date(2025, 7, 17))
    school.hand_over(1)
    runner = Runner(school.office(Bench(), key))
    runner.run_due()
    school.clock.at += timedelta(days=1)
    school.hand_over(2)
    runner.run_due()
    assert {each.layout for each in school.ledger()} == {digest(SHIPPED), digest(NEW)}


def test_what_the_layout_does_not_hold_is_told_and_never_signed(
    one_school: School, bench: Bench, key: KeyPlace
) -> None:
    job_id = one_school.hand_over(1, name="巴彥．達印．古拉斯．馬紹．阿紀．瓦歷斯．諾幹．亞榮隆．撒可努")
    Runner(one_school.office(bench, key)).run_due()
    job = one_school.job(job_id)
    assert (job.state, job.note) == (JobState.DEAD, "digital.does_not_fit")
    assert one_school.ledger() == []
