"""Custody of sheets (A26, A27): moved singly or by list, listed, counted by scanning."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy import text

from app.desk import correction, lookup, pickup, sheets, stock_take
from app.desk.desk import Desk
from app.desk.sheet_list import scans_of
from app.desk.slips import OpenedBy
from app.errors import Refusal
from app.models.custody import CustodyMove
from tests.desk.conftest import Made, a_deed, enter, make_graduate, password_of
from tests.documents.samples import joined, pdftotext

SUPERVISOR = {"login": "supervisor", "password": password_of("supervisor")}


def by_card(desk: Desk, made: Made):
    return lookup.open_case_by_card(desk, uid=made.uid, reader="test")


def codes(act: Callable[[], object]) -> tuple[str, ...]:
    with pytest.raises(Refusal) as refusal:
        act()
    return refusal.value.codes


def moved(desk: Desk, *scans: str, to: str = "lakeside", **more: str):
    return sheets.move(desk, scans=scans, to=to, **{**SUPERVISOR, **more})


def lines(desk: Desk, verb: str) -> list[str]:
    with desk.read() as session:
        found = session.scalars(text("SELECT text FROM journal_line WHERE text LIKE :verb"), {"verb": f'%"{verb}"%'})
        return list(found)


def where(desk: Desk, made: Made) -> tuple[str, str, bool]:
    slip = lookup.open_case(desk, graduate_id=made.graduate_id, opened_by=OpenedBy.NUMBER)
    assert slip.certificate is not None and slip.certificate.sheet is not None
    sheet = slip.certificate.sheet
    return sheet.custodian, sheet.place, sheet.here


def test_a_sheet_goes_to_another_counter_and_the_case_says_so(desk: Desk, make: Callable[..., Made]) -> None:
    made = make()
    done = moved(desk, made.barcode, taken_by="clerk2", place="湖 1 櫃")
    assert (done.counter, len(done.moved), done.there_already, done.taken_by) == ("lakeside", 1, 0, "clerk2")
    assert where(desk, made) == ("湖畔教務組", "湖 1 櫃", False)
    slip = by_card(desk, made)
    assert "sheet.elsewhere" in [each.obstacle.code for each in slip.obstacles]
    with desk.read() as session:
        (row,) = session.query(CustodyMove)
        assert (row.place_before, row.place_after) == ("甲櫃 3 抽屜 12 格", "湖 1 櫃")
        assert row.taken_by != row.ordered_by
    (line,) = lines(desk, "sheets.moved")
    assert '"counter":"lakeside"' in line and '"sheets":1' in line and '"ordered_by":"supervisor"' in line


def test_a_sheet_brought_here_makes_this_counter_right(desk: Desk, make: Callable[..., Made]) -> None:
    """A27: a supervisor has the other counter's sheet brought here, and it is handed over here."""
    made = make(counter="lakeside")
    assert "counter.wrong" in [each.obstacle.code for each in by_card(desk, made).obstacles]
    moved(desk, made.barcode, to="main", place="甲櫃")
    slip = by_card(desk, made)
    assert where(desk, made) == ("校本部註冊組", "甲櫃", True)
    pickup.hand_over(desk, deed=a_deed(slip, made))


def test_the_old_shelf_mark_means_nothing_at_another_counter(desk: Desk, make: Callable[..., Made]) -> None:
    made = make()
    moved(desk, made.barcode)
    assert where(desk, made)[1] == ""


def test_between_counters_a_supervisor_decides(desk: Desk, make: Callable[..., Made]) -> None:
    made = make()
    assert codes(lambda: sheets.move(desk, scans=(made.barcode,), to="lakeside")) == ("sheet.move_needs_supervisor",)
    assert codes(lambda: moved(desk, made.barcode, password="wrong")) == ("sign_on.failed",)
    enter(desk, "supervisor")
    assert len(sheets.move(desk, scans=(made.barcode,), to="lakeside").moved) == 1
    enter(desk, "clerk1")
    assert len(sheets.move(desk, scans=(made.barcode,), to="lakeside", place="乙櫃").moved) == 1, "within a counter"


def test_a_sheet_that_was_handed_over_or_is_held_stays_and_with_it_the_whole_list(
    desk: Desk, make: Callable[..., Made]
) -> None:
    good, gone, held = make(), make(), make()
    pickup.hand_over(desk, deed=a_deed(by_card(desk, gone), gone))
    correction.stop(
        desk, graduate_id=held.graduate_id, certificate_id=held.certificate_id, fields=("name_en",), note=""
    )
    assert codes(lambda: moved(desk, good.barcode, gone.barcode, held.barcode, "S9999999")) == ("sheet.unknown",)
    assert sorted(codes(lambda: moved(desk, good.barcode, gone.barcode, held.barcode))) == [
        "sheet.held",
        "sheet.not_in_stock",
    ]
    assert where(desk, good)[2], "nothing of the list was moved"
    assert lines(desk, "sheets.moved") == []


