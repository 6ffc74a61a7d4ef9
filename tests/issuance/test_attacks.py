"""What looks signed but was not issued like this is told apart, fact by fact."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter

from app.issuance.keys import KeyPlace
from app.issuance.orders import Certification
from app.issuance.signing import Signer
from app.issuance.validation import Checked, check
from tests.issuance.conftest import AT, a_key, a_pdf, root_of


def by_hand(
    pdf: bytes,
    place: KeyPlace,
    *,
    field: str = "Registrar",
    certify: bool = True,
    level: MDPPerm = MDPPerm.NO_CHANGES,
    subfilter: SigSeedSubFilter = SigSeedSubFilter.PADES,
) -> bytes:
    """Signed with the school's own key, but not as the registrar does."""
    signer = signers.SimpleSigner.load_pkcs12(str(place.path), passphrase=place.passphrase.encode())
    meta = signers.PdfSignatureMetadata(
        field_name=field, md_algorithm="sha256", subfilter=subfilter, certify=certify, docmdp_permissions=level
    )
    hand = signers.PdfSigner(meta, signer, new_field_spec=SigFieldSpec(field))
    return hand.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf))).getvalue()


def issued(place: KeyPlace) -> bytes:
    return Signer.open(place, demo_database=True).sign(a_pdf(), Certification("x", "y"), AT)


def look(pdf: bytes, place: KeyPlace) -> Checked:
    return check(pdf, [root_of(place)], AT)


def test_the_school_s_key_used_as_the_registrar_uses_it_is_accepted(key: KeyPlace) -> None:
    assert look(by_hand(a_pdf(), key), key).good


def test_another_field_s_signature_is_not_the_registrar_s(key: KeyPlace) -> None:
    assert look(by_hand(a_pdf(), key, field="Signature1"), key).missing == ("expected_field",)


def test_a_signature_that_certifies_nothing_is_not_enough(key: KeyPlace) -> None:
    assert "no_changes_allowed" in look(by_hand(a_pdf(), key, certify=False), key).missing


@pytest.mark.parametrize("level", [MDPPerm.FILL_FORMS, MDPPerm.ANNOTATE])
def test_a_certification_that_allows_changes_is_not_enough(key: KeyPlace, level: MDPPerm) -> None:
    assert look(by_hand(a_pdf(), key, level=level), key).missing == ("no_changes_allowed",)


def test_a_second_signature_is_one_too_many(key: KeyPlace) -> None:
    first = by_hand(a_pdf(), key, level=MDPPerm.FILL_FORMS)
    both = by_hand(first, key, field="Second", certify=False)
    assert "one_signature" in look(both, key).missing


def test_one_signature_shown_by_two_fields_is_refused(key: KeyPlace) -> None:
    writer = IncrementalPdfFileWriter(io.BytesIO(issued(key)))
    fields = writer.root["/AcroForm"]["/Fields"]
    twin = generic.DictionaryObject(dict(fields[0].get_object()))
    twin[generic.pdf_name("/T")] = generic.TextStringObject("Twin")
    fields.append(writer.add_object(twin))
    writer.update_container(fields)
    out = io.BytesIO()
    writer.write(out)
    assert not look(out.getvalue(), key).good


def test_a_page_replaced_afterwards_is_noticed(key: KeyPlace) -> None:
    writer = IncrementalPdfFileWriter(io.BytesIO(issued(key)))
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"BT ET"))
    writer.update_container(page)
    out = io.BytesIO()
    writer.write(out)
    found = look(out.getvalue(), key)
    assert not found.covers_whole_file
    assert not found.unaltered


def test_a_stranger_with_the_same_names_is_not_trusted(key: KeyPlace, tmp_path: Path) -> None:
    stranger = a_key(tmp_path)
    assert "trusted" in look(issued(stranger), key).missing
