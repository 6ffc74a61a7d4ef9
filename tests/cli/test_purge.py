"""purge: counted first, then done by a supervisor; the record still fits afterwards."""

from __future__ import annotations

from tests.cli.conftest import GRADUATES, Office

PASSWORD = "correct horse battery"


def test_a_purge_is_tried_first_and_then_done(office: Office) -> None:
    assert office.run("import", "graduates", office.write("g.csv", GRADUATES)) == 0, office.err
    assert office.run("purge", "--dry-run") == 0, office.err
    assert "Identity numbers: 0 from before" in office.out and "(kept 5 y)" in office.out
    assert "Scans of evidence: 0" in office.out and "(kept 1 y)" in office.out
    assert "nothing was written" in office.out
    office.typed = [PASSWORD]
    assert office.run("purge", "--login", "boss") == 0, office.err
    assert "Nothing was due" in office.out
    assert office.run("journal", "check") == 0


def test_a_purge_without_a_supervisor_is_refused(office: Office) -> None:
    assert office.run("purge") == 2
    office.typed = ["wrong"]
    assert office.run("purge", "--login", "boss") == 1
    assert "password is wrong" in office.err
