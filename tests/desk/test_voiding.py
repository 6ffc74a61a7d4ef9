"""A hand-over that was recorded but did not take place so is voided by a supervisor, once; then it may happen again."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select, text, update

from app.desk import card, keys, lookup, override, papers, pickup, voiding, voiding_words
from app.desk.asks import Shown
from app.desk.desk import Desk
from app.desk.key_store import KeyFile
from app.desk.slips import CaseSlip, DoneSlip, OpenedBy
from app.desk.voiding_slips import VoidedSlip
from app.errors import Refusal
from app.models.base import uuid7
from app.models.card import CardAct, StudentCard
from app.models.certificate import BY_PLATFORM, DegreeCertificate, DigitalCertificate, Sheet, SheetState, Stage
from app.models.custody import CustodyMove
from app.models.job import Job, JobKind, JobState
from app.models.journal import check_chains
from app.models.pickup import Pickup, Voiding
from app.wording import in_language
from tests.desk.conftest import Made, a_deed, enter, password_of

SUPERVISOR = {"login": "supervisor", "password": password_of("supervisor")}
NO_STAMP = {"card_act": "exception", "card_exception": "already-stamped"}


def codes(act: Callable[[], object]) -> tuple[str, ...]:
    with pytest.raises(Refusal) as refusal:
        act()
    return refusal.value.codes


def opened(desk: Desk, made: Made) -> CaseSlip:
    return lookup.open_case(desk, graduate_id=made.graduate_id, opened_by=OpenedBy.NUMBER)


def handed(desk: Desk, made: Made) -> DoneSlip:
    """Handed over by the graduate's own card, which is stamped."""
    slip = lookup.open_case_by_card(desk, uid=made.uid, reader="test")
    return pickup.hand_over(desk, deed=a_deed(slip, made))


def card_let_pass(desk: Desk, made: Made) -> None:
    """The card is stamped already: a supervisor looks at a document and lets it pass (RULES I9)."""
    given = {"codes": ("card.void",), "reason": "前次交付已作廢", "shown": Shown(kind="national-id", how="original")}
    override.permit(desk, graduate_id=made.graduate_id, **(given | SUPERVISOR))  # type: ignore[arg-type]


def again(desk: Desk, made: Made, **changes: object) -> DoneSlip:
    card_let_pass(desk, made)
    return pickup.hand_over(desk, deed=a_deed(opened(desk, made), made, **(NO_STAMP | changes)))


def voided(desk: Desk, done: DoneSlip, made: Made | None, **changes: object) -> VoidedSlip:
    facts: dict[str, object] = {
        "deed_id": uuid7(),
        "receipt_number": done.receipt_number,
        "kind": "left_without",
        "reason": "同學未取走證書即離開",
        "sheet": "returned",
        "scanned": made.barcode if made else "",
    }
    return voiding.void(desk, **(facts | SUPERVISOR | changes))  # type: ignore[arg-type]


def lines(desk: Desk, verb: str) -> list[str]:
    with desk.read() as session:
        found = session.scalars(text("SELECT text FROM journal_line WHERE text LIKE :verb"), {"verb": f'%"{verb}"%'})
        return list(found)


def stage(desk: Desk, made: Made) -> tuple[Stage, SheetState]:
    with desk.read() as session:
        query = select(DegreeCertificate.stage, Sheet.state).join(Sheet).where(Sheet.barcode == made.barcode)
        row = session.execute(query).one()
        return row[0], row[1]


def live(desk: Desk, made: Made) -> int:
    with desk.read() as session:
        query = select(Pickup.id).where(Pickup.certificate_id == made.certificate_id, Pickup.voided_at.is_(None))
        return len(session.scalars(query).all())


def beside(desk: Desk, folder: Path) -> Desk:
    """The second window of this counter, with a key of its own."""
    there = replace(desk.place, station="w2", key_store=KeyFile(folder / "elsewhere" / "w2.key"))
    keys.add_station(desk, code="w2", counter="main", public=keys.new_station_key(there), actor="office")
    return Desk.open(there)


