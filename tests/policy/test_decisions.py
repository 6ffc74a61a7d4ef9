"""What a supervisor may decide about a digital certificate (B11, B50, E23, E24, E30)."""

from __future__ import annotations

import pytest

from app.policy.decisions import FINAL, REASONS, Act, Standing, Version, ended_by, refusal

ISSUED, OLD, GONE = Version("issued"), Version("superseded"), Version("revoked", "issued_in_error")
WITHDRAWN = Version("revoked", "degree_withdrawn")


def standing(*versions: Version, handed_over: bool = True, coming: bool = False) -> Standing:
    return Standing(versions=versions, handed_over=handed_over, coming=coming)


@pytest.mark.parametrize(
    ("act", "reason", "how", "code"),
    [
        (Act.REVOKE, "issued_in_error", standing(ISSUED), ""),
        (Act.REVOKE, "issued_in_error", standing(), "digital.not_issued"),
        (Act.REVOKE, "issued_in_error", standing(coming=True), ""),
        (Act.REVOKE, "issued_in_error", standing(GONE), "digital.already_revoked"),
        (Act.REVOKE, "issued_in_error", standing(OLD), "digital.already_superseded"),
        (Act.REVOKE, "degree_withdrawn", standing(OLD), ""),
        (Act.REVOKE, "degree_withdrawn", standing(GONE), "digital.already_revoked"),
        (Act.REVOKE, "degree_withdrawn", standing(ISSUED, handed_over=False), ""),
        (Act.SUPERSEDE, "correction", standing(OLD, ISSUED), ""),
        (Act.SUPERSEDE, "correction", standing(OLD), "digital.already_superseded"),
        (Act.SUPERSEDE, "correction", standing(GONE), "digital.already_revoked"),
        (Act.SUPERSEDE, "correction", standing(coming=True), "digital.not_issued"),
        (Act.REISSUE, "correction", standing(ISSUED), ""),
        (Act.REISSUE, "correction", standing(OLD), ""),
        (Act.REISSUE, "correction", standing(GONE), ""),
        (Act.REISSUE, "correction", standing(), "digital.not_issued"),
        (Act.REISSUE, "correction", standing(ISSUED, handed_over=False), "digital.pickup_voided"),
        (Act.REISSUE, "correction", standing(ISSUED, coming=True), "digital.reissue_under_way"),
        (Act.REISSUE, "correction", standing(WITHDRAWN), "digital.degree_withdrawn"),
        (Act.REISSUE, "correction", Standing(known=False), "digital.certificate_unknown"),
    ],
)
def test_the_rules_forbid_what_makes_no_sense(act: Act, reason: str, how: Standing, code: str) -> None:
    assert refusal(act, reason, how) == code


def test_a_withdrawn_degree_ends_every_version_any_other_reason_the_one_in_force() -> None:
    versions = (GONE, OLD, ISSUED)
    assert ended_by(Act.REVOKE, "degree_withdrawn", versions) == (1, 2)
    assert ended_by(Act.REVOKE, "key_compromised", versions) == (2,)
    assert ended_by(Act.SUPERSEDE, "correction", versions) == (2,)
    assert ended_by(Act.REISSUE, "correction", versions) == ()


def test_every_final_reason_is_one_of_revoking() -> None:
    assert set(FINAL) <= set(REASONS[Act.REVOKE])
    assert not set(FINAL) & (set(REASONS[Act.SUPERSEDE]) | set(REASONS[Act.REISSUE]))
