"""The card at the hand-over: what was laid down decides what may become of it. RULES A20, A21, A38, I2, I9."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import select, text

from app.desk import card, lookup, override, papers, pickup
from app.desk.asks import Shown
from app.desk.case_slip import PHOTO_PLACE
from app.desk.desk import Desk
from app.desk.slips import CaseSlip, Laid, OpenedBy, Verdict
from app.errors import Refusal
from app.models.card import CardState, StudentCard
from app.models.graduate import Graduate, Photo
from app.models.journal import JournalLine
from tests.desk.conftest import Made, a_deed, password_of

SUPERVISOR = {"login": "supervisor", "password": password_of("supervisor")}
BY_SUPERVISOR = ("expired", "already-stamped", "old-card", "never-issued", "unreadable")


def by_card(desk: Desk, made: Made) -> CaseSlip:
    return lookup.open_case_by_card(desk, uid=made.uid, reader="test")


def by_hand(desk: Desk, made: Made, laid: Laid = Laid.NONE) -> CaseSlip:
    return lookup.open_case(desk, graduate_id=made.graduate_id, opened_by=OpenedBy.NUMBER, laid=laid)


def codes(act: Callable[[], object]) -> tuple[str, ...]:
    with pytest.raises(Refusal) as refusal:
        act()
    return refusal.value.codes


def release(desk: Desk, made: Made, *asked: str) -> CaseSlip:
    passport = Shown(kind="passport", how="original")
    return override.release(
        desk, graduate_id=made.graduate_id, codes=asked, reason="主管已核對", shown=passport, **SUPERVISOR
    )


def becomes(desk: Desk, made: Made, state: CardState) -> None:
    with desk.begin("import") as work:
        known = work.session.get(StudentCard, made.card_id)
        assert known is not None
        known.state = state
        work.note("card.imported", {"card": made.card_id})


def a_photo(desk: Desk, made: Made) -> None:
    with desk.begin("import") as work:
        person_id = work.session.scalar(select(Graduate.person_id).where(Graduate.id == made.graduate_id))
        assert person_id is not None
        work.add(Photo(person_id=person_id, image_sealed=desk.vault.seal(PHOTO_PLACE, person_id, b"\x89PNG a face")))
        work.note("photo.imported", {"person": person_id})


def needed(slip: CaseSlip, exception: str) -> list[str]:
    """What a supervisor has to release for this reason, as a release names it."""
    chosen = next(each for each in slip.card_exceptions if each.code == exception)
    named = [(each.obstacle.code, each.obstacle.facts.get("item")) for each in chosen.standing]
    return [f"{code}:{item}" if item else code for code, item in named]


# ------------------------------------------------------------------ a reason, and who lets it pass
@pytest.mark.parametrize("exception", BY_SUPERVISOR)
def test_without_the_stamp_a_supervisor_lets_it_pass_or_nothing_is_handed_over(
    desk: Desk, make: Callable[..., Made], exception: str
) -> None:
    made = make()
    slip = by_hand(desk, made)
    deed = a_deed(slip, made, card_act="exception", card_exception=exception)
    (asked,) = needed(slip, exception)
    assert codes(lambda: pickup.hand_over(desk, deed=deed)) == (asked.partition(":")[0],)
    after = release(desk, made, asked)
    assert needed(after, exception) == []
    assert not pickup.hand_over(desk, deed=deed).repeated
    with desk.read() as session:
        assert session.scalar(text("SELECT exception_code FROM card_act")) == exception


def test_a_release_of_one_reason_is_none_of_another(desk: Desk, make: Callable[..., Made]) -> None:
    made = make()
    release(desk, made, "card.exception_needs_supervisor:never-issued")
    deed = a_deed(by_hand(desk, made), made, card_act="exception", card_exception="unreadable")
    assert codes(lambda: pickup.hand_over(desk, deed=deed)) == ("card.exception_needs_supervisor",)


def test_a_lost_card_needs_its_report_and_no_supervisor(desk: Desk, make: Callable[..., Made]) -> None:
    made = make()
    deed = a_deed(by_hand(desk, made), made, card_act="exception", card_exception="lost")
    assert codes(lambda: pickup.hand_over(desk, deed=deed)) == ("card.loss_not_reported",)
    slip = card.report_loss(desk, graduate_id=made.graduate_id, evidence="完成畫面", reissue_requested=False)
    assert slip.verdict is Verdict.READY
    assert not pickup.hand_over(desk, deed=deed).repeated


# ------------------------------------------------------------------ which card was laid down
def test_an_old_card_bars_the_case_that_is_then_looked_up_by_hand(desk: Desk, make: Callable[..., Made]) -> None:
    made = make()
    slip = by_hand(desk, made, Laid.OLD)
    assert [each.obstacle.code for each in slip.obstacles] == ["card.old"]
    assert "4K" in str(slip.obstacles[0].obstacle.facts["way"])
    notice = papers.outstanding_items_notice(desk, graduate_id=made.graduate_id)
    assert "1K" in text_of(notice.pdf)
    slip = release(desk, made, "card.old")
    assert slip.verdict is Verdict.READY
    assert slip.laid is Laid.OLD


def test_a_look_at_another_persons_card_does_not_put_the_old_one_away(desk: Desk, make: Callable[..., Made]) -> None:
    made, other = make(), make(name="王小明")
    by_hand(desk, made, Laid.OLD)
    by_card(desk, other)
    slip = card.report_loss(desk, graduate_id=made.graduate_id, evidence="完成畫面", reissue_requested=False)
    assert (slip.laid, [each.obstacle.code for each in slip.obstacles]) == (Laid.OLD, ["card.old"])


@pytest.mark.parametrize("exception", ["unreadable", "never-issued", "lost"])
def test_nobody_talks_an_old_card_into_another(desk: Desk, make: Callable[..., Made], exception: str) -> None:
    made = make()
    card.report_loss(desk, graduate_id=made.graduate_id, evidence="完成畫面", reissue_requested=False)
    release(desk, made, "card.old", *(f"card.exception_needs_supervisor:{each}" for each in BY_SUPERVISOR))
    slip = by_hand(desk, made, Laid.OLD)
    deed = a_deed(slip, made, card_act="exception", card_exception=exception)
    assert codes(lambda: pickup.hand_over(desk, deed=deed)) == ("card.exception_contradicts",)
    assert not pickup.hand_over(desk, deed=replace(deed, card_exception="old-card")).repeated


def test_an_old_card_laid_down_in_mid_case_is_refused_at_the_commit(desk: Desk, make: Callable[..., Made]) -> None:
    made = make()
    deed = a_deed(by_hand(desk, made), made, card_act="exception", card_exception="old-card", laid=Laid.OLD)
    assert codes(lambda: pickup.hand_over(desk, deed=deed)) == ("card.old",)


@pytest.mark.parametrize("laid", [each for each in Laid if each is not Laid.ACCEPTED])
@pytest.mark.parametrize("act", ["stamp", "chip"])
def test_only_a_card_that_was_read_is_stamped(desk: Desk, make: Callable[..., Made], laid: Laid, act: str) -> None:
    made = make()
    release(desk, made, "card.old")
    deed = a_deed(by_hand(desk, made, laid), made, card_act=act)
    assert codes(lambda: pickup.hand_over(desk, deed=deed)) == ("card.not_read",)


def test_a_strangers_card_is_not_stamped_for_this_graduate(desk: Desk, make: Callable[..., Made]) -> None:
    made, other = make(), make(name="王小明")
    deed = a_deed(by_card(desk, made), made, card_id=other.card_id)
    assert codes(lambda: pickup.hand_over(desk, deed=deed)) == ("card.not_read",)


@pytest.mark.parametrize(
    ("state", "code", "exception"),
    [(CardState.VOID, "card.void", "already-stamped"), (CardState.EXPIRED, "card.expired", "expired")],
)
def test_a_card_that_is_no_more_good_is_excused_and_never_stamped(
    desk: Desk, make: Callable[..., Made], state: CardState, code: str, exception: str
) -> None:
    made = make()
    becomes(desk, made, state)
    assert [each.obstacle.code for each in by_card(desk, made).obstacles] == [code]
    slip = release(desk, made, code)
    assert codes(lambda: pickup.hand_over(desk, deed=a_deed(slip, made))) == ("card.not_stamped_again",)
    deed = a_deed(slip, made, card_act="exception", card_exception=exception)
    assert not pickup.hand_over(desk, deed=deed).repeated


def test_a_lost_card_that_was_found_again_is_stamped(desk: Desk, make: Callable[..., Made]) -> None:
    made = make()
    card.report_loss(desk, graduate_id=made.graduate_id, evidence="完成畫面", reissue_requested=False)
    assert [each.obstacle.code for each in by_card(desk, made).obstacles] == ["card.reported_lost"]
    slip = release(desk, made, "card.reported_lost")
    pickup.hand_over(desk, deed=a_deed(slip, made))
    with desk.read() as session:
        assert session.scalar(text("SELECT state FROM student_card")) == "void"


def test_the_journal_says_what_was_laid_down(desk: Desk, make: Callable[..., Made]) -> None:
    made = make()
    pickup.hand_over(desk, deed=a_deed(by_card(desk, made), made))
    with desk.read() as session:
        line = next(each for each in session.scalars(select(JournalLine.text)) if "certificate.handed_over" in each)
    assert '"laid":"accepted"' in line


@pytest.mark.parametrize("typed", ["\ud800", "林\udcff", "峯\x00煊"])
def test_half_a_character_finds_nobody_and_breaks_nothing(desk: Desk, typed: str) -> None:
    assert lookup.search(desk, query=typed).found == ()


def test_a_look_up_by_hand_is_journaled_and_names_nobody_in_the_open(desk: Desk, make: Callable[..., Made]) -> None:
    made = make()
    assert lookup.search(desk, query="林峯煊").found
    lookup.open_case(desk, graduate_id=made.graduate_id, opened_by=OpenedBy.NAME)
    with desk.read() as session:
        lines = [json.loads(each) for each in session.scalars(select(JournalLine.text).order_by(JournalLine.seq))]
    searched, looked = lines[-2:]
    assert (searched["verb"], looked["verb"]) == ("search.made", "case.opened")
    assert {searched["actor"], looked["actor"]} == {desk.clerk.login}
    assert looked["facts"]["how"] == OpenedBy.NAME.value
    assert "林峯煊" not in json.dumps(lines, ensure_ascii=False)


# ------------------------------------------------------------------ with what the face was compared
def test_a_photograph_that_is_not_there_was_not_looked_at(desk: Desk, make: Callable[..., Made]) -> None:
    made = make()
    deed = a_deed(by_card(desk, made), made, identity_kind="photo")
    assert codes(lambda: pickup.hand_over(desk, deed=deed)) == ("identity.no_photo",)


def test_the_photograph_serves_beside_the_graduates_own_good_card(desk: Desk, make: Callable[..., Made]) -> None:
    made = make()
    a_photo(desk, made)
    release(desk, made, "card.exception_needs_supervisor:unreadable", "card.expired")
    excused = {"card_act": "exception", "card_exception": "unreadable", "identity_kind": "photo"}
    by_number = a_deed(by_hand(desk, made), made, **excused)
    assert codes(lambda: pickup.hand_over(desk, deed=by_number)) == ("identity.document_needed",)
    by_tap = a_deed(by_card(desk, made), made, **excused)
    assert codes(lambda: pickup.hand_over(desk, deed=by_tap)) == ("identity.document_needed",)
    becomes(desk, made, CardState.EXPIRED)
    expired = a_deed(by_card(desk, made), made, **excused | {"card_exception": "expired"})
    assert codes(lambda: pickup.hand_over(desk, deed=expired)) == ("identity.document_needed",)
    becomes(desk, made, CardState.VALID)
    assert not pickup.hand_over(desk, deed=a_deed(by_card(desk, made), made, identity_kind="photo")).repeated


def text_of(pdf: bytes) -> str:
    import io

    from pypdf import PdfReader

    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
