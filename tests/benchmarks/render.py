"""One digital certificate rendered, a new name each time: our corrected reportlab beside the library as it is shipped.

Both draw the same layout with the same fonts, each in fresh processes, in turn; medians of warm renders are compared.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path

TURNS = 2
WARM = 8
RENDERS = 40
ROOT = Path(__file__).resolve().parent.parent.parent


def main() -> dict[str, object]:
    """Medians over all warm renders, in ms for one certificate."""
    ours: list[float] = []
    theirs: list[float] = []
    for _ in range(TURNS):
        ours += _in_a_fresh_process("corrected")
        theirs += _in_a_fresh_process("plain")
    figure, peer_figure = statistics.median(ours), statistics.median(theirs)
    return {
        "name": "render",
        "figure": round(figure, 2),
        "unit": "ms",
        "peer": "reportlab as shipped, same page",
        "peer_figure": round(peer_figure, 2),
        "ratio": round(figure / peer_figure, 4),
    }


def _in_a_fresh_process(which: str) -> list[float]:
    command = [sys.executable, __file__, which]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    told = subprocess.run(command, env=environment, capture_output=True, check=True, text=True)
    return [float(each) for each in told.stdout.split()]


def _without_corrections() -> None:
    """The library's own font, canvas and streams in place of ours, in this process only."""
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    from app.documents.press import reportlab_fixes, typeface

    reportlab_fixes.apply = lambda: None
    reportlab_fixes.SteadyCanvas = Canvas  # type: ignore[misc,assignment]
    typeface.open_file = TTFont


def _renders() -> list[float]:
    from app.documents import digital_certificate
    from app.documents.letterhead import Letterhead
    from app.wording import Bilingual

    letterhead = Letterhead(Bilingual("國立山湖大學", "National Shanhu University"), Bilingual("教務處註冊組"))
    taken = []
    for turn in range(WARM + RENDERS):
        name = chr(0x4E00 + turn * 97) + chr(0x5E00 + turn * 101) + chr(0x20000 + turn * 103)
        facts = digital_certificate.Facts(
            certificate_number=f"(113) 山大學字第 113{turn:04d} 號",
            name_zh=name,
            name_en="LIN, FENG-HSUAN",
            birth_date=date(2003, 3, 3),
            programme=Bilingual("資訊工程學系", "Department of Computer Science and Information Engineering"),
            degree=Bilingual("工學學士", "Bachelor of Science in Engineering"),
            graduated_on=date(2025, 6, 1),
            issued_at=datetime(2025, 7, 10, 2, 41, tzinfo=UTC),
            document_code=f"SHU-7K3F-9QWD-{turn:04d}",
        )
        begun = time.perf_counter()
        digital_certificate.render(facts, letterhead)
        taken.append((time.perf_counter() - begun) * 1000)
    return taken[WARM:]


if __name__ == "__main__":
    if sys.argv[1:] in (["plain"], ["corrected"]):
        if sys.argv[1] == "plain":
            _without_corrections()
        print(*_renders())
    else:
        import json

        print(json.dumps(main(), ensure_ascii=False))
