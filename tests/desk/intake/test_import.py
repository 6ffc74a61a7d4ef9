"""One file, one unit of work: whole or not at all, on both databases."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from app.desk.desk import Desk
from app.desk.intake.engine import ImportReport
from app.desk.intake.registers import UID_PLACE
from app.desk.intake.run import import_file
from app.desk.intake.shapes import Kind
from app.errors import Refusal
from app.models import search
from app.models.bulk import Rows
from app.models.card import CardState, StudentCard
from app.models.certificate import DegreeCertificate, Sheet, SheetState, Stage
from app.models.delivery import ADDRESS_PLACE
from app.models.graduate import Approval, ClearanceItem, Graduate, GraduationApproval, Person, State
from app.models.imports import ImportChange, ImportRun
from app.models.journal import JournalLine, check_chains
from tests.desk.intake.conftest import TODAY, YESTERDAY, Bring, a_csv

GRADUATES = ("學號", "姓名", "學年期", "學程", "身分證字號", "電子信箱")
LIN = ("４１０４７００１ｓ", "林𠈌安", "113-2", "中國文學系學士班", "A123456789", "lin@post.example")
CHEN = ("41047002S", "陳千帆", "1132", "mathematics-bsc", "", "")


def everything(desk: Desk, record: type) -> list:  # type: ignore[type-arg]
    with desk.read() as session:
        return Rows(session).everything(record)


def graduate(desk: Desk, number: str):  # type: ignore[no-untyped-def]
    with desk.read() as session:
        return next(iter(Rows(session).held(Graduate, "student_number", [number])), None)


def faults(report: ImportReport) -> list[tuple[int, str, str]]:
    return [(fault.line, fault.column, fault.code) for fault in report.faults]


@pytest.fixture
def two(bring: Bring) -> ImportReport:
    """The list of graduates of yesterday."""
    report = bring(Kind.GRADUATES, GRADUATES, LIN, CHEN)
    assert report.taken, report.faults
    return report


def test_graduates_arrive_with_person_course_and_source(desk: Desk, two: ImportReport) -> None:
    assert (two.added, two.changed, two.unchanged, two.bad) == (2, 0, 0, 0)
    lin = graduate(desk, "41047001S")
    assert (lin.programme, lin.department, lin.college, lin.level) == (
        "chinese-ba",
        "chinese",
        "liberal-arts",
        "bachelor",
    )
    assert (lin.import_id, lin.source_time) == (two.import_id, YESTERDAY)
    with desk.read() as session:
        (person,) = Rows(session).held(Person, "id", [lin.person_id])
    assert person.name == "林𠈌安"
    assert desk.vault.open_text("person.mailbox_sealed", person.id, person.mailbox_sealed) == "lin@post.example"
    assert desk.vault.open_text("person.national_id_sealed", person.id, person.national_id_sealed) == "A123456789"
    assert person.national_id_index == desk.vault.index("person.national_id_sealed", "A123456789")


def test_graduates_are_found_by_name_at_once(desk: Desk, two: ImportReport) -> None:
    with desk.read() as session:
        assert [each.student_number for each in search.find(session, "𠈌安")] == ["41047001S"]


def test_a_dry_run_counts_and_changes_nothing(desk: Desk, bring: Bring, two: ImportReport) -> None:
    other = ("41047003S", "黃若谷", "113-2", "", "", "")
    report = bring(
        Kind.GRADUATES, GRADUATES, LIN, (*CHEN[:5], "c@post.example"), other, dry_run=True, source_time=TODAY
    )
    assert (report.added, report.changed, report.unchanged, report.taken, report.import_id) == (1, 1, 1, False, None)
    assert graduate(desk, "41047003S") is None
    assert len(everything(desk, ImportRun)) == 1


def test_one_bad_row_and_nothing_is_taken(desk: Desk, bring: Bring) -> None:
    report = bring(Kind.GRADUATES, GRADUATES, LIN, ("41047002S", "", "113-9", "占星學", "", ""))
    assert not report.taken
    assert faults(report) == [
        (3, "姓名", "import.value.missing"),
        (3, "學年期", "import.value.semester"),
        (3, "學程", "import.value.unknown"),
    ]
    assert everything(desk, Graduate) == everything(desk, ImportRun) == []


def test_a_bad_row_that_only_the_database_knows_rolls_everything_back(
    desk: Desk, bring: Bring, two: ImportReport
) -> None:
    report = bring(Kind.CARDS, ("學號", "卡號"), ("41047001S", "04A1B2C3"), ("49999999S", "04A1B2C4"))
    assert not report.taken
    assert faults(report) == [(3, "學號", "import.graduate.unknown")]
    assert everything(desk, StudentCard) == []


def test_bad_rows_may_be_left_out_knowingly_and_the_journal_says_so(desk: Desk, bring: Bring) -> None:
    bad = ("41047002S", "", "113-2", "", "", "")
    report = bring(Kind.GRADUATES, GRADUATES, LIN, bad, leave_out_bad_rows=True)
    assert (report.taken, report.added, report.bad) == (True, 1, 1)
    assert '"left_out":1' in everything(desk, JournalLine)[-1].text


def test_a_file_without_a_good_row_is_no_source(desk: Desk, bring: Bring) -> None:
    """It would be the newest of its kind, and what is held would seem as new as it."""
    with pytest.raises(Refusal) as refusal:
        bring(Kind.GRADUATES, GRADUATES)
    assert refusal.value.codes == ("import.file.no_rows",)
    bad = ("41047002S", "", "113-2", "", "", "")
    report = bring(Kind.GRADUATES, GRADUATES, bad, leave_out_bad_rows=True)
    assert (report.taken, report.bad) == (False, 1)
    report = bring(Kind.CARDS, ("學號", "卡號"), ("41047001S", "04A1B2C3"), leave_out_bad_rows=True)
    assert (report.taken, report.bad) == (False, 1)
    assert everything(desk, ImportRun) == []


def test_an_import_leaves_one_journal_line_and_the_chain_holds(desk: Desk, two: ImportReport) -> None:
    lines = [line for line in everything(desk, JournalLine) if "import.taken" in line.text]
    assert len(lines) == 1
    assert two.digest in lines[0].text
    assert "林" not in lines[0].text
    with desk.store.engine.connect() as connection:
        assert all(not report.broken for report in check_chains(connection))


def test_the_same_file_again_changes_nothing_but_its_age(desk: Desk, bring: Bring, two: ImportReport) -> None:
    before = graduate(desk, "41047001S")
    report = bring(Kind.GRADUATES, GRADUATES, LIN, CHEN, source_time=TODAY)
    after = graduate(desk, "41047001S")
    assert (report.added, report.changed, report.unchanged) == (0, 0, 2)
    assert (before.revision, after.revision) == (1, 1)
    assert after.source_time == TODAY
    assert after.import_id == two.import_id
    assert everything(desk, ImportChange) == []


def test_a_change_keeps_what_was_before_and_is_searchable(desk: Desk, bring: Bring, two: ImportReport) -> None:
    report = bring(Kind.GRADUATES, GRADUATES, (LIN[0], "林豐安", *LIN[2:]), CHEN, source_time=TODAY)
    assert (report.changed, report.unchanged) == (1, 1)
    (change,) = everything(desk, ImportChange)
    before = desk.vault.open_text("import_change.before_sealed", change.id, change.before_sealed)
    assert "林𠈌安" in before
    assert str(two.import_id) in before
    with desk.read() as session:
        assert search.find(session, "𠈌安") == []
        assert len(search.find(session, "林豐安")) == 1


def test_a_column_that_is_missing_touches_nothing_and_an_empty_cell_empties(
    desk: Desk, bring: Bring, two: ImportReport
) -> None:
    def mailbox() -> str:
        with desk.read() as session:
            person = Rows(session).held(Person, "id", [graduate(desk, "41047001S").person_id])[0]
        return desk.vault.open_text("person.mailbox_sealed", person.id, person.mailbox_sealed)

    bring(Kind.GRADUATES, GRADUATES[:3], LIN[:3], source_time=TODAY)
    assert mailbox() == "lin@post.example"
    assert graduate(desk, "41047001S").programme == "chinese-ba"
    bring(Kind.GRADUATES, GRADUATES, (*LIN[:5], ""), source_time=TODAY)
    assert mailbox() == ""


def test_a_mailbox_that_was_verified_at_the_desk_outlasts_the_offices_file(
    desk: Desk, bring: Bring, two: ImportReport
) -> None:
    who = graduate(desk, "41047001S").person_id
    with desk.begin("test") as work:
        person = work.session.get_one(Person, who)
        person.mailbox_sealed = desk.vault.seal("person.mailbox_sealed", who, "New@post.example")
        person.mailbox_verified_index = desk.vault.index(ADDRESS_PLACE, "new@post.example")
        work.note("mailbox.corrected", {"person": who})
    bring(Kind.GRADUATES, GRADUATES, LIN, source_time=TODAY)
    with desk.read() as session:
        person = Rows(session).held(Person, "id", [who])[0]
    assert desk.vault.open_text("person.mailbox_sealed", who, person.mailbox_sealed) == "New@post.example"


def test_two_student_numbers_with_one_identity_are_one_person(desk: Desk, bring: Bring, two: ImportReport) -> None:
    second = ("41047009S", "林𠈌安", "113-2", "history-ba", "A123456789", "lin@post.example")
    assert bring(Kind.GRADUATES, GRADUATES, second, source_time=TODAY).added == 1
    assert graduate(desk, "41047001S").person_id == graduate(desk, "41047009S").person_id
    assert len(everything(desk, Person)) == 2


BORN = ("學號", "姓名", "學年期", "身分證字號", "出生日期")


@pytest.mark.parametrize(("name", "born"), [("高二月", "90/1/1"), ("陳一心", "91/2/2"), ("高二月", "91/2/2")])
def test_an_identity_number_that_is_held_for_somebody_else_renames_nobody(
    desk: Desk, bring: Bring, name: str, born: str
) -> None:
    held = ("40000001A", "陳一心", "113-2", "F131104093", "90/1/1")
    bring(Kind.GRADUATES, BORN, held)
    new = ("50000001A", name, "114-1", "F131104093", born)
    for dry_run in (True, False):
        report = bring(Kind.GRADUATES, BORN, new, source_time=TODAY, dry_run=dry_run)
        assert faults(report) == [(2, "身分證字號", "import.person.held_otherwise")]
    assert [each.name for each in everything(desk, Person)] == ["陳一心"]
    renamed = (held[0], name, *held[2:4], born)
    report = bring(Kind.GRADUATES, BORN, new, renamed, source_time=TODAY)
    assert (report.added, report.changed) == (1, 1), "the number that is held says so itself"
    assert [each.name for each in everything(desk, Person)] == [name]


@pytest.mark.parametrize("chunk", [1, 5000])
def test_two_held_persons_never_get_one_identity_number(
    desk: Desk, bring: Bring, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    from app.desk.intake import run

    monkeypatch.setattr(run, "CHUNK", chunk)
    first, second = ("40000002B", "周三石", "113-2"), ("60000002B", "周三石", "113-2")
    bring(Kind.GRADUATES, GRADUATES[:3], first, second)
    heading = (*GRADUATES[:3], "身分證字號")
    for dry_run in (True, False):
        report = bring(
            Kind.GRADUATES,
            heading,
            (*first, "A200000003"),
            (*second, "A200000003"),
            source_time=TODAY,
            dry_run=dry_run,
        )
        assert faults(report) == [(3, "身分證字號", "import.person.other")]
    assert {each.national_id_index for each in everything(desk, Person)} == {None}


def test_a_file_does_not_join_two_persons(desk: Desk, bring: Bring, two: ImportReport) -> None:
    report = bring(Kind.GRADUATES, GRADUATES, (*CHEN[:4], "A123456789", ""), source_time=TODAY)
    assert faults(report) == [(2, "身分證字號", "import.person.other")]


def test_who_is_missing_from_a_whole_list_is_taken_off_it(desk: Desk, bring: Bring, two: ImportReport) -> None:
    bring(Kind.GRADUATES, GRADUATES, ("40947009S", "黃若谷", "112-2", "", "", ""))
    report = bring(Kind.GRADUATES, GRADUATES, LIN, source_time=TODAY, whole_list=True)
    assert (report.rows, report.changed, report.unchanged) == (1, 1, 1)
    listed = {each.student_number: each.is_listed for each in everything(desk, Graduate)}
    assert listed == {"41047001S": True, "41047002S": False, "40947009S": True}


def test_an_older_file_is_refused_unless_it_is_meant(bring: Bring, two: ImportReport) -> None:
    older = YESTERDAY - timedelta(hours=1)
    with pytest.raises(Refusal) as refusal:
        bring(Kind.GRADUATES, GRADUATES, LIN, source_time=older)
    assert refusal.value.codes == ("import.source.older",)
    assert bring(Kind.GRADUATES, GRADUATES, LIN, source_time=older, older_source=True).taken


def test_a_file_from_the_future_is_refused(desk: Desk, bring: Bring) -> None:
    with pytest.raises(Refusal) as refusal:
        bring(Kind.GRADUATES, GRADUATES, LIN, source_time=desk.now + timedelta(hours=1))
    assert refusal.value.codes == ("import.source.future",)


# ------------------------------------------------------------------ cards
CARDS = ("學號", "卡號", "狀態")


def test_a_card_is_found_as_the_desk_looks_it_up(desk: Desk, bring: Bring, two: ImportReport) -> None:
    from app.desk import lookup

    assert lookup.UID_PLACE == UID_PLACE
    bring(Kind.CARDS, CARDS, ("41047001S", "04A1B2C3", "有效"))
    (card,) = everything(desk, StudentCard)
    uid = bytes.fromhex("04A1B2C3")
    assert card.uid_index == desk.vault.index(UID_PLACE, uid)
    assert desk.vault.open(UID_PLACE, card.id, card.uid_sealed) == uid


def test_a_card_held_by_somebody_else_is_refused(bring: Bring, two: ImportReport) -> None:
    bring(Kind.CARDS, CARDS, ("41047001S", "04A1B2C3", ""))
    report = bring(Kind.CARDS, CARDS, ("41047002S", "04A1B2C3", ""), source_time=TODAY)
    assert faults(report) == [(2, "卡號", "import.uid.two_people")]


def test_a_card_lost_and_found_follows_the_register_but_a_stamped_one_stays_void(
    desk: Desk, bring: Bring, two: ImportReport
) -> None:
    def state() -> CardState:
        return everything(desk, StudentCard)[0].state

    bring(Kind.CARDS, CARDS, ("41047001S", "04A1B2C3", "掛失"))
    assert state() is CardState.LOST
    bring(Kind.CARDS, CARDS, ("41047001S", "04A1B2C3", "有效"), source_time=TODAY)
    assert state() is CardState.VALID
    bring(Kind.CARDS, CARDS, ("41047001S", "04A1B2C3", "失效"), source_time=TODAY)
    report = bring(Kind.CARDS, CARDS, ("41047001S", "04A1B2C3", "有效"), source_time=TODAY)
    assert (state(), report.unchanged) == (CardState.VOID, 1)


# ------------------------------------------------------------------ clearance and approvals
CLEARANCE = ("學號", "項目", "審核結果", "原因", "金額")


def item(desk: Desk):  # type: ignore[no-untyped-def]
    (found,) = everything(desk, ClearanceItem)
    return found


def test_a_units_word_replaces_state_reason_and_amount_together(desk: Desk, bring: Bring, two: ImportReport) -> None:
    bring(Kind.CLEARANCE, CLEARANCE, ("41047001S", "繳清學雜費、學分費與住宿費", "審核未通過", "住宿費未繳", "4,500"))
    assert (item(desk).code, item(desk).state, item(desk).reason, item(desk).amount) == (
        "fees",
        State.FAILED,
        "住宿費未繳",
        4500,
    )
    bring(Kind.CLEARANCE, CLEARANCE[:3], ("41047001S", "fees", "✔"), source_time=TODAY)
    assert (item(desk).state, item(desk).reason, item(desk).amount) == (State.DONE, "", None)
    assert item(desk).source_time == TODAY


def test_an_answer_by_telephone_stands_until_the_source_is_newer(desk: Desk, bring: Bring, two: ImportReport) -> None:
    bring(Kind.CLEARANCE, CLEARANCE, ("41047001S", "library", "未通過", "尚有借書", ""))
    called = YESTERDAY + timedelta(hours=3)
    with desk.begin("clerk") as work:
        rows = Rows(work.session)
        rows.amend(
            ClearanceItem, [(item(desk).id, {"state": State.DONE, "answered_by": "館員", "source_time": called})]
        )
        work.note("clearance.answered")
    early = bring(
        Kind.CLEARANCE,
        CLEARANCE,
        ("41047001S", "library", "未通過", "尚有借書", ""),
        source_time=called - timedelta(hours=1),
    )
    assert (item(desk).state, early.unchanged) == (State.DONE, 1)
    bring(Kind.CLEARANCE, CLEARANCE, ("41047001S", "library", "未通過", "罰款", ""), source_time=TODAY)
    assert (item(desk).state, item(desk).answered_by) == (State.FAILED, "")


def test_an_approval_that_is_no_longer_given_was_withdrawn(desk: Desk, bring: Bring, two: ImportReport) -> None:
    heading = ("學號", "審核結果", "核定日期")
    bring(Kind.APPROVALS, heading, ("41047001S", "通過", "114.6.2"), ("41047002S", "不通過", ""))
    bring(Kind.APPROVALS, heading, ("41047001S", "不通過", ""), ("41047002S", "通過", "114.6.3"), source_time=TODAY)
    states = {each.graduate_id: each for each in everything(desk, GraduationApproval)}
    lin, chen = states[graduate(desk, "41047001S").id], states[graduate(desk, "41047002S").id]
    assert (lin.state, lin.decided_on.isoformat()) == (Approval.WITHDRAWN, "2025-06-02")
    assert chen.state is Approval.APPROVED
    bring(Kind.APPROVALS, heading, ("41047001S", "待審核", ""), source_time=TODAY)
    assert {each.state for each in everything(desk, GraduationApproval)} == {Approval.WITHDRAWN, Approval.APPROVED}


# ------------------------------------------------------------------ certificates
CERTIFICATES = ("學號", "證書字號", "畢業年月", "學位", "系所名稱", "印製序號", "保管窗口", "存放位置")


def a_sheet(
    number: str = "41047001S", short: int = 312, serial: str = "S114-000312", place: str = "甲 1"
) -> tuple[object, ...]:
    return (
        number,
        f"（114）範大學字第 {short:06d} 號",
        "114 年 6 月",
        "文學學士",
        "中國文學系",
        serial,
        "校本部註冊組",
        place,
    )


def test_a_printed_certificate_lies_in_its_custodians_drawer(desk: Desk, bring: Bring, two: ImportReport) -> None:
    assert bring(Kind.CERTIFICATES, CERTIFICATES, a_sheet()).taken
    (certificate,), (sheet,) = everything(desk, DegreeCertificate), everything(desk, Sheet)
    assert (certificate.number, certificate.name_zh, certificate.stage) == (
        "(114)範大學字第 000312 號",
        "林𠈌安",
        Stage.IN_STOCK,
    )
    assert (sheet.certificate_id, sheet.custodian_id, sheet.barcode) == (certificate.id, desk.station.id, "S114-000312")


def test_where_each_sheet_bears_its_own_barcode_none_is_made_up(
    desk: Desk, bring: Bring, two: ImportReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    """RULES I4: a barcode that the printer put on the sheet is read from it, and so it stands in the file."""
    own = desk.profile.certificates.model_copy(update={"sheets_bear_barcode": True})
    printed = desk.profile.model_copy(update={"certificates": own})
    monkeypatch.setattr(Desk, "profile", property(lambda _desk: printed))
    report = bring(Kind.CERTIFICATES, CERTIFICATES, a_sheet())
    assert not report.taken and [each.code for each in report.faults] == ["import.value.barcode"]
    assert bring(Kind.CERTIFICATES, (*CERTIFICATES, "條碼"), (*a_sheet(), "S114-000777")).taken
    assert everything(desk, Sheet)[0].barcode == "S114-000777"


def test_a_sheet_may_move_to_another_shelf(desk: Desk, bring: Bring, two: ImportReport) -> None:
    bring(Kind.CERTIFICATES, CERTIFICATES, a_sheet())
    report = bring(Kind.CERTIFICATES, CERTIFICATES, a_sheet(place="乙 9"), source_time=TODAY)
    assert (report.changed, everything(desk, Sheet)[0].place) == (1, "乙 9")


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        (a_sheet(number="41047002S"), "證書字號", "import.certificate.other_graduate"),
        (a_sheet(serial="S114-000999"), "印製序號", "import.sheet.another_live"),
        (a_sheet(number="41047002S", short=313), "印製序號", "import.sheet.used"),
        ((*a_sheet()[:6], "月球", ""), "保管窗口", "import.station.unknown"),
        (("41047001S", "一號", *a_sheet()[2:]), "證書字號", "import.value.certificate_number"),
    ],
)
def test_a_printed_run_that_quarrels_with_the_stock_is_refused(
    bring: Bring, two: ImportReport, row: tuple[object, ...], column: str, code: str
) -> None:
    bring(Kind.CERTIFICATES, CERTIFICATES, a_sheet())
    assert faults(bring(Kind.CERTIFICATES, CERTIFICATES, row, source_time=TODAY)) == [(2, column, code)]


@pytest.mark.parametrize(
    "written", ["（114）範大學字第000312號", "(114)範大學字第 000312號", "(１１４)範大學字第　000312 號"]
)
def test_a_number_in_another_spacing_is_the_same_certificate(
    desk: Desk, bring: Bring, two: ImportReport, written: str
) -> None:
    """One live sheet for each 字號, whatever its spaces; what the school first wrote stays."""
    bring(Kind.CERTIFICATES, CERTIFICATES, a_sheet())
    again = ("41047001S", written, *a_sheet()[2:])
    assert bring(Kind.CERTIFICATES, CERTIFICATES, again, source_time=TODAY).unchanged == 1
    another = (*again[:5], "S114-000952", *again[6:])
    assert faults(bring(Kind.CERTIFICATES, CERTIFICATES, another, source_time=TODAY)) == [
        (2, "印製序號", "import.sheet.another_live")
    ]
    assert [each.number for each in everything(desk, DegreeCertificate)] == ["(114)範大學字第 000312 號"]
    other = ("41047002S", *a_sheet(serial="S114-000953")[1:])
    report = bring(Kind.CERTIFICATES, CERTIFICATES, again, (*other[:1], written, *other[2:]), source_time=TODAY)
    assert (3, "證書字號", "import.twice") in faults(report)


@pytest.mark.parametrize(("month", "good"), [("14 年 6 月", False), ("214 年 6 月", False), ("114 年 8 月", True)])
def test_a_month_of_graduation_lies_near_the_cohort(bring: Bring, two: ImportReport, month: str, good: bool) -> None:
    row = (*a_sheet()[:2], month, *a_sheet()[3:])
    expected = [] if good else [(2, "畢業年月", "import.value.month")]
    assert faults(bring(Kind.CERTIFICATES, CERTIFICATES, row)) == expected


BARCODE = (*CERTIFICATES, "條碼")


@pytest.mark.parametrize("column", [5, 8], ids=["serial", "barcode"])
@pytest.mark.parametrize("taken", ["S114-000312", "LABEL-7"])
def test_a_barcode_or_serial_that_names_anothers_sheet_is_refused(
    desk: Desk, bring: Bring, two: ImportReport, taken: str, column: int
) -> None:
    """A scan at the counter must find one sheet: the other graduate's would be taken for the own (I4)."""
    assert bring(Kind.CERTIFICATES, BARCODE, (*a_sheet(), "LABEL-7")).taken
    row = [*a_sheet(number="41047002S", short=313, serial="S114-000313"), "LABEL-8"]
    row[column] = taken
    report = bring(Kind.CERTIFICATES, BARCODE, tuple(row), source_time=TODAY)
    code = "import.sheet.used" if (column, taken) == (5, "S114-000312") else "import.sheet.names_another"
    assert faults(report) == [(2, BARCODE[column], code)]


