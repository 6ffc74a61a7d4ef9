"""What a supervisor may decide about a digital certificate: revoke (註銷), supersede (標示已非最新), reissue (換發).

Rules: a certificate that was replaced or corrected answers 警告, a revoked one 失敗 (B11, B50, E23, E24). One that was
never issued cannot be revoked; one whose hand-over was voided is not issued anew (E30). A degree or an enrolment that
was withdrawn ends every version of the certificate for good; any other reason ends the one in force, and the versions
before it go on answering that they are no longer the latest.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Act(StrEnum):
    """What is decided."""

    REVOKE = "revoke"
    SUPERSEDE = "supersede"
    REISSUE = "reissue"


FINAL = ("degree_withdrawn", "enrolment_withdrawn")
REASONS: dict[Act, tuple[str, ...]] = {
    Act.REVOKE: ("degree_withdrawn", "enrolment_withdrawn", "issued_in_error", "key_compromised"),
    Act.SUPERSEDE: ("replacement", "correction"),
    Act.REISSUE: ("correction", "replacement", "key_compromised", "key_changed", "layout_corrected"),
}
"""The reasons of each act, the likeliest first."""


@dataclass(frozen=True, slots=True)
class Version:
    """One version in the ledger: ``issued``, ``superseded`` or ``revoked``, and why it ended."""

    state: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """How one certificate number stands: its versions, the newest last; whether a hand-over holds; whether one comes.

    ``coming`` is true while a job makes or will make a version that is not in the ledger yet.
    """

    known: bool = True
    versions: tuple[Version, ...] = ()
    handed_over: bool = False
    coming: bool = False

    @property
    def newest(self) -> Version | None:
        return self.versions[-1] if self.versions else None

    @property
    def in_force(self) -> bool:
        return any(each.state == "issued" for each in self.versions)


def refusal(act: Act, reason: str, standing: Standing) -> str:
    """The code of why the rules forbid it; empty when they do not."""
    if not standing.known:
        return "digital.certificate_unknown"
    if act is Act.REISSUE:
        return _no_reissue(standing)
    if not standing.versions:
        return "" if act is Act.REVOKE and standing.coming else "digital.not_issued"
    if act is Act.REVOKE and reason in FINAL:
        return "digital.already_revoked" if all(each.state == "revoked" for each in standing.versions) else ""
    if standing.in_force:
        return ""
    newest = standing.versions[-1]
    return "digital.already_revoked" if newest.state == "revoked" else "digital.already_superseded"


def _no_reissue(standing: Standing) -> str:
    if standing.newest is None:
        return "digital.not_issued"
    if not standing.handed_over:
        return "digital.pickup_voided"
    if any(each.state == "revoked" and each.reason in FINAL for each in standing.versions):
        return "digital.degree_withdrawn"
    return "digital.reissue_under_way" if standing.coming else ""


def ended_by(act: Act, reason: str, versions: tuple[Version, ...]) -> tuple[int, ...]:
    """Which versions end at once, by their place. A reissue ends none: the new one does, when it is in the ledger."""
    if act is Act.REISSUE:
        return ()
    wide = act is Act.REVOKE and reason in FINAL
    return tuple(
        place for place, each in enumerate(versions) if each.state == "issued" or (wide and each.state != "revoked")
    )
