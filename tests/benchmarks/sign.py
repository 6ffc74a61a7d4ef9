"""One certificate signed: our signer beside pyHanko's default call, same PDF, same key, same run.

Both make a whole PAdES B-B signature, certified for no changes. What ours keeps from one to the next is what the
program's worker keeps: the open key and its chain. The document is parsed, hashed and written anew each time; nothing
of a document that was signed before is used again.
"""

from __future__ import annotations

import io
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from reportlab.pdfgen.canvas import Canvas

from app.issuance import demo_authority
from app.issuance.keys import KeyPlace
from app.issuance.orders import Certification
from app.issuance.signing import FIELD, Signer

ROUNDS = 5
SIGNATURES = 40  # in each round, of ours; the peer signs a tenth of that


def main() -> dict[str, object]:
    """RSA-3072, the usual key."""
    return measured("sign", 3072)


def measured(name: str, bits: int) -> dict[str, object]:
    """Medians of interleaved rounds, in ms for one signature by a key of so many bits."""
    at = datetime.now(UTC)
    pdf = _page()
    with tempfile.TemporaryDirectory() as folder:
        place = demo_authority.make_demo_key(Path(folder), at, demo_database=True, bits=bits)
        signer, peer = Signer.open(place, demo_database=True), _peer(place)
        words = Certification("學位證書 Degree certificate", "Taipei")
        ours: list[float] = []
        theirs: list[float] = []
        for _ in range(ROUNDS):
            ours.append(_time(lambda: signer.sign(pdf, words, at), SIGNATURES))
            theirs.append(_time(lambda: peer(pdf), SIGNATURES // 10))
    figure, peer_figure = statistics.median(ours), statistics.median(theirs)
    return {
        "name": name,
        "figure": round(figure, 3),
        "unit": "ms",
        "peer": "pyHanko sign_pdf default",
        "peer_figure": round(peer_figure, 3),
        "ratio": round(figure / peer_figure, 4),
    }


def _peer(place: KeyPlace) -> Callable[[bytes], bytes]:
    """pyHanko as its manual shows it: PAdES, certified, everything else left at its default."""
    signer = signers.SimpleSigner.load_pkcs12(str(place.path), passphrase=place.passphrase.encode())
    meta = signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
        reason="學位證書 Degree certificate",
        location="Taipei",
    )

    def sign(pdf: bytes) -> bytes:
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        return signers.PdfSigner(meta, signer, new_field_spec=SigFieldSpec(FIELD)).sign_pdf(writer).getvalue()

    return sign


def _time(act: Callable[[], object], times: int) -> float:
    act()
    start = time.perf_counter()
    for _ in range(times):
        act()
    return (time.perf_counter() - start) / times * 1000


def _page() -> bytes:
    """An A4 page of about the size of a certificate, 106 KB."""
    stream = io.BytesIO()
    canvas = Canvas(stream, invariant=True, pageCompression=0)
    for line in range(55):
        canvas.drawString(40, 800 - 14 * line, f"{line:03d} Degree certificate " * 4)
    canvas.showPage()
    canvas.setPageCompression(0)
    for line in range(1000):
        canvas.drawString(40, 800 - line, f"{line:04d} a certificate of about a hundred kilobytes")
    canvas.save()
    return stream.getvalue()


if __name__ == "__main__":
    import json

    print(json.dumps(main(), ensure_ascii=False))
