"""What a proxy has to bring: all that is missing at once, and nothing asked that the profile does not ask."""

from __future__ import annotations

from itertools import combinations
from uuid import UUID, uuid4

import pytest

from app.desk.asks import ProxyEvidence
from app.policy.evidence import evidence_obstacles, number_is_plausible
from app.policy.profile import Profile
from tests.policy.people import ntnu, sample

ALL = ("letter", "proxy_id", "card", "loss_report", "id_copy")


def seen(
    pieces: tuple[str, ...] = ("letter", "proxy_id", "card"),
    *,
    chosen: str = "with-card",
    name: str = "林小華",
    id_kind: str = "national-id",
    id_number: str = "",
    relation: str = "",
    scans: tuple[UUID, ...] = (),
) -> ProxyEvidence:
    return ProxyEvidence(
        evidence_set=chosen, pieces=pieces, name=name, id_kind=id_kind, id_number=id_number, relation=relation,
        scan_ids=scans,
    )  # fmt: skip


def codes(profile: Profile, evidence: ProxyEvidence) -> list[str]:
    return [each.code for each in evidence_obstacles(profile, evidence)]


def test_letter_identity_and_card_suffice() -> None:
    assert codes(ntnu(), seen()) == []


def test_a_lost_card_is_made_good_by_the_loss_report_and_a_copy_of_the_id() -> None:
    assert codes(ntnu(), seen(("letter", "proxy_id", "loss_report", "id_copy"), chosen="card-lost")) == []
    (found,) = evidence_obstacles(ntnu(), seen(("letter", "proxy_id", "loss_report"), chosen="card-lost"))
    assert found.code == "proxy.evidence_incomplete"
    assert str(found.facts["missing"]) == "畢業生身分證影本"


def test_everything_that_is_missing_is_told_at_once() -> None:
    assert codes(ntnu(), seen((), name="", id_kind="")) == [
        "authorization.missing",
        "proxy.identity_missing",
        "proxy.evidence_incomplete",
    ]


@pytest.mark.parametrize("chosen", ["with-card", "card-lost"])
def test_only_a_whole_set_suffices(chosen: str) -> None:
    wanted = next(set(each.pieces) for each in ntnu().proxy.evidence_sets if each.code == chosen)
    for size in range(len(ALL) + 1):
        for pieces in combinations(ALL, size):
            enough = wanted <= set(pieces)
            assert (codes(ntnu(), seen(pieces, chosen=chosen)) == []) is enough


def test_without_a_chosen_set_the_nearest_one_is_measured() -> None:
    (found,) = evidence_obstacles(ntnu(), seen(("letter", "proxy_id", "id_copy"), chosen=""))
    assert str(found.facts["missing"]) == "已掛失學生證"


@pytest.mark.parametrize("kind", ["", "library-card"])
def test_a_document_that_the_profile_does_not_name_is_no_identity(kind: str) -> None:
    assert codes(ntnu(), seen(id_kind=kind)) == ["proxy.identity_missing"]


def test_number_relation_and_scans_are_asked_for_only_where_the_profile_says_so() -> None:
    assert codes(sample(), seen()) == ["proxy.id_number_wrong", "proxy.relation_missing", "proxy.scan_missing"]
    assert codes(sample(), seen(id_number="a123456789", relation="parent", scans=(uuid4(),))) == []
    assert codes(ntnu(), seen()) == []


@pytest.mark.parametrize(
    ("kind", "number", "plausible"),
    [
        ("national-id", "Ａ１２３４５６７８９", True),
        ("national-id", "A123456788", False),
        ("arc", "A800000014", True),
        ("passport", "300123456", True),
        ("passport", "A123456789", False),
        ("passport", "A1234", True),
        ("passport", "A123", False),
        ("passport", "A" * 21, False),
        ("health-card", "", False),
    ],
)
def test_a_number_has_to_fit_its_document(kind: str, number: str, plausible: bool) -> None:
    assert number_is_plausible(kind, number) is plausible
