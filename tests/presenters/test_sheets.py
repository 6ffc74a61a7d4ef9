"""The sheets at this counter: the narrowed shelf, taking over by scanning, counting; no scan does anything alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.desk.sheet_slips import ScannedSlip
from app.desk.window_slips import StaffSlip
from app.devices.events import CardKind, CardTapped
from app.errors import Refusal, Trouble
from app.presenters.sheets import MOST, Doing, SheetsPresenter
from app.presenters.window import Page
from tests.presenters import made_up
from tests.presenters import made_up_sheets as made
from tests.presenters.front import CLERK, SUPERVISOR, Front


def codes(sheets: SheetsPresenter) -> list[str]:
    return [each.code for each in sheets.screen.problems]


@pytest.fixture
def sheets(front: Front) -> SheetsPresenter:
    return opened(front)


def opened(front: Front, staff: StaffSlip = CLERK) -> SheetsPresenter:
    front.inside(staff)
    front.window.go(Page.SHEETS)
    front.line.answer("sheets:at_counter", made.a_stock())
    return front.window.sheets


def scan(front: Front, *slips: ScannedSlip) -> None:
    for each in slips:
        front.window.sheets.scanned(each.scanned)
        front.line.answer("sheets:look_at", each)


# ------------------------------------------------------------------ the shelf
def test_the_shelf_is_narrowed_by_what_is_typed_and_older_answers_are_dropped(
    front: Front, sheets: SheetsPresenter
) -> None:
    sheets.refresh()
    sheets.typed(" a03 ")
    sheets.refresh()
    assert front.line.last("sheets:at_counter").facts["wanted"] == "a03"
    front.line.answer("sheets:at_counter", made.a_stock(total=99))
    assert sheets.screen.stock == made.a_stock(), "it answers what nobody asks any more"
    front.line.answer("sheets:at_counter", made.a_stock(fitting=1))
    assert sheets.screen.stock is not None and sheets.screen.stock.fitting == 1


def test_a_shelf_that_cannot_be_read_says_why_and_keeps_what_was_shown(front: Front, sheets: SheetsPresenter) -> None:
    sheets.refresh()
    front.line.answer("sheets:at_counter", trouble=Trouble("database.away", retryable=True))
    assert codes(sheets) == ["database.away"] and sheets.screen.stock is not None


def test_ctrl_p_at_the_shelf_shows_the_sleeve_labels(front: Front, sheets: SheetsPresenter) -> None:
    front.window.print_shown()
    front.window.print_shown()  # a second press while they are made asks for nothing more
    assert front.line.last("papers:sleeve_labels").facts["cohort"] == ""
    front.line.answer("papers:sleeve_labels", refusal=Refusal.because("labels.nothing_here"))
    assert codes(sheets) == ["labels.nothing_here"] and not sheets.screen.making
    front.window.print_shown()
    front.line.answer("papers:sleeve_labels", made_up.a_paper("labels"))
    assert front.window.preview.screen.paper is not None


# ------------------------------------------------------------------ taking over
def test_a_scan_on_the_shelf_begins_a_list_and_moves_nothing(front: Front, sheets: SheetsPresenter) -> None:
    scan(front, made.ELSEWHERE, made.HERE, made.HELD, made.GONE, made.UNKNOWN)
    assert sheets.screen.doing is Doing.TAKING
    assert sheets.screen.coming == (made.ELSEWHERE,), "what lies here, is held or gone, does not come"
    assert "sheets:take_over" not in front.line.verbs


def test_the_same_sheet_twice_stands_once_in_the_list(front: Front, sheets: SheetsPresenter) -> None:
    scan(front, made.ELSEWHERE, made.UNKNOWN, replace(made.ELSEWHERE, scanned="000500"), made.UNKNOWN)
    assert [each.scanned for each in sheets.screen.rows] == ["S9999999", "000500"]


def test_from_another_counter_a_supervisor_signs(front: Front, sheets: SheetsPresenter) -> None:
    """A27."""
    scan(front, made.ELSEWHERE, made.BESIDE)
    assert sheets.screen.asks_supervisor
    sheets.take_over()
    assert codes(sheets) == ["override.sign_on_missing"] and "sheets:take_over" not in front.line.verbs
    sheets.write("login", " sup ")
    sheets.write("place", " 甲櫃 ")
    sheets.take_over("made up")
    sheets.take_over("made up")
    assert front.line.count("sheets:take_over") == 1
    facts = front.line.last("sheets:take_over").facts
    assert facts == {"scans": ("SU-A0316", "SU-A0500"), "place": "甲櫃", "login": "sup", "password": "made up"}
    assert "made up" not in repr(sheets.screen)


def test_within_the_counter_and_for_a_supervisor_nobody_else_signs(front: Front) -> None:
    sheets = opened(front)
    scan(front, made.BESIDE)
    assert not sheets.screen.asks_supervisor
    sheets.take_over()
    assert front.line.last("sheets:take_over").facts["login"] == ""
    front.line.answer("sheets:take_over", made.a_move())
    front.window.door.change_user()
    sheets = opened(front, SUPERVISOR)
    scan(front, made.ELSEWHERE)
    assert not sheets.screen.asks_supervisor
    sheets.next()
    assert front.line.count("sheets:take_over") == 2


def test_a_refused_list_stays_and_a_taken_one_is_told_on_the_shelf(front: Front, sheets: SheetsPresenter) -> None:
    scan(front, made.BESIDE)
    sheets.take_over()
    front.line.answer("sheets:take_over", refusal=Refusal.because("sheet.not_in_stock", serial="A0316"))
    assert codes(sheets) == ["sheet.not_in_stock"] and sheets.screen.rows == (made.BESIDE,)
    sheets.take_over()
    front.line.answer("sheets:take_over", made.a_move())
    assert (sheets.screen.doing, sheets.screen.rows, sheets.screen.moved) == (Doing.SHELF, (), made.a_move())
    assert front.line.awaited().count("sheets:at_counter") == 1, "the shelf is read again"


def test_the_last_scan_is_taken_back_and_esc_drops_the_list(front: Front, sheets: SheetsPresenter) -> None:
    scan(front, made.ELSEWHERE, made.BESIDE)
    sheets.take_back()
    assert sheets.screen.rows == (made.ELSEWHERE,)
    sheets.scanned("SU-A0316")
    assert front.window.back()
    front.line.answer("sheets:look_at", made.BESIDE)
    assert (sheets.screen.doing, sheets.screen.rows, sheets.screen.found) == (Doing.SHELF, (), ())


def test_while_a_scan_is_looked_up_nothing_is_taken_over(front: Front, sheets: SheetsPresenter) -> None:
    scan(front, made.BESIDE)
    sheets.scanned("SU-A0500")
    sheets.take_over()
    assert "sheets:take_over" not in front.line.verbs


# ------------------------------------------------------------------ counting
def test_a_count_sends_every_scan_once_in_its_order(front: Front, sheets: SheetsPresenter) -> None:
    sheets.count()
    scan(front, made.HERE, made.GONE, made.UNKNOWN, made.HERE)
    sheets.finish()
    sheets.finish()
    assert front.line.count("sheets:take_stock") == 1
    assert front.line.last("sheets:take_stock").facts == {"scans": ("SU-A0090", "S9999999", "SU-A0312")}
    front.line.answer("sheets:take_stock", made.a_count())
    assert (sheets.screen.doing, sheets.screen.taken) == (Doing.COUNTED, made.a_count())


def test_an_empty_count_is_not_sent(front: Front, sheets: SheetsPresenter) -> None:
    sheets.count()
    sheets.finish()
    assert codes(sheets) == ["sheet.nothing_scanned"] and "sheets:take_stock" not in front.line.verbs


def test_a_scan_that_could_not_be_looked_up_counts_all_the_same(front: Front, sheets: SheetsPresenter) -> None:
    sheets.count()
    sheets.scanned("SU-A0312")
    front.line.answer("sheets:look_at", trouble=Trouble("database.away", retryable=True))
    assert codes(sheets) == ["database.away"]
    sheets.scanned("x" * 500)
    front.line.answer("sheets:look_at", refusal=Refusal.because("sheet.scan_too_long", length=500))
    assert [each.scanned for each in sheets.screen.found] == ["SU-A0312"], "what no label can hold does not"


def test_a_count_waits_while_somebody_is_served_and_goes_on(front: Front, sheets: SheetsPresenter) -> None:
    sheets.count()
    scan(front, made.HERE)
    front.window.card_event(CardTapped(made_up.READER, 1, 0.0, CardKind.CLASSIC_4K, made_up.UID_A))
    assert front.window.screen.page is Page.COUNTER
    front.window.go(Page.SHEETS)
    assert (sheets.screen.doing, sheets.screen.found) == (Doing.COUNTING, (made.HERE,))
    front.window.door.lock()
    assert sheets.screen.found == (made.HERE,), "behind the lock it is kept"


def test_esc_keeps_a_count_and_f9_goes_on_with_it(front: Front, sheets: SheetsPresenter) -> None:
    sheets.count()
    scan(front, made.HERE)
    sheets.scanned("SU-A0316")
    assert front.window.back() and sheets.screen.doing is Doing.COUNTING, "a scan on its way is not lost"
    front.line.answer("sheets:look_at", made.BESIDE)
    front.window.back()
    assert sheets.screen.doing is Doing.SHELF
    sheets.next()
    assert (sheets.screen.doing, len(sheets.screen.found)) == (Doing.COUNTING, 2)
    sheets.start_afresh()
    assert sheets.screen.found == ()


def test_somebody_else_signs_on_and_finds_no_scan(front: Front, sheets: SheetsPresenter) -> None:
    sheets.count()
    scan(front, made.HERE)
    sheets.scanned("SU-A0316")
    front.window.door.change_user()
    front.line.answer("sheets:look_at", made.BESIDE)
    assert sheets.screen.found == () and sheets.screen.doing is Doing.SHELF


def test_the_outcome_becomes_a_paper_once_and_esc_ends_the_count(front: Front, sheets: SheetsPresenter) -> None:
    sheets.count()
    scan(front, made.HERE)
    sheets.finish()
    front.line.answer("sheets:take_stock", made.a_count())
    sheets.scanned("SU-A0316")
    assert front.line.count("sheets:look_at") == 1, "this count is over"
    front.window.print_shown()
    sheets.next()
    assert front.line.count("stock_take:paper") == 1
    assert front.line.last("stock_take:paper").facts == {"taken": made.a_count()}
    paper = made_up.a_paper("stock_take")
    front.line.answer("stock_take:paper", paper)
    assert front.window.preview.screen.paper is paper
    front.window.preview.close()
    front.window.back()
    assert (sheets.screen.doing, sheets.screen.found, sheets.screen.taken) == (Doing.SHELF, (), None)


def test_esc_on_the_shelf_stays_on_the_shelf(front: Front, sheets: SheetsPresenter) -> None:
    assert not front.window.back()
    assert front.window.screen.page is Page.SHEETS


def test_a_list_has_an_end(front: Front, sheets: SheetsPresenter) -> None:
    sheets.count()
    sheets._note(found=(made.UNKNOWN,) * MOST)
    sheets.scanned("SU-A0312")
    assert codes(sheets) == ["sheet.list_too_long"] and "sheets:look_at" not in front.line.verbs
