"""A supervisor decides about digital certificates: the ledger, the graduate, the rules, and what survives a crash."""

from __future__ import annotations

import csv
import email
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from email import policy
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import openpyxl
import pytest
from sqlalchemy import select

from app.desk import decide as verbs
from app.desk import pickup, verify
from app.desk.decision_report import harmless, write_report
from app.desk.decision_slips import Chosen, DecisionSlip
from app.desk.desk import Desk
from app.desk.verify_slips import FileSlip
from app.errors import Obstacle, Refusal
from app.issuance.bench import Bench
from app.issuance.delivery.post import Folder, Post
from app.issuance.keys import KeyPlace
from app.issuance.office import Office
from app.issuance.runner import Runner
from app.models import issuing
from app.models.base import uuid7
from app.models.certificate import DegreeCertificate, DigitalCertificate, DigitalFile, DigitalState
from app.models.decision import DecisionItem
from app.models.issuing import FILE_PLACE
from app.models.job import Job, JobKind, JobState
from app.models.journal import check_chains
from app.models.pickup import Pickup
from app.policy.verification import Seen
from app.wording import in_language
from tests.desk.conftest import Made, a_deed, password_of
from tests.desk.test_closed_days import opened
from tests.desk.test_statements import said
from tests.issuance.conftest import a_key

BOSS = {"login": "supervisor", "password": password_of("supervisor")}


CLOSURE = "校務帳號管理系統"


class Issuing:
    """The desk's own issuance: a real bench, a real key, messages in a folder."""

    def __init__(self, desk: Desk, key: KeyPlace, folder: Path) -> None:
        self.desk = desk
        self.folder = folder / "mail"
        post = Post(Folder(self.folder), "registrar@sample.example", 100_000)
        self.office = Office.open(desk.store, desk.station.code, desk.clock, Bench(), key, post=post)

    def run(self) -> None:
        Runner(self.office).run_due()

    def mails(self) -> list[str]:
        """What was mailed about certificates: the body of each message, the oldest first."""
        files = sorted(self.folder.glob("*.eml"), key=lambda each: each.stat().st_mtime_ns)
        found = [email.message_from_bytes(each.read_bytes(), policy=policy.default) for each in files]
        bodies = [str(each.get_body(("plain",)).get_content()) for each in found]  # type: ignore[union-attr]
        return [body for body in bodies if CLOSURE not in body]


@pytest.fixture(scope="session")
def key(tmp_path_factory: pytest.TempPathFactory) -> KeyPlace:
    from datetime import UTC, datetime

    return a_key(tmp_path_factory.mktemp("key"), at=datetime(2025, 7, 1, tzinfo=UTC))


@pytest.fixture
def issuance(desk: Desk, key: KeyPlace, tmp_path: Path) -> Issuing:
    return Issuing(desk, key, tmp_path)


@pytest.fixture
def issued(desk: Desk, make: Callable[..., Made], issuance: Issuing) -> Callable[..., list[str]]:
    """Certificates handed over and issued; their numbers."""

    def some(count: int = 1) -> list[str]:
        numbers = []
        for _ in range(count):
            made = make()
            pickup.hand_over(desk, deed=a_deed(opened(desk, made), made))
            with desk.read() as session:
                numbers.append(session.get_one(DegreeCertificate, made.certificate_id).number)
        issuance.run()
        return numbers

    return some


def decided(desk: Desk, act: str, reason: str, *numbers: str, **facts: Any) -> DecisionSlip:
    """Decide, and settle to the end."""
    chosen = facts.pop("chosen", None) or Chosen(numbers=numbers)
    made = verbs.decide(desk, **{"deed_id": uuid7(), "act": act, "reason": reason, "chosen": chosen, **BOSS, **facts})
    while made.state == "open":
        made = verbs.settle(desk, decision_id=made.id)
    return made


def ledger(desk: Desk) -> list[DigitalCertificate]:
    with desk.read() as session:
        query = select(DigitalCertificate).order_by(DigitalCertificate.certificate_id, DigitalCertificate.version)
        found = list(session.scalars(query))
        session.expunge_all()
    return found


def file_of(desk: Desk, entry: DigitalCertificate) -> bytes:
    with desk.read() as session:
        sealed = session.get_one(DigitalFile, entry.id).content_sealed
    return desk.vault.open(FILE_PLACE, entry.id, sealed)


