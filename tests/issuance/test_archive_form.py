"""A signed certificate is still the archive file (PDF/A-2u) that was rendered, and says the same words.

The validator knows no signatures. What they add is blanked, byte for byte in its place, and the rest is the validator's
to judge; ISO 19005-2 has clauses for what was blanked, and the tests below keep each of them.
"""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pikepdf
import pytest
from asn1crypto import cms
from pyhanko.pdf_utils.reader import PdfFileReader

from app.documents import digital_certificate
from app.issuance.bench import Bench
from app.issuance.orders import Level
from app.issuance.signing import restamp
from tests.benchmarks._batch import LETTERHEAD, an_order
from tests.documents.samples import archive_findings, extracted
from tests.issuance.decades import Authority

NOW = datetime.now(UTC).replace(microsecond=0)
ADDED = re.compile(
    rb"/(?:AcroForm|DSS) \d+ 0 R|/Perms <<\s*/DocMDP \d+ 0 R\s*>>|/Annots \[(?: \d+ 0 R)+ \]"
    rb"|/Extensions <<\s*/ESIC <<[^>]*>>\s*>>"
)
HIDDEN = 1 | 2 | 32 | 256  # Invisible, Hidden, NoView, ToggleNoView
PRINT = 4


@pytest.fixture(scope="module")
def paper_and_signed(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, dict[str, bytes]]:
    """The paper, and the same certificate signed at every level, the last one with its timestamp renewed too."""
    authority = Authority.opened(tmp_path_factory.mktemp("house"), NOW - timedelta(hours=1))
    order, bench = replace(an_order(1, authority.key), at=NOW), Bench()
    made: dict[str, bytes] = {
        level: bench.ask(replace(order, lasting=replace(authority.lasting, level=level))).pdf for level in Level
    }
    assert bench._lasting is not None
    made["renewed"] = restamp(made[Level.B_LTA], bench._lasting[1])
    return digital_certificate.render(order.facts, LETTERHEAD), made


@pytest.fixture(scope="module")
def signed(paper_and_signed: tuple[bytes, dict[str, bytes]]) -> dict[str, bytes]:
    return paper_and_signed[1]


def rest(pdf: bytes) -> bytes:
    """The file with what signatures add to it blanked; every byte keeps its place."""
    return ADDED.sub(lambda found: b" " * len(found[0]), pdf)


def test_the_validator_has_nothing_against_any_level(signed: dict[str, bytes], tmp_path: Path) -> None:
    assert {name: archive_findings(rest(pdf), tmp_path) for name, pdf in signed.items()} == {
        name: [] for name in signed
    }


def test_it_would_notice_a_signature_that_spoils_the_archive_form(signed: dict[str, bytes], tmp_path: Path) -> None:
    for pdf in signed.values():
        assert archive_findings(pdf, tmp_path) != []
        assert archive_findings(rest(pdf).replace(b"/GTS_PDFA1", b"/GTS_PDFX_"), tmp_path) != []


def test_signing_leaves_title_dates_and_producer_as_the_paper_has_them(
    paper_and_signed: tuple[bytes, dict[str, bytes]],
) -> None:
    """An archive wants them alike in both places where a PDF tells them."""
    paper, signed = paper_and_signed
    told = told_about(paper)
    assert "Registry Desk" in told[0]["/Producer"]
    assert {name: told_about(pdf) for name, pdf in signed.items()} == dict.fromkeys(signed, told)


def told_about(pdf: bytes) -> tuple[dict[str, str], bytes]:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return {name: str(value) for name, value in opened.docinfo.items()}, opened.Root.Metadata.read_bytes()


def test_its_fields_show_nothing_and_do_nothing(signed: dict[str, bytes]) -> None:
    """Of no size, so that they need no look; never hidden; no action, no XFA (6.3.2, 6.3.3, 6.4.1, 6.4.2)."""
    for name, pdf in signed.items():
        with pikepdf.open(io.BytesIO(pdf)) as opened:
            form, page = opened.Root.AcroForm, opened.pages[0]
            assert set(form.keys()) == {"/Fields", "/SigFlags"}, name
            assert [each.objgen for each in page.Annots] == [each.objgen for each in form.Fields], name
            for field in form.Fields:
                assert field.Subtype == "/Widget"
                assert list(field.Rect) == [0, 0, 0, 0]
                assert int(field.F) & PRINT
                assert not int(field.F) & HIDDEN
                assert {"/A", "/AA"}.isdisjoint(field.keys())


def test_its_permissions_are_the_certification_alone(signed: dict[str, bytes]) -> None:
    """6.1.12; the reference tells no digest of its own."""
    for name, pdf in signed.items():
        with pikepdf.open(io.BytesIO(pdf)) as opened:
            assert set(opened.Root.Perms.keys()) == {"/DocMDP"}, name
            (reference,) = opened.Root.Perms.DocMDP.Reference
            assert {"/DigestLocation", "/DigestMethod", "/DigestValue"}.isdisjoint(reference.keys()), name


def test_each_signature_covers_its_whole_revision_in_a_container_with_one_signer(signed: dict[str, bytes]) -> None:
    """6.4.3: all but the container itself; DER, one signer, whose certificate is in it."""
    ends = {name: [found.end() for found in re.finditer(rb"%%EOF\n", pdf)] for name, pdf in signed.items()}
    for name, pdf in signed.items():
        signatures = PdfFileReader(io.BytesIO(pdf), strict=True).embedded_signatures
        assert [each.byte_range[2] + each.byte_range[3] for each in signatures] == ends[name][1:], name
        for each in signatures:
            first, length, second, _ = each.byte_range
            assert (first, pdf[length : length + 1], pdf[second - 1 : second]) == (0, b"<", b">"), name
            container = cms.ContentInfo.load(bytes(each.pkcs7_content).rstrip(b"\0"), strict=False)
            assert len(container["content"]["signer_infos"]) == 1, name
            carried = [one.chosen.dump() for one in container["content"]["certificates"]]
            assert each.signer_cert.dump() in carried, name


def test_every_reader_finds_the_words_of_the_paper(paper_and_signed: tuple[bytes, dict[str, bytes]]) -> None:
    paper, signed = paper_and_signed
    words = extracted(paper)
    assert "0000001" in words["pypdf"]
    assert {name: extracted(pdf) for name, pdf in signed.items()} == dict.fromkeys(signed, words)
