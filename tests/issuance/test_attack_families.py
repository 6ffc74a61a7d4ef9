"""The published families of attacks, bombs and random damage: none is ever accepted, none hangs, none calls out."""

from __future__ import annotations

import http.server
import io
import random
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from functools import lru_cache
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID
from pyhanko.pdf_utils.crypt.permissions import StandardPermissions
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import PdfFileWriter, copy_into_new_writer
from pyhanko.sign import signers
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter

from app.issuance.keys import KeyPlace, open_key
from app.issuance.orders import Level
from app.issuance.signing import FIELD
from app.issuance.validation import check, examine
from app.policy.verification import LARGEST_FILE, NOT_EXAMINED, Outcome
from app.threads.examiner import Examiner
from tests.issuance import attacks
from tests.issuance.conftest import AT, a_key, a_pdf, root_of
from tests.issuance.stamp_attacks import LEDGER_ALONE
from tests.issuance.targets import KINDS, Target
from tests.issuance.test_attacks import by_hand, issued

SEED, SAMPLE = 20250716, 400
SECONDS = 5  # of processor time; the slowest honest file needs a hundredth of that


@lru_cache(maxsize=8)
def chain_of(place: KeyPlace) -> tuple[bytes, ...]:
    return tuple(each.public_bytes(serialization.Encoding.DER) for each in open_key(place).chain)


@pytest.fixture(scope="session", params=KINDS[:3], ids=lambda each: "-".join(each))
def target(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Target:
    made = Target.made(tmp_path_factory.mktemp("target") / "house", *request.param)
    assert made.examined(made.pdf).missing == ()
    return made


def test_no_published_attack_is_accepted(target: Target) -> None:
    """Whatever carries a signature of ours is told to be altered, and not a stranger's."""
    tried = dict(target.attacks())
    assert len(tried) >= (120 if target.level is Level.B_LTA else 55)
    assert [name for name, file in tried.items() if file == target.pdf] == [], "an attack that changes nothing"
    seen = {name: target.examined(file) for name, file in tried.items()}
    held = {name for name, found in seen.items() if not found.missing}
    assert held == (LEDGER_ALONE if target.level is Level.B_LTA else set())
    for name, file in tried.items():
        answer = target.judged(file, seen[name])
        assert answer.outcome is Outcome.FAILURE, name
        if name in held:
            assert answer.code == "verification.not_in_ledger", name
        elif "contents" not in name and "exchanged" not in name:
            assert answer.code in ("verification.altered", "verification.not_issued_here"), name


@pytest.mark.parametrize("level", [MDPPerm.FILL_FORMS, MDPPerm.ANNOTATE])
@pytest.mark.parametrize("who", ["the school", "a stranger"])
def test_a_sneaky_second_signature_is_one_too_many(key: KeyPlace, tmp_path: Path, level: MDPPerm, who: str) -> None:
    """A visible signature laid over a certified document, by whomever, at every level of permitted changes."""
    first = by_hand(a_pdf(), key, level=level)
    second = key if who == "the school" else a_key(tmp_path)
    signer = signers.SimpleSigner.load_pkcs12(str(second.path), passphrase=second.passphrase.encode())
    meta = signers.PdfSignatureMetadata(field_name="Sneaky", md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES)
    spec = SigFieldSpec("Sneaky", box=(50, 300, 550, 500), on_page=0)
    writer = IncrementalPdfFileWriter(io.BytesIO(first), strict=False)
    both = signers.PdfSigner(meta, signer, new_field_spec=spec).sign_pdf(writer).getvalue()
    assert not check(both, [root_of(key)], AT).good


def test_the_advisory_print_lock_verifies_and_its_removal_does_not(key: KeyPlace) -> None:
    """B44: an encrypted document that asks not to be printed; the lock is advisory, its removal breaks the seal."""
    signer = signers.SimpleSigner.load_pkcs12(str(key.path), passphrase=key.passphrase.encode())
    meta = signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
    )
    pdf = signers.PdfSigner(meta, signer, new_field_spec=SigFieldSpec(FIELD)).sign_pdf(a_locked_writer()).getvalue()
    assert b"/Encrypt" in pdf
    assert examine(pdf, chain_of(key), AT).missing == ()
    opened = PdfFileReader(io.BytesIO(pdf))
    opened.decrypt(b"")
    out = io.BytesIO()
    copy_into_new_writer(opened).write(out)
    assert not check(out.getvalue(), [root_of(key)], AT).good


def test_a_document_with_a_password_is_not_opened(key: KeyPlace) -> None:
    out = io.BytesIO()
    a_locked_writer(user="secret").write(out)
    assert not check(out.getvalue(), [root_of(key)], AT).readable


def a_locked_writer(user: str = "") -> PdfFileWriter:
    writer = copy_into_new_writer(PdfFileReader(io.BytesIO(a_pdf())))
    allowed = StandardPermissions.ALLOW_ASSISTIVE_TECHNOLOGY | StandardPermissions.TOLERATE_MISSING_PDF_MAC
    writer.encrypt(owner_pass="owner", user_pass=user, pdf_mac=False, perms=allowed)
    return writer


