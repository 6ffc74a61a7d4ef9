"""The sheets at this counter: the shelf, what is taken over, a count and its outcome."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from app.errors import Refusal, Trouble
from app.presenters.window import Page
from tests.presenters import made_up_sheets as made
from tests.views.shots_supervisor import supervised
from tests.views.shots_window import Desk, Shot


def shelf(desk: Desk, **changes: Any) -> None:
    desk.inside()
    desk.window.go(Page.SHEETS)
    desk.line.answer("sheets:at_counter", made.a_stock(**changes))


def crowded(desk: Desk) -> None:
    shelf(desk, total=2_412, fitting=2_412)


def narrowed(desk: Desk) -> None:
    shelf(desk)
    desk.window.sheets.typed("乙櫃")
    desk.window.sheets.refresh()
    desk.line.answer("sheets:at_counter", made.a_stock(fitting=0, lying=()))


def scan(desk: Desk, *slips: Any) -> None:
    for each in slips:
        desk.window.sheets.scanned(each.scanned)
        desk.line.answer("sheets:look_at", each)


def taking(desk: Desk) -> None:
    shelf(desk)
    scan(desk, made.ELSEWHERE, made.BESIDE, made.HERE, made.HELD, made.UNKNOWN)


def taking_as_supervisor(desk: Desk) -> None:
    supervised(desk)
    desk.window.go(Page.SHEETS)
    desk.line.answer("sheets:at_counter", made.a_stock())
    scan(desk, made.ELSEWHERE)


def taking_refused(desk: Desk) -> None:
    taking(desk)
    desk.window.sheets.write("login", "sup")
    desk.window.sheets.take_over("wrong")
    desk.line.answer("sheets:take_over", refusal=Refusal.because("sign_on.failed"))


def taken_over(desk: Desk) -> None:
    taking_as_supervisor(desk)
    desk.window.sheets.take_over()
    desk.line.answer("sheets:take_over", made.a_move())
    desk.line.answer("sheets:at_counter", made.a_stock())


def counting(desk: Desk) -> None:
    shelf(desk)
    desk.window.sheets.count()


def counted_some(desk: Desk) -> None:
    counting(desk)
    scan(desk, made.BESIDE, made.HERE, replace(made.HELD, here=True), made.ELSEWHERE, made.GONE, made.UNKNOWN)
    desk.window.sheets.scanned("S0000020")
    desk.line.answer("sheets:look_at", trouble=Trouble("database.away", retryable=True))


def count_begun(desk: Desk) -> None:
    """The clerk served somebody meanwhile; the count waits."""
    counted_some(desk)
    desk.window.sheets.back()
    desk.line.answer("sheets:at_counter", made.a_stock())


def counted(desk: Desk, *, agrees: bool = False) -> None:
    counting(desk)
    scan(desk, made.HERE)
    desk.window.sheets.finish()
    desk.line.answer("sheets:take_stock", made.a_count(agrees=agrees))


SHOTS = [
    Shot("sheets-shelf", shelf),
    Shot("sheets-crowded", crowded),
    Shot("sheets-narrowed", narrowed),
    Shot("sheets-empty", partial(shelf, total=0, held=0, fitting=0, lying=())),
    Shot("sheets-taking", taking),
    Shot("sheets-taking-refused", taking_refused),
    Shot("sheets-taking-supervisor", taking_as_supervisor),
    Shot("sheets-taken-over", taken_over),
    Shot("sheets-count-empty", counting),
    Shot("sheets-counting", counted_some),
    Shot("sheets-count-begun", count_begun),
    Shot("sheets-counted", counted),
    Shot("sheets-agrees", partial(counted, agrees=True)),
]
