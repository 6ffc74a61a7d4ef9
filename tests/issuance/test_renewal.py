"""Archive timestamps are renewed for decades, and what the graduate was given stays good all the while."""

from __future__ import annotations

import asyncio
import io
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import x509 as asn1
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import ades
from pyhanko.sign.validation.policy_decl import (
    CertValidationPolicySpec,
    PdfSignatureValidationSpec,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko_certvalidator.ltv import ades_past, poe
from pyhanko_certvalidator.ltv.types import ValidationTimingInfo
from pyhanko_certvalidator.policy_decl import CertRevTrustPolicy, RevocationCheckingPolicy
from pyhanko_certvalidator.registry import SimpleTrustManager

from app.desk import digital, review
from app.errors import Trouble
from app.issuance import proof, renewing
from app.issuance.bench import Bench
from app.issuance.kit import open_kit
from app.issuance.kit_making import make_kit
from app.issuance.office import Office
from app.issuance.orders import Progress, Worker
from app.issuance.runner import LEASE, Runner
from app.issuance.validation import check, examine
from app.models import renewal
from app.models import verification as ledger
from app.models.certificate import DigitalFile, DigitalState
from app.models.job import Job, JobKind, JobState
from app.models.renewal import ArchiveStamp, OlderForm
from app.policy.verification import Known, LedgerState, Outcome, judge
from app.private_files import write_private
from tests.issuance.conftest import AT
from tests.issuance.decades import PASSPHRASE, Authority
from tests.issuance.school import STATION, School
from tests.issuance.verifying import a_desk_of

YEAR = timedelta(days=365)


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority.opened(tmp_path / "house", AT - timedelta(hours=1))


def office(school: School, authority: Authority, worker: Worker) -> Office:
    return Office.open(school.store, STATION, school.clock, worker, authority.key, authority.lasting)


def run(school: School, authority: Authority, worker: Worker | None = None) -> list[Progress]:
    heard: list[Progress] = []
    runner = Runner(office(school, authority, worker or Bench()), heard.append)
    runner.run_due()
    runner.close()
    return [each for each in heard if each.kind == JobKind.RENEWAL.value]


def renewals(school: School) -> list[Job]:
    return [each for each in school.every(Job) if each.kind is JobKind.RENEWAL]


def answer(school: School, pdf: bytes) -> tuple[Outcome, str]:
    """What the ledger and the strict policy say of a file, as the desk puts it together."""
    with school.store.read() as session:
        entry = ledger.entry_by_digest(session, sha256(pdf).digest())
        issuers = [each.der for each in ledger.issuer_certificates(session)]
    known = Known(LedgerState(entry.state), entry.issued_at) if entry else None
    found = judge(known, examine(pdf, issuers, entry.issued_at if entry else school.clock.now()))
    return found.outcome, found.code


class LibraryClock(datetime):
    """What the library that validates takes for now, where it asks the computer's own clock."""

    at = AT

    @classmethod
    def now(cls, tz: Any = None) -> datetime:
        return cls.at.astimezone(tz)


def keep_the_library_s_time(monkeypatch: pytest.MonkeyPatch) -> None:
    for room in (ades, ades_past, poe):
        monkeypatch.setattr(room, "datetime", LibraryClock)


def ades_of(pdf: bytes, root: bytes, then: datetime, now: datetime) -> str:
    """What a verifier says at that time, offline, with nothing but the file and the root; simulated when later."""
    spec = PdfSignatureValidationSpec(
        SignatureValidationSpec(
            CertValidationPolicySpec(
                SimpleTrustManager.build([asn1.Certificate.load(root)]),
                CertRevTrustPolicy(RevocationCheckingPolicy.from_legacy("require")),
            ),
            RevocationInfoGatheringSpec(RevinfoOnlineFetchingRule.LOCAL_ONLY),
        )
    )
    signature = PdfFileReader(io.BytesIO(pdf), strict=True).embedded_signatures[0]
    LibraryClock.at = then
    if then > now:
        found = ades.simulate_future_ades_lta_validation(signature, spec, then, now)
    else:
        timing = ValidationTimingInfo(then, best_signature_time=then, point_in_time_validation=True)
        found = ades.ades_lta_validation(signature, spec, timing_info=timing)
    return str(asyncio.run(found).ades_subindic)


def stamps(pdf: bytes) -> int:
    return len(PdfFileReader(io.BytesIO(pdf), strict=True).embedded_timestamp_signatures)


@pytest.mark.timeout(600)
def test_a_certificate_is_renewed_through_the_decades_and_every_form_stays_good(
    school: School, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    for room in (ades, ades_past):
        monkeypatch.setattr(room, "datetime", LibraryClock)
    job_id = school.hand_over(1)
    run(school, authority)
    forms = [school.issued(job_id)]
    assert run(school, authority) == []
    last = 2045 if school.store.is_sqlite else 2030
    while school.clock.now().year < last:
        school.clock.advance(days=2.5 * 365)  # the certificate of the last timestamp has half a year left
        authority.change_certificate(school.clock.now() - timedelta(hours=1))
        (done,) = run(school, authority)
        assert (done.step, done.state, done.code) == ("renew", "done", "renewal.done")
        forms.append(school.issued(job_id))
        now = school.clock.now()
        assert forms[-1].startswith(forms[-2])
        assert stamps(forms[-1]) == len(forms)
        for then in (now, *(datetime(year, 1, 1, tzinfo=UTC) for year in (2029, 2035, 2045))):
            if then >= now and school.store.is_sqlite:  # the database has no part in it
                assert ades_of(forms[-1], authority.root, then, now) == "AdESPassed.OK", (now.year, then)
        good = (Outcome.SUCCESS, "verification.good")
        assert (answer(school, forms[0]), answer(school, forms[-1])) == (good, good)
    assert len(forms) == (9 if school.store.is_sqlite else 3)
    assert [answer(school, each) for each in forms] == [good] * len(forms)
    (entry,) = school.ledger()
    assert (entry.sha256, entry.size, entry.version) == (sha256(forms[-1]).digest(), len(forms[-1]), 1)
    older = sorted(school.every(OlderForm), key=lambda each: each.size)
    assert [each.sha256 for each in older] == [sha256(each).digest() for each in forms[:-1]]
    assert len(school.every(DigitalFile)) == 1
    assert all(answer(school, each + b" ")[0] is Outcome.FAILURE for each in (forms[0], forms[-1]))
    assert school.broken_chains() == []


WEEK = timedelta(days=7)


def test_answers_that_hold_a_week_are_enough_for_as_long_as_the_last_timestamp_lasts(
    one_school: School, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a real responder gives them: the earlier timestamps are judged by the proof of their own days."""
    keep_the_library_s_time(monkeypatch)
    authority = Authority.opened(tmp_path / "house", AT - timedelta(hours=1), speaks_for=WEEK)
    job_id = one_school.hand_over(1)
    run(one_school, authority)
    for _ in range(3):
        renew_once(one_school, authority)
        pdf, now = one_school.issued(job_id), one_school.clock.now()
        for later in (timedelta(days=30), YEAR):  # no list and no answer is fresh any more
            assert ades_of(pdf, authority.root, now + later, now) == "AdESPassed.OK", (now.year, later)
    assert stamps(pdf) == 4


def test_in_the_week_after_a_renewal_the_desk_and_a_kit_say_what_they_said_before(
    one_school: School, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The library does not, offline: while the issuers' lists are fresh and the registrar's own first answer is not, it
    takes the fresh answer about another certificate of the same issuer, the authority's, for a fault of another kind
    than age, and looks no further. With two issuers, or once the lists have aged, it goes on to the proof of the day.
    Ours judges by the moment of issue. When the library has learnt better, this test says so."""
    keep_the_library_s_time(monkeypatch)
    authority = Authority.opened(tmp_path / "house", AT - timedelta(hours=1), speaks_for=WEEK)
    job_id = one_school.hand_over(1)
    run(one_school, authority)
    make_kit(office(one_school, authority, Bench()), tmp_path / "older", days=1000)
    renew_once(one_school, authority)
    pdf, now = one_school.issued(job_id), one_school.clock.now()
    make_kit(office(one_school, authority, Bench()), tmp_path / "kit")
    for days, said in ((1, "AdESIndeterminate.CERTIFICATE_CHAIN_GENERAL_FAILURE"), (8, "AdESPassed.OK")):
        assert ades_of(pdf, authority.root, now + timedelta(days=days), now) == said
        one_school.clock.at = now + timedelta(days=days)
        assert answer(one_school, pdf) == (Outcome.SUCCESS, "verification.good")
        for name, code in (("kit", "good"), ("older", "not_in_kit")):
            kit, digest = open_kit(tmp_path / name, one_school.clock.now()), sha256(pdf).digest()
            seen = examine(pdf, kit.issuers, kit.at(digest, one_school.clock.now()))
            assert kit.judge(digest, seen).code == f"verification.{code}"


def test_a_list_alone_would_not_have_lasted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, one_school: School
) -> None:
    """Why ``revocation.lists_only`` refuses it. When a verifier has learnt better, this test says so."""
    keep_the_library_s_time(monkeypatch)
    monkeypatch.setattr(proof, "refuse_lists_alone", lambda *_: None)
    authority = Authority.opened(tmp_path / "house", AT - timedelta(hours=1), speaks_for=WEEK, has_responder=False)
    job_id = one_school.hand_over(1)
    run(one_school, authority)
    tomorrow, next_month = (
        ades_of(one_school.issued(job_id), authority.root, AT + timedelta(days=days), AT) for days in (1, 30)
    )
    assert tomorrow == "AdESPassed.OK"
    assert next_month.startswith("AdESIndeterminate")


def test_an_authority_that_a_list_alone_vouches_for_takes_no_better_one_s_place(
    one_school: School, authority: Authority
) -> None:
    job_id = one_school.hand_over(1)
    run(one_school, authority)
    before, good = one_school.issued(job_id), authority.house
    one_school.clock.advance(days=2.5 * 365)
    at = one_school.clock.now() - timedelta(hours=1)
    authority.house = replace(good, has_responder=False)
    authority.change_certificate(at)
    write_private(authority.folder / "answer.ocsp", replace(good, at=at).answer(authority.containers[-2], PASSPHRASE))
    assert [(each.state, each.code) for each in run(one_school, authority)] == [("queued", "revocation.lists_only")]
    assert one_school.issued(job_id) == before
    authority.house = good
    authority.change_certificate(at)
    authority.containers.pop(-2)
    authority.tell_anew(at)
    one_school.clock.advance(hours=1)
    assert [each.code for each in run(one_school, authority)] == ["renewal.done"]


def test_every_form_follows_its_document_when_it_is_revoked(one_school: School, authority: Authority) -> None:
    job_id = one_school.hand_over(1)
    run(one_school, authority)
    first = one_school.issued(job_id)
    renew_once(one_school, authority)
    last = one_school.issued(job_id)
    with one_school.store.begin(one_school.stamp()) as work:
        (entry,) = work.session.query(type(one_school.ledger()[0])).all()
        entry.state = DigitalState.REVOKED
        work.note("digital_certificate.revoked", {"digital_certificate": entry.id})
    assert [answer(one_school, each)[1] for each in (first, last)] == ["verification.revoked"] * 2


def renew_once(school: School, authority: Authority, worker: Worker | None = None) -> list[Progress]:
    school.clock.advance(days=2.5 * 365)
    authority.change_certificate(school.clock.now() - timedelta(hours=1))
    return run(school, authority, worker)


def test_an_offline_kit_knows_every_form(one_school: School, authority: Authority, tmp_path: Path) -> None:
    job_id = one_school.hand_over(1)
    run(one_school, authority)
    first = one_school.issued(job_id)
    renew_once(one_school, authority)
    made = make_kit(office(one_school, authority, Bench()), tmp_path / "kit")
    kit, now = open_kit(tmp_path / "kit", one_school.clock.now()), one_school.clock.now()
    assert made.documents == 1
    for each in (first, one_school.issued(job_id)):
        digest = sha256(each).digest()
        assert kit.judge(digest, examine(each, kit.issuers, kit.at(digest, now))).code == "verification.good"


# ------------------------------------------------------------------ when
def test_nothing_is_renewed_before_its_lead_time(one_school: School, authority: Authority) -> None:
    one_school.hand_over(1)
    run(one_school, authority)
    (stamp,) = one_school.every(ArchiveStamp)
    one_school.clock.advance(seconds=(stamp.until - YEAR - one_school.clock.now()).total_seconds() - 60)
    authority.change_certificate(one_school.clock.now() - timedelta(hours=1))
    assert run(one_school, authority) == []
    assert renewing.ending(office(one_school, authority, Bench())).count == 0
    one_school.clock.advance(seconds=61)
    assert renewing.ending(office(one_school, authority, Bench())) == renewal.Ending(1, stamp.until)
    assert [each.code for each in run(one_school, authority)] == ["renewal.done"]


def test_an_authority_without_a_newer_certificate_is_asked_again_later(
    one_school: School, authority: Authority
) -> None:
    job_id = one_school.hand_over(1)
    run(one_school, authority)
    before = one_school.issued(job_id)
    one_school.clock.advance(days=2.5 * 365)
    assert [(each.state, each.code) for each in run(one_school, authority)] == [
        ("queued", "renewal.no_newer_certificate")
    ]
    assert one_school.issued(job_id) == before
    assert run(one_school, authority) == []
    one_school.clock.advance(days=31)
    authority.change_certificate(one_school.clock.now() - timedelta(hours=1))
    assert [each.code for each in run(one_school, authority)] == ["renewal.done"]
    assert len(renewals(one_school)) == 1


def test_a_timestamp_that_has_ended_is_told_and_the_file_left_alone(one_school: School, authority: Authority) -> None:
    job_id = one_school.hand_over(1)
    run(one_school, authority)
    before = one_school.issued(job_id)
    one_school.clock.advance(days=5 * 365)
    authority.change_certificate(one_school.clock.now() - timedelta(hours=1))
    assert [(each.state, each.code) for each in run(one_school, authority)] == [("dead", "renewal.too_late")]
    assert one_school.issued(job_id) == before
    assert answer(one_school, before)[0] is Outcome.SUCCESS


def test_a_renewal_that_stopped_stands_in_the_queue_and_in_the_day_s_review(
    one_school: School, authority: Authority, tmp_path: Path
) -> None:
    """It is planned once and never again: on no screen, nobody would know before the timestamp has ended."""
    one_school.hand_over(1)
    run(one_school, authority)
    one_school.clock.advance(days=5 * 365)
    authority.change_certificate(one_school.clock.now() - timedelta(hours=1))
    run(one_school, authority)
    desk = a_desk_of(one_school, tmp_path)
    shown = digital.queue(desk, which="attention")
    assert [(each.kind, each.note, each.short) for each in shown.jobs] == [
        ("timestamp_renewal", "renewal.too_late", "000001")
    ]
    assert (shown.attention, shown.jobs[0].tone) == (1, "stop")
    matters = review.today(desk).open_matters
    assert [(each.kind, each.detail) for each in matters if each.kind == "digital"] == [("digital", "renewal.too_late")]
    again = digital.try_again(desk, job_id=shown.jobs[0].id)
    assert again.attention == 0
    assert [each.kind for each in again.jobs] == ["digital_certificate"], "what goes by itself is not worth a line"


def test_an_issuer_that_is_silent_lets_the_renewal_wait(one_school: School, authority: Authority) -> None:
    one_school.hand_over(1)
    run(one_school, authority)
    one_school.clock.advance(days=2.5 * 365)
    authority.change_certificate(one_school.clock.now() - timedelta(hours=1))
    for each in (*authority.folder.glob("*.crl"), *authority.folder.glob("*.ocsp")):
        each.unlink()
    assert [(each.state, each.code) for each in run(one_school, authority)] == [("queued", "revocation.unknown")]
    authority.tell_anew(one_school.clock.now())
    one_school.clock.advance(hours=1)
    assert [each.code for each in run(one_school, authority)] == ["renewal.done"]


def test_a_file_whose_end_nobody_wrote_down_is_looked_into(one_school: School, authority: Authority) -> None:
    """As an older program left it."""
    one_school.hand_over(1)
    run(one_school, authority)
    with one_school.store.begin(one_school.stamp(), bookkeeping=True) as work:
        work.session.query(ArchiveStamp).delete()
    one_school.clock.advance(hours=2)
    assert [each.code for each in run(one_school, authority)] == ["renewal.not_needed"]
    (stamp,) = one_school.every(ArchiveStamp)
    assert stamp.until > one_school.clock.now() + 2 * YEAR
    one_school.clock.advance(hours=2)
    assert run(one_school, authority) == []


# ------------------------------------------------------------------ once
class Meanwhile:
    """A worker during whose work something else happens."""

    def __init__(self, deed: Any) -> None:
        self.bench, self.deed = Bench(), deed

    def ask(self, order: Any) -> Any:
        made = self.bench.ask(order)
        self.deed()
        return made


def test_a_document_revoked_while_it_is_renewed_stays_as_it_was(one_school: School, authority: Authority) -> None:
    one_school.hand_over(1)
    run(one_school, authority)
    before = one_school.ledger()[0].sha256

    def revoke() -> None:
        with one_school.store.begin(one_school.stamp()) as work:
            (entry,) = work.session.query(type(one_school.ledger()[0])).all()
            entry.state = DigitalState.REVOKED
            work.note("digital_certificate.revoked", {"digital_certificate": entry.id})

    heard = renew_once(one_school, authority, Meanwhile(revoke))
    assert [(each.state, each.code) for each in heard] == [("cancelled", "renewal.not_needed")]
    assert one_school.ledger()[0].sha256 == before
    assert one_school.every(OlderForm) == []


def test_a_lane_held_up_beyond_its_lease_renews_nothing_twice(one_school: School, authority: Authority) -> None:
    job_id = one_school.hand_over(1)
    run(one_school, authority)

    def another_lane() -> None:
        one_school.clock.advance(seconds=LEASE.total_seconds() + 1)
        run(one_school, authority)

    heard = renew_once(one_school, authority, Meanwhile(another_lane))
    assert [each.state for each in heard] == ["lost"]
    assert stamps(one_school.issued(job_id)) == 2
    assert len(one_school.every(OlderForm)) == 1


def test_two_stations_plan_each_renewal_once(school: School, authority: Authority) -> None:
    for number in range(1, 6):
        school.hand_over(number)
    run(school, authority)
    school.clock.advance(days=2.5 * 365)
    planned = [renewing.plan(office(school, authority, Bench())) for _ in range(2)]
    assert planned == [5, 0]
    assert len(renewals(school)) == 5


CRASH = """
import os, sys
from datetime import datetime
from pathlib import Path
sys.path.insert(0, {root!r})
from app.issuance.bench import Bench
from app.issuance.demo_authority import lasting_beside
from app.issuance.keys import KeyPlace
from app.issuance.office import Office
from app.issuance.runner import Runner
from app.models.keyring import HolderKey
from tests.issuance.school import STATION, School

school = School({url!r}, HolderKey(bytes.fromhex({holder!r})))
school.clock.at = datetime.fromisoformat({now!r})
key = KeyPlace(Path({key!r}), {passphrase!r})

class Killed:
    def ask(self, order):
        made = Bench().ask(order)
        if {at!r} == "before the commit":
            os.kill(os.getpid(), 9)
        return made

def tell(progress):
    if progress.kind == "timestamp_renewal":
        os.kill(os.getpid(), 9)

office = Office.open(school.store, STATION, school.clock, Killed(), key, lasting_beside(key))
Runner(office, tell).run_due()
"""


@pytest.mark.parametrize("at", ["before the commit", "after the commit"])
def test_a_program_killed_around_the_commit_renews_once_when_it_is_started_again(
    one_school: School, authority: Authority, at: str
) -> None:
    job_id = one_school.hand_over(1)
    run(one_school, authority)
    first = one_school.issued(job_id)
    one_school.clock.advance(days=2.5 * 365)
    authority.change_certificate(one_school.clock.now() - timedelta(hours=1))
    root = str(Path(__file__).parents[2])
    program = CRASH.format(
        root=root,
        url=one_school.url,
        holder=one_school.holder.private.hex(),
        now=one_school.clock.now().isoformat(),
        key=str(authority.key.path),
        passphrase=PASSPHRASE,
        at=at,
    )
    died = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, check=False)
    assert died.returncode == -signal.SIGKILL, died.stderr.decode()
    one_school.clock.advance(seconds=LEASE.total_seconds() + 1)
    run(one_school, authority)
    assert [each.state for each in renewals(one_school)] == [JobState.DONE]
    assert stamps(one_school.issued(job_id)) == 2
    assert [each.sha256 for each in one_school.every(OlderForm)] == [sha256(first).digest()]
    assert check(one_school.issued(job_id), [authority.root], AT).good
    assert one_school.broken_chains() == []


def test_a_stored_file_that_was_altered_is_never_stamped(one_school: School, authority: Authority) -> None:
    one_school.hand_over(1)
    run(one_school, authority)
    (entry,) = one_school.ledger()
    vault = one_school.store.vault
    assert vault is not None
    with one_school.store.begin(one_school.stamp(), bookkeeping=True) as work:
        file = work.session.get_one(DigitalFile, entry.id)
        file.content_sealed = vault.seal("digital_file.content_sealed", entry.id, b"%PDF-1.7 another")
    heard = renew_once(one_school, authority)
    assert [(each.state, each.code) for each in heard] == [("dead", "digital.file_altered")]


def test_an_unstamped_file_is_no_case_for_a_renewal() -> None:
    from app.issuance.signing import last_stamp
    from tests.issuance.conftest import a_pdf

    with pytest.raises(Trouble) as caught:
        last_stamp(a_pdf(), ())
    assert caught.value.code == "renewal.no_timestamp"
