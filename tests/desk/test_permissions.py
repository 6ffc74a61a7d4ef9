"""A supervisor's permission (A29): by which document, until when, taken back before anybody leaned on it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from app.desk import lookup, override, pickup
from app.desk.asks import Shown
from app.desk.desk import Desk
from app.desk.override import EVIDENCE_PLACE, ISSUED_IN_PLACE
from app.desk.slips import CaseSlip, OpenedBy, Verdict
from app.errors import Refusal
from app.models.card import CardState, StudentCard
from app.models.staff import Override, ReleaseIdentity
from app.policy.profile import Profile
from tests.desk.conftest import PROFILE, Made, a_deed, password_of

SUPERVISOR = {"login": "supervisor", "password": password_of("supervisor")}
LIBRARY = ("clearance.outstanding:library",)
REASON = "持還書證明"
PASSPORT = Shown(kind="passport", how="original")


def by_card(desk: Desk, made: Made) -> CaseSlip:
    return lookup.open_case_by_card(desk, uid=made.uid, reader="test")


def codes(act: Callable[[], object]) -> tuple[str, ...]:
    with pytest.raises(Refusal) as refusal:
        act()
    return refusal.value.codes


def released(desk: Desk, made: Made, **changes: object) -> CaseSlip:
    facts = {"codes": LIBRARY, "reason": REASON, **SUPERVISOR, **changes}
    return override.release(desk, graduate_id=made.graduate_id, **facts)  # type: ignore[arg-type]


def withdrawn(desk: Desk, made: Made, *permissions: UUID, **changes: object) -> CaseSlip:
    facts = {"permissions": permissions, "reason": "准錯人了", **SUPERVISOR, **changes}
    return override.withdraw(desk, graduate_id=made.graduate_id, **facts)  # type: ignore[arg-type]


def lines(desk: Desk, verb: str) -> list[str]:
    with desk.read() as session:
        found = session.scalars(text("SELECT text FROM journal_line WHERE text LIKE :verb"), {"verb": f'%"{verb}"%'})
        return list(found)


def with_profile(desk: Desk, change: Callable[[str], str]) -> None:
    """Put the sample's rules in force with one change, as a school would."""
    from app.models import founding

    changed = Profile.from_text(change(PROFILE.read_text("utf-8")), "sample")
    with desk.begin("test") as work:
        founding.put_in_force(
            work.session, "sample", changed.text, changed.digest, desk.day, desk.now + timedelta(seconds=1), "test"
        )
        work.note("test.profile")
    desk.reload_profile()


def void_card(desk: Desk, made: Made) -> None:
    with desk.begin("test") as work:
        card = work.session.get(StudentCard, made.card_id)
        assert card is not None
        card.state = CardState.VOID
        work.note("test.card_void")


# ------------------------------------------------------------------ by which document
def test_a_release_by_document_records_kind_and_how_it_was_shown(desk: Desk, make: Callable[..., Made]) -> None:
    """A38, RULES I9: identity by document, recorded in the record and in the journal."""
    made = make()
    void_card(desk, made)
    blocked = by_card(desk, made)
    assert [each.needs for each in blocked.obstacles] == ["reason_and_identity_document"]
    void = {"codes": ("card.void",), "reason": "卡片先前已蓋章"}
    assert codes(lambda: released(desk, made, **void)) == ("override.identity_missing",)
    assert codes(lambda: released(desk, made, **void, shown=Shown(kind="library-card", how="original")))
    assert codes(lambda: released(desk, made, **void, shown=Shown(kind="passport", how="heard"))) == (
        "override.identity_missing",
    )
    assert released(desk, made, **void, shown=PASSPORT).verdict is Verdict.READY
    with desk.read() as session:
        known = session.query(ReleaseIdentity).one()
        assert (known.kind, known.shown, known.issued_in_sealed) == ("passport", "original", None)
    line = lines(desk, "override.granted")[0]
    assert '"document":"passport"' in line and '"shown":"original"' in line