# ------------------------------------------------------------------ bombs
@pytest.fixture(scope="module")
def examiner() -> Iterator[Examiner]:
    made = Examiner()
    made.warm()
    yield made
    made.stop()


@pytest.mark.parametrize("name", attacks.BOMBS)
def test_a_bomb_is_refused_and_the_examiner_lives(name: str, examiner: Examiner, key: KeyPlace) -> None:
    bomb = attacks.bomb(name)
    assert len(bomb) <= LARGEST_FILE, "it would be turned away by its size alone"
    pid = examiner.pid
    assert pid is not None
    found = examiner.examine(bomb, chain_of(key), AT)
    assert found.missing
    assert found != NOT_EXAMINED
    assert examiner.pid == pid, "it cost the examiner its life"
    assert examiner.examine(issued(key), chain_of(key), AT).missing == ()


def test_bombs_cost_no_time(key: KeyPlace) -> None:
    roots = [root_of(key)]
    for name, bomb in attacks.bombs():
        began = time.process_time()
        check(bomb, roots, AT)
        assert time.process_time() - began < SECONDS, name  # unlimited, the first needs more than a minute


# ------------------------------------------------------------------ random damage
def test_no_damaged_file_is_accepted(target: Target) -> None:
    """A seeded sample; ``./desk soak verify`` takes twenty thousand."""
    chance = random.Random(SEED)
    for number in range(SAMPLE):
        file = attacks.mutant(chance, target.pdf, [target.pdf, target.other])
        began = time.process_time()
        found = target.examined(file)
        assert time.process_time() - began < SECONDS, number
        if target.judged(file, found).outcome is not Outcome.FAILURE:
            assert file == target.pdf, number
        if not found.missing:
            assert target.only_ledger_tells(file), number


# ------------------------------------------------------------------ addresses in a file
class Listener(http.server.ThreadingHTTPServer):
    """A server that only counts who comes."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler)
        self.came = 0

    def process_request(self, request, client_address) -> None:  # type: ignore[no-untyped-def]
        self.came += 1
        self.shutdown_request(request)


@pytest.fixture
def listener() -> Iterator[Listener]:
    server = Listener()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_no_address_in_a_file_is_ever_asked(listener: Listener, tmp_path: Path) -> None:
    """The signer's certificate names servers for its issuer, its status and its revocation list: the attacker's."""
    stranger = a_key_that_calls_out(tmp_path, f"http://127.0.0.1:{listener.server_address[1]}")
    pdf = by_hand(a_pdf(), stranger)
    assert b"127.0.0.1" in bytes.fromhex(_container(pdf))
    for roots in ([], [root_of(stranger)]):
        check(pdf, roots, AT)
        examine(pdf, roots, AT)
    assert listener.came == 0


def _container(pdf: bytes) -> str:
    found = attacks._RANGE.search(pdf)
    assert found is not None
    return pdf[int(found[2]) + 1 : int(found[3]) - 1].decode("ascii")


def a_key_that_calls_out(folder: Path, address: str) -> KeyPlace:
    """A root, and a signer whose certificate names an issuer's place, a status server and a revocation list."""
    root_key, own_key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Root")])
    own_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Signer")])

    def start(subject: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
        made = x509.CertificateBuilder().subject_name(subject).issuer_name(root_name).public_key(key.public_key())
        made = made.serial_number(x509.random_serial_number())
        return made.not_valid_before(AT - timedelta(days=1)).not_valid_after(AT + timedelta(days=900))

    root = start(root_name, root_key).add_extension(x509.BasicConstraints(True, None), True)
    root_certificate = root.sign(root_key, hashes.SHA256())
    places = [
        x509.AccessDescription(kind, x509.UniformResourceIdentifier(address + path))
        for kind, path in (
            (AuthorityInformationAccessOID.OCSP, "/ocsp"),
            (AuthorityInformationAccessOID.CA_ISSUERS, "/ca.crt"),
        )
    ]
    names = [x509.UniformResourceIdentifier(address + "/list.crl")]
    usage = x509.KeyUsage(True, True, False, False, False, False, False, False, False)
    own = (
        start(own_name, own_key)
        .add_extension(usage, True)
        .add_extension(x509.AuthorityInformationAccess(places), False)
        .add_extension(x509.CRLDistributionPoints([x509.DistributionPoint(names, None, None, None)]), False)
        .sign(root_key, hashes.SHA256())
    )
    container = serialization.pkcs12.serialize_key_and_certificates(
        b"s", own_key, own, [root_certificate], serialization.BestAvailableEncryption(b"x")
    )
    (folder / "out.p12").write_bytes(container)
    (folder / "out.pem").write_bytes(root_certificate.public_bytes(serialization.Encoding.PEM))
    return KeyPlace(folder / "out.p12", "x")
