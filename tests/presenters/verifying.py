"""A verification page with its wires in the test's hand, and how a file of each kind goes through it."""

from __future__ import annotations

from app.desk.verify_slips import LedgerSlip, Outcome, Seen, VerdictSlip, WhereSlip
from app.errors import Trouble
from app.presenters.verify import VerifyPresenter, VerifyScreen
from tests.presenters.held import HeldLine
from tests.presenters.held_examiner import HeldExaminer
from tests.presenters.made_up import NOON

GOOD = Seen(signed=True, by_us=True)
ALTERED = Seen(missing=("unaltered", "covers_whole_file"), signed=True, by_us=True)
FOREIGN = Seen(missing=("expected_field", "trusted"), signed=True, signer="Sample Polytechnic Registrar")
BY_PLATFORM = Seen(missing=("expected_field", "trusted"), signed=True, signer="教育部數位證書")
UNSIGNED = Seen(missing=("one_signature", "unaltered"))

ANSWERS: dict[str, tuple[bool | None, Seen | None, Outcome]] = {
    "good": (True, GOOD, Outcome.SUCCESS),
    "superseded": (True, GOOD, Outcome.WARNING),
    "uses_spent": (True, GOOD, Outcome.WARNING),
    "revoked": (True, GOOD, Outcome.FAILURE),
    "altered": (False, ALTERED, Outcome.FAILURE),
    "other_issuer": (False, FOREIGN, Outcome.FAILURE),
    "not_issued_here": (False, UNSIGNED, Outcome.FAILURE),
    "not_in_ledger": (False, GOOD, Outcome.FAILURE),
    "signature_fails": (True, ALTERED, Outcome.FAILURE),
    "not_examined": (False, Seen(missing=("examined",)), Outcome.FAILURE),
    "not_pdf": (None, None, Outcome.FAILURE),
    "still_zipped": (None, None, Outcome.FAILURE),
    "too_large": (None, None, Outcome.FAILURE),
}
REASONS = {"superseded": "replacement", "revoked": "issued_in_error"}
STAFF = {"revoked", "altered", "not_issued_here", "not_in_ledger", "signature_fails", "not_examined"}


class Hatch:
    """The counter's hatch for files."""

    def __init__(self) -> None:
        self.line, self.examiner = HeldLine(), HeldExaminer()
        self.verify = VerifyPresenter(self.line, self.examiner)
        self.seen: list[VerifyScreen] = []
        self.verify.changed.connect(self.seen.append)

    def is_told_where(self, where: WhereSlip) -> None:
        """The page is opened."""
        self.verify.enter()
        self.line.answer("verify:where", where)

    @property
    def screen(self) -> VerifyScreen:
        return self.verify.screen

    def hands_in(self, *names: str) -> None:
        self.verify.hand_in([f"/media/usb/{name}" for name in names])
        self.examiner.gathers(*names)

    def answers(self, kind: str, *, uses_left: int | None = None, by_platform: bool = False) -> None:
        """Let the file that is on its way come to this answer."""
        known, seen, outcome = ANSWERS[kind]
        seen = BY_PLATFORM if by_platform else seen
        code = f"verification.{kind}"
        if known is None:
            self.examiner.takes(code)
        else:
            self.examiner.takes()
            ledger = LedgerSlip(known=known, issuers=(b"der",), at=NOON, by_platform=by_platform)
            self.line.answer("verify:ask_ledger", ledger)
            assert seen is not None
            self.examiner.sees(seen)
        self.line.answer(
            "verify:conclude",
            VerdictSlip(
                outcome=outcome,
                code=code,
                public_code="verification.invalid" if kind in STAFF else code,
                cause=seen.missing if seen and not by_platform else (),
                signer=seen.signer if seen else "",
                document_code="7K3M-9QXW-0ZRT-5HBN" if known else "",
                issued_at=NOON if known else None,
                by_platform=by_platform,
                reason=REASONS.get(kind, ""),
                ended_at=NOON if kind in REASONS else None,
                uses_left=uses_left,
            ),
        )

    def loses_the_desk(self) -> None:
        self.examiner.takes()
        self.line.answer("verify:ask_ledger", trouble=Trouble("database.away", retryable=True))
