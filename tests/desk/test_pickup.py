"""A certificate is handed over once, whole, and only when the rules say so."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import event, select, text

from app.dates import AcademicSemester, FixedClock
from app.desk import digital, lookup, pickup
from app.desk.desk import Desk
from app.desk.slips import DoneSlip, ItemState, OpenedBy, Verdict
from app.errors import Refusal
from app.models.base import uuid7
from app.models.certificate import DegreeCertificate, Move, Sheet
from app.models.graduate import Approval, Status
from app.models.journal import JournalLine, check_chains
from tests.desk.conftest import Made, a_deed, enter, make_graduate, place


def open_by_card(desk: Desk, made: Made):
    return lookup.open_case_by_card(desk, uid=made.uid, reader="test")


def rows(desk: Desk, table: str) -> int:
    with desk.read() as session:
        return session.scalar(text(f"SELECT count(*) FROM {table}")) or 0


def refused(desk: Desk, deed) -> tuple[str, ...]:
    with pytest.raises(Refusal) as refusal:
        pickup.hand_over(desk, deed=deed)
    return refusal.value.codes


def test_a_tap_shows_a_case_that_is_ready(desk: Desk, make: Callable[..., Made]) -> None:
    slip = open_by_card(desk, make())
    assert slip.verdict is Verdict.READY
    assert slip.obstacles == ()
    assert (slip.name, slip.id_masked, slip.mailbox_masked) == ("林峯煊", "A12****789", "lin****@…")
    assert slip.certificate is not None
    assert slip.certificate.sheet is not None
    assert slip.certificate.sheet.place == "甲櫃 3 抽屜 12 格"


def test_one_commit_writes_everything_a_hand_over_owes(desk: Desk, make: Callable[..., Made]) -> None:
    made = make()
    done = pickup.hand_over(desk, deed=a_deed(open_by_card(desk, made), made))
    assert isinstance(done, DoneSlip)
    assert done.name_masked == "林○煊"
    assert str(done.digital_due) == "2025-07-08"
    with desk.read() as session:
        assert session.scalar(text("SELECT stage FROM certificate")) == "handed_over"
        assert session.scalar(text("SELECT state FROM sheet")) == "handed_over"
        assert session.scalar(text("SELECT state FROM student_card")) == "void"
        assert session.scalar(text("SELECT state FROM card_act")) == "done"
        assert sorted(session.scalars(text("SELECT kind FROM job"))) == ["account_closure", "digital_certificate"]
    with desk.store.engine.connect() as connection:
        assert [report.broken for report in check_chains(connection)] == [""]
    assert open_by_card(desk, made).verdict is Verdict.COLLECTED


def test_a_deed_sent_twice_changes_nothing_and_answers_the_same(desk: Desk, make: Callable[..., Made]) -> None:
    made = make()
    deed = a_deed(open_by_card(desk, made), made)
    first = pickup.hand_over(desk, deed=deed)
    lines = rows(desk, "journal_line")
    again = pickup.hand_over(desk, deed=deed)
    assert again == replace(first, repeated=True)
    assert (rows(desk, "pickup"), rows(desk, "job"), rows(desk, "journal_line")) == (1, 2, lines)


def test_one_deeds_number_is_no_answer_to_another_deed(desk: Desk, make: Callable[..., Made]) -> None:
    made, other = make(), make(name="王小明")
    deed = a_deed(open_by_card(desk, made), made)
    pickup.hand_over(desk, deed=deed)
    assert refused(desk, a_deed(open_by_card(desk, other), other, deed_id=deed.deed_id)) == ("case.changed",)


def test_a_second_deed_on_the_same_certificate_is_refused(desk: Desk, make: Callable[..., Made]) -> None:
    made = make()
    slip = open_by_card(desk, made)
    pickup.hand_over(desk, deed=a_deed(slip, made))
    assert refused(desk, a_deed(slip, made)) == ("certificate.already_collected",)


def test_the_database_itself_forbids_a_second_pickup(desk: Desk, make: Callable[..., Made]) -> None:
    from sqlalchemy.exc import IntegrityError

    made = make()
    pickup.hand_over(desk, deed=a_deed(open_by_card(desk, made), made))
    columns = (
        "graduate_id, certificate_id, sheet_id, mode, at, clerk_id, station_id, profile_id, opened_by, identity_kind, "
        "sheet_typed, advisories_told, signature_kind, outside_hours_reason, void_reason, revision"
    )
    copied = f"INSERT INTO pickup (id, deed_id, receipt_number, {columns}) SELECT :id, :id, 'X', {columns} FROM pickup"
    with pytest.raises(IntegrityError), desk.store.engine.begin() as connection:
        connection.execute(text(copied), {"id": uuid7().hex})


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({"sheet_scan": "S9999999"}, ("sheet.unknown",)),
        ({"identity_kind": ""}, ("identity.not_compared",)),
        ({"proofread": False}, ("sheet.not_proofread",)),
        ({"signature_kind": ""}, ("signature.missing",)),
        ({"signature_png": None}, ("signature.missing",)),
        ({"card_act": ""}, ("card.act_missing",)),
        ({"card_act": "exception", "card_exception": "none-such"}, ("card.exception_unknown",)),
        (
            {"identity_kind": "", "proofread": False, "signature_kind": "", "card_act": ""},
            ("identity.not_compared", "sheet.not_proofread", "signature.missing", "card.act_missing"),
        ),
        ({"certificate_revision": 99}, ("case.changed",)),
        ({"certificate_id": uuid7()}, ("case.changed",)),
        ({"graduate_id": uuid7()}, ("case.changed",)),
    ],
)
def test_no_step_may_be_skipped(
    desk: Desk, make: Callable[..., Made], change: dict[str, object], codes: tuple[str, ...]
) -> None:
    made = make()
    assert refused(desk, a_deed(open_by_card(desk, made), made, **change)) == codes
    assert rows(desk, "pickup") == 0
    assert rows(desk, "job") == 0


def test_another_graduates_sheet_is_refused_in_words(desk: Desk, make: Callable[..., Made]) -> None:
    made, other = make(), make(name="王小明")
    with pytest.raises(Refusal) as refusal:
        pickup.check_sheet(desk, graduate_id=made.graduate_id, scanned=other.barcode, typed=False)
    assert refusal.value.codes == ("sheet.other_graduate",)
    with pytest.raises(Refusal) as endless:
        pickup.check_sheet(desk, graduate_id=made.graduate_id, scanned="9" * 10_000_000, typed=False)
    assert endless.value.codes == ("sheet.scan_too_long",)


def test_the_typed_certificate_number_is_as_good_as_the_barcode(desk: Desk, make: Callable[..., Made]) -> None:
    made = make()
    checked = pickup.check_sheet(desk, graduate_id=made.graduate_id, scanned="（114）範大學字第 000001 號", typed=True)
    assert checked.typed


def test_clearance_withdrawn_after_the_tap_stops_the_hand_over(desk: Desk, make: Callable[..., Made]) -> None:
    made = make()
    deed = a_deed(open_by_card(desk, made), made)
    with desk.store.engine.begin() as connection:
        connection.execute(text("UPDATE clearance_item SET state = 'failed' WHERE code = 'library'"))
    assert "clearance.outstanding" in refused(desk, deed)


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"approval": Approval.WITHDRAWN}, "graduation.withdrawn"),
        ({"approval": Approval.PENDING}, "graduation.not_approved"),
        ({"status": Status.EXTENDED}, "graduate.not_on_list"),
        ({"status": Status.SUSPENDED}, "graduate.suspended"),
        ({"counter": "lakeside"}, "counter.wrong"),
    ],
)
def test_each_obstacle_is_shown_and_stops_the_deed(
    desk: Desk, make: Callable[..., Made], facts: dict[str, object], code: str
) -> None:
    made = make(**facts)
    slip = open_by_card(desk, made)
    assert slip.verdict is Verdict.BLOCKED
    assert code in [each.obstacle.code for each in slip.obstacles]
    assert code in refused(desk, a_deed(slip, made))


def test_all_obstacles_are_told_at_once(desk: Desk, make: Callable[..., Made]) -> None:
    made = make(approval=Approval.WITHDRAWN, open_items=("library", "fees"))
    codes = [each.obstacle.code for each in open_by_card(desk, made).obstacles]
    assert codes.count("clearance.outstanding") == 2
    assert "graduation.withdrawn" in codes


def test_the_registrars_own_item_is_decided_in_the_hand_over(desk: Desk, make: Callable[..., Made]) -> None:
    at_pickup = [item.code for item in desk.profile.items if item.level.value == "at_pickup"]
    assert at_pickup
    made = make()
    with desk.store.engine.begin() as connection:
        connection.execute(
            text("UPDATE clearance_item SET state = 'pending' WHERE code = :code"), {"code": at_pickup[0]}
        )
    slip = open_by_card(desk, made)
    assert slip.verdict is Verdict.READY
    assert [each.code for each in slip.units if each.state is ItemState.AT_PICKUP] == at_pickup
    assert refused(desk, a_deed(slip, made, decided=())) == ("clearance.undecided",)
    pickup.hand_over(desk, deed=a_deed(slip, made))
    with desk.read() as session:
        (line,) = [
            json.loads(each) for each in session.scalars(select(JournalLine.text)) if "decided_at_pickup" in each
        ]
        state = session.execute(
            text("SELECT state, answered_by FROM clearance_item WHERE code = :code"), {"code": at_pickup[0]}
        ).one()
    assert tuple(state) == ("done", "clerk1")
    assert desk.actor is not None
    assert (line["actor"], line["about"]["staff"]) == ("clerk1", str(desk.actor.id))
    assert (line["facts"]["code"], line["facts"]["before"], line["facts"]["after"]) == (at_pickup[0], "pending", "done")


def test_outside_hours_a_reason_is_asked_and_recorded(desk: Desk, make: Callable[..., Made], clock: FixedClock) -> None:
    made = make()
    clock.advance(hours=2, minutes=30)
    slip = open_by_card(desk, made)
    assert "hours.outside" in [notice.code for notice in slip.notices]
    deed = a_deed(slip, made)
    assert refused(desk, deed) == ("hours.reason_missing",)
    assert pickup.hand_over(desk, deed=replace(deed, outside_hours_reason="急件")).receipt_number


def test_on_a_closed_day_the_hand_over_is_refused(desk: Desk, make: Callable[..., Made], clock: FixedClock) -> None:
    made = make()
    clock.advance(days=2)
    assert "hours.closed_day" in refused(desk, a_deed(open_by_card(desk, made), made))


def test_an_earlier_cohort_before_digital_certificates_gets_no_job(desk: Desk, make: Callable[..., Made]) -> None:
    made = make(cohort=AcademicSemester(109, 2), status=Status.GRADUATED)
    slip = open_by_card(desk, made)
    done = pickup.hand_over(desk, deed=a_deed(slip, made))
    assert done.digital_due is None
    with desk.read() as session:
        assert list(session.scalars(text("SELECT kind FROM job"))) == ["account_closure"]


def test_nobody_signed_on_hands_nothing_over(desk: Desk, make: Callable[..., Made]) -> None:
    made = make()
    deed = a_deed(open_by_card(desk, made), made)
    desk.actor = None
    assert refused(desk, deed) == ("sign_on.needed",)


def test_the_statements_of_a_hand_over_are_counted(desk: Desk, make: Callable[..., Made]) -> None:
    made = make()
    deed = a_deed(open_by_card(desk, made), made)
    seen: list[str] = []
    event.listen(desk.store.engine, "before_cursor_execute", lambda *facts: seen.append(facts[2]))
    commits: list[object] = []
    event.listen(desk.store.engine, "commit", commits.append)
    pickup.hand_over(desk, deed=deed)
    writes = [statement.split()[0] for statement in seen if statement.split()[0] in ("INSERT", "UPDATE")]
    assert len(commits) == 1
    assert len(writes) <= 12
    assert len(seen) <= 20


@pytest.mark.parametrize("clerks", [16])
def test_of_sixteen_racing_for_one_sheet_one_wins_and_each_loser_gets_a_refusal(
    desk: Desk, make: Callable[..., Made], url: str, tmp_path, clock: FixedClock, clerks: int
) -> None:
    made = make()
    slip = open_by_card(desk, made)
    wins: list[DoneSlip] = []
    losses: list[tuple[str, ...]] = []
    faults: list[BaseException] = []
    start = threading.Barrier(clerks)

    def clerk() -> None:
        try:
            own = Desk.open(place(url, tmp_path, clock))
            enter(own)
            start.wait(30)
            wins.append(pickup.hand_over(own, deed=a_deed(slip, made)))
        except Refusal as refusal:
            losses.append(refusal.codes)
        except BaseException as fault:
            faults.append(fault)
        finally:
            own.close()

    threads = [threading.Thread(target=clerk) for _ in range(clerks)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert len(wins) == 1
    assert len(losses) == clerks - 1
    assert {code for codes in losses for code in codes} <= {"certificate.already_collected", "case.changed"}
    assert rows(desk, "pickup") == 1


def test_two_student_numbers_of_one_person_are_both_seen(desk: Desk, make: Callable[..., Made]) -> None:
    first = make()
    with desk.begin("import") as work:
        from app.models.graduate import Graduate, Person

        graduate = work.session.get(Graduate, first.graduate_id)
        assert graduate is not None
        person = work.session.get(Person, graduate.person_id)
        work.bookkeeping = True
    second = make_graduate(desk, 77, person=person)
    slip = open_by_card(desk, first)
    assert [other.graduate_id for other in slip.others] == [second.graduate_id]
    other = lookup.open_case(desk, graduate_id=second.graduate_id, opened_by=OpenedBy.NUMBER)
    assert other.certificate is not None
    assert other.certificate.id == second.certificate_id


def test_a_scan_of_anothers_serial_is_not_taken_for_the_own_short_number(desk: Desk, make: Callable[..., Made]) -> None:
    """Where serials are running numbers too, 000001 is one graduate's number and the mark of another's paper."""
    mine, other = make(), make()
    with desk.begin("office") as work:
        number = work.session.get_one(DegreeCertificate, mine.certificate_id).number
        short = desk.profile.certificates.short(number)
        sheet = work.session.scalars(select(Sheet).where(Sheet.certificate_id == other.certificate_id)).one()
        sheet.serial = short
        work.note("sheet.changed", {"sheet": sheet.id})
    with pytest.raises(Refusal) as refusal:
        pickup.check_sheet(desk, graduate_id=mine.graduate_id, scanned=short, typed=False)
    assert refusal.value.codes == ("sheet.other_graduate",)
    checked = pickup.check_sheet(desk, graduate_id=mine.graduate_id, scanned=short, typed=True)
    assert checked.certificate_id == mine.certificate_id
    assert pickup.check_sheet(desk, graduate_id=other.graduate_id, scanned=short, typed=False).serial == short


def test_the_queue_shows_the_job_with_a_masked_name(desk: Desk, make: Callable[..., Made]) -> None:
    made = make()
    pickup.hand_over(desk, deed=a_deed(open_by_card(desk, made), made))
    slip = digital.queue(desk)
    assert (slip.waiting, slip.total) == (1, 1)
    assert (slip.jobs[0].name_masked, slip.jobs[0].student_number) == ("林○煊", made.student_number)


def test_the_certificate_that_the_deed_names_is_judged_not_the_newest(desk: Desk, make: Callable[..., Made]) -> None:
    """One student number may hold two certificates: that the newer lies in stock excuses nothing about the older."""
    made = make()
    deed = a_deed(open_by_card(desk, made), made)
    with desk.begin("import") as work:
        older = work.session.get(DegreeCertificate, made.certificate_id)
        assert older is not None
        older.move(Move.HOLD)
        work.add(
            DegreeCertificate(
                number="(115)範大學字第 009999 號",
                cohort=older.cohort,
                graduated_on=date(2026, 1, 31),
                name_zh=older.name_zh,
                name_en=older.name_en,
                degree_zh=older.degree_zh,
                degree_en=older.degree_en,
                programme_zh=older.programme_zh,
                programme_en=older.programme_en,
                graduate_id=made.graduate_id,
            )
        )
        work.session.flush()
        work.note("test.second_certificate", {"certificate": older.id})
        revision = older.revision
    assert "certificate.held" in refused(desk, replace(deed, certificate_revision=revision))
