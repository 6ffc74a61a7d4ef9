"""A certificate that was held for an error on its sheet (A11): seen, set free, or reprinted and handed over."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from sqlalchemy import text

from app.desk import correction, corrections, lookup, papers, pickup
from app.desk.desk import Desk
from app.desk.intake.engine import ImportReport
from app.desk.intake.run import import_file
from app.desk.intake.shapes import Kind
from app.desk.sheet_slips import MendedSlip
from app.desk.slips import OpenedBy, Verdict
from app.errors import Refusal
from app.models.certificate import Correction, DegreeCertificate, Sheet
from app.models.custody import CustodyMove
from tests.desk.conftest import Made, a_deed, password_of
from tests.desk.intake.conftest import a_csv
from tests.desk.test_exceptions_at_the_counter import text_of

COLUMNS = (
    "學號",
    "證書字號",
    "畢業日期",
    "學位",
    "系所名稱",
    "姓名",
    "英文姓名",
    "印製序號",
    "條碼",
    "存放位置",
    "保管窗口",
)
NOTE = "LIN, FENG-HSUAN 應為 LIN, FENG-XUAN"
End = Callable[..., MendedSlip]


def hold(desk: Desk, made: Made, note: str = NOTE) -> None:
    slip = correction.stop(
        desk, graduate_id=made.graduate_id, certificate_id=made.certificate_id, fields=("other", "name_en"), note=note
    )
    assert [each.obstacle.code for each in slip.obstacles] == ["certificate.held"]


def end(desk: Desk, verb: End, named: str, login: str = "supervisor", reason: str = "護照為 XUAN，重印") -> MendedSlip:
    return verb(desk, named=named, reason=reason, login=login, password=password_of(login))


def number_of(desk: Desk, made: Made) -> str:
    with desk.read() as session:
        return session.get_one(DegreeCertificate, made.certificate_id).number


def lines(desk: Desk, verb: str) -> list[dict[str, object]]:
    with desk.read() as session:
        found = session.scalars(text("SELECT text FROM journal_line ORDER BY seq")).all()
    return [each for each in map(json.loads, found) if each["verb"] == verb]


def bring_sheet(desk: Desk, made: Made, serial: str, name_en: str) -> ImportReport:
    number = number_of(desk, made)
    row = (made.student_number, number, "114/6/30", "理學學士", "資訊工程學系", "林峯煊", name_en)
    content = a_csv(COLUMNS, (*row, serial, serial, "乙 4", desk.station.code))
    return import_file(desk, Kind.CERTIFICATES, content, name="reprint.csv", source_time=desk.now, actor="office")


def test_the_open_corrections_say_what_is_wrong_and_the_look_at_their_notes_is_journaled(
    desk: Desk, make: Callable[..., Made]
) -> None:
    first, second = make(), make()
    hold(desk, first)
    hold(desk, second, note="")
    found = corrections.overview(desk)
    assert [(each.serial, each.fields, each.note) for each in found] == [
        (first.barcode, "name_en,other", NOTE),
        (second.barcode, "name_en,other", ""),
    ]
    assert found[0].number == number_of(desk, first) and found[0].since == desk.now and found[0].office.zh
    assert NOTE not in repr(found)
    (line,) = lines(desk, "correction.notes_read")
    assert len(line["facts"]["corrections"]) == 1, "a correction without a note tells nothing of a person"


def test_nobody_reads_a_note_without_signing_on(desk: Desk, make: Callable[..., Made]) -> None:
    hold(desk, make())
    desk.actor = None
    assert [each.note for each in corrections.overview(desk)] == [""]
    assert lines(desk, "correction.notes_read") == []
    read = corrections.overview(desk, login="clerk1", password=password_of("clerk1"))
    assert [each.note for each in read] == [NOTE]
    with pytest.raises(Refusal) as refusal:
        corrections.overview(desk, login="clerk1", password="wrong wrong wrong")
    assert refusal.value.codes == ("sign_on.failed",)


def test_a_sheet_that_was_right_is_set_free_and_handed_over(desk: Desk, make: Callable[..., Made]) -> None:
    made = make()
    hold(desk, made)
    done = end(desk, corrections.resume, number_of(desk, made))
    assert (done.serial, done.reprinting) == (made.barcode, False)
    assert corrections.overview(desk) == ()
    (line,) = lines(desk, "correction.resumed")
    assert "XUAN" not in json.dumps(line, ensure_ascii=False), "the reason may name a person"
    case = lookup.open_case_by_card(desk, uid=made.uid, reader="test")
    assert case.verdict is Verdict.READY
    pickup.hand_over(desk, deed=a_deed(case, made))
    with desk.read() as session:
        assert session.query(Correction).one().closed_at == desk.now


def test_a_spoiled_sheet_is_voided_its_reprint_imported_and_handed_over(desk: Desk, make: Callable[..., Made]) -> None:
    made = make()
    hold(desk, made)
    refused = bring_sheet(desk, made, "S9900001", "LIN, FENG-XUAN")
    assert [each.code for each in refused.faults] == ["import.sheet.another_live"]

    done = end(desk, corrections.reprint, made.barcode.lower())
    assert (done.serial, done.reprinting) == (made.barcode, True)
    waiting = lookup.open_case_by_card(desk, uid=made.uid, reader="test")
    assert [each.obstacle.code for each in waiting.obstacles] == ["sheet.missing"]

    report = bring_sheet(desk, made, "S9900001", "LIN, FENG-XUAN")
    assert report.taken and report.changed == 1, report.faults
    case = lookup.open_case_by_card(desk, uid=made.uid, reader="test")
    assert case.verdict is Verdict.READY
    assert case.certificate is not None and case.certificate.name_en == "LIN, FENG-XUAN"
    with pytest.raises(Refusal):
        pickup.hand_over(desk, deed=a_deed(case, made))
    given = pickup.hand_over(desk, deed=a_deed(case, made, sheet_scan="S9900001"))
    assert given.certificate_id == made.certificate_id
    with desk.read() as session:
        sheets = {each.serial: each for each in session.query(Sheet).filter_by(certificate_id=made.certificate_id)}
        (moved,) = session.query(CustodyMove).all()
    assert {serial: each.state.value for serial, each in sheets.items()} == {
        made.barcode: "void",
        "S9900001": "handed_over",
    }
    assert (moved.sheet_id, moved.place_after) == (sheets[made.barcode].id, "")


def test_the_old_serial_does_not_come_back(desk: Desk, make: Callable[..., Made]) -> None:
    made = make()
    hold(desk, made)
    end(desk, corrections.reprint, made.barcode)
    assert [each.code for each in bring_sheet(desk, made, made.barcode, "LIN, A").faults] == ["import.sheet.used"]


@pytest.mark.parametrize("verb", [corrections.resume, corrections.reprint])
def test_only_a_supervisor_with_a_reason_ends_a_correction_and_only_once(
    desk: Desk, make: Callable[..., Made], verb: End
) -> None:
    made = make()
    hold(desk, made)

    def refused(**changes: str) -> tuple[str, ...]:
        with pytest.raises(Refusal) as refusal:
            end(desk, verb, **({"named": made.barcode} | changes))
        return refusal.value.codes

    assert refused(login="clerk1") == ("override.supervisor_only",)
    assert refused(reason=" ok ") == ("correction.reason_missing",)
    nothing = ("correction.none_open",) if verb is corrections.resume else ("sheet.unknown",)
    assert refused(named="S7777777") == refused(named="") == nothing
    assert len(corrections.overview(desk)) == 1
    end(desk, verb, made.barcode)
    assert refused() == nothing
    assert len(lines(desk, "correction.resumed") + lines(desk, "correction.reprinted")) == 1


def test_a_correction_is_read_and_ended_at_its_case_on_the_screen(desk: Desk, make: Callable[..., Made]) -> None:
    made, other = make(), make()
    hold(desk, made)
    hold(desk, other, note="別人")
    found = corrections.look_at(desk, named=number_of(desk, made))
    assert (found.serial, found.note) == (made.barcode, NOTE)
    (line,) = lines(desk, "correction.notes_read")
    assert len(line["facts"]["corrections"]) == 1
    answer = {"reason": "護照無誤", "login": "supervisor", "password": password_of("supervisor")}
    held = {"graduate_id": made.graduate_id, "named": number_of(desk, made)}
    assert corrections.end(desk, **held, reprinting=False, **answer).verdict is Verdict.READY
    with pytest.raises(Refusal) as refusal:
        corrections.look_at(desk, named=number_of(desk, made))
    assert refusal.value.codes == ("correction.none_open",)


def test_a_misprint_that_the_office_found_itself_is_voided_on_its_shelf(desk: Desk, make: Callable[..., Made]) -> None:
    made, given = make(open_items=("library",)), make()
    assert end(desk, corrections.reprint, number_of(desk, made)).serial == made.barcode
    assert bring_sheet(desk, made, "S9900002", "LIN, FENG-XUAN").taken
    pickup.hand_over(desk, deed=a_deed(lookup.open_case_by_card(desk, uid=given.uid, reader="test"), given))
    with pytest.raises(Refusal) as refusal:
        end(desk, corrections.reprint, given.barcode)
    assert refusal.value.codes == ("sheet.not_in_stock",)
    with pytest.raises(Refusal) as refusal:
        end(desk, corrections.resume, "S9900002")
    assert refusal.value.codes == ("correction.none_open",)


def test_who_corrects_it_is_told_by_role_at_the_case_and_on_the_notice(desk: Desk, make: Callable[..., Made]) -> None:
    """A11: the officer of the graduate's own level and department; a proxy is not told what is wrong."""
    made, master = make(), make(level="master")
    slip = lookup.open_case(desk, graduate_id=made.graduate_id, opened_by=OpenedBy.NUMBER)
    assert slip.officer is not None and (slip.officer.extension, slip.officer.role.zh) == ("1102", "學士班註冊承辦人")
    graduate = lookup.open_case(desk, graduate_id=master.graduate_id, opened_by=OpenedBy.NUMBER)
    assert graduate.officer is not None and graduate.officer.extension == "1103"
    held = correction.stop(
        desk, graduate_id=made.graduate_id, certificate_id=made.certificate_id, fields=("name_en",), note=""
    )
    door = next(each for each in held.obstacles if each.obstacle.code == "certificate.held")
    assert door.extension == "1102", "the officer's own"
    notice, by_proxy = (
        text_of(papers.outstanding_items_notice(desk, graduate_id=made.graduate_id, for_proxy=proxy).pdf)
        for proxy in (False, True)
    )
    assert "證書資料更正請洽學士班註冊承辦人，電話02-2345-6700分機1102" in "".join(notice.split())
    assert "更正" not in "".join(by_proxy.split()).partition("完成後如何領取")[2]