def test_a_voided_hand_over_stays_in_the_record_and_the_certificate_goes_out_again_once(
    desk: Desk, make: Callable[..., Made]
) -> None:
    made = make()
    done = handed(desk, made)
    slip = voided(desk, done, made)
    assert (slip.sheet, slip.closure, slip.digital, slip.card_is_void) == ("returned", "cancelled", "cancelled", True)
    assert stage(desk, made) == (Stage.IN_STOCK, SheetState.IN_STOCK)
    with desk.read() as session:
        old = session.get_one(Pickup, done.pickup_id)
        kept = session.get_one(Voiding, done.pickup_id)
        assert (old.voided_at, old.void_reason, old.voided_by) == (desk.now, "left_without", kept.supervisor_id)
        assert kept.reason == "同學未取走證書即離開"
        states = {row[0]: row[1] for row in session.execute(select(Job.kind, Job.state))}
    assert states == {
        JobKind.DIGITAL_CERTIFICATE: JobState.CANCELLED,
        JobKind.ACCOUNT_CLOSURE: JobState.CANCELLED,
    }
    (line,) = lines(desk, "pickup.voided")
    assert '"actor":"supervisor"' in line and done.receipt_number in line
    assert "未取走" not in line, "what was typed lies beside the line, not in it"
    second = again(desk, made)
    assert second.receipt_number != done.receipt_number
    assert codes(lambda: again(desk, made)) == ("certificate.already_collected",)
    assert live(desk, made) == 1
    with desk.read() as session:
        assert not any(each.broken for each in check_chains(session))
    facts, _ = papers.receipt_facts(desk, done.pickup_id)
    assert facts.voided_on == desk.day, "printed again, the receipt says that it is void"


def test_what_it_will_do_is_foretold_and_nothing_is_written(desk: Desk, make: Callable[..., Made]) -> None:
    made = make()
    done = handed(desk, made)
    before = len(lines(desk, "pickup"))
    ahead = voiding.look_ahead(desk, receipt_number=done.receipt_number)
    assert len(lines(desk, "pickup")) == before
    assert stage(desk, made) == (Stage.HANDED_OVER, SheetState.HANDED_OVER)
    slip = voided(desk, done, made)
    for name in ("receipt_number", "number", "serial", "place", "closure", "digital", "card_is_void"):
        assert getattr(ahead, name) == getattr(slip, name), name
    assert dict(ahead.fates)["left_without"] == ("returned", "spoiled"), "it never left the counter"
    assert "lost" in dict(ahead.fates)["wrong_person"]
    assert codes(lambda: voiding.look_ahead(desk, receipt_number=done.receipt_number)) == ("pickup.voided_already",)
    assert codes(lambda: voiding.look_ahead(desk, receipt_number="w1-114-99999")) == ("pickup.receipt_unknown",)
    desk.actor = None
    assert codes(lambda: voiding.look_ahead(desk, receipt_number=done.receipt_number)) == ("sign_on.needed",)


def test_the_card_stays_as_it_was_recorded(desk: Desk, make: Callable[..., Made]) -> None:
    """A stamp cannot be taken off (A21): the act and the card's state stay."""
    made = make()
    done = handed(desk, made)
    voided(desk, done, made)
    with desk.read() as session:
        act = session.scalars(select(CardAct).where(CardAct.pickup_id == done.pickup_id)).one()
        own = session.scalars(select(StudentCard).where(StudentCard.graduate_id == made.graduate_id)).one()
    assert (act.state.value, own.state.value) == ("done", "void")


def test_the_same_deed_again_changes_nothing_and_another_is_refused(desk: Desk, make: Callable[..., Made]) -> None:
    made, other = make(), make()
    done, others = handed(desk, made), handed(desk, other)
    deed = uuid7()
    first = voided(desk, done, made, deed_id=deed)
    repeated = voided(desk, done, made, deed_id=deed)
    assert repeated.repeated and not first.repeated
    assert (repeated.closure, repeated.digital, repeated.at) == (first.closure, first.digital, first.at)
    assert codes(lambda: voided(desk, done, made)) == ("pickup.voided_already",)
    assert codes(lambda: voided(desk, others, other, deed_id=deed)) == ("case.changed",)
    again(desk, made)
    assert voided(desk, done, made, deed_id=deed).repeated, "it does not reach for the second hand-over"
    assert live(desk, made) == 1
    assert len(lines(desk, "pickup.voided")) == 1


