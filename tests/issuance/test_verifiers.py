"""Every certificate that a worker makes, of each kind of key and level, is accepted by verifiers that are not ours.

The container comes from a template and the page from a writer with corrections: what is fast must be as right as what
is slow. pyHanko reads strictly, OpenSSL knows the container, pdfsig what a reader's program would say.
"""

from __future__ import annotations

import io
import subprocess
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from app.issuance.bench import Bench
from app.issuance.demo_authority import lasting_beside
from app.issuance.orders import Level
from tests.benchmarks._batch import an_order
from tests.issuance.stamp_attacks import unstamped
from tests.issuance.stamp_room import a_house

NOW = datetime.now(UTC).replace(microsecond=0)
STAMPED = [level for level in Level if level is not Level.B_B]


@dataclass(frozen=True)
class Issued:
    """One key's certificates, by level; ``trust`` has the school's root and no other, ``root`` is it in PEM."""

    pdfs: dict[Level, bytes]
    root: bytes
    trust: ValidationContext

    def signature(self, level: Level) -> EmbeddedPdfSignature:
        return PdfFileReader(io.BytesIO(self.pdfs[level]), strict=True).embedded_regular_signatures[0]


@pytest.fixture(scope="module", params=["rsa2048", "rsa3072", "p256"])
def issued(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Issued:
    key, bench = a_house(tmp_path_factory.mktemp("house"), request.param, NOW), Bench()
    order = replace(an_order(1, key), at=NOW)
    made = {level: bench.ask(replace(order, lasting=lasting_beside(key, level))) for level in Level}
    root = made[Level.B_B].chain[-1]
    trust = ValidationContext(trust_roots=[asn1.Certificate.load(root)], allow_fetching=False, moment=NOW)
    pem = x509.load_der_x509_certificate(root).public_bytes(Encoding.PEM)
    return Issued({level: each.pdf for level, each in made.items()}, pem, trust)


# ------------------------------------------------------------------ pyHanko, strictly
@pytest.mark.parametrize("level", list(Level))
def test_pyhanko_strictly_finds_it_intact_trusted_and_untouched(issued: Issued, level: Level) -> None:
    status = validate_pdf_signature(issued.signature(level), issued.trust, ts_validation_context=issued.trust)
    assert status.bottom_line
    assert status.md_algorithm == "sha256"
    assert status.summary().startswith("INTACT:TRUSTED")
    archived = level is Level.B_LTA
    assert status.modification_level is (ModificationLevel.LTA_UPDATES if archived else ModificationLevel.NONE)
    assert (status.coverage is SignatureCoverageLevel.ENTIRE_FILE) == (not archived)
    assert (status.timestamp_validity is not None) == (level in STAMPED)
    if status.timestamp_validity is not None:
        assert status.timestamp_validity.trusted
        assert status.timestamp_validity.timestamp == NOW


def test_pyhanko_finds_the_archive_timestamp_over_the_whole_file(issued: Issued) -> None:
    (stamp,) = PdfFileReader(io.BytesIO(issued.pdfs[Level.B_LTA]), strict=True).embedded_timestamp_signatures
    status = validate_pdf_timestamp(stamp, issued.trust)
    assert status.intact
    assert status.valid
    assert status.trusted
    assert status.coverage is SignatureCoverageLevel.ENTIRE_FILE


# ------------------------------------------------------------------ OpenSSL
def laid_out(issued: Issued, signature: EmbeddedPdfSignature, folder: Path) -> None:
    """What the signature covers and its container, as files, beside the root."""
    pdf = signature.reader.stream.getvalue()  # type: ignore[attr-defined]
    a, b, c, d = signature.byte_range
    (folder / "content").write_bytes(pdf[a : a + b] + pdf[c : c + d])
    (folder / "container").write_bytes(bytes.fromhex(pdf[a + b + 1 : c - 1].decode()))
    (folder / "root.pem").write_bytes(issued.root)


def told(command: str, folder: Path) -> str:
    done = subprocess.run(command.split(), cwd=folder, capture_output=True, text=True, check=False)
    return f"{done.returncode}\n{done.stdout}{done.stderr}"


@pytest.mark.parametrize("level", list(Level))
def test_openssl_verifies_the_container_as_cades(issued: Issued, level: Level, tmp_path: Path) -> None:
    laid_out(issued, issued.signature(level), tmp_path)
    command = "openssl cms -verify -cades -binary -inform DER -in container -content content -CAfile root.pem"
    said = told(f"{command} -purpose any -out out", tmp_path)
    assert said.startswith("0\n"), said
    assert "CAdES Verification successful" in said
    (tmp_path / "content").write_bytes((tmp_path / "content").read_bytes()[:-1])
    assert not told(f"{command} -purpose any -out out", tmp_path).startswith("0\n")


def test_openssl_verifies_the_archive_timestamp(issued: Issued, tmp_path: Path) -> None:
    (stamp,) = PdfFileReader(io.BytesIO(issued.pdfs[Level.B_LTA])).embedded_timestamp_signatures
    laid_out(issued, stamp, tmp_path)
    (tmp_path / "container").write_bytes((tmp_path / "container").read_bytes().rstrip(b"\0"))
    command = "openssl ts -verify -token_in -in container -data content -CAfile root.pem"
    assert "Verification: OK" in told(command, tmp_path)
    (tmp_path / "content").write_bytes(b"another")
    assert "Verification: OK" not in told(command, tmp_path)


# ------------------------------------------------------------------ pdfsig
def pdfsig(pdf: bytes, folder: Path) -> list[str]:
    """What it says of each signature."""
    (folder / "file.pdf").write_bytes(pdf)
    return told("pdfsig -nocert file.pdf", folder).split("Signature #")[1:]


@pytest.mark.parametrize("level", list(Level))
def test_pdfsig_calls_it_valid_and_the_whole_document_signed(issued: Issued, level: Level, tmp_path: Path) -> None:
    """It knows no archive timestamps: what lies under one is valid and was complete, itself it leaves unverified."""
    said = pdfsig(issued.pdfs[level], tmp_path)
    assert "Signature Field Name: Registrar" in said[0]
    assert "ETSI.CAdES.detached" in said[0]
    assert "Signature is Valid." in said[0]
    if level is not Level.B_LTA:
        assert len(said) == 1
        assert "Total document signed" in said[0]
        return
    own, stamp = said
    assert "Not total document signed" in own
    assert "Signature Field Name: Archive1" in stamp
    assert "Total document signed" in stamp
    (before,) = pdfsig(unstamped(issued.pdfs[level]), tmp_path)
    assert "Signature is Valid." in before
    assert "Total document signed" in before
