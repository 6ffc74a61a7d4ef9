"""A layout is read strictly: what it gets wrong is named with file, key and why; what looks wrong is warned of."""

from __future__ import annotations

import base64
import io
import tempfile
from dataclasses import replace
from pathlib import Path

import pikepdf
import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from app.documents import certificate_layout, digital_certificate, layout_preview
from app.documents.certificate_layout import FOLDER, from_text, shipped
from app.documents.layout_preview import SAMPLES, preview, warnings
from app.errors import Refusal
from app.policy.profile import load_profile
from tests.builders import PROFILES
from tests.documents.samples import LETTERHEAD, archive_findings, certificate_facts, extracted, joined

LAYOUTS = sorted(file.stem for file in FOLDER.glob("*.toml"))
SHIPPED = shipped("certificate")


def refused(text: str, folder: Path) -> list[dict[str, object]]:
    file = folder / "certificate.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(Refusal) as caught:
        certificate_layout.read(file)
    assert set(caught.value.codes) == {"layout.invalid"}
    return [dict(each.facts) for each in caught.value.obstacles]


def text_of(pdf: bytes) -> str:
    """The extracted text without the spaces that setting it leaves; each reader says the same."""
    return joined(extracted(pdf)["pypdf"])


# ------------------------------------------------------------------ those that come with the program
def test_every_school_of_ours_names_layouts_that_exist() -> None:
    for name in ("sample", "ntnu"):
        rules = load_profile(PROFILES / f"{name}.toml").certificates
        assert rules.layouts, f"{name} names none"
        assert {each.layout for each in rules.layouts} <= set(LAYOUTS)


@pytest.mark.parametrize(
    ("cohort", "layout"),
    [("109-1", "sample-classic"), ("113-1", "sample-classic"), ("113-2", "certificate"), ("114-1", "certificate")],
)
def test_a_cohort_is_drawn_by_its_own_layout(cohort: str, layout: str) -> None:
    from app.dates import AcademicSemester

    rules = load_profile(PROFILES / "sample.toml").certificates
    assert rules.layout_for(AcademicSemester.parse(cohort), "bachelor") == layout
    assert rules.layout_for(AcademicSemester(99, 2), "bachelor") == "certificate", "none fits: the usual one"


@pytest.mark.parametrize("sample", [each.code for each in SAMPLES])
@pytest.mark.parametrize("name", LAYOUTS)
def test_every_layout_says_everything_in_an_archivable_page(name: str, sample: str, tmp_path: Path) -> None:
    facts = layout_preview.sample_named(sample).facts
    pdf = digital_certificate.render(facts, LETTERHEAD, shipped(name))
    assert pdf == digital_certificate.render(facts, LETTERHEAD, shipped(name)), "same facts, same bytes"
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert len(opened.pages) == 1
    assert archive_findings(pdf, tmp_path) == []
    said = text_of(pdf)
    for owed in (facts.name_zh, facts.name_en, facts.degree.zh, facts.degree.en, facts.programme.zh):
        assert "".join(owed.split()) in said
    assert facts.document_code in said
    assert "SAMPLE" not in said


@pytest.mark.parametrize("name", LAYOUTS)
def test_no_layout_of_ours_looks_wrong(name: str) -> None:
    """Not by the extreme names either: nothing is too small, overlaps, overflows or leaves the margin."""
    assert {(sample, each.code) for sample, each in warnings(shipped(name), name, LETTERHEAD)} == set()


@pytest.mark.parametrize("name", ["none-such", "../certificate", "", "a/b"])
def test_a_layout_that_does_not_exist_is_refused(name: str) -> None:
    with pytest.raises(Refusal) as caught:
        digital_certificate.render(certificate_facts(layout=name), LETTERHEAD)
    assert caught.value.codes == ("layout.unknown",)