def test_only_a_supervisor_and_only_with_reason_kind_and_sheet(desk: Desk, make: Callable[..., Made]) -> None:
    made, other = make(), make()
    done = handed(desk, made)
    clerk = {"login": "clerk1", "password": password_of("clerk1")}
    refused = {
        "override.supervisor_only": clerk,
        "sign_on.failed": {"password": "wrong"},
        "pickup.void_reason_missing": {"reason": "  x "},
        "pickup.void_kind_unknown": {"kind": "boredom"},
        "pickup.sheet_fate_unknown": {"sheet": "eaten"},
        "pickup.receipt_unknown": {"receipt_number": "w1-114-99999"},
        "pickup.sheet_not_scanned": {"scanned": " "},
        "sheet.other_graduate": {"scanned": other.barcode},
        "sheet.unknown": {"scanned": "S9999999"},
    }
    for code, changes in refused.items():
        assert codes(lambda changes=changes: voided(desk, done, made, **changes)) == (code,)
    assert stage(desk, made) == (Stage.HANDED_OVER, SheetState.HANDED_OVER)
    assert lines(desk, "pickup.voided") == []


@pytest.mark.parametrize("kind", ["left_without", "mistaken"])
def test_a_sheet_that_never_left_the_counter_must_be_found_first(
    desk: Desk, make: Callable[..., Made], kind: str
) -> None:
    made = make()
    done = handed(desk, made)
    assert codes(lambda: voided(desk, done, None, kind=kind, sheet="lost")) == ("pickup.sheet_not_returned",)


@pytest.mark.parametrize(("kind", "fate"), [("wrong_person", "lost"), ("wrong_sheet", "lost"), ("mistaken", "spoiled")])
def test_a_lost_or_spoiled_sheet_is_void_and_a_newly_printed_one_goes_out(
    desk: Desk, make: Callable[..., Made], kind: str, fate: str
) -> None:
    made = make()
    done = handed(desk, made)
    voided(desk, done, made, kind=kind, sheet=fate)
    assert stage(desk, made) == (Stage.IN_STOCK, SheetState.VOID)
    assert "sheet.missing" in [each.obstacle.code for each in opened(desk, made).obstacles]
    with desk.begin("import") as work:
        sheet = Sheet(serial="N1", barcode="N1", custodian_id=desk.station.id, certificate_id=made.certificate_id)
        work.add(sheet)
        work.note("test.printed", {"sheet": sheet.id})
    assert codes(lambda: again(desk, made)) == ("sheet.unknown",), "the old sheet is never good again"
    again(desk, made, sheet_scan="N1")


def test_a_sheet_that_came_back_lies_in_this_stations_custody(
    desk: Desk, make: Callable[..., Made], tmp_path: Path
) -> None:
    made = make()
    done = handed(desk, made)
    second = beside(desk, tmp_path)
    try:
        enter(second, "clerk2")
        assert voiding.look_ahead(second, receipt_number=done.receipt_number).place == "", "it lay elsewhere"
        assert voided(second, done, made, place="乙櫃").place == "乙櫃"
        here = second.station.id
    finally:
        second.close()
    with desk.read() as session:
        sheet = session.scalars(select(Sheet).where(Sheet.barcode == made.barcode)).one()
        moved = session.scalars(select(CustodyMove)).one()
    assert (sheet.custodian_id, moved.to_id, moved.place_after) == (here, here, "乙櫃")


@pytest.mark.parametrize(
    ("state", "attempts", "told"),
    [
        (JobState.DONE, 1, "sent"),
        (JobState.QUEUED, 2, "may_be_sent"),
        (JobState.WORKING, 0, "may_be_sent"),
        (JobState.QUEUED, 0, "cancelled"),
    ],
)
def test_it_says_whether_the_account_closure_notice_has_left(
    desk: Desk, make: Callable[..., Made], state: JobState, attempts: int, told: str
) -> None:
    """A03: a notice that was sent cannot be called back; the supervisor is told to tell the computing centre."""
    made = make()
    done = handed(desk, made)
    with desk.begin(bookkeeping=True) as work:
        closure = update(Job).where(Job.kind == JobKind.ACCOUNT_CLOSURE)
        work.session.execute(closure.values(state=state, attempts=attempts))
    assert voided(desk, done, made).closure == told
    with desk.read() as session:
        after, note = session.execute(select(Job.state, Job.note).where(Job.kind == JobKind.ACCOUNT_CLOSURE)).one()
    if told == "sent":
        assert after is JobState.DONE
    else:
        assert (after, note) == (JobState.CANCELLED, "closure.pickup_voided")