def test_a_release_for_a_reason_keeps_no_document(desk: Desk, make: Callable[..., Made]) -> None:
    made = make(open_items=("library",))
    released(desk, made, shown=PASSPORT)
    with desk.read() as session:
        assert session.query(ReleaseIdentity).count() == 0
    assert "passport" not in lines(desk, "override.granted")[0]


def test_the_place_of_issue_is_kept_sealed_and_only_where_the_profile_asks(
    desk: Desk, make: Callable[..., Made]
) -> None:
    made = make()
    void_card(desk, made)
    void = {"codes": ("card.void",), "reason": "卡片先前已蓋章"}
    plain = Shown(kind="passport", how="original", issued_in="外交部領事事務局")
    released(desk, made, **void, shown=plain)
    with desk.read() as session:
        assert session.query(ReleaseIdentity).one().issued_in_sealed is None, "the profile does not ask"
    other = make()
    void_card(desk, other)
    asking = 'code = "passport"\nasks_issuing_place = true\nname = { zh = "護照"'
    with_profile(
        desk,
        lambda toml: toml.replace(
            '[[identity_documents]]\ncode = "passport"\nname = { zh = "護照"', "[[identity_documents]]\n" + asking
        ),
    )
    assert by_card(desk, other).placed_kinds == ("passport",)
    assert codes(lambda: released(desk, other, **void, shown=PASSPORT)) == ("override.issuing_place_missing",)
    released(desk, other, **void, shown=plain)
    with desk.read() as session:
        kept = [each for each in session.query(ReleaseIdentity) if each.issued_in_sealed is not None]
        assert len(kept) == 1 and kept[0].issued_in_sealed is not None
        assert "外交部".encode() not in kept[0].issued_in_sealed
        told = desk.vault.open_text(ISSUED_IN_PLACE, kept[0].override_id, kept[0].issued_in_sealed)
    assert told == "外交部領事事務局"
    assert not any("外交部" in line for line in lines(desk, "override.granted"))


def test_evidence_is_written_down_where_the_profile_asks(desk: Desk, make: Callable[..., Made]) -> None:
    made = make()
    asked = {"codes": ("card.reissue_requested",), "reason": "補發申請已撤回"}
    assert codes(lambda: released(desk, made, **asked)) == ("override.evidence_missing",)
    released(desk, made, **asked, shown=Shown(evidence="撤回補發的完成畫面 1 頁"))
    with desk.read() as session:
        known = session.query(ReleaseIdentity).one()
        assert known.evidence_sealed is not None
        assert (
            desk.vault.open_text(EVIDENCE_PLACE, known.override_id, known.evidence_sealed) == "撤回補發的完成畫面 1 頁"
        )


# ------------------------------------------------------------------ one person, one day
def test_a_permission_for_a_day_to_come_is_seen_and_does_not_pass_today(
    desk: Desk, make: Callable[..., Made], clock
) -> None:
    made = make(open_items=("library",))
    tomorrow = desk.day + timedelta(days=1)
    slip = released(desk, made, day=tomorrow)
    assert slip.verdict is Verdict.BLOCKED
    assert [(each.code, each.item, each.day, each.used) for each in slip.permissions] == [
        ("clearance.outstanding", "library", tomorrow, False)
    ]
    clock.advance(days=1)
    assert by_card(desk, made).verdict is Verdict.READY
    clock.advance(days=1)
    gone = by_card(desk, made)
    assert (gone.verdict, gone.permissions) == (Verdict.BLOCKED, ())


def test_a_permission_for_a_day_that_has_passed_is_refused(desk: Desk, make: Callable[..., Made]) -> None:
    made = make(open_items=("library",))
    assert codes(lambda: released(desk, made, day=desk.day - timedelta(days=1))) == ("day.past",)


