"""A file is handed in: what the desk answers, what the ledger keeps of it, and who may count on it for how long."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from app.desk.verify import by_code, conclude, where
from app.desk.verify_slips import FileSlip, Outcome, WhereSlip
from app.errors import Obstacle, Refusal
from app.issuance.bench import Bench
from app.issuance.keys import KeyPlace
from app.issuance.runner import Runner
from app.models import issuing
from app.models.certificate import DigitalState
from app.models.journal import JournalLine
from app.models.store import Store
from app.models.verification import IssuerCertificate
from app.policy.decisions import REASONS
from app.policy.verification import Seen
from app.sentences import SENTENCES
from app.threads.examiner import Examiner
from app.wording import in_language
from tests.issuance.conftest import AT, a_key, a_pdf
from tests.issuance.school import School
from tests.issuance.test_attacks import issued as signed_with
from tests.issuance.verifying import Verifying, a_desk_of

GOOD = Seen(signed=True, by_us=True)


@pytest.fixture(scope="module")
def bench() -> Bench:
    return Bench()


@pytest.fixture(scope="module")
def examiner() -> Iterator[Examiner]:
    made = Examiner()
    yield made
    made.stop()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def verifying(request: pytest.FixtureRequest, tmp_path: Path, examiner: Examiner) -> Iterator[Verifying]:
    sqlite = f"sqlite:///{tmp_path / 'desk.db'}"
    school = School(sqlite if request.param == "sqlite" else request.getfixturevalue("postgresql_url"))
    yield Verifying(school, a_desk_of(school, tmp_path), examiner, tmp_path)
    school.close()


@pytest.fixture
def one(tmp_path: Path, examiner: Examiner) -> Iterator[Verifying]:
    """On SQLite only, where the database has no part in what is tested."""
    school = School(f"sqlite:///{tmp_path / 'desk.db'}")
    yield Verifying(school, a_desk_of(school, tmp_path), examiner, tmp_path)
    school.close()


def test_a_certificate_verifies_then_warns_when_superseded_and_fails_when_revoked(
    verifying: Verifying, bench: Bench, key: KeyPlace
) -> None:
    _, pdf = verifying.issue(1, key, bench)
    found = verifying.verify(pdf)
    assert (found.outcome, found.code, found.uses_left) == (Outcome.SUCCESS, "verification.good", None)
    assert found.document_code == verifying.school.ledger()[0].document_code
    verifying.mark(sha256(pdf).digest(), DigitalState.SUPERSEDED)
    assert (verifying.verify(pdf).outcome, verifying.verify(pdf).code) == (Outcome.WARNING, "verification.superseded")
    verifying.mark(sha256(pdf).digest(), DigitalState.REVOKED)
    revoked = verifying.verify(pdf)
    assert (revoked.outcome, revoked.code) == (Outcome.FAILURE, "verification.revoked")
    assert revoked.public_code == "verification.invalid"


def test_staff_are_told_why_and_when_a_document_ended(verifying: Verifying, bench: Bench, key: KeyPlace) -> None:
    """The reason is the ledger's own: one issued in error says nothing of a degree that was withdrawn (B50)."""
    _, pdf = verifying.issue(1, key, bench)
    assert (verifying.verify(pdf).reason, verifying.verify(pdf).ended_at) == ("", None)
    verifying.mark(sha256(pdf).digest(), DigitalState.REVOKED, "issued_in_error")
    found = verifying.verify(pdf)
    assert (found.code, found.reason, found.ended_at) == ("verification.revoked", "issued_in_error", AT)
    told = in_language("en").explain(Obstacle(found.code))
    assert "withdrawn" not in told.text + told.next_step
    other, pdf = verifying.issue(2, key, bench)
    verifying.school.void_pickup(other)
    Runner(verifying.school.office(bench, key)).run_due()
    assert verifying.verify(pdf).reason == issuing.VOIDED


def test_every_reason_has_its_words() -> None:
    reasons = {each for known in REASONS.values() for each in known} | {issuing.VOIDED}
    assert {f"digital.reason.{each}" for each in reasons} <= set(SENTENCES)


def test_a_scanned_code_tells_of_its_document_and_proves_no_file(
    verifying: Verifying, bench: Bench, key: KeyPlace
) -> None:
    job, _ = verifying.issue(1, key, bench)
    (entry,) = verifying.school.ledger()
    number = "(114)範大學字第 000001 號"
    for read in (f"https://verify.sample.example/d/{entry.document_code}", entry.document_code.lower()):
        found = by_code(verifying.desk, read=read)
        assert (found.code, found.state, found.number) == (entry.document_code, "issued", number)
        assert found.name_masked == "林○"
    again = verifying.school.queue_again(job)
    Runner(verifying.school.office(bench, key)).run_due()
    newer = next(each.document_code for each in verifying.school.ledger() if each.job_id == again)
    found = by_code(verifying.desk, read=entry.document_code)
    assert (found.state, found.replaced_by) == ("superseded", newer)
    for read, code in (
        ("7K3M-9QXW-0ZRT-5HBN", "verification.code_unknown"),
        ("https://x.example/", "verification.no_code"),
    ):
        with pytest.raises(Refusal) as refused:
            by_code(verifying.desk, read=read)
        assert refused.value.codes == (code,)


def test_a_reissue_supersedes_the_older_file(one: Verifying, bench: Bench, key: KeyPlace) -> None:
    job, old = one.issue(1, key, bench)
    again = one.school.queue_again(job)
    Runner(one.school.office(bench, key)).run_due()
    assert one.verify(old).code == "verification.superseded"
    assert one.verify(one.school.issued(again)).code == "verification.good"


