"""What the registrar signs is accepted by this program and by independent verifiers, and nothing else is."""

from __future__ import annotations

import io
import re
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates
from pyhanko.pdf_utils.generic import TextStringObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

from app.errors import Refusal, Trouble
from app.issuance import demo_authority
from app.issuance.keys import KeyPlace, SigningKey, check_belongs, check_key, open_key
from app.issuance.orders import Certification
from app.issuance.signing import Signer
from app.issuance.validation import Checked, check
from tests.issuance.conftest import AT, a_key, a_pdf, root_of

WORDS = Certification("學位證書 Degree certificate", "Taipei")


def signed_with(place: KeyPlace) -> bytes:
    signer = Signer.open(place, demo_database=True)
    signer.check(AT)
    return signer.sign(a_pdf(), WORDS, AT)


def byte_range(pdf: bytes) -> list[int]:
    found = re.search(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]", pdf)
    assert found is not None
    return [int(each) for each in found.groups()]


# ------------------------------------------------------------------ accepted by everyone
def test_a_signed_certificate_passes_every_point_of_our_policy(each_key: KeyPlace) -> None:
    assert check(signed_with(each_key), [root_of(each_key)], AT).missing == ()


def test_qpdf_finds_no_fault_in_its_structure(key: KeyPlace, tmp_path: Path) -> None:
    (tmp_path / "signed.pdf").write_bytes(signed_with(key))
    done = subprocess.run(["qpdf", "--check", "signed.pdf"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_an_rsa_signature_leaves_no_padding_that_could_be_altered(key: KeyPlace) -> None:
    pdf = signed_with(key)
    _, b, c, _ = byte_range(pdf)
    assert not pdf[b + 1 : c - 1].endswith(b"00000000")


def test_the_original_stays_byte_for_byte_in_front(key: KeyPlace) -> None:
    assert signed_with(key).startswith(a_pdf())


def test_the_claimed_time_is_the_time_it_was_told(key: KeyPlace) -> None:
    signature = PdfFileReader(io.BytesIO(signed_with(key))).embedded_signatures[0]
    assert signature.self_reported_timestamp == AT


def test_a_pdf_that_cannot_be_read_is_a_trouble(key: KeyPlace) -> None:
    with pytest.raises(Trouble) as caught:
        Signer.open(key, demo_database=True).sign(b"%PDF-1.4\nnothing", WORDS, AT)
    assert caught.value.code == "signing.failed"


# ------------------------------------------------------------------ altered files
def test_the_school_s_root_is_the_only_one_trusted(key: KeyPlace, tmp_path: Path) -> None:
    stranger = a_key(tmp_path, "p256")
    assert "trusted" in check(signed_with(key), [root_of(stranger)], AT).missing


@pytest.mark.parametrize("tail", [b"\n", b" ", b"%%EOF\n", b"1 0 obj\n<<>>\nendobj\n"])
def test_a_byte_appended_is_noticed(key: KeyPlace, tail: bytes) -> None:
    assert not check(signed_with(key) + tail, [root_of(key)], AT).good


def test_an_incremental_update_is_noticed(key: KeyPlace) -> None:
    writer = IncrementalPdfFileWriter(io.BytesIO(signed_with(key)))
    writer.root["/Lang"] = TextStringObject("zh-TW")
    writer.update_root()
    out = io.BytesIO()
    writer.write(out)
    found = check(out.getvalue(), [root_of(key)], AT)
    assert found.readable
    assert not found.covers_whole_file


def test_any_single_byte_changed_is_noticed(key: KeyPlace) -> None:
    pdf = signed_with(key)
    roots = [root_of(key)]
    for place in range(11, len(pdf), 97):
        altered = bytearray(pdf)
        altered[place] ^= 0x20 if chr(altered[place]).isalpha() else 0x01
        if not _same_hex(pdf, altered):
            assert not check(bytes(altered), roots, AT).good, place


def _same_hex(pdf: bytes, altered: bytearray) -> bool:
    """Upper and lower case hex digits of /Contents are one signature; the ledger's digest tells them apart."""
    return pdf.lower() == bytes(altered).lower()


def test_padding_that_is_not_zero_is_noticed(tmp_path: Path) -> None:
    place = a_key(tmp_path, "p256")
    signer = Signer.open(place, demo_database=True)
    for _ in range(40):  # a P-256 signature has its longest form one time in four
        pdf = signer.sign(a_pdf(), WORDS, AT)
        c = byte_range(pdf)[2]
        if pdf[c - 3 : c - 1] == b"00" and check(pdf, [root_of(place)], AT).good:
            altered = pdf[: c - 3] + b"01" + pdf[c - 1 :]
            assert check(altered, [root_of(place)], AT).missing == ("no_loose_bytes",)
            return
    raise AssertionError("no signature was shorter than its room")


@pytest.mark.parametrize(
    "bad", [b"", b"PK\x03\x04zip", b"%PDF-", b"%PDF-1.7" + b" " * 6_000_000, b"%PDF-1.4\n[[[[" * 999]
)
def test_what_is_not_a_signed_pdf_is_simply_not_good(bad: bytes) -> None:
    assert check(bad, [], AT) == Checked()


def test_an_unsigned_pdf_is_readable_and_nothing_more() -> None:
    assert check(a_pdf(), [], AT) == Checked(readable=True)


# ------------------------------------------------------------------ keys that may not sign
def why(act: object) -> str:
    with pytest.raises(Trouble) as caught:
        act()  # type: ignore[operator]
    assert not caught.value.retryable
    return caught.value.code


def test_a_missing_file_a_wrong_passphrase_and_a_broken_file_are_told_apart(key: KeyPlace, tmp_path: Path) -> None:
    broken = tmp_path / "broken.p12"
    broken.write_bytes(b"not a key at all")
    assert why(lambda: open_key(KeyPlace(tmp_path / "none.p12", ""))) == "signing.key_missing"
    assert why(lambda: open_key(KeyPlace(key.path, "wrong"))) == "signing.passphrase_wrong"
    assert why(lambda: open_key(KeyPlace(key.path, ""))) == "signing.passphrase_wrong"
    assert why(lambda: open_key(KeyPlace(broken, "any"))) == "signing.key_unreadable"


def test_a_damaged_container_is_not_blamed_on_the_passphrase_alone(key: KeyPlace, tmp_path: Path) -> None:
    content = key.path.read_bytes()
    cut = tmp_path / "cut.p12"
    cut.write_bytes(content[: len(content) // 2])
    assert why(lambda: open_key(KeyPlace(cut, key.passphrase))) == "signing.key_unreadable"


def test_a_weak_key_is_refused(tmp_path: Path) -> None:
    private = rsa.generate_private_key(65537, 1024)
    _, container = demo_authority._make(AT, "範例大學", private, "x")
    (tmp_path / "weak.p12").write_bytes(container)
    assert why(lambda: open_key(KeyPlace(tmp_path / "weak.p12", "x"))) == "signing.key_kind"


def test_a_chain_with_a_link_missing_is_refused(key: KeyPlace, tmp_path: Path) -> None:
    whole = open_key(key)
    alone = serialize_key_and_certificates(b"r", whole.private, whole.certificate, None, BestAvailableEncryption(b"x"))
    (tmp_path / "alone.p12").write_bytes(alone)
    assert why(lambda: open_key(KeyPlace(tmp_path / "alone.p12", "x"))) == "signing.chain_broken"


def test_a_certificate_out_of_its_time_does_not_sign(key: KeyPlace) -> None:
    signer = Signer.open(key, demo_database=True)
    assert why(lambda: signer.check(AT + timedelta(days=4 * 366))) == "signing.certificate_expired"
    assert why(lambda: signer.check(AT - timedelta(days=2))) == "signing.certificate_not_yet_valid"


def test_a_certificate_for_something_else_does_not_sign(key: KeyPlace) -> None:
    issuing = open_key(key).chain[1:]
    own = SigningKey(open_key(key).private, issuing)
    assert why(lambda: check_key(own, AT)) == "signing.certificate_not_for_signing"


def test_demo_keys_and_real_keys_never_meet_the_other_s_database(key: KeyPlace) -> None:
    with pytest.raises(Refusal) as caught:
        Signer.open(key, demo_database=False)
    assert caught.value.codes == ("signing.demo_key_in_real",)
    with pytest.raises(Refusal) as caught:
        check_belongs(_a_real_key(), demo_database=True)
    assert caught.value.codes == ("signing.real_key_in_demo",)
    check_belongs(_a_real_key(), demo_database=False)


def _a_real_key() -> SigningKey:
    private = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(x509.oid.NameOID.COMMON_NAME, "Registrar")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(AT)
        .not_valid_after(AT + timedelta(days=30))
        .sign(private, SHA256())
    )
    return SigningKey(private, (certificate,))


# ------------------------------------------------------------------ the demo's authority
def test_the_demo_makes_a_key_of_its_own_that_nobody_takes_for_real(tmp_path: Path) -> None:
    place = demo_authority.make_demo_key(tmp_path / "demo", AT, demo_database=True)
    key = open_key(place)
    assert key.is_demo
    assert all("DEMO" in each.subject.rfc4514_string() and "示範" in str(each.subject) for each in key.chain)
    assert isinstance(key.private, rsa.RSAPrivateKey)
    assert key.private.key_size == 3072
    assert len(key.chain) == 3
    assert place.passphrase not in repr(place)
    assert place.path.stat().st_mode & 0o077 == 0
    assert sorted(each.name for each in (tmp_path / "demo").iterdir()) == [
        "demo-ca.crl",
        "demo-registrar.ocsp",
        "demo-registrar.p12",
        "demo-root.crl",
        "demo-root.crt",
        "demo-timestamps.ocsp",
        "demo-timestamps.p12",
    ]


def test_a_real_database_gets_no_demo_key(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as caught:
        demo_authority.make_demo_key(tmp_path, AT, demo_database=False)
    assert caught.value.codes == ("signing.demo_key_in_real",)
    assert list(tmp_path.iterdir()) == []