def test_a_barcode_that_is_another_rows_serial_is_refused(bring: Bring, two: ImportReport) -> None:
    second = (*a_sheet(number="41047002S", short=313, serial="S114-000313"), "S114-000312")
    report = bring(Kind.CERTIFICATES, BARCODE, (*a_sheet(), "LABEL-7"), second)
    assert faults(report) == [(3, "條碼", "import.twice")]


def test_no_barcode_names_two_sheets_on_a_shelf_in_either_database(desk: Desk, bring: Bring, two: ImportReport) -> None:
    second = a_sheet(number="41047002S", short=313, serial="S114-000313")
    bring(Kind.CERTIFICATES, CERTIFICATES, a_sheet(), second)
    one, other = everything(desk, Sheet)
    with pytest.raises(Refusal) as refusal, desk.begin("office") as work:
        Rows(work.session).amend(Sheet, [(one.id, {"barcode": other.barcode})])
    assert refusal.value.codes == ("sheet.barcode_taken",)
    with desk.begin("office") as work:  # a sheet that was handed over may have left its sleeve to another
        Rows(work.session).amend(Sheet, [(other.id, {"state": SheetState.HANDED_OVER})])
        Rows(work.session).amend(Sheet, [(one.id, {"barcode": other.barcode})])
        work.note("sheet.changed")