def verdict(desk: Desk, entry: DigitalCertificate) -> tuple[str, str]:
    """What the desk answers for the very file, its signature being good."""
    pdf = file_of(desk, entry)
    answer = verify.conclude(
        desk, file=FileSlip(sha256=sha256(pdf).digest(), size=len(pdf)), seen=Seen(signed=True, by_us=True)
    )
    return answer.outcome.value, answer.code


def verbs_of(desk: Desk) -> list[str]:
    import json

    from app.models.journal import JournalLine

    with desk.read() as session:
        return [json.loads(text)["verb"] for text in session.scalars(select(JournalLine.text))]


# ------------------------------------------------------------------ one certificate
def test_a_revoked_certificate_fails_and_the_graduate_is_told(desk: Desk, issued: Any, issuance: Issuing) -> None:
    (number,) = issued()
    (entry,) = ledger(desk)
    assert verdict(desk, entry) == ("success", "verification.good")
    made = decided(desk, "revoke", "degree_withdrawn", number)
    assert made.outcomes == (("digital.decided_revoked", 1),)
    (entry,) = ledger(desk)
    assert (entry.state, entry.reason, entry.ended_at) == (DigitalState.REVOKED, "degree_withdrawn", desk.now)
    assert verdict(desk, entry) == ("failure", "verification.revoked")
    issuance.run()
    told = issuance.mails()[-1]
    assert entry.document_code in told
    assert "學位經撤銷" in told and "The degree was withdrawn." in told
    assert "林峯煊" not in told and number not in told
    assert verbs.progress(desk, decision_id=made.id).jobs_done == 1
    with desk.store.look() as connection:
        assert [each.broken for each in check_chains(connection) if each.broken] == []
    assert "digital.revoked" in verbs_of(desk)


def test_a_superseded_certificate_warns(desk: Desk, issued: Any, issuance: Issuing) -> None:
    (number,) = issued()
    decided(desk, "supersede", "replacement", number)
    (entry,) = ledger(desk)
    assert verdict(desk, entry) == ("warning", "verification.superseded")
    issuance.run()
    assert "no longer the latest since 2025-07-03" in issuance.mails()[-1]


def test_a_paper_replacement_promises_no_digital_one(desk: Desk, issued: Any, issuance: Issuing) -> None:
    """A replacement is paper only (B11): none is made, and no sentence sends anybody to a mailbox for it."""
    (number,) = issued()
    decided(desk, "supersede", "replacement", number)
    issuance.run()
    with desk.read() as session:
        assert len(list(session.scalars(select(Job).where(Job.kind == JobKind.DIGITAL_CERTIFICATE)))) == 1
    for code in ("verification.superseded", "delivery.nothing_to_send"):
        told = in_language("en").explain(Obstacle(code)).next_step
        assert "mailbox" not in told
        assert "by itself" not in told


def test_a_reissue_replaces_the_earlier_version_when_it_is_signed(desk: Desk, issued: Any, issuance: Issuing) -> None:
    (number,) = issued()
    made = decided(desk, "reissue", "correction", number)
    (first,) = ledger(desk)
    assert verdict(desk, first)[0] == "success", "it holds until the new one is there"
    issuance.run()
    first, second = ledger(desk)
    assert (first.state, first.reason) == (DigitalState.SUPERSEDED, "correction")
    assert (second.state, second.version) == (DigitalState.ISSUED, 2)
    assert verdict(desk, first)[0] == "warning"
    assert verdict(desk, second)[0] == "success"
    letter = issuance.mails()[-1]
    assert second.document_code in letter and first.document_code in letter
    assert f"It replaces the certificate with the code {first.document_code}" in letter
    assert verbs.progress(desk, decision_id=made.id).jobs_done == 1


def test_what_the_rules_forbid_is_an_outcome_and_changes_nothing(desk: Desk, issued: Any, make: Any) -> None:
    (number,) = issued()
    decided(desk, "revoke", "issued_in_error", number)
    before = [(each.state, each.ended_at) for each in ledger(desk)]
    idle = make()
    with desk.read() as session:
        uncollected = session.get_one(DegreeCertificate, idle.certificate_id).number
    made = decided(desk, "revoke", "issued_in_error", number, uncollected, "no such number")
    assert dict(made.outcomes) == {
        "digital.already_revoked": 1,
        "digital.not_issued": 1,
        "digital.certificate_unknown": 1,
    }
    assert [(each.state, each.ended_at) for each in ledger(desk)] == before


