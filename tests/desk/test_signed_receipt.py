"""Signed on paper (RULES I1): the signed sheet is scanned to its case, sealed, and missed until it is."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select, text

from app.dates import FixedClock
from app.desk import lookup, pickup, purge, review, scans, signed_receipt, voiding
from app.desk.desk import Desk
from app.desk.slips import CollectedSlip, DoneSlip
from app.errors import Refusal
from app.models.base import uuid7
from app.models.journal import JournalLine, check_chains
from app.models.pickup import EvidenceScan
from tests.desk.conftest import Made, a_deed, password_of
from tests.documents.samples import signature

BOSS = {"login": "supervisor", "password": password_of("supervisor")}


def hand_over(desk: Desk, made: Made, **changes: object) -> DoneSlip:
    slip = lookup.open_case_by_card(desk, uid=made.uid, reader="test")
    on_paper = {"signature_kind": "paper", "signature_png": None}
    return pickup.hand_over(desk, deed=a_deed(slip, made, **(on_paper | changes)))


def collected(desk: Desk, made: Made) -> CollectedSlip:
    found = lookup.open_case_by_card(desk, uid=made.uid, reader="test").collected
    assert found is not None
    return found


def codes(refused: pytest.ExceptionInfo[Refusal]) -> tuple[str, ...]:
    return refused.value.codes


def test_the_case_awaits_the_signed_sheet_until_its_scan_is_sealed(
    desk: Desk, make: Callable[..., Made], clock: FixedClock
) -> None:
    made = make()
    done = hand_over(desk, made)
    assert collected(desk, made).awaits_signed_sheet
    clock.advance(minutes=5)
    slip = signed_receipt.keep(desk, pickup_id=done.pickup_id, content=signature())
    assert slip.collected is not None and slip.collected.signed_sheet_at == desk.now
    assert not collected(desk, made).awaits_signed_sheet
    with desk.read() as session:
        scan = session.scalars(select(EvidenceScan)).one()
        assert scan.pickup_id == done.pickup_id and b"PNG" not in scan.content_sealed
        assert desk.vault.open(scans.SCAN_PLACE, scan.id, scan.content_sealed).startswith(b"\x89PNG")
        assert signature() != desk.vault.open(scans.SCAN_PLACE, scan.id, scan.content_sealed), "it bears the mark"
        lines = [each for each in session.scalars(select(JournalLine.text)) if '"verb":"receipt.scanned"' in each]
        assert len(lines) == 1 and str(scan.id) in lines[0]
    with desk.store.engine.connect() as connection:
        assert all(not each.broken for each in check_chains(connection))


def test_the_same_file_again_changes_nothing_and_a_better_scan_may_follow(
    desk: Desk, make: Callable[..., Made]
) -> None:
    done = hand_over(desk, make())
    for content in (signature(), signature(), signature(wide=500)):
        signed_receipt.keep(desk, pickup_id=done.pickup_id, content=content)
    with desk.read() as session:
        assert session.scalar(text("SELECT count(*) FROM evidence_scan")) == 2


def test_only_a_sheet_that_was_signed_on_paper_is_taken(desk: Desk, make: Callable[..., Made]) -> None:
    on_pad = hand_over(desk, make(), signature_kind="pad", signature_png=b"\x89PNG ink")
    for pickup_id, content, code in (
        (on_pad.pickup_id, signature(), "pickup.signed_on_pad"),
        (uuid7(), signature(), "pickup.unknown"),
        (on_pad.pickup_id, b"MZ", "scan.wrong_kind"),
        (on_pad.pickup_id, bytes(scans.LARGEST + 1), "scan.too_large"),
    ):
        with pytest.raises(Refusal) as refused:
            signed_receipt.keep(desk, pickup_id=pickup_id, content=content)
        assert codes(refused) == (code,)
    with desk.read() as session:
        assert session.scalar(text("SELECT count(*) FROM evidence_scan")) == 0


def test_the_day_lists_what_is_not_scanned_and_its_close_says_how_many(
    desk: Desk, make: Callable[..., Made], clock: FixedClock
) -> None:
    done, other = hand_over(desk, make()), hand_over(desk, make())
    hand_over(desk, make(), signature_kind="pad", signature_png=b"\x89PNG ink")
    clock.advance(days=1)
    assert [each.detail for each in review.today(desk).unscanned] == [done.receipt_number, other.receipt_number]
    signed_receipt.keep(desk, pickup_id=done.pickup_id, content=signature())
    slip = review.sign_day(desk, day=desk.day, whole_school=False, **BOSS)
    assert [each.detail for each in slip.unscanned] == [other.receipt_number]
    with desk.read() as session:
        line = next(each for each in session.scalars(select(JournalLine.text)) if '"verb":"day.signed"' in each)
    assert '"unscanned":1' in line


def test_a_voided_hand_over_awaits_no_sheet(desk: Desk, make: Callable[..., Made]) -> None:
    made = make()
    done = hand_over(desk, made)
    facts = {"kind": "left_without", "reason": "left without it", "sheet": "returned", "scanned": made.barcode}
    voiding.void(desk, deed_id=uuid7(), receipt_number=done.receipt_number, **facts, **BOSS)
    assert review.today(desk).unscanned == ()
    with pytest.raises(Refusal) as refused:
        signed_receipt.keep(desk, pickup_id=done.pickup_id, content=signature())
    assert codes(refused) == ("pickup.voided_already",)


def test_it_is_kept_as_long_as_a_signature(desk: Desk, make: Callable[..., Made], clock: FixedClock) -> None:
    """The sample school keeps evidence one year, signatures five."""
    made = make()
    done = hand_over(desk, made)
    signed_receipt.keep(desk, pickup_id=done.pickup_id, content=signature())
    clock.advance(days=366)
    assert {each.name: each.rows for each in purge.due(desk)}.get("signed_receipts", 0) == 0
    clock.advance(days=5 * 366)
    assert {each.name: each.rows for each in purge.purge(desk, **BOSS)}["signed_receipts"] == 1
    assert not collected(desk, made).awaits_signed_sheet, "it was there"