def test_a_degree_certificate_verifies_for_ever(one: Verifying, bench: Bench, key: KeyPlace) -> None:
    """Long after the registrar's certificate has ended, and after another key has taken over (E28)."""
    _, pdf = one.issue(1, key, bench)
    one.school.clock.advance(days=366 * 20)
    for _ in range(5):
        assert one.verify(pdf).outcome is Outcome.SUCCESS


def test_what_was_not_issued_here_says_why(one: Verifying, bench: Bench, key: KeyPlace, tmp_path: Path) -> None:
    _, pdf = one.issue(1, key, bench)
    answers = {
        "altered": one.verify(pdf + b"\n"),
        "not_issued_here": one.verify(a_pdf()),
        "other_issuer": one.verify(signed_with(a_key(tmp_path))),
        "not_in_ledger": one.verify(signed_with(key)),
        "not_pdf": one.verify(b"\x89PNG\r\n"),
        "still_zipped": one.verify(b"PK\x03\x04 and more"),
        "too_large": one.verify(pdf + bytes(5 << 20)),
    }
    assert {name: each.code for name, each in answers.items()} == {name: f"verification.{name}" for name in answers}
    assert {each.outcome for each in answers.values()} == {Outcome.FAILURE}
    assert "範例大學" in answers["other_issuer"].signer  # it calls itself so; only staff see it
    assert answers["altered"].cause


def test_a_file_that_nobody_altered_is_never_called_altered_because_its_certificate_has_ended(
    one: Verifying, bench: Bench, key: KeyPlace
) -> None:
    """One that the ledger does not know, signed by a key of ours that has long been put away."""
    _, pdf = one.issue(1, key, bench)
    stray = signed_with(key)
    assert one.verify(stray).code == "verification.not_in_ledger"
    one.school.clock.advance(days=366 * 20)
    answer = one.verify(stray)
    assert (answer.outcome, answer.code) == (Outcome.FAILURE, "verification.not_in_ledger")
    assert answer.cause == ("in_force",)
    for altered in (pdf + b"\n", pdf.replace(b"/ProcSet", b"/ProcSez"), stray.replace(b"/ProcSet", b"/ProcSez")):
        assert one.verify(altered).code == "verification.altered"


def test_each_answer_is_journaled_without_a_name(verifying: Verifying, bench: Bench, key: KeyPlace) -> None:
    _, pdf = verifying.issue(1, key, bench)
    verifying.verify(pdf, "林煊.pdf")
    verifying.verify(b"nothing", "林煊-2.pdf")
    lines = [each.text for each in verifying.school.every(JournalLine) if "digital.verified" in each.text]
    assert [json.loads(each)["facts"]["code"] for each in lines] == ["verification.good", "verification.not_pdf"]
    assert all("林" not in each and ".pdf" not in each for each in lines)
    assert verifying.school.broken_chains() == []


def test_whoever_asks_is_sent_to_the_school_s_own_page(one: Verifying) -> None:
    assert where(one.desk) == WhereSlip(has_page=True)


def test_a_locked_desk_verifies_nothing(one: Verifying) -> None:
    one.desk.locked = True
    with pytest.raises(Refusal) as refused:
        one.verify(a_pdf())
    assert refused.value.codes == ("sign_on.needed",)


# ------------------------------------------------------------------ the three uses
def test_only_a_success_uses_one_up(verifying: Verifying, bench: Bench, key: KeyPlace) -> None:
    _, pdf = verifying.issue(1, key, bench)
    verifying.allow(3)
    for _ in range(5):
        verifying.verify(pdf + b"\n")
        verifying.verify(b"PK\x03\x04")
    assert verifying.used() == 0
    assert [verifying.verify(pdf).uses_left for _ in range(3)] == [2, 1, 0]
    spent = verifying.verify(pdf)
    assert (spent.outcome, spent.code, spent.uses_left) == (Outcome.WARNING, "verification.uses_spent", 0)
    assert verifying.used() == 3


def test_64_verifications_at_once_of_a_three_use_document_succeed_three_times(
    verifying: Verifying, bench: Bench, key: KeyPlace, tmp_path: Path
) -> None:
    _, pdf = verifying.issue(1, key, bench)
    verifying.allow(3)
    file = FileSlip(sha256=sha256(pdf).digest(), size=len(pdf))
    together, answers = threading.Barrier(64), []

    def one_clerk() -> None:
        store = Store(verifying.school.url, verifying.school.store.vault)
        desk = a_desk_of(verifying.school, tmp_path)
        desk.store = store
        together.wait()
        answers.append(conclude(desk, file=file, seen=GOOD))
        store.close()

    clerks = [threading.Thread(target=one_clerk) for _ in range(64)]
    for each in clerks:
        each.start()
    for each in clerks:
        each.join()
    outcomes = [each.outcome for each in answers]
    assert (outcomes.count(Outcome.SUCCESS), outcomes.count(Outcome.WARNING)) == (3, 61)
    assert sorted(each.uses_left for each in answers if each.outcome is Outcome.SUCCESS) == [0, 1, 2]
    assert verifying.used() == 3
    assert verifying.school.broken_chains() == []


# ------------------------------------------------------------------ whose signature counts
def test_the_chain_of_every_key_that_ever_signed_is_kept_once(
    verifying: Verifying, bench: Bench, tmp_path: Path
) -> None:
    older, newer = a_key(tmp_path), a_key(tmp_path, "p256")
    files = [verifying.issue(number, place, bench)[1] for number, place in ((1, older), (2, older), (3, newer))]
    kept = verifying.school.every(IssuerCertificate)
    assert len(kept) == 6
    assert [each.is_root for each in kept].count(True) == 2
    assert all(verifying.verify(each).outcome is Outcome.SUCCESS for each in files)
