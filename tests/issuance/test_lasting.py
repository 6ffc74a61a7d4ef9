"""Signatures that last: timestamps, the proof of the day, and what verifiers say of them in twenty years."""

from __future__ import annotations

import asyncio
import io
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import ades
from pyhanko.sign.validation.policy_decl import (
    CertValidationPolicySpec,
    PdfSignatureValidationSpec,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko_certvalidator.policy_decl import CertRevTrustPolicy, RevocationCheckingPolicy
from pyhanko_certvalidator.registry import SimpleTrustManager

from app.dates import FixedClock
from app.errors import Trouble
from app.issuance import demo_authority
from app.issuance.bench import Bench
from app.issuance.keys import KeyPlace
from app.issuance.orders import Certification, LastingPlace, Level
from app.issuance.proof import gather
from app.issuance.signing import Lasting, Signer, restamp
from app.issuance.timestamps import DemoTimestamps, HttpTimestamps
from app.issuance.validation import check
from tests.issuance.conftest import a_pdf
from tests.issuance.stamp_room import StampRoom, a_house, stamp_room

NOW = datetime.now(UTC).replace(microsecond=0)
WORDS = Certification("學位證書 Degree certificate", "Taipei")
LASTING = [Level.B_T, Level.B_LT, Level.B_LTA]


@pytest.fixture(scope="module", params=["rsa2048", "rsa3072", "p256"])
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> KeyPlace:
    return a_house(tmp_path_factory.mktemp("house"), request.param, NOW)


@pytest.fixture(scope="module")
def one_place(tmp_path_factory: pytest.TempPathFactory) -> KeyPlace:
    return a_house(tmp_path_factory.mktemp("house"), "rsa2048", NOW)


def signed(place: KeyPlace, level: Level) -> tuple[bytes, bytes]:
    """A signed page and the root's certificate, DER."""
    bench = Bench()
    signer = bench._ready(place, True, NOW)
    lasting = bench._lasting_of(demo_authority.lasting_beside(place, level), signer, NOW)
    return signer.sign(a_pdf(), WORDS, NOW, lasting), signer.key.chain[-1].public_bytes(Encoding.DER)


def ten_years_on(pdf: bytes, root: bytes, year: int) -> object:
    """What a verifier of that year would say, offline, if the archive's timestamps are kept up."""
    spec = PdfSignatureValidationSpec(
        SignatureValidationSpec(
            CertValidationPolicySpec(
                SimpleTrustManager.build([asn1.Certificate.load(root)]),
                CertRevTrustPolicy(RevocationCheckingPolicy.from_legacy("require")),
            ),
            RevocationInfoGatheringSpec(RevinfoOnlineFetchingRule.LOCAL_ONLY),
        )
    )
    signature = PdfFileReader(io.BytesIO(pdf), strict=True).embedded_signatures[0]
    then = datetime(year, 1, 1, tzinfo=UTC)
    return asyncio.run(ades.simulate_future_ades_lta_validation(signature, spec, then, NOW)).ades_subindic


# ------------------------------------------------------------------ every level, every kind of key
@pytest.mark.parametrize("level", LASTING)
def test_every_level_passes_every_point_of_our_policy(place: KeyPlace, level: Level) -> None:
    pdf, root = signed(place, level)
    assert check(pdf, [root], NOW).missing == ()


@pytest.mark.parametrize("level", LASTING)
def test_any_byte_appended_to_a_lasting_signature_is_noticed(one_place: KeyPlace, level: Level) -> None:
    pdf, root = signed(one_place, level)
    for tail in (b"\n", b"%%EOF\n", b"1 0 obj\n<<>>\nendobj\n"):
        assert not check(pdf + tail, [root], NOW).good


def test_a_changed_byte_anywhere_under_the_archive_timestamp_is_noticed(one_place: KeyPlace) -> None:
    pdf, root = signed(one_place, Level.B_LTA)
    last = pdf.rindex(b"/Contents")
    for at in range(11, last, 211):
        altered = bytearray(pdf)
        altered[at] ^= 0x01
        assert not check(bytes(altered), [root], NOW).good, at


@pytest.mark.parametrize("year", [2029, 2035, 2045])
def test_a_certificate_is_verifiable_in(place: KeyPlace, year: int) -> None:
    assert str(ten_years_on(*signed(place, Level.B_LTA), year)) == "AdESPassed.OK"


def test_openssl_verifies_the_demo_s_own_timestamp(one_place: KeyPlace, tmp_path: Path) -> None:
    stamps = DemoTimestamps(
        KeyPlace(one_place.path.with_name(demo_authority.STAMP_FILE), "open sesame"), FixedClock(NOW)
    )
    (tmp_path / "token").write_bytes(stamps.token(bytes(range(32))))
    (tmp_path / "root.pem").write_bytes(stamps.chain[-1].public_bytes(Encoding.PEM))
    command = f"openssl ts -verify -digest {bytes(range(32)).hex()} -token_in -in token -CAfile root.pem"
    done = subprocess.run(command.split(), cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "Verification: OK" in done.stdout + done.stderr, done.stdout + done.stderr


def test_qpdf_finds_no_fault_in_any_level(one_place: KeyPlace, tmp_path: Path) -> None:
    for level in LASTING:
        (tmp_path / "file.pdf").write_bytes(signed(one_place, level)[0])
        done = subprocess.run(["qpdf", "--check", "file.pdf"], cwd=tmp_path, capture_output=True, check=False)
        assert done.returncode == 0, done.stdout


def test_a_renewed_archive_timestamp_covers_all_that_was_there(one_place: KeyPlace) -> None:
    pdf, root = signed(one_place, Level.B_LTA)
    bench = Bench()
    signer = bench._ready(one_place, True, NOW)
    renewed = restamp(pdf, bench._lasting_of(demo_authority.lasting_beside(one_place), signer, NOW))
    assert renewed.startswith(pdf)
    assert check(renewed, [root], NOW).missing == ()
    assert len(PdfFileReader(io.BytesIO(renewed)).embedded_timestamp_signatures) == 2


def test_timestamps_of_a_stranger_are_not_trusted(one_place: KeyPlace, tmp_path: Path) -> None:
    pdf, root = signed(one_place, Level.B_LTA)
    stranger = a_house(tmp_path, "rsa2048", NOW)
    other = Signer.open(stranger, demo_database=True).key.chain[-1].public_bytes(Encoding.DER)
    assert "timestamps_good" in check(pdf, [root], NOW, [other]).missing


# ------------------------------------------------------------------ proof
def test_a_revoked_certificate_stops_the_queue_and_is_not_tried_again(tmp_path: Path) -> None:
    house = demo_authority._House.of("範例大學", NOW - timedelta(hours=1))
    place = demo_authority._lay_down(tmp_path, house, rsa.generate_private_key(65537, 2048), "x")
    signer = Signer.open(place, demo_database=True)
    for each in tmp_path.glob("*.ocsp"):
        each.unlink()
    gone = house.revoked(house.issuing, serials=[signer.key.certificate.serial_number])
    (tmp_path / "demo-ca.crl").write_bytes(gone)
    with pytest.raises(Trouble) as caught:
        gather([signer.key.chain], NOW, tmp_path)
    assert caught.value.code == "signing.certificate_revoked"
    assert not caught.value.retryable
    with pytest.raises(Trouble):
        gather([signer.key.chain], NOW, tmp_path, needed=False)


@pytest.mark.parametrize("spoil", ["missing", "old", "rubbish"])
def test_lists_that_are_missing_old_or_spoiled_let_the_job_wait(tmp_path: Path, spoil: str) -> None:
    place = a_house(tmp_path, "rsa2048", NOW)
    at = NOW + timedelta(days=4 * 366) if spoil == "old" else NOW
    for each in (*tmp_path.glob("*.crl"), *tmp_path.glob("*.ocsp")):
        each.unlink() if spoil == "missing" else each.write_bytes(b"no list") if spoil == "rubbish" else None
    with pytest.raises(Trouble) as caught:
        gather([Signer.open(place, demo_database=True).key.chain], at, tmp_path)
    assert caught.value.code == "revocation.unknown"
    assert caught.value.retryable


def test_a_level_is_never_claimed_without_what_makes_it() -> None:
    for level in LASTING:
        with pytest.raises(ValueError, match="needs more"):
            Lasting(level)


# ------------------------------------------------------------------ an authority over HTTP: openssl's own
@pytest.fixture
def authority(one_place: KeyPlace, tmp_path: Path) -> Iterator[StampRoom]:
    with stamp_room(one_place, tmp_path) as room:
        yield room


def asked(authority: StampRoom, root: bytes) -> HttpTimestamps:
    return HttpTimestamps(authority.address, [x509.load_der_x509_certificate(root)], FixedClock(datetime.now(UTC)))


def root_beside(place: KeyPlace) -> bytes:
    pem = place.path.with_name(demo_authority.ROOT_FILE).read_bytes()
    return x509.load_pem_x509_certificate(pem).public_bytes(Encoding.DER)


def test_a_certificate_is_stamped_by_an_authority_over_http(one_place: KeyPlace, authority: StampRoom) -> None:
    root = root_beside(one_place)
    stamps, signer = asked(authority, root), Signer.open(one_place, demo_database=True)
    proof = gather([signer.key.chain, stamps.chain], NOW, one_place.path.parent)
    pdf = signer.sign(a_pdf(), WORDS, NOW, Lasting(Level.B_LTA, stamps, proof))
    assert check(pdf, [root], datetime.now(UTC)).missing == ()
    assert str(ten_years_on(pdf, root, 2045)) == "AdESPassed.OK"


@pytest.mark.parametrize(
    ("mood", "code"),
    [
        ("rubbish", "timestamp.not_usable"),
        ("large", "timestamp.not_usable"),
        ("refusing", "timestamp.refused"),
        ("replayed", "timestamp.not_usable"),
        ("error", "timestamp.unreachable"),
    ],
)
def test_a_faulty_authority_lets_the_job_wait(one_place: KeyPlace, authority: StampRoom, mood: str, code: str) -> None:
    stamps = asked(authority, root_beside(one_place))
    stamps.token(bytes(32))
    authority.mood = mood
    with pytest.raises(Trouble) as caught:
        stamps.token(bytes(32))
    assert caught.value.code == code, caught.value.facts
    assert caught.value.retryable


def test_an_authority_that_nobody_named_is_not_believed(authority: StampRoom, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    stranger = a_house(tmp_path / "other", "rsa2048", NOW)
    with pytest.raises(Trouble) as caught:
        asked(authority, root_beside(stranger)).token(bytes(32))
    assert caught.value.code == "timestamp.not_trusted"


def test_an_authority_that_is_gone_is_unreachable(one_place: KeyPlace) -> None:
    root = x509.load_der_x509_certificate(root_beside(one_place))
    with pytest.raises(Trouble) as caught:
        HttpTimestamps("http://127.0.0.1:9/tsa", [root], FixedClock(NOW)).token(bytes(32))
    assert (caught.value.code, caught.value.retryable) == ("timestamp.unreachable", True)


def test_the_settings_decide_the_level(tmp_path: Path) -> None:
    from app import settings as settings_room
    from app.issuance.key_place import lasting_place

    file = tmp_path / "settings.toml"
    file.write_text('profile = "sample"\n', "utf-8")
    assert lasting_place(settings_room.load(file)) == LastingPlace()
    file.write_text('timestamp_url = "https://tsa.example/ts"\ntimestamp_roots = "tsa.pem"\n', "utf-8")
    assert lasting_place(settings_room.load(file)).level is Level.B_LTA
    file.write_text('signature_level = "B-T"\n', "utf-8")
    with pytest.raises(Trouble) as caught:
        settings_room.load(file)
    assert caught.value.code == "settings.timestamps_incomplete"
