"""One certificate verified by a warm examiner process, beside pyHanko's default validation call on the same file.

Goal: at most 45 ms. Ours is the whole way of a file that is handed in: read it, hash it, send it to the worker, the
strict policy there, the answer back; the peer's is its one call in this process.
"""

from __future__ import annotations

import io
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from asn1crypto import x509 as asn1
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from app.issuance import demo_authority
from app.issuance.handed_in import HandedIn, take
from app.issuance.orders import Certification
from app.issuance.signing import Signer
from app.threads.examiner import Examiner
from tests.benchmarks.sign import _page

ROUNDS, TIMES = 7, 10
GOAL = 45.0


def main() -> dict[str, object]:
    """Medians of interleaved rounds, in ms for one file."""
    at = datetime.now(UTC)
    with tempfile.TemporaryDirectory() as folder:
        place = demo_authority.make_demo_key(Path(folder), at, demo_database=True)
        signer = Signer.open(place, demo_database=True)
        file = Path(folder, "certificate.pdf")
        file.write_bytes(signer.sign(_page(), Certification("學位證書 Degree certificate", "Taipei"), at))
        chain = tuple(each.public_bytes(Encoding.DER) for each in signer.key.chain)
        root = asn1.Certificate.load(chain[-1])
        examiner = Examiner()

        def ours() -> None:
            taken = take(HandedIn(file.name, file))
            assert examiner.examine(taken.content, chain, at).missing == ()

        def peer() -> None:
            reader = PdfFileReader(io.BytesIO(file.read_bytes()))
            context = ValidationContext(trust_roots=[root])
            assert validate_pdf_signature(reader.embedded_signatures[0], context).bottom_line

        try:
            examiner.warm()
            rounds = [(_time(ours), _time(peer)) for _ in range(ROUNDS)]
        finally:
            examiner.stop()
    figure, peer_figure = (statistics.median(each) for each in zip(*rounds, strict=True))
    return {
        "name": "verify",
        "figure": round(figure, 2),
        "unit": "ms",
        "peer": "pyHanko validate_pdf_signature default",
        "peer_figure": round(peer_figure, 2),
        "ratio": round(figure / peer_figure, 3),
    }


def _time(act: Callable[[], object]) -> float:
    act()
    start = time.perf_counter()
    for _ in range(TIMES):
        act()
    return (time.perf_counter() - start) / TIMES * 1000


if __name__ == "__main__":
    import json

    print(json.dumps(main(), ensure_ascii=False))
