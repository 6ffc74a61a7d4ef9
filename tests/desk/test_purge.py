"""The retention purge: what is past its years goes, what is not stays, and every chain still verifies."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from app.desk import card, correction, lookup, override, papers, pickup, purge
from app.desk.desk import Desk
from app.desk.slips import Mode, OpenedBy
from app.errors import Refusal
from app.models.journal import JournalFact, check_chains
from app.models.pickup import EvidenceScan
from app.models.retention import RULES
from tests.desk.conftest import Made, a_deed, password_of
from tests.desk.test_exceptions_at_the_counter import evidence

SUPERVISOR = {"login": "supervisor", "password": password_of("supervisor")}


def by_card(desk: Desk, made: Made):
    return lookup.open_case_by_card(desk, uid=made.uid, reader="test")


def emptied(desk: Desk) -> dict[str, int]:
    return {each.name: each.rows for each in purge.purge(desk, **SUPERVISOR) if each.rows}


def counted(desk: Desk) -> dict[str, int]:
    return {each.name: each.rows for each in purge.due(desk) if each.rows}


def value(desk: Desk, query: str) -> object:
    with desk.read() as session:
        return session.scalar(text(query))


def whole_chains(desk: Desk) -> bool:
    with desk.store.look() as connection:
        return not any(each.broken for each in check_chains(connection))


@pytest.fixture
def collected(desk: Desk, make: Callable[..., Made]) -> Made:
    """A proxy has collected, after a release and with a scan, a signature and a number on record."""
    made = make(open_items=("library",))
    by_card(desk, made)
    override.release(
        desk,
        graduate_id=made.graduate_id,
        codes=("clearance.outstanding:library",),
        reason="持還書證明",
        **SUPERVISOR,
    )
    deed = a_deed(by_card(desk, made), made, mode=Mode.PROXY, proxy=evidence(desk, made))
    pickup.hand_over(desk, deed=deed)
    return made


def test_nothing_is_due_on_the_day(desk: Desk, collected: Made) -> None:
    assert counted(desk) == {}
    assert emptied(desk) == {}
    assert value(desk, "SELECT count(*) FROM journal_line WHERE text LIKE '%purge.emptied%'") == 0


def test_evidence_goes_after_its_year_and_the_rest_stays(desk: Desk, collected: Made, clock) -> None:
    """The sample school's letter promises one year for evidence; signatures and contacts are kept five."""
    clock.advance(days=366)
    expected = {"scans": 1, "proxies": 1, "releases": 1, "clearance_reasons": 1}
    assert counted(desk) == expected
    assert value(desk, "SELECT count(*) FROM proxy_pickup WHERE relation <> ''") == 1, "counting changes nothing"
    assert emptied(desk) == expected
    assert counted(desk) == {} and emptied(desk) == {}, "what is empty is not counted again"
    with desk.read() as session:
        assert [each.content_sealed for each in session.query(EvidenceScan)] == [b""]
        row = session.execute(text("SELECT name_sealed, id_number_sealed, relation FROM proxy_pickup")).one()
    assert (bytes(row[0]), row[1], row[2]) == (b"", None, "")
    assert value(desk, "SELECT count(*) FROM pickup WHERE signature_sealed IS NOT NULL") == 1
    assert value(desk, "SELECT count(*) FROM person WHERE mailbox_sealed IS NOT NULL") == 1
    assert whole_chains(desk)


def test_after_five_years_the_person_s_own_data_go_and_names_and_lines_stay(desk: Desk, collected: Made, clock) -> None:
    before = value(desk, "SELECT count(*) FROM journal_line")
    clock.advance(days=5 * 366)
    expected = counted(desk)
    assert expected["contacts"] == expected["identity_numbers"] == expected["signatures"] == 1
    assert expected["journal_facts"] > 3
    assert emptied(desk) == expected
    assert value(desk, "SELECT count(*) FROM person WHERE national_id_sealed IS NOT NULL") == 0
    assert value(desk, "SELECT name FROM person") == "林峯煊", "the register of graduates is kept for ever"
    with desk.read() as session:
        assert session.query(JournalFact).filter(JournalFact.facts.is_not(None)).count() <= 2  # of the purge itself
    after = value(desk, "SELECT count(*) FROM journal_line")
    assert isinstance(before, int) and isinstance(after, int) and after > before, "no line was deleted"
    assert whole_chains(desk)


