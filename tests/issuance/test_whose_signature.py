"""Whose signature a file carries: ours is what our own certificate signed, not what shares an authority with it."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from asn1crypto import cms
from asn1crypto import x509 as asn1
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers

from app.issuance import demo_authority
from app.issuance.bench import Bench
from app.issuance.keys import KeyPlace, open_key
from app.issuance.orders import Level
from app.issuance.signing import Lasting, Signer, _Stamper
from app.issuance.validation import examine
from app.policy.verification import Seen, judge
from tests.issuance.conftest import AT, a_key, a_pdf, keys_of_one_authority
from tests.issuance.stamp_room import a_house
from tests.issuance.targets import WORDS
from tests.issuance.test_attacks import by_hand, issued


@dataclass(frozen=True)
class Shared:
    """Two customers of one authority; ``issuers`` as our ledger tells the examiner."""

    ours: KeyPlace
    theirs: KeyPlace

    @property
    def issuers(self) -> list[bytes]:
        return [each.public_bytes(Encoding.DER) for each in open_key(self.ours).chain]

    def seen(self, pdf: bytes) -> Seen:
        return examine(pdf, self.issuers, AT)

    def answer(self, pdf: bytes) -> str:
        return judge(None, self.seen(pdf)).code


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Shared:
    return Shared(*keys_of_one_authority(tmp_path_factory.mktemp("shared"), 2))


def test_what_our_own_certificate_signed_is_ours(shared: Shared) -> None:
    pdf = issued(shared.ours)
    assert shared.seen(pdf) == Seen(signed=True, by_us=True)
    assert shared.answer(pdf) == "verification.not_in_ledger"
    assert shared.answer(pdf + b"\n") == "verification.altered"
    assert shared.answer(plainly(shared.ours)) == "verification.altered"


def test_another_customer_of_our_authority_is_another_issuer(shared: Shared) -> None:
    """Even in the registrar's own field: never the alarm about our key, and never called altered."""
    for pdf in (issued(shared.theirs), by_hand(a_pdf(), shared.theirs), plainly(shared.theirs)):
        found = shared.seen(pdf)
        assert (found.signed, found.by_us) == (True, False)
        assert "trusted" in found.missing
        assert "範例大學" in found.signer
        assert shared.answer(pdf) == "verification.other_issuer"


def test_another_customer_does_not_pass_by_carrying_a_container_of_ours(shared: Shared) -> None:
    found = re.search(rb"/Contents\s*(<[0-9A-Fa-f]{200,}>)", issued(shared.ours))
    assert found is not None
    writer = IncrementalPdfFileWriter(io.BytesIO(a_pdf()))
    writer.root["/Kept"] = writer.add_object(generic.StreamObject(stream_data=b"/Contents " + found[1]))
    writer.update_root()
    out = io.BytesIO()
    writer.write(out)
    pdf = Signer(open_key(shared.theirs)).sign(out.getvalue(), WORDS, AT)
    assert "trusted" in shared.seen(pdf).missing
    assert shared.answer(pdf) != "verification.not_in_ledger"


def test_a_signer_named_by_its_key_is_known_too(shared: Shared) -> None:
    for place, code in ((shared.ours, "altered"), (shared.theirs, "other_issuer")):
        assert shared.answer(named_by_key(plainly(place))) == f"verification.{code}"


def test_the_token_of_our_timestamp_authority_makes_no_file_ours(tmp_path: Path) -> None:
    """Another school asks the same one: its certificate is another issuer's, and a bare timestamp is nobody's."""
    house, bench = a_house(tmp_path, "rsa2048", AT), Bench()
    signer = bench._ready(house, True, AT)
    lasting = bench._lasting_of(demo_authority.lasting_beside(house, Level.B_LTA), signer, AT)
    assert lasting.timestamps is not None
    issuers = [each.public_bytes(Encoding.DER) for each in (*signer.key.chain, *lasting.timestamps.chain)]
    (tmp_path / "stranger").mkdir()
    other = Signer(open_key(a_key(tmp_path / "stranger")))
    pdf = other.sign(a_pdf(), WORDS, AT, Lasting(Level.B_LTA, lasting.timestamps, lasting.proof))
    assert judge(None, examine(pdf, issuers, AT)).code == "verification.other_issuer"
    stamper = signers.PdfTimeStamper(_Stamper(lasting.timestamps))
    bare = stamper.timestamp_pdf(IncrementalPdfFileWriter(io.BytesIO(a_pdf())), "sha256").getvalue()
    found = examine(bare, issuers, AT)
    assert (found.signed, found.by_us) == (False, False)
    assert judge(None, found).code == "verification.not_issued_here"


def plainly(place: KeyPlace) -> bytes:
    """As any program signs: a field of its own, and nothing certified."""
    signer = signers.SimpleSigner.load_pkcs12(str(place.path), passphrase=place.passphrase.encode())
    meta = signers.PdfSignatureMetadata(field_name="Sig1")
    return signers.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(a_pdf())), meta, signer=signer).getvalue()


def named_by_key(pdf: bytes) -> bytes:
    """The same file, its signer named by the identifier of its key."""
    found = re.search(rb"/Contents\s*<([0-9A-Fa-f]{200,})>", pdf)
    assert found is not None
    container = cms.ContentInfo.load(bytes.fromhex(found[1].decode()))
    (info,) = container["content"]["signer_infos"]
    carried = [each.chosen for each in container["content"]["certificates"]]
    own: asn1.Certificate = next(
        each for each in carried if each.serial_number == info["sid"].chosen["serial_number"].native
    )
    info["sid"] = cms.SignerIdentifier("subject_key_identifier", own.key_identifier)
    digits = container.dump(force=True).hex().encode()
    return pdf[: found.start(1)] + digits.ljust(len(found[1]), b"0") + pdf[found.end(1) :]