@pytest.mark.parametrize(
    ("old", "new", "key", "why"),
    [
        ('kind = "qr"', 'kind = "qr"\ncolor = "ink"', "elements[22].color", "unknown"),
        ("x = 164", "x = 195", "elements[22].x", "past the page"),
        ('voice = "serif-bold"', 'voice = "comic"', "elements[6]", "no voice comic"),
        ("size = 31\nsmallest = 20", "size = 31\nsmallest = 40", "elements[3]", "smallest is larger"),
        ('colour = "seal"', 'colour = "red"', "elements[17].colour", "no colour red"),
        ('seal = "#B3202C"', 'seal = "red"', "colours.seal", ""),
        ('text = "{name_en}"', 'text = "{name_fr}"', ".text", "no placeholder {name_fr}"),
        ('text = "{name_en}"', 'text = "{name_en.__class__}"', ".text", "no placeholder"),
        ('text = "{name_en}"', 'text = "{name_en"', ".text", "brace"),
        ('text = "{name_zh}"', 'text = "姓名"', "elements", "No text says name_zh"),
        ('kind = "seal"', 'kind = "stamp"', "elements[17]", "stamp"),
        ("margin = 10", "margin = 110", "elements[0].margin", "margin"),
        ("width = 210", 'width = "wide"', "page.width", "number"),
        ("[page]", "[page", "—", "not TOML"),
    ],
)
def test_a_mistake_is_named_with_file_key_and_why(old: str, new: str, key: str, why: str, tmp_path: Path) -> None:
    assert old in SHIPPED
    (facts, *_) = refused(SHIPPED.replace(old, new, 1), tmp_path)
    assert facts["file"] == "certificate.toml"
    assert key in str(facts["key"])
    assert why in str(facts["why"])


def test_every_mistake_is_named_at_once_and_an_element_by_its_line(tmp_path: Path) -> None:
    found = refused(SHIPPED.replace('colour = "navy"', 'colour = "blue"').replace("{name_en}", "{name_fr}"), tmp_path)
    assert len(found) > 3
    line = SHIPPED.splitlines().index('text = "{name_en}"') + 1
    assert f".text (line {line})" in str([each["key"] for each in found])


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("width = 210", 'width = "wide"', "page.width"),
        ('seal = "#B3202C"', 'seal = "red"', "colours.seal"),
        ("title = ", "titel = ", "titel"),
        ('kind = "qr"', 'kind = "qr"\ncolor = "ink"', "elements[22].color"),
    ],
)
def test_a_mistake_is_found_on_its_line(old: str, new: str, key: str, tmp_path: Path) -> None:
    text = SHIPPED.replace(old, new, 1)
    changed = next(line for line in new.splitlines() if line not in SHIPPED.splitlines())
    line = next(number for number, each in enumerate(text.splitlines(), 1) if each.startswith(changed))
    assert f"{key} (line {line})" in [each["key"] for each in refused(text, tmp_path)]


# ------------------------------------------------------------------ a school's own pictures
def an_emblem(mode: str = "RGBA", form: str = "PNG") -> bytes:
    """A disc on nothing."""
    image = Image.new("RGBA", (120, 80), (0, 0, 0, 0))
    ImageDraw.Draw(image).ellipse((20, 0, 100, 80), fill=(122, 31, 43, 255))
    stream = io.BytesIO()
    image.convert(mode).save(stream, form)
    return stream.getvalue()


def pictures_in(pdf: bytes) -> list[tuple[int, int]]:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return [(int(each.Width), int(each.Height)) for each in opened.pages[0].get_images().values()]


def test_a_school_s_emblem_and_seal_are_drawn_once_they_are_given(tmp_path: Path) -> None:
    facts, empty = certificate_facts(), shipped("ntnu")
    assert pictures_in(digital_certificate.render(facts, LETTERHEAD, empty)) == []
    given = certificate_layout.with_picture(empty, "seal", an_emblem("RGB", "JPEG"))
    given = certificate_layout.with_picture(given, "emblem", an_emblem("P"))
    given = certificate_layout.with_picture(given, "emblem", an_emblem())  # the last one counts
    assert given.startswith(empty.rstrip())
    pdf = digital_certificate.render(facts, LETTERHEAD, given)
    assert pictures_in(pdf) == [(120, 80)] * 2
    assert pdf == digital_certificate.render(facts, LETTERHEAD, given), "same facts, same bytes"
    assert archive_findings(pdf, tmp_path) == []
    assert {each.code for _, each in warnings(given, "ntnu.toml", LETTERHEAD)} <= {"layout.warning.too_small"}