# ------------------------------------------------------------------ taken back
def test_a_withdrawn_permission_blocks_again_and_is_journaled(desk: Desk, make: Callable[..., Made]) -> None:
    made = make(open_items=("library",))
    by_card(desk, made)
    ready = released(desk, made)
    after = withdrawn(desk, made, ready.permissions[0].id)
    assert (after.verdict, after.permissions) == (Verdict.BLOCKED, ())
    assert after.card is not None, "the card that was tapped is still the card of the case"
    line = lines(desk, "override.withdrawn")[0]
    assert LIBRARY[0] in line and "准錯人" not in line
    assert codes(lambda: pickup.hand_over(desk, deed=a_deed(ready, made))) == ("clearance.outstanding",)
    assert codes(lambda: withdrawn(desk, made, ready.permissions[0].id)) == ("override.withdrawn",)


def test_a_permission_that_a_hand_over_leaned_on_stays(desk: Desk, make: Callable[..., Made]) -> None:
    made = make(open_items=("library",))
    by_card(desk, made)
    ready = released(desk, made)
    deed = a_deed(ready, made)
    pickup.hand_over(desk, deed=deed)
    assert codes(lambda: withdrawn(desk, made, ready.permissions[0].id)) == ("override.used",)
    with desk.read() as session:
        given = session.get(Override, ready.permissions[0].id)
        assert given is not None and given.used_by_deed == deed.deed_id and given.withdrawn_at is None
    assert lines(desk, "override.withdrawn") == []


def test_of_two_permissions_the_unused_one_can_go(desk: Desk, make: Callable[..., Made]) -> None:
    made = make(open_items=("library", "fees"))
    ready = released(desk, made, codes=("clearance.outstanding:library", "clearance.outstanding:fees"))
    assert ready.verdict is Verdict.READY
    fees = next(each for each in ready.permissions if each.item == "fees")
    assert withdrawn(desk, made, fees.id).verdict is Verdict.BLOCKED
    both = [each.id for each in ready.permissions]
    assert codes(lambda: withdrawn(desk, made, *both)) == ("override.withdrawn",)
    assert len(lookup.open_case(desk, graduate_id=made.graduate_id, opened_by=OpenedBy.NUMBER).permissions) == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"reason": " "}, "override.reason_missing"),
        ({"permissions": ()}, "override.nothing_chosen"),
        ({"login": "clerk2", "password": password_of("clerk2")}, "override.supervisor_only"),
        ({"password": "wrong"}, "sign_on.failed"),
    ],
)
def test_taking_back_needs_a_supervisor_and_a_reason(
    desk: Desk, make: Callable[..., Made], change: dict[str, object], code: str
) -> None:
    made = make(open_items=("library",))
    ready = released(desk, made)
    assert codes(lambda: withdrawn(desk, made, ready.permissions[0].id, **change)) == (code,)
    assert by_card(desk, made).verdict is Verdict.READY


def test_another_graduate_s_permission_is_not_this_one_s(desk: Desk, make: Callable[..., Made]) -> None:
    made, other = make(open_items=("library",)), make()
    ready = released(desk, made)
    assert codes(lambda: withdrawn(desk, other, ready.permissions[0].id)) == ("override.unknown",)


def test_withdrawal_and_hand_over_that_meet_never_both_win(desk: Desk, make: Callable[..., Made]) -> None:
    """The gate respects a withdrawal inside the commit, on either database."""
    for _ in range(4):
        made = make(open_items=("library",))
        by_card(desk, made)
        ready = released(desk, made)
        deed, permission = a_deed(ready, made), ready.permissions[0].id
        begun = threading.Barrier(2)
        won: list[str] = []

        def hand_over(deed=deed, begun=begun, won=won) -> None:
            begun.wait()
            try:
                pickup.hand_over(desk, deed=deed)
                won.append("handed over")
            except Refusal:
                pass

        def take_back(made=made, permission=permission, begun=begun, won=won) -> None:
            begun.wait()
            try:
                override.take_back(
                    desk, graduate_id=made.graduate_id, permissions=(permission,), reason="准錯人了", **SUPERVISOR
                )
                won.append("withdrawn")
            except Refusal:
                pass

        lanes = [threading.Thread(target=each) for each in (hand_over, take_back)]
        for lane in lanes:
            lane.start()
        for lane in lanes:
            lane.join()
        assert len(won) == 1, won