def test_a_withdrawn_degree_is_never_issued_again_an_error_may_be(desk: Desk, issued: Any, issuance: Issuing) -> None:
    wrong, gone = issued(2)
    decided(desk, "revoke", "issued_in_error", wrong)
    decided(desk, "revoke", "enrolment_withdrawn", gone)
    made = decided(desk, "reissue", "correction", wrong, gone)
    assert dict(made.outcomes) == {"digital.decided_reissued": 1, "digital.degree_withdrawn": 1}
    issuance.run()
    assert sorted(each.state.value for each in ledger(desk)) == ["issued", "revoked", "revoked"]


def test_revoking_before_it_is_issued_cancels_the_job(desk: Desk, make: Any, issuance: Issuing) -> None:
    made = make()
    pickup.hand_over(desk, deed=a_deed(opened(desk, made), made))
    with desk.read() as session:
        number = session.get_one(DegreeCertificate, made.certificate_id).number
    assert decided(desk, "revoke", "degree_withdrawn", number).outcomes == (("digital.decided_cancelled", 1),)
    issuance.run()
    assert ledger(desk) == []
    assert issuance.mails() == []


# ------------------------------------------------------------------ who and how often
def test_only_a_supervisor_decides(desk: Desk, issued: Any) -> None:
    (number,) = issued()
    clerk = {"login": "clerk1", "password": password_of("clerk1")}
    with pytest.raises(Refusal) as refused:
        decided(desk, "revoke", "issued_in_error", number, **clerk)
    assert refused.value.codes == ("override.supervisor_only",)
    assert ledger(desk)[0].state is DigitalState.ISSUED


def test_the_same_deed_twice_is_one_decision(desk: Desk, issued: Any) -> None:
    (number,) = issued()
    deed = uuid7()
    first = decided(desk, "reissue", "correction", number, deed_id=deed)
    again = decided(desk, "reissue", "correction", number, deed_id=deed)
    assert again.id == first.id
    with desk.read() as session:
        jobs = session.scalars(select(Job).where(Job.decision_id == first.id)).all()
    assert len(jobs) == 1


def test_a_reason_must_fit_the_act_and_a_set_must_be_asked_for(desk: Desk) -> None:
    for act, reason, chosen, code in (
        ("supersede", "degree_withdrawn", Chosen(numbers=("1",)), "digital.reason_unknown"),
        ("revoke", "issued_in_error", Chosen(), "digital.nobody_chosen"),
        ("revoke", "issued_in_error", Chosen(cohort="113-2"), "digital.nobody_chosen"),
        ("revoke", "issued_in_error", Chosen(cohort="last year"), "digital.cohort_odd"),
        ("reissue", "key_changed", Chosen(key="ab"), "digital.key_too_short"),
    ):
        with pytest.raises(Refusal) as refused:
            decided(desk, act, reason, chosen=chosen)
        assert refused.value.codes == (code,)


# ------------------------------------------------------------------ a set
def test_a_set_is_chosen_by_what_it_has_in_common(desk: Desk, issued: Any) -> None:
    numbers = issued(3)
    entry = ledger(desk)[0]
    with desk.read() as session:
        programme = session.get_one(DegreeCertificate, entry.certificate_id)
        from app.models.graduate import Graduate

        code = session.get_one(Graduate, programme.graduate_id).programme
    assert entry.key_id is not None and len(entry.key_id) == 64

    def ahead(**facts: Any) -> int:
        return verbs.look_ahead(desk, act="reissue", reason="key_changed", chosen=Chosen(**facts)).total

    assert ahead(cohort="113-2") == ahead(programme=code) == ahead(key=entry.key_id[:12]) == len(numbers)
    colons = ":".join(entry.key_id[at : at + 2] for at in range(0, 12, 2)).upper()
    assert ahead(key=colons) == len(numbers), "as openssl prints it"
    assert ahead(issued_from=date(2025, 7, 3), issued_to=date(2025, 7, 3)) == 3
    assert ahead(issued_from=date(2025, 7, 4)) == ahead(key="0" * 12) == ahead(cohort="112-1") == 0
    assert ahead(programme=code, issued_to=date(2025, 7, 2)) == 0