def test_an_emptied_case_still_opens_and_its_receipt_still_prints(desk: Desk, collected: Made, clock) -> None:
    clock.advance(days=6 * 366)
    emptied(desk)
    slip = by_card(desk, collected)
    assert slip.collected is not None and slip.id_masked == "" and slip.mailbox_masked == ""
    assert papers.receipt(desk, pickup_id=slip.collected.pickup_id).pdf.startswith(b"%PDF")


def test_who_has_not_collected_keeps_everything(desk: Desk, make: Callable[..., Made], clock) -> None:
    """RULES I9: the late collector is still known."""
    late = make(open_items=("library",))
    clock.advance(days=9 * 366)
    names = set(emptied(desk))
    assert names <= {"journal_facts"}
    slip = lookup.open_case(desk, graduate_id=late.graduate_id, opened_by=OpenedBy.NUMBER)
    assert slip.id_masked and slip.mailbox_masked


def test_one_recent_hand_over_keeps_the_person_s_data(desk: Desk, make: Callable[..., Made], clock) -> None:
    from tests.desk.test_certificates_of_a_person import already_stamped, another_certificate

    first = make()
    earlier = another_certificate(desk, first)
    pickup.hand_over(desk, deed=a_deed(by_card(desk, first), first))
    clock.advance(days=5 * 366)
    assert "contacts" not in counted(desk), "another certificate still waits"
    slip = lookup.open_case(
        desk, graduate_id=first.graduate_id, opened_by=OpenedBy.NUMBER, certificate_id=earlier.certificate_id
    )
    clock.advance(days=-5 * 366 + 28)
    pickup.hand_over(
        desk,
        deed=a_deed(slip, earlier, **already_stamped(desk, first)),
    )
    clock.advance(days=5 * 365 - 10)
    assert "contacts" not in counted(desk), "the last hand-over is not yet five years old"
    clock.advance(days=30)
    assert counted(desk)["contacts"] == 1


def test_notes_of_losses_and_corrections_go_too(desk: Desk, make: Callable[..., Made], clock) -> None:
    lost, wrong = make(), make()
    card.report_loss(desk, graduate_id=lost.graduate_id, evidence="掛失完成畫面 #123", reissue_requested=False)
    correction.stop(
        desk, graduate_id=wrong.graduate_id, certificate_id=wrong.certificate_id, fields=("name_en",), note="LING"
    )
    clock.advance(days=366)
    assert emptied(desk) == {"losses": 1}, "a sheet that is still held keeps its note"
    assert value(desk, "SELECT evidence FROM loss_report") == ""


def test_the_purge_is_a_supervisor_s(desk: Desk, collected: Made, clock) -> None:
    clock.advance(days=366)
    for login, code in (("clerk1", "override.supervisor_only"), ("nobody", "sign_on.failed")):
        with pytest.raises(Refusal) as refusal:
            purge.purge(desk, login=login, password=password_of("clerk1"))
        assert refusal.value.codes == (code,)
    assert counted(desk)["scans"] == 1


def test_the_journal_says_what_was_emptied_and_nothing_personal(desk: Desk, collected: Made, clock) -> None:
    clock.advance(days=366)
    emptied(desk)
    with desk.read() as session:
        lines = session.scalars(text("SELECT text FROM journal_line WHERE text LIKE '%purge.emptied%'")).all()
    assert len(lines) == 4
    assert any('"what":"scans"' in line and '"rows":1' in line for line in lines)
    assert all('"actor":"supervisor"' in line and "personal" not in line for line in lines)


def test_nothing_of_it_is_left_in_the_file(desk: Desk, collected: Made, clock, tmp_path: Path) -> None:
    """SQLite keeps freed pages: the database is written anew."""
    if not desk.store.is_sqlite:
        pytest.skip("a server's files are its own")
    with desk.read() as session:
        sealed = session.query(EvidenceScan).one().content_sealed
    piece = sealed[20:84]
    files = [each for each in (tmp_path / "data").iterdir() if each.is_file()]
    assert any(piece in each.read_bytes() for each in files)
    clock.advance(days=366)
    emptied(desk)
    assert not any(piece in each.read_bytes() for each in files if each.exists())


def test_every_rule_has_its_years_in_the_profile(desk: Desk) -> None:
    assert {rule.years for rule in RULES} <= set(type(desk.profile.retention).model_fields)
    assert len({rule.name for rule in RULES}) == len(RULES)
