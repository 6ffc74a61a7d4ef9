"""permission give, list and withdraw: as the supervisor types them."""

from __future__ import annotations

from app.cli.opening import actor
from tests.cli.conftest import GRADUATES, Office

PASSWORD = "correct horse battery"
GIVE = ("permission", "give", "41021001l", "clearance.outstanding:library", "--login", "boss")


def listed(office: Office) -> list[str]:
    assert office.run("permission", "list") == 0, office.err
    return office.out.splitlines()


def test_a_permission_is_given_listed_and_withdrawn(office: Office) -> None:
    assert office.run("import", "graduates", office.write("g.csv", GRADUATES)) == 0, office.err
    assert listed(office) == ["No permission is in force."]
    office.typed = [PASSWORD, PASSWORD, PASSWORD]
    assert office.run(*GIVE, "--reason", "電話預約急件", "--day", "2099-07-03") == 0, office.err
    (line,) = listed(office)
    assert "41021001L, 2099-07-03, clearance.outstanding:library, by boss" in line
    assert "林" not in line, "nothing personal is printed"
    number = line.partition(":")[0]
    withdraw = ("permission", "withdraw", "41021001L", "--login", "boss", "--reason", "改由本人辦理")
    assert office.run(*withdraw, "--number", number) == 0, office.err
    assert "Withdrawn: 1" in office.out
    assert {who for who, _ in office.deeds()[-2:]} == {actor()}
    assert listed(office) == ["No permission is in force."]
    assert office.run(*withdraw) == 1
    assert office.run("journal", "check") == 0


def test_a_permission_by_document_says_which(office: Office) -> None:
    assert office.run("import", "graduates", office.write("g.csv", GRADUATES)) == 0, office.err
    give = ("permission", "give", "41021001L", "card.void", "--login", "boss", "--reason", "卡片先前已蓋章")
    office.typed = [PASSWORD, PASSWORD]
    assert office.run(*give) == 1
    assert "identity document" in office.err
    assert office.run(*give, "--document", "passport", "--shown", "original") == 0, office.err


def test_an_unknown_graduate_or_day_is_refused_in_words(office: Office) -> None:
    office.typed = [PASSWORD, PASSWORD]
    assert office.run(*GIVE, "--reason", "電話預約急件") == 1
    assert "Traceback" not in office.err
    assert office.run(*GIVE, "--reason", "電話預約急件", "--day", "someday") in (1, 2)
    assert (
        office.run("permission", "withdraw", "41021001L", "--login", "boss", "--reason", "改由本人", "--number", "x")
        == 2
    )
