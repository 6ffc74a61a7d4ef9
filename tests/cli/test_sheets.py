"""sheet list, move and count: as the office types them."""

from __future__ import annotations

import pytest

from app import settings
from app.cli.opening import actor
from app.desk import correction, sign_on
from app.desk.desk import Desk
from app.desk.place import place_of
from app.models.certificate import DegreeCertificate
from tests.cli.conftest import GRADUATES, Office

PASSWORD = "correct horse battery"
CERTIFICATES = (
    "學號,證書字號,畢業日期,學位,系所名稱,姓名,英文姓名,印製序號,條碼,存放位置,保管窗口\n"
    '41021001L,(114)範大學字第 000312 號,114/6/30,文學學士,中國文學系,林晴嵐,"LIN, CHING-LAN",A0312,A0312,甲櫃,main-1\n'
)


@pytest.fixture
def stocked(office: Office) -> Office:
    assert office.run("import", "graduates", office.write("g.csv", GRADUATES)) == 0, office.err
    assert office.run("import", "certificates", office.write("c.csv", CERTIFICATES)) == 0, office.out + office.err
    return office


def test_what_lies_at_a_counter_is_listed_without_a_name(stocked: Office) -> None:
    assert stocked.run("sheet", "list") == 0, stocked.err
    assert "A0312" in stocked.out and "000312" in stocked.out and "1 sheets" in stocked.out
    assert "林" not in stocked.out
    assert stocked.run("sheet", "list", "moon") == 1


def test_a_count_says_what_is_missing(stocked: Office) -> None:
    assert stocked.run("sheet", "count", "A0312") == 0, stocked.out
    scans = stocked.write("scans.csv", "條碼\nA9999\n")
    assert stocked.run("sheet", "count", "--file", scans) == 1
    assert "missing: 甲櫃" in stocked.out and "A9999: no sheet is known by it" in stocked.out
    assert stocked.run("journal", "check") == 0


def test_a_list_is_moved_by_a_supervisor_to_a_counter_that_has_a_station(stocked: Office) -> None:
    listed = stocked.write("list.csv", "證書字號\n(114)範大學字第 000312 號\n", "utf-8-sig")
    stocked.typed = [PASSWORD, PASSWORD, "wrong"]
    move = ("sheet", "move", "--file", listed, "--login", "boss")
    assert stocked.run(*move, "--to", "lakeside") == 1, "no station stands there yet"
    assert stocked.run(*move, "--to", "main", "--place", "乙櫃") == 0, stocked.err
    assert "1 sheets, taken over by boss" in stocked.out
    assert stocked.deeds()[-1] == (actor(), "sheets.moved")
    assert stocked.run("sheet", "list") == 0
    assert "乙櫃" in stocked.out
    assert stocked.run(*move, "--to", "main") == 1, "a wrong password"
    assert (
        stocked.run("sheet", "move", "--file", str(stocked.folder / "none.csv"), "--to", "main", "--login", "boss") == 3
    )


def test_a_held_certificate_is_listed_and_reprinted_by_a_supervisor(stocked: Office) -> None:
    assert stocked.run("sheet", "corrections") == 0, stocked.err
    assert "No certificate is held" in stocked.out
    hold()
    assert stocked.run("sheet", "corrections") == 0, stocked.err
    assert "A0312" in stocked.out and "English name" in stocked.out and "CHING-LAM" not in stocked.out
    stocked.typed = [PASSWORD] * 4
    assert stocked.run("sheet", "corrections", "--login", "boss") == 0, stocked.err
    assert "CHING-LAM" in stocked.out
    decided = ("--login", "boss", "--reason", "英文名照護照")
    assert stocked.run("sheet", "reprint", "A0312", *decided) == 0, stocked.err
    assert "甲櫃" in stocked.out and "is void" in stocked.out
    assert stocked.deeds()[-1] == (actor(), "correction.reprinted")
    assert stocked.run("sheet", "resume", "A0312", *decided) == 1, "it is void"
    assert "./desk sheet corrections" in stocked.err
    again = CERTIFICATES.replace("A0312", "A0999").replace("CHING-LAN", "CHING-LAM")
    assert stocked.run("import", "certificates", stocked.write("c2.csv", again)) == 0, stocked.out + stocked.err
    hold()
    assert stocked.run("sheet", "resume", "000312", *decided) == 0, stocked.err
    assert "A0999" in stocked.out and "can be handed over again" in stocked.out
    assert stocked.run("journal", "check") == 0


def hold() -> None:
    """As the clerk does it at the window (F8)."""
    desk = Desk.open(place_of(settings.load()))
    try:
        sign_on.sign_on(desk, login="boss", password=PASSWORD)
        with desk.read() as session:
            certificate = session.query(DegreeCertificate).one()
        about = {"graduate_id": certificate.graduate_id, "certificate_id": certificate.id}
        correction.stop(desk, fields=("name_en",), note="LIN, CHING-LAM", **about)
    finally:
        desk.close()


def test_the_labels_of_what_lies_here_are_written_as_a_pdf(stocked: Office) -> None:
    file = stocked.folder / "labels.pdf"
    assert stocked.run("sheet", "labels", str(file), "--cohort", "99-1") == 1
    assert stocked.run("sheet", "labels", str(file), "--cohort", "now") == 1
    assert not file.exists()
    assert stocked.run("sheet", "labels", str(file)) == 0, stocked.err
    assert file.read_bytes().startswith(b"%PDF-")
    assert stocked.deeds()[-1] == (actor(), "labels.made")


def test_where_no_sheet_lies_there_is_no_label(office: Office) -> None:
    assert office.run("sheet", "labels", str(office.folder / "labels.pdf")) == 1
    assert "No sheet in stock lies at this counter." in office.err