@pytest.mark.parametrize(
    ("note", "issued", "told"),
    [
        ("platform.to_pack", False, "cancelled"),
        ("platform.packed", False, "cancelled"),
        ("platform.sent", False, "at_platform"),
        ("platform.outcome_unknown", False, "at_platform"),
        ("platform.accepted", True, "revoked_tell"),
    ],
)
def test_it_says_what_the_ministry_s_platform_has_to_be_told(
    desk: Desk, make: Callable[..., Made], note: str, issued: bool, told: str
) -> None:
    """E30: the platform answers for itself; nothing of ours calls back what it has."""
    made = make()
    done = handed(desk, made)
    with desk.begin(bookkeeping=True) as work:
        job = work.session.scalars(select(Job).where(Job.kind == JobKind.DIGITAL_CERTIFICATE)).one()
        job.step, job.note = "pack" if note.endswith("to_pack") else "receipt", note
        job.state = JobState.DONE if issued else JobState.WAITING
        if issued:
            work.add(
                DigitalCertificate(
                    certificate_id=made.certificate_id,
                    pickup_id=job.subject_id,
                    job_id=job.id,
                    version=1,
                    document_code="MOE-1",
                    sha256=b"x" * 32,
                    size=1,
                    level=BY_PLATFORM,
                    signer="教育部",
                    issued_at=desk.now,
                )
            )
    assert voiding.look_ahead(desk, receipt_number=done.receipt_number).digital == told
    slip = voided(desk, done, made)
    assert slip.digital == told
    assert ("platform" in " ".join(voiding_words.told(in_language("en"), slip))) is told.endswith(("tell", "platform"))


def test_the_database_itself_forbids_two_hand_overs_that_hold(desk: Desk, make: Callable[..., Made]) -> None:
    """Whatever a program believes of the stage: one pickup per certificate that is not voided, on both databases."""
    made = make()
    done = handed(desk, made)
    with desk.begin(bookkeeping=True) as work:
        work.session.execute(update(DegreeCertificate).values(stage=Stage.IN_STOCK))
        work.session.execute(update(Sheet).values(state=SheetState.IN_STOCK))
    with desk.read() as session:
        first = session.get_one(Pickup, done.pickup_id)
        columns = {each.key: getattr(first, each.key) for each in Pickup.__table__.columns}

    def one_more() -> None:
        for name in ("id", "revision"):
            columns.pop(name, None)
        with desk.begin(bookkeeping=True) as work:
            work.add(Pickup(**(columns | {"deed_id": uuid7(), "receipt_number": "x"})))

    assert codes(one_more) == ("certificate.already_collected",)


def test_a_void_and_a_second_hand_over_that_race_leave_one_that_holds(
    desk: Desk, make: Callable[..., Made], tmp_path: Path
) -> None:
    second = beside(desk, tmp_path)
    enter(second, "clerk2")
    try:
        for _ in range(6):
            made = make()
            revision = a_deed(opened(desk, made), made).certificate_revision
            done = handed(desk, made)
            card_let_pass(desk, made)
            deeds = [
                a_deed(opened(second, made), made, certificate_revision=revision + 2, **NO_STAMP) for _ in range(2)
            ]
            acts: list[Callable[[], object]] = [
                lambda done=done, made=made: voided(desk, done, made),
                lambda done=done, made=made: voided(second, done, made),
                lambda deed=deeds[0]: pickup.hand_over(second, deed=deed),
                lambda deed=deeds[1]: pickup.hand_over(desk, deed=deed),
            ]
            with ThreadPoolExecutor(4) as pool:
                came = [future.exception() for future in [pool.submit(act) for act in acts]]
            assert all(each is None or isinstance(each, Refusal) for each in came), came
            assert sum(each is None for each in came[:2]) == 1, "voided once"
            assert sum(each is None for each in came[2:]) <= 1, "never two"
            if all(came[2:]):
                again(desk, made)
            assert live(desk, made) == 1
            assert codes(lambda made=made: again(desk, made)) == ("certificate.already_collected",)
    finally:
        second.close()


def test_nothing_is_written_on_a_chip_for_a_hand_over_that_was_voided(desk: Desk, make: Callable[..., Made]) -> None:
    made = make()
    slip = lookup.open_case_by_card(desk, uid=made.uid, reader="test")
    done = pickup.hand_over(desk, deed=a_deed(slip, made, card_act="chip"))
    assert done.card_act_id is not None
    assert not voided(desk, done, made).card_is_void
    assert codes(lambda: card.intend(desk, act_id=done.card_act_id, uid=made.uid)) == ("pickup.voided_already",)
    handed(desk, made)
