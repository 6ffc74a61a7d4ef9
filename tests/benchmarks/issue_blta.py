"""One certificate rendered and signed B-LTA on one core: ours beside reportlab and pyHanko as their manuals show them.

Goals: at most 12 ms, and at least thirteen times as fast. The peer draws the same page with the library as it is
shipped and signs with pyHanko's default call, a timestamp authority in the same process and the same proof.
"""

from __future__ import annotations

import io
import os
import statistics
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

WARM, OURS, THEIRS, TURNS = 5, 60, 8, 2
ROOT = Path(__file__).resolve().parent.parent.parent


def main() -> dict[str, object]:
    """Medians of warm certificates, in ms for one."""
    ours: list[float] = []
    theirs: list[float] = []
    for _ in range(TURNS):
        ours += _in_a_fresh_process("ours")
        theirs += _in_a_fresh_process("naive")
    figure, peer_figure = statistics.median(ours), statistics.median(theirs)
    return {
        "name": "issue-blta",
        "figure": round(figure, 2),
        "unit": "ms",
        "peer": "reportlab and pyHanko by their manuals, B-LTA",
        "peer_figure": round(peer_figure, 2),
        "ratio": round(figure / peer_figure, 4),
    }


def _in_a_fresh_process(which: str) -> list[float]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, __file__, which]
    told = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True, text=True)
    return [float(each) for each in told.stdout.split()]


def _ours() -> list[float]:
    from app.issuance.bench import Bench
    from tests.benchmarks._batch import a_key, an_order

    bench = Bench()
    with a_key() as key:
        return [_timed(lambda n=number: bench.ask(an_order(n, key))) for number in range(WARM + OURS)][WARM:]  # type: ignore[misc]


def _naive() -> list[float]:
    import logging

    from asn1crypto import x509 as asn1
    from cryptography.hazmat.primitives.serialization import Encoding
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import signers
    from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
    from pyhanko.sign.timestamps import DummyTimeStamper
    from pyhanko_certvalidator import ValidationContext
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    from app.documents import digital_certificate
    from app.issuance import demo_authority
    from app.issuance.keys import open_key
    from app.issuance.proof import _held
    from tests.benchmarks._batch import LETTERHEAD, a_key, facts
    from tests.benchmarks.render import _without_corrections

    _without_corrections()
    logging.getLogger("pyhanko").setLevel(logging.ERROR)  # it warns that it may not fetch
    with a_key() as key:
        folder = key.path.parent
        signer = signers.SimpleSigner.load_pkcs12(str(key.path), passphrase=key.passphrase.encode())
        house = demo_authority._House.of("範例大學", datetime.now(UTC))
        held = signers.SimpleSigner.load_pkcs12_data(house.stamps("x", rsa=True), other_certs=[], passphrase=b"x")
        root = asn1.Certificate.load(open_key(key).chain[-1].public_bytes(Encoding.DER))
        stamps_root = next(each for each in held.cert_registry if each.self_issued)
        (folder / "stamps-root.crl").write_bytes(house.revoked(house.root))
        (folder / "stamps-ca.crl").write_bytes(house.revoked(house.issuing))
        lists, answers = _held(folder)
        store = SimpleCertificateStore.from_certs(list(held.cert_registry))
        stamper = DummyTimeStamper(held.signing_cert, held.signing_key, certs_to_embed=store)

        def one(number: int) -> None:
            page = digital_certificate.render(facts(number, datetime.now(UTC)), LETTERHEAD)
            trust = ValidationContext(
                trust_roots=[root, stamps_root],
                crls=lists,
                ocsps=answers,
                moment=datetime.now(UTC),
                allow_fetching=False,
            )
            meta = signers.PdfSignatureMetadata(
                field_name="Registrar",
                md_algorithm="sha256",
                subfilter=SigSeedSubFilter.PADES,
                certify=True,
                docmdp_permissions=MDPPerm.NO_CHANGES,
                embed_validation_info=True,
                validation_context=trust,
                use_pades_lta=True,
            )
            writer = IncrementalPdfFileWriter(io.BytesIO(page))
            signers.PdfSigner(meta, signer, timestamper=stamper, new_field_spec=SigFieldSpec("Registrar")).sign_pdf(
                writer
            )

        return [_timed(lambda n=number: one(n)) for number in range(2 + THEIRS)][2:]  # type: ignore[misc]


def _timed(act) -> float:  # type: ignore[no-untyped-def]
    begun = time.perf_counter()
    act()
    return (time.perf_counter() - begun) * 1000


if __name__ == "__main__":
    print(*{"ours": _ours, "naive": _naive}[sys.argv[1]]())
