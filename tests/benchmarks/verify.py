"""One certificate verified by a warm examiner process, beside pyHanko's default calls on the same file.

Goal: at most 45 ms for ``verify``, a certificate with an archive timestamp (B-LTA) as a worker makes it;
``verify-plain`` is the same page signed B-B. Ours is the whole way of a file that is handed in: read it, hash it, send
it to the worker, the strict policy there, the answer back. The peer's are its own calls in this process, one for the
signature and, where there is one, one for the archive timestamp.
"""

from __future__ import annotations

import io
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from asn1crypto import x509 as asn1
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp
from pyhanko_certvalidator import ValidationContext

from app.issuance.bench import Bench
from app.issuance.handed_in import HandedIn, take
from app.issuance.orders import KeyPlace, Level
from app.threads.examiner import Examiner
from tests.benchmarks._batch import a_key, an_order

ROUNDS, TIMES = 7, 10


def main() -> list[dict[str, object]]:
    """Medians of interleaved rounds, in ms for one file."""
    examiner = Examiner()
    try:
        examiner.warm()
        with a_key() as key:
            return [
                _measured("verify", examiner, key, Level.B_LTA),
                _measured("verify-plain", examiner, key, Level.B_B),
            ]
    finally:
        examiner.stop()


def _measured(name: str, examiner: Examiner, key: KeyPlace, level: Level) -> dict[str, object]:
    made, at = Bench().ask(an_order(1, key, level)), datetime.now(UTC)
    issuers = tuple(dict.fromkeys((*made.chain, *made.stamp_chain)))
    file = Path(key.path.parent, f"{name}.pdf")
    file.write_bytes(made.pdf)
    root = asn1.Certificate.load(made.chain[-1])

    def ours() -> None:
        taken = take(HandedIn(file.name, file))
        assert examiner.examine(taken.content, issuers, at).missing == ()

    def peer() -> None:
        reader = PdfFileReader(io.BytesIO(file.read_bytes()))
        trust = ValidationContext(trust_roots=[root])
        assert validate_pdf_signature(reader.embedded_regular_signatures[0], trust, trust).bottom_line
        for each in reader.embedded_timestamp_signatures:
            assert validate_pdf_timestamp(each, trust).trusted

    rounds = [(_time(ours), _time(peer)) for _ in range(ROUNDS)]
    figure, peer_figure = (statistics.median(each) for each in zip(*rounds, strict=True))
    return {
        "name": name,
        "figure": round(figure, 2),
        "unit": "ms",
        "peer": f"pyHanko's default validation, {level}",
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

    for line in main():
        print(json.dumps(line, ensure_ascii=False))
