"""``./desk pickup`` as a supervisor types it, in a real office with a hand-over in it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app import settings
from app.desk import lookup, override, pickup, sign_on
from app.desk.asks import Shown
from app.desk.desk import Desk
from app.desk.place import place_of
from app.desk.slips import OpenedBy
from app.models.base import uuid7
from app.models.graduate import Graduate
from tests.builders import a_certificate, a_graduate
from tests.cli.conftest import Office
from tests.desk.conftest import Made, a_deed

PASSWORD = "correct horse battery"
KNOWN = ("--reason", "同學未取走證書", "--login", "boss")


@pytest.fixture
def receipt(office: Office) -> str:
    """A graduate's certificate was handed over here; the receipt's number."""
    desk = Desk.open(place_of(settings.load()))
    try:
        sign_on.sign_on(desk, login="boss", password=PASSWORD)
        with desk.begin() as work:
            graduate = a_graduate(source_time=desk.now)
            work.add(graduate, a_certificate(graduate, desk.station.id))
            work.note("graduate.added", {"graduate": graduate.id})
        with desk.read() as session:
            graduate_id = session.scalars(select(Graduate.id)).one()
        slip = lookup.open_case(desk, graduate_id=graduate_id, opened_by=OpenedBy.NUMBER)
        assert slip.certificate is not None
        made = Made(graduate_id, slip.certificate.id, b"", "S114-000312", slip.student_number, uuid7())
        never = {"card_act": "exception", "card_exception": "never-issued", "outside_hours_reason": "預約"}
        passing = (*(each.obstacle.code for each in slip.obstacles), "card.exception_needs_supervisor:never-issued")
        override.permit(
            desk,
            graduate_id=graduate_id,
            codes=passing,
            reason="從未領用學生證",
            login="boss",
            password=PASSWORD,
            shown=Shown(kind="national-id", how="original"),
        )
        return pickup.hand_over(desk, deed=a_deed(slip, made, **never)).receipt_number
    finally:
        desk.close()


def test_a_hand_over_is_voided_with_the_sheet_in_hand_and_once(office: Office, receipt: str) -> None:
    office.typed = [PASSWORD] * 4
    void = ("pickup", "void", receipt, *KNOWN, "--kind", "left_without")
    assert office.run(*void, "--sheet", "lost") == 1
    assert "it never left the counter" in office.err
    assert office.run(*void, "--sheet", "returned", "--scan", "S9") == 1
    assert office.run(*void, "--sheet", "returned", "--scan", "S114-000312", "--place", "乙櫃") == 0, office.err
    assert receipt in office.out and "S114-000312 is in stock at this counter (乙櫃)" in office.out
    assert "digital certificate is not issued" in office.out
    assert "student card" not in office.out, "nothing was stamped"
    assert "林" not in office.out
    assert office.run(*void, "--sheet", "returned", "--scan", "S114-000312") == 1
    assert "was voided before" in office.err
    assert office.run("journal", "check") == 0


def test_an_unknown_receipt_or_word_is_told(office: Office) -> None:
    office.typed = [PASSWORD] * 2
    assert office.run("pickup", "void", "main-1-114-00001", *KNOWN, "--kind", "mistaken", "--sheet", "returned") == 1
    assert "main-1-114-00001" in office.err
    assert office.run("pickup", "void", "x", *KNOWN, "--kind", "boredom", "--sheet", "returned") == 1
    assert "wrong_sheet, wrong_person, left_without, mistaken" in office.err


def test_a_supervisor_lists_what_is_kept_of_a_hand_over(office: Office, receipt: str) -> None:
    office.typed = [PASSWORD, "wrong"]
    assert office.run("pickup", "evidence", receipt, "--login", "boss") == 0, office.err
    lines = [each.split("\t") for each in office.out.splitlines()]
    signature = next(each for each in lines if each[0] == "Signature on the pad")
    assert signature[1:3] == ["-", receipt] and signature[3].startswith("kept until 20")
    assert office.run("pickup", "evidence", receipt, "--login", "boss") == 1
    assert office.run("journal", "check") == 0
