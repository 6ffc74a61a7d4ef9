"""The advisory print lock (B44): signed at every level, accepted by every verifier, open to everybody, not printed."""

from __future__ import annotations

import io
import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from asn1crypto import x509 as asn1
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from app.errors import Trouble
from app.issuance.bench import Bench
from app.issuance.orders import Level
from app.issuance.print_lock import print_locked
from app.issuance.signing import Lasting, Signer, last_stamp, restamp
from app.issuance.validation import check
from tests.benchmarks._batch import WORDS, an_order
from tests.documents.samples import extracted
from tests.issuance.conftest import a_pdf
from tests.issuance.decades import Authority

NOW = datetime.now(UTC).replace(microsecond=0)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority.opened(tmp_path_factory.mktemp("house"), NOW - timedelta(hours=1))


def locked_and_signed(authority: Authority, level: Level) -> bytes:
    bench = Bench()
    signer = bench._ready(authority.key, True, NOW)
    lasting = bench._lasting_of(replace(authority.lasting, level=level), signer, NOW)
    return signer.sign(print_locked(a_pdf()), WORDS, NOW, lasting)


def said(*command: str, folder: Path) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


@pytest.mark.parametrize("level", list(Level))
def test_every_level_is_accepted_by_every_verifier(authority: Authority, level: Level, tmp_path: Path) -> None:
    pdf = locked_and_signed(authority, level)
    assert check(pdf, [authority.root], NOW).missing == ()
    reader = PdfFileReader(io.BytesIO(pdf), strict=True)
    reader.decrypt(b"")
    trust = ValidationContext(trust_roots=[asn1.Certificate.load(authority.root)], allow_fetching=False, moment=NOW)
    status = validate_pdf_signature(reader.embedded_regular_signatures[0], trust, ts_validation_context=trust)
    assert status.bottom_line
    (tmp_path / "file.pdf").write_bytes(pdf)
    told = said("pdfsig", "-nocert", "file.pdf", folder=tmp_path)
    assert "Signature is Valid." in told
    if level is not Level.B_LTA:  # what follows the signature there is its own archive timestamp
        assert "Total document signed" in told
    assert "No syntax or stream encoding errors" in said("qpdf", "--check", "file.pdf", folder=tmp_path)


def test_it_opens_without_a_password_and_asks_not_to_be_printed(authority: Authority, tmp_path: Path) -> None:
    (tmp_path / "file.pdf").write_bytes(locked_and_signed(authority, Level.B_B))
    told = said("pdfinfo", "file.pdf", folder=tmp_path)
    assert "yes (print:no copy:no change:no addNotes:no algorithm:AES-256)" in told
    assert "Degree certificate" in said("pdftotext", "file.pdf", "-", folder=tmp_path)
    encryption = said("qpdf", "--show-encryption", "file.pdf", folder=tmp_path)
    assert "R = 6" in encryption
    assert "print low resolution: not allowed" in encryption


def test_the_owner_s_password_is_another_each_time_and_nobody_s() -> None:
    one, two = print_locked(a_pdf()), print_locked(a_pdf())
    assert one != two
    for guess in (b"owner", b"registrar"):
        reader = PdfFileReader(io.BytesIO(one))
        assert reader.decrypt(guess).status.name == "FAILED"


def test_who_strips_the_lock_breaks_the_signature(authority: Authority, tmp_path: Path) -> None:
    (tmp_path / "file.pdf").write_bytes(locked_and_signed(authority, Level.B_B))
    said("qpdf", "--decrypt", "file.pdf", "open.pdf", folder=tmp_path)
    assert not check((tmp_path / "open.pdf").read_bytes(), [authority.root], NOW).good


def test_a_changed_byte_is_noticed(authority: Authority) -> None:
    pdf = locked_and_signed(authority, Level.B_LTA)
    for at in range(20, pdf.rindex(b"/Contents"), 997):
        altered = bytearray(pdf)
        altered[at] ^= 0x01
        assert not check(bytes(altered), [authority.root], NOW).good, at


def test_its_archive_timestamp_is_renewed_too(authority: Authority) -> None:
    pdf = locked_and_signed(authority, Level.B_LTA)
    bench = Bench()
    signer = bench._ready(authority.key, True, NOW)
    renewed = restamp(pdf, bench._lasting_of(authority.lasting, signer, NOW))
    assert renewed.startswith(pdf)
    assert check(renewed, [authority.root], NOW).missing == ()
    assert last_stamp(renewed, ())[0] == last_stamp(pdf, ())[0]


def test_an_order_chooses_the_kind_and_a_locked_one_claims_no_archive_form(authority: Authority) -> None:
    order = replace(an_order(1, authority.key), at=NOW)
    plain, locked = (Bench().ask(replace(order, print_locked=each)).pdf for each in (False, True))
    assert b"pdfaid:part" in plain
    assert b"pdfaid" not in locked
    reader = PdfFileReader(io.BytesIO(locked))
    reader.decrypt(b"")
    assert b"pdfaid" not in reader.root["/Metadata"].data  # what the library says of its own writing
    assert "/OutputIntents" not in reader.root
    assert check(locked, [authority.root], NOW).missing == ()
    assert extracted(plain)["pdftotext"]


def test_what_is_no_pdf_takes_no_lock() -> None:
    with pytest.raises(Trouble) as caught:
        print_locked(b"%PDF-1.7 nothing")
    assert caught.value.code == "signing.failed"


def test_a_signature_without_more_needs_no_lasting(authority: Authority) -> None:
    signer = Signer.open(authority.key, demo_database=True)
    pdf = signer.sign(print_locked(a_pdf()), WORDS, NOW, Lasting(Level.B_B))
    assert check(pdf, [authority.root], NOW).good