@pytest.mark.parametrize(
    ("line", "key", "why"),
    [
        ('mascot = "AAAA"', "pictures.mascot", "No element"),
        ('emblem = "AAAA"', "pictures.emblem", "opaque PNG"),
        ('emblem = "not base64"', "pictures.emblem", "opaque PNG"),
        (f'emblem = "{base64.b64encode(an_emblem()).decode()}"', "pictures.emblem", "opaque PNG"),
    ],
)
def test_a_picture_that_no_page_can_hold_is_refused(line: str, key: str, why: str, tmp_path: Path) -> None:
    text = f"{shipped('ntnu')}\n[pictures]\n{line}\n"
    (facts,) = refused(text, tmp_path)
    assert facts["key"] == f"{key} (line {len(text.splitlines())})"
    assert why in str(facts["why"])
    with pytest.raises(Refusal):
        certificate_layout.with_picture(SHIPPED, "emblem", b"no picture")


def test_a_file_that_is_no_text_is_refused_in_words(tmp_path: Path) -> None:
    file = tmp_path / "certificate.toml"
    for content, why in ((b"\xff\xfe\x00", "UTF-8"), (b"#" * 1_000_000, "longer than"), (b"a=" + b"[" * 5000, "TOML")):
        file.write_bytes(content)
        with pytest.raises(Refusal) as caught:
            certificate_layout.read(file)
        assert why in str(caught.value.obstacles[0].facts["why"])


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


# ------------------------------------------------------------------ the preview
def test_a_preview_is_marked_as_a_sample_and_unsigned() -> None:
    pdf = preview(SHIPPED, "certificate.toml", "rare", LETTERHEAD).pdf
    assert "樣張SAMPLE" in text_of(pdf)
    assert "林峯煊𠈌𡍼𤧟" in text_of(pdf)
    opened = pypdf.PdfReader(io.BytesIO(pdf))
    assert "SAMPLE" in str(opened.metadata.title if opened.metadata else "")
    assert b"/ByteRange" not in pdf
    assert opened.get_fields() in (None, {})


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("y = 255\nwidth = 36", "y = 246\nwidth = 36", "layout.warning.overlaps"),
        ("x = 186\ny = 255", "x = 200\ny = 255", "layout.warning.past_margin"),
        (
            'width = 162\nalign = "centre"\nvoice = "kai"\nsize = 31',
            'width = 3\nalign = "centre"\nvoice = "kai"\nsize = 31',
            "layout.warning.overflows",
        ),
        ("size = 7.5\nsmallest = 5.5", "size = 30\nsmallest = 20", "layout.warning.too_small"),
    ],
)
def test_what_looks_wrong_is_warned_of(old: str, new: str, code: str) -> None:
    assert old in SHIPPED
    found = preview(SHIPPED.replace(old, new), "certificate.toml", "plain", LETTERHEAD).warnings
    assert code in {each.code for each in found}
    assert all(each.facts["what"] for each in found)


def test_a_layout_at_work_is_not_remembered_by_its_name() -> None:
    """Two texts under one name are two layouts."""
    other = SHIPPED.replace("DIGITAL DEGREE CERTIFICATE", "DIGITAL DIPLOMA")
    assert from_text(SHIPPED, "x.toml") != from_text(other, "x.toml")
    assert "DIGITALDIPLOMA" in text_of(preview(other, "x.toml", "plain", LETTERHEAD).pdf)


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_long_name_takes_a_second_line_and_one_that_fits_nowhere_is_refused(name: str) -> None:
    """Nobody looks at a certificate before it is signed."""
    english = "WIJEWARDENA, ALEXANDRINA MARGARETHA SUBRAMANIAM-RAMACHANDRAN ALEXANDRINA"
    nowhere = "巴彥．達印．古拉斯．馬紹．阿紀．瓦歷斯．諾幹．亞榮隆"
    long = certificate_facts(layout=name, name_en=english)
    assert digital_certificate.render(long, LETTERHEAD).startswith(b"%PDF")
    with pytest.raises(Refusal) as refused:
        digital_certificate.render(replace(long, name_zh=nowhere), LETTERHEAD)
    (told,) = refused.value.obstacles
    assert (told.code, told.facts["what"], told.facts["smallest"]) == ("digital.does_not_fit", "{name_zh}", "18")