def test_a_certificate_that_was_handed_over_changes_no_more(desk: Desk, bring: Bring, two: ImportReport) -> None:
    bring(Kind.CERTIFICATES, CERTIFICATES, a_sheet())
    (certificate,), (sheet,) = everything(desk, DegreeCertificate), everything(desk, Sheet)
    with desk.begin("clerk") as work:
        rows = Rows(work.session)
        rows.amend(DegreeCertificate, [(certificate.id, {"stage": Stage.HANDED_OVER})])
        rows.amend(Sheet, [(sheet.id, {"state": SheetState.HANDED_OVER})])
        work.note("pickup.handed_over")
    same = bring(Kind.CERTIFICATES, CERTIFICATES, a_sheet(place="乙 9"), source_time=TODAY)
    assert (same.taken, same.unchanged) == (True, 1)
    other = (*a_sheet()[:3], "理學學士", *a_sheet()[4:])
    assert faults(bring(Kind.CERTIFICATES, CERTIFICATES, other, source_time=TODAY)) == [
        (2, "證書字號", "import.certificate.settled")
    ]


def test_a_cp950_file_comes_in_with_its_names_shown(desk: Desk) -> None:
    content = a_csv(GRADUATES[:3], ("41047001S", "許功蓋", "113-2")).decode("utf-8-sig").encode("cp950")
    report = import_file(desk, Kind.GRADUATES, content, name="x.csv", source_time=YESTERDAY, actor="office")
    assert (report.encoding, report.guessed, report.sample) == ("cp950", True, ("許功蓋",))
    assert isinstance(report.import_id, UUID)


def test_more_rows_than_one_chunk_arrive_whole(desk: Desk, bring: Bring, monkeypatch: pytest.MonkeyPatch) -> None:
    from app.desk.intake import run

    monkeypatch.setattr(run, "CHUNK", 7)
    rows = [
        (f"41047{place:03d}S", "林晴嵐", "113-2", "", "A123456789" if place in (1, 40) else "", "")
        for place in range(50)
    ]
    assert bring(Kind.GRADUATES, GRADUATES, *rows).added == 50
    assert graduate(desk, "41047001S").person_id == graduate(desk, "41047040S").person_id
    assert len(everything(desk, Person)) == 49