def test_the_preview_tells_truly_what_would_happen(desk: Desk, issued: Any) -> None:
    numbers = issued(3)
    decided(desk, "revoke", "degree_withdrawn", numbers[0])
    chosen = Chosen(numbers=(*numbers, "no such number"))
    ahead = verbs.look_ahead(desk, act="reissue", reason="correction", chosen=chosen)
    assert (ahead.total, ahead.possible) == (4, 2)
    assert [each.outcome for each in ahead.first] == [
        "digital.degree_withdrawn",
        "digital.can_be_decided",
        "digital.can_be_decided",
        "digital.certificate_unknown",
    ]
    assert {each.name_masked for each in ahead.first} == {"林○煊", ""}
    assert verbs.overview(desk).decisions[0].act == "revoke", "a preview is no decision"
    made = decided(desk, "reissue", "correction", chosen=chosen)
    assert dict(made.outcomes)["digital.decided_reissued"] == ahead.possible


def test_a_large_set_is_looked_at_slice_by_slice(desk: Desk, issued: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The desk is free between two slices, and no slice says more to the database than another."""
    numbers = issued(5)
    for chosen in (Chosen(cohort="113-2"), Chosen(numbers=(*numbers, numbers[0]))):
        facts: dict[str, Any] = {"act": "reissue", "reason": "correction", "chosen": chosen}
        monkeypatch.setattr(verbs, "LOOKED_AT", 250)
        whole = verbs.look_ahead(desk, **facts)
        monkeypatch.setattr(verbs, "LOOKED_AT", 2)
        ahead, totals, counted = None, [], []
        while ahead is None or not ahead.whole:
            with said(desk) as heard:
                ahead = verbs.look_ahead(desk, **facts, so_far=ahead)
            totals.append((ahead.total, ahead.meant))
            counted.append(heard.count("SELECT"))
        assert totals == [(2, 5), (4, 5), (5, 5)]
        assert counted[0] <= 6 and set(counted[1:]) == {5}, "the set, certificates, versions, hand-overs, jobs"
        assert (ahead.outcomes, ahead.first) == (whole.outcomes, whole.first)
        assert (whole.total, whole.meant, whole.whole) == (5, 5, True)


def test_numbers_are_taken_as_a_supervisor_types_them(desk: Desk, issued: Any) -> None:
    numbers = issued(3)
    short = [desk.profile.certificates.short(each) for each in numbers]
    first, last = min(short), max(short)
    wide = str.maketrans("0123456789()-", "０１２３４５６７８９（）－")
    for typed, meant in (
        ((short[0],), 1),
        ((str(int(short[0])),), 1),
        ((f"{short[0]}、{short[1]}",), 2),
        ((f"{first}-{last}",), 3),
        ((f"{first} ~ {last}".translate(wide),), 3),
        ((numbers[2].translate(wide), short[2]), 1),
    ):
        ahead = look(desk, typed)
        assert (ahead.total, dict(ahead.outcomes)) == (meant, {"digital.can_be_decided": meant}), typed
    for typed in (f"{last}-{first}", "1-9000"):
        with pytest.raises(Refusal) as refusal:
            look(desk, (typed,))
        assert refusal.value.codes == ("digital.range_odd",)
    assert dict(look(desk, ("000999",)).outcomes).keys() == {"digital.certificate_unknown"}


def test_a_running_number_of_two_years_must_be_written_whole(desk: Desk, issued: Any) -> None:
    (number,) = issued(1)
    short = desk.profile.certificates.short(number)
    year = desk.day.year - 1911
    with desk.begin("test") as work:
        held = work.session.scalars(select(DegreeCertificate).where(DegreeCertificate.number == number)).one()
        facts = {
            name: getattr(held, name) for name in ("cohort", "graduated_on", "name_zh", "degree_zh", "programme_zh")
        }
        other = desk.profile.certificates.written(int(short), year - 1)
        assert other != number
        work.add(DegreeCertificate(number=other, graduate_id=held.graduate_id, **facts))
        work.note("test.second_certificate", {"graduate": held.graduate_id})
    with pytest.raises(Refusal) as refusal:
        look(desk, (short,))
    assert refusal.value.codes == ("digital.number_several",)
    assert look(desk, (number,)).total == 1


def test_a_long_list_of_running_numbers_is_looked_up_once(desk: Desk, make: Callable[..., Made]) -> None:
    make()
    typed = tuple(str(each) for each in range(1, 601))
    with said(desk) as heard:
        ahead = look(desk, typed)
    assert heard.count("SELECT") < 20 and (ahead.total, ahead.meant) == (250, 600)
    with said(desk) as heard:
        ahead = verbs.look_ahead(desk, act="reissue", reason="correction", chosen=Chosen(numbers=typed), so_far=ahead)
    assert heard.count("SELECT") < 8 and ahead.total == 500


def look(desk: Desk, typed: tuple[str, ...]) -> Any:
    return verbs.look_ahead(desk, act="reissue", reason="correction", chosen=Chosen(numbers=typed))


def test_a_set_that_changed_since_it_was_shown_is_refused(desk: Desk, issued: Any) -> None:
    issued(2)
    with pytest.raises(Refusal) as refused:
        decided(desk, "reissue", "key_changed", chosen=Chosen(cohort="113-2"), expected=3)
    assert refused.value.codes == ("digital.selection_changed",)
    assert verbs.overview(desk).decisions == ()


def test_a_decision_goes_on_after_a_crash_and_no_certificate_is_made_twice(
    desk: Desk, issued: Any, issuance: Issuing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The program dies in the middle of the second chunk; another one goes on."""
    numbers = issued(5)
    facts = {"act": "reissue", "reason": "key_changed", "chosen": Chosen(cohort="113-2"), **BOSS}
    made = verbs.decide(desk, deed_id=uuid7(), **facts)
    assert verbs.settle(desk, decision_id=made.id, limit=2).settled == 2
    real, seen = verbs.settle_one, []

    def dies(*given: Any) -> None:
        seen.append(given)
        if len(seen) == 2:
            raise KeyboardInterrupt
        real(*given)

    monkeypatch.setattr(verbs, "settle_one", dies)
    with pytest.raises(KeyboardInterrupt):
        verbs.settle(desk, decision_id=made.id, limit=2)
    monkeypatch.undo()
    assert verbs.progress(desk, decision_id=made.id).settled == 2
    while made.state == "open":
        made = verbs.settle(desk, decision_id=made.id, limit=2)
    assert (made.settled, made.jobs) == (5, 5)
    issuance.run()
    assert sorted(each.version for each in ledger(desk)) == [1] * 5 + [2] * 5
    assert verbs.settle(desk, decision_id=made.id).settled == len(numbers)


def test_a_paused_decision_holds_what_it_queued(desk: Desk, issued: Any, issuance: Issuing) -> None:
    issued(3)
    facts = {"act": "reissue", "reason": "key_changed", "chosen": Chosen(cohort="113-2"), **BOSS}
    made = verbs.decide(desk, deed_id=uuid7(), **facts)
    verbs.settle(desk, decision_id=made.id, limit=2)
    assert verbs.pause(desk, decision_id=made.id).state == "paused"
    with pytest.raises(Refusal) as refused:
        verbs.settle(desk, decision_id=made.id)
    assert refused.value.codes == ("digital.decision_paused",)
    issuance.run()
    assert len(ledger(desk)) == 3
    assert verbs.go_on(desk, decision_id=made.id).state == "open"
    while made.state == "open":
        made = verbs.settle(desk, decision_id=made.id)
    issuance.run()
    assert len(ledger(desk)) == 6
    with pytest.raises(Refusal) as refused:
        verbs.pause(desk, decision_id=made.id)
    assert refused.value.codes == ("digital.decision_over",)


# ------------------------------------------------------------------ the report
@pytest.fixture
def reported(desk: Desk, issued: Any, issuance: Issuing) -> Iterator[UUID]:
    numbers = issued(2)
    made = decided(desk, "reissue", "correction", *numbers, "=HYPERLINK(1)")
    issuance.run()
    return made.id


def test_a_report_names_each_outcome_and_no_formula(desk: Desk, reported: UUID, tmp_path: Path) -> None:
    file = tmp_path / "report.csv"
    assert write_report(desk, decision_id=reported, file=file, say=in_language("en")) == 3
    rows = list(csv.reader(file.read_text("utf-8-sig").splitlines()))
    assert [row[4] for row in rows[1:]] == [
        "A new version is queued; it replaces the earlier one when it is signed.",
        "A new version is queued; it replaces the earlier one when it is signed.",
        "No certificate has this number.",
    ]
    assert rows[3][1] == "'=HYPERLINK(1)"
    with desk.begin(bookkeeping=True) as work:
        job = work.session.scalars(select(Job).where(Job.decision_id == reported).order_by(Job.id)).first()
        assert job is not None
        job.state, job.note, job.note_facts = JobState.DEAD, "delivery.bounced", '{"status": "5.1.1"}'
    write_report(desk, decision_id=reported, file=file, say=in_language("en"))
    told = [row[8] for row in csv.reader(file.read_text("utf-8-sig").splitlines())]
    assert "The message came back: its mailbox cannot be reached (5.1.1)." in told
    codes = {each.document_code for each in ledger(desk) if each.version == 2}
    assert {row[6] for row in rows[1:3]} == codes
    book = tmp_path / "report.xlsx"
    assert write_report(desk, decision_id=reported, file=book, say=in_language("zh_TW")) == 3
    sheet = openpyxl.load_workbook(book).active
    assert sheet is not None
    assert (sheet["B4"].value, sheet["B4"].data_type) == ("=HYPERLINK(1)", "s")
    assert "林峯煊" not in [cell.value for row in sheet.rows for cell in row]
    with pytest.raises(Refusal):
        write_report(desk, decision_id=reported, file=tmp_path / "report.pdf", say=in_language("en"))


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx"])
def test_a_cell_that_looks_like_a_formula_is_text(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


# ------------------------------------------------------------------ a voided hand-over (E30)
def void(desk: Desk, number: str) -> UUID:
    with desk.begin() as work:
        query = select(Pickup).join(DegreeCertificate).where(DegreeCertificate.number == number)
        found = work.session.scalars(query).one()
        found.voided_at = desk.now
        work.note("pickup.voided", {"pickup": found.id})
    return found.id


def test_a_voided_hand_over_takes_its_digital_certificate_with_it(desk: Desk, issued: Any, issuance: Issuing) -> None:
    (number,) = issued()
    pickup_id = void(desk, number)
    with desk.begin() as work:
        assert issuing.withdraw_voided(work, work.session.get_one(Pickup, pickup_id), desk.now)
    (entry,) = ledger(desk)
    assert (entry.state, entry.reason) == (DigitalState.REVOKED, "hand_over_voided")
    issuance.run()
    assert entry.document_code in issuance.mails()[-1]
    assert decided(desk, "reissue", "correction", number).outcomes == (("digital.pickup_voided", 1),)


def test_what_was_voided_elsewhere_is_found_by_the_queue(desk: Desk, issued: Any, issuance: Issuing, make: Any) -> None:
    (number,) = issued()
    waiting = make()
    pickup.hand_over(desk, deed=a_deed(opened(desk, waiting), waiting))
    with desk.read() as session:
        second = session.get_one(DegreeCertificate, waiting.certificate_id).number
    for each in (number, second):
        void(desk, each)
    issuance.run()
    assert [each.state for each in ledger(desk)] == [DigitalState.REVOKED]
    with desk.read() as session:
        jobs = session.execute(select(Job.kind, Job.state).where(Job.kind != JobKind.DIGITAL_NOTICE)).all()
    assert (JobKind.DIGITAL_CERTIFICATE, JobState.CANCELLED) in jobs
    assert (JobKind.ACCOUNT_CLOSURE, JobState.CANCELLED) in jobs
    assert len(issuance.mails()) == 2
    issuance.run()
    assert len(issuance.mails()) == 2


def test_items_are_kept_for_the_record(desk: Desk, issued: Any) -> None:
    (number,) = issued()
    made = decided(desk, "revoke", "issued_in_error", number, note="電話確認，主管核可")
    with desk.read() as session:
        (item,) = session.scalars(select(DecisionItem).where(DecisionItem.decision_id == made.id))
    assert (item.number, item.outcome, item.settled_at) == (number, "digital.decided_revoked", desk.now)
    assert timedelta(0) == made.decided_at - desk.now


def test_a_number_that_is_named_in_two_spacings_is_decided_once(desk: Desk, issued: Callable[..., list[str]]) -> None:
    first, second = issued(2)
    chosen = Chosen(numbers=(first, first.replace(" ", ""), second))
    ahead = verbs.look_ahead(desk, act="revoke", reason="issued_in_error", chosen=chosen)
    assert ahead.total == ahead.meant == 2 and ahead.whole
    made = decided(desk, "revoke", "issued_in_error", chosen=chosen, expected=ahead.total)
    assert made.total == made.settled == 2
