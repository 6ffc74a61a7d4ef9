"""Pictures of every state of verification: ``python -m tests.views.shots_verify OUT [PATTERN]``."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication

from app.desk.verify_slips import CodeSlip, LedgerSlip, WhereSlip
from app.errors import Refusal
from app.policy.verification import MINISTRY_SITE
from app.views.verify import VerifyPage
from app.views.workbench import Bench, Look, style
from tests.presenters.made_up import NOON
from tests.presenters.verifying import Hatch
from tests.views.looks import dress, look
from tests.views.shots_pickup import SIZE, looks

LONG = "碩士學位證書_(114)範大學字第000312號_請轉交人事室_第二次寄送_最終版本_副本.pdf"


@dataclass(frozen=True)
class Shot:
    name: str
    set_up: Callable[[Hatch], None]


def one(kind: str, name: str = "000312_certificate.pdf", **more: int) -> Callable[[Hatch], None]:
    def set_up(hatch: Hatch) -> None:
        hatch.hands_in(name)
        hatch.answers(kind, **more)

    return set_up


def examining(hatch: Hatch) -> None:
    hatch.hands_in("000312_certificate.pdf")
    hatch.examiner.takes()
    hatch.line.answer("verify:ask_ledger", LedgerSlip(known=True, issuers=(), at=NOON))


def three(hatch: Hatch) -> None:
    hatch.hands_in("000312_certificate.pdf", "000287_certificate.pdf", "diploma_scan.pdf")
    for kind in ("good", "superseded", "not_issued_here"):
        hatch.answers(kind)


def running(hatch: Hatch) -> None:
    hatch.hands_in("archive.zip", "archive.zip › 000312.pdf", LONG, "000290.pdf")
    hatch.answers("still_zipped")
    hatch.answers("good")


def many(hatch: Hatch) -> None:
    kinds = ("good", "good", "superseded", "good", "altered", "good", "other_issuer", "good")
    hatch.hands_in(*(f"in/{place:06d}_certificate.pdf" for place in range(312, 336)))
    for place in range(24):
        hatch.answers(kinds[place % len(kinds)])


def away(hatch: Hatch) -> None:
    hatch.hands_in("000312_certificate.pdf", "000290.pdf")
    hatch.answers("good")
    hatch.loses_the_desk()


def nothing(hatch: Hatch) -> None:
    hatch.verify.hand_in(["/media/usb"])
    hatch.examiner.gathers()


def scanned(hatch: Hatch, **facts: str) -> None:
    hatch.verify.scanned("https://verify.sample.example/d/7K3M-9QXW-0ZRT-5HBN")
    number = "(114)範大學字第 000312 號"
    known = {"code": "7K3M-9QXW-0ZRT-5HBN", "state": "issued", "name_masked": "林○煊", "number": number} | facts
    hatch.line.answer("verify:by_code", CodeSlip(issued_at=NOON, **known))


def scanned_unknown(hatch: Hatch) -> None:
    hatch.verify.scanned("7K3M-9QXW-0ZRT-5HBN")
    unknown = Refusal.because("verification.code_unknown", read="7K3M-9QXW-0ZRT-5HBN")
    hatch.line.answer("verify:by_code", refusal=unknown)


def asked_where(hatch: Hatch, **where: Any) -> None:
    hatch.is_told_where(WhereSlip(**where))


SHOTS = [
    Shot("01-empty", lambda hatch: None),
    Shot("01-where-ministry", partial(asked_where, site=MINISTRY_SITE)),
    Shot("01-where-page", partial(asked_where, has_page=True)),
    Shot("01-where-registrar", asked_where),
    Shot("01-scanned", scanned),
    Shot("01-scanned-superseded", partial(scanned, state="superseded", replaced_by="M4X2-0ZRT-7K3M-9QXW")),
    Shot("01-scanned-revoked", partial(scanned, state="revoked")),
    Shot("01-scanned-unknown", scanned_unknown),
    Shot("02-examining", examining),
    Shot("03-good", one("good")),
    Shot("04-good-counted", one("good", uses_left=2)),
    Shot("04-good-by-platform", one("good", by_platform=True)),
    Shot("05-superseded", one("superseded")),
    Shot("06-uses-spent", one("uses_spent", uses_left=0)),
    Shot("07-altered", one("altered")),
    Shot("08-revoked", one("revoked")),
    Shot("09-other-issuer", one("other_issuer", LONG)),
    Shot("10-scan", one("not_issued_here")),
    Shot("10-not-in-ledger", one("not_in_ledger")),
    Shot("10-signature-fails", one("signature_fails")),
    Shot("10-not-examined", one("not_examined")),
    Shot("11-zipped", one("still_zipped", "archive.zip")),
    Shot("12-not-pdf", one("not_pdf", "photo.jpg")),
    Shot("20-three", three),
    Shot("21-running", running),
    Shot("22-many", many),
    Shot("23-desk-away", away),
    Shot("24-nothing", nothing),
]


def page(hatch: Hatch, at: Look) -> VerifyPage:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    dress(application, at)
    made = VerifyPage(Bench(at), hatch.verify)
    made.setObjectName("page")
    made.setStyleSheet(style(at))
    width, height = SIZE if at.width == 1280 else (1828, 980)
    made.resize(width, height)
    return made


def main() -> None:
    out, only = Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "*"
    out.mkdir(parents=True, exist_ok=True)
    app = QApplication.instance() or QApplication([])
    assert app is not None
    for shot in SHOTS:
        for suffix, settings in looks():
            if not fnmatch(f"{shot.name}{suffix}", only):
                continue
            hatch = Hatch()
            shot.set_up(hatch)
            view = page(hatch, look(**settings))  # type: ignore[arg-type]
            view.show()
            for _ in range(3):
                QApplication.processEvents()
            view.grab().save(str(out / f"{shot.name}{suffix}.png"))
            view.close()
            view.deleteLater()


if __name__ == "__main__":
    main()
