"""``./desk template`` as the supervisor types it."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.documents.certificate_layout import digest, shipped
from tests.cli.conftest import Office
from tests.documents.test_certificate_layout import an_emblem

PASSWORD = "correct horse battery"
LAYOUT = shipped("certificate")
NEW = LAYOUT.replace("DIGITAL DEGREE CERTIFICATE", "DIGITAL DIPLOMA")


def test_a_layout_is_checked_before_there_is_a_database(new_office: Office) -> None:
    file = new_office.write("mine.toml", LAYOUT)
    assert new_office.run("template", "check", file) == 0, new_office.err
    assert new_office.out == "mine.toml: the layout is in order.\n"
    one_line = new_office.write("one-line.toml", LAYOUT.replace("lines = 2\nheight = 11\n", "", 1))
    assert new_office.run("template", "check", one_line) == 0, new_office.err
    assert "in order" in new_office.out
    assert "long_name: {name_en}: set in 10.5 points" in new_office.out
    bad = new_office.write("bad.toml", LAYOUT.replace("{name_zh}", "{name_fr}"))
    assert new_office.run("template", "check", bad) == 1
    assert "bad.toml" in new_office.err and "{name_fr}" in new_office.err and "(line " in new_office.err
    assert new_office.run("template", "check", str(Path(file).parent / "none.toml")) == 3


def test_a_school_s_picture_is_put_into_its_place(new_office: Office) -> None:
    file, image = new_office.write("ours.toml", shipped("ntnu")), new_office.write("emblem.png", an_emblem())
    out = str(new_office.folder / "with.toml")
    assert new_office.run("template", "picture", file, "emblem", image, "--out", out) == 0, new_office.err
    assert new_office.run("template", "check", out) == 0, new_office.err
    assert new_office.run("template", "picture", file, "mascot", image, "--out", out) == 1
    assert "mascot" in new_office.err
    assert new_office.run("template", "picture", file, "emblem", "/nowhere.png", "--out", out) == 3


def test_a_preview_is_written_and_marked(new_office: Office) -> None:
    file, out = new_office.write("mine.toml", LAYOUT), new_office.folder / "sample.pdf"
    assert new_office.run("template", "preview", file, "--out", str(out), "--sample", "rare") == 0, new_office.err
    assert out.read_bytes().startswith(b"%PDF")
    assert new_office.run("template", "preview", file, "--out", str(out), "--sample", "mine") == 1
    assert "no sample mine" in new_office.err


def test_a_version_is_put_in_force_once_by_a_supervisor(office: Office) -> None:
    file = office.write("new.toml", NEW)
    office.typed = [PASSWORD] * 4
    assert office.run("template", "list") == 0
    assert "as it comes with the program" in office.out
    words = ("template", "put-in-force", "certificate", file, "--login", "boss")
    assert office.run(*words) == 0, office.err
    assert digest(NEW)[:16] in office.out
    assert office.run("template", "list") == 0
    assert digest(NEW)[:16] in office.out
    assert office.run(*words) == 1
    assert "in force already" in office.err
    assert office.run("template", "put-in-force", "nobodys", file, "--login", "boss") == 1
    assert "name no layout nobodys" in office.err
    assert office.run("journal", "check") == 0


@pytest.mark.parametrize("name", ["ntnu", "sample-classic"])
def test_every_shipped_layout_is_in_order(new_office: Office, name: str) -> None:
    file = new_office.write(f"{name}.toml", shipped(name))
    assert new_office.run("template", "check", file) == 0, new_office.err