def test_the_same_list_twice_changes_nothing_the_second_time(desk: Desk, make: Callable[..., Made]) -> None:
    made, other = make(), make()
    assert len(moved(desk, made.barcode, other.barcode, made.barcode).moved) == 2
    again = moved(desk, made.barcode, other.barcode)
    assert (len(again.moved), again.there_already) == (0, 2)
    assert len(lines(desk, "sheets.moved")) == 1


def test_a_list_names_sheets_by_certificate_number(desk: Desk, make: Callable[..., Made]) -> None:
    made, other = make(), make()
    with desk.read() as session:
        numbers = session.scalars(text("SELECT number FROM certificate ORDER BY number")).all()
    content = "證書字號,備註\n" + "".join(f"{number},\n" for number in numbers)
    done = moved(desk, *scans_of(content.encode("cp950")))
    assert {each.number for each in done.moved} == set(numbers)
    assert len(moved(desk, "（114）範大學字第 000001 號", to="main").moved) == 1, "full-width, as it is typed"
    assert {made.barcode, other.barcode} == {each.serial for each in done.moved}


def test_unknown_counters_takers_and_empty_lists_are_refused(desk: Desk, make: Callable[..., Made]) -> None:
    made = make()
    assert codes(lambda: moved(desk, made.barcode, to="moon")) == ("counter.unknown",)
    assert codes(lambda: moved(desk, made.barcode, taken_by="stranger")) == ("staff.unknown",)
    assert codes(lambda: moved(desk, " ")) == ("sheet.nothing_scanned",)
    assert codes(lambda: moved(desk, "9" * 1000)) == ("sheet.scan_too_long",)


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"S0000001\nS0000002\n", ("S0000001", "S0000002")),
        ("條碼,姓名\nS1,某人\n\nS2,某人\n".encode(), ("S1", "S2")),
        ("\ufeffSerial;place\nS1;a\n".encode(), ("S1",)),
    ],
)
def test_a_list_file_is_read_as_schools_write_it(content: bytes, found: tuple[str, ...]) -> None:
    assert scans_of(content) == found


def test_a_list_file_that_names_no_sheets_is_refused() -> None:
    assert codes(lambda: scans_of(b"a,b\n1,2\n")) == ("sheet.list_heading",)
    assert codes(lambda: scans_of(b"")) == ("import.file.empty",)


def test_the_stock_of_a_counter_is_listed_in_the_order_of_the_shelf(desk: Desk, make: Callable[..., Made]) -> None:
    first, second, away = make(), make(), make(counter="lakeside")
    correction.stop(
        desk, graduate_id=second.graduate_id, certificate_id=second.certificate_id, fields=("name_en",), note=""
    )
    stock = sheets.at_counter(desk)
    assert [each.serial for each in stock.lying] == [first.barcode, second.barcode]
    assert (stock.total, stock.held) == (2, 1)
    assert [each.serial for each in sheets.at_counter(desk, counter="lakeside").lying] == [away.barcode]
    pickup.hand_over(desk, deed=a_deed(by_card(desk, first), first))
    assert [each.serial for each in sheets.at_counter(desk).lying] == [second.barcode]
    assert codes(lambda: sheets.at_counter(desk, counter="moon")) == ("counter.unknown",)


def test_a_count_tells_what_is_missing_and_what_is_too_much(desk: Desk, make: Callable[..., Made]) -> None:
    here, missing, away, gone = make(), make(), make(counter="lakeside"), make()
    pickup.hand_over(desk, deed=a_deed(by_card(desk, gone), gone))
    taken = sheets.take_stock(desk, scans=(here.barcode, away.barcode, gone.barcode, "S7777777", here.barcode))
    assert (taken.expected, taken.found, taken.agrees) == (2, 1, False)
    assert [each.serial for each in taken.missing] == [missing.barcode]
    assert {each.scanned: each.code for each in taken.unexpected} == {
        away.barcode: "sheet.elsewhere",
        gone.barcode: "sheet.not_in_stock",
        "S7777777": "sheet.unknown",
    }
    (line,) = lines(desk, "sheets.counted")
    assert '"expected":2' in line and '"found":1' in line
    with desk.read() as session:
        lost = session.execute(text("SELECT id FROM sheet WHERE serial = :s"), {"s": missing.barcode}).scalar_one()
    assert str(lost if isinstance(lost, UUID) else UUID(str(lost))) in line
    assert sheets.take_stock(desk, scans=(here.barcode, missing.barcode)).agrees


def test_a_hand_over_of_a_sheet_that_was_moved_away_meanwhile_is_refused(desk: Desk, make: Callable[..., Made]) -> None:
    made = make()
    deed = a_deed(by_card(desk, made), made)
    moved(desk, made.barcode)
    assert "sheet.elsewhere" in codes(lambda: pickup.hand_over(desk, deed=deed))


