"""What is kept sealed is masked for everybody, and opened by a supervisor, piece by piece, with a reason (個資法)."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select, text

from app.dates import FixedClock
from app.desk import evidence, lookup, papers, pickup, purge, signed_receipt
from app.desk.desk import Desk
from app.desk.evidence_slips import EvidenceSlip
from app.desk.slips import DoneSlip, Mode
from app.errors import Refusal
from app.models.graduate import Graduate, Person
from app.models.journal import JournalFact, JournalLine, check_chains
from tests.desk.conftest import Made, a_deed, password_of
from tests.desk.test_exceptions_at_the_counter import evidence as shown_by_proxy
from tests.documents.samples import signature

BOSS = {"login": "supervisor", "password": password_of("supervisor")}
REASON = "畢業生對簽收有疑義"


def with_contacts(desk: Desk, made: Made) -> None:
    with desk.begin() as work:
        person = work.session.scalars(
            select(Person).join(Graduate, Graduate.person_id == Person.id).where(Graduate.id == made.graduate_id)
        ).one()
        person.phone_sealed = desk.vault.seal("person.phone_sealed", person.id, "0912345678")
        person.address_sealed = desk.vault.seal("person.address_sealed", person.id, "台北市大安區某路 1 號")
        work.note("graduate.changed", {"person": person.id})


def by_proxy(desk: Desk, made: Made) -> DoneSlip:
    slip = lookup.open_case_by_card(desk, uid=made.uid, reader="test")
    proxy = shown_by_proxy(desk, made)
    on_paper = {"signature_kind": "paper", "signature_png": None}
    return pickup.hand_over(desk, deed=a_deed(slip, made, mode=Mode.PROXY, proxy=proxy, **on_paper))


def kinds(slip: EvidenceSlip) -> list[str]:
    return [each.kind for each in slip.held]


def key(slip: EvidenceSlip, kind: str) -> str:
    return next(each.key for each in slip.held if each.kind == kind)


def reveal(desk: Desk, made: Made, *kind: str, **changes: str):
    slip = evidence.look(desk, graduate_id=made.graduate_id)
    keys = tuple(key(slip, each) for each in kind)
    return evidence.reveal(desk, graduate_id=made.graduate_id, keys=keys, **({"reason": REASON} | BOSS | changes))


def test_everything_that_is_kept_is_listed_masked_with_its_last_day(desk: Desk, make: Callable[..., Made]) -> None:
    """The sample school keeps evidence one year, contacts and signatures five."""
    made = make()
    with_contacts(desk, made)
    before = evidence.look(desk, graduate_id=made.graduate_id)
    assert {each.until for each in before.held} == {None}, "a certificate waits"
    done = by_proxy(desk, made)
    signed_receipt.keep(desk, pickup_id=done.pickup_id, content=signature())
    slip = evidence.look(desk, graduate_id=made.graduate_id)
    assert set(kinds(slip)) >= {"phone", "address", "proxy_name", "proxy_number", "scan"}
    lasting, evident = date(2030, 7, 3), date(2026, 7, 3)
    signed = next(each for each in slip.held if each.kind == "scan" and not each.what.zh)
    assert signed.until == lasting and signed.receipt == done.receipt_number
    rest = [each for each in slip.held if each is not signed]
    assert all(each.until == (lasting if each.kind in LASTING else evident) for each in rest)
    masks = {each.kind: each.masked for each in slip.held}
    assert masks["phone"] == "091****678" and masks["address"] == "台北市○○○" and masks["proxy_name"] == "陳○領"
    assert masks["proxy_number"] == "A12****789" and masks["scan"] == ""
    assert "0912345678" not in repr(slip) and "陳" not in repr(slip)


LASTING = ("phone", "address", "mailbox", "school_mailbox", "national_id", "signature")


def test_a_supervisor_opens_what_is_named_and_the_journal_keeps_who_and_why(
    desk: Desk, make: Callable[..., Made]
) -> None:
    made = make()
    with_contacts(desk, made)
    by_proxy(desk, made)
    opened = reveal(desk, made, "phone", "address", "proxy_number", "proxy_name")
    assert {text for _, text in opened.texts} == {"0912345678", "台北市大安區某路 1 號", "A123456789", "陳代領"}
    assert opened.papers == () and "0912345678" not in repr(opened)
    with desk.read() as session:
        line = next(
            each
            for each in session.scalars(select(JournalLine))
            if json.loads(each.text)["verb"] == "evidence.revealed"
        )
        told = json.loads(line.text)
        facts = session.get_one(JournalFact, line.id).facts
    assert told["actor"] == "supervisor" and len(told["facts"]["shown"]) == 4
    assert facts is not None and REASON not in line.text, "the reason lies sealed beside the line"
    assert "A123456789" not in line.text
    with desk.store.engine.connect() as connection:
        assert all(not each.broken for each in check_chains(connection))


def test_a_scan_opens_page_by_page_without_a_file(
    desk: Desk, make: Callable[..., Made], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make()
    by_proxy(desk, made)
    elsewhere = tmp_path / "temporary"
    elsewhere.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(elsewhere))
    opened = reveal(desk, made, "scan")
    assert len(opened.papers) == 1 and opened.texts == ()
    paper = opened.papers[0][1]
    assert paper.kind == "evidence" and paper.pdf.startswith(b"%PDF")
    assert papers.page_images(desk, pdf=paper.pdf, dpi=60)[0].png.startswith(b"\x89PNG")
    assert list(elsewhere.iterdir()) == []


def test_nobody_else_and_nothing_without_a_reason(desk: Desk, make: Callable[..., Made]) -> None:
    made = make()
    with_contacts(desk, made)
    for changes, code in (
        ({"login": "clerk1", "password": password_of("clerk1")}, "override.supervisor_only"),
        ({"password": "wrong"}, "sign_on.failed"),
        ({"reason": "  "}, "evidence.reason_missing"),
    ):
        with pytest.raises(Refusal) as refused:
            reveal(desk, made, "phone", **changes)
        assert refused.value.codes == (code,)
    for keys, code in (((), "evidence.nothing_marked"), (("phone:0",), "evidence.gone")):
        with pytest.raises(Refusal) as refused:
            evidence.reveal(desk, graduate_id=made.graduate_id, keys=keys, reason=REASON, **BOSS)
        assert refused.value.codes == (code,)
    with desk.read() as session:
        assert session.scalar(text("SELECT count(*) FROM journal_line WHERE text LIKE '%evidence.revealed%'")) == 0


def test_another_graduates_piece_is_not_opened_here(desk: Desk, make: Callable[..., Made]) -> None:
    made, other = make(), make(name="王小明")
    with_contacts(desk, other)
    theirs = key(evidence.look(desk, graduate_id=other.graduate_id), "phone")
    with pytest.raises(Refusal) as refused:
        evidence.reveal(desk, graduate_id=made.graduate_id, keys=(theirs,), reason=REASON, **BOSS)
    assert refused.value.codes == ("evidence.gone",)


def test_what_the_purge_emptied_is_told_as_gone(desk: Desk, make: Callable[..., Made], clock: FixedClock) -> None:
    made = make()
    by_proxy(desk, made)
    last = max(each.until for each in evidence.look(desk, graduate_id=made.graduate_id).held if each.kind == "scan")
    clock.advance(days=(last - desk.day).days)
    assert {each.name: each.rows for each in purge.due(desk)}["scans"] == 0, "on its last day it is still kept"
    clock.advance(days=1)
    purge.purge(desk, **BOSS)
    slip = evidence.look(desk, graduate_id=made.graduate_id)
    assert "proxy_name" not in kinds(slip) and all(each.gone for each in slip.held if each.kind == "scan")
    with pytest.raises(Refusal) as refused:
        reveal(desk, made, "scan")
    assert refused.value.codes == ("evidence.gone",)


def test_by_its_receipt_a_supervisor_lists_what_is_kept(desk: Desk, make: Callable[..., Made]) -> None:
    made = make()
    done = by_proxy(desk, made)
    slip = evidence.of_receipt(desk, receipt_number=f" {done.receipt_number} ", **BOSS)
    assert slip == evidence.look(desk, graduate_id=made.graduate_id)
    with pytest.raises(Refusal) as refused:
        evidence.of_receipt(desk, receipt_number="main-1-114-99999", **BOSS)
    assert refused.value.codes == ("pickup.receipt_unknown",)
