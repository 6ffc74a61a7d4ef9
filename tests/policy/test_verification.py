"""What a verification answers, by the ledger and by what was seen of the signature."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.policy.verification import (
    LARGEST_FILE,
    NOT_EXAMINED,
    Known,
    LedgerState,
    Outcome,
    Seen,
    first_look,
    judge,
)

AT = datetime(2025, 7, 16, tzinfo=UTC)
GOOD = Seen(signed=True, by_us=True)
BAD = Seen(missing=("unaltered",), signed=True, by_us=True)
ENDED = Seen(missing=("in_force",), signed=True, by_us=True, held_then=True)


def known(state: LedgerState) -> Known:
    return Known(state, AT)


@pytest.mark.parametrize(
    ("ledger", "seen", "outcome", "code"),
    [
        (LedgerState.ISSUED, GOOD, Outcome.SUCCESS, "verification.good"),
        (LedgerState.SUPERSEDED, GOOD, Outcome.WARNING, "verification.superseded"),
        (LedgerState.REVOKED, GOOD, Outcome.FAILURE, "verification.revoked"),
        (LedgerState.REVOKED, BAD, Outcome.FAILURE, "verification.revoked"),
        (LedgerState.ISSUED, BAD, Outcome.FAILURE, "verification.signature_fails"),
        (LedgerState.SUPERSEDED, BAD, Outcome.FAILURE, "verification.signature_fails"),
        (LedgerState.ISSUED, NOT_EXAMINED, Outcome.FAILURE, "verification.not_examined"),
        (None, GOOD, Outcome.FAILURE, "verification.not_in_ledger"),
        (None, ENDED, Outcome.FAILURE, "verification.not_in_ledger"),
        (LedgerState.ISSUED, ENDED, Outcome.FAILURE, "verification.signature_fails"),
        (None, BAD, Outcome.FAILURE, "verification.altered"),
        (None, Seen(missing=("trusted",), signed=True), Outcome.FAILURE, "verification.other_issuer"),
        (None, Seen(missing=("readable",)), Outcome.FAILURE, "verification.not_issued_here"),
        (None, NOT_EXAMINED, Outcome.FAILURE, "verification.not_examined"),
    ],
)
def test_the_answer(ledger: LedgerState | None, seen: Seen, outcome: Outcome, code: str) -> None:
    found = judge(known(ledger) if ledger else None, seen)
    assert (found.outcome, found.code) == (outcome, code)


def test_only_a_file_of_the_ledger_whose_signature_holds_whole_is_ever_a_success() -> None:
    """Every combination: success needs the ledger's live entry and no missing fact."""
    ledgers = [None, *map(known, LedgerState)]
    sights = [GOOD, BAD, ENDED, NOT_EXAMINED, Seen(), Seen(missing=("x",)), Seen(signed=True), Seen(by_us=True)]
    good = [(ledger, seen) for ledger in ledgers for seen in sights if judge(ledger, seen).outcome is Outcome.SUCCESS]
    assert all(ledger is not None and ledger.state is LedgerState.ISSUED and not seen.missing for ledger, seen in good)
    assert good


@pytest.mark.parametrize("code", ["altered", "revoked", "not_issued_here", "not_in_ledger", "signature_fails"])
def test_the_public_hears_one_sentence_for_whatever_is_not_valid(code: str) -> None:
    from app.policy.verification import Judgement

    assert Judgement(Outcome.FAILURE, f"verification.{code}").public_code == "verification.invalid"
    assert Judgement(Outcome.WARNING, "verification.superseded").public_code == "verification.superseded"


@pytest.mark.parametrize(
    ("head", "size", "code"),
    [
        (b"%PDF-1.7", 100, ""),
        (b"%PDF-1.7", LARGEST_FILE, ""),
        (b"%PDF-1.7", LARGEST_FILE + 1, "verification.too_large"),
        (b"PK\x03\x04....", 100, "verification.still_zipped"),
        (b"7z\xbc\xaf\x27\x1c..", 100, "verification.still_zipped"),
        (b"\xff\xd8\xff\xe0", 100, "verification.not_pdf"),
        (b"MZ%PDF-1", 100, "verification.not_pdf"),
        (b"", 0, "verification.not_pdf"),
    ],
)
def test_the_first_look(head: bytes, size: int, code: str) -> None:
    assert first_look(head, size) == code