def test_a_whole_drawer_is_moved_in_one_go(desk: Desk) -> None:
    made = [make_graduate(desk, number) for number in range(1, 41)]
    done = moved(desk, *(each.barcode for each in made))
    assert len(done.moved) == len(made)
    assert sheets.at_counter(desk).total == 0


# ------------------------------------------------------------------ at the window
def test_the_shelf_is_searched_by_mark_serial_code_and_number(desk: Desk, make: Callable[..., Made]) -> None:
    made, other = make(), make()
    moved(desk, other.barcode, to="main", place="乙櫃 100%_")

    def fitting(wanted: str) -> set[str]:
        stock = sheets.at_counter(desk, wanted=wanted)
        assert stock.total == 2 and stock.fitting == len(stock.lying)
        return {each.serial for each in stock.lying}

    assert fitting("") == fitting("s000") == {made.barcode, other.barcode}
    assert fitting("甲櫃 3") == fitting("000001") == {made.barcode}
    assert fitting("ｓ0000002") == {other.barcode}, "full-width, as it is typed"
    assert fitting("100%_") == {other.barcode}
    assert fitting("%") == {other.barcode} and fitting("丙櫃") == set(), "a sign is a sign"
    assert sheets.at_counter(desk, wanted="s000", count=1).fitting == 2


def test_a_scan_says_where_its_sheet_should_lie(desk: Desk, make: Callable[..., Made]) -> None:
    here, away, gone, held = make(), make(counter="lakeside"), make(), make()
    pickup.hand_over(desk, deed=a_deed(by_card(desk, gone), gone))
    correction.stop(
        desk, graduate_id=held.graduate_id, certificate_id=held.certificate_id, fields=("name_en",), note=""
    )
    before = len(lines(desk, "sheet"))

    def seen(scanned: str) -> tuple[str, bool, bool]:
        slip = sheets.look_at(desk, scanned=scanned)
        return slip.code, slip.here, slip.own

    assert seen(here.barcode) == ("", True, True)
    assert seen(away.barcode) == ("", False, False)
    assert sheets.look_at(desk, scanned=away.barcode).where.zh == "湖畔教務組"
    assert seen(held.barcode)[0] == "sheet.held"
    assert seen(gone.barcode)[0] == "sheet.not_in_stock"
    assert seen("S9999999") == ("sheet.unknown", False, False)
    assert sheets.look_at(desk, scanned="000001").same_as(sheets.look_at(desk, scanned=here.barcode))
    assert len(lines(desk, "sheet")) == before, "a look changes nothing"
    assert codes(lambda: sheets.look_at(desk, scanned=" ")) == ("sheet.nothing_scanned",)
    assert codes(lambda: sheets.look_at(desk, scanned="9" * 1000)) == ("sheet.scan_too_long",)
    desk.locked = True
    assert codes(lambda: sheets.look_at(desk, scanned=here.barcode)) == ("sign_on.needed",)


def test_a_scanned_sheet_is_taken_over_by_whoever_is_signed_on(desk: Desk, make: Callable[..., Made]) -> None:
    """A27: a supervisor decides that it comes, the clerk takes it over; both are recorded."""
    made = make(counter="lakeside")
    assert codes(lambda: sheets.take_over(desk, scans=(made.barcode,))) == ("sheet.move_needs_supervisor",)
    clerk = {"login": "clerk2", "password": password_of("clerk2")}
    assert codes(lambda: sheets.take_over(desk, scans=(made.barcode,), **clerk)) == ("sheet.move_needs_supervisor",)
    done = sheets.take_over(desk, scans=(made.barcode,), place="甲櫃", **SUPERVISOR)
    assert (len(done.moved), done.station, done.taken_by) == (1, desk.station.code, "clerk1")
    assert where(desk, made) == ("校本部註冊組", "甲櫃", True)
    (line,) = lines(desk, "sheets.moved")
    assert '"ordered_by":"supervisor"' in line
    assert sheets.take_over(desk, scans=(made.barcode,)).there_already == 1
    desk.locked = True
    assert codes(lambda: sheets.take_over(desk, scans=(made.barcode,))) == ("sign_on.needed",)


def test_a_count_at_the_window_is_recorded_by_name_and_becomes_a_paper(desk: Desk, make: Callable[..., Made]) -> None:
    made, missing, away = make(), make(), make(counter="lakeside")
    taken = sheets.take_stock(desk, scans=(made.barcode, away.barcode, "S9999999"))
    assert (taken.expected, taken.found, [each.serial for each in taken.missing]) == (2, 1, [missing.barcode])
    (line,) = lines(desk, "sheets.counted")
    assert '"actor":"clerk1"' in line
    paper = stock_take.paper(desk, taken=taken)
    said = joined(pdftotext(paper.pdf))
    for words in (missing.barcode, away.barcode, "S9999999", "湖畔教務組"):
        assert words in said
    assert made.barcode not in said
    desk.locked = True
    assert codes(lambda: sheets.take_stock(desk, scans=(made.barcode,))) == ("sign_on.needed",)
