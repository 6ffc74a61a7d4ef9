"""A layout is read strictly: what it gets wrong is named with file, key and why."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.documents import certificate_layout, digital_certificate
from app.errors import Refusal
from tests.documents.samples import LETTERHEAD, certificate_facts

SHIPPED = (certificate_layout.FOLDER / "certificate.toml").read_text(encoding="utf-8")


def refused(text: str, folder: Path) -> dict[str, object]:
    file = folder / "certificate.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(Refusal) as caught:
        certificate_layout.read(file)
    assert caught.value.codes == ("layout.invalid",)
    return dict(caught.value.obstacles[0].facts)


def test_the_shipped_layout_is_read() -> None:
    assert certificate_layout.load("certificate").page.height == 297


@pytest.mark.parametrize("name", ["none-such", "../certificate", "", "a/b"])
def test_a_layout_that_does_not_exist_is_refused(name: str) -> None:
    with pytest.raises(Refusal) as caught:
        digital_certificate.render(certificate_facts(layout=name), LETTERHEAD)
    assert caught.value.codes == ("layout.unknown",)


@pytest.mark.parametrize(
    ("old", "new", "key", "why"),
    [
        ('kind = "qr"', 'kind = "qr"\ncolor = "ink"', "color", "Extra inputs"),
        ("x = 161", "x = 195", "—", "past the page"),
        ('voice = "serif-bold"', 'voice = "comic"', "voice", "no such voice"),
        ("size = 31\nsmallest = 20", "size = 31\nsmallest = 40", "smallest", "smallest is larger"),
        ('colour = "seal"', 'colour = "red"', "—", "no such colour: red"),
        ('seal = "#B3202C"', 'seal = "red"', "colours", "pattern"),
        ('text = "{name_en}"', 'text = "{name_fr}"', "—", "no such placeholder: {name_fr}"),
        ('text = "{name_en}"', 'text = "{name_en.__class__}"', "—", "no such placeholder"),
        ('text = "{name_en}"', 'text = "{name_en"', "—", "brace"),
        ('text = "{name_zh}"', 'text = "姓名"', "—", "no text says name_zh"),
        ('kind = "seal"', 'kind = "stamp"', "elements", "stamp"),
        ("margin = 10", "margin = 110", "—", "margin"),
        ("width = 210", 'width = "wide"', "page.width", "number"),
        ("[page]", "[page", "—", ""),
    ],
)
def test_a_mistake_is_named_with_file_key_and_why(old: str, new: str, key: str, why: str, tmp_path: Path) -> None:
    assert old in SHIPPED
    facts = refused(SHIPPED.replace(old, new), tmp_path)
    assert facts["file"] == "certificate.toml"
    assert key in f"{facts['key']} {facts['why']}"
    assert why in str(facts["why"])


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_no_line_can_be_lost_without_being_noticed(data: st.DataObject) -> None:
    """Any element's any key renamed is refused: nothing in a layout is ignored."""
    lines = SHIPPED.splitlines()
    keyed = [number for number, line in enumerate(lines) if " = " in line and not line.startswith("#")]
    number = data.draw(st.sampled_from(keyed))
    lines[number] = "x" + lines[number]
    with tempfile.TemporaryDirectory() as place:
        refused("\n".join(lines), Path(place))
